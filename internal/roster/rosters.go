package roster

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
)

// Roster is everybody who has, had or will have a role on an account.
type Roster struct {
	Account     *register.Account
	Assignments []Assignment // by role, first day and name
	People      map[uuid.UUID]identity.Person
	Today       clock.Date
	Answered    []Named // whom the startup checklist names, where nobody watches and the principal may take them over
}

// Past gives the assignments that have ended.
func (r *Roster) Past() []Assignment { return r.which(true) }

// Now gives the assignments that hold or are to come.
func (r *Roster) Now() []Assignment { return r.which(false) }

func (r *Roster) which(past bool) []Assignment {
	var list []Assignment
	for _, a := range r.Assignments {
		if a.over(r.Today) == past {
			list = append(list, a)
		}
	}
	return list
}

// over reports whether the assignment ended before the day.
func (a Assignment) over(day clock.Date) bool { return !a.To.IsZero() && a.To.Before(day) }

// Roster gives an account's roster; NotFound where the principal may not see it.
func (s *Service) Roster(ctx context.Context, ref string) (*Roster, error) {
	if err := identity.Require(ctx, identity.RosterView); err != nil {
		return nil, err
	}
	var r *Roster
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		a, err := register.AccountByRefTx(ctx, tx, ref)
		if err != nil {
			return err
		}
		if !identity.Of(ctx).MayIn(identity.RosterView, a.UnitID) {
			return fault.NotFound()
		}
		if r, err = rosterTx(ctx, tx, a); err != nil {
			return err
		}
		if !a.Status.Over() && identity.Of(ctx).MayIn(identity.RosterEdit, a.UnitID) {
			r.Answered, _, err = s.answeredTx(ctx, tx, a.ID)
		}
		return err
	})
	return r, err
}

func rosterTx(ctx context.Context, tx *postgres.Tx, a *register.Account) (*Roster, error) {
	r := &Roster{Account: a, Today: today(ctx, tx)}
	var err error
	if r.Assignments, err = selectRoster(ctx, tx, a.ID, earliest); err != nil {
		return nil, err
	}
	if r.People, err = peopleOf(ctx, tx, r.Assignments, nil); err != nil {
		return nil, err
	}
	slices.SortStableFunc(r.Assignments, func(a, b Assignment) int {
		return cmp.Or(cmp.Compare(slices.Index(Roles, a.Role), slices.Index(Roles, b.Role)), a.From.Time().Compare(b.From.Time()),
			cmp.Compare(r.People[a.PersonID].Name, r.People[b.PersonID].Name))
	})
	return r, nil
}

// earliest is before every day that a roster has.
var earliest = clock.Date{Year: 1, Month: 1, Day: 1}

// Assign gives somebody a role on an account. What the input refuses is Invalid; an account that the principal may not see is
// NotFound, one whose life is over a Conflict.
func (s *Service) Assign(ctx context.Context, ref string, in AssignInput) (*Assignment, error) {
	return s.assign(ctx, ref, nil, in)
}

// AssignNew is Assign for somebody who is not in the directory yet: they are put there, in the account's unit, in the same transaction.
// Faults of the person stand at name, title and email.
func (s *Service) AssignNew(ctx context.Context, ref string, p identity.Person, in AssignInput) (*Assignment, error) {
	return s.assign(ctx, ref, &p, in)
}

func (s *Service) assign(ctx context.Context, ref string, p *identity.Person, in AssignInput) (x *Assignment, err error) {
	if err := identity.Require(ctx, identity.RosterEdit); err != nil {
		return nil, err
	}
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		a, err := register.AccountByRefTx(ctx, tx, ref)
		if err != nil {
			return err
		}
		if a, err = lockToEdit(ctx, tx, a.ID); err != nil {
			return err
		}
		if p != nil {
			p.UnitID = a.UnitID
			added, err := identity.AddPersonTx(ctx, tx, *p)
			if err != nil {
				return alsoBad(ctx, tx, a, in, err)
			}
			in.PersonID = added.ID
		}
		x, err = AssignTx(ctx, tx, a, in)
		return err
	})
	return x, err
}

// alsoBad adds what is wrong with the rest of the input to what is wrong with a new person, so that all is told at once.
func alsoBad(ctx context.Context, tx *postgres.Tx, a *register.Account, in AssignInput, err error) error {
	f := fault.As(err)
	if f.Kind != fault.InvalidKind {
		return err
	}
	_, bad := readAssignment(a.ID, in, today(ctx, tx))
	return fault.Invalid(append(f.Fields, bad...)...)
}

// lockToEdit keeps others from changing the account's roster until the transaction ends. One that the principal may not see is
// NotFound, one that they may not edit Forbidden.
func lockToEdit(ctx context.Context, tx *postgres.Tx, id uuid.UUID) (*register.Account, error) {
	a, err := register.LockTx(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if !identity.Of(ctx).MayIn(identity.RosterView, a.UnitID) {
		return nil, fault.NotFound()
	}
	return a, identity.RequireIn(ctx, identity.RosterEdit, a.UnitID)
}

// Assigned is one assignment and its account. Person and Mistake are for its page: an act that gives one leaves them out.
type Assigned struct {
	Assignment
	Account *register.Account
	Person  identity.Person
	Today   clock.Date
	Mistake bool // it may be taken back: it has not begun, or was entered today
}

// Assignment gives one assignment of an account; NotFound where the principal may not see it, and for places in the
// municipality's call list.
func (s *Service) Assignment(ctx context.Context, id uuid.UUID) (*Assigned, error) {
	if err := identity.Require(ctx, identity.RosterEdit); err != nil {
		return nil, err
	}
	var x *Assigned
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		a, created, err := selectAssignment(ctx, tx, id)
		if err != nil {
			return err
		}
		x = &Assigned{Assignment: a, Today: today(ctx, tx)}
		x.Mistake = a.From.After(x.Today) || clock.On(created, tenant.ZoneOf(ctx)) == x.Today
		if x.Account, err = register.AccountTx(ctx, tx, a.AccountID); err != nil {
			return err
		}
		if !identity.Of(ctx).MayIn(identity.RosterView, x.Account.UnitID) {
			return fault.NotFound()
		}
		if err := identity.RequireIn(ctx, identity.RosterEdit, x.Account.UnitID); err != nil {
			return err
		}
		people, err := peopleOf(ctx, tx, []Assignment{a}, nil)
		x.Person = people[a.PersonID]
		return err
	})
	return x, err
}
