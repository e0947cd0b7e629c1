package roster

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

// AbsenceFilter narrows absences. Zero fields narrow nothing.
type AbsenceFilter struct {
	PersonID uuid.UUID
	Unit     uuid.UUID  // people of a unit or those below it, or with a task on an account there
	From, To clock.Date // touching these days
}

// AbsenceList is absences and what is found about them.
type AbsenceList struct {
	Today    clock.Date
	Absences []Absence // what is not over first, the earliest first, then the rest, the latest first
	Findings []Finding // from today on, of these absences
	People   map[uuid.UUID]identity.Person
	may      circle
}

// MayChange reports whether the principal may change somebody's absences.
func (l *AbsenceList) MayChange(person uuid.UUID) bool { return l.may.has(person) }

// Name gives a person's name, empty for nobody.
func (l *AbsenceList) Name(person uuid.UUID) string { return l.People[person].Name }

// Of narrows the list to one person's absences and what is found about them.
func (l *AbsenceList) Of(person uuid.UUID) {
	l.Absences = slices.DeleteFunc(l.Absences, func(a Absence) bool { return a.PersonID != person })
	l.Findings = slices.DeleteFunc(l.Findings, func(f Finding) bool {
		return !slices.ContainsFunc(l.Absences, func(a Absence) bool { return f.About(a.ID) })
	})
}

// Sees reports whether the absence is one of the list's.
func (l *AbsenceList) Sees(absence uuid.UUID) bool {
	return slices.ContainsFunc(l.Absences, func(a Absence) bool { return a.ID == absence })
}

// Absences gives the absences that the principal may see: of people in reach by their unit or by an account they have a
// task on, their own, and those that they cover.
func (s *Service) Absences(ctx context.Context, f AbsenceFilter) (*AbsenceList, error) {
	if err := requireOwn(ctx, identity.RosterView); err != nil {
		return nil, err
	}
	l := &AbsenceList{}
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		l.Today = today(ctx, tx)
		// Somebody whose tasks have ended may have been away while they had them.
		since := f.From
		if since.IsZero() || since.After(l.Today) {
			since = l.Today
		}
		sees, err := circleTx(ctx, tx, identity.RosterView, since)
		if err != nil {
			return err
		}
		if l.may, err = circleTx(ctx, tx, identity.RosterEdit, l.Today); err != nil {
			return err
		}
		if l.Absences, err = selectAbsencesOf(ctx, tx, f, self(ctx), sees.all, sees.people, l.Today); err != nil {
			return err
		}
		if l.Absences, err = ofUnitTx(ctx, tx, l.Absences, f.Unit, since); err != nil {
			return err
		}
		if l.Findings, err = findingsTx(ctx, tx, l.Absences, l.Today); err != nil {
			return err
		}
		l.People, err = namedTx(ctx, tx, l.Absences, l.Findings)
		return err
	})
	return l, err
}

// ofUnitTx keeps the absences of those who have to do with the unit.
func ofUnitTx(ctx context.Context, tx *postgres.Tx, list []Absence, unit uuid.UUID, from clock.Date) ([]Absence, error) {
	if unit == uuid.Nil {
		return list, nil
	}
	units, err := selectUnitsBelow(ctx, tx, unit)
	if err != nil {
		return nil, err
	}
	people, err := selectPeopleWithin(ctx, tx, uuid.Nil, units, from)
	if err != nil {
		return nil, err
	}
	in := circle{people: people}
	var kept []Absence
	for _, a := range list {
		if in.has(a.PersonID) {
			kept = append(kept, a)
		}
	}
	return kept, nil
}

// findingDays is how far ahead findings of many absences are looked for: a year.
const findingDays = 366

// findingsTx gives what is found about the absences from the day on.
func findingsTx(ctx context.Context, tx *postgres.Tx, list []Absence, from clock.Date) ([]Finding, error) {
	to := from.AddDays(-1)
	listed := map[uuid.UUID]bool{}
	for _, a := range list {
		listed[a.ID] = true
		if a.To.After(to) {
			to = a.To
		}
	}
	if to.After(from.AddDays(findingDays)) {
		to = from.AddDays(findingDays)
	}
	if to.Before(from) {
		return nil, nil
	}
	g, err := groundTx(ctx, tx, from, to)
	if err != nil {
		return nil, err
	}
	var found []Finding
	for _, f := range Findings(g) {
		if slices.ContainsFunc(f.Absences, func(a Absence) bool { return listed[a.ID] }) {
			found = append(found, f)
		}
	}
	return found, nil
}

// namedTx gives everybody whom absences and findings name.
func namedTx(ctx context.Context, tx *postgres.Tx, absences []Absence, findings []Finding, more ...uuid.UUID) (map[uuid.UUID]identity.Person, error) {
	for _, f := range findings {
		more = append(more, f.People...)
	}
	people, err := peopleOf(ctx, tx, nil, absences)
	if err != nil {
		return nil, err
	}
	others, err := identity.PeopleByIDTx(ctx, tx, more)
	for _, p := range others {
		people[p.ID] = p
	}
	return people, err
}
