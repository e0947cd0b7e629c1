package roster

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

// personTx gives a person of the directory, or NotFound.
func personTx(ctx context.Context, tx *postgres.Tx, id uuid.UUID) (identity.Person, error) {
	people, err := identity.PeopleByIDTx(ctx, tx, []uuid.UUID{id})
	if err != nil {
		return identity.Person{}, err
	}
	if len(people) == 0 {
		return identity.Person{}, fault.NotFound()
	}
	return people[0], nil
}

// withAccount joins the account of a row x that may have none.
const withAccount = ` LEFT JOIN account a ON a.tenant_id = x.tenant_id AND a.id = x.account_id
	LEFT JOIN unit u ON u.tenant_id = a.tenant_id AND u.id = a.unit_id `

const heldAccount = `coalesce(a.id, ` + nilUUID + `), coalesce(a.ref, ''), coalesce(a.name, ''), coalesce(a.platform, ''), coalesce(a.unit_id, ` + nilUUID + `), coalesce(u.name, ''),
	coalesce(a.status IN ('closed', 'rejected', 'withdrawn'), false)`

func heldOnAccount(kind string) func(row pgx.CollectableRow) (Holding, error) {
	return func(row pgx.CollectableRow) (Holding, error) {
		h := Holding{Kind: kind}
		err := row.Scan(&h.ID, &h.What, &h.From, &h.To, &h.AccountID, &h.Ref, &h.Name, &h.Platform, &h.UnitID, &h.UnitName, &h.Over)
		if h.Ref != "" {
			h.Path = "/app/accounts/" + h.Ref
		}
		return h, err
	}
}

func selectHeldRoles(ctx context.Context, tx *postgres.Tx, p identity.Person, day clock.Date) ([]Holding, error) {
	rows, err := tx.Query(ctx, `SELECT x.id, x.role, x.starts_on, x.ends_on, `+heldAccount+` FROM assignment x`+withAccount+`
		WHERE x.tenant_id = $1 AND x.person_id = $2 AND x.cancelled_at IS NULL AND (x.ends_on IS NULL OR x.ends_on >= $3)
		ORDER BY a.ref NULLS LAST, `+byRole+`, x.starts_on, x.id`, tx.Tenant, p.ID, day)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, heldOnAccount(HeldRole))
}

func selectHeldAccess(ctx context.Context, tx *postgres.Tx, p identity.Person, _ clock.Date) ([]Holding, error) {
	rows, err := tx.Query(ctx, `SELECT x.id, x.way, x.since, x.ended_on, `+heldAccount+` FROM custody_access x`+withAccount+`
		WHERE x.tenant_id = $1 AND x.person_id = $2 AND x.ended_on IS NULL ORDER BY a.ref, x.way, x.id`, tx.Tenant, p.ID)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, heldOnAccount(HeldAccess))
}

func selectHeldCovers(ctx context.Context, tx *postgres.Tx, p identity.Person, day clock.Date) ([]Holding, error) {
	return selectHeldDays(ctx, tx, HeldCover, `cover_id = $2`, p, day)
}

func selectHeldAbsences(ctx context.Context, tx *postgres.Tx, p identity.Person, day clock.Date) ([]Holding, error) {
	return selectHeldDays(ctx, tx, HeldAbsence, `person_id = $2`, p, day)
}

func selectHeldDays(ctx context.Context, tx *postgres.Tx, kind, whose string, p identity.Person, day clock.Date) ([]Holding, error) {
	rows, err := tx.Query(ctx, `SELECT `+absenceColumns+` FROM absence
		WHERE tenant_id = $1 AND cancelled_at IS NULL AND ends_on >= $3 AND `+whose+` ORDER BY starts_on, ends_on, id`, tx.Tenant, p.ID, day)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Holding, error) {
		a, err := scanAbsence(row)
		h := Holding{Kind: kind, ID: a.ID, From: a.From, To: a.To, Other: a.CoverID}
		if kind == HeldCover {
			h.Other = a.PersonID
		}
		return h, err
	})
}

func lockHeldRole(ctx context.Context, tx *postgres.Tx, id uuid.UUID) (Assignment, error) {
	rows, err := tx.Query(ctx, `SELECT `+assignmentColumns+` FROM assignment WHERE tenant_id = $1 AND id = $2 FOR UPDATE`, tx.Tenant, id)
	if err != nil {
		return Assignment{}, err
	}
	return pgx.CollectExactlyOneRow(rows, scanAssignment)
}

