package e2e_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kanalkoll/internal/app"
	"kanalkoll/internal/checklist"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/demo"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/sheet"
	"kanalkoll/internal/tenant"
	"kanalkoll/internal/webtest"
)

// emptySlug is the municipality that has nothing but one administrator.
const emptySlug = "tomby"

// house is a web with the filled demo municipality and an empty one, and what of the former its pages are looked at with.
type house struct {
	site *webtest.Site
	ctx  context.Context // as the demo municipality's operator

	user, invited, person, unit, smallUnit uuid.UUID
	strangeFile, faultyFile, takenFile     uuid.UUID // imports: columns unknown, rows with problems, done
	assignment                             uuid.UUID // of a crisis contact, on the open account
	directory                              directory
	token                                  string
	leaving                                leaving                    // people who leave
	doubled                                [2]uuid.UUID               // one person who is in the directory twice
	whole                                  string                     // an account of the whole municipality's
	refs                                   map[register.Status]string // an account in each state
	lists                                  map[checklist.State]string // a checklist in each state
	absences                               absences
	call                                   uuid.UUID // a place of the municipality's call list
	called                                 string    // an account that has crisis contacts
	access                                 uuid.UUID // a shared way into the first active account
}

// newDemo is the demo municipality as it is filled.
func newDemo(t testing.TB) *house {
	t.Helper()
	h := &house{site: webtest.New(t, func(c *app.Config) { c.Demo = true }), refs: map[register.Status]string{}}
	operator := identity.AsOperator(t.Context())
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	a := h.site.App
	check(demo.Fill(operator, a.Office()))
	municipality, err := a.Tenants.BySlug(operator, demo.Slug)
	check(err)
	h.ctx = app.InTenant(operator, municipality)
	list, _, err := a.Register.List(h.ctx, register.Filter{})
	check(err)
	for _, x := range list {
		if x.Overarching && x.Status == register.Active {
			h.whole = x.Ref
		}
		if h.refs[x.Status] == "" {
			h.refs[x.Status] = x.Ref
		}
	}
	return h
}

// newHouse is the demo municipality with something in every state that pages can show, and an empty one beside it.
func newHouse(t testing.TB) *house {
	t.Helper()
	h := newDemo(t)
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	a := h.site.App
	people, err := a.People.People(h.ctx, "")
	check(err)
	h.person = people[0].ID
	users, err := a.People.Users(h.ctx)
	check(err)
	for _, u := range users {
		if u.Person.Title == "registrator" {
			h.user = u.ID
		}
	}
	invited, token, err := a.People.Invite(h.ctx, identity.Person{Name: "Nils Ny", Email: "nils.ny@bjorkvik.example"}, []identity.RoleIn{{Role: identity.Reader}})
	check(err)
	h.invited, h.token = invited.ID, token
	small, err := a.Tenants.AddUnit(h.ctx, "Musikskolan", uuid.Nil)
	check(err)
	h.smallUnit = small.ID
	units, err := a.Tenants.Units(h.ctx)
	check(err)
	for _, u := range units {
		if u.Name == "Björkviks bibliotek" {
			h.unit = u.ID
		}
	}
	for _, topic := range []string{"Lån och öppettider", "Sommarlov"} {
		check(a.Register.AddPart(h.ctx, h.whole, register.PartInput{UnitID: h.unit.String(), Topic: topic}))
	}
	h.fillStates(t)
	h.fillAbsences(t, people)
	h.fillAssignments(t)
	h.fillImports(t)
	h.fillDirectory(t)
	h.fillChecklists(t) // they keep the template's first version
	h.fillTemplates(t)
	h.fillDuties(t)
	h.fillCustody(t, people)
	h.fillCalls(t)
	h.fillLeaving(t)
	h.fillDoubled(t)
	edited, err := a.Register.Get(h.ctx, h.refs[register.Active])
	check(err)
	in := register.InputOf(edited)
	in.MainMessage = "Fråga oss gärna"
	_, err = a.Register.Edit(h.ctx, edited.Ref, edited.Version, in)
	check(err)
	_, err = a.Reminders.Pass(h.ctx, clock.On(a.Clock.Now(), tenant.Of(h.ctx).Zone()), false)
	check(err)

	_, empty := h.site.Tenant(emptySlug)
	h.site.User(empty, "Ensam", identity.Admin)
	return h
}

