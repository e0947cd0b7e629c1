package absenceweb

import (
	"context"
	"slices"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/roster/rosterweb"

	"github.com/google/uuid"
)

// teller says what is found, to somebody who may change some people's absences.
type teller struct {
	today     clock.Date
	people    map[uuid.UUID]identity.Person
	mayChange func(person uuid.UUID) bool
	sees      func(absence uuid.UUID) bool
	back      string    // where the pages that mend it lead back to
	here      uuid.UUID // the absence whose page this is
}

// told is a finding in words.
type told struct {
	kind page.Kind // Gap where nobody watches, else Plain
	text string    // "Ersättaren Jonas Ek är själv borta 7–11 juli"
	whom string    // whose cover that is
	hits string    // which accounts nobody watches
	mend page.Link // empty where there is nothing that the reader may open
}

func (w teller) names(ctx context.Context, ids []uuid.UUID) string {
	list := make([]identity.Person, len(ids))
	for i, id := range ids {
		list[i] = w.people[id]
	}
	return rosterweb.Names(ctx, list)
}

func (w teller) all(ctx context.Context, findings []roster.Finding) []told {
	list := make([]told, len(findings))
	for i, f := range findings {
		list[i] = w.tell(ctx, f)
	}
	return list
}

func (w teller) tell(ctx context.Context, f roster.Finding) told {
	t := told{hits: hits(ctx, f)}
	if f.Gap() {
		t.kind = page.Gap
	}
	when := days(ctx, w.today, f.From, f.To)
	switch f.Kind {
	case roster.AbsentCover:
		t.text = i18n.T(ctx, "absenceweb.found.absent_cover", "Cover", w.people[f.People[1]].Name, "Days", when)
		t.whom = i18n.T(ctx, "absenceweb.found.covers", "Name", w.people[f.People[0]].Name)
	case roster.CoverCircle:
		t.text = i18n.T(ctx, "absenceweb.found.circle", "Names", w.names(ctx, f.People), "Days", when)
	case roster.NobodyNamed:
		t.text = i18n.T(ctx, "absenceweb.found.nobody", "Name", w.people[f.People[0]].Name, "Days", when)
	case roster.Overlap:
		t.text = i18n.T(ctx, "absenceweb.found.overlap", "Name", w.people[f.People[0]].Name, "Days", when)
	}
	t.mend = w.mend(ctx, f)
	return t
}

// mend leads to the absence to change, or to one that the reader may at least see.
func (w teller) mend(ctx context.Context, f roster.Finding) page.Link {
	absences := f.Absences
	if i := slices.IndexFunc(absences, func(a roster.Absence) bool { return a.ID == w.here }); i > 0 && f.Kind == roster.CoverCircle {
		// Any link of a circle can be mended: the one at hand is the nearest.
		absences = append([]roster.Absence{absences[i]}, slices.Delete(slices.Clone(absences), i, i+1)...)
	}
	for _, a := range absences {
		if !w.mayChange(a.PersonID) || f.Kind == roster.Overlap && a.ID == w.here {
			continue
		}
		label, field := i18n.T(ctx, "absenceweb.mend.cover", "Name", w.people[a.PersonID].Name), "#cover"
		switch {
		case f.Kind == roster.Overlap:
			label, field = i18n.T(ctx, "absenceweb.mend.days", "Days", days(ctx, w.today, a.From, a.To)), "#from"
		case a.CoverID == uuid.Nil:
			label = i18n.T(ctx, "absenceweb.mend.name", "Name", w.people[a.PersonID].Name)
		}
		if a.ID == w.here {
			return page.Link{Label: label, Href: field}
		}
		return page.Link{Label: label, Href: absenceURL(ctx, a.ID, w.back) + field}
	}
	for _, a := range f.Absences {
		if a.ID != w.here && w.sees(a.ID) {
			return page.Link{Label: i18n.T(ctx, "absenceweb.mend.look", "Name", w.people[a.PersonID].Name), Href: absenceURL(ctx, a.ID, w.back)}
		}
	}
	return page.Link{}
}

// mostAccounts is how many accounts a sentence names.
const mostAccounts = 3

// hits says which accounts nobody watches, and on how many working days.
func hits(ctx context.Context, f roster.Finding) string {
	var names []string
	more := 0
	for _, h := range f.Accounts {
		switch {
		case h.Gaps == 0:
		case len(names) < mostAccounts:
			names = append(names, i18n.T(ctx, "absenceweb.found.account", "Account", register.Title(ctx, h.Account.Name, h.Account.Platform), "Count", h.Gaps))
		default:
			more++
		}
	}
	if more > 0 {
		names = append(names, i18n.T(ctx, "absenceweb.found.more_accounts", "Count", more))
	}
	switch {
	case len(names) > 0:
		return i18n.T(ctx, "absenceweb.found.gap", "Accounts", i18n.And(ctx, names))
	case len(f.Accounts) > 0:
		return i18n.T(ctx, "absenceweb.found.watched")
	}
	return i18n.T(ctx, "absenceweb.found.no_account")
}

// spans writes when something holds: "7–11 juli, 14 juli".
func spans(ctx context.Context, today clock.Date, list []roster.Span) string {
	words := make([]string, len(list))
	for i, s := range list {
		words[i] = days(ctx, today, s.From, s.To)
	}
	return i18n.And(ctx, words)
}

// coverWords says who covers.
func coverWords(ctx context.Context, name string) string {
	if name == "" {
		return i18n.T(ctx, "absenceweb.no_cover")
	}
	return i18n.T(ctx, "absenceweb.covered_by", "Name", name)
}
