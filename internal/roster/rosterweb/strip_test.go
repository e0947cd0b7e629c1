package rosterweb_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/roster/coverage"
	"kanalkoll/internal/roster/rosterweb"
)

func december(day int) clock.Date {
	return clock.Date{Year: 2026, Month: time.December, Day: 1}.AddDays(day - 1)
}

// christmas is an account from Monday 14 December to Sunday 3 January: Sara and Jonas watch, Jonas until the 29th. Both are away on
// Wednesday 23, and on the 22nd Karin stands in.
func christmas() (*roster.Sheet, roster.Account) {
	account := roster.Account{ID: uuid.New()}
	sara, jonas, karin := uuid.New(), uuid.New(), uuid.New()
	s := &roster.Sheet{From: december(14), To: december(34), Today: december(21), Days: map[uuid.UUID][]coverage.Day{}, People: map[uuid.UUID]identity.Person{}}
	for id, name := range map[uuid.UUID]string{sara: "Sara", jonas: "Jonas", karin: "Karin"} {
		s.People[id] = identity.Person{ID: id, Name: name}
	}
	s.Assignments = []roster.Assignment{{AccountID: account.ID, PersonID: sara, Role: roster.Responsible, From: december(1)},
		{AccountID: account.ID, PersonID: jonas, Role: roster.Monitor, From: december(1), To: december(29)},
		{AccountID: account.ID, PersonID: sara, Role: roster.Publisher, From: december(1)}}
	s.Absences = []roster.Absence{{PersonID: sara, From: december(22), To: december(22), CoverID: karin}, {PersonID: sara, From: december(23), To: december(23)},
		{PersonID: jonas, From: december(23), To: december(23)}}
	in := coverage.Input{Working: func(d clock.Date) bool {
		return d.Weekday() != time.Saturday && d.Weekday() != time.Sunday && d != december(24) && d != december(25) && d != december(31) && d != december(32)
	}}
	in.Assignments = []coverage.Assignment{{Account: account.ID, Person: sara, From: december(1)}, {Account: account.ID, Person: jonas, From: december(1), To: december(29)}}
	for _, a := range s.Absences {
		in.Absences = append(in.Absences, coverage.Absence{Person: a.PersonID, Cover: a.CoverID, From: a.From, To: a.To})
	}
	s.Days[account.ID] = coverage.New(in, s.From, s.To).Account(coverage.Account{ID: account.ID})
	return s, account
}

func TestStripShowsEveryDayAndTellsIt(t *testing.T) {
	sheet, account := christmas()
	sv := i18n.With(t.Context(), i18n.Swedish)
	strip := rosterweb.Strip(sv, sheet, account, "coverage")
	if len(strip.Cols) != 12 || strip.Cols[0].Spoken != "vecka 51" || strip.Cols[2].Label != "53" || strip.Cols[3].Label != "1" || !strip.Cols[1].Now || strip.Cols[0].Now {
		t.Errorf("weeks: %+v", strip.Cols)
	}
	type want struct {
		name, note string
		days       [3]string // of three weeks
		spoken     [3]string
	}
	rows := strip.Groups[0].Rows
	wants := []want{
		{"Bevakning", "", [3]string{"two two two two two", "two two none rest rest", "two two one rest rest"},
			[3]string{"vecka 51: minst två personer", "vecka 52: minst två personer 21–22 dec., lucka onsdag 23 dec.", "vecka 53: minst två personer 28–29 dec., en person onsdag 30 dec."}},
		{"Sara", "ansvarig", [3]string{"here here here here here", "here away away rest rest", "here here here rest rest"},
			[3]string{"vecka 51: på plats", "vecka 52: på plats måndag 21 dec., frånvarande 22–23 dec.", "vecka 53: på plats"}},
		{"Jonas", "bevakar", [3]string{"here here here here here", "here here away rest rest", "here here  rest rest"},
			[3]string{"vecka 51: på plats", "vecka 52: på plats 21–22 dec., frånvarande onsdag 23 dec.", "vecka 53: på plats"}},
		{"Karin", "ersätter", [3]string{"    ", " here  rest rest", "   rest rest"},
			[3]string{"vecka 51: inget att bevaka", "vecka 52: på plats", "vecka 53: inget att bevaka"}},
	}
	if len(rows) != len(wants) {
		t.Fatalf("%d rows, want %d", len(rows), len(wants))
	}
	for i, w := range wants {
		r := rows[i]
		if r.Name != w.name || r.Note != w.note || r.Person != (i > 0) || len(r.Cells) != 12 {
			t.Errorf("row %d is %s (%s), want %s (%s)", i, r.Name, r.Note, w.name, w.note)
		}
		for week := range 3 {
			var days []string
			for _, d := range r.Cells[week].Days {
				days = append(days, string(d))
			}
			if got := strings.Join(days, " "); got != w.days[week] {
				t.Errorf("%s, week %d: %q, want %q", w.name, week, got, w.days[week])
			}
			if got := strings.ReplaceAll(r.Cells[week].Spoken, "\u00a0", " "); got != w.spoken[week] {
				t.Errorf("%s, week %d: %q, want %q", w.name, week, got, w.spoken[week])
			}
		}
	}
}

