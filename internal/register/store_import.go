package register

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"kanalkoll/internal/postgres"
)

// lockImports lets one import at a time into a municipality until the transaction ends: the second then sees what the
// first registered.
func lockImports(ctx context.Context, tx *postgres.Tx) error {
	_, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('import ' || $1::text, 0))`, tx.Tenant)
	return err
}

// selectRegistered gives all accounts by what makes them the same; of several a living one.
func selectRegistered(ctx context.Context, tx *postgres.Tx) (map[AccountKey]Registered, error) {
	rows, err := tx.Query(ctx, `SELECT platform, key, ref, name, status FROM account WHERE tenant_id = $1 AND key <> ''
		ORDER BY (status NOT IN ('closed', 'rejected', 'withdrawn')), updated_at`, tx.Tenant)
	if err != nil {
		return nil, err
	}
	found := map[AccountKey]Registered{}
	var k AccountKey
	var a Registered
	_, err = pgx.ForEachRow(rows, []any{&k.Platform, &k.Key, &a.Ref, &a.Name, &a.Status}, func() error {
		found[k] = a // later ones are living ones
		return nil
	})
	return found, err
}

// insertImported writes many accounts with what an import says of them in one statement: COPY is not for tables with
// row security, and a statement for each row takes several times as long.
func insertImported(ctx context.Context, tx *postgres.Tx, list []*Account) error {
	n := len(list)
	ids, units, persons := make([]uuid.UUID, n), make([]uuid.UUID, n), make([]*uuid.UUID, n)
	opened, closed := make([]pgtype.Date, n), make([]pgtype.Date, n)
	var ref, platforms, handle, url, key, name, purpose, target, language, contact, status []string
	for i, a := range list {
		ids[i], units[i], persons[i] = a.ID, a.UnitID, postgres.Null(a.ContactPersonID)
		var err error
		if opened[i], err = a.OpenedOn.DateValue(); err != nil {
			return err
		}
		if closed[i], err = a.ClosedOn.DateValue(); err != nil {
			return err
		}
		ref, platforms, handle, url, key = append(ref, a.Ref), append(platforms, string(a.Platform)), append(handle, a.Handle), append(url, a.URL), append(key, a.Key)
		name, purpose, target = append(name, a.Name), append(purpose, a.Purpose), append(target, a.TargetGroup)
		language, contact, status = append(language, a.Language), append(contact, a.Contact), append(status, string(a.Status))
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO account (tenant_id, id, ref, platform, handle, url, key, name, unit_id, purpose, target_group, language, contact,
			contact_person_id, status, opened_on, closed_on, registered_on, imported, created_at, updated_at)
		SELECT @tenant, u.id, u.ref, u.platform, u.handle, u.url, u.key, u.name, u.unit, u.purpose, u.target_group, u.language, u.contact,
			u.person, u.status, u.opened, u.closed, @registered, true, @now, @now
		FROM unnest(@ids::uuid[], @ref::text[], @platform::text[], @handle::text[], @url::text[], @key::text[], @name::text[], @units::uuid[],
			@purpose::text[], @target_group::text[], @language::text[], @contact::text[], @persons::uuid[], @status::text[], @opened::date[], @closed::date[])
			AS u (id, ref, platform, handle, url, key, name, unit, purpose, target_group, language, contact, person, status, opened, closed)`,
		pgx.NamedArgs{"tenant": tx.Tenant, "now": tx.Now, "registered": list[0].RegisteredOn, "ids": ids, "units": units, "persons": persons,
			"opened": opened, "closed": closed, "ref": ref, "platform": platforms, "handle": handle, "url": url, "key": key, "name": name,
			"purpose": purpose, "target_group": target, "language": language, "contact": contact, "status": status})
	return err
}

