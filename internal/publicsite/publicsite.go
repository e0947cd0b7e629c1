// Package publicsite is what the public sees: the municipality's register as a page, as a page for each account and as
// open data, and the list of the installation's municipalities. It reads only, and needs neither session nor script.
package publicsite

import (
	"context"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
)

// Handlers answers the public's requests.
type Handlers struct {
	register *register.Service
	tenants  *tenant.Service
	clock    clock.Clock
	watch    Watch
}

// Watch gives how fast an open account answers and when it is watched; nil where nobody has said.
type Watch func(ctx context.Context, account uuid.UUID) (*roster.WatchSheet, error)

// New builds the handlers.
func New(reg *register.Service, tenants *tenant.Service, clk clock.Clock, watch Watch) *Handlers {
	return &Handlers{register: reg, tenants: tenants, clock: clk, watch: watch}
}

// Routes declares a municipality's public pages. Root, the page above all municipalities, is none of them.
func (h *Handlers) Routes(rt *guard.Routes) {
	rt.Get("/", guard.Public(), h.list)
	rt.Get("/accounts.json", guard.Public(), h.listJSON)
	rt.Get("/accounts.csv", guard.Public(), h.listCSV)
	rt.Get("/accounts/{ref}", guard.Public(), h.show)
	rt.Get("/content", guard.Public(), h.content)
}
