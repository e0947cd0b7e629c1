package custodyweb

import (
	"context"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
)

// watchView is the form of how fast an account answers, when it is watched and the time that takes.
type watchView struct {
	sheet    *roster.WatchSheet
	in       roster.WatchInput
	version  int
	problems page.Problems
	conflict *conflict
}

// editable gives the watch of an account where the principal may change it.
func (h *Handlers) editable(ctx context.Context, ref string) (*roster.WatchSheet, error) {
	s, err := h.svc.WatchOf(ctx, ref)
	if err != nil {
		return nil, err
	}
	return s, identity.RequireIn(ctx, identity.RosterEdit, s.Account.UnitID)
}

func (h *Handlers) watch(w http.ResponseWriter, r *http.Request) error {
	s, err := h.editable(r.Context(), chi.URLParam(r, "ref"))
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, watchPage(&watchView{sheet: s, in: roster.InputOfWatch(r.Context(), s), version: s.Watch.Version}))
}

func (h *Handlers) saveWatch(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	ref := chi.URLParam(r, "ref")
	in := roster.WatchInput{Target: form.Get("target"), TargetOwn: form.Get("target_own"), Hours: form.Get("hours"), MinutesWeek: form.Get("minutes_week")}
	err = h.svc.SaveWatch(ctx, ref, version(form), in)
	if err == nil {
		page.SetFlash(ctx, "custodyweb.watch.saved")
		return page.SeeOther(w, r, accountURL(ctx, ref, ""))
	}
	failed := fault.As(err)
	if failed.Kind != fault.InvalidKind && failed.Kind != fault.ConflictKind {
		return err
	}
	// Lengths of time are short numbers, which look like PINs: as such they are shown again.
	in.Hours, in.TargetOwn, in.MinutesWeek = plain(form, "hours"), plainTime(in.TargetOwn), plainTime(in.MinutesWeek)
	s, err := h.editable(ctx, ref)
	if err != nil {
		return err
	}
	v := &watchView{sheet: s, in: in, version: version(form), problems: page.ProblemsOf(ctx, failed, "")}
	if failed.Kind == fault.ConflictKind {
		theirs := roster.InputOfWatch(ctx, s)
		v.version = s.Watch.Version
		if v.conflict, err = h.conflict(ctx, s.Account.ID, []page.Clash{
			{Label: i18n.T(ctx, "custodyweb.watch.target"), Theirs: targetWord(ctx, theirs), Yours: targetWord(ctx, in)},
			{Label: i18n.T(ctx, "custodyweb.watch.hours"), Theirs: theirs.Hours, Yours: in.Hours},
			{Label: i18n.T(ctx, "custodyweb.watch.minutes_week"), Theirs: theirs.MinutesWeek, Yours: in.MinutesWeek},
		}); err != nil {
			return err
		}
	}
	return page.Render(w, r, page.StatusCode(failed), watchPage(v))
}

// plainTime gives a length of time to show again, and what is none without what looks like a secret.
func plainTime(s string) string {
	if _, ok := roster.ParseMinutes(s); ok {
		return s
	}
	return roster.WithoutSecret(s)
}

func targetWord(ctx context.Context, in roster.WatchInput) string {
	if n, ok := roster.ParseMinutes(in.Target); ok {
		return roster.MinutesWord(ctx, n)
	}
	if in.Target == roster.TargetOwn {
		return in.TargetOwn
	}
	return i18n.T(ctx, "custodyweb.watch.day")
}

func (v *watchView) head(ctx context.Context) page.Head {
	return page.Head{H1: i18n.T(ctx, "custodyweb.watch.title", "Account", title(ctx, v.sheet.Account)), Crumbs: crumbs(ctx, v.sheet.Account), Problems: v.problems}
}

// targets are the choices, the quickest first.
func (v *watchView) targets(ctx context.Context) []page.Option {
	var opts []page.Option
	for _, n := range roster.TargetChoices(v.sheet.Bound) {
		opts = append(opts, page.Option{Value: strconv.Itoa(n), Label: roster.MinutesWord(ctx, n)})
	}
	return append(opts, page.Option{Value: roster.TargetDay, Label: i18n.T(ctx, "custodyweb.watch.day"), Hint: i18n.T(ctx, "custodyweb.watch.day_hint", "Time", roster.MinutesWord(ctx, v.sheet.Bound))},
		page.Option{Value: roster.TargetOwn, Label: i18n.T(ctx, "custodyweb.watch.own")})
}

// hint says what is expected on the platform.
func (v *watchView) hint(ctx context.Context) string {
	a := v.sheet.Account
	if n := roster.ProposedTarget(a.Platform); n > 0 && n < v.sheet.Bound {
		return i18n.T(ctx, "custodyweb.watch.proposed", "Platform", register.PlatformLabel(ctx, a.Platform), "Time", roster.MinutesWord(ctx, n))
	}
	return i18n.T(ctx, "custodyweb.watch.proposed_day", "Platform", register.PlatformLabel(ctx, a.Platform))
}
