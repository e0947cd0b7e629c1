package identity_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/postgrestest"
	"kanalkoll/internal/tenant"
)

const goodPassword = "granar doftar i regn"

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// office is one municipality with its services on a database of its own.
type office struct {
	t       *testing.T
	db      *postgres.DB
	clk     *clock.Manual
	people  *identity.Service
	tenants *tenant.Service
	log     *audit.Service
	ctx     context.Context // the operator's, in the municipality
}

func newOffice(t *testing.T) *office {
	t.Helper()
	_, appURL := postgrestest.Migrated(t)
	clk := clock.Fixed(noon)
	db, err := postgres.Open(t.Context(), appURL, clk)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	o := &office{t: t, db: db, clk: clk, people: identity.NewService(db), tenants: tenant.NewService(db, identity.Permit), log: audit.NewService(db, identity.Permit)}
	o.ctx = o.municipality("bjorkvik", "9999")
	return o
}

// municipality adds one and gives its operator's context.
func (o *office) municipality(slug, code string) context.Context {
	o.t.Helper()
	ctx := identity.AsOperator(o.t.Context())
	m, err := o.tenants.Add(ctx, tenant.New{Slug: slug, Code: code, Name: "Björkviks kommun"})
	if err != nil {
		o.t.Fatal(err)
	}
	return tenant.With(postgres.WithTenant(ctx, m.ID), m)
}

// user adds a login.
func (o *office) user(name string, roles ...identity.RoleIn) identity.User {
	o.t.Helper()
	u, err := o.people.AddUser(o.ctx, identity.Person{Name: name, Email: name + "@example.se"}, roles, goodPassword)
	if err != nil {
		o.t.Fatal(err)
	}
	return u
}

func everywhere(r identity.Role) identity.RoleIn { return identity.RoleIn{Role: r} }

func (o *office) signIn(u identity.User) (token string, ctx context.Context) {
	o.t.Helper()
	token, err := o.people.SignIn(o.visitor(), u.Person.Email, goodPassword, identity.Client{IP: "192.0.2.1", UserAgent: "test"})
	if err != nil {
		o.t.Fatal(err)
	}
	p, _, err := o.people.Authenticate(o.visitor(), token)
	if err != nil {
		o.t.Fatal(err)
	}
	return token, identity.With(o.visitor(), p)
}

// visitor gives the municipality's context with nobody signed in.
func (o *office) visitor() context.Context {
	t := tenant.Of(o.ctx)
	return tenant.With(postgres.WithTenant(o.t.Context(), t.ID), t)
}

func (o *office) unit(name string, parent uuid.UUID) tenant.Unit {
	o.t.Helper()
	u, err := o.tenants.AddUnit(o.ctx, name, parent)
	if err != nil {
		o.t.Fatal(err)
	}
	return u
}

func wantKind(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if err == nil || !fault.Is(err, kind) {
		t.Fatalf("error = %v, want %v", err, kind)
	}
}

// wantField wants an Invalid at the field with the message.
func wantField(t *testing.T, err error, field, key string) {
	t.Helper()
	wantKind(t, err, fault.InvalidKind)
	for _, f := range fault.As(err).Fields {
		if f.Name == field && f.Key == key {
			return
		}
	}
	t.Fatalf("error = %v, want %s at %s", err, key, field)
}
