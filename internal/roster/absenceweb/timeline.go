package absenceweb

import (
	"context"
	"net/http"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register/registerweb"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/roster/rosterweb"
	"kanalkoll/internal/tenant"
)

// mostPeople is how many people a timeline shows at once; more are chosen by unit.
const mostPeople = 120

type timelineView struct {
	sheet    *roster.Sheet
	crew     []*roster.Member
	unit     string
	unitName string
	from     clock.Date
	accounts bool // show how the accounts are watched too
	units    []page.Option
}

// timeline shows where a unit's people are in twelve weeks.
func (h *Handlers) timeline(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	q := page.Query(r)
	v := timelineView{unit: q.Get("unit"), accounts: q.Get("show") == "accounts"}
	from, err := clock.ParseDate(q.Get("from"))
	if err != nil || from.IsZero() || from.Year < firstYear || from.Year > h.today(ctx).Year+yearsAhead {
		from = h.today(ctx) // an address that somebody wrote by hand begins today
	}
	first, last := roster.Ahead(from)
	v.from = first
	units, err := h.tenants.Units(ctx)
	if err != nil {
		return err
	}
	v.units = registerweb.UnitOptions(ctx, units, identity.RosterView, i18n.T(ctx, "absenceweb.list.every_unit"))
	id, err := uuid.Parse(v.unit)
	if u, ok := tenant.FindUnit(units, id); err == nil && ok && identity.Of(ctx).MayIn(identity.RosterView, id) {
		v.unitName = u.Name
	} else {
		v.unit, id = "", uuid.Nil
	}
	if v.sheet, err = h.rosters.Coverage(ctx, roster.Scope{Unit: id, From: first, To: last}); err != nil {
		return err
	}
	v.crew = v.sheet.Crew()
	return page.Render(w, r, http.StatusOK, timelinePage(v))
}

// The years that a timeline may begin in, counted as the days of an absence are.
const (
	firstYear  = 1990
	yearsAhead = 10
)

func (v timelineView) head(ctx context.Context) page.Head {
	h := page.Head{H1: i18n.T(ctx, "absenceweb.timeline.h1"), Crumbs: crumbs(ctx)}
	name := v.unitName
	if name == "" {
		name = i18n.T(ctx, "absenceweb.list.every_unit")
	}
	h.States = []page.State{{Text: name}, {Text: i18n.Days(ctx, v.sheet.From, v.sheet.To)}}
	return h
}

// href gives the same timeline from another day.
func (v timelineView) href(ctx context.Context, from clock.Date) string {
	return page.URL(ctx, "/app/roster/timeline", "unit", v.unit, "from", from.String(), "show", v.show())
}

func (v timelineView) show() string {
	if v.accounts {
		return "accounts"
	}
	return ""
}

// weeks is how many days the steps to earlier and later go.
const weeks = 7 * roster.Weeks

func (v timelineView) many() bool { return len(v.crew) > mostPeople }

// absence says one absence in the table: "7–11 juli 2026, ersätts av Jonas Ek".
func (v timelineView) absence(ctx context.Context, a roster.Absence) string {
	return i18n.T(ctx, "absenceweb.timeline.absence", "Days", i18n.Days(ctx, a.From, a.To), "Cover", inLine(ctx, v.sheet.Name(a.CoverID)))
}

// inLine says who covers, within a line.
func inLine(ctx context.Context, name string) string {
	if name == "" {
		return i18n.T(ctx, "absenceweb.timeline.no_cover")
	}
	return i18n.T(ctx, "absenceweb.timeline.covered_by", "Name", name)
}

func (v timelineView) peopleTitle(ctx context.Context) string {
	return rosterweb.StripPeopleTitle(ctx, v.from)
}

// legend explains the rows of people.
func legend(ctx context.Context) []page.LegendItem {
	return []page.LegendItem{{Day: page.DayHere, Text: i18n.T(ctx, "page.day_here")}, {Day: page.DayAway, Text: i18n.T(ctx, "page.day_away")},
		{Day: page.DayRest, Text: i18n.T(ctx, "page.day_rest")}}
}

func accountHref(ctx context.Context) func(roster.Account) string {
	return func(a roster.Account) string { return page.URL(ctx, "/app/accounts/"+a.Ref) }
}
