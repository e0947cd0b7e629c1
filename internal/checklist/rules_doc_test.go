package checklist_test

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/i18n"
)

//go:generate go test -run TestRulesDoc -update .

var update = flag.Bool("update", false, "write docs/rules.md")

// TestRulesDoc keeps docs/rules.md as the table of rules and the shipped templates say.
func TestRulesDoc(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("# Rules of a checklist\n\nWritten from the table `Rules` in `internal/checklist/rules.go` and the templates in `internal/checklist/defaults` by `go generate ./internal/checklist`; a test compares.\n" +
		"A point of a template names the rules that its answer feeds, and must have the fields that they read. A rule says nothing of a field that is empty: a mandatory field does that.\n" +
		"While a rule objects, the point needs correcting, and the checklist can be neither submitted nor approved.\n\n" +
		"| rule | Swedish | English | reads the fields | points that name it |\n|---|---|---|---|---|\n")
	for _, r := range checklist.Rules {
		var fields []string
		for _, key := range slices.Sorted(maps.Keys(r.Needs)) {
			fields = append(fields, fmt.Sprintf("`%s` (%s)", key, r.Needs[key]))
		}
		var points []string
		for _, name := range checklist.Names {
			content := checklist.Default(name).Content
			for _, p := range content.Points() {
				if slices.Contains(p.Rules, r.Name) {
					points = append(points, fmt.Sprintf("%s: `%s`", name, p.Key))
				}
			}
		}
		key := "checklist.rule." + r.Name
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", r.Name, i18n.In("sv", key), i18n.In("en", key), strings.Join(fields, ", "), strings.Join(points, ", "))
	}
	path := filepath.Join("..", "..", "docs", "rules.md")
	if *update {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil { //nolint:gosec // documentation is for everybody
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, b.Bytes()) {
		t.Errorf("docs/rules.md is not what the table of rules says; run: go generate ./internal/checklist")
	}
}
