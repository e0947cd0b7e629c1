package roster

import (
	"cmp"
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
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
)

// Roster is everybody who has, had or will have a role on an account.
type Roster struct {
	Account     *register.Account
	Assignments []Assignment // by role, first day and name
	People      map[uuid.UUID]identity.Person
	Today       clock.Date
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
		r, err = rosterTx(ctx, tx, a)
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
		if x.Hours = strings.TrimSpace(in.Hours); utf8.RuneCountInString(x.Hours) > maxHours {
			bad = append(bad, fault.Bad("hours", "roster.too_long", "Max", maxHours))
		}
		person, bad, err := stays(ctx, tx, "to", x.PersonID, x.From, x.To, bad)
		if err != nil {
			return err
		}
		if len(bad) > 0 {
			return fault.Invalid(bad...)
		}
		return atField("from", refuseDouble(ctx, tx, *x, person))
	})
}

// atField moves what is wrong to the one field that a form has for it.
func atField(name string, err error) error {
	if err == nil {
		return nil
	}
	f := fault.As(err)
	if f.Kind != fault.InvalidKind {
		return err
	}
	var bad []fault.Field
	for _, b := range f.Fields {
		bad = append(bad, fault.Bad(name, b.Key, b.Args...))
	}
	return fault.Invalid(bad...)
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
