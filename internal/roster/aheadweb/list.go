package aheadweb

import (
	"context"
	"net/http"
	neturl "net/url"
	"strconv"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register/registerweb"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/roster/coverage"
)

// perPage is how many accounts a page of the list shows.
const perPage = 50

// onlyGaps is the choice that leaves out accounts with one person.
const onlyGaps = "gaps"

// listForm is what the list's address says; what it does not know it leaves out.
type listForm struct {
	Unit, Show string
	Page       int
}

func readListForm(q neturl.Values) listForm {
	f := listForm{Unit: q.Get("unit")}
	if _, err := uuid.Parse(f.Unit); err != nil {
		f.Unit = ""
	}
	if q.Get("show") == onlyGaps {
		f.Show = onlyGaps
	}
	f.Page, _ = strconv.Atoi(q.Get("page"))
	f.Page = max(1, f.Page)
	return f
}

func (f listForm) narrowed() bool { return f.Unit != "" || f.Show != "" }

func (f listForm) href(ctx context.Context, pageNo int) string {
	n := ""
	if pageNo > 1 {
		n = strconv.Itoa(pageNo)
	}
	return page.URL(ctx, "/app/roster", "unit", f.Unit, "show", f.Show, "page", n)
}

type listView struct {
	form  listForm
	o     *roster.Outlook
	total int // that fit
	rows  []listRow
	units []page.Option
	count map[roster.Trouble]int
	open  int // open accounts
}

// listRow is an account with the step that mends most; a step without candidates offers none.
type listRow struct {
	roster.Problem
	step roster.Step
}

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := listView{form: readListForm(page.Query(r)), count: map[roster.Trouble]int{}}
	unit := uuid.Nil
	if v.form.Unit != "" {
		unit = uuid.MustParse(v.form.Unit)
	}
	var err error
	if v.o, err = h.svc.Outlook(ctx, unit); err != nil {
		return err
	}
	for _, a := range v.o.Sheet.Accounts {
		if a.Open {
			v.open++
		}
	}
	var fit []roster.Problem
	for _, p := range v.o.Problems {
		v.count[p.Trouble]++
		if v.form.Show == "" || p.Trouble.IsGap() {
			fit = append(fit, p)
		}
	}
	v.total = len(fit)
	v.form.Page = min(v.form.Page, v.pages())
	first := (v.form.Page - 1) * perPage
	for _, p := range fit[first:min(first+perPage, len(fit))] {
		row := listRow{Problem: p}
		if identity.Of(ctx).MayIn(identity.RosterEdit, p.Account.UnitID) {
			row.step = v.o.Steps(p)[0]
		}
		v.rows = append(v.rows, row)
	}
	units, err := h.tenants.Units(ctx)
	if err != nil {
		return err
	}
	v.units = registerweb.UnitOptions(ctx, units, identity.RosterView, i18n.T(ctx, "aheadweb.every_unit"))
	return page.Render(w, r, http.StatusOK, listPage(v))
}

func (v listView) pages() int { return max(1, (v.total+perPage-1)/perPage) }

func (v listView) gaps() int { return v.count[roster.NobodyAssigned] + v.count[roster.GapAhead] }

func (v listView) head(ctx context.Context) page.Head {
	h := page.Head{H1: i18n.T(ctx, "aheadweb.title")}
	if v.open == 0 {
		return h
	}
	if n := v.gaps(); n > 0 {
		h.States = append(h.States, page.State{Kind: page.Gap, Text: i18n.T(ctx, "aheadweb.n_gaps", "Count", n)})
	}
	if n := v.count[roster.AlwaysAlone] + v.count[roster.ThinAhead]; n > 0 {
		h.States = append(h.States, page.State{Kind: page.Thin, Text: i18n.T(ctx, "aheadweb.n_thin", "Count", n)})
	}
	if len(v.o.Problems) == 0 {
		h.States = append(h.States, page.State{Kind: page.Covered, Text: i18n.T(ctx, "aheadweb.all_covered", "Date", v.o.Sheet.To)})
		return h
	}
	if p := v.o.Problems[0]; identity.Of(ctx).MayIn(identity.RosterEdit, p.Account.UnitID) {
		h.Next = &page.Next{Text: i18n.T(ctx, "aheadweb.next."+string(p.Trouble), "Account", title(ctx, p.Account), "Date", p.First()), Note: why(ctx, v.o, p),
			ActionLabel: i18n.T(ctx, "aheadweb.next_act"), ActionHref: mendURL(ctx, p.Account.Ref)}
	}
	return h
}

func (v listView) readings(ctx context.Context) []page.Reading {
	of := i18n.T(ctx, "aheadweb.of", "Count", v.open)
	whole := v.open - len(v.o.Problems)
	reading := func(name string, n int, of, note string) page.Reading {
		return page.Reading{Label: i18n.T(ctx, "aheadweb.reading."+name), Value: strconv.Itoa(n), Of: of, Note: note}
	}
	first := reading("accounts", v.open, "", "")
	first.Parts = []page.Part{{Kind: page.Covered, N: whole}, {Kind: page.Thin, N: v.count[roster.AlwaysAlone] + v.count[roster.ThinAhead]}, {Kind: page.Gap, N: v.gaps()}}
	first.Spoken = i18n.T(ctx, "aheadweb.reading.spoken", "Covered", whole, "Thin", v.count[roster.AlwaysAlone]+v.count[roster.ThinAhead], "Gaps", v.gaps())
	thin, nobody := "", ""
	if n := v.count[roster.ThinAhead]; n > 0 {
		thin = i18n.T(ctx, "aheadweb.reading.some_days", "Count", n)
	}
	if n := v.count[roster.NobodyAssigned]; n > 0 {
		nobody = i18n.T(ctx, "aheadweb.reading.nobody", "Count", n)
	}
	return []page.Reading{first, reading("covered", whole, of, ""), reading("alone", v.count[roster.AlwaysAlone], of, thin), reading("gaps", v.gaps(), of, nobody)}
}

