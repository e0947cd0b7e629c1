package roster

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register/platform"
)

// selectCarried gives what each person of the municipality does for its open accounts, from the day on.
func selectCarried(ctx context.Context, tx *postgres.Tx, from clock.Date) (map[uuid.UUID]carried, error) {
	rows, err := tx.Query(ctx, `
		SELECT x.person_id, a.platform, count(DISTINCT a.id) FILTER (WHERE x.role <> 'publisher')
		FROM assignment x JOIN account a ON a.tenant_id = x.tenant_id AND a.id = x.account_id
		WHERE x.tenant_id = $1 AND x.cancelled_at IS NULL AND (x.ends_on IS NULL OR x.ends_on >= $2)
			AND x.role IN ('responsible', 'monitor', 'cover', 'publisher') AND a.status IN ('active', 'closing')
		GROUP BY x.person_id, a.platform`, tx.Tenant, from)
	if err != nil {
		return nil, err
	}
	m := map[uuid.UUID]carried{}
	var person uuid.UUID
	var on platform.Name
	var n int
	_, err = pgx.ForEachRow(rows, []any{&person, &on, &n}, func() error {
		d := m[person]
		if d.platforms == nil {
			d.platforms = map[platform.Name]bool{}
		}
		d.platforms[on] = true
		d.carries += n
		m[person] = d
		return nil
	})
	return m, err
}

// selectPrint gives a print of all rows that coverage is computed from: how many there are, and the sum of the transactions
// that wrote them. Whatever is added, changed or deleted gives another.
func selectPrint(ctx context.Context, tx *postgres.Tx) (string, error) {
	var print string
	err := tx.QueryRow(ctx, `
		SELECT string_agg(n || ':' || coalesce(s, 0), ' ' ORDER BY t) FROM (
			SELECT 1 AS t, count(*) AS n, sum(xmin::text::bigint) AS s FROM account WHERE tenant_id = $1
			UNION ALL SELECT 2, count(*), sum(xmin::text::bigint) FROM assignment WHERE tenant_id = $1
			UNION ALL SELECT 3, count(*), sum(xmin::text::bigint) FROM absence WHERE tenant_id = $1
			UNION ALL SELECT 4, count(*), sum(xmin::text::bigint) FROM closed_day WHERE tenant_id = $1
			UNION ALL SELECT 5, count(*), sum(xmin::text::bigint) FROM unit WHERE tenant_id = $1) AS rows`, tx.Tenant).Scan(&print)
	return print, err
}

// selectStaffing counts the people assigned to accounts from today on.
func selectStaffing(ctx context.Context, tx *postgres.Tx, accounts []uuid.UUID, onlyIn bool, units []uuid.UUID) (map[uuid.UUID]Staffing, error) {
	rows, err := tx.Query(ctx, `
		SELECT a.id, count(DISTINCT x.person_id) FILTER (WHERE x.watches), count(DISTINCT x.person_id) FILTER (WHERE NOT x.also)
		FROM account a LEFT JOIN (
			SELECT account_id, person_id, role <> 'cover' AS watches, bool_or(role <> 'cover') OVER (PARTITION BY account_id, person_id) AS also FROM assignment
			WHERE tenant_id = @tenant AND account_id = ANY (@accounts) AND cancelled_at IS NULL AND role IN ('responsible', 'monitor', 'cover')
				AND (ends_on IS NULL OR ends_on >= @today)) AS x ON x.account_id = a.id
		WHERE a.tenant_id = @tenant AND a.id = ANY (@accounts) AND (NOT @only_in OR a.unit_id = ANY (@units))
		GROUP BY a.id`,
		pgx.NamedArgs{"tenant": tx.Tenant, "accounts": accounts, "today": today(ctx, tx), "only_in": onlyIn, "units": units})
	if err != nil {
		return nil, err
	}
	m := map[uuid.UUID]Staffing{}
	var id uuid.UUID
	var n Staffing
	_, err = pgx.ForEachRow(rows, []any{&id, &n.Watch, &n.Reserve}, func() error {
		m[id] = n
		return nil
	})
	return m, err
}
