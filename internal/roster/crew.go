package roster

import (
	"slices"

	"github.com/google/uuid"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/roster/coverage"
)

// Member is somebody who has to do with a sheet's accounts.
type Member struct {
	Person      identity.Person
	Assignments []Assignment
	Absences    []Absence
	StandsIn    bool // watches some account on some day without a task on it
	in          []bool
}

// Count gives on how many accounts the member has a role for which of holds.
func (m *Member) Count(of func(Role) bool) int {
	accounts := map[uuid.UUID]bool{}
	for _, a := range m.Assignments {
		if of(a.Role) {
			accounts[a.AccountID] = true
		}
	}
	return len(accounts)
}

// On reports whether the member has a task, or stands in, on the i-th day.
func (m *Member) On(day clock.Date, i int) bool {
	return i < len(m.in) && m.in[i] || slices.ContainsFunc(m.Assignments, func(a Assignment) bool { return a.On(day) })
}

// Crew gives everybody who has a task on one of the sheet's accounts or stands in there, by name, with their absences.
func (s *Sheet) Crew() []*Member {
	members := map[uuid.UUID]*Member{}
	find := func(id uuid.UUID) *Member {
		if members[id] == nil {
			members[id] = &Member{Person: s.People[id]}
		}
		return members[id]
	}
	for _, a := range s.Assignments {
		m := find(a.PersonID)
		m.Assignments = append(m.Assignments, a)
	}
	for _, a := range s.Accounts {
		for i, d := range s.Days[a.ID] {
			for _, id := range d.Watchers {
				m := find(id)
				if slices.ContainsFunc(m.Assignments, func(x Assignment) bool { return x.AccountID == a.ID }) {
					continue
				}
				if m.in == nil {
					m.in = make([]bool, len(s.Days[a.ID]))
				}
				m.StandsIn, m.in[i] = true, true
			}
		}
	}
	for _, a := range s.Absences {
		if m := members[a.PersonID]; m != nil {
			m.Absences = append(m.Absences, a)
		}
	}
	list := make([]*Member, 0, len(members))
	for _, m := range members {
		list = append(list, m)
	}
	swedish := collate.New(language.Swedish)
	slices.SortFunc(list, func(a, b *Member) int {
		if c := swedish.CompareString(a.Person.Name, b.Person.Name); c != 0 {
			return c
		}
		return slices.Compare(a.Person.ID[:], b.Person.ID[:])
	})
	return list
}

// DayOff reports whether the i-th day is no working day: no account that is open is watched on it.
func (s *Sheet) DayOff(i int) bool {
	off := false
	for _, days := range s.Days {
		switch days[i].State {
		case coverage.Rest:
			off = true
		case coverage.NotOpen:
		default:
			return false
		}
	}
	return off
}
