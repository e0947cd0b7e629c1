package register_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
)

func (o *office) wish(w register.Wish) (*register.Account, error) {
	var a *register.Account
	err := o.db.InTenant(o.ctx, func(tx *postgres.Tx) error {
		var err error
		a, err = o.reg.WishTx(o.ctx, tx, w)
		return err
	})
	return a, err
}

func (o *office) fill(a *register.Account, values map[string]string) (*register.Account, error) {
	now := a
	err := o.db.InTenant(o.ctx, func(tx *postgres.Tx) error {
		var err error
		if now, err = register.LockTx(o.ctx, tx, a.ID); err != nil {
			return err
		}
		return register.FillTx(o.ctx, tx, now, values)
	})
	return now, err
}

func TestWishIsADraftWithOrWithoutAddress(t *testing.T) {
	o := newOffice(t)
	a, err := o.wish(register.Wish{UnitID: o.below.ID, Platform: "instagram"})
	if err != nil || a.Status != register.Draft || a.Name != "Biblioteken" || a.Addressed() || a.Platform != "instagram" || a.Ref != "k0001" {
		t.Fatalf("a wish is %+v (%v)", a, err)
	}
	if b, err := o.wish(register.Wish{UnitID: o.below.ID, Platform: "instagram", Name: "Bokbussen"}); err != nil || b.Name != "Bokbussen" {
		t.Errorf("a second wish on the platform: %v", err) // two without an address are not the same account
	}
	c, err := o.wish(register.Wish{UnitID: o.unit.ID, Address: "facebook.com/bjorkvik"})
	if err != nil || c.Platform != "facebook" || c.Handle != "bjorkvik" {
		t.Errorf("a wish by address is %+v (%v)", c, err)
	}
	for _, tt := range []struct {
		wish register.Wish
		want string
	}{
		{register.Wish{UnitID: o.unit.ID}, "address: register.address_or_platform"},
		{register.Wish{UnitID: o.unit.ID, Address: "https://www.facebook.com/Bjorkvik/"}, "address: register.exists"},
		{register.Wish{UnitID: o.unit.ID, Address: "https://facebook.com/x", Platform: "instagram"}, "address: register.problem.other-platform"},
		{register.Wish{UnitID: o.unit.ID, Platform: "myspace"}, "address: register.platform_unknown"},
		{register.Wish{UnitID: uuid.New(), Platform: "instagram"}, "unit: register.unit_missing"},
	} {
		if _, err := o.wish(tt.wish); field(err) != tt.want {
			t.Errorf("%+v: %s, want %s", tt.wish, field(err), tt.want)
		}
	}
}

