// Package coverage computes, from assignments and absences, who watches each account on each day. It knows no database
// and no words: days and ids go in, days come out.
package coverage

import (
	"bytes"
	"maps"
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
	Assignments []Assignment
	Absences    []Absence
	Working     func(clock.Date) bool
}

// Table is the coverage of accounts from a day to a day. People are numbered in it, in the order of their ids. It serves
// one goroutine at a time.
type Table struct {
	From clock.Date
	Days int // how many

	working  []bool
	people   []uuid.UUID
	assigned map[uuid.UUID][]span // of accounts
	absent   [][]span             // of people, with who covers
	gone     [][]bool             // of people: is away on the day; nil: never is
	asked    []int                // of people: the last round of standIns in which they were asked
	round    int
}

// span is somebody, or nobody, over days that are counted from the table's first.
type span struct {
	who      int
	role     Role
	from, to int
}

const (
	nobody = -1
	far    = int(^uint(0) >> 2) // after every day that a table has
)

// New prepares the table from first to last, both included; last before first is a table without days.
func New(in Input, first, last clock.Date) *Table {
	t := &Table{From: first, Days: max(0, between(first, last)+1), assigned: map[uuid.UUID][]span{}}
	t.working = make([]bool, t.Days)
	for i := range t.working {
		t.working[i] = in.Working(first.AddDays(i))
	}
	number := t.count(in)
	t.absent, t.gone, t.asked = make([][]span, len(t.people)), make([][]bool, len(t.people)), make([]int, len(t.people))
	for _, a := range in.Assignments {
		if s, ok := t.span(a.From, a.To); ok {
			s.who, s.role = number[a.Person], a.Role
			t.assigned[a.Account] = append(t.assigned[a.Account], s)
		}
	}
	for _, a := range in.Absences {
		s, ok := t.span(a.From, a.To)
		if !ok {
			continue
		}
		s.who = nobody
		if a.Cover != uuid.Nil {
			s.who = number[a.Cover]
		}
		p := number[a.Person]
		t.absent[p] = append(t.absent[p], s)
		if t.gone[p] == nil {
			t.gone[p] = make([]bool, t.Days)
		}
		for i := max(0, s.from); i <= min(s.to, t.Days-1); i++ {
			t.gone[p][i] = true
		}
	}
	return t
}

// count gives everybody who is named a number.
func (t *Table) count(in Input) map[uuid.UUID]int {
	number := map[uuid.UUID]int{}
	for _, a := range in.Assignments {
		number[a.Person] = 0
	}
	for _, a := range in.Absences {
		number[a.Person], number[a.Cover] = 0, 0
	}
	t.people = slices.SortedFunc(maps.Keys(number), func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
	for i, p := range t.people {
		number[p] = i
	}
	return number
}

// span counts days from the table's first, and says whether any of them lies in the table.
func (t *Table) span(from, to clock.Date) (span, bool) {
	s := span{from: between(t.From, from), to: far}
	if !to.IsZero() {
		s.to = between(t.From, to)
	}
	return s, s.from < t.Days && s.to >= 0 && s.from <= s.to
}

// between gives the number of days from a to b.
func between(a, b clock.Date) int { return int((b.Time().Unix() - a.Time().Unix()) / (24 * 60 * 60)) }

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
	var last answer
	same := false // last holds today too: nobody has been away or changed since
	for i := range days {
		away := t.anyAway(spans, i)
		same = same && !away && !turn(spans, i)
		switch {
		case i < opens || i > closes:
		case !t.working[i]:
			days[i].State = Rest
		default:
			if !same {
				last, same = t.answer(spans, i, last), !away
			}
			days[i] = last.Day
		}
	}
	return days
}

func (t *Table) anyAway(spans []span, i int) bool {
	for _, s := range spans {
		if t.isAway(s.who, i) {
			return true
		}
	}
	return false
}

func (t *Table) isAway(who, i int) bool { return t.gone[who] != nil && t.gone[who][i] }

// turn reports whether one of the spans begins on the day, or ended on the day before.
func turn(spans []span, i int) bool {
	for _, s := range spans {
		if s.from == i || s.to == i-1 {
			return true
		}
	}
	return false
}

// answer is a day with its people by number too.
type answer struct {
	Day
	watchers, reserve, away []int
}

// answer computes one day. Slices of the day before are used again where they say the same.
func (t *Table) answer(spans []span, i int, before answer) answer {
	var room [3][8]int // most accounts have fewer people than this: nothing is allocated for them
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
	now := before
	t.keep(watchers, &now.watchers, &now.Watchers)
	t.keep(reserve, &now.reserve, &now.Reserve)
	t.keep(away, &now.away, &now.Away)
	switch {
	case len(watchers) == 0:
		now.State = Gap
	case len(watchers) > 1 || slices.ContainsFunc(reserve, func(r int) bool { return r != watchers[0] }):
		now.State = Covered
	default:
		now.State = Thin
	}
	return now
}

// standIns adds whoever covers for somebody who is away: the cover, or, where that one is away too, the cover's cover,
// and so on. Nobody is asked twice, so a circle ends without cover.
func (t *Table) standIns(watchers []int, who, i int) []int {
	t.round++
	t.asked[who] = t.round
	var room [8]int
	away := append(room[:0], who)
	for next := 0; next < len(away); next++ {
		for _, s := range t.absent[away[next]] {
			if i < s.from || i > s.to || s.who == nobody || t.asked[s.who] == t.round {
				continue
			}
			t.asked[s.who] = t.round
			if t.isAway(s.who, i) {
				away = append(away, s.who)
			} else {
				watchers = add(watchers, s.who)
			}
		}
	}
	return watchers
}

func add(list []int, who int) []int {
	if slices.Contains(list, who) {
		return list
	}
	return append(list, who)
}

// keep sorts the list, and puts it and its ids in place of the day before's, unless those are the same.
func (t *Table) keep(list []int, numbers *[]int, ids *[]uuid.UUID) {
	slices.Sort(list)
	if slices.Equal(list, *numbers) {
		return
	}
	*numbers, *ids = slices.Clone(list), nil
	for _, who := range list {
		*ids = append(*ids, t.people[who])
	}
}
