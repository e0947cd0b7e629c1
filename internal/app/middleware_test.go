package app_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/webtest"
)

func TestBytesThatAreNoTextNameNoMunicipality(t *testing.T) {
	site := webtest.New(t)
	for _, path := range []string{"/%00", "/%ff", "/%ff/app/accounts", "/a%00b/accounts.json", "/%C3%85re"} {
		resp, err := http.Get(site.URL + path) //nolint:gosec,noctx // the test's own server
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close() // only the status matters
		if resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s answers %d, want 404", path, resp.StatusCode)
		}
	}
}

func TestRefusalsDoNotWriteInvitationsIntoTheLog(t *testing.T) {
	site := webtest.New(t)
	site.Tenant("asa")
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	r := site.Visitor("asa").Do(http.MethodPost, "/invite/hemligt-tecken", strings.NewReader("password=x"), http.Header{"Origin": {"https://elsewhere.example"}})
	if r.Status != http.StatusForbidden {
		t.Fatalf("a form from another site gets %d", r.Status)
	}
	if !strings.Contains(log.String(), "request refused") || strings.Contains(log.String(), "hemligt-tecken") {
		t.Errorf("the log must say that a request was refused, without the invitation:\n%s", &log)
	}
}

func TestWhatIsNoFormIsRefusedAndNoError(t *testing.T) {
	site := webtest.New(t)
	_, ctx := site.Tenant("asa")
	admin := site.User(ctx, "Anna", identity.Admin)
	for contentType, body := range map[string]string{"application/x-www-form-urlencoded": "name=%zz", ";;;": "name=A"} {
		r := admin.Do(http.MethodPost, "/app/people", strings.NewReader(body), http.Header{"Content-Type": {contentType}})
		if r.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s as %s answers %d, want 422", body, contentType, r.Status)
		}
	}
}

func TestAVersionBeyondAllNumbersIsAStaleOne(t *testing.T) {
	site := webtest.New(t)
	_, ctx := site.Tenant("asa")
	unit := site.Unit(ctx, "Skola")
	p, err := site.App.People.AddPerson(ctx, identity.Person{Name: "Bo Ek"})
	if err != nil {
		t.Fatal(err)
	}
	admin := site.User(ctx, "Anna", identity.Admin)
	for _, path := range []string{"/app/settings", "/app/units/" + unit.ID.String(), "/app/people/" + p.ID.String() + "/edit"} {
		r := admin.Post(path, url.Values{"version": {"9223372036854775807"}, "name": {"Nytt namn"}, "accent": {"#00578a"}})
		if r.Status != http.StatusConflict {
			t.Errorf("%s answers %d, want 409", path, r.Status)
		}
	}
}

func TestSecretAddressesAreNotInTheLog(t *testing.T) {
	site := webtest.New(t)
	site.Tenant("asa")
	var log bytes.Buffer
	site.App.Log = slog.New(slog.NewTextHandler(&log, nil))
	handler := site.App.Handler()
	for _, path := range []string{"/asa/calendar/hemligt-tecken.ics", "/asa/calendar/hemligt-tecken.ics/", "/asa/invite/hemligt-tecken", "/asa/app/calendar/hemligt-tecken.ics"} {
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil))
	}
	lines := log.String()
	if strings.Count(lines, "msg=request ") != 4 || !strings.Contains(lines, "/asa/calendar/…") || strings.Contains(lines, "hemligt") {
		t.Errorf("the log must have a line for each request, without what is secret in it:\n%s", lines)
	}
}