func (v listView) section(ctx context.Context) page.Sec {
	s := page.Sec{ID: "ahead", Title: i18n.T(ctx, "aheadweb.count", "Count", v.total)}
	if v.form.narrowed() {
		s.Link = page.Link{Label: i18n.T(ctx, "aheadweb.clear"), Href: page.URL(ctx, "/app/roster")}
	}
	return s
}

func showOptions(ctx context.Context) []page.Option {
	return []page.Option{{Label: i18n.T(ctx, "aheadweb.show_all")}, {Value: onlyGaps, Label: i18n.T(ctx, "aheadweb.show_gaps")}}
}

// weeks is the heat map: units that lack somebody, by week, with how many of their accounts do.
func (v listView) weeks(ctx context.Context) page.Twelve {
	t := page.Twelve{LabelledBy: "weeks", RowHead: i18n.T(ctx, "aheadweb.unit")}
	now, _ := roster.Ahead(v.o.Sheet.Today)
	for i := range roster.Weeks {
		monday := v.o.Sheet.Day(7 * i)
		t.Cols = append(t.Cols, page.Col{Label: week(monday), Spoken: i18n.T(ctx, "aheadweb.week", "Number", week(monday)), Now: monday == now})
	}
	type lacks struct{ gaps, thins [roster.Weeks]int }
	units := map[uuid.UUID]*lacks{}
	var rows []page.BandRow
	var order []roster.Account
	for _, p := range v.o.Problems {
		l := units[p.Account.UnitID]
		if l == nil {
			l = &lacks{}
			units[p.Account.UnitID] = l
			order = append(order, p.Account)
		}
		gone, thin := v.weeksOf(p.Account.ID)
		for i := range roster.Weeks {
			switch {
			case gone[i]:
				l.gaps[i]++
			case thin[i]:
				l.thins[i]++
			}
		}
	}
	for _, a := range order {
		l := units[a.UnitID]
		row := page.BandRow{Name: a.UnitName, Href: page.URL(ctx, "/app/roster", "unit", a.UnitID.String())}
		for i := range roster.Weeks {
			row.Cells = append(row.Cells, cell(ctx, t.Cols[i].Spoken, l.gaps[i], l.thins[i]))
		}
		rows = append(rows, row)
	}
	t.Groups = []page.Band{{Rows: rows}}
	return t
}

// cell is a unit's week: how many accounts have a gap then, else how many have one person.
func cell(ctx context.Context, week string, gaps, thins int) page.Cell {
	switch {
	case gaps > 0:
		return page.Cell{Kind: page.Gap, Text: strconv.Itoa(gaps), Spoken: week + ": " + i18n.T(ctx, "aheadweb.n_gaps", "Count", gaps)}
	case thins > 0:
		return page.Cell{Kind: page.Thin, Text: strconv.Itoa(thins), Spoken: week + ": " + i18n.T(ctx, "aheadweb.n_thin", "Count", thins)}
	}
	return page.Cell{Kind: page.Covered}
}

// weeksOf says in which weeks from today on an account has a gap, and in which one person.
func (v listView) weeksOf(account uuid.UUID) (gaps, thins [roster.Weeks]bool) {
	for i, d := range v.o.Sheet.Days[account] {
		if v.o.Sheet.Day(i).Before(v.o.Sheet.Today) || i/7 >= roster.Weeks {
			continue
		}
		gaps[i/7] = gaps[i/7] || d.State == coverage.Gap
		thins[i/7] = thins[i/7] || d.State == coverage.Thin
	}
	return gaps, thins
}

func week(d clock.Date) string {
	_, n := d.Time().ISOWeek()
	return strconv.Itoa(n)
}

// more are the pages beside the list that the principal may see.
func more(ctx context.Context) []page.Link {
	p := identity.Of(ctx)
	var links []page.Link
	for _, l := range []struct {
		name, path string
		may        identity.Action
	}{
		{"absences", "/app/roster/absences", identity.RosterView},
		{"timeline", "/app/roster/timeline", identity.RosterView},
		{"bulk", "/app/roster/bulk", identity.RosterEdit},
		{"crisis", "/app/roster/crisis", identity.RosterView},
		{"custody", "/app/roster/custody", identity.CustodyKeep},
		{"time", "/app/roster/time", identity.RosterView},
		{"import", "/app/people/import", identity.PeopleEdit},
	} {
		if p.May(l.may) {
			links = append(links, page.Link{Label: i18n.T(ctx, "aheadweb.more."+l.name), Href: page.URL(ctx, l.path)})
		}
	}
	return links
}
