package checklistweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
)

func (h *Handlers) confirmReturn(w http.ResponseWriter, r *http.Request) error {
	v, s, err := h.reviewOf(r)
	if err != nil {
		return err
	}
	if v == nil {
		return page.SeeOther(w, r, url(r.Context(), s.ID, ""))
	}
	if v.count(checklist.Back) == 0 {
		return page.SeeOther(w, r, url(r.Context(), s.ID, "/review"))
	}
	return page.Render(w, r, http.StatusOK, returnPage(v))
}

func (h *Handlers) sendBack(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v, s, err := h.reviewOf(r)
	if err != nil {
		return err
	}
	if v == nil && s.State == checklist.Returned {
		return page.SeeOther(w, r, url(ctx, s.ID, "")) // sent twice: it is done
	}
	c, err := h.svc.SendBack(ctx, s.ID)
	if err != nil && v != nil && fault.Is(err, fault.InvalidKind) {
		v.problems = page.ProblemsOf(ctx, fault.As(err), "")
		return page.Render(w, r, http.StatusUnprocessableEntity, reviewPage(v))
	}
	if err != nil {
		return err
	}
	page.SetFlash(ctx, "checklistreview.return.done", "Unit", c.UnitName)
	return page.SeeOther(w, r, url(ctx, c.ID, ""))
}

func (v *reviewView) returnHead(ctx context.Context) page.Head {
	return page.Head{H1: i18n.T(ctx, "checklistreview.return.title", "Account", title(ctx, v.Checklist)), Crumbs: v.reviewCrumbs(ctx),
		States: []page.State{{Kind: stateKind(v.Checklist), Text: stateWord(ctx, v.Checklist)}, {Text: nameWord(ctx, v.Name)}}}
}

func (v *reviewView) reviewCrumbs(ctx context.Context) []page.Link {
	return crumbs(ctx, crumb(ctx, v.Checklist), page.Link{Label: i18n.T(ctx, "checklistreview.review.crumb"), Href: url(ctx, v.ID, "/review")})
}

func (v *reviewView) returnUndo(ctx context.Context) page.Undo {
	u := page.Undo{Happens: []string{i18n.T(ctx, "checklistreview.return.happens", "Unit", v.UnitName), i18n.T(ctx, "checklistreview.return.happens_points", "Count", v.count(checklist.Back))},
		Action: url(ctx, v.ID, "/return"), Act: i18n.T(ctx, "checklistreview.return.act"),
		Back: page.Link{Label: i18n.T(ctx, "checklistreview.review.go_on"), Href: url(ctx, v.ID, "/review")}}
	if n := v.count(checklist.Accepted); n > 0 {
		u.Stays = append(u.Stays, i18n.T(ctx, "checklistreview.return.stays_accepted", "Count", n))
	}
	if n := v.count(checklist.NoVerdict); n > 0 {
		u.Stays = append(u.Stays, i18n.T(ctx, "checklistreview.return.stays_undecided", "Count", n))
	}
	return u
}

// back gives the points that go back.
func (v *reviewView) back() (list []*checklist.Item) {
	for _, it := range v.Items {
		if it.Answer.Verdict == checklist.Back {
			list = append(list, it)
		}
	}
	return list
}

// approveView is the page that asks for the approval.
type approveView struct {
	*reviewView
	reviewOn   string
	caseNumber string
	version    int
}

// obstacles gives the points that are in the way of approving.
func (v *approveView) obstacles() []*checklist.Item {
	_, _, open := v.Progress()
	return open
}

func (v *approveView) can() bool { return v.mayApprove() && len(v.obstacles()) == 0 }

func (h *Handlers) confirmApprove(w http.ResponseWriter, r *http.Request) error {
	rv, s, err := h.reviewOf(r)
	if err != nil {
		return err
	}
	if rv == nil {
		return page.SeeOther(w, r, url(r.Context(), s.ID, ""))
	}
	return page.Render(w, r, http.StatusOK, approvePage(&approveView{rv, rv.ProposedReview().String(), rv.CaseNumber, rv.Version}))
}

func (h *Handlers) approve(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	rv, s, err := h.reviewOf(r)
	if err != nil {
		return err
	}
	if rv == nil && s.State == checklist.Approved {
		return page.SeeOther(w, r, url(ctx, s.ID, "")) // sent twice: it is done
	}
	in := checklist.ApproveInput{ReviewOn: strings.TrimSpace(form.Get("review_on")), CaseNumber: form.Get("case_number")}
	if in.Version, err = strconv.Atoi(form.Get("version")); err != nil || in.Version == 0 {
		in.Version = -1 // no checklist is at that version
	}
	c, err := h.svc.Approve(ctx, s.ID, in)
	if err == nil {
		page.SetFlash(ctx, "checklistreview.approve.done", "Account", title(ctx, c))
		return page.SeeOther(w, r, url(ctx, c.ID, ""))
	}
	if rv == nil || !fault.Is(err, fault.InvalidKind) {
		return err
	}
	v := &approveView{rv, form.Get("review_on"), form.Get("case_number"), in.Version}
	for _, f := range fault.As(err).Fields {
		key, isPoint := strings.CutPrefix(f.Name, "point.")
		if it := v.Item(key); isPoint && it != nil {
			v.problems = append(v.problems, page.Problem{FieldID: anchor(key), Text: i18n.T(ctx, "checklistreview.approve.lacks", "Point", pointName(ctx, it))})
			continue
		}
		v.problems = append(v.problems, page.ProblemsOf(ctx, fault.Invalid(f), "")...)
	}
	return page.Render(w, r, http.StatusUnprocessableEntity, approvePage(v))
}

func (v *approveView) head(ctx context.Context) page.Head {
	return page.Head{H1: i18n.T(ctx, "checklistreview.approve.title", "Account", title(ctx, v.Checklist)), Crumbs: v.reviewCrumbs(ctx), Problems: v.problems,
		States: []page.State{{Kind: stateKind(v.Checklist), Text: stateWord(ctx, v.Checklist)}, {Text: nameWord(ctx, v.Name)}}}
}

func (v *approveView) undo(ctx context.Context) page.Undo {
	u := page.Undo{Action: url(ctx, v.ID, "/approve"), Act: i18n.T(ctx, "checklistreview.approve.act"),
		Back: page.Link{Label: i18n.T(ctx, "checklistreview.review.go_on"), Href: url(ctx, v.ID, "/review")}}
	if n := v.count(checklist.NoVerdict); n > 0 {
		u.Happens = append(u.Happens, i18n.T(ctx, "checklistreview.approve.happens_undecided", "Count", n))
	}
	u.Happens = append(u.Happens, i18n.T(ctx, "checklistreview.approve.happens_letter", "Unit", v.UnitName), i18n.T(ctx, "checklistreview.approve.happens_kept"))
	if v.own {
		u.Happens = append(u.Happens, ownNote(ctx, v.allowed, nil))
	}
	u.Stays = []string{i18n.T(ctx, "checklistreview.approve.stays")}
	return u
}

// reviewHint says between which days the next review may lie.
func (v *approveView) reviewHint(ctx context.Context) string {
	return i18n.T(ctx, "checklistreview.approve.review_on_hint", "Date", i18n.Date(ctx, v.Facts.Today.AddMonths(v.Facts.ReviewMonths)))
}
