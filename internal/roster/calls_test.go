package roster_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/reminder"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
)

// callers gives who is called, in order.
func (o *absences) callers(ctx context.Context) []string {
	o.t.Helper()
	book, err := o.App.Rosters.Calls(ctx)
	if err != nil {
		o.t.Fatal(err)
	}
	var names []string
	for _, c := range book.Municipality.Calls {
		names = append(names, c.Person.Name)
	}
	return names
}

func (o *absences) call(person, hours string) {
	o.t.Helper()
	if err := o.App.Rosters.AddCall(o.root, roster.AssignInput{PersonID: o.people[person], Hours: hours}); err != nil {
		o.t.Fatal(err)
	}
}

func (o *absences) place(person string) roster.Call {
	o.t.Helper()
	book, err := o.App.Rosters.Calls(o.root)
	if err != nil {
		o.t.Fatal(err)
	}
	i := slices.IndexFunc(book.Municipality.Calls, func(c roster.Call) bool { return c.Person.Name == person })
	if i < 0 {
		o.t.Fatalf("%s is not in the list", person)
	}
	return book.Municipality.Calls[i]
}

func (o *absences) phone(person, number string) {
	o.t.Helper()
	p, err := o.App.People.Person(o.root, o.people[person])
	if err == nil {
		p.Phone = number
		err = o.App.People.SavePerson(o.root, p)
	}
	if err != nil {
		o.t.Fatal(err)
	}
}

