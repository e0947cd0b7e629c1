package registerweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
)

type stepView struct {
	account  *register.Account
	step     register.Step
	in       register.StepInput
	lacks    []register.Lack // what stands in the way and cannot be mended by answering the step's questions
	people   []page.Option   // who may do the last capture
	problems page.Problems
	who      string // who changed the account since the page was opened, else ""
	when     string
}

// step finds account and step of the address. A step that is not whose it is asked by is Forbidden; one that does not
// lead from the account's state now is a Conflict.
func (h *Handlers) step(ctx context.Context, r *http.Request) (*stepView, error) {
	step, ok := register.StepNamed(chi.URLParam(r, "step"))
	if !ok {
		return nil, fault.NotFound()
	}
	a, err := h.reg.Get(ctx, chi.URLParam(r, "ref"))
	if err != nil {
		return nil, err
	}
	if err := identity.RequireIn(ctx, step.Action, a.UnitID); err != nil {
		return nil, err
	}
	v := &stepView{account: a, step: step}
	switch {
	case !step.Leads(a.Status):
		return v, fault.Conflict("register.step_not_now")
	case step.Through != "":
		return v, fault.Conflict("register.through_checklist")
	}
	lacks, err := h.reg.Lacks(ctx, a.Ref, step.Name)
	if err != nil {
		return nil, err
	}
	v.lacks = unasked(step, lacks)
	return v, h.fillStep(ctx, v)
}

func (h *Handlers) confirm(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v, err := h.step(ctx, r)
	if err != nil {
		return err
	}
	a, day := v.account, h.today(ctx).String()
	v.in = register.StepInput{OpenedOn: day, ClosedOn: day, ClosingReason: a.ClosingReason, ClosingNotice: a.ClosingNotice, FollowersTo: a.FollowersTo,
		FinalCapture: a.FinalCapture, FinalCaptureNote: a.FinalCaptureNote}
	if d := a.OpenedOn; !d.IsZero() {
		v.in.OpenedOn = d.String()
	}
	return page.Render(w, r, http.StatusOK, stepPage(v))
}

func (h *Handlers) take(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	v, err := h.step(ctx, r)
	if err != nil {
		if v != nil && v.account.Status == v.step.To {
			return page.SeeOther(w, r, accountURL(ctx, v.account.Ref, "")) // sent twice: it is done
		}
		return err
	}
	v.in = readStep(form)
	version, err := strconv.Atoi(form.Get("version"))
	if err != nil {
		version = 0 // no account is at version 0
	}
	a, err := h.reg.Take(ctx, v.account.Ref, version, v.step.Name, v.in)
	if err == nil {
		page.SetFlash(ctx, "registerweb.step."+v.step.Name+".done", "Account", title(ctx, a))
		return page.SeeOther(w, r, accountURL(ctx, a.Ref, ""))
	}
	failed := fault.As(err)
	switch failed.Kind {
	case fault.InvalidKind:
		v.problems = page.ProblemsOf(ctx, failed, "")
		if len(v.lacks) > 0 {
			v.problems = nil // the page lists what is missing, each with a way there
		}
	case fault.ConflictKind:
		if err := h.moved(ctx, v); err != nil {
			return err
		}
	default:
		return err
	}
	return page.Render(w, r, page.StatusCode(failed), stepPage(v))
}

// moved says who changed the account meanwhile, and takes its present version: taking the step again is a choice.
func (h *Handlers) moved(ctx context.Context, v *stepView) error {
	a, err := h.reg.Get(ctx, v.account.Ref)
	if err != nil {
		return err
	}
	if !v.step.Leads(a.Status) {
		return fault.Conflict("register.step_not_now")
	}
	v.account = a
	list, _, err := h.reg.History(ctx, a.Ref, 1)
	if err != nil {
		return err
	}
	for _, rec := range list {
		names, err := h.people.Names(ctx, []uuid.UUID{rec.Actor.ID})
		if err != nil {
			return err
		}
		v.who, v.when = register.Who(ctx, rec.Actor, names), i18n.Stamp(ctx, rec.At, h.clk.Now(), tenant.ZoneOf(ctx))
	}
	return nil
}

func readStep(form url.Values) register.StepInput {
	return register.StepInput{Address: form.Get("address"), OpenedOn: form.Get("opened_on"), ClosedOn: form.Get("closed_on"),
		ClosingReason: form.Get("closing_reason"), ClosingOn: form.Get("closing_on"), ClosingNotice: form.Get("closing_notice"),
		FollowersTo: form.Get("followers_to"), CapturePersonID: form.Get("capture_person"),
		FinalCapture: form.Get("final_capture"), FinalCaptureNote: form.Get("final_capture_note")}
}

func (v *stepView) word(ctx context.Context, what string) string {
	return i18n.T(ctx, "registerweb.step."+v.step.Name+"."+what)
}

// lines gives the sentences of a list; they stand in one message, a line each.
func (v *stepView) lines(ctx context.Context, what string) []string {
	return strings.Split(v.word(ctx, what), "\n")
}

func (v *stepView) undo(ctx context.Context) page.Undo {
	return page.Undo{Happens: v.lines(ctx, "happens"), Stays: v.lines(ctx, "stays"), Act: v.word(ctx, "act"),
		Action: stepURL(ctx, v.account.Ref, v.step.Name),
		Back:   page.Link{Label: i18n.T(ctx, "registerweb.step_back"), Href: accountURL(ctx, v.account.Ref, "")}}
}

func (v *stepView) head(ctx context.Context) page.Head {
	states := []page.State{{Kind: kinds[v.account.Status], Text: i18n.T(ctx, "registerweb.step_now", "Status", statusWord(ctx, v.account.Status))}}
	if v.step.Final {
		states = append(states, page.State{Kind: page.Due, Text: i18n.T(ctx, "registerweb.step_final")})
	}
	return page.Head{H1: v.word(ctx, "act") + ": " + title(ctx, v.account), States: states, Problems: v.problems,
		Crumbs: crumbs(ctx, page.Link{Label: v.account.Name, Href: accountURL(ctx, v.account.Ref, "")})}
}

// label names a field as the step means it: what is rejected has not been closed.
func (v *stepView) label(ctx context.Context, name string) string {
	if name == "closing_reason" && v.step.To == register.Rejected {
		return i18n.T(ctx, "registerweb.reject_reason")
	}
	return label(ctx, name)
}

func (v *stepView) field(ctx context.Context, name, value string) page.Field {
	f := page.Field{Name: name, Label: v.label(ctx, name), Value: value, Problems: v.problems}
	if key := "registerweb.hint." + name; i18n.Has(i18n.Lang(ctx), key) {
		f.Hint = i18n.T(ctx, key)
	}
	return f
}

func (v *stepView) day(ctx context.Context, name, value string) page.Field {
	f := v.field(ctx, name, value)
	f.Type = "date"
	f.Hint = ""
	return f
}

func (v *stepView) long(ctx context.Context, name, value string, optional bool) page.Field {
	f := v.field(ctx, name, value)
	f.Rows, f.Max, f.Optional = 3, register.Longest(name), optional
	return f
}

// among is a choice; whether a step may do without it, the step says.
func (v *stepView) among(ctx context.Context, name, value string, options []page.Option) page.Field {
	f := v.field(ctx, name, value)
	f.Options, f.Optional = options, name == "capture_person"
	return f
}
