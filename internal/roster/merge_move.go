package roster

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

// lockNaming keeps others from changing the accounts that name the people, before they themselves are locked: whoever gives
// somebody a role locks the account first.
func lockNaming(ctx context.Context, tx *postgres.Tx, people ...uuid.UUID) error {
	_, err := tx.Exec(ctx, `SELECT FROM account WHERE tenant_id = $1 AND (contact_person_id = ANY ($2) OR capture_person_id = ANY ($2)
			OR id IN (SELECT account_id FROM assignment WHERE tenant_id = $1 AND person_id = ANY ($2))
			OR id IN (SELECT account_id FROM custody_access WHERE tenant_id = $1 AND person_id = ANY ($2)))
		ORDER BY id FOR NO KEY UPDATE`, tx.Tenant, people)
	return err
}

func countHeld(ctx context.Context, tx *postgres.Tx, person uuid.UUID) (map[string]int, error) {
	var roles, absences, covers, access int
	err := tx.QueryRow(ctx, `SELECT
		(SELECT count(*) FROM assignment WHERE tenant_id = $1 AND person_id = $2 AND cancelled_at IS NULL),
		(SELECT count(*) FROM absence WHERE tenant_id = $1 AND person_id = $2 AND cancelled_at IS NULL),
		(SELECT count(*) FROM absence WHERE tenant_id = $1 AND cover_id = $2 AND cancelled_at IS NULL),
		(SELECT count(*) FROM custody_access WHERE tenant_id = $1 AND person_id = $2)`, tx.Tenant, person).Scan(&roles, &absences, &covers, &access)
	return map[string]int{MovedRoles: roles, MovedAbsences: absences, MovedCovers: covers, MovedAccess: access}, err
}

// moveHeld moves what rosters keep of a person.
func moveHeld(ctx context.Context, tx *postgres.Tx, from, to identity.Person) error {
	for _, move := range []func(context.Context, *postgres.Tx, identity.Person, identity.Person) error{moveRoles, moveAbsences, moveAccess, moveDepartures, moveOwn} {
		if err := move(ctx, tx, from, to); err != nil {
			return err
		}
	}
	return nil
}

// mergeSteps runs the statements of moving one after the other.
func mergeSteps(ctx context.Context, tx *postgres.Tx, from, to identity.Person, steps ...string) error {
	for _, q := range steps {
		args := pgx.NamedArgs{"tenant": tx.Tenant, "from": from.ID, "to": to.ID, "from_text": from.ID.String(), "to_text": to.ID.String(), "phone": to.Phone, "now": tx.Now}
		if _, err := tx.Exec(ctx, q, args); err != nil {
			return err
		}
	}
	return nil
}

// moveRoles moves assignments. Those of one role on one account that share days become one, which keeps the days of both.
// A row that only gets another person keeps its version: it says the same, and what leaving would take back stays possible.
func moveRoles(ctx context.Context, tx *postgres.Tx, from, to identity.Person) error {
	rows, err := tx.Query(ctx, `SELECT `+assignmentColumns+` FROM assignment WHERE tenant_id = $1 AND person_id = ANY ($2) AND cancelled_at IS NULL
		ORDER BY starts_on, id FOR UPDATE`, tx.Tenant, []uuid.UUID{from.ID, to.ID})
	if err != nil {
		return err
	}
	list, err := pgx.CollectRows(rows, scanAssignment)
	if err != nil {
		return err
	}
	changed, gone := foldRoles(list, to.ID)
	for _, a := range changed {
		_, err := tx.Exec(ctx, `UPDATE assignment SET starts_on = @from, ends_on = @to, hours = @hours, position = @position, version = version + 1, updated_at = @now
			WHERE tenant_id = @tenant AND id = @id`,
			pgx.NamedArgs{"tenant": tx.Tenant, "id": a.ID, "from": a.From, "to": a.To, "hours": a.Hours, "position": a.Position, "now": tx.Now})
		if err != nil {
			return err
		}
	}
	for _, id := range gone {
		if err := cancelAssignment(ctx, tx, id); err != nil {
			return err
		}
	}
	if err := mergeSteps(ctx, tx, from, to, `UPDATE assignment SET person_id = @to WHERE tenant_id = @tenant AND person_id = @from`); err != nil || len(gone) == 0 {
		return err
	}
	// A call list in which somebody stood twice counts from 1 again.
	return mergeSteps(ctx, tx, from, to, `UPDATE assignment x SET position = o.n, updated_at = @now FROM (
			SELECT id, row_number() OVER (PARTITION BY account_id ORDER BY position, starts_on, id) AS n FROM assignment
			WHERE tenant_id = @tenant AND role = 'crisis_contact' AND position > 0 AND cancelled_at IS NULL AND coalesce(account_id, `+nilUUID+`) IN (
				SELECT coalesce(account_id, `+nilUUID+`) FROM assignment WHERE tenant_id = @tenant AND person_id = @to AND cancelled_at = @now)) o
		WHERE x.tenant_id = @tenant AND x.id = o.id AND x.position <> o.n`)
}

