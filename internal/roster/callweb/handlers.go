// Package callweb is the pages of crisis duty: whom to call, in which order, and whether the numbers are right (C7).
package callweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
)

// Handlers are the pages.
type Handlers struct {
	svc    *roster.Service
	people *identity.Service
	clk    clock.Clock
}

// New builds the pages.
func New(svc *roster.Service, people *identity.Service, clk clock.Clock) *Handlers {
	return &Handlers{svc, people, clk}
}

// Routes declares them.
func (h *Handlers) Routes(rt *guard.Routes) {
	rt.Get("/app/roster/crisis", guard.Can(identity.RosterView), h.list)
	rt.Post("/app/roster/crisis", guard.Can(identity.CrisisEdit), h.add)
	rt.Get("/app/roster/crisis.pdf", guard.Can(identity.RosterView), h.listPDF)
	rt.Get("/app/roster/crisis/{id}", guard.Can(identity.CrisisEdit), h.edit)
	rt.Post("/app/roster/crisis/{id}", guard.Can(identity.CrisisEdit), h.change)
	rt.Post("/app/roster/crisis/{id}/remove", guard.Can(identity.CrisisEdit), h.remove)
	rt.Post("/app/roster/crisis/{id}/up", guard.Can(identity.CrisisEdit), h.move(true))
	rt.Post("/app/roster/crisis/{id}/down", guard.Can(identity.CrisisEdit), h.move(false))
	rt.Post("/app/roster/crisis/people/{id}/confirm", guard.Can(identity.CrisisEdit), h.confirm)
	rt.Get("/app/accounts/{ref}/crisis", guard.Can(identity.RosterView), h.account)
	rt.Get("/app/accounts/{ref}/crisis.pdf", guard.Can(identity.RosterView), h.accountPDF)
	rt.Post("/app/accounts/{ref}/crisis/{id}/up", guard.Can(identity.RosterEdit), h.move(true))
	rt.Post("/app/accounts/{ref}/crisis/{id}/down", guard.Can(identity.RosterEdit), h.move(false))
	rt.Get("/app/me/number", guard.SignedIn(), h.number)
	rt.Post("/app/me/number", guard.SignedIn(), h.confirmOwn)
}

// listView is the municipality's call list and those of its accounts.
type listView struct {
	book     *roster.CallBook
	mayEdit  bool
	form     callForm
	people   []identity.Person
	problems page.Problems
}

// callForm is a new place in the list as typed.
type callForm struct{ person, hours string }

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	return h.renderList(w, r, http.StatusOK, callForm{}, nil)
}

func (h *Handlers) renderList(w http.ResponseWriter, r *http.Request, status int, form callForm, f *fault.Error) error {
	ctx := r.Context()
	v := listView{form: form, problems: page.ProblemsOf(ctx, f, "")}
	var err error
	if v.book, err = h.svc.Calls(ctx); err != nil {
		return err
	}
	v.mayEdit, _ = identity.Of(ctx).Reach(identity.CrisisEdit)
	if v.mayEdit {
		if v.people, err = h.people.People(ctx, ""); err != nil {
			return err
		}
	}
	return page.Render(w, r, status, listPage(v))
}

func (h *Handlers) add(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	form := callForm{person: in.Get("person"), hours: in.Get("hours")}
	err = h.svc.AddCall(ctx, roster.AssignInput{PersonID: personID(form.person), Hours: form.hours})
	if fault.Is(err, fault.InvalidKind) {
		form.hours = roster.WithoutSecret(form.hours)
		return h.renderList(w, r, http.StatusUnprocessableEntity, form, fault.As(err))
	}
	if err != nil {
		return err
	}
	page.SetFlash(ctx, "callweb.added")
	return page.SeeOther(w, r, page.URL(ctx, "/app/roster/crisis"))
}

// personID reads a chosen person. What is no id is somebody who does not exist, and the service says so.
func personID(s string) uuid.UUID {
	if s == "" {
		return uuid.Nil
	}
	id, err := uuid.Parse(s)
	if err != nil || id == uuid.Nil {
		return uuid.Max
	}
	return id
}

// editView is one place of the municipality's list.
type editView struct {
	call      roster.Call
	hours     string
	version   int
	who, when string // who changed it meanwhile
	clashes   []page.Clash
	problems  page.Problems
}

func (h *Handlers) place(ctx context.Context, r *http.Request) (roster.Call, error) {
	id, err := guard.ID(r)
	if err != nil {
		return roster.Call{}, err
	}
	book, err := h.svc.Calls(ctx)
	if err != nil {
		return roster.Call{}, err
	}
	for _, c := range book.Municipality.Calls {
		if c.ID == id {
			return c, nil
		}
	}
	return roster.Call{}, fault.NotFound()
}

