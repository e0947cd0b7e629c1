// Package coveragetest computes coverage a second time for tests: slowly, a day at a time, sentence by sentence as the
// rule reads, and with nothing of the program in it. Days are ISO dates, which sort as they follow each other.
package coveragetest

import (
	"maps"
	"slices"
	"time"
)

// Assignment is a row of who has which role on an account. An empty To is open.
type Assignment struct{ Account, Person, Role, From, To string }

// Absence is a row of who is away. An empty Cover is nobody.
type Absence struct{ Person, Cover, From, To string }

// Roster is all the rows.
type Roster struct {
	Assignments []Assignment
	Absences    []Absence
}

// Answer is what holds of an account on a working day on which it is open.
type Answer struct {
	State    string // covered, thin or gap
	Watchers []string
	Reserve  []string
}

type set map[string]bool

// Day gives the answer for an account on a day.
func (r Roster) Day(account, day string) Answer {
	// Everyone assigned as monitor or responsible that day and not absent.
	assigned := r.assigned(account, day, "monitor")
	maps.Copy(assigned, r.assigned(account, day, "responsible"))
	watchers, oneIsAbsent := set{}, false
	for p := range assigned {
		if !r.absent(p, day) {
			watchers[p] = true
			continue
		}
		// For each of those who is absent, the cover, or the cover's cover and so on.
		oneIsAbsent = true
		maps.Copy(watchers, r.covers(p, day))
	}
	// Those assigned as cover and not absent are the reserve.
	reserve := r.assigned(account, day, "cover")
	for p := range reserve {
		if r.absent(p, day) {
			delete(reserve, p)
		}
	}
	// If at least one of the assigned is absent, they watch.
	if oneIsAbsent {
		maps.Copy(watchers, reserve)
	}
	together := maps.Clone(watchers)
	maps.Copy(together, reserve)
	state := "thin"
	if len(watchers) == 0 {
		state = "gap"
	} else if len(together) >= 2 {
		state = "covered"
	}
	return Answer{state, slices.Sorted(maps.Keys(watchers)), slices.Sorted(maps.Keys(reserve))}
}

func (r Roster) assigned(account, day, role string) set {
	s := set{}
	for _, a := range r.Assignments {
		if a.Account == account && a.Role == role && a.From <= day && (a.To == "" || day <= a.To) {
			s[a.Person] = true
		}
	}
	return s
}

func (r Roster) absent(person, day string) bool {
	return slices.ContainsFunc(r.Absences, func(a Absence) bool { return a.Person == person && a.From <= day && day <= a.To })
}

// covers gives those who are there among the covers, the covers' covers and so on: it adds covers of absent people until
// there are no more to add.
func (r Roster) covers(person, day string) set {
	asked := set{person: true}
	for before := 0; before < len(asked); {
		before = len(asked)
		for _, a := range r.Absences {
			if asked[a.Person] && a.Cover != "" && a.From <= day && day <= a.To {
				asked[a.Cover] = true
			}
		}
	}
	for p := range asked {
		if r.absent(p, day) {
			delete(asked, p)
		}
	}
	return asked
}

// Days gives every day from first to last, both included.
func Days(first, last string) []string {
	var days []string
	for d := parse(first); !d.After(parse(last)); d = d.AddDate(0, 0, 1) {
		days = append(days, d.Format(time.DateOnly))
	}
	return days
}

// WorkingDay reports whether Sweden works on the day: by fixed dates, by Easter as Gauss computed it, and by Midsummer
// and All Saints as the law on public holidays places them. All Saints is a Saturday, Whitsun a Sunday.
func WorkingDay(day string) bool {
	d := parse(day)
	if d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
		return false
	}
	switch d.Format("01-02") {
	case "01-01", "01-06", "05-01", "06-06", "12-24", "12-25", "12-26", "12-31":
		return false
	}
	switch easter := Easter(d.Year()); int(d.Sub(easter).Hours() / 24) {
	case -2, 1, 39: // Good Friday, Easter Monday, Ascension
		return false
	}
	midsummerEve := d.Month() == time.June && d.Weekday() == time.Friday && d.Day() >= 19 && d.Day() <= 25
	return !midsummerEve
}

// Easter gives Easter Sunday of a year from 1900 to 2099, by Gauss's rule.
func Easter(year int) time.Time {
	d := (19*(year%19) + 24) % 30
	e := (2*(year%4) + 4*(year%7) + 6*d + 5) % 7
	day := 22 + d + e // of March
	if d == 29 && e == 6 || d == 28 && e == 6 && year%19 > 10 {
		day -= 7
	}
	return time.Date(year, time.March, day, 0, 0, 0, 0, time.UTC)
}

func parse(day string) time.Time {
	d, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return d
}
