package roster_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
)

// The people of the tables, by their initial.
const (
	anna  = "A"
	bo    = "B"
	cilla = "C"
	dag   = "D"
)

// who gives the id of somebody called by an initial.
func who(initial string) uuid.UUID {
	if initial == "" {
		return uuid.Nil
	}
	var id uuid.UUID
	id[15] = initial[0]
	return id
}

func initial(id uuid.UUID) string { return string(rune(id[15])) }

// july gives a day of July 2026, which begins on a Wednesday.
func july(day int) clock.Date {
	return clock.Date{Year: 2026, Month: time.July, Day: 1}.AddDays(day - 1)
}

// away is an absence in July.
func away(person string, from, to int, cover string) roster.Absence {
	return roster.Absence{ID: uuid.NewSHA1(uuid.Nil, fmt.Append(nil, person, from, to, cover)), PersonID: who(person), From: july(from), To: july(to), CoverID: who(cover), Version: 1}
}

func watches(account int, person string, role roster.Role) roster.Assignment {
	return roster.Assignment{AccountID: accountNo(account).ID, PersonID: who(person), Role: role, From: july(-100)}
}

func accountNo(n int) roster.Account {
	var id uuid.UUID
	id[0] = byte(n)
	return roster.Account{ID: id, Ref: fmt.Sprint(n), Open: true}
}

func ground(accounts int, assignments []roster.Assignment, absences []roster.Absence) roster.Ground {
	g := roster.Ground{From: july(1), To: july(62), Absences: absences, Assignments: assignments, Working: tenant.WorkingDay}
	for n := range accounts {
		g.Accounts = append(g.Accounts, accountNo(n+1))
	}
	return g
}

// told writes a finding: kind, people, days, and each account with the days on which nobody watches it.
func told(f roster.Finding) string {
	var b strings.Builder
	fmt.Fprint(&b, f.Kind, " ")
	for _, p := range f.People {
		b.WriteString(initial(p))
	}
	fmt.Fprint(&b, " ", f.From.Time().Format("0102"), "-", f.To.Time().Format("0102"))
	for _, h := range f.Accounts {
		fmt.Fprint(&b, " ", h.Account.Ref, ":", h.Gaps)
	}
	return b.String()
}

