// Package rosterweb is the pages of who has which role on an account, from which day to which, and the words and pictures
// of rosters that other pages share.
package rosterweb

import (
	"context"
	"strings"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/roster/coverage"
)

// PersonOptions gives people to choose one of: name, title, unit, in the order given. Those whose last day lies before the day are left
// out. None is the first choice, which is nobody; "" leaves it out.
func PersonOptions(day clock.Date, people []identity.Person, none string) []page.Option {
	var opts []page.Option
	if none != "" {
		opts = append(opts, page.Option{Label: none})
	}
	for _, p := range people {
		if p.Reduced || !p.LeftOn.IsZero() && p.LeftOn.Before(day) {
			continue
		}
		opts = append(opts, page.Option{Value: p.ID.String(), Label: PersonLabel(p)})
	}
	return opts
}

// PersonLabel is a person in a list to choose from: "Sara Lindqvist, bibliotekarie, Björkviks bibliotek".
func PersonLabel(p identity.Person) string {
	label := p.Name
	for _, more := range []string{p.Title, p.UnitName} {
		if more != "" {
			label += ", " + more
		}
	}
	return label
}

// RoleOptions gives the roles to choose one of, after an empty choice.
func RoleOptions(ctx context.Context) []page.Option {
	opts := []page.Option{{Label: i18n.T(ctx, "rosterweb.role_choose")}}
	for _, r := range roster.Roles {
		opts = append(opts, page.Option{Value: string(r), Label: roster.RoleWord(ctx, r), Hint: i18n.T(ctx, "rosterweb.role_hint."+string(r))})
	}
	return opts
}

// StateKind gives the shape of how an account is watched on a day; Plain where nobody need watch.
func StateKind(s coverage.State) page.Kind {
	switch s {
	case coverage.Covered:
		return page.Covered
	case coverage.Thin:
		return page.Thin
	case coverage.Gap:
		return page.Gap
	}
	return page.Plain
}

// StateWord gives its word: "Täckt", "En person", "Lucka"; nothing where nobody need watch.
func StateWord(ctx context.Context, s coverage.State) string { return StateKind(s).Word(ctx) }

// Why says why the account lacks people on the days of the run: "Sara Lindqvist är frånvarande. Jonas Ek är ensam."
func Why(ctx context.Context, r roster.Run) string {
	args := []any{"Away", Names(ctx, r.Away), "Covers", Names(ctx, r.Covers), "Watcher", Names(ctx, r.Watchers)}
	if len(r.Away) > 0 {
		args = append(args, "Count", len(r.Away)) // "is away", "are away"
	}
	return i18n.T(ctx, "rosterweb.why."+string(r.Reason), args...)
}

// When writes the days of the run: "onsdag 23 dec.", "26–30 okt.".
func When(ctx context.Context, r roster.Run) string { return days(ctx, r.First, r.Last) }

func days(ctx context.Context, first, last clock.Date) string {
	if first == last {
		return i18n.NearDay(ctx, first)
	}
	return i18n.NearDays(ctx, first, last)
}

// Names writes people's names one after the other: "Sara Lindqvist och Jonas Ek".
func Names(ctx context.Context, people []identity.Person) string {
	names := make([]string, len(people))
	for i, p := range people {
		names[i] = p.Name
	}
	return i18n.And(ctx, names)
}

// inSentence is a role's word as it stands within a sentence.
func inSentence(ctx context.Context, r roster.Role) string {
	return strings.ToLower(roster.RoleWord(ctx, r))
}

// Crumbs are the way from the first page of rosters, which those alone see who may see rosters.
func Crumbs(ctx context.Context, more ...page.Link) []page.Link {
	if !identity.Of(ctx).May(identity.RosterView) {
		return more
	}
	return append([]page.Link{{Label: i18n.T(ctx, "rosterweb.crumb"), Href: page.URL(ctx, "/app/roster")}}, more...)
}
