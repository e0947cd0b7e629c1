package leaveweb

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/uuid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/roster/rosterweb"
	"kanalkoll/internal/tenant"
)

// mostToChoose is how many people a row offers; in a larger municipality it offers those of the account's unit and of the leaver's.
const mostToChoose = 60

// formView is the form by which somebody leaves.
type formView struct {
	person   identity.Person
	in       roster.LeaveInput
	months   int
	all      []page.Option
	rows     []formRow
	narrow   bool // rows offer some people only
	problems page.Problems
}

type formRow struct {
	held    roster.Holding
	options []page.Option
}

// planView is what becomes of it all, before it is done.
type planView struct {
	plan     *roster.LeavePlan
	in       roster.LeaveInput
	login    bool
	problems page.Problems
}

// prefix stands before a holding's key in the name of its control.
const prefix = "to_"

func readLeave(form url.Values) roster.LeaveInput {
	in := roster.LeaveInput{LastOn: form.Get("last_on"), ReduceOn: form.Get("reduce_on"), All: form.Get("all"), Each: map[string]string{},
		Knowing: form.Get("knowing") != "", Seen: form.Get("seen")}
	for name := range form {
		if key, ok := strings.CutPrefix(name, prefix); ok && form.Get(name) != "" {
			in.Each[key] = form.Get(name)
		}
	}
	return in
}

func (h *Handlers) renderForm(ctx context.Context, w http.ResponseWriter, r *http.Request, id uuid.UUID, status int, in roster.LeaveInput, problems page.Problems) error {
	held, err := h.svc.Holdings(ctx, id)
	if err != nil {
		return err
	}
	policy, err := h.tenants.Policy(ctx)
	if err != nil {
		return err
	}
	all, err := h.people.People(ctx, "")
	if err != nil {
		return err
	}
	v := formView{person: held.Person, in: in, months: policy.LeaverMonths, problems: problems}
	var others []identity.Person
	for _, p := range all {
		if p.ID != id {
			others = append(others, p)
		}
	}
	nobody := page.Option{Value: roster.NobodyTakes, Label: i18n.T(ctx, "leaveweb.form.nobody")}
	v.all = append([]page.Option{{Label: i18n.T(ctx, "leaveweb.form.choose")}, nobody}, rosterweb.PersonOptions(h.today(ctx), others, "")...)
	v.narrow = len(others) > mostToChoose
	for _, x := range held.List {
		if x.Kind == roster.HeldAccess || x.Kind == roster.HeldAbsence {
			continue
		}
		near := others
		if v.narrow {
			near = nil
			for _, p := range others {
				if p.ID.String() == in.Each[x.Key()] || p.UnitID != uuid.Nil && (p.UnitID == x.UnitID || p.UnitID == held.Person.UnitID) {
					near = append(near, p)
				}
			}
		}
		v.rows = append(v.rows, formRow{x, append([]page.Option{{Label: i18n.T(ctx, "leaveweb.form.as_all")}, nobody}, rosterweb.PersonOptions(h.today(ctx), near, "")...)})
	}
	return page.Render(w, r, status, formPage(v))
}

func (v formView) field(ctx context.Context, name, value string) page.Field {
	return page.Field{Name: name, Label: i18n.T(ctx, "leaveweb.form."+name), Value: value, Problems: v.problems}
}

func (v formView) lastOn(ctx context.Context) page.Field {
	f := v.field(ctx, "last_on", v.in.LastOn)
	f.Type, f.Short, f.Hint = "date", true, i18n.T(ctx, "leaveweb.form.last_on_hint")
	return f
}

func (v formView) reduceOn(ctx context.Context) page.Field {
	f := v.field(ctx, "reduce_on", v.in.ReduceOn)
	f.Type, f.Short, f.Optional, f.Hint = "date", true, true, i18n.T(ctx, "leaveweb.form.reduce_on_hint", "Count", v.months)
	return f
}

func (v formView) successor(ctx context.Context) page.Field {
	f := v.field(ctx, "all", v.in.All)
	f.Options, f.Hint = v.all, i18n.T(ctx, "leaveweb.form.all_hint")
	return f
}

func (v formView) row(ctx context.Context, r formRow) page.Field {
	key := r.held.Key()
	return page.Field{Name: prefix + key, Label: i18n.T(ctx, "leaveweb.form.row", "What", what(ctx, r.held), "Whose", whose(ctx, r.held)), HideLabel: true,
		Options: r.options, Value: v.in.Each[key], Problems: v.problems}
}

// renderPlan shows what would happen; what is wrong leads back to the form.
func (h *Handlers) renderPlan(ctx context.Context, w http.ResponseWriter, r *http.Request, id uuid.UUID, status int, in roster.LeaveInput, problems page.Problems) error {
	plan, err := h.svc.PlanLeave(ctx, id, in)
	if f := fault.As(err); f != nil && (f.Kind == fault.InvalidKind || f.Kind == fault.ConflictKind) {
		return h.render(ctx, w, r, id, page.StatusCode(f), in, page.ProblemsOf(ctx, f, ""))
	}
	if err != nil {
		return err
	}
	in.Seen = plan.Seen
	return page.Render(w, r, status, planPage(planView{plan: plan, in: in, login: plan.Person.UserID != uuid.Nil, problems: problems}))
}

