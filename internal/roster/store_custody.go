package roster

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/postgres"
)

func scanCustody(row pgx.CollectableRow) (Custody, error) {
	var c Custody
	err := row.Scan(&c.AccountID, &c.Place, &c.ChangedOn, &c.SecondFactor, &c.Recovery, &c.Version)
	return c, err
}

// selectCustody gives how the ways into the accounts are kept; an account of which nothing is noted is missing.
func selectCustody(ctx context.Context, tx *postgres.Tx, accounts []uuid.UUID) (map[uuid.UUID]Custody, error) {
	rows, err := tx.Query(ctx, `SELECT account_id, place, changed_on, second_factor, recovery, version FROM custody
		WHERE tenant_id = $1 AND account_id = ANY ($2)`, tx.Tenant, accounts)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, scanCustody)
	m := make(map[uuid.UUID]Custody, len(list))
	for _, c := range list {
		m[c.AccountID] = c
	}
	return m, err
}

// saveCustody writes what is noted where it still is at the version; at 0 nothing was.
func saveCustody(ctx context.Context, tx *postgres.Tx, c Custody) (bool, error) {
	tag, err := tx.Exec(ctx, `
		INSERT INTO custody AS c (tenant_id, account_id, place, changed_on, second_factor, recovery, updated_at)
		SELECT @tenant, @account, @place, @changed, @factor, @recovery, @now
		WHERE @version = 0 OR EXISTS (SELECT FROM custody WHERE tenant_id = @tenant AND account_id = @account)
		ON CONFLICT (tenant_id, account_id) DO UPDATE SET place = @place, changed_on = @changed, second_factor = @factor, recovery = @recovery,
			version = c.version + 1, updated_at = @now
		WHERE c.version = @version`,
		pgx.NamedArgs{"tenant": tx.Tenant, "account": c.AccountID, "place": c.Place, "changed": c.ChangedOn, "factor": c.SecondFactor, "recovery": c.Recovery,
			"version": c.Version, "now": tx.Now})
	return tag.RowsAffected() == 1, err
}

const accessColumns = `id, account_id, person_id, way, page_role, since, ended_on, version`

func scanAccess(row pgx.CollectableRow) (Access, error) {
	var a Access
	err := row.Scan(&a.ID, &a.AccountID, &a.PersonID, &a.Way, &a.PageRole, &a.Since, &a.EndedOn, &a.Version)
	return a, err
}

// selectAccess gives who can get into the accounts, and after them who could, the latest first.
func selectAccess(ctx context.Context, tx *postgres.Tx, accounts []uuid.UUID) ([]Access, error) {
	rows, err := tx.Query(ctx, `SELECT `+accessColumns+` FROM custody_access
		WHERE tenant_id = $1 AND account_id = ANY ($2) ORDER BY account_id, ended_on DESC NULLS FIRST, since, id`, tx.Tenant, accounts)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanAccess)
}

// selectOneAccess gives an access by its id, false where the account has none such.
func selectOneAccess(ctx context.Context, tx *postgres.Tx, account, id uuid.UUID) (Access, bool, error) {
	rows, err := tx.Query(ctx, `SELECT `+accessColumns+` FROM custody_access WHERE tenant_id = $1 AND account_id = $2 AND id = $3`, tx.Tenant, account, id)
	if err != nil {
		return Access{}, false, err
	}
	a, err := pgx.CollectExactlyOneRow(rows, scanAccess)
	if errors.Is(err, pgx.ErrNoRows) {
		return Access{}, false, nil
	}
	return a, err == nil, err
}

func accessArgs(tx *postgres.Tx, a Access) pgx.NamedArgs {
	return pgx.NamedArgs{"tenant": tx.Tenant, "id": a.ID, "account": a.AccountID, "person": a.PersonID, "way": a.Way, "page_role": a.PageRole,
		"since": a.Since, "ended": a.EndedOn, "version": a.Version, "now": tx.Now}
}

func insertAccess(ctx context.Context, tx *postgres.Tx, a Access) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO custody_access (tenant_id, id, account_id, person_id, way, page_role, since, updated_at)
		VALUES (@tenant, @id, @account, @person, @way, @page_role, @since, @now)`, accessArgs(tx, a))
	return err
}

// updateAccess writes the access if it still is at its version.
func updateAccess(ctx context.Context, tx *postgres.Tx, a Access) (bool, error) {
	tag, err := tx.Exec(ctx, `
		UPDATE custody_access SET way = @way, page_role = @page_role, since = @since, ended_on = @ended, version = version + 1, updated_at = @now
		WHERE tenant_id = @tenant AND id = @id AND version = @version`, accessArgs(tx, a))
	return tag.RowsAffected() == 1, err
}
