//go:build unix

package cluster

import (
	"errors"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func needsRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can become others; the other tests run as an ordinary user now")
	}
}

// somebody is an ordinary user of the machine, not the one root drops to.
func somebody(t *testing.T) identity {
	t.Helper()
	u, err := user.Lookup("daemon")
	if err != nil {
		t.Fatal(err)
	}
	id := identity{drop: true, name: u.Username}
	if id.uid, err = strconv.Atoi(u.Uid); err != nil {
		t.Fatal(err)
	}
	if id.gid, err = strconv.Atoi(u.Gid); err != nil {
		t.Fatal(err)
	}
	return id
}

func TestServerOfAKilledProcessIsTakenOver(t *testing.T) {
	dir := reachableDir(t)
	child := startChild(t, dir, identity{})
	if !strings.HasPrefix(child.said, "up true") {
		t.Fatalf("the child said %q", child.said)
	}
	if err := child.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.cmd.Wait()
	c := open(t, dir)
	if c.Started() {
		t.Error("a second server was started")
	}
	closeIt(t, c)
	if _, ok := c.home.running(t.Context()); ok {
		t.Error("the server that was taken over still runs after its last user left")
	}
}

func TestServerOutlivesACommandThatStartedIt(t *testing.T) {
	dir := reachableDir(t)
	child := startChild(t, dir, identity{})
	c := open(t, dir) // attaches meanwhile
	_ = child.stdin.Close()
	if err := child.cmd.Wait(); err != nil {
		t.Fatalf("the child ended with %v", err)
	}
	if got := ask[int](t, c.AppURL(), `SELECT 1`); got != 1 {
		t.Error("gone")
	}
}

func TestOrdinaryUserMakesItAndRootUsesIt(t *testing.T) {
	needsRoot(t)
	somebody, dir := somebody(t), reachableDir(t)
	if err := somebody.own(dir); err != nil {
		t.Fatal(err)
	}
	child := startChild(t, dir, somebody)
	if !strings.HasPrefix(child.said, "up true "+dir) {
		t.Fatalf("the child said %q", child.said)
	}
	c := open(t, dir) // root attaches
	if c.Started() {
		t.Error("root did not attach")
	}
	_ = child.stdin.Close()
	if err := child.cmd.Wait(); err != nil {
		t.Fatalf("the child ended with %v", err)
	}
	closeIt(t, c)
	c = open(t, dir) // root starts it, as its owner
	if uid, _, err := ownerOf(c.home.pidFile()); err != nil || uid != somebody.uid {
		t.Errorf("the server runs as uid %d, %v", uid, err)
	}
	closeIt(t, c)
	child = startChild(t, dir, somebody) // and nothing of root's is in its owner's way
	if !strings.HasPrefix(child.said, "up true "+dir) {
		t.Errorf("after root's use the child said %q", child.said)
	}
	_ = child.stdin.Close()
	if err := child.cmd.Wait(); err != nil {
		t.Errorf("the child ended with %v", err)
	}
}

func TestAnothersClusterIsRefusedClearly(t *testing.T) {
	needsRoot(t)
	dir := reachableDir(t)
	closeIt(t, open(t, dir))
	child := startChild(t, dir, somebody(t))
	if !strings.Contains(child.said, "belongs to another user") {
		t.Errorf("the child said %q", child.said)
	}
}

func TestFolderThatOnlyRootMayEnter(t *testing.T) {
	needsRoot(t)
	old := systemDir
	systemDir = filepath.Join(reachableDir(t), "lib")
	t.Cleanup(func() { systemDir = old })
	closed := filepath.Join(reachableDir(t), "closed")
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(closed, "var")
	c := open(t, dir)
	execSQL(t, c.OwnerURL(), `CREATE TABLE note (body text)`, `INSERT INTO note VALUES ('kvar')`)
	closeIt(t, c)
	if filepath.Dir(c.Dir()) != systemDir {
		t.Errorf("the cluster lies in %s", c.Dir())
	}
	if _, err := os.Stat(filepath.Join(dir, "postgres")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder without use was left: %v", err)
	}
	// Opening the folder later does not lose the data.
	if err := os.Chmod(closed, 0o755); err != nil {
		t.Fatal(err)
	}
	c = open(t, dir)
	if got := ask[string](t, c.OwnerURL(), `SELECT body FROM note`); got != "kvar" {
		t.Errorf("the row reads %q", got)
	}
}

func TestFolderThatIsClosedLater(t *testing.T) {
	needsRoot(t)
	above := reachableDir(t)
	dir := filepath.Join(above, "var")
	closeIt(t, open(t, dir))
	if err := os.Chmod(above, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), Config{DataDir: dir}); err == nil || !strings.Contains(err.Error(), "can no longer enter") {
		t.Errorf("want an error that says so, and no empty database; got %v", err)
	}
}
