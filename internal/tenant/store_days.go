package tenant

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/postgres"
)

// ClosedDaysTx gives the municipality's closed days, the earliest first.
func ClosedDaysTx(ctx context.Context, tx *postgres.Tx) ([]ClosedDay, error) {
	rows, err := tx.Query(ctx, `SELECT day, name FROM closed_day WHERE tenant_id = $1 ORDER BY day`, tx.Tenant)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[ClosedDay])
}

// insertClosed writes the days; one that is there keeps its row and takes the name.
func insertClosed(ctx context.Context, tx *postgres.Tx, days []clock.Date, name string) error {
	_, err := tx.Exec(ctx, `INSERT INTO closed_day (tenant_id, day, name) SELECT $1, d, $3 FROM unnest($2::date[]) AS d
		ON CONFLICT (tenant_id, day) DO UPDATE SET name = excluded.name`, tx.Tenant, days, name)
	return err
}

func deleteClosed(ctx context.Context, tx *postgres.Tx, day clock.Date) (bool, error) {
	tag, err := tx.Exec(ctx, `DELETE FROM closed_day WHERE tenant_id = $1 AND day = $2`, tx.Tenant, day)
	return tag.RowsAffected() == 1, err
}

type officeHours struct {
	tenant            uuid.UUID
	opensAt, closesAt int
}

// selectAllHours gives the office hours of every municipality that has decided something.
func selectAllHours(ctx context.Context, tx *postgres.Tx) ([]officeHours, error) {
	rows, err := tx.Query(ctx, `SELECT tenant_id, opens_at, closes_at FROM tenant_policy`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (officeHours, error) {
		var h officeHours
		err := row.Scan(&h.tenant, &h.opensAt, &h.closesAt)
		return h, err
	})
}

// selectAllClosed gives every municipality's closed days from a day on.
func selectAllClosed(ctx context.Context, tx *postgres.Tx, from clock.Date) (map[uuid.UUID]map[clock.Date]string, error) {
	rows, err := tx.Query(ctx, `SELECT tenant_id, day, name FROM closed_day WHERE day >= $1`, from)
	if err != nil {
		return nil, err
	}
	all := map[uuid.UUID]map[clock.Date]string{}
	var id uuid.UUID
	var day clock.Date
	var name string
	_, err = pgx.ForEachRow(rows, []any{&id, &day, &name}, func() error {
		if all[id] == nil {
			all[id] = map[clock.Date]string{}
		}
		all[id][day] = name
		return nil
	})
	return all, err
}
