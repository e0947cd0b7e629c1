package i18n

import (
	"strings"
	"testing"

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
