package roster

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
)

// How long absences that are over, and rows that were taken back, are kept (H5).
const (
	absenceYears  = 1
	cancelledDays = 90
)

// PassDays does in the context's municipality what the passing of days asks: it ends the logins of those whose last day
// has passed, reduces the personal data of those whose time is out, and removes what is kept no longer. Doing it again
// changes nothing. A periodic job calls it for each municipality.
func (s *Service) PassDays(ctx context.Context) error {
	if err := identity.RequireEverywhere(ctx, identity.TenantAdd); err != nil { // operators and jobs only
		return err
	}
	var left, reduce [][2]uuid.UUID
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		if left, err = selectDue(ctx, tx, `d.state = 'planned' AND d.last_on < $2`); err != nil {
			return err
		}
		reduce, err = selectDue(ctx, tx, `d.state <> 'taken_back' AND d.last_on < $2 AND d.reduce_on <= $2 AND p.reduced_at IS NULL`)
		return err
	})
	if err != nil {
		return err
	}
	var failed error // one that fails keeps no other waiting
	for _, d := range left {
		failed = errors.Join(failed, s.db.InTenant(ctx, func(tx *postgres.Tx) error { return passTx(ctx, tx, d[0], d[1]) }))
	}
	for _, d := range reduce {
		failed = errors.Join(failed, s.db.InTenant(ctx, func(tx *postgres.Tx) error { return reduceTx(ctx, tx, d[1]) }))
	}
	return errors.Join(failed, s.db.InTenant(ctx, func(tx *postgres.Tx) error { return sweepTx(ctx, tx) }))
}

// selectDue gives departures with their people.
func selectDue(ctx context.Context, tx *postgres.Tx, where string) ([][2]uuid.UUID, error) {
	rows, err := tx.Query(ctx, `SELECT d.id, d.person_id FROM departure d JOIN person p ON p.tenant_id = d.tenant_id AND p.id = d.person_id
		WHERE d.tenant_id = $1 AND `+where+` ORDER BY d.last_on, d.id`, tx.Tenant, today(ctx, tx))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) ([2]uuid.UUID, error) {
		var d [2]uuid.UUID
		err := row.Scan(&d[0], &d[1])
		return d, err
	})
}

// passTx ends a departure whose last day has passed, and the login with it. What it would have been taken back by is
// kept no longer.
func passTx(ctx context.Context, tx *postgres.Tx, departure, person uuid.UUID) error {
	if _, err := identity.LockPersonTx(ctx, tx, person); err != nil {
		return err
	}
	tag, err := tx.Exec(ctx, `UPDATE departure SET state = 'done', ended_at = $3, version = version + 1 WHERE tenant_id = $1 AND id = $2 AND state = 'planned'`, tx.Tenant, departure, tx.Now)
	if err != nil || tag.RowsAffected() == 0 {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE departure_item SET undo = undo - 'undo' WHERE tenant_id = $1 AND departure_id = $2`, tx.Tenant, departure); err != nil {
		return err
	}
	if err := identity.EndLoginTx(ctx, tx, person); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{Action: "roster.left", ObjectKind: "person", ObjectID: person})
}

// reduceTx leaves of somebody who has left what records need: who watched which account, and when.
func reduceTx(ctx context.Context, tx *postgres.Tx, person uuid.UUID) error {
	p, err := identity.LockPersonTx(ctx, tx, person)
	if err != nil || p.Reduced || p.LeftOn.IsZero() {
		return err
	}
	if err := register.ForgetContactTx(ctx, tx, p); err != nil {
		return err
	}
	for _, q := range []string{
		`DELETE FROM roster_person WHERE tenant_id = @tenant AND person_id = @person`,
		`DELETE FROM absence WHERE tenant_id = @tenant AND person_id = @person`,
		`UPDATE assignment SET hours = '' WHERE tenant_id = @tenant AND person_id = @person AND hours <> ''`,
		`UPDATE custody_access SET page_role = '' WHERE tenant_id = @tenant AND person_id = @person AND page_role <> ''`,
		`DELETE FROM roster_import WHERE tenant_id = @tenant AND (@email <> '' AND strpos(lower(sheet::text || coalesce(report::text, '')), lower(@email)) > 0
			OR @phone <> '' AND strpos(sheet::text || coalesce(report::text, ''), @phone) > 0)`,
	} {
		args := pgx.NamedArgs{"tenant": tx.Tenant, "person": person, "email": p.Email, "phone": p.Phone}
		if _, err := tx.Exec(ctx, q, args); err != nil {
			return err
		}
	}
	return identity.ReduceTx(ctx, tx, person)
}

const unlessItComesBack = ` AND id NOT IN (SELECT i.object_id FROM departure_item i JOIN departure d ON d.tenant_id = i.tenant_id AND d.id = i.departure_id
	WHERE i.tenant_id = @tenant AND d.state = 'planned')`

// sweepTx removes absences that were over a year ago, and what was taken back long ago: but not what comes back with a
// departure that can still be taken back. Reports of files that were taken name people, and go after a year too.
func sweepTx(ctx context.Context, tx *postgres.Tx) error {
	day := today(ctx, tx)
	for _, q := range []string{
		`DELETE FROM absence WHERE tenant_id = @tenant AND (ends_on < @year OR cancelled_at < @cancelled` + unlessItComesBack + `)`,
		`DELETE FROM assignment WHERE tenant_id = @tenant AND cancelled_at < @cancelled` + unlessItComesBack,
		`DELETE FROM roster_import WHERE tenant_id = @tenant AND taken_at < @year`,
	} {
		args := pgx.NamedArgs{"tenant": tx.Tenant, "year": day.AddMonths(-12 * absenceYears), "cancelled": tx.Now.AddDate(0, 0, -cancelledDays)}
		if _, err := tx.Exec(ctx, q, args); err != nil {
			return err
		}
	}
	return nil
}
