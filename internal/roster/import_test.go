package roster_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/postgrestest"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/sheet"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
)

// importWorld is an installation into which files are taken.
type importWorld struct {
	t       testing.TB
	db      *postgres.DB
	reg     *register.Service
	svc     *roster.Service
	people  *identity.Service
	tenants *tenant.Service
}

func newImportWorld(t testing.TB) *importWorld {
	t.Helper()
	db := postgrestest.New(t, clock.Fixed(time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)))
	reg := register.NewService(db)
	return &importWorld{t, db, reg, roster.NewService(db, reg), identity.NewService(db), tenant.NewService(db, identity.Permit)}
}

// add makes a municipality with the accounts k0001 (open), k0002 (open) and k0003 (closed), and gives its operator's context.
func (w *importWorld) add(slug, code string) context.Context {
	w.t.Helper()
	ctx := identity.AsOperator(w.t.Context())
	t, err := w.tenants.Add(ctx, tenant.New{Slug: slug, Code: code, Name: slug})
	if err != nil {
		w.t.Fatal(err)
	}
	ctx = tenant.With(postgres.WithTenant(ctx, t.ID), t)
	table, err := sheet.Read("", strings.NewReader("url,status,closed_on\nhttps://x.com/ett,,\nhttps://x.com/tva,,\nhttps://x.com/tre,closed,2026-01-01\n"), sheet.Limits{})
	if err != nil {
		w.t.Fatal(err)
	}
	if out, err := w.reg.ImportFile(ctx, table, nil, t, register.ImportOptions{}); err != nil || !out.Written {
		w.t.Fatal(err, out.Counts)
	}
	return ctx
}

func (w *importWorld) read(kind roster.ImportKind, text string) *sheet.Table {
	w.t.Helper()
	table, err := kind.Read("fil.csv", strings.NewReader(text))
	if err != nil {
		w.t.Fatal(err)
	}
	return table
}

// file takes a file and gives "result field" for each row, with the words of the message after it.
func (w *importWorld) file(ctx context.Context, kind roster.ImportKind, text string, o roster.ImportOptions) (roster.Outcome, []string) {
	w.t.Helper()
	out, err := w.svc.ImportFile(ctx, kind, w.read(kind, text), o)
	if err != nil {
		w.t.Fatal(err)
	}
	lines := make([]string, len(out.Rows))
	for i := range out.Rows {
		field, message := out.Rows[i].Message(func(key string, args ...any) string { return i18n.In(i18n.English, key, args...) })
		lines[i] = strings.TrimSpace(fmt.Sprintf("%s %s %s", out.Rows[i].Result, field, message))
	}
	return out, lines
}

// wants checks that each line begins with and holds what is wanted: "result field|part".
func wants(t testing.TB, got []string, want ...string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d rows, want %d: %q", len(got), len(want), got)
	}
	for i := range want {
		start, part, _ := strings.Cut(want[i], "|")
		if !strings.HasPrefix(got[i]+" ", start+" ") || !strings.Contains(got[i], part) {
			t.Errorf("row %d: %q, want %q", i, got[i], want[i])
		}
	}
}

const karinAndOle = "E-post;Namn;Titel;Verksamhet;Telefon\nKarin@a.example;Karin Ek;Kommunikatör;;019-1\n;Ole Berg;;Kommunikation;\n"

func TestImportPeopleWhoAreHalfKnown(t *testing.T) {
	w := newImportWorld(t)
	ctx := w.add("orebro", "1880")
	out, got := w.file(ctx, roster.ImportPeople, karinAndOle, roster.ImportOptions{})
	wants(t, got, "taken", "taken")
	if !out.Written {
		t.Fatal("nothing was written")
	}
	_, got = w.file(ctx, roster.ImportPeople, karinAndOle, roster.ImportOptions{})
	wants(t, got, "duplicate email|there already", "duplicate name|same unit")
	_, got = w.file(ctx, roster.ImportPeople, "name,unit,email,phone,title\n"+
		"Karin Ek,Kommunikation,karin@a.example,019-1,\n"+ // the unit is new
		"Karin Ek,,karin@a.example,,\n"+ // the same again
		"ole  berg,kommunikation,ole@a.example,019-2,\n"+ // known by name, has no address yet
		"Ole Berg,Kommunikation,ole2@a.example,,\n"+ // another one of that name
		"ny@a.example,,ny@a.example,,\n", roster.ImportOptions{})
	wants(t, got, "taken unit|Filled in", "duplicate email|row 2", "taken email|Filled in", "taken", "taken")
	_, got = w.file(ctx, roster.ImportPeople, "name,unit,email,phone,title\nKarin Ek,,karin@a.example,019-9,\n,,ny@a.example,019-3,\n", roster.ImportOptions{})
	wants(t, got, "duplicate phone|That is kept", "taken phone|Filled in")
	_, got = w.file(ctx, roster.ImportPeople, "name,email\nKarina Ek,karin@a.example\n", roster.ImportOptions{})
	wants(t, got, "duplicate name|That is kept")
	people, err := w.people.People(ctx, "")
	if err != nil || len(people) != 4 {
		t.Fatalf("%d people, %v", len(people), err)
	}
	by := map[string]identity.Person{}
	for _, p := range people {
		by[p.Email] = p
	}
	if k := by["karin@a.example"]; k.Name != "Karin Ek" || k.Phone != "019-1" || k.UnitName == "" || k.Title != "Kommunikatör" {
		t.Errorf("Karin is %+v", k)
	}
	if o := by["ole@a.example"]; o.Name != "Ole Berg" || o.Phone != "019-2" {
		t.Errorf("Ole is %+v", o)
	}
}

