// Package absenceweb is the pages of who is away and who covers, and of where a unit's people are week by week.
package absenceweb

import (
	"context"

	"github.com/google/uuid"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/roster/rosterweb"
	"kanalkoll/internal/tenant"

	"kanalkoll/internal/clock"
)

// Handlers are the pages of absences.
type Handlers struct {
	rosters *roster.Service
	tenants *tenant.Service
	people  *identity.Service
	clk     clock.Clock
}

// New builds the pages.
func New(rosters *roster.Service, tenants *tenant.Service, people *identity.Service, clk clock.Clock) *Handlers {
	return &Handlers{rosters, tenants, people, clk}
}

// Routes declares them. Everybody who is signed in has absences of their own; whose others may be seen and entered the
// service says.
func (h *Handlers) Routes(rt *guard.Routes) {
	rt.Get("/app/roster/absences", guard.SignedIn(), h.list)
	rt.Get("/app/roster/absences/new", guard.SignedIn(), h.newAbsence)
	rt.Post("/app/roster/absences", guard.SignedIn(), h.create)
	rt.Get("/app/roster/absences/{id}", guard.SignedIn(), h.show)
	rt.Post("/app/roster/absences/{id}", guard.SignedIn(), h.update)
	rt.Post("/app/roster/absences/{id}/remove", guard.SignedIn(), h.remove)
	rt.Get("/app/roster/timeline", guard.Can(identity.RosterView), h.timeline)
}

// listPath is where the list is; the other pages of absences lie below it.
const listPath = "/app/roster/absences"

// absenceURL gives the address of an absence's page, from which back leads on.
func absenceURL(ctx context.Context, id uuid.UUID, back string) string {
	return page.URL(ctx, listPath+"/"+id.String(), "back", back)
}

// personID reads a chosen person: "me" is oneself. What is no id is somebody who does not exist, and the service says so.
func personID(ctx context.Context, value string) uuid.UUID {
	switch value {
	case "":
		return uuid.Nil
	case "me":
		return identity.Of(ctx).PersonID
	}
	id, err := uuid.Parse(value)
	if err != nil || id == uuid.Nil {
		return uuid.Max
	}
	return id
}

// value is how a form says an id; nobody is empty.
func value(id uuid.UUID) string {
	if id == uuid.Nil {
		return ""
	}
	return id.String()
}

// days writes days, with the year where it is not the current one.
func days(ctx context.Context, today, from, to clock.Date) string {
	if from.Year == today.Year && to.Year == today.Year {
		return i18n.NearDays(ctx, from, to)
	}
	return i18n.Days(ctx, from, to)
}

func crumbs(ctx context.Context) []page.Link {
	return rosterweb.Crumbs(ctx, page.Link{Label: i18n.T(ctx, "absenceweb.title"), Href: page.URL(ctx, listPath)})
}

func (h *Handlers) today(ctx context.Context) clock.Date {
	return clock.On(h.clk.Now(), tenant.ZoneOf(ctx))
}
