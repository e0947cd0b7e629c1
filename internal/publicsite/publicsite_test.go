package publicsite_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"kanalkoll/internal/register"
	"kanalkoll/internal/webtest"
)

// secret stands in every field that is not public.
const secret = "hemlig-hallon"

type office struct {
	t   testing.TB
	ctx context.Context
	reg *register.Service
}

func at(t testing.TB, s *webtest.Site, ctx context.Context) office {
	t.Helper()
	return office{t, ctx, s.App.Register}
}

func (o office) add(open bool, in register.Input) *register.Account {
	o.t.Helper()
	in.Contact, in.MainMessage = secret, secret
	a, err := o.reg.Add(o.ctx, in, open)
	if err != nil {
		o.t.Fatalf("%s: %v", in.Address, err)
	}
	return a
}

func (o office) step(a *register.Account, name string, in register.StepInput) *register.Account {
	o.t.Helper()
	in.ClosingReason, in.ClosingOn, in.FinalCapture, in.FinalCaptureNote = secret, "2027-01-15", "waived", secret
	a, err := o.reg.Take(o.ctx, a.Ref, a.Version, name, in)
	if err != nil {
		o.t.Fatalf("%s: %v", name, err)
	}
	return a
}

// town is a municipality with five accounts: three open (one about to close), one closed, one draft.
func town(t testing.TB) (*webtest.Site, office) {
	t.Helper()
	site := webtest.New(t)
	ten, ctx := site.Tenant("orebro")
	culture := site.Unit(ctx, "Kultur och fritid")
	library, err := site.App.Tenants.AddUnit(ctx, "Biblioteket", culture.ID)
	if err != nil {
		t.Fatal(err)
	}
	units, err := site.App.Tenants.Units(ctx)
	if err != nil {
		t.Fatal(err)
	}
	o := at(t, site, ctx)
	own := units[0].ID.String()
	o.add(true, register.Input{Address: "https://www.facebook.com/orebrokommun", Name: ten.Name, UnitID: own, Purpose: "Nyheter", TargetGroup: "Alla som bor här", Language: "sv", OpenedOn: "2010-03-15"})
	o.add(true, register.Input{Address: "https://www.instagram.com/orebrobibliotek", Name: "Örebro bibliotek", UnitID: library.ID.String(), Purpose: "Läslust, \"böcker\"\noch möten", TargetGroup: "Låntagare", Language: "sv", OpenedOn: "2015-09-07"})
	closing := o.add(true, register.Input{Address: "https://www.youtube.com/@orebrokultur", Name: "Kulturen & livet", UnitID: culture.ID.String(), OpenedOn: "2018-01-15"})
	o.step(closing, "start_closing", register.StepInput{ClosingNotice: "Vi flyttar till webben."})
	gone := o.add(true, register.Input{Address: "https://x.com/orebro", Name: ten.Name, UnitID: own, OpenedOn: "2009-05-01"})
	o.step(gone, "close", register.StepInput{ClosedOn: "2024-11-30", ClosingNotice: "Följ oss på Facebook.", FollowersTo: "https://www.facebook.com/orebrokommun"})
	o.add(false, register.Input{Address: "https://www.tiktok.com/@utkastet", Name: "Utkastet", UnitID: own})
	return site, o
}

const goldenJSON = `{"tenant":{"slug":"orebro","name":"Orebro kommun","code":"0001"},"updated":"2026-11-23T12:00:00Z","accounts":[` +
	`{"ref":"k0001","platform":"facebook","handle":"orebrokommun","url":"https://www.facebook.com/orebrokommun","name":"Orebro kommun","unit":"Kommunikation","purpose":"Nyheter","target_group":"Alla som bor här","language":"sv","status":"open","opened_on":"2010-03-15","closed_on":null},` +
	`{"ref":"k0002","platform":"instagram","handle":"orebrobibliotek","url":"https://www.instagram.com/orebrobibliotek/","name":"Örebro bibliotek","unit":"Biblioteket","purpose":"Läslust, \"böcker\"\noch möten","target_group":"Låntagare","language":"sv","status":"open","opened_on":"2015-09-07","closed_on":null},` +
	`{"ref":"k0003","platform":"youtube","handle":"orebrokultur","url":"https://www.youtube.com/@orebrokultur","name":"Kulturen & livet","unit":"Kultur och fritid","purpose":"","target_group":"","language":"","status":"open","opened_on":"2018-01-15","closed_on":null},` +
	`{"ref":"k0004","platform":"x","handle":"orebro","url":"https://x.com/orebro","name":"Orebro kommun","unit":"Kommunikation","purpose":"","target_group":"","language":"","status":"closed","opened_on":"2009-05-01","closed_on":"2024-11-30"}]}` + "\n"

