package roster

import (
	"context"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

// Standing is what is amiss with the roster of an open account, in short.
type Standing struct {
	Account Account
	Trouble Trouble
	First   clock.Date // the first of its days
	Days    int        // how many
}

// urgentWithin is how many days ahead a gap is urgent.
const urgentWithin = 7

// Urgent reports whether the trouble must be mended now: nobody is assigned, or a gap comes within a week.
func (s Standing) Urgent(today clock.Date) bool {
	return s.Trouble == NobodyAssigned || s.Trouble == GapAhead && s.First.Before(today.AddDays(urgentWithin))
}

// standingsOn computes them for the whole municipality, worst first.
func standingsOn(ctx context.Context, tx *postgres.Tx, day clock.Date) ([]Standing, error) {
	sc := Scope{}
	sc.From, sc.To = Ahead(day)
	sheet, err := sheetTx(ctx, tx, sc, false, nil)
	if err != nil {
		return nil, err
	}
	sheet.Today = day
	var list []Standing
	for _, p := range Problems(sheet) {
		list = append(list, Standing{Account: p.Account, Trouble: p.Trouble, First: p.First(), Days: len(p.Days())})
	}
	return list, nil
}

// Standings gives what is amiss with the rosters that the principal may see, within the twelve weeks from this one, worst
// first, and the day on which that is so. It is cheap enough for every page.
func (s *Service) Standings(ctx context.Context) ([]Standing, clock.Date, error) {
	onlyIn, units, err := identity.Within(ctx, identity.RosterView)
	if err != nil {
		return nil, clock.Date{}, err
	}
	var list []Standing
	var day clock.Date
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		day = today(ctx, tx)
		list, err = s.standings.getTx(ctx, tx, day)
		return err
	})
	if err != nil || !onlyIn {
		return list, day, err
	}
	mine := map[uuid.UUID]bool{}
	for _, u := range units {
		mine[u] = true
	}
	var ours []Standing
	for _, st := range list {
		if mine[st.Account.UnitID] {
			ours = append(ours, st)
		}
	}
	return ours, day, nil
}

// GapCount gives how many open accounts that the principal sees have a gap within the twelve weeks, and whether any of that
// is urgent, for the menu.
func (s *Service) GapCount(ctx context.Context) (gaps, urgent int, err error) {
	list, day, err := s.Standings(ctx)
	for _, st := range list {
		if st.Trouble.IsGap() {
			gaps++
		}
		if st.Urgent(day) {
			urgent++
		}
	}
	return gaps, urgent, err
}

// Staffing is how many people are assigned to an account, whether it is open or not.
type Staffing struct {
	Watch   int // who watch it, today or later
	Reserve int // who only cover
}

// Staffing gives for those of the accounts that the principal may see how many people would watch them if they were open.
func (s *Service) Staffing(ctx context.Context, accounts []uuid.UUID) (map[uuid.UUID]Staffing, error) {
	onlyIn, units, err := identity.Within(ctx, identity.RosterView)
	if err != nil {
		return nil, err
	}
	var m map[uuid.UUID]Staffing
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		m, err = selectStaffing(ctx, tx, accounts, onlyIn, units)
		return err
	})
	return m, err
}
