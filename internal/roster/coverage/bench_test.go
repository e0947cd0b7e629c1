package coverage_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/roster/coverage"
)

// BenchmarkEngine measures a year of 300 accounts with five people each, of whom everybody is away for six weeks: by the
// engine, and by a plain loop over the days that asks every row of the account. Each loop is one account-day.
func BenchmarkEngine(b *testing.B) {
	first, last := clock.Date{Year: 2026, Month: 1, Day: 1}, clock.Date{Year: 2026, Month: 12, Day: 31}
	in := coverage.Input{Working: working}
	var accounts []coverage.Account
	for k := range 300 {
		accounts = append(accounts, coverage.Account{ID: id(fmt.Sprint("k", k))})
		for n := range 5 {
			role := coverage.Watches
			if n > 2 {
				role = coverage.Covers
			}
			in.Assignments = append(in.Assignments, coverage.Assignment{Account: accounts[k].ID, Person: id(fmt.Sprint("p", (k*7+n*101)%500)), Role: role, From: first})
		}
	}
	for p := range 500 {
		summer := clock.Date{Year: 2026, Month: 6, Day: 22}.AddDays(p % 8 * 7)
		for _, from := range []clock.Date{summer, {Year: 2026, Month: 2, Day: 16 + p%7}, {Year: 2026, Month: 10, Day: 1 + p%25}} {
			length := 6
			if from == summer {
				length = 27
			}
			in.Absences = append(in.Absences, coverage.Absence{Person: id(fmt.Sprint("p", p)), Cover: id(fmt.Sprint("p", (p+100)%500)), From: from, To: from.AddDays(length)})
		}
	}
	b.Run("engine", func(b *testing.B) {
		gaps := 0
		for n := 0; n < b.N; {
			table := coverage.New(in, first, last)
			for _, a := range accounts {
				for _, d := range table.Account(a) {
					if d.State == coverage.Gap {
						gaps++
					}
				}
				if n += table.Days; n >= b.N {
					break
				}
			}
		}
	})
	b.Run("plain", func(b *testing.B) {
		byAccount := map[uuid.UUID][]coverage.Assignment{}
		for _, a := range in.Assignments {
			byAccount[a.Account] = append(byAccount[a.Account], a)
		}
		away := map[uuid.UUID][]coverage.Absence{}
		for _, a := range in.Absences {
			away[a.Person] = append(away[a.Person], a)
		}
		gaps := 0
		for n := 0; n < b.N; {
			for _, a := range accounts {
				for d := first; !d.After(last); d = d.AddDays(1) {
					if n++; working(d) && !watched(byAccount[a.ID], away, d) {
						gaps++
					}
				}
				if n >= b.N {
					break
				}
			}
		}
	})
}

// watched is the least that a plain loop must ask: whether one of the assigned is there, or the cover of one who is not.
func watched(assigned []coverage.Assignment, away map[uuid.UUID][]coverage.Absence, d clock.Date) bool {
	on := func(from, to clock.Date) bool { return !d.Before(from) && (to.IsZero() || !d.After(to)) }
	absent := func(p uuid.UUID) bool {
		return slices.ContainsFunc(away[p], func(x coverage.Absence) bool { return on(x.From, x.To) })
	}
	missing := false
	for _, a := range assigned {
		if a.Role != coverage.Watches || !on(a.From, a.To) {
			continue
		}
		if !absent(a.Person) {
			return true
		}
		missing = true
		for _, x := range away[a.Person] {
			if on(x.From, x.To) && x.Cover != uuid.Nil && !absent(x.Cover) {
				return true
			}
		}
	}
	return missing && slices.ContainsFunc(assigned, func(a coverage.Assignment) bool {
		return a.Role == coverage.Covers && on(a.From, a.To) && !absent(a.Person)
	})
}
