package aheadweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/webtest"
)

func TestWhatIsAmissIsMendedFromTheList(t *testing.T) {
	site := webtest.New(t)
	_, root := site.Tenant("bjorkvik")
	school, street := site.Unit(root, "Bergaskolan"), site.Unit(root, "Gata")
	a, err := site.App.Register.Add(root, register.Input{Address: "https://www.facebook.com/bergaskolan", Name: "Bergaskolan", UnitID: school.ID.String(), Contact: "Expeditionen"}, true)
	if err != nil {
		t.Fatal(err)
	}
	sara, olle := site.User(root, "Sara", identity.Operations, school), site.User(root, "Olle", identity.Operations, street)
	linnea, rita := site.User(root, "Linnea", identity.Communications), site.User(root, "Rita", identity.Reader)
	karin, err := site.App.People.AddPerson(root, identity.Person{Name: "Karin Öhman", UnitID: school.ID})
	if err != nil {
		t.Fatal(err)
	}
	mend := "/app/roster/accounts/" + a.Ref + "/mend"

	got := linnea.Get("/app/roster")
	if got.Status != http.StatusOK || !strings.Contains(got.TextOf("tbody tr"), "Ingen är utsedd") || !strings.Contains(got.TextOf("tbody tr"), "Låt Karin Öhman bevaka") ||
		!strings.Contains(got.TextOf(".next"), "Utse någon som bevakar Bergaskolan på Facebook") {
		t.Errorf("the list: %d %s", got.Status, got.Text())
	}
	if n := got.TextOf(`a[href="/bjorkvik/app/roster"]`); !strings.Contains(n, "Bemanning 1") {
		t.Errorf("the menu says %q", n)
	}
	if got := rita.Get("/app/roster"); got.Status != http.StatusOK || len(got.Select("tbody form")) != 0 || len(got.Select(".next")) != 0 {
		t.Errorf("a reader: %d %s", got.Status, got.Text())
	}
	if got := olle.Get("/app/roster"); got.Status != http.StatusOK || strings.Contains(got.Text(), "Bergaskolan") {
		t.Errorf("another unit: %d %s", got.Status, got.Text())
	}
	if got := olle.Get(mend); got.Status != http.StatusNotFound {
		t.Errorf("another unit's account: %d", got.Status)
	}
	step := url.Values{"step": {"assign:2026-11-23:"}, "person": {karin.ID.String()}}
	for name, c := range map[string]struct {
		who  *webtest.Client
		want int
	}{"a reader": {rita, http.StatusForbidden}, "another unit": {olle, http.StatusNotFound}} {
		if got := c.who.Post(mend, step); got.Status != c.want {
			t.Errorf("%s mends: %d", name, got.Status)
		}
	}
	if got := sara.Post(mend, url.Values{"step": {"assign:2026-11-23:"}, "person": {""}}); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.TextOf(".errs"), "Välj en person") {
		t.Errorf("nobody chosen: %d %s", got.Status, got.Text())
	}
	done := sara.Post(mend, step)
	if done.Status != http.StatusSeeOther {
		t.Fatalf("mending: %d %s", done.Status, done.Text())
	}
	if got := sara.Follow(done); !strings.Contains(got.TextOf(".flash"), "Karin Öhman bevakar Bergaskolan på Facebook") || !strings.Contains(got.TextOf("tbody tr"), "Alltid en person") {
		t.Errorf("after: %s", got.Text())
	}
	if got := linnea.Post(mend, step); got.Status != http.StatusConflict || !strings.Contains(got.TextOf(".errs"), "har ändrats sedan sidan visades") {
		t.Errorf("the same once more: %d %s", got.Status, got.Text())
	}
	linnea.Post("/app/language", url.Values{"lang": {"en"}, "language": {"en"}})
	if got := linnea.Get(mend); got.Status != http.StatusOK {
		t.Errorf("in English: %d", got.Status)
	}
}

func TestAnEmptyMunicipalityIsToldHowToBegin(t *testing.T) {
	site := webtest.New(t)
	_, root := site.Tenant("bjorkvik")
	got := site.User(root, "Linnea", identity.Communications).Get("/app/roster")
	if got.Status != http.StatusOK || !strings.Contains(got.TextOf(".empty"), "Importera konton") {
		t.Errorf("%d %s", got.Status, got.Text())
	}
}
