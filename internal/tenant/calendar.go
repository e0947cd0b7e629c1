package tenant

import (
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/se"

	"kanalkoll/internal/clock"
)

var holidays = func() *cal.Calendar {
	c := &cal.Calendar{}
	c.AddHoliday(se.Holidays...)
	return c
}()

// WorkingDay reports whether d is Monday to Friday and neither a Swedish public holiday nor Midsummer Eve, Christmas
// Eve or New Year's Eve.
func WorkingDay(d clock.Date) bool {
	if wd := d.Weekday(); wd == time.Saturday || wd == time.Sunday {
		return false
	}
	actual, observed, _ := holidays.IsHoliday(d.Time())
	return !actual && !observed
}

// Office hours within which reminders are sent, local time.
const (
	officeOpens  = 8
	officeCloses = 17
)

// OfficeHours reports whether somebody may be written to at t: a working day, 8 to 17 in the municipality's zone.
func OfficeHours(t time.Time, zone *time.Location) bool {
	h := t.In(zone).Hour()
	return WorkingDay(clock.On(t, zone)) && h >= officeOpens && h < officeCloses
}