func TestImportPeopleRefuses(t *testing.T) {
	w := newImportWorld(t)
	ctx := w.add("orebro", "1880")
	text := "email,name,unit\nbra@a.example,Bra,\n,,\nx@a.example,,\ninte,Inte,\nz@a.example,Zed,Gatan\nbra@a.example,Bra igen,\n,Samma,\n, samma,\n"
	for _, o := range []roster.ImportOptions{{DryRun: true}, {}, {DryRun: true, Partial: true}} {
		out, got := w.file(ctx, roster.ImportPeople, text, o)
		wants(t, got, "taken", "refused name", "refused email", "refused unit|Gatan", "duplicate email|row 2", "taken", "duplicate name|row 8")
		if out.Written {
			t.Fatalf("%+v wrote", o)
		}
	}
	if people, err := w.people.People(ctx, ""); err != nil || len(people) != 0 {
		t.Fatalf("%d people after refused files, %v", len(people), err)
	}
	out, _ := w.file(ctx, roster.ImportPeople, text, roster.ImportOptions{Partial: true, CreateUnits: true})
	if !out.Written || out.Counts != (register.ImportCounts{Taken: 3, Duplicates: 2, Refused: 2}) {
		t.Fatalf("%+v", out.Counts)
	}
	people, err := w.people.People(ctx, "Gatan")
	if err != nil || len(people) != 1 || people[0].Name != "Zed" {
		t.Errorf("in the new unit: %v %v", people, err)
	}
}

func TestImportAssignments(t *testing.T) {
	w := newImportWorld(t)
	ctx, other := w.add("orebro", "1880"), w.add("habo", "0643")
	w.file(ctx, roster.ImportPeople, "email,name\na@a.example,Anna\nb@a.example,Bo\n", roster.ImportOptions{})
	w.file(other, roster.ImportPeople, "email,name\nh@h.example,Hanna\n", roster.ImportOptions{})
	_, got := w.file(ctx, roster.ImportAssignments, "account,email,role,from,to\n"+
		"k0001,a@a.example,monitor,2026-06-01,2026-08-31\n"+
		"https://x.com/ETT,A@a.example,bevakar,2026-07-01,2026-07-31\n"+
		"K0002,b@a.example,Ersättare,1/6 2026,\n", roster.ImportOptions{})
	wants(t, got, "taken", "duplicate account|row 2", "taken")
	_, got = w.file(ctx, roster.ImportAssignments, "konto;e-post;uppgift;från;till\n"+
		"k0001;a@a.example;bevakar;2026-06-01;2026-08-31\n"+ // there already
		"k0001;a@a.example;bevakar;2026-08-01;2026-09-30\n"+ // beyond it
		"k0001;h@h.example;bevakar;;\n"+ // another municipality's
		"k0003;a@a.example;bevakar;;\n"+ // closed
		"k0003;a@a.example;bevakar;2025-01-01;\n"+ // was open then
		"k0009;a@a.example;chef;2026-08-01;2026-07-01\n"+
		"k0002;b@a.example;ansvarig;2026-13-01;\n"+
		";;;;\n"+
		"k0002;;ansvarig;;\n"+
		"k0002;a@a.example;ansvarig;;\n", roster.ImportOptions{})
	wants(t, got, "duplicate account|already", "refused email|has the role", "refused email|None of", "refused account|closed", "taken", "refused account|Role: ", "refused from|year-month-day",
		"refused email|e-mail", "taken")
	if !strings.Contains(got[5], "The last day is before the first") {
		t.Errorf("not everything is said: %q", got[5])
	}
	s, err := w.svc.Coverage(ctx, roster.Scope{From: clock.Date{Year: 2026, Month: 6, Day: 1}, To: clock.Date{Year: 2026, Month: 6, Day: 30}})
	if err != nil || len(s.Assignments) != 2 {
		t.Fatalf("%+v %v", s.Assignments, err)
	}
	policy, err := w.tenants.Policy(ctx)
	if err != nil {
		t.Fatal(err)
	}
	policy.OneResponsible = true
	if err := w.tenants.SavePolicy(ctx, policy, policy.Version); err != nil {
		t.Fatal(err)
	}
	_, got = w.file(ctx, roster.ImportAssignments, "account,email,role\nk0001,a@a.example,owner\nk0001,b@a.example,responsible\n", roster.ImportOptions{})
	wants(t, got, "taken", "refused email|Anna")
}

