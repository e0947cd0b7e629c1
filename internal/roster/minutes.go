package roster

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"kanalkoll/internal/i18n"
)

var (
	onlyMinutes = regexp.MustCompile(`^(\d+)\s*(?:m|min|minut|minuter|minutes?)?\.?$`)
	onlyHours   = regexp.MustCompile(`^(\d+(?:[.,]\d+)?)\s*(?:h|t|tim|timme|timmar|hrs?|hours?)\.?$`)
	halfHour    = regexp.MustCompile(`^(?:en halv|½|half an?)\s*(?:h|timme|hour)$`)
	both        = regexp.MustCompile(`^(\d+)\s*(?:h|t|tim|timme|timmar|hrs?|hours?)\.?\s*(?:och|and|,)?\s*(\d+)\s*(?:m|min|minut|minuter|minutes?)?\.?$`)
	onTheClock  = regexp.MustCompile(`^(\d+):([0-5]\d)$`)
)

// ParseMinutes reads a length of time as people write it: "90", "90 min", "1,5 h", "1 h 30 min", "1:30". A number alone is
// minutes. Parts of minutes are rounded up. False where it is none, or longer than ten thousand minutes.
func ParseMinutes(s string) (int, bool) {
	const most = 10000
	s = strings.ToLower(strings.Join(strings.Fields(s), " "))
	minutes := -1
	switch {
	case onlyMinutes.MatchString(s):
		minutes = number(onlyMinutes.FindStringSubmatch(s)[1])
	case halfHour.MatchString(s):
		minutes = 30
	case onlyHours.MatchString(s):
		whole, part, _ := strings.Cut(strings.ReplaceAll(onlyHours.FindStringSubmatch(s)[1], ",", "."), ".")
		minutes = number(whole) * 60
		if part != "" && len(part) <= 4 {
			scale := 1
			for range part {
				scale *= 10
			}
			minutes += (number(part)*60 + scale - 1) / scale
		} else if part != "" {
			return 0, false
		}
	case both.MatchString(s):
		m := both.FindStringSubmatch(s)
		minutes = number(m[1])*60 + number(m[2])
	case onTheClock.MatchString(s):
		m := onTheClock.FindStringSubmatch(s)
		minutes = number(m[1])*60 + number(m[2])
	}
	return minutes, minutes >= 0 && minutes <= most
}

// number reads digits; what is too long for a length of time becomes too large for one.
func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil || n > 1_000_000 {
		return 1_000_000
	}
	return n
}

// MinutesWord writes a length of time: "45 min", "2 h", "6 h 20 min". Less than nothing begins with a minus sign.
func MinutesWord(ctx context.Context, minutes int) string {
	if minutes < 0 {
		return "−" + MinutesWord(ctx, -minutes)
	}
	switch h, m := minutes/60, minutes%60; {
	case h == 0:
		return i18n.T(ctx, "roster.minutes", "Minutes", m)
	case m == 0:
		return i18n.T(ctx, "roster.hours", "Hours", h)
	default:
		return i18n.T(ctx, "roster.hours_minutes", "Hours", h, "Minutes", m)
	}
}
