// Command check looks at what no compiler reads: that migrations are numbered
// without gaps or twins and go both ways, and that links between the documents
// lead somewhere. It ends with 1 and a line per fault.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

func main() {
	tree := os.DirFS(".")
	faults := slices.Concat(migrationFaults(tree), linkFaults(tree))
	for _, f := range faults {
		fmt.Fprintln(os.Stderr, f)
	}
	if len(faults) > 0 {
		os.Exit(1)
	}
}

var migrationName = regexp.MustCompile(`^(\d{6})_([a-z0-9_]+)\.(up|down)\.sql$`)

func migrationFaults(tree fs.FS) (faults []string) {
	files, err := fs.Glob(tree, "migrations/*.sql")
	if err != nil || len(files) == 0 {
		return []string{"migrations: no files"}
	}
	type step struct {
		name     string
		up, down bool
	}
	steps := map[int]step{}
	highest := 0
	for _, file := range files {
		m := migrationName.FindStringSubmatch(path.Base(file))
		if m == nil {
			faults = append(faults, file+": not named like 000001_words.up.sql")
			continue
		}
		n, _ := strconv.Atoi(m[1])
		s, seen := steps[n]
		if seen && s.name != m[2] {
			faults = append(faults, fmt.Sprintf("%s: number %d is taken by %s", file, n, s.name))
			continue
		}
		s.name = m[2]
		s.up, s.down = s.up || m[3] == "up", s.down || m[3] == "down"
		steps[n] = s
		highest = max(highest, n)
	}
	for n := 1; n <= highest; n++ {
		switch s, ok := steps[n]; {
		case !ok:
			faults = append(faults, fmt.Sprintf("migrations: number %06d is missing", n))
		case !s.up:
			faults = append(faults, fmt.Sprintf("migrations: %06d_%s has no up", n, s.name))
		case !s.down:
			faults = append(faults, fmt.Sprintf("migrations: %06d_%s has no down", n, s.name))
		}
	}
	return faults
}

var (
	fence    = regexp.MustCompile("(?ms)^```.*?^```")
	code     = regexp.MustCompile("`[^`\n]*`")
	link     = regexp.MustCompile(`\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)`)
	heading  = regexp.MustCompile(`(?m)^#{1,6}\s+(.+?)\s*#*$`)
	anchorID = regexp.MustCompile(`<a (?:id|name)="([^"]+)"`)
)

// linkFaults follows links to files and headings. Addresses elsewhere are not
// asked: a check must not depend on the network.
func linkFaults(tree fs.FS) (faults []string) {
	err := fs.WalkDir(tree, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (file == "var" || file == ".git" || d.Name() == "node_modules") {
			return fs.SkipDir
		}
		if d.IsDir() || path.Ext(file) != ".md" {
			return nil
		}
		text, err := fs.ReadFile(tree, file)
		if err != nil {
			return err
		}
		prose := code.ReplaceAllString(fence.ReplaceAllString(string(text), ""), "")
		for _, m := range link.FindAllStringSubmatch(prose, -1) {
			if why := follow(tree, file, m[1]); why != "" {
				faults = append(faults, fmt.Sprintf("%s: link %s: %s", file, m[1], why))
			}
		}
		return nil
	})
	if err != nil {
		faults = append(faults, err.Error())
	}
	return faults
}

// follow says why a link leads nowhere, or nothing.
func follow(tree fs.FS, from, target string) string {
	u, err := url.Parse(target)
	if err != nil {
		return "not an address"
	}
	if u.Scheme != "" || u.Host != "" {
		return ""
	}
	to := from
	if u.Path != "" {
		to = path.Join(path.Dir(from), u.Path)
	}
	if !fs.ValidPath(to) {
		return "leads out of the repository"
	}
	info, err := fs.Stat(tree, to)
	if errors.Is(err, fs.ErrNotExist) {
		return "no such file"
	} else if err != nil {
		return err.Error()
	}
	if u.Fragment == "" || info.IsDir() || path.Ext(to) != ".md" {
		return ""
	}
	text, err := fs.ReadFile(tree, to)
	if err != nil {
		return err.Error()
	}
	if !slices.Contains(anchors(string(text)), u.Fragment) {
		return "no such heading"
	}
	return ""
}

// anchors are the names that headings get where repositories are shown.
func anchors(text string) (names []string) {
	count := map[string]int{}
	for _, m := range heading.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
		name := strings.Map(func(r rune) rune {
			switch {
			case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_':
				return unicode.ToLower(r)
			case r == ' ':
				return '-'
			}
			return -1
		}, m[1])
		if n := count[name]; n > 0 {
			names = append(names, fmt.Sprintf("%s-%d", name, n))
		} else {
			names = append(names, name)
		}
		count[name]++
	}
	for _, m := range anchorID.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	return names
}
