package e2e_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/pdf/pdftest"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
	"kanalkoll/internal/webtest"
)

// school is a municipality in which a school library wants an account: Olle works there, Greta reviews.
type school struct {
	site *webtest.Site
	ctx  context.Context // its operator's
	olle context.Context
	who  map[string]checklist.Who
}

func newSchool(t *testing.T) *school {
	t.Helper()
	s := &school{site: webtest.New(t), who: map[string]checklist.Who{}}
	_, s.ctx = s.site.Tenant("granby")
	m := *tenant.Of(s.ctx)
	m.Website = "https://www.granby.example"
	if err := s.site.App.Tenants.SaveSettings(s.ctx, &m, m.Version); err != nil {
		t.Fatal(err)
	}
	s.ctx = tenant.With(s.ctx, &m)
	unit := s.site.Unit(s.ctx, "Granskolan")
	for name, in := range map[string]identity.RoleIn{"Greta": {Role: identity.Communications}, "Olle": {Role: identity.Operations, UnitID: unit.ID}, "Rut": {Role: identity.Reader}} {
		u, err := s.site.App.People.AddUser(s.ctx, identity.Person{Name: name, Email: strings.ToLower(name) + "@granby.example", UnitID: in.UnitID}, []identity.RoleIn{in}, webtest.Password)
		if err != nil {
			t.Fatal(err)
		}
		s.who[name] = checklist.Who{ID: u.Person.ID, Name: name}
		if name == "Olle" {
			s.olle = identity.With(s.ctx, &identity.Principal{UserID: u.ID, PersonID: u.Person.ID, Name: name,
				Grants: []identity.Grant{{Role: identity.Operations, UnitID: unit.ID, Units: map[uuid.UUID]bool{unit.ID: true}}}})
		}
	}
	p, err := s.site.App.People.AddPerson(s.ctx, identity.Person{Name: "Petra", Email: "petra@granby.example", UnitID: unit.ID})
	if err != nil {
		t.Fatal(err)
	}
	s.who["Petra"] = checklist.Who{ID: p.ID, Name: "Petra"}
	return s
}

// rest answers every point but those that are answered by hand.
func (s *school) rest(t *testing.T, id uuid.UUID) {
	t.Helper()
	text := func(v string) checklist.Value { return checklist.Value{Text: v} }
	both := checklist.Value{People: []checklist.Who{s.who["Olle"], s.who["Petra"]}}
	for point, f := range map[string]checklist.Fields{
		"goal":         {"goal": text("Fler lånar")},
		"message":      {"message": text("Nya böcker"), "agreement": text("yes")},
		"target_group": {"target_group": text("Elever i årskurs 4–9")},
		"channel":      {"name": text("Granskolans bibliotek"), "why_channel": text("Eleverna finns där")},
		"account_kind": {"kind": text("business")},
		"terms":        {"read_on": text("2026-11-20"), "read_by": both},
		"technology":   {"it_help": checklist.Value{Text: "no", Reason: "Vi har det som behövs"}, "login_access": both, "login_place": text("Lösenordsvalvet")},
		"resources":    {"hours": text("2"), "enough": text("yes")},
		"sender":       {"sender": text("logotype"), "unit_page": text("https://www.granby.example/granskolan"), "page_updated": text("yes")},
		"risks":        {"secrecy": checklist.Value{Text: "yes", Reason: "Elever kan berätta om varandra"}, "personal_data": checklist.Value{Text: "yes", Reason: "Namn i kommentarer"}},
		"records":      {"registration": text("Registratorn"), "disposal": text("Enligt beslut"), "archiving": text("Varje månad"), "unsuitable": text("Sparas och tas bort")},
		"crisis":       {"use": text("unused"), "pointer": text("Se granby.example")},
		"marketing":    {"marketing": text("Affisch")},
		"information":  {"content_page": text("https://www.granby.example/sociala-medier"), "contact_page": text("https://www.granby.example/kontakt"), "all_information": text("yes")},
		"notice":       {"closing": text("Ett inlägg en månad före")},
	} {
		if _, err := s.site.App.Checklists.Save(s.olle, id, point, checklist.SaveInput{Fields: f}); err != nil {
			t.Fatalf("%s: %v", point, err)
		}
	}
}

func (s *school) signIn(t *testing.T, h hands, name string) {
	t.Helper()
	b := h.tab()
	b.open("/login")
	h.fill("E-postadress", strings.ToLower(name)+"@granby.example")
	h.fill("Lösenord", webtest.Password)
	b.status(h.press("Logga in"), http.StatusOK)
}

func signOut(h hands) { h.press("Logga ut") }

