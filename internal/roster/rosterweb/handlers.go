package rosterweb

import (
	"context"
	"strconv"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
)

// Handlers are the pages of who has which role on an account.
type Handlers struct {
	svc     *roster.Service
	reg     *register.Service
	tenants *tenant.Service
	people  *identity.Service
	clk     clock.Clock
}

// New builds the pages.
func New(svc *roster.Service, reg *register.Service, tenants *tenant.Service, people *identity.Service, clk clock.Clock) *Handlers {
	return &Handlers{svc, reg, tenants, people, clk}
}

// Routes declares them.
func (h *Handlers) Routes(rt *guard.Routes) {
	view, edit := guard.Can(identity.RosterView), guard.Can(identity.RosterEdit)
	rt.Get("/app/accounts/{ref}/roster", view, h.account)
	rt.Post("/app/accounts/{ref}/roster", edit, h.add)
	rt.Post("/app/accounts/{ref}/roster/answered", edit, h.takeAnswered)
	rt.Get("/app/roster/assignments/{id}", edit, h.assignment)
	rt.Post("/app/roster/assignments/{id}", edit, h.change)
	rt.Post("/app/roster/assignments/{id}/end", edit, h.end)
	rt.Post("/app/roster/assignments/{id}/cancel", edit, h.cancel)
	rt.Get("/app/roster/bulk", edit, h.bulk)
	rt.Post("/app/roster/bulk", edit, h.doBulk)
}

func (h *Handlers) today(ctx context.Context) clock.Date {
	return clock.On(h.clk.Now(), tenant.ZoneOf(ctx))
}

// personGroups gives everybody of the directory to choose one of: the unit's own people first, where there is a unit.
func (h *Handlers) personGroups(ctx context.Context, unit uuid.UUID, unitName string) ([]page.OptionGroup, error) {
	people, err := h.people.People(ctx, "")
	if err != nil {
		return nil, err
	}
	var ours, others []identity.Person
	for _, p := range people {
		if unit != uuid.Nil && p.UnitID == unit {
			ours = append(ours, p)
		} else {
			others = append(others, p)
		}
	}
	day := h.today(ctx)
	var groups []page.OptionGroup
	for _, g := range []page.OptionGroup{{Label: unitName, Options: PersonOptions(day, ours, "")}, {Label: i18n.T(ctx, "rosterweb.others"), Options: PersonOptions(day, others, "")}} {
		if len(g.Options) > 0 {
			groups = append(groups, g)
		}
	}
	return groups, nil
}

// readVersion gives the version that a form was read at; no row is at version 0, so that nothing is overwritten unseen.
func readVersion(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// parseID reads an id that a form sent; anything else is nobody.
func parseID(s string) uuid.UUID {
	id, err := uuid.Parse(s)
	if err != nil {
		return uuid.Nil
	}
	return id
}

func bulkURL(ctx context.Context, query ...string) string {
	return page.URL(ctx, "/app/roster/bulk", query...)
}

func assignmentURL(ctx context.Context, id uuid.UUID, below string) string {
	return page.URL(ctx, "/app/roster/assignments/"+id.String()+below)
}
