package reminder

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/jobs"
	"kanalkoll/internal/postgres"
)

// letter is one mail to one person.
type letter struct {
	ID          uuid.UUID
	RecipientID uuid.UUID
}

// Delivery is one reminder to one person.
type Delivery struct {
	Due
	ID          uuid.UUID
	RecipientID uuid.UUID
	LetterID    uuid.UUID
}

// recipient is whom a letter goes to.
type recipient struct {
	name, email, language string
	reachable             bool // has an address and a login that works
}

type toldKey struct {
	subject   uuid.UUID
	dueOn     clock.Date
	recipient uuid.UUID
}

// lockPasses makes passes in one municipality go one after the other until the transaction ends.
func lockPasses(ctx context.Context, tx *postgres.Tx) error {
	_, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('reminder pass ' || $1::text, 0))`, tx.Tenant)
	return err
}

// selectTold gives who has been told of what, and how far that has come. What became void has not been told.
func selectTold(ctx context.Context, tx *postgres.Tx, kind string, due []Due) (map[toldKey]State, error) {
	ids := make([]uuid.UUID, len(due))
	for i, d := range due {
		ids[i] = d.SubjectID
	}
	rows, err := tx.Query(ctx, `
		SELECT d.subject_id, d.due_on, d.recipient_id, l.state
		FROM reminder_delivery d JOIN reminder_letter l ON l.tenant_id = d.tenant_id AND l.id = d.letter_id
		WHERE d.tenant_id = $1 AND d.subject_id = ANY ($2) AND d.kind = $3 AND NOT d.void`, tx.Tenant, ids, kind)
	if err != nil {
		return nil, err
	}
	told := map[toldKey]State{}
	var k toldKey
	var state State
	_, err = pgx.ForEachRow(rows, []any{&k.subject, &k.dueOn, &k.recipient, &state}, func() error {
		told[k] = state
		return nil
	})
	return told, err
}

func insertLetters(ctx context.Context, tx *postgres.Tx, list []letter) error {
	ids, to := make([]uuid.UUID, len(list)), make([]uuid.UUID, len(list))
	for i, l := range list {
		ids[i], to[i] = l.ID, l.RecipientID
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO reminder_letter (tenant_id, id, recipient_id, created_at)
		SELECT @tenant, id, recipient_id, @now FROM unnest(@ids::uuid[], @recipients::uuid[]) AS x (id, recipient_id)`,
		pgx.NamedArgs{"tenant": tx.Tenant, "now": tx.Now, "ids": ids, "recipients": to})
	return err
}

