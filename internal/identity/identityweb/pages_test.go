package identityweb_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/webtest"
)

var inviteLink = regexp.MustCompile(`http://[^/]+/bjorkvik(/invite/[A-Za-z0-9_-]{43})`)

func linkIn(t *testing.T, r *webtest.Response) string {
	t.Helper()
	m := inviteLink.FindStringSubmatch(r.TextOf("#invitation"))
	if m == nil {
		t.Fatalf("no link in %q", r.Text())
	}
	return m[1]
}

func TestInvitation(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("bjorkvik")
	admin := s.User(ctx, "Anna", identity.Admin)
	unit := s.Unit(ctx, "Biblioteket")
	r := want(t, admin.Post("/app/users", url.Values{"email": {"bo@bjorkvik.example"}, "name": {"Bo Ek"},
		"role": {"operations", "", ""}, "unit": {unit.ID.String(), "", ""}}), http.StatusOK)
	if r.Header.Get("Referrer-Policy") != "no-referrer" {
		t.Error("the page with the link tells others where it was")
	}
	link := linkIn(t, r)
	v := s.Visitor("bjorkvik")
	r = want(t, v.Get(link), http.StatusOK)
	for _, words := range []string{"Bo Ek", "Bjorkvik kommun", "bo@bjorkvik.example", "Verksamhet (Biblioteket)"} {
		if !strings.Contains(r.Text(), words) {
			t.Errorf("the invitation does not say %q", words)
		}
	}
	if r.Header.Get("Referrer-Policy") != "no-referrer" {
		t.Error("the invitation's address can leak")
	}
	want(t, v.Post(link, url.Values{"password": {"kort"}}), http.StatusUnprocessableEntity)
	want(t, v.Post(link, url.Values{"password": {"bjorkvikbjorkvik"}}), http.StatusUnprocessableEntity)
	r = want(t, v.Post(link, url.Values{"password": {webtest.Password}, "again": {"något annat"}}), http.StatusUnprocessableEntity)
	if len(r.Select(`.errs a[href="#again"]`)) != 1 {
		t.Error("no way to the second field")
	}
	r = want(t, v.Post(link, url.Values{"password": {webtest.Password}, "again": {webtest.Password}}), http.StatusSeeOther)
	if to := r.Header.Get("Location"); to != "/bjorkvik/app" {
		t.Errorf("leads to %s", to)
	}
	want(t, v.Get("/app/me"), http.StatusOK)
	r = want(t, s.Visitor("bjorkvik").Get(link), http.StatusNotFound)
	if !strings.Contains(r.Text(), "Be den som bjöd in dig om en ny länk") {
		t.Error("a used link does not say what to do")
	}
}

func TestInvitingWronglyKeepsWhatWasTyped(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("bjorkvik")
	admin := s.User(ctx, "Anna", identity.Admin)
	r := want(t, admin.Post("/app/users", url.Values{"email": {"anna@bjorkvik.example"}, "name": {"En till"}, "role": {"reader"}, "unit": {""}}), http.StatusUnprocessableEntity)
	if r.Value("name") != "En till" || r.Value("role") != "reader" || len(r.Select(`.errs a[href="#email"]`)) != 1 {
		t.Errorf("name %q, role %q", r.Value("name"), r.Value("role"))
	}
	r = want(t, admin.Post("/app/users", url.Values{"email": {"bo@bjorkvik.example"}, "name": {"Bo"}, "role": {"reader"}, "unit": {"not an id"}}), http.StatusUnprocessableEntity)
	if len(r.Select(`.errs a[href="#unit"]`)) != 1 {
		t.Error("no way to the unit")
	}
	r = want(t, admin.Post("/app/users", url.Values{"email": {"bo@bjorkvik.example"}, "name": {"Bo"}}), http.StatusUnprocessableEntity)
	if len(r.Select(`.errs a[href="#role"]`)) != 1 {
		t.Error("no way to the role")
	}
}

