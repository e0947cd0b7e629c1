package peopleweb_test

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/webtest"
)

func upload(t *testing.T, c *webtest.Client, kind, name, content string) *webtest.Response {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.WriteField("kind", kind); err != nil {
		t.Fatal(err)
	}
	if name != "" {
		part, err := w.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return c.Do(http.MethodPost, "/app/people/import", &b, http.Header{"Content-Type": {w.FormDataContentType()}})
}

func place(t *testing.T, r *webtest.Response) string {
	t.Helper()
	to := r.Header.Get("Location")
	i := strings.Index(to, "/app/people")
	if r.Status != http.StatusSeeOther || i < 0 {
		t.Fatalf("status %d to %q\n%s", r.Status, to, r.Text())
	}
	return to[i:]
}

func wantPage(t *testing.T, r *webtest.Response, status int, texts ...string) {
	t.Helper()
	if r.Status != status {
		t.Fatalf("status %d, want %d\n%s", r.Status, status, r.Text())
	}
	for _, s := range texts {
		if !strings.Contains(r.Text(), s) {
			t.Errorf("the page does not say %q:\n%s", s, r.Text())
		}
	}
}

func TestImportOfPeopleStepByStep(t *testing.T) {
	site := webtest.New(t)
	_, ctx := site.Tenant("orebro")
	c := site.User(ctx, "Linnea", identity.Communications)
	before := len(people(t, site, ctx))
	wantPage(t, c.Get("/app/people/import"), 200, "Läs in personer", "Ladda ner mall för personer")
	at := place(t, upload(t, c, "people", "personer.csv", "namn;e-post;verksamhet;telefon\nAnna;anna@a.example;;019-1\nBo;fel;;\nCilla;cilla@a.example;Gatan;\nAnna;ANNA@a.example;;\n"))
	wantPage(t, c.Get(at), 200, "2 rader att rätta", "1 dubblett", "1 rad klar", "Det finns ingen verksamhet som heter Gatan", "Samma som på rad 2", "Ta in 1 rad", "Skapa verksamheter som saknas")
	wantPage(t, c.Post(at, url.Values{"act": {"take"}}), 422, "2 rader är fel")
	made := place(t, c.Post(at, url.Values{"act": {"check"}, "units": {"1"}}))
	wantPage(t, c.Get(made), 200, "1 rad att rätta", "2 rader klara", "Gatan (skapas)")
	if n := len(people(t, site, ctx)); n != before {
		t.Fatalf("%d people before the act, want %d", n, before)
	}
	form := url.Values{"act": {"take"}, "units": {"1"}, "scope": {"good"}}
	var wg sync.WaitGroup
	for range 3 { // sent several times at once
		wg.Go(func() {
			if r := c.Post(at, form); r.Status != http.StatusSeeOther {
				t.Errorf("status %d", r.Status)
			}
		})
	}
	wg.Wait()
	wantPage(t, c.Get(at), 200, "2 rader är inlästa", "2 rader kom inte med", "Samma som på rad 2")
	if n := len(people(t, site, ctx)); n != before+2 {
		t.Fatalf("%d people, want %d", n, before+2)
	}
	if body := c.Get(at + "/report.csv").Body; !strings.HasPrefix(body, "row,result,field,message\n2,taken,") || strings.Count(body, "\n") != 5 {
		t.Errorf("the report is %q", body)
	}
	wantPage(t, c.Post(at+"/remove", nil), 409)
}

func people(t *testing.T, site *webtest.Site, ctx context.Context) []identity.Person {
	t.Helper()
	list, err := site.App.People.People(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestImportRefusesWrongFilesInWords(t *testing.T) {
	site := webtest.New(t)
	_, ctx := site.Tenant("orebro")
	c := site.User(ctx, "Linnea", identity.Communications)
	for _, f := range []struct{ kind, name, content, says string }{
		{"", "a.csv", "namn\nx\n", "Välj filen en gång till"},
		{"people", "", "", "Välj en fil"},
		{"people", "a.csv", "<html><body>", ""},
		{"people", "a.csv", "e-post;telefon\na@a.example;1\n", "Filen behöver en kolumn med namn"},
		{"assignments", "a.csv", "namn;e-post\nx;y\n", "Filen behöver kolumnerna konto"},
		{"absences", "a.csv", "namn;e-post\nx;y\n", "Filen behöver kolumnerna e-post, från och till"},
	} {
		r := upload(t, c, f.kind, f.name, f.content)
		wantPage(t, r, 422, f.says)
		if n := len(r.Select("input[name=kind][value=people][checked]")); f.kind == "people" && n != 1 {
			t.Errorf("%+v: the kind that was chosen is not", f)
		}
	}
}

func TestImportOfRostersByTheWeb(t *testing.T) {
	site := webtest.New(t)
	_, ctx := site.Tenant("orebro")
	c := site.User(ctx, "Linnea", identity.Communications)
	if _, err := site.App.People.AddPerson(ctx, identity.Person{Name: "Anna", Email: "anna@a.example"}); err != nil {
		t.Fatal(err)
	}
	at := place(t, upload(t, c, "absences", "borta.csv", "e-post;från;till\nanna@a.example;2026-07-01;2026-07-02\n"))
	wantPage(t, c.Follow(c.Post(at, url.Values{"act": {"take"}})), 200, "1 rad är inläst")
	at = place(t, upload(t, c, "assignments", "bemanning.csv", "konto;e-post;uppgift\nk0009;anna@a.example;bevakar\n"))
	wantPage(t, c.Get(at), 200, "Kontot finns inte i registret", "Ingen rad är klar")
	wantPage(t, c.Post(at, url.Values{"act": {"take"}, "scope": {"good"}}), 422, "Ingen rad är klar")
	wantPage(t, c.Get("/app/people/import"), 200, "bemanning.csv")
	wantPage(t, c.Follow(c.Post(at+"/remove", nil)), 200, "borttagen")
	wantPage(t, c.Get(at), 404)
}

func TestImportTemplatesReadAsTheirKind(t *testing.T) {
	site := webtest.New(t)
	_, ctx := site.Tenant("orebro")
	c := site.User(ctx, "Linnea", identity.Communications)
	for _, kind := range roster.ImportKinds {
		r := c.Get("/app/people/import/templates/" + string(kind) + ".csv")
		table, err := kind.Read("mall.csv", strings.NewReader(r.Body))
		if err != nil || len(table.Rows) != 1 || len(table.Header) != len(kind.Fields()) {
			t.Errorf("%s: status %d, %v", kind, r.Status, err)
		}
	}
	wantPage(t, c.Get("/app/people/import/templates/annat.csv"), 404)
}

func TestImportIsTheirsWhoMayAndTheirMunicipalitys(t *testing.T) {
	site := webtest.New(t)
	_, ctx := site.Tenant("orebro")
	_, hers := site.Tenant("habo")
	c, other := site.User(ctx, "Linnea", identity.Communications), site.User(hers, "Hanna", identity.Communications)
	at := place(t, upload(t, c, "people", "personer.csv", "namn;e-post\nAnna;anna@a.example\n"))
	wantPage(t, other.Get(at), 404)
	wantPage(t, other.Post(at, url.Values{"act": {"take"}}), 404)
	wantPage(t, site.User(ctx, "Olle", identity.Operations).Get(at), 403)
	if err := site.App.Rosters.SweepImports(ctx); !fault.Is(err, fault.ForbiddenKind) && err != nil {
		t.Error(err)
	}
	wantPage(t, c.Get(at), 200, "Anna") // it is new: the sweep leaves it
}
