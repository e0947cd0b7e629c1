package audit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/postgres"
)

// Write appends entries to the tenant's chain in the caller's transaction. It takes the tenant's lock on the log, held
// until the transaction ends, so that two writers cannot fork the chain; call it last. The actor comes from ctx:
// without one it returns ErrNoActor.
func Write(ctx context.Context, tx *postgres.Tx, entries ...Entry) error {
	actor, ok := ActorOf(ctx)
	if !ok {
		return ErrNoActor
	}
	return writeAs(ctx, tx, actor, entries)
}

func writeAs(ctx context.Context, tx *postgres.Tx, actor Actor, entries []Entry) error {
	if len(entries) == 0 {
		return nil
	}
	if tx.Tenant == uuid.Nil {
		return postgres.ErrNoTenant
	}
	prev, seq, err := head(ctx, tx)
	if err != nil {
		return err
	}
	n := len(entries)
	seqs, payloads, prevs, hashes := make([]int64, n), make([][]byte, n), make([][]byte, n), make([][]byte, n)
	actions, kinds, ids := make([]string, n), make([]string, n), make([]*uuid.UUID, n)
	for i, e := range entries {
		seq++
		changes := e.Changes
		if changes == nil {
			changes = []Change{}
		}
		payload, err := json.Marshal(changes)
		if err != nil {
			return err
		}
		r := Record{Seq: seq, At: tx.Now, Actor: actor, Action: e.Action, ObjectKind: e.ObjectKind,
			ObjectID: e.ObjectID, Payload: payload, PrevHash: prev}
		prev = chainHash(tx.Tenant, r)
		seqs[i], payloads[i], prevs[i], hashes[i] = seq, payload, r.PrevHash, prev
		actions[i], kinds[i], ids[i] = e.Action, e.ObjectKind, postgres.Null(e.ObjectID)
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO audit_entry (tenant_id, seq, at, actor_kind, actor_id, action, object_kind, object_id, payload, prev_hash, hash)
		SELECT @tenant, u.seq, @at, @actor_kind, @actor_id, u.action, u.kind, u.id, u.payload, u.prev, u.hash
		FROM unnest(@seqs::bigint[], @actions::text[], @kinds::text[], @ids::uuid[], @payloads::bytea[], @prevs::bytea[], @hashes::bytea[])
		     AS u (seq, action, kind, id, payload, prev, hash)`,
		pgx.NamedArgs{"tenant": tx.Tenant, "at": tx.Now, "actor_kind": actor.Kind, "actor_id": postgres.Null(actor.ID),
			"seqs": seqs, "actions": actions, "kinds": kinds, "ids": ids, "payloads": payloads, "prevs": prevs, "hashes": hashes})
	return err
}

// head takes the tenant's lock and gives the last hash (32 zero bytes for an empty log) and number.
func head(ctx context.Context, tx *postgres.Tx) ([]byte, int64, error) {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('audit ' || $1::text, 0))`, tx.Tenant); err != nil {
		return nil, 0, err
	}
	var prev []byte
	var seq int64
	err := tx.QueryRow(ctx, `SELECT hash, seq FROM audit_entry WHERE tenant_id = $1 ORDER BY seq DESC LIMIT 1`, tx.Tenant).Scan(&prev, &seq)
	if errors.Is(err, pgx.ErrNoRows) {
		return make([]byte, 32), 0, nil
	}
	return prev, seq, err
}

// Query says which records to list; zero values do not narrow.
type Query struct {
	ObjectID uuid.UUID
	ActorID  uuid.UUID
	Action   string // prefix, such as "account."
	From, To time.Time
	Limit    int // 0: no limit
	Offset   int
}

const columns = `seq, at, actor_kind, coalesce(actor_id, '00000000-0000-0000-0000-000000000000'), action, object_kind,
	coalesce(object_id, '00000000-0000-0000-0000-000000000000'), payload, prev_hash, hash`

// List gives records, newest first, and how many there are in all.
func List(ctx context.Context, tx *postgres.Tx, q Query) ([]Record, int, error) {
	args := pgx.NamedArgs{"tenant": tx.Tenant, "object": postgres.Null(q.ObjectID), "actor": postgres.Null(q.ActorID), "action": q.Action,
		"from": nullTime(q.From), "to": nullTime(q.To), "limit": limitOrAll(q.Limit), "offset": q.Offset}
	const where = ` FROM audit_entry WHERE tenant_id = @tenant
		AND (@object::uuid IS NULL OR object_id = @object) AND (@actor::uuid IS NULL OR actor_id = @actor)
		AND (@action = '' OR starts_with(action, @action))
		AND (@from::timestamptz IS NULL OR at >= @from) AND (@to::timestamptz IS NULL OR at < @to)`
	var total int
	if err := tx.QueryRow(ctx, `SELECT count(*)`+where, args).Scan(&total); err != nil {
		return nil, 0, err
	}
	rows, err := tx.Query(ctx, `SELECT `+columns+where+` ORDER BY seq DESC LIMIT @limit OFFSET @offset`, args)
	if err != nil {
		return nil, 0, err
	}
	list, err := pgx.CollectRows(rows, scan)
	return list, total, err
}

func scan(row pgx.CollectableRow) (Record, error) {
	var r Record
	err := row.Scan(&r.Seq, &r.At, &r.Actor.Kind, &r.Actor.ID, &r.Action, &r.ObjectKind, &r.ObjectID, &r.Payload, &r.PrevHash, &r.Hash)
	return r, err
}

func nullTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func limitOrAll(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

// Broken says where a tenant's chain no longer holds.
type Broken struct {
	Seq    int64
	Reason string
}

func (b *Broken) Error() string { return fmt.Sprintf("entry %d: %s", b.Seq, b.Reason) }

// Verify walks the tenant's chain from its first entry and returns how many hold and the last hash, or a *Broken.
// A chain cannot see that its own tail was cut off: compare the count and the last hash with a copy kept elsewhere.
func Verify(ctx context.Context, tx *postgres.Tx) (count int64, last []byte, err error) {
	rows, err := tx.Query(ctx, `SELECT `+columns+` FROM audit_entry WHERE tenant_id = $1 ORDER BY seq`, tx.Tenant)
	if err != nil {
		return 0, nil, err
	}
	defer rows.Close()
	prev := make([]byte, 32)
	for rows.Next() {
		r, err := scan(rows)
		if err != nil {
			return count, prev, err
		}
		switch {
		case r.Seq != count+1:
			return count, prev, &Broken{count + 1, "is missing"}
		case !bytes.Equal(r.PrevHash, prev):
			return count, prev, &Broken{r.Seq, "does not follow the entry before it"}
		case !bytes.Equal(r.Hash, chainHash(tx.Tenant, r)):
			return count, prev, &Broken{r.Seq, "was changed"}
		}
		count, prev = r.Seq, r.Hash
	}
	return count, prev, rows.Err()
}
