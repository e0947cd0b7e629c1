package register

import (
	"bytes"
	"context"
	"slices"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register/sheet"
	"kanalkoll/internal/tenant"
)

// ImportOptions says how a file is taken.
type ImportOptions struct {
	DryRun      bool // only check
	Partial     bool // take the good rows even where others are refused
	CreateUnits bool // make units that do not exist
}

// Outcome is what an import did. Rows are in the file's order.
type Outcome struct {
	Rows    []ImportRow
	Counts  ImportCounts
	Written bool // the taken rows are in the register
}

// ImportFile takes a file for an operator, in one transaction. With only, all rows are that municipality's; else they
// go to those among tenants whose code they carry. Without Partial one refused row keeps everything from being
// written. A file without the columns that are needed is Invalid.
func (s *Service) ImportFile(ctx context.Context, table *sheet.Table, tenants []*tenant.Tenant, only *tenant.Tenant, o ImportOptions) (Outcome, error) {
	var out Outcome
	if err := identity.Require(ctx, identity.TenantAdd); err != nil { // operators only: it reaches all municipalities
		return out, err
	}
	m := sheet.Columns(table.Header)
	if !m.Enough() {
		return out, &fault.Error{Kind: fault.InvalidKind, Key: "import.columns_missing"}
	}
	if only != nil {
		tenants = []*tenant.Tenant{only}
	}
	err := s.db.InSystem(ctx, "import of accounts by an operator", func(tx *postgres.Tx) error {
		parts, err := s.spread(ctx, tx, table, m, tenants, only != nil, o)
		if err != nil {
			return err
		}
		out = Outcome{Rows: make([]ImportRow, len(table.Rows))}
		for i, cells := range table.Rows {
			out.Rows[i] = parts.check(table.Lines[i], cells)
		}
		out.Counts = CountRows(out.Rows)
		if o.DryRun || out.Counts.Refused > 0 && !o.Partial {
			return nil
		}
		out.Written = true
		return parts.take(ctx, out.Rows)
	})
	return out, err
}

// part is one municipality's share of a file.
type part struct {
	tx    *postgres.Tx
	check *checker
}

// spreadFile is a file on its way to several municipalities.
type spreadFile struct {
	mapping sheet.Mapping
	order   []*part // in the order in which they are locked
	byCode  map[string]*part
	only    *part
}

