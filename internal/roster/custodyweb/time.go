package custodyweb

import (
	"context"
	"net/http"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/roster/rosterweb"
)

// timesView is the time that accounts take and people have.
type timesView struct {
	*roster.Times
	unit  string
	units []page.Option
}

func (h *Handlers) times(w http.ResponseWriter, r *http.Request) error {
	unit, units, err := h.filter(r, identity.RosterView)
	if err != nil {
		return err
	}
	v := timesView{unit: unitValue(unit), units: units}
	if v.Times, err = h.svc.Times(r.Context(), unit); err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, timesPage(v))
}

func (v timesView) head(ctx context.Context) page.Head {
	h := page.Head{H1: i18n.T(ctx, "custodyweb.time.title"), Crumbs: rosterweb.Crumbs(ctx)}
	over := 0
	for _, p := range v.People {
		if p.Over() > 0 {
			over++
		}
	}
	if over > 0 {
		h.States = append(h.States, page.State{Kind: page.Lacking, Text: i18n.T(ctx, "custodyweb.time.over_count", "Count", over)})
	}
	if n := len(v.Unestimated); n > 0 {
		h.States = append(h.States, page.State{Text: i18n.T(ctx, "custodyweb.time.unestimated", "Count", n)})
	}
	if v.Unsaid > 0 {
		h.States = append(h.States, page.State{Text: i18n.T(ctx, "custodyweb.time.unsaid", "Count", v.Unsaid)})
	}
	return h
}

func minutes(ctx context.Context, n int) string {
	if n == roster.Unsaid {
		return i18n.T(ctx, "custodyweb.time.not_said")
	}
	return roster.MinutesWord(ctx, n)
}

// warning says that somebody carries more than they have time for; nothing where it fits.
func warning(ctx context.Context, p roster.PersonTime) string {
	if p.Over() == 0 {
		return ""
	}
	return i18n.T(ctx, "custodyweb.time.over", "Name", p.Person.Name, "Carries", roster.MinutesWord(ctx, p.Carries), "Has", roster.MinutesWord(ctx, p.SetAside.Minutes))
}

func unitName(ctx context.Context, name string) string {
	if name == "" {
		return i18n.T(ctx, "custodyweb.time.no_unit")
	}
	return name
}

// leftWord says what is left, or lacks.
func leftWord(ctx context.Context, u roster.UnitTime) string {
	if n := u.Left(); n < 0 {
		return i18n.T(ctx, "custodyweb.time.lacks", "Time", roster.MinutesWord(ctx, -n))
	}
	return roster.MinutesWord(ctx, u.Left())
}

// setAsideView is the form of the time that somebody has.
type setAsideView struct {
	person   identity.Person
	minutes  string
	version  int
	problems page.Problems
	conflict *conflict
}

func (h *Handlers) setAside(w http.ResponseWriter, r *http.Request) error {
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	p, s, err := h.svc.SetAsideOf(r.Context(), id)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, setAsidePage(&setAsideView{person: p, minutes: asTyped(r.Context(), s), version: s.Version}))
}

func asTyped(ctx context.Context, s roster.SetAside) string {
	if s.Minutes == roster.Unsaid {
		return ""
	}
	return roster.MinutesWord(ctx, s.Minutes)
}

func (h *Handlers) saveSetAside(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	err = h.svc.SaveSetAside(ctx, id, version(form), form.Get("minutes_week"))
	if err == nil {
		page.SetFlash(ctx, "custodyweb.time.saved")
		return page.SeeOther(w, r, page.URL(ctx, "/app/roster/time"))
	}
	failed := fault.As(err)
	if failed.Kind != fault.InvalidKind && failed.Kind != fault.ConflictKind {
		return err
	}
	p, s, err := h.svc.SetAsideOf(ctx, id)
	if err != nil {
		return err
	}
	v := &setAsideView{person: p, minutes: plainTime(form.Get("minutes_week")), version: version(form), problems: page.ProblemsOf(ctx, failed, "")}
	if failed.Kind == fault.ConflictKind {
		v.version = s.Version
		if v.conflict, err = h.conflict(ctx, id, []page.Clash{{Label: i18n.T(ctx, "custodyweb.time.set_aside"), Theirs: asTyped(ctx, s), Yours: v.minutes}}); err != nil {
			return err
		}
	}
	return page.Render(w, r, page.StatusCode(failed), setAsidePage(v))
}

func (v *setAsideView) head(ctx context.Context) page.Head {
	return page.Head{H1: i18n.T(ctx, "custodyweb.time.person_title", "Name", v.person.Name), Problems: v.problems,
		Crumbs: rosterweb.Crumbs(ctx, page.Link{Label: i18n.T(ctx, "custodyweb.time.title"), Href: page.URL(ctx, "/app/roster/time")})}
}