func TestFindings(t *testing.T) {
	alone := []roster.Assignment{watches(1, anna, roster.Responsible)}
	pair := []roster.Assignment{watches(1, anna, roster.Responsible), watches(1, bo, roster.Monitor)}
	for name, tt := range map[string]struct {
		assignments []roster.Assignment
		absences    []roster.Absence
		want        []string
	}{
		"nothing":                         {pair, nil, nil},
		"away with a cover who is there":  {alone, []roster.Absence{away(anna, 6, 10, bo)}, nil},
		"away without a cover, two watch": {pair, []roster.Absence{away(anna, 6, 10, "")}, nil},
		"away without a cover, alone":     {alone, []roster.Absence{away(anna, 6, 12, "")}, []string{"nobody_named A 0706-0710 1:5"}},
		"alone with a reserve": {append(slices.Clone(alone), watches(1, bo, roster.Cover)), []roster.Absence{away(anna, 6, 10, "")},
			nil},
		"a publisher watches nothing":      {[]roster.Assignment{watches(1, anna, roster.Publisher), watches(1, bo, roster.Monitor)}, []roster.Absence{away(anna, 6, 10, "")}, nil},
		"the cover is away on some days":   {alone, []roster.Absence{away(anna, 6, 17, bo), away(bo, 8, 9, "")}, []string{"absent_cover AB 0708-0709 1:2"}},
		"the cover is away over a weekend": {alone, []roster.Absence{away(anna, 6, 17, bo), away(bo, 9, 14, "")}, []string{"absent_cover AB 0709-0714 1:4"}},
		"the cover is away on days off":    {alone, []roster.Absence{away(anna, 6, 17, bo), away(bo, 11, 12, "")}, nil},
		"the cover is away twice": {alone, []roster.Absence{away(anna, 6, 17, bo), away(bo, 6, 6, ""), away(bo, 8, 8, "")},
			[]string{"absent_cover AB 0706-0706 1:1", "absent_cover AB 0708-0708 1:1"}},
		"the cover is covered":              {alone, []roster.Absence{away(anna, 6, 10, bo), away(bo, 6, 10, cilla)}, nil},
		"the cover's cover is away":         {alone, []roster.Absence{away(anna, 6, 10, bo), away(bo, 6, 10, cilla), away(cilla, 6, 7, "")}, []string{"absent_cover BC 0706-0707 1:2"}},
		"an absent cover, another is there": {pair, []roster.Absence{away(anna, 6, 7, cilla), away(cilla, 6, 7, "")}, []string{"absent_cover AC 0706-0707 1:0"}},
		"a circle of two":                   {pair, []roster.Absence{away(anna, 6, 10, bo), away(bo, 8, 17, anna)}, []string{"cover_circle AB 0708-0710 1:3"}},
		"a circle of three, and one before": {alone, []roster.Absence{away(bo, 6, 7, cilla), away(cilla, 6, 7, dag), away(dag, 6, 7, bo), away(anna, 6, 7, dag)},
			[]string{"cover_circle BCD 0706-0707 1:2"}},
		"a circle with a way out": {pair, []roster.Absence{away(anna, 6, 7, bo), away(bo, 6, 7, anna), away(bo, 6, 7, cilla)},
			[]string{"overlap B 0706-0707 1:0"}},
		"overlapping absences": {alone, []roster.Absence{away(anna, 6, 12, bo), away(anna, 10, 14, cilla)}, []string{"overlap A 0710-0712 1:0"}},
		"three that overlap":   {alone, []roster.Absence{away(anna, 6, 12, bo), away(anna, 10, 14, cilla), away(anna, 12, 20, dag)}, []string{"overlap A 0710-0714 1:0"}},
		"absences end to end":  {alone, []roster.Absence{away(anna, 6, 12, bo), away(anna, 13, 14, cilla)}, nil},
		"two away, one uncovered": {pair, []roster.Absence{away(anna, 6, 7, ""), away(bo, 7, 8, "")},
			[]string{"nobody_named A 0707-0707 1:1", "nobody_named B 0707-0707 1:1"}},
		"the cover watches the same account": {pair, []roster.Absence{away(anna, 6, 7, bo), away(bo, 7, 7, "")}, []string{"absent_cover AB 0707-0707 1:1"}},
		"the cover watches another one too": {append(slices.Clone(pair), watches(2, bo, roster.Monitor)), []roster.Absence{away(anna, 6, 7, bo), away(bo, 7, 7, "")},
			[]string{"absent_cover AB 0707-0707 1:1", "nobody_named B 0707-0707 1:1 2:1"}},
		"gaps before the rest": {append(slices.Clone(alone), watches(2, bo, roster.Monitor), watches(2, cilla, roster.Monitor)),
			[]roster.Absence{away(bo, 1, 2, dag), away(dag, 1, 2, ""), away(anna, 20, 20, "")},
			[]string{"nobody_named A 0720-0720 1:1", "absent_cover BD 0701-0702 2:0"}},
	} {
		var got []string
		for _, f := range roster.Findings(ground(2, tt.assignments, tt.absences)) {
			got = append(got, told(f))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s:\ngot  %q\nwant %q", name, got, tt.want)
		}
	}
}

func TestFindingLeadsToWhatMendsIt(t *testing.T) {
	first, second := away(anna, 6, 10, bo), away(bo, 6, 10, cilla)
	broken := away(cilla, 6, 7, "")
	found := roster.Findings(ground(1, []roster.Assignment{watches(1, anna, roster.Responsible)}, []roster.Absence{first, second, broken}))
	if len(found) != 1 || found[0].Absences[0].ID != second.ID || !found[0].Gap() {
		t.Fatalf("found %+v, want one that is mended at Bo's absence", found)
	}
	for _, a := range []roster.Absence{first, second, broken} {
		if !found[0].About(a.ID) {
			t.Errorf("the finding is not about %s's absence", initial(a.PersonID))
		}
	}
	if found[0].About(uuid.New()) {
		t.Error("the finding is about an absence that has nothing to do with it")
	}
}

