package register

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register/sheet"
	"kanalkoll/internal/tenant"
)

// Import is a file on its way into the register: read, paired, corrected, and in the end taken. Nothing of it is
// in the register before it is taken.
type Import struct {
	ID        uuid.UUID
	FileName  string
	BlobKey   string // of the file as it was uploaded
	Table     StoredTable
	Pairs     Pairs
	Fixes     Fixes
	Report    *ImportReport // when it was taken
	Rows      int
	Version   int
	CreatedBy uuid.UUID
	CreatedAt time.Time
	UpdatedAt time.Time
	TakenAt   *time.Time
}

// StoredTable is what is kept of a sheet.Table until the import is taken.
type StoredTable struct {
	Header   []string   `json:"header"`
	NoHeader bool       `json:"no_header,omitempty"`
	Rows     [][]string `json:"rows"`
	Lines    []int      `json:"lines"`
	Notices  []Notice   `json:"notices,omitempty"`
}

// Notice is what the user should know about the file: an i18n key with its pairs.
type Notice struct {
	Key  string `json:"key"`
	Args []any  `json:"args,omitempty"`
}

// maxStoredNotices is how many notices a page shows; a file with more of them has one trouble, not many.
const maxStoredNotices = 10

// Pairs says what the columns hold, and whether that is settled: by recognition, or by the user.
type Pairs struct {
	Columns sheet.Mapping `json:"columns"`
	Settled bool          `json:"settled"`
}

// ImportReport is the result of an import row by row, in the words of the one who took it.
type ImportReport struct {
	Counts ImportCounts `json:"counts"`
	Rows   []ReportRow  `json:"rows"`
}

// ReportRow is a line of a report.
type ReportRow struct {
	Row     int    `json:"row"`
	Result  string `json:"result"`
	Field   string `json:"field,omitempty"`
	Message string `json:"message,omitempty"`
}

// table gives the rows back to CheckRows.
func (b *Import) table() *sheet.Table {
	return &sheet.Table{Header: b.Table.Header, NoHeader: b.Table.NoHeader, Rows: b.Table.Rows, Lines: b.Table.Lines}
}

// Preview is an import as it would be taken now.
type Preview struct {
	Import *Import
	Rows   []ImportRow
	Counts ImportCounts
	Units  []tenant.Unit
}

// StartImport keeps a file that was read. The columns count as settled when each is recognised and they suffice.
func (s *Service) StartImport(ctx context.Context, fileName, blobKey string, t *sheet.Table) (*Import, error) {
	if err := identity.RequireEverywhere(ctx, identity.AccountImport); err != nil {
		return nil, err
	}
	m := sheet.Columns(t.Header)
	b := &Import{ID: uuid.New(), FileName: fileName, BlobKey: blobKey, Version: 1, CreatedBy: identity.Of(ctx).UserID, Rows: len(t.Rows),
		Table: StoredTable{Header: t.Header, NoHeader: t.NoHeader, Rows: t.Rows, Lines: t.Lines},
		Pairs: Pairs{Columns: m, Settled: m.Enough() && !slices.Contains(m, "")}}
	for _, n := range t.Notices[:min(len(t.Notices), maxStoredNotices)] {
		b.Table.Notices = append(b.Table.Notices, Notice{n.Key, n.Args})
	}
	return b, s.db.InTenant(ctx, func(tx *postgres.Tx) error { return insertImport(ctx, tx, b) })
}

// Imports gives the imports that are not taken yet, newest first, without their rows.
func (s *Service) Imports(ctx context.Context) ([]*Import, error) {
	if err := identity.RequireEverywhere(ctx, identity.AccountImport); err != nil {
		return nil, err
	}
	var list []*Import
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		list, err = selectImports(ctx, tx)
		return err
	})
	return list, err
}

// Import gives one import with its rows, or NotFound.
func (s *Service) Import(ctx context.Context, id uuid.UUID) (*Import, error) {
	if err := identity.RequireEverywhere(ctx, identity.AccountImport); err != nil {
		return nil, err
	}
	var b *Import
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		b, err = selectImport(ctx, tx, id, false)
		return err
	})
	return b, err
}

// PreviewImport gives an import with every row held against the register as it is now. One that is taken has no rows.
func (s *Service) PreviewImport(ctx context.Context, id uuid.UUID) (*Preview, error) {
	if err := identity.RequireEverywhere(ctx, identity.AccountImport); err != nil {
		return nil, err
	}
	p := &Preview{}
	var w World
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		if p.Import, err = selectImport(ctx, tx, id, false); err != nil {
			return err
		}
		w, err = loadWorld(ctx, tx, tenant.Of(ctx))
		return err
	})
	if err != nil {
		return nil, err
	}
	p.Rows = CheckRows(p.Import.table(), p.Import.Pairs.Columns, p.Import.Fixes, w)
	p.Counts, p.Units = CountRows(p.Rows), w.Units
	return p, nil
}

