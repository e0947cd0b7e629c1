package roster

import (
	"context"
	"strconv"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/sheet"
	"kanalkoll/internal/tenant"
)

// ImportOptions says how a file is taken.
type ImportOptions struct {
	DryRun      bool // only check
	Partial     bool // take the good rows even where others are refused
	CreateUnits bool // make units that do not exist; of people only
}

// Outcome is what an import did. Rows are in the file's order.
type Outcome struct {
	Rows    []ImportRow
	Counts  register.ImportCounts
	Written bool // what was taken is in the directory, or in the rosters
}

// mayImport refuses a file of the kind to those who may not write what is in it by hand, everywhere.
func mayImport(ctx context.Context, k ImportKind) error {
	if err := identity.RequireEverywhere(ctx, identity.PeopleEdit); err != nil || k == ImportPeople {
		return err
	}
	return identity.RequireEverywhere(ctx, identity.RosterEdit)
}

// ImportFile takes a file in one transaction. Without Partial one refused row keeps everything from being written. A file
// without the columns that are needed is Invalid.
func (s *Service) ImportFile(ctx context.Context, k ImportKind, table *sheet.Table, o ImportOptions) (Outcome, error) {
	var out Outcome
	if err := mayImport(ctx, k); err != nil {
		return out, err
	}
	m, err := k.columns(table.Header)
	if err != nil {
		return out, err
	}
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		if !o.DryRun {
			if err := lockImports(ctx, tx); err != nil {
				return err
			}
		}
		out.Rows, err = checkTx(ctx, tx, k, table, m, o)
		if err != nil {
			return err
		}
		out.Counts = countRows(out.Rows)
		if o.DryRun || out.Counts.Refused > 0 && !o.Partial {
			return nil
		}
		out.Written = true
		return takeRows(ctx, tx, k, out.Rows, out.Counts)
	})
	return out, err
}

// checkTx holds the rows against the municipality as it is now. Unless nothing will be written, nobody else changes the
// rosters of the accounts that are named before the transaction ends.
func checkTx(ctx context.Context, tx *postgres.Tx, k ImportKind, table *sheet.Table, m sheet.Mapping, o ImportOptions) ([]ImportRow, error) {
	w := newImportWorld(today(ctx, tx), nil)
	w.createUnits = o.CreateUnits
	switch k {
	case ImportPeople:
		units, err := tenant.UnitsTx(ctx, tx)
		if err != nil {
			return nil, err
		}
		w.units = register.IndexUnits(units)
	case ImportAssignments:
		if err := w.loadRosters(ctx, tx, table, m, !o.DryRun); err != nil {
			return nil, err
		}
	case ImportAbsences:
		list, err := selectAbsences(ctx, tx, clock.Date{Year: firstYear, Month: 1, Day: 1}, clock.Date{Year: w.today.Year + yearsAhead + 3, Month: 1, Day: 1})
		if err != nil {
			return nil, err
		}
		for _, a := range list {
			w.absences[a.PersonID] = append(w.absences[a.PersonID], a)
		}
	}
	if k != ImportPeople && !o.DryRun {
		if err := keepPeople(ctx, tx); err != nil {
			return nil, err
		}
	}
	people, err := identity.PeopleTx(ctx, tx)
	if err != nil {
		return nil, err
	}
	w.addPeople(people)
	return checkRows(k, table, m, w), nil
}

// loadRosters reads the accounts, and who is assigned to those that the file names.
func (w *importWorld) loadRosters(ctx context.Context, tx *postgres.Tx, table *sheet.Table, m sheet.Mapping, lock bool) error {
	accounts, err := selectImportAccounts(ctx, tx)
	if err != nil {
		return err
	}
	w.addAccounts(accounts)
	named := map[uuid.UUID]bool{}
	for _, cells := range table.Rows {
		if a := w.account(m.Of(cells, FieldAccount)); a != nil {
			named[a.id] = true
		}
	}
	ids := make([]uuid.UUID, 0, len(named))
	for id := range named {
		ids = append(ids, id)
	}
	if lock {
		statuses, err := lockAccounts(ctx, tx, ids)
		if err != nil {
			return err
		}
		for i := range accounts {
			if s, ok := statuses[accounts[i].id]; ok {
				accounts[i].status = s
			}
		}
	}
	policy, err := tenant.PolicyTx(ctx, tx, tenant.Of(ctx))
	if err != nil {
		return err
	}
	w.oneResponsible = policy.OneResponsible
	list, err := selectAssignments(ctx, tx, ids, clock.Date{Year: firstYear, Month: 1, Day: 1}, clock.Date{Year: 9999, Month: 1, Day: 1})
	for _, a := range list {
		w.rosters[a.AccountID] = append(w.rosters[a.AccountID], a)
	}
	return err
}

// takeRows writes the rows that are to be taken, with their entries in the log and one for the whole.
func takeRows(ctx context.Context, tx *postgres.Tx, k ImportKind, rows []ImportRow, n register.ImportCounts) error {
	var taken []*ImportRow
	for i := range rows {
		if rows[i].Result == register.RowTaken {
			taken = append(taken, &rows[i])
		}
	}
	if len(taken) == 0 {
		return nil
	}
	var err error
	switch k {
	case ImportPeople:
		err = takePeople(ctx, tx, taken)
	case ImportAssignments:
		err = takeAssignments(ctx, tx, taken)
	case ImportAbsences:
		err = takeAbsences(ctx, tx, taken)
	}
	if err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{Action: "roster.import", ObjectKind: "tenant", ObjectID: tx.Tenant, Changes: []audit.Change{
		audit.Value("rows_taken", "", strconv.Itoa(n.Taken)), audit.Value("rows_double", "", strconv.Itoa(n.Duplicates)),
		audit.Value("rows_refused", "", strconv.Itoa(n.Refused))}})
}

func takePeople(ctx context.Context, tx *postgres.Tx, rows []*ImportRow) error {
	names := make([]string, len(rows))
	for i, r := range rows {
		names[i] = r.NewUnit
	}
	made, err := register.NewUnitsTx(ctx, tx, names)
	if err != nil {
		return err
	}
	var added, filled []identity.Person
	for _, r := range rows {
		if r.NewUnit != "" {
			r.person.UnitID = made[register.FoldText(r.NewUnit)].ID
		}
		if r.fills {
			filled = append(filled, r.person)
		} else {
			added = append(added, r.person)
		}
	}
	return identity.ImportPeopleTx(ctx, tx, added, filled)
}

func takeAssignments(ctx context.Context, tx *postgres.Tx, rows []*ImportRow) error {
	list := make([]Assignment, len(rows))
	for i, r := range rows {
		list[i] = r.assignment
	}
	if err := insertAssignments(ctx, tx, list); err != nil {
		return err
	}
	return audit.Write(ctx, tx, assignmentEntries(tx, list, "roster.assign")...)
}

func assignmentEntries(tx *postgres.Tx, list []Assignment, action string) []audit.Entry {
	log := make([]audit.Entry, len(list))
	for i, a := range list {
		log[i] = assignmentEntry(tx, a, action)
	}
	return log
}

func takeAbsences(ctx context.Context, tx *postgres.Tx, rows []*ImportRow) error {
	list, log := make([]Absence, len(rows)), make([]audit.Entry, len(rows))
	for i, r := range rows {
		list[i], log[i] = r.absence, audit.Entry{Action: "roster.absence", ObjectKind: "person", ObjectID: r.absence.PersonID}
	}
	if err := insertAbsences(ctx, tx, list, actor(ctx)); err != nil {
		return err
	}
	return audit.Write(ctx, tx, log...)
}
