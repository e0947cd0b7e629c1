package registerweb

import (
	"context"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
)

// shortHistory is how many acts stand beside the account.
const shortHistory = 6

type showView struct {
	account *register.Account
	steps   []register.Step
	lacking string          // the next step, where conditions stand in its way
	lacks   []register.Lack // what they are
	parts   []register.Part // of an account that more units than its own answer for
	mayEdit bool
	events  []page.Event
	more    bool // there is more history than events
	profile *profileView
	aside   Aside // what other rooms say
}

func (h *Handlers) show(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	a, err := h.reg.Get(ctx, chi.URLParam(r, "ref"))
	if err != nil {
		return err
	}
	p := identity.Of(ctx)
	v := showView{account: a, steps: register.NextSteps(p, a), mayEdit: p.MayIn(identity.AccountEdit, a.UnitID)}
	if err := h.lacks(ctx, &v); err != nil {
		return err
	}
	if v.parts, err = h.reg.Parts(ctx, a.Ref); err != nil {
		return err
	}
	list, total, err := h.reg.History(ctx, a.Ref, shortHistory)
	if err != nil {
		return err
	}
	if v.events, err = h.events(ctx, list, shortText); err != nil {
		return err
	}
	v.more = total > len(list)
	if v.profile, err = h.profile(ctx, a); err != nil {
		return err
	}
	if v.aside, err = h.gather(ctx, a); err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, showPage(v))
}

// lacks looks what stands in the way of the next step. What its own page asks for does not, but is named with the rest.
func (h *Handlers) lacks(ctx context.Context, v *showView) error {
	for _, name := range nextStep[v.account.Status] {
		step, ok := v.has(name)
		if !ok || step.Through != "" || len(step.Conditions) == 0 {
			continue
		}
		lacks, err := h.reg.Lacks(ctx, v.account.Ref, name)
		if err != nil {
			return err
		}
		if len(unasked(step, slices.Clone(lacks))) > 0 {
			v.lacking, v.lacks = name, lacks
		}
		return nil
	}
	return nil
}

func (v showView) head(ctx context.Context) page.Head {
	a := v.account
	h := page.Head{H1: title(ctx, a), Crumbs: crumbs(ctx), Next: v.next(ctx)}
	word := statusWord(ctx, a.Status)
	switch {
	case a.Status == register.Active && !a.OpenedOn.IsZero():
		word = i18n.T(ctx, "registerweb.open_since", "Date", i18n.Date(ctx, a.OpenedOn))
	case a.Status == register.Closed && !a.ClosedOn.IsZero():
		word = i18n.T(ctx, "registerweb.closed_on", "Date", i18n.Date(ctx, a.ClosedOn))
	}
	h.States = append(h.States, page.State{Kind: kinds[a.Status], Text: word})
	if a.Status.Open() && lacksAContact(a) {
		h.States = append(h.States, page.State{Kind: page.Late, Text: i18n.T(ctx, "registerweb.no_contact")})
	}
	h.States = append(append(h.States, v.aside.States...), page.State{Text: a.Ref})
	if h.Next == nil {
		h.States = append(h.States, page.State{Text: v.waits(ctx)})
	}
	return h
}

// waits says whom the account waits for, or that nothing is to be done.
func (v showView) waits(ctx context.Context) string {
	switch v.account.Status {
	case register.Submitted, register.Approved:
		return i18n.T(ctx, "registerweb.waits_communications")
	case register.Draft, register.Returned:
		return i18n.T(ctx, "registerweb.waits_unit")
	}
	return i18n.T(ctx, "registerweb.nothing_to_do")
}

// nextStep is the step that each state leads to when all goes well, in the order in which it is offered.
var nextStep = map[register.Status][]string{
	register.Draft: {"submit"}, register.Submitted: {"approve"}, register.Returned: {"submit"},
	register.Approved: {"open"}, register.Closing: {"close"},
}

