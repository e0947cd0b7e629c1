package rosterweb_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
	"kanalkoll/internal/webtest"
)

// place is a municipality with a library, whose Sara and Jonas may watch, and a school. It is Monday 23 November 2026.
type place struct {
	*webtest.Site
	t               *testing.T
	ctx             context.Context
	library, school tenant.Unit
	account         *register.Account // the library's
	sara, jonas     uuid.UUID
}

func newPlace(t *testing.T) *place {
	t.Helper()
	s := webtest.New(t)
	_, ctx := s.Tenant("bjorkvik")
	s.App.Register.Require(register.HasChecklist, register.Holds)
	s.App.Register.Require(register.HasDuties, register.Holds)
	p := &place{Site: s, t: t, ctx: ctx, library: s.Unit(ctx, "Biblioteken"), school: s.Unit(ctx, "Bergaskolan")}
	p.account = p.open("Biblioteket", "facebook.com/bjorkviksbibliotek", p.library)
	p.sara, p.jonas = p.person("Sara Lindqvist", p.library), p.person("Jonas Ek", p.library)
	return p
}

func (p *place) add(name, address string, unit tenant.Unit, open bool) *register.Account {
	p.t.Helper()
	a, err := p.App.Register.Add(p.ctx, register.Input{Address: address, Name: name, UnitID: unit.ID.String(), Contact: "expeditionen"}, open)
	if err != nil {
		p.t.Fatal(err)
	}
	return a
}

func (p *place) open(name, address string, unit tenant.Unit) *register.Account {
	p.t.Helper()
	return p.add(name, address, unit, true)
}

func (p *place) person(name string, unit tenant.Unit) uuid.UUID {
	p.t.Helper()
	x, err := p.App.People.AddPerson(p.ctx, identity.Person{Name: name, Title: "kommunikatör", UnitID: unit.ID})
	if err != nil {
		p.t.Fatal(err)
	}
	return x.ID
}

func (p *place) assign(a *register.Account, who uuid.UUID, role roster.Role, from, to string) *roster.Assignment {
	p.t.Helper()
	x, err := p.App.Rosters.Assign(p.ctx, a.Ref, roster.AssignInput{PersonID: who, Role: string(role), From: from, To: to})
	if err != nil {
		p.t.Fatal(err)
	}
	return x
}

func (p *place) away(who uuid.UUID, from, to string, cover uuid.UUID) *roster.Absence {
	p.t.Helper()
	a, err := p.App.Rosters.AddAbsence(p.ctx, roster.AbsenceInput{PersonID: who, From: from, To: to, CoverID: cover})
	if err != nil {
		p.t.Fatal(err)
	}
	return a
}

func (p *place) path(a *register.Account) string { return "/app/accounts/" + a.Ref + "/roster" }

// count gives how many assignments the account has.
func (p *place) count(a *register.Account) int {
	p.t.Helper()
	r, err := p.App.Rosters.Roster(p.ctx, a.Ref)
	if err != nil {
		p.t.Fatal(err)
	}
	return len(r.Assignments)
}

func wantStatus(t *testing.T, r *webtest.Response, status int) {
	t.Helper()
	if r.Status != status {
		t.Fatalf("status %d, want %d\n%s", r.Status, status, r.Text())
	}
}

func wantText(t *testing.T, r *webtest.Response, texts ...string) {
	t.Helper()
	page := strings.ReplaceAll(r.Text(), "\u00a0", " ")
	for _, text := range texts {
		if !strings.Contains(page, text) {
			t.Errorf("the page does not say %q:\n%s", text, page)
		}
	}
}

func wantNoText(t *testing.T, r *webtest.Response, texts ...string) {
	t.Helper()
	page := strings.ReplaceAll(r.Text(), "\u00a0", " ")
	for _, text := range texts {
		if strings.Contains(page, text) {
			t.Errorf("the page says %q:\n%s", text, page)
		}
	}
}

