package identityweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/tenant"
)

// peoplePerPage is how many of the directory one page shows.
const peoplePerPage = 50

// peopleView is the directory.
type peopleView struct {
	Q       string
	Unit    string
	Units   []page.Option
	Left    bool // those who have left are shown
	Gone    int  // how many of those who were found have left
	Total   int
	People  []identity.Person
	Pager   page.Pager
	CanEdit bool
}

func (h *Handlers) listPeople(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	q := page.Query(r)
	v := peopleView{Q: strings.TrimSpace(q.Get("q")), Unit: q.Get("unit"), Left: q.Get("left") != ""}
	found, err := h.svc.People(ctx, v.Q)
	if err != nil {
		return err
	}
	if v.Units, err = h.unitOptions(ctx, i18n.T(ctx, "identityweb.people.all_units")); err != nil {
		return err
	}
	today := clock.On(h.opts.Clock.Now(), tenant.ZoneOf(ctx))
	var all []identity.Person
	for _, p := range found {
		gone := p.Reduced || !p.LeftOn.IsZero() && p.LeftOn.Before(today)
		switch {
		case v.Unit != "" && unitValue(p.UnitID) != v.Unit:
			continue
		case gone:
			v.Gone++
		}
		if v.Left || !gone {
			all = append(all, p)
		}
	}
	v.CanEdit, _ = identity.Of(ctx).Reach(identity.PeopleEdit)
	v.Total = len(all)
	v.Pager = page.Pager{Page: 1, Pages: max(1, (len(all)+peoplePerPage-1)/peoplePerPage), Href: func(n int) string {
		return v.href(ctx, v.Left, strconv.Itoa(n))
	}}
	if n, err := strconv.Atoi(q.Get("page")); err == nil && n >= 1 && n <= v.Pager.Pages {
		v.Pager.Page = n
	}
	from := (v.Pager.Page - 1) * peoplePerPage
	v.People = all[from:min(from+peoplePerPage, len(all))]
	return page.Render(w, r, http.StatusOK, peoplePage(v))
}

// href leads to a page of what was found, with or without those who have left.
func (v peopleView) href(ctx context.Context, left bool, n string) string {
	mark := ""
	if left {
		mark = "1"
	}
	return page.URL(ctx, "/app/people", "q", v.Q, "unit", v.Unit, "left", mark, "page", n)
}

// personForm is what the directory says of somebody, as typed.
type personForm struct {
	ID       uuid.UUID // uuid.Nil: somebody new
	Version  int
	Name     string
	Title    string
	Email    string
	Phone    string
	Unit     string
	Units    []page.Option
	Who      string
	When     string
	Clashes  []page.Clash
	Problems page.Problems
}

func formOf(p identity.Person) personForm {
	return personForm{ID: p.ID, Version: p.Version, Name: p.Name, Title: p.Title, Email: p.Email, Phone: p.Phone, Unit: unitValue(p.UnitID)}
}

func readPerson(in url.Values, id uuid.UUID) personForm {
	version, _ := strconv.Atoi(in.Get("version")) // none is a version that nothing has, and so a conflict
	return personForm{ID: id, Version: version, Name: in.Get("name"), Title: in.Get("title"), Email: in.Get("email"), Phone: in.Get("phone"), Unit: in.Get("unit")}
}

func (f personForm) person() identity.Person {
	return identity.Person{ID: f.ID, Version: f.Version, Name: f.Name, Title: f.Title, Email: f.Email, Phone: f.Phone, UnitID: unitID(f.Unit)}
}

func (h *Handlers) renderPerson(w http.ResponseWriter, r *http.Request, status int, f personForm) error {
	var err error
	if f.Units, err = h.unitOptions(r.Context(), i18n.T(r.Context(), "identityweb.no_unit")); err != nil {
		return err
	}
	return page.Render(w, r, status, personFormPage(f))
}

func (h *Handlers) newPerson(w http.ResponseWriter, r *http.Request) error {
	return h.renderPerson(w, r, http.StatusOK, personForm{})
}

func (h *Handlers) createPerson(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	form := readPerson(in, uuid.Nil)
	p, err := h.svc.AddPerson(ctx, form.person())
	if f, again := formFault(err); !again {
		return err
	} else if f != nil {
		form.Problems = page.ProblemsOf(ctx, f, "")
		return h.renderPerson(w, r, page.StatusCode(f), form)
	}
	page.SetFlash(ctx, "identityweb.people.added", "Name", p.Name)
	return page.SeeOther(w, r, page.URL(ctx, "/app/people/"+p.ID.String()))
}

func (h *Handlers) showPerson(w http.ResponseWriter, r *http.Request) error {
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	p, err := h.svc.Person(ctx, id)
	if err != nil {
		return err
	}
	v := personView{Person: p}
	v.CanEdit, _ = identity.Of(ctx).Reach(identity.PeopleEdit)
	v.CanManage, _ = identity.Of(ctx).Reach(identity.UsersManage)
	if v.Login, err = h.svc.LoginOf(ctx, id); err != nil {
		return err
	}
	if v.Aside, err = h.gather(ctx, p); err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, personPage(v))
}

// personView is the page of somebody in the directory.
type personView struct {
	Person    identity.Person
	Login     *identity.User // nil: none
	Aside     Aside          // what other rooms say
	CanEdit   bool
	CanManage bool
}

func (v personView) head(ctx context.Context) page.Head {
	h := page.Head{H1: v.Person.Name, Crumbs: peopleCrumb(i18n.T(ctx, "identityweb.people.h1"), page.URL(ctx, "/app/people")), States: v.Aside.States}
	if !v.Person.Reduced {
		h.States = append(h.States, page.State{Text: or(v.Person.UnitName, i18n.T(ctx, "identityweb.no_unit"))})
	}
	return h
}

