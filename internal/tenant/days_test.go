package tenant_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/tenant"
)

// TestDaysOffForTenYears holds the calendar against the days that fall on Monday to Friday, written out:
// New Year's Day and Eve, Epiphany, Good Friday, Easter Monday, 1 May, Ascension, 6 June, Midsummer Eve, Christmas.
func TestDaysOffForTenYears(t *testing.T) {
	want := map[int]string{
		2026: "01-01 01-06 04-03 04-06 05-01 05-14 06-19 12-24 12-25 12-31",
		2027: "01-01 01-06 03-26 03-29 05-06 06-25 12-24 12-31",
		2028: "01-06 04-14 04-17 05-01 05-25 06-06 06-23 12-25 12-26",
		2029: "01-01 03-30 04-02 05-01 05-10 06-06 06-22 12-24 12-25 12-26 12-31",
		2030: "01-01 04-19 04-22 05-01 05-30 06-06 06-21 12-24 12-25 12-26 12-31",
		2031: "01-01 01-06 04-11 04-14 05-01 05-22 06-06 06-20 12-24 12-25 12-26 12-31",
		2032: "01-01 01-06 03-26 03-29 05-06 06-25 12-24 12-31",
		2033: "01-06 04-15 04-18 05-26 06-06 06-24 12-26",
		2034: "01-06 04-07 04-10 05-01 05-18 06-06 06-23 12-25 12-26",
		2035: "01-01 03-23 03-26 05-01 05-03 06-06 06-22 12-24 12-25 12-26 12-31",
	}
	for year := 2026; year <= 2035; year++ {
		got, listed := "", ""
		for d := (clock.Date{Year: year, Month: 1, Day: 1}); d.Year == year; d = d.AddDays(1) {
			weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
			if weekend && tenant.WorkingDay(d) {
				t.Errorf("%s is a working day", d)
			}
			if !weekend && !tenant.WorkingDay(d) {
				got += fmt.Sprintf(" %02d-%02d", d.Month, d.Day)
			}
		}
		for _, h := range tenant.Holidays(year) {
			listed += fmt.Sprintf(" %02d-%02d", h.Day.Month, h.Day.Day)
			if h.Name == "" {
				t.Errorf("%s has no name", h.Day)
			}
		}
		if got != " "+want[year] || listed != got {
			t.Errorf("%d: nobody works on\n%s, want\n %s, listed\n%s", year, got, want[year], listed)
		}
	}
}

func days(list []tenant.ClosedDay) string {
	s := ""
	for _, d := range list {
		s += d.Day.String() + " " + d.Name + "; "
	}
	return s
}

// monday gives one in February of next year: the office runs on the real clock.
func monday(svc *tenant.Service, ctx context.Context, t *testing.T) clock.Date {
	_, today, err := svc.ClosedDays(ctx)
	if err != nil {
		t.Fatal(err)
	}
	d := clock.Date{Year: today.Year + 1, Month: 2, Day: 1}
	for d.Weekday() != time.Monday {
		d = d.AddDays(1)
	}
	return d
}