// form gives what a browser would send of the forms of the page's main part, without buttons.
func form(r *webtest.Response) url.Values {
	f := url.Values{}
	for _, n := range r.Select("main form [name]") {
		if name := webtest.Attr(n, "name"); n.Data != "button" && !f.Has(name) {
			f.Set(name, r.Value(name))
		}
	}
	return f
}

// hrefs gives where the links with these words lead.
func hrefs(r *webtest.Response, label string) []string {
	var list []string
	for _, n := range r.Select("main a") {
		if strings.HasPrefix(webtest.Text(n), label) {
			list = append(list, webtest.Attr(n, "href"))
		}
	}
	return list
}

func TestAUnitStaffsItsAccount(t *testing.T) {
	p := newPlace(t)
	c := p.User(p.ctx, "Karin", identity.Operations, p.library)
	r := c.Get(p.path(p.account))
	wantStatus(t, r, http.StatusOK)
	wantText(t, r, "Bevakning, vecka 48–6", "Ingen bevakar kontot", "Utse någon som bevakar kontot", "Ingen har någon uppgift för kontot än.",
		"Lucka", "Ingen har i uppgift att bevaka kontot.")
	if to := hrefs(r, "Lägg till person"); len(to) == 0 || !strings.HasSuffix(to[0], p.path(p.account)+"?role=monitor#add") {
		t.Errorf("the gap leads to %v", to)
	}
	f := form(c.Get(p.path(p.account) + "?role=monitor"))
	if f.Get("role") != "monitor" || f.Get("from") != "2026-11-23" {
		t.Errorf("the form begins with %v", f)
	}
	f.Set("person", p.sara.String())
	f.Set("role", "responsible")
	r = c.Post(p.path(p.account), f)
	wantStatus(t, r, http.StatusSeeOther)
	r = c.Follow(r)
	wantText(t, r, "Sara Lindqvist har fått uppgiften: ansvarig.", "En person 23 nov.–12 feb.", "Sara Lindqvist bevakar ensam.", "från 23 nov. 2026")
	wantNoText(t, r, "Ingen bevakar kontot")
	f.Set("person", p.jonas.String())
	f.Set("role", "monitor")
	f.Set("to", "2026-12-04")
	wantText(t, c.Follow(c.Post(p.path(p.account), f)), "En person 7 dec.–12 feb.", "23 nov.–4 dec. 2026", "Jonas Ek bevakar")
	wantText(t, c.Get("/app/accounts/"+p.account.Ref+"/history"), "Karin gav någon en uppgift för kontot.")
}

func TestSomebodyNewIsAddedRightThere(t *testing.T) {
	p := newPlace(t)
	c := p.User(p.ctx, "Karin", identity.Operations, p.library)
	f := form(c.Get(p.path(p.account)))
	f.Set("role", "cover")
	f.Set("to", "2027-06-30")
	f.Set("act", "fresh")
	r := c.Post(p.path(p.account), f)
	wantStatus(t, r, http.StatusOK)
	if r.Value("role") != "cover" || r.Value("to") != "2027-06-30" {
		t.Error("what was typed is lost on the way to the new person")
	}
	f = form(r)
	f.Set("email", "karin@bjorkvik.example") // is taken
	f.Set("to", "2026-06-30")
	r = c.Post(p.path(p.account), f)
	wantStatus(t, r, http.StatusUnprocessableEntity)
	if r.TextOf("#name-error") == "" || r.TextOf("#to-error") == "" || r.Value("email") != "karin@bjorkvik.example" {
		t.Errorf("not everything that is wrong is said at its field, or what was typed is lost:\n%s", r.Text())
	}
	f.Set("name", "Tilda Ros")
	f.Set("to", "")
	r = c.Post(p.path(p.account), f)
	wantStatus(t, r, http.StatusUnprocessableEntity)
	if r.TextOf("#email-error") == "" {
		t.Error("an address that somebody has is taken")
	}
	f.Set("email", "tilda@bjorkvik.example")
	f.Set("role", "")
	wantStatus(t, c.Post(p.path(p.account), f), http.StatusUnprocessableEntity)
	if people, _ := p.App.People.People(p.ctx, "Tilda"); len(people) != 0 || p.count(p.account) != 0 {
		t.Error("a person was added whose role was refused")
	}
	f.Set("role", "cover")
	wantText(t, c.Follow(c.Post(p.path(p.account), f)), "Tilda Ros har fått uppgiften: ersättare.")
	people, err := p.App.People.People(p.ctx, "Tilda")
	if err != nil || len(people) != 1 || people[0].UnitID != p.library.ID {
		t.Errorf("in the directory: %+v, %v", people, err)
	}
}