func TestFillWritesAnswersAndLogsWhatDiffers(t *testing.T) {
	o := newOffice(t)
	a, err := o.wish(register.Wish{UnitID: o.unit.ID, Platform: "instagram"})
	if err != nil {
		t.Fatal(err)
	}
	answers := map[string]string{"name": "Boktips", "address": "@boktips", "purpose": "Läslust", "main_message": "Läs", "target_group": "Unga", "language": "sv",
		"kind": "business", "sender": "own_symbol", "unit_page": "https://bjorkvik.se/bibliotek", "content_page": "https://bjorkvik.se/sociala-medier",
		"crisis_use": "unused", "crisis_text": "Se bjorkvik.se"}
	a, err = o.fill(a, answers)
	if err != nil || a.URL != "https://www.instagram.com/boktips/" || a.Purpose != "Läslust" || a.CrisisUse != "unused" || a.Version != 2 {
		t.Fatalf("filled: %+v (%v)", a, err)
	}
	if a, err = o.fill(a, answers); err != nil || a.Version != 2 {
		t.Errorf("the same answers again make version %d (%v)", a.Version, err)
	}
	if a, err = o.fill(a, map[string]string{"purpose": "Boktips"}); err != nil {
		t.Fatal(err)
	}
	list, total, err := o.reg.History(o.ctx, a.Ref, 1)
	if err != nil || total != 3 || !slices.Equal(list[0].Changes(), []audit.Change{audit.Value("purpose", "Läslust", "Boktips")}) {
		t.Errorf("%d entries, the last %v (%v)", total, list[0].Changes(), err)
	}
	o.add(t, "instagram.com/annat", false)
	for value, want := range map[string][2]string{"purpose": {"=1+1", "purpose: register.formula"}, "address": {"@annat", "address: register.exists"},
		"kind": {"private", "kind: register.choose"}, "unit_page": {"bjorkvik", "unit_page: register.link_bad"}} {
		if _, err := o.fill(a, map[string]string{value: want[0]}); field(err) != want[1] {
			t.Errorf("%s %q: %s, want %s", value, want[0], field(err), want[1])
		}
	}
	if _, err := o.fill(a, map[string]string{"address": "https://facebook.com/x"}); field(err) != "address: register.problem.other-platform" {
		t.Errorf("an address on another platform: %s", field(err))
	}
	if _, err := o.fill(a, map[string]string{"contact": "x"}); !fault.Is(err, fault.Internal) {
		t.Errorf("a field that answers do not go to: %v", err)
	}
	now, err := o.reg.Get(o.ctx, a.Ref)
	if err != nil || now.Version != a.Version {
		t.Errorf("what was refused made version %d of %d (%v)", now.Version, a.Version, err)
	}
}

func TestAWishCannotBeOpenedWithoutAnAddress(t *testing.T) {
	o := newOffice(t)
	a, err := o.wish(register.Wish{UnitID: o.unit.ID, Platform: "instagram"})
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []string{"submit", "approve"} {
		if a, err = o.step(a, step, register.StepInput{}); err != nil {
			t.Fatal(err)
		}
	}
	ops := o.as(identity.Operations, o.unit)
	lacks, err := o.reg.Lacks(ops, a.Ref, "open")
	if err != nil || len(lacks) != 1 || lacks[0].Condition != register.HasAddress {
		t.Errorf("lacks %v (%v)", lacks, err)
	}
	open := func(address string) (*register.Account, error) {
		return o.reg.Take(ops, a.Ref, a.Version, "open", register.StepInput{Address: address})
	}
	o.add(t, "instagram.com/upptaget", true)
	for address, want := range map[string]string{"": "address: register.address_missing", "https://facebook.com/bjorkvik": "address: register.problem.other-platform",
		"@upptaget": "address: register.exists"} {
		if _, err := open(address); field(err) != want {
			t.Errorf("opening with %q: %s, want %s", address, field(err), want)
		}
	}
	if a, err = open("@boktips"); err != nil || a.Status != register.Active || a.Handle != "boktips" {
		t.Errorf("opened: %+v (%v)", a, err)
	}
	// Once it is public, the address stays.
	in := register.InputOf(a)
	in.Address = ""
	if _, err := o.reg.Edit(o.ctx, a.Ref, a.Version, in); field(err) != "address: register.address_missing" {
		t.Errorf("taking the address away: %s", field(err))
	}
}

func TestConditionsOfOtherRoomsStandInTheWay(t *testing.T) {
	o := newOffice(t)
	a := o.add(t, "instagram.com/boktips", false)
	var err error
	for _, step := range []string{"submit", "approve"} {
		if a, err = o.step(a, step, register.StepInput{}); err != nil {
			t.Fatal(err)
		}
	}
	o.reg.Require(register.HasChecklist, func(context.Context, *postgres.Tx, *register.Account) ([]fault.Field, error) {
		return []fault.Field{fault.Bad("checklist", "register.through_checklist")}, nil
	})
	if _, err := o.reg.Take(o.ctx, a.Ref, a.Version, "open", register.StepInput{}); field(err) != "checklist: register.through_checklist" {
		t.Errorf("opened against a condition: %s", field(err))
	}
	if now, err := o.reg.Get(o.ctx, a.Ref); err != nil || now.Status != register.Approved || now.Version != a.Version {
		t.Errorf("what was refused left %s version %d (%v)", now.Status, now.Version, err)
	}
	o.reg.Require(register.HasChecklist, nil)
	if got := o.reg.Unjudged(); !slices.Equal(got, []string{register.HasChecklist}) {
		t.Errorf("unjudged: %q", got)
	}
	if _, err := o.reg.Take(o.ctx, a.Ref, a.Version, "open", register.StepInput{}); !fault.Is(err, fault.Internal) {
		t.Errorf("a condition that nobody judges: %v", err)
	}
}

