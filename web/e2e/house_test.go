package e2e_test

import (
	"context"
	"testing"

	"github.com/google/uuid"

	"kanalkoll/internal/app"
	"kanalkoll/internal/demo"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/webtest"
)

// emptySlug is the municipality that has nothing but one administrator.
const emptySlug = "tomby"

// house is a web with the filled demo municipality and an empty one, and what of the former its pages are looked at with.
type house struct {
	site *webtest.Site
	ctx  context.Context // as the demo municipality's operator

	user, invited, person, unit, smallUnit uuid.UUID
	token                                  string
	refs                                   map[register.Status]string // an account in each state
}

func newHouse(t testing.TB) *house {
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
	check(demo.Fill(operator, a))
	municipality, err := a.Tenants.BySlug(operator, demo.Slug)
	check(err)
	h.ctx = app.InTenant(operator, municipality)

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
	h.fillStates(t)

	_, empty := h.site.Tenant(emptySlug)
	h.site.User(empty, "Ensam", identity.Admin)
	return h
}

// fillStates finds or makes an account in each state of life.
func (h *house) fillStates(t testing.TB) {
	t.Helper()
	a := h.site.App
	list, _, err := a.Register.List(h.ctx, register.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range list {
		if h.refs[x.Status] == "" {
			h.refs[x.Status] = x.Ref
		}
	}
	ways := map[register.Status][]string{register.Draft: nil, register.Approved: {"approve"}, register.Submitted: {"submit"},
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
			if x, err = a.Register.Take(h.ctx, x.Ref, x.Version, step, register.StepInput{}); err != nil {
				t.Fatal(err)
			}
		}
		h.refs[status] = x.Ref
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
