package identityweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kanalkoll/internal/app"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/webtest"
)

func cookies(r *webtest.Response) []*http.Cookie {
	return (&http.Response{Header: r.Header}).Cookies()
}

func want(t *testing.T, r *webtest.Response, status int) *webtest.Response {
	t.Helper()
	if r.Status != status {
		t.Fatalf("status %d, want %d\n%s", r.Status, status, r.Text())
	}
	return r
}

func login(email, password string) url.Values {
	return url.Values{"email": {email}, "password": {password}}
}

func TestVisitorsGetNoCookie(t *testing.T) {
	s := webtest.New(t)
	s.Tenant("bjorkvik")
	v := s.Visitor("bjorkvik")
	for _, path := range []string{"/login", "/invite/nothing", "/app"} {
		if r := v.Get(path); len(cookies(r)) != 0 {
			t.Errorf("%s sets a cookie", path)
		}
	}
	if r := v.Post("/login", login("anna@bjorkvik.example", "fel")); len(cookies(r)) != 0 {
		t.Error("a failed sign-in sets a cookie")
	}
}

func TestCookieOfASession(t *testing.T) {
	for https, name := range map[bool]string{false: "sid", true: "__Host-sid"} {
		s := webtest.New(t, func(c *app.Config) {
			if https {
				c.BaseURL = "https://konton.example"
			}
		})
		_, ctx := s.Tenant("bjorkvik")
		s.User(ctx, "Anna", identity.Reader)
		r := want(t, s.Visitor("bjorkvik").Post("/login", login("anna@bjorkvik.example", webtest.Password)), http.StatusSeeOther)
		list := cookies(r)
		if len(list) != 1 {
			t.Fatalf("%d cookies", len(list))
		}
		c := list[0]
		if c.Name != name || c.Secure != https || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 0 {
			t.Errorf("cookie = %+v", c)
		}
		if strings.Contains(c.Value, "anna") || r.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("cookie %q, Cache-Control %q", c.Value, r.Header.Get("Cache-Control"))
		}
	}
}

func withCookie(v *webtest.Client, path, cookie string) *webtest.Response {
	return v.Do(http.MethodGet, path, nil, http.Header{"Cookie": {cookie}})
}

func TestEachSignInHasATokenOfItsOwnAndEndsTheOneBefore(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("bjorkvik")
	s.User(ctx, "Anna", identity.Reader)
	c := s.Visitor("bjorkvik")
	first := cookies(c.Post("/login", login("anna@bjorkvik.example", webtest.Password)))[0]
	second := cookies(c.Post("/login", login("anna@bjorkvik.example", webtest.Password)))[0]
	if first.Value == second.Value {
		t.Fatal("the same token twice")
	}
	v := s.Visitor("bjorkvik")
	want(t, withCookie(v, "/app/me", "sid="+first.Value), http.StatusSeeOther)
	want(t, withCookie(v, "/app/me", "sid="+second.Value), http.StatusOK)
	want(t, withCookie(v, "/app/me", "sid="+second.Value+"x"), http.StatusSeeOther)
	want(t, withCookie(v, "/app/me", "sid="), http.StatusSeeOther)
}

func TestASessionIsNothingInAnotherMunicipality(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("bjorkvik")
	s.Tenant("annanby")
	s.User(ctx, "Anna", identity.Admin)
	c := cookies(s.Visitor("bjorkvik").Post("/login", login("anna@bjorkvik.example", webtest.Password)))[0]
	r := want(t, withCookie(s.Visitor("annanby"), "/app/me", "sid="+c.Value), http.StatusSeeOther)
	if len(cookies(r)) != 0 {
		t.Error("the other municipality takes the cookie away")
	}
	want(t, withCookie(s.Visitor("bjorkvik"), "/app/me", "sid="+c.Value), http.StatusOK)
}

