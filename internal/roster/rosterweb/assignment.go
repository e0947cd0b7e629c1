package rosterweb

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/registerweb"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
)

// assignmentView is one assignment: its days, its end, or that it was a mistake.
type assignmentView struct {
	x       *roster.Assigned
	in      roster.ChangeInput
	lastDay string
	probs   page.Problems
	who     string // who changed it since the page was opened, else ""
	when    string
	clashes []page.Clash
}

func (h *Handlers) assignment(w http.ResponseWriter, r *http.Request) error {
	v, err := h.assignmentView(r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, assignmentPage(v))
}

func (h *Handlers) assignmentView(r *http.Request) (*assignmentView, error) {
	x, err := h.svc.Assignment(r.Context(), parseID(chi.URLParam(r, "id")))
	if err != nil {
		return nil, err
	}
	return &assignmentView{x: x, in: roster.ChangeInput{From: x.From.String(), To: x.To.String(), Hours: x.Hours}, lastDay: x.Today.String()}, nil
}

func (h *Handlers) change(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	in := roster.ChangeInput{From: form.Get("from"), To: form.Get("to"), Hours: form.Get("hours")}
	x, err := h.svc.Change(r.Context(), parseID(chi.URLParam(r, "id")), readVersion(form.Get("version")), in)
	return h.answer(w, r, x, err, "rosterweb.changed", func(v *assignmentView) {
		in.Hours = roster.WithoutSecret(in.Hours)
		v.clash(r.Context(), in)
		v.in = in
	})
}

func (h *Handlers) end(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	last := form.Get("last_day")
	x, err := h.svc.End(r.Context(), parseID(chi.URLParam(r, "id")), readVersion(form.Get("version")), last)
	return h.answer(w, r, x, err, "rosterweb.ended", func(v *assignmentView) { v.lastDay = last })
}

func (h *Handlers) cancel(w http.ResponseWriter, r *http.Request) error {
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	x, err := h.svc.Cancel(r.Context(), parseID(chi.URLParam(r, "id")), readVersion(form.Get("version")))
	return h.answer(w, r, x, err, "rosterweb.cancelled", func(*assignmentView) {})
}

// answer goes on to the account's roster after an act, or shows the page again with what was typed.
func (h *Handlers) answer(w http.ResponseWriter, r *http.Request, x *roster.Assigned, err error, said string, typed func(v *assignmentView)) error {
	ctx := r.Context()
	if err == nil {
		page.SetFlash(ctx, said, "Role", roster.RoleWord(ctx, x.Role))
		return page.SeeOther(w, r, registerweb.AccountURL(ctx, x.Account.Ref, "/roster"))
	}
	failed := fault.As(err)
	if failed.Kind != fault.InvalidKind && (failed.Kind != fault.ConflictKind || failed.Key == "roster.account_over") {
		return err
	}
	v, err := h.assignmentView(r)
	if err != nil {
		return err
	}
	if failed.Kind == fault.InvalidKind || failed.Key != "roster.assignment_stale" {
		v.probs = page.ProblemsOf(ctx, failed, "")
	}
	typed(v)
	if failed.Key == "roster.assignment_stale" {
		who, at, err := h.people.LastChange(ctx, v.x.AccountID)
		if err != nil {
			return err
		}
		if who == "" {
			who = i18n.T(ctx, "rosterweb.somebody")
		}
		v.who, v.when = who, i18n.Stamp(ctx, at, h.clk.Now(), tenant.ZoneOf(ctx))
	} else {
		v.clashes = nil
	}
	return page.Render(w, r, page.StatusCode(failed), assignmentPage(v))
}

// clash puts what somebody else saved beside what was typed.
func (v *assignmentView) clash(ctx context.Context, in roster.ChangeInput) {
	for _, f := range []struct{ name, theirs, yours string }{{"from", dayWord(ctx, v.in.From), dayWord(ctx, in.From)}, {"to", dayWord(ctx, v.in.To), dayWord(ctx, in.To)},
		{"hours", v.in.Hours, in.Hours}} {
		if f.theirs != f.yours {
			v.clashes = append(v.clashes, page.Clash{Label: i18n.T(ctx, "rosterweb.field."+f.name), Theirs: f.theirs, Yours: f.yours})
		}
	}
}

// dayWord writes a typed day as people read it, or as it was typed where it is none.
func dayWord(ctx context.Context, typed string) string {
	d, err := clock.ParseDate(typed)
	if err != nil {
		return typed
	}
	return i18n.Date(ctx, d)
}

func (v *assignmentView) head(ctx context.Context) page.Head {
	a := v.x.Account
	return page.Head{H1: v.x.Person.Name + ": " + inSentence(ctx, v.x.Role), Problems: v.probs,
		States: []page.State{{Text: register.Title(ctx, a.Name, a.Platform)}, {Text: span(ctx, v.x.From, v.x.To)}},
		Crumbs: append(registerweb.AccountCrumbs(ctx, a), page.Link{Label: i18n.T(ctx, "rosterweb.crumb"), Href: registerweb.AccountURL(ctx, a.Ref, "/roster")})}
}

func (v *assignmentView) day(ctx context.Context, name, value string, optional bool) page.Field {
	return dayField(page.Field{Name: name, Label: i18n.T(ctx, "rosterweb.field."+name), Value: value, Problems: v.probs}, optional)
}

func (v *assignmentView) hours(ctx context.Context) page.Field {
	return page.Field{Name: "hours", Label: i18n.T(ctx, "rosterweb.field.hours"), Hint: i18n.T(ctx, "rosterweb.hours_hint"), Value: v.in.Hours, Problems: v.probs, Optional: true}
}
