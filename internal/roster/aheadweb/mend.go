package aheadweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/roster/rosterweb"
)

// stepValue writes a step as a form sends it: its kind and the days, or the absence, that it was shown with.
func stepValue(s roster.Step) string {
	if s.Kind == roster.NameCover {
		return strings.Join([]string{string(s.Kind), s.Absence.ID.String(), strconv.Itoa(s.Absence.Version)}, ":")
	}
	return strings.Join([]string{string(s.Kind), s.From.String(), s.To.String()}, ":")
}

// readStep reads stepValue; what it does not understand the service refuses.
func readStep(value, person string) roster.MendInput {
	var in roster.MendInput
	in.PersonID, _ = uuid.Parse(person)
	parts := strings.Split(value, ":")
	if len(parts) != 3 {
		return in
	}
	in.Kind = roster.StepKind(parts[0])
	if in.Kind == roster.NameCover {
		in.Absence, _ = uuid.Parse(parts[1])
		in.Version, _ = strconv.Atoi(parts[2])
		return in
	}
	in.From, in.To = parts[1], parts[2]
	return in
}

// otherWays names the link to all that can be done about the account.
func otherWays(ctx context.Context, r listRow) string {
	switch {
	case len(r.step.Candidates) > 0:
		return i18n.T(ctx, "aheadweb.other_ways")
	case r.step.Kind != "":
		return i18n.T(ctx, "aheadweb.find_somebody")
	}
	return i18n.T(ctx, "aheadweb.see_days")
}

type mendView struct {
	o        *roster.Outlook
	account  roster.Account
	problem  roster.Problem
	amiss    bool
	steps    []roster.Step // none for those who may not mend
	people   []page.Option
	step     string // as chosen
	person   string
	problems page.Problems
}

func (h *Handlers) mendOf(r *http.Request) (*mendView, error) {
	ctx := r.Context()
	o, err := h.svc.OutlookOf(ctx, chi.URLParam(r, "ref"))
	if err != nil {
		return nil, err
	}
	v := &mendView{o: o, account: o.Sheet.Accounts[0]}
	v.problem, v.amiss = o.Find(v.account.Ref)
	if !v.amiss || !identity.Of(ctx).MayIn(identity.RosterEdit, v.account.UnitID) {
		return v, nil
	}
	v.steps = o.Steps(v.problem)
	v.step = stepValue(v.steps[0])
	people, err := h.people.People(ctx, "")
	if err != nil {
		return nil, err
	}
	v.people = rosterweb.PersonOptions(o.Sheet.Today, people, i18n.T(ctx, "aheadweb.choose_person"))
	return v, nil
}

func (h *Handlers) mend(w http.ResponseWriter, r *http.Request) error {
	v, err := h.mendOf(r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, mendPage(v))
}

func (h *Handlers) take(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	ref := chi.URLParam(r, "ref")
	m, failed := h.svc.Mend(ctx, ref, readStep(form.Get("step"), form.Get("person")))
	if failed == nil {
		page.SetFlash(ctx, "aheadweb.done."+string(m.Step.Kind), "Name", m.Person.Name, "Away", m.Away.Name, "Account", title(ctx, m.Account))
		if len(m.Left) > 0 {
			return page.SeeOther(w, r, mendURL(ctx, ref))
		}
		return page.SeeOther(w, r, page.URL(ctx, "/app/roster"))
	}
	if !fault.Is(failed, fault.InvalidKind) && !fault.Is(failed, fault.ConflictKind) {
		return failed
	}
	v, err := h.mendOf(r)
	if err != nil {
		return err
	}
	f := fault.As(failed)
	v.person = form.Get("person")
	for _, s := range v.steps { // what is no longer there cannot be chosen again
		if stepValue(s) == form.Get("step") {
			v.step = form.Get("step")
		}
	}
	v.problems = page.ProblemsOf(ctx, f, "")
	return page.Render(w, r, page.StatusCode(f), mendPage(v))
}

func (v *mendView) head(ctx context.Context) page.Head {
	h := page.Head{H1: i18n.T(ctx, "aheadweb.mend.title", "Account", title(ctx, v.account)), Problems: v.problems,
		Crumbs: []page.Link{{Label: i18n.T(ctx, "aheadweb.title"), Href: page.URL(ctx, "/app/roster")}}}
	if v.amiss {
		h.States = []page.State{{Kind: kind(v.problem.Trouble), Text: when(ctx, v.o, v.problem)}, {Text: v.account.UnitName}}
	} else {
		h.States = []page.State{{Text: i18n.T(ctx, "aheadweb.mend.nothing", "Date", v.o.Sheet.To)}, {Text: v.account.UnitName}}
	}
	return h
}

// ways are the steps to choose one of.
func (v *mendView) ways(ctx context.Context) []page.Option {
	var opts []page.Option
	for _, s := range v.steps {
		opts = append(opts, page.Option{Value: stepValue(s), Label: stepWord(ctx, v.o, s)})
	}
	return opts
}
