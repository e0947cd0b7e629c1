package leaveweb

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
	"kanalkoll/internal/roster"
)

// whose names what a holding is about: the account, whose absence, or the municipality's call list.
func whose(ctx context.Context, h roster.Holding) string {
	switch {
	case h.Kind == roster.HeldCover:
		return h.OtherName
	case h.AccountID == uuid.Nil:
		return i18n.T(ctx, "leaveweb.call_list")
	}
	return h.Title(ctx)
}

// what says what somebody does there: "Bevakar", "Svarar för Skolmat".
func what(ctx context.Context, h roster.Holding) string {
	switch h.Kind {
	case roster.HeldRole:
		return roster.RoleWord(ctx, roster.Role(h.What))
	case roster.HeldPart, roster.HeldPoint:
		return i18n.T(ctx, "leaveweb.what."+h.Kind, "What", h.What)
	}
	return i18n.T(ctx, "leaveweb.what."+h.Kind)
}

// when gives the days of a holding; nothing for what has none.
func when(ctx context.Context, h roster.Holding) string {
	if h.From.IsZero() {
		return ""
	}
	return i18n.Days(ctx, h.From, h.To)
}

// way says how somebody gets in.
func way(ctx context.Context, h roster.Holding) string { return i18n.T(ctx, "leaveweb.way."+h.What) }

// toClose says what is to be done so that somebody gets in no more.
func toClose(ctx context.Context, name string, h roster.Holding) string {
	return i18n.T(ctx, "leaveweb.close."+h.What, "Name", name, "Account", h.Title(ctx))
}

// successor names who takes a thing over.
func successor(ctx context.Context, it *roster.DepartureItem) string {
	if it.Successor == "" {
		return i18n.T(ctx, "leaveweb.nobody")
	}
	return it.Successor
}

// sayStay names what was changed since and stays as it is: "Sara: Bevakar, Bergaskolan på Facebook".
func sayStay(ctx context.Context, items []*roster.DepartureItem) string {
	var list []string
	for _, it := range items {
		list = append(list, i18n.T(ctx, "leaveweb.stay", "Name", successor(ctx, it), "What", what(ctx, it.Holding), "Whose", whose(ctx, it.Holding)))
	}
	return strings.Join(list, "; ")
}

// some says how many days, and which is the first: "12 dagar, från 4 jan. 2027".
func some(ctx context.Context, days []clock.Date) string {
	if len(days) == 0 {
		return ""
	}
	return i18n.T(ctx, "leaveweb.days", "Count", len(days), "Date", days[0])
}

// version reads the version in a form; none is one that nothing has.
func version(form url.Values) int {
	n, _ := strconv.Atoi(form.Get("version"))
	return n
}

func link(ctx context.Context, h roster.Holding) page.Link {
	if h.Path == "" {
		return page.Link{Label: whose(ctx, h)}
	}
	return page.Link{Label: whose(ctx, h), Href: page.URL(ctx, h.Path)}
}