func TestWordsOfRuns(t *testing.T) {
	sheet, account := christmas()
	for lang, want := range map[string]string{
		i18n.English: "Gap, Wednesday 23 Dec: Jonas and Sara are away. No cover is named.\nOne person, Wednesday 30 Dec: Sara watches alone.",
		i18n.Swedish: "Lucka, onsdag 23 dec.: Jonas och Sara är frånvarande. Ingen ersättare är angiven.\nEn person, onsdag 30 dec.: Sara bevakar ensam.",
	} {
		ctx := i18n.With(t.Context(), lang)
		var lines []string
		for _, r := range sheet.Runs(account.ID) {
			lines = append(lines, rosterweb.StateWord(ctx, r.State)+", "+strings.ReplaceAll(rosterweb.When(ctx, r), "\u00a0", " ")+": "+rosterweb.Why(ctx, r))
		}
		if got := strings.Join(lines, "\n"); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}

func TestEveryReasonHasWords(t *testing.T) {
	one, two := []identity.Person{{Name: "Sara"}}, []identity.Person{{Name: "Sara"}, {Name: "Jonas"}}
	for _, lang := range i18n.Languages {
		ctx := i18n.With(t.Context(), lang)
		for reason, r := range map[roster.Reason]roster.Run{roster.Unassigned: {}, roster.NoCover: {Away: two}, roster.CoverAway: {Away: one, Covers: two}, roster.Alone: {Watchers: one},
			roster.LeftAlone: {Away: two, Watchers: one}, roster.StandsIn: {Away: one, Watchers: one}} {
			r.Reason = reason
			if w := rosterweb.Why(ctx, r); strings.ContainsAny(w, "[{<") || !strings.HasSuffix(w, ".") {
				t.Errorf("%s in %s: %q", reason, lang, w)
			}
		}
	}
}

func TestPeopleWhoHaveLeftAreNotToChoose(t *testing.T) {
	people := []identity.Person{{ID: uuid.New(), Name: "Sara", Title: "bibliotekarie", UnitName: "Biblioteket"}, {ID: uuid.New(), Name: "Bo", LeftOn: december(13)},
		{ID: uuid.New(), Name: "Eva", LeftOn: december(14)}, {ID: uuid.New(), Name: "Före detta", Reduced: true}}
	var labels []string
	for _, o := range rosterweb.PersonOptions(december(14), people, "Ingen") {
		labels = append(labels, o.Label)
	}
	if got := strings.Join(labels, "; "); got != "Ingen; Sara, bibliotekarie, Biblioteket; Eva" {
		t.Errorf("to choose: %s", got)
	}
	if opts := rosterweb.PersonOptions(december(14), people, ""); opts[0] != (page.Option{Value: people[0].ID.String(), Label: "Sara, bibliotekarie, Biblioteket"}) {
		t.Errorf("first: %+v", opts[0])
	}
}
