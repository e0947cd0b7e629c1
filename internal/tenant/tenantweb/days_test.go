package tenantweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/webtest"
)

// TestClosedDaysPage runs on Monday 23 November 2026.
func TestClosedDaysPage(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("bjorkvik")
	_, other := s.Tenant("annanby")
	anna, theirs := s.User(ctx, "Anna", identity.Communications), s.User(other, "Olle", identity.Admin)
	const path = "/app/settings/days"
	want(t, s.User(ctx, "Rut", identity.Operations).Get(path), http.StatusForbidden)
	want(t, s.Visitor("bjorkvik").Get(path), http.StatusSeeOther)
	if r := anna.Get("/app/settings"); len(r.Select(`a[href="/bjorkvik`+path+`"]`)) != 1 {
		t.Error("the settings do not lead to the closed days")
	}
	r := want(t, anna.Get(path), http.StatusOK)
	known := r.TextOf("section[aria-labelledby=known]")
	if !strings.Contains(r.TextOf(".empty"), "Inga stängda dagar") || !strings.Contains(known, "Midsommarafton") || !strings.Contains(known, "2027") || strings.Contains(known, "Påskdagen") {
		t.Errorf("without closed days: %s", r.TextOf("main"))
	}
	for field, form := range map[string]url.Values{
		"from": {"from": {"2026-12-24"}, "to": {""}, "name": {"Julafton"}},
		"to":   {"from": {"2026-12-07"}, "to": {"2026-12-04"}, "name": {"Flytt"}},
		"name": {"from": {"2026-12-07"}, "to": {"2026-12-08"}, "name": {""}},
	} {
		r := want(t, anna.Post(path, form), http.StatusUnprocessableEntity)
		if len(r.Select(`.errs a[href="#`+field+`"]`)) != 1 || r.Value("from") != form.Get("from") || r.Value("to") != form.Get("to") || r.Value("name") != form.Get("name") {
			t.Errorf("%s is not refused at its field with all kept: %s", field, r.TextOf(".errs"))
		}
	}
	r = anna.Follow(want(t, anna.Post(path, url.Values{"from": {"2026-12-04"}, "to": {"2026-12-07"}, "name": {"Flytt"}}), http.StatusSeeOther))
	if r.TextOf(".flash") != "2 stängda dagar är tillagda." || !strings.Contains(r.TextOf("section[aria-labelledby=coming]"), "Måndag 7 december 2026 Flytt") {
		t.Errorf("added: %q %s", r.TextOf(".flash"), r.TextOf("main"))
	}
	r = anna.Follow(want(t, anna.Post(path, url.Values{"from": {"2026-11-20"}, "name": {"Klämdag"}}), http.StatusSeeOther))
	if !strings.Contains(r.TextOf("section[aria-labelledby=past]"), "Fredag 20 november 2026 Klämdag") {
		t.Errorf("past: %s", r.TextOf("main"))
	}
	want(t, theirs.Post(path+"/2026-12-04/remove", nil), http.StatusNotFound)
	for _, day := range []string{"2026-12-05", "nonsense", "2026-02-30"} {
		want(t, anna.Post(path+"/"+day+"/remove", nil), http.StatusNotFound)
	}
	r = anna.Follow(want(t, anna.Post(path+"/2026-12-04/remove", nil), http.StatusSeeOther))
	if r.TextOf(".flash") != "Fredag 4 december 2026 är en arbetsdag igen." || strings.Contains(r.TextOf("section[aria-labelledby=coming]"), "4 december") {
		t.Errorf("taken back: %q", r.TextOf(".flash"))
	}
	if strings.Contains(theirs.Get(path).Text(), "Flytt") {
		t.Error("another municipality sees the days")
	}
}
