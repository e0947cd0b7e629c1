package roster

import (
	"context"
	"maps"

	"github.com/google/uuid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
)

// Kinds of things that go with somebody who was in the directory twice, in the order of tables.
const (
	MovedRoles     = "roles"
	MovedAbsences  = "absences"
	MovedCovers    = "covers"
	MovedAccess    = "access"
	MovedAccounts  = "accounts" // that name them as contact, or for the last copy
	MovedParts     = "parts"
	MovedPoints    = "points"
	MovedReminders = "reminders"
)

// MovedKinds lists them.
var MovedKinds = []string{MovedRoles, MovedAbsences, MovedCovers, MovedAccess, MovedAccounts, MovedParts, MovedPoints, MovedReminders}

// MergeFields are what the directory says of somebody, of which one of two values is chosen.
var MergeFields = []string{"name", "title", "email", "phone", "unit"}

// Mover moves what a room keeps of one person to another, for two who are one.
type Mover struct {
	// Count says how much of its kinds a person has.
	Count func(ctx context.Context, tx *postgres.Tx, person uuid.UUID) (map[string]int, error)
	// Move moves all of it; afterwards nothing names from. The two are locked, and to is as it will be.
	Move func(ctx context.Context, tx *postgres.Tx, from, to identity.Person) error
}

// MoveAlso joins rooms that this one does not know.
func (s *Service) MoveAlso(m ...Mover) { s.movers = append(s.movers, m...) }

// movers are of the rooms that this one knows, and its own.
func movers() []Mover {
	return []Mover{
		{Count: countHeld, Move: moveHeld},
		{Count: countNamed, Move: register.MovePersonTx},
		{Move: func(ctx context.Context, tx *postgres.Tx, from, to identity.Person) error {
			return identity.MovePersonTx(ctx, tx, from.ID, to.ID)
		}},
	}
}

func countNamed(ctx context.Context, tx *postgres.Tx, person uuid.UUID) (map[string]int, error) {
	accounts, parts, err := register.NamedForTx(ctx, tx, person)
	return map[string]int{MovedAccounts: accounts, MovedParts: parts}, err
}

// Pair is two people of the directory who may be one.
type Pair struct {
	People  [2]identity.Person
	Moves   [2]map[string]int // how much each has, by kind
	Refused *fault.Error      // why they cannot become one now; nil: they can
}

// Pair gives two people side by side; NotFound where one is missing.
func (s *Service) Pair(ctx context.Context, a, b uuid.UUID) (*Pair, error) {
	if err := identity.RequireEverywhere(ctx, identity.PeopleEdit); err != nil {
		return nil, err
	}
	pair := &Pair{}
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		if pair.People, err = identity.PairTx(ctx, tx, a, b); err != nil {
			return err
		}
		for i, p := range pair.People {
			if pair.Moves[i], err = s.countMoves(ctx, tx, p.ID); err != nil {
				return err
			}
		}
		err = mergeable(ctx, tx, pair.People)
		if pair.Refused = fault.As(err); fault.Is(err, fault.InvalidKind) {
			return nil
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return pair, nil
}

func (s *Service) countMoves(ctx context.Context, tx *postgres.Tx, person uuid.UUID) (map[string]int, error) {
	all := map[string]int{}
	for _, m := range s.movers {
		if m.Count == nil {
			continue
		}
		n, err := m.Count(ctx, tx, person)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, n)
	}
	return all, nil
}

// mergeable says at with why two people cannot become one.
func mergeable(ctx context.Context, tx *postgres.Tx, pair [2]identity.Person) error {
	refuse := func(key string, args ...any) error { return fault.Invalid(fault.Bad("with", key, args...)) }
	a, b := pair[0], pair[1]
	if a.ID == b.ID {
		return refuse("roster.merge_self")
	}
	for _, p := range pair {
		if p.Reduced {
			return refuse("roster.merge_reduced", "Name", p.Name)
		}
		d, err := selectDeparture(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		if d != nil && d.State == LeavePlanned {
			return refuse("roster.merge_leaving", "Name", p.Name, "Date", d.LastOn)
		}
	}
	switch {
	case a.UserID != uuid.Nil && b.UserID != uuid.Nil:
		return refuse("roster.merge_logins")
	case a.LeftOn.IsZero() && !b.LeftOn.IsZero():
		return refuse("roster.merge_left", "Date", b.LeftOn)
	case !a.LeftOn.IsZero() && b.LeftOn.IsZero():
		return refuse("roster.merge_left", "Date", a.LeftOn)
	}
	return nil
}

// MergeInput is what is chosen when two people become one. Faults stand at with, keep and the fields.
type MergeInput struct {
	Keep     string            // the id of the one who is kept
	Take     map[string]string // by field, the id of the one whose value is right; empty: of the one who is kept
	Versions map[uuid.UUID]int // of both, as they were read
}

// Merge makes one of two people, in one transaction: everything that names the one who is not kept names the other, and they
// are gone. Two logins, somebody who leaves, and one of whom the other has left are Invalid at with; where one of them was
// changed since it was read, it is a Conflict. It gives the one who is kept.
func (s *Service) Merge(ctx context.Context, a, b uuid.UUID, in MergeInput) (identity.Person, error) {
	if err := identity.RequireEverywhere(ctx, identity.PeopleEdit); err != nil {
		return identity.Person{}, err
	}
	var merged identity.Person
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		if err := lockNaming(ctx, tx, a, b); err != nil {
			return err
		}
		pair, err := identity.LockToMergeTx(ctx, tx, a, b)
		if err != nil {
			return err
		}
		if err := mergeable(ctx, tx, pair); err != nil {
			return err
		}
		for _, p := range pair {
			if in.Versions[p.ID] != p.Version {
				return fault.Conflict("roster.merge_stale", "Name", p.Name)
			}
		}
		kept, dropped, bad := in.choose(pair)
		if len(bad) == 0 {
			merged = in.merged(kept, dropped)
			bad = identity.CheckMerged(ctx, pair, &merged)
		}
		if len(bad) > 0 {
			return fault.Invalid(bad...)
		}
		for _, m := range s.movers {
			if err := m.Move(ctx, tx, dropped, merged); err != nil {
				return err
			}
		}
		return identity.MergeTx(ctx, tx, dropped.ID, kept, merged)
	})
	return merged, err
}

func (in MergeInput) choose(pair [2]identity.Person) (kept, dropped identity.Person, bad []fault.Field) {
	kept, dropped = pair[0], pair[1]
	ids := [2]string{pair[0].ID.String(), pair[1].ID.String()}
	switch in.Keep {
	case ids[0]:
	case ids[1]:
		kept, dropped = dropped, kept
	default:
		bad = append(bad, fault.Bad("keep", "roster.merge_keep_missing"))
	}
	for _, field := range MergeFields {
		if id := in.Take[field]; id != "" && id != ids[0] && id != ids[1] {
			bad = append(bad, fault.Bad(field, "roster.merge_value_missing"))
		}
	}
	return kept, dropped, bad
}

// merged is the one who is kept with the values that were chosen.
func (in MergeInput) merged(kept, dropped identity.Person) identity.Person {
	p := kept
	for field, set := range map[string]func(){
		"name":  func() { p.Name = dropped.Name },
		"title": func() { p.Title = dropped.Title },
		"email": func() { p.Email = dropped.Email },
		"phone": func() { p.Phone = dropped.Phone },
		"unit":  func() { p.UnitID, p.UnitName = dropped.UnitID, dropped.UnitName },
	} {
		if in.Take[field] == dropped.ID.String() {
			set()
		}
	}
	return p
}
