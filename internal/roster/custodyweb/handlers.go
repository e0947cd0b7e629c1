// Package custodyweb is the pages of who can get into an account and how that is kept, how fast accounts answer, and
// the time that takes.
package custodyweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/registerweb"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
)

// Handlers are the pages.
type Handlers struct {
	svc     *roster.Service
	tenants *tenant.Service
	people  *identity.Service
	clk     clock.Clock
}

// New builds the pages.
func New(svc *roster.Service, tenants *tenant.Service, people *identity.Service, clk clock.Clock) *Handlers {
	return &Handlers{svc, tenants, people, clk}
}

// Routes declares them.
func (h *Handlers) Routes(rt *guard.Routes) {
	rt.Get("/app/roster/custody", guard.Can(identity.CustodyKeep), h.raised)
	rt.Get("/app/accounts/{ref}/custody", guard.Can(identity.CustodyKeep), h.show)
	rt.Get("/app/accounts/{ref}/custody/edit", guard.Can(identity.CustodyKeep), h.edit)
	rt.Post("/app/accounts/{ref}/custody/edit", guard.Can(identity.CustodyKeep), h.save)
	rt.Get("/app/accounts/{ref}/custody/access", guard.Can(identity.CustodyKeep), h.newAccess)
	rt.Post("/app/accounts/{ref}/custody/access", guard.Can(identity.CustodyKeep), h.addAccess)
	rt.Get("/app/accounts/{ref}/custody/access/{id}", guard.Can(identity.CustodyKeep), h.editAccess)
	rt.Post("/app/accounts/{ref}/custody/access/{id}", guard.Can(identity.CustodyKeep), h.changeAccess)
	rt.Get("/app/accounts/{ref}/custody/access/{id}/end", guard.Can(identity.CustodyKeep), h.confirmEnd)
	rt.Post("/app/accounts/{ref}/custody/access/{id}/end", guard.Can(identity.CustodyKeep), h.endAccess)
	rt.Get("/app/accounts/{ref}/watch", guard.Can(identity.RosterEdit), h.watch)
	rt.Post("/app/accounts/{ref}/watch", guard.Can(identity.RosterEdit), h.saveWatch)
	rt.Get("/app/roster/time", guard.Can(identity.RosterView), h.times)
	rt.Get("/app/roster/time/{id}", guard.Can(identity.RosterEdit), h.setAside)
	rt.Post("/app/roster/time/{id}", guard.Can(identity.RosterEdit), h.saveSetAside)
}

func (h *Handlers) today(ctx context.Context) clock.Date {
	return clock.On(h.clk.Now(), tenant.ZoneOf(ctx))
}

// conflict is what somebody else saved meanwhile; nil: nobody did.
type conflict struct {
	who, when string
	fields    []page.Clash
}

// conflict says who saved meanwhile, with the fields that differ from what was typed.
func (h *Handlers) conflict(ctx context.Context, id uuid.UUID, fields []page.Clash) (*conflict, error) {
	who, at, err := h.people.LastChange(ctx, id)
	if err != nil {
		return nil, err
	}
	if who == "" {
		who = i18n.T(ctx, "custodyweb.somebody")
	}
	c := &conflict{who: who, when: i18n.Stamp(ctx, at, h.clk.Now(), tenant.ZoneOf(ctx))}
	for _, f := range fields {
		if f.Theirs != f.Yours {
			c.fields = append(c.fields, f)
		}
	}
	return c, nil
}

// version reads the version a form was read at. What is none is no version of anything: stale.
func version(form url.Values) int {
	n, err := strconv.Atoi(form.Get("version"))
	if err != nil {
		return -1
	}
	return n
}

// plain reads a field of a form without what looks like a secret, for showing it again.
func plain(form url.Values, name string) string { return roster.WithoutSecret(form.Get(name)) }

func accountURL(ctx context.Context, ref, below string) string {
	return page.URL(ctx, "/app/accounts/"+ref+below)
}

func title(ctx context.Context, a roster.Account) string {
	return register.Title(ctx, a.Name, a.Platform)
}

// crumbs lead to the account, and on.
func crumbs(ctx context.Context, a roster.Account, more ...page.Link) []page.Link {
	name := i18n.T(ctx, "registerweb.list.all")
	if all, _ := identity.Of(ctx).Reach(identity.AccountView); !all {
		name = i18n.T(ctx, "registerweb.list.ours")
	}
	return append([]page.Link{{Label: name, Href: page.URL(ctx, "/app/accounts")}, {Label: a.Name, Href: accountURL(ctx, a.Ref, "")}}, more...)
}

func toCustody(ctx context.Context, a roster.Account) page.Link {
	return page.Link{Label: i18n.T(ctx, "custodyweb.title_short"), Href: accountURL(ctx, a.Ref, "/custody")}
}

// filter reads the unit of a list's filter, and gives those to choose among.
func (h *Handlers) filter(r *http.Request, act identity.Action) (uuid.UUID, []page.Option, error) {
	units, err := h.tenants.Units(r.Context())
	if err != nil {
		return uuid.Nil, nil, err
	}
	chosen, err := uuid.Parse(page.Query(r).Get("unit"))
	if err != nil {
		chosen = uuid.Nil
	}
	return chosen, registerweb.UnitOptions(r.Context(), units, act, i18n.T(r.Context(), "custodyweb.every_unit")), nil
}

func unitValue(id uuid.UUID) string {
	if id == uuid.Nil {
		return ""
	}
	return id.String()
}
