package identity_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

func TestSessionEndsAfterAnHourWithoutUse(t *testing.T) {
	o := newOffice(t)
	token, _ := o.signIn(o.user("anna", everywhere(identity.Reader)))
	for range 3 { // use keeps it alive
		o.clk.Add(identity.IdleLimit - time.Minute)
		if _, _, err := o.people.Authenticate(o.visitor(), token); err != nil {
			t.Fatalf("a session in use ended: %v", err)
		}
	}
	o.clk.Add(identity.IdleLimit + time.Second)
	_, _, err := o.people.Authenticate(o.visitor(), token)
	wantKind(t, err, fault.NotFoundKind)
}

func TestSessionEndsAfterTwelveHoursHoweverUsed(t *testing.T) {
	o := newOffice(t)
	token, _ := o.signIn(o.user("anna", everywhere(identity.Reader)))
	used := time.Duration(0)
	for ; used < identity.AbsoluteLimit; used += 30 * time.Minute {
		if _, _, err := o.people.Authenticate(o.visitor(), token); err != nil {
			t.Fatalf("after %v: %v", used, err)
		}
		o.clk.Add(30 * time.Minute)
	}
	o.clk.Add(time.Second) // not half an hour without use, but twelve hours in all
	_, _, err := o.people.Authenticate(o.visitor(), token)
	wantKind(t, err, fault.NotFoundKind)
}

func TestASessionIsNothingInAnotherMunicipality(t *testing.T) {
	o := newOffice(t)
	token, _ := o.signIn(o.user("anna", everywhere(identity.Admin)))
	other := o.municipality("annanby", "9998")
	_, _, err := o.people.Authenticate(other, token)
	wantKind(t, err, fault.NotFoundKind)
}

func TestSignInAnswersAllWhoFailAlike(t *testing.T) {
	o := newOffice(t)
	o.user("anna", everywhere(identity.Admin))
	bo := o.user("bo", everywhere(identity.Reader))
	if err := o.people.SetDisabled(o.ctx, bo.ID, true); err != nil {
		t.Fatal(err)
	}
	from := identity.Client{IP: "192.0.2.1"}
	var answers []string
	for _, try := range [][2]string{{"anna@example.se", "fel lösenord här"}, {"nobody@example.se", goodPassword}, {"bo@example.se", goodPassword}, {"not an address", goodPassword}} {
		_, err := o.people.SignIn(o.visitor(), try[0], try[1], from)
		wantField(t, err, "email", "identity.sign_in_wrong")
		answers = append(answers, err.Error())
	}
	for _, a := range answers {
		if a != answers[0] {
			t.Errorf("answers differ: %q and %q", a, answers[0])
		}
	}
}

func TestSignInIsThrottledForOneAccount(t *testing.T) {
	o := newOffice(t)
	o.user("anna", everywhere(identity.Reader))
	from := identity.Client{IP: "192.0.2.1"}
	for range 10 {
		_, err := o.people.SignIn(o.visitor(), "anna@example.se", "fel lösenord här", from)
		wantKind(t, err, fault.InvalidKind)
	}
	_, err := o.people.SignIn(o.visitor(), "Anna@Example.se ", goodPassword, from)
	wantKind(t, err, fault.TooManyKind)

	if _, err := o.people.SignIn(o.visitor(), "anna@example.se", goodPassword, identity.Client{IP: "198.51.100.7"}); err != nil {
		t.Errorf("a stranger's failures shut the owner out elsewhere: %v", err)
	}
	o.clk.Add(16 * time.Minute)
	if _, err := o.people.SignIn(o.visitor(), "anna@example.se", goodPassword, from); err != nil {
		t.Errorf("still throttled after the window: %v", err)
	}
}

func TestSignInIsThrottledForOneAccountFromEverywhere(t *testing.T) {
	o := newOffice(t)
	o.user("anna", everywhere(identity.Reader))
	for i := range 30 {
		_, err := o.people.SignIn(o.visitor(), "anna@example.se", "fel lösenord här", identity.Client{IP: fmt.Sprintf("192.0.2.%d", i)})
		wantKind(t, err, fault.InvalidKind)
	}
	_, err := o.people.SignIn(o.visitor(), "anna@example.se", goodPassword, identity.Client{IP: "198.51.100.7"})
	wantKind(t, err, fault.TooManyKind)
}

func TestSignInIsThrottledForOneAddress(t *testing.T) {
	o := newOffice(t)
	o.user("anna", everywhere(identity.Reader))
	from := identity.Client{IP: "192.0.2.1"}
	for i := range 100 {
		_, err := o.people.SignIn(o.visitor(), fmt.Sprintf("guess%d@example.se", i), "fel lösenord här", from)
		wantKind(t, err, fault.InvalidKind)
	}
	_, err := o.people.SignIn(o.visitor(), "anna@example.se", goodPassword, from)
	wantKind(t, err, fault.TooManyKind)
}

