package identity_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

func (o *office) invite(name string, roles ...identity.RoleIn) (identity.User, string) {
	o.t.Helper()
	u, token, err := o.people.Invite(o.ctx, identity.Person{Name: name, Email: name + "@example.se"}, roles)
	if err != nil {
		o.t.Fatal(err)
	}
	return u, token
}

func TestAnInvitationWorksOnce(t *testing.T) {
	o := newOffice(t)
	u, token := o.invite("anna", everywhere(identity.Reader))
	wantKind(t, signInError(o, "anna@example.se", ""), fault.InvalidKind)
	if _, err := o.people.Accept(o.visitor(), token, goodPassword); err != nil {
		t.Fatal(err)
	}
	o.signIn(u)
	_, err := o.people.Accept(o.visitor(), token, "en annan lång mening")
	wantKind(t, err, fault.NotFoundKind)
	_, err = o.people.Invitation(o.visitor(), token)
	wantKind(t, err, fault.NotFoundKind)
}

func signInError(o *office, email, password string) error {
	_, err := o.people.SignIn(o.visitor(), email, password, identity.Client{})
	return err
}

func TestOfTwoWhoAcceptAtOnceOneDoes(t *testing.T) {
	o := newOffice(t)
	_, token := o.invite("anna", everywhere(identity.Reader))
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { _, errs[i] = o.people.Accept(o.visitor(), token, goodPassword) })
	}
	wg.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Errorf("errors = %v, want exactly one", errs)
	}
	wantKind(t, errors.Join(errs...), fault.NotFoundKind)
}

func TestAnInvitationLastsThreeDays(t *testing.T) {
	o := newOffice(t)
	_, token := o.invite("anna", everywhere(identity.Reader))
	o.clk.Add(72*time.Hour - time.Second)
	if _, err := o.people.Invitation(o.visitor(), token); err != nil {
		t.Errorf("before 72 hours: %v", err)
	}
	o.clk.Add(time.Second)
	_, err := o.people.Accept(o.visitor(), token, goodPassword)
	wantKind(t, err, fault.NotFoundKind)
}

