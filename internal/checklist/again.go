package checklist

import (
	"context"
	"reflect"

	"github.com/google/uuid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
)

// Reopen opens an approved checklist for a review. Its answers stand until they are changed. Before the account is open
// only communications can: the account goes back to its unit with it.
func (s *Service) Reopen(ctx context.Context, id uuid.UUID) (*Checklist, error) {
	return s.move(ctx, id, identity.ChecklistAnswer, func(tx *postgres.Tx, sheet *Sheet) error {
		if sheet.State != Approved {
			return fault.Conflict("checklist.step_not_now")
		}
		switch {
		case sheet.Account.Status == register.Approved && sheet.Name == Startup:
			if err := identity.RequireIn(ctx, identity.ChecklistReview, sheet.UnitID); err != nil {
				return err
			}
			sheet.State = Returned
			if err := s.follow(ctx, tx, sheet, "return", "checklist_returned"); err != nil {
				return err
			}
		case sheet.Account.Status.Open() || sheet.Name != Startup && !sheet.Ended():
			sheet.State, sheet.Reason = Open, ForReview
		default:
			return fault.Conflict("checklist.not_open")
		}
		return s.finish(ctx, tx, sheet, "reopened", false)
	})
}

// MoveTemplate moves a checklist that is open to the newest published template. Answers follow the points of the same
// key; those of points that are gone stay in the versions. What a reviewer said holds for points that did not change.
func (s *Service) MoveTemplate(ctx context.Context, id uuid.UUID) (*Checklist, error) {
	return s.move(ctx, id, identity.ChecklistAnswer, func(tx *postgres.Tx, sheet *Sheet) error {
		if sheet.Locked() {
			return fault.Conflict("checklist.locked")
		}
		newest, err := s.templates.PublishedTx(ctx, tx, sheet.Name)
		if err != nil {
			return err
		}
		if newest.ID == sheet.TemplateID {
			return fault.Conflict("checklist.newest_already")
		}
		if err := sealVersions(ctx, tx, id); err != nil {
			return err
		}
		var changed []string
		for _, it := range sheet.Items {
			if it.Answer.Verdict == Accepted && !reflect.DeepEqual(it.Point, newest.Content.Point(it.Point.Key)) {
				changed = append(changed, it.Point.Key)
			}
		}
		if err := updateVerdicts(ctx, tx, id, changed, NoVerdict); err != nil {
			return err
		}
		sheet.TemplateID, sheet.Number = newest.ID, newest.Number
		return s.finish(ctx, tx, sheet, "moved", false)
	})
}

// MoveDifference gives what moving the checklist to the newest published template would change in what it asks.
func (s *Service) MoveDifference(ctx context.Context, sheet *Sheet) ([]Difference, error) {
	if err := identity.RequireIn(ctx, identity.ChecklistAnswer, sheet.UnitID); err != nil {
		return nil, err
	}
	newest, err := s.templates.Published(ctx, sheet.Name)
	if err != nil {
		return nil, err
	}
	return Compare(&sheet.Template.Content, &newest.Content), nil
}