func (h *Handlers) edit(w http.ResponseWriter, r *http.Request) error {
	c, err := h.place(r.Context(), r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, editPage(editView{call: c, hours: c.Hours, version: c.Version}))
}

func (h *Handlers) change(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	c, err := h.place(ctx, r)
	if err != nil {
		return err
	}
	v := editView{call: c, hours: in.Get("hours"), version: version(in)}
	err = h.svc.ChangeCall(ctx, c.ID, v.version, v.hours)
	switch {
	case err == nil:
		page.SetFlash(ctx, "callweb.changed", "Name", c.Person.Name)
		return page.SeeOther(w, r, page.URL(ctx, "/app/roster/crisis"))
	case fault.Is(err, fault.InvalidKind):
		v.problems = page.ProblemsOf(ctx, fault.As(err), "")
		v.hours = roster.WithoutSecret(v.hours)
		return page.Render(w, r, http.StatusUnprocessableEntity, editPage(v))
	case fault.Is(err, fault.ConflictKind):
		v.problems = page.ProblemsOf(ctx, fault.As(err), "")
		who, at, err := h.people.LastChange(ctx, tenant.Of(ctx).ID)
		if err != nil {
			return err
		}
		if v.who = who; who == "" {
			v.who = i18n.T(ctx, "callweb.somebody")
		}
		v.when = i18n.Stamp(ctx, at, h.clk.Now(), tenant.ZoneOf(ctx))
		v.clashes, v.version = []page.Clash{{Label: i18n.T(ctx, "callweb.hours"), Theirs: c.Hours, Yours: v.hours}}, c.Version
		return page.Render(w, r, http.StatusConflict, editPage(v))
	}
	return err
}

// version reads the version of a form; what is no number is a version that nothing has.
func version(in url.Values) int {
	v, err := strconv.Atoi(in.Get("version"))
	if err != nil {
		return -1
	}
	return v
}

func (h *Handlers) remove(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	c, err := h.place(ctx, r)
	if err != nil {
		return err
	}
	if err := h.svc.RemoveCall(ctx, c.ID, version(in)); err != nil {
		return err
	}
	page.SetFlash(ctx, "callweb.removed", "Name", c.Person.Name)
	return page.SeeOther(w, r, page.URL(ctx, "/app/roster/crisis"))
}

// move moves a place of the account in the address, or else of the municipality's list.
func (h *Handlers) move(up bool) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx := r.Context()
		id, err := guard.ID(r)
		if err != nil {
			return err
		}
		ref, back := chi.URLParam(r, "ref"), "/app/roster/crisis"
		if ref != "" {
			back = "/app/accounts/" + ref + "/crisis"
		}
		if err := h.svc.MoveCall(ctx, ref, id, up); err != nil {
			return err
		}
		page.SetFlash(ctx, "callweb.moved")
		return page.SeeOther(w, r, page.URL(ctx, back)+"#call-"+id.String())
	}
}

// confirm notes that the number which was on the page is right.
func (h *Handlers) confirm(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	if err := h.svc.ConfirmNumber(ctx, id, in.Get("phone")); err != nil {
		return err
	}
	page.SetFlash(ctx, "callweb.confirmed")
	return page.SeeOther(w, r, page.URL(ctx, "/app/roster/crisis"))
}

func (h *Handlers) account(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	l, day, err := h.svc.CallsOf(ctx, chi.URLParam(r, "ref"))
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, accountPage(accountView{l, day, identity.Of(ctx).MayIn(identity.RosterEdit, l.Account.UnitID)}))
}

// accountView is one account's call list.
type accountView struct {
	list    *roster.CallList
	today   clock.Date
	mayEdit bool
}

// numberView is one's own number.
type numberView struct {
	n        *roster.Number
	phone    string
	problems page.Problems
}

func (h *Handlers) number(w http.ResponseWriter, r *http.Request) error {
	n, err := h.svc.OwnNumber(r.Context())
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, numberPage(numberView{n: n, phone: n.Person.Phone}))
}

func (h *Handlers) confirmOwn(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	phone := in.Get("phone")
	err = h.svc.ConfirmOwnNumber(ctx, phone)
	if f := fault.As(err); fault.Is(err, fault.InvalidKind) {
		n, err := h.svc.OwnNumber(ctx)
		if err != nil {
			return err
		}
		return page.Render(w, r, http.StatusUnprocessableEntity, numberPage(numberView{n, phone, page.ProblemsOf(ctx, f, "")}))
	}
	if err != nil {
		return err
	}
	page.SetFlash(ctx, "callweb.own_confirmed")
	return page.SeeOther(w, r, page.URL(ctx, "/app/me"))
}
