package roster

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/roster/coverage"
)

// Trouble is what is amiss with the coverage of an account.
type Trouble string

// The troubles, worst first.
const (
	NobodyAssigned Trouble = "nobody" // nobody is to watch it, today or later
	GapAhead       Trouble = "gap"    // on some day nobody watches it
	AlwaysAlone    Trouble = "single" // one person alone, on every day
	ThinAhead      Trouble = "thin"   // one person alone, on some day
)

// Troubles lists them, worst first.
var Troubles = []Trouble{NobodyAssigned, GapAhead, AlwaysAlone, ThinAhead}

// IsGap reports whether it leaves an account unwatched.
func (t Trouble) IsGap() bool { return t == NobodyAssigned || t == GapAhead }

// Problem is an open account whose coverage is amiss, from today to the end of its sheet.
type Problem struct {
	Account Account
	Trouble Trouble
	Gaps    []clock.Date // days on which nobody watches
	Thins   []clock.Date // days on which one person is alone
}

// Days are the days that the trouble is about, at least one.
func (p Problem) Days() []clock.Date {
	if p.Trouble.IsGap() {
		return p.Gaps
	}
	return p.Thins
}

// First is the first of Days.
func (p Problem) First() clock.Date { return p.Days()[0] }

// Problems gives the open accounts of the sheet whose coverage is amiss from its today on, worst first: those that nobody
// is assigned to; gaps, the nearest first, then the longest; those who are always alone; days of one person.
func Problems(s *Sheet) []Problem {
	watched := watchedFrom(s)
	var list []Problem
	for _, a := range s.Accounts {
		if !a.Open {
			continue
		}
		if p, amiss := problem(s, a, watched[a.ID]); amiss {
			list = append(list, p)
		}
	}
	slices.SortStableFunc(list, func(p, q Problem) int {
		return cmp.Or(
			cmp.Compare(slices.Index(Troubles, p.Trouble), slices.Index(Troubles, q.Trouble)),
			p.First().Time().Compare(q.First().Time()),
			cmp.Compare(len(q.Days()), len(p.Days())),
			cmp.Compare(p.Account.Ref, q.Account.Ref))
	})
	return list
}

// watchedFrom gives the accounts that somebody is assigned to watch, on the sheet's today or later.
func watchedFrom(s *Sheet) map[uuid.UUID]bool {
	watched := map[uuid.UUID]bool{}
	for _, a := range s.Assignments {
		if a.Role.Watches() && (a.To.IsZero() || !a.To.Before(s.Today)) {
			watched[a.AccountID] = true
		}
	}
	return watched
}

// problem judges one account; watched says whether somebody is assigned to watch it, today or later.
func problem(s *Sheet, a Account, watched bool) (Problem, bool) {
	p := Problem{Account: a}
	covered := 0
	for i, d := range s.Days[a.ID] {
		day := s.Day(i)
		if day.Before(s.Today) {
			continue
		}
		switch d.State {
		case coverage.Gap:
			p.Gaps = append(p.Gaps, day)
		case coverage.Thin:
			p.Thins = append(p.Thins, day)
		case coverage.Covered:
			covered++
		case coverage.NotOpen, coverage.Rest:
		}
	}
	switch {
	case len(p.Gaps) > 0 && !watched:
		p.Trouble = NobodyAssigned
	case len(p.Gaps) > 0:
		p.Trouble = GapAhead
	case len(p.Thins) > 0 && covered == 0:
		p.Trouble = AlwaysAlone
	case len(p.Thins) > 0:
		p.Trouble = ThinAhead
	default:
		return p, false
	}
	return p, true
}