// PairImport settles what the columns hold. A field that two columns hold, or too few fields, is Invalid; a version
// that is not the present one is a Conflict.
func (s *Service) PairImport(ctx context.Context, id uuid.UUID, version int, m sheet.Mapping) error {
	return s.changeImport(ctx, id, version, func(b *Import) error {
		if len(m) != len(b.Table.Header) {
			return fault.Conflict("import.stale")
		}
		var bad []fault.Field
		used := map[string]bool{}
		for i, f := range m {
			switch {
			case f == "":
			case !slices.Contains(sheet.Fields, f):
				bad = append(bad, fault.Bad(ColumnName(i), "import.field_unknown"))
			case used[f]:
				bad = append(bad, fault.Bad(ColumnName(i), "import.field_twice"))
			}
			used[f] = true
		}
		if len(bad) == 0 && !m.Enough() {
			bad = append(bad, fault.Bad(ColumnName(0), "import.columns_missing"))
		}
		if len(bad) > 0 {
			return fault.Invalid(bad...)
		}
		b.Pairs = Pairs{Columns: m, Settled: true}
		return nil
	})
}

// ColumnName is the name of a column's control in forms and problems.
func ColumnName(i int) string { return "column_" + strconv.Itoa(i) }

// FixImport keeps what change does to the import's fixes, and gives the new version.
func (s *Service) FixImport(ctx context.Context, id uuid.UUID, version int, change func(*Import)) (int, error) {
	err := s.changeImport(ctx, id, version, func(b *Import) error {
		change(b)
		return nil
	})
	return version + 1, err
}

func (s *Service) changeImport(ctx context.Context, id uuid.UUID, version int, change func(*Import) error) error {
	if err := identity.RequireEverywhere(ctx, identity.AccountImport); err != nil {
		return err
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		b, err := selectImport(ctx, tx, id, true)
		if err != nil {
			return err
		}
		if b.Version != version || b.TakenAt != nil {
			return fault.Conflict("import.stale")
		}
		if err := change(b); err != nil {
			return err
		}
		ok, err := updateImport(ctx, tx, b)
		if err == nil && !ok {
			return fault.Conflict("import.stale")
		}
		return err
	})
}

// TakeImport registers the import's accounts. While rows are refused it does so only with onlyGood, else it is a
// Conflict and nothing is written. One that is taken already keeps its result, and nothing happens. The report is
// written with say.
func (s *Service) TakeImport(ctx context.Context, id uuid.UUID, version int, onlyGood bool, say func(key string, args ...any) string) error {
	if err := identity.RequireEverywhere(ctx, identity.AccountImport); err != nil {
		return err
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		if err := lockImports(ctx, tx); err != nil {
			return err
		}
		b, err := selectImport(ctx, tx, id, true)
		if err != nil || b.TakenAt != nil {
			return err
		}
		if b.Version != version || !b.Pairs.Settled {
			return fault.Conflict("import.stale")
		}
		w, err := loadWorld(ctx, tx, tenant.Of(ctx))
		if err != nil {
			return err
		}
		rows := CheckRows(b.table(), b.Pairs.Columns, b.Fixes, w)
		b.Report = &ImportReport{Counts: CountRows(rows), Rows: make([]ReportRow, len(rows))}
		if c := b.Report.Counts; c.Refused > 0 && !onlyGood {
			return fault.Conflict("import.rows_refused", "Count", c.Refused)
		} else if c.Taken == 0 {
			return fault.Conflict("import.none_ready")
		}
		shares := make([]*ImportRow, len(rows))
		for i := range rows {
			shares[i] = &rows[i]
			field, message := rows[i].Message(say)
			b.Report.Rows[i] = ReportRow{Row: rows[i].Line, Result: rows[i].Result, Field: field, Message: message}
		}
		if err := finishImport(ctx, tx, b); err != nil {
			return err
		}
		return takeRows(ctx, tx, w.Today, shares)
	})
}

// RemoveImport forgets an import that is not taken, and gives the key of its stored file for removal.
func (s *Service) RemoveImport(ctx context.Context, id uuid.UUID) (blobKey string, err error) {
	if err := identity.RequireEverywhere(ctx, identity.AccountImport); err != nil {
		return "", err
	}
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		b, err := selectImport(ctx, tx, id, true)
		if err != nil {
			return err
		}
		if b.TakenAt != nil {
			return fault.Conflict("import.taken_stays")
		}
		blobKey = b.BlobKey
		return deleteImport(ctx, tx, id)
	})
	return blobKey, err
}
