package roster

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/postgres"
)

// selectWatches gives the watches of the accounts; one of which nobody has said anything is missing.
func selectWatches(ctx context.Context, tx *postgres.Tx, accounts []uuid.UUID) (map[uuid.UUID]Watch, error) {
	rows, err := tx.Query(ctx, `SELECT account_id, coalesce(target_minutes, 0), hours, coalesce(minutes_week, -1), version, updated_at
		FROM account_watch WHERE tenant_id = $1 AND account_id = ANY ($2)`, tx.Tenant, accounts)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Watch, error) {
		var w Watch
		err := row.Scan(&w.AccountID, &w.Target, &w.Hours, &w.MinutesWeek, &w.Version, &w.UpdatedAt)
		return w, err
	})
	m := make(map[uuid.UUID]Watch, len(list))
	for _, w := range list {
		m[w.AccountID] = w
	}
	return m, err
}

// saveWatch writes the watch where it still is at its version; at 0 nobody had said anything.
func saveWatch(ctx context.Context, tx *postgres.Tx, w Watch) (bool, error) {
	tag, err := tx.Exec(ctx, `
		INSERT INTO account_watch AS w (tenant_id, account_id, target_minutes, hours, minutes_week, updated_at)
		SELECT @tenant, @account, nullif(@target, 0), @hours, nullif(@minutes, -1), @now
		WHERE @version = 0 OR EXISTS (SELECT FROM account_watch WHERE tenant_id = @tenant AND account_id = @account)
		ON CONFLICT (tenant_id, account_id) DO UPDATE SET target_minutes = excluded.target_minutes, hours = excluded.hours,
			minutes_week = excluded.minutes_week, version = w.version + 1, updated_at = @now
		WHERE w.version = @version`,
		pgx.NamedArgs{"tenant": tx.Tenant, "account": w.AccountID, "target": w.Target, "hours": w.Hours, "minutes": w.MinutesWeek, "version": w.Version, "now": tx.Now})
	return tag.RowsAffected() == 1, err
}

// openAccount gives the account with the id where it is open to the public, nil elsewhere.
func openAccount(ctx context.Context, tx *postgres.Tx, id uuid.UUID) (*Account, error) {
	rows, err := tx.Query(ctx, `SELECT id, ref, name, platform, unit_id FROM account WHERE tenant_id = $1 AND id = $2 AND status IN ('active', 'closing')`, tx.Tenant, id)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Account, error) {
		a := Account{Open: true}
		err := row.Scan(&a.ID, &a.Ref, &a.Name, &a.Platform, &a.UnitID)
		return a, err
	})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], nil
}

// selectSetAside gives the minutes a week that people have set aside, with the version of their row; who has none said is
// missing, or Unsaid.
func selectSetAside(ctx context.Context, tx *postgres.Tx) (map[uuid.UUID]SetAside, error) {
	rows, err := tx.Query(ctx, `SELECT person_id, coalesce(minutes_week, -1), version FROM roster_person WHERE tenant_id = $1`, tx.Tenant)
	if err != nil {
		return nil, err
	}
	m := map[uuid.UUID]SetAside{}
	_, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (struct{}, error) {
		var id uuid.UUID
		var s SetAside
		err := row.Scan(&id, &s.Minutes, &s.Version)
		m[id] = s
		return struct{}{}, err
	})
	return m, err
}

// saveSetAside writes the minutes where the person's row still is at the version; at 0 there was none.
func saveSetAside(ctx context.Context, tx *postgres.Tx, person uuid.UUID, s SetAside) (bool, error) {
	tag, err := tx.Exec(ctx, `
		INSERT INTO roster_person AS r (tenant_id, person_id, minutes_week, updated_at)
		SELECT @tenant, @person, nullif(@minutes, -1), @now
		WHERE @version = 0 OR EXISTS (SELECT FROM roster_person WHERE tenant_id = @tenant AND person_id = @person)
		ON CONFLICT (tenant_id, person_id) DO UPDATE SET minutes_week = excluded.minutes_week, version = r.version + 1, updated_at = @now
		WHERE r.version = @version`,
		pgx.NamedArgs{"tenant": tx.Tenant, "person": person, "minutes": s.Minutes, "version": s.Version, "now": tx.Now})
	return tag.RowsAffected() == 1, err
}
