package roster

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/roster/coverage"
)

// StepKind is a way to mend a problem.
type StepKind string

// The ways.
const (
	NameCover  StepKind = "cover"  // say who covers in an absence that has no cover
	AssignOne  StepKind = "assign" // somebody watches
	AddReserve StepKind = "second" // somebody stands in reserve beside whoever is alone
)

// Step is one way to mend a problem, and who could be the one.
type Step struct {
	Kind       StepKind
	Absence    Absence    // of NameCover
	Role       Role       // of the others
	From       clock.Date // the days of what is done; of NameCover the absence's
	To         clock.Date // zero: until further notice
	Days       []clock.Date
	Candidates []Candidate // best first, and at most maxCandidates
}

// Candidate is somebody who could take a step.
type Candidate struct {
	Person  identity.Person
	Here    bool // has a role on the account
	Knows   bool // has a role on an account of the platform
	Near    Nearness
	Carries int          // how many accounts they watch, or are in reserve for
	Mends   []clock.Date // of the problem's days, those that are mended
	Left    []clock.Date // of the step's days, those that are not: the person is away, or the one who is alone already
}

// Nearness is how near to an account's unit a person works.
type Nearness int

// The distances, nearest first.
const (
	InUnit           Nearness = iota
	NextToUnit                // the unit above, or one right below
	InCommunications          // the department of communications
	FarOff
)

// maxCandidates is how many people are proposed for a step.
const maxCandidates = 3

// Steps gives the ways to mend the problem: those that somebody can be proposed for first, then by how many days they mend.
// Each names days of the problem that are mended by somebody who is there. There is always one.
func (o *Outlook) Steps(p Problem) []Step {
	list := o.ways(p)
	before := o.states(p.Account, nil, nil)
	for i := range list {
		o.propose(p, before, &list[i])
	}
	slices.SortStableFunc(list, func(a, b Step) int {
		return cmp.Or(cmp.Compare(min(1, len(b.Candidates)), min(1, len(a.Candidates))), cmp.Compare(len(b.Days), len(a.Days)))
	})
	return list
}

// ways gives the steps without anybody to take them.
func (o *Outlook) ways(p Problem) []Step {
	before := o.states(p.Account, nil, nil)
	var list []Step
	for _, x := range o.uncovered(p) {
		x.CoverID = somebody
		if mends := o.mended(p, before, o.states(p.Account, nil, &x)); len(mends) > 0 {
			x.CoverID = uuid.Nil
			list = append(list, Step{Kind: NameCover, Absence: x, From: x.From, To: x.To, Days: mends})
		}
	}
	assign := Step{Kind: AssignOne, Role: Monitor}
	if !p.Trouble.IsGap() {
		assign.Kind, assign.Role = AddReserve, Cover
	}
	assign.From, assign.To = o.run(p)
	for _, d := range p.Days() {
		if !d.Before(assign.From) && (assign.To.IsZero() || !d.After(assign.To)) {
			assign.Days = append(assign.Days, d)
		}
	}
	return append(list, assign)
}

// without gives those of the days that are not among the others.
func without(days, others []clock.Date) []clock.Date {
	var list []clock.Date
	for _, d := range days {
		if !slices.Contains(others, d) {
			list = append(list, d)
		}
	}
	return list
}

// somebody is a person who is in no roster: there on every day.
var somebody = uuid.UUID{15: 1}

// uncovered gives the absences without a cover, from today on, that whoever is assigned to watch the account has, or whoever
// should cover for them, in the order of the sheet. Those that the principal may not change are others' to mend.
func (o *Outlook) uncovered(p Problem) []Absence {
	wanted := map[uuid.UUID]bool{}
	for i, d := range o.Sheet.Days[p.Account.ID] {
		if !o.Sheet.Day(i).Before(o.Sheet.Today) {
			for _, who := range d.Away {
				wanted[who] = true
			}
		}
	}
	chain := make([]uuid.UUID, 0, len(wanted))
	for who := range wanted {
		chain = append(chain, who)
	}
	for i := 0; i < len(chain); i++ {
		for _, x := range o.absences[chain[i]] {
			if x.CoverID != uuid.Nil && !wanted[x.CoverID] {
				wanted[x.CoverID] = true
				chain = append(chain, x.CoverID)
			}
		}
	}
	var list []Absence
	for _, x := range o.Sheet.Absences {
		if wanted[x.PersonID] && o.may.has(x.PersonID) && x.CoverID == uuid.Nil && !x.To.Before(o.Sheet.Today) {
			list = append(list, x)
		}
	}
	return list
}

// run gives the days from the problem's first to the last on end; a zero last day where it does not end within the sheet
// and nobody is only away.
func (o *Outlook) run(p Problem) (from, to clock.Date) {
	want := coverage.Thin
	if p.Trouble.IsGap() {
		want = coverage.Gap
	}
	from = p.First()
	open := true
	var last coverage.Day
	for i, d := range o.Sheet.Days[p.Account.ID] {
		day := o.Sheet.Day(i)
		switch {
		case day.Before(from), d.State == coverage.Rest, d.State == coverage.NotOpen:
			continue
		case d.State != want:
			open = false
		default:
			to, last = day, d
			continue
		}
		break
	}
	if open && len(last.Away) == 0 {
		to = clock.Date{}
	}
	if p.Trouble == NobodyAssigned {
		from, to = o.Sheet.Today, clock.Date{}
	}
	return from, to
}

