package identityweb_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/gorilla/securecookie"

	"kanalkoll/internal/app"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/identityweb"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/tenant"
	"kanalkoll/internal/webtest"
)

func TestADatabaseThatDoesNotAnswerIsSaid(t *testing.T) {
	key := []byte(strings.Repeat("k", 32))
	db, err := postgres.Open(t.Context(), "postgres://nobody@127.0.0.1:1/none", clock.System())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	value, err := securecookie.New(key, nil).MaxAge(0).Encode("sid", strings.Repeat("x", 43))
	if err != nil {
		t.Fatal(err)
	}
	reached := false
	h := identityweb.NewSessions(identity.NewService(db), key, false).Middleware(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	ask := func(cookie string) int {
		r := httptest.NewRequestWithContext(postgres.WithTenant(t.Context(), uuid.New()), http.MethodGet, "/app", nil)
		r.Header.Set("Cookie", cookie)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code
	}
	if code := ask("sid=" + value); code != http.StatusServiceUnavailable || reached {
		t.Errorf("status %d, reached %v", code, reached)
	}
	if code := ask("other=1"); code != http.StatusOK || !reached {
		t.Errorf("without a session: status %d, reached %v", code, reached)
	}
}

func TestDemoSignIn(t *testing.T) {
	for _, demo := range []bool{true, false} {
		s := webtest.New(t, func(c *app.Config) { c.Demo = demo })
		ctx := identity.AsOperator(t.Context())
		m, err := s.App.Tenants.Add(ctx, tenant.New{Slug: "bjorkvik", Code: "9999", Name: "Björkviks kommun", Demo: true})
		if err != nil {
			t.Fatal(err)
		}
		_, plain := s.Tenant("annanby")
		s.User(app.InTenant(ctx, m), "Anna", identity.Archivist)
		s.User(plain, "Bo", identity.Archivist)
		v := s.Visitor("bjorkvik")
		role := url.Values{"role": {"archivist"}}
		if buttons := len(v.Get("/login").Select("button[name=role]")); (buttons == len(identity.Roles)) != demo {
			t.Errorf("demo %v: %d buttons", demo, buttons)
		}
		if !demo {
			want(t, v.Post("/login/demo", role), http.StatusNotFound)
			continue
		}
		want(t, v.Post("/login/demo", url.Values{"role": {"king"}}), http.StatusNotFound)
		want(t, v.Post("/login/demo", role), http.StatusSeeOther)
		if text := want(t, v.Get("/app/me"), http.StatusOK).Text(); !strings.Contains(text, "Arkivarie") {
			t.Error("not the archivist")
		}
		want(t, s.Visitor("annanby").Post("/login/demo", role), http.StatusNotFound)
	}
}
