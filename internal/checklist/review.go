package checklist

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/tenant"
)

// Judge says of one point of a submitted checklist that it is accepted, or that it goes back with a comment; NoVerdict
// takes back what was said. The unit learns of it when the checklist is sent back or approved.
func (s *Service) Judge(ctx context.Context, id uuid.UUID, point string, v Verdict, comment string) error {
	return s.judge(ctx, id, point, v, comment, nil)
}

// Seen is what a reviewer had before them of a point: the version of its answer, and what was said of it.
type Seen struct {
	Version int
	Verdict Verdict
}

// JudgeSeen is Judge for a page that was read a while ago: where the answer or what is said of it is another by now it is a
// Conflict and nothing is changed.
func (s *Service) JudgeSeen(ctx context.Context, id uuid.UUID, point string, v Verdict, comment string, seen Seen) error {
	return s.judge(ctx, id, point, v, comment, &seen)
}

func (s *Service) judge(ctx context.Context, id uuid.UUID, point string, v Verdict, comment string, seen *Seen) error {
	_, err := s.move(ctx, id, identity.ChecklistReview, func(tx *postgres.Tx, sheet *Sheet) error {
		it := sheet.Item(point)
		if it == nil {
			return fault.NotFound()
		}
		if !sheet.isIn(Submitted) {
			return fault.Conflict("checklist.step_not_now")
		}
		if seen != nil && (it.Answer.Version != seen.Version || it.Answer.Verdict != seen.Verdict) {
			return fault.Conflict("checklistreview.judged_already")
		}
		comment = strings.TrimSpace(comment)
		switch n := utf8.RuneCountInString(comment); {
		case v == Back && n == 0:
			return fault.Invalid(fault.Bad("comment", "checklist.comment_missing"))
		case n > maxRemark:
			return fault.Invalid(fault.Bad("comment", "checklist.too_long", "Max", maxRemark, "Count", n-maxRemark))
		}
		if v != NoVerdict && v != Accepted && v != Back {
			return fault.Invalid(fault.Bad("verdict", "checklist.choose"))
		}
		if _, err := lockAnswer(ctx, tx, id, point); err != nil {
			return err
		}
		if _, err := deleteUnsent(ctx, tx, id, point, sheet.Round); err != nil {
			return err
		}
		if err := updateVerdicts(ctx, tx, id, []string{point}, v); err != nil {
			return err
		}
		if v == NoVerdict {
			return audit.Write(ctx, tx, entry(sheet.Checklist, "checklist.judge", audit.Value("point", "", point)))
		}
		if err := insertRemark(ctx, tx, id, Remark{Point: point, Kind: string(v), Text: comment, By: actor(ctx), Round: sheet.Round}); err != nil {
			return err
		}
		return audit.Write(ctx, tx, entry(sheet.Checklist, "checklist.judge", audit.Value("point", "", point)))
	})
	return err
}

// SendBack returns a submitted checklist to the unit with the points that were sent back; without one it is Invalid.
func (s *Service) SendBack(ctx context.Context, id uuid.UUID) (*Checklist, error) {
	return s.move(ctx, id, identity.ChecklistReview, func(tx *postgres.Tx, sheet *Sheet) error {
		if !sheet.isIn(Submitted) {
			return fault.Conflict("checklist.step_not_now")
		}
		if !slices.ContainsFunc(sheet.Items, func(it *Item) bool { return it.Answer.Verdict == Back }) {
			return fault.Invalid(fault.Bad("", "checklist.nothing_returned"))
		}
		sheet.State = Returned
		if err := s.follow(ctx, tx, sheet, "return", "checklist_returned"); err != nil {
			return err
		}
		return s.finish(ctx, tx, sheet, "returned", false)
	})
}

// ApproveInput is what an approval says besides yes.
type ApproveInput struct {
	ReviewOn   string // ISO date; empty: what the unit answered, or the municipality's own time from today
	CaseNumber string
	Version    int // of the checklist that was read; where it is another by now it is a Conflict. 0: any
}

