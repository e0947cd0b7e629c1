package coverage_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/roster/coverage"
	"kanalkoll/internal/roster/coverage/coveragetest"
)

// world is a random roster of two accounts and six people over ten weeks: small enough that absences overlap, covers are
// away themselves, and circles close.
type world struct {
	first, last clock.Date
	accounts    []coverage.Account
	in          coverage.Input
	closed      map[clock.Date]bool
}

func person(t *rapid.T, label string) uuid.UUID {
	return id(rapid.SampledFrom([]string{"anna", "bo", "cia", "dan", "eva", "fia"}).Draw(t, label))
}

// span draws days in or around the world's; an open end where open.
func (w *world) span(t *rapid.T, open bool) (from, to clock.Date) {
	n := rapid.IntRange(-10, 80).Draw(t, "from")
	from = w.first.AddDays(n)
	if open && rapid.IntRange(0, 3).Draw(t, "open") == 0 {
		return from, clock.Date{}
	}
	return from, from.AddDays(rapid.IntRange(0, 40).Draw(t, "length"))
}

func (w *world) assignment(t *rapid.T) coverage.Assignment {
	a := coverage.Assignment{Account: w.accounts[rapid.IntRange(0, 1).Draw(t, "account")].ID, Person: person(t, "person"),
		Role: rapid.SampledFrom([]coverage.Role{coverage.Watches, coverage.Covers}).Draw(t, "role")}
	a.From, a.To = w.span(t, true)
	return a
}

func (w *world) absence(t *rapid.T) coverage.Absence {
	a := coverage.Absence{Person: person(t, "person")}
	if rapid.IntRange(0, 3).Draw(t, "cover named") > 0 {
		if a.Cover = person(t, "cover"); a.Cover == a.Person {
			a.Cover = uuid.Nil
		}
	}
	a.From, a.To = w.span(t, false)
	return a
}

func drawWorld(t *rapid.T) *world {
	// Over summer-time changes, Midsummer, Christmas and New Year.
	first := rapid.SampledFrom([]clock.Date{{Year: 2026, Month: 10, Day: 1}, {Year: 2027, Month: 3, Day: 1}, {Year: 2026, Month: 5, Day: 20}, {Year: 2026, Month: 12, Day: 1}}).Draw(t, "first")
	w := &world{first: first, last: first.AddDays(69), closed: map[clock.Date]bool{}}
	for _, k := range []string{"k1", "k2"} {
		a := coverage.Account{ID: id(k)}
		if rapid.IntRange(0, 2).Draw(t, "opens") == 0 {
			a.Opens = first.AddDays(rapid.IntRange(-5, 75).Draw(t, "opens on"))
		}
		if rapid.IntRange(0, 2).Draw(t, "closes") == 0 {
			a.Closes = first.AddDays(rapid.IntRange(-5, 75).Draw(t, "closes on"))
		}
		w.accounts = append(w.accounts, a)
	}
	for range rapid.IntRange(0, 10).Draw(t, "assignments") {
		w.in.Assignments = append(w.in.Assignments, w.assignment(t))
	}
	for range rapid.IntRange(0, 10).Draw(t, "absences") {
		w.in.Absences = append(w.in.Absences, w.absence(t))
	}
	for range rapid.IntRange(0, 3).Draw(t, "closed days") {
		w.closed[first.AddDays(rapid.IntRange(0, 69).Draw(t, "closed"))] = true
	}
	w.in.Working = func(d clock.Date) bool { return working(d) && !w.closed[d] }
	return w
}

// days computes everything: by account, a day each.
func (w *world) days(in coverage.Input) [][]coverage.Day {
	table := coverage.New(in, w.first, w.last)
	var all [][]coverage.Day
	for _, a := range w.accounts {
		all = append(all, table.Account(a))
	}
	return all
}

func shown(all [][]coverage.Day) string {
	var b strings.Builder
	for _, days := range all {
		for i, d := range days {
			fmt.Fprintf(&b, "%d: %s\n", i, show(d))
		}
	}
	return b.String()
}

