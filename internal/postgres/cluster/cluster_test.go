//go:build unix

package cluster

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

func TestDatabaseKeepsItsDataOverARestart(t *testing.T) {
	dir := reachableDir(t)
	c := open(t, dir)
	if !c.Started() {
		t.Error("the first user did not start the server")
	}
	execSQL(t, c.OwnerURL(), `CREATE TABLE note (body text)`, `INSERT INTO note VALUES ('kvar')`)
	appURL, ownerURL := c.AppURL(), c.OwnerURL()
	closeIt(t, c)
	if _, err := connect(ownerURL); err == nil {
		t.Fatal("the server still answers after its only user closed it")
	}

	c = open(t, dir)
	if got := ask[string](t, c.OwnerURL(), `SELECT body FROM note`); got != "kvar" {
		t.Errorf("after a restart the row reads %q", got)
	}
	if samePassword := withoutPort(t, appURL) == withoutPort(t, c.AppURL()); !samePassword {
		t.Error("the application's password changed over a restart")
	}
}

func TestRolesHaveNoMoreThanTheyNeed(t *testing.T) {
	c := open(t, reachableDir(t))
	for _, url := range []string{c.AppURL(), c.OwnerURL()} {
		if ask[bool](t, url, `SELECT rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole OR rolreplication FROM pg_roles WHERE rolname = current_user`) {
			t.Errorf("%s has a right it must not have", ask[string](t, url, `SELECT current_user::text`))
		}
	}
	if owner := ask[string](t, c.AppURL(), `SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = current_database()`); owner != OwnerRole {
		t.Errorf("the database belongs to %s", owner)
	}
	execSQL(t, c.OwnerURL(), `CREATE TABLE note (body text)`)
	wantCode(t, c.AppURL(), `SELECT body FROM note`, "42501")
	wantCode(t, c.AppURL(), `CREATE TABLE public.mine (body text)`, "42501")
	elsewhere := strings.Replace(c.AppURL(), "/"+Database, "/postgres", 1)
	if conn, err := connect(elsewhere); err == nil {
		_ = conn.Close(t.Context())
		t.Error("the application's role may connect to another database")
	}
}

func TestEveryConnectionNeedsThePassword(t *testing.T) {
	c := open(t, reachableDir(t))
	for _, password := range []string{"", "wrong"} {
		for _, url := range []string{c.url(AppRole, password, Database), c.url(adminRole, password, "postgres")} {
			if conn, err := connect(url); err == nil {
				_ = conn.Close(t.Context())
				t.Errorf("let in with the password %q", password)
			}
		}
	}
	if got := ask[string](t, c.AdminURL(), `SHOW listen_addresses`); got != "127.0.0.1" {
		t.Errorf("listens on %q", got)
	}
	if got := ask[string](t, c.AdminURL(), `SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules`); got != "scram-sha-256" {
		t.Errorf("lets in by %q", got)
	}
	if got := ask[string](t, c.AdminURL(), `SELECT left(string_agg(DISTINCT left(rolpassword, 13), ','), 13) FROM pg_authid WHERE rolcanlogin`); got != "SCRAM-SHA-256" {
		t.Errorf("stores passwords as %q", got)
	}
}

func TestSwedishIsSortedAndFolded(t *testing.T) {
	c := open(t, reachableDir(t))
	if got := ask[string](t, c.AppURL(), `SELECT lower('ÅÄÖÉ')`); got != "åäöé" {
		t.Errorf("lower case is %q", got)
	}
	got := ask[string](t, c.AppURL(), `SELECT string_agg(w, ' ' ORDER BY w COLLATE "sv-x-icu") FROM unnest(ARRAY['Örebro','Åre','Älvdalen','Arboga','Ystad','arvika']) w`)
	if want := "Arboga arvika Ystad Åre Älvdalen Örebro"; got != want {
		t.Errorf("sorted as %q, want %q", got, want)
	}
}