func insertImport(ctx context.Context, tx *postgres.Tx, b *Import) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO import_batch (tenant_id, id, file_name, blob_key, sheet, mapping, fixes, created_by, created_at, updated_at)
		VALUES (@tenant, @id, @file_name, @blob_key, @sheet, @mapping, @fixes, @by, @now, @now)`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": b.ID, "file_name": b.FileName, "blob_key": b.BlobKey, "sheet": b.Table, "mapping": b.Pairs,
			"fixes": b.Fixes, "by": postgres.Null(b.CreatedBy), "now": tx.Now})
	return err
}

// selectImport gives an import; with lock nobody else can change it until the transaction ends.
func selectImport(ctx context.Context, tx *postgres.Tx, id uuid.UUID, lock bool) (*Import, error) {
	query := `SELECT file_name, blob_key, sheet, mapping, fixes, report, version, coalesce(created_by, ` + nilUUID + `), created_at, updated_at, taken_at
		FROM import_batch WHERE tenant_id = $1 AND id = $2`
	if lock {
		query += ` FOR UPDATE`
	}
	b := &Import{ID: id}
	var table, pairs, fixes, report []byte
	if err := tx.QueryRow(ctx, query, tx.Tenant, id).Scan(&b.FileName, &b.BlobKey, &table, &pairs, &fixes, &report, &b.Version,
		&b.CreatedBy, &b.CreatedAt, &b.UpdatedAt, &b.TakenAt); err != nil {
		return nil, err
	}
	for _, part := range []struct {
		raw []byte
		to  any
	}{{table, &b.Table}, {pairs, &b.Pairs}, {fixes, &b.Fixes}, {report, &b.Report}} {
		if len(part.raw) == 0 {
			continue
		}
		if err := json.Unmarshal(part.raw, part.to); err != nil {
			return nil, err
		}
	}
	b.Rows = len(b.Table.Rows)
	return b, nil
}

// selectImports gives the imports that are not taken yet, newest first, without their rows.
func selectImports(ctx context.Context, tx *postgres.Tx) ([]*Import, error) {
	rows, err := tx.Query(ctx, `SELECT id, file_name, coalesce(jsonb_array_length(sheet -> 'rows'), 0), version, created_at, updated_at
		FROM import_batch WHERE tenant_id = $1 AND taken_at IS NULL ORDER BY created_at DESC, id`, tx.Tenant)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (*Import, error) {
		b := &Import{}
		err := row.Scan(&b.ID, &b.FileName, &b.Rows, &b.Version, &b.CreatedAt, &b.UpdatedAt)
		return b, err
	})
}

// updateImport keeps what the user has said, if the import still is at its version.
func updateImport(ctx context.Context, tx *postgres.Tx, b *Import) (bool, error) {
	tag, err := tx.Exec(ctx, `UPDATE import_batch SET mapping = @mapping, fixes = @fixes, version = version + 1, updated_at = @now
		WHERE tenant_id = @tenant AND id = @id AND version = @version AND taken_at IS NULL`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": b.ID, "version": b.Version, "mapping": b.Pairs, "fixes": b.Fixes, "now": tx.Now})
	return tag.RowsAffected() == 1, err
}

// finishImport keeps the report and lets go of the rows, which the register and the stored file hold.
func finishImport(ctx context.Context, tx *postgres.Tx, b *Import) error {
	_, err := tx.Exec(ctx, `UPDATE import_batch SET sheet = '{}', fixes = '{}', report = @report, taken_at = @now, version = version + 1, updated_at = @now
		WHERE tenant_id = @tenant AND id = @id`, pgx.NamedArgs{"tenant": tx.Tenant, "id": b.ID, "report": b.Report, "now": tx.Now})
	return err
}

func deleteImport(ctx context.Context, tx *postgres.Tx, id uuid.UUID) error {
	_, err := tx.Exec(ctx, `DELETE FROM import_batch WHERE tenant_id = $1 AND id = $2 AND taken_at IS NULL`, tx.Tenant, id)
	return err
}
