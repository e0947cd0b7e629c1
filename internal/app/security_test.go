package app_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"kanalkoll/internal/app"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/tenant"
	"kanalkoll/internal/webtest"
)

func TestAChangeFromAnotherSiteIsStopped(t *testing.T) {
	site := webtest.New(t)
	_, ctx := site.Tenant("asa")
	c := site.User(ctx, "Anna", identity.Admin)
	send := func(method string, h http.Header) int {
		h.Set("Content-Type", "application/x-www-form-urlencoded")
		return c.Do(method, "/app/language", strings.NewReader(url.Values{"lang": {"en"}}.Encode()), h).Status
	}
	for _, h := range []http.Header{{"Sec-Fetch-Site": {"cross-site"}}, {"Sec-Fetch-Site": {"same-site"}}, {"Origin": {"https://evil.example"}}} {
		if got := send(http.MethodPost, h); got != http.StatusForbidden {
			t.Errorf("POST with %v: status %d, want 403", h, got)
		}
	}
	if got := send(http.MethodPost, http.Header{"Sec-Fetch-Site": {"same-origin"}}); got != http.StatusSeeOther {
		t.Errorf("POST from our own page: status %d", got)
	}
}

func TestEveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	site := webtest.New(t)
	_, ctx := site.Tenant("asa")
	c := site.User(ctx, "Anna", identity.Admin)
	for _, path := range []string{"", "/", "/accounts.json", "/login", "/app", "/app/nothing", "/nothing"} {
		h := c.Get(path).Header
		for name, want := range map[string]string{"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'", "X-Content-Type-Options": "nosniff",
			"Referrer-Policy": "same-origin"} {
			if got := h.Get(name); !strings.HasPrefix(got, want) {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		if strings.Contains(h.Get("Content-Security-Policy"), "unsafe") {
			t.Errorf("%s: inline script or style is allowed", path)
		}
		staff := strings.HasPrefix(path, "/app") || path == "/login"
		if got := h.Get("Cache-Control"); staff && got != "no-store" {
			t.Errorf("%s: Cache-Control is %q, want no-store", path, got)
		}
		if !staff && h.Get("Set-Cookie") != "" {
			t.Errorf("%s: a public page sets a cookie", path)
		}
	}
}

func TestCookieUnderHTTPS(t *testing.T) {
	for base, want := range map[string][]string{
		"https://kanalkoll.example": {"__Host-sid=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"},
		"http://127.0.0.1:8080":     {"sid=", "HttpOnly", "SameSite=Lax"},
	} {
		site := webtest.New(t, func(c *app.Config) { c.BaseURL = base })
		_, ctx := site.Tenant("asa")
		if _, err := site.App.People.AddUser(ctx, identity.Person{Name: "Anna", Email: "anna@asa.example"}, []identity.RoleIn{{Role: identity.Admin}}, webtest.Password); err != nil {
			t.Fatal(err)
		}
		r := site.Visitor("asa").Post("/login", url.Values{"email": {"anna@asa.example"}, "password": {webtest.Password}})
		cookie := r.Header.Get("Set-Cookie")
		for _, part := range want {
			if !strings.Contains(cookie, part) {
				t.Errorf("%s: cookie %q lacks %s", base, cookie, part)
			}
		}
		if strings.Contains(cookie, "Domain") {
			t.Errorf("%s: cookie %q is for a whole domain", base, cookie)
		}
		if hsts := r.Header.Get("Strict-Transport-Security"); (hsts != "") != strings.HasPrefix(base, "https") {
			t.Errorf("%s: HSTS is %q", base, hsts)
		}
	}
}

func TestClientIPBelievesOnlyANearProxy(t *testing.T) {
	for _, c := range []struct{ remote, forwarded, want string }{
		{"127.0.0.1:5", "", "127.0.0.1"}, {"127.0.0.1:5", "203.0.113.9", "203.0.113.9"}, {"10.0.0.2:5", "1.2.3.4, 203.0.113.9", "203.0.113.9"},
		{"198.51.100.7:5", "203.0.113.9", "198.51.100.7"}, {"127.0.0.1:5", "nonsense", "127.0.0.1"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.RemoteAddr = c.remote
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := app.ClientIP(r); got != c.want {
			t.Errorf("from %s for %q: %s, want %s", c.remote, c.forwarded, got, c.want)
		}
	}
}

func TestOwnHostHasTheSamePagesWithoutTheSlug(t *testing.T) {
	site := webtest.New(t)
	_, ctx := site.Tenant("asa")
	if _, err := site.App.Tenants.Add(identity.AsOperator(ctx), hosted); err != nil {
		t.Fatal(err)
	}
	h := site.App.Handler()
	get := func(host, path string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		r.Host = host
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	w := get("konton.beby.example:443", "/")
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Beby kommun") || strings.Contains(w.Body.String(), `href="/beby`) {
		t.Errorf("own host: status %d, or links with the slug", w.Code)
	}
	if w := get("konton.beby.example", "/app"); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/login") {
		t.Errorf("staff at the own host: status %d to %q", w.Code, w.Header().Get("Location"))
	}
	if a, b := get("konton.beby.example", "/").Header().Get("ETag"), get("127.0.0.1", "/asa").Header().Get("ETag"); a == b || a == "" {
		t.Errorf("two municipalities share the ETag %q", a)
	}
	if w := get("konton.beby.example", "//evil.example/"); w.Code < 400 && strings.HasPrefix(w.Header().Get("Location"), "//") {
		t.Errorf("leads to another site: %q", w.Header().Get("Location"))
	}
}

func TestReadyAndAlive(t *testing.T) {
	site := webtest.New(t)
	get := func(path string) int {
		w := httptest.NewRecorder()
		site.App.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		return w.Code
	}
	if a, b := get("/healthz"), get("/readyz"); a != http.StatusOK || b != http.StatusOK {
		t.Errorf("healthz %d, readyz %d", a, b)
	}
	if got := get("/metrics"); got != http.StatusNotFound {
		t.Errorf("metrics on the public listener: status %d", got)
	}
	site.App.DB.Close()
	if a, b := get("/healthz"), get("/readyz"); a != http.StatusOK || b != http.StatusServiceUnavailable {
		t.Errorf("without the database: healthz %d, readyz %d", a, b)
	}
}

var hosted = tenant.New{Slug: "beby", Name: "Beby kommun", Code: "0099", Host: "konton.beby.example"}