// fillStates makes an account in each state of life that the demo has none in.
func (h *house) fillStates(t testing.TB) {
	t.Helper()
	a := h.site.App
	ways := map[register.Status][]string{register.Draft: nil, register.Approved: {"submit", "approve"}, register.Submitted: {"submit"},
		register.Returned: {"submit", "return"}, register.Rejected: {"submit", "reject"}, register.Withdrawn: {"withdraw"}}
	for status, steps := range ways {
		if h.refs[status] != "" {
			continue
		}
		x, err := a.Register.Add(h.ctx, register.Input{Address: "https://www.instagram.com/musik" + string(status), Name: "Musikskolan", UnitID: h.smallUnit.String()}, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range steps {
			x = h.site.Step(h.ctx, x, step, register.StepInput{ClosingReason: "Finns redan på Facebook."})
		}
		h.refs[status] = x.Ref
	}
}

// fillTemplates makes a published version and drafts: of the startup checklist one that can be published, with a new
// point and one that is retired, of the legal one that cannot.
func (h *house) fillTemplates(t testing.TB) {
	t.Helper()
	tpl := h.site.App.Templates
	save := func(name checklist.Name, change func(c *checklist.Content)) *checklist.Template {
		d, err := tpl.StartDraft(h.ctx, name)
		if err == nil {
			change(&d.Content)
			d, err = tpl.SaveDraft(h.ctx, name, d.Content, d.Version)
		}
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	d := save(checklist.Startup, func(c *checklist.Content) { c.Sections[0].Title.SV += " ni gör det" })
	if _, err := tpl.Publish(h.ctx, checklist.Startup, d.Version); err != nil {
		t.Fatal(err)
	}
	photo := checklist.Point{Key: "photographer", Kind: checklist.KindText, Name: checklist.Text{SV: "Utse en fotograf"}, Question: checklist.Text{SV: "Vem tar bilderna?"},
		Fields: []checklist.Field{{Key: "who", Kind: checklist.KindText, Label: checklist.Text{SV: "Vem?"}}}}
	save(checklist.Startup, func(c *checklist.Content) {
		last := &c.Sections[len(c.Sections)-1]
		last.Points = last.Points[:len(last.Points)-1]
		c.Sections = append(c.Sections, checklist.Section{Key: "pictures", Title: checklist.Text{SV: "Bilder"}, Points: []checklist.Point{photo}})
		c.Sections[0].Points[0].Question.SV += " Och varför nu?"
	})
	photo.Question = checklist.Text{}
	save(checklist.Legal, func(c *checklist.Content) { c.Sections[0].Points = append(c.Sections[0].Points, photo) })
}

const faultyRows = `plattform;adress;namn;verksamhet;status;öppnat
facebook;https://www.facebook.com/nyaskolan;Nya skolan;Bergaskolan;öppet;2026-08-17
facebook;https://www.facebook.com/nyaskolan;Nya skolan igen;Bergaskolan;öppet;2026-08-17
facebook;https://www.facebook.com/bjorkvikskommun;Björkviks kommun;Kommunikation;öppet;2010-03-15
myspace;https://myspace.com/skolan;Gamla skolan;Okänd enhet;öppet;2026-13-45
instagram;https://evilfacebook.com/skolan;Lockbetet;Bergaskolan;kanske;
`

// start begins the import of a file.
func (h *house) start(t testing.TB, name, text string) *register.Import {
	t.Helper()
	table, err := sheet.Read(name, strings.NewReader(text), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := h.site.App.Register.StartImport(h.ctx, name, "", table)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (h *house) fillImports(t testing.TB) {
	t.Helper()
	h.strangeFile = h.start(t, "lista.csv", "A,B\nhttps://www.facebook.com/a1,Ett\n").ID
	h.faultyFile = h.start(t, "konton från skolorna.csv", faultyRows).ID
	taken := h.start(t, "biblioteket.csv", "adress;namn;verksamhet\nhttps://www.facebook.com/bokbussen;Bokbussen;Björkviks bibliotek\ninte en adress;Fel;Björkviks bibliotek\n")
	h.takenFile = taken.ID
	if err := h.site.App.Register.TakeImport(h.ctx, taken.ID, taken.Version, true, func(key string, args ...any) string { return i18n.T(h.ctx, key, args...) }); err != nil {
		t.Fatal(err)
	}
}

// tab opens a tab at the demo municipality, signed in by the role's demo button; "" is a visitor.
func (h *house) tab(t testing.TB, role identity.Role) *tab {
	t.Helper()
	b := openTab(t, h.site.URL, "/"+demo.Slug)
	if role != "" {
		b.open("/login")
		b.arrive(clickOn(`button[name=role][value=` + string(role) + `]`))
		if b.path() != "/app" {
			t.Fatalf("signing in as %s led to %s", role, b.path())
		}
	}
	return b
}

// emptyTab opens a tab at the empty municipality, signed in as its administrator where so wished.
func (h *house) emptyTab(t testing.TB, signedIn bool) *tab {
	t.Helper()
	b := openTab(t, h.site.URL, "/"+emptySlug)
	if signedIn {
		b.signIn("ensam@" + emptySlug + ".example")
	}
	return b
}

// signIn signs in by the form with everybody's password.
func (b *tab) signIn(email string) {
	b.t.Helper()
	b.open("/login")
	b.send("/login", map[string]string{"email": email, "password": webtest.Password})
	if b.path() != "/app" {
		b.t.Fatalf("signing in as %s led to %s", email, b.path())
	}
}

// withoutList gives an open account that no startup checklist was begun for.
func withoutList(h *house) string {
	list, _, err := h.site.App.Checklists.Missing(h.ctx, 1)
	if err != nil || len(list) == 0 {
		panic("the demo has a checklist for every open account")
	}
	return list[0].Ref
}