func userPath(t *testing.T, admin *webtest.Client, name string) string {
	t.Helper()
	for _, a := range admin.Get("/app/users").Select("tbody th a") {
		if webtest.Text(a) == name {
			return strings.TrimPrefix(webtest.Attr(a, "href"), "/bjorkvik")
		}
	}
	t.Fatalf("%s is not in the list", name)
	return ""
}

func TestManagingALogin(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("bjorkvik")
	admin, bo := s.User(ctx, "Anna", identity.Admin), s.User(ctx, "Bo", identity.Reader)
	path := userPath(t, admin, "Bo")
	was := want(t, admin.Get(path), http.StatusOK).Value("was")
	r := want(t, admin.Post(path+"/roles", url.Values{"role": {"archivist", "registrar"}, "unit": {"", ""}, "was": {was}}), http.StatusSeeOther)
	if text := admin.Follow(r).Text(); !strings.Contains(text, "Rollerna för Bo är sparade.") {
		t.Error("no flash")
	}
	r = want(t, admin.Post(path+"/roles", url.Values{"role": {"reader"}, "unit": {""}, "was": {was}}), http.StatusConflict)
	if !strings.Contains(r.Text(), "Arkivarie, Registrator") || r.Value("role") != "reader" {
		t.Error("the clash does not show both")
	}

	want(t, admin.Get(path+"/disable"), http.StatusOK)
	want(t, bo.Get("/app/me"), http.StatusOK)
	want(t, admin.Post(path+"/disable", nil), http.StatusSeeOther)
	want(t, bo.Get("/app/me"), http.StatusSeeOther)
	want(t, admin.Post(path+"/invite", nil), http.StatusConflict)
	want(t, admin.Post(path+"/enable", nil), http.StatusSeeOther)
	bo.SignIn("bo@bjorkvik.example")
	want(t, admin.Post(path+"/sign-out", nil), http.StatusSeeOther)
	want(t, bo.Get("/app/me"), http.StatusSeeOther)
	linkIn(t, want(t, admin.Post(path+"/invite", nil), http.StatusOK))

	mine := userPath(t, admin, "Anna")
	r = want(t, admin.Post(mine+"/disable", nil), http.StatusConflict)
	if !strings.Contains(r.Text(), "Du kan inte stänga av dig själv.") {
		t.Error("no reason")
	}
	r = want(t, admin.Post(mine+"/roles", url.Values{"role": {"reader"}, "unit": {""}}), http.StatusConflict)
	if !strings.Contains(r.Text(), "minst en administratör") {
		t.Error("no reason")
	}
}

