package tenant_test

import (
	"testing"
	"time"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/tenant"
)

func TestMakeSlug(t *testing.T) {
	for name, want := range map[string]string{"Upplands Väsby kommun": "upplands-vasby", "Malmö stad": "malmo", "Örebro kommun": "orebro", "Åre": "are",
		"Håbo kommun": "habo", "Lidingö stad": "lidingo", "Dals-Ed": "dals-ed", "Region Gotland": "region-gotland", "Kommun": "kommun"} {
		if got := tenant.MakeSlug(name); got != want || !tenant.ValidSlug(got) {
			t.Errorf("MakeSlug(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestValidSlugKeepsTheProgramsOwnAddressesFree(t *testing.T) {
	for _, s := range []string{"", "a", "Örebro", "a--b", "-a", "a-", "assets", "healthz", "readyz", "app", "login", "embed.js", "a/b", "a b"} {
		if tenant.ValidSlug(s) {
			t.Errorf("%q is taken as a municipality's address", s)
		}
	}
}

func TestShortName(t *testing.T) {
	for _, c := range []struct{ name, slug, want string }{{"Björkviks kommun", "bjorkvik", "Björkvik"}, {"Hofors kommun", "hofors", "Hofors"},
		{"Örebro kommun", "orebro", "Örebro"}, {"Österåkers kommun", "osteraker", "Österåker"}, {"Malmö stad", "malmo", "Malmö"}, {"Borås stad", "boras", "Borås"}} {
		if got := (&tenant.Tenant{Name: c.name, Slug: c.slug}).ShortName(); got != c.want {
			t.Errorf("%s at %s is called %q, want %q", c.name, c.slug, got, c.want)
		}
	}
}

// The days are those of the Swedish calendar; Midsummer, Easter and All Saints move.
func TestWorkingDay(t *testing.T) {
	for day, want := range map[string]bool{
		"2026-11-23": true, "2026-11-22": false, "2026-12-23": true, "2026-12-24": false, "2026-12-25": false, "2026-12-31": false,
		"2027-01-01": false, "2027-01-06": false, "2026-04-03": false, "2026-04-06": false, "2026-05-01": false, "2026-05-14": false,
		"2026-06-06": false, "2026-06-19": false, "2026-06-22": true, "2026-10-31": false, "2028-02-29": true, "2027-06-25": false,
	} {
		d, err := clock.ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		if got := tenant.WorkingDay(d); got != want {
			t.Errorf("%s %s: working day %v, want %v", d.Weekday(), day, got, want)
		}
	}
}

func TestOfficeHoursFollowSummerTime(t *testing.T) {
	zone := (&tenant.Tenant{TimeZone: "Europe/Stockholm"}).Zone()
	for stamp, want := range map[string]bool{
		"2026-10-23T06:00:00Z": true,  // Friday 8.00, the last before winter time
		"2026-10-26T06:30:00Z": false, // Monday 7.30, the first of winter time
		"2026-10-26T07:00:00Z": true, "2026-10-26T15:59:59Z": true, "2026-10-26T16:00:00Z": false,
		"2027-03-26T07:00:00Z": false, // Good Friday
		"2027-03-30T06:00:00Z": true,  // Tuesday 8.00 in summer time
		"2026-11-21T10:00:00Z": false, // Saturday
	} {
		at, err := time.Parse(time.RFC3339, stamp)
		if err != nil {
			t.Fatal(err)
		}
		if got := tenant.DefaultCalendar(zone).OfficeHours(at); got != want {
			t.Errorf("%s: office hours %v, want %v", stamp, got, want)
		}
	}
}
