package postgres_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/postgrestest"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func TestInTenantNeedsATenant(t *testing.T) {
	db := postgrestest.New(t, clock.Fixed(noon))
	err := db.InTenant(t.Context(), func(*postgres.Tx) error { t.Error("fn ran without a tenant"); return nil })
	if err == nil {
		t.Fatal("no error without a tenant")
	}
}

func TestTenantSeesOnlyItsRows(t *testing.T) {
	db := postgrestest.New(t, clock.Fixed(noon))
	a, b := addTenant(t, db, "aby", "0001"), addTenant(t, db, "beby", "0002")
	ctx := postgres.WithTenant(t.Context(), a)
	count := func(tx *postgres.Tx) (n int) {
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM unit`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	err := db.InTenant(ctx, func(tx *postgres.Tx) error {
		if n := count(tx); n != 1 {
			t.Errorf("a query without WHERE sees %d units, want the tenant's 1", n)
		}
		if tag, err := tx.Exec(ctx, `UPDATE unit SET name = 'x' WHERE tenant_id = $1`, b); err != nil || tag.RowsAffected() != 0 {
			t.Errorf("changed %d rows of the other tenant (%v)", tag.RowsAffected(), err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.InTenant(ctx, func(tx *postgres.Tx) error { return addUnit(t, tx, b, "smuggled") }); err == nil {
		t.Error("a row for the other tenant was taken")
	}
	// The connection goes back to the pool: the setting must have gone with the transaction.
	err = db.Public(t.Context(), func(tx *postgres.Tx) error {
		if n := count(tx); n != 0 {
			t.Errorf("without a tenant %d units are seen, want none", n)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestServeRefusesRolesThatBypassRowSecurity(t *testing.T) {
	owner, app := postgrestest.Migrated(t)
	for name, c := range map[string]struct {
		url  string
		safe bool
	}{"application": {app, true}, "owner": {owner, false}, "superuser": {postgrestest.Cluster(t), false}} {
		db, err := postgres.Open(t.Context(), c.url, clock.System())
		if err != nil {
			t.Fatal(err)
		}
		if err := db.AssertSafeRole(t.Context()); (err == nil) != c.safe {
			t.Errorf("%s: AssertSafeRole gave %v", name, err)
		}
		db.Close()
	}
}

func addTenant(t *testing.T, db *postgres.DB, slug, code string) uuid.UUID {
	t.Helper()
	id := uuid.New()
	err := db.InSystem(t.Context(), "test", func(tx *postgres.Tx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO tenant (id, slug, code, name, created_at, updated_at) VALUES ($1, $2, $3, $2, now(), now())`, id, slug, code)
		if err != nil {
			return err
		}
		return addUnit(t, tx, id, "Kommunikation")
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func addUnit(t *testing.T, tx *postgres.Tx, tenant uuid.UUID, name string) error {
	_, err := tx.Exec(t.Context(), `INSERT INTO unit (tenant_id, id, name, created_at, updated_at) VALUES ($1, $2, $3, now(), now())`, tenant, uuid.New(), name)
	return err
}
