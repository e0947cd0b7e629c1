package rosterweb

import (
	"context"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/registerweb"
	"kanalkoll/internal/roster"
)

// watched is how an account is watched in the twelve weeks from this one.
type watched struct {
	account *register.Account
	sheet   *roster.Sheet
	strip   roster.Account
	runs    []roster.Run
	mayEdit bool
}

// watch looks how an account is watched. One that is not open yet is looked at as if it opened today.
func (h *Handlers) watch(ctx context.Context, a *register.Account) (*watched, error) {
	first, last := roster.Ahead(h.today(ctx))
	sheet, err := h.svc.Coverage(ctx, roster.Scope{Ref: a.Ref, From: first, To: last, AsIfOpen: true})
	if err != nil {
		return nil, err
	}
	w := &watched{account: a, sheet: sheet, strip: sheet.Accounts[0], runs: sheet.Runs(a.ID), mayEdit: identity.Of(ctx).MayIn(identity.RosterEdit, a.UnitID) && !a.Status.Over()}
	return w, nil
}

// nobody reports whether nobody has the task of watching the account as things are.
func (w *watched) nobody() bool {
	for _, a := range w.sheet.Of(w.account.ID) {
		if a.Role.Watches() && a.On(w.sheet.Today) {
			return false
		}
	}
	return len(w.runs) > 0 && w.runs[0].Reason == roster.Unassigned
}

// state says the worst that is ahead.
func (w *watched) state(ctx context.Context) page.State {
	gap, found := w.sheet.FirstGap(w.account.ID)
	switch {
	case w.nobody():
		return page.State{Kind: page.Gap, Text: i18n.T(ctx, "rosterweb.state.nobody")}
	case found:
		return page.State{Kind: page.Gap, Text: i18n.T(ctx, "rosterweb.state.gap", "Day", i18n.NearDays(ctx, gap, gap))}
	case len(w.runs) > 0:
		return page.State{Kind: page.Thin, Text: i18n.T(ctx, "rosterweb.state.thin", "Days", i18n.NearDays(ctx, w.runs[0].First, w.runs[0].Last))}
	}
	return page.State{Kind: page.Covered, Text: i18n.T(ctx, "rosterweb.state.covered")}
}

// worst gives the first gap, else the first days with one person alone; nil where every day is covered.
func (w *watched) worst() *roster.Run {
	for i, r := range w.runs {
		if page.Gap == StateKind(r.State) {
			return &w.runs[i]
		}
	}
	if len(w.runs) > 0 {
		return &w.runs[0]
	}
	return nil
}

// first gives the first of the runs, and how many there are more; most 0 gives all.
func (w *watched) first(most int) (runs []roster.Run, more int) {
	if most == 0 || len(w.runs) <= most {
		return w.runs, 0
	}
	return w.runs[:most], len(w.runs) - most
}

// next is what to do first, nil where there is nothing to do or somebody else has to.
func (w *watched) next(ctx context.Context) *page.Next {
	r := w.worst()
	if r == nil || !w.mayEdit {
		return nil
	}
	act := w.act(ctx, *r)
	n := &page.Next{Text: i18n.T(ctx, "rosterweb.next.days", "Days", When(ctx, *r)), Note: Why(ctx, *r), ActionLabel: act.Label, ActionHref: act.Href}
	if w.nobody() {
		n.Text, n.Note = i18n.T(ctx, "rosterweb.next.nobody"), i18n.T(ctx, "rosterweb.next.nobody_note")
	}
	return n
}

// act is the way to mend the days of a run: a cover for somebody who is away, else somebody more.
func (w *watched) act(ctx context.Context, r roster.Run) page.Link {
	back := registerweb.AccountURL(ctx, w.account.Ref, "/roster")
	if a, found := w.sheet.AbsenceToMend(r); found {
		return page.Link{Label: i18n.T(ctx, "rosterweb.act.cover"), Hidden: When(ctx, r), Href: page.URL(ctx, "/app/roster/absences/"+a.ID.String(), "back", back) + "#cover"}
	}
	from := ""
	if r.First.After(w.sheet.Today.AddDays(maxRest)) {
		from = r.First.String()
	}
	return page.Link{Label: i18n.T(ctx, "rosterweb.act.add"), Hidden: When(ctx, r),
		Href: page.URL(ctx, "/app/accounts/"+w.account.Ref+"/roster", "role", string(roster.Monitor), "from", from) + "#add"}
}

// maxRest is how many days of rest can lie between today and the first working day: somebody who is added for a lack that begins then
// begins today.
const maxRest = 5
