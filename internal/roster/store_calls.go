package roster

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

// selectCalls gives everybody who is a crisis contact on the day, of open accounts and of the municipality, by list and
// place.
func selectCalls(ctx context.Context, tx *postgres.Tx, day clock.Date) ([]Call, error) {
	rows, err := tx.Query(ctx, `
		SELECT x.id, coalesce(x.account_id, `+nilUUID+`), x.person_id, x.role, x.starts_on, x.ends_on, x.position, x.hours, x.version,
			CASE WHEN r.confirmed_phone = p.phone THEN r.confirmed_on END
		FROM assignment x
		JOIN person p ON p.tenant_id = x.tenant_id AND p.id = x.person_id
		LEFT JOIN account a ON a.tenant_id = x.tenant_id AND a.id = x.account_id
		LEFT JOIN roster_person r ON r.tenant_id = x.tenant_id AND r.person_id = x.person_id
		WHERE x.tenant_id = $1 AND x.cancelled_at IS NULL AND x.role = 'crisis_contact' AND x.starts_on <= $2 AND (x.ends_on IS NULL OR x.ends_on >= $2)
			AND (a.id IS NULL OR a.status IN ('active', 'closing'))
		ORDER BY x.account_id NULLS FIRST, nullif(x.position, 0) NULLS LAST, x.starts_on, x.id`, tx.Tenant, day)
	if err != nil {
		return nil, err
	}
	calls, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Call, error) {
		var c Call
		err := row.Scan(&c.ID, &c.AccountID, &c.PersonID, &c.Role, &c.From, &c.To, &c.Position, &c.Hours, &c.Version, &c.ConfirmedOn)
		return c, err
	})
	if err != nil {
		return nil, err
	}
	ids := make([]uuid.UUID, len(calls))
	for i, c := range calls {
		ids[i] = c.PersonID
	}
	people, err := identity.PeopleByIDTx(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	known := map[uuid.UUID]identity.Person{}
	for _, p := range people {
		known[p.ID] = p
	}
	for i := range calls {
		calls[i].Person = known[calls[i].PersonID]
	}
	return calls, nil
}

// selectCallAccounts gives the open accounts within reach, without their calls.
func selectCallAccounts(ctx context.Context, tx *postgres.Tx, onlyIn bool, units []uuid.UUID) ([]CallList, error) {
	rows, err := tx.Query(ctx, `
		SELECT a.id, a.ref, a.name, a.platform, a.unit_id, u.name, a.crisis_use
		FROM account a JOIN unit u ON u.tenant_id = a.tenant_id AND u.id = a.unit_id
		WHERE a.tenant_id = @tenant AND a.status IN ('active', 'closing') AND (NOT @only_in OR a.unit_id = ANY (@units))
		ORDER BY u.name COLLATE "sv-x-icu", a.name COLLATE "sv-x-icu", a.ref`, pgx.NamedArgs{"tenant": tx.Tenant, "only_in": onlyIn, "units": units})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (CallList, error) {
		l := CallList{Account: Account{Open: true}}
		err := row.Scan(&l.Account.ID, &l.Account.Ref, &l.Account.Name, &l.Account.Platform, &l.Account.UnitID, &l.Account.UnitName, &l.CrisisUse)
		return l, err
	})
}

// updatePositions numbers a call list from 1. Forms that were read before keep their version: the place is not in them.
func updatePositions(ctx context.Context, tx *postgres.Tx, list []Assignment) error {
	ids := make([]uuid.UUID, len(list))
	for i, a := range list {
		ids[i] = a.ID
	}
	_, err := tx.Exec(ctx, `UPDATE assignment x SET position = o.n, updated_at = $3
		FROM unnest($2::uuid[]) WITH ORDINALITY AS o (id, n) WHERE x.tenant_id = $1 AND x.id = o.id AND x.position <> o.n`, tx.Tenant, ids, tx.Now)
	return err
}

func updateHours(ctx context.Context, tx *postgres.Tx, id uuid.UUID, hours string) error {
	_, err := tx.Exec(ctx, `UPDATE assignment SET hours = $3, version = version + 1, updated_at = $4 WHERE tenant_id = $1 AND id = $2`, tx.Tenant, id, hours, tx.Now)
	return err
}

// selectConfirmed gives when the person's present number was confirmed.
func selectConfirmed(ctx context.Context, tx *postgres.Tx, p identity.Person) (clock.Date, error) {
	var on clock.Date
	err := tx.QueryRow(ctx, `SELECT confirmed_on FROM roster_person WHERE tenant_id = $1 AND person_id = $2 AND confirmed_phone = $3`, tx.Tenant, p.ID, p.Phone).Scan(&on)
	if errors.Is(err, pgx.ErrNoRows) {
		return clock.Date{}, nil
	}
	return on, err
}

// saveConfirmed notes that the person's present number is right.
func saveConfirmed(ctx context.Context, tx *postgres.Tx, person uuid.UUID, day clock.Date) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO roster_person (tenant_id, person_id, confirmed_on, confirmed_phone, updated_at)
		SELECT tenant_id, id, @day, phone, @now FROM person WHERE tenant_id = @tenant AND id = @person
		ON CONFLICT (tenant_id, person_id) DO UPDATE SET confirmed_on = excluded.confirmed_on, confirmed_phone = excluded.confirmed_phone, updated_at = excluded.updated_at`,
		pgx.NamedArgs{"tenant": tx.Tenant, "person": person, "day": day, "now": tx.Now})
	return err
}