func TestImportAbsences(t *testing.T) {
	w := newImportWorld(t)
	ctx, other := w.add("orebro", "1880"), w.add("habo", "0643")
	w.file(ctx, roster.ImportPeople, "email,name\na@a.example,Anna\nb@a.example,Bo\n", roster.ImportOptions{})
	w.file(other, roster.ImportPeople, "email,name\nh@h.example,Hanna\n", roster.ImportOptions{})
	text := "email,from,to,cover_email\na@a.example,2026-07-01,2026-07-31,b@a.example\na@a.example,2026-07-15,2026-08-15,\nA@a.example,2026-07-01,2026-07-31,b@a.example\n"
	_, got := w.file(ctx, roster.ImportAbsences, text, roster.ImportOptions{})
	wants(t, got, "taken", "taken", "duplicate email|row 2")
	_, got = w.file(ctx, roster.ImportAbsences, text, roster.ImportOptions{})
	wants(t, got, "duplicate email|there already", "duplicate email|there already", "duplicate email|there already")
	_, got = w.file(ctx, roster.ImportAbsences, "från\ttill\te-post\tersättare\n"+
		"2026-07-01\t2026-06-01\ta@a.example\t\n"+
		"2026-07-01\t2026-07-02\ta@a.example\ta@a.example\n"+
		"2026-07-01\t2026-07-02\th@h.example\t\n"+
		"2026-07-01\t2026-07-02\ta@a.example\th@h.example\n"+
		"2026-07-01\t2028-07-01\ta@a.example\t\n"+ // 732 days
		"2026-07-01\t2028-06-30\tb@a.example\t\n"+ // 731
		"2026-07-01\t\ta@a.example\t\n"+
		"sommaren\t\ta@a.example\t\n", roster.ImportOptions{Partial: true})
	wants(t, got, "refused to|before", "refused cover_email|", "refused email|None of", "refused cover_email|None of", "refused to|two years", "taken", "refused to|", "refused from|")
}

func TestImportNeedsPermissionAndColumns(t *testing.T) {
	w := newImportWorld(t)
	ctx := w.add("orebro", "1880")
	for _, g := range []identity.Grant{{Role: identity.Operations}, {Role: identity.Reader}, {Role: identity.Archivist}} {
		ctx := identity.With(ctx, &identity.Principal{Grants: []identity.Grant{g}})
		if _, err := w.svc.ImportFile(ctx, roster.ImportPeople, w.read(roster.ImportPeople, "name,email\nA,\n"), roster.ImportOptions{}); !fault.Is(err, fault.ForbiddenKind) {
			t.Errorf("%s took in a file: %v", g.Role, err)
		}
	}
	for kind, text := range map[roster.ImportKind]string{roster.ImportPeople: "email,phone\na@a.example,1\n", roster.ImportAssignments: "account,email\nk0001,a@a.example\n",
		roster.ImportAbsences: "email,from\na@a.example,2026-01-01\n"} {
		if _, err := kind.Read("", strings.NewReader(text)); !fault.Is(err, fault.InvalidKind) || !strings.HasPrefix(fault.As(err).Key, "roster.import.columns.") {
			t.Errorf("%s without a column: %v", kind, err)
		}
	}
}

