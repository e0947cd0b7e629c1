package roster

import (
	"context"
	"encoding/csv"
	"io"
	"slices"
	"strings"

	"github.com/google/uuid"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/roster/coverage"
)

// CoverageCSV writes who watches within the scope: a line for each account and each working day on which it is open, by
// account and day, with the columns account, date, coverage and by. The last holds the e-mail addresses of those who
// watch, sorted, separated by spaces; whoever has none counts and is not named. Errors are those of Coverage, before
// anything is written, and the writer's.
func (s *Service) CoverageCSV(ctx context.Context, w io.Writer, sc Scope) error {
	onlyIn, units, err := identity.Within(ctx, identity.RosterView)
	if err != nil {
		return err
	}
	if err := sc.check(); err != nil {
		return err
	}
	var sheet *Sheet
	var table *coverage.Table
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		sheet, table, err = loadTx(ctx, tx, sc, onlyIn, units)
		return err
	})
	if err != nil {
		return err
	}
	slices.SortFunc(sheet.Accounts, func(a, b Account) int { return strings.Compare(a.Ref, b.Ref) }) // the database's order is that of a language
	out := csv.NewWriter(w)
	if err := out.Write([]string{"account", "date", "coverage", "by"}); err != nil {
		return err
	}
	for _, a := range sheet.Accounts { // one account's days at a time
		if !a.Open && a.Closes.IsZero() && !sc.AsIfOpen {
			continue
		}
		if err := writeDays(out, sheet, a.Ref, table.Account(a.days())); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func writeDays(out *csv.Writer, sheet *Sheet, ref string, days []coverage.Day) error {
	for i, d := range days {
		if d.State == coverage.NotOpen || d.State == coverage.Rest {
			continue
		}
		if err := out.Write([]string{ref, sheet.Day(i).String(), d.State.String(), sheet.emails(d.Watchers)}); err != nil {
			return err
		}
	}
	return nil
}

// emails gives the addresses of those who have one, sorted, separated by spaces.
func (s *Sheet) emails(people []uuid.UUID) string {
	var list []string
	for _, id := range people {
		if e := s.People[id].Email; e != "" {
			list = append(list, e)
		}
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}
