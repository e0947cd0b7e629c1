package checklistweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/tenant"
)

func (h *Handlers) reviewRoutes(rt *guard.Routes) {
	review := guard.Can(identity.ChecklistReview)
	rt.Get("/app/checklists/{id}/review", review, h.review)
	rt.Post("/app/checklists/{id}/review/{key}", review, h.judge)
	rt.Get("/app/checklists/{id}/return", review, h.confirmReturn)
	rt.Post("/app/checklists/{id}/return", review, h.sendBack)
	rt.Get("/app/checklists/{id}/approve", review, h.confirmApprove)
	rt.Post("/app/checklists/{id}/approve", review, h.approve)
}

// longestComment is how many characters a reviewer's comment may have.
const longestComment = 2000

// reviewView is a checklist that was handed in, as its reviewer sees it.
type reviewView struct {
	*checklist.Sheet
	versions  []checklist.Version
	own       bool     // the principal has answered or handed it in
	allowed   bool     // and may approve it all the same, or has not
	approvers []string // who else may, where the principal may not
	mayReject bool
	staffed   page.State // how the account is watched; none where nobody says
	now       time.Time

	key      string // of the point whose form came back
	comment  string
	problems page.Problems
	clashWho string
	clashAt  string
	clash    []page.Clash
}

// reviewOf loads the checklist of the address for its reviewer. One that is not handed in (any more) gives nil.
func (h *Handlers) reviewOf(r *http.Request) (*reviewView, *checklist.Sheet, error) {
	ctx := r.Context()
	s, err := h.sheet(r)
	if err != nil {
		return nil, nil, err
	}
	if !may(ctx, identity.ChecklistReview, s.Checklist) {
		return nil, nil, fault.Forbidden()
	}
	if s.State != checklist.Submitted || s.Ended() {
		return nil, s, nil
	}
	v := &reviewView{Sheet: s, now: h.clk.Now(), mayReject: s.Name == checklist.Startup && mayReject(ctx, s.Account)}
	if v.own, v.allowed, err = h.svc.OwnWork(ctx, s.ID); err != nil {
		return nil, s, err
	}
	if v.own && !v.allowed {
		if v.approvers, err = h.svc.Approvers(ctx, s.ID); err != nil {
			return nil, s, err
		}
	}
	staffed, err := h.staffing(ctx, s.Checklist)
	if err != nil {
		return nil, s, err
	}
	v.staffed = staffed[s.AccountID]
	v.versions, _, err = h.svc.Versions(ctx, s.ID, "")
	return v, s, err
}

func (h *Handlers) review(w http.ResponseWriter, r *http.Request) error {
	v, s, err := h.reviewOf(r)
	if err != nil {
		return err
	}
	if v == nil {
		return page.SeeOther(w, r, url(r.Context(), s.ID, ""))
	}
	return page.Render(w, r, http.StatusOK, reviewPage(v))
}

// anchor is the id of a point on the page.
func anchor(key string) string { return "p-" + key }

func (h *Handlers) judge(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	key := chi.URLParam(r, "key")
	verdict, ok := map[string]checklist.Verdict{"accept": checklist.Accepted, "return": checklist.Back, "undo": checklist.NoVerdict}[form.Get("act")]
	if !ok {
		verdict = checklist.Verdict(form.Get("act")) // the service says what it is not
	}
	seen := checklist.Seen{Verdict: checklist.Verdict(form.Get("verdict"))}
	if seen.Version, err = strconv.Atoi(form.Get("version")); err != nil {
		seen.Version = -1 // no answer is at that version
	}
	failed := h.svc.JudgeSeen(ctx, id, key, verdict, form.Get("comment"), seen)
	if failed == nil {
		return h.judged(w, r, key, verdict)
	}
	if !fault.Is(failed, fault.InvalidKind) && !fault.Is(failed, fault.ConflictKind) {
		return failed
	}
	v, _, err := h.reviewOf(r)
	if err != nil {
		return err
	}
	it := (*checklist.Item)(nil)
	if v != nil {
		it = v.Item(key)
	}
	if it == nil { // decided or taken back meanwhile
		return failed
	}
	v.key, v.comment = key, form.Get("comment")
	f := fault.As(failed)
	if f.Kind == fault.InvalidKind {
		v.problems = page.ProblemsOf(ctx, f, anchor(key)+"-")
	} else {
		v.conflict(ctx, it, seen, verdict, tenant.ZoneOf(ctx))
	}
	return page.Render(w, r, page.StatusCode(f), reviewPage(v))
}

// judged leads on to the next point that is not decided, or to the end.
func (h *Handlers) judged(w http.ResponseWriter, r *http.Request, key string, verdict checklist.Verdict) error {
	ctx := r.Context()
	s, err := h.sheet(r)
	if err != nil {
		return err
	}
	to := "finish"
	if verdict == checklist.NoVerdict {
		to = anchor(key)
	} else if it := nextUndecided(s.Items, key); it != nil {
		to = anchor(it.Point.Key)
	}
	if it := s.Item(key); it != nil {
		page.SetFlash(ctx, "checklistreview.judged."+verdictName(verdict), "Number", it.Number)
	}
	return page.SeeOther(w, r, url(ctx, s.ID, "/review")+"#"+to)
}

