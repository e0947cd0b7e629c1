package roster

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/tenant"
)

// circle is the people whom the principal may act for: everybody, or those listed. Whoever is signed in stands in their
// own.
type circle struct {
	all    bool
	people []uuid.UUID
}

func (c circle) has(person uuid.UUID) bool { return c.all || slices.Contains(c.people, person) }

// self is the principal's person, uuid.Nil for operators and jobs.
func self(ctx context.Context) uuid.UUID {
	if p := identity.Of(ctx); p != nil {
		return p.PersonID
	}
	return uuid.Nil
}

// covers reports whether the principal is the named cover.
func covers(ctx context.Context, a Absence) bool {
	return a.CoverID != uuid.Nil && a.CoverID == self(ctx)
}

// requireOwn refuses those who may do the action nowhere and are nobody in the directory either.
func requireOwn(ctx context.Context, a identity.Action) error {
	if self(ctx) == uuid.Nil {
		return identity.Require(ctx, a)
	}
	return nil
}

// circleTx gives the people for whom the principal may do the action: by their unit, or by an account they have a task
// on from the day on.
func circleTx(ctx context.Context, tx *postgres.Tx, a identity.Action, from clock.Date) (circle, error) {
	all, set := identity.Of(ctx).Reach(a)
	if all {
		return circle{all: true}, nil
	}
	units := make([]uuid.UUID, 0, len(set))
	for u := range set {
		units = append(units, u)
	}
	people, err := selectPeopleWithin(ctx, tx, self(ctx), units, from)
	return circle{people: people}, err
}

// groundTx gives what findings of the days are looked for in. Accounts are those that the principal may see, and those
// on which they have a task themselves.
func groundTx(ctx context.Context, tx *postgres.Tx, from, to clock.Date) (Ground, error) {
	g := Ground{From: from, To: to}
	all, units := identity.Of(ctx).Reach(identity.RosterView)
	accounts, err := selectAccounts(ctx, tx, Scope{From: from}, false, nil)
	if err != nil {
		return g, err
	}
	ids := make([]uuid.UUID, len(accounts))
	for i, a := range accounts {
		ids[i] = a.ID
	}
	if g.Assignments, err = selectAssignments(ctx, tx, ids, from, to); err != nil {
		return g, err
	}
	mine := map[uuid.UUID]bool{}
	for _, x := range g.Assignments {
		if x.PersonID == self(ctx) {
			mine[x.AccountID] = true
		}
	}
	for _, a := range accounts {
		if all || units[a.UnitID] || mine[a.ID] {
			g.Accounts = append(g.Accounts, a)
		}
	}
	if g.Absences, err = selectAbsences(ctx, tx, from, to); err != nil {
		return g, err
	}
	calendar, err := tenant.CalendarTx(ctx, tx)
	g.Working = calendar.WorkingDay
	return g, err
}

// Near says why somebody is proposed as a cover.
type Near int

// The reasons, the best first.
const (
	SameAccounts Near = iota // has a task on one of the same accounts
	SameUnit
	Others
)

// nearTx gives who may be proposed as cover for the person, and why: mates on the same accounts, the same unit, and where
// the principal may see the directory, everybody.
func nearTx(ctx context.Context, tx *postgres.Tx, person identity.Person, from clock.Date) ([]identity.Person, map[uuid.UUID]Near, error) {
	people, err := identity.PeopleTx(ctx, tx)
	if err != nil {
		return nil, nil, err
	}
	mates, err := selectMates(ctx, tx, person.ID, from)
	if err != nil {
		return nil, nil, err
	}
	near := map[uuid.UUID]Near{}
	for _, p := range people {
		switch {
		case p.ID == person.ID || p.Reduced || !p.LeftOn.IsZero() && p.LeftOn.Before(from):
		case slices.Contains(mates, p.ID):
			near[p.ID] = SameAccounts
		case p.UnitID != uuid.Nil && p.UnitID == person.UnitID:
			near[p.ID] = SameUnit
		case identity.Of(ctx).May(identity.PeopleView):
			near[p.ID] = Others
		}
	}
	return people, near, nil
}

// checkCover refuses a cover whom the principal cannot know of.
func checkCover(ctx context.Context, tx *postgres.Tx, x Absence, was uuid.UUID) error {
	if x.CoverID == uuid.Nil || x.CoverID == was || identity.Of(ctx).May(identity.PeopleView) {
		return nil
	}
	people, err := identity.PeopleByIDTx(ctx, tx, []uuid.UUID{x.PersonID})
	if err != nil || len(people) == 0 {
		return err
	}
	_, near, err := nearTx(ctx, tx, people[0], today(ctx, tx))
	if err != nil {
		return err
	}
	if _, ok := near[x.CoverID]; !ok && x.CoverID != x.PersonID {
		return fault.Invalid(fault.Bad("cover", "roster.person_unknown"))
	}
	return nil
}
