package reminder_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/jobs"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/reminder"
	"kanalkoll/internal/tenant"
)

func TestPassTellsEachPersonOnce(t *testing.T) {
	o := newOffice(t)
	school := o.unit("Bergaskolan")
	o.user("Anna", identity.Operations, school)
	o.user("Karin", identity.Communications)
	o.account("Berga", school)
	o.account("Bergaklass", school)
	o.account("Kommunen", o.communications())
	o.account("Medkontakt", school, func(in *register.Input) { in.Contact = "Receptionen" })

	for range 2 { // the second pass finds the same and makes nothing
		var got []string
		for _, p := range o.pass(day, false) {
			got = append(got, p.Title+" "+p.Recipient.Email+" "+string(p.State))
		}
		want := []string{"Berga anna@bjorkvik.example queued", "Bergaklass anna@bjorkvik.example queued", "Kommunen karin@bjorkvik.example queued"}
		if !slices.Equal(got, want) {
			t.Fatalf("planned %q, want %q", got, want)
		}
	}
	if n := len(o.letters("queued")); n != 2 {
		t.Errorf("%d letters for two people, want 2", n)
	}
	if jobs := query[string](o, `SELECT args::text FROM river.river_job WHERE kind = 'reminder_letter'`); len(jobs) != 2 {
		t.Errorf("jobs %v, want one for each letter", jobs)
	} else if strings.Contains(strings.Join(jobs, ""), "@") {
		t.Errorf("jobs carry personal data: %v", jobs)
	}
}

func TestDryRunChangesNothing(t *testing.T) {
	o := newOffice(t)
	o.user("Karin", identity.Communications)
	o.account("Kommunen", o.communications())
	if list := o.pass(day, true); len(list) != 1 || list[0].State != reminder.Unsent {
		t.Errorf("planned %+v", list)
	}
	if n := len(o.letters("queued")); n != 0 {
		t.Errorf("a dry run made %d letters", n)
	}
}

func TestDueOnTheDayItOpenedOrCameIn(t *testing.T) {
	o := newOffice(t)
	o.user("Karin", identity.Communications)
	unit := o.communications()
	opened := func(d string) func(*register.Input) { return func(in *register.Input) { in.OpenedOn = d } }
	o.account("Gammalt", unit, opened("2011-01-24"))
	coming := o.account("Ikommande", unit)
	in := register.InputOf(coming)
	in.OpenedOn = "2026-12-01"
	_, err := o.reg.Edit(o.ctx, coming.Ref, coming.Version, in)
	o.must(err)
	on := func(d clock.Date) (got []string) {
		for _, p := range o.pass(d, true) {
			got = append(got, p.Title+" "+p.DueOn.String())
		}
		return got
	}
	if got := on(day.AddDays(-1)); len(got) != 0 {
		t.Errorf("due before it came in: %q", got)
	}
	if got, want := on(day), []string{"Gammalt 2026-11-23"}; !slices.Equal(got, want) {
		t.Errorf("today %q, want %q", got, want)
	}
	if got, want := on(day.AddDays(8)), []string{"Gammalt 2026-11-23", "Ikommande 2026-12-01"}; !slices.Equal(got, want) {
		t.Errorf("later %q, want %q", got, want)
	}
}

func TestNobodyToTellIsSaidAndMadeGoodLater(t *testing.T) {
	o := newOffice(t)
	school := o.unit("Bergaskolan")
	other := o.unit("Kulturskolan")
	o.user("Olle", identity.Operations, other)
	o.user("Rut", identity.Reader)
	a := o.account("Berga", school)
	if list := o.pass(day, false); len(list) != 1 || list[0].State != reminder.Nobody || list[0].Recipient.ID != uuid.Nil {
		t.Fatalf("planned %+v, want nobody", list)
	}
	due, err := o.svc.Unheard(o.ctx)
	o.must(err)
	if len(due) != 1 || due[0].Ref != a.Ref {
		t.Errorf("unheard %+v", due)
	}
	o.user("Eva", identity.Admin)
	if list := o.pass(day.AddDays(1), false); len(list) != 1 || list[0].Recipient.Name != "Eva" || list[0].State != reminder.Queued {
		t.Errorf("planned %+v, want a letter to the administrator", list)
	}
	if due, err = o.svc.Unheard(o.ctx); err != nil || len(due) != 0 {
		t.Errorf("unheard %+v (%v)", due, err)
	}
}