// foldRoles gives the assignments, of two people who become kept, that get other days, and those that go. They come by first
// day. The row of the one who is kept stays, or else the earlier.
func foldRoles(list []Assignment, kept uuid.UUID) (changed []Assignment, gone []uuid.UUID) {
	type place struct {
		account uuid.UUID
		role    Role
	}
	groups := map[place][]Assignment{}
	for _, a := range list {
		p := place{a.AccountID, a.Role}
		groups[p] = append(groups[p], a)
	}
	for _, group := range groups {
		var stands []Assignment
		touched := map[uuid.UUID]bool{}
		for _, a := range group {
			last := len(stands) - 1
			if last < 0 || !overlaps(stands[last].From, stands[last].To, a.From, a.To) {
				stands = append(stands, a)
				continue
			}
			one, other := stands[last], a
			if one.PersonID != kept && other.PersonID == kept {
				one, other = other, one
			}
			if other.From.Before(one.From) {
				one.From = other.From
			}
			if one.To.IsZero() || other.To.IsZero() {
				one.To = clock.Date{}
			} else {
				one.To = latest(one.To, other.To)
			}
			one.Hours = cmp.Or(one.Hours, other.Hours)
			if one.Position == 0 || other.Position != 0 && other.Position < one.Position {
				one.Position = other.Position
			}
			stands[last] = one
			touched[one.ID] = true
			gone = append(gone, other.ID)
		}
		for _, a := range stands {
			if touched[a.ID] {
				changed = append(changed, a)
			}
		}
	}
	slices.SortFunc(changed, func(a, b Assignment) int { return cmp.Compare(a.ID.String(), b.ID.String()) })
	return changed, gone
}

// moveAbsences moves absences and who covers. Nobody covers for themselves, and the same days away are one absence.
func moveAbsences(ctx context.Context, tx *postgres.Tx, from, to identity.Person) error {
	return mergeSteps(ctx, tx, from, to,
		`UPDATE absence SET cover_id = NULL, version = version + 1, updated_at = @now
			WHERE tenant_id = @tenant AND person_id IN (@from, @to) AND cover_id IN (@from, @to)`,
		`UPDATE absence a SET cover_id = b.cover_id, version = a.version + 1, updated_at = @now FROM absence b
			WHERE a.tenant_id = @tenant AND b.tenant_id = @tenant AND a.person_id = @to AND b.person_id = @from AND a.starts_on = b.starts_on AND a.ends_on = b.ends_on
				AND a.cancelled_at IS NULL AND b.cancelled_at IS NULL AND a.cover_id IS NULL AND b.cover_id IS NOT NULL`,
		`UPDATE absence b SET cancelled_at = @now, version = b.version + 1, updated_at = @now FROM absence a
			WHERE a.tenant_id = @tenant AND b.tenant_id = @tenant AND a.person_id = @to AND b.person_id = @from AND a.starts_on = b.starts_on AND a.ends_on = b.ends_on
				AND a.cancelled_at IS NULL AND b.cancelled_at IS NULL`,
		`UPDATE absence SET person_id = @to WHERE tenant_id = @tenant AND person_id = @from`,
		`UPDATE absence SET cover_id = @to WHERE tenant_id = @tenant AND cover_id = @from`)
}