// absences draws up to six absences of up to five people in July.
func drawAbsences(t *rapid.T) []roster.Absence {
	names := []string{"A", "B", "C", "D", "E"}
	var list []roster.Absence
	for i := range rapid.IntRange(0, 6).Draw(t, "absences") {
		from := rapid.IntRange(1, 20).Draw(t, "from")
		a := away(rapid.SampledFrom(names).Draw(t, "who"), from, from+rapid.IntRange(0, 8).Draw(t, "days"), rapid.SampledFrom(append([]string{""}, names...)).Draw(t, "cover"))
		if a.CoverID == a.PersonID {
			a.CoverID = uuid.Nil
		}
		a.ID = uuid.NewSHA1(uuid.Max, fmt.Append(nil, i))
		list = append(list, a)
	}
	return list
}

// leads reports, by walking every path of covers, whether somebody who is there stands in on the day.
func leads(list []roster.Absence, from uuid.UUID, day clock.Date, path []uuid.UUID) bool {
	for _, a := range list {
		if a.PersonID != from || !a.On(day) || a.CoverID == uuid.Nil || slices.Contains(path, a.CoverID) {
			continue
		}
		here := !slices.ContainsFunc(list, func(b roster.Absence) bool { return b.PersonID == a.CoverID && b.On(day) })
		if here || leads(list, a.CoverID, day, append(slices.Clone(path), a.CoverID)) {
			return true
		}
	}
	return false
}

func TestFindingsMissNothingAndInventNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := drawAbsences(t)
		assignments := []roster.Assignment{watches(1, anna, roster.Responsible), watches(2, anna, roster.Monitor), watches(2, bo, roster.Monitor), watches(2, cilla, roster.Cover)}
		found := roster.Findings(ground(2, assignments, list))
		for day := july(1); !day.After(july(31)); day = day.AddDays(1) {
			for _, p := range []string{"A", "B", "C", "D", "E"} {
				var hers []roster.Absence
				names := false
				for _, a := range list {
					if a.PersonID == who(p) && a.On(day) {
						hers = append(hers, a)
						names = names || a.CoverID != uuid.Nil
					}
				}
				has := func(kinds ...roster.FindingKind) bool {
					return slices.ContainsFunc(found, func(f roster.Finding) bool {
						return slices.Contains(kinds, f.Kind) && !day.Before(f.From) && !day.After(f.To) && slices.ContainsFunc(hers, func(a roster.Absence) bool { return f.About(a.ID) })
					})
				}
				if want := len(hers) > 1; want != has(roster.Overlap) {
					t.Fatalf("%s on %s: overlap found is %v, want %v", p, day, !want, want)
				}
				if lacks := names && !leads(list, who(p), day, []uuid.UUID{who(p)}); lacks && tenant.WorkingDay(day) && !has(roster.AbsentCover, roster.CoverCircle) {
					t.Fatalf("%s on %s names a cover and nobody stands in: not found in %v", p, day, found)
				}
			}
		}
		for _, f := range found {
			if f.Kind == roster.Overlap {
				continue
			}
			first := f.People[0]
			if leads(list, first, f.From, []uuid.UUID{first}) {
				t.Fatalf("%s: somebody stands in on the first day", told(f))
			}
			if !tenant.WorkingDay(f.From) || !tenant.WorkingDay(f.To) {
				t.Fatalf("%s begins or ends on a day off", told(f))
			}
		}
	})
}

func TestFindingsStandOnceInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := drawAbsences(t)
		assignments := []roster.Assignment{watches(1, anna, roster.Responsible), watches(2, bo, roster.Monitor)}
		write := func(list []roster.Absence) []string {
			var lines []string
			for _, f := range roster.Findings(ground(2, assignments, list)) {
				lines = append(lines, told(f))
			}
			slices.Sort(lines)
			return lines
		}
		lines := write(list)
		if once := slices.Compact(slices.Clone(lines)); len(once) != len(lines) {
			t.Fatalf("found twice: %v", lines)
		}
		shuffled := rapid.Permutation(list).Draw(t, "order")
		if again := write(shuffled); !slices.Equal(lines, again) {
			t.Fatalf("in another order %v, was %v", again, lines)
		}
	})
}