func TestWrongInputIsSaidAtItsFieldAndKept(t *testing.T) {
	p := newPlace(t)
	c := p.User(p.ctx, "Linnea", identity.Communications)
	_, other := p.Tenant("asa")
	stranger, err := p.App.People.AddPerson(other, identity.Person{Name: "Åsa"})
	if err != nil {
		t.Fatal(err)
	}
	good := url.Values{"person": {p.sara.String()}, "role": {"responsible"}, "from": {"2026-11-23"}, "to": {""}, "hours": {""}}
	for _, x := range []struct{ field, value, says string }{
		{"person", "", "Välj en person"}, {"person", "x'y", "Välj en person"}, {"person", stranger.ID.String(), "Personen finns inte bland kommunens personer"},
		{"role", "", "Välj en uppgift"}, {"role", "boss", "Välj en uppgift"}, {"from", "i morgon", "Skriv dagen som år-månad-dag"},
		{"to", "2026-11-22", "Sista dagen ligger före den första"}, {"to", "2926-11-22", "Välj en dag från 1990 till 2036"},
		{"hours", strings.Repeat("vardag ", 30), "Skriv högst 200 tecken"},
	} {
		f := url.Values{}
		for k, v := range good {
			f[k] = v
		}
		f.Set(x.field, x.value)
		r := c.Post(p.path(p.account), f)
		wantStatus(t, r, http.StatusUnprocessableEntity)
		if got := r.TextOf("#" + x.field + "-error"); !strings.Contains(got, x.says) {
			t.Errorf("%s %.20q: %q is said at the field, want %q", x.field, x.value, got, x.says)
		}
		if x.field != "person" && x.field != "role" && r.Value(x.field) != x.value || x.field != "role" && r.Value("role") != "responsible" {
			t.Errorf("%s: what was typed is lost", x.field)
		}
	}
	if p.count(p.account) != 0 {
		t.Error("something was saved")
	}
	wantStatus(t, c.Post(p.path(p.account), good), http.StatusSeeOther)
	r := c.Post(p.path(p.account), good) // the same once more
	wantStatus(t, r, http.StatusUnprocessableEntity)
	wantText(t, r, "Sara Lindqvist har redan uppgiften")
}

func TestOneResponsibleWhereTheMunicipalityWantsOne(t *testing.T) {
	p := newPlace(t)
	policy, err := p.App.Tenants.Policy(p.ctx)
	if err != nil {
		t.Fatal(err)
	}
	policy.OneResponsible = true
	if err := p.App.Tenants.SavePolicy(p.ctx, policy, policy.Version); err != nil {
		t.Fatal(err)
	}
	p.assign(p.account, p.sara, roster.Responsible, "2026-11-23", "2026-12-31")
	c := p.User(p.ctx, "Linnea", identity.Communications)
	f := url.Values{"person": {p.jonas.String()}, "role": {"responsible"}, "from": {"2026-12-31"}}
	r := c.Post(p.path(p.account), f)
	wantStatus(t, r, http.StatusUnprocessableEntity)
	wantText(t, r, "Sara Lindqvist är redan ansvarig.")
	f.Set("from", "2027-01-01")
	wantStatus(t, c.Post(p.path(p.account), f), http.StatusSeeOther)
}