const goldenCSV = "municipality_code,municipality,ref,platform,handle,url,name,unit,purpose,target_group,language,status,opened_on,closed_on\r\n" +
	"0001,Orebro kommun,k0001,facebook,orebrokommun,https://www.facebook.com/orebrokommun,Orebro kommun,Kommunikation,Nyheter,Alla som bor här,sv,open,2010-03-15,\r\n" +
	"0001,Orebro kommun,k0002,instagram,orebrobibliotek,https://www.instagram.com/orebrobibliotek/,Örebro bibliotek,Biblioteket,\"Läslust, \"\"böcker\"\"\r\noch möten\",Låntagare,sv,open,2015-09-07,\r\n" +
	"0001,Orebro kommun,k0003,youtube,orebrokultur,https://www.youtube.com/@orebrokultur,Kulturen & livet,Kultur och fritid,,,,open,2018-01-15,\r\n" +
	"0001,Orebro kommun,k0004,x,orebro,https://x.com/orebro,Orebro kommun,Kommunikation,,,,closed,2009-05-01,2024-11-30\r\n"

func TestOpenDataByteForByte(t *testing.T) {
	site, _ := town(t)
	v := site.Visitor("orebro")
	for path, want := range map[string]struct{ body, contentType, disposition string }{
		"/accounts.json": {goldenJSON, "application/json; charset=utf-8", ""},
		"/accounts.csv":  {goldenCSV, "text/csv; charset=utf-8; header=present", `attachment; filename="accounts-orebro.csv"`},
	} {
		r := v.Get(path)
		if r.Status != http.StatusOK || r.Body != want.body {
			t.Errorf("%s: status %d\n%s\nwant\n%s", path, r.Status, r.Body, want.body)
		}
		for name, value := range map[string]string{"Content-Type": want.contentType, "Content-Disposition": want.disposition, "Access-Control-Allow-Origin": "*",
			"Vary": "Accept-Encoding", "Last-Modified": "Mon, 23 Nov 2026 12:00:00 GMT"} {
			if got := r.Header.Get(name); got != value {
				t.Errorf("%s: %s is %q, want %q", path, name, got, value)
			}
		}
		if !strings.Contains(r.Header.Get("Cache-Control"), "s-maxage=300") {
			t.Errorf("%s: Cache-Control %q", path, r.Header.Get("Cache-Control"))
		}
	}
}

func TestEmptyRegister(t *testing.T) {
	site := webtest.New(t)
	site.Tenant("tomby")
	v := site.Visitor("tomby")
	if got := v.Get("/accounts.json").Body; got != `{"tenant":{"slug":"tomby","name":"Tomby kommun","code":"0001"},"updated":"2026-11-23T12:00:00Z","accounts":[]}`+"\n" {
		t.Errorf("JSON of nothing: %s", got)
	}
	if got := v.Get("/accounts.csv").Body; strings.Count(got, "\r\n") != 1 || !strings.HasPrefix(got, "municipality_code,") {
		t.Errorf("CSV of nothing: %q", got)
	}
	r := v.Get("")
	if r.Status != http.StatusOK || !strings.Contains(r.Text(), "Inget konto är publicerat än.") || len(r.Select(".filters")) != 0 {
		t.Errorf("page of nothing: status %d\n%s", r.Status, r.Text())
	}
}