func (v personView) facts(ctx context.Context) []page.Row {
	p := v.Person
	rows := []page.Row{{Term: i18n.T(ctx, "identityweb.name"), Value: p.Name}}
	if !p.Reduced {
		rows = append(rows, page.Row{Term: i18n.T(ctx, "identityweb.title"), Value: p.Title}, page.Row{Term: i18n.T(ctx, "identityweb.unit"), Value: p.UnitName},
			page.Row{Term: i18n.T(ctx, "identityweb.email"), Value: p.Email}, page.Row{Term: i18n.T(ctx, "identityweb.phone"), Value: p.Phone})
	}
	rows = append(rows, page.Row{Term: i18n.T(ctx, "identityweb.people.login"), Value: loginWord(ctx, v.Login)})
	if v.Login != nil && len(v.Login.Roles) > 0 {
		rows = append(rows, page.Row{Term: i18n.T(ctx, "identityweb.roles"), Value: roleWords(ctx, v.Login.Roles)})
	}
	return rows
}

// links are what can be done from the page.
func (v personView) links(ctx context.Context) []page.Link {
	p := v.Person
	var links []page.Link
	if v.CanEdit && !p.Reduced {
		links = append(links, page.Link{Label: i18n.T(ctx, "identityweb.people.edit"), Href: page.URL(ctx, "/app/people/"+p.ID.String()+"/edit")},
			page.Link{Label: i18n.T(ctx, "identityweb.people.merge"), Href: page.URL(ctx, "/app/people/"+p.ID.String()+"/merge")})
	}
	if v.CanManage && p.UserID != uuid.Nil {
		links = append(links, page.Link{Label: i18n.T(ctx, "identityweb.people.to_login"), Href: page.URL(ctx, "/app/users/"+p.UserID.String())})
	}
	if v.CanManage && p.UserID == uuid.Nil && p.LeftOn.IsZero() {
		links = append(links, page.Link{Label: i18n.T(ctx, "identityweb.people.give_login"), Href: page.URL(ctx, "/app/users/new", "person", p.ID.String())})
	}
	return append(links, v.Aside.Links...)
}

func (h *Handlers) editPerson(w http.ResponseWriter, r *http.Request) error {
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	if err := identity.RequireEverywhere(r.Context(), identity.PeopleEdit); err != nil {
		return err
	}
	p, err := h.svc.Person(r.Context(), id)
	if err != nil {
		return err
	}
	return h.renderPerson(w, r, http.StatusOK, formOf(p))
}

func (h *Handlers) updatePerson(w http.ResponseWriter, r *http.Request) error {
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	form := readPerson(in, id)
	err = h.svc.SavePerson(ctx, form.person())
	f, again := formFault(err)
	switch {
	case !again:
		return err
	case f != nil && f.Kind == fault.ConflictKind:
		return h.personClash(w, r, form, f)
	case f != nil:
		form.Problems = page.ProblemsOf(ctx, f, "")
		return h.renderPerson(w, r, page.StatusCode(f), form)
	}
	page.SetFlash(ctx, "identityweb.people.saved", "Name", form.Name)
	return page.SeeOther(w, r, page.URL(ctx, "/app/people/"+id.String()))
}

// personClash shows what somebody else saved meanwhile beside what was typed; saving again is then a choice.
func (h *Handlers) personClash(w http.ResponseWriter, r *http.Request, form personForm, f *fault.Error) error {
	ctx := r.Context()
	now, err := h.svc.Person(ctx, form.ID)
	if err != nil {
		return err
	}
	who, at, err := h.svc.LastChange(ctx, form.ID)
	if err != nil {
		return err
	}
	units, err := h.unitOptions(ctx, "")
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, o := range units {
		names[o.Value] = o.Label
	}
	for _, c := range []struct{ key, theirs, yours string }{
		{"identityweb.name", now.Name, form.Name}, {"identityweb.title", now.Title, form.Title}, {"identityweb.email", now.Email, form.Email}, {"identityweb.phone", now.Phone, form.Phone},
		{"identityweb.unit", names[unitValue(now.UnitID)], names[form.Unit]},
	} {
		if c.theirs != c.yours {
			form.Clashes = append(form.Clashes, page.Clash{Label: i18n.T(ctx, c.key), Theirs: c.theirs, Yours: c.yours})
		}
	}
	form.Version, form.Who, form.When = now.Version, orSomebody(ctx, who), i18n.Stamp(ctx, at, h.opts.Clock.Now(), tenant.ZoneOf(r.Context()))
	form.Problems = page.ProblemsOf(ctx, f, "")
	return h.renderPerson(w, r, http.StatusConflict, form)
}

func personHeading(ctx context.Context, f personForm) string {
	if f.ID == uuid.Nil {
		return i18n.T(ctx, "identityweb.people.add_h1")
	}
	return i18n.T(ctx, "identityweb.people.edit_h1")
}

func personAction(ctx context.Context, f personForm) string {
	if f.ID == uuid.Nil {
		return page.URL(ctx, "/app/people")
	}
	return page.URL(ctx, "/app/people/"+f.ID.String()+"/edit")
}

func loginWord(ctx context.Context, u *identity.User) string {
	switch {
	case u == nil:
		return i18n.T(ctx, "identityweb.people.no_login")
	case u.Disabled:
		return i18n.T(ctx, "identityweb.people.login_shut")
	}
	return i18n.T(ctx, "identityweb.people.has_login")
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
