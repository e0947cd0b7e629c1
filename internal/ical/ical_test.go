package ical_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/ical"
)

func day(t testing.TB, s string) clock.Date {
	t.Helper()
	d, err := clock.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func sample(t testing.TB) ical.Calendar {
	return ical.Calendar{Product: "-//Kanalkoll//SV", Name: "Uppgifter, Björkvik", Refresh: 12 * time.Hour, Events: []ical.Event{
		{UID: "1-cover@kanalkoll.example", First: day(t, "2026-10-24"), Last: day(t, "2026-10-26"), Version: 3,
			Changed: time.Date(2026, 10, 1, 12, 30, 0, 0, time.FixedZone("CEST", 2*3600)), Summary: "Du ersätter Sara Lindqvist",
			Description: "Simhallen på Facebook; bibliotek\\filial\r\nKulturskolan på Instagram, och en lång rad som måste vikas mitt i en smörgåsbordsbräda åäö",
			URL:         "https://kanalkoll.example/bjorkvik/app/me?a=1,2;3"},
		{UID: "2-first@kanalkoll.example", First: day(t, "2026-12-31"), Last: day(t, "2026-12-31"), Version: 1, Cancelled: true,
			Changed: time.Date(2026, 10, 2, 0, 0, 0, 0, time.UTC), Summary: "Bevakar"},
	}}
}

const golden = `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Kanalkoll//SV
CALSCALE:GREGORIAN
NAME:Uppgifter\, Björkvik
X-WR-CALNAME:Uppgifter\, Björkvik
REFRESH-INTERVAL;VALUE=DURATION:PT12H
X-PUBLISHED-TTL:PT12H
BEGIN:VEVENT
UID:1-cover@kanalkoll.example
DTSTAMP:20261001T103000Z
LAST-MODIFIED:20261001T103000Z
SEQUENCE:3
STATUS:CONFIRMED
DTSTART;VALUE=DATE:20261024
DTEND;VALUE=DATE:20261027
SUMMARY:Du ersätter Sara Lindqvist
DESCRIPTION:Simhallen på Facebook\; bibliotek\\filial\nKulturskolan på In
 stagram\, och en lång rad som måste vikas mitt i en smörgåsbordsbräda
  åäö
URL:https://kanalkoll.example/bjorkvik/app/me?a=1,2;3
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:2-first@kanalkoll.example
DTSTAMP:20261002T000000Z
LAST-MODIFIED:20261002T000000Z
SEQUENCE:1
STATUS:CANCELLED
DTSTART;VALUE=DATE:20261231
DTEND;VALUE=DATE:20270101
SUMMARY:Bevakar
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
`

func TestTheBytes(t *testing.T) {
	got := string(sample(t).Bytes())
	if want := strings.ReplaceAll(golden, "\n", "\r\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// parse reads the calendar with a reader that is not ours.
func parse(t testing.TB, raw []byte) *ics.Calendar {
	t.Helper()
	c, err := ics.ParseCalendar(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("%v\n%s", err, raw)
	}
	return c
}

func value(e *ics.VEvent, p ics.ComponentProperty) string {
	if x := e.GetProperty(p); x != nil {
		return x.Value
	}
	return ""
}

func TestAnotherReaderFindsTheSame(t *testing.T) {
	events := parse(t, sample(t).Bytes()).Events()
	if len(events) != 2 {
		t.Fatalf("%d events, want 2", len(events))
	}
	e := events[0]
	from, err := e.GetAllDayStartAt()
	if err != nil || from.Format(time.DateOnly) != "2026-10-24" {
		t.Errorf("begins %v (%v)", from, err)
	}
	to, err := e.GetAllDayEndAt()
	if err != nil || to.Format(time.DateOnly) != "2026-10-27" {
		t.Errorf("ends before %v (%v), want the day after the last", to, err)
	}
	for p, want := range map[ics.ComponentProperty]string{ics.ComponentPropertyUniqueId: "1-cover@kanalkoll.example", ics.ComponentPropertyStatus: "CONFIRMED",
		ics.ComponentPropertySummary: "Du ersätter Sara Lindqvist", ics.ComponentPropertySequence: "3", ics.ComponentPropertyUrl: "https://kanalkoll.example/bjorkvik/app/me?a=1,2;3",
		ics.ComponentPropertyDescription: "Simhallen på Facebook; bibliotek\\filial\nKulturskolan på Instagram, och en lång rad som måste vikas mitt i en smörgåsbordsbräda åäö",
		ics.ComponentPropertyTransp:      "TRANSPARENT", ics.ComponentPropertyDtstamp: "20261001T103000Z"} {
		if got := value(e, p); got != want {
			t.Errorf("%s is %q, want %q", p, got, want)
		}
	}
	if got := value(events[1], ics.ComponentPropertyStatus); got != "CANCELLED" {
		t.Errorf("the second is %s", got)
	}
}

// checkLines fails for a line that is too long or holds a torn character.
func checkLines(t testing.TB, raw []byte) {
	t.Helper()
	if !bytes.HasSuffix(raw, []byte("\r\n")) {
		t.Fatal("the last line has no end")
	}
	for line := range bytes.SplitSeq(bytes.TrimSuffix(raw, []byte("\r\n")), []byte("\r\n")) {
		if len(line) > 75 || !utf8.Valid(line) || len(bytes.TrimSpace(line)) == 0 && len(line) < 2 || bytes.ContainsAny(line, "\r\n") {
			t.Fatalf("a line of %d octets: %q", len(line), line)
		}
	}
}

func TestCharactersAreWholeWhereverALineIsFolded(t *testing.T) {
	for _, word := range []string{"å", "€", "👩‍🚒", "🏊", "a"} {
		for n := range 80 {
			text := strings.Repeat("x", n) + strings.Repeat(word, 60)
			c := sample(t)
			c.Events[0].Summary, c.Events[0].Description = text, ""
			raw := c.Bytes()
			checkLines(t, raw)
			if got := value(parse(t, raw).Events()[0], ics.ComponentPropertySummary); got != text {
				t.Fatalf("%d characters before %s: read as %q", n, word, got)
			}
		}
	}
}

func FuzzTextSurvives(f *testing.F) {
	for _, s := range []string{"", "Du ersätter Åsa", "a,b;c\\d\ne", `\n\N\\;`, "\r\n\r", "\x00\x7f\xff", strings.Repeat("👩‍🚒", 30), "BEGIN:VEVENT\r\nEND:VCALENDAR", `"`, " blank ", "tab\there"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := sample(t)
		c.Name, c.Events[0].Summary, c.Events[0].Description, c.Events[1].Summary = s, s, "x"+s, "the next one"
		raw := c.Bytes()
		checkLines(t, raw)
		events := parse(t, raw).Events()
		if len(events) != 2 || value(events[1], ics.ComponentPropertySummary) != "the next one" {
			t.Fatalf("%d events\n%s", len(events), raw)
		}
		if got, want := value(events[0], ics.ComponentPropertyDescription), "x"+kept(s); got != want {
			t.Fatalf("read as %q, want %q", got, want)
		}
	})
}

// kept is what of a text a calendar can hold.
func kept(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	var b strings.Builder
	for _, r := range s {
		if r == '\n' || r == '\t' || r >= ' ' && r != 0x7f {
			b.WriteRune(r)
		}
	}
	return b.String()
}
