package callweb_test

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/pdf/pdftest"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/webtest"
)

// office is a municipality with a call list and a school whose account has a crisis contact.
type office struct {
	*webtest.Site
	ctx           context.Context
	ref           string
	johan         identity.Person
	linnea, reads *webtest.Client // communications, and a reader
	other         *webtest.Client // of another unit
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{Site: webtest.New(t)}
	_, o.ctx = o.Tenant("bjorkvik")
	unit, other := o.Unit(o.ctx, "Räddningstjänsten"), o.Unit(o.ctx, "Biblioteket")
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var err error
	o.johan, err = o.App.People.AddPerson(o.ctx, identity.Person{Name: "Johan Wallin", Title: "brandingenjör", Email: "johan@bjorkvik.example", Phone: "0555-10 00 41", UnitID: unit.ID})
	check(err)
	a, err := o.App.Register.Add(o.ctx, register.Input{Address: "https://www.facebook.com/rtjbjorkvik", Name: "Räddningstjänsten", UnitID: unit.ID.String(), CrisisUse: "used"}, true)
	check(err)
	o.ref = a.Ref
	check(o.App.Rosters.AddCall(o.ctx, roster.AssignInput{PersonID: o.johan.ID, Hours: "Dygnet runt"}))
	_, err = o.App.Rosters.Assign(o.ctx, o.ref, roster.AssignInput{PersonID: o.johan.ID, Role: string(roster.CrisisContact)})
	check(err)
	o.linnea, o.reads = o.User(o.ctx, "Linnea", identity.Communications), o.User(o.ctx, "Rut", identity.Reader)
	o.other = o.User(o.ctx, "Sara", identity.Operations, other)
	return o
}

func want(t *testing.T, r *webtest.Response, status int, texts ...string) {
	t.Helper()
	if r.Status != status {
		t.Fatalf("status %d, want %d\n%s", r.Status, status, r.Text())
	}
	for _, s := range texts {
		if !strings.Contains(r.Text(), s) {
			t.Errorf("%q is missing in\n%s", s, r.Text())
		}
	}
}

func TestEverybodyOnDutyIsSeenAndOnlyKeepersChangeTheList(t *testing.T) {
	o := newOffice(t)
	want(t, o.linnea.Get("/app/roster/crisis"), http.StatusOK, "Johan Wallin", "0555-10 00 41", "Dygnet runt", "Inte bekräftat", "Lägg till personen")
	r := o.reads.Get("/app/roster/crisis")
	want(t, r, http.StatusOK, "Johan Wallin", "0555-10 00 41")
	if strings.Contains(r.Text(), "Lägg till personen") {
		t.Error("a reader is offered to change the list")
	}
	want(t, o.reads.Post("/app/roster/crisis", url.Values{"person": {o.johan.ID.String()}}), http.StatusForbidden)
	want(t, o.other.Get("/app/accounts/"+o.ref+"/crisis"), http.StatusNotFound)
	want(t, o.reads.Get("/app/accounts/"+o.ref+"/crisis"), http.StatusOK, "Johan Wallin")
}

func TestAnAccountWithoutCrisisContactIsOneLinkFromOne(t *testing.T) {
	o := newOffice(t)
	unit := o.Unit(o.ctx, "Gata")
	a, err := o.App.Register.Add(o.ctx, register.Input{Address: "https://www.facebook.com/bjorkvik", Name: "Björkvik", UnitID: unit.ID.String(), CrisisUse: "used"}, true)
	if err != nil {
		t.Fatal(err)
	}
	to := "/bjorkvik/app/accounts/" + a.Ref + "/roster?role=crisis_contact#add"
	for _, path := range []string{"/app/roster/crisis", "/app/accounts/" + a.Ref + "/crisis"} {
		r := o.linnea.Get(path)
		want(t, r, http.StatusOK, "Lägg till en kriskontakt")
		if len(r.Select(`a[href="`+to+`"]`)) != 1 {
			t.Errorf("%s does not lead to %s", path, to)
		}
		if r = o.reads.Get(path); strings.Contains(r.Text(), "Lägg till en kriskontakt") {
			t.Errorf("%s offers a reader to change the roster", path)
		}
	}
}

func TestWhatIsTypedWrongIsKeptButNoSecret(t *testing.T) {
	o := newOffice(t)
	r := o.linnea.Post("/app/roster/crisis", url.Values{"person": {""}, "hours": {"Kvällar"}})
	want(t, r, http.StatusUnprocessableEntity, "Välj en person")
	if !strings.Contains(r.Body, `value="Kvällar"`) {
		t.Error("the times are not kept")
	}
	r = o.linnea.Post("/app/roster/crisis", url.Values{"person": {o.johan.ID.String()}, "hours": {"lösenord: Xk9#mQ2$vL"}})
	want(t, r, http.StatusUnprocessableEntity)
	if strings.Contains(r.Body, "Xk9#mQ2") {
		t.Error("what looks like a secret is shown again")
	}
}

func TestTwoWhoChangeThePlaceAtOnce(t *testing.T) {
	o := newOffice(t)
	book, err := o.App.Rosters.Calls(o.ctx)
	if err != nil {
		t.Fatal(err)
	}
	at := "/app/roster/crisis/" + book.Municipality.Calls[0].ID.String()
	if r := o.linnea.Post(at, url.Values{"version": {"1"}, "hours": {"Vardagar"}}); r.Status != http.StatusSeeOther {
		t.Fatalf("status %d", r.Status)
	}
	want(t, o.linnea.Post(at, url.Values{"version": {"1"}, "hours": {"Helger"}}), http.StatusConflict, "Vardagar", "Helger")
}

func TestTheListIsAFileForThePhone(t *testing.T) {
	o := newOffice(t)
	for _, path := range []string{"/app/roster/crisis.pdf", "/app/accounts/" + o.ref + "/crisis.pdf"} {
		r := o.reads.Get(path)
		if r.Status != http.StatusOK || r.Header.Get("Content-Type") != "application/pdf" {
			t.Fatalf("%s: status %d, %s", path, r.Status, r.Header.Get("Content-Type"))
		}
		text := pdftest.Read(t, []byte(r.Body)).Text()
		for _, s := range []string{"Johan Wallin", "0555-10 00 41"} {
			if !strings.Contains(text, s) {
				t.Errorf("%s: %q is missing in %q", path, s, text)
			}
		}
		if !bytes.HasPrefix([]byte(r.Body), []byte("%PDF-")) {
			t.Errorf("%s is no PDF", path)
		}
	}
}

func TestOnesOwnNumberIsConfirmed(t *testing.T) {
	o := newOffice(t)
	want(t, o.reads.Get("/app/me/number"), http.StatusOK, "Du står inte på någon larmlista")
	want(t, o.reads.Post("/app/me/number", url.Values{"phone": {""}}), http.StatusUnprocessableEntity, "Skriv ett telefonnummer")
	if r := o.reads.Post("/app/me/number", url.Values{"phone": {"0555-10 00 77"}}); r.Status != http.StatusSeeOther {
		t.Fatalf("status %d", r.Status)
	}
	want(t, o.reads.Get("/app/me/number"), http.StatusOK)
	want(t, o.Visitor("bjorkvik").Get("/app/me/number"), http.StatusSeeOther)
}
