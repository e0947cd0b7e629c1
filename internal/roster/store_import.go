package roster

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
)

// lockImports lets one import at a time into a municipality until the transaction ends: the second then sees what the
// first brought.
func lockImports(ctx context.Context, tx *postgres.Tx) error {
	_, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('roster import ' || $1::text, 0))`, tx.Tenant)
	return err
}

// selectImportAccounts gives all accounts that a file may name, living ones last.
func selectImportAccounts(ctx context.Context, tx *postgres.Tx) ([]importAccount, error) {
	rows, err := tx.Query(ctx, `SELECT id, ref, platform, key, status, closed_on FROM account WHERE tenant_id = $1
		ORDER BY (status NOT IN ('closed', 'rejected', 'withdrawn')), updated_at, id`, tx.Tenant)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (importAccount, error) {
		var a importAccount
		err := row.Scan(&a.id, &a.ref, &a.platform, &a.key, &a.status, &a.closedOn)
		return a, err
	})
}

// lockAccounts keeps the accounts as they are until the transaction ends, and gives their states.
func lockAccounts(ctx context.Context, tx *postgres.Tx, ids []uuid.UUID) (map[uuid.UUID]register.Status, error) {
	rows, err := tx.Query(ctx, `SELECT id, status FROM account WHERE tenant_id = $1 AND id = ANY ($2) ORDER BY id FOR UPDATE`, tx.Tenant, ids)
	if err != nil {
		return nil, err
	}
	m := map[uuid.UUID]register.Status{}
	var id uuid.UUID
	var status register.Status
	_, err = pgx.ForEachRow(rows, []any{&id, &status}, func() error {
		m[id] = status
		return nil
	})
	return m, err
}

// keepPeople keeps everybody from leaving until the transaction ends.
func keepPeople(ctx context.Context, tx *postgres.Tx) error {
	_, err := tx.Exec(ctx, `SELECT FROM person WHERE tenant_id = $1 ORDER BY id FOR KEY SHARE`, tx.Tenant)
	return err
}

func insertAssignments(ctx context.Context, tx *postgres.Tx, list []Assignment) error {
	n := len(list)
	ids, accounts, people, roles, from, to := make([]uuid.UUID, n), make([]uuid.UUID, n), make([]uuid.UUID, n), make([]string, n), make([]pgtype.Date, n), make([]pgtype.Date, n)
	for i, a := range list {
		ids[i], accounts[i], people[i], roles[i] = a.ID, a.AccountID, a.PersonID, string(a.Role)
		from[i], to[i] = days(a.From, a.To)
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO assignment (tenant_id, id, account_id, person_id, role, starts_on, ends_on, created_at, updated_at)
		SELECT @tenant, u.id, u.account, u.person, u.role, u.starts, u.ends, @now, @now
		FROM unnest(@ids::uuid[], @accounts::uuid[], @people::uuid[], @roles::text[], @from::date[], @to::date[]) AS u (id, account, person, role, starts, ends)`,
		pgx.NamedArgs{"tenant": tx.Tenant, "now": tx.Now, "ids": ids, "accounts": accounts, "people": people, "roles": roles, "from": from, "to": to})
	return err
}

func insertAbsences(ctx context.Context, tx *postgres.Tx, list []Absence, by uuid.UUID) error {
	n := len(list)
	ids, people, covers, from, to := make([]uuid.UUID, n), make([]uuid.UUID, n), make([]*uuid.UUID, n), make([]pgtype.Date, n), make([]pgtype.Date, n)
	for i, a := range list {
		ids[i], people[i], covers[i] = a.ID, a.PersonID, postgres.Null(a.CoverID)
		from[i], to[i] = days(a.From, a.To)
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO absence (tenant_id, id, person_id, starts_on, ends_on, cover_id, entered_by, created_at, updated_at)
		SELECT @tenant, u.id, u.person, u.starts, u.ends, u.cover, @by, @now, @now
		FROM unnest(@ids::uuid[], @people::uuid[], @covers::uuid[], @from::date[], @to::date[]) AS u (id, person, cover, starts, ends)`,
		pgx.NamedArgs{"tenant": tx.Tenant, "now": tx.Now, "by": postgres.Null(by), "ids": ids, "people": people, "covers": covers, "from": from, "to": to})
	return err
}

// days gives two days as the database takes them; a zero one is NULL.
func days(from, to clock.Date) (pgtype.Date, pgtype.Date) {
	f, _ := from.DateValue() // a date of the calendar has a value
	t, _ := to.DateValue()
	return f, t
}

func insertImport(ctx context.Context, tx *postgres.Tx, b *Import) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO roster_import (tenant_id, id, kind, file_name, sheet, created_by, created_at) VALUES (@tenant, @id, @kind, @file_name, @sheet, @by, @now)`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": b.ID, "kind": b.Kind, "file_name": b.FileName, "sheet": b.Table, "by": postgres.Null(b.CreatedBy), "now": tx.Now})
	return err
}

// selectImport gives a file; with lock nobody else can take it until the transaction ends.
func selectImport(ctx context.Context, tx *postgres.Tx, id uuid.UUID, lock bool) (*Import, error) {
	query := `SELECT kind, file_name, sheet, report, coalesce(created_by, ` + nilUUID + `), created_at, taken_at FROM roster_import WHERE tenant_id = $1 AND id = $2`
	if lock {
		query += ` FOR UPDATE`
	}
	b := &Import{ID: id}
	err := tx.QueryRow(ctx, query, tx.Tenant, id).Scan(&b.Kind, &b.FileName, &b.Table, &b.Report, &b.CreatedBy, &b.CreatedAt, &b.TakenAt)
	b.Rows = len(b.Table.Rows)
	return b, err
}

// selectImports gives the files that are not taken yet, newest first, without their rows.
func selectImports(ctx context.Context, tx *postgres.Tx) ([]*Import, error) {
	rows, err := tx.Query(ctx, `SELECT id, kind, file_name, coalesce(jsonb_array_length(sheet -> 'rows'), 0), created_at
		FROM roster_import WHERE tenant_id = $1 AND taken_at IS NULL ORDER BY created_at DESC, id`, tx.Tenant)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (*Import, error) {
		b := &Import{}
		err := row.Scan(&b.ID, &b.Kind, &b.FileName, &b.Rows, &b.CreatedAt)
		return b, err
	})
}

// finishImport keeps the report and lets go of the rows.
func finishImport(ctx context.Context, tx *postgres.Tx, b *Import) error {
	_, err := tx.Exec(ctx, `UPDATE roster_import SET sheet = '{}', report = @report, taken_at = @now WHERE tenant_id = @tenant AND id = @id`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": b.ID, "report": b.Report, "now": tx.Now})
	return err
}

func deleteImport(ctx context.Context, tx *postgres.Tx, id uuid.UUID) error {
	_, err := tx.Exec(ctx, `DELETE FROM roster_import WHERE tenant_id = $1 AND id = $2 AND taken_at IS NULL`, tx.Tenant, id)
	return err
}

// deleteOldImports removes those of all municipalities that came before the time and were not taken.
func deleteOldImports(ctx context.Context, tx *postgres.Tx, before time.Time) error {
	_, err := tx.Exec(ctx, `DELETE FROM roster_import WHERE taken_at IS NULL AND created_at < $1`, before)
	return err
}