func TestSignInGoesOnWhereOneWasGoing(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("bjorkvik")
	s.User(ctx, "Anna", identity.Admin)
	r := want(t, s.Visitor("bjorkvik").Get("/app/people?q=anna"), http.StatusSeeOther)
	to, err := url.Parse(r.Header.Get("Location"))
	if err != nil || to.Path != "/bjorkvik/login" {
		t.Fatalf("leads to %s", to)
	}
	for next, path := range map[string]string{
		to.Query().Get("next"):           "/bjorkvik/app/people?q=anna",
		"/bjorkvik/app/users":            "/bjorkvik/app/users",
		"":                               "/bjorkvik/app",
		"https://evil.example/app":       "/bjorkvik/app",
		"//evil.example/app":             "/bjorkvik/app",
		`/\evil.example/app`:             "/bjorkvik/app",
		"/app/../../annanby/app":         "/bjorkvik/app",
		"/annanby/app":                   "/bjorkvik/app",
		"javascript:alert(1)":            "/bjorkvik/app",
		"/app/people\r\nSet-Cookie: a=b": "/bjorkvik/app",
		"/application":                   "/bjorkvik/app",
	} {
		form := login("anna@bjorkvik.example", webtest.Password)
		form.Set("next", next)
		if got := s.Visitor("bjorkvik").Post("/login", form).Header.Get("Location"); got != path {
			t.Errorf("next %q leads to %q, want %q", next, got, path)
		}
	}
}

func TestSignInThatFailsKeepsTheAddressAndNotThePassword(t *testing.T) {
	s := webtest.New(t)
	s.Tenant("bjorkvik")
	v := s.Visitor("bjorkvik")
	r := want(t, v.Post("/login", login("nobody@bjorkvik.example", "hemliga ordet")), http.StatusUnprocessableEntity)
	if r.Value("email") != "nobody@bjorkvik.example" || strings.Contains(r.Body, "hemliga ordet") {
		t.Error("what was typed is lost, or the password shown")
	}
	if len(r.Select(`.errs a[href="#email"]`)) != 1 {
		t.Error("no way to the field")
	}
	r = want(t, v.Post("/login", url.Values{}), http.StatusUnprocessableEntity)
	if len(r.Select(".errs li")) != 2 {
		t.Error("both empty fields are named")
	}
	for range 10 {
		r = v.Post("/login", login("nobody@bjorkvik.example", "hemliga ordet"))
	}
	want(t, r, http.StatusTooManyRequests)
	if r.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
}

func TestLoginPage(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("bjorkvik")
	r := want(t, s.Visitor("bjorkvik").Get("/login"), http.StatusOK)
	if len(r.Select(`input[type=email][autocomplete=username]`)) != 1 || len(r.Select(`input[type=password][autocomplete=current-password]`)) != 1 {
		t.Error("a password manager does not know the fields")
	}
	if len(r.Select(`button[name=role]`)) != 0 {
		t.Error("demo buttons outside the demo")
	}
	want(t, s.Visitor("bjorkvik").Post("/login/demo", url.Values{"role": {"admin"}}), http.StatusNotFound)
	en := want(t, s.Visitor("bjorkvik").Get("/login?lang=en"), http.StatusOK)
	if en.TextOf("h1") != "Sign in" || r.TextOf("h1") != "Logga in" {
		t.Errorf("headings %q and %q", en.TextOf("h1"), r.TextOf("h1"))
	}
	anna := s.User(ctx, "Anna", identity.Reader)
	if to := want(t, anna.Get("/login"), http.StatusSeeOther).Header.Get("Location"); to != "/bjorkvik/app" {
		t.Errorf("signed in already, and led to %s", to)
	}
}

func TestSignOut(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("bjorkvik")
	anna := s.User(ctx, "Anna", identity.Reader)
	want(t, anna.Get("/app/me"), http.StatusOK)
	r := want(t, anna.Post("/logout", nil), http.StatusSeeOther)
	if list := cookies(r); len(list) != 1 || list[0].MaxAge >= 0 {
		t.Errorf("cookies = %v", list)
	}
	if text := anna.Follow(r).TextOf(".flash"); text != "Du är utloggad." {
		t.Errorf("flash %q", text)
	}
	want(t, anna.Get("/app/me"), http.StatusSeeOther)
	want(t, anna.Post("/logout", nil), http.StatusSeeOther)
}

func TestASessionEndsOnThePageToo(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("bjorkvik")
	anna := s.User(ctx, "Anna", identity.Reader)
	s.Clock.Add(identity.IdleLimit + time.Second)
	want(t, anna.Get("/app/me"), http.StatusSeeOther)
}

func TestFlashIsShownOnce(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("bjorkvik")
	anna := s.User(ctx, "Anna", identity.Communications)
	r := want(t, anna.Post("/app/people", url.Values{"name": {"Örjan Ek"}}), http.StatusSeeOther)
	to := r.Header.Get("Location")
	if text := anna.Follow(r).TextOf(".flash"); text != "Örjan Ek är tillagd." {
		t.Errorf("flash %q", text)
	}
	if text := anna.Get(strings.TrimPrefix(to, "/bjorkvik")).TextOf(".flash"); text != "" {
		t.Errorf("flash again: %q", text)
	}
}
