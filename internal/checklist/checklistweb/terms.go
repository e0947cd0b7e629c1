package checklistweb

import (
	"context"
	"net/http"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/tenant"
)

// longestNote is how many characters the note on a change of terms may have.
const longestNote = 1000

// termsView is the changes of terms that were noted, and the form for one more.
type termsView struct {
	changes                   []checklist.TermsChange
	marks                     bool // the principal may note one
	platform, changedOn, note string
	problems                  page.Problems
}

func (h *Handlers) terms(w http.ResponseWriter, r *http.Request) error {
	v := &termsView{changedOn: clock.On(h.clk.Now(), tenant.ZoneOf(r.Context())).String()}
	if p := page.Query(r).Get("platform"); platform.Known(platform.Name(p)) {
		v.platform = p
	}
	return h.renderTerms(w, r, http.StatusOK, v)
}

func (h *Handlers) renderTerms(w http.ResponseWriter, r *http.Request, status int, v *termsView) error {
	var err error
	if v.changes, err = h.svc.TermsChanges(r.Context()); err != nil {
		return err
	}
	v.marks, _ = identity.Of(r.Context()).Reach(identity.ChecklistReview)
	return page.Render(w, r, status, termsPage(v))
}

func (h *Handlers) markTerms(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	v := &termsView{platform: form.Get("platform"), changedOn: form.Get("changed_on"), note: form.Get("note")}
	n, err := h.svc.MarkTerms(ctx, platform.Name(v.platform), v.changedOn, v.note)
	if fault.Is(err, fault.InvalidKind) {
		v.problems = page.ProblemsOf(ctx, fault.As(err), "")
		return h.renderTerms(w, r, http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	page.SetFlash(ctx, "checklistreview.terms.done", "Platform", register.PlatformLabel(ctx, platform.Name(v.platform)), "Count", n)
	return page.SeeOther(w, r, page.URL(ctx, "/app/checklists/terms"))
}

func (v *termsView) head(ctx context.Context) page.Head {
	return page.Head{H1: i18n.T(ctx, "checklistreview.terms.title"), Crumbs: crumbs(ctx), Problems: v.problems}
}

func (v *termsView) platforms(ctx context.Context) []page.Option {
	opts := []page.Option{{Label: i18n.T(ctx, "checklistreview.terms.choose")}}
	for _, n := range platform.Names() {
		opts = append(opts, page.Option{Value: string(n), Label: register.PlatformLabel(ctx, n)})
	}
	return opts
}

// platformWord names the platform of a noted change.
func platformWord(ctx context.Context, c checklist.TermsChange) string {
	return register.PlatformLabel(ctx, platform.Name(c.Platform))
}

// termsAddress is where the platform's terms can be read, "" where there is no one place.
func termsAddress(c checklist.TermsChange) string {
	return platform.TermsURL(platform.Name(c.Platform))
}
