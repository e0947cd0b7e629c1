package i18n

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"kanalkoll/internal/clock"
)

// nbsp keeps a number and its unit on one line.
const nbsp = "\u00a0"

var months = map[string][12]string{
	Swedish: {"jan.", "feb.", "mars", "apr.", "maj", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec."},
	English: {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
}

var longMonths = map[string][12]string{
	Swedish: {"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"},
	English: {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}

var weekdays = map[string][7]string{
	Swedish: {"söndag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag"},
	English: {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
}

// Date writes "3 dec. 2026" or "3 Dec 2026"; nothing for the zero Date.
func Date(ctx context.Context, d clock.Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d%s%s%s%d", d.Day, nbsp, months[Lang(ctx)][d.Month-1], nbsp, d.Year)
}

// Days writes days from one to another, both included, without saying twice what they share: "26–30 okt. 2026", "28 juni–3 aug. 2026".
// A zero last day is open: "från 26 okt. 2026".
func Days(ctx context.Context, from, to clock.Date) string {
	last := Date(ctx, to)
	switch {
	case to.IsZero():
		return T(ctx, "i18n.from", "Date", from)
	case from == to:
		return last
	case from.Year != to.Year:
		return Date(ctx, from) + "–" + last
	case from.Month != to.Month:
		return fmt.Sprintf("%d%s%s–%s", from.Day, nbsp, months[Lang(ctx)][from.Month-1], last)
	}
	return fmt.Sprintf("%d–%s", from.Day, last)
}

// NearDays is Days without the year, for days of the coming weeks: "26–30 okt.", "28 dec.–3 jan.". Both are days.
func NearDays(ctx context.Context, from, to clock.Date) string {
	near := func(d clock.Date) string {
		return fmt.Sprintf("%d%s%s", d.Day, nbsp, months[Lang(ctx)][d.Month-1])
	}
	switch {
	case from == to:
		return near(to)
	case from.Month != to.Month || from.Year != to.Year:
		return near(from) + "–" + near(to)
	}
	return fmt.Sprintf("%d–%s", from.Day, near(to))
}

// NearDay writes a day of the coming weeks: "onsdag 23 dec." or "Wednesday 23 Dec".
func NearDay(ctx context.Context, d clock.Date) string {
	return weekdays[Lang(ctx)][d.Weekday()] + " " + NearDays(ctx, d, d)
}

// And writes words one after the other: "Sara, Jonas och Karin".
func And(ctx context.Context, words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return T(ctx, "i18n.and", "First", strings.Join(words[:len(words)-1], ", "), "Last", words[len(words)-1])
}

// LongDay writes "tisdag 13 oktober" or "Tuesday 13 October".
func LongDay(ctx context.Context, d clock.Date) string {
	lang := Lang(ctx)
	return fmt.Sprintf("%s %d%s%s", weekdays[lang][d.Weekday()], d.Day, nbsp, longMonths[lang][d.Month-1])
}

// Month writes the short name of the month as it stands over a column: "jan", "feb".
func Month(ctx context.Context, m time.Month) string {
	s := []rune(strings.ToLower(months[Lang(ctx)][m-1]))
	return string(s[:3])
}

// Clock writes "14.32" or "14:32".
func Clock(ctx context.Context, t time.Time, zone *time.Location) string {
	if Lang(ctx) == English {
		return t.In(zone).Format("15:04")
	}
	return t.In(zone).Format("15.04")
}

// Stamp writes a moment as people say it: "i dag 8.42", "i går 15.10", else the date and time.
func Stamp(ctx context.Context, t, now time.Time, zone *time.Location) string {
	day, today := clock.On(t, zone), clock.On(now, zone)
	clk := Clock(ctx, t, zone)
	switch day {
	case today:
		return T(ctx, "i18n.today") + nbsp + clk
	case today.AddDays(-1):
		return T(ctx, "i18n.yesterday") + nbsp + clk
	default:
		return Date(ctx, day) + " " + clk
	}
}

// Number writes an integer with the language's thousands separator: "1 268" or "1,268".
func Number(ctx context.Context, n int) string {
	s := strconv.Itoa(n)
	sep := nbsp
	if Lang(ctx) == English {
		sep = ","
	}
	neg := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	var b strings.Builder
	for i, r := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteString(sep)
		}
		b.WriteRune(r)
	}
	if neg {
		return "−" + b.String()
	}
	return b.String()
}

// Bytes writes a size: "62 kB", "1,4 GB" or "1.4 GB". A kB is 1,000 bytes.
func Bytes(ctx context.Context, n int64) string {
	units := []string{"byte", "kB", "MB", "GB", "TB"}
	f, i := float64(n), 0
	for f >= 1000 && i < len(units)-1 {
		f, i = f/1000, i+1
	}
	s := strconv.FormatFloat(f, 'f', 1, 64)
	if i == 0 || f >= 10 {
		s = strconv.FormatFloat(f, 'f', 0, 64)
	}
	s = strings.TrimSuffix(s, ".0")
	if Lang(ctx) == Swedish {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s + nbsp + units[i]
}

// UpperFirst writes the text as it begins a line: "måndag" is "Måndag".
func UpperFirst(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + s[size:]
}
