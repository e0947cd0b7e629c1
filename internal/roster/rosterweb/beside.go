package rosterweb

import (
	"context"

	"github.com/a-h/templ"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/registerweb"
)

// mostRuns is how many rows of days to arrange stand on an account's page.
const mostRuns = 5

// Beside says on an account's page how it is watched: a state where a day ahead has nobody, the strip and the days to arrange, and the
// way to the roster. Of accounts whose life is over it says nothing, of those that are not open yet it gives the way only.
func (h *Handlers) Beside(ctx context.Context, a *register.Account) (registerweb.Aside, error) {
	var aside registerweb.Aside
	if a.Status.Over() || !identity.Of(ctx).MayIn(identity.RosterView, a.UnitID) {
		return aside, nil
	}
	way := page.Link{Label: i18n.T(ctx, "rosterweb.beside.view"), Href: registerweb.AccountURL(ctx, a.Ref, "/roster")}
	if identity.Of(ctx).MayIn(identity.RosterEdit, a.UnitID) {
		way.Label = i18n.T(ctx, "rosterweb.beside.edit")
	}
	aside.Links = []page.Link{way}
	if !a.Status.Open() {
		return aside, nil
	}
	w, err := h.watch(ctx, a)
	if err != nil {
		return aside, err
	}
	if s := w.state(ctx); s.Kind == page.Gap {
		aside.States = []page.State{s}
	}
	aside.Sections = []templ.Component{besideSection(w, way)}
	aside.Next = w.next(ctx)
	return aside, nil
}
