package tenant

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/se"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/postgres"
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

// Calendar is when the context's municipality works.
type Calendar struct {
	closed            map[clock.Date]string // days on which its offices are closed, and what they are called
	opensAt, closesAt int                   // minutes after midnight
	zone              *time.Location
}

// CalendarTx gives the calendar of the transaction's municipality.
func CalendarTx(ctx context.Context, tx *postgres.Tx) (Calendar, error) {
	t := Of(ctx)
	p, err := PolicyTx(ctx, tx, t)
	if err != nil {
		return Calendar{}, err
	}
	days, err := ClosedDaysTx(ctx, tx)
	if err != nil {
		return Calendar{}, err
	}
	c := Calendar{closed: make(map[clock.Date]string, len(days)), opensAt: p.OpensAt, closesAt: p.ClosesAt, zone: ZoneOf(ctx)}
	for _, d := range days {
		c.closed[d.Day] = d.Name
	}
	return c, nil
}

// WorkingDay reports whether the municipality works on the day: WorkingDay holds, and its offices are not closed.
func (c Calendar) WorkingDay(d clock.Date) bool {
	_, closed := c.closed[d]
	return !closed && WorkingDay(d)
}

// OfficeHours reports whether somebody may be written to at t: a working day, within office hours.
func (c Calendar) OfficeHours(t time.Time) bool {
	local := t.In(c.zone)
	minute := local.Hour()*60 + local.Minute()
	return c.WorkingDay(clock.On(t, c.zone)) && minute >= c.opensAt && minute < c.closesAt
}

// ClosedDay is a day on which the municipality's offices are closed besides public holidays.
type ClosedDay struct {
	Day  clock.Date
	Name string
}

// ClosedDaysTx gives the municipality's closed days, the earliest first.
func ClosedDaysTx(ctx context.Context, tx *postgres.Tx) ([]ClosedDay, error) {
	rows, err := tx.Query(ctx, `SELECT day, name FROM closed_day WHERE tenant_id = $1 ORDER BY day`, tx.Tenant)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[ClosedDay])
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
