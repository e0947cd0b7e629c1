package tenant_test

import (
	"context"
	"sync"
	"testing"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/postgrestest"
	"kanalkoll/internal/tenant"
)

// office gives the service and the context of one municipality's operator.
func office(t *testing.T) (*tenant.Service, context.Context) {
	t.Helper()
	svc := tenant.NewService(postgrestest.New(t, clock.System()), func(context.Context, string) error { return nil })
	ctx := audit.WithActor(t.Context(), audit.Actor{Kind: audit.Operator})
	m, err := svc.Add(ctx, tenant.New{Slug: "bjorkvik", Code: "9999", Name: "Björkviks kommun"})
	if err != nil {
		t.Fatal(err)
	}
	return svc, tenant.With(postgres.WithTenant(ctx, m.ID), m)
}

func addUnit(t *testing.T, svc *tenant.Service, ctx context.Context, name string) tenant.Unit {
	t.Helper()
	u, err := svc.AddUnit(ctx, name, uuid.Nil)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// atOnce does two things at the same time and gives their errors.
func atOnce(do ...func() error) []error {
	errs := make([]error, len(do))
	var wg sync.WaitGroup
	for i, f := range do {
		wg.Go(func() { errs[i] = f() })
	}
	wg.Wait()
	return errs
}

func TestTwoWhoMoveUnitsAtOnceMakeNoCircle(t *testing.T) {
	svc, ctx := office(t)
	for range 20 { // a race may be won by chance
		a, b := addUnit(t, svc, ctx, "A"), addUnit(t, svc, ctx, "B")
		under := func(u, parent tenant.Unit) func() error {
			u.ParentID = parent.ID
			return func() error { return svc.SaveUnit(ctx, u) }
		}
		errs := atOnce(under(a, b), under(b, a))
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("errors = %v, want exactly one", errs)
		}
		child, parent := a, b
		if errs[0] != nil {
			child, parent = b, a
		}
		for _, u := range []tenant.Unit{child, parent} {
			if err := svc.RemoveUnit(ctx, u.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestOfTwoUnitsOfOneNameAddedAtOnceOneIsRefusedInWords(t *testing.T) {
	svc, ctx := office(t)
	for range 20 { // a race may be won by chance
		var made [2]tenant.Unit
		add := func(i int) func() error {
			return func() (err error) {
				made[i], err = svc.AddUnit(ctx, "Skola", uuid.Nil)
				return err
			}
		}
		errs := atOnce(add(0), add(1))
		lost := 0
		if errs[0] == nil {
			lost = 1
		}
		if errs[1-lost] != nil || !fault.Is(errs[lost], fault.InvalidKind) {
			t.Fatalf("errors = %v, want one, at the name", errs)
		}
		if err := svc.RemoveUnit(ctx, made[1-lost].ID); err != nil {
			t.Fatal(err)
		}
	}
}

// Names of units and municipalities stand in the open data; a spreadsheet would compute them.
func TestNamesThatASpreadsheetComputesAreRefused(t *testing.T) {
	svc, ctx := office(t)
	for _, name := range []string{`=HYPERLINK("https://x.example")`, "+1", "-1", "@SUM(A1)"} {
		if _, err := svc.AddUnit(ctx, name, uuid.Nil); !fault.Is(err, fault.InvalidKind) {
			t.Errorf("a unit called %s: %v", name, err)
		}
		if _, err := svc.Add(ctx, tenant.New{Slug: "annanby", Code: "9998", Name: name}); !fault.Is(err, fault.InvalidKind) {
			t.Errorf("a municipality called %s: %v", name, err)
		}
		m, err := svc.Current(ctx)
		if err != nil {
			t.Fatal(err)
		}
		m.Name = name
		if err := svc.SaveSettings(ctx, m, m.Version); !fault.Is(err, fault.InvalidKind) {
			t.Errorf("settings with the name %s: %v", name, err)
		}
	}
}