func TestWhoSeesAndWhoChanges(t *testing.T) {
	p := newPlace(t)
	x := p.assign(p.account, p.sara, roster.Responsible, "2026-11-02", "")
	f := url.Values{"person": {p.jonas.String()}, "role": {"monitor"}}
	assignment := "/app/roster/assignments/" + x.ID.String()
	for _, who := range []struct {
		role        identity.Role
		units       []tenant.Unit
		sees, edits int
	}{
		{identity.Admin, nil, http.StatusOK, http.StatusSeeOther},
		{identity.Communications, nil, http.StatusOK, http.StatusSeeOther},
		{identity.Operations, []tenant.Unit{p.library}, http.StatusOK, http.StatusSeeOther},
		{identity.Operations, []tenant.Unit{p.school}, http.StatusNotFound, http.StatusNotFound},
		{identity.Archivist, nil, http.StatusOK, http.StatusForbidden},
		{identity.Registrar, nil, http.StatusOK, http.StatusForbidden},
		{identity.Reader, nil, http.StatusOK, http.StatusForbidden},
	} {
		name := string(who.role)
		if len(who.units) > 0 {
			name += who.units[0].Name
		}
		c := p.User(p.ctx, name, who.role, who.units...)
		r := c.Get(p.path(p.account))
		wantStatus(t, r, who.sees)
		if who.sees == http.StatusOK {
			wantText(t, r, "Sara Lindqvist", "Bevakning, vecka 48–6")
		} else {
			wantNoText(t, r, "Sara Lindqvist")
		}
		if may := who.edits == http.StatusSeeOther; who.sees == http.StatusOK && may != (len(r.Select("main form")) > 0) {
			t.Errorf("%s: a form is shown: %v", name, !may)
		}
		f.Set("from", "2026-11-23")
		f.Set("person", p.person("Någon "+name, p.library).String())
		wantStatus(t, c.Post(p.path(p.account), f), who.edits)
		want := map[int]int{http.StatusSeeOther: http.StatusOK}[who.edits]
		if want == 0 {
			want = who.edits
		}
		wantStatus(t, c.Get(assignment), want)
		if want != http.StatusOK {
			for _, below := range []string{"", "/end", "/cancel"} {
				wantStatus(t, c.Post(assignment+below, url.Values{"version": {"1"}, "from": {"2026-11-01"}, "last_day": {"2026-11-24"}}), want)
			}
			wantStatus(t, c.Get("/app/roster/bulk"), map[bool]int{true: http.StatusOK, false: http.StatusForbidden}[who.role == identity.Operations])
		}
	}
	_, other := p.Tenant("asa")
	stranger := p.User(other, "Åsa", identity.Admin)
	wantStatus(t, stranger.Get(p.path(p.account)), http.StatusNotFound)
	wantStatus(t, stranger.Post(p.path(p.account), f), http.StatusNotFound)
	wantStatus(t, stranger.Get(assignment), http.StatusNotFound)
	wantStatus(t, stranger.Post(assignment+"/cancel", url.Values{"version": {"1"}}), http.StatusNotFound)
}

