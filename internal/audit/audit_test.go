package audit_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/postgrestest"
)

type office struct {
	db    *postgres.DB
	owner string
	ctx   context.Context
	id    uuid.UUID
}

func newOffice(t *testing.T) *office {
	t.Helper()
	owner, app := postgrestest.Migrated(t)
	db, err := postgres.Open(t.Context(), app, clock.Fixed(time.Date(2026, 11, 23, 12, 0, 0, 123456000, time.UTC)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	o := &office{db: db, owner: owner, id: uuid.New()}
	o.ctx = audit.WithActor(postgres.WithTenant(t.Context(), o.id), audit.Actor{Kind: audit.User, ID: uuid.New()})
	o.sql(t, `INSERT INTO tenant (id, slug, code, name, created_at, updated_at) VALUES ('`+o.id.String()+`', 'aby', '0001', 'Åby', now(), now())`)
	return o
}

func (o *office) sql(t *testing.T, statements ...string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), o.owner)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context()) //nolint:errcheck // the test's database is dropped
	for _, s := range append([]string{`SELECT set_config('app.system', 'on', false)`}, statements...) {
		if _, err := conn.Exec(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func (o *office) write(n int) error {
	return o.db.InTenant(o.ctx, func(tx *postgres.Tx) error {
		var entries []audit.Entry
		for i := range n {
			entries = append(entries, audit.Entry{Action: "account.edit", ObjectKind: "account", ObjectID: uuid.New(),
				Changes: []audit.Change{audit.Value("name", "", fmt.Sprint("å", i)), audit.Field("contact")}})
		}
		return audit.Write(o.ctx, tx, entries...)
	})
}

func (o *office) verify(t *testing.T) (int64, error) {
	t.Helper()
	var n int64
	err := o.db.InTenant(o.ctx, func(tx *postgres.Tx) error {
		var err error
		n, _, err = audit.Verify(o.ctx, tx)
		return err
	})
	return n, err
}

func TestChainHoldsAndSeesTampering(t *testing.T) {
	for name, sql := range map[string]string{
		"a changed byte":   `UPDATE audit_entry SET payload = set_byte(payload, 3, 65) WHERE seq = 3`,
		"a changed time":   `UPDATE audit_entry SET at = at + interval '1 microsecond' WHERE seq = 3`,
		"another actor":    `UPDATE audit_entry SET actor_id = gen_random_uuid() WHERE seq = 3`,
		"a middle cut out": `DELETE FROM audit_entry WHERE seq = 3`,
		"the first cut":    `DELETE FROM audit_entry WHERE seq = 1`,
		"two swapped":      `UPDATE audit_entry SET seq = CASE seq WHEN 2 THEN 103 ELSE 102 END WHERE seq IN (2, 3); UPDATE audit_entry SET seq = seq - 100 WHERE seq > 100`,
		"renumbered":       `DELETE FROM audit_entry WHERE seq = 3; UPDATE audit_entry SET seq = seq + 100 WHERE seq > 3; UPDATE audit_entry SET seq = seq - 101 WHERE seq > 100`,
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			if err := errors.Join(o.write(2), o.write(3)); err != nil {
				t.Fatal(err)
			}
			if n, err := o.verify(t); n != 5 || err != nil {
				t.Fatalf("untouched chain: %d entries, %v", n, err)
			}
			o.sql(t, `ALTER TABLE audit_entry DISABLE TRIGGER USER`, sql)
			var broken *audit.Broken
			if n, err := o.verify(t); !errors.As(err, &broken) {
				t.Errorf("%d entries hold, %v; want a broken chain", n, err)
			}
		})
	}
}

func TestWritersAtOnceDoNotForkTheChain(t *testing.T) {
	o := newOffice(t)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			if err := o.write(3); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n, err := o.verify(t); n != 48 || err != nil {
		t.Errorf("%d entries hold, %v; want 48", n, err)
	}
}

func TestLogCannotBeRewritten(t *testing.T) {
	o := newOffice(t)
	if err := o.write(1); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{`UPDATE audit_entry SET action = 'x'`, `DELETE FROM audit_entry`, `TRUNCATE audit_entry`} {
		err := o.db.InTenant(o.ctx, func(tx *postgres.Tx) error { _, err := tx.Exec(o.ctx, sql); return err })
		if err == nil {
			t.Errorf("the application's role may %s", sql)
		}
		conn, err := pgx.Connect(t.Context(), o.owner)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Exec(t.Context(), `SELECT set_config('app.system', 'on', false)`); err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Exec(t.Context(), sql); err == nil {
			t.Errorf("the owner may %s without taking the trigger away", sql)
		}
		if err := conn.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWriteNeedsAnActor(t *testing.T) {
	o := newOffice(t)
	ctx := postgres.WithTenant(t.Context(), o.id)
	err := o.db.InTenant(ctx, func(tx *postgres.Tx) error { return audit.Write(ctx, tx, audit.Entry{Action: "x", ObjectKind: "y"}) })
	if !errors.Is(err, audit.ErrNoActor) {
		t.Errorf("got %v, want ErrNoActor", err)
	}
}
