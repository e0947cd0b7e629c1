package register_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/postgrestest"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
)

// office is a municipality on a real database, with one unit.
type office struct {
	db      *postgres.DB
	clk     *clock.Manual
	reg     *register.Service
	tenants *tenant.Service
	ctx     context.Context // its operator's
	unit    tenant.Unit
	below   tenant.Unit
}

// late is a quarter past midnight in Stockholm: the day before in UTC.
var late = time.Date(2026, 11, 22, 23, 15, 0, 0, time.UTC)

func newOffice(t *testing.T) *office {
	t.Helper()
	_, url := postgrestest.Migrated(t)
	clk := clock.Fixed(late)
	db, err := postgres.Open(t.Context(), url, clk)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	o := &office{db: db, clk: clk, reg: register.NewService(db), tenants: tenant.NewService(db, identity.Permit)}
	o.ctx = o.municipality(t, "bjorkvik", "9001")
	o.reg.Require(register.HasChecklist, register.Holds)
	o.reg.Require(register.HasDuties, register.Holds)
	if o.unit, err = o.tenants.AddUnit(o.ctx, "Kultur", uuid.Nil); err != nil {
		t.Fatal(err)
	}
	if o.below, err = o.tenants.AddUnit(o.ctx, "Biblioteken", o.unit.ID); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) municipality(t *testing.T, slug, code string) context.Context {
	t.Helper()
	ctx := identity.AsOperator(t.Context())
	m, err := o.tenants.Add(ctx, tenant.New{Slug: slug, Code: code, Name: slug})
	if err != nil {
		t.Fatal(err)
	}
	return tenant.With(postgres.WithTenant(ctx, m.ID), m)
}

func (o *office) add(t testing.TB, address string, open bool) *register.Account {
	t.Helper()
	a, err := o.reg.Add(o.ctx, register.Input{Address: address, Name: "Konto", UnitID: o.unit.ID.String()}, open)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// closing answers all that the steps at the end of a life ask.
var closing = register.StepInput{ClosingReason: "Slut", ClosingOn: "2026-12-31", FinalCapture: "waived", FinalCaptureNote: "Inget att spara"}

// step takes a step as another room's act does.
func (o *office) step(a *register.Account, name string, in register.StepInput) (*register.Account, error) {
	now := a
	err := o.db.InTenant(o.ctx, func(tx *postgres.Tx) error {
		var err error
		if now, err = register.LockTx(o.ctx, tx, a.ID); err != nil {
			return err
		}
		return o.reg.TakeTx(o.ctx, tx, now, name, in)
	})
	return now, err
}

func (o *office) as(role identity.Role, units ...tenant.Unit) context.Context {
	p := &identity.Principal{UserID: uuid.New(), Grants: []identity.Grant{{Role: role}}}
	if len(units) > 0 {
		p.Grants = nil
		for _, u := range units {
			p.Grants = append(p.Grants, identity.Grant{Role: role, UnitID: u.ID, Units: map[uuid.UUID]bool{u.ID: true}})
		}
	}
	return identity.With(o.ctx, p)
}

func field(err error) string {
	var f *fault.Error
	if errors.As(err, &f) && len(f.Fields) > 0 {
		return f.Fields[0].Name + ": " + f.Fields[0].Key
	}
	return fmt.Sprint(err)
}

func TestAddGivesRefsThatAreNeverReused(t *testing.T) {
	o := newOffice(t)
	first := o.add(t, "facebook.com/bjorkvik", true)
	if first.Ref != "k0001" || first.OpenedOn != (clock.Date{Year: 2026, Month: 11, Day: 23}) {
		t.Errorf("ref %s, opened %s: want k0001, and the municipality's day", first.Ref, first.OpenedOn)
	}
	if _, err := o.reg.Add(o.ctx, register.Input{Address: "https://m.facebook.com/Bjorkvik/", Name: "Igen", UnitID: o.unit.ID.String()}, true); field(err) != "address: register.exists" {
		t.Errorf("the same account again: %v", field(err))
	}
	if second := o.add(t, "instagram.com/bjorkvik", false); second.Ref != "k0002" {
		t.Errorf("ref after a refusal: %s", second.Ref)
	}
	// A closed account may be followed by another of the same address.
	if _, err := o.reg.Take(o.ctx, "k0001", 1, "close", closing); err != nil {
		t.Fatal(err)
	}
	if again := o.add(t, "facebook.com/bjorkvik", true); again.Ref != "k0003" {
		t.Errorf("ref of the new account: %s", again.Ref)
	}
}

func TestAddAtOnceRegistersOnce(t *testing.T) {
	o := newOffice(t)
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = o.reg.Add(o.ctx, register.Input{Address: "facebook.com/bjorkvik", Name: "Konto", UnitID: o.unit.ID.String()}, true)
		})
	}
	wg.Wait()
	taken := 0
	for _, err := range errs {
		switch {
		case err == nil:
			taken++
		case !strings.HasPrefix(field(err), "address: register.exists"):
			t.Errorf("the others hear %v", err)
		}
	}
	if taken != 1 {
		t.Errorf("registered %d times", taken)
	}
}