func TestListByUnit(t *testing.T) {
	site, _ := town(t)
	r := site.Visitor("orebro").Get("")
	if r.Status != http.StatusOK {
		t.Fatalf("status %d", r.Status)
	}
	text := r.Text()
	for _, want := range []string{"Här är alla konton som Orebro kommun använder", "Öppna 3", "Avslutade 1", "4 konton", "Hela kommunen Sköts av Kommunikation",
		"Biblioteket Kultur och fritid", "Öppet sedan 15 mars 2010", "Avslutat 30 nov. 2024", "Öppet sedan 15 jan. 2018", "Låntagare",
		"30 nov. 2024 Kontot Orebro kommun på X avslutades. Följ oss på Facebook.", "15 jan. 2018 Kontot Kulturen & livet på YouTube öppnades."} {
		if !strings.Contains(text, strings.ReplaceAll(want, " ", " ")) && !strings.Contains(strings.ReplaceAll(text, "\u00a0", " "), want) {
			t.Errorf("the page lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "Vi flyttar till webben") {
		t.Error("the notice of a closing that is under way is shown")
	}
	var order []string
	for _, n := range r.Select(".byunit tbody th a") {
		order = append(order, webtest.Attr(n, "href"))
	}
	if got := strings.Join(order, " "); got != "/orebro/accounts/k0001 /orebro/accounts/k0004 /orebro/accounts/k0002 /orebro/accounts/k0003" {
		t.Errorf("order: %s", got)
	}
	if off := r.Select("tr.off"); len(off) != 1 || !strings.Contains(webtest.Text(off[0]), "Avslutat") {
		t.Errorf("%d rows are marked as closed", len(off))
	}
	if n := len(r.Select("h1")); n != 1 {
		t.Errorf("%d h1", n)
	}
}

func TestEveryLinkOfThePageWorks(t *testing.T) {
	site, _ := town(t)
	v := site.Visitor("orebro")
	for _, start := range []string{"", "?lang=en", "/accounts/k0001", "/accounts/k0004"} {
		for _, n := range v.Get(start).Select("a[href]") {
			to := webtest.Attr(n, "href")
			if !strings.HasPrefix(to, "/orebro") {
				continue
			}
			if r := v.Get(strings.TrimPrefix(to, "/orebro")); r.Status != http.StatusOK {
				t.Errorf("%s leads to %s: %d", start, to, r.Status)
			}
			if strings.Contains(start, "lang=en") && webtest.Attr(n, "hreflang") == "" && !strings.Contains(to, "lang=en") && !strings.Contains(to, ".json") && !strings.Contains(to, ".csv") {
				t.Errorf("%s drops the language: %s", start, to)
			}
		}
	}
}

func refs(r *webtest.Response) string {
	var list []string
	for _, n := range r.Select("tbody th a") {
		list = append(list, strings.TrimPrefix(strings.SplitN(webtest.Attr(n, "href"), "?", 2)[0], "/orebro/accounts/"))
	}
	return strings.Join(list, " ")
}

func TestFilters(t *testing.T) {
	site, _ := town(t)
	v := site.Visitor("orebro")
	for query, want := range map[string]string{
		"q=bibliotek":           "k0002",
		"q=BIBLIOTEK+instagram": "k0002",
		"q=%40orebrokultur":     "k0003",
		"q=" + url.QueryEscape("http://m.facebook.com/orebrokommun/?ref=x"): "k0001",
		"q=o%CC%88rebro+bibliotek": "k0002", // ö as two signs, as some phones send it
		"q=utkastet":               "",
		"q=" + secret:              "",
		"platform=x":               "k0004",
		"platform=Facebook":        "k0001",
		"platform=tiktok":          "",
		"platform=fejsbok":         "",
		"unit=Biblioteket":         "k0002",
		"unit=kultur+och+fritid":   "k0002 k0003",
		"unit=Finns+inte":          "",
		"status=open":              "k0001 k0002 k0003",
		"status=closed":            "k0004",
		"status=draft":             "",
		"status=open&platform=x":   "",
		"sort=name":                "k0003 k0001 k0004 k0002",
		"sort=platform":            "k0001 k0002 k0004 k0003",
		"sort=nonsense":            "k0001 k0004 k0002 k0003",
		"page=99":                  "k0001 k0004 k0002 k0003",
		"page=-1":                  "k0001 k0004 k0002 k0003",
		"page=x":                   "k0001 k0004 k0002 k0003",
		"q=%00%ff&unit=%00&platform=%ff&page=99999999999999999999": "",
		"%zz=1;a=b": "k0001 k0004 k0002 k0003",
	} {
		r := v.Get("?" + query)
		if r.Status != http.StatusOK {
			t.Errorf("?%s: status %d", query, r.Status)
		}
		if got := refs(r); got != want {
			t.Errorf("?%s: %q, want %q", query, got, want)
		}
		if want == "" && len(r.Select(".empty a")) != 1 {
			t.Errorf("?%s: nothing found and no way on", query)
		}
	}
}

func TestFormKeepsWhatWasAsked(t *testing.T) {
	site, _ := town(t)
	r := site.Visitor("orebro").Get("?q=a&platform=fejsbok&unit=Biblioteket&status=open&sort=name&lang=en")
	for name, want := range map[string]string{"q": "a", "platform": "fejsbok", "unit": "Biblioteket", "status": "open", "sort": "name", "lang": "en"} {
		if got := r.Value(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := webtest.Attr(r.Select("form.filters")[0], "method"); got != "get" {
		t.Errorf("the form is sent by %s", got)
	}
	if !strings.Contains(r.TextOf("#list"), "0 of 4 accounts") {
		t.Errorf("count: %s", r.TextOf("#list"))
	}
}

func TestDataTakesTheSameFilters(t *testing.T) {
	site, _ := town(t)
	v := site.Visitor("orebro")
	if got := strings.Count(v.Get("/accounts.json?status=closed").Body, `"ref"`); got != 1 {
		t.Errorf("%d accounts in JSON, want 1", got)
	}
	if got := v.Get("/accounts.csv?unit=Kultur+och+fritid").Body; strings.Count(got, "k000") != 2 {
		t.Errorf("CSV of a unit and those below it: %s", got)
	}
	if got := strings.Count(v.Get("/accounts.json?platform=fejsbok").Body, `"ref"`); got != 0 {
		t.Errorf("%d accounts of an unknown platform", got)
	}
}

func TestPages(t *testing.T) {
	site := webtest.New(t)
	_, ctx := site.Tenant("orebro")
	units, err := site.App.Tenants.Units(ctx)
	if err != nil {
		t.Fatal(err)
	}
	o := at(t, site, ctx)
	for i := range 101 {
		n := strconv.Itoa(1000 + i)
		o.add(true, register.Input{Address: "https://www.instagram.com/konto" + n, Name: "Konto " + n, UnitID: units[0].ID.String()})
	}
	v := site.Visitor("orebro")
	seen := map[string]bool{}
	next := "?lang=en&platform=instagram"
	for pages := 1; next != ""; pages++ {
		r := v.Get(next)
		next = ""
		for _, ref := range strings.Fields(refs(r)) {
			seen[ref] = true
		}
		for _, a := range r.Select("a[rel=next]") {
			next = strings.TrimPrefix(webtest.Attr(a, "href"), "/orebro")
			if !strings.Contains(next, "lang=en") || !strings.Contains(next, "platform=instagram") {
				t.Errorf("the next page forgets: %s", next)
			}
		}
		if pages > 3 {
			t.Fatal("more than three pages")
		}
	}
	if len(seen) != 101 {
		t.Errorf("the pages show %d of 101 accounts", len(seen))
	}
	if got := v.Get("?page=3").Text(); !strings.Contains(got, "Konto 101–101 av 101") {
		t.Errorf("the last page does not say which it shows:\n%s", got)
	}
}

func TestAccount(t *testing.T) {
	site, _ := town(t)
	v := site.Visitor("orebro")
	r := v.Get("/accounts/k0002")
	text := strings.ReplaceAll(r.Text(), "\u00a0", " ")
	for _, want := range []string{"Örebro bibliotek på Instagram", "Öppet sedan 7 sep. 2015", "Biblioteket, Kultur och fritid", "Läslust", "Låntagare", "svenska"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q:\n%s", want, text)
		}
	}
	links := r.Select(`a[rel="me noopener"]`)
	if len(links) != 1 || webtest.Attr(links[0], "href") != "https://www.instagram.com/orebrobibliotek/" {
		t.Errorf("%d links to the account", len(links))
	}
	closed := v.Get("/accounts/k0004")
	text = strings.ReplaceAll(closed.Text(), "\u00a0", " ")
	for _, want := range []string{"Avslutat 30 nov. 2024", "Följ oss på Facebook.", "x.com/orebro", "1 maj 2009"} {
		if !strings.Contains(text, want) {
			t.Errorf("the closed account's page lacks %q:\n%s", want, text)
		}
	}
	if len(closed.Select(`a[href="https://www.facebook.com/orebrokommun"]`)) != 1 {
		t.Error("the address where followers are sent is not a link")
	}
	if len(closed.Select(`a[href^="https://x.com"]`)) != 0 {
		t.Error("a link leads to a closed account's address, which may be a stranger's")
	}
}

func TestWhatIsNotPublicIsNotThere(t *testing.T) {
	site, o := town(t)
	v := site.Visitor("orebro")
	if a, err := o.reg.Get(o.ctx, "k0004"); err != nil || a.Contact != secret || a.MainMessage != secret || a.ClosingReason != secret {
		t.Fatalf("the planted words are not in the register: %+v, %v", a, err)
	}
	for _, path := range []string{"", "?status=closed", "?sort=name", "?q=" + secret[:6], "?lang=en", "/accounts.json", "/accounts.csv", "/accounts/k0001", "/accounts/k0003", "/accounts/k0004", "/accounts/k0005"} {
		body := v.Get(path).Body
		for _, word := range []string{secret, "Utkastet", "utkastet"} {
			if strings.Contains(body, word) {
				t.Errorf("%s shows %q", path, word)
			}
		}
	}
	unknown := v.Get("/accounts/k9999")
	if unknown.Status != http.StatusNotFound {
		t.Fatalf("unknown ref: %d", unknown.Status)
	}
	for _, ref := range []string{"k0005", "K0001", "k0001%00", "%ff", "..%2fapp", strings.Repeat("k", 3000)} {
		r := v.Get("/accounts/" + ref)
		same := strings.NewReplacer(ref, "k9999", url.PathEscape(ref), "k9999").Replace(r.Body)
		if r.Status != http.StatusNotFound || ref == "k0005" && same != unknown.Body {
			t.Errorf("%.20s: status %d, or another page than that of an unknown account", ref, r.Status)
		}
	}
}

func TestEnglishIsWhole(t *testing.T) {
	site, _ := town(t)
	v := site.Visitor("orebro")
	for _, path := range []string{"?lang=en", "?lang=en&sort=name", "?lang=en&q=finnsinte", "/accounts/k0001?lang=en", "/accounts/k0004?lang=en"} {
		r := v.Get(path)
		text := r.Text()
		if got := webtest.Attr(r.Select("html")[0], "lang"); got != "en" {
			t.Errorf("%s: lang is %q", path, got)
		}
		for _, swedish := range []string{"konto ", "konton", "Öppet", "Avslutat", "Plattform", "Verksamhet", "Sök", "[publicsite", "[platform"} {
			if strings.Contains(text, swedish) {
				t.Errorf("%s says %q:\n%s", path, swedish, text)
			}
		}
	}
	if got := strings.ReplaceAll(v.Get("/accounts/k0004?lang=en").Text(), "\u00a0", " "); !strings.Contains(got, "Closed 30 Nov 2024") {
		t.Errorf("closed account in English:\n%s", got)
	}
}

func TestCaching(t *testing.T) {
	site, o := town(t)
	v := site.Visitor("orebro")
	for _, path := range []string{"", "?q=a", "/accounts.json", "/accounts.csv", "/accounts/k0001"} {
		first := v.Get(path)
		tag := first.Header.Get("ETag")
		if !strings.HasPrefix(tag, `"`) || first.Header.Get("Set-Cookie") != "" || first.Header.Get("Last-Modified") == "" || !strings.Contains(first.Header.Get("Cache-Control"), "public") {
			t.Errorf("%s: %v", path, first.Header)
		}
		if again := v.Get(path); again.Header.Get("ETag") != tag {
			t.Errorf("%s: another tag for the same page", path)
		}
		for _, have := range []string{tag, "W/" + tag, `"x", ` + tag, "*"} {
			if r := v.Do(http.MethodGet, path, nil, http.Header{"If-None-Match": {have}}); r.Status != http.StatusNotModified || r.Body != "" || r.Header.Get("ETag") != tag {
				t.Errorf("%s with If-None-Match %s: %d", path, have, r.Status)
			}
		}
		if r := v.Do(http.MethodGet, path, nil, http.Header{"If-None-Match": {`"other"`}}); r.Status != http.StatusOK {
			t.Errorf("%s with another tag: %d", path, r.Status)
		}
		head := v.Do(http.MethodHead, path, nil, nil)
		if head.Status != http.StatusOK || head.Body != "" || head.Header.Get("ETag") != tag || head.Header.Get("Content-Length") != first.Header.Get("Content-Length") {
			t.Errorf("%s by HEAD: %d %v", path, head.Status, head.Header)
		}
	}
	// What a clerk changes is there at once, also for whoever has the page already.
	page := v.Get("")
	a, err := o.reg.Get(o.ctx, "k0001")
	if err != nil {
		t.Fatal(err)
	}
	o.step(a, "close", register.StepInput{ClosedOn: "2026-11-23"})
	r := v.Do(http.MethodGet, "", nil, http.Header{"If-None-Match": {page.Header.Get("ETag")}})
	if r.Status != http.StatusOK || !strings.Contains(strings.ReplaceAll(r.Text(), "\u00a0", " "), "Avslutat 23 nov. 2026") {
		t.Errorf("the page does not follow: %d", r.Status)
	}
	if cc := r.Header.Get("Cache-Control"); !strings.Contains(cc, "max-age=0") || strings.Contains(cc, "s-maxage") {
		t.Errorf("caches may hold the page back: %s", cc)
	}
}

func TestMunicipalitiesAreApart(t *testing.T) {
	site, _ := town(t)
	_, ctx := site.Tenant("kumla")
	units, err := site.App.Tenants.Units(ctx)
	if err != nil {
		t.Fatal(err)
	}
	at(t, site, ctx).add(true, register.Input{Address: "https://www.facebook.com/kumlakommun", Name: "Kumla kommun", UnitID: units[0].ID.String()})
	a, b := site.Visitor("orebro"), site.Visitor("kumla")
	for _, path := range []string{"", "/accounts.json", "/accounts.csv", "/accounts/k0001"} {
		ra, rb := a.Get(path), b.Get(path)
		if ra.Header.Get("ETag") == rb.Header.Get("ETag") || strings.Contains(rb.Body, "orebro") || strings.Contains(ra.Body, "kumla") {
			t.Errorf("%s: one municipality's page has something of the other's", path)
		}
		if r := b.Do(http.MethodGet, path, nil, http.Header{"If-None-Match": {ra.Header.Get("ETag")}}); r.Status != http.StatusOK {
			t.Errorf("%s: the other municipality's tag is taken for its own: %d", path, r.Status)
		}
	}
	if r := b.Get("/accounts/k0002"); r.Status != http.StatusNotFound {
		t.Errorf("the other municipality's account: %d", r.Status)
	}
}

func TestMunicipalities(t *testing.T) {
	site := webtest.New(t)
	get := func(target string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		site.App.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil))
		return w
	}
	if w := get("/"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Ingen är tillagd än") {
		t.Errorf("without municipalities: %d", w.Code)
	}
	for _, slug := range []string{"orsa", "zinkby", "arboga"} {
		site.Tenant(slug)
	}
	body := get("/").Body.String()
	for _, link := range []string{`href="/arboga"`, `href="/orsa"`, `href="/zinkby"`} {
		i := strings.Index(body, link)
		if i < 0 {
			t.Fatalf("no %s, or out of order:\n%s", link, body)
		}
		body = body[i:]
	}
	if b := get("/?q=ORS&lang=en").Body.String(); !strings.Contains(b, `href="/orsa?lang=en"`) || strings.Contains(b, `"/arboga`) || !strings.Contains(b, "1 of 3 municipalities") {
		t.Errorf("search: %s", b)
	}
	if b := get("/?q=%00%ff").Body.String(); !strings.Contains(b, "Visa alla kommuner") {
		t.Errorf("nothing found: %s", b)
	}
	tag := get("/").Header().Get("ETag")
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	req.Header.Set("If-None-Match", tag)
	w := httptest.NewRecorder()
	site.App.Handler().ServeHTTP(w, req)
	if left, _ := io.ReadAll(w.Body); w.Code != http.StatusNotModified || len(left) != 0 {
		t.Errorf("unchanged: %d", w.Code)
	}
}