// spread locks and loads the municipalities that the file has rows for, always in the same order.
func (s *Service) spread(ctx context.Context, tx *postgres.Tx, table *sheet.Table, m sheet.Mapping, tenants []*tenant.Tenant, one bool, o ImportOptions) (*spreadFile, error) {
	named := map[string]bool{}
	for _, cells := range table.Rows {
		named[FourDigits(m.Of(cells, sheet.MunicipalityCode))] = true
	}
	tenants = slices.Clone(tenants)
	slices.SortFunc(tenants, func(a, b *tenant.Tenant) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	f := &spreadFile{mapping: m, byCode: map[string]*part{}}
	for _, t := range tenants {
		if !one && !named[t.Code] {
			continue
		}
		p := &part{tx: &postgres.Tx{Tx: tx.Tx, Tenant: t.ID, Now: tx.Now}}
		if err := lockImports(ctx, p.tx); err != nil {
			return nil, err
		}
		w, err := loadWorld(ctx, p.tx, t)
		if err != nil {
			return nil, err
		}
		w.CreateUnits = o.CreateUnits
		p.check = newChecker(m, Fixes{}, w)
		f.order, f.byCode[t.Code] = append(f.order, p), p
		if one {
			f.only = p
		}
	}
	return f, nil
}

func (f *spreadFile) of(code string) *part {
	if f.only != nil {
		return f.only
	}
	return f.byCode[FourDigits(code)]
}

func (f *spreadFile) check(line int, cells []string) ImportRow {
	code := f.mapping.Of(cells, sheet.MunicipalityCode)
	if p := f.of(code); p != nil {
		return p.check.check(line, cells)
	}
	r := ImportRow{Line: line, Account: &Account{}, Result: RowRefused, cells: cells, mapping: f.mapping}
	if code == "" {
		r.bad(sheet.MunicipalityCode, "import.code_missing")
	} else {
		r.bad(sheet.MunicipalityCode, "import.code_unknown", "Code", Short(code))
	}
	return r
}

func (f *spreadFile) take(ctx context.Context, rows []ImportRow) error {
	share := map[*part][]*ImportRow{}
	for i := range rows {
		if p := f.of(rows[i].Value(sheet.MunicipalityCode)); p != nil {
			share[p] = append(share[p], &rows[i])
		}
	}
	for _, p := range f.order {
		if err := takeRows(ctx, p.tx, p.check.world.Today, share[p]); err != nil {
			return err
		}
	}
	return nil
}

// loadWorld reads what rows are held against.
func loadWorld(ctx context.Context, tx *postgres.Tx, t *tenant.Tenant) (World, error) {
	w := World{Name: t.Name, Code: t.Code, Today: clock.On(tx.Now, t.Zone())}
	var err error
	if w.Units, err = tenant.UnitsTx(ctx, tx); err != nil {
		return w, err
	}
	w.Accounts, err = selectRegistered(ctx, tx)
	return w, err
}

// takeRows registers the rows that are to be taken, with their units, refs and log entries. The caller holds the
// municipality's import lock.
func takeRows(ctx context.Context, tx *postgres.Tx, today clock.Date, rows []*ImportRow) error {
	rows = slices.DeleteFunc(slices.Clone(rows), func(r *ImportRow) bool { return r.Result != RowTaken })
	if len(rows) == 0 {
		return nil
	}
	// The numbers come before units are made: whoever registers by hand locks the counter before the log, too.
	first, err := tenant.NextTx(ctx, tx, "account", len(rows))
	if err != nil {
		return err
	}
	if err := makeUnits(ctx, tx, rows); err != nil {
		return err
	}
	emails, err := identity.EmailsTx(ctx, tx)
	if err != nil {
		return err
	}
	list, log := make([]*Account, len(rows)), make([]audit.Entry, len(rows))
	for i, r := range rows {
		a := r.Account
		a.ID, a.Ref, a.RegisteredOn = uuid.New(), formatRef(first+int64(i)), today
		if email, ok := identity.NormalEmail(a.Contact); ok {
			a.ContactPersonID = emails[email]
		}
		list[i] = a
		log[i] = audit.Entry{Action: "account.import", ObjectKind: "account", ObjectID: a.ID, Changes: changes(&Account{}, a)}
	}
	if err := insertImported(ctx, tx, list); err != nil {
		return importFault(err)
	}
	return audit.Write(ctx, tx, log...)
}

// importFault says that somebody registered one of the accounts by hand in the same moment.
func importFault(err error) error {
	if f := fault.As(accountFault(err)); f.Kind == fault.InvalidKind {
		return &fault.Error{Kind: fault.ConflictKind, Key: "import.moved_on", Cause: err}
	}
	return err
}

// makeUnits makes each new unit once, at the top.
func makeUnits(ctx context.Context, tx *postgres.Tx, rows []*ImportRow) error {
	var names []string
	for _, r := range rows {
		names = append(names, r.NewUnit)
	}
	made, err := NewUnitsTx(ctx, tx, names)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.NewUnit != "" {
			u := made[FoldText(r.NewUnit)]
			r.Account.UnitID, r.Account.UnitName = u.ID, u.Name
		}
	}
	return nil
}

// NewUnitsTx makes each unit that an import names once, at the top, unless it is there, and gives them by folded name.
// Empty names are left out.
func NewUnitsTx(ctx context.Context, tx *postgres.Tx, names []string) (map[string]tenant.Unit, error) {
	made := map[string]tenant.Unit{}
	names = slices.DeleteFunc(names, func(n string) bool { return n == "" })
	if len(names) == 0 {
		return made, nil
	}
	units, err := tenant.UnitsTx(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, u := range units {
		if u.ParentID == uuid.Nil {
			made[FoldText(u.Name)] = u
		}
	}
	var missing []string
	for _, n := range names {
		if _, ok := made[FoldText(n)]; !ok {
			made[FoldText(n)] = tenant.Unit{}
			missing = append(missing, n)
		}
	}
	added, err := tenant.AddTopUnitsTx(ctx, tx, missing)
	for _, u := range added {
		made[FoldText(u.Name)] = u
	}
	return made, err
}
