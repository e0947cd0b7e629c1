package roster

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/roster/coverage"
	"kanalkoll/internal/tenant"
)

// monday is the first day of the sheets of these tests; today is the Tuesday after.
var monday = clock.Date{Year: 2026, Month: time.November, Day: 23}

func dayOf(n int) clock.Date { return monday.AddDays(n) }

func idOf(kind byte, n int) uuid.UUID { return uuid.UUID{kind, 14: byte(n >> 8), 15: byte(n)} }

func person(n int) uuid.UUID { return idOf('p', n) }

// world is a municipality of a few units: 0 at the top, 1 and 2 below it, 3 communications.
type world struct {
	accounts    []Account
	assignments []Assignment
	absences    []Absence
	people      []identity.Person
	days        int
}

func unitOf(n int) uuid.UUID { return idOf('u', n) }

func (w *world) account(n, unit int, on platform.Name) {
	w.accounts = append(w.accounts, Account{ID: idOf('a', n), Ref: fmt.Sprintf("k%04d", n), Name: fmt.Sprintf("Konto %d", n), Platform: on, UnitID: unitOf(unit), Open: true})
}

func (w *world) person(n, unit int) {
	w.people = append(w.people, identity.Person{ID: person(n), Name: fmt.Sprintf("Person %d", n), UnitID: unitOf(unit)})
}

// assign gives a role from day to day; to below 0 is until further notice.
func (w *world) assign(account, who int, role Role, from, to int) {
	x := Assignment{ID: idOf('s', len(w.assignments)), AccountID: idOf('a', account), PersonID: person(who), Role: role, From: dayOf(from)}
	if to >= 0 {
		x.To = dayOf(to)
	}
	w.assignments = append(w.assignments, x)
}

func (w *world) away(who, from, to, cover int) {
	x := Absence{ID: idOf('x', len(w.absences)), PersonID: person(who), From: dayOf(from), To: dayOf(to), Version: 1}
	if cover >= 0 {
		x.CoverID = person(cover)
	}
	w.absences = append(w.absences, x)
}

func (w *world) sheet() *Sheet {
	s := &Sheet{From: monday, To: dayOf(w.days - 1), Today: dayOf(1), Accounts: w.accounts, Assignments: w.assignments, Absences: w.absences,
		People: map[uuid.UUID]identity.Person{}, Days: map[uuid.UUID][]coverage.Day{}, working: tenant.WorkingDay}
	for _, p := range w.people {
		s.People[p.ID] = p
	}
	table := coverage.New(input(s, tenant.WorkingDay), s.From, s.To)
	for _, a := range s.Accounts {
		s.Days[a.ID] = table.Account(coverage.Account{ID: a.ID, Opens: a.Opens, Closes: a.Closes})
	}
	return s
}

func (w *world) outlook() *Outlook {
	o := newOutlook(w.sheet())
	o.people = w.people
	o.units = map[uuid.UUID]tenant.Unit{unitOf(0): {ID: unitOf(0)}, unitOf(1): {ID: unitOf(1), ParentID: unitOf(0)},
		unitOf(2): {ID: unitOf(2), ParentID: unitOf(0)}, unitOf(3): {ID: unitOf(3), Communications: true}}
	carries := map[uuid.UUID]map[uuid.UUID]bool{}
	for _, x := range w.assignments {
		i := slices.IndexFunc(w.accounts, func(a Account) bool { return a.ID == x.AccountID })
		d := o.carried[x.PersonID]
		if d.platforms == nil {
			d.platforms, carries[x.PersonID] = map[platform.Name]bool{}, map[uuid.UUID]bool{}
		}
		d.platforms[w.accounts[i].Platform] = true
		if x.Role != Publisher {
			carries[x.PersonID][x.AccountID] = true
		}
		d.carries = len(carries[x.PersonID])
		o.carried[x.PersonID] = d
	}
	return o
}

// take does what the step says with the person.
func (w *world) take(s Step, account, who uuid.UUID) *world {
	v := *w
	v.absences, v.assignments = slices.Clone(w.absences), slices.Clone(w.assignments)
	if s.Kind == NameCover {
		for i := range v.absences {
			if v.absences[i].ID == s.Absence.ID {
				v.absences[i].CoverID = who
			}
		}
		return &v
	}
	v.assignments = append(v.assignments, Assignment{ID: idOf('s', len(v.assignments)), AccountID: account, PersonID: who, Role: s.Role, From: s.From, To: s.To})
	return &v
}

