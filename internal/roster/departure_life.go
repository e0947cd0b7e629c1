package roster

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

// AccessItem is a way into an account that somebody who leaves has or had.
type AccessItem struct {
	Holding Holding
	EndedOn clock.Date // zero: still open
	DoneAt  time.Time  // ticked off here
	DoneBy  uuid.UUID  // the login
}

// Departure gives the person's departure, with what was handed to whom and the ways in that are to be closed; nil for
// somebody who stays, NotFound for nobody.
func (s *Service) Departure(ctx context.Context, person uuid.UUID) (*Departure, error) {
	if err := identity.RequireEverywhere(ctx, identity.PeopleEdit); err != nil {
		return nil, err
	}
	var d *Departure
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		p, err := personTx(ctx, tx, person)
		if err != nil {
			return err
		}
		if d, err = selectDeparture(ctx, tx, person); err != nil || d == nil {
			return err
		}
		return d.fill(ctx, tx, p)
	})
	return d, err
}

func (d *Departure) fill(ctx context.Context, tx *postgres.Tx, p identity.Person) error {
	d.Person, d.Today = p, today(ctx, tx)
	items, err := selectDepartureItems(ctx, tx, d.ID)
	if err != nil {
		return err
	}
	ended, err := accessEnds(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	var others []uuid.UUID
	listed := map[uuid.UUID]bool{}
	for _, it := range items {
		if it.Kind != HeldAccess {
			d.Items = append(d.Items, it)
			others = append(others, it.Holding.Other)
			continue
		}
		listed[it.Holding.ID] = true
		d.Access = append(d.Access, &AccessItem{it.Holding, ended[it.Holding.ID], it.DoneAt, it.DoneBy})
	}
	// Ways in that were noted later are closed here too.
	open, err := selectHeldAccess(ctx, tx, p, d.Today)
	if err != nil {
		return err
	}
	for _, h := range open {
		if !listed[h.ID] {
			d.Access = append(d.Access, &AccessItem{Holding: h})
		}
	}
	names, err := identity.PersonNamesTx(ctx, tx, others)
	for _, it := range d.Items {
		it.Holding.OtherName = names[it.Holding.Other]
	}
	return err
}

// TakeBack undoes a departure, read at the version, until the last day has passed: everything is as it was. What somebody
// has changed since stays as they left it, and is what comes back. Ways in that were closed stay closed.
func (s *Service) TakeBack(ctx context.Context, person uuid.UUID, version int) ([]*DepartureItem, error) {
	if err := identity.RequireEverywhere(ctx, identity.PeopleEdit); err != nil {
		return nil, err
	}
	var stay []*DepartureItem
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		p, err := identity.LockPersonTx(ctx, tx, person)
		if err != nil {
			return err
		}
		d, err := selectDeparture(ctx, tx, person)
		switch {
		case err != nil:
			return err
		case d == nil || d.State == LeavePlanned && d.Version != version:
			return fault.Conflict("roster.leave_stale")
		}
		if err := d.fill(ctx, tx, p); err != nil {
			return err
		}
		if !d.CanTakeBack() {
			return fault.Conflict("roster.leave_passed", "Name", p.Name, "Date", d.LastOn)
		}
		held := make([]Holding, len(d.Items))
		for i, it := range d.Items {
			held[i] = it.Holding
		}
		if err := lockHeldAccounts(ctx, tx, held); err != nil {
			return err
		}
		for _, it := range slices.Backward(d.Items) {
			x := s.holder(it.Kind)
			if x == nil || x.Back == nil || it.undo == nil {
				continue
			}
			ok, err := x.Back(ctx, tx, it.Holding, it.undo)
			if err != nil {
				return err
			}
			if !ok {
				stay = append(stay, it)
			}
		}
		slices.Reverse(stay)
		if _, err := tx.Exec(ctx, `UPDATE departure SET state = 'taken_back', ended_at = $3, version = version + 1 WHERE tenant_id = $1 AND id = $2`, tx.Tenant, d.ID, tx.Now); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE departure_item SET undo = undo - 'undo' WHERE tenant_id = $1 AND departure_id = $2`, tx.Tenant, d.ID); err != nil {
			return err
		}
		if err := identity.LeaveTx(ctx, tx, p, clock.Date{}); err != nil {
			return err
		}
		return audit.Write(ctx, tx, leaveEntries(person, d.Items, "roster.leave_back", "roster.hand_back")...)
	})
	return stay, err
}