func (v showView) next(ctx context.Context) *page.Next {
	a := v.account
	for _, name := range nextStep[a.Status] {
		step, ok := v.has(name)
		switch {
		case !ok:
			continue
		case step.Through != "":
			return &page.Next{Text: i18n.T(ctx, "registerweb.step."+name+".next"),
				ActionLabel: i18n.T(ctx, "registerweb.to_checklist"), ActionHref: throughURL(ctx, a.Ref, step)}
		case len(v.lacks) > 0:
			first := unasked(step, slices.Clone(v.lacks))[:1] // they are mended one at a time, and all of them stand below
			return &page.Next{Text: i18n.T(ctx, "registerweb.step."+name+".first"), Note: i18n.T(ctx, "registerweb.lacks_count", "Count", len(v.lacks)),
				ActionLabel: i18n.T(ctx, "registerweb.lack_act."+first[0].Condition), ActionHref: lackLinks(ctx, a, first)[0].Href}
		}
		return &page.Next{Text: i18n.T(ctx, "registerweb.step."+name+".next"), Note: v.note(ctx, name),
			ActionLabel: i18n.T(ctx, "registerweb.step."+name+".act"), ActionHref: stepURL(ctx, a.Ref, name)}
	}
	switch {
	case !v.mayEdit || !a.Status.Open():
		return nil
	case lacksAContact(a):
		return &page.Next{Text: i18n.T(ctx, "registerweb.next_contact"), Note: i18n.T(ctx, "registerweb.next_contact_note"),
			ActionLabel: i18n.T(ctx, "registerweb.next_contact_act"), ActionHref: fieldURL(ctx, a.Ref, "contact")}
	case v.aside.Next != nil:
		return v.aside.Next
	case a.Purpose == "":
		return &page.Next{Text: i18n.T(ctx, "registerweb.next_purpose"), Note: i18n.T(ctx, "registerweb.next_purpose_note"),
			ActionLabel: i18n.T(ctx, "registerweb.next_purpose_act"), ActionHref: fieldURL(ctx, a.Ref, "purpose")}
	case v.profile != nil && v.profile.todo != nil:
		return v.profile.todo
	}
	return nil
}

func (v showView) note(ctx context.Context, step string) string {
	if step == "close" && v.account.ClosingReason != "" {
		return i18n.T(ctx, "registerweb.closing_because", "Reason", v.account.ClosingReason)
	}
	return ""
}

func (v showView) has(step string) (register.Step, bool) {
	i := slices.IndexFunc(v.steps, func(s register.Step) bool { return s.Name == step })
	if i < 0 {
		return register.Step{}, false
	}
	return v.steps[i], true
}

// throughURL is where a step is taken that another room's act takes.
func throughURL(ctx context.Context, ref string, s register.Step) string {
	return accountURL(ctx, ref, "/"+s.Through)
}

func stepURL(ctx context.Context, ref, step string) string {
	return accountURL(ctx, ref, "/steps/"+step)
}

func fieldURL(ctx context.Context, ref, field string) string {
	return accountURL(ctx, ref, "/edit") + "#" + field
}

func (v showView) factsSection(ctx context.Context) page.Sec {
	s := page.Sec{ID: "facts", Title: i18n.T(ctx, "registerweb.facts")}
	if v.mayEdit {
		s.Link = page.Link{Label: i18n.T(ctx, "registerweb.edit_facts"), Href: accountURL(ctx, v.account.Ref, "/edit")}
	}
	return s
}

// choices are what else can be done from here.
func (v showView) choices(ctx context.Context) []page.Link {
	a := v.account
	var links []page.Link
	if a.Status.Public() {
		links = append(links, page.Link{Label: i18n.T(ctx, "registerweb.public_page"), Href: page.URL(ctx, "/accounts/"+a.Ref)})
	}
	if v.mayEdit {
		links = append(links, page.Link{Label: i18n.T(ctx, "registerweb.edit_facts"), Href: accountURL(ctx, a.Ref, "/edit")})
	}
	if a.Status != register.Rejected && a.Status != register.Withdrawn {
		links = append(links, page.Link{Label: i18n.T(ctx, "registerweb.the_checklist"), Href: accountURL(ctx, a.Ref, "/"+register.ThroughChecklist)})
	}
	links = append(links, v.aside.Links...)
	for _, s := range v.steps {
		if s.Through == "" && (s.Name != v.lacking || len(v.lacks) == 0) {
			links = append(links, page.Link{Label: i18n.T(ctx, "registerweb.step."+s.Name+".act"), Href: stepURL(ctx, a.Ref, s.Name)})
		}
	}
	return links
}
