package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func get(t *testing.T, method, target string, header map[string]string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, target, nil)
	for k, v := range header {
		r.Header.Set(k, v)
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, res *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestStyleSheetIsSmallAndStandsAlone(t *testing.T) {
	res := get(t, "GET", Path("app.css"), nil)
	css := body(t, res)
	if len(css) >= 30_000 {
		t.Errorf("app.css is %d bytes, want less than 30,000", len(css))
	}
	if got := res.Header.Get("Content-Type"); got != "text/css; charset=utf-8" {
		t.Errorf("content type %q", got)
	}
	for _, layer := range layers {
		if !strings.Contains(css, "@layer "+layer+"{") {
			t.Errorf("layer %s is missing", layer)
		}
	}
	if open, closed := strings.Count(css, "{"), strings.Count(css, "}"); open != closed {
		t.Errorf("%d opening and %d closing braces", open, closed)
	}
}

func TestStyleFilesAskForNothingElsewhere(t *testing.T) {
	outside := regexp.MustCompile(`@import|url\(|https?:`)
	for _, name := range mustList("css") {
		css := string(mustRead("css/" + name))
		if m := outside.FindString(css); m != "" {
			t.Errorf("%s contains %s", name, m)
		}
		for i, line := range strings.Split(css, "\n") {
			if !strings.Contains(line, "!important") {
				continue
			}
			if above := strings.Split(css, "\n")[max(0, i-1)]; !strings.Contains(above, "/* Important:") {
				t.Errorf("%s:%d: !important without a comment above that says why", name, i+1)
			}
		}
	}
}

func TestScriptsAreSmallAndFindEachOther(t *testing.T) {
	total := 0
	for _, name := range mustList("js") {
		js := body(t, get(t, "GET", Path(name), nil))
		total += len(js)
		for _, m := range regexp.MustCompile(`from "([^"]+)"`).FindAllStringSubmatch(js, -1) {
			if got := get(t, "GET", m[1], nil).StatusCode; got != http.StatusOK {
				t.Errorf("%s imports %s: %d", name, m[1], got)
			}
		}
	}
	if total >= 8_000 {
		t.Errorf("the scripts are %d bytes, want less than 8,000", total)
	}
}

func TestHandlerServesForEver(t *testing.T) {
	address := Path("app.css")
	plain := get(t, "GET", address, nil)
	if cc := plain.Header.Get("Cache-Control"); !strings.Contains(cc, "immutable") {
		t.Errorf("Cache-Control %q", cc)
	}
	want := body(t, plain)

	packed := get(t, "GET", address, map[string]string{"Accept-Encoding": "br, gzip"})
	if packed.Header.Get("Content-Encoding") != "gzip" || packed.Header.Get("Vary") != "Accept-Encoding" {
		t.Errorf("headers for gzip: %v", packed.Header)
	}
	z, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(z); err != nil || string(got) != want {
		t.Errorf("unpacked differs from plain (%v)", err)
	}
	if refused := get(t, "GET", address, map[string]string{"Accept-Encoding": "gzip;q=0"}); refused.Header.Get("Content-Encoding") != "" {
		t.Error("gzip sent to a client that refuses it")
	}

	again := get(t, "GET", address, map[string]string{"If-None-Match": plain.Header.Get("ETag")})
	if again.StatusCode != http.StatusNotModified || body(t, again) != "" {
		t.Errorf("with ETag: %d", again.StatusCode)
	}
	head := get(t, "HEAD", address, nil)
	if head.StatusCode != http.StatusOK || body(t, head) != "" || head.Header.Get("Content-Length") != plain.Header.Get("Content-Length") {
		t.Errorf("HEAD: %d, %v", head.StatusCode, head.Header)
	}
	if got := get(t, "GET", "/assets/app.000000000000.css", nil).StatusCode; got != http.StatusNotFound {
		t.Errorf("old hash: %d", got)
	}
	if got := get(t, "POST", address, nil).StatusCode; got != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", got)
	}
}

func TestShortenKeepsMeaning(t *testing.T) {
	for in, want := range map[string]string{
		"a , b > c :hover { x : y ; }":          "a,b>c :hover{x :y}",
		"/* gone */ p{margin:calc(1rem + 2px)}": "p{margin:calc(1rem + 2px)}",
		`li::before { content: ". , " ; }`:      `li::before{content:". , "}`,
		`q { font: 1px "A  B", c; }`:            `q{font:1px "A  B",c}`,
		"@media (max-width: 48rem) { a{} }":     "@media (max-width:48rem){a{}}",
		"x { grid: 1 / 2; }":                    "x{grid:1 / 2}",
		":is(.a, .b) a:not(.c) { y: z }":        ":is(.a,.b) a:not(.c){y:z}",
	} {
		if got := shorten(in); got != want {
			t.Errorf("shorten(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestScriptsAreServedWithoutCommentsAndIndentation(t *testing.T) {
	const in = "// What it is for.\nexport function f() {\n  if (x) {\n    return \"//\"; // why\n  }\n\n}\n"
	const want = "export function f() {\nif (x) {\nreturn \"//\"; // why\n}\n}\n"
	if got := shortenScript(in); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for _, name := range mustList("js") {
		if strings.Contains(string(mustRead("js/"+name)), "`") {
			t.Errorf("%s holds a text that may have more than one line, which shortenScript does not know", name)
		}
	}
}