// leave shows what would happen, goes back to the choices, or does it: by the button that was pressed.
func (h *Handlers) leave(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	in := readLeave(form)
	switch form.Get("act") {
	case "edit":
		return h.render(ctx, w, r, id, http.StatusOK, in, nil)
	case "":
		return h.renderPlan(ctx, w, r, id, http.StatusOK, in, nil)
	}
	plan, err := h.svc.Leave(ctx, id, in)
	f := fault.As(err)
	switch {
	case f != nil && f.Key == "roster.leave_changed", f != nil && len(f.Fields) == 1 && f.Fields[0].Name == "knowing":
		return h.renderPlan(ctx, w, r, id, page.StatusCode(f), in, page.ProblemsOf(ctx, f, ""))
	case f != nil && (f.Kind == fault.InvalidKind || f.Kind == fault.ConflictKind):
		return h.render(ctx, w, r, id, page.StatusCode(f), in, page.ProblemsOf(ctx, f, ""))
	case err != nil:
		return err
	}
	page.SetFlash(ctx, "leaveweb.flash.leaves", "Name", plan.Person.Name, "Date", plan.LastOn)
	return page.SeeOther(w, r, personURL(ctx, id, "/leave"))
}

// happens says what is done besides handing over.
func (v planView) happens(ctx context.Context) []string {
	p := v.plan
	say := []string{i18n.T(ctx, "leaveweb.plan.last_on", "Name", p.Person.Name, "Date", p.LastOn)}
	ended := 0
	for _, it := range p.Items {
		if it.Kind == roster.HeldAbsence {
			ended++
		}
	}
	if ended > 0 {
		say = append(say, i18n.T(ctx, "leaveweb.plan.absences"))
	}
	switch {
	case v.login && p.Past:
		say = append(say, i18n.T(ctx, "leaveweb.plan.login_now"))
	case v.login:
		say = append(say, i18n.T(ctx, "leaveweb.plan.login", "Date", p.LastOn))
	}
	say = append(say, i18n.T(ctx, "leaveweb.plan.reduce", "Date", p.ReduceOn))
	if p.Past {
		return append(say, i18n.T(ctx, "leaveweb.plan.past"))
	}
	return append(say, i18n.T(ctx, "leaveweb.plan.back", "Date", p.LastOn))
}

// handed are the things that somebody may take over.
func (v planView) handed() []*roster.DepartureItem {
	var list []*roster.DepartureItem
	for _, it := range v.plan.Items {
		if it.Kind != roster.HeldAbsence {
			list = append(list, it)
		}
	}
	return list
}

// asks reports whether one must say that one knows what becomes of it.
func (v planView) asks() bool { return v.plan.Nobody > 0 || v.plan.Gaps() }

func (v planView) knowing(ctx context.Context) page.Field {
	return page.Field{Name: "knowing", Label: i18n.T(ctx, "leaveweb.plan.knowing"), Checked: v.in.Knowing, Problems: v.problems}
}

func (v planView) head(ctx context.Context) page.Head {
	return page.Head{H1: i18n.T(ctx, "leaveweb.h1", "Name", v.plan.Person.Name), Crumbs: crumbs(ctx, v.plan.Person), Problems: v.problems,
		States: []page.State{{Text: i18n.T(ctx, "leaveweb.state.leaves", "Date", v.plan.LastOn)}}}
}

// stateView is what became of everything.
type stateView struct {
	departure *roster.Departure
	handed    []*roster.DepartureItem
	problems  page.Problems
	decided   string // when, by whom
	done      func(*roster.AccessItem) string
}

func (h *Handlers) renderState(ctx context.Context, w http.ResponseWriter, r *http.Request, d *roster.Departure, status int, problems page.Problems) error {
	logins := []uuid.UUID{d.DecidedBy}
	v := stateView{departure: d, problems: problems}
	for _, a := range d.Access {
		logins = append(logins, a.DoneBy)
	}
	names, err := h.people.Names(ctx, logins)
	if err != nil {
		return err
	}
	for _, it := range d.Items {
		if it.Kind != roster.HeldAbsence {
			v.handed = append(v.handed, it)
		}
	}
	zone := tenant.ZoneOf(ctx)
	who := func(id uuid.UUID) string {
		if names[id] == "" {
			return i18n.T(ctx, "identityweb.somebody")
		}
		return names[id]
	}
	v.decided = i18n.T(ctx, "leaveweb.state.decided", "Who", who(d.DecidedBy), "When", i18n.Stamp(ctx, d.DecidedAt, h.clk.Now(), zone))
	v.done = func(a *roster.AccessItem) string {
		if a.DoneAt.IsZero() {
			return i18n.T(ctx, "leaveweb.state.closed", "Date", a.EndedOn)
		}
		return i18n.T(ctx, "leaveweb.state.closed_by", "Who", who(a.DoneBy), "When", i18n.Stamp(ctx, a.DoneAt, h.clk.Now(), zone))
	}
	return page.Render(w, r, status, statePage(v))
}

func (v stateView) head(ctx context.Context) page.Head {
	d := v.departure
	key, state := "leaveweb.h1", "leaveweb.state.leaves"
	if d.LastOn.Before(d.Today) {
		key, state = "leaveweb.h1_left", "leaveweb.state.left"
	}
	h := page.Head{H1: i18n.T(ctx, key, "Name", d.Person.Name), Crumbs: crumbs(ctx, d.Person), Problems: v.problems,
		States: []page.State{{Text: i18n.T(ctx, state, "Date", d.LastOn)}}}
	if d.Person.Reduced {
		h.States = append(h.States, page.State{Text: i18n.T(ctx, "leaveweb.state.reduced")})
	} else {
		h.States = append(h.States, page.State{Text: i18n.T(ctx, "leaveweb.state.reduce_on", "Date", d.ReduceOn)})
	}
	h.States = append(h.States, page.State{Text: v.decided})
	return h
}
