// Package leaveweb is what a person holds, on their page, and the pages on which somebody leaves: what becomes of it all, who
// takes over, which ways in are to be closed, and how it is taken back.
package leaveweb

import (
	"context"
	"net/http"

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
	svc     *roster.Service
	people  *identity.Service
	tenants *tenant.Service
	clk     clock.Clock
}

// New builds the pages.
func New(svc *roster.Service, people *identity.Service, tenants *tenant.Service, clk clock.Clock) *Handlers {
	return &Handlers{svc, people, tenants, clk}
}

// Routes declares them.
func (h *Handlers) Routes(rt *guard.Routes) {
	rt.Get("/app/people/{id}/leave", guard.Can(identity.PeopleEdit), h.show)
	rt.Post("/app/people/{id}/leave", guard.Can(identity.PeopleEdit), h.leave)
	rt.Post("/app/people/{id}/leave/back", guard.Can(identity.PeopleEdit), h.takeBack)
	rt.Post("/app/people/{id}/leave/access/{access}", guard.Can(identity.PeopleEdit), h.closeAccess)
}

// personURL gives the address of a person's page, or of one below it.
func personURL(ctx context.Context, id uuid.UUID, below string) string {
	return page.URL(ctx, "/app/people/"+id.String()+below)
}

func crumbs(ctx context.Context, p identity.Person) []page.Link {
	return []page.Link{{Label: i18n.T(ctx, "identityweb.people.h1"), Href: page.URL(ctx, "/app/people")}, {Label: p.Name, Href: personURL(ctx, p.ID, "")}}
}

func (h *Handlers) today(ctx context.Context) clock.Date {
	return clock.On(h.clk.Now(), tenant.ZoneOf(ctx))
}

// show is the form where somebody stays, and what became of everything where they leave.
func (h *Handlers) show(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	return h.render(ctx, w, r, id, http.StatusOK, roster.LeaveInput{}, nil)
}

// render shows what show does, with what was typed and what is wrong.
func (h *Handlers) render(ctx context.Context, w http.ResponseWriter, r *http.Request, id uuid.UUID, status int, in roster.LeaveInput, problems page.Problems) error {
	d, err := h.svc.Departure(ctx, id)
	if err != nil {
		return err
	}
	if d != nil {
		return h.renderState(ctx, w, r, d, status, problems)
	}
	return h.renderForm(ctx, w, r, id, status, in, problems)
}

func (h *Handlers) takeBack(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	p, err := h.people.Person(ctx, id)
	if err != nil {
		return err
	}
	stay, err := h.svc.TakeBack(ctx, id, version(form))
	if f := fault.As(err); f != nil && f.Kind == fault.ConflictKind {
		return h.render(ctx, w, r, id, page.StatusCode(f), roster.LeaveInput{}, page.ProblemsOf(ctx, f, ""))
	}
	if err != nil {
		return err
	}
	if len(stay) > 0 {
		page.SetFlash(ctx, "leaveweb.flash.back_but", "Name", p.Name, "List", sayStay(ctx, stay))
	} else {
		page.SetFlash(ctx, "leaveweb.flash.back", "Name", p.Name)
	}
	return page.SeeOther(w, r, personURL(ctx, id, ""))
}

func (h *Handlers) closeAccess(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	access, err := uuid.Parse(chi.URLParam(r, "access"))
	if err != nil {
		return fault.NotFound()
	}
	if err := h.svc.CloseAccess(ctx, id, access); err != nil {
		return err
	}
	page.SetFlash(ctx, "leaveweb.flash.closed")
	return page.SeeOther(w, r, personURL(ctx, id, "/leave")+"#access")
}