func TestFilesAreForTheOwnerOnlyAndSecretsStayInTheirs(t *testing.T) {
	dir := reachableDir(t)
	c := openAs(t, Config{DataDir: dir}) // as in service, with its log
	pm, ok := c.home.running(t.Context())
	if !ok {
		t.Fatal("no server is seen to run")
	}
	held := 0
	err := filepath.WalkDir(c.Dir(), func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // the server at work
		} else if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return nil
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		if d.IsDir() || strings.HasPrefix(path, filepath.Join(c.home.data(), "base")) {
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return nil
		}
		for _, s := range []string{c.secrets.Admin, c.secrets.Owner, c.secrets.App} {
			if strings.Contains(string(b), s) {
				held++
				if d.Name() != "secrets.json" {
					t.Errorf("%s holds a password", path)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if held != 3 {
		t.Errorf("found %d of 3 passwords in secrets.json", held)
	}
	if os.Geteuid() == 0 {
		uid, _, err := ownerOf(c.home.pidFile())
		if err != nil || uid == 0 {
			t.Errorf("the server (process %d) runs as uid %d, %v", pm.pid, uid, err)
		}
	}
	if logs, _ := filepath.Glob(filepath.Join(c.home.logDir(), "*.log")); len(logs) == 0 {
		t.Error("the server writes no log")
	}
}

func TestLastUserStopsTheServer(t *testing.T) {
	dir := reachableDir(t)
	starter, second := open(t, dir), open(t, dir)
	if second.Started() || second.AppURL() != starter.AppURL() {
		t.Errorf("the second user did not attach: started %v", second.Started())
	}
	closeIt(t, starter)
	if got := ask[int](t, second.AppURL(), `SELECT 1`); got != 1 {
		t.Error("the server left when its starter did, though another uses it")
	}
	closeIt(t, second)
	if _, ok := second.home.running(t.Context()); ok {
		t.Error("the last user left the server running")
	}
}

func TestManyAtOnceShareOneServer(t *testing.T) {
	dir := reachableDir(t)
	const n = 6
	var wg sync.WaitGroup
	var mu sync.Mutex
	started, urls := 0, map[string]bool{}
	for range n {
		wg.Go(func() {
			c, err := Open(t.Context(), Config{DataDir: dir, Fast: true})
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			if c.Started() {
				started++
			}
			urls[c.AppURL()] = true
			mu.Unlock()
			t.Cleanup(func() { closeIt(t, c) })
		})
	}
	wg.Wait()
	if started != 1 || len(urls) != 1 {
		t.Errorf("%d of %d started a server, at %d addresses", started, n, len(urls))
	}
}

func TestOpenEndsWithItsContext(t *testing.T) {
	dir := reachableDir(t)
	c := open(t, dir)
	if err := c.change.alone(t.Context()); err != nil { // as another that is starting it
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := Open(ctx, Config{DataDir: dir}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("want the context's error, got %v", err)
	}
	c.change.release()
}

func TestServerKilledUnderUs(t *testing.T) {
	dir := reachableDir(t)
	c := openAs(t, Config{DataDir: dir}) // durable: that is what is tried
	execSQL(t, c.OwnerURL(), `CREATE TABLE note (body text)`, `INSERT INTO note VALUES ('kvar')`)
	pm, ok := c.home.running(t.Context())
	if !ok {
		t.Fatal("no server is seen to run")
	}
	if err := syscall.Kill(pm.pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	waitFor(t, func() bool { _, ok := c.home.running(t.Context()); return !ok })
	if _, err := os.Stat(c.home.pidFile()); err != nil {
		t.Fatalf("a kill should leave the pid file: %v", err)
	}
	again := open(t, dir)
	if !again.Started() {
		t.Error("not started anew")
	}
	if got := ask[string](t, again.OwnerURL(), `SELECT body FROM note`); got != "kvar" {
		t.Errorf("after a kill the row reads %q", got)
	}
	closeIt(t, c)
	if got := ask[int](t, again.AppURL(), `SELECT 1`); got != 1 {
		t.Error("the first user's end took the new server away")
	}
}

// A restarted container has low process numbers: what is written in
// postmaster.pid then often is another program's.
func TestStalePidFileNamesAnotherProgram(t *testing.T) {
	dir := reachableDir(t)
	c := open(t, dir)
	execSQL(t, c.OwnerURL(), `CREATE TABLE note (body text)`, `INSERT INTO note VALUES ('kvar')`)
	written, err := os.ReadFile(c.home.pidFile())
	if err != nil {
		t.Fatal(err)
	}
	closeIt(t, c)
	for name, content := range map[string]string{
		"another's number": bystander(t, c.home.id) + string(written[strings.IndexByte(string(written), '\n'):]),
		"empty":            "",
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(c.home.pidFile(), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := c.home.id.own(c.home.pidFile()); err != nil {
				t.Fatal(err)
			}
			again := open(t, dir)
			if got := ask[string](t, again.OwnerURL(), `SELECT body FROM note`); got != "kvar" {
				t.Errorf("the row reads %q", got)
			}
			closeIt(t, again)
		})
	}
}

func TestLostPasswordsAreNotReplaced(t *testing.T) {
	dir := reachableDir(t)
	c := open(t, dir)
	closeIt(t, c)
	if err := os.Remove(filepath.Join(c.Dir(), "secrets.json")); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), Config{DataDir: dir}); err == nil || !strings.Contains(err.Error(), "secrets.json") {
		t.Errorf("want an error that names the file, got %v", err)
	}
}

func wantCode(t *testing.T, url, sql, code string) {
	t.Helper()
	conn, err := connect(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	_, err = conn.Exec(t.Context(), sql, pgx.QueryExecModeSimpleProtocol)
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != code {
		t.Errorf("%s: want %s, got %v", sql, code, err)
	}
}