// Approve approves the whole. A point that was sent back, or that a rule objects to by now, is in the way. Nobody approves what they
// have answered or handed in themselves, but an administrator where the municipality allows it; the record says so.
func (s *Service) Approve(ctx context.Context, id uuid.UUID, in ApproveInput) (*Checklist, error) {
	return s.move(ctx, id, identity.ChecklistReview, func(tx *postgres.Tx, sheet *Sheet) error {
		c := sheet.Checklist
		if !c.isIn(Submitted) {
			return fault.Conflict("checklist.step_not_now")
		}
		if in.Version != 0 && in.Version != c.Version {
			return fault.Conflict("checklistreview.handed_in_again")
		}
		self, err := s.ownWork(ctx, tx, c)
		if err != nil {
			return err
		}
		if bad := sheet.obstacles(); len(bad) > 0 {
			return fault.Invalid(bad...)
		}
		if c.ReviewOn, err = sheet.reviewOn(in.ReviewOn); err != nil {
			return err
		}
		number, err := caseNumber(in.CaseNumber)
		if err != nil {
			return err
		}
		if number != "" && number != c.CaseNumber {
			c.CaseNumber = number
			if err := audit.Write(ctx, tx, entry(c, "checklist.case_number", audit.Field("case_number"))); err != nil {
				return err
			}
		}
		if err := s.keepLive(ctx, tx, sheet); err != nil {
			return err
		}
		keys := make([]string, len(sheet.Items))
		for i, it := range sheet.Items {
			keys[i] = it.Point.Key
		}
		if err := updateVerdicts(ctx, tx, id, keys, Accepted); err != nil {
			return err
		}
		if err := sealVersions(ctx, tx, id); err != nil {
			return err
		}
		c.State, c.ApprovedBy, c.ApprovedAt = Approved, actor(ctx), tx.Now
		if err := s.follow(ctx, tx, sheet, "approve", "checklist_approved"); err != nil {
			return err
		}
		return s.finish(ctx, tx, sheet, "approved", self)
	})
}

// OwnWork reports whether the context's principal has answered or handed in what waits for approval.
func (s *Service) OwnWork(ctx context.Context, id uuid.UUID) (own, allowed bool, err error) {
	if err := identity.Require(ctx, identity.ChecklistReview); err != nil {
		return false, false, err
	}
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		c, err := reviewable(ctx, tx, id)
		if err != nil {
			return err
		}
		own, err = s.ownWork(ctx, tx, c)
		allowed = err == nil
		if fault.Is(err, fault.ForbiddenKind) {
			own, err = true, nil
		}
		return err
	})
	return own, allowed, err
}

// reviewable gives a checklist of a unit in which the principal reviews; others are NotFound.
func reviewable(ctx context.Context, tx *postgres.Tx, id uuid.UUID) (*Checklist, error) {
	c, err := selectChecklist(ctx, tx, id)
	if err == nil && !identity.Of(ctx).MayIn(identity.ChecklistReview, c.UnitID) {
		return nil, fault.NotFound()
	}
	return c, err
}

// ownWork reports whether the principal answered or handed in the checklist since it was last approved; where such a
// one may not approve it is Forbidden.
func (s *Service) ownWork(ctx context.Context, tx *postgres.Tx, c *Checklist) (bool, error) {
	me := actor(ctx)
	if me == uuid.Nil {
		return false, nil
	}
	writers, err := contributors(ctx, tx, c.ID, c.ApprovedAt)
	if err != nil {
		return false, err
	}
	if c.SubmittedBy != me && !slices.Contains(writers, me) {
		return false, nil
	}
	policy, err := tenant.PolicyTx(ctx, tx, tenant.Of(ctx))
	if err != nil {
		return true, err
	}
	if !policy.SelfApproval || !identity.Of(ctx).Has(identity.Admin) {
		return true, &fault.Error{Kind: fault.ForbiddenKind, Key: "checklist.own_work"}
	}
	return true, nil
}

// reviewOn gives the day of the next review: as typed, as the unit answered, or the municipality's own time from today.
func (s *Sheet) reviewOn(typed string) (clock.Date, error) {
	on, err := clock.ParseDate(strings.TrimSpace(typed))
	if err != nil {
		return on, fault.Invalid(fault.Bad("review_on", "checklist.date_bad"))
	}
	if on.IsZero() {
		on = s.ProposedReview()
	}
	for _, p := range reviewProblem("review_on", on, s.Facts) {
		return on, fault.Invalid(fault.Bad(p.Field, p.Key, p.Args...))
	}
	return on, nil
}

// ProposedReview gives the day of the next review that the unit answered, or else the municipality's own time from today.
func (s *Sheet) ProposedReview() clock.Date {
	for _, it := range s.Items {
		if !slices.Contains(it.Point.Rules, "review_bounds") {
			continue
		}
		if on, err := clock.ParseDate(it.Answer.Fields["review_on"].Text); err == nil && !on.IsZero() && len(reviewProblem("", on, s.Facts)) == 0 {
			return on
		}
	}
	return s.Facts.Today.AddMonths(s.Facts.ReviewMonths)
}
