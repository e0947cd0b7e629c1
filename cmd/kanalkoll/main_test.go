package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/postgres"
	"kanalkoll/internal/postgrestest"
)

// program is the program on a database of the test's own.
type program struct {
	t       *testing.T
	environ []string
	owner   string
}

func newProgram(t *testing.T) *program {
	t.Helper()
	owner, app := postgrestest.Migrated(t)
	return &program{t, []string{"DATABASE_URL=" + app, "DATABASE_OWNER_URL=" + owner, "KANALKOLL_DATA_DIR=" + t.TempDir()}, owner}
}

// run gives the exit code and what the command wrote.
func (p *program) run(stdin string, args ...string) (code int, stdout, stderr string) {
	p.t.Helper()
	var out, errs bytes.Buffer
	code = run(p.t.Context(), args, p.environ, strings.NewReader(stdin), &out, &errs)
	return code, out.String(), errs.String()
}

// must runs a command that has to succeed.
func (p *program) must(stdin string, args ...string) string {
	p.t.Helper()
	code, out, errs := p.run(stdin, args...)
	if code != 0 {
		p.t.Fatalf("kanalkoll %s: exit %d\n%s", strings.Join(args, " "), code, errs)
	}
	return out
}

func (p *program) file(name, content string) string {
	p.t.Helper()
	path := filepath.Join(p.t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		p.t.Fatal(err)
	}
	return path
}

func TestWrongUseIsOneLineAndExit2(t *testing.T) {
	p := newProgram(t)
	p.must("", "tenant", "add", "--slug", "orebro", "--name", "Örebro kommun", "--code", "1880")
	for _, args := range [][]string{
		{}, {"nonsense"}, {"tenant"}, {"tenant", "add"}, {"tenant", "add", "--slug", "Örebro!", "--name", "x", "--code", "1234"},
		{"tenant", "add", "--slug", "x1", "--name", "x", "--code", "12"}, {"tenant", "import", "missing.csv"},
		{"user", "add", "--tenant", "orebro", "--email", "a@b.example", "--name", "A", "--role", "king"},
		{"user", "add", "--tenant", "nowhere", "--email", "a@b.example", "--name", "A", "--role", "admin"},
		{"remind", "--tenant", "orebro", "--on", "soon"}, {"remind", "--tenant", "nowhere"}, {"migrate", "down", "0"},
		{"roster"}, {"roster", "coverage", "--tenant", "orebro"}, {"roster", "coverage", "--tenant", "nowhere", "--from", "2026-06-01", "--to", "2026-06-30"},
		{"roster", "coverage", "--tenant", "orebro", "--from", "2026-06-31", "--to", "2026-07-01"}, {"roster", "coverage", "--tenant", "orebro", "--from", "", "--to", "2026-07-01"},
		{"roster", "coverage", "--tenant", "orebro", "--from", "2026-06-02", "--to", "2026-06-01"}, {"roster", "coverage", "--tenant", "orebro", "--from", "2026-06-01", "--to", "2036-06-01"},
		{"roster", "coverage", "--tenant", "orebro", "--from", "2026-06-01", "--to", "tomorrow"},
		{"platforms", "resolve", "missing.txt"}, {"import", "accounts"}, {"import", "accounts", "missing.csv"}, {"audit", "verify", "--tenant", "nowhere"},
	} {
		code, out, errs := p.run("a password of some length\n", args...)
		if code != 2 || out != "" || strings.Count(errs, "\n") != 1 {
			t.Errorf("kanalkoll %s: exit %d, stdout %q, stderr %q; want exit 2 and one line", strings.Join(args, " "), code, out, errs)
		}
	}
}

func TestSettingsThatCannotWorkAreRefusedInOneLine(t *testing.T) {
	p := newProgram(t)
	for _, setting := range []string{"LISTEN_ADDR=here", "BASE_URL=ftp://x", "STORAGE_URL=gs://x", "SMTP_URL=mail", "SESSION_KEY=short", "KANALKOLL_DEMO=maybe"} {
		q := *p
		q.environ = append(append([]string{}, p.environ...), setting)
		code, _, errs := q.run("", "tenant", "list")
		name, _, _ := strings.Cut(setting, "=")
		if code != 2 || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, name) && !strings.Contains(errs, "Demo") {
			t.Errorf("%s: exit %d, stderr %q", setting, code, errs)
		}
	}
	q := *p
	q.environ = append(append([]string{}, p.environ...), "KANALKOLL_DEMO=true", "LISTEN_ADDR=0.0.0.0:8080")
	if code, _, errs := q.run("", "serve"); code != 2 || !strings.Contains(errs, "KANALKOLL_DEMO") {
		t.Errorf("demo on an open address: exit %d, stderr %q", code, errs)
	}
}

