package roster

import (
	"context"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster/coverage"
	"kanalkoll/internal/tenant"
)

// Service is what can be done with rosters.
type Service struct {
	db      *postgres.DB
	reg     *register.Service
	holders []Holder
	movers  []Mover
	answers Answers

	standings cache[[]Standing]
}

// NewService builds the service.
func NewService(db *postgres.DB, reg *register.Service) *Service {
	return &Service{db: db, reg: reg, holders: holders(), movers: movers(), standings: cache[[]Standing]{make: standingsOn}}
}

// today is the day in the municipality's zone.
func today(ctx context.Context, tx *postgres.Tx) clock.Date {
	return clock.On(tx.Now, tenant.ZoneOf(ctx))
}

// Weeks is how far ahead coverage is looked at where nothing else is said: twelve weeks, whole ones.
const Weeks = 12

// Ahead gives the first and the last day of the twelve weeks that begin with the week of the day.
func Ahead(day clock.Date) (first, last clock.Date) {
	monday := day.AddDays(-(int(day.Weekday()) + 6) % 7)
	return monday, monday.AddDays(7*Weeks - 1)
}

// Scope says whose coverage, and for which days.
type Scope struct {
	Ref      string    // one account; empty: all that the principal may see
	Unit     uuid.UUID // a unit and those below it; uuid.Nil: all
	From, To clock.Date
	person   uuid.UUID // with a role on the account on any of the days; uuid.Nil: anybody
	AsIfOpen bool      // accounts that are not open yet are looked at as if they opened on From
}

// maxDays is the longest time that is looked at: five years.
const maxDays = 5 * 366

// Coverage gives the rosters within the scope and who watches on each day. An account that the principal may not see is
// NotFound; days the wrong way round, or too many, are Invalid at "to".
func (s *Service) Coverage(ctx context.Context, sc Scope) (*Sheet, error) {
	onlyIn, units, err := identity.Within(ctx, identity.RosterView)
	if err != nil {
		return nil, err
	}
	if err := sc.check(); err != nil {
		return nil, err
	}
	var sheet *Sheet
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		sheet, err = sheetTx(ctx, tx, sc, onlyIn, units)
		return err
	})
	return sheet, err
}

func (sc Scope) check() error {
	if sc.To.Before(sc.From) {
		return fault.Invalid(fault.Bad("to", "roster.to_before_from"))
	}
	if sc.To.After(sc.From.AddDays(maxDays)) {
		return fault.Invalid(fault.Bad("to", "roster.days_many"))
	}
	return nil
}

// sheetTx loads the rosters within the scope and computes their days.
func sheetTx(ctx context.Context, tx *postgres.Tx, sc Scope, onlyIn bool, units []uuid.UUID) (*Sheet, error) {
	sheet, table, err := loadTx(ctx, tx, sc, onlyIn, units)
	if err != nil {
		return nil, err
	}
	for _, a := range sheet.Accounts {
		if a.Open || !a.Closes.IsZero() || sc.AsIfOpen {
			sheet.Days[a.ID] = table.Account(a.days())
		}
	}
	return sheet, nil
}

// loadTx loads the rosters within the scope, and a table that their days can be asked of.
func loadTx(ctx context.Context, tx *postgres.Tx, sc Scope, onlyIn bool, units []uuid.UUID) (*Sheet, *coverage.Table, error) {
	sheet := &Sheet{From: sc.From, To: sc.To, Today: today(ctx, tx), Days: map[uuid.UUID][]coverage.Day{}}
	var err error
	if sheet.Accounts, err = selectAccounts(ctx, tx, sc, onlyIn, units); err != nil {
		return nil, nil, err
	}
	if sc.Ref != "" && len(sheet.Accounts) == 0 {
		return nil, nil, fault.NotFound()
	}
	ids := make([]uuid.UUID, len(sheet.Accounts))
	for i, a := range sheet.Accounts {
		ids[i] = a.ID
	}
	if sheet.Assignments, err = selectAssignments(ctx, tx, ids, sc.From, sc.To); err != nil {
		return nil, nil, err
	}
	if sheet.Absences, err = selectAbsences(ctx, tx, sc.From, sc.To); err != nil {
		return nil, nil, err
	}
	if sheet.People, err = peopleOf(ctx, tx, sheet.Assignments, sheet.Absences); err != nil {
		return nil, nil, err
	}
	calendar, err := tenant.CalendarTx(ctx, tx)
	if err != nil {
		return nil, nil, err
	}
	sheet.working = calendar.WorkingDay
	return sheet, coverage.New(input(sheet, calendar.WorkingDay), sc.From, sc.To), nil
}

// days gives the days on which the account is open, or, where it has not been opened yet, would be if it were.
func (a Account) days() coverage.Account {
	if !a.Open && a.Closes.IsZero() {
		return coverage.Account{ID: a.ID}
	}
	return coverage.Account{ID: a.ID, Opens: a.Opens, Closes: a.Closes}
}

func input(s *Sheet, working func(clock.Date) bool) coverage.Input {
	in := coverage.Input{Working: working}
	for _, a := range s.Assignments {
		if role, ok := a.Role.coverage(); ok {
			in.Assignments = append(in.Assignments, coverage.Assignment{Account: a.AccountID, Person: a.PersonID, Role: role, From: a.From, To: a.To})
		}
	}
	for _, a := range s.Absences {
		in.Absences = append(in.Absences, coverage.Absence{Person: a.PersonID, Cover: a.CoverID, From: a.From, To: a.To})
	}
	return in
}

// peopleOf gives everybody who is named.
func peopleOf(ctx context.Context, tx *postgres.Tx, assignments []Assignment, absences []Absence) (map[uuid.UUID]identity.Person, error) {
	named := map[uuid.UUID]bool{}
	for _, a := range assignments {
		named[a.PersonID] = true
	}
	for _, a := range absences {
		named[a.PersonID], named[a.CoverID] = true, true
	}
	return peopleNamed(ctx, tx, named)
}

// peopleNamed gives those of the ids that are people of the directory.
func peopleNamed(ctx context.Context, tx *postgres.Tx, named map[uuid.UUID]bool) (map[uuid.UUID]identity.Person, error) {
	ids := make([]uuid.UUID, 0, len(named))
	for id := range named {
		ids = append(ids, id)
	}
	people, err := identity.PeopleByIDTx(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	m := make(map[uuid.UUID]identity.Person, len(people))
	for _, p := range people {
		m[p.ID] = p
	}
	return m, nil
}
