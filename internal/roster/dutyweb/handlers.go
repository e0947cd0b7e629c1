// Package dutyweb is the pages of one's own duties: what the roster says of whoever is signed in, how they sign an answer,
// and the calendar that their calendar program subscribes to.
package dutyweb

import (
	"net/http"
	"net/url"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
)

// Handlers are the pages.
type Handlers struct {
	svc  *roster.Service
	clk  clock.Clock
	base string // BASE_URL
	host string // of BASE_URL, for the ids of a calendar's events
}

// New builds the pages; base is BASE_URL.
func New(svc *roster.Service, base string, clk clock.Clock) *Handlers {
	h := &Handlers{svc: svc, clk: clk, base: base, host: "localhost"}
	if u, err := url.Parse(base); err == nil && u.Hostname() != "" {
		h.host = u.Hostname()
	}
	return h
}

// Routes declares them.
func (h *Handlers) Routes(rt *guard.Routes) {
	rt.Get("/calendar/{token}.ics", guard.Public(), h.feed)
	rt.Post("/app/me/calendar", guard.SignedIn(), h.newCalendar)
	rt.Post("/app/me/calendar/end", guard.SignedIn(), h.endCalendar)
}

// newCalendar shows the new address once: it is kept nowhere, so it cannot be a page to go back to.
func (h *Handlers) newCalendar(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	token, err := h.svc.NewCalendar(ctx)
	if err != nil {
		return err
	}
	w.Header().Set("Referrer-Policy", "no-referrer")
	return page.Render(w, r, http.StatusOK, addressPage(tenant.Of(ctx).URL(h.base, "/calendar/"+token+".ics")))
}

func (h *Handlers) endCalendar(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := h.svc.EndCalendar(ctx); err != nil {
		return err
	}
	page.SetFlash(ctx, "dutyweb.calendar.ended")
	return page.SeeOther(w, r, page.URL(ctx, "/app/me"))
}
