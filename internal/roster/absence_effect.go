package roster

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/roster/coverage"
)

// Effect is what an absence does: to the accounts that the person watches, and what is found about it.
type Effect struct {
	Accounts []AccountEffect // by ref
	Findings []Finding
}

// AccountEffect is an account on the working days of an absence.
type AccountEffect struct {
	Account            Account
	Covered, Thin, Gap int         // working days
	Thins, Gaps        []Span      // when, days off between working days included
	Watchers           []uuid.UUID // everybody who watches on some of the days
}

// Span is days, both included.
type Span struct{ From, To clock.Date }

// effectOf computes what an absence does that stands in the ground, whose days are the absence's.
func effectOf(g Ground, a Absence) Effect {
	s := newSearch(g)
	var e Effect
	for _, account := range g.Accounts {
		watches := slices.ContainsFunc(g.Assignments, func(x Assignment) bool {
			_, counts := x.Role.coverage()
			return counts && x.AccountID == account.ID && x.PersonID == a.PersonID && overlaps(x.From, x.To, a.From, a.To)
		})
		if !watches {
			continue
		}
		x := AccountEffect{Account: account}
		open := coverage.NotOpen
		for i, d := range s.of(account) {
			if d.State == coverage.NotOpen || d.State == coverage.Rest {
				continue
			}
			x.Watchers = union(x.Watchers, d.Watchers)
			switch day := g.From.AddDays(i); d.State {
			case coverage.Covered:
				x.Covered++
			case coverage.Thin:
				x.Thin++
				x.Thins = extend(x.Thins, open == d.State, day)
			case coverage.Gap:
				x.Gap++
				x.Gaps = extend(x.Gaps, open == d.State, day)
			}
			open = d.State
		}
		if x.Covered+x.Thin+x.Gap > 0 {
			e.Accounts = append(e.Accounts, x)
		}
	}
	for _, f := range Findings(g) {
		if f.About(a.ID) {
			e.Findings = append(e.Findings, f)
		}
	}
	return e
}

// extend adds a day to the last of the spans where it goes on, else begins one.
func extend(spans []Span, goesOn bool, day clock.Date) []Span {
	if goesOn {
		spans[len(spans)-1].To = day
		return spans
	}
	return append(spans, Span{day, day})
}

// AbsenceCard is one absence with what it does.
type AbsenceCard struct {
	Absence   Absence
	Effect    Effect
	People    map[uuid.UUID]identity.Person
	Today     clock.Date
	MayChange bool
	may       circle
}

// Name gives a person's name, empty for nobody.
func (c *AbsenceCard) Name(person uuid.UUID) string { return c.People[person].Name }

// MayChangeOf reports whether the principal may change somebody's absences.
func (c *AbsenceCard) MayChangeOf(person uuid.UUID) bool { return c.may.has(person) }

// Absence gives one that the principal may see, else NotFound. Of one whose cover was changed since it gives what took
// its place.
func (s *Service) Absence(ctx context.Context, id uuid.UUID) (*AbsenceCard, error) {
	if err := requireOwn(ctx, identity.RosterView); err != nil {
		return nil, err
	}
	var c *AbsenceCard
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		a, gone, found, err := selectAbsence(ctx, tx, id)
		if err == nil && gone {
			var next uuid.UUID
			if next, err = selectSuccessor(ctx, tx, id); err == nil && next != uuid.Nil {
				a, gone, found, err = selectAbsence(ctx, tx, next)
			}
		}
		if err != nil {
			return err
		}
		sees, err := circleTx(ctx, tx, identity.RosterView, a.From)
		if err != nil {
			return err
		}
		if !found || gone || !sees.has(a.PersonID) && !covers(ctx, a) {
			return fault.NotFound()
		}
		c, err = cardTx(ctx, tx, a, a.ID)
		return err
	})
	return c, err
}

// cardTx gives the card of an absence, as if it took the place of instead.
func cardTx(ctx context.Context, tx *postgres.Tx, a Absence, instead uuid.UUID) (*AbsenceCard, error) {
	c := &AbsenceCard{Absence: a, Today: today(ctx, tx)}
	g, err := groundTx(ctx, tx, a.From, a.To)
	if err != nil {
		return nil, err
	}
	if instead != a.ID {
		g.Absences = append(slices.DeleteFunc(g.Absences, func(x Absence) bool { return x.ID == instead }), a)
	}
	c.Effect = effectOf(g, a)
	if c.may, err = circleTx(ctx, tx, identity.RosterEdit, c.Today); err != nil {
		return nil, err
	}
	c.MayChange = c.may.has(a.PersonID)
	var watchers []uuid.UUID
	for _, x := range c.Effect.Accounts {
		watchers = union(watchers, x.Watchers)
	}
	c.People, err = namedTx(ctx, tx, []Absence{a}, c.Effect.Findings, watchers...)
	return c, err
}

// PreviewAbsence gives what an absence would do, without noting it; faults are those of AddAbsence and ChangeAbsence.
// Instead, unless it is uuid.Nil, is the absence whose place it would take.
func (s *Service) PreviewAbsence(ctx context.Context, in AbsenceInput, instead uuid.UUID) (*AbsenceCard, error) {
	if err := requireOwn(ctx, identity.RosterEdit); err != nil {
		return nil, err
	}
	var c *AbsenceCard
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		was, _, found, err := selectAbsence(ctx, tx, instead)
		if err != nil {
			return err
		}
		if found {
			sees, err := circleTx(ctx, tx, identity.RosterView, today(ctx, tx))
			if err != nil {
				return err
			}
			if !sees.has(was.PersonID) && !covers(ctx, was) {
				return fault.NotFound()
			}
			in.PersonID = was.PersonID
		}
		if err := mayEnterTx(ctx, tx, in.PersonID); err != nil {
			return err
		}
		if err := checkCover(ctx, tx, Absence{PersonID: in.PersonID, CoverID: in.CoverID}, was.CoverID); err != nil {
			return err
		}
		x, err := checkAbsenceTx(ctx, tx, in, instead)
		if err != nil {
			return err
		}
		c, err = cardTx(ctx, tx, *x, instead)
		return err
	})
	return c, err
}
