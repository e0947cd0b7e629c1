package coverage_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/roster/coverage"
	"kanalkoll/internal/roster/coverage/coveragetest"
)

// id makes an id of a name, which name gives back.
func id(name string) uuid.UUID {
	var u uuid.UUID
	copy(u[:], name)
	return u
}

func name(u uuid.UUID) string { return strings.TrimRight(string(u[:]), "\x00") }

func names(list []uuid.UUID) string {
	s := make([]string, len(list))
	for i, u := range list {
		s[i] = name(u)
	}
	return strings.Join(s, " ")
}

func date(t testing.TB, s string) clock.Date {
	t.Helper()
	d, err := clock.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func working(d clock.Date) bool { return coveragetest.WorkingDay(d.String()) }

// input reads "anna monitor 2026-06-01 2026-06-30" and "anna away 2026-06-01 2026-06-05 bo", a line each; a dash is an
// open end.
func input(t testing.TB, lines string) coverage.Input {
	t.Helper()
	in := coverage.Input{Working: working}
	for line := range strings.Lines(lines) {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		from, to := date(t, f[2]), clock.Date{}
		if f[3] != "-" {
			to = date(t, f[3])
		}
		if f[1] == "away" {
			a := coverage.Absence{Person: id(f[0]), From: from, To: to}
			if len(f) > 4 {
				a.Cover = id(f[4])
			}
			in.Absences = append(in.Absences, a)
			continue
		}
		role := coverage.Watches
		if f[1] == "cover" {
			role = coverage.Covers
		}
		in.Assignments = append(in.Assignments, coverage.Assignment{Account: id("k"), Person: id(f[0]), Role: role, From: from, To: to})
	}
	return in
}

// show writes a day as "covered anna bo | reserve | away".
func show(d coverage.Day) string {
	return fmt.Sprintf("%s %s | %s | %s", d.State, names(d.Watchers), names(d.Reserve), names(d.Away))
}

// TestEveryClause takes the rule clause by clause, on Wednesday 10 June 2026.
func TestEveryClause(t *testing.T) {
	const always, that = "2026-01-01 -", "2026-06-10 2026-06-10"
	for _, c := range []struct{ what, lines, want string }{
		{"nobody", "", "gap  |  | "},
		{"one watches", "anna monitor " + always, "thin anna |  | "},
		{"two watch", "bo monitor " + always + "\nanna responsible " + always, "covered anna bo |  | "},
		{"one person twice is one person", "anna monitor " + always + "\nanna responsible " + always, "thin anna |  | "},
		{"the only one is away", "anna monitor " + always + "\nanna away " + that, "gap  |  | anna"},
		{"away, with a cover named", "anna monitor " + always + "\nanna away " + that + " bo", "thin bo |  | anna"},
		{"away, and the cover is who watches anyway", "anna monitor " + always + "\nbo monitor " + always + "\nanna away " + that + " bo", "thin bo |  | anna"},
		{"the cover is away and has one", "anna monitor " + always + "\nanna away " + that + " bo\nbo away " + that + " cia", "thin cia |  | anna"},
		{"the cover's cover is away and has one", "anna monitor " + always + "\nanna away " + that + " bo\nbo away " + that + " cia\ncia away " + that + " dan", "thin dan |  | anna"},
		{"the cover is away and has none", "anna monitor " + always + "\nanna away " + that + " bo\nbo away " + that, "gap  |  | anna"},
		{"two in a circle", "anna monitor " + always + "\nanna away " + that + " bo\nbo away " + that + " anna", "gap  |  | anna"},
		{"a circle that one comes into from outside", "anna monitor " + always + "\nanna away " + that + " bo\nbo away " + that + " cia\ncia away " + that + " bo", "gap  |  | anna"},
		{"a circle with a way out", "anna monitor " + always + "\nanna away " + that + " bo\nbo away " + that + " anna\nbo away " + that + " cia", "thin cia |  | anna"},
		{"two absences with two covers", "anna monitor " + always + "\nanna away " + that + " bo\nanna away 2026-06-08 2026-06-12 cia", "covered bo cia |  | anna"},
		{"two absences, one with a cover", "anna monitor " + always + "\nanna away " + that + "\nanna away 2026-06-08 2026-06-12 cia", "thin cia |  | anna"},
		{"two away with the same cover", "anna monitor " + always + "\nbo monitor " + always + "\nanna away " + that + " cia\nbo away " + that + " cia", "thin cia |  | anna bo"},
		{"in reserve while nobody is away", "anna monitor " + always + "\nbo cover " + always, "covered anna | bo | "},
		{"in reserve alone, and nobody to be away", "bo cover " + always, "gap  | bo | "},
		{"the reserve watches when one is away", "anna monitor " + always + "\nbo cover " + always + "\nanna away " + that, "thin bo | bo | anna"},
		{"the reserve watches beside the others", "anna monitor " + always + "\ncia monitor " + always + "\nbo cover " + always + "\nanna away " + that, "covered bo cia | bo | anna"},
		{"the reserve watches beside a named cover", "anna monitor " + always + "\nbo cover " + always + "\nanna away " + that + " cia", "covered bo cia | bo | anna"},
		{"the reserve is the named cover", "anna monitor " + always + "\nbo cover " + always + "\nanna away " + that + " bo", "thin bo | bo | anna"},
		{"the reserve is away", "anna monitor " + always + "\nbo cover " + always + "\nbo away " + that, "thin anna |  | "},
		{"the reserve is away, with a cover of its own: nobody watches for it", "anna monitor " + always + "\nbo cover " + always + "\nbo away " + that + " cia", "thin anna |  | "},
		{"one of the reserve is away: the other does not watch for it", "anna monitor " + always + "\nbo cover " + always + "\ncia cover " + always + "\nbo away " + that, "covered anna | cia | "},
		{"all are away", "anna monitor " + always + "\nbo cover " + always + "\nanna away " + that + "\nbo away " + that, "gap  |  | anna"},
		{"the same one watches and is in reserve", "anna monitor " + always + "\nanna cover " + always, "thin anna | anna | "},
		{"the same one watches and is in reserve, and is away", "anna monitor " + always + "\nanna cover " + always + "\nanna away " + that, "gap  |  | anna"},
		{"assigned until the day before", "anna monitor 2026-01-01 2026-06-09", "gap  |  | "},
		{"assigned until that day", "anna monitor 2026-01-01 2026-06-10", "thin anna |  | "},
		{"assigned from that day", "anna monitor 2026-06-10 -", "thin anna |  | "},
		{"assigned from the day after", "anna monitor 2026-06-11 -", "gap  |  | "},
		{"assigned for centuries", "anna monitor 1700-01-01 9999-12-31", "thin anna |  | "},
		{"back since that day", "anna monitor " + always + "\nanna away 2026-06-01 2026-06-09", "thin anna |  | "},
		{"away from the day after", "anna monitor " + always + "\nanna away 2026-06-11 2026-06-12", "thin anna |  | "},
	} {
		day := date(t, "2026-06-10")
		// Alone, and with days before and after it: what was said of the day before must not be said of this one.
		alone := coverage.New(input(t, c.lines), day, day).Account(coverage.Account{ID: id("k")})
		among := coverage.New(input(t, c.lines), day.AddDays(-30), day.AddDays(30)).Account(coverage.Account{ID: id("k")})
		if len(alone) != 1 || len(among) != 61 {
			t.Fatalf("%d and %d days", len(alone), len(among))
		}
		if got := show(alone[0]); got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
		if got := show(among[30]); got != c.want {
			t.Errorf("%s, among other days: %s, want %s", c.what, got, c.want)
		}
	}
}

func TestAnotherAccountsPeopleDoNotCount(t *testing.T) {
	in := input(t, "anna monitor 2026-01-01 -")
	day := date(t, "2026-06-10")
	if got := show(coverage.New(in, day, day).Account(coverage.Account{ID: id("other")})[0]); got != "gap  |  | " {
		t.Error(got)
	}
}

// states writes a letter for each day: - not open, . rest, and the first of the state's word.
func states(days []coverage.Day) string {
	var b strings.Builder
	for _, d := range days {
		b.WriteByte("-.ctg"[d.State])
	}
	return b.String()
}

// TestDaysOfTheYear goes over the days at which calendars go wrong. Each line begins on a Monday.
func TestDaysOfTheYear(t *testing.T) {
	for _, c := range []struct{ what, first, last, opens, closes, lines, want string }{
		{"winter time begins on Sunday 25 October", "2026-10-19", "2026-11-01", "", "", "anna monitor 2026-10-23 2026-10-26", "ggggt..tgggg.."},
		{"away over the night of winter time", "2026-10-19", "2026-11-01", "", "", "anna monitor 2026-01-01 -\nanna away 2026-10-24 2026-10-26", "ttttt..gtttt.."},
		{"summer time begins on Sunday 28 March, Easter Day", "2027-03-22", "2027-04-04", "", "", "anna monitor 2027-03-25 2027-03-30", "gggt....tggg.."},
		{"Christmas and New Year", "2026-12-21", "2027-01-10", "", "", "anna monitor 2026-12-23 2027-01-04", "ggt....ttt....tg.gg.."},
		{"Midsummer", "2026-06-15", "2026-06-28", "", "", "anna monitor 2026-06-18 2026-06-22", "gggt...tgggg.."},
		{"opens ahead, with people before", "2026-06-01", "2026-06-14", "2026-06-10", "", "anna monitor 2026-06-01 2026-06-11", "---------ttg.."},
		{"opens on a Saturday", "2026-06-08", "2026-06-21", "2026-06-13", "", "anna monitor 2026-06-01 -", "-----..tttt..."},
		{"closes", "2026-06-08", "2026-06-21", "2026-01-01", "2026-06-16", "", "ggggg..gg-----"},
		{"closed before", "2026-06-08", "2026-06-14", "2026-01-01", "2026-06-07", "anna monitor 2026-06-01 -", "-------"},
		{"opened long ago, one came", "2026-06-08", "2026-06-14", "1999-01-01", "", "anna monitor 2026-06-10 -", "ggttt.."},
	} {
		a := coverage.Account{ID: id("k"), Opens: date(t, c.opens), Closes: date(t, c.closes)}
		got := states(coverage.New(input(t, c.lines), date(t, c.first), date(t, c.last)).Account(a))
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
}

// TestDaysAreCounted: a table has each day once, whatever the clocks do, and none where it ends before it begins.
func TestDaysAreCounted(t *testing.T) {
	for _, c := range []struct {
		first, last string
		want        int
	}{{"2026-10-24", "2026-10-26", 3}, {"2027-03-27", "2027-03-29", 3}, {"2026-12-31", "2027-01-01", 2}, {"2028-02-28", "2028-03-01", 3}, {"2026-01-01", "2026-12-31", 365}, {"2026-06-10", "2026-06-09", 0}} {
		tab := coverage.New(coverage.Input{Working: working}, date(t, c.first), date(t, c.last))
		if got := tab.Account(coverage.Account{ID: id("k")}); tab.Days != c.want || len(got) != c.want {
			t.Errorf("%s to %s: %d days, %d of the account, want %d", c.first, c.last, tab.Days, len(got), c.want)
		}
	}
}

// TestClosedDaysRest: what counts as a working day is the municipality's to say.
func TestClosedDaysRest(t *testing.T) {
	in := input(t, "anna monitor 2026-01-01 -\nanna away 2026-06-05 2026-06-05")
	in.Working = func(d clock.Date) bool { return working(d) && d.String() != "2026-06-05" }
	if got := states(coverage.New(in, date(t, "2026-06-01"), date(t, "2026-06-09")).Account(coverage.Account{ID: id("k")})); got != "tttt...tt" {
		t.Error(got)
	}
}

func TestStateWords(t *testing.T) {
	var got []string
	for _, s := range []coverage.State{coverage.NotOpen, coverage.Rest, coverage.Covered, coverage.Thin, coverage.Gap} {
		got = append(got, s.String())
	}
	if !slices.Equal(got, []string{"not_open", "rest", "covered", "thin", "gap"}) {
		t.Error(got)
	}
}
