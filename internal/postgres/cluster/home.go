package cluster

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// systemDir holds the clusters whose data dir the unprivileged user cannot
// reach. It is a variable for tests only.
var systemDir = "/var/lib/kanalkoll"

// home is the folder of one cluster, all of it 0700 and owned by the
// database's user:
//
//	data/         PostgreSQL's data directory
//	log/          PostgreSQL's log, one file a weekday
//	start.log     what it says before that log is open
//	secrets.json  the passwords
//	lock, users   see Open
type home struct {
	dir string
	id  identity
}

func (h home) data() string     { return filepath.Join(h.dir, "data") }
func (h home) logDir() string   { return filepath.Join(h.dir, "log") }
func (h home) startLog() string { return filepath.Join(h.dir, "start.log") }
func (h home) pidFile() string  { return filepath.Join(h.data(), "postmaster.pid") }

// initialised reports whether the data directory is complete; it comes into
// being by one rename.
func (h home) initialised() bool {
	_, err := os.Stat(filepath.Join(h.data(), "PG_VERSION"))
	return err == nil
}

// major is the release that made the data, 0 where there are none.
func (h home) major() (int, error) {
	b, err := os.ReadFile(filepath.Join(h.data(), "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	} else if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil {
		return 0, fmt.Errorf("%s: not the version of a PostgreSQL data directory: %w", h.data(), err)
	}
	return n, nil
}

// locate finds or makes the home of the cluster that belongs to dataDir: in
// dataDir, or in systemDir when only root may enter dataDir. Data that exist
// decide, so that a change of permissions does not start an empty database.
func locate(ctx context.Context, dataDir string) (home, error) {
	if err := os.MkdirAll(dataDir, 0o755); err != nil { // #nosec G301 -- what is secret in it has modes of its own
		return home{}, err
	}
	// Two spellings of one folder are one cluster.
	dataDir, err := filepath.EvalSymlinks(dataDir)
	if err != nil {
		return home{}, err
	}
	sum := sha256.Sum256([]byte(dataDir))
	away := filepath.Join(systemDir, hex.EncodeToString(sum[:8]))
	near := filepath.Join(dataDir, "postgres")
	if os.Geteuid() != 0 {
		return makeHome(near)
	}
	if (home{dir: away}).initialised() && !(home{dir: near}).initialised() {
		return makeHome(away)
	}
	_, statErr := os.Lstat(near)
	h, err := makeHome(near)
	if err != nil {
		return home{}, err
	}
	if h.id.canEnter(ctx, h.dir) {
		return h, nil
	}
	if h.initialised() {
		return home{}, fmt.Errorf("user %s, who runs the embedded database, can no longer enter %s: give the folders above it mode o+x", h.id.name, h.dir)
	}
	if errors.Is(statErr, fs.ErrNotExist) {
		_ = os.Remove(near)
	}
	if err := os.MkdirAll(systemDir, 0o711); err != nil { // #nosec G301 -- the clusters below are 0700
		return home{}, err
	}
	if h, err = makeHome(away); err != nil {
		return home{}, err
	}
	if !h.id.canEnter(ctx, h.dir) {
		return home{}, fmt.Errorf("user %s, who runs the embedded database, can enter neither %s nor %s", h.id.name, near, away)
	}
	return h, nil
}

func makeHome(dir string) (home, error) {
	id, err := chooseIdentity(dir)
	if err != nil {
		return home{}, err
	}
	h := home{dir: dir, id: id}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return home{}, err
	}
	return h, id.own(dir)
}

// secrets are the passwords of the three login roles.
type secrets struct {
	Admin string `json:"admin"`
	Owner string `json:"owner"`
	App   string `json:"app"`
}

// loadSecrets reads the passwords, or makes them where there is no database yet.
func (h home) loadSecrets() (secrets, error) {
	path := filepath.Join(h.dir, "secrets.json")
	var s secrets
	b, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && h.initialised():
		return s, fmt.Errorf("the embedded database's passwords (%s) are missing while its data are there; put the file back from a backup", path)
	case errors.Is(err, fs.ErrNotExist):
		s = secrets{Admin: rand.Text(), Owner: rand.Text(), App: rand.Text()}
		if b, err = json.MarshalIndent(s, "", "  "); err != nil {
			return s, err
		}
		return s, h.write("secrets.json", append(b, '\n'))
	case err != nil:
		return s, err
	}
	if err := json.Unmarshal(b, &s); err != nil || s.Admin == "" || s.Owner == "" || s.App == "" {
		return s, fmt.Errorf("the embedded database's passwords (%s) cannot be read", path)
	}
	return s, nil
}

// write replaces a file of the home by a rename, so that a crash leaves the old
// or the new one, and no link that lies there is followed.
func (h home) write(name string, content []byte) error {
	f, err := os.CreateTemp(h.dir, ".new-*") // 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	if _, err = f.Write(content); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := h.id.own(f.Name()); err != nil {
		return err
	}
	return os.Rename(f.Name(), filepath.Join(h.dir, name))
}

// locks opens the two lock files.
func (h home) locks() (change, users *fileLock, err error) {
	if change, err = openLock(filepath.Join(h.dir, "lock"), h.id); err != nil {
		return nil, nil, err
	}
	if users, err = openLock(filepath.Join(h.dir, "users"), h.id); err != nil {
		change.close()
		return nil, nil, err
	}
	return change, users, nil
}

func (h home) programs(ctx context.Context) (Programs, error) {
	major, err := h.major()
	if err != nil {
		return Programs{}, err
	}
	return theMachine().find(ctx, major, h.id)
}
