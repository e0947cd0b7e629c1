package roster

import (
	"slices"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/roster/coverage"
)

// Worse is an account that fewer people watch when somebody has left.
type Worse struct {
	Account Account
	Gaps    []clock.Date // days that become a gap
	Thin    []clock.Date // days that had two people and get one
}

// Gaps reports whether there are days on which nobody will watch an account.
func (p *LeavePlan) Gaps() bool {
	return slices.ContainsFunc(p.Worse, func(w Worse) bool { return len(w.Gaps) > 0 })
}

// worse compares two sheets of the same days.
func worse(before, after *Sheet) []Worse {
	var list []Worse
	for _, a := range before.Accounts {
		w := Worse{Account: a}
		now := after.Days[a.ID]
		for i, was := range before.Days[a.ID] {
			switch {
			case i >= len(now):
			case now[i].State == coverage.Gap && was.State != coverage.Gap:
				w.Gaps = append(w.Gaps, before.Day(i))
			case now[i].State == coverage.Thin && was.State == coverage.Covered:
				w.Thin = append(w.Thin, before.Day(i))
			}
		}
		if len(w.Gaps)+len(w.Thin) > 0 {
			list = append(list, w)
		}
	}
	slices.SortStableFunc(list, func(a, b Worse) int { return len(b.Gaps) - len(a.Gaps) })
	return list
}
