package roster

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/roster/coverage"
)

// runs joins the days of a finding that follow each other; days off between them part nothing.
func (s *search) runs(key sightKey) []Finding {
	var list []Finding
	sights := s.sights[key]
	for from := 0; from < len(sights); {
		to := from
		for to+1 < len(sights) && s.follows(key.kind, sights[to].day, sights[to+1].day) {
			to++
		}
		list = append(list, s.finding(key, sights[from:to+1]))
		from = to + 1
	}
	return list
}

// follows reports whether nothing lies between two days, or, where only working days are asked about, only days off.
func (s *search) follows(kind FindingKind, day, next int) bool {
	for i := day + 1; i < next; i++ {
		if kind == Overlap || s.Working(s.From.AddDays(i)) {
			return false
		}
	}
	return true
}

func (s *search) finding(key sightKey, sights []sight) Finding {
	f := Finding{Kind: key.kind, People: s.named[key], From: s.From.AddDays(sights[0].day), To: s.From.AddDays(sights[len(sights)-1].day)}
	var away, absences []uuid.UUID
	for _, x := range sights {
		absences = union(absences, x.absences)
		away = union(away, x.away)
	}
	for _, id := range absences {
		f.Absences = append(f.Absences, s.Absences[slices.IndexFunc(s.Absences, func(a Absence) bool { return a.ID == id })])
	}
	for _, a := range s.Accounts {
		hit, gaps := false, 0
		for _, d := range s.of(a)[sights[0].day : sights[len(sights)-1].day+1] {
			if !slices.ContainsFunc(away, func(who uuid.UUID) bool { return slices.Contains(d.Away, who) }) {
				continue
			}
			hit = true
			if d.State == coverage.Gap {
				gaps++
			}
		}
		if hit {
			f.Accounts = append(f.Accounts, Hit{a, gaps})
		}
	}
	return f
}

func union(list, more []uuid.UUID) []uuid.UUID {
	for _, id := range more {
		if !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list
}

// absent is who is away on a day.
type absent struct {
	people []uuid.UUID // in order of their first absence
	of     map[uuid.UUID][]Absence
}

func awayOn(all []Absence, day clock.Date) absent {
	x := absent{of: map[uuid.UUID][]Absence{}}
	for _, a := range all {
		if !a.On(day) {
			continue
		}
		if x.of[a.PersonID] == nil {
			x.people = append(x.people, a.PersonID)
		}
		x.of[a.PersonID] = append(x.of[a.PersonID], a)
	}
	return x
}

// named reports whether somebody who is away names a cover.
func (x absent) named(who uuid.UUID) bool {
	return slices.ContainsFunc(x.of[who], func(a Absence) bool { return a.CoverID != uuid.Nil })
}

// reached gives whom the covers lead to from somebody who is away, in the order in which they are asked.
func (x absent) reached(who uuid.UUID) []uuid.UUID {
	var asked []uuid.UUID
	for next := -1; next < len(asked); next++ {
		from := who
		if next >= 0 {
			from = asked[next]
		}
		for _, a := range x.of[from] {
			if a.CoverID != uuid.Nil && !slices.Contains(asked, a.CoverID) {
				asked = append(asked, a.CoverID)
			}
		}
	}
	return asked
}

// standIn reports whether the covers lead to somebody who is there.
func (x absent) standIn(who uuid.UUID) bool {
	return slices.ContainsFunc(x.reached(who), func(c uuid.UUID) bool { return x.of[c] == nil })
}

// circles gives the circles of covers that lead to nobody who is there, each once and beginning with the lowest id.
func (x absent) circles() [][]uuid.UUID {
	var list [][]uuid.UUID
	seen := map[uuid.UUID]bool{}
	people := slices.Clone(x.people)
	slices.SortFunc(people, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	for _, who := range people {
		if seen[who] || x.standIn(who) || !slices.Contains(x.reached(who), who) {
			continue
		}
		circle := []uuid.UUID{who}
		for _, c := range x.reached(who) {
			if c != who && slices.Contains(x.reached(c), who) {
				circle = append(circle, c)
			}
		}
		for _, c := range circle {
			seen[c] = true
		}
		list = append(list, circle)
	}
	return list
}

func idsOf(list []Absence) []uuid.UUID {
	ids := make([]uuid.UUID, len(list))
	for i, a := range slices.SortedFunc(slices.Values(list), func(a, b Absence) int {
		return cmp.Or(b.From.Time().Compare(a.From.Time()), slices.Compare(a.ID[:], b.ID[:]))
	}) {
		ids[i] = a.ID
	}
	return ids
}
