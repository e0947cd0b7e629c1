package checklist

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

// Versions gives every version of the answer to a point, or to all points where point is empty, in the order in which
// they were saved, and the names of those who did.
func (s *Service) Versions(ctx context.Context, id uuid.UUID, point string) ([]Version, map[uuid.UUID]string, error) {
	if err := identity.Require(ctx, identity.ChecklistView); err != nil {
		return nil, nil, err
	}
	var list []Version
	var who map[uuid.UUID]string
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		c, err := selectChecklist(ctx, tx, id)
		if err != nil {
			return err
		}
		if !identity.Of(ctx).MayIn(identity.ChecklistView, c.UnitID) {
			return fault.NotFound()
		}
		if list, err = selectVersions(ctx, tx, id, point); err != nil {
			return err
		}
		who, err = identity.NamesTx(ctx, tx, authors(list))
		return err
	})
	return list, who, err
}

// Submitters gives the names of those who handed the checklists in.
func (s *Service) Submitters(ctx context.Context, list []*Checklist) (map[uuid.UUID]string, error) {
	if err := identity.Require(ctx, identity.ChecklistView); err != nil {
		return nil, err
	}
	ids := make([]uuid.UUID, len(list))
	for i, c := range list {
		ids[i] = c.SubmittedBy
	}
	var names map[uuid.UUID]string
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		names, err = identity.NamesTx(ctx, tx, ids)
		return err
	})
	return names, err
}

// Approvers gives the names of the people who may approve what waits for approval: those who review in the checklist's
// unit and have neither answered nor handed it in since it was last approved.
func (s *Service) Approvers(ctx context.Context, id uuid.UUID) ([]string, error) {
	if err := identity.Require(ctx, identity.ChecklistReview); err != nil {
		return nil, err
	}
	var names []string
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		c, err := reviewable(ctx, tx, id)
		if err != nil {
			return err
		}
		own, err := contributors(ctx, tx, id, c.ApprovedAt)
		if err != nil {
			return err
		}
		own = append(own, c.SubmittedBy)
		for _, role := range []identity.Role{identity.Communications, identity.Admin} {
			people, err := identity.RecipientsTx(ctx, tx, role, c.UnitID)
			if err != nil {
				return err
			}
			for _, p := range people {
				if !slices.Contains(own, p.UserID) && !slices.Contains(names, p.Name) {
					names = append(names, p.Name)
				}
			}
		}
		return nil
	})
	return names, err
}
