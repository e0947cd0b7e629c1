package roster

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register/platform"
)

// queryDuties gives assignments with their accounts that end on the day or later, by first day. Those that were taken back
// count from cancelledFrom on (nil: never); accounts that never came to be have none.
func queryDuties(ctx context.Context, tx *postgres.Tx, where string, args pgx.NamedArgs) ([]Duty, error) {
	args["tenant"] = tx.Tenant
	rows, err := tx.Query(ctx, `
		SELECT x.id, x.person_id, x.role, x.starts_on, x.ends_on, x.position, x.hours, x.version, greatest(x.updated_at, x.cancelled_at), x.cancelled_at IS NOT NULL,
			coalesce(a.id, `+nilUUID+`), coalesce(a.ref, ''), coalesce(a.name, ''), coalesce(a.platform, ''), coalesce(a.unit_id, `+nilUUID+`), coalesce(u.name, ''),
			a.opened_on, CASE WHEN a.status = 'closed' THEN a.closed_on END, coalesce(a.status IN ('active', 'closing'), false)
		FROM assignment x
		LEFT JOIN account a ON a.tenant_id = x.tenant_id AND a.id = x.account_id
		LEFT JOIN unit u ON u.tenant_id = a.tenant_id AND u.id = a.unit_id
		WHERE x.tenant_id = @tenant AND (x.ends_on IS NULL OR x.ends_on >= @from) AND (x.cancelled_at IS NULL OR x.cancelled_at >= @cancelled_from)
			AND (a.id IS NULL OR a.status NOT IN ('rejected', 'withdrawn') AND (a.status <> 'closed' OR a.closed_on >= @from)) AND `+where+`
		ORDER BY x.starts_on, a.name COLLATE "sv-x-icu", x.id`, args)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Duty, error) {
		var d Duty
		var p string
		err := row.Scan(&d.ID, &d.PersonID, &d.Role, &d.From, &d.To, &d.Position, &d.Hours, &d.Version, &d.Changed, &d.Cancelled,
			&d.Account.ID, &d.Account.Ref, &d.Account.Name, &p, &d.Account.UnitID, &d.Account.UnitName, &d.Account.Opens, &d.Account.Closes, &d.Account.Open)
		d.AccountID, d.Account.Platform = d.Account.ID, platform.Name(p)
		return d, err
	})
}

// selectDuties gives a person's, see queryDuties.
func selectDuties(ctx context.Context, tx *postgres.Tx, person uuid.UUID, from clock.Date, cancelledFrom *time.Time) ([]Duty, error) {
	return queryDuties(ctx, tx, `x.person_id = @person`, pgx.NamedArgs{"person": person, "from": from, "cancelled_from": cancelledFrom})
}

// selectWatched gives what these people watch on accounts from the day on, by account.
func selectWatched(ctx context.Context, tx *postgres.Tx, people []uuid.UUID, from clock.Date) ([]Duty, error) {
	return queryDuties(ctx, tx, `x.person_id = ANY (@people) AND x.cancelled_at IS NULL AND x.role IN ('responsible', 'monitor')`,
		pgx.NamedArgs{"people": people, "from": from, "cancelled_from": nil})
}

// selectCovering gives the absences during which the person covers that end on the day or later, by first day.
func selectCovering(ctx context.Context, tx *postgres.Tx, person uuid.UUID, from clock.Date, cancelledFrom *time.Time) ([]Covering, error) {
	rows, err := tx.Query(ctx, `
		SELECT x.id, x.person_id, x.starts_on, x.ends_on, x.cover_id, x.version, p.name, greatest(x.updated_at, x.cancelled_at), x.cancelled_at IS NOT NULL
		FROM absence x JOIN person p ON p.tenant_id = x.tenant_id AND p.id = x.person_id
		WHERE x.tenant_id = @tenant AND x.cover_id = @person AND x.ends_on >= @from AND (x.cancelled_at IS NULL OR x.cancelled_at >= @cancelled_from)
		ORDER BY x.starts_on, x.ends_on, x.id`, pgx.NamedArgs{"tenant": tx.Tenant, "person": person, "from": from, "cancelled_from": cancelledFrom})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Covering, error) {
		var c Covering
		err := row.Scan(&c.ID, &c.PersonID, &c.From, &c.To, &c.CoverID, &c.Version, &c.Name, &c.Changed, &c.Cancelled)
		return c, err
	})
}

// subscriber is whose a calendar is.
type subscriber struct {
	person   uuid.UUID
	name     string
	language string
	leftOn   clock.Date
}

// selectSubscriber gives whose calendar has the address with that hash, false where there is none. Whoever cannot sign in
// has none.
func selectSubscriber(ctx context.Context, tx *postgres.Tx, hash []byte) (subscriber, bool, error) {
	rows, err := tx.Query(ctx, `
		SELECT p.id, p.name, u.language, p.left_on
		FROM roster_person r
		JOIN person p ON p.tenant_id = r.tenant_id AND p.id = r.person_id
		JOIN app_user u ON u.tenant_id = p.tenant_id AND u.person_id = p.id AND u.disabled_at IS NULL
		WHERE r.tenant_id = $1 AND r.calendar_hash = $2`, tx.Tenant, hash)
	if err != nil {
		return subscriber{}, false, err
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (subscriber, error) {
		var s subscriber
		err := row.Scan(&s.person, &s.name, &s.language, &s.leftOn)
		return s, err
	})
	if err != nil || len(list) == 0 {
		return subscriber{}, false, err
	}
	return list[0], true, nil
}

// selectCalendarAt gives when the person's calendar got its address, zero where it has none.
func selectCalendarAt(ctx context.Context, tx *postgres.Tx, person uuid.UUID) (time.Time, error) {
	rows, err := tx.Query(ctx, `SELECT calendar_at FROM roster_person WHERE tenant_id = $1 AND person_id = $2 AND calendar_hash IS NOT NULL`, tx.Tenant, person)
	if err != nil {
		return time.Time{}, err
	}
	at, err := pgx.CollectRows(rows, pgx.RowTo[time.Time])
	if err != nil || len(at) == 0 {
		return time.Time{}, err
	}
	return at[0], nil
}

// saveCalendar keeps the hash of the calendar's new address; the one before is forgotten. Nobody else's form holds it, so the
// row keeps its version.
func saveCalendar(ctx context.Context, tx *postgres.Tx, person uuid.UUID, hash []byte) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO roster_person (tenant_id, person_id, calendar_hash, calendar_at, updated_at) VALUES (@tenant, @person, @hash, @now, @now)
		ON CONFLICT (tenant_id, person_id) DO UPDATE SET calendar_hash = @hash, calendar_at = @now, updated_at = @now`,
		pgx.NamedArgs{"tenant": tx.Tenant, "person": person, "hash": hash, "now": tx.Now})
	return err
}

// deleteCalendar forgets the calendar's address and reports whether there was one.
func deleteCalendar(ctx context.Context, tx *postgres.Tx, person uuid.UUID) (bool, error) {
	tag, err := tx.Exec(ctx, `UPDATE roster_person SET calendar_hash = NULL, calendar_at = NULL, updated_at = $3
		WHERE tenant_id = $1 AND person_id = $2 AND calendar_hash IS NOT NULL`, tx.Tenant, person, tx.Now)
	return tag.RowsAffected() > 0, err
}
