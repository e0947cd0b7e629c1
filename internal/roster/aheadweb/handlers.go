// Package aheadweb is the pages of what is amiss with rosters ahead, worst first, and of mending it.
package aheadweb

import (
	"context"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/roster/rosterweb"
	"kanalkoll/internal/tenant"
)

// Handlers are the pages.
type Handlers struct {
	svc     *roster.Service
	tenants *tenant.Service
	people  *identity.Service
}

// New builds the pages.
func New(svc *roster.Service, tenants *tenant.Service, people *identity.Service) *Handlers {
	return &Handlers{svc, tenants, people}
}

// Routes declares them.
func (h *Handlers) Routes(rt *guard.Routes) {
	view, edit := guard.Can(identity.RosterView), guard.Can(identity.RosterEdit)
	rt.Get("/app/roster", view, h.list)
	rt.Get("/app/roster/accounts/{ref}/mend", view, h.mend)
	rt.Post("/app/roster/accounts/{ref}/mend", edit, h.take)
}

func mendURL(ctx context.Context, ref string) string {
	return page.URL(ctx, "/app/roster/accounts/"+ref+"/mend")
}

func title(ctx context.Context, a roster.Account) string {
	return register.Title(ctx, a.Name, a.Platform)
}

// kind is the shape of a trouble.
func kind(t roster.Trouble) page.Kind {
	if t.IsGap() {
		return page.Gap
	}
	return page.Thin
}

// when says in a word how it stands, with the days of the first run where there is one.
func when(ctx context.Context, o *roster.Outlook, p roster.Problem) string {
	switch p.Trouble {
	case roster.NobodyAssigned, roster.AlwaysAlone:
		return i18n.T(ctx, "aheadweb.when."+string(p.Trouble))
	}
	r, ok := firstRun(o, p)
	if !ok {
		return ""
	}
	if rest := len(p.Days()) - r.Days; rest > 0 {
		return i18n.T(ctx, "aheadweb.when.more", "Days", rosterweb.When(ctx, r), "Count", rest)
	}
	return rosterweb.When(ctx, r)
}

// why says why, of the first of the days.
func why(ctx context.Context, o *roster.Outlook, p roster.Problem) string {
	r, ok := firstRun(o, p)
	if !ok {
		return ""
	}
	return rosterweb.Why(ctx, r)
}

// firstRun gives the first days that the problem is about.
func firstRun(o *roster.Outlook, p roster.Problem) (roster.Run, bool) {
	for _, r := range o.Sheet.Runs(p.Account.ID) {
		if !r.First.After(p.First()) && !r.Last.Before(p.First()) {
			return r, true
		}
	}
	return roster.Run{}, false
}

// stepWord says what a step is: "Ersättare för Sara Lindqvist, 7–11 dec.".
func stepWord(ctx context.Context, o *roster.Outlook, s roster.Step) string {
	key := "aheadweb.step." + string(s.Kind)
	switch {
	case s.Kind == roster.NameCover:
		return i18n.T(ctx, key, "Away", o.Sheet.Name(s.Absence.PersonID), "Days", i18n.Days(ctx, s.From, s.To))
	case s.To.IsZero():
		return i18n.T(ctx, key+"_on", "Date", s.From)
	}
	return i18n.T(ctx, key, "Days", i18n.Days(ctx, s.From, s.To))
}

// act names the button that lets somebody take the step.
func act(ctx context.Context, s roster.Step, who string) string {
	return i18n.T(ctx, "aheadweb.act."+string(s.Kind), "Name", who)
}

// reasons says why somebody is proposed.
func reasons(ctx context.Context, c roster.Candidate) string {
	key := "aheadweb.because.unit"
	switch {
	case c.Here:
		key = "aheadweb.because.here"
	case c.Knows:
		key = "aheadweb.because.knows"
	}
	words := i18n.T(ctx, key)
	if c.Person.UnitName != "" {
		words += ", " + c.Person.UnitName
	}
	return words + ". " + i18n.T(ctx, "aheadweb.carries", "Count", c.Carries)
}

// left says how many of a step's days a person leaves, "" for none.
func left(ctx context.Context, days []clock.Date) string {
	if len(days) == 0 {
		return ""
	}
	return i18n.T(ctx, "aheadweb.left", "Count", len(days), "Date", days[0])
}
