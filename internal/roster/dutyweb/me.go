package dutyweb

import (
	"cmp"
	"context"
	"slices"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/identityweb"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/roster/rosterweb"
	"kanalkoll/internal/tenant"
)

// mostRuns is how many of the days that lack people one's own page shows.
const mostRuns = 8

// ownView is the sections of one's own page.
type ownView struct {
	Duties     []dutyRow
	Covers     []coverRow
	Runs       []runRow
	MoreRuns   int // that are not shown
	Absences   []absenceRow
	Signatures []signature
	CalendarOn clock.Date // zero: there is no calendar
}

type dutyRow struct {
	Title, Href, Role, Days string // Href is empty where the principal may not see the account
}

type coverRow struct{ Name, Href, Days, Accounts string }

type runRow struct {
	Title, Href string
	Run         roster.Run
}

type absenceRow struct{ Days, Href, Cover string }

// OfMe gives the sections about the duties of whoever is signed in, for their own page.
func (h *Handlers) OfMe(ctx context.Context) (templ.Component, error) {
	o, err := h.svc.Own(ctx)
	if err != nil {
		return nil, err
	}
	v := ownView{Signatures: signatures(ctx, o.Person, tenant.Of(ctx).Name, o.Platforms())}
	if !o.CalendarAt.IsZero() {
		v.CalendarOn = clock.On(o.CalendarAt, tenant.ZoneOf(ctx))
	}
	for _, d := range o.Duties {
		v.Duties = append(v.Duties, dutyRow{dutyTitle(ctx, d), accountHref(ctx, d.Account), roster.RoleWord(ctx, d.Role), i18n.Days(ctx, d.From, d.Last())})
	}
	for _, c := range o.Covers {
		v.Covers = append(v.Covers, coverRow{c.Name, absenceHref(ctx, c.ID), i18n.Days(ctx, c.From, c.To), i18n.And(ctx, accountTitles(ctx, c.Accounts))})
	}
	for _, a := range o.Absences {
		v.Absences = append(v.Absences, absenceRow{i18n.Days(ctx, a.From, a.To), absenceHref(ctx, a.ID), o.Names[a.CoverID]})
	}
	v.Runs = runs(ctx, o)
	if n := len(v.Runs); n > mostRuns {
		v.Runs, v.MoreRuns = v.Runs[:mostRuns], n-mostRuns
	}
	return ownSections(v), nil
}

// runs gives the coming days on which the accounts that the person watches or covers lack people, by day.
func runs(ctx context.Context, o *roster.Own) []runRow {
	var list []runRow
	for _, a := range o.Sheet.Accounts {
		mine := slices.ContainsFunc(o.Sheet.Of(a.ID), func(x roster.Assignment) bool {
			return x.PersonID == o.Person.ID && (x.Role.Watches() || x.Role == roster.Cover)
		})
		if !mine {
			continue
		}
		for _, r := range o.Sheet.Runs(a.ID) {
			list = append(list, runRow{register.Title(ctx, a.Name, a.Platform), accountHref(ctx, a), r})
		}
	}
	slices.SortStableFunc(list, func(a, b runRow) int {
		return cmp.Or(a.Run.First.Time().Compare(b.Run.First.Time()), cmp.Compare(a.Title, b.Title))
	})
	return list
}

// accountHref gives the account's page, "" where the principal may not see it.
func accountHref(ctx context.Context, a roster.Account) string {
	if a.Ref == "" || !identity.Of(ctx).MayIn(identity.AccountView, a.UnitID) {
		return ""
	}
	return page.URL(ctx, "/app/accounts/"+a.Ref)
}

func absenceHref(ctx context.Context, id uuid.UUID) string {
	return page.URL(ctx, "/app/roster/absences/"+id.String())
}

// newAbsence leads to entering an absence of one's own.
func newAbsence(ctx context.Context) page.Link {
	return page.Link{Label: i18n.T(ctx, "dutyweb.absence_add"), Href: page.URL(ctx, "/app/roster/absences/new", "person", "me")}
}

// why says what the days of a run lack.
func (r runRow) why(ctx context.Context) string { return rosterweb.Why(ctx, r.Run) }

func (r runRow) when(ctx context.Context) string { return rosterweb.When(ctx, r.Run) }

// signature is a text to end answers with and where it is for.
type signature struct {
	Where string // "Facebook och Instagram"
	Hint  string
	Text  string
}

// signatures gives the person's signatures for the platforms, those that are the same as one. Without platforms there is the one
// that most have.
func signatures(ctx context.Context, p identity.Person, municipality string, on []platform.Name) []signature {
	if len(on) == 0 {
		return []signature{{Where: i18n.T(ctx, "dutyweb.sign.most"), Hint: i18n.T(ctx, "dutyweb.sign.line"), Text: roster.Signature(p, municipality, platform.Facebook)}}
	}
	var list []signature
	var labels [][]string
	for _, n := range on {
		s := signature{Text: roster.Signature(p, municipality, n), Hint: i18n.T(ctx, "dutyweb.sign.line")}
		if roster.SignStyleOf(n).Inline {
			s.Hint = i18n.T(ctx, "dutyweb.sign.inline")
		}
		i := slices.IndexFunc(list, func(o signature) bool { return o.Text == s.Text && o.Hint == s.Hint })
		if i < 0 {
			i, list, labels = len(list), append(list, s), append(labels, nil)
		}
		labels[i] = append(labels[i], register.PlatformLabel(ctx, n))
	}
	for i := range list {
		list[i].Where = i18n.UpperFirst(i18n.And(ctx, labels[i]))
	}
	return list
}

// Beside shows on somebody's page how their answers are signed, to those who see the page.
func (h *Handlers) Beside(ctx context.Context, p identity.Person) (identityweb.Aside, error) {
	if p.Reduced || !p.LeftOn.IsZero() && p.LeftOn.Before(clock.On(h.clk.Now(), tenant.ZoneOf(ctx))) {
		return identityweb.Aside{}, nil // nobody answers any more
	}
	s, err := h.svc.Signing(ctx, p.ID)
	if err != nil {
		return identityweb.Aside{}, err
	}
	return identityweb.Aside{Sections: []templ.Component{colleagueSection(signatures(ctx, s.Person, s.Municipality, s.Platforms))}}, nil
}