// insertDeliveries writes new deliveries, and takes up again those that had become void.
func insertDeliveries(ctx context.Context, tx *postgres.Tx, list []Delivery) error {
	n := len(list)
	ids, subjects, units, to, letters := make([]uuid.UUID, n), make([]uuid.UUID, n), make([]uuid.UUID, n), make([]uuid.UUID, n), make([]uuid.UUID, n)
	subjectKinds, kinds, days := make([]string, n), make([]string, n), make([]time.Time, n)
	for i, d := range list {
		ids[i], subjects[i], units[i], to[i], letters[i] = d.ID, d.SubjectID, d.UnitID, d.RecipientID, d.LetterID
		subjectKinds[i], kinds[i], days[i] = d.SubjectKind, d.Kind, d.DueOn.Time()
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO reminder_delivery (tenant_id, id, subject_kind, subject_id, kind, due_on, recipient_id, unit_id, letter_id, created_at)
		SELECT @tenant, id, subject_kind, subject_id, kind, due_on, recipient_id, unit_id, letter_id, @now
		FROM unnest(@ids::uuid[], @subject_kinds::text[], @subjects::uuid[], @kinds::text[], @days::date[], @recipients::uuid[], @units::uuid[], @letters::uuid[])
			AS x (id, subject_kind, subject_id, kind, due_on, recipient_id, unit_id, letter_id)
		ON CONFLICT (tenant_id, subject_id, kind, due_on, recipient_id) DO UPDATE
			SET letter_id = excluded.letter_id, unit_id = excluded.unit_id, created_at = excluded.created_at, void = false
			WHERE reminder_delivery.void`,
		pgx.NamedArgs{"tenant": tx.Tenant, "now": tx.Now, "ids": ids, "subject_kinds": subjectKinds, "subjects": subjects, "kinds": kinds,
			"days": days, "recipients": to, "units": units, "letters": letters})
	return err
}

// claimLetter takes a queued letter for this process until claimFor has passed. A letter that is not queued gives the
// zero letter; one that another process has, errBusy.
func claimLetter(ctx context.Context, tx *postgres.Tx, id uuid.UUID) (letter, error) {
	var l letter
	args := pgx.NamedArgs{"tenant": tx.Tenant, "id": id, "now": tx.Now, "until": tx.Now.Add(claimFor)}
	err := tx.QueryRow(ctx, `
		UPDATE reminder_letter SET claimed_until = @until, attempts = attempts + 1, tried_at = @now
		WHERE tenant_id = @tenant AND id = @id AND state = 'queued' AND (claimed_until IS NULL OR claimed_until <= @now)
		RETURNING id, recipient_id`, args).Scan(&l.ID, &l.RecipientID)
	if !errors.Is(err, pgx.ErrNoRows) {
		return l, err
	}
	var busy bool
	err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM reminder_letter WHERE tenant_id = @tenant AND id = @id AND state = 'queued')`, args).Scan(&busy)
	if err == nil && busy {
		return l, errBusy
	}
	return l, err
}

func selectRecipient(ctx context.Context, tx *postgres.Tx, id uuid.UUID) (recipient, error) {
	var r recipient
	err := tx.QueryRow(ctx, `
		SELECT p.name, p.email, coalesce(u.language, 'sv'),
		       p.email <> '' AND u.id IS NOT NULL AND u.disabled_at IS NULL AND u.password_hash IS NOT NULL
		FROM person p LEFT JOIN app_user u ON u.tenant_id = p.tenant_id AND u.person_id = p.id
		WHERE p.tenant_id = $1 AND p.id = $2`, tx.Tenant, id).Scan(&r.name, &r.email, &r.language, &r.reachable)
	return r, err
}

func selectDeliveries(ctx context.Context, tx *postgres.Tx, letterID uuid.UUID) ([]Delivery, error) {
	rows, err := tx.Query(ctx, `SELECT id, subject_kind, subject_id, kind, due_on, recipient_id, unit_id, letter_id
		FROM reminder_delivery WHERE tenant_id = $1 AND letter_id = $2 AND NOT void`, tx.Tenant, letterID)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Delivery, error) {
		var d Delivery
		err := row.Scan(&d.ID, &d.SubjectKind, &d.SubjectID, &d.Kind, &d.DueOn, &d.RecipientID, &d.UnitID, &d.LetterID)
		return d, err
	})
}

func voidDeliveries(ctx context.Context, tx *postgres.Tx, ids []uuid.UUID) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `UPDATE reminder_delivery SET void = true WHERE tenant_id = $1 AND id = ANY ($2)`, tx.Tenant, ids)
	return err
}

// updateLetter notes what a try has led to. What has been sent stays sent.
func updateLetter(ctx context.Context, tx *postgres.Tx, id uuid.UUID, o outcome) error {
	_, err := tx.Exec(ctx, `
		UPDATE reminder_letter SET state = @state, last_error = @problem, claimed_until = NULL,
			sent_at = CASE WHEN @state = 'sent' THEN @now::timestamptz END
		WHERE tenant_id = @tenant AND id = @id AND state <> 'sent'`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": id, "state": string(o.state), "problem": o.problem, "now": tx.Now})
	return err
}

func selectWaiting(ctx context.Context, tx *postgres.Tx) ([]letter, error) {
	rows, err := tx.Query(ctx, `SELECT id, recipient_id FROM reminder_letter WHERE tenant_id = $1 AND state = 'queued' ORDER BY created_at, id`, tx.Tenant)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[letter])
}

