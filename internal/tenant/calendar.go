package tenant

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
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

// Calendar gives the calendar of the context's municipality.
func (s *Service) Calendar(ctx context.Context) (Calendar, error) {
	var c Calendar
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		c, err = CalendarTx(ctx, tx)
		return err
	})
	return c, err
}

// CalendarsTx gives the calendars of the municipalities, for a transaction across all of them. They know closed days
// from the day before now on.
func CalendarsTx(ctx context.Context, tx *postgres.Tx, all []*Tenant) (map[uuid.UUID]Calendar, error) {
	m := make(map[uuid.UUID]Calendar, len(all))
	for _, t := range all {
		m[t.ID] = DefaultCalendar(t.Zone())
	}
	hours, err := selectAllHours(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, h := range hours {
		if c, ok := m[h.tenant]; ok {
			c.opensAt, c.closesAt = h.opensAt, h.closesAt
			m[h.tenant] = c
		}
	}
	closed, err := selectAllClosed(ctx, tx, clock.On(tx.Now, time.UTC).AddDays(-1))
	if err != nil {
		return nil, err
	}
	for id, days := range closed {
		if c, ok := m[id]; ok {
			c.closed = days
			m[id] = c
		}
	}
	return m, nil
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

// longest is how far ahead Opens looks, in days: nobody is closed for longer.
const longest = 400

// Opens gives the moment, t or later, from which somebody may be written to; t itself where there is none in a year.
func (c Calendar) Opens(t time.Time) time.Time {
	day := clock.On(t, c.zone)
	for range longest {
		if c.WorkingDay(day) {
			// No working day is one on which the clocks are changed: those are Sundays.
			opens := time.Date(day.Year, day.Month, day.Day, c.opensAt/60, c.opensAt%60, 0, 0, c.zone)
			closes := time.Date(day.Year, day.Month, day.Day, c.closesAt/60, c.closesAt%60, 0, 0, c.zone)
			if t.Before(opens) {
				return opens
			}
			if t.Before(closes) {
				return t
			}
		}
		day = day.AddDays(1)
	}
	return t
}

// WorkingDays counts the working days after from, up to and including to; 1000 stands for more.
func (c Calendar) WorkingDays(from, to clock.Date) int {
	n := 0
	for d := from.AddDays(1); !d.After(to) && n < 1000; d = d.AddDays(1) {
		if c.WorkingDay(d) {
			n++
		}
	}
	return n
}

// DefaultCalendar is that of a municipality in the zone that has decided nothing: 8 to 17, no closed days.
func DefaultCalendar(zone *time.Location) Calendar {
	return Calendar{opensAt: defaultOpensAt, closesAt: defaultClosesAt, zone: zone}
}

// Holiday is a day in Sweden on which nobody works, other than Saturday and Sunday.
type Holiday struct {
	Day  clock.Date
	Name string // in Swedish
}

// Holidays gives those of a year that fall on Monday to Friday, the earliest first.
func Holidays(year int) []Holiday {
	var list []Holiday
	for _, h := range se.Holidays {
		day, _ := h.Calc(year)
		if d := clock.On(day, day.Location()); !day.IsZero() && d.Weekday() != time.Saturday && d.Weekday() != time.Sunday {
			list = append(list, Holiday{d, h.Name})
		}
	}
	slices.SortFunc(list, func(a, b Holiday) int { return a.Day.Time().Compare(b.Day.Time()) })
	return list
}
