package roster

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

// Times gives the time that the open accounts of a unit and those below it (uuid.Nil: all that the principal may see) take, and
// that people have. What a person carries counts every account of the municipality that they watch: their week is one.
func (s *Service) Times(ctx context.Context, unit uuid.UUID) (*Times, error) {
	onlyIn, units, err := identity.Within(ctx, identity.RosterView)
	if err != nil {
		return nil, err
	}
	var t *Times
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		all, people, set, err := loadTimes(ctx, tx)
		if err != nil {
			return err
		}
		day := today(ctx, tx)
		seen, err := selectAccounts(ctx, tx, Scope{Unit: unit, From: day, To: day}, onlyIn, units)
		if err != nil {
			return err
		}
		mine := map[uuid.UUID]bool{}
		for _, a := range seen {
			mine[a.ID] = true
		}
		below, err := selectUnitsBelow(ctx, tx, unit)
		if err != nil {
			return err
		}
		here := func(id uuid.UUID) bool {
			return (unit == uuid.Nil || slices.Contains(below, id)) && (!onlyIn || slices.Contains(units, id))
		}
		t = sumTimes(all, set, people, func(a Account) bool { return mine[a.ID] }, func(p identity.Person) bool { return here(p.UnitID) })
		for i := range t.People {
			t.People[i].MaySet = maySetAside(ctx, t.People[i].Person)
		}
		return nil
	})
	return t, err
}

// loadTimes gives the municipality's open accounts with who watches them today, its people and the time they have.
func loadTimes(ctx context.Context, tx *postgres.Tx) ([]Load, []identity.Person, map[uuid.UUID]SetAside, error) {
	day := today(ctx, tx)
	accounts, err := selectAccounts(ctx, tx, Scope{From: day, To: day}, false, nil)
	if err != nil {
		return nil, nil, nil, err
	}
	accounts = slices.DeleteFunc(accounts, func(a Account) bool { return !a.Open })
	ids := make([]uuid.UUID, len(accounts))
	for i, a := range accounts {
		ids[i] = a.ID
	}
	watches, err := selectWatches(ctx, tx, ids)
	if err != nil {
		return nil, nil, nil, err
	}
	assignments, err := selectAssignments(ctx, tx, ids, day, day)
	if err != nil {
		return nil, nil, nil, err
	}
	people, err := identity.PeopleTx(ctx, tx)
	if err != nil {
		return nil, nil, nil, err
	}
	people = slices.DeleteFunc(people, func(p identity.Person) bool { return p.Reduced || !p.LeftOn.IsZero() && p.LeftOn.Before(day) })
	set, err := selectSetAside(ctx, tx)
	return loads(accounts, watches, assignments, day), people, set, err
}

// maySetAside reports whether the principal may say how much time somebody has: people of their units.
func maySetAside(ctx context.Context, p identity.Person) bool {
	return identity.Of(ctx).MayIn(identity.RosterEdit, p.UnitID)
}

// SetAsideOf gives a person and the time they have. Somebody of another unit is Forbidden, an unknown one NotFound.
func (s *Service) SetAsideOf(ctx context.Context, person uuid.UUID) (identity.Person, SetAside, error) {
	var p identity.Person
	var set SetAside
	if err := identity.Require(ctx, identity.RosterEdit); err != nil {
		return p, set, err
	}
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		p, set, err = setAsideTx(ctx, tx, person)
		return err
	})
	return p, set, err
}

func setAsideTx(ctx context.Context, tx *postgres.Tx, person uuid.UUID) (identity.Person, SetAside, error) {
	people, err := identity.PeopleByIDTx(ctx, tx, []uuid.UUID{person})
	if err != nil {
		return identity.Person{}, SetAside{}, err
	}
	if len(people) == 0 {
		return identity.Person{}, SetAside{}, fault.NotFound()
	}
	if !maySetAside(ctx, people[0]) {
		return identity.Person{}, SetAside{}, fault.Forbidden()
	}
	m, err := selectSetAside(ctx, tx)
	set, ok := m[person]
	if !ok {
		set.Minutes = Unsaid
	}
	return people[0], set, err
}

// SaveSetAside writes the time that somebody has in a week, as people write it ("90", "1,5 h"), read at the version; empty is
// unsaid. Faults stand at minutes_week; stale is a Conflict.
func (s *Service) SaveSetAside(ctx context.Context, person uuid.UUID, version int, minutes string) error {
	if err := identity.Require(ctx, identity.RosterEdit); err != nil {
		return err
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		if _, _, err := setAsideTx(ctx, tx, person); err != nil {
			return err
		}
		n, bad := readMinutes("minutes_week", minutes, maxSetAside, nil)
		if len(bad) > 0 {
			return fault.Invalid(bad...)
		}
		ok, err := saveSetAside(ctx, tx, person, SetAside{Minutes: n, Version: version})
		if err != nil {
			return err
		}
		if !ok {
			return fault.Conflict("roster.time_stale")
		}
		return audit.Write(ctx, tx, audit.Entry{Action: "roster.time", ObjectKind: "person", ObjectID: person, Changes: []audit.Change{audit.Field("minutes_week")}})
	})
}