func TestMunicipalitiesComeFromAFile(t *testing.T) {
	p := newProgram(t)
	f := p.file("m.csv", "municipality_code,municipality_name,municipality_name_short,county_code\n0114,Upplands Väsby kommun,Upplands Väsby,01\n"+
		"1280,Malmö stad,Malmö,12\n1880,Örebro kommun,Örebro,18\n0305,Håbo kommun,Håbo,03\n0643,Habo kommun,Habo,06\n")
	if out := p.must("", "tenant", "import", f); !strings.HasPrefix(out, "5 ") {
		t.Errorf("first import: %q", out)
	}
	if out := p.must("", "tenant", "import", f); out != "0 municipalities added, 5 existed already\n" {
		t.Errorf("second import: %q", out)
	}
	list := p.must("", "tenant", "list")
	for _, slug := range []string{"upplands-vasby  0114", "malmo ", "orebro ", "habo-0305 ", "habo            0643"} {
		if !strings.Contains(list, slug) {
			t.Errorf("%s is missing in\n%s", slug, list)
		}
	}
	bad := p.file("bad.csv", "municipality_code,municipality_name\n0115,Vallentuna kommun\nx,Fel kommun\n")
	for _, f := range []string{bad, p.file("columns.csv", "code,name\n0115,Vallentuna\n"), p.file("torn.xlsx", "PK\x03\x04torn")} {
		if code, out, errs := p.run("", "tenant", "import", f); code != 2 || out != "" || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: exit %d, stdout %q, stderr %q; want exit 2 and one line", filepath.Base(f), code, out, errs)
		}
	}
	if strings.Contains(p.must("", "tenant", "list"), "vallentuna") {
		t.Error("half of a bad file was taken")
	}
}

func TestLoginFromTheCommandLine(t *testing.T) {
	p := newProgram(t)
	p.must("", "tenant", "add", "--slug", "orebro", "--name", "Örebro kommun", "--code", "1880")
	args := []string{"user", "add", "--tenant", "orebro", "--email", "anna@orebro.example", "--name", "Anna Berg", "--role", "operations", "--unit", "Biblioteket"}
	if code, _, errs := p.run("123456\n", args...); code != 1 || strings.Count(errs, "\n") != 1 {
		t.Errorf("a short password: exit %d, %q", code, errs)
	}
	if code, _, errs := p.run("", args...); code != 2 {
		t.Errorf("no password: exit %d, %q", code, errs)
	}
	p.must("granar doftar i regn\n", args...)
	if code, _, _ := p.run("granar doftar i regn\n", args...); code != 1 {
		t.Errorf("the same login twice: exit %d", code)
	}
}

func TestPlatformsResolveWritesARowForALine(t *testing.T) {
	p := newProgram(t)
	out := p.must("https://www.facebook.com/orebrokommun/?ref=x\n@nobody\nevilfacebook.com/x\n", "platforms", "resolve")
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil || len(rows) != 4 {
		t.Fatalf("%d rows, %v:\n%s", len(rows), err, out)
	}
	if got := strings.Join(rows[0], ","); got != "input,platform,handle,canonical_url,problem" {
		t.Errorf("header %s", got)
	}
	if got := strings.Join(rows[1][1:], ","); got != "facebook,orebrokommun,https://www.facebook.com/orebrokommun," {
		t.Errorf("facebook: %s", got)
	}
	if rows[3][4] != "lookalike" {
		t.Errorf("look-alike: %v", rows[3])
	}
}

func TestAuditVerifyTellsOfTampering(t *testing.T) {
	p := newProgram(t)
	for _, slug := range []string{"aby", "beby"} {
		p.must("", "tenant", "add", "--slug", slug, "--name", slug, "--code", map[string]string{"aby": "0001", "beby": "0002"}[slug])
		p.must("granar doftar i regn\n", "user", "add", "--tenant", slug, "--email", "a@"+slug+".example", "--name", "Anna", "--role", "admin")
	}
	if out := p.must("", "audit", "verify"); strings.Count(out, "hold") != 2 {
		t.Errorf("untouched: %q", out)
	}
	p.tamper(`UPDATE audit_entry SET action = 'x' WHERE seq = 2 AND tenant_id = (SELECT id FROM tenant WHERE slug = 'beby')`)
	code, out, _ := p.run("", "audit", "verify")
	if code != 1 || !strings.Contains(out, "beby: BROKEN at entry 2") || !strings.Contains(out, "aby: ") {
		t.Errorf("changed entry: exit %d, %q", code, out)
	}
	if code, _, _ := p.run("", "audit", "verify", "--tenant", "aby"); code != 0 {
		t.Errorf("the other municipality: exit %d", code)
	}
}

// tamper does what only somebody with the owner's role and bad intentions can do.
func (p *program) tamper(sql string) {
	p.t.Helper()
	conn, err := pgx.Connect(p.t.Context(), p.owner)
	if err != nil {
		p.t.Fatal(err)
	}
	defer conn.Close(p.t.Context()) //nolint:errcheck // the test's database is dropped
	for _, q := range []string{`SELECT set_config('app.system', 'on', false)`, `ALTER TABLE audit_entry DISABLE TRIGGER USER`, sql} {
		if _, err := conn.Exec(p.t.Context(), q); err != nil {
			p.t.Fatalf("%s: %v", q, err)
		}
	}
}

func TestSchemaVersion(t *testing.T) {
	p := newProgram(t)
	newest := strconv.FormatUint(uint64(postgres.NewestVersion()), 10)
	if out := p.must("", "migrate", "version"); !strings.HasPrefix(out, "schema version "+newest+" of "+newest) {
		t.Errorf("version: %q", out)
	}
	p.must("", "migrate", "down", newest)
	p.must("", "migrate", "up")
	p.must("", "tenant", "add", "--slug", "aby", "--name", "Åby", "--code", "0001")
}
