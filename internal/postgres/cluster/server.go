package cluster

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// childEnv is the environment of PostgreSQL's programs: nothing of ours, since
// PGDATA, PGPORT and their kin would lead them elsewhere.
func childEnv() []string {
	return []string{"PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL=C", "TZ=UTC", "HOME=/"}
}

// run starts one of PostgreSQL's programs and waits for it. Its output is part
// of the error.
func (h home) run(ctx context.Context, program string, args ...string) error {
	cmd := exec.CommandContext(ctx, program, args...) // #nosec G204 -- a program found by FindPrograms
	cmd.Dir, cmd.Env = h.dir, childEnv()
	// pg_ctl's server inherits what it is given: a pipe would stay open as long
	// as the server lives, so the output goes to a file.
	out, err := os.CreateTemp("", "kanalkoll-pg-*")
	if err != nil {
		return err
	}
	defer func() { _ = out.Close(); _ = os.Remove(out.Name()) }()
	cmd.Stdout, cmd.Stderr = out, out
	h.id.apply(cmd)
	if err := cmd.Run(); err != nil {
		said := make([]byte, 2000)
		n, _ := out.ReadAt(said, 0)
		return fmt.Errorf("%s: %w: %s", filepath.Base(program), err, strings.Join(strings.Fields(string(said[:n])), " "))
	}
	return nil
}