func TestPassesAtOnceDoNotDouble(t *testing.T) {
	o := newOffice(t)
	o.user("Karin", identity.Communications)
	for _, name := range []string{"Ett", "Tvaa", "Trea"} {
		o.account(name, o.communications())
	}
	// All have found the same before the first one writes.
	const passes = 3
	var wg, found sync.WaitGroup
	found.Add(passes)
	rule := register.NoContactRule()
	find := rule.Find
	rule.Find = func(ctx context.Context, tx *postgres.Tx, today clock.Date) ([]reminder.Due, error) {
		list, err := find(ctx, tx, today)
		found.Done()
		found.Wait()
		return list, err
	}
	for range passes {
		svc := reminder.NewService(o.db, jobs.New(o.db, jobs.Options{}), o.post, o.tenants, "https://kanalkoll.example", rule)
		wg.Go(func() {
			if _, err := svc.Pass(o.ctx, day, false); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(o.letters("queued")); n != 1 {
		t.Errorf("%d letters, want 1", n)
	}
	if n := query[int](o, `SELECT count(*) FROM reminder_delivery`)[0]; n != 3 {
		t.Errorf("%d deliveries, want 3", n)
	}
}

func TestPassSeesItsOwnMunicipalityOnly(t *testing.T) {
	o := newOffice(t)
	o.user("Karin", identity.Communications)
	o.account("Kommunen", o.communications())
	_, other := o.add("annat", "0002", "Annats kommun")
	list, err := o.svc.Pass(other, day, false)
	o.must(err)
	if len(list) != 0 {
		t.Errorf("the other municipality is told of %+v", list)
	}
}

func TestPassNeedsTheOperatorOrTheWorker(t *testing.T) {
	o := newOffice(t)
	admin := &identity.Principal{UserID: uuid.New(), Grants: []identity.Grant{{Role: identity.Admin}}}
	if _, err := o.svc.Pass(identity.With(o.ctx, admin), day, false); !fault.Is(err, fault.ForbiddenKind) {
		t.Errorf("an administrator ran a pass by hand: %v", err)
	}
}

func TestSweepRunsPassesInOfficeHoursOnly(t *testing.T) {
	o := newOffice(t)
	o.add("annat", "0002", "Annats kommun")
	passes := func() int {
		return query[int](o, `SELECT count(*) FROM river.river_job WHERE kind = 'reminder_pass'`)[0]
	}
	o.clk.Add(12 * time.Hour) // Monday at midnight
	o.must(o.svc.Sweep(o.t.Context()))
	if n := passes(); n != 0 {
		t.Errorf("%d passes at night", n)
	}
	o.clk.Add(12 * time.Hour)
	for range 2 { // a pass that waits is not queued again
		o.must(o.svc.Sweep(o.t.Context()))
	}
	if n := passes(); n != 2 {
		t.Errorf("%d passes at noon, want one for each of 2 municipalities", n)
	}
}

// TestSweepFollowsEachOffice: on Monday at noon one municipality's offices are closed, and another's open at two.
func TestSweepFollowsEachOffice(t *testing.T) {
	o := newOffice(t)
	_, closed := o.add("annat", "0002", "Annats kommun")
	_, late := o.add("tredje", "0003", "Tredje kommun")
	if _, err := o.tenants.CloseDays(closed, tenant.ClosedInput{From: "2026-11-23", Name: "Planeringsdag"}); err != nil {
		t.Fatal(err)
	}
	p, err := o.tenants.Policy(late)
	o.must(err)
	p.OpensAt = 14 * 60
	o.must(o.tenants.SavePolicy(late, p, 0))
	passes := func() string {
		return fmt.Sprint(query[string](o, `SELECT t.slug FROM river.river_job j JOIN tenant t ON t.id = (j.args ->> 'tenant_id')::uuid WHERE kind = 'reminder_pass' ORDER BY t.slug`))
	}
	o.must(o.svc.Sweep(o.t.Context()))
	first := passes()
	o.clk.Add(2 * time.Hour)
	o.must(o.svc.Sweep(o.t.Context()))
	if second := passes(); strings.Contains(first, "annat") || strings.Contains(first, "tredje") || strings.Contains(second, "annat") || !strings.Contains(second, "tredje") {
		t.Errorf("at noon %s, at two %s", first, second)
	}
}

func TestSweepQueuesLettersWhoseJobWasLost(t *testing.T) {
	o := newOffice(t)
	o.user("Karin", identity.Communications)
	o.account("Kommunen", o.communications())
	o.pass(day, false)
	lettersInQueue := func() int {
		return query[int](o, `SELECT count(*) FROM river.river_job WHERE kind = 'reminder_letter' AND state = 'available'`)[0]
	}
	o.must(o.svc.Sweep(o.t.Context()))
	if n := lettersInQueue(); n != 1 {
		t.Fatalf("%d jobs for one letter", n)
	}
	o.must(o.db.InSystem(o.ctx, "test", func(tx *postgres.Tx) error {
		_, err := tx.Exec(o.ctx, `DELETE FROM river.river_job`)
		return err
	}))
	o.must(o.svc.Sweep(o.t.Context()))
	if n := lettersInQueue(); n != 1 {
		t.Errorf("%d jobs, want the lost one back", n)
	}
}
