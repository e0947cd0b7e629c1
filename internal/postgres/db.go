// Package postgres is the only door to the database: it opens the pool, sets the tenant for each transaction and
// runs the schema's steps. Row security does the rest: a transaction without a tenant sees no rows.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"kanalkoll/internal/clock"
)

// DB is a pool of connections under the application's role.
type DB struct {
	pool *pgxpool.Pool
	clk  clock.Clock
}

// Tx is a transaction with its tenant and its one fixed time. In a system transaction Tenant is uuid.Nil.
type Tx struct {
	pgx.Tx
	Tenant uuid.UUID
	Now    time.Time
}

// ErrNoTenant says that code for one tenant ran without one.
var ErrNoTenant = errors.New("postgres: no tenant in the context")

// Open makes the pool. It does not wait for the database: a server must come up, say that it is not ready and
// recover by itself.
func Open(ctx context.Context, url string, clk clock.Clock) (*DB, error) {
	return OpenAt(ctx, url, nil, clk)
}

// OpenAt is Open for a database whose port may change while the pool lives; port gives the present one.
func OpenAt(ctx context.Context, url string, port func() int, clk clock.Clock) (*DB, error) {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("DATABASE_URL: %w", err)
	}
	cfg.ConnConfig.RuntimeParams["application_name"] = "kanalkoll"
	cfg.ConnConfig.RuntimeParams["timezone"] = "UTC"
	if cfg.ConnConfig.ConnectTimeout == 0 {
		cfg.ConnConfig.ConnectTimeout = 5 * time.Second
	}
	if port != nil {
		cfg.BeforeConnect = func(_ context.Context, cc *pgx.ConnConfig) error {
			cc.Port = uint16(port()) //nolint:gosec // a port
			return nil
		}
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	return &DB{pool: pool, clk: clk}, nil
}

// Close waits for borrowed connections and closes the pool.
func (db *DB) Close() { db.pool.Close() }

// Pool gives the pool to the job queue, the only other user of it.
func (db *DB) Pool() *pgxpool.Pool { return db.pool }

// Clock gives the clock whose time transactions carry.
func (db *DB) Clock() clock.Clock { return db.clk }

// Ping asks the database whether it is there.
func (db *DB) Ping(ctx context.Context) error { return db.pool.Ping(ctx) }

type tenantKey struct{}

// WithTenant sets the tenant of the context. Only the web middleware, the job wrapper and the command line call it.
func WithTenant(ctx context.Context, id uuid.UUID) context.Context {
	return context.WithValue(ctx, tenantKey{}, id)
}

// TenantOf gives the tenant of the context, uuid.Nil where there is none.
func TenantOf(ctx context.Context) uuid.UUID {
	id, _ := ctx.Value(tenantKey{}).(uuid.UUID)
	return id
}

// InTenant runs fn in one transaction that sees the rows of the context's tenant and no others. It commits when fn
// returns nil, else rolls back. It is not nested, and no mail or HTTP belongs inside: insert a job.
func (db *DB) InTenant(ctx context.Context, fn func(tx *Tx) error) error {
	id := TenantOf(ctx)
	if id == uuid.Nil {
		return ErrNoTenant
	}
	// One round trip for both; the value is a parsed uuid and cannot carry SQL.
	begin := "BEGIN; SELECT set_config('app.tenant_id', '" + id.String() + "', true)"
	return db.run(ctx, begin, id, fn)
}

// InSystem runs fn in one transaction that sees all tenants' rows. Reason is logged. It is for the directory of
// tenants, operators' commands and the sweeps that hand work to tenants.
func (db *DB) InSystem(ctx context.Context, reason string, fn func(tx *Tx) error) error {
	slog.DebugContext(ctx, "work across tenants", "reason", reason)
	return db.run(ctx, "BEGIN; SELECT set_config('app.system', 'on', true)", uuid.Nil, fn)
}

// Public runs fn in a transaction without a tenant: it sees the directory of tenants and nothing else.
func (db *DB) Public(ctx context.Context, fn func(tx *Tx) error) error {
	return db.run(ctx, "BEGIN", uuid.Nil, fn)
}

func (db *DB) run(ctx context.Context, begin string, tenant uuid.UUID, fn func(tx *Tx) error) error {
	return pgx.BeginTxFunc(ctx, db.pool, pgx.TxOptions{BeginQuery: begin}, func(tx pgx.Tx) error {
		return fn(&Tx{Tx: tx, Tenant: tenant, Now: db.clk.Now()})
	})
}

// AssertSafeRole refuses a role that row security does not hold: a superuser, one with BYPASSRLS, or an owner of tables.
func (db *DB) AssertSafeRole(ctx context.Context) error {
	var name string
	var super, bypass, owns bool
	err := db.pool.QueryRow(ctx, `
		SELECT r.rolname, r.rolsuper, r.rolbypassrls,
		       EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		               WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND pg_has_role(r.oid, c.relowner, 'USAGE'))
		FROM pg_roles r WHERE r.rolname = current_user`).Scan(&name, &super, &bypass, &owns)
	if err != nil {
		return err
	}
	switch {
	case super:
		return fmt.Errorf("the database role %s is a superuser: row security would not hold; use the application's role in DATABASE_URL", name)
	case bypass:
		return fmt.Errorf("the database role %s has BYPASSRLS: row security would not hold; use the application's role in DATABASE_URL", name)
	case owns:
		return fmt.Errorf("the database role %s owns tables: use the application's role in DATABASE_URL and the owner's in DATABASE_OWNER_URL", name)
	}
	return nil
}

// Unreachable reports whether err says that the database did not answer, rather than that it answered no.
func Unreachable(err error) bool {
	var dial *pgconn.ConnectError
	return errors.As(err, &dial) || errors.Is(err, context.DeadlineExceeded)
}