// due gives what the rule finds: who, and since when.
func (o *absences) due(rule reminder.Rule) []string {
	o.t.Helper()
	var list []string
	err := o.App.DB.InTenant(o.root, func(tx *postgres.Tx) error {
		due, err := rule.Find(o.root, tx, clock.On(tx.Now, tenant.ZoneOf(o.root)))
		for _, d := range due {
			list = append(list, d.Title+" "+d.DueOn.String())
		}
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return list
}

func TestACallListKeepsItsOrder(t *testing.T) {
	o := newAbsences(t)
	for _, name := range []string{"Sara", "Jonas", "Bodil"} {
		o.call(name, "Dygnet runt")
	}
	want := func(names ...string) {
		t.Helper()
		if got := o.callers(o.root); !slices.Equal(got, names) {
			t.Errorf("called are %q, want %q", got, names)
		}
	}
	want("Sara", "Jonas", "Bodil")
	move := func(name string, up bool) {
		t.Helper()
		if err := o.App.Rosters.MoveCall(o.root, "", o.place(name).ID, up); err != nil {
			t.Fatal(err)
		}
	}
	move("Bodil", true)
	want("Sara", "Bodil", "Jonas")
	move("Sara", true) // no further
	want("Sara", "Bodil", "Jonas")
	move("Sara", false)
	want("Bodil", "Sara", "Jonas")
	sara := o.place("Sara")
	if err := o.App.Rosters.RemoveCall(o.root, sara.ID, sara.Version); err != nil {
		t.Fatal(err)
	}
	o.call("Sara", "")
	want("Bodil", "Jonas", "Sara")
}

func TestWhatACallListRefuses(t *testing.T) {
	o := newAbsences(t)
	o.call("Sara", "Dygnet runt")
	for name, c := range map[string]struct {
		in    roster.AssignInput
		field string
	}{
		"nobody":           {roster.AssignInput{}, "person"},
		"somebody unknown": {roster.AssignInput{PersonID: uuid.New()}, "person"},
		"twice":            {roster.AssignInput{PersonID: o.people["Sara"]}, "person"},
		"a secret":         {roster.AssignInput{PersonID: o.people["Jonas"], Hours: "lösenord: Xk9#mQ2$vL"}, "hours"},
	} {
		if err := o.App.Rosters.AddCall(o.root, c.in); !strings.HasPrefix(fields(err), c.field+" ") {
			t.Errorf("%s: %v at %q, want %q", name, err, fields(err), c.field)
		}
	}
	place := o.place("Sara")
	if err := o.App.Rosters.ChangeCall(o.root, place.ID, place.Version, "Vardagar 8–17"); err != nil {
		t.Fatal(err)
	}
	if err := o.App.Rosters.ChangeCall(o.root, place.ID, place.Version, "Kvällar"); !fault.Is(err, fault.ConflictKind) {
		t.Errorf("changed from an old page: %v", err)
	}
	if err := o.App.Rosters.RemoveCall(o.root, uuid.New(), 1); !fault.Is(err, fault.NotFoundKind) {
		t.Errorf("removed what is not there: %v", err)
	}
}

func TestWhoMayChangeCallLists(t *testing.T) {
	o := newAbsences(t)
	o.call("Sara", "")
	o.call("Jonas", "")
	o.assign(o.account, "Sara", roster.CrisisContact)
	o.assign(o.account, "Jonas", roster.CrisisContact)
	list, _, err := o.App.Rosters.CallsOf(o.root, o.account.Ref)
	if err != nil || len(list.Calls) != 2 {
		t.Fatalf("%v %v", list, err)
	}
	first := list.Calls[0].Person.Name
	theirs := o.as(identity.Operations, "Bodil", o.library)
	ours := o.as(identity.Operations, "Sara", o.school)
	if got := o.callers(ours); len(got) != 2 {
		t.Errorf("staff of a unit see %q", got)
	}
	if _, _, err := o.App.Rosters.CallsOf(theirs, o.account.Ref); !fault.Is(err, fault.NotFoundKind) {
		t.Errorf("another unit's list: %v", err)
	}
	if err := o.App.Rosters.MoveCall(theirs, o.account.Ref, list.Calls[0].ID, false); !fault.Is(err, fault.NotFoundKind) {
		t.Errorf("another unit's list moved: %v", err)
	}
	if err := o.App.Rosters.MoveCall(ours, "", o.place("Sara").ID, false); !fault.Is(err, fault.ForbiddenKind) {
		t.Errorf("the municipality's list moved by a unit: %v", err)
	}
	if err := o.App.Rosters.MoveCall(o.as(identity.Reader, "Lars"), o.account.Ref, list.Calls[0].ID, false); !fault.Is(err, fault.ForbiddenKind) {
		t.Errorf("moved by a reader: %v", err)
	}
	if err := o.App.Rosters.MoveCall(ours, o.account.Ref, list.Calls[0].ID, false); err != nil {
		t.Fatal(err)
	}
	list, _, err = o.App.Rosters.CallsOf(ours, o.account.Ref)
	if err != nil || list.Calls[0].Person.Name == first {
		t.Errorf("%v: the first is still %s", err, first)
	}
	for name, ctx := range map[string]context.Context{"operations": ours, "reader": o.as(identity.Reader, "Lars"), "communications of one unit": o.as(identity.Communications, "Bodil", o.library)} {
		if err := o.App.Rosters.AddCall(ctx, roster.AssignInput{PersonID: o.people["Bodil"]}); !fault.Is(err, fault.ForbiddenKind) {
			t.Errorf("%s: %v", name, err)
		}
		if err := o.App.Rosters.ConfirmNumber(ctx, o.people["Bodil"], ""); !fault.Is(err, fault.ForbiddenKind) {
			t.Errorf("%s confirmed a number: %v", name, err)
		}
	}
}

func TestNumbersAreConfirmedTwiceAYear(t *testing.T) {
	o := newAbsences(t)
	o.call("Sara", "")
	sara := o.as(identity.Reader, "Sara")
	due := func(want bool) {
		t.Helper()
		n, err := o.App.Rosters.OwnNumber(sara)
		if err != nil || n.Due() != want {
			t.Errorf("due = %v, want %v (%v)", n.Due(), want, err)
		}
	}
	due(true) // there is no number
	if err := o.App.Rosters.ConfirmNumber(o.root, o.people["Sara"], ""); fields(err) != "phone roster.phone_missing" {
		t.Errorf("confirmed without a number: %v", err)
	}
	if err := o.App.Rosters.ConfirmOwnNumber(sara, "  "); fields(err) != "phone roster.phone_missing" {
		t.Errorf("confirmed nothing: %v", err)
	}
	if err := o.App.Rosters.ConfirmOwnNumber(sara, "0555-10 00 21"); err != nil {
		t.Fatal(err)
	}
	due(false)
	if p, err := o.App.People.Person(o.root, o.people["Sara"]); err != nil || p.Phone != "0555-10 00 21" {
		t.Errorf("the directory has %q (%v)", p.Phone, err)
	}
	o.Clock.Add(181 * 24 * time.Hour) // 23 May: six months are over tomorrow
	due(false)
	o.Clock.Add(24 * time.Hour)
	due(true)
	if err := o.App.Rosters.ConfirmNumber(o.root, o.people["Sara"], "0555-10 00 21"); err != nil {
		t.Fatal(err)
	}
	due(false)
	o.phone("Sara", "0555-10 00 99") // another number is not confirmed
	due(true)
	if err := o.App.Rosters.ConfirmNumber(o.root, o.people["Sara"], "0555-10 00 21"); !fault.Is(err, fault.ConflictKind) {
		t.Errorf("confirmed a number that is no longer hers: %v", err)
	}
	if _, err := o.App.Rosters.OwnNumber(tenant.With(postgres.WithTenant(t.Context(), tenant.Of(o.root).ID), tenant.Of(o.root))); !fault.Is(err, fault.ForbiddenKind) {
		t.Errorf("a visitor: %v", err)
	}
}

func TestNumbersToConfirmAreRemindedOf(t *testing.T) {
	o := newAbsences(t)
	o.call("Sara", "")
	o.assign(o.account, "Sara", roster.CrisisContact) // in two lists, and reminded of once
	rule := roster.CrisisConfirmRule()
	plan := o.due(rule)
	if len(plan) != 1 || plan[0] != "Sara 2026-11-23" {
		t.Fatalf("due are %q", plan)
	}
	o.phone("Sara", "0555-10 00 21")
	if err := o.App.Rosters.ConfirmNumber(o.root, o.people["Sara"], "0555-10 00 21"); err != nil {
		t.Fatal(err)
	}
	if plan := o.due(rule); len(plan) > 0 {
		t.Errorf("confirmed, and due are %q", plan)
	}
	o.Clock.Add(200 * 24 * time.Hour)
	if plan := o.due(rule); len(plan) != 1 || plan[0] != "Sara 2027-05-24" {
		t.Errorf("half a year later due are %q", plan)
	}
}

func TestNoSecretComesInWhereAnAssignmentIsChanged(t *testing.T) {
	o := newAbsences(t)
	x, err := o.App.Rosters.Assign(o.root, o.account.Ref, roster.AssignInput{PersonID: o.people["Bodil"], Role: string(roster.CrisisContact)})
	if err != nil {
		t.Fatal(err)
	}
	_, err = o.App.Rosters.Change(o.root, x.ID, x.Version, roster.ChangeInput{From: x.From.String(), Hours: "lösenord: Xk9#mQ2$vL"})
	if fields(err) != "hours roster.secret.hours" {
		t.Errorf("%v", err)
	}
}
