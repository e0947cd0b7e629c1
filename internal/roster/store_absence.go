package roster

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/postgres"
)

// selectPeopleWithin gives the people of the units, those with a task on an account of the units from the day on, and me.
func selectPeopleWithin(ctx context.Context, tx *postgres.Tx, me uuid.UUID, units []uuid.UUID, from clock.Date) ([]uuid.UUID, error) {
	rows, err := tx.Query(ctx, `
		SELECT p.id FROM person p
		WHERE p.tenant_id = @tenant AND (p.id = @me OR p.unit_id = ANY (@units) OR EXISTS (
			SELECT 1 FROM assignment x JOIN account a ON a.tenant_id = x.tenant_id AND a.id = x.account_id
			WHERE x.tenant_id = p.tenant_id AND x.person_id = p.id AND x.cancelled_at IS NULL AND (x.ends_on IS NULL OR x.ends_on >= @from) AND a.unit_id = ANY (@units)))`,
		pgx.NamedArgs{"tenant": tx.Tenant, "me": me, "units": units, "from": from})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
}

// selectUnitsBelow gives a unit and those below it.
func selectUnitsBelow(ctx context.Context, tx *postgres.Tx, unit uuid.UUID) ([]uuid.UUID, error) {
	rows, err := tx.Query(ctx, `
		WITH RECURSIVE below AS (
			SELECT id FROM unit WHERE tenant_id = @tenant AND id = @unit
			UNION ALL SELECT x.id FROM unit x JOIN below b ON x.tenant_id = @tenant AND x.parent_id = b.id)
		SELECT id FROM below`, pgx.NamedArgs{"tenant": tx.Tenant, "unit": unit})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
}

// selectAbsencesOf gives absences that end on the day or later, of all people or of those given and those whom me covers
// for: what is not over on today first, the earliest first, then the rest, the latest first.
func selectAbsencesOf(ctx context.Context, tx *postgres.Tx, f AbsenceFilter, me uuid.UUID, all bool, people []uuid.UUID, today clock.Date) ([]Absence, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+absenceColumns+` FROM absence
		WHERE tenant_id = @tenant AND cancelled_at IS NULL AND (@all OR person_id = ANY (@people) OR cover_id = @me)
			AND (@person::uuid IS NULL OR person_id = @person) AND (@from::date IS NULL OR ends_on >= @from) AND (@to::date IS NULL OR starts_on <= @to)
		ORDER BY ends_on < @today, CASE WHEN ends_on >= @today THEN starts_on END, starts_on DESC, ends_on, id`,
		pgx.NamedArgs{"tenant": tx.Tenant, "all": all, "people": people, "me": postgres.Null(me), "person": postgres.Null(f.PersonID), "from": f.From, "to": f.To, "today": today})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanAbsence)
}

// selectUncovered gives the person's absences that touch the days, name no cover, and fall on days on which they are
// assigned to watch an open account, by first day.
func selectUncovered(ctx context.Context, tx *postgres.Tx, person uuid.UUID, from, to clock.Date) ([]Absence, error) {
	rows, err := tx.Query(ctx, `
		SELECT `+absenceColumns+` FROM absence x
		WHERE tenant_id = @tenant AND person_id = @person AND cancelled_at IS NULL AND cover_id IS NULL AND ends_on >= @from AND starts_on <= @to
			AND EXISTS (
				SELECT 1 FROM assignment s JOIN account a ON a.tenant_id = s.tenant_id AND a.id = s.account_id
				WHERE s.tenant_id = @tenant AND s.person_id = @person AND s.cancelled_at IS NULL AND s.role IN ('responsible', 'monitor')
					AND a.status IN ('active', 'closing') AND s.starts_on <= x.ends_on AND (s.ends_on IS NULL OR s.ends_on >= greatest(x.starts_on, @from)))
		ORDER BY starts_on, id`, pgx.NamedArgs{"tenant": tx.Tenant, "person": person, "from": from, "to": to})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanAbsence)
}

