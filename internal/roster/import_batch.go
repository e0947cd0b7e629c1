package roster

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/sheet"
)

// Import is a file on its way in. Nothing of it is in the directory or the rosters before it is taken.
type Import struct {
	ID        uuid.UUID
	Kind      ImportKind
	FileName  string
	Table     register.StoredTable   // empty when it was taken
	Report    *register.ImportReport // when it was taken
	Rows      int
	CreatedBy uuid.UUID
	CreatedAt time.Time
	TakenAt   *time.Time
}

// importKept is how long a file that nobody takes is kept: it holds personal data.
const importKept = 7 * 24 * time.Hour

func (b *Import) table() *sheet.Table {
	return &sheet.Table{Header: b.Table.Header, NoHeader: b.Table.NoHeader, Rows: b.Table.Rows, Lines: b.Table.Lines}
}

// Preview is an import as it would be taken now.
type Preview struct {
	Import *Import
	Rows   []ImportRow
	Counts register.ImportCounts
}

// Columns gives the fields that the file has, in the order of pages.
func (p *Preview) Columns() []string {
	m := importFiles[p.Import.Kind].words.Columns(p.Import.Table.Header)
	return slices.DeleteFunc(slices.Clone(p.Import.Kind.Fields()), func(f string) bool { return m.Index(f) < 0 })
}

// maxStoredNotices is how many notices a page shows; a file with more of them has one trouble, not many.
const maxStoredNotices = 10

// StartImport keeps of a file that was read the columns that are known. One without those that are needed is Invalid.
func (s *Service) StartImport(ctx context.Context, k ImportKind, fileName string, t *sheet.Table) (*Import, error) {
	if err := mayImport(ctx, k); err != nil {
		return nil, err
	}
	m, err := k.columns(t.Header)
	if err != nil {
		return nil, err
	}
	b := &Import{ID: uuid.New(), Kind: k, FileName: fileName, CreatedBy: actor(ctx), Rows: len(t.Rows), Table: knownColumns(t, m)}
	for _, n := range t.Notices[:min(len(t.Notices), maxStoredNotices)] {
		b.Table.Notices = append(b.Table.Notices, register.Notice{Key: n.Key, Args: n.Args})
	}
	return b, s.db.InTenant(ctx, func(tx *postgres.Tx) error { return insertImport(ctx, tx, b) })
}

// knownColumns leaves out what nobody asked for: lists of staff hold birth dates and passwords too.
func knownColumns(t *sheet.Table, m sheet.Mapping) register.StoredTable {
	known := func(cells []string) []string {
		var kept []string
		for i, field := range m {
			if field == "" {
				continue
			}
			cell := ""
			if i < len(cells) {
				cell = cells[i]
			}
			kept = append(kept, cell)
		}
		return kept
	}
	stored := register.StoredTable{Header: known(t.Header), NoHeader: t.NoHeader, Rows: make([][]string, len(t.Rows)), Lines: t.Lines}
	for i, cells := range t.Rows {
		stored.Rows[i] = known(cells)
	}
	return stored
}

// Imports gives the files that are not taken yet, newest first, without their rows.
func (s *Service) Imports(ctx context.Context) ([]*Import, error) {
	if err := identity.RequireEverywhere(ctx, identity.PeopleEdit); err != nil {
		return nil, err
	}
	var list []*Import
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		list, err = selectImports(ctx, tx)
		return err
	})
	return slices.DeleteFunc(list, func(b *Import) bool { return mayImport(ctx, b.Kind) != nil }), err
}

// PreviewImport gives a file with every row held against the municipality as it is now. One that is taken has no rows but
// a report.
func (s *Service) PreviewImport(ctx context.Context, id uuid.UUID, createUnits bool) (*Preview, error) {
	if err := identity.RequireEverywhere(ctx, identity.PeopleEdit); err != nil {
		return nil, err
	}
	p := &Preview{}
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		if p.Import, err = selectImport(ctx, tx, id, false); err != nil {
			return err
		}
		if err := mayImport(ctx, p.Import.Kind); err != nil || p.Import.TakenAt != nil {
			return err
		}
		p.Rows, err = checkStored(ctx, tx, p.Import, ImportOptions{DryRun: true, CreateUnits: createUnits})
		return err
	})
	p.Counts = countRows(p.Rows)
	return p, err
}

func checkStored(ctx context.Context, tx *postgres.Tx, b *Import, o ImportOptions) ([]ImportRow, error) {
	m, err := b.Kind.columns(b.Table.Header)
	if err != nil {
		return nil, err
	}
	return checkTx(ctx, tx, b.Kind, b.table(), m, o)
}

// TakeImport writes what the file brings. While rows are refused it does so only with o.Partial, else it is a Conflict and
// nothing is written. One that is taken already keeps its result, and nothing happens. The report is written with say.
func (s *Service) TakeImport(ctx context.Context, id uuid.UUID, o ImportOptions, say func(key string, args ...any) string) error {
	if err := identity.RequireEverywhere(ctx, identity.PeopleEdit); err != nil {
		return err
	}
	o.DryRun = false
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		if err := lockImports(ctx, tx); err != nil {
			return err
		}
		b, err := selectImport(ctx, tx, id, true)
		if err != nil || b.TakenAt != nil {
			return err
		}
		if err := mayImport(ctx, b.Kind); err != nil {
			return err
		}
		rows, err := checkStored(ctx, tx, b, o)
		if err != nil {
			return err
		}
		b.Report = &register.ImportReport{Counts: countRows(rows), Rows: make([]register.ReportRow, len(rows))}
		if c := b.Report.Counts; c.Refused > 0 && !o.Partial {
			return fault.Conflict("roster.import.rows_refused", "Count", c.Refused)
		} else if c.Taken == 0 {
			return fault.Conflict("roster.import.none_ready")
		}
		for i := range rows {
			field, message := rows[i].Message(say)
			b.Report.Rows[i] = register.ReportRow{Row: rows[i].Line, Result: rows[i].Result, Field: field, Message: message}
		}
		if err := finishImport(ctx, tx, b); err != nil {
			return err
		}
		return takeRows(ctx, tx, b.Kind, rows, b.Report.Counts)
	})
}

// RemoveImport forgets a file that is not taken.
func (s *Service) RemoveImport(ctx context.Context, id uuid.UUID) error {
	if err := identity.RequireEverywhere(ctx, identity.PeopleEdit); err != nil {
		return err
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		b, err := selectImport(ctx, tx, id, true)
		if err != nil {
			return err
		}
		if err := mayImport(ctx, b.Kind); err != nil {
			return err
		}
		if b.TakenAt != nil {
			return fault.Conflict("import.taken_stays")
		}
		return deleteImport(ctx, tx, id)
	})
}

// SweepImports removes all municipalities' files that nobody has taken for seven days. A periodic job does it.
func (s *Service) SweepImports(ctx context.Context) error {
	if err := identity.RequireEverywhere(ctx, identity.TenantAdd); err != nil { // operators and jobs only
		return err
	}
	return s.db.InSystem(ctx, "removal of imports that nobody took", func(tx *postgres.Tx) error {
		return deleteOldImports(ctx, tx, tx.Now.Add(-importKept))
	})
}
