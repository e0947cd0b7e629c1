package callweb

import (
	"context"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/roster/rosterweb"
)

// confirmState says how it stands with a number: nothing to do is the day on which it was confirmed.
func confirmState(ctx context.Context, c roster.Call, day clock.Date) page.State {
	switch {
	case c.Person.Phone == "":
		return page.State{Kind: page.Late, Text: i18n.T(ctx, "callweb.no_phone")}
	case c.ConfirmedOn.IsZero():
		return page.State{Kind: page.Due, Text: i18n.T(ctx, "callweb.never_confirmed")}
	case c.Due(day):
		return page.State{Kind: page.Due, Text: i18n.T(ctx, "callweb.confirmed_long_ago", "Date", c.ConfirmedOn)}
	}
	return page.State{Kind: page.Done, Text: i18n.T(ctx, "callweb.confirmed_on", "Date", c.ConfirmedOn)}
}

// tel makes an address of a number that a telephone can call.
func tel(phone string) templ.SafeURL {
	return templ.SafeURL("tel:" + strings.Map(func(r rune) rune { //nolint:gosec // digits and plus alone
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, phone))
}

func title(ctx context.Context, a roster.Account) string {
	return register.Title(ctx, a.Name, a.Platform)
}

// unconfirmed counts the people in all lists whose numbers are to be confirmed.
func unconfirmed(b *roster.CallBook) int {
	due := map[string]bool{}
	for _, l := range append([]roster.CallList{b.Municipality}, b.Accounts...) {
		for _, c := range l.Calls {
			if c.Due(b.Today) {
				due[c.PersonID.String()] = true
			}
		}
	}
	return len(due)
}

// lacking counts the accounts that are used in a crisis and have nobody to call.
func lacking(b *roster.CallBook) int {
	n := 0
	for _, l := range b.Accounts {
		if l.CrisisUse == "used" && len(l.Calls) == 0 {
			n++
		}
	}
	return n
}

func (v listView) head(ctx context.Context) page.Head {
	h := page.Head{H1: i18n.T(ctx, "callweb.h1"), Crumbs: rosterweb.Crumbs(ctx), Problems: v.problems}
	if len(v.book.Municipality.Calls) == 0 {
		h.States = append(h.States, page.State{Kind: page.Late, Text: i18n.T(ctx, "callweb.nobody")})
	} else {
		h.States = append(h.States, page.State{Text: i18n.T(ctx, "callweb.count", "Count", len(v.book.Municipality.Calls))})
	}
	if n := unconfirmed(v.book); n > 0 {
		h.States = append(h.States, page.State{Kind: page.Due, Text: i18n.T(ctx, "callweb.unconfirmed", "Count", n)})
	}
	if n := lacking(v.book); n > 0 {
		h.States = append(h.States, page.State{Kind: page.Late, Text: i18n.T(ctx, "callweb.lacking", "Count", n)})
	}
	return h
}

func (v listView) personField(ctx context.Context) page.Field {
	return page.Field{Name: "person", Label: i18n.T(ctx, "callweb.person"), Value: v.form.person, Problems: v.problems,
		Options: rosterweb.PersonOptions(v.book.Today, v.people, i18n.T(ctx, "callweb.person_choose"))}
}

func hoursField(ctx context.Context, value string, problems page.Problems) page.Field {
	return page.Field{Name: "hours", Label: i18n.T(ctx, "callweb.hours"), Hint: i18n.T(ctx, "callweb.hours_hint"), Value: value, Max: 200, Problems: problems, Optional: true}
}

func callURL(ctx context.Context, ref string, c roster.Call, rest string) string {
	if ref != "" {
		return page.URL(ctx, "/app/accounts/"+ref+"/crisis/"+c.ID.String()+rest)
	}
	return page.URL(ctx, "/app/roster/crisis/"+c.ID.String()+rest)
}

// addURL is where somebody is made crisis contact of the account: its roster, with the role chosen.
func addURL(ctx context.Context, a roster.Account) string {
	return page.URL(ctx, "/app/accounts/"+a.Ref+"/roster", "role", string(roster.CrisisContact)) + "#add"
}

// mayAdd reports whether the reader may give the account a crisis contact.
func mayAdd(ctx context.Context, a roster.Account) bool {
	return identity.Of(ctx).MayIn(identity.RosterEdit, a.UnitID)
}

// useWord says whether the account is used in a crisis.
func useWord(ctx context.Context, use string) string {
	if use == "" {
		return i18n.T(ctx, "callweb.use_unsaid")
	}
	return i18n.T(ctx, "registerweb.crisis_use."+use)
}

func (v accountView) head(ctx context.Context) page.Head {
	h := page.Head{H1: i18n.T(ctx, "callweb.account_h1", "Name", title(ctx, v.list.Account)),
		Crumbs: []page.Link{{Label: title(ctx, v.list.Account), Href: page.URL(ctx, "/app/accounts/"+v.list.Account.Ref)}}}
	if len(v.list.Calls) == 0 && v.list.CrisisUse == "used" {
		h.States = append(h.States, page.State{Kind: page.Late, Text: i18n.T(ctx, "callweb.account_nobody")})
	}
	h.States = append(h.States, page.State{Text: useWord(ctx, v.list.CrisisUse)})
	if v.mayEdit && len(v.list.Calls) == 0 {
		h.Next = &page.Next{Text: i18n.T(ctx, "callweb.account_next"), ActionLabel: i18n.T(ctx, "callweb.account_next_act"), ActionHref: addURL(ctx, v.list.Account)}
	}
	return h
}

// Mine says to whoever is signed in that their number is to be confirmed, for their own page; nothing where it is not.
func (h *Handlers) Mine(ctx context.Context) (templ.Component, error) {
	p := identity.Of(ctx)
	if p == nil || p.PersonID == [16]byte{} {
		return templ.NopComponent, nil
	}
	n, err := h.svc.OwnNumber(ctx)
	if err != nil || !n.Called {
		return templ.NopComponent, err
	}
	return mine(n), nil
}

func number(i int) string { return strconv.Itoa(i + 1) }