func TestTakeTxAsksWhoseTheStepIs(t *testing.T) {
	o := newOffice(t)
	a := o.add(t, "instagram.com/boktips", false)
	for ctx, want := range map[context.Context]bool{o.as(identity.Operations, o.unit): true, o.as(identity.Operations, o.below): false, o.as(identity.Reader): false} {
		err := o.db.InTenant(ctx, func(tx *postgres.Tx) error {
			now, err := register.LockTx(ctx, tx, a.ID)
			if err != nil {
				return err
			}
			if err := o.reg.TakeTx(ctx, tx, now, "submit", register.StepInput{}); err != nil {
				return err
			}
			return o.reg.TakeTx(ctx, tx, now, "recall", register.StepInput{})
		})
		if got := !fault.Is(err, fault.ForbiddenKind); got != want || got && err != nil {
			t.Errorf("allowed %v, want %v (%v)", got, want, err)
		}
	}
}

func TestPartsBelongToOverarchingAccounts(t *testing.T) {
	o := newOffice(t)
	units, err := o.tenants.Units(o.ctx)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := o.reg.Add(o.ctx, register.Input{Address: "facebook.com/bjorkvik", Name: "Kommunen", UnitID: units[0].ID.String()}, true)
	if err != nil {
		t.Fatal(err)
	}
	own := o.add(t, "instagram.com/boktips", true)
	in := register.PartInput{UnitID: o.below.ID.String(), Topic: " Lån "}
	for range 2 { // sent twice
		if err := o.reg.AddPart(o.ctx, whole.Ref, in); err != nil {
			t.Fatal(err)
		}
	}
	list, err := o.reg.Parts(o.as(identity.Reader), whole.Ref)
	if err != nil || len(list) != 1 || list[0].UnitName != "Biblioteken" || list[0].Topic != "Lån" {
		t.Errorf("parts %+v (%v)", list, err)
	}
	if err := o.reg.AddPart(o.ctx, own.Ref, in); !fault.Is(err, fault.ConflictKind) {
		t.Errorf("a part of a unit's own account: %v", err)
	}
	if err := o.reg.AddPart(o.ctx, whole.Ref, register.PartInput{UnitID: "x", PersonID: uuid.NewString()}); field(err) != "unit: register.part_unit_missing" {
		t.Errorf("nothing typed: %s", field(err))
	}
	for _, ctx := range []context.Context{o.as(identity.Reader), o.as(identity.Archivist)} {
		if err := o.reg.AddPart(ctx, whole.Ref, in); !fault.Is(err, fault.ForbiddenKind) {
			t.Errorf("added by a reader: %v", err)
		}
	}
	outside := o.as(identity.Operations, o.unit)
	if err := o.reg.RemovePart(outside, whole.Ref, list[0].ID); !fault.Is(err, fault.NotFoundKind) {
		t.Errorf("removed by another unit: %v", err)
	}
	for range 2 {
		if err := o.reg.RemovePart(o.ctx, whole.Ref, list[0].ID); err != nil {
			t.Fatal(err)
		}
	}
	if list, err = o.reg.Parts(o.ctx, whole.Ref); err != nil || len(list) != 0 {
		t.Errorf("left %+v (%v)", list, err)
	}
	if _, total, err := o.reg.History(o.ctx, whole.Ref, 0); err != nil || total != 3 {
		t.Errorf("%d entries in the log, want three (%v)", total, err)
	}
}
