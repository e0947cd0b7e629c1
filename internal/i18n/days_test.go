package i18n

import (
	"strings"
	"testing"
	"time"

	"kanalkoll/internal/clock"
)

func TestDaysDoNotSayTwiceWhatTheyShare(t *testing.T) {
	day := func(s string) clock.Date {
		d, err := clock.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct{ from, to, sv, en string }{
		{"2026-10-26", "2026-10-30", "26–30 okt. 2026", "26–30 Oct 2026"},
		{"2026-12-23", "2026-12-23", "23 dec. 2026", "23 Dec 2026"},
		{"2026-06-28", "2026-08-03", "28 juni–3 aug. 2026", "28 Jun–3 Aug 2026"},
		{"2026-12-21", "2027-01-04", "21 dec. 2026–4 jan. 2027", "21 Dec 2026–4 Jan 2027"},
		{"2026-12-21", "", "från 21 dec. 2026", "from 21 Dec 2026"},
	} {
		for lang, want := range map[string]string{Swedish: c.sv, English: c.en} {
			if got := strings.ReplaceAll(Days(With(t.Context(), lang), day(c.from), day(c.to)), nbsp, " "); got != want {
				t.Errorf("%s to %s in %s: %q, want %q", c.from, c.to, lang, got, want)
			}
		}
	}
}

func TestNearDaysSayNoYear(t *testing.T) {
	day := func(month time.Month, d int) clock.Date { return clock.Date{Year: 2026, Month: month, Day: d} }
	sv, en := With(t.Context(), Swedish), With(t.Context(), English)
	for _, c := range []struct{ got, want string }{
		{NearDays(sv, day(10, 26), day(10, 30)), "26–30 okt."},
		{NearDays(en, day(12, 28), clock.Date{Year: 2027, Month: 1, Day: 3}), "28 Dec–3 Jan"},
		{NearDays(sv, day(12, 23), day(12, 23)), "23 dec."},
		{NearDay(sv, day(12, 23)), "onsdag 23 dec."},
		{NearDay(en, day(12, 23)), "Wednesday 23 Dec"},
		{And(sv, []string{"Sara", "Jonas", "Karin"}), "Sara, Jonas och Karin"},
		{And(en, []string{"Sara", "Jonas"}), "Sara and Jonas"},
		{And(sv, []string{"Sara"}), "Sara"},
	} {
		if got := strings.ReplaceAll(c.got, nbsp, " "); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
