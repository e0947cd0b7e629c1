package absenceweb

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register/registerweb"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/roster/rosterweb"
)

// perPage is how many absences a page of the list shows.
const perPage = 50

// mostFindings is how many findings stand over the list before the rest is asked for.
const mostFindings = 8

type listForm struct {
	Person, Unit string
	Past, All    bool // those that are over too; every finding
	Page         int
}

func readListForm(q url.Values) listForm {
	f := listForm{Person: q.Get("person"), Unit: q.Get("unit"), Past: q.Get("past") != "", All: q.Get("found") != "", Page: 1}
	if _, err := uuid.Parse(f.Unit); err != nil {
		f.Unit = ""
	}
	if _, err := uuid.Parse(f.Person); err != nil && f.Person != "me" {
		f.Person = ""
	}
	if n, err := strconv.Atoi(q.Get("page")); err == nil && n > 0 {
		f.Page = n
	}
	return f
}

func (f listForm) narrowed() bool { return f.Person != "" || f.Unit != "" }

// href gives the list's address with another page, and with every finding or not.
func (f listForm) href(ctx context.Context, pageNo int, all bool) string {
	q := []string{"person", f.Person, "unit", f.Unit}
	if f.Past {
		q = append(q, "past", "1")
	}
	if all {
		q = append(q, "found", "all")
	}
	if pageNo > 1 {
		q = append(q, "page", strconv.Itoa(pageNo))
	}
	return page.URL(ctx, listPath, q...)
}

type listView struct {
	form      listForm
	list      *roster.AbsenceList
	shown     []roster.Absence
	pages     int
	units     []page.Option
	people    []page.Option
	findings  []told
	more      int // findings that are not shown
	mayEnter  bool
	mayFollow bool // see the timeline
}

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := listView{form: readListForm(page.Query(r))}
	filter := roster.AbsenceFilter{}
	filter.Unit, _ = uuid.Parse(v.form.Unit)
	if !v.form.Past {
		filter.From = h.today(ctx)
	}
	var err error
	if v.list, err = h.rosters.Absences(ctx, filter); err != nil {
		return err
	}
	p := identity.Of(ctx)
	v.people = v.personOptions(ctx)
	v.mayEnter, v.mayFollow = p.May(identity.RosterEdit) || p.PersonID != uuid.Nil, p.May(identity.RosterView)
	if v.form.Person != "" {
		v.list.Of(personID(ctx, v.form.Person))
	}
	units, err := h.tenants.Units(ctx)
	if err != nil {
		return err
	}
	v.units = registerweb.UnitOptions(ctx, units, identity.RosterView, i18n.T(ctx, "absenceweb.list.every_unit"))
	v.pages = max(1, (len(v.list.Absences)+perPage-1)/perPage)
	v.form.Page = min(v.form.Page, v.pages)
	first := (v.form.Page - 1) * perPage
	v.shown = v.list.Absences[first:min(first+perPage, len(v.list.Absences))]
	found := v.list.Findings
	if !v.form.All && len(found) > mostFindings {
		found, v.more = found[:mostFindings], len(found)-mostFindings
	}
	say := teller{today: v.list.Today, people: v.list.People, mayChange: v.list.MayChange, sees: v.list.Sees, back: v.form.href(ctx, v.form.Page, v.form.All)}
	v.findings = say.all(ctx, found)
	return page.Render(w, r, http.StatusOK, listPage(v))
}

// personOptions gives oneself and everybody who is away, by name.
func (v listView) personOptions(ctx context.Context) []page.Option {
	opts := []page.Option{{Label: i18n.T(ctx, "absenceweb.list.everybody")}}
	me := identity.Of(ctx).PersonID
	if me != uuid.Nil {
		opts = append(opts, page.Option{Value: "me", Label: i18n.T(ctx, "absenceweb.list.me")})
	}
	seen := map[uuid.UUID]bool{me: true}
	var others []page.Option
	for _, a := range v.list.Absences {
		if !seen[a.PersonID] {
			seen[a.PersonID] = true
			others = append(others, page.Option{Value: a.PersonID.String(), Label: v.list.Name(a.PersonID)})
		}
	}
	slices.SortFunc(others, func(a, b page.Option) int {
		return cmp.Or(cmp.Compare(a.Label, b.Label), cmp.Compare(a.Value, b.Value))
	})
	return append(opts, others...)
}

func (v listView) head(ctx context.Context) page.Head {
	h := page.Head{H1: i18n.T(ctx, "absenceweb.title"), Crumbs: rosterweb.Crumbs(ctx)}
	if v.form.Person == "me" {
		h.H1, h.Crumbs = i18n.T(ctx, "absenceweb.list.mine"), crumbs(ctx)
	}
	now := 0
	for _, a := range v.list.Absences {
		if a.On(v.list.Today) {
			now++
		}
	}
	if now > 0 && v.form.Person != "me" {
		h.States = append(h.States, page.State{Text: i18n.T(ctx, "absenceweb.list.n_now", "Count", now)})
	}
	gaps := 0
	for _, f := range v.list.Findings {
		if f.Gap() {
			gaps++
		}
	}
	if gaps > 0 {
		h.States = append(h.States, page.State{Kind: page.Gap, Text: i18n.T(ctx, "absenceweb.list.n_gap", "Count", gaps)})
	}
	return h
}

// newHref leads to the form, for the person whose absences are listed.
// acts reports whether anything stands above the sections: a first section then needs its distance from it.
func (v listView) acts() bool { return v.mayFollow || v.mayEnter && len(v.list.Absences) > 0 }

func (v listView) newHref(ctx context.Context) string {
	return page.URL(ctx, listPath+"/new", "person", v.form.Person, "back", v.form.href(ctx, 1, false))
}

// when says how an absence stands to today.
func (v listView) when(ctx context.Context, a roster.Absence) string {
	switch {
	case a.On(v.list.Today):
		return i18n.T(ctx, "absenceweb.list.now")
	case a.To.Before(v.list.Today):
		return i18n.T(ctx, "absenceweb.list.over")
	}
	return ""
}

func (v listView) pastOptions(ctx context.Context) []page.Option {
	return []page.Option{{Label: i18n.T(ctx, "absenceweb.list.ahead")}, {Value: "1", Label: i18n.T(ctx, "absenceweb.list.past")}}
}

func (v listView) pastValue() string {
	if v.form.Past {
		return "1"
	}
	return ""
}

// noteKind gives a finding's bar its tone: red where nobody watches.
func noteKind(k page.Kind) page.Kind {
	if k == page.Gap {
		return page.Late
	}
	return page.Plain
}
