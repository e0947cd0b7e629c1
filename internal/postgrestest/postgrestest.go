// Package postgrestest gives tests a real PostgreSQL: one server for all
// packages of a run, one database for each test.
//
// The server is that of TEST_DATABASE_URL (a superuser's address), else an
// embedded one under the temporary folder, which the first test starts and
// which is removed soon after the last test process has ended. A test without a
// database fails; it is never skipped.
package postgrestest

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"kanalkoll/internal/postgres/cluster"

	"github.com/jackc/pgx/v5"
)

// The login roles of the test databases. They are not those of a real
// installation, whose passwords a test must not change.
const (
	OwnerRole = "kanalkoll_test_owner" // owns the database
	AppRole   = "kanalkoll_test_app"   // may connect; all else is the migrations' to grant
)

// startWithin is how long the first test of a process waits for the server.
const startWithin = 3 * time.Minute

// held keeps the cluster reachable: the collector closes the files of an unreachable one, and with them the lock that
// says that this process uses the server.
var held *cluster.Cluster //nolint:unused // being held is its use

// The server is opened once per process and never closed: the kernel gives the
// lock back when the process ends, and the guard does the rest.
var server = sync.OnceValues(func() (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), startWithin)
	defer cancel()
	admin := os.Getenv("TEST_DATABASE_URL")
	if admin == "" {
		dir, err := sharedDir()
		if err != nil {
			return "", err
		}
		c, err := cluster.Open(ctx, cluster.Config{DataDir: dir, Fast: true})
		if err != nil {
			return "", err
		}
		if err := startGuard(dir); err != nil {
			return "", errors.Join(err, c.Close())
		}
		held = c
		admin = c.AdminURL()
	}
	return admin, ensureRoles(ctx, admin)
})

// Cluster returns a superuser's address of the run's server, whose other
// databases belong to other tests.
func Cluster(t testing.TB) (adminURL string) {
	t.Helper()
	admin, err := server()
	if err != nil {
		t.Fatalf("no PostgreSQL to test with (set TEST_DATABASE_URL to use one of your own): %v", err)
	}
	return admin
}

// Clone returns a database of the test's own, dropped when the test ends. It is
// a copy of a template that build fills once per templateKey, whichever process
// comes first; the key must change whenever build would make something else
// (use a hash of the migrations). build gets the template's addresses and must
// have closed its connections when it returns.
func Clone(t testing.TB, templateKey string, build func(ctx context.Context, ownerURL, appURL string) error) (ownerURL, appURL string) {
	t.Helper()
	admin := Cluster(t)
	sum := sha256.Sum256([]byte(templateKey))
	template := "kanalkoll_template_" + hex.EncodeToString(sum[:8])
	if err := ensureTemplate(t.Context(), admin, template, build); err != nil {
		t.Fatalf("template database for %q: %v", templateKey, err)
	}
	name := "kanalkoll_test_" + strings.ToLower(rand.Text())
	if err := execute(t.Context(), admin, createDatabase(name, template)...); err != nil {
		t.Fatalf("clone the template database: %v", err)
	}
	t.Cleanup(func() {
		// t.Context has ended by now.
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := execute(ctx, admin, `DROP DATABASE `+name+` WITH (FORCE)`); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
	})
	return roleURL(admin, OwnerRole, name), roleURL(admin, AppRole, name)
}

// createDatabase returns the statements that make a database of the owner's
// role. Rights on a database are not copied from its template.
func createDatabase(name, template string) []string {
	return []string{
		`CREATE DATABASE ` + name + ` TEMPLATE ` + template + ` OWNER ` + OwnerRole,
		`REVOKE ALL ON DATABASE ` + name + ` FROM PUBLIC`,
		`GRANT CONNECT ON DATABASE ` + name + ` TO ` + AppRole,
	}
}

// built remembers the templates this process has seen whole; the mutex keeps
// its parallel tests from asking the server all at once.
var (
	builtMu sync.Mutex
	built   = map[string]bool{}
)

func ensureTemplate(ctx context.Context, admin, name string, build func(context.Context, string, string) error) (err error) {
	builtMu.Lock()
	defer builtMu.Unlock()
	if built[name] {
		return nil
	}
	conn, err := pgx.Connect(ctx, admin)
	if err != nil {
		return err
	}
	// Closing the connection gives the lock back.
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1)`, lockKey(name)); err != nil {
		return err
	}
	var whole bool
	// It becomes a template when build is through; before that it is a ruin.
	if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datistemplate)`, name).Scan(&whole); err != nil {
		return err
	}
	if !whole {
		statements := append([]string{`DROP DATABASE IF EXISTS ` + name + ` WITH (FORCE)`}, createDatabase(name, "template0")...)
		for _, sql := range statements {
			if _, err := conn.Exec(ctx, sql); err != nil {
				return err
			}
		}
		if err := build(ctx, roleURL(admin, OwnerRole, name), roleURL(admin, AppRole, name)); err != nil {
			return err
		}
		if _, err := conn.Exec(ctx, `ALTER DATABASE `+name+` WITH ALLOW_CONNECTIONS false IS_TEMPLATE true`); err != nil {
			return err
		}
		// A pool's connections may take a moment to go; CREATE DATABASE would
		// refuse to copy while they are there.
		if _, err := conn.Exec(ctx, `SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = $1`, name); err != nil {
			return err
		}
	}
	built[name] = true
	return nil
}

func ensureRoles(ctx context.Context, admin string) (err error) {
	conn, err := pgx.Connect(ctx, admin)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1)`, lockKey("roles")); err != nil {
		return err
	}
	for _, role := range []string{OwnerRole, AppRole} {
		var there bool
		if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)`, role).Scan(&there); err != nil {
			return err
		}
		verb := "CREATE"
		if there {
			verb = "ALTER"
		}
		sql := fmt.Sprintf(`%s ROLE %s LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD '%s'`, verb, role, password(admin, role))
		if _, err := conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

// password is the same in every process of a run without being written down:
// all know the superuser's address.
func password(admin, role string) string {
	mac := hmac.New(sha256.New, []byte(admin))
	mac.Write([]byte(role))
	return hex.EncodeToString(mac.Sum(nil))
}

func roleURL(admin, role, database string) string {
	u, err := url.Parse(admin)
	if err != nil {
		panic("postgrestest: TEST_DATABASE_URL is no postgres:// address")
	}
	u.User = url.UserPassword(role, password(admin, role))
	u.Path = "/" + database
	return u.String()
}

func execute(ctx context.Context, address string, statements ...string) (err error) {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	for _, sql := range statements {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

// lockKey is the number of an advisory lock.
func lockKey(name string) int64 {
	h := fnv.New64a()
	h.Write([]byte("kanalkoll test " + name))
	return int64(h.Sum64()) // #nosec G115 -- any 64 bits will do
}

// sharedDir is the folder of the embedded server, one for each user of the
// machine.
func sharedDir() (string, error) {
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("kanalkoll-test-%d", os.Geteuid()))
	if err := os.MkdirAll(dir, 0o755); err != nil { // #nosec G301 -- root's database user must get in
		return "", err
	}
	return dir, nil
}
