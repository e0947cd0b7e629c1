package checklist_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kanalkoll/internal/app"
	"kanalkoll/internal/checklist"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgrestest"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
	"kanalkoll/internal/webtest"
)

// office is a municipality with a library and people who work there and at communications.
type office struct {
	site   *webtest.Site
	owner  string // the database under its owner's role
	svc    *checklist.Service
	root   context.Context // its operator's
	unit   tenant.Unit
	sara   context.Context // answers for the library
	jonas  context.Context // works there too
	linnea context.Context // reviews at communications
	karin  context.Context // so does she
	amir   context.Context // administrator
	people map[string]checklist.Who
}

func newOffice(t testing.TB) *office {
	t.Helper()
	owner, appURL := postgrestest.Migrated(t)
	site := webtest.Serve(t, &app.Database{AppURL: appURL, OwnerURL: owner})
	o := &office{site: site, owner: owner, svc: site.App.Checklists, people: map[string]checklist.Who{}}
	_, o.root = site.Tenant("bjorkvik")
	m := *tenant.Of(o.root)
	m.Website = "https://www.bjorkvik.example"
	if err := site.App.Tenants.SaveSettings(o.root, &m, m.Version); err != nil {
		t.Fatal(err)
	}
	o.root = tenant.With(o.root, &m)
	o.unit = site.Unit(o.root, "Bergaskolan")
	o.sara = o.person(t, "Sara", identity.Operations, o.unit)
	o.jonas = o.person(t, "Jonas", identity.Operations, o.unit)
	o.linnea = o.person(t, "Linnea", identity.Communications)
	o.karin = o.person(t, "Karin", identity.Communications)
	o.amir = o.person(t, "Amir", identity.Admin)
	return o
}

func (o *office) person(t testing.TB, name string, role identity.Role, units ...tenant.Unit) context.Context {
	t.Helper()
	in := identity.RoleIn{Role: role}
	grant := identity.Grant{Role: role}
	if len(units) > 0 {
		in.UnitID = units[0].ID
		grant.UnitID, grant.Units = units[0].ID, map[uuid.UUID]bool{units[0].ID: true}
	}
	u, err := o.site.App.People.AddUser(o.root, identity.Person{Name: name, Email: strings.ToLower(name) + "@bjorkvik.example"}, []identity.RoleIn{in}, webtest.Password)
	if err != nil {
		t.Fatal(err)
	}
	o.people[name] = checklist.Who{ID: u.Person.ID, Name: name}
	return identity.With(o.root, &identity.Principal{UserID: u.ID, PersonID: u.Person.ID, Name: name, Grants: []identity.Grant{grant}})
}

func (o *office) start(t testing.TB) *checklist.Checklist {
	t.Helper()
	c, err := o.svc.Start(o.sara, checklist.StartInput{UnitID: o.unit.ID, Platform: "instagram"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func yes(why string) checklist.Value { return checklist.Value{Text: "yes", Reason: why} }

func text(s string) checklist.Value { return checklist.Value{Text: s} }

func (o *office) who(role string, names ...string) checklist.Value {
	v := checklist.Value{}
	for _, n := range names {
		w := o.people[n]
		w.Role = role
		v.People = append(v.People, w)
	}
	return v
}

// answers are good answers to every point of the default startup checklist.
func (o *office) answers() map[string]checklist.Fields {
	monitors := o.who("responsible", "Sara")
	monitors.People = append(monitors.People, o.who("cover", "Jonas").People...)
	return map[string]checklist.Fields{
		"purpose":      {"purpose": text("Väcka läslust"), "assignment": text("Rektor, 1 september")},
		"goal":         {"goal": text("Fler lånar")},
		"message":      {"message": text("Nya böcker"), "agreement": text("yes")},
		"target_group": {"target_group": text("Elever i årskurs 4–9")},
		"channel":      {"name": text("Bergaskolans bibliotek"), "why_channel": text("Eleverna finns där")},
		"account_kind": {"kind": text("business")},
		"terms":        {"read_on": text("2026-11-20"), "read_by": o.who("", "Sara")},
		"technology":   {"it_help": checklist.Value{Text: "no", Reason: "Vi har det som behövs"}, "login_access": o.who("", "Sara", "Jonas"), "login_place": text("Kommunens lösenordsvalv")},
		"resources":    {"hours": text("2"), "enough": text("yes")},
		"monitoring":   {"monitors": monitors, "answer_time": text("day"), "illness": text("Jonas tar över")},
		"sender":       {"sender": text("logotype"), "unit_page": text("https://www.bjorkvik.example/bergaskolan"), "page_updated": text("yes")},
		"risks":        {"secrecy": yes("Elever kan berätta om varandra"), "personal_data": yes("Namn i kommentarer"), "measures": text("Inga bilder på elever")},
		"records":      {"registration": text("Registratorn"), "disposal": text("Enligt beslut"), "archiving": text("Varje månad"), "unsuitable": text("Sparas och tas bort")},
		"crisis":       {"use": text("unused"), "pointer": text("Se bjorkvik.example")},
		"marketing":    {"marketing": text("Affisch i biblioteket")},
		"information":  {"content_page": text("https://www.bjorkvik.example/sociala-medier"), "contact_page": text("https://www.bjorkvik.example/kontakt"), "all_information": text("yes")},
		"notice":       {"closing": text("Ett inlägg en månad före")},
	}
}

// save saves an answer against what is saved now.
func (o *office) save(t testing.TB, ctx context.Context, id uuid.UUID, point string, f checklist.Fields) *checklist.Saved {
	t.Helper()
	s, err := o.svc.Get(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	it := s.Item(point)
	if it == nil {
		t.Fatalf("%s is not asked", point)
	}
	saved, err := o.svc.Save(ctx, id, point, checklist.SaveInput{Fields: f, Base: it.Answer.Fields, Seen: it.Answer.Version})
	if err != nil {
		t.Fatalf("%s: %v", point, err)
	}
	return saved
}

// fill answers everything.
func (o *office) fill(t testing.TB, ctx context.Context, id uuid.UUID) {
	t.Helper()
	for point, f := range o.answers() {
		o.save(t, ctx, id, point, f)
	}
}

// submitted gives a checklist that Sara has answered and handed in.
func (o *office) submitted(t testing.TB) *checklist.Checklist {
	t.Helper()
	c := o.start(t)
	o.fill(t, o.sara, c.ID)
	c, err := o.svc.Submit(o.sara, c.ID)
	if err != nil {
		t.Fatalf("handing in: %v %+v", err, fault.As(err))
	}
	return c
}

func (o *office) account(t testing.TB, c *checklist.Checklist) *register.Account {
	t.Helper()
	a, err := o.site.App.Register.Get(o.root, c.Ref)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
