package roster

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/tenant"
)

// Duty is a role that somebody has, with the account that it is on.
type Duty struct {
	Assignment
	Account   Account   // zero: the municipality's call list
	Changed   time.Time // when anything of it was last changed
	Cancelled bool      // it was taken back
}

// Last gives the last day of the duty: its own, or the account's where that is closed before; zero where neither has one.
func (d Duty) Last() clock.Date {
	if c := d.Account.Closes; !c.IsZero() && (d.To.IsZero() || d.To.After(c)) {
		return c
	}
	return d.To
}

// Covering is an absence during which somebody covers.
type Covering struct {
	Absence
	Name      string    // who is away
	Accounts  []Account // which those watch whose place is taken, by name
	Changed   time.Time
	Cancelled bool
}

// Own is everything that the roster says of one person.
type Own struct {
	Person     identity.Person
	Duties     []Duty     // held today or later, by first day
	Covers     []Covering // from today on, by first day
	Absences   []Absence  // their own, from today on, by first day
	Names      map[uuid.UUID]string
	Sheet      *Sheet    // of the accounts they have a role on, for the twelve weeks from today
	CalendarAt time.Time // their calendar's address is from then; zero: there is none
}

// Platforms gives the platforms of the accounts that the person has a role on, in the register's order.
func (o *Own) Platforms() []platform.Name {
	var list []platform.Name
	for _, d := range o.Duties {
		if p := d.Account.Platform; p != "" && !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	order := platform.Names()
	slices.SortFunc(list, func(a, b platform.Name) int { return slices.Index(order, a) - slices.Index(order, b) })
	return list
}

// me gives the person who is signed in. Others, jobs among them, are Forbidden: a duty of one's own is somebody's.
func me(ctx context.Context) (uuid.UUID, error) {
	id := self(ctx)
	if id == uuid.Nil {
		return id, fault.Forbidden()
	}
	return id, nil
}

// Own gives what the roster says of whoever is signed in. It is theirs to see, whatever else they may.
func (s *Service) Own(ctx context.Context) (*Own, error) {
	id, err := me(ctx)
	if err != nil {
		return nil, err
	}
	var o *Own
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		o, err = ownTx(ctx, tx, id)
		return err
	})
	return o, err
}

// ownTx gives what the roster says of a person, in the transaction of a caller that has checked the permission. A person
// whom the directory does not have is NotFound.
func ownTx(ctx context.Context, tx *postgres.Tx, person uuid.UUID) (*Own, error) {
	people, err := identity.PeopleByIDTx(ctx, tx, []uuid.UUID{person})
	if err != nil {
		return nil, err
	}
	if len(people) == 0 {
		return nil, fault.NotFound()
	}
	day := today(ctx, tx)
	o := &Own{Person: people[0]}
	if o.Duties, err = selectDuties(ctx, tx, person, day, nil); err != nil {
		return nil, err
	}
	if o.Covers, err = coveringTx(ctx, tx, person, day, nil); err != nil {
		return nil, err
	}
	if o.Sheet, err = sheetTx(ctx, tx, Scope{From: day, To: day.AddDays(7*Weeks - 1), person: person}, false, nil); err != nil {
		return nil, err
	}
	if o.Absences, err = selectAbsencesOf(ctx, tx, AbsenceFilter{From: day}, uuid.Nil, false, []uuid.UUID{person}, day); err != nil {
		return nil, err
	}
	var covers []uuid.UUID
	for _, a := range o.Absences {
		covers = append(covers, a.CoverID)
	}
	if o.Names, err = identity.PersonNamesTx(ctx, tx, covers); err != nil {
		return nil, err
	}
	o.CalendarAt, err = selectCalendarAt(ctx, tx, person)
	return o, err
}

// coveringTx gives the absences during which the person covers that end on the day or later, with the accounts that are
// watched in the other's place.
func coveringTx(ctx context.Context, tx *postgres.Tx, person uuid.UUID, from clock.Date, cancelledFrom *time.Time) ([]Covering, error) {
	list, err := selectCovering(ctx, tx, person, from, cancelledFrom)
	if err != nil || len(list) == 0 {
		return list, err
	}
	var away []uuid.UUID
	for _, c := range list {
		away = append(away, c.PersonID)
	}
	watched, err := selectWatched(ctx, tx, away, from)
	if err != nil {
		return nil, err
	}
	for i := range list {
		c := &list[i]
		for _, w := range watched {
			if w.PersonID == c.PersonID && overlaps(w.From, w.Last(), c.From, c.To) && !slices.ContainsFunc(c.Accounts, func(a Account) bool { return a.ID == w.Account.ID }) {
				c.Accounts = append(c.Accounts, w.Account)
			}
		}
	}
	return list, nil
}

// OwnUncovered gives the absences of whoever is signed in that begin within so many days or have begun, name no cover, and
// fall on days on which they are assigned to watch an open account, by first day.
func (s *Service) OwnUncovered(ctx context.Context, within int) ([]Absence, error) {
	id, err := me(ctx)
	if err != nil {
		return nil, err
	}
	var list []Absence
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		day := today(ctx, tx)
		list, err = selectUncovered(ctx, tx, id, day, day.AddDays(within))
		return err
	})
	return list, err
}

// Signing is somebody whose answers are signed, and where they answer.
type Signing struct {
	Person       identity.Person
	Municipality string
	Platforms    []platform.Name // in the register's order; none: they have no role on any account
}

// Signing gives how a colleague's answers are signed. Only the platforms of accounts that the principal may see the roster
// of are counted. A person whom the directory does not have is NotFound.
func (s *Service) Signing(ctx context.Context, person uuid.UUID) (*Signing, error) {
	if err := identity.Require(ctx, identity.PeopleView); err != nil {
		return nil, err
	}
	var own Own
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		people, err := identity.PeopleByIDTx(ctx, tx, []uuid.UUID{person})
		if err != nil {
			return err
		}
		if len(people) == 0 {
			return fault.NotFound()
		}
		own.Person = people[0]
		own.Duties, err = selectDuties(ctx, tx, person, today(ctx, tx), nil)
		return err
	})
	if err != nil {
		return nil, err
	}
	own.Duties = slices.DeleteFunc(own.Duties, func(d Duty) bool { return !identity.Of(ctx).MayIn(identity.RosterView, d.Account.UnitID) })
	return &Signing{Person: own.Person, Municipality: tenant.Of(ctx).Name, Platforms: own.Platforms()}, nil
}