// lockAbsence is selectAbsence with the person and the row locked, in this order: so does whoever enters absences of the
// person, and whoever lets them leave.
func lockAbsence(ctx context.Context, tx *postgres.Tx, id uuid.UUID) (a Absence, gone, found bool, err error) {
	if a, _, found, err = selectAbsence(ctx, tx, id); err != nil || !found {
		return a, false, found, err
	}
	if err := lockPerson(ctx, tx, a.PersonID); err != nil {
		return a, false, false, err
	}
	if _, err := tx.Exec(ctx, `SELECT 1 FROM absence WHERE tenant_id = $1 AND id = $2 FOR UPDATE`, tx.Tenant, id); err != nil {
		return a, false, false, err
	}
	return selectAbsence(ctx, tx, id)
}

// selectAbsence gives an absence, and whether it was taken back.
func selectAbsence(ctx context.Context, tx *postgres.Tx, id uuid.UUID) (a Absence, gone, found bool, err error) {
	rows, err := tx.Query(ctx, `SELECT `+absenceColumns+`, cancelled_at IS NOT NULL FROM absence WHERE tenant_id = $1 AND id = $2`, tx.Tenant, id)
	if err != nil {
		return a, false, false, err
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Absence, error) {
		var x Absence
		err := row.Scan(&x.ID, &x.PersonID, &x.From, &x.To, &x.CoverID, &x.Version, &gone)
		return x, err
	})
	if err != nil || len(list) == 0 {
		return a, false, false, err
	}
	return list[0], gone, true, nil
}

// selectSuccessor gives the absence that took the place of one whose cover was changed: the same person's, made at the
// moment at which the other was taken back.
func selectSuccessor(ctx context.Context, tx *postgres.Tx, id uuid.UUID) (uuid.UUID, error) {
	rows, err := tx.Query(ctx, `
		WITH RECURSIVE line AS (
			SELECT id, person_id, cancelled_at FROM absence WHERE tenant_id = @tenant AND id = @id
			UNION SELECT n.id, n.person_id, n.cancelled_at FROM absence n JOIN line l ON n.tenant_id = @tenant AND n.person_id = l.person_id AND n.created_at = l.cancelled_at)
		SELECT id FROM line WHERE cancelled_at IS NULL AND id <> @id`, pgx.NamedArgs{"tenant": tx.Tenant, "id": id})
	if err != nil {
		return uuid.Nil, err
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	if err != nil || len(ids) == 0 {
		return uuid.Nil, err
	}
	return ids[0], nil
}

func updateAbsenceDays(ctx context.Context, tx *postgres.Tx, a Absence) error {
	_, err := tx.Exec(ctx, `UPDATE absence SET starts_on = @from, ends_on = @to, version = version + 1, updated_at = @now WHERE tenant_id = @tenant AND id = @id`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": a.ID, "from": a.From, "to": a.To, "now": tx.Now})
	return err
}

func cancelAbsence(ctx context.Context, tx *postgres.Tx, id uuid.UUID) error {
	_, err := tx.Exec(ctx, `UPDATE absence SET cancelled_at = @now, version = version + 1, updated_at = @now WHERE tenant_id = @tenant AND id = @id`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": id, "now": tx.Now})
	return err
}

// lockPerson makes two who enter absences of the same person follow each other.
func lockPerson(ctx context.Context, tx *postgres.Tx, id uuid.UUID) error {
	_, err := tx.Exec(ctx, `SELECT 1 FROM person WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE`, tx.Tenant, id)
	return err
}

// selectMates gives those who have a task on one of the person's accounts from the day on.
func selectMates(ctx context.Context, tx *postgres.Tx, person uuid.UUID, from clock.Date) ([]uuid.UUID, error) {
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT y.person_id FROM assignment x JOIN assignment y ON y.tenant_id = x.tenant_id AND y.account_id = x.account_id
		WHERE x.tenant_id = @tenant AND x.person_id = @person AND y.person_id <> @person
			AND x.cancelled_at IS NULL AND (x.ends_on IS NULL OR x.ends_on >= @from) AND y.cancelled_at IS NULL AND (y.ends_on IS NULL OR y.ends_on >= @from)`,
		pgx.NamedArgs{"tenant": tx.Tenant, "person": person, "from": from})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
}