func TestTheWorstStandsFirst(t *testing.T) {
	w := &world{days: 28}
	for n := range 8 {
		w.account(n, 1, "facebook")
		w.person(n, 1)
	}
	w.assign(0, 0, Monitor, 0, -1) // alone, always
	w.assign(1, 1, Monitor, 0, -1) // a gap next week, of two days
	w.away(1, 8, 9, -1)
	w.assign(2, 2, Monitor, 0, -1) // a gap next week, of four days from the same day
	w.away(2, 8, 11, -1)
	w.assign(3, 3, Monitor, 0, -1) // a gap this week
	w.away(3, 2, 2, -1)
	w.assign(4, 4, Publisher, 0, -1) // nobody watches
	w.assign(5, 5, Responsible, 0, -1)
	w.assign(5, 6, Monitor, 0, -1) // two, but for a day
	w.away(6, 3, 3, -1)
	w.assign(6, 5, Responsible, 0, -1) // all is well
	w.assign(6, 7, Cover, 0, -1)
	w.assign(7, 7, Monitor, 0, -1) // its gap was yesterday
	w.assign(7, 6, Monitor, 0, -1)
	w.away(7, 0, 0, -1)
	w.away(6, 0, 0, -1)
	w.accounts[6].Open = true
	var got []string
	for _, p := range Problems(w.sheet()) {
		got = append(got, fmt.Sprintf("%s %s %s %d", p.Account.Ref, p.Trouble, p.First(), len(p.Days())))
	}
	want := "k0004 nobody 2026-11-24 19; k0003 gap 2026-11-25 1; k0002 gap 2026-12-01 4; k0001 gap 2026-12-01 2; k0000 single 2026-11-24 19; k0005 thin 2026-11-26 1; k0007 thin 2026-11-26 1"
	if s := strings.Join(got, "; "); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}

func TestWhoIsProposed(t *testing.T) {
	w := &world{days: 28}
	w.account(0, 1, "facebook")
	w.account(1, 2, "facebook")
	w.account(2, 1, "instagram")
	for who, unit := range []int{1, 1, 1, 0, 3, 2, 1, 1, 1} {
		w.person(who, unit)
	}
	w.assign(0, 0, Monitor, 0, -1)
	w.away(0, 7, 11, -1)
	w.assign(1, 1, Monitor, 0, -1)   // of the unit, knows the platform, carries one
	w.assign(1, 2, Publisher, 0, -1) // of the unit, knows it, carries none
	w.assign(1, 3, Monitor, 0, -1)   // the unit above
	w.assign(1, 4, Monitor, 0, -1)   // communications
	w.assign(1, 5, Monitor, 0, -1)   // another unit beside it
	w.assign(2, 6, Monitor, 0, -1)   // of the unit, knows another platform
	w.assign(0, 7, Publisher, 0, -1) // publishes on the very account
	w.assign(1, 8, Publisher, 0, -1) // of the unit, knows it, carries none, and is away for a day
	w.away(8, 8, 8, -1)
	o := w.outlook()
	p, ok := o.Find("k0000")
	if !ok || p.Trouble != GapAhead {
		t.Fatalf("%+v", p)
	}
	names := func(s Step) string {
		var list []string
		for _, c := range s.Candidates {
			list = append(list, fmt.Sprintf("%s %d+%d", strings.TrimPrefix(c.Person.Name, "Person "), len(c.Mends), len(c.Left)))
		}
		return strings.Join(list, ", ")
	}
	steps := o.Steps(p)
	if len(steps) != 2 || steps[0].Kind != NameCover || steps[0].Absence.ID != w.absences[0].ID || names(steps[0]) != "7 5+0, 2 5+0, 1 5+0" {
		t.Errorf("first step %+v: %s", steps[0].Kind, names(steps[0]))
	}
	if s := steps[1]; s.Kind != AssignOne || s.From != dayOf(7) || s.To != dayOf(11) || s.Role != Monitor {
		t.Errorf("second step %+v", s)
	}
	// Of those who leave before the last day nobody is proposed, nor of those who have left.
	for _, i := range []int{1, 2, 7} {
		w.people[i].LeftOn = dayOf(10)
	}
	w.people[8].LeftOn = dayOf(11)
	if got := names(w.outlook().Steps(p)[0]); got != "8 4+1, 3 5+0, 4 5+0" {
		t.Errorf("when three leave: %s", got)
	}
}