// moveAccess moves ways into accounts. A way that both have is one, since the first day of the two.
func moveAccess(ctx context.Context, tx *postgres.Tx, from, to identity.Person) error {
	return mergeSteps(ctx, tx, from, to,
		`UPDATE custody_access a SET since = least(a.since, b.since), page_role = CASE WHEN a.page_role = '' THEN b.page_role ELSE a.page_role END,
				version = a.version + 1, updated_at = @now FROM custody_access b
			WHERE a.tenant_id = @tenant AND b.tenant_id = @tenant AND a.person_id = @to AND b.person_id = @from AND a.account_id = b.account_id AND a.way = b.way
				AND a.ended_on IS NULL AND b.ended_on IS NULL`,
		`WITH gone AS (
				DELETE FROM custody_access b USING custody_access a
				WHERE a.tenant_id = @tenant AND b.tenant_id = @tenant AND a.person_id = @to AND b.person_id = @from AND a.account_id = b.account_id AND a.way = b.way
					AND a.ended_on IS NULL AND b.ended_on IS NULL RETURNING b.id)
			DELETE FROM departure_item WHERE tenant_id = @tenant AND kind = 'access' AND object_id IN (SELECT id FROM gone)`,
		`UPDATE custody_access SET person_id = @to WHERE tenant_id = @tenant AND person_id = @from`)
}

// moveDepartures moves what is kept of leavings: their own that are over, of which one stays, and what they took over from
// others. What a leaving would be taken back by names the one who is kept.
func moveDepartures(ctx context.Context, tx *postgres.Tx, from, to identity.Person) error {
	return mergeSteps(ctx, tx, from, to,
		`UPDATE departure_item i SET departure_id = k.id FROM departure d, departure k
			WHERE d.tenant_id = @tenant AND k.tenant_id = @tenant AND i.tenant_id = @tenant AND i.departure_id = d.id
				AND d.person_id = @from AND k.person_id = @to AND d.state <> 'taken_back' AND k.state <> 'taken_back'`,
		`DELETE FROM departure d USING departure k WHERE d.tenant_id = @tenant AND k.tenant_id = @tenant
			AND d.person_id = @from AND k.person_id = @to AND d.state <> 'taken_back' AND k.state <> 'taken_back'`,
		`UPDATE departure SET person_id = @to WHERE tenant_id = @tenant AND person_id = @from`,
		`UPDATE departure_item SET successor_id = @to WHERE tenant_id = @tenant AND successor_id = @from`,
		`UPDATE departure_item SET undo = replace(undo::text, @from_text, @to_text)::jsonb WHERE tenant_id = @tenant AND strpos(undo::text, @from_text) > 0`)
}

// moveOwn moves the time set aside, when the number was confirmed and the calendar's address, where the one who is kept has
// none of their own. A confirmation goes with its number.
func moveOwn(ctx context.Context, tx *postgres.Tx, from, to identity.Person) error {
	return mergeSteps(ctx, tx, from, to, `
		WITH gone AS (
			DELETE FROM roster_person WHERE tenant_id = @tenant AND person_id = @from
			RETURNING minutes_week, confirmed_on, confirmed_phone, calendar_hash, calendar_at)
		INSERT INTO roster_person AS r (tenant_id, person_id, minutes_week, confirmed_on, confirmed_phone, calendar_hash, calendar_at, updated_at)
		SELECT @tenant, @to, minutes_week, confirmed_on, confirmed_phone, calendar_hash, calendar_at, @now FROM gone
		ON CONFLICT (tenant_id, person_id) DO UPDATE SET
			minutes_week = coalesce(r.minutes_week, excluded.minutes_week),
			confirmed_on = CASE WHEN r.confirmed_phone <> @phone AND excluded.confirmed_phone = @phone THEN excluded.confirmed_on ELSE r.confirmed_on END,
			confirmed_phone = CASE WHEN r.confirmed_phone <> @phone AND excluded.confirmed_phone = @phone THEN excluded.confirmed_phone ELSE r.confirmed_phone END,
			calendar_hash = coalesce(r.calendar_hash, excluded.calendar_hash), calendar_at = coalesce(r.calendar_at, excluded.calendar_at),
			version = r.version + 1, updated_at = @now`)
}