// endHeldRole ends an assignment; with the zero date it is cancelled.
func endHeldRole(ctx context.Context, tx *postgres.Tx, id uuid.UUID, end clock.Date) error {
	_, err := tx.Exec(ctx, `UPDATE assignment SET ends_on = coalesce(@end::date, ends_on), cancelled_at = CASE WHEN @end::date IS NULL THEN @now::timestamptz END,
			version = version + 1, updated_at = @now WHERE tenant_id = @tenant AND id = @id`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": id, "end": end, "now": tx.Now})
	return err
}

// reopenHeldRole puts an assignment back, unless it has another version than leaving gave it.
func reopenHeldRole(ctx context.Context, tx *postgres.Tx, id uuid.UUID, u rowUndo) (bool, error) {
	tag, err := tx.Exec(ctx, `UPDATE assignment SET ends_on = @ends, cancelled_at = NULL, version = version + 1, updated_at = @now
		WHERE tenant_id = @tenant AND id = @id AND version = @version`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": id, "ends": u.Ends, "version": u.Version, "now": tx.Now})
	return tag.RowsAffected() == 1, err
}

// cancelMade cancels rows that were made for a successor and nobody has changed, and reports whether none is left.
func cancelMade(ctx context.Context, tx *postgres.Tx, table string, ids []uuid.UUID) (bool, error) {
	if len(ids) == 0 {
		return true, nil
	}
	_, err := tx.Exec(ctx, `UPDATE `+table+` SET cancelled_at = @now, version = version + 1, updated_at = @now
		WHERE tenant_id = @tenant AND id = ANY (@ids) AND version = 1 AND cancelled_at IS NULL`, pgx.NamedArgs{"tenant": tx.Tenant, "ids": ids, "now": tx.Now})
	if err != nil {
		return false, err
	}
	var left bool
	err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM `+table+` WHERE tenant_id = $1 AND id = ANY ($2) AND cancelled_at IS NULL)`, tx.Tenant, ids).Scan(&left)
	return !left, err
}

func lockHeldAbsence(ctx context.Context, tx *postgres.Tx, id uuid.UUID) (Absence, error) {
	rows, err := tx.Query(ctx, `SELECT `+absenceColumns+` FROM absence WHERE tenant_id = $1 AND id = $2 FOR UPDATE`, tx.Tenant, id)
	if err != nil {
		return Absence{}, err
	}
	return pgx.CollectExactlyOneRow(rows, scanAbsence)
}

// moveHeldAbsence writes the last day and who covers.
func moveHeldAbsence(ctx context.Context, tx *postgres.Tx, x Absence) error {
	_, err := tx.Exec(ctx, `UPDATE absence SET ends_on = @to, cover_id = @cover, version = version + 1, updated_at = @now WHERE tenant_id = @tenant AND id = @id`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": x.ID, "to": x.To, "cover": postgres.Null(x.CoverID), "now": tx.Now})
	return err
}

// reopenHeldAbsence puts an absence back, unless it has another version than leaving gave it.
func reopenHeldAbsence(ctx context.Context, tx *postgres.Tx, id uuid.UUID, u rowUndo) (bool, error) {
	tag, err := tx.Exec(ctx, `UPDATE absence SET ends_on = @ends, cover_id = @cover, cancelled_at = NULL, version = version + 1, updated_at = @now
		WHERE tenant_id = @tenant AND id = @id AND version = @version`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": id, "ends": u.Ends, "cover": postgres.Null(u.Cover), "version": u.Version, "now": tx.Now})
	return tag.RowsAffected() == 1, err
}

// selectDeparture gives the person's departure that was not taken back, nil where there is none.
func selectDeparture(ctx context.Context, tx *postgres.Tx, person uuid.UUID) (*Departure, error) {
	d := &Departure{}
	err := tx.QueryRow(ctx, `SELECT id, person_id, last_on, reduce_on, state, coalesce(decided_by, `+nilUUID+`), created_at, version FROM departure
		WHERE tenant_id = $1 AND person_id = $2 AND state <> 'taken_back'`, tx.Tenant, person).
		Scan(&d.ID, &d.PersonID, &d.LastOn, &d.ReduceOn, &d.State, &d.DecidedBy, &d.DecidedAt, &d.Version)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return d, err
}

func insertDeparture(ctx context.Context, tx *postgres.Tx, d *Departure) error {
	_, err := tx.Exec(ctx, `INSERT INTO departure (tenant_id, id, person_id, last_on, reduce_on, state, decided_by, created_at)
		VALUES (@tenant, @id, @person, @last, @reduce, 'planned', @by, @now)`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": d.ID, "person": d.PersonID, "last": d.LastOn, "reduce": d.ReduceOn, "by": postgres.Null(d.DecidedBy), "now": tx.Now})
	return err
}

// kept is what an item keeps: what was held, to be shown, and how it is put back, until the last day has passed.
type kept struct {
	Holding Holding         `json:"holding"`
	Undo    json.RawMessage `json:"undo,omitempty"`
}

func insertDepartureItem(ctx context.Context, tx *postgres.Tx, departure uuid.UUID, it *DepartureItem) error {
	_, err := tx.Exec(ctx, `INSERT INTO departure_item (tenant_id, id, departure_id, kind, object_id, successor_id, undo)
		VALUES (@tenant, @id, @departure, @kind, @object, @successor, @undo)`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": it.ID, "departure": departure, "kind": it.Kind, "object": it.Holding.ID, "successor": postgres.Null(it.SuccessorID),
			"undo": kept{it.Holding, it.undo}})
	return err
}

// selectDepartureItems gives what was handed over and is to be ticked off, in the order of kinds and accounts.
func selectDepartureItems(ctx context.Context, tx *postgres.Tx, departure uuid.UUID) ([]*DepartureItem, error) {
	rows, err := tx.Query(ctx, `SELECT i.id, i.kind, coalesce(i.successor_id, `+nilUUID+`), coalesce(p.name, ''), i.undo, i.done_at, coalesce(i.done_by, `+nilUUID+`)
		FROM departure_item i LEFT JOIN person p ON p.tenant_id = i.tenant_id AND p.id = i.successor_id
		WHERE i.tenant_id = $1 AND i.departure_id = $2
		ORDER BY array_position(ARRAY['assignment', 'cover', 'contact', 'capture', 'part', 'point', 'absence', 'access'], i.kind),
			i.undo #>> '{holding,ref}', i.undo #>> '{holding,from}', i.id`, tx.Tenant, departure)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (*DepartureItem, error) {
		it := &DepartureItem{}
		var k kept
		var done *time.Time
		err := row.Scan(&it.ID, &it.Kind, &it.SuccessorID, &it.Successor, &k, &done, &it.DoneBy)
		if done != nil {
			it.DoneAt = *done
		}
		it.Holding, it.undo = k.Holding, k.Undo
		return it, err
	})
}
