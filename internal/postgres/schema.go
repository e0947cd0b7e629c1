package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/golang-migrate/migrate/v4"
	migratepgx "github.com/golang-migrate/migrate/v4/database/pgx/v5"
	"github.com/golang-migrate/migrate/v4/source/iofs"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	_ "github.com/jackc/pgx/v5/stdlib" // golang-migrate speaks database/sql
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"kanalkoll/migrations"
)

// RiverSchema is where the job queue keeps its tables.
const RiverSchema = "river"

// MigrateUp brings the schema and the job queue's schema to the newest version under the owner's role and grants
// appRole what the application needs and no more. It is safe to run beside a running older version.
func MigrateUp(ctx context.Context, ownerURL, appRole string) error {
	err := withMigrate(ownerURL, func(m *migrate.Migrate) error {
		if err := m.Up(); err != nil && !errors.Is(err, migrate.ErrNoChange) {
			return err
		}
		return nil
	})
	if err != nil {
		return err
	}
	pool, err := pgxpool.New(ctx, ownerURL)
	if err != nil {
		return err
	}
	defer pool.Close()
	if _, err := pool.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+RiverSchema); err != nil {
		return err
	}
	rm, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Schema: RiverSchema})
	if err != nil {
		return err
	}
	if _, err := rm.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("job queue's schema: %w", err)
	}
	return grant(ctx, pool, appRole)
}

// MigrateDown takes n steps back. It is for development; production goes forward only.
func MigrateDown(ownerURL string, n int) error {
	return withMigrate(ownerURL, func(m *migrate.Migrate) error { return m.Steps(-n) })
}

// SchemaVersion gives the version the database stands at, 0 for an empty one, and whether a step failed half way.
func SchemaVersion(ownerURL string) (version uint, dirty bool, err error) {
	err = withMigrate(ownerURL, func(m *migrate.Migrate) error {
		var err error
		version, dirty, err = m.Version()
		if errors.Is(err, migrate.ErrNilVersion) {
			return nil
		}
		return err
	})
	return version, dirty, err
}

// NewestVersion gives the version this program was built for.
func NewestVersion() uint {
	src, err := iofs.New(migrations.Files, ".")
	if err != nil {
		panic(err)
	}
	v, err := src.First()
	if err != nil {
		panic(err)
	}
	for {
		next, err := src.Next(v)
		if err != nil {
			return v
		}
		v = next
	}
}

// CurrentVersion asks under the application's role, for readiness. An older program may serve a newer schema.
func (db *DB) CurrentVersion(ctx context.Context) (uint, error) {
	var v uint
	err := db.pool.QueryRow(ctx, `SELECT version FROM schema_migrations WHERE NOT dirty`).Scan(&v)
	return v, err
}

func withMigrate(url string, fn func(*migrate.Migrate) error) error {
	src, err := iofs.New(migrations.Files, ".")
	if err != nil {
		return err
	}
	conn, err := sql.Open("pgx/v5", url)
	if err != nil {
		return err
	}
	driver, err := migratepgx.WithInstance(conn, &migratepgx.Config{})
	if err != nil {
		return errors.Join(err, conn.Close())
	}
	m, err := migrate.NewWithInstance("migrations", src, "kanalkoll", driver)
	if err != nil {
		return errors.Join(err, conn.Close())
	}
	err = fn(m)
	srcErr, dbErr := m.Close()
	return errors.Join(err, srcErr, dbErr)
}

// narrower lists the tables on which the application may do less than read and write rows.
var narrower = map[string]string{
	"audit_entry":       "SELECT, INSERT",
	"tenant":            "SELECT, INSERT, UPDATE",
	"account":           "SELECT, INSERT, UPDATE", // an account is closed, never deleted
	"checklist_record":  "SELECT, INSERT",         // what was handed in or approved stays
	"schema_migrations": "SELECT",
}

func grant(ctx context.Context, pool *pgxpool.Pool, appRole string) error {
	rows, err := pool.Query(ctx, `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`)
	if err != nil {
		return err
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	role := pgx.Identifier{appRole}.Sanitize()
	var b strings.Builder
	fmt.Fprintf(&b, "GRANT USAGE ON SCHEMA public, %s TO %s;\n", RiverSchema, role)
	for _, t := range tables {
		rights, ok := narrower[t]
		if !ok {
			rights = "SELECT, INSERT, UPDATE, DELETE"
		}
		table := pgx.Identifier{"public", t}.Sanitize()
		fmt.Fprintf(&b, "REVOKE ALL ON %s FROM %s, PUBLIC; GRANT %s ON %s TO %s;\n", table, role, rights, table, role)
	}
	fmt.Fprintf(&b, "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %s;\n", role)
	fmt.Fprintf(&b, "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %s TO %s;\n", RiverSchema, role)
	fmt.Fprintf(&b, "GRANT USAGE ON ALL SEQUENCES IN SCHEMA %s TO %s;\n", RiverSchema, role)
	_, err = pool.Exec(ctx, b.String())
	if err != nil {
		return fmt.Errorf("grant to %s: %w", appRole, err)
	}
	return nil
}

// GrantsForTest describes the rights that MigrateUp grants, so that test databases are built anew when they change.
func GrantsForTest() string { return fmt.Sprint(narrower) }