func TestEditOfAStaleVersionWritesNothing(t *testing.T) {
	o := newOffice(t)
	a := o.add(t, "facebook.com/bjorkvik", true)
	in := register.InputOf(a)
	in.Purpose = "Läslust"
	b, err := o.reg.Edit(o.ctx, a.Ref, a.Version, in)
	if err != nil || b.Version != 2 {
		t.Fatalf("version %d, %v", b.Version, err)
	}
	in.Purpose = "Något annat"
	if _, err := o.reg.Edit(o.ctx, a.Ref, a.Version, in); !fault.Is(err, fault.ConflictKind) {
		t.Errorf("stale edit: %v", err)
	}
	in.Purpose = "Läslust"
	if same, err := o.reg.Edit(o.ctx, a.Ref, 2, in); err != nil || same.Version != 2 {
		t.Errorf("an edit that changes nothing makes version %d (%v)", same.Version, err)
	}
	_, total, err := o.reg.History(o.ctx, a.Ref, 0)
	if err != nil || total != 2 {
		t.Errorf("%d entries in the log, want add and edit (%v)", total, err)
	}
}

func TestLogHoldsValuesOfPublicFieldsOnly(t *testing.T) {
	o := newOffice(t)
	a := o.add(t, "facebook.com/bjorkvik", true)
	in := register.InputOf(a)
	in.Contact, in.MainMessage, in.Purpose = "anna@bjorkvik.se", "Hemligt", "Läslust"
	if _, err := o.reg.Edit(o.ctx, a.Ref, 1, in); err != nil {
		t.Fatal(err)
	}
	list, _, err := o.reg.History(o.ctx, a.Ref, 1)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]audit.Change{}
	for _, c := range list[0].Changes() {
		got[c.Field] = c
	}
	want := map[string]audit.Change{"purpose": audit.Value("purpose", "", "Läslust"), "contact": audit.Field("contact"), "main_message": audit.Field("main_message")}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("logged %v, want %v", got, want)
	}
}

func TestOtherMunicipalityAndOtherUnitDoNotExist(t *testing.T) {
	o := newOffice(t)
	a := o.add(t, "facebook.com/bjorkvik", true)
	elsewhere := o.municipality(t, "orebro", "9002")
	outsider := o.as(identity.Operations, o.below)
	for _, ctx := range []context.Context{elsewhere, outsider} {
		if _, err := o.reg.Get(ctx, a.Ref); !fault.Is(err, fault.NotFoundKind) {
			t.Errorf("get: %v", err)
		}
		if _, _, err := o.reg.History(ctx, a.Ref, 0); !fault.Is(err, fault.NotFoundKind) {
			t.Errorf("history: %v", err)
		}
		if _, err := o.reg.Edit(ctx, a.Ref, 1, register.InputOf(a)); !fault.Is(err, fault.NotFoundKind) {
			t.Errorf("edit: %v", err)
		}
		if list, counts, err := o.reg.List(ctx, register.Filter{}); err != nil || len(list) != 0 || counts.Total != 0 {
			t.Errorf("list: %d, %d, %v", len(list), counts.Total, err)
		}
		if v, err := o.reg.Overview(ctx); err != nil || v.Total() != 0 {
			t.Errorf("overview: %+v, %v", v, err)
		}
		if list, err := o.reg.Recent(ctx, 5); err != nil || len(list) != 0 {
			t.Errorf("recent: %v, %v", list, err)
		}
		if _, err := o.reg.Take(ctx, a.Ref, 1, "withdraw", register.StepInput{}); !fault.Is(err, fault.NotFoundKind) {
			t.Errorf("step: %v", err)
		}
	}
	for _, ref := range []string{"", "k1", "K0001", "k0001 ", "k0001\x00", "\xff", "k99999999999999999999", "' OR 1=1"} {
		if _, err := o.reg.Get(o.ctx, ref); !fault.Is(err, fault.NotFoundKind) {
			t.Errorf("ref %q: %v", ref, err)
		}
		if _, err := o.reg.Take(o.ctx, ref, 1, "close", register.StepInput{}); !fault.Is(err, fault.NotFoundKind) {
			t.Errorf("step on ref %q: %v", ref, err)
		}
	}
}