// openAnAccount is the story of a school library's account: begun by two questions, handed in with one who watches and
// nobody who covers, sent back, mended, approved, while communications publishes another template; an auditor reads it.
func (s *school) openAnAccount(t *testing.T, h hands) {
	b := h.tab()
	s.signIn(t, h, "Olle")
	h.press("Startchecklistor")
	h.press("Planera ett nytt konto")
	b.status(h.press("Påbörja checklistan"), http.StatusUnprocessableEntity)
	h.choose("Plattform", "Instagram")
	b.status(h.press("Påbörja checklistan"), http.StatusOK)
	b.want("0 av 17 punkter klara")
	list := b.path()
	id := uuid.MustParse(list[strings.LastIndex(list, "/")+1:])

	h.press("Svara på punkt 1")
	h.fill("Kontots syfte", "Väcka läslust hos eleverna")
	b.status(h.press("Spara och gå till punkt 2"), http.StatusUnprocessableEntity)
	b.want("Svara på ”Vem har gett er uppdraget?”")
	h.fill("Vem har gett er uppdraget?", "Rektor")
	b.status(h.press("Spara och gå till punkt 2"), http.StatusOK)
	b.want("2. Sätt mål")

	s.rest(t, id)
	b.open(list)
	h.press("Ordna bevakning")
	h.choose("Person 1", "Olle")
	h.choose("Roll för person 1", "Ansvarig")
	h.tick("Inom ett dygn på vardagar")
	h.fill("Vad gör ni när någon blir sjuk?", "Vi ringer skolan")
	b.status(h.press("Spara"), http.StatusUnprocessableEntity)
	b.want("Lägg till en person till, eller en ersättare för de dagar Olle är ledig")
	b.open(list)
	b.want("Kan inte skickas in än")

	b.open(list + "/points/monitoring")
	h.choose("Person 2", "Petra")
	h.choose("Roll för person 2", "Bevakar")
	b.status(h.press("Spara"), http.StatusOK)
	b.open(list)
	h.press("Skicka in checklistan")
	b.status(h.press("Skicka in checklistan"), http.StatusOK)
	b.want("Inskickad")
	signOut(h)

	s.signIn(t, h, "Greta")
	s.publishAnother(t)
	b.open(list)
	h.press("Granska checklistan")
	b.want("10. Ordna bevakning")
	b.open(list + "/review")
	b.send(list+"/review/monitoring", map[string]string{"comment": "Vem täcker i sommar?", "act": "return"})
	b.open(list + "/review")
	h.press("Återlämna checklistan")
	b.status(h.press("Återlämna"), http.StatusOK)
	b.want("Återlämnad")
	signOut(h)

	s.signIn(t, h, "Olle")
	b.open(list)
	b.want("Vem täcker i sommar?")
	h.press("Rätta punkt 10")
	h.press("Ändra bemanningen")
	h.choose("Person", "Petra")
	h.choose("Uppgift", "Ersättare")
	b.status(h.press("Lägg till person"), http.StatusOK)
	b.open(list + "/points/monitoring")
	b.status(h.press("Spara"), http.StatusOK)
	b.open(list)
	h.press("Skicka in checklistan")
	b.status(h.press("Skicka in checklistan"), http.StatusOK)
	signOut(h)

	s.signIn(t, h, "Greta")
	b.open(list + "/approve")
	h.fill("Diarienummer", "KS 2026/7")
	b.status(h.press("Godkänn checklistan"), http.StatusOK)
	b.want("Godkänd")
	a, err := s.site.App.Register.Get(s.ctx, "k0001")
	if err != nil || a.Status != register.Approved || a.Purpose != "Väcka läslust hos eleverna" {
		t.Errorf("the register after the approval: %+v, %v", a, err)
	}
	signOut(h)
	s.audit(t, list)
}

// publishAnother publishes a template with another point, which the checklist that is under way must not notice.
func (s *school) publishAnother(t *testing.T) {
	t.Helper()
	d, err := s.site.App.Templates.StartDraft(s.ctx, checklist.Startup)
	if err != nil {
		t.Fatal(err)
	}
	d.Content.Sections[0].Points[0].Question = checklist.Text{SV: "Varför behövs kontot?", EN: "Why is the account needed?"}
	if d, err = s.site.App.Templates.SaveDraft(s.ctx, checklist.Startup, d.Content, d.Version); err != nil {
		t.Fatal(err)
	}
	if _, err := s.site.App.Templates.Publish(s.ctx, checklist.Startup, d.Version); err != nil {
		t.Fatal(err)
	}
}

// audit reads the PDF as a reader of the municipality.
func (s *school) audit(t *testing.T, list string) {
	t.Helper()
	c := s.site.Visitor("granby")
	c.SignIn("rut@granby.example")
	got := c.Do(http.MethodGet, strings.TrimPrefix(list, "/granby")+"/document.pdf", http.NoBody, nil)
	if got.Status != http.StatusOK || got.Header.Get("Content-Type") != "application/pdf" {
		t.Fatalf("the auditor's PDF: status %d, %s", got.Status, got.Header.Get("Content-Type"))
	}
	text := pdftest.Read(t, []byte(got.Body)).Text()
	for _, want := range []string{"Granskolans bibliotek", "KS 2026/7", "Vem täcker i sommar?", "Petra", "Greta"} {
		if !strings.Contains(text, want) {
			t.Errorf("the auditor's PDF does not say %q", want)
		}
	}
	if strings.Contains(text, "Varför behövs kontot?") {
		t.Error("the auditor's PDF asks what the template asked only later")
	}
}

func TestASchoolLibraryOpensAnAccountByKeyboard(t *testing.T) {
	s := newSchool(t)
	b := openTab(t, s.site.URL, "/granby")
	s.openAnAccount(t, keyboard{b})
	for _, c := range b.complaints() {
		t.Errorf("the browser complains: %s", c)
	}
}

func TestASchoolLibraryOpensAnAccountWithoutScript(t *testing.T) {
	s := newSchool(t)
	b := openTab(t, s.site.URL, "/granby")
	b.scripts(false)
	s.openAnAccount(t, mouse{b})
}
