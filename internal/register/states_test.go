package register_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
)

//go:generate go test -run TestStatesDoc -update .

var update = flag.Bool("update", false, "write docs/states.md")

// TestStatesDoc keeps docs/states.md as the table of steps says.
func TestStatesDoc(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("# An account's life\n\nWritten from the table of steps in `internal/register/state.go` by `go generate ./internal/register`; services and pages read the same table.\n" +
		"A step that goes *through* the checklist is taken by handing in, reviewing or taking back the account's checklist, never by itself.\n" +
		"A step whose conditions do not hold is refused, and the account's page says what is missing. The conditions: *address*, the account's address is known; *checklist*, its checklist is approved;\n" +
		"*duties*, its profile shows what it must; *final capture*, the last capture was taken, or waived with a reason.\n" +
		"Of the states, the public sees *active* and *closing* as open and *closed* as closed; no other state is public.\n\n")
	b.WriteString("## States\n\n| state | Swedish | English | public |\n|---|---|---|---|\n")
	for _, s := range register.Statuses {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", s, word("sv", "registerweb.status."+string(s)), word("en", "registerweb.status."+string(s)), or(s.PublicWord(), "no"))
	}
	b.WriteString("\n## Steps\n\n| step | from | to | Swedish | English | who | through | asks for | conditions | writes to people | ends the life |\n|---|---|---|---|---|---|---|---|---|---|---|\n")
	for _, s := range register.Steps {
		var from []string
		for _, f := range s.From {
			from = append(from, string(f))
		}
		final := "no"
		if s.Final {
			final = "yes"
		}
		key := "registerweb.step." + s.Name + ".act"
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n", s.Name, strings.Join(from, ", "), s.To, word("sv", key), word("en", key), who(s.Action),
			or(s.Through, "itself"), or(list(s.Needs), "nothing"), or(list(s.Conditions), "none"), or(strings.ReplaceAll(s.Event, "_", " "), "no"), final)
	}
	path := filepath.Join("..", "..", "docs", "states.md")
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
		t.Errorf("docs/states.md is not what the table of steps says; run: go generate ./internal/register")
	}
}

func word(lang, key string) string { return i18n.In(lang, key) }

func list(names []string) string {
	return strings.ReplaceAll(strings.Join(names, ", "), "_", " ")
}

func or(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

func who(a identity.Action) string {
	var list []string
	for _, r := range identity.Roles {
		switch identity.Permissions[a][r] {
		case identity.Everywhere:
			list = append(list, string(r))
		case identity.OwnUnits:
			list = append(list, string(r)+" (own units)")
		}
	}
	return strings.Join(list, ", ")
}

// TestStepsFormOneLife checks the table itself: every state is reached from the first, and what is final ends.
func TestStepsFormOneLife(t *testing.T) {
	reached := map[register.Status]bool{register.Draft: true}
	for range register.Statuses {
		for _, s := range register.Steps {
			if slices.ContainsFunc(s.From, func(f register.Status) bool { return reached[f] }) {
				reached[s.To] = true
			}
		}
	}
	for _, s := range register.Statuses {
		if !reached[s] {
			t.Errorf("no way leads to %s", s)
		}
	}
	for _, s := range register.Steps {
		leads := slices.ContainsFunc(register.Steps, func(next register.Step) bool { return next.Leads(s.To) })
		if s.Final == leads {
			t.Errorf("%s: final is %t, but steps lead on from %s: %t", s.Name, s.Final, s.To, leads)
		}
		if s.Leads(s.To) {
			t.Errorf("%s leads to where it begins", s.Name)
		}
	}
	if _, ok := register.StepNamed("explode"); ok {
		t.Error("an unknown step is found")
	}
}
