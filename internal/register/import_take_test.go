package register_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/postgrestest"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/sheet"
	"kanalkoll/internal/tenant"
)

// importWorld is an installation with municipalities.
type importWorld struct {
	t       testing.TB
	db      *postgres.DB
	svc     *register.Service
	tenants *tenant.Service
}

func newImportWorld(t testing.TB) *importWorld {
	t.Helper()
	db := postgrestest.New(t, clock.Fixed(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)))
	return &importWorld{t, db, register.NewService(db), tenant.NewService(db, identity.Permit)}
}

// add makes a municipality and gives the context of its operator.
func (w *importWorld) add(slug, code string) (*tenant.Tenant, context.Context) {
	w.t.Helper()
	ctx := identity.AsOperator(w.t.Context())
	t, err := w.tenants.Add(ctx, tenant.New{Slug: slug, Code: code, Name: strings.ToUpper(slug[:1]) + slug[1:] + " kommun"})
	if err != nil {
		w.t.Fatal(err)
	}
	return t, tenant.With(postgres.WithTenant(ctx, t.ID), t)
}

func read(t testing.TB, name string, raw []byte) *sheet.Table {
	t.Helper()
	table, err := sheet.Read(name, bytes.NewReader(raw), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func (w *importWorld) take(ctx context.Context, text string, o register.ImportOptions) register.Outcome {
	w.t.Helper()
	out, err := w.svc.ImportFile(ctx, read(w.t, "", []byte(text)), nil, tenant.Of(ctx), o)
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

func (w *importWorld) list(ctx context.Context) []*register.Account {
	w.t.Helper()
	list, _, err := w.svc.List(ctx, register.Filter{Sort: "ref"})
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

func TestImportIsAllOrNothing(t *testing.T) {
	w := newImportWorld(t)
	_, ctx := w.add("orebro", "1880")
	text := "url,unit,status,closed_on\nhttps://x.com/ett,,,\nhttps://x.com/tva,Gata,,\nhttps://x.com/tre,,closed,2020-01-02\nhttps://x.com/ETT,,,\n"
	if out := w.take(ctx, text, register.ImportOptions{}); out.Written || out.Counts != (register.ImportCounts{Taken: 2, Duplicates: 1, Refused: 1}) {
		t.Fatalf("with a bad row: %+v, written %v", out.Counts, out.Written)
	}
	if out := w.take(ctx, text, register.ImportOptions{DryRun: true, CreateUnits: true}); out.Written || out.Counts.Taken != 3 {
		t.Fatalf("dry run: %+v, written %v", out.Counts, out.Written)
	}
	if n := len(w.list(ctx)); n != 0 {
		t.Fatalf("%d accounts are registered, want none", n)
	}
	if out := w.take(ctx, text, register.ImportOptions{Partial: true}); !out.Written || out.Counts.Taken != 2 {
		t.Fatalf("partial: %+v, written %v", out.Counts, out.Written)
	}
	list := w.list(ctx)
	if len(list) != 2 || list[0].Ref != "k0001" || list[0].Status != register.Active || list[0].UnitName != "Kommunikation" || list[0].Name != "Orebro kommun" ||
		!list[0].Imported || list[0].RegisteredOn.String() != "2026-11-23" || !list[0].OpenedOn.IsZero() ||
		list[1].Status != register.Closed || list[1].ClosedOn.String() != "2020-01-02" {
		t.Fatalf("registered: %+v", list)
	}
	if out := w.take(ctx, text, register.ImportOptions{CreateUnits: true}); !out.Written || out.Counts != (register.ImportCounts{Taken: 1, Duplicates: 3}) {
		t.Fatalf("again, with units: %+v, written %v", out.Counts, out.Written)
	}
	if list := w.list(ctx); len(list) != 3 || list[2].UnitName != "Gata" || list[2].Name != "Gata" || list[2].Ref != "k0003" {
		t.Fatalf("the third account: %+v", list[2])
	}
	if out := w.take(ctx, text, register.ImportOptions{}); out.Counts != (register.ImportCounts{Duplicates: 4}) {
		t.Fatalf("a third time: %+v", out.Counts)
	}
	err := w.db.InTenant(ctx, func(tx *postgres.Tx) error {
		records, n, err := audit.List(ctx, tx, audit.Query{Action: "account.import"})
		if err == nil && (n != 3 || len(records[0].Changes()) == 0) {
			t.Errorf("the log has %d entries %+v, want one for each account with its values", n, records)
		}
		if _, _, verr := audit.Verify(ctx, tx); verr != nil {
			t.Errorf("the log's chain: %v", verr)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestImportSpreadsByMunicipalityCode(t *testing.T) {
	w := newImportWorld(t)
	orebro, octx := w.add("orebro", "1880")
	habo, hctx := w.add("habo", "0643")
	file := "municipality_code;url\n1880;https://x.com/ett\n643;https://x.com/tva\n0643;https://x.com/ett\n"
	out, err := w.svc.ImportFile(identity.AsOperator(t.Context()), read(t, "", []byte(file)), []*tenant.Tenant{orebro, habo}, nil, register.ImportOptions{})
	if err != nil || !out.Written || out.Counts.Taken != 3 {
		t.Fatalf("%+v %v", out.Counts, err)
	}
	if a, b := w.list(octx), w.list(hctx); len(a) != 1 || len(b) != 2 || b[0].Name != "Habo kommun" {
		t.Fatalf("Örebro has %d, Habo %d", len(a), len(b))
	}
	file = "municipality_code;url\n1880;https://x.com/ny\n;https://x.com/tva\n9999;https://x.com/ett\n"
	out, err = w.svc.ImportFile(identity.AsOperator(t.Context()), read(t, "", []byte(file)), []*tenant.Tenant{orebro, habo}, nil, register.ImportOptions{})
	if err != nil || out.Written || out.Counts.Refused != 2 || out.Rows[1].Problems[0].Key != "import.code_missing" || out.Rows[2].Problems[0].Key != "import.code_unknown" {
		t.Fatalf("%+v %v", out, err)
	}
	if n := len(w.list(octx)); n != 1 {
		t.Fatalf("Örebro has %d accounts after a refused file, want 1", n)
	}
	if _, err := w.svc.ImportFile(octx, read(t, "", []byte("name\nx\n")), nil, orebro, register.ImportOptions{}); !fault.Is(err, fault.InvalidKind) {
		t.Errorf("a file without addresses: %v, want Invalid", err)
	}
}

func TestImportReadsBothEncodingsAndXLSX(t *testing.T) {
	w := newImportWorld(t)
	text := "plattform;konto;namn;verksamhet;målgrupp\nFacebook;ett;Skönhet i Örebro;Kommunikation;Åldre\n"
	old, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	book := excelize.NewFile()
	for r, line := range strings.Split(strings.TrimSpace(text), "\n") {
		for c, v := range strings.Split(line, ";") {
			cell, _ := excelize.CoordinatesToCellName(c+1, r+1)
			if err := book.SetCellStr("Sheet1", cell, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	xlsx, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range []struct {
		name string
		raw  []byte
	}{{"a.csv", []byte(text)}, {"b.csv", []byte("\xef\xbb\xbf" + text)}, {"c.csv", []byte(old)}, {"d.xlsx", xlsx.Bytes()}} {
		_, ctx := w.add(fmt.Sprintf("kommun%d", i), fmt.Sprintf("000%d", i))
		if out, err := w.svc.ImportFile(ctx, read(t, c.name, c.raw), nil, tenant.Of(ctx), register.ImportOptions{}); err != nil || !out.Written {
			t.Fatalf("%s: %+v %v", c.name, out.Counts, err)
		}
		if a := w.list(ctx)[0]; a.Name != "Skönhet i Örebro" || a.TargetGroup != "Åldre" {
			t.Errorf("%s: registered %q for %q", c.name, a.Name, a.TargetGroup)
		}
	}
}

func TestImportTiesContactsToPeople(t *testing.T) {
	w := newImportWorld(t)
	_, ctx := w.add("orebro", "1880")
	p, err := identity.NewService(w.db).AddPerson(ctx, identity.Person{Name: "Karin", Email: "karin@orebro.example"})
	if err != nil {
		t.Fatal(err)
	}
	w.take(ctx, "url,contact\nhttps://x.com/ett,Karin@orebro.example\nhttps://x.com/tva,Receptionen\n", register.ImportOptions{})
	list := w.list(ctx)
	if list[0].ContactPersonID != p.ID || list[1].Contact != "Receptionen" || list[1].ContactPersonID != [16]byte{} {
		t.Errorf("contacts: %v %q, %v %q", list[0].ContactPersonID, list[0].Contact, list[1].ContactPersonID, list[1].Contact)
	}
}

func TestTwoImportsAtOnceRegisterOnce(t *testing.T) {
	w := newImportWorld(t)
	_, ctx := w.add("orebro", "1880")
	table := read(t, "", []byte("url,unit\nhttps://x.com/ett,Ny\nhttps://x.com/tva,Ny\nhttps://x.com/tre,\n"))
	b, err := w.svc.StartImport(ctx, "a.csv", "", table)
	if err != nil {
		t.Fatal(err)
	}
	version, err := w.svc.FixImport(ctx, b.ID, 1, func(b *register.Import) { b.Fixes.SetUnit("ny", register.CreateUnit) })
	if err != nil {
		t.Fatal(err)
	}
	say := func(key string, _ ...any) string { return key }
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			if i%2 == 0 {
				// Where the file came first by the other way there is nothing left to take, which is said.
				if err := w.svc.TakeImport(ctx, b.ID, version, false, say); err != nil && fault.As(err).Key != "import.none_ready" {
					t.Error(err)
				}
			} else if _, err := w.svc.ImportFile(ctx, table, nil, tenant.Of(ctx), register.ImportOptions{CreateUnits: true}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(w.list(ctx)); n != 3 {
		t.Errorf("%d accounts are registered, want 3", n)
	}
	units, err := w.tenants.Units(ctx)
	if err != nil || len(units) != 2 {
		t.Errorf("%d units (%v), want communications and the new one", len(units), err)
	}
}

func TestImportNeedsPermission(t *testing.T) {
	w := newImportWorld(t)
	_, ctx := w.add("orebro", "1880")
	reader := identity.With(ctx, &identity.Principal{Grants: []identity.Grant{{Role: identity.Reader}}})
	table := read(t, "", []byte("url\nhttps://x.com/ett\n"))
	if _, err := w.svc.StartImport(reader, "a.csv", "", table); !fault.Is(err, fault.ForbiddenKind) {
		t.Errorf("a reader began an import: %v", err)
	}
	admin := identity.With(ctx, &identity.Principal{Grants: []identity.Grant{{Role: identity.Admin}}})
	if _, err := w.svc.ImportFile(admin, table, nil, tenant.Of(ctx), register.ImportOptions{}); !fault.Is(err, fault.ForbiddenKind) {
		t.Errorf("an administrator used the operators' import: %v", err)
	}
}

func TestABatchTakenTwiceKeepsItsResult(t *testing.T) {
	w := newImportWorld(t)
	_, ctx := w.add("orebro", "1880")
	b, err := w.svc.StartImport(ctx, "a.csv", "", read(t, "", []byte("url,unit\nhttps://x.com/ett,\nhttps://x.com/tva,Ny\n")))
	if err != nil {
		t.Fatal(err)
	}
	say := func(key string, _ ...any) string { return key }
	if err := w.svc.TakeImport(ctx, b.ID, 1, false, say); fault.As(err).Key != "import.rows_refused" || len(w.list(ctx)) != 0 {
		t.Fatalf("with a bad row: %v, %d accounts", err, len(w.list(ctx)))
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := w.svc.TakeImport(ctx, b.ID, 1, true, say); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	got, err := w.svc.Import(ctx, b.ID)
	if err != nil || got.TakenAt == nil || got.Report.Counts != (register.ImportCounts{Taken: 1, Refused: 1}) || len(w.list(ctx)) != 1 {
		t.Fatalf("%+v %v, %d accounts", got.Report, err, len(w.list(ctx)))
	}
	if got.Report.Rows[1].Message != "import.unit_unknown" || got.Report.Rows[1].Row != 3 {
		t.Errorf("the report's second row: %+v", got.Report.Rows[1])
	}
	if _, err := w.svc.FixImport(ctx, b.ID, got.Version, func(*register.Import) {}); !fault.Is(err, fault.ConflictKind) {
		t.Errorf("a taken import was changed: %v", err)
	}
	if _, err := w.svc.RemoveImport(ctx, b.ID); !fault.Is(err, fault.ConflictKind) {
		t.Errorf("a taken import was removed: %v", err)
	}
	_, other := w.add("habo", "0643")
	if _, err := w.svc.Import(other, b.ID); !fault.Is(err, fault.NotFoundKind) {
		t.Errorf("another municipality reads the import: %v", err)
	}
}

// manyRows is a file of n accounts with all the fields that are common.
func manyRows(n int) []byte {
	var b bytes.Buffer
	b.WriteString("platform,handle,name,unit,purpose,target_group,language,status,opened_on,contact\n")
	for i := range n {
		fmt.Fprintf(&b, "Facebook,konto%d,Konto nummer %d,Kommunikation,Informera om verksamheten,Invånare,sv,open,2015-01-02,funktion%d\n", i, i, i)
	}
	return b.Bytes()
}