func TestOverviewAndRecent(t *testing.T) {
	o := newOffice(t)
	o.add(t, "facebook.com/bjorkvik", true)
	o.add(t, "instagram.com/bjorkvik", false)
	o.clk.Add(time.Hour)
	closed := o.add(t, "youtube.com/@bjorkvik", true)
	if _, err := o.reg.Take(o.ctx, closed.Ref, 1, "close", closing); err != nil {
		t.Fatal(err)
	}
	v, err := o.reg.Overview(o.ctx)
	if err != nil {
		t.Fatal(err)
	}
	if v.Open() != 1 || v.Coming() != 1 || v.Total() != 3 || v.NoContact != 1 || v.NoPurpose != 1 || v.Platforms["youtube"] != 1 {
		t.Errorf("%+v", v)
	}
	list, err := o.reg.Recent(o.ctx, 10)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range list {
		got = append(got, fmt.Sprintf("%s %d", r.Action, r.Count))
	}
	// The first two stand at one time by one actor, as the rows of an import do.
	if want := "[account.close 1 account.add 1 account.add 2]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
}

func TestPublishedHidesWhatIsNotPublic(t *testing.T) {
	o := newOffice(t)
	a := o.add(t, "facebook.com/bjorkvik", true)
	in := register.InputOf(a)
	in.Contact, in.MainMessage = "anna@bjorkvik.se", "Hemligt"
	if _, err := o.reg.Edit(o.ctx, a.Ref, 1, in); err != nil {
		t.Fatal(err)
	}
	if _, err := o.reg.Take(o.ctx, a.Ref, 2, "start_closing", register.StepInput{ClosingReason: "Internt skäl", ClosingOn: "2026-12-31", ClosingNotice: "Följ oss på X."}); err != nil {
		t.Fatal(err)
	}
	draft := o.add(t, "instagram.com/bjorkvik", false)
	list, err := o.reg.Published(o.ctx)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d published, %v", len(list), err)
	}
	p := list[0]
	if p.Contact+p.MainMessage+p.ClosingReason != "" || p.ClosingNotice != "Följ oss på X." || p.Status.PublicWord() != "open" {
		t.Errorf("published: %+v", p)
	}
	if _, err := o.reg.PublishedOne(o.ctx, draft.Ref); !fault.Is(err, fault.NotFoundKind) {
		t.Errorf("a draft is published: %v", err)
	}
}

// TestLifeKeepsItsPromises walks random lives: what the table does not allow never happens, and every step is logged.
func TestLifeKeepsItsPromises(t *testing.T) {
	o := newOffice(t)
	n := 0
	rapid.Check(t, func(r *rapid.T) {
		n++
		a := o.add(t, fmt.Sprintf("facebook.com/bjorkvik.konto%d", n), false)
		acts := 1
		for range rapid.IntRange(0, 8).Draw(r, "steps") {
			step := rapid.SampledFrom(register.Steps).Draw(r, "step")
			version := a.Version + rapid.SampledFrom([]int{0, 0, 0, -1, 1}).Draw(r, "version off by")
			var got *register.Account
			var err error
			if step.Through != "" && step.Leads(a.Status) {
				if _, err := o.reg.Take(o.ctx, a.Ref, a.Version, step.Name, closing); !fault.Is(err, fault.ConflictKind) {
					r.Fatalf("%s by itself: %v", step.Name, err)
				}
				version = a.Version
				got, err = o.step(a, step.Name, closing)
			} else {
				got, err = o.reg.Take(o.ctx, a.Ref, version, step.Name, closing)
			}
			if allowed := version == a.Version && step.Leads(a.Status); allowed != (err == nil) {
				r.Fatalf("%s from %s at version %d of %d: %v", step.Name, a.Status, version, a.Version, err)
			}
			if err != nil {
				if !fault.Is(err, fault.ConflictKind) {
					r.Fatalf("%s from %s: %v", step.Name, a.Status, err)
				}
				continue
			}
			acts++
			a = got
		}
		now, err := o.reg.Get(o.ctx, a.Ref)
		if err != nil || now.Status != a.Status || now.Version != acts {
			r.Fatalf("now %s version %d, want %s version %d (%v)", now.Status, now.Version, a.Status, acts, err)
		}
		if (now.Status == register.Closed) == now.ClosedOn.IsZero() {
			r.Fatalf("%s with closed day %q", now.Status, now.ClosedOn)
		}
		if _, total, err := o.reg.History(o.ctx, a.Ref, 0); err != nil || total != acts {
			r.Fatalf("%d entries in the log for %d acts (%v)", total, acts, err)
		}
	})
}
