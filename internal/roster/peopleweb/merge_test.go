package peopleweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/andybalholm/cascadia"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/webtest"
)

// chosen is the value of the radio that is chosen.
func chosen(r *webtest.Response, name string) string {
	for _, n := range r.Select(`input[name="` + name + `"][checked]`) {
		return webtest.Attr(n, "value")
	}
	return ""
}

func TestTwoPeopleBecomeOneStepByStep(t *testing.T) {
	site := webtest.New(t)
	_, ctx := site.Tenant("orebro")
	c := site.User(ctx, "Linnea", identity.Communications)
	wantPage(t, c.Get("/app/people"), 200, "Leta efter dubbletter")
	wantPage(t, c.Get("/app/people/merge"), 200, "Ingen verkar finnas två gånger")
	add := func(p identity.Person) identity.Person {
		p, err := site.App.People.AddPerson(ctx, p)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	a, b := add(identity.Person{Name: "Bo Berg", Email: "bo@a.example", Phone: "019-11 11 11"}), add(identity.Person{Name: "bo berg", Title: "Rektor", Email: "bo@b.example"})
	list := c.Get("/app/people/merge")
	wantPage(t, list, 200, "Jämför", "namn, början av e-postadressen")
	at := "/app/people/" + a.ID.String() + "/merge"
	wantPage(t, c.Get(at), 200, "Slå ihop Bo Berg med en dubblett", "bo berg – Rektor")
	if r := c.Get("/app/people/" + a.ID.String()); !strings.Contains(r.Body, at) {
		t.Error("the person's page does not lead to merging")
	}
	side := c.Get(at + "?with=" + b.ID.String())
	wantPage(t, side, 200, "1: Bo Berg", "2: bo berg", "Det går inte att ångra", "Uppdrag på konton", "bo@b.example")
	if chosen(side, "keep") != a.ID.String() || chosen(side, "title") != b.ID.String() || chosen(side, "phone") != a.ID.String() || chosen(side, "unit") != "" {
		t.Errorf("proposed: keep %s, title %s, phone %s, unit %s", chosen(side, "keep"), chosen(side, "title"), chosen(side, "phone"), chosen(side, "unit"))
	}
	c.Post("/app/language", url.Values{"lang": {"en"}})
	wantPage(t, c.Get(at+"?with="+b.ID.String()), 200, "Which of them is kept?", "This cannot be undone")
	c.Post("/app/language", url.Values{"lang": {"sv"}})
	form := url.Values{"with": {b.ID.String()}, "version": {"1"}, "version_with": {"1"}, "name": {a.ID.String()}, "title": {b.ID.String()}, "email": {b.ID.String()}, "phone": {a.ID.String()}}
	again := c.Post(at, form)
	wantPage(t, again, 422, "Välj vilken av dem som ska finnas kvar")
	if chosen(again, "email") != b.ID.String() || chosen(again, "keep") != "" {
		t.Errorf("what was chosen is lost: e-mail %q, keep %q", chosen(again, "email"), chosen(again, "keep"))
	}
	if len(cascadia.QueryAll(again.Select("body")[0], cascadia.MustCompile(`a[href="#keep"]`))) == 0 {
		t.Error("the summary does not lead to the choice")
	}
	form.Set("keep", b.ID.String())
	form.Set("version_with", "0")
	stale := c.Post(at, form)
	wantPage(t, stale, 409, "Någon har ändrat bo berg sedan sidan visades")
	if stale.Value("version_with") != "1" || chosen(stale, "keep") != b.ID.String() || chosen(stale, "name") != a.ID.String() {
		t.Errorf("saving again is no choice: version %q, keep %q", stale.Value("version_with"), chosen(stale, "keep"))
	}
	form.Set("version_with", stale.Value("version_with"))
	done := c.Post(at, form)
	if to := place(t, done); to != "/app/people/"+b.ID.String() {
		t.Errorf("leads to %s", to)
	}
	wantPage(t, c.Follow(done), 200, "De två är nu en person: Bo Berg", "Rektor", "bo@b.example", "019-11 11 11")
	wantPage(t, c.Get("/app/people/"+a.ID.String()), 404)
	wantPage(t, c.Post(at, form), 404)
	wantPage(t, site.User(ctx, "Ada", identity.Admin).Get("/app/log"), 200, "Slog ihop två personer")
}

func TestMergingIsTheirsWhoMayAndSaysWhyNot(t *testing.T) {
	site := webtest.New(t)
	_, ctx := site.Tenant("orebro")
	_, hers := site.Tenant("habo")
	c, olle := site.User(ctx, "Linnea", identity.Communications), site.User(ctx, "Olle", identity.Operations)
	other, err := site.App.People.AddPerson(hers, identity.Person{Name: "Hanna Hemlig"})
	if err != nil {
		t.Fatal(err)
	}
	all := people(t, site, ctx)
	a, b := all[0], all[1] // both have a login
	at := "/app/people/" + a.ID.String() + "/merge"
	refused := c.Get(at + "?with=" + b.ID.String())
	wantPage(t, refused, 200, "Båda har en inloggning")
	if len(refused.Select(`input[name="keep"]`)) != 0 {
		t.Error("a refused pair has a form")
	}
	form := url.Values{"with": {b.ID.String()}, "version": {"1"}, "version_with": {"1"}, "keep": {a.ID.String()}}
	wantPage(t, c.Post(at, form), 422, "Båda har en inloggning")
	wantPage(t, c.Get(at+"?with="+a.ID.String()), 200, "kan inte slås ihop med sig själv")
	for path, status := range map[string]int{at + "?with=" + other.ID.String(): 404, at + "?with=x": 404, "/app/people/" + other.ID.String() + "/merge": 404,
		"/app/people/" + other.ID.String() + "/merge?with=" + a.ID.String(): 404} {
		if r := c.Get(path); r.Status != status || strings.Contains(r.Body, "Hanna") {
			t.Errorf("%s: status %d", path, r.Status)
		}
	}
	form.Set("with", other.ID.String())
	wantPage(t, c.Post(at, form), 404)
	form.Del("with")
	wantPage(t, c.Post(at, form), 404)
	for _, path := range []string{"/app/people/merge", at, at + "?with=" + b.ID.String()} {
		wantPage(t, olle.Get(path), http.StatusForbidden)
	}
	wantPage(t, olle.Post(at, url.Values{"with": {b.ID.String()}}), http.StatusForbidden)
	if r := olle.Get("/app/people/" + b.ID.String()); strings.Contains(r.Body, "/merge") {
		t.Error("somebody who may not is led to merging")
	}
}
