package roster_test

import (
	"testing"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/roster"
)

// Who may not manage logins may not end an administrator's by letting them leave, nor keep it alive by taking that back.
func TestOnlyAdministratorsLetAnAdministratorLeave(t *testing.T) {
	o := newLeaving(t, 1)
	boss := o.login("Disa", identity.Admin)
	o.login("Olga", identity.Admin, o.unit)
	o.login("Eva", identity.Admin)
	for _, who := range []string{"Disa", "Olga"} {
		in := o.all("Sara")
		if _, err := o.svc.PlanLeave(o.linn, o.ids[who], in); !fault.Is(err, fault.ConflictKind) {
			t.Errorf("communications plans that %s leaves: %v", who, err)
		}
		in.LastOn = o.today().AddDays(-1).String()
		if _, err := o.svc.Leave(o.linn, o.ids[who], in); !fault.Is(err, fault.ConflictKind) || fault.As(err).Key != "identity.admin_leaves" {
			t.Errorf("communications lets %s leave: %v", who, err)
		}
	}
	o.same("shut out", o.lines(`SELECT p.name FROM app_user u JOIN person p ON p.id = u.person_id WHERE u.disabled_at IS NOT NULL`))
	_, err := o.svc.Leave(boss, o.ids["Olga"], o.all("Sara"))
	o.must(err)
	d, err := o.svc.Departure(o.linn, o.ids["Olga"])
	o.must(err)
	if _, err := o.svc.TakeBack(o.linn, o.ids["Olga"], d.Version); !fault.Is(err, fault.ConflictKind) {
		t.Errorf("communications takes it back: %v", err)
	}
	_, err = o.svc.TakeBack(boss, o.ids["Olga"], d.Version)
	o.must(err)
}

// What a departure would be taken back by is kept for as long as it can be.
func TestTakingBackLateStillPutsBackWhatWasToCome(t *testing.T) {
	o := newLeaving(t, 1)
	o.assign(0, "Kim", "monitor", "2027-08-01", "2027-09-30")
	o.absence("Kim", "2027-08-01", "2027-08-05", "")
	before := o.business()
	in := o.all("Sara")
	in.LastOn = "2027-06-30"
	_, err := o.svc.Leave(o.linn, o.kim(), in)
	o.must(err)
	o.to("2027-05-01") // longer after than rows that were taken back are kept
	o.pass()
	d, err := o.svc.Departure(o.linn, o.kim())
	o.must(err)
	stay, err := o.svc.TakeBack(o.linn, o.kim(), d.Version)
	o.must(err)
	if len(stay) > 0 || o.business() != before {
		t.Errorf("not everything is as it was: %+v", stay)
	}
}

// Somebody gets a role in the very moment in which they leave: leaving waits, and takes the role with it.
func TestNobodyGetsARoleWhileTheyLeave(t *testing.T) {
	o := newLeaving(t, 2)
	o.assign(0, "Kim", "monitor", "2026-01-01", "")
	var leave func() error
	o.must(o.site.App.DB.InTenant(o.root, func(tx *postgres.Tx) error {
		_, err := roster.AssignTx(o.root, tx, o.accs[1], roster.AssignInput{PersonID: o.kim(), Role: "monitor"})
		leave = o.beside(func() error {
			_, err := o.svc.Leave(o.linn, o.kim(), o.all("Sara"))
			return err
		})
		return err
	}))
	o.must(leave())
	o.same("roles that go on", o.lines(`SELECT p.name FROM assignment x JOIN person p ON p.id = x.person_id WHERE x.cancelled_at IS NULL AND x.ends_on IS NULL`), "Sara", "Sara")
}

// The other way round: whoever gives the role waits, and is told that they leave.
func TestARoleIsRefusedToSomebodyWhoIsJustLeaving(t *testing.T) {
	o := newLeaving(t, 1)
	var assign func() error
	o.must(o.site.App.DB.InTenant(o.root, func(tx *postgres.Tx) error {
		p, err := identity.LockLeaverTx(o.root, tx, o.kim())
		if err != nil {
			return err
		}
		assign = o.beside(func() error {
			_, err := o.svc.Assign(o.root, o.accs[0].Ref, roster.AssignInput{PersonID: o.kim(), Role: "monitor"})
			return err
		})
		return identity.LeaveTx(o.root, tx, p, o.today())
	}))
	if err := assign(); fields(err) != "person roster.person_leaves" {
		t.Errorf("a role without an end for somebody who leaves: %v", err)
	}
}

// Leaving locks a person before their absences; so does whoever changes one of them.
func TestLeavingAndChangingAnAbsenceDoNotWaitForEachOther(t *testing.T) {
	o := newLeaving(t, 1)
	a := o.absence("Kim", "2027-03-01", "2027-03-05", "")
	var change func() error
	o.must(o.site.App.DB.InTenant(o.root, func(tx *postgres.Tx) error {
		if _, err := identity.LockPersonTx(o.root, tx, o.kim()); err != nil {
			return err
		}
		change = o.beside(func() error {
			_, err := o.svc.ChangeAbsence(o.root, a, 1, roster.AbsenceInput{From: "2027-03-01", To: "2027-03-08"})
			return err
		})
		_, err := tx.Exec(o.root, `SELECT FROM absence WHERE tenant_id = $1 AND id = $2 FOR UPDATE`, tx.Tenant, a)
		return err
	}))
	o.must(change())
}

// beside does something until it ends or waits for what somebody else holds, and gives what to call for its end.
func (o *leaving) beside(do func() error) func() error {
	o.t.Helper()
	done := make(chan error, 1)
	go func() { done <- do() }()
	for {
		waits := o.lines(`SELECT l.pid::text FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE NOT l.granted AND a.datname = current_database()`)
		select {
		case err := <-done:
			return func() error { return err }
		default:
			if len(waits) > 0 || o.t.Context().Err() != nil {
				return func() error { return <-done }
			}
		}
	}
}

func (o *leaving) today() clock.Date {
	return clock.On(o.site.Clock.Now(), o.site.Clock.Now().Location())
}
