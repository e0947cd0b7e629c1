package roster_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/roster/coverage"
)

// desk is a sheet of one account, made by hand: three weeks from Monday 14 December 2026, with Christmas.
type desk struct {
	account uuid.UUID
	people  map[string]uuid.UUID
	sheet   *roster.Sheet
}

func newDesk(today int) *desk {
	return &desk{account: uuid.New(), people: map[string]uuid.UUID{}, sheet: &roster.Sheet{From: december(14), To: december(35), Today: december(today),
		People: map[uuid.UUID]identity.Person{}, Days: map[uuid.UUID][]coverage.Day{}}}
}

func december(day int) clock.Date {
	return clock.Date{Year: 2026, Month: time.December, Day: 1}.AddDays(day - 1)
}

func (d *desk) who(name string) uuid.UUID {
	if name == "" {
		return uuid.Nil
	}
	if d.people[name] == uuid.Nil {
		d.people[name] = uuid.New()
		d.sheet.People[d.people[name]] = identity.Person{ID: d.people[name], Name: name}
	}
	return d.people[name]
}

func (d *desk) assign(name string, role roster.Role, from, to int) {
	d.sheet.Assignments = append(d.sheet.Assignments, roster.Assignment{AccountID: d.account, PersonID: d.who(name), Role: role, From: december(from), To: december(to)})
}

func (d *desk) away(name string, from, to int, cover string) {
	d.sheet.Absences = append(d.sheet.Absences, roster.Absence{PersonID: d.who(name), From: december(from), To: december(to), CoverID: d.who(cover)})
}

// runs computes the days and tells the runs, a line each.
func (d *desk) runs() string {
	in := coverage.Input{Working: func(day clock.Date) bool {
		return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday && day != december(24) && day != december(25)
	}}
	for _, a := range d.sheet.Assignments {
		role := coverage.Watches
		if a.Role == roster.Cover {
			role = coverage.Covers
		} else if !a.Role.Watches() {
			continue
		}
		in.Assignments = append(in.Assignments, coverage.Assignment{Account: a.AccountID, Person: a.PersonID, Role: role, From: a.From, To: a.To})
	}
	for _, a := range d.sheet.Absences {
		in.Absences = append(in.Absences, coverage.Absence{Person: a.PersonID, Cover: a.CoverID, From: a.From, To: a.To})
	}
	d.sheet.Days[d.account] = coverage.New(in, d.sheet.From, d.sheet.To).Account(coverage.Account{ID: d.account})
	var lines []string
	names := func(people []identity.Person) string {
		var list []string
		for _, p := range people {
			list = append(list, p.Name)
		}
		return strings.Join(list, "+")
	}
	for _, r := range d.sheet.Runs(d.account) {
		lines = append(lines, fmt.Sprintf("%s %s %s–%s %d away:%s covers:%s watches:%s", r.State, r.Reason, r.First.String()[5:], r.Last.String()[5:], r.Days,
			names(r.Away), names(r.Covers), names(r.Watchers)))
	}
	return strings.Join(lines, "\n")
}

func TestRunsTellWhoIsMissingAndWhy(t *testing.T) {
	for _, c := range []struct {
		name string
		fill func(d *desk)
		want string
	}{
		{"nobody assigned, over weekends and Christmas", func(*desk) {}, "gap unassigned 12-14–01-04 14 away: covers: watches:"},
		{"other roles watch nothing", func(d *desk) { d.assign("Sara", roster.Publisher, 1, 60) }, "gap unassigned 12-14–01-04 14 away: covers: watches:"},
		{"one alone", func(d *desk) { d.assign("Sara", roster.Responsible, 1, 60) }, "thin alone 12-14–01-04 14 away: covers: watches:Sara"},
		{"two", func(d *desk) { d.assign("Sara", roster.Responsible, 1, 60); d.assign("Jonas", roster.Monitor, 1, 60) }, ""},
		{"one with somebody in reserve", func(d *desk) { d.assign("Sara", roster.Responsible, 1, 60); d.assign("Jonas", roster.Cover, 1, 60) }, ""},
		{"one away, then both, then the other", func(d *desk) {
			d.assign("Sara", roster.Responsible, 1, 60)
			d.assign("Jonas", roster.Monitor, 1, 60)
			d.away("Sara", 17, 22, "")
			d.away("Jonas", 22, 28, "")
		}, "thin left_alone 12-17–12-21 3 away:Sara covers: watches:Jonas\n" +
			"gap no_cover 12-22–12-22 1 away:Jonas+Sara covers: watches:\n" +
			"thin left_alone 12-23–12-28 2 away:Jonas covers: watches:Sara"},
		{"a cover who is away too", func(d *desk) {
			d.assign("Sara", roster.Responsible, 1, 60)
			d.away("Sara", 14, 35, "Karin")
			d.away("Karin", 16, 17, "")
		}, "thin stands_in 12-14–12-15 2 away:Sara covers: watches:Karin\n" +
			"gap cover_away 12-16–12-17 2 away:Sara covers:Karin watches:\n" +
			"thin stands_in 12-18–01-04 10 away:Sara covers: watches:Karin"},
		{"a circle of covers", func(d *desk) {
			d.assign("Sara", roster.Responsible, 1, 60)
			d.assign("Jonas", roster.Monitor, 1, 60)
			d.away("Sara", 14, 14, "Jonas")
			d.away("Jonas", 14, 14, "Sara")
		}, "gap cover_away 12-14–12-14 1 away:Jonas+Sara covers:Jonas+Sara watches:"},
		{"a covered day between breaks it", func(d *desk) {
			d.assign("Sara", roster.Responsible, 1, 60)
			d.assign("Jonas", roster.Monitor, 16, 16)
			d.assign("Karin", roster.Monitor, 18, 60)
		}, "thin alone 12-14–12-15 2 away: covers: watches:Sara\nthin alone 12-17–12-17 1 away: covers: watches:Sara"},
	} {
		d := newDesk(14)
		c.fill(d)
		if got := d.runs(); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

func TestRunsBeginToday(t *testing.T) {
	d := newDesk(16)
	if got, want := d.runs(), "gap unassigned 12-16–01-04 12 away: covers: watches:"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if day, ok := d.sheet.FirstGap(d.account); !ok || day != december(16) {
		t.Errorf("first gap %s, %v", day, ok)
	}
	d.assign("Sara", roster.Monitor, 1, 60)
	if d.runs(); d.sheet.Runs(uuid.New()) != nil {
		t.Error("an account that the sheet does not hold has runs")
	}
	if day, ok := d.sheet.FirstGap(d.account); ok {
		t.Errorf("a gap on %s where there is none", day)
	}
}
