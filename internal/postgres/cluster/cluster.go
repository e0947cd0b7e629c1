// Package cluster runs a private PostgreSQL cluster under the data directory,
// for those who have no database of their own: reachable from this machine only
// and by password only, as an unprivileged user even when we are root.
//
// Every process that uses the cluster holds a shared lock on it. Whoever comes
// first starts the server, whoever leaves last stops it, and a server that a
// killed process left behind is taken over by the next.
package cluster

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// The names that the cluster's roles and database have.
const (
	Database  = "kanalkoll"
	OwnerRole = "kanalkoll_owner" // owns the database; for migrate
	AppRole   = "kanalkoll_app"   // owns nothing, cannot bypass row security

	adminRole = "kanalkoll_admin"
)

// stopWithin is how long Close waits for the server to stop.
const stopWithin = 90 * time.Second

// Config says which cluster to open.
type Config struct {
	// DataDir is the product's data directory; the cluster lies in its folder
	// "postgres", or under /var/lib/kanalkoll where only root may enter DataDir.
	DataDir string
	// Logger is told of starts and stops; nil is silent. Passwords are never logged.
	Logger *slog.Logger
	// Fast gives up durability for speed: for tests, whose data nobody misses.
	// It counts for the process that starts the server.
	Fast bool
}

// Cluster is a running server that this process uses. Close it at the end.
type Cluster struct {
	home     home
	programs Programs
	log      *slog.Logger
	secrets  secrets
	port     atomic.Int32 // changes when Revive has to start the server anew
	started  bool
	fast     bool

	once          sync.Once
	change, users *fileLock
	closeErr      error
}

// Open attaches to the cluster of cfg.DataDir, making and starting it when
// needed, and sees to its roles and database. It waits for other processes that
// are starting or stopping it, until ctx ends. The error wraps ErrNoPrograms
// when PostgreSQL is not installed.
func Open(ctx context.Context, cfg Config) (*Cluster, error) {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	dataDir, err := filepath.Abs(cfg.DataDir)
	if err != nil {
		return nil, err
	}
	h, err := locate(ctx, dataDir)
	if err != nil {
		return nil, fmt.Errorf("embedded database: %w", err)
	}
	c := &Cluster{home: h, log: cfg.Logger, fast: cfg.Fast}
	if err := c.open(ctx, cfg.Fast); err != nil {
		return nil, fmt.Errorf("embedded database in %s: %w", h.dir, err)
	}
	return c, nil
}

func (c *Cluster) open(ctx context.Context, fast bool) (err error) {
	if c.programs, err = c.home.programs(ctx); err != nil {
		return err
	}
	if c.change, c.users, err = c.home.locks(); err != nil {
		return err
	}
	defer func() {
		if err == nil {
			c.change.release()
			return
		}
		if c.started {
			stopCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
			defer cancel()
			err = errors.Join(err, c.home.stop(stopCtx, c.programs))
		}
		c.users.close()
		c.change.close()
	}()
	// The change lock covers starting, stopping and the roles; the users lock
	// is held as long as the cluster is in use.
	if err := c.change.alone(ctx); err != nil {
		return err
	}
	if err := c.users.shared(ctx); err != nil {
		return err
	}
	if c.secrets, err = c.home.loadSecrets(); err != nil {
		return err
	}
	if !c.home.initialised() {
		c.log.InfoContext(ctx, "making the embedded database", "dir", c.home.dir, "postgres", c.programs.Major)
		if err := c.home.initialise(ctx, c.programs, c.secrets, fast); err != nil {
			return err
		}
	}
	if err := c.ensureRunning(ctx, fast); err != nil {
		return err
	}
	return c.ensureRoles(ctx)
}

// ensureRunning returns when a server of this data directory answers.
func (c *Cluster) ensureRunning(ctx context.Context, fast bool) error {
	wait := 50 * time.Millisecond
	for tries := 0; ; wait = min(2*wait, time.Second) {
		if pm, ok := c.home.running(ctx); ok {
			if pm.port != 0 {
				c.port.Store(int32(pm.port)) //nolint:gosec // a port
				err := c.ping(ctx)
				if err == nil {
					if !c.started {
						c.log.InfoContext(ctx, "using the embedded database that runs", "port", c.port.Load())
					}
					return nil
				}
				if pg := (*pgconn.PgError)(nil); errors.As(err, &pg) && pg.Code == "28P01" {
					return fmt.Errorf("its password is not the one in %s", filepath.Join(c.home.dir, "secrets.json"))
				}
			}
			// Starting, recovering or stopping: look again.
			if err := pause(ctx, wait); err != nil {
				return fmt.Errorf("the server (process %d) does not answer: %w", pm.pid, err)
			}
			continue
		}
		if err := c.home.clearStalePid(ctx); err != nil {
			return err
		}
		err := c.home.start(ctx, c.programs, fast)
		if err == nil {
			c.started = true
			c.log.InfoContext(ctx, "started the embedded database", "dir", c.home.dir)
			continue
		}
		if tries++; !errors.Is(err, errRetry) || tries >= 10 {
			return err
		}
		if err := pause(ctx, wait); err != nil {
			return err
		}
	}
}

func (c *Cluster) ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, c.AdminURL())
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

// Close ends this process's use of the cluster and stops the server when no
// other process uses it. It waits for the stop, at most about a minute and a
// half. A second call answers what the first did.
func (c *Cluster) Close() error {
	c.once.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), stopWithin)
		defer cancel()
		defer c.change.close()
		defer c.users.close()
		if err := c.change.alone(ctx); err != nil {
			c.closeErr = err
			return
		}
		last, err := c.users.tryAlone()
		if err != nil || !last {
			c.closeErr = err
			return
		}
		if c.closeErr = c.home.stop(ctx, c.programs); c.closeErr == nil {
			c.log.InfoContext(ctx, "stopped the embedded database")
		}
	})
	return c.closeErr
}

// Revive starts the server again where it has died, and returns when it answers; its port may be another then. It is
// for long-running users; one call at a time.
func (c *Cluster) Revive(ctx context.Context) error {
	if err := c.change.alone(ctx); err != nil {
		return err
	}
	defer c.change.release()
	return c.ensureRunning(ctx, c.fast)
}

// Port is the port the server listens on, at 127.0.0.1.
func (c *Cluster) Port() int { return int(c.port.Load()) }

// AppURL is the connection address of the application's role.
func (c *Cluster) AppURL() string { return c.url(AppRole, c.secrets.App, Database) }

// OwnerURL is the connection address of the role that owns the database.
func (c *Cluster) OwnerURL() string { return c.url(OwnerRole, c.secrets.Owner, Database) }

// AdminURL is the connection address of the superuser, in the database
// "postgres": for tests, which make databases, and for repairs.
func (c *Cluster) AdminURL() string { return c.url(adminRole, c.secrets.Admin, "postgres") }

// Started reports whether this process started the server, and did not find it
// running.
func (c *Cluster) Started() bool { return c.started }

// Dir is the folder of the cluster.
func (c *Cluster) Dir() string { return c.home.dir }

// Programs are PostgreSQL's programs that fit the server, for pg_dump and kin.
func (c *Cluster) Programs() Programs { return c.programs }

func (c *Cluster) url(role, password, database string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(role, password),
		Host:     net.JoinHostPort("127.0.0.1", strconv.Itoa(c.Port())),
		Path:     "/" + database,
		RawQuery: "sslmode=disable", // it never leaves the loopback interface
	}
	return u.String()
}
