package roster

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
)

// Names in the log of what becomes of an assignment.
const (
	ActChange = "roster.change"
	ActEnd    = "roster.end"
)

// ChangeInput is what can be changed of an assignment, as typed. Faults stand at from, to and hours.
type ChangeInput struct {
	From  string // ISO date
	To    string // ISO date; empty: until further notice
	Hours string // only of crisis contacts
}

// Change changes days and hours of an assignment that was read at the version. Stale is a Conflict.
func (s *Service) Change(ctx context.Context, id uuid.UUID, version int, in ChangeInput) (*Assigned, error) {
	return s.amend(ctx, id, version, ActChange, func(tx *postgres.Tx, a *register.Account, x *Assignment) error {
		if a.Status.Over() {
			return fault.Conflict("roster.account_over")
		}
		day := today(ctx, tx)
		var bad []fault.Field
		if x.From, bad = date("from", in.From, day, bad); strings.TrimSpace(in.From) == "" {
			bad = append(bad, fault.Bad("from", "roster.from_missing"))
		}
		x.To, bad = date("to", in.To, day, bad)
		if !x.From.IsZero() && !x.To.IsZero() && x.To.Before(x.From) {
			bad = append(bad, fault.Bad("to", "roster.to_before_from"))
		}
		person, bad, err := stays(ctx, tx, "to", x.PersonID, x.From, x.To, bad)
		if err != nil {
			return err
		}
		x.Hours, bad = freeText("hours", in.Hours, maxHours, bad)
		if len(bad) > 0 {
			return fault.Invalid(bad...)
		}
		return at(refuseDouble(ctx, tx, *x, person), "from")
	})
}

// End gives an assignment that was read at the version its last day, which lies before the one it has. A bad day is Invalid at
// last_day, stale a Conflict.
func (s *Service) End(ctx context.Context, id uuid.UUID, version int, lastDay string) (*Assigned, error) {
	return s.amend(ctx, id, version, ActEnd, func(tx *postgres.Tx, _ *register.Account, x *Assignment) error {
		last, bad := date("last_day", lastDay, today(ctx, tx), nil)
		switch {
		case len(bad) > 0:
		case last.IsZero():
			bad = append(bad, fault.Bad("last_day", "roster.to_missing"))
		case last.Before(x.From):
			bad = append(bad, fault.Bad("last_day", "roster.end_before", "Date", x.From))
		case !x.To.IsZero() && last.After(x.To):
			bad = append(bad, fault.Bad("last_day", "roster.end_after", "Date", x.To))
		}
		if len(bad) > 0 {
			return fault.Invalid(bad...)
		}
		x.To = last
		return nil
	})
}

// amend changes an assignment under its account's lock.
func (s *Service) amend(ctx context.Context, id uuid.UUID, version int, action string, change func(tx *postgres.Tx, a *register.Account, x *Assignment) error) (*Assigned, error) {
	if err := identity.Require(ctx, identity.RosterEdit); err != nil {
		return nil, err
	}
	var done *Assigned
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		a, old, _, err := lockAssignment(ctx, tx, id, version)
		if err != nil {
			return err
		}
		done = &Assigned{Assignment: old, Account: a, Today: today(ctx, tx)}
		x := &done.Assignment
		if err := change(tx, a, x); err != nil {
			return err
		}
		var changed []audit.Change
		for _, f := range []struct {
			name string
			same bool
		}{{"from", old.From == x.From}, {"to", old.To == x.To}, {"hours", old.Hours == x.Hours}} {
			if !f.same {
				changed = append(changed, audit.Field(f.name))
			}
		}
		if len(changed) == 0 {
			return nil
		}
		x.Version++
		if err := updateAssignment(ctx, tx, *x); err != nil {
			return err
		}
		e := assignmentEntry(tx, *x, action)
		e.Changes = changed
		return audit.Write(ctx, tx, e)
	})
	return done, err
}

// lockAssignment gives an assignment and its account, locked, and the day on which it was entered.
func lockAssignment(ctx context.Context, tx *postgres.Tx, id uuid.UUID, version int) (*register.Account, Assignment, clock.Date, error) {
	x, _, err := selectAssignment(ctx, tx, id)
	if err != nil {
		return nil, x, clock.Date{}, err
	}
	a, err := lockToEdit(ctx, tx, x.AccountID)
	if err != nil {
		return nil, x, clock.Date{}, err
	}
	x, created, err := selectAssignment(ctx, tx, id) // as it is under the lock
	if err != nil {
		return nil, x, clock.Date{}, err
	}
	if x.Version != version {
		return nil, x, clock.Date{}, fault.Conflict("roster.assignment_stale")
	}
	return a, x, clock.On(created, tenant.ZoneOf(ctx)), nil
}

// Cancel takes back an assignment that has not begun, or that was entered today by mistake. One that has run is a Conflict: it is
// ended instead. Stale is a Conflict too.
func (s *Service) Cancel(ctx context.Context, id uuid.UUID, version int) (*Assigned, error) {
	if err := identity.Require(ctx, identity.RosterEdit); err != nil {
		return nil, err
	}
	var done *Assigned
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		a, x, entered, err := lockAssignment(ctx, tx, id, version)
		if err != nil {
			return err
		}
		done = &Assigned{Assignment: x, Account: a, Today: today(ctx, tx)}
		if day := today(ctx, tx); !x.From.After(day) && entered != day {
			return fault.Conflict("roster.cancel_has_run")
		}
		if err := cancelAssignment(ctx, tx, x.ID); err != nil {
			return err
		}
		return audit.Write(ctx, tx, assignmentEntry(tx, x, "roster.cancel"))
	})
	return done, err
}