func TestClosedDaysAreKeptAndCounted(t *testing.T) {
	svc, ctx := office(t)
	d := monday(svc, ctx, t)
	if got, err := svc.CloseDays(ctx, tenant.ClosedInput{From: d.AddDays(3).String(), To: d.AddDays(7).String(), Name: " Flytt "}); err != nil || !slices.Equal(got, []clock.Date{d.AddDays(3), d.AddDays(4), d.AddDays(7)}) {
		t.Fatalf("Thursday to Monday: %v, %v", got, err)
	}
	if _, err := svc.CloseDays(ctx, tenant.ClosedInput{From: d.AddDays(4).String(), Name: "Klämdag"}); err != nil {
		t.Fatal(err)
	}
	list, _, err := svc.ClosedDays(ctx)
	want := []tenant.ClosedDay{{Day: d.AddDays(3), Name: "Flytt"}, {Day: d.AddDays(4), Name: "Klämdag"}, {Day: d.AddDays(7), Name: "Flytt"}}
	if err != nil || !slices.Equal(list, want) {
		t.Errorf("kept: %s, %v", days(list), err)
	}
	cal, err := svc.Calendar(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if cal.WorkingDay(d.AddDays(3)) || !cal.WorkingDay(d.AddDays(2)) || cal.WorkingDays(d, d.AddDays(8)) != 3 {
		t.Errorf("closed days count as working days: %d of Tuesday to the next Tuesday", cal.WorkingDays(d, d.AddDays(8)))
	}
	if err := svc.OpenDay(ctx, d.AddDays(3)); err != nil {
		t.Fatal(err)
	}
	if err := svc.OpenDay(ctx, d.AddDays(3)); !fault.Is(err, fault.NotFoundKind) {
		t.Errorf("taken back twice: %v", err)
	}
	other, err := svc.Add(audit.WithActor(t.Context(), audit.Actor{Kind: audit.Operator}), tenant.New{Slug: "annanby", Code: "9998", Name: "Annanby kommun"})
	if err != nil {
		t.Fatal(err)
	}
	theirs := tenant.With(postgres.WithTenant(ctx, other.ID), other)
	if list, _, err := svc.ClosedDays(theirs); err != nil || len(list) != 0 {
		t.Errorf("another municipality sees %s, %v", days(list), err)
	}
	if err := svc.OpenDay(theirs, d.AddDays(4)); !fault.Is(err, fault.NotFoundKind) {
		t.Errorf("another municipality takes a day back: %v", err)
	}
}

func TestClosedDaysAreRefusedAtTheirFields(t *testing.T) {
	svc, ctx := office(t)
	d := monday(svc, ctx, t)
	for _, c := range []struct {
		in    tenant.ClosedInput
		field string
	}{
		{tenant.ClosedInput{Name: "x"}, "from"},
		{tenant.ClosedInput{From: "i morgon", Name: "x"}, "from"},
		{tenant.ClosedInput{From: d.String(), To: "sen", Name: "x"}, "to"},
		{tenant.ClosedInput{From: d.String(), To: d.AddDays(-1).String(), Name: "x"}, "to"},
		{tenant.ClosedInput{From: d.String(), To: d.AddDays(31).String(), Name: "x"}, "to"},
		{tenant.ClosedInput{From: d.AddDays(5).String(), To: d.AddDays(6).String(), Name: "x"}, "from"},
		{tenant.ClosedInput{From: fmt.Sprint(d.Year, "-12-24"), Name: "x"}, "from"},
		{tenant.ClosedInput{From: fmt.Sprint(d.Year+9, "-02-05"), Name: "x"}, "from"},
		{tenant.ClosedInput{From: d.String(), Name: "  "}, "name"},
		{tenant.ClosedInput{From: d.String(), Name: strings.Repeat("å", 101)}, "name"},
	} {
		_, err := svc.CloseDays(ctx, c.in)
		if f := fault.As(err); err == nil || f == nil || len(f.Fields) != 1 || f.Fields[0].Name != c.field {
			t.Errorf("%+v: %v, want a fault at %s", c.in, err, c.field)
		}
	}
	if list, _, err := svc.ClosedDays(ctx); err != nil || len(list) != 0 {
		t.Errorf("half done: %s, %v", days(list), err)
	}
}

func TestClosedDaysNeedPermission(t *testing.T) {
	denied := errors.New("denied")
	strict := tenant.NewService(nil, func(context.Context, string) error { return denied })
	_, _, list := strict.ClosedDays(t.Context())
	_, add := strict.CloseDays(t.Context(), tenant.ClosedInput{})
	for _, err := range []error{list, add, strict.OpenDay(t.Context(), clock.Date{})} {
		if !errors.Is(err, denied) {
			t.Errorf("without permission: %v", err)
		}
	}
}

// TestTheMunicipalitysHoursCount tries the calendar of one, and of all at once, which the sweep of reminders asks.
func TestTheMunicipalitysHoursCount(t *testing.T) {
	svc, ctx := office(t)
	d := monday(svc, ctx, t)
	p, err := svc.Policy(ctx)
	if err != nil {
		t.Fatal(err)
	}
	p.OpensAt, p.ClosesAt = 9*60+30, 15*60
	if err := svc.SavePolicy(ctx, p, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := svc.CloseDays(ctx, tenant.ClosedInput{From: d.AddDays(1).String(), Name: "Planering"}); err != nil {
		t.Fatal(err)
	}
	m := tenant.Of(ctx)
	cal, err := svc.Calendar(ctx)
	if err != nil {
		t.Fatal(err)
	}
	at := func(day clock.Date, hour, minute int) time.Time {
		return time.Date(day.Year, day.Month, day.Day, hour, minute, 0, 0, m.Zone())
	}
	for _, c := range []struct{ t, want time.Time }{
		{at(d, 8, 0), at(d, 9, 30)}, {at(d, 9, 30), at(d, 9, 30)}, {at(d, 14, 59), at(d, 14, 59)}, {at(d, 15, 0), at(d.AddDays(2), 9, 30)}, {at(d.AddDays(1), 12, 0), at(d.AddDays(2), 9, 30)},
	} {
		if got := cal.Opens(c.t); !got.Equal(c.want) || cal.OfficeHours(c.t) != c.t.Equal(c.want) {
			t.Errorf("%v: opens %v, want %v; office hours %v", c.t, got, c.want, cal.OfficeHours(c.t))
		}
	}
}