func TestTriesAtOnceDoNotSlipThrough(t *testing.T) {
	o := newOffice(t)
	o.user("anna", everywhere(identity.Reader))
	var wg sync.WaitGroup
	var mu sync.Mutex
	checked := 0
	for range 25 {
		wg.Go(func() {
			_, err := o.people.SignIn(o.visitor(), "anna@example.se", "fel lösenord här", identity.Client{IP: "192.0.2.1"})
			mu.Lock()
			defer mu.Unlock()
			if fault.Is(err, fault.InvalidKind) {
				checked++
			}
		})
	}
	wg.Wait()
	if checked != 10 {
		t.Errorf("%d passwords were checked, want 10", checked)
	}
}

func TestSuccessForgetsFailures(t *testing.T) {
	o := newOffice(t)
	o.user("anna", everywhere(identity.Reader))
	from := identity.Client{IP: "192.0.2.1"}
	for range 3 {
		for range 9 {
			_, err := o.people.SignIn(o.visitor(), "anna@example.se", "fel lösenord här", from)
			wantKind(t, err, fault.InvalidKind)
		}
		if _, err := o.people.SignIn(o.visitor(), "anna@example.se", goodPassword, from); err != nil {
			t.Fatal(err)
		}
	}
}

func TestChangingThePasswordSignsOutElsewhere(t *testing.T) {
	o := newOffice(t)
	anna := o.user("anna", everywhere(identity.Reader))
	elsewhere, _ := o.signIn(anna)
	here, ctx := o.signIn(anna)

	wantField(t, o.people.ChangePassword(ctx, "inte mitt lösenord", "en annan lång mening"), "current", "identity.password_wrong")
	wantField(t, o.people.ChangePassword(ctx, goodPassword, "kort"), "password", "identity.password_short")
	if err := o.people.ChangePassword(ctx, goodPassword, "en annan lång mening"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := o.people.Authenticate(o.visitor(), here); err != nil {
		t.Errorf("the session that changed it ended: %v", err)
	}
	_, _, err := o.people.Authenticate(o.visitor(), elsewhere)
	wantKind(t, err, fault.NotFoundKind)
	_, err = o.people.SignIn(o.visitor(), "anna@example.se", goodPassword, identity.Client{})
	wantKind(t, err, fault.InvalidKind)
	if _, err = o.people.SignIn(o.visitor(), "anna@example.se", "en annan lång mening", identity.Client{}); err != nil {
		t.Errorf("the new password: %v", err)
	}
}

func TestOwnSessionsAreListedAndEnded(t *testing.T) {
	o := newOffice(t)
	anna, bo := o.user("anna", everywhere(identity.Reader)), o.user("bo", everywhere(identity.Reader))
	first, _ := o.signIn(anna)
	o.clk.Add(time.Minute)
	_, ctx := o.signIn(anna)
	_, ctxBo := o.signIn(bo)
	list, err := o.people.Sessions(ctx)
	if err != nil || len(list) != 2 || !list[0].Current || list[1].Current {
		t.Fatalf("sessions = %+v, %v", list, err)
	}
	wantKind(t, o.people.EndSession(ctxBo, list[1].ID), fault.NotFoundKind)
	if err := o.people.EndSession(ctx, list[1].ID); err != nil {
		t.Fatal(err)
	}
	_, _, err = o.people.Authenticate(o.visitor(), first)
	wantKind(t, err, fault.NotFoundKind)
}

func TestSweepKeepsWhatLives(t *testing.T) {
	o := newOffice(t)
	anna := o.user("anna", everywhere(identity.Reader))
	old, _ := o.signIn(anna)
	o.clk.Add(2 * time.Hour)
	fresh, _ := o.signIn(anna)
	if err := o.people.Sweep(o.t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := o.people.Authenticate(o.visitor(), fresh); err != nil {
		t.Errorf("a living session was swept: %v", err)
	}
	_, _, err := o.people.Authenticate(o.visitor(), old)
	wantKind(t, err, fault.NotFoundKind)
	var n int
	err = o.db.InTenant(o.ctx, func(tx *postgres.Tx) error {
		return tx.QueryRow(o.ctx, `SELECT count(*) FROM session`).Scan(&n)
	})
	if err != nil || n != 1 {
		t.Errorf("%d sessions are kept (%v), want 1", n, err)
	}
}

func TestFailedSignInsStandInTheLogWithoutWhatWasTyped(t *testing.T) {
	o := newOffice(t)
	anna := o.user("anna", everywhere(identity.Reader))
	if _, err := o.people.SignIn(o.visitor(), "anna@example.se", "hemligt ord", identity.Client{}); err == nil {
		t.Fatal("signed in")
	}
	list, _, err := o.log.List(o.ctx, audit.Query{Action: "session.failed"})
	if err != nil || len(list) != 1 || list[0].ObjectID != anna.ID || list[0].Actor.Kind != audit.Visitor || string(list[0].Payload) != "[]" {
		t.Errorf("log = %+v, %v", list, err)
	}
}