// requeueFailed queues the refused letters of all municipalities whose recipient's particulars have been changed
// since, such as a misspelt address.
func requeueFailed(ctx context.Context, tx *postgres.Tx) error {
	_, err := tx.Exec(ctx, `
		UPDATE reminder_letter l SET state = 'queued' FROM person p
		LEFT JOIN app_user u ON u.tenant_id = p.tenant_id AND u.person_id = p.id
		WHERE l.state = 'failed' AND p.tenant_id = l.tenant_id AND p.id = l.recipient_id
			AND greatest(p.updated_at, u.updated_at) > l.tried_at`)
	return err
}

// selectLeftBehind gives the jobs of all letters that wait; those that have one in the queue are not queued again.
func selectLeftBehind(ctx context.Context, tx *postgres.Tx) ([]jobs.Args, error) {
	rows, err := tx.Query(ctx, `SELECT tenant_id, id FROM reminder_letter WHERE state = 'queued' ORDER BY created_at LIMIT 1000`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (jobs.Args, error) {
		var a LetterArgs
		err := row.Scan(&a.TenantID, &a.LetterID)
		return a, err
	})
}

// stateOf is the state of a delivery d in its letter l.
const stateOf = `CASE WHEN d.void THEN 'void' ELSE l.state END`

const entriesFrom = `
	FROM reminder_delivery d JOIN reminder_letter l ON l.tenant_id = d.tenant_id AND l.id = d.letter_id
	WHERE d.tenant_id = @tenant AND (NOT @only_in OR d.unit_id = ANY (@units))`

func countDeliveries(ctx context.Context, tx *postgres.Tx, onlyIn bool, units []uuid.UUID) (Counts, error) {
	rows, err := tx.Query(ctx, `SELECT `+stateOf+` AS state, count(*)`+entriesFrom+` GROUP BY 1`,
		pgx.NamedArgs{"tenant": tx.Tenant, "only_in": onlyIn, "units": units})
	if err != nil {
		return nil, err
	}
	counts := Counts{}
	var state State
	var n int
	_, err = pgx.ForEachRow(rows, []any{&state, &n}, func() error {
		counts[state] = n
		return nil
	})
	return counts, err
}

func selectEntries(ctx context.Context, tx *postgres.Tx, q Query, onlyIn bool, units []uuid.UUID) ([]Entry, error) {
	rows, err := tx.Query(ctx, `
		SELECT x.id, x.subject_kind, x.subject_id, x.kind, x.due_on, x.recipient_id, x.unit_id, x.letter_id, p.name, x.state, x.at, x.attempts, x.last_error
		FROM (SELECT d.*, `+stateOf+` AS state, coalesce(l.sent_at, l.tried_at, l.created_at) AS at, l.attempts, l.last_error `+entriesFrom+`) x
		JOIN person p ON p.tenant_id = x.tenant_id AND p.id = x.recipient_id
		WHERE @state = '' OR x.state = @state
		ORDER BY x.at DESC, p.name, x.due_on DESC, x.id LIMIT @limit OFFSET @offset`,
		pgx.NamedArgs{"tenant": tx.Tenant, "only_in": onlyIn, "units": units, "state": string(q.State), "limit": q.Limit, "offset": q.Offset})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Entry, error) {
		var e Entry
		d := &e.Delivery
		err := row.Scan(&d.ID, &d.SubjectKind, &d.SubjectID, &d.Kind, &d.DueOn, &d.RecipientID, &d.UnitID, &d.LetterID, &e.Recipient, &e.State,
			&e.At, &e.Attempts, &e.Problem)
		return e, err
	})
}
