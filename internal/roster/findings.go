package roster

import (
	"slices"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/roster/coverage"
)

// FindingKind is what is found about absences.
type FindingKind string

// The kinds.
const (
	AbsentCover FindingKind = "absent_cover" // the named cover is away, and nobody covers for the cover
	CoverCircle FindingKind = "cover_circle" // people who are away cover for each other
	NobodyNamed FindingKind = "nobody_named" // somebody without whom nobody watches names no cover
	Overlap     FindingKind = "overlap"      // absences of one person share days
)

// Finding is one thing about absences, with the days on which it holds. It stands once, whomever of its people one asks.
type Finding struct {
	Kind     FindingKind
	People   []uuid.UUID // AbsentCover: who is away and then the cover; CoverCircle: each covered by the next, the last by the first; else the one
	From, To clock.Date
	Absences []Absence // all that it has to do with, the one to change first, also of those whose cover's cover it is
	Accounts []Hit     // which it hits, by ref
}

// Hit is an account that somebody is away from.
type Hit struct {
	Account Account
	Gaps    int // working days on which nobody watches
}

// Gap reports whether nobody watches some account on some of the days.
func (f Finding) Gap() bool {
	return slices.ContainsFunc(f.Accounts, func(h Hit) bool { return h.Gaps > 0 })
}

// About reports whether the finding has to do with the absence.
func (f Finding) About(absence uuid.UUID) bool {
	return slices.ContainsFunc(f.Absences, func(a Absence) bool { return a.ID == absence })
}

// Ground is what findings are looked for in: days, everybody's absences, and the accounts that may be named.
type Ground struct {
	From, To    clock.Date
	Absences    []Absence
	Accounts    []Account // by ref
	Assignments []Assignment
	Working     func(clock.Date) bool
}

// Findings gives what is to be said of the ground's absences on its days: what leaves an account unwatched first, then the
// earliest. An absence whose cover is away is no finding where somebody else stands in; nor are covers asked for
// on days off.
func Findings(g Ground) []Finding {
	s := newSearch(g)
	var found []Finding
	for i := range s.days {
		s.day(i)
	}
	for _, key := range s.order {
		found = append(found, s.runs(key)...)
	}
	slices.SortStableFunc(found, func(a, b Finding) int {
		switch {
		case a.Gap() != b.Gap():
			if a.Gap() {
				return -1
			}
			return 1
		case a.From != b.From:
			return a.From.Time().Compare(b.From.Time())
		}
		return slices.Index(findingOrder, a.Kind) - slices.Index(findingOrder, b.Kind)
	})
	return found
}

var findingOrder = []FindingKind{AbsentCover, CoverCircle, NobodyNamed, Overlap}

// sight is a finding on one day.
type sight struct {
	day      int
	absences []uuid.UUID
	away     []uuid.UUID // from whose accounts somebody is missing
}

// sightKey tells findings apart: days with the same key after each other are one.
type sightKey struct {
	kind   FindingKind
	people string // their ids after each other
}

// search walks the days.
type search struct {
	Ground
	days    int
	table   *coverage.Table
	covered map[uuid.UUID][]coverage.Day
	sights  map[sightKey][]sight
	order   []sightKey
	named   map[sightKey][]uuid.UUID
}

func newSearch(g Ground) *search {
	in := coverage.Input{Working: g.Working}
	for _, a := range g.Assignments {
		if role, ok := a.Role.coverage(); ok {
			in.Assignments = append(in.Assignments, coverage.Assignment{Account: a.AccountID, Person: a.PersonID, Role: role, From: a.From, To: a.To})
		}
	}
	for _, a := range g.Absences {
		in.Absences = append(in.Absences, coverage.Absence{Person: a.PersonID, Cover: a.CoverID, From: a.From, To: a.To})
	}
	t := coverage.New(in, g.From, g.To)
	return &search{Ground: g, days: t.Days, table: t, covered: map[uuid.UUID][]coverage.Day{}, sights: map[sightKey][]sight{}, named: map[sightKey][]uuid.UUID{}}
}

// of gives an account's days.
func (s *search) of(a Account) []coverage.Day {
	days, ok := s.covered[a.ID]
	if !ok {
		days = s.table.Account(coverage.Account{ID: a.ID, Opens: a.Opens, Closes: a.Closes})
		s.covered[a.ID] = days
	}
	return days
}

func (s *search) see(kind FindingKind, people []uuid.UUID, x sight) {
	key := sightKey{kind: kind}
	for _, p := range people {
		key.people += string(p[:])
	}
	if _, known := s.sights[key]; !known {
		s.order, s.named[key] = append(s.order, key), slices.Clone(people)
	}
	s.sights[key] = append(s.sights[key], x)
}

// day looks at one day.
func (s *search) day(i int) {
	day := s.From.AddDays(i)
	away := awayOn(s.Absences, day)
	for _, who := range away.people {
		if len(away.of[who]) > 1 {
			s.see(Overlap, []uuid.UUID{who}, sight{i, idsOf(away.of[who]), []uuid.UUID{who}})
		}
	}
	if !s.Working(day) {
		// A finding goes on over days off, where it holds before and after: they are joined in runs.
		return
	}
	for _, circle := range away.circles() {
		x := sight{day: i, away: circle}
		for _, who := range circle {
			x.absences = append(x.absences, idsOf(away.of[who])...)
		}
		s.upstream(away, &x)
		s.see(CoverCircle, circle, x)
	}
	for _, who := range away.people {
		if away.standIn(who) {
			continue
		}
		named := false
		for _, a := range away.of[who] {
			if a.CoverID == uuid.Nil {
				continue
			}
			named = true
			if away.named(a.CoverID) {
				continue // the cover names somebody too: the finding stands there, or is a circle
			}
			x := sight{i, append([]uuid.UUID{a.ID}, idsOf(away.of[a.CoverID])...), []uuid.UUID{who}}
			s.upstream(away, &x)
			s.see(AbsentCover, []uuid.UUID{who, a.CoverID}, x)
		}
		if !named && s.missed(away, who, i) {
			s.see(NobodyNamed, []uuid.UUID{who}, sight{i, idsOf(away.of[who]), []uuid.UUID{who}})
		}
	}
}

// upstream adds those whose cover, or whose cover's cover, the sight's people are.
func (s *search) upstream(away absent, x *sight) {
	for next := 0; next < len(x.away); next++ {
		for _, who := range away.people {
			if slices.Contains(x.away, who) || away.standIn(who) {
				continue
			}
			for _, a := range away.of[who] {
				if a.CoverID == x.away[next] {
					x.away = append(slices.Clip(x.away), who)
					x.absences = append(x.absences, a.ID)
					break
				}
			}
		}
	}
}

// missed reports whether nobody watches an account that the person is away from on the day. Where the person is the
// cover, or the cover's cover, of somebody else who is away from it, that is the finding.
func (s *search) missed(away absent, who uuid.UUID, i int) bool {
	return slices.ContainsFunc(s.Accounts, func(a Account) bool {
		d := s.of(a)[i]
		return d.State == coverage.Gap && slices.Contains(d.Away, who) && !slices.ContainsFunc(d.Away, func(other uuid.UUID) bool {
			return other != who && slices.Contains(away.reached(other), who)
		})
	})
}
