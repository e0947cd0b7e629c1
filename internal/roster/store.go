package roster

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/postgres"
)

const nilUUID = `'00000000-0000-0000-0000-000000000000'`

// selectAccounts gives the accounts within the scope, by ref. Accounts that are over and have no last day, or whose last
// day lies before the scope's first, are of no use to a roster.
func selectAccounts(ctx context.Context, tx *postgres.Tx, sc Scope, onlyIn bool, units []uuid.UUID) ([]Account, error) {
	rows, err := tx.Query(ctx, `
		SELECT a.id, a.ref, a.name, a.platform, a.unit_id, u.name, a.opened_on, CASE WHEN a.status = 'closed' THEN a.closed_on END, a.status IN ('active', 'closing')
		FROM account a JOIN unit u ON u.tenant_id = a.tenant_id AND u.id = a.unit_id
		WHERE a.tenant_id = @tenant AND (@ref = '' OR a.ref = @ref)
			AND (NOT @only_in OR a.unit_id = ANY (@units))
			AND (@unit::uuid IS NULL OR a.unit_id IN (
				WITH RECURSIVE below AS (SELECT @unit::uuid AS id UNION ALL SELECT x.id FROM unit x JOIN below b ON x.tenant_id = @tenant AND x.parent_id = b.id)
				SELECT id FROM below))
			AND (@person::uuid IS NULL OR EXISTS (SELECT FROM assignment x WHERE x.tenant_id = @tenant AND x.account_id = a.id AND x.person_id = @person
				AND x.cancelled_at IS NULL AND x.starts_on <= @to AND (x.ends_on IS NULL OR x.ends_on >= @from)))
			AND (@ref <> '' OR a.status IN ('active', 'closing') OR a.status = 'closed' AND a.closed_on >= @from
				OR @as_if_open AND a.status IN ('draft', 'submitted', 'returned', 'approved'))
		ORDER BY a.ref`,
		pgx.NamedArgs{"tenant": tx.Tenant, "ref": sc.Ref, "only_in": onlyIn, "units": units, "unit": postgres.Null(sc.Unit), "from": sc.From, "to": sc.To, "person": postgres.Null(sc.person), "as_if_open": sc.AsIfOpen})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Account, error) {
		var a Account
		err := row.Scan(&a.ID, &a.Ref, &a.Name, &a.Platform, &a.UnitID, &a.UnitName, &a.Opens, &a.Closes, &a.Open)
		return a, err
	})
}

const assignmentColumns = `id, coalesce(account_id, ` + nilUUID + `), person_id, role, starts_on, ends_on, position, hours, version`

func scanAssignment(row pgx.CollectableRow) (Assignment, error) {
	var a Assignment
	err := row.Scan(&a.ID, &a.AccountID, &a.PersonID, &a.Role, &a.From, &a.To, &a.Position, &a.Hours, &a.Version)
	return a, err
}

const byRole = `array_position(ARRAY['responsible', 'monitor', 'publisher', 'cover', 'crisis_contact', 'registrar_contact', 'archive_contact'], role)`

// selectAssignments gives the accounts' assignments that touch the days, by account, role and first day.
func selectAssignments(ctx context.Context, tx *postgres.Tx, accounts []uuid.UUID, from, to clock.Date) ([]Assignment, error) {
	rows, err := tx.Query(ctx, `SELECT `+assignmentColumns+` FROM assignment
		WHERE tenant_id = $1 AND cancelled_at IS NULL AND account_id = ANY ($2) AND starts_on <= $4 AND (ends_on IS NULL OR ends_on >= $3)
		ORDER BY account_id, `+byRole+`, starts_on, id`, tx.Tenant, accounts, from, to)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanAssignment)
}

// selectRoster gives all assignments of an account from the day on, or with uuid.Nil of the municipality's call list.
func selectRoster(ctx context.Context, tx *postgres.Tx, account uuid.UUID, from clock.Date) ([]Assignment, error) {
	rows, err := tx.Query(ctx, `SELECT `+assignmentColumns+` FROM assignment
		WHERE tenant_id = $1 AND cancelled_at IS NULL AND account_id IS NOT DISTINCT FROM $2 AND (ends_on IS NULL OR ends_on >= $3)
		ORDER BY `+byRole+`, position, starts_on, id`, tx.Tenant, postgres.Null(account), from)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanAssignment)
}

func insertAssignment(ctx context.Context, tx *postgres.Tx, a Assignment) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO assignment (tenant_id, id, account_id, person_id, role, starts_on, ends_on, position, hours, created_at, updated_at)
		VALUES (@tenant, @id, @account, @person, @role, @from, @to, @position, @hours, @now, @now)`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": a.ID, "account": postgres.Null(a.AccountID), "person": a.PersonID, "role": a.Role,
			"from": a.From, "to": a.To, "position": a.Position, "hours": a.Hours, "now": tx.Now})
	return err
}

const absenceColumns = `id, person_id, starts_on, ends_on, coalesce(cover_id, ` + nilUUID + `), version`

func scanAbsence(row pgx.CollectableRow) (Absence, error) {
	var a Absence
	err := row.Scan(&a.ID, &a.PersonID, &a.From, &a.To, &a.CoverID, &a.Version)
	return a, err
}

// selectAbsences gives the municipality's absences that touch the days, by first day: whoever covers may be away too,
// and belong to another unit.
func selectAbsences(ctx context.Context, tx *postgres.Tx, from, to clock.Date) ([]Absence, error) {
	rows, err := tx.Query(ctx, `SELECT `+absenceColumns+` FROM absence
		WHERE tenant_id = $1 AND cancelled_at IS NULL AND starts_on <= $3 AND ends_on >= $2 ORDER BY starts_on, ends_on, id`, tx.Tenant, from, to)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanAbsence)
}

func insertAbsence(ctx context.Context, tx *postgres.Tx, a Absence, by uuid.UUID) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO absence (tenant_id, id, person_id, starts_on, ends_on, cover_id, entered_by, created_at, updated_at)
		VALUES (@tenant, @id, @person, @from, @to, @cover, @by, @now, @now)`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": a.ID, "person": a.PersonID, "from": a.From, "to": a.To, "cover": postgres.Null(a.CoverID),
			"by": postgres.Null(by), "now": tx.Now})
	return err
}
