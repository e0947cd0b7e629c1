// Package tenantweb is the pages of the municipality's own settings and units, and its look as files.
package tenantweb

import (
	"context"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/blob"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/tenant"
)

// LastChange tells who last changed an object, and when; nobody known is "".
type LastChange func(ctx context.Context, objectID uuid.UUID) (who string, at time.Time, err error)

// Handlers are the pages of settings and units.
type Handlers struct {
	svc   *tenant.Service
	files *blob.Store
	last  LastChange
	clk   clock.Clock
}

// New builds the pages. Logos lie in files; last comes from identity.
func New(svc *tenant.Service, files *blob.Store, last LastChange, clk clock.Clock) *Handlers {
	return &Handlers{svc, files, last, clk}
}

// Routes declares them.
func (h *Handlers) Routes(rt *guard.Routes) {
	rt.Get("/brand.css", guard.Public(), h.brandCSS)
	rt.Get("/logo.png", guard.Public(), h.logo)

	rt.Get("/app/settings", guard.Can(identity.SettingsEdit), h.settings)
	rt.Post("/app/settings", guard.Can(identity.SettingsEdit), h.saveSettings)
	rt.Post("/app/settings/logo", guard.Can(identity.SettingsEdit), h.saveLogo)
	rt.Post("/app/settings/logo/remove", guard.Can(identity.SettingsEdit), h.removeLogo)
	rt.Get("/app/settings/policy", guard.Can(identity.SettingsEdit), h.policy)
	rt.Post("/app/settings/policy", guard.Can(identity.SettingsEdit), h.savePolicy)
	rt.Get("/app/settings/days", guard.Can(identity.SettingsEdit), h.closedDays)
	rt.Post("/app/settings/days", guard.Can(identity.SettingsEdit), h.closeDays)
	rt.Post("/app/settings/days/{day}/remove", guard.Can(identity.SettingsEdit), h.openDay)
	rt.Get("/app/settings/content", guard.Can(identity.SettingsEdit), h.content)
	rt.Post("/app/settings/content", guard.Can(identity.SettingsEdit), h.saveContent)

	rt.Get("/app/units", guard.Can(identity.UnitsEdit), h.listUnits)
	rt.Get("/app/units/new", guard.Can(identity.UnitsEdit), h.newUnit)
	rt.Post("/app/units", guard.Can(identity.UnitsEdit), h.createUnit)
	rt.Get("/app/units/{id}", guard.Can(identity.UnitsEdit), h.editUnit)
	rt.Post("/app/units/{id}", guard.Can(identity.UnitsEdit), h.updateUnit)
	rt.Get("/app/units/{id}/remove", guard.Can(identity.UnitsEdit), h.confirmRemove)
	rt.Post("/app/units/{id}/remove", guard.Can(identity.UnitsEdit), h.removeUnit)
}

// lastChange gives who and when in words.
func (h *Handlers) lastChange(ctx context.Context, id uuid.UUID) (who, when string, err error) {
	who, at, err := h.last(ctx, id)
	if err != nil {
		return "", "", err
	}
	if who == "" {
		who = i18n.T(ctx, "tenantweb.somebody")
	}
	zone := time.UTC
	if t := tenant.Of(ctx); t != nil {
		zone = t.Zone()
	}
	return who, i18n.Stamp(ctx, at, h.clk.Now(), zone), nil
}
