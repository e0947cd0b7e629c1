package checklistweb

import (
	"context"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/registerweb"
	"kanalkoll/internal/tenant"
)

// Beside says on an account's page how its checklists stand: a row for each, and a state where one is missing or its
// review is due.
func (h *Handlers) Beside(ctx context.Context, a *register.Account) (registerweb.Aside, error) {
	if !identity.Of(ctx).MayIn(identity.ChecklistView, a.UnitID) {
		return registerweb.Aside{}, nil
	}
	list, err := h.svc.OfAccount(ctx, a.Ref)
	if err != nil {
		return registerweb.Aside{}, err
	}
	var states []page.State
	var rows []page.Row
	startup := false
	for _, c := range list {
		startup = startup || c.Name == checklist.Startup
		rows = append(rows, page.Row{Term: nameWord(ctx, c.Name), Body: besideRow(c)})
		if c.State == checklist.Approved && a.Status.Open() && !c.ReviewOn.IsZero() && !c.ReviewOn.After(clock.On(h.clk.Now(), tenant.ZoneOf(ctx))) {
			states = append(states, page.State{Kind: page.Due, Text: i18n.T(ctx, "checklistweb.beside.review"), Href: url(ctx, c.ID, "")})
		}
	}
	if !startup && !a.Status.Over() {
		begin := page.URL(ctx, "/app/accounts/"+a.Ref+"/checklist")
		if a.Status.Open() {
			states = append(states, page.State{Kind: page.Lacking, Text: i18n.T(ctx, "checklistweb.beside.missing"), Href: begin})
		}
		rows = append(rows, page.Row{Term: nameWord(ctx, checklist.Startup), Value: i18n.T(ctx, "checklistweb.beside.none"),
			Act: page.Link{Label: i18n.T(ctx, "checklistweb.beside.begin"), Hidden: nameWord(ctx, checklist.Startup), Href: begin}})
	}
	return registerweb.Aside{States: states, Rows: rows}, nil
}
