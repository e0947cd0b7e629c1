//go:build unix

package cluster

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fake makes a folder of programs that say they are the release.
func fake(t *testing.T, dir, release string, names ...string) string {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	script := fmt.Sprintf("#!/bin/sh\necho 'postgres (PostgreSQL) %s (a package)'\n", release)
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFindPrograms(t *testing.T) {
	top := reachableDir(t)
	at := func(name string) string { return filepath.Join(top, name) }
	fake(t, at("lib/14/bin"), "14.20", needed...)
	fake(t, at("lib/15/bin"), "15.18", needed...)
	fake(t, at("lib/9.6/bin"), "9.6.24", needed...)
	fake(t, at("lib/17/bin"), "17beta1", needed...)
	fake(t, at("lib/18/bin"), "18.1", "postgres", "psql") // a client package and a bit
	fake(t, at("bin16"), "16.4", needed...)
	if err := os.Mkdir(at("links"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range needed {
		if err := os.Symlink(filepath.Join(at("lib/15/bin"), name), filepath.Join(at("links"), name)); err != nil {
			t.Fatal(err)
		}
	}
	globs := []string{at("lib/*/bin")}
	for _, tt := range []struct {
		name  string
		in    searchIn
		major int
		dir   string
	}{
		{"newest in the folders", searchIn{globs: globs}, 0, "lib/17/bin"},
		{"PATH comes first", searchIn{path: at("nowhere") + ":" + at("bin16"), globs: globs}, 0, "bin16"},
		{"links in PATH lead to the real folder", searchIn{path: at("links")}, 0, "lib/15/bin"},
		{"too old in PATH", searchIn{path: at("lib/14/bin"), globs: globs}, 0, "lib/17/bin"},
		{"the release of the data", searchIn{path: at("bin16"), globs: globs}, 15, "lib/15/bin"},
		{"relative PATH entries do not count", searchIn{path: ".:", globs: globs}, 0, "lib/17/bin"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := tt.in.find(t.Context(), tt.major, identity{})
			if err != nil {
				t.Fatal(err)
			}
			if p.Dir != at(tt.dir) {
				t.Errorf("found %s, want %s", p.Dir, at(tt.dir))
			}
		})
	}
}

func TestNoProgramsSaysWhatToInstall(t *testing.T) {
	top := reachableDir(t)
	old := fake(t, filepath.Join(top, "14"), "14.20", needed...)
	broken := fake(t, filepath.Join(top, "broken"), "", needed...)
	for _, tt := range []struct {
		name  string
		in    searchIn
		major int
		words []string
	}{
		{"none", searchIn{path: top}, 0, []string{"15 or later", "install", "DATABASE_URL"}},
		{"too old", searchIn{path: old}, 0, []string{"15 or later", "found: 14"}},
		{"not PostgreSQL", searchIn{path: broken}, 0, []string{"install"}},
		{"another release than the data's", searchIn{path: old}, 15, []string{"postgresql", "15, which made the data"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := tt.in.find(t.Context(), tt.major, identity{})
			if !errors.Is(err, ErrNoPrograms) {
				t.Fatalf("want ErrNoPrograms, got %v", err)
			}
			for _, w := range tt.words {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("%q does not say %q", err, w)
				}
			}
		})
	}
}
