package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// OldestMajor is the oldest PostgreSQL release the product works with.
const OldestMajor = 15

// ErrNoPrograms is returned (wrapped in a message that says what to install)
// when the machine has no usable PostgreSQL programs.
var ErrNoPrograms = errors.New("no usable PostgreSQL programs")

// needed are the programs an installation must have to be used.
var needed = []string{"initdb", "pg_ctl", "postgres"}

// Programs is one installation of PostgreSQL's programs.
type Programs struct {
	Dir   string // folder with initdb, pg_ctl, postgres and usually pg_dump
	Major int    // main release, for example 15
}

// Path returns the path of one program of the installation; it does not look
// whether the program is there.
func (p Programs) Path(name string) string { return filepath.Join(p.Dir, name) }

// searchIn says where programs are looked for.
type searchIn struct {
	path  string   // a PATH list, first hit wins
	globs []string // folder patterns, newest release wins
}

// theMachine is the places of the contract: PATH, the distributions' folders,
// Homebrew.
func theMachine() searchIn {
	return searchIn{
		path: os.Getenv("PATH"),
		globs: []string{
			"/usr/lib/postgresql/*/bin",               // Debian, Ubuntu
			"/usr/pgsql-*/bin",                        // Fedora and kin, packages of the project
			"/usr/libexec/postgresql*",                // Alpine
			"/usr/lib/postgresql*/bin",                // SUSE
			"/opt/homebrew/opt/postgresql*/bin",       // Homebrew, Apple silicon
			"/usr/local/opt/postgresql*/bin",          // Homebrew, Intel
			"/home/linuxbrew/.linuxbrew/opt/pos*/bin", // Homebrew, Linux
			"/Applications/Postgres.app/Contents/Versions/*/bin",
		},
	}
}

// FindPrograms looks for PostgreSQL's programs: first in PATH, then in the
// distributions' folders and Homebrew's, where the newest wins. A major other
// than 0 asks for exactly that release, because a data directory can be opened
// by no other. The error wraps ErrNoPrograms and says what to install.
func FindPrograms(ctx context.Context, major int) (Programs, error) {
	return theMachine().find(ctx, major, identity{})
}

// find looks as user id, because a program that the database's user may not
// run is of no use.
func (s searchIn) find(ctx context.Context, major int, id identity) (Programs, error) {
	fits := func(p Programs) bool {
		if major != 0 {
			return p.Major == major
		}
		return p.Major >= OldestMajor
	}
	var seen []int
	for _, dir := range filepath.SplitList(s.path) {
		if p, ok := inspect(ctx, dir, id); ok {
			if fits(p) {
				return p, nil
			}
			seen = append(seen, p.Major)
		}
	}
	var found []Programs
	for _, glob := range s.globs {
		dirs, err := filepath.Glob(glob)
		if err != nil {
			return Programs{}, fmt.Errorf("pattern %q: %w", glob, err)
		}
		for _, dir := range dirs {
			if p, ok := inspect(ctx, dir, id); ok {
				if fits(p) {
					found = append(found, p)
				}
				seen = append(seen, p.Major)
			}
		}
	}
	if len(found) > 0 {
		return slices.MaxFunc(found, func(a, b Programs) int { return cmp.Compare(a.Major, b.Major) }), nil
	}
	return Programs{}, fmt.Errorf("%w: %s", ErrNoPrograms, whatToInstall(major, seen))
}

func inspect(ctx context.Context, dir string, id identity) (Programs, bool) {
	if dir == "" || !filepath.IsAbs(dir) {
		return Programs{}, false
	}
	for _, name := range needed {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return Programs{}, false
		}
	}
	// PATH often holds a link to one program of the set; the others and the
	// shared files are found from the real folder.
	if real, err := filepath.EvalSymlinks(filepath.Join(dir, "postgres")); err == nil {
		if _, err := os.Stat(filepath.Join(filepath.Dir(real), "pg_ctl")); err == nil {
			dir = filepath.Dir(real)
		}
	}
	cmd := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version") // #nosec G204 -- from PATH or a package's folder
	cmd.Dir, cmd.Env = "/", childEnv()
	id.apply(cmd)
	out, err := cmd.Output()
	if err != nil {
		return Programs{}, false
	}
	major, ok := parseMajor(string(out))
	return Programs{Dir: dir, Major: major}, ok
}

var versionLine = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

func parseMajor(line string) (int, bool) {
	m := versionLine.FindStringSubmatch(line)
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1])
	return n, err == nil
}

func whatToInstall(major int, seen []int) string {
	var b strings.Builder
	release, pkg := fmt.Sprintf("%d or later", OldestMajor), "postgresql"
	if major != 0 {
		release, pkg = fmt.Sprintf("%d, which made the data that are here", major), fmt.Sprintf("postgresql-%d", major)
	}
	fmt.Fprintf(&b, "initdb, pg_ctl and postgres of release %s are needed", release)
	if len(seen) > 0 {
		slices.Sort(seen)
		fmt.Fprintf(&b, " (found: %s)", strings.Trim(fmt.Sprint(slices.Compact(seen)), "[]"))
	}
	switch {
	case runtime.GOOS == "darwin" && major != 0:
		fmt.Fprintf(&b, "; install them with: brew install postgresql@%d", major)
	case runtime.GOOS == "darwin":
		b.WriteString("; install them with: brew install postgresql@17")
	default:
		fmt.Fprintf(&b, "; install them with: sudo apt-get install %s (Debian, Ubuntu) or your system's package of PostgreSQL's server", pkg)
	}
	b.WriteString("; or set DATABASE_URL to a database of your own")
	return b.String()
}
