package reminder_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/reminder"
	"kanalkoll/internal/tenant"
)

// as gives the context in which a user acts who holds the role everywhere.
func (o *office) as(u identity.User, role identity.Role) context.Context {
	return identity.With(o.ctx, &identity.Principal{UserID: u.ID, PersonID: u.Person.ID, Grants: []identity.Grant{{Role: role}}})
}

// draft registers an account that is not open.
func (o *office) draft(unit tenant.Unit) *register.Account {
	o.t.Helper()
	a, err := o.reg.Add(o.ctx, register.Input{Platform: "instagram", Name: "Skolbiblioteket", UnitID: unit.ID.String()}, false)
	o.must(err)
	return a
}

var errChanged = errors.New("changed one's mind")

// step takes a step as another room does; rollback undoes it.
func (o *office) step(ctx context.Context, a *register.Account, name string, rollback bool, tell ...uuid.UUID) {
	o.t.Helper()
	o.clk.Add(time.Minute)
	err := o.db.InTenant(ctx, func(tx *postgres.Tx) error {
		now, err := register.LockTx(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if err := o.reg.TakeTx(ctx, tx, now, name, register.StepInput{ClosingReason: "Finns redan", Tell: tell}); err != nil {
			return err
		}
		if rollback {
			return errChanged
		}
		return nil
	})
	if rollback && errors.Is(err, errChanged) {
		return
	}
	o.must(err)
}

// mails sends all that waits and gives each letter as "who: subject", in the order of their names.
func (o *office) mails() []string {
	o.t.Helper()
	_, err := o.remind(o.svc, false)
	o.must(err)
	var list []string
	for _, m := range o.post.letters() {
		list = append(list, m.To.Name+": "+strings.TrimPrefix(m.Subject, o.tenant.Name+": "))
	}
	slices.Sort(list)
	return list
}

func TestReturnedTwiceInADayIsTwoMails(t *testing.T) {
	o := newOffice(t)
	unit := o.unit("Skolan")
	sara, karin := o.as(o.user("Sara", identity.Operations, unit), identity.Operations), o.as(o.user("Karin", identity.Communications), identity.Communications)
	a := o.draft(unit)
	for range 2 {
		o.step(sara, a, "submit", false)
		o.step(karin, a, "return", false)
	}
	want := []string{"Karin: Ett konto är inskickat", "Karin: Ett konto är inskickat", "Sara: Kontot är återlämnat", "Sara: Kontot är återlämnat"}
	if got := o.mails(); !slices.Equal(got, want) {
		t.Errorf("letters %q, want %q", got, want)
	}
	for _, m := range o.post.letters() {
		if m.To.Name != "Sara" {
			continue
		}
		for _, says := range []string{"Det här har hänt i kontoregistret för Björkviks kommun:", "Skolbiblioteket, Instagram: kontot är återlämnat med kommentarer",
			"https://kanalkoll.example/bjorkvik/app/accounts/" + a.Ref + "/checklist", "Så gör du: öppna checklistan, läs kommentarerna"} {
			if !strings.Contains(m.Text, says) {
				t.Errorf("the letter does not say %q:\n%s", says, m.Text)
			}
		}
	}
	if got := o.mails(); len(got) != len(want) {
		t.Errorf("a later pass tells again: %q", got)
	}
}

func TestAStepThatDoesNotHappenTellsNobody(t *testing.T) {
	o := newOffice(t)
	unit := o.unit("Skolan")
	o.user("Karin", identity.Communications)
	sara := o.as(o.user("Sara", identity.Operations, unit), identity.Operations)
	a := o.draft(unit)
	o.step(sara, a, "submit", true)
	if n := query[int](o, `SELECT (SELECT count(*) FROM reminder_letter)::int + (SELECT count(*) FROM account_event)::int`); n[0] != 0 {
		t.Errorf("%d letters and events are left of a step that was undone", n[0])
	}
	if got := o.mails(); len(got) != 0 {
		t.Errorf("letters %q", got)
	}
}

func TestWhoIsToldOfAnEvent(t *testing.T) {
	o := newOffice(t)
	unit, other := o.unit("Skolan"), o.unit("Badet")
	sara, karin := o.user("Sara", identity.Operations, unit), o.user("Karin", identity.Communications)
	berit := o.user("Berit", identity.Operations, other)
	a := o.draft(unit)
	o.step(o.as(karin, identity.Communications), a, "submit", false) // nobody else is in communications
	o.step(o.as(karin, identity.Communications), a, "return", false, berit.Person.ID, sara.Person.ID, karin.Person.ID, berit.Person.ID)
	o.step(o.as(sara, identity.Operations), a, "withdraw", false)
	want := []string{"Berit: Kontot är återlämnat", "Karin: Ett konto är inskickat", "Karin: Ett konto är återtaget", "Sara: Kontot är återlämnat"}
	if got := o.mails(); !slices.Equal(got, want) {
		t.Errorf("letters %q, want %q", got, want)
	}
}

func TestWhoComesLaterIsToldOnce(t *testing.T) {
	o := newOffice(t)
	unit := o.unit("Skolan")
	a := o.draft(unit)
	o.step(o.ctx, a, "submit", false)
	if got := o.mails(); len(got) != 0 {
		t.Fatalf("letters to nobody: %q", got)
	}
	due, err := o.svc.Unheard(o.ctx)
	o.must(err)
	if len(due) != 1 || due[0].Ref != a.Ref {
		t.Errorf("not shown as unheard: %+v", due)
	}
	o.user("Karin", identity.Communications)
	rows, err := o.remind(o.svc, false)
	o.must(err)
	if want := "account_submitted,2026-11-23," + a.Ref + ",karin@bjorkvik.example,sent"; !slices.Equal(rows, []string{want}) {
		t.Errorf("the pass says %q, want %q", rows, want)
	}
	o.user("Linnea", identity.Communications) // the news is old to the one who comes after
	if got := o.mails(); !slices.Equal(got, []string{"Karin: Ett konto är inskickat"}) {
		t.Errorf("letters %q", got)
	}
}

func TestAnEventIsForOnePersonOrForARole(t *testing.T) {
	o := newOffice(t)
	unit := o.unit("Skolan")
	sara := o.user("Sara", identity.Operations, unit)
	o.user("Samir", identity.Operations, unit)
	a := o.draft(unit)
	event := func(kind string, people ...uuid.UUID) error {
		ctx := o.as(sara, identity.Operations)
		return o.db.InTenant(ctx, func(tx *postgres.Tx) error { return o.reg.EventTx(ctx, tx, a, kind, people...) })
	}
	o.must(event("point_assigned", sara.Person.ID))
	o.must(event("terms_changed"))
	if err := event("account_exploded"); !fault.Is(err, fault.Internal) {
		t.Errorf("an event that nobody knows: %v", err)
	}
	want := []string{"Samir: Plattformens villkor har ändrats", "Sara: Du har fått en punkt att svara på"} // of her own act Sara knows
	if got := o.mails(); !slices.Equal(got, want) {
		t.Errorf("letters %q, want %q", got, want)
	}
}

func TestOneThingThatHappensToManyIsOneLetter(t *testing.T) {
	o := newOffice(t)
	unit, other := o.unit("Skolan"), o.unit("Badet")
	o.user("Sara", identity.Operations, unit)
	o.user("Berit", identity.Operations, other)
	list := []*register.Account{o.draft(unit), o.draft(unit), o.draft(other)}
	o.must(o.db.InTenant(o.ctx, func(tx *postgres.Tx) error { return o.reg.EventsTx(o.ctx, tx, list, "terms_changed") }))
	want := []string{"Berit: Plattformens villkor har ändrats", "Sara: 2 saker har hänt i kontoregistret"}
	if got := o.mails(); !slices.Equal(got, want) {
		t.Errorf("letters %q, want %q", got, want)
	}
}

func TestOneLetterNamesNewsAndThingsToDo(t *testing.T) {
	o := newOffice(t)
	unit := o.unit("Skolan")
	o.account("Badet", unit) // has no contact
	a := o.draft(unit)
	o.step(o.ctx, a, "submit", false)
	o.user("Karin", identity.Communications)
	if got := o.mails(); !slices.Equal(got, []string{"Karin: 2 saker i kontoregistret"}) {
		t.Errorf("letters %q", got)
	}
	if text := o.post.letters()[0].Text; !strings.Contains(text, "De här 2 sakerna gäller kontoregistret") {
		t.Errorf("the letter says\n%s", text)
	}
}

func TestEveryEventHasItsWords(t *testing.T) {
	for _, r := range register.EventRules() {
		for _, lang := range []string{i18n.Swedish, i18n.English} {
			for _, key := range []string{r.Name, strings.TrimSuffix(r.Name, ".name") + ".line", r.Advice} {
				if key != "" && !i18n.Has(lang, key) {
					t.Errorf("%s is missing in %s", key, lang)
				}
			}
		}
	}
	for _, s := range register.Steps {
		if s.Event != "" && !slices.ContainsFunc(register.EventRules(), func(r reminder.Rule) bool { return r.Kind == s.Event }) {
			t.Errorf("%s tells of %q, which no rule knows", s.Name, s.Event)
		}
	}
}