// rows gives the same roster to the second implementation.
func (w *world) rows() coveragetest.Roster {
	var r coveragetest.Roster
	for i, a := range w.in.Assignments {
		role := "cover"
		if a.Role == coverage.Watches {
			role = []string{"monitor", "responsible"}[i%2]
		}
		r.Assignments = append(r.Assignments, coveragetest.Assignment{Account: name(a.Account), Person: name(a.Person), Role: role, From: a.From.String(), To: a.To.String()})
	}
	for _, a := range w.in.Absences {
		r.Absences = append(r.Absences, coveragetest.Absence{Person: name(a.Person), Cover: name(a.Cover), From: a.From.String(), To: a.To.String()})
	}
	return r
}

func TestTheSecondImplementationAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		rows, all := w.rows(), w.days(w.in)
		for n, a := range w.accounts {
			for i, iso := range coveragetest.Days(w.first.String(), w.last.String()) {
				got, want := all[n][i], rows.Day(name(a.ID), iso)
				switch {
				case a.Opens.String() > iso || !a.Closes.IsZero() && iso > a.Closes.String():
					want = coveragetest.Answer{State: "not_open"}
				case !coveragetest.WorkingDay(iso) || w.closed[w.first.AddDays(i)]:
					want = coveragetest.Answer{State: "rest"}
				}
				if got.State.String() != want.State || names(got.Watchers) != strings.Join(want.Watchers, " ") || names(got.Reserve) != strings.Join(want.Reserve, " ") {
					t.Fatalf("%s on %s: %s, the second says %+v", name(a.ID), iso, show(got), want)
				}
			}
		}
	})
}

func contains(all, some []uuid.UUID) bool {
	return !slices.ContainsFunc(some, func(u uuid.UUID) bool { return !slices.Contains(all, u) })
}

// TestAnAssignmentMakesNoDayWorse holds for any assignment, also of somebody who is away: whoever watched or was in
// reserve still does and is, so no day can go from covered to thin or from thin to a gap.
func TestAnAssignmentMakesNoDayWorse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		before := w.days(w.in)
		more := w.in
		more.Assignments = append(slices.Clone(w.in.Assignments), w.assignment(t))
		for n, days := range w.days(more) {
			for i, d := range days {
				was := before[n][i]
				if d.State > was.State || !contains(d.Watchers, was.Watchers) || !contains(d.Reserve, was.Reserve) {
					t.Fatalf("day %d: %s was %s", i, show(d), show(was))
				}
			}
		}
	})
}

func TestSplittingChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		split := w.in
		split.Assignments, split.Absences = slices.Clone(w.in.Assignments), slices.Clone(w.in.Absences)
		if n := len(split.Assignments); n > 0 {
			a := &split.Assignments[rapid.IntRange(0, n-1).Draw(t, "which assignment")]
			if at := a.From.AddDays(rapid.IntRange(0, 45).Draw(t, "at")); a.To.IsZero() || at.Before(a.To) {
				rest := *a
				rest.From, a.To = at.AddDays(1), at
				split.Assignments = append(split.Assignments, rest)
			}
		}
		if n := len(split.Absences); n > 0 {
			a := &split.Absences[rapid.IntRange(0, n-1).Draw(t, "which absence")]
			if at := a.From.AddDays(rapid.IntRange(0, 45).Draw(t, "at")); at.Before(a.To) {
				rest := *a
				rest.From, a.To = at.AddDays(1), at
				split.Absences = append(split.Absences, rest)
			}
		}
		if got, want := shown(w.days(split)), shown(w.days(w.in)); got != want {
			t.Fatalf("split:\n%s\nwhole:\n%s", got, want)
		}
	})
}

func TestOrderChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		mixed := w.in
		mixed.Assignments = rapid.Permutation(w.in.Assignments).Draw(t, "assignments")
		mixed.Absences = rapid.Permutation(w.in.Absences).Draw(t, "absences")
		if got, want := shown(w.days(mixed)), shown(w.days(w.in)); got != want {
			t.Fatalf("mixed:\n%s\nin order:\n%s", got, want)
		}
	})
}

// TestAnyTableSaysTheSameOfADay: a day is what it is, whichever days stand beside it in the table.
func TestAnyTableSaysTheSameOfADay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		all := w.days(w.in)
		i := rapid.IntRange(0, 69).Draw(t, "day")
		table := coverage.New(w.in, w.first.AddDays(i), w.first.AddDays(i))
		for n, a := range w.accounts {
			if got, want := show(table.Account(a)[0]), show(all[n][i]); got != want {
				t.Fatalf("alone: %s, among others: %s", got, want)
			}
		}
	})
}
