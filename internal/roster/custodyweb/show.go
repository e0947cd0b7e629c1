package custodyweb

import (
	"context"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/registerweb"
	"kanalkoll/internal/roster"
)

// showView is who can get into an account and how that is kept.
type showView struct {
	*roster.Raised
	day clock.Date
}

func (h *Handlers) show(w http.ResponseWriter, r *http.Request) error {
	raised, err := h.svc.CustodyOf(r.Context(), chi.URLParam(r, "ref"))
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, showPage(showView{raised, h.today(r.Context())}))
}

func (v showView) account() roster.Account { return v.Keeping.Account }

func (v showView) head(ctx context.Context) page.Head {
	h := page.Head{H1: i18n.T(ctx, "custodyweb.title", "Account", title(ctx, v.account())), Crumbs: crumbs(ctx, v.account())}
	h.States = append(h.States, page.State{Text: i18n.T(ctx, "custodyweb.people_count", "Count", v.Keeping.Persons(v.day))})
	if len(v.Concerns) > 0 {
		c := v.Concerns[0]
		h.States = append(h.States, page.State{Kind: kindOf(c.Kind), Text: i18n.T(ctx, "custodyweb.concerns_count", "Count", len(v.Concerns))})
		act := mend(ctx, v.account(), c)
		h.Next = &page.Next{Text: concernWord(ctx, c), ActionLabel: act.Label, ActionHref: act.Href}
	}
	return h
}

// others are what has to be mended besides what stands in the band.
func (v showView) others() []roster.Concern {
	if len(v.Concerns) < 2 {
		return nil
	}
	return v.Concerns[1:]
}

// past are those who could get in, and those who will not for long, the latest first.
func (v showView) past() []roster.Access {
	return slices.DeleteFunc(slices.Clone(v.Keeping.Access), func(a roster.Access) bool { return a.On(v.day) })
}

func (v showView) name(id uuid.UUID) string { return v.Keeping.People[id].Name }

func (v showView) left(id uuid.UUID) bool {
	on := v.Keeping.People[id].LeftOn
	return !on.IsZero() && on.Before(v.day)
}

func (v showView) facts(ctx context.Context) []page.Row {
	c := v.Keeping.Custody
	return []page.Row{
		{Term: i18n.T(ctx, "custodyweb.field.place"), Value: c.Place},
		{Term: i18n.T(ctx, "custodyweb.field.changed_on"), Value: i18n.Date(ctx, c.ChangedOn)},
		{Term: i18n.T(ctx, "custodyweb.field.second_factor"), Value: factorWord(ctx, c.SecondFactor)},
		{Term: i18n.T(ctx, "custodyweb.field.recovery"), Value: recoveryWord(ctx, c.Recovery)},
	}
}

// Beside says on an account's page how fast it answers, when it is watched, the time that takes, and to those who keep its
// custody who can get in.
func (h *Handlers) Beside(ctx context.Context, a *register.Account) (registerweb.Aside, error) {
	var out registerweb.Aside
	p := identity.Of(ctx)
	if a.Status.Over() || !p.MayIn(identity.RosterView, a.UnitID) {
		return out, nil
	}
	w, err := h.svc.WatchOf(ctx, a.Ref)
	if err != nil {
		return out, err
	}
	change := page.Link{}
	if p.MayIn(identity.RosterEdit, a.UnitID) {
		change = page.Link{Label: i18n.T(ctx, "custodyweb.change"), Hidden: i18n.T(ctx, "custodyweb.watch.title_short"), Href: accountURL(ctx, a.Ref, "/watch")}
	}
	estimate := ""
	if n := w.Watch.MinutesWeek; n != roster.Unsaid {
		estimate = i18n.T(ctx, "custodyweb.a_week", "Time", roster.MinutesWord(ctx, n))
	}
	out.Rows = []page.Row{
		{Term: i18n.T(ctx, "custodyweb.row.answers"), Value: w.TargetWord(ctx), Act: change},
		{Term: i18n.T(ctx, "custodyweb.row.watched"), Value: w.Watch.Hours},
		{Term: i18n.T(ctx, "custodyweb.row.time"), Value: estimate},
	}
	if !p.MayIn(identity.CustodyKeep, a.UnitID) {
		return out, nil
	}
	raised, err := h.svc.CustodyOf(ctx, a.Ref)
	if err != nil {
		return out, err
	}
	to := accountURL(ctx, a.Ref, "/custody")
	out.Rows = append(out.Rows, page.Row{Term: i18n.T(ctx, "custodyweb.row.login"), Value: loginWord(ctx, raised, h.today(ctx)),
		Act: page.Link{Label: i18n.T(ctx, "custodyweb.see"), Hidden: i18n.T(ctx, "custodyweb.title_short"), Href: to}})
	if len(raised.Concerns) > 0 && kindOf(raised.Concerns[0].Kind) == page.Late {
		out.States = []page.State{{Kind: page.Late, Text: concernWord(ctx, raised.Concerns[0]), Href: to}}
	}
	return out, nil
}

// loginWord says how the way in is kept: "3 personer har åtkomst. Lösenordet finns i …. Bytt 3 juni 2026."
func loginWord(ctx context.Context, r *roster.Raised, day clock.Date) string {
	k := r.Keeping
	if k.Custody.Version == 0 && len(k.Access) == 0 {
		return i18n.T(ctx, "custodyweb.nothing_noted")
	}
	s := i18n.T(ctx, "custodyweb.people_count", "Count", k.Persons(day)) + "."
	if k.Custody.Place != "" {
		s += " " + i18n.T(ctx, "custodyweb.kept_in", "Place", k.Custody.Place)
	}
	if !k.Custody.ChangedOn.IsZero() {
		s += " " + i18n.T(ctx, "custodyweb.changed", "Date", k.Custody.ChangedOn)
	}
	return s
}
