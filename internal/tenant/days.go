package tenant

import (
	"context"
	"strings"
	"unicode/utf8"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/postgres"
)

// ClosedDay is a day on which the municipality's offices are closed besides public holidays.
type ClosedDay struct {
	Day  clock.Date
	Name string
}

// Bounds of closed days.
const (
	MaxDayName   = 100 // characters
	MaxClosed    = 31  // days at a time: an office is not closed for longer
	closedBehind = 1   // years behind and ahead that may be entered
	closedAhead  = 3
)

// ClosedInput is one closed day, or several that follow each other, as typed. Faults stand at from, to and name.
type ClosedInput struct {
	From string // ISO date
	To   string // ISO date; empty: only From
	Name string
}

// ClosedDays gives the municipality's closed days from a year before today on, the earliest first, and today.
func (s *Service) ClosedDays(ctx context.Context) ([]ClosedDay, clock.Date, error) {
	if err := s.permit(ctx, ActSettings); err != nil {
		return nil, clock.Date{}, err
	}
	var list []ClosedDay
	var today clock.Date
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		today = clock.On(tx.Now, ZoneOf(ctx))
		all, err := ClosedDaysTx(ctx, tx)
		for _, d := range all {
			if !d.Day.Before(today.AddMonths(-12)) {
				list = append(list, d)
			}
		}
		return err
	})
	return list, today, err
}

// CloseDays notes that the offices are closed, and gives the days. Of several days those on which nobody works anyway
// are left out; where none is left, that is Invalid at from. A day that is there takes the new name.
func (s *Service) CloseDays(ctx context.Context, in ClosedInput) ([]clock.Date, error) {
	if err := s.permit(ctx, ActSettings); err != nil {
		return nil, err
	}
	var days []clock.Date
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		name := strings.TrimSpace(in.Name)
		list, bad := in.days(clock.On(tx.Now, ZoneOf(ctx)))
		if name == "" {
			bad = append(bad, fault.Bad("name", "tenant.day_name_missing"))
		} else if utf8.RuneCountInString(name) > MaxDayName {
			bad = append(bad, fault.Bad("name", "tenant.too_long", "Max", MaxDayName))
		}
		if len(bad) > 0 {
			return fault.Invalid(bad...)
		}
		days = list
		if err := insertClosed(ctx, tx, days, name); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Action: ActSettings, ObjectKind: "tenant", ObjectID: tx.Tenant, Changes: []audit.Change{audit.Field("closed_days")}})
	})
	return days, err
}

// days gives the working days of the input, and what is wrong with it.
func (in ClosedInput) days(today clock.Date) ([]clock.Date, []fault.Field) {
	from, bad := closedDate("from", in.From, today, nil)
	to, bad := closedDate("to", in.To, today, bad)
	if len(bad) > 0 {
		return nil, bad
	}
	if from.IsZero() {
		return nil, []fault.Field{fault.Bad("from", "tenant.day_missing")}
	}
	if to.IsZero() {
		to = from
	}
	if to.Before(from) {
		return nil, []fault.Field{fault.Bad("to", "tenant.day_before")}
	}
	if to.After(from.AddDays(MaxClosed - 1)) {
		return nil, []fault.Field{fault.Bad("to", "tenant.days_long", "Max", MaxClosed)}
	}
	var list []clock.Date
	for d := from; !d.After(to); d = d.AddDays(1) {
		if WorkingDay(d) {
			list = append(list, d)
		}
	}
	if len(list) == 0 {
		return nil, []fault.Field{fault.Bad("from", "tenant.day_free")}
	}
	return list, nil
}

func closedDate(field, value string, today clock.Date, bad []fault.Field) (clock.Date, []fault.Field) {
	d, err := clock.ParseDate(strings.TrimSpace(value))
	first, last := today.Year-closedBehind, today.Year+closedAhead
	switch {
	case err != nil:
		bad = append(bad, fault.Bad(field, "tenant.day_bad"))
	case !d.IsZero() && (d.Year < first || d.Year > last):
		bad = append(bad, fault.Bad(field, "tenant.day_range", "First", first, "Last", last))
	}
	return d, bad
}

// OpenDay takes a closed day back. A day that is not closed is NotFound.
func (s *Service) OpenDay(ctx context.Context, day clock.Date) error {
	if err := s.permit(ctx, ActSettings); err != nil {
		return err
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		ok, err := deleteClosed(ctx, tx, day)
		if err != nil {
			return err
		}
		if !ok {
			return fault.NotFound()
		}
		return audit.Write(ctx, tx, audit.Entry{Action: ActSettings, ObjectKind: "tenant", ObjectID: tx.Tenant, Changes: []audit.Change{audit.Field("closed_days")}})
	})
}