func TestTheStepThatFits(t *testing.T) {
	for _, tt := range []struct {
		name string
		make func(*world)
		want string
	}{
		{"nobody", func(*world) {}, "assign monitor 2026-11-24– 19 days"},
		{"alone", func(w *world) { w.assign(0, 0, Monitor, 0, -1) }, "second cover 2026-11-24– 19 days"},
		{"ends", func(w *world) { w.assign(0, 0, Monitor, 0, 13); w.assign(0, 1, Cover, 0, -1) }, "assign monitor 2026-12-07– 10 days"},
		{"pause", func(w *world) {
			w.assign(0, 0, Monitor, 0, 8)
			w.assign(0, 1, Monitor, 14, -1)
			w.assign(0, 2, Cover, 0, -1)
		}, "assign monitor 2026-12-02–2026-12-04 3 days"},
		{"the cover is away too", func(w *world) {
			w.assign(0, 0, Monitor, 0, -1)
			w.assign(0, 2, Cover, 0, 6)
			w.away(0, 7, 11, 1)
			w.away(1, 9, 20, -1)
		}, "cover 1 3 days"},
		{"they cover each other", func(w *world) { w.assign(0, 0, Monitor, 0, -1); w.away(0, 7, 11, 1); w.away(1, 7, 11, 0) }, "assign monitor 2026-11-30–2026-12-04 5 days"},
		{"one of two is away", func(w *world) { w.assign(0, 0, Monitor, 0, -1); w.assign(0, 1, Monitor, 0, -1); w.away(1, 7, 8, -1) }, "cover 1 2 days"},
	} {
		w := &world{days: 28}
		w.account(0, 1, "facebook")
		for n := range 4 {
			w.person(n, 1)
		}
		tt.make(w)
		o := w.outlook()
		p, _ := o.Find("k0000")
		s := o.Steps(p)[0]
		got := fmt.Sprintf("%s %s %s–%s %d days", s.Kind, s.Role, s.From, s.To, len(s.Days))
		if s.Kind == NameCover {
			got = fmt.Sprintf("cover %d %d days", s.Absence.PersonID[15], len(s.Days))
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// A step never makes a day of any account worse, mends the days that it says it mends, and no others of its days are left
// than those that it names.
func TestStepsKeepWhatTheySay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &world{days: 21}
		num := func(lo, hi int, name string) int { return rapid.IntRange(lo, hi).Draw(t, name) }
		accounts, people := num(1, 3, "accounts"), num(1, 6, "people")
		for n := range accounts {
			w.account(n, num(1, 2, "unit"), []platform.Name{"facebook", "instagram"}[num(0, 1, "platform")])
		}
		for n := range people {
			w.person(n, num(0, 3, "unit"))
		}
		for range num(0, 8, "assignments") {
			from := num(0, 20, "from")
			to := -1
			if rapid.Bool().Draw(t, "ends") {
				to = num(from, 20, "to")
			}
			w.assign(num(0, accounts-1, "account"), num(0, people-1, "person"), []Role{Responsible, Monitor, Cover, Publisher}[num(0, 3, "role")], from, to)
		}
		for range num(0, 6, "absences") {
			from, who, cover := num(0, 20, "from"), num(0, people-1, "person"), num(-1, people-1, "cover")
			if cover == who {
				cover = -1
			}
			w.away(who, from, num(from, 20, "to"), cover)
		}
		before := w.sheet()
		o := w.outlook()
		for _, p := range o.Problems {
			steps := o.Steps(p)
			if len(steps) == 0 || len(steps[len(steps)-1].Days) == 0 {
				t.Fatalf("%s: no step", p.Account.Ref)
			}
			for _, s := range steps {
				for _, who := range s.Candidates {
					after := w.take(s, p.Account.ID, who.Person.ID).sheet()
					for _, a := range w.accounts {
						for i := range before.Days[a.ID] {
							if was, is := before.Days[a.ID][i].State, after.Days[a.ID][i].State; is > was {
								t.Fatalf("%s %s by %s: %s on %s is %s, was %s", p.Account.Ref, s.Kind, who.Person.Name, a.Ref, before.Day(i), is, was)
							}
						}
					}
					at := func(s *Sheet, d clock.Date) coverage.State {
						return s.Days[p.Account.ID][int(d.Time().Sub(monday.Time()).Hours()/24)].State
					}
					for _, d := range who.Mends {
						if at(after, d) >= at(before, d) || !slices.Contains(p.Days(), d) {
							t.Fatalf("%s %s by %s mends nothing on %s", p.Account.Ref, s.Kind, who.Person.Name, d)
						}
					}
					for _, d := range s.Days {
						if slices.Contains(who.Left, d) == (at(after, d) < at(before, d)) {
							t.Fatalf("%s %s by %s: %s is left or mended", p.Account.Ref, s.Kind, who.Person.Name, d)
						}
					}
				}
			}
		}
	})
}
