package checklist

import (
	"context"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/platform"
)

// StartInput is what a new account begins with: which unit, and which channel (an address, or a platform that is
// wished for and perhaps a name).
type StartInput struct {
	UnitID   uuid.UUID
	Platform platform.Name
	Address  string
	Name     string
}

// Start registers a new account as a draft and begins its startup checklist.
func (s *Service) Start(ctx context.Context, in StartInput) (*Checklist, error) {
	if err := identity.Require(ctx, identity.ChecklistAnswer); err != nil {
		return nil, err
	}
	var c *Checklist
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		if in.UnitID != uuid.Nil && !identity.Of(ctx).MayIn(identity.ChecklistAnswer, in.UnitID) {
			return fault.Invalid(fault.Bad("unit", "register.unit_not_yours"))
		}
		a, err := s.reg.WishTx(ctx, tx, register.Wish{UnitID: in.UnitID, Platform: in.Platform, Address: in.Address, Name: in.Name})
		if err != nil {
			return err
		}
		c, err = s.startTx(ctx, tx, a, Startup, ForStart)
		return err
	})
	return c, err
}

// StartFor begins a checklist for an account that has none of that name: one that was open before checklists, or the
// legal one beside the startup checklist. One that exists is given as it is.
func (s *Service) StartFor(ctx context.Context, ref string, name Name) (*Checklist, error) {
	if err := identity.Require(ctx, identity.ChecklistAnswer); err != nil {
		return nil, err
	}
	var c *Checklist
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		a, err := register.AccountByRefTx(ctx, tx, ref)
		if err != nil {
			return err
		}
		if !identity.Of(ctx).MayIn(identity.ChecklistView, a.UnitID) {
			return fault.NotFound()
		}
		if err := identity.RequireIn(ctx, identity.ChecklistAnswer, a.UnitID); err != nil {
			return err
		}
		if a, err = register.LockTx(ctx, tx, a.ID); err != nil { // two who begin at once begin one checklist
			return err
		}
		have, err := queryChecklists(ctx, tx, `AND c.account_id = @account AND c.name = @name`, map[string]any{"account": a.ID, "name": name})
		if err != nil || len(have) > 0 {
			if err == nil {
				c = have[0]
			}
			return err
		}
		if a.Status.Over() {
			return fault.Conflict("checklist.account_ended")
		}
		reason := ForStart
		if a.Status.Public() {
			reason = ForCampaign
		}
		c, err = s.startTx(ctx, tx, a, name, reason)
		return err
	})
	return c, err
}

// startTx begins a checklist of an account that the caller has locked or made.
func (s *Service) startTx(ctx context.Context, tx *postgres.Tx, a *register.Account, name Name, why Reason) (*Checklist, error) {
	tpl, err := s.templates.PublishedTx(ctx, tx, name)
	if err != nil {
		return nil, err
	}
	c := &Checklist{ID: uuid.New(), Name: name, AccountID: a.ID, TemplateID: tpl.ID, State: Open, Reason: why, StartedBy: actor(ctx)}
	facts, err := s.factsTx(ctx, tx, a, nil)
	if err != nil {
		return nil, err
	}
	c.Total = len(assess(&tpl.Content, nil, facts))
	if err := insertChecklist(ctx, tx, c); err != nil {
		return nil, err
	}
	if err := audit.Write(ctx, tx, entry(c, "checklist.start")); err != nil {
		return nil, err
	}
	return selectChecklist(ctx, tx, c.ID)
}