// propose finds who could take the step. People who know the platform come first, the nearest of them first; then those of
// the unit who do not. Of equals, whoever mends most days, then whoever carries least.
func (o *Outlook) propose(p Problem, before []coverage.Day, s *Step) {
	for _, tier := range o.tiers(p.Account) {
		var found []Candidate
		whole := 0
		for _, who := range o.present(tier, *s) {
			if whole >= maxCandidates || len(found) >= 4*maxCandidates {
				break // all who come after are away for longer, or carry more
			}
			if !o.free(p.Account, who.Person, *s) {
				continue
			}
			after := o.after(p.Account, *s, who.Person.ID)
			if who.Mends = o.mended(p, before, after); len(who.Mends) == 0 {
				continue
			}
			if who.Left = without(s.Days, who.Mends); len(who.Left) == 0 {
				whole++
			}
			found = append(found, who)
		}
		slices.SortStableFunc(found, func(a, b Candidate) int { return cmp.Compare(len(a.Left), len(b.Left)) })
		s.Candidates = append(s.Candidates, found...)
		if len(s.Candidates) >= maxCandidates {
			s.Candidates = s.Candidates[:maxCandidates]
			return
		}
	}
}

// present gives those who are there on some of the step's days: whoever is away least first, then whoever carries least.
func (o *Outlook) present(people []Candidate, s Step) []Candidate {
	away := map[uuid.UUID]int{}
	var list []Candidate
	for _, c := range people {
		for _, d := range s.Days {
			if slices.ContainsFunc(o.absences[c.Person.ID], func(x Absence) bool { return x.On(d) }) {
				away[c.Person.ID]++
			}
		}
		if away[c.Person.ID] < len(s.Days) {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(away[a.Person.ID], away[b.Person.ID]), cmp.Compare(a.Carries, b.Carries),
			cmp.Compare(a.Person.Name, b.Person.Name), slices.Compare(a.Person.ID[:], b.Person.ID[:]))
	})
	return list
}

// free reports whether the person may take the step at all: they stay, and do not hold it already.
func (o *Outlook) free(a Account, who identity.Person, s Step) bool {
	if left := who.LeftOn; !left.IsZero() && (s.To.IsZero() || left.Before(s.To)) {
		return false
	}
	if s.Kind == NameCover {
		return who.ID != s.Absence.PersonID
	}
	for _, x := range o.assigned[a.ID] {
		if x.PersonID == who.ID && x.Role == s.Role && overlaps(x.From, x.To, s.From, s.To) {
			return false
		}
	}
	return true
}

// after gives the account's days when the person has taken the step.
func (o *Outlook) after(a Account, s Step, who uuid.UUID) []coverage.Day {
	if s.Kind == NameCover {
		x := s.Absence
		x.CoverID = who
		return o.states(a, nil, &x)
	}
	return o.states(a, &Assignment{AccountID: a.ID, PersonID: who, Role: s.Role, From: s.From, To: s.To}, nil)
}

// mended gives those of the problem's days whose state is better after than before.
func (o *Outlook) mended(p Problem, before, after []coverage.Day) []clock.Date {
	var list []clock.Date
	for i := range before {
		if day := o.Sheet.Today.AddDays(i); after[i].State < before[i].State && slices.Contains(p.Days(), day) {
			list = append(list, day)
		}
	}
	return list
}

// states gives the account's days from today to the end of the sheet, with one assignment more, and with an absence in the
// place of the one that has its id.
func (o *Outlook) states(a Account, more *Assignment, instead *Absence) []coverage.Day {
	in := coverage.Input{Working: o.Sheet.working}
	asked := map[uuid.UUID]bool{}
	var chain []uuid.UUID
	ask := func(who uuid.UUID) {
		if who != uuid.Nil && !asked[who] {
			asked[who] = true
			chain = append(chain, who)
		}
	}
	add := func(x Assignment) {
		if role, ok := x.Role.coverage(); ok {
			in.Assignments = append(in.Assignments, coverage.Assignment{Account: a.ID, Person: x.PersonID, Role: role, From: x.From, To: x.To})
			ask(x.PersonID)
		}
	}
	for _, x := range o.assigned[a.ID] {
		add(x)
	}
	if more != nil {
		add(*more)
	}
	for i := 0; i < len(chain); i++ {
		for _, x := range o.absences[chain[i]] {
			if instead != nil && instead.ID == x.ID {
				x = *instead
			}
			in.Absences = append(in.Absences, coverage.Absence{Person: x.PersonID, Cover: x.CoverID, From: x.From, To: x.To})
			ask(x.CoverID)
		}
	}
	return coverage.New(in, o.Sheet.Today, o.Sheet.To).Account(coverage.Account{ID: a.ID, Opens: a.Opens, Closes: a.Closes})
}