func TestDaysOfAnAssignment(t *testing.T) {
	p := newPlace(t)
	linnea, karin := p.User(p.ctx, "Linnea", identity.Communications), p.User(p.ctx, "Karin", identity.Operations, p.library)
	p.assign(p.account, p.sara, roster.Responsible, "2026-11-02", "")
	r := linnea.Get(p.path(p.account))
	to := hrefs(r, "Ändra Sara")
	if len(to) != 1 {
		t.Fatalf("ways to change: %v", to)
	}
	path := strings.TrimPrefix(to[0], "/bjorkvik")
	hers, his := form(linnea.Get(path)), form(karin.Get(path))
	hers.Set("to", "2026-12-31")
	wantText(t, linnea.Follow(linnea.Post(path, hers)), "Ansvarig: dagarna är ändrade.", "2 nov.–31 dec. 2026")
	his.Set("from", "2026-11-09")
	r = karin.Post(path, his)
	wantStatus(t, r, http.StatusConflict)
	wantText(t, r, "Linnea sparade en ändring i dag", "31 dec. 2026", "9 nov. 2026")
	if r.Value("from") != "2026-11-09" || r.Value("version") != "2" {
		t.Error("what was typed is lost, or saving again is no choice")
	}
	wantStatus(t, karin.Post(path, his), http.StatusConflict)
	again := form(r)
	for value, says := range map[string]string{"": "Skriv den första dagen", "x": "Skriv dagen som år-månad-dag"} {
		again.Set("from", value)
		if r = karin.Post(path, again); r.Status != http.StatusUnprocessableEntity || !strings.Contains(r.TextOf("#from-error"), says) {
			t.Errorf("from %q: status %d, %q", value, r.Status, r.TextOf("#from-error"))
		}
	}
	again.Set("from", "2026-11-09")
	again.Set("to", "2026-12-31")
	wantText(t, karin.Follow(karin.Post(path, again)), "9 nov.–31 dec. 2026")
	for last, says := range map[string]string{"": "Skriv den sista dagen", "2026-11-01": "Uppgiften börjar 9 nov. 2026", "2027-01-01": "Uppgiften slutar redan 31 dec. 2026"} {
		r = karin.Post(path+"/end", url.Values{"version": {"3"}, "last_day": {last}})
		wantStatus(t, r, http.StatusUnprocessableEntity)
		if got := strings.ReplaceAll(r.TextOf("#last_day-error"), "\u00a0", " "); !strings.Contains(got, says) {
			t.Errorf("last day %q: %q, want %q", last, got, says)
		}
	}
	wantText(t, karin.Follow(karin.Post(path+"/end", url.Values{"version": {"3"}, "last_day": {"2026-11-20"}})), "uppgiften har fått en sista dag", "Visa även 1 tidigare uppgift")
	wantText(t, karin.Get(p.path(p.account)+"?past=1"), "9–20 nov. 2026")
	wantText(t, karin.Get("/app/accounts/"+p.account.Ref+"/history"), "Karin avslutade någons uppgift för kontot.", "Linnea ändrade någons dagar för kontot.")
}

func TestAMistakeIsTakenBackAndWhatHasRunIsNot(t *testing.T) {
	p := newPlace(t)
	c := p.User(p.ctx, "Linnea", identity.Communications)
	old := p.assign(p.account, p.sara, roster.Monitor, "2026-11-02", "")
	p.Clock.Add(24 * time.Hour)
	c.SignIn("linnea@bjorkvik.example")
	coming := p.assign(p.account, p.jonas, roster.Monitor, "2026-12-01", "")
	slip := p.assign(p.account, p.jonas, roster.Publisher, "2026-11-02", "")
	at := func(x *roster.Assignment) string { return "/app/roster/assignments/" + x.ID.String() }
	wantNoText(t, c.Get(at(old)), "Ta bort uppgiften")
	r := c.Post(at(old)+"/cancel", url.Values{"version": {"1"}})
	wantStatus(t, r, http.StatusConflict)
	wantText(t, r, "Uppgiften har redan gällt. Avsluta den i stället")
	for _, x := range []*roster.Assignment{coming, slip} {
		wantText(t, c.Get(at(x)), "Ta bort uppgiften")
		wantStatus(t, c.Post(at(x)+"/cancel", url.Values{"version": {"7"}}), http.StatusConflict)
		wantText(t, c.Follow(c.Post(at(x)+"/cancel", url.Values{"version": {"1"}})), "uppgiften är borttagen")
		wantStatus(t, c.Get(at(x)), http.StatusNotFound)
		wantStatus(t, c.Post(at(x)+"/cancel", url.Values{"version": {"1"}}), http.StatusNotFound)
	}
	if n := p.count(p.account); n != 1 {
		t.Errorf("%d assignments are left, want 1", n)
	}
	wantStatus(t, c.Get("/app/roster/assignments/x"), http.StatusNotFound)
}

