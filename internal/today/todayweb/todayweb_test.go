package todayweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/webtest"
)

func text(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }

func want(t *testing.T, r *webtest.Response, texts ...string) {
	t.Helper()
	if r.Status != http.StatusOK {
		t.Fatalf("status %d\n%s", r.Status, r.Text())
	}
	for _, s := range texts {
		if !strings.Contains(text(r.Text()), s) {
			t.Errorf("the page does not say %q:\n%s", s, r.Text())
		}
	}
}

func TestTheDayByRole(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("bjorkvik")
	culture, rescue := s.Unit(ctx, "Kultur"), s.Unit(ctx, "Räddningstjänsten")
	for _, in := range []register.Input{
		{Address: "facebook.com/bjorkvikskultur", Name: "Kulturen", UnitID: culture.ID.String()},
		{Address: "instagram.com/bjorkvik_rtj", Name: "Räddningen", UnitID: rescue.ID.String(), Contact: "Jouren", Purpose: "Varna"},
	} {
		a, err := s.App.Register.Add(ctx, in, true)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"Johan Wallin", "Karin Öhman"} {
			p, err := s.App.People.AddPerson(ctx, identity.Person{Name: name})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.App.Rosters.Assign(ctx, a.Ref, roster.AssignInput{PersonID: p.ID, Role: string(roster.Monitor)}); err != nil {
				t.Fatal(err)
			}
		}
	}
	r := s.User(ctx, "Linnea", identity.Communications).Get("/app")
	want(t, r, "1 att göra i dag", "1 kan vänta", "Ange kontakt", "Kulturen på Facebook", "1 öppet konto saknar kontakt", "Bevakade i dag 2 av 2", "Systemets drift registrerade 2 konton")
	if got := text(r.TextOf("h1")); got != "Måndag 23 november" {
		t.Errorf("h1 %q", got)
	}
	if r.TextOf(".next h2") != "Börja med" || r.TextOf(".next .what") != "Ange kontakt: Kulturen på Facebook" {
		t.Errorf("begins with %q: %q", r.TextOf(".next h2"), r.TextOf(".next .what"))
	}
	if got := webtest.Attr(r.Select(".next a.btn")[0], "href"); got != "/bjorkvik/app/accounts/k0001/edit#contact" {
		t.Errorf("leads to %q", got)
	}
	if n := len(r.Select(".todo tbody tr")); n != 2 {
		t.Errorf("%d things to do, want contact and purpose", n)
	}

	r = s.User(ctx, "Olle", identity.Operations, rescue).Get("/app")
	want(t, r, "Inget att göra.", "Inget väntar på dig.", "registrerade Räddningen på Instagram")
	if strings.Contains(r.Text(), "Kulturen") {
		t.Error("operations see another unit's account")
	}
	for _, role := range []identity.Role{identity.Archivist, identity.Registrar, identity.Reader} {
		r := s.User(ctx, string(role), role).Get("/app")
		want(t, r, "Inget att göra.", "Senast")
		if len(r.Select(".next")) != 0 {
			t.Errorf("%s is asked to begin with something", role)
		}
	}
}

func TestTheDayOfAnEmptyMunicipality(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("bjorkvik")
	c := s.User(ctx, "Linnea", identity.Communications)
	r := c.Get("/app")
	want(t, r, "Inga konton är registrerade än.", "Importera en fil")
	if len(r.Select(".read")) != 0 {
		t.Error("figures of nothing")
	}
	c.Post("/app/language", url.Values{"lang": {"en"}, "next": {"/app"}})
	r = c.Get("/app")
	want(t, r, "No accounts are registered yet.", "Import a file")
	if got := text(r.TextOf("h1")); got != "Monday 23 November" {
		t.Errorf("h1 %q", got)
	}
	if r := c.Do(http.MethodHead, "/app", nil, nil); r.Status != http.StatusOK || r.Body != "" {
		t.Errorf("HEAD: %d with %d bytes", r.Status, len(r.Body))
	}
	if r := s.Visitor("bjorkvik").Get("/app"); r.Status != http.StatusSeeOther {
		t.Errorf("without a session: %d", r.Status)
	}
}