func TestImportsThatNobodyTakesAreRemovedAndTakenOnesKeepNoRows(t *testing.T) {
	w := newImportWorld(t)
	ctx := w.add("orebro", "1880")
	start := func() *roster.Import {
		b, err := w.svc.StartImport(ctx, roster.ImportPeople, "a.csv", w.read(roster.ImportPeople, "name,email\nAnna,a@a.example\n"))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	old, taken, fresh := start(), start(), start()
	if err := w.svc.TakeImport(ctx, taken.ID, roster.ImportOptions{}, func(key string, _ ...any) string { return key }); err != nil {
		t.Fatal(err)
	}
	if err := w.db.InTenant(ctx, func(tx *postgres.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE roster_import SET created_at = created_at - interval '8 days' WHERE id <> $1`, fresh.ID)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := w.svc.SweepImports(identity.AsWorker(t.Context())); err != nil {
		t.Fatal(err)
	}
	if _, err := w.svc.PreviewImport(ctx, old.ID, false); !fault.Is(err, fault.NotFoundKind) {
		t.Errorf("the old one: %v, want not found", err)
	}
	if p, err := w.svc.PreviewImport(ctx, fresh.ID, false); err != nil || len(p.Rows) != 1 {
		t.Errorf("the new one: %v", err)
	}
	p, err := w.svc.PreviewImport(ctx, taken.ID, false)
	if err != nil || p.Import.Report == nil || len(p.Import.Table.Rows) != 0 || p.Import.Report.Counts.Taken != 1 {
		t.Errorf("the taken one: %+v %v", p.Import, err)
	}
}

// A list of staff often holds more than what is asked for: passwords, birth dates. Columns that are not known are not kept.
func TestColumnsThatAreNotKnownAreNotKept(t *testing.T) {
	w := newImportWorld(t)
	ctx := w.add("orebro", "1880")
	b, err := w.svc.StartImport(ctx, roster.ImportPeople, "a.csv", w.read(roster.ImportPeople, "lösenord,name,personnummer,email\nSommar2024!,Anna,19121212-1212,a@a.example\nx,Bo,y\n"))
	if err != nil {
		t.Fatal(err)
	}
	var kept string
	if err := w.db.InTenant(ctx, func(tx *postgres.Tx) error {
		return tx.QueryRow(ctx, `SELECT sheet::text FROM roster_import WHERE id = $1`, b.ID).Scan(&kept)
	}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(kept, "Sommar2024") || strings.Contains(kept, "1912") || !strings.Contains(kept, "a@a.example") {
		t.Errorf("kept: %s", kept)
	}
	p, err := w.svc.PreviewImport(ctx, b.ID, false)
	if err != nil || p.Counts.Taken != 2 || p.Rows[0].Value(roster.FieldEmail) != "a@a.example" || p.Rows[1].Value(roster.FieldName) != "Bo" || p.Rows[1].Line != 3 {
		t.Errorf("read: %+v %v", p, err)
	}
}

// Ten thousand rows are a large municipality's; a statement for each would take minutes.
func TestImportTakesTenThousandRowsAtOnce(t *testing.T) {
	const n = 10_000
	w := newImportWorld(t)
	ctx := w.add("orebro", "1880")
	ctx, cancel := context.WithTimeout(ctx, 60*time.Second)
	defer cancel()
	var people, assignments, absences strings.Builder
	people.WriteString("email,name,phone\n")
	assignments.WriteString("account,email,role,from\n")
	absences.WriteString("email,from,to,cover_email\n")
	for i := range n {
		fmt.Fprintf(&people, "p%d@a.example,Person %d,019-%d\n", i, i, i)
		fmt.Fprintf(&assignments, "k000%d,p%d@a.example,monitor,2026-06-01\n", 1+i%2, i)
		fmt.Fprintf(&absences, "p%d@a.example,2026-07-01,2026-07-21,p%d@a.example\n", i, (i+1)%n)
	}
	for _, f := range []struct {
		kind roster.ImportKind
		text string
	}{{roster.ImportPeople, people.String()}, {roster.ImportAssignments, assignments.String()}, {roster.ImportAbsences, absences.String()}} {
		if out, _ := w.file(ctx, f.kind, f.text, roster.ImportOptions{}); out.Counts.Taken != n || !out.Written {
			t.Fatalf("%s: %+v", f.kind, out.Counts)
		}
	}
}

// FuzzImportRows reads any file as each kind: rows may be refused, but nothing falls over, each row has a result, and what
// is refused or skipped says why in words that exist.
func FuzzImportRows(f *testing.F) {
	f.Add([]byte(karinAndOle))
	f.Add([]byte("account,email,role,from,to\nk0001,a@a.example,monitor,2026-06-01,\nhttps://x.com/ett,,,,\n"))
	f.Add([]byte("email,from,to,cover_email\na@a.example,2026-07-01,2026-07-31,a@a.example\na@a.example,1 juli 2026,x,\n"))
	f.Add([]byte("email,name\n\xe5@a.example,\xe4\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, kind := range roster.ImportKinds {
			table, err := kind.Read("", strings.NewReader(string(raw)))
			if err != nil {
				if !fault.Is(err, fault.InvalidKind) {
					t.Fatal(err)
				}
				continue
			}
			for _, r := range roster.CheckRows(kind, table) {
				field, message := r.Message(func(key string, args ...any) string { return i18n.In(i18n.Swedish, key, args...) })
				if r.Result != register.RowTaken && (field == "" || message == "" || strings.Contains(message, "[")) && !strings.Contains(string(raw), "[") {
					t.Fatalf("%s: row %d is %s at %q: %q", kind, r.Line, r.Result, field, message)
				}
			}
		}
	})
}