func TestTheAccountsPageSaysHowItIsWatched(t *testing.T) {
	p := newPlace(t)
	c, reader := p.User(p.ctx, "Karin", identity.Operations, p.library), p.User(p.ctx, "Rut", identity.Reader)
	page := "/app/accounts/" + p.account.Ref
	wantText(t, c.Get(page), "Ingen bevakar kontot", "Utse någon som bevakar kontot", "Ändra bemanningen")
	p.assign(p.account, p.sara, roster.Responsible, "2026-11-02", "")
	p.assign(p.account, p.jonas, roster.Monitor, "2026-11-02", "")
	absence := p.away(p.sara, "2026-12-21", "2026-12-23", uuid.Nil).ID.String()
	p.away(p.jonas, "2026-12-23", "2027-01-08", uuid.Nil)
	r := c.Get(page)
	wantText(t, r, "Lucka 23 dec.", "Bevakning, vecka 48–6", "onsdag 23 dec.", "Jonas Ek och Sara Lindqvist är frånvarande. Ingen ersättare är angiven.",
		"21–22 dec.", "Sara Lindqvist är frånvarande. Jonas Ek är ensam.", "Ordna bevakningen onsdag 23 dec.", "vecka 52: en person 21–22 dec., lucka onsdag 23 dec.")
	to := hrefs(r, "Ange ersättare")
	if len(to) < 3 || !strings.Contains(to[0], absence+"?back=") || !strings.HasSuffix(to[0], "#cover") {
		t.Fatalf("covers are named at %v, want %s first", to, absence)
	}
	r = c.Get(strings.TrimPrefix(strings.TrimSuffix(to[0], "#cover"), "/bjorkvik"))
	wantStatus(t, r, http.StatusOK)
	if len(r.Select("#cover")) != 1 {
		t.Error("the way to name a cover does not lead to the field")
	}
	r = reader.Get(page)
	wantText(t, r, "Lucka 23 dec.", "Jonas Ek och Sara Lindqvist är frånvarande.", "Visa bemanningen")
	wantNoText(t, r, "Ange ersättare", "Ändra bemanningen", "Ordna bevakningen")
	r = reader.Post("/app/language", url.Values{"lang": {"en"}})
	wantStatus(t, r, http.StatusSeeOther)
	wantText(t, reader.Get(page), "Gap 23 Dec", "Jonas Ek and Sara Lindqvist are away. No cover is named.", "View the roster")
	wantText(t, reader.Get(p.path(p.account)), "Coverage, weeks 48–6", "One person", "Sara Lindqvist is away. Jonas Ek is alone.")
}

func TestAccountsThatAreNotOpen(t *testing.T) {
	p := newPlace(t)
	c := p.User(p.ctx, "Linnea", identity.Communications)
	draft := p.add("Musikskolan", "tiktok.com/@bjorkviksmusik", p.school, false)
	p.assign(draft, p.sara, roster.Responsible, "2026-11-23", "")
	r := c.Get(p.path(draft))
	wantStatus(t, r, http.StatusOK)
	wantText(t, r, "Kontot är inte öppnat än. Så här skulle det bevakas om det öppnade i dag.", "Sara Lindqvist bevakar ensam.", "Inte öppnat än")
	wantNoText(t, c.Get("/app/accounts/"+draft.Ref), "Bevakning, vecka")

	closed := p.open("Sommarlov", "youtube.com/@sommarlovbjorkvik", p.school)
	x := p.assign(closed, p.sara, roster.Responsible, "2026-11-02", "")
	p.Step(p.ctx, closed, "close", register.StepInput{ClosingReason: "Få läser det.", FinalCapture: "waived", FinalCaptureNote: "Inget."})
	r = c.Get(p.path(closed))
	wantStatus(t, r, http.StatusOK)
	wantText(t, r, "Sara Lindqvist")
	wantNoText(t, r, "Bevakning, vecka", "Lägg till person")
	wantNoText(t, c.Get("/app/accounts/"+closed.Ref), "Bevakning, vecka", "bemanningen")
	wantStatus(t, c.Post(p.path(closed), url.Values{"person": {p.jonas.String()}, "role": {"monitor"}}), http.StatusConflict)
	wantStatus(t, c.Post("/app/roster/assignments/"+x.ID.String(), url.Values{"version": {"1"}, "from": {"2026-11-01"}}), http.StatusConflict)
}
