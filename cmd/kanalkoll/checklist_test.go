package main

import (
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kanalkoll/internal/app"
	"kanalkoll/internal/checklist"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
)

// begin begins a startup checklist for the account, as staff would in the web.
func (p *program) begin(slug, ref string) {
	p.t.Helper()
	cfg, err := app.LoadConfig(p.environ)
	if err != nil {
		p.t.Fatal(err)
	}
	a, err := app.New(p.t.Context(), cfg, &app.Database{AppURL: cfg.DatabaseURL, OwnerURL: p.owner}, clock.System(), slog.New(slog.DiscardHandler))
	if err != nil {
		p.t.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // the test's database is dropped
	t, err := a.Tenants.BySlug(p.t.Context(), slug)
	if err != nil {
		p.t.Fatal(err)
	}
	if _, err := a.Checklists.StartFor(app.InTenant(identity.AsOperator(p.t.Context()), t), ref, checklist.Startup); err != nil {
		p.t.Fatal(err)
	}
}

// withAccount gives a municipality with the account k0001.
func withAccount(t *testing.T) *program {
	p := newProgram(t)
	p.must("", "tenant", "add", "--slug", "orebro", "--name", "Örebro kommun", "--code", "1880")
	p.must("", "import", "accounts", "--tenant", "orebro", p.file("a.csv", "url,name\nhttps://www.facebook.com/biblioteket,Biblioteket\n"))
	return p
}

func TestChecklistTemplateWritesThePublishedTemplate(t *testing.T) {
	p := newProgram(t)
	p.must("", "tenant", "add", "--slug", "orebro", "--name", "Örebro kommun", "--code", "1880")
	for name, want := range map[string]string{
		"startup": "purpose goal message target_group channel account_kind terms technology resources monitoring sender risks records crisis marketing information notice",
		"legal":   "purpose agreements internal_rules official_documents individual_errands information_duty",
	} {
		var out struct {
			Name     string
			Sections []struct {
				Key    string
				Points []struct {
					Key, Kind, Source string
					Mandatory         *bool
					Question          struct{ SV, EN string }
				}
			}
		}
		if err := json.Unmarshal([]byte(p.must("", "checklist", "template", "--tenant", "orebro", "--name", name)), &out); err != nil {
			t.Fatal(err)
		}
		var keys, sections []string
		for _, s := range out.Sections {
			sections = append(sections, s.Key)
			for _, q := range s.Points {
				keys = append(keys, q.Key)
				if q.Kind == "" || q.Source == "" || q.Mandatory == nil || q.Question.SV == "" || q.Question.EN == "" {
					t.Errorf("%s, %s: %+v", name, q.Key, q)
				}
			}
		}
		got := strings.Join(keys, " ")
		if name == "legal" {
			got = strings.Join(sections, " ")
		}
		if out.Name != name || got != want {
			t.Errorf("%s: %q, want %q", out.Name, got, want)
		}
	}
}

func TestChecklistExportWritesADocument(t *testing.T) {
	p := withAccount(t)
	p.begin("orebro", "k0001")
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	p.must("", "checklist", "export", "--tenant", "orebro", "--account", "k0001", "--format", "json", "--out", at("a.json"))
	raw, err := os.ReadFile(at("a.json"))
	if err != nil {
		t.Fatal(err)
	}
	var d checklist.Document
	if err := json.Unmarshal(raw, &d); err != nil || d.Account.Name != "Biblioteket" || d.Checklist != "startup" || d.Code != "1880" || len(d.Sections) == 0 {
		t.Errorf("%v %+v", err, d.Account)
	}
	p.must("", "checklist", "export", "--tenant", "orebro", "--account", "k0001", "--format", "pdf", "--lang", "en", "--out", at("a.pdf"))
	if raw, err := os.ReadFile(at("a.pdf")); err != nil || !strings.HasPrefix(string(raw), "%PDF-") {
		t.Errorf("%v %.20q", err, raw)
	}
}

func TestChecklistCommandsUsedWrongly(t *testing.T) {
	p := withAccount(t)
	p.begin("orebro", "k0001")
	out := filepath.Join(t.TempDir(), "a.json")
	export := func(more ...string) []string {
		return append([]string{"checklist", "export", "--tenant", "orebro", "--account", "k0001", "--format", "json", "--out", out}, more...)
	}
	for _, args := range [][]string{
		{"checklist"}, {"checklist", "template", "--tenant", "orebro"}, {"checklist", "template", "--tenant", "orebro", "--name", "annual"},
		{"checklist", "template", "--tenant", "nowhere", "--name", "legal"}, export("--account", "k9999"), export("--format", "docx"), export("--number", "7"),
		export("--number", "-1"), export("--lang", "fi"), export("--name", "annual"), export("--out", filepath.Join(t.TempDir(), "no", "a.json")),
	} {
		code, stdout, errs := p.run("", args...)
		if code != 2 || stdout != "" || strings.Count(errs, "\n") != 1 {
			t.Errorf("%v: exit %d, stdout %q, stderr %q; want exit 2 and one line", args, code, stdout, errs)
		}
	}
	if code, _, errs := p.run("", export("--name", "legal")...); code != 1 || !strings.Contains(errs, "k0001 has no legal checklist") {
		t.Errorf("exit %d, stderr %q", code, errs)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a file was written all the same")
	}
}
