// Package roster is who watches each account, from which day to which, who covers when they are away, who can get in,
// and what becomes of it all when somebody leaves (C1–C8).
package roster

import (
	"slices"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/roster/coverage"
)

// Role is what somebody does for an account (C1).
type Role string

// The roles.
const (
	Responsible      Role = "responsible" // owns the account, and watches it
	Publisher        Role = "publisher"
	Monitor          Role = "monitor" // watches it and answers there
	Cover            Role = "cover"   // in reserve, and watches when one of those who watch is away
	CrisisContact    Role = "crisis_contact"
	RegistrarContact Role = "registrar_contact"
	ArchiveContact   Role = "archive_contact"
)

// Roles lists them in the order of menus and tables.
var Roles = []Role{Responsible, Publisher, Monitor, Cover, CrisisContact, RegistrarContact, ArchiveContact}

// ParseRole gives the role of that name.
func ParseRole(s string) (Role, bool) {
	i := slices.Index(Roles, Role(s))
	if i < 0 {
		return "", false
	}
	return Roles[i], true
}

// Watches reports whether the role alone makes somebody watch an account.
func (r Role) Watches() bool { return r == Responsible || r == Monitor }

// coverage gives what the role means for coverage, false where it means nothing.
func (r Role) coverage() (coverage.Role, bool) {
	switch {
	case r.Watches():
		return coverage.Watches, true
	case r == Cover:
		return coverage.Covers, true
	}
	return 0, false
}

// Assignment is a person's role on an account, both days included. Without an account it is a place in the
// municipality's own call list.
type Assignment struct {
	ID        uuid.UUID
	AccountID uuid.UUID // uuid.Nil: the municipality's call list
	PersonID  uuid.UUID
	Role      Role
	From      clock.Date
	To        clock.Date // zero: until further notice
	Position  int        // in a call list, from 1
	Hours     string     // times on duty in a call list, in words
	Version   int
}

// On reports whether the assignment holds on the day.
func (a Assignment) On(day clock.Date) bool {
	return !day.Before(a.From) && (a.To.IsZero() || !day.After(a.To))
}

// overlaps reports whether two spans of days, both ends included, share a day; a zero end is open.
func overlaps(from, to, otherFrom, otherTo clock.Date) bool {
	return (to.IsZero() || !otherFrom.After(to)) && (otherTo.IsZero() || !from.After(otherTo))
}

// Absence is a person who is away, both days included, and who covers.
type Absence struct {
	ID       uuid.UUID
	PersonID uuid.UUID
	From     clock.Date
	To       clock.Date
	CoverID  uuid.UUID // uuid.Nil: nobody is named
	Version  int
}

// On reports whether the person is away on the day.
func (a Absence) On(day clock.Date) bool { return !day.Before(a.From) && !day.After(a.To) }

// Account is what a roster needs to know of an account.
type Account struct {
	ID       uuid.UUID
	Ref      string
	Name     string
	Platform platform.Name
	UnitID   uuid.UUID
	UnitName string
	Opens    clock.Date // zero: it always has been open
	Closes   clock.Date // zero: it is open
	Open     bool       // active or closing
}

// Sheet is the rosters of some accounts and what becomes of them from a day to a day.
type Sheet struct {
	From, To    clock.Date
	Today       clock.Date
	Accounts    []Account    // by ref
	Assignments []Assignment // of these accounts, touching the days, by account, role and first day
	Absences    []Absence    // of anybody who may stand in anywhere, touching the days, by first day
	People      map[uuid.UUID]identity.Person
	Days        map[uuid.UUID][]coverage.Day // by account; one for each day from From to To

	working func(clock.Date) bool // the municipality's working days
}

// Of gives the assignments of one account.
func (s *Sheet) Of(account uuid.UUID) []Assignment {
	var list []Assignment
	for _, a := range s.Assignments {
		if a.AccountID == account {
			list = append(list, a)
		}
	}
	return list
}

// Day gives the date of the i-th day.
func (s *Sheet) Day(i int) clock.Date { return s.From.AddDays(i) }

// Name gives a person's name, empty for nobody.
func (s *Sheet) Name(person uuid.UUID) string { return s.People[person].Name }