func TestANewLinkReplacesTheOldAndEndsSessionsWhenUsed(t *testing.T) {
	o := newOffice(t)
	u, first := o.invite("anna", everywhere(identity.Reader))
	second, err := o.people.InviteAgain(o.ctx, u.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, err = o.people.Invitation(o.visitor(), first)
	wantKind(t, err, fault.NotFoundKind)
	if _, err := o.people.Accept(o.visitor(), second, goodPassword); err != nil {
		t.Fatal(err)
	}
	session, _ := o.signIn(u)
	third, err := o.people.InviteAgain(o.ctx, u.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.people.Accept(o.visitor(), third, "en annan lång mening"); err != nil {
		t.Fatal(err)
	}
	_, _, err = o.people.Authenticate(o.visitor(), session)
	wantKind(t, err, fault.NotFoundKind)
}

func TestAnInvitationIsNothingInAnotherMunicipalityOrForOneShutOut(t *testing.T) {
	o := newOffice(t)
	u, token := o.invite("anna", everywhere(identity.Reader))
	_, err := o.people.Invitation(o.municipality("annanby", "9998"), token)
	wantKind(t, err, fault.NotFoundKind)
	if err := o.people.SetDisabled(o.ctx, u.ID, true); err != nil {
		t.Fatal(err)
	}
	_, err = o.people.Accept(o.visitor(), token, goodPassword)
	wantKind(t, err, fault.NotFoundKind)
	_, err = o.people.InviteAgain(o.ctx, u.ID)
	wantKind(t, err, fault.ConflictKind)
}

func TestTheLastAdministratorStays(t *testing.T) {
	o := newOffice(t)
	anna, bo := o.user("anna", everywhere(identity.Admin)), o.user("bo", everywhere(identity.Admin))
	o.invite("cilla", everywhere(identity.Admin)) // cannot sign in yet and so does not count
	if err := o.people.SetRoles(o.ctx, bo.ID, []identity.RoleIn{everywhere(identity.Reader)}); err != nil {
		t.Fatal(err)
	}
	unit := o.unit("Skola", uuid.Nil)
	wantKind(t, o.people.SetRoles(o.ctx, anna.ID, []identity.RoleIn{{Role: identity.Admin, UnitID: unit.ID}}), fault.ConflictKind)
	wantKind(t, o.people.SetDisabled(o.ctx, anna.ID, true), fault.ConflictKind)
	_, ctx := o.signIn(anna)
	wantKind(t, o.people.SetDisabled(ctx, anna.ID, true), fault.ConflictKind)
	u, err := o.people.User(o.ctx, anna.ID)
	if err != nil || u.Disabled || len(u.Roles) != 1 || u.Roles[0].UnitID != uuid.Nil {
		t.Errorf("after the refusals anna is %+v, %v", u, err)
	}
}

func TestTwoAdministratorsCannotRemoveEachOtherAtOnce(t *testing.T) {
	o := newOffice(t)
	a, b := o.user("anna", everywhere(identity.Admin)), o.user("bo", everywhere(identity.Admin))
	for range 20 { // a race may be won by chance
		errs := make([]error, 2)
		var wg sync.WaitGroup
		for i, u := range []identity.User{a, b} {
			wg.Go(func() { errs[i] = o.people.SetDisabled(o.ctx, u.ID, true) })
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("errors = %v, want exactly one", errs)
		}
		for _, u := range []identity.User{a, b} {
			if err := o.people.SetDisabled(o.ctx, u.ID, false); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestShuttingOutEndsSessions(t *testing.T) {
	o := newOffice(t)
	anna := o.user("anna", everywhere(identity.Reader))
	token, _ := o.signIn(anna)
	if err := o.people.SetDisabled(o.ctx, anna.ID, true); err != nil {
		t.Fatal(err)
	}
	_, _, err := o.people.Authenticate(o.visitor(), token)
	wantKind(t, err, fault.NotFoundKind)
	if err := o.people.SetDisabled(o.ctx, anna.ID, false); err != nil {
		t.Fatal(err)
	}
	_, _, err = o.people.Authenticate(o.visitor(), token) // the old session does not come back
	wantKind(t, err, fault.NotFoundKind)
	o.signIn(anna)
}

func TestARoleForAUnitReachesWhatLiesBelow(t *testing.T) {
	o := newOffice(t)
	school := o.unit("Skola", uuid.Nil)
	class := o.unit("Klass", school.ID)
	library := o.unit("Bibliotek", uuid.Nil)
	_, ctx := o.signIn(o.user("anna", identity.RoleIn{Role: identity.Operations, UnitID: school.ID}))
	p := identity.Of(ctx)
	if !p.MayIn(identity.AccountEdit, school.ID) || !p.MayIn(identity.AccountEdit, class.ID) {
		t.Error("not in its own units")
	}
	if p.MayIn(identity.AccountEdit, library.ID) || p.MayIn(identity.AccountEdit, uuid.Nil) {
		t.Error("in other units")
	}
}

func TestALoginForAUnitThatDoesNotExistIsRefused(t *testing.T) {
	o := newOffice(t)
	roles := []identity.RoleIn{{Role: identity.Operations, UnitID: uuid.New()}}
	_, err := o.people.AddUser(o.ctx, identity.Person{Name: "Anna", Email: "anna@example.se"}, roles, goodPassword)
	wantField(t, err, "unit", "identity.unit_unknown")
	if list, err := o.people.People(o.ctx, ""); err != nil || len(list) != 0 {
		t.Errorf("people = %v, %v: want none", list, err)
	}
	other := o.municipality("annanby", "9998")
	theirs, err := o.tenants.AddUnit(other, "Deras", uuid.Nil)
	if err != nil {
		t.Fatal(err)
	}
	anna := o.user("anna", everywhere(identity.Reader))
	wantField(t, o.people.SetRoles(o.ctx, anna.ID, []identity.RoleIn{{Role: identity.Reader, UnitID: theirs.ID}}), "unit", "identity.unit_unknown")
	wantField(t, o.people.SetRoles(o.ctx, anna.ID, nil), "role", "identity.role_missing")
	wantField(t, o.people.SetRoles(o.ctx, anna.ID, []identity.RoleIn{{Role: "king"}}), "role", "identity.role_missing")
}

func TestInvitingSomebodyOfTheDirectory(t *testing.T) {
	o := newOffice(t)
	roles := []identity.RoleIn{everywhere(identity.Reader)}
	p, err := o.people.AddPerson(o.ctx, identity.Person{Name: "Anna", Email: "Anna@Example.se"})
	if err != nil {
		t.Fatal(err)
	}
	u, _, err := o.people.Invite(o.ctx, identity.Person{Name: "Någon annan", Email: "anna@example.se"}, roles)
	if err != nil || u.Person.ID != p.ID || u.Person.Name != "Anna" {
		t.Errorf("invited %+v, %v: want the known person", u, err)
	}
	_, _, err = o.people.Invite(o.ctx, identity.Person{ID: p.ID}, roles)
	wantField(t, err, "email", "identity.invited_already")
	silent, err := o.people.AddPerson(o.ctx, identity.Person{Name: "Bo"})
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = o.people.Invite(o.ctx, identity.Person{ID: silent.ID}, roles)
	wantField(t, err, "email", "identity.email_needed")
}

func TestEditingAPerson(t *testing.T) {
	o := newOffice(t)
	anna := o.user("anna", everywhere(identity.Admin))
	_, admin := o.signIn(anna)
	_, comms := o.signIn(o.user("bo", everywhere(identity.Communications)))
	p := anna.Person
	p.Version, p.Phone = 1, "0123-456 78"
	if err := o.people.SavePerson(comms, p); err != nil {
		t.Fatal(err)
	}
	wantKind(t, o.people.SavePerson(comms, p), fault.ConflictKind) // read before that
	p.Version, p.Email = 2, "bo.tar.over@example.se"
	wantField(t, o.people.SavePerson(comms, p), "email", "identity.email_of_login")
	if err := o.people.SavePerson(admin, p); err != nil {
		t.Errorf("an administrator changes the address: %v", err)
	}
	p.Version, p.Email = 3, ""
	wantField(t, o.people.SavePerson(admin, p), "email", "identity.email_needed")
	p.Email, p.UnitID = "bo@example.se", uuid.Nil
	wantField(t, o.people.SavePerson(admin, p), "email", "identity.email_taken")
	p.Email, p.UnitID = "anna@example.se", uuid.New()
	wantField(t, o.people.SavePerson(admin, p), "unit", "identity.unit_unknown")
	p.UnitID, p.Name = uuid.Nil, strings.Repeat("å", 201)
	wantField(t, o.people.SavePerson(admin, p), "name", "identity.too_long")
	who, at, err := o.people.LastChange(admin, p.ID)
	if err != nil || who != "anna" || !at.Equal(noon) {
		t.Errorf("last change = %q %v %v", who, at, err)
	}
}

func TestDirectorySearch(t *testing.T) {
	o := newOffice(t)
	unit := o.unit("Biblioteket", uuid.Nil)
	for _, p := range []identity.Person{{Name: "Örjan Ek", Title: "Lärare"}, {Name: "Anna Berg", UnitID: unit.ID}, {Name: "Åsa Lind", Email: "asa@example.se"}} {
		if _, err := o.people.AddPerson(o.ctx, p); err != nil {
			t.Fatal(err)
		}
	}
	for q, want := range map[string]string{"": "Anna Berg, Åsa Lind, Örjan Ek", "lärare": "Örjan Ek", "BIBLIO": "Anna Berg", "asa@": "Åsa Lind", "100%": "", "_": ""} {
		list, err := o.people.People(o.ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, p := range list {
			names = append(names, p.Name)
		}
		if got := strings.Join(names, ", "); got != want {
			t.Errorf("search %q gives %q, want %q", q, got, want)
		}
	}
}

func TestAMunicipalityKnowsOnlyItsOwnPeople(t *testing.T) {
	o := newOffice(t)
	anna := o.user("anna", everywhere(identity.Admin))
	other := o.municipality("annanby", "9998")
	if list, err := o.people.People(other, ""); err != nil || len(list) != 0 {
		t.Errorf("people = %v, %v", list, err)
	}
	_, err := o.people.User(other, anna.ID)
	wantKind(t, err, fault.NotFoundKind)
	wantKind(t, o.people.SetDisabled(other, anna.ID, true), fault.NotFoundKind)
	_, err = o.people.InviteAgain(other, anna.ID)
	wantKind(t, err, fault.NotFoundKind)
	wantKind(t, o.people.EndSessionsOf(other, anna.ID), fault.NotFoundKind)
	if names, err := o.people.Names(other, []uuid.UUID{anna.ID, anna.Person.ID}); err != nil || len(names) != 0 {
		t.Errorf("names = %v, %v", names, err)
	}
	if names, err := o.people.Names(o.ctx, []uuid.UUID{anna.ID, anna.Person.ID}); err != nil || len(names) != 2 {
		t.Errorf("names = %v, %v", names, err)
	}
	if postgres.TenantOf(other) == postgres.TenantOf(o.ctx) {
		t.Fatal("one municipality only")
	}
}