func TestOwnAccount(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("bjorkvik")
	anna := s.User(ctx, "Anna", identity.Reader)
	other := s.Visitor("bjorkvik")
	s.Clock.Add(time.Minute)
	r := other.Do(http.MethodPost, "/login", strings.NewReader(login("anna@bjorkvik.example", webtest.Password).Encode()), http.Header{
		"Content-Type": {"application/x-www-form-urlencoded"},
		"User-Agent":   {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0"}})
	want(t, r, http.StatusSeeOther)
	r = want(t, anna.Get("/app/me"), http.StatusOK)
	rows := r.Select("tbody tr")
	if len(rows) != 2 || !strings.Contains(r.Text(), "Edge på Windows") || !strings.Contains(r.Text(), "Okänd webbläsare (den här)") {
		t.Fatalf("sessions: %s", r.Text())
	}
	end := strings.TrimPrefix(webtest.Attr(r.Select("tbody form")[0], "action"), "/bjorkvik")
	want(t, anna.Post(end, nil), http.StatusSeeOther)
	want(t, other.Get("/app/me"), http.StatusSeeOther)
	want(t, anna.Post(end, nil), http.StatusNotFound)
	want(t, anna.Post("/app/me/sessions/nonsense/end", nil), http.StatusNotFound)

	r = want(t, anna.Post("/app/me/password", url.Values{"current": {"fel"}, "password": {"en annan lång mening"}}), http.StatusUnprocessableEntity)
	if len(r.Select(`.errs a[href="#current"]`)) != 1 {
		t.Error("no way to the field")
	}
	want(t, anna.Post("/app/me/password", url.Values{"current": {webtest.Password}, "password": {"en annan lång mening"}}), http.StatusSeeOther)

	r = want(t, anna.Post("/app/language", url.Values{"lang": {"en"}, "next": {"/bjorkvik/app/me"}}), http.StatusSeeOther)
	if r.Header.Get("Location") != "/bjorkvik/app/me" || anna.Follow(r).TextOf("h1") != "My account" {
		t.Error("the language did not change")
	}
	want(t, anna.Post("/app/language", url.Values{"lang": {"tlh"}}), http.StatusUnprocessableEntity)
	want(t, anna.Post("/app/language", url.Values{"lang": {"sv"}, "next": {"https://evil.example"}}), http.StatusSeeOther)
}

func TestDirectory(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("bjorkvik")
	comms := s.User(ctx, "Anna", identity.Communications)
	reader := s.User(ctx, "Rut", identity.Reader)
	ops := s.User(ctx, "Olle", identity.Operations)
	want(t, reader.Get("/app/people"), http.StatusForbidden)
	want(t, ops.Get("/app/people"), http.StatusOK)
	want(t, ops.Get("/app/people/new"), http.StatusForbidden)
	want(t, comms.Get("/app/users"), http.StatusForbidden)

	r := want(t, comms.Post("/app/people", url.Values{"name": {"  "}, "email": {"x"}, "title": {"Lärare\x00\xff"}}), http.StatusUnprocessableEntity)
	if r.Value("title") != "Lärare��" || len(r.Select(".errs li")) != 2 {
		t.Errorf("title %q", r.Value("title"))
	}
	r = want(t, comms.Post("/app/people", url.Values{"name": {"Örjan Ek"}, "email": {"orjan@bjorkvik.example"}}), http.StatusSeeOther)
	path := strings.TrimPrefix(r.Header.Get("Location"), "/bjorkvik")
	want(t, comms.Get(path), http.StatusOK)
	if text := want(t, comms.Get("/app/people?q=örjan&page=99999999999"), http.StatusOK).Text(); !strings.Contains(text, "Örjan Ek") {
		t.Error("not found")
	}
	r = want(t, comms.Post(path+"/edit", url.Values{"name": {"Örjan Ek"}, "phone": {"ring växeln"}, "version": {"1"}}), http.StatusUnprocessableEntity)
	if r.Value("phone") != "ring växeln" || !strings.Contains(r.TextOf("#phone-error"), "Skriv ett telefonnummer") {
		t.Errorf("a number without digits: %q", r.TextOf("#phone-error"))
	}
	want(t, comms.Post(path+"/edit", url.Values{"name": {"Örjan Ek"}, "phone": {"0555-1"}, "version": {"1"}}), http.StatusSeeOther)
	r = want(t, comms.Post(path+"/edit", url.Values{"name": {"Örjan Ek"}, "phone": {"0555-2"}, "version": {"1"}}), http.StatusConflict)
	if r.Value("phone") != "0555-2" || r.Value("version") != "2" || !strings.Contains(r.TextOf(".note"), "Anna sparade en ändring") {
		t.Errorf("the clash: phone %q, version %q, %q", r.Value("phone"), r.Value("version"), r.TextOf(".note"))
	}
	s.Tenant("annanby")
	_, otherCtx := s.Tenant("tredjeby")
	other := s.User(otherCtx, "Eva", identity.Admin)
	want(t, other.Get(path), http.StatusNotFound)
	want(t, other.Post(path+"/edit", url.Values{"name": {"x"}, "version": {"2"}}), http.StatusNotFound)
	want(t, comms.Get("/app/people/not-an-id"), http.StatusNotFound)
}
