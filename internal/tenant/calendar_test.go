package tenant_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"kanalkoll/internal/tenant"
)

func stockholm(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestOfficeOpens(t *testing.T) {
	zone := stockholm(t)
	for at, want := range map[string]string{
		"2026-11-23 12:34": "2026-11-23 12:34", // a Monday at work
		"2026-11-23 17:00": "2026-11-24 08:00",
		"2026-11-27 22:15": "2026-11-30 08:00", // Friday evening to Monday
		"2026-10-24 12:00": "2026-10-26 08:00", // over the night that is an hour longer
		"2027-03-27 12:00": "2027-03-30 08:00", // over the one that is shorter, and Easter Monday
		"2026-12-23 17:30": "2026-12-28 08:00",
		"2026-12-30 18:00": "2027-01-04 08:00",
	} {
		from, err := time.ParseInLocation("2006-01-02 15:04", at, zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := tenant.DefaultCalendar(zone).Opens(from).In(zone).Format("2006-01-02 15:04"); got != want {
			t.Errorf("from %s: %s, want %s", at, got, want)
		}
	}
}

func TestOfficeOpensNeverTooEarlyNorOutsideOfficeHours(t *testing.T) {
	office := tenant.DefaultCalendar(stockholm(t))
	first := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(rt *rapid.T) {
		at := first.Add(time.Duration(rapid.Int64Range(0, int64(10*365*24*time.Hour)).Draw(rt, "at")))
		got := office.Opens(at)
		if got.Before(at) || !office.OfficeHours(got) {
			rt.Fatalf("%v opens at %v", at, got)
		}
		if later := office.Opens(at.Add(time.Minute)); later.Before(got) {
			rt.Fatalf("a minute later it opens earlier: %v, %v", got, later)
		}
	})
}
