// Package coverage computes, from assignments and absences, who watches each account on each day. It knows no database
// and no words: days and ids go in, days come out.
package coverage

import (
	"slices"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
)

// Role is what an assignment makes of a person on a day, as far as coverage asks.
type Role int

// The roles that coverage asks for. Every other role watches nothing.
const (
	Watches Role = iota // responsible or monitor
	Covers              // cover: in reserve, and watching where one who watches is away
)

// Account is one account and the days on which it is open, both included. A zero Opens is "always has been", a zero
// Closes "until further notice".
type Account struct {
	ID     uuid.UUID
	Opens  clock.Date
	Closes clock.Date
}

// Assignment is a person's role on an account, both days included. A zero To is "until further notice".
type Assignment struct {
	Account uuid.UUID
	Person  uuid.UUID
	Role    Role
	From    clock.Date
	To      clock.Date
}

// Absence is a person who is away, both days included, and who covers. A zero Cover is nobody.
type Absence struct {
	Person uuid.UUID
	Cover  uuid.UUID
	From   clock.Date
	To     clock.Date
}

// State is how an account is watched on a day.
type State int

// The states. Only Covered, Thin and Gap are judgements: on all other days nobody need watch.
const (
	NotOpen State = iota // the account is not open
	Rest                 // no working day
	Covered              // somebody watches, and there is somebody else
	Thin                 // one person alone
	Gap                  // nobody watches
)

// String gives the state's word in data: "covered", "thin", "gap"; "rest" and "not_open" stand in no file.
func (s State) String() string {
	return [...]string{"not_open", "rest", "covered", "thin", "gap"}[s]
}

// Day is one account on one day. Its slices are sorted, hold nobody twice, and are shared between days: they are not to
// be changed.
type Day struct {
	State    State
	Watchers []uuid.UUID // who watch it
	Reserve  []uuid.UUID // who are assigned as cover and are there, whether or not they watch
	Away     []uuid.UUID // who are assigned to watch and are away
}

// Input is what coverage is computed from. The order of its lists means nothing.
type Input struct {
	Accounts    []Account
	Assignments []Assignment
	Absences    []Absence
	Working     func(clock.Date) bool
}

// Table is the coverage of accounts from a day to a day.
type Table struct {
	From clock.Date
	Days int // how many

	input    Input
	working  []bool
	assigned map[uuid.UUID][]span // of accounts
	absent   map[uuid.UUID][]span // of people
}

// span is somebody over days, counted from the table's first.
type span struct {
	who      uuid.UUID
	role     Role
	from, to int
}

// far is after every day that a table has.
const far = int(^uint(0) >> 2)

// New prepares the table from first to last, both included; last before first is a table without days.
func New(in Input, first, last clock.Date) *Table {
	t := &Table{From: first, Days: max(0, between(first, last)+1), input: in, assigned: map[uuid.UUID][]span{}, absent: map[uuid.UUID][]span{}}
	t.working = make([]bool, t.Days)
	for i := range t.working {
		t.working[i] = in.Working(first.AddDays(i))
	}
	for _, a := range in.Assignments {
		if s, ok := t.span(a.Person, a.From, a.To); ok {
			s.role = a.Role
			t.assigned[a.Account] = append(t.assigned[a.Account], s)
		}
	}
	for _, a := range in.Absences {
		if s, ok := t.span(a.Cover, a.From, a.To); ok {
			t.absent[a.Person] = append(t.absent[a.Person], s)
		}
	}
	return t
}

// span counts days from the table's first, and says whether any of them lies in the table.
func (t *Table) span(who uuid.UUID, from, to clock.Date) (span, bool) {
	s := span{who: who, from: between(t.From, from), to: far}
	if !to.IsZero() {
		s.to = between(t.From, to)
	}
	return s, s.from < t.Days && s.to >= 0 && s.from <= s.to
}

// between gives the number of days from a to b.
func between(a, b clock.Date) int { return int(b.Time().Sub(a.Time()).Hours() / 24) }

// Account gives the account's days, one for each of the table's.
func (t *Table) Account(a Account) []Day {
	days := make([]Day, t.Days)
	opens, closes := 0, far
	if !a.Opens.IsZero() {
		opens = between(t.From, a.Opens)
	}
	if !a.Closes.IsZero() {
		closes = between(t.From, a.Closes)
	}
	spans := t.assigned[a.ID]
	var last Day
	for i := range days {
		switch {
		case i < opens || i > closes:
		case !t.working[i]:
			days[i].State = Rest
		default:
			last = t.day(spans, i, last)
			days[i] = last
		}
	}
	return days
}

// day computes one day. Slices of the day before are used again where they say the same.
func (t *Table) day(spans []span, i int, before Day) Day {
	var room [3][8]uuid.UUID // most accounts have fewer people than this: nothing is allocated for them
	watchers, reserve, away := room[0][:0], room[1][:0], room[2][:0]
	for _, s := range spans {
		if i < s.from || i > s.to {
			continue
		}
		switch here := !t.isAway(s.who, i); {
		case s.role == Covers && here:
			reserve = add(reserve, s.who)
		case s.role == Watches && here:
			watchers = add(watchers, s.who)
		case s.role == Watches:
			away = add(away, s.who)
		}
	}
	for _, who := range away {
		watchers = t.standIns(watchers, who, i)
	}
	if len(away) > 0 {
		for _, who := range reserve {
			watchers = add(watchers, who)
		}
	}
	d := Day{Watchers: keep(watchers, before.Watchers), Reserve: keep(reserve, before.Reserve), Away: keep(away, before.Away)}
	switch {
	case len(d.Watchers) == 0:
		d.State = Gap
	case len(d.Watchers) > 1 || slices.ContainsFunc(d.Reserve, func(r uuid.UUID) bool { return r != d.Watchers[0] }):
		d.State = Covered
	default:
		d.State = Thin
	}
	return d
}

func (t *Table) isAway(who uuid.UUID, i int) bool {
	for _, s := range t.absent[who] {
		if i >= s.from && i <= s.to {
			return true
		}
	}
	return false
}

// standIns adds whoever covers for somebody who is away: the cover, or, where that one is away too, the cover's cover,
// and so on. Nobody is asked twice, so a circle ends without cover.
func (t *Table) standIns(watchers []uuid.UUID, who uuid.UUID, i int) []uuid.UUID {
	var room [8]uuid.UUID
	asked := append(room[:0], who)
	for next := 0; next < len(asked); next++ {
		for _, s := range t.absent[asked[next]] {
			if i < s.from || i > s.to || s.who == uuid.Nil || slices.Contains(asked, s.who) {
				continue
			}
			if t.isAway(s.who, i) {
				asked = append(asked, s.who)
			} else {
				watchers = add(watchers, s.who)
			}
		}
	}
	return watchers
}

func add(list []uuid.UUID, who uuid.UUID) []uuid.UUID {
	if slices.Contains(list, who) {
		return list
	}
	return append(list, who)
}

// keep gives the list sorted, as the slice of the day before where that holds the same.
func keep(list, before []uuid.UUID) []uuid.UUID {
	if len(list) == 0 {
		return nil
	}
	slices.SortFunc(list, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	if slices.Equal(list, before) {
		return before
	}
	return slices.Clone(list)
}