// initialise makes the data directory. It grows under another name, so that a
// kill in the middle leaves nothing that looks whole.
func (h home) initialise(ctx context.Context, p Programs, s secrets, fast bool) error {
	left, err := filepath.Glob(filepath.Join(h.dir, "data.new-*"))
	if err != nil {
		return err
	}
	for _, dir := range left {
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
	}
	fresh, err := os.MkdirTemp(h.dir, "data.new-")
	if err != nil {
		return err
	}
	if err := h.id.own(fresh); err != nil {
		return err
	}
	if err := h.write("password", []byte(s.Admin+"\n")); err != nil {
		return err
	}
	pwfile := filepath.Join(h.dir, "password")
	defer func() { _ = os.Remove(pwfile) }()
	// Order by code point unless a query asks for COLLATE "sv-x-icu": that one
	// means the same on every machine and after every upgrade of the C library.
	args := []string{"--pgdata", fresh, "--username", adminRole, "--pwfile", pwfile, "--auth", "scram-sha-256",
		"--encoding", "UTF8", "--locale", "C", "--lc-ctype", ctypeLocale, "--no-instructions"}
	if fast {
		args = append(args, "--no-sync")
	}
	if err := h.run(ctx, p.Path("initdb"), args...); err != nil {
		return errors.Join(err, os.RemoveAll(fresh))
	}
	// A root folder, because we may be root in a folder that another user owns:
	// no link of theirs leads us out of it.
	root, err := os.OpenRoot(fresh)
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	hba := "# Written by Kanalkoll: this machine only, always by password.\nhost all all 127.0.0.1/32 scram-sha-256\n"
	if err := root.WriteFile("pg_hba.conf", []byte(hba), 0o600); err != nil {
		return err
	}
	conf, err := root.OpenFile("postgresql.conf", os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = conf.WriteString("\ninclude '../kanalkoll.conf'\n")
	if err := errors.Join(err, conf.Close()); err != nil {
		return err
	}
	return os.Rename(fresh, h.data())
}

// settings is kanalkoll.conf: for a small machine, reachable through the
// loopback address only.
func (h home) settings(port int, fast bool) string {
	s := fmt.Sprintf(`# Written by Kanalkoll at every start; changes here are lost.
listen_addresses = '127.0.0.1'
port = %d
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
wal_level = 'minimal'
max_wal_senders = 0
max_wal_size = '512MB'
shared_buffers = '128MB'
jit = off
# Parallel workers need more of /dev/shm than a container often has.
max_parallel_workers_per_gather = 0
`, port)
	if fast {
		return s + `max_connections = 300
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
checkpoint_timeout = '1h'
`
	}
	return s + `max_connections = 100
fsync = on
logging_collector = on
log_directory = '../log'
log_filename = 'postgres-%a.log'
log_rotation_age = '1d'
log_rotation_size = 0
log_truncate_on_rotation = on
log_file_mode = 0600
log_line_prefix = '%m [%p] %q%u@%d '
log_checkpoints = off
`
}

// errRetry marks a failed start that another try may mend: the port was taken
// meanwhile, or processes of a killed server are still going away.
var errRetry = errors.New("try again")

// start starts the server and waits until it takes connections.
func (h home) start(ctx context.Context, p Programs, fast bool) error {
	port, err := freePort(ctx)
	if err != nil {
		return err
	}
	if err := h.write("kanalkoll.conf", []byte(h.settings(port, fast))); err != nil {
		return err
	}
	if err := os.Mkdir(h.logDir(), 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := h.id.own(h.logDir()); err != nil {
		return err
	}
	// Only what is said before the real log opens: this start is enough.
	if err := h.write("start.log", nil); err != nil {
		return err
	}
	// 600 s: recovery after a kill may take long, and ctx may end it sooner.
	err = h.run(ctx, p.Path("pg_ctl"), "start", "--silent", "--wait", "--timeout", "600", "--pgdata", h.data(), "--log", h.startLog())
	if err == nil {
		return nil
	}
	said := h.lastWords()
	for _, passing := range []string{"could not bind", "could not create any TCP/IP sockets", "shared memory block", "already exists"} {
		if strings.Contains(said, passing) {
			return fmt.Errorf("%w: %w: %s", errRetry, err, said)
		}
	}
	return fmt.Errorf("%w; %s says: %s", err, h.startLog(), said)
}

// lastWords is the end of what the server said while it started.
func (h home) lastWords() string {
	f, err := os.Open(h.startLog())
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	if info, err := f.Stat(); err == nil && info.Size() > 2000 {
		_, _ = f.Seek(-2000, io.SeekEnd)
	}
	b, _ := io.ReadAll(f)
	return strings.Join(strings.Fields(string(b)), " ")
}

// stop stops the server; a server that is not there is no error.
func (h home) stop(ctx context.Context, p Programs) error {
	if _, ok := h.running(ctx); !ok {
		return nil
	}
	args := []string{"stop", "--silent", "--wait", "--timeout", "60", "--pgdata", h.data(), "--mode"}
	err := h.run(ctx, p.Path("pg_ctl"), append(args, "fast")...)
	if err == nil {
		return nil
	}
	if _, ok := h.running(ctx); !ok {
		return nil
	}
	if hard := h.run(ctx, p.Path("pg_ctl"), append(args, "immediate")...); hard != nil {
		return errors.Join(err, hard)
	}
	return nil
}

// postmaster is what postmaster.pid says.
type postmaster struct{ pid, port int }

// running reports the server that runs on the data directory, starting or up.
func (h home) running(ctx context.Context) (postmaster, bool) {
	pm, err := h.readPidFile()
	if err != nil || !alive(pm.pid) || !isServerOf(ctx, pm.pid, h.data()) {
		return postmaster{}, false
	}
	return pm, true
}

func (h home) readPidFile() (postmaster, error) {
	f, err := os.Open(h.pidFile())
	if err != nil {
		return postmaster{}, err
	}
	defer func() { _ = f.Close() }()
	var lines []string
	for sc := bufio.NewScanner(f); sc.Scan(); {
		lines = append(lines, strings.TrimSpace(sc.Text()))
	}
	if len(lines) == 0 {
		return postmaster{}, fmt.Errorf("%s is empty", h.pidFile())
	}
	var pm postmaster
	if pm.pid, err = strconv.Atoi(lines[0]); err != nil {
		return postmaster{}, fmt.Errorf("%s: %w", h.pidFile(), err)
	}
	// The port is written a moment after the file is made.
	if len(lines) > 3 {
		pm.port, _ = strconv.Atoi(lines[3])
	}
	return pm, nil
}

// nobodysPID is above every system's highest process number.
const nobodysPID = "99999999"

// clearStalePid makes a left-over postmaster.pid harmless. A dead process
// number needs nothing: PostgreSQL sees it, and waits for orphans that still
// use the shared memory named in the file. A number that meanwhile went to
// another program would stop the start for ever; only the number is changed,
// so that the check for orphans stays.
func (h home) clearStalePid(ctx context.Context) error {
	root, err := os.OpenRoot(h.data())
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }()
	const name = "postmaster.pid"
	for tries := 0; ; tries++ {
		b, err := root.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		} else if err != nil {
			return err
		}
		first, rest, _ := strings.Cut(string(b), "\n")
		pid, err := strconv.Atoi(strings.TrimSpace(first))
		switch {
		case err == nil && pid > 0 && !alive(pid):
			return nil
		case err == nil && pid > 0:
			return root.WriteFile(name, []byte(nobodysPID+"\n"+rest), 0o600)
		case tries > 0:
			// Cut off by a full disk or a crash: nothing in it can be checked.
			return root.Remove(name)
		}
		// Empty for an instant while a server starts whose starter was killed.
		if err := pause(ctx, time.Second); err != nil {
			return err
		}
	}
}

func freePort(ctx context.Context) (int, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("look for a free port: %w", err)
	}
	addr, ok := l.Addr().(*net.TCPAddr)
	if err := l.Close(); err != nil {
		return 0, err
	}
	if !ok {
		return 0, fmt.Errorf("look for a free port: unexpected address %s", l.Addr())
	}
	return addr.Port, nil
}

// pause waits d or until ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
