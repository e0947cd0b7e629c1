package registerweb_test

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/webtest"
)

// upload sends a file with the form of the first step.
func upload(t *testing.T, c *webtest.Client, name, content string) *webtest.Response {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(part, content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return c.Do(http.MethodPost, "/app/import", &b, http.Header{"Content-Type": {w.FormDataContentType()}})
}

// importPlace gives the path of the import that a response leads to.
func importPlace(t *testing.T, r *webtest.Response) string {
	t.Helper()
	to := r.Header.Get("Location")
	i := strings.Index(to, "/app/import")
	if r.Status != http.StatusSeeOther || i < 0 {
		t.Fatalf("status %d to %q\n%s", r.Status, to, r.Text())
	}
	to, _, _ = strings.Cut(to[i:], "?")
	return to
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

func TestImportFromFileToRegister(t *testing.T) {
	site := webtest.New(t)
	_, ctx := site.Tenant("orebro")
	unit := site.Unit(ctx, "Kultur och fritid")
	c := site.User(ctx, "Linnea", identity.Communications)
	wantPage(t, c.Get("/app/import"), 200, "Importera konton", "högst 20 MB")
	at := importPlace(t, upload(t, c, "konton.csv", "plattform;konto;namn;verksamhet;öppnat\n"+
		"Facebook;ett;Ett;;2015-01-02\nFejsbok;tva;Två;;\nInstagram;tre;Tre;Kultur/fritid;hösten 2011\nInstagram;fyra;Fyra;kultur/FRITID;\nFacebook;Ett;Igen;;\n"))
	p := c.Get(at)
	wantPage(t, p, 200, "3 rader att rätta", "1 dubblett", "1 rad klar", "Bara rader med problem (4)", "Rätta raderna 3, 4 och 5", "Plattformen Fejsbok går inte att känna igen",
		"Datumet hösten 2011 går inte att läsa", "Samma konto som på rad 2", "Valet på rad 4 gäller här också", "Importera 1 konto", "Inget är sparat")
	if n := len(p.Select(".track .bad")); n != 3 {
		t.Errorf("%d parts of the track are bad, want 3", n)
	}
	if n := len(c.Get(at + "?problems=1").Select("tbody tr")); n != 4 {
		t.Errorf("%d rows with problems, want 4", n)
	}

	// Without choosing the good rows nothing is taken, and what was typed stays.
	r := c.Post(at, url.Values{"version": {"1"}, "act": {"take"}, "c.4.opened_on": {"2011-13-40"}})
	wantPage(t, r, 422, "3 rader är fel")
	if got := r.Value("c.4.opened_on"); got != "2011-13-40" {
		t.Errorf("the typed date became %q", got)
	}
	// A second tab with an old version: conflict, its own words still there.
	r = c.Post(at, url.Values{"version": {"1"}, "act": {"check"}, "c.4.opened_on": {"2011-09-01"}})
	wantPage(t, r, 409, "ett annat fönster")
	if got := r.Value("c.4.opened_on"); got != "2011-09-01" {
		t.Errorf("the second tab's date became %q", got)
	}
	r = c.Post(at, url.Values{"version": {r.Value("version")}, "act": {"check"}, "c.4.opened_on": {"2011-09-01"}, "u.4": {unit.ID.String()}, "p.3": {"facebook"}})
	p = c.Follow(r)
	wantPage(t, p, 200, "4 rader klara", "Importera 4 konton", "Kultur och fritid", "1 sep. 2011")
	if p.Value("u.4") != unit.ID.String() || p.Value("p.3") != "facebook" || p.Value("c.4.opened_on") != "2011-09-01" {
		t.Error("the fixes are not shown in their controls")
	}
	wantPage(t, c.Get("/app/import"), 200, "Påbörjade importer", "konton.csv")
	if list, _, err := site.App.Register.List(ctx, register.Filter{}); err != nil || len(list) != 0 {
		t.Fatalf("%d accounts before the act (%v), want none", len(list), err)
	}

	form := url.Values{"version": {p.Value("version")}, "act": {"take"}}
	r = c.Post(at, form)
	wantPage(t, c.Follow(r), 200, "4 konton är importerade", "1 rad kom inte med", "Samma konto som på rad 2")
	wantPage(t, c.Follow(c.Post(at, form)), 200, "4 konton är importerade") // sent twice
	list, _, err := site.App.Register.List(ctx, register.Filter{Sort: "ref"})
	if err != nil || len(list) != 4 || list[2].UnitID != unit.ID || list[2].OpenedOn.String() != "2011-09-01" || list[1].Handle != "tva" || !list[1].Imported {
		t.Fatalf("registered: %+v (%v)", list, err)
	}
	rep := c.Get(at + "/report.csv")
	if rep.Header.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.HasPrefix(rep.Body, "row,result,field,message\n2,taken,,\n") ||
		!strings.Contains(rep.Body, "6,duplicate,handle,Samma konto som på rad 2. Raden hoppas över.\n") {
		t.Errorf("the report:\n%s", rep.Body)
	}
	if body := c.Get("/app/import").Text(); strings.Contains(body, "konton.csv") {
		t.Error("a taken import still counts as unfinished")
	}
}

func TestImportTakesOnlyTheGoodRowsWhenAsked(t *testing.T) {
	site := webtest.New(t)
	_, ctx := site.Tenant("orebro")
	c := site.User(ctx, "Linnea", identity.Admin)
	at := importPlace(t, upload(t, c, "a.csv", "url,unit\nhttps://x.com/ett,\nhttps://www.facebook.com/profile.php?id=100064,\nhttps://x.com/tva,Ny enhet\n"))
	r := c.Follow(c.Post(at, url.Values{"version": {"1"}, "act": {"take"}, "scope": {"good"}, "u.4": {"create"}}))
	wantPage(t, r, 200, "2 konton är importerade", "1 rad avvisad")
	units, err := site.App.Tenants.Units(ctx)
	if err != nil || len(units) != 2 || units[1].Name != "Ny enhet" {
		t.Errorf("units %v (%v)", units, err)
	}
	at = importPlace(t, upload(t, c, "b.csv", "url\nhttps://x.com/ett\n"))
	wantPage(t, c.Get(at), 200, "finns redan i registret", "Det finns inget att importera")
	wantPage(t, c.Post(at, url.Values{"version": {"1"}, "act": {"take"}}), 422, "Ingen rad är klar")
}

func TestColumnsArePairedByHandWhereTheyMust(t *testing.T) {
	site := webtest.New(t)
	_, ctx := site.Tenant("orebro")
	c := site.User(ctx, "Linnea", identity.Communications)
	at := importPlace(t, upload(t, c, "a.csv", "Var finns det,Vem\nhttps://x.com/ett,Skolan\n"))
	if to := importPlace(t, c.Get(at)); to != at+"/columns" {
		t.Fatalf("leads to %s", to)
	}
	wantPage(t, c.Get(at+"/columns"), 200, "Var finns det", "https://x.com/ett", "Ange vad varje kolumn innehåller")
	r := c.Post(at+"/columns", url.Values{"version": {"1"}, "column_0": {"name"}, "column_1": {"name"}})
	wantPage(t, r, 422, "En annan kolumn innehåller redan detta")
	if r.Value("column_0") != "name" {
		t.Error("the choice is not kept")
	}
	wantPage(t, c.Post(at+"/columns", url.Values{"version": {"1"}, "column_0": {"name"}}), 422, "Det saknas kolumner")
	wantPage(t, c.Post(at+"/columns", url.Values{"version": {"1"}, "column_0": {"nonsense"}}), 422, "Välj något i listan")
	r = c.Post(at+"/columns", url.Values{"version": {"1"}, "column_0": {"url"}, "column_1": {"name"}})
	wantPage(t, c.Follow(r), 200, "1 rad klar", "Skolan")
	wantPage(t, c.Post(at+"/columns", url.Values{"version": {"1"}, "column_0": {"url"}}), 409, "ett annat fönster")
}

func TestFilesThatAreNoTablesAreRefusedInWords(t *testing.T) {
	site := webtest.New(t)
	_, ctx := site.Tenant("orebro")
	c := site.User(ctx, "Linnea", identity.Communications)
	for name, f := range map[string]struct{ name, content, says string }{
		"empty":                  {"a.csv", "", "Filen är tom"},
		"picture":                {"a.csv", "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", "formatet png"},
		"web page":               {"a.csv", "<!doctype html><p>Logga in", "webbsida"},
		"not what its name says": {"a.xlsx", "url\nhttps://x.com/ett\n", "inte vad namnet säger"},
		"only headers":           {"a.csv", "url,name\n", "inga rader"},
	} {
		t.Run(name, func(t *testing.T) {
			wantPage(t, upload(t, c, f.name, f.content), 422, "Det finns problem att rätta", f.says)
		})
	}
	wantPage(t, c.Post("/app/import", url.Values{}), 422, "Välj en fil")
	wantPage(t, upload(t, c, "", "url"), 422, "Välj en fil")
	list, err := site.App.Register.Imports(ctx)
	if err != nil || len(list) != 0 {
		t.Errorf("%d imports are kept (%v), want none", len(list), err)
	}
}

// endless is a file of 200 MB whose sender waits half way for the answer: the server must say no before it has read it
// all, and nothing depends on who is quicker.
type endless struct {
	sent     atomic.Int64
	answered chan struct{}
}

const (
	whole   = 200_000_000
	halfWay = 30_000_000 // more than is taken
)

func (e *endless) Read(p []byte) (int, error) {
	if e.sent.Load() >= halfWay {
		<-e.answered
	}
	if e.sent.Load() >= whole {
		return 0, io.EOF
	}
	for i := range p {
		p[i] = 'x'
	}
	e.sent.Add(int64(len(p)))
	return len(p), nil
}

func TestAHugeFileIsRefusedWithAPage(t *testing.T) {
	site := webtest.New(t)
	_, ctx := site.Tenant("orebro")
	c := site.User(ctx, "Linnea", identity.Communications)
	file := &endless{answered: make(chan struct{})}
	release := sync.OnceFunc(func() { close(file.answered) })
	t.Cleanup(release)
	head := "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"stor.csv\"\r\n\r\n"
	r := c.Do(http.MethodPost, "/app/import", io.MultiReader(strings.NewReader(head), file), http.Header{"Content-Type": {"multipart/form-data; boundary=b"}})
	if sent := file.sent.Load(); sent > whole/2 {
		t.Errorf("%d bytes were read of a file that is refused", sent)
	}
	release()
	wantPage(t, r, http.StatusRequestEntityTooLarge, "Filen är för stor. Den får vara högst 20 MB.", "Importera konton")
	wantPage(t, c.Get("/app/import"), 200)
}

func TestTenThousandRowsWork(t *testing.T) {
	site := webtest.New(t)
	_, ctx := site.Tenant("orebro")
	c := site.User(ctx, "Linnea", identity.Communications)
	var b strings.Builder
	b.WriteString("url,opened_on\n")
	for i := range 10_000 {
		date := "2015-01-02"
		if i == 9_000 {
			date = "våren"
		}
		fmt.Fprintf(&b, "https://www.facebook.com/konto%d,%s\n", i, date)
	}
	at := importPlace(t, upload(t, c, "a.csv", b.String()))
	p := c.Get(at)
	wantPage(t, p, 200, "10 000 rader", "Rätta rad 9002")
	if n := len(p.Select("tbody tr")); n != 200 {
		t.Errorf("%d rows on the page, want 200", n)
	}
	href := webtest.Attr(p.Select(".next a")[0], "href")
	if !strings.Contains(href, "page=46") || !strings.HasSuffix(href, "#row-9002") {
		t.Errorf("the next step leads to %s", href)
	}
	r := c.Post(at+"?problems=1", url.Values{"version": {"1"}, "act": {"check"}, "c.9002.opened_on": {"2015-03-01"}})
	p = c.Follow(r)
	wantPage(t, p, 200, "Inga rader har problem")
	wantPage(t, c.Follow(c.Post(at, url.Values{"version": {p.Value("version")}, "act": {"take"}})), 200, "är importerade")
	if open, _, err := site.App.Register.OpenCount(ctx); err != nil || open != 10_000 {
		t.Errorf("%d accounts are open (%v)", open, err)
	}
}

func TestImportIsGuarded(t *testing.T) {
	site := webtest.New(t)
	_, ctx := site.Tenant("orebro")
	_, other := site.Tenant("habo")
	c := site.User(ctx, "Linnea", identity.Communications)
	at := importPlace(t, upload(t, c, "a.csv", "url\nhttps://x.com/ett\n"))
	stranger := site.User(other, "Karin", identity.Communications)
	for _, path := range []string{at, at + "/columns", at + "/report.csv", "/app/import/none", "/app/import/00000000-0000-0000-0000-000000000000"} {
		if r := stranger.Get(path); r.Status != 404 {
			t.Errorf("another municipality gets %d at %s", r.Status, path)
		}
	}
	for _, path := range []string{at, at + "/columns", at + "/remove"} {
		if r := stranger.Post(path, url.Values{"version": {"1"}}); r.Status != 404 {
			t.Errorf("another municipality posts %d to %s", r.Status, path)
		}
	}
	if r := c.Get(at + "/report.csv"); r.Status != 404 {
		t.Errorf("a report before the act: %d", r.Status)
	}
	wantPage(t, site.User(ctx, "Per", identity.Reader).Get("/app/import"), 403)
	if r := site.Visitor("orebro").Get("/app/import"); r.Status != 303 {
		t.Errorf("without a session: %d", r.Status)
	}
	wantPage(t, c.Get(at+"?page=nonsense&lang=en"), 200)
	wantPage(t, c.Follow(c.Post(at+"/remove", url.Values{})), 200, "borttagen")
	wantPage(t, c.Get(at), 404)
}
