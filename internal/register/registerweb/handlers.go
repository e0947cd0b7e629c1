// Package registerweb is the staff pages of the register: the list of accounts, one account with its history, the
// forms, and the steps of an account's life.
package registerweb

import (
	"context"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
)

// Handlers are the pages of the register.
type Handlers struct {
	reg     *register.Service
	tenants *tenant.Service
	people  *identity.Service
	clk     clock.Clock
	beside  []Beside
	marks   Marks
}

// New builds the pages, with what other rooms say of an account.
func New(reg *register.Service, tenants *tenant.Service, people *identity.Service, clk clock.Clock, beside ...Beside) *Handlers {
	return &Handlers{reg: reg, tenants: tenants, people: people, clk: clk, beside: beside}
}

// Marking shows in the list what another room finds amiss with accounts.
func (h *Handlers) Marking(marks Marks) *Handlers {
	h.marks = marks
	return h
}

// Routes declares them.
func (h *Handlers) Routes(rt *guard.Routes) {
	rt.Get("/app/accounts", guard.Can(identity.AccountView), h.list)
	rt.Get("/app/accounts/new", guard.Can(identity.AccountCreate), h.newAccount)
	rt.Post("/app/accounts", guard.Can(identity.AccountCreate), h.create)
	rt.Get("/app/accounts/{ref}", guard.Can(identity.AccountView), h.show)
	rt.Get("/app/accounts/{ref}/history", guard.Can(identity.AccountView), h.history)
	rt.Get("/app/accounts/{ref}/edit", guard.Can(identity.AccountEdit), h.edit)
	rt.Post("/app/accounts/{ref}/edit", guard.Can(identity.AccountEdit), h.update)
	rt.Get("/app/accounts/{ref}/parts", guard.Can(identity.AccountEdit), h.newPart)
	rt.Post("/app/accounts/{ref}/parts", guard.Can(identity.AccountEdit), h.addPart)
	rt.Post("/app/accounts/{ref}/parts/{part}/remove", guard.Can(identity.AccountEdit), h.removePart)
	// Whose a step is, the table of steps says; all of them belong to people who may edit.
	rt.Get("/app/accounts/{ref}/steps/{step}", guard.Can(identity.AccountEdit), h.confirm)
	rt.Post("/app/accounts/{ref}/steps/{step}", guard.Can(identity.AccountEdit), h.take)
}

func (h *Handlers) today(ctx context.Context) clock.Date {
	return clock.On(h.clk.Now(), tenant.ZoneOf(ctx))
}
