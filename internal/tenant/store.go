package tenant

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/postgres"
)

const tenantColumns = `id, slug, code, name, coalesce(host, ''), accent, coalesce(logo_key, ''), coalesce(logo_type, ''),
	contact_text, contact_email, contact_phone, website, time_zone, demo, version, updated_at`

func scanTenant(row pgx.CollectableRow) (*Tenant, error) {
	var t Tenant
	err := row.Scan(&t.ID, &t.Slug, &t.Code, &t.Name, &t.Host, &t.Accent, &t.LogoKey, &t.LogoType, &t.ContactText, &t.ContactEmail,
		&t.ContactPhone, &t.Website, &t.TimeZone, &t.Demo, &t.Version, &t.UpdatedAt)
	return &t, err
}

func selectTenant(ctx context.Context, tx *postgres.Tx, where string, arg any) (*Tenant, error) {
	rows, err := tx.Query(ctx, `SELECT `+tenantColumns+` FROM tenant WHERE `+where, arg)
	if err != nil {
		return nil, err
	}
	return pgx.CollectExactlyOneRow(rows, scanTenant)
}

func selectTenants(ctx context.Context, tx *postgres.Tx) ([]*Tenant, error) {
	rows, err := tx.Query(ctx, `SELECT `+tenantColumns+` FROM tenant ORDER BY name COLLATE "sv-x-icu"`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanTenant)
}

func insertTenant(ctx context.Context, tx *postgres.Tx, t *Tenant) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO tenant (id, slug, code, name, host, contact_text, contact_email, contact_phone, website, demo, created_at, updated_at)
		VALUES (@id, @slug, @code, @name, NULLIF(@host, ''), @contact_text, @contact_email, @contact_phone, @website, @demo, @now, @now)`,
		pgx.NamedArgs{"id": t.ID, "slug": t.Slug, "code": t.Code, "name": t.Name, "host": t.Host, "contact_text": t.ContactText,
			"contact_email": t.ContactEmail, "contact_phone": t.ContactPhone, "website": t.Website, "demo": t.Demo, "now": tx.Now})
	return err
}

// updateTenant writes the settings if the row still is at the version they were read at.
func updateTenant(ctx context.Context, tx *postgres.Tx, t *Tenant, version int) (bool, error) {
	tag, err := tx.Exec(ctx, `
		UPDATE tenant SET name = @name, accent = @accent, logo_key = NULLIF(@logo_key, ''), logo_type = NULLIF(@logo_type, ''),
			contact_text = @contact_text, contact_email = @contact_email, contact_phone = @contact_phone, website = @website,
			version = version + 1, updated_at = @now
		WHERE id = @id AND version = @version::bigint`,
		pgx.NamedArgs{"id": tx.Tenant, "version": version, "name": t.Name, "accent": t.Accent, "logo_key": t.LogoKey, "logo_type": t.LogoType,
			"contact_text": t.ContactText, "contact_email": t.ContactEmail, "contact_phone": t.ContactPhone, "website": t.Website, "now": tx.Now})
	return tag.RowsAffected() == 1, err
}

func selectUnits(ctx context.Context, tx *postgres.Tx) ([]Unit, error) {
	rows, err := tx.Query(ctx, `
		WITH RECURSIVE tree AS (
			SELECT id, parent_id, name, communications, version, 0 AS depth, name AS path, ARRAY[(NOT communications)::int::text, name COLLATE "sv-x-icu"] AS sort
			FROM unit WHERE tenant_id = @tenant AND parent_id IS NULL
			UNION ALL
			SELECT u.id, u.parent_id, u.name, u.communications, u.version, t.depth + 1, t.path || ' / ' || u.name, t.sort || (u.name COLLATE "sv-x-icu")
			FROM unit u JOIN tree t ON u.parent_id = t.id WHERE u.tenant_id = @tenant)
		SELECT id, coalesce(parent_id, '00000000-0000-0000-0000-000000000000'), name, communications, version, depth, path FROM tree ORDER BY sort`,
		pgx.NamedArgs{"tenant": tx.Tenant})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Unit, error) {
		var u Unit
		err := row.Scan(&u.ID, &u.ParentID, &u.Name, &u.Communications, &u.Version, &u.Depth, &u.Path)
		return u, err
	})
}

// lockUnits gives the units as selectUnits does, and lets nobody else change them until the transaction ends: of two
// who move units below each other, or give two the same name, the second must see what the first did.
func lockUnits(ctx context.Context, tx *postgres.Tx) ([]Unit, error) {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('units ' || $1::text, 0))`, tx.Tenant); err != nil {
		return nil, err
	}
	return selectUnits(ctx, tx)
}

func insertUnit(ctx context.Context, tx *postgres.Tx, u Unit) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO unit (tenant_id, id, parent_id, name, communications, created_at, updated_at)
		VALUES (@tenant, @id, @parent, @name, @communications, @now, @now)`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": u.ID, "parent": postgres.Null(u.ParentID), "name": u.Name, "communications": u.Communications, "now": tx.Now})
	return err
}

func updateUnit(ctx context.Context, tx *postgres.Tx, u Unit, version int) (bool, error) {
	tag, err := tx.Exec(ctx, `
		UPDATE unit SET name = @name, parent_id = @parent, version = version + 1, updated_at = @now
		WHERE tenant_id = @tenant AND id = @id AND version = @version::bigint`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": u.ID, "version": version, "name": u.Name, "parent": postgres.Null(u.ParentID), "now": tx.Now})
	return tag.RowsAffected() == 1, err
}

func deleteUnit(ctx context.Context, tx *postgres.Tx, id uuid.UUID) error {
	_, err := tx.Exec(ctx, `DELETE FROM unit WHERE tenant_id = $1 AND id = $2`, tx.Tenant, id)
	return err
}

// NextTx gives the next number of the tenant's counter in the caller's transaction. A number that was given is never
// given again, even when what it was for is gone. It reserves n numbers and returns the first.
func NextTx(ctx context.Context, tx *postgres.Tx, counter string, n int) (int64, error) {
	var last int64
	err := tx.QueryRow(ctx, `
		INSERT INTO tenant_counter (tenant_id, name, value) VALUES ($1, $2, $3)
		ON CONFLICT (tenant_id, name) DO UPDATE SET value = tenant_counter.value + $3
		RETURNING value`, tx.Tenant, counter, n).Scan(&last)
	return last - int64(n) + 1, err
}
