package roster

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/roster/coverage"
)

// Reason is why an account lacks people on a day.
type Reason string

// The reasons: of gaps the first three, of days with one person alone the others.
const (
	Unassigned Reason = "unassigned" // nobody has a role that watches
	NoCover    Reason = "no_cover"   // all who watch are away, and no cover is named
	CoverAway  Reason = "cover_away" // the named cover is away too, or they cover each other in a circle
	Alone      Reason = "alone"      // one person, though nobody is away
	LeftAlone  Reason = "left_alone" // the others are away, and one of the assigned is left
	StandsIn   Reason = "stands_in"  // all who watch are away, and one person stands in
)

// Run is working days that follow each other and lack people for the same reason. Days of rest between them do not break it.
type Run struct {
	State    coverage.State // Gap or Thin
	Reason   Reason
	First    clock.Date
	Last     clock.Date
	Days     int               // working days
	Away     []identity.Person // who are assigned to watch and are away
	Covers   []identity.Person // of CoverAway: who are named to cover for them
	Watchers []identity.Person // the one who watches; nobody in a gap
}

// Runs gives the days on which the account lacks people, from today on, by day: a gap or one person alone. An account whose
// days the sheet does not hold has none.
func (s *Sheet) Runs(account uuid.UUID) []Run {
	var runs []Run
	var last lack
	open := false // the last working day belongs to the last run
	for i, d := range s.Days[account] {
		day := s.Day(i)
		switch {
		case day.Before(s.Today) || d.State == coverage.Rest:
		case d.State != coverage.Gap && d.State != coverage.Thin:
			open = false
		default:
			l := s.lack(account, day, d)
			if open && l.same(last) {
				r := &runs[len(runs)-1]
				r.Last, r.Days = day, r.Days+1
				continue
			}
			runs = append(runs, Run{State: d.State, Reason: l.reason, First: day, Last: day, Days: 1,
				Away: s.people(d.Away), Covers: s.people(l.covers), Watchers: s.people(d.Watchers)})
			last, open = l, true
		}
	}
	return runs
}

// FirstGap gives the first day from today on without anybody who watches, false where there is none.
func (s *Sheet) FirstGap(account uuid.UUID) (clock.Date, bool) {
	for i, d := range s.Days[account] {
		if day := s.Day(i); d.State == coverage.Gap && !day.Before(s.Today) {
			return day, true
		}
	}
	return clock.Date{}, false
}

// lack is what one day lacks, and why.
type lack struct {
	day    coverage.Day
	reason Reason
	covers []uuid.UUID
}

func (l lack) same(o lack) bool {
	return l.day.State == o.day.State && l.reason == o.reason && slices.Equal(l.day.Away, o.day.Away) &&
		slices.Equal(l.covers, o.covers) && slices.Equal(l.day.Watchers, o.day.Watchers)
}

func (s *Sheet) lack(account uuid.UUID, day clock.Date, d coverage.Day) lack {
	l := lack{day: d}
	switch {
	case d.State == coverage.Gap && len(d.Away) == 0:
		l.reason = Unassigned
	case d.State == coverage.Gap:
		if l.covers = s.coversOn(d.Away, day); len(l.covers) > 0 {
			l.reason = CoverAway
		} else {
			l.reason = NoCover
		}
	case len(d.Away) == 0:
		l.reason = Alone
	case s.watchesOn(account, d.Watchers[0], day):
		l.reason = LeftAlone
	default:
		l.reason = StandsIn
	}
	return l
}

// coversOn gives who are named to cover for these people on the day, whether or not they are there.
func (s *Sheet) coversOn(people []uuid.UUID, day clock.Date) []uuid.UUID {
	var covers []uuid.UUID
	for _, a := range s.Absences {
		if a.CoverID != uuid.Nil && a.On(day) && slices.Contains(people, a.PersonID) && !slices.Contains(covers, a.CoverID) {
			covers = append(covers, a.CoverID)
		}
	}
	slices.SortFunc(covers, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	return covers
}

func (s *Sheet) watchesOn(account, person uuid.UUID, day clock.Date) bool {
	return slices.ContainsFunc(s.Assignments, func(a Assignment) bool {
		return a.AccountID == account && a.PersonID == person && a.Role.Watches() && a.On(day)
	})
}

// IsAway reports whether the person is away on the day.
func (s *Sheet) IsAway(person uuid.UUID, day clock.Date) bool {
	return slices.ContainsFunc(s.Absences, func(a Absence) bool { return a.PersonID == person && a.On(day) })
}

// AbsenceToMend gives the absence of the run's people in which a cover is to be named, or another one: of those that name nobody
// the first, else the first.
func (s *Sheet) AbsenceToMend(r Run) (Absence, bool) {
	var first Absence
	for _, a := range s.Absences {
		if !a.On(r.First) || !slices.ContainsFunc(r.Away, func(p identity.Person) bool { return p.ID == a.PersonID }) {
			continue
		}
		if a.CoverID == uuid.Nil {
			return a, true
		}
		if first.ID == uuid.Nil {
			first = a
		}
	}
	return first, first.ID != uuid.Nil
}

// people gives these people, by name.
func (s *Sheet) people(ids []uuid.UUID) []identity.Person {
	var list []identity.Person
	for _, id := range ids {
		list = append(list, s.People[id])
	}
	slices.SortStableFunc(list, func(a, b identity.Person) int { return cmp.Compare(a.Name, b.Name) })
	return list
}