// nextUndecided gives the first point after the one with the key that nothing was said of, else the first of all.
func nextUndecided(items []*checklist.Item, key string) *checklist.Item {
	var before *checklist.Item
	passed := false
	for _, it := range items {
		switch {
		case it.Point.Key == key:
			passed = true
		case it.Answer.Verdict != checklist.NoVerdict:
		case passed:
			return it
		case before == nil:
			before = it
		}
	}
	return before
}

// verdictName is the verdict's part of a key of words.
func verdictName(v checklist.Verdict) string {
	if v == checklist.NoVerdict {
		return "none"
	}
	return string(v)
}

// conflict says what another has said of the point meanwhile, or that its answer is another.
func (v *reviewView) conflict(ctx context.Context, it *checklist.Item, seen checklist.Seen, mine checklist.Verdict, zone *time.Location) {
	by, at := it.Answer.SavedBy, it.Answer.SavedAt
	if it.Answer.Version != seen.Version {
		v.clash = append(v.clash, page.Clash{Label: i18n.T(ctx, "checklistreview.answer"), Theirs: it.Point.Words(it.Answer.Fields).In(i18n.Lang(ctx))})
	} else {
		theirs := i18n.T(ctx, "checklistreview.verdict."+verdictName(it.Answer.Verdict))
		for _, rem := range v.Remarks {
			if rem.Point == it.Point.Key && rem.Round == v.Round && rem.Kind != "reply" {
				by, at = rem.By, rem.At
				if rem.Text != "" {
					theirs += ": " + rem.Text
				}
			}
		}
		yours := i18n.T(ctx, "checklistreview.verdict."+verdictName(mine))
		if v.comment != "" {
			yours += ": " + v.comment
		}
		v.clash = append(v.clash, page.Clash{Label: i18n.T(ctx, "checklistreview.verdict_label"), Theirs: theirs, Yours: yours})
	}
	v.clashWho, v.clashAt = whoOf(ctx, v.Sheet, by), i18n.Stamp(ctx, at, v.now, zone)
}

// open gives the points that are to be decided or go back, and accepted the rest.
func (v *reviewView) open() (list []*checklist.Item) {
	for _, it := range v.Items {
		if !v.short(it) {
			list = append(list, it)
		}
	}
	return list
}

func (v *reviewView) accepted() (list []*checklist.Item) {
	for _, it := range v.Items {
		if v.short(it) {
			list = append(list, it)
		}
	}
	return list
}

// short reports whether the point needs no more attention.
func (v *reviewView) short(it *checklist.Item) bool {
	return it.Answer.Verdict == checklist.Accepted && len(it.Objections) == 0 && it.Point.Key != v.key
}

func (v *reviewView) count(verdict checklist.Verdict) int {
	n := 0
	for _, it := range v.Items {
		if it.Answer.Verdict == verdict {
			n++
		}
	}
	return n
}

// lastReview is when the checklist was last sent back or approved; zero where it never was.
func (v *reviewView) lastReview() time.Time {
	for _, r := range v.Records { // newest first
		if r.Event == "returned" || r.Event == "approved" {
			return r.At
		}
	}
	return time.Time{}
}

// changed reports whether the point was answered anew since the last review.
func (v *reviewView) changed(it *checklist.Item) bool {
	last := v.lastReview()
	return !last.IsZero() && it.Answer.SavedAt.After(last)
}

// before gives what the answer was at the last review, "" where there was none or it is the same.
func (v *reviewView) before(ctx context.Context, it *checklist.Item) string {
	if !v.changed(it) {
		return ""
	}
	var was *checklist.Version
	for i := range v.versions {
		x := &v.versions[i]
		if x.Point == it.Point.Key && !x.Aside && !x.SavedAt.After(v.lastReview()) {
			was = x
		}
	}
	if was == nil || was.Fields.Equal(it.Answer.Fields) {
		return ""
	}
	return it.Point.Words(was.Fields).In(i18n.Lang(ctx))
}

// remarks gives what was said of the point, oldest first, without what is said of it now.
func (v *reviewView) remarks(it *checklist.Item) (list []checklist.Remark) {
	for _, r := range v.Remarks {
		if r.Point == it.Point.Key && r.Text != "" && (r.Kind == "reply" || r.Round != v.Round) {
			list = append(list, r)
		}
	}
	return list
}

// said gives the comment of this round.
func (v *reviewView) said(it *checklist.Item) (checklist.Remark, bool) {
	i := slices.IndexFunc(v.Remarks, func(r checklist.Remark) bool {
		return r.Point == it.Point.Key && r.Kind != "reply" && r.Round == v.Round
	})
	if i < 0 {
		return checklist.Remark{}, false
	}
	return v.Remarks[i], true
}

// asks reports whether the point's form is shown: nothing was said of it yet, or what was typed came back.
func (v *reviewView) asks(it *checklist.Item) bool {
	return it.Answer.Verdict == checklist.NoVerdict || it.Point.Key == v.key
}

func (v *reviewView) typed(it *checklist.Item) string {
	if it.Point.Key == v.key {
		return v.comment
	}
	return ""
}

// problemsOf gives the problems of the point's form.
func (v *reviewView) problemsOf(it *checklist.Item) page.Problems {
	if it.Point.Key == v.key {
		return v.problems
	}
	return nil
}

func (v *reviewView) mayApprove() bool { return !v.own || v.allowed }
