package register_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/reminder"
)

func (o *office) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	if err := o.db.InTenant(o.ctx, func(tx *postgres.Tx) error {
		_, err := tx.Exec(o.ctx, sql, append([]any{tx.Tenant}, args...)...)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func (o *office) sheet(t *testing.T, ref string) register.DutySheet {
	t.Helper()
	s, err := o.reg.Duties(o.ctx, ref)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func keys(s register.DutySheet) []string {
	var list []string
	for _, it := range s.Items {
		list = append(list, it.Key)
	}
	return list
}

// all answers every duty of the sheet the same way.
func all(s register.DutySheet, state register.DutyState) map[string]register.DutyAnswer {
	m := map[string]register.DutyAnswer{}
	for _, it := range s.Items {
		m[it.Key] = register.DutyAnswer{State: string(state), Note: "därför"}
	}
	return m
}

// due gives the days on which DutyCheckRule reminds of the account, as it stands on a day.
func (o *office) due(t *testing.T, a *register.Account, on string) []string {
	t.Helper()
	day, err := clock.ParseDate(on)
	if err != nil {
		t.Fatal(err)
	}
	var days []string
	if err := o.db.InTenant(o.ctx, func(tx *postgres.Tx) error {
		list, err := register.DutyCheckRule().Find(o.ctx, tx, day)
		for _, d := range list {
			if d.SubjectID == a.ID {
				days = append(days, d.DueOn.String())
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return days
}

func (o *office) subject(t *testing.T, a *register.Account) reminder.Subject {
	t.Helper()
	var s reminder.Subject
	if err := o.db.InTenant(o.ctx, func(tx *postgres.Tx) error {
		m, err := register.DutyCheckRule().Subjects(o.ctx, tx, []uuid.UUID{a.ID})
		s = m[a.ID]
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWhichDutiesAnAccountHas(t *testing.T) {
	o := newOffice(t)
	plain := o.add(t, "facebook.com/bjorkvik", true)
	if got := strings.Join(keys(o.sheet(t, plain.Ref)), " "); got != "name_logo identity purpose unit_link content_link secrecy_notice contact_ways visibility official_documents forbidden_content measures" {
		t.Errorf("of an ordinary account: %s", got)
	}
	in := register.InputOf(plain)
	in.Sender = "own_symbol"
	if _, err := o.reg.Edit(o.ctx, plain.Ref, plain.Version, in); err != nil {
		t.Fatal(err)
	}
	if got := keys(o.sheet(t, plain.Ref)); slices.Contains(got, "name_logo") || !slices.Contains(got, "part_sentence") {
		t.Errorf("of one with its own symbol: %v", got)
	}
	o.exec(t, `UPDATE account SET crisis_use = 'unused', crisis_text = 'Se bjorkvik.se' WHERE tenant_id = $1 AND id = $2`, plain.ID)
	if s := o.sheet(t, plain.Ref); !slices.Contains(keys(s), "crisis_pointer") || s.Account.CrisisText != "Se bjorkvik.se" {
		t.Errorf("of one that is not used in a crisis: %v", keys(s))
	}
	blog, err := o.reg.Add(o.ctx, register.Input{Platform: "blog", Address: "https://blogg.bjorkvik.se", Name: "Bloggen", UnitID: o.unit.ID.String()}, true)
	if err != nil {
		t.Fatal(err)
	}
	if got := keys(o.sheet(t, blog.Ref)); !slices.Contains(got, "cookies") {
		t.Errorf("of a blog: %v", got)
	}
}

// The rule of reminders says in SQL which duties an account has; the list says it in Go.
func TestRemindersKnowTheSameDuties(t *testing.T) {
	o := newOffice(t)
	a := o.add(t, "facebook.com/bjorkvik", true)
	blog, err := o.reg.Add(o.ctx, register.Input{Platform: "blog", Address: "https://blogg.bjorkvik.se", Name: "Bloggen", UnitID: o.unit.ID.String()}, true)
	if err != nil {
		t.Fatal(err)
	}
	every := []string{"name_logo", "part_sentence", "identity", "purpose", "unit_link", "content_link", "secrecy_notice", "contact_ways", "crisis_pointer",
		"visibility", "official_documents", "forbidden_content", "measures", "cookies"}
	for _, a := range []*register.Account{a, blog} {
		for _, sender := range []string{"", "logotype", "own_symbol"} {
			for _, crisis := range []string{"", "used", "unused"} {
				o.exec(t, `UPDATE account SET sender = $3, crisis_use = $4 WHERE tenant_id = $1 AND id = $2`, a.ID, sender, crisis)
				has := keys(o.sheet(t, a.Ref))
				for _, key := range every {
					o.exec(t, `DELETE FROM account_duty WHERE tenant_id = $1 AND account_id = $2`, a.ID)
					o.exec(t, `INSERT INTO account_duty (tenant_id, account_id, duty, state, checked_on, next_on) VALUES ($1, $2, $3, 'met', '2026-01-01', '2026-07-01')`, a.ID, key)
					if got := len(o.due(t, a, "2026-11-23")) > 0; got != slices.Contains(has, key) {
						t.Errorf("%s with sender %q and crisis %q: %s is reminded of: %v", a.Platform, sender, crisis, key, got)
					}
				}
			}
		}
	}
}

func TestCheckedDutiesSayWhoAndWhen(t *testing.T) {
	o := newOffice(t)
	a := o.add(t, "facebook.com/bjorkvik", true)
	p, err := o.tenants.Policy(o.ctx)
	if err != nil {
		t.Fatal(err)
	}
	p.DutyMonths = 3
	if err := o.tenants.SavePolicy(o.ctx, p, p.Version); err != nil {
		t.Fatal(err)
	}
	sara := o.as(identity.Operations, o.unit)
	s, err := o.reg.SaveDuties(sara, a.Ref, o.sheet(t, a.Ref).Version, map[string]register.DutyAnswer{
		"name_logo": {State: "met"}, "unit_link": {State: "unmet", Note: " länken är borta "}, "purpose": {State: "na", Note: "står i namnet"}, "cookies": {State: "met"}})
	if err != nil {
		t.Fatal(err)
	}
	actor, _ := audit.ActorOf(sara)
	for _, it := range s.Items {
		want := map[string]string{"name_logo": "met", "unit_link": "unmet länken är borta", "purpose": "na står i namnet"}[it.Key]
		if got := strings.TrimSpace(string(it.State) + " " + it.Note); got != want {
			t.Errorf("%s: %q, want %q", it.Key, got, want)
		}
		if want != "" && (it.CheckedBy != actor.ID || it.CheckedOn.String() != "2026-11-23" || it.NextOn.String() != "2027-02-23") {
			t.Errorf("%s: by %s on %s, next %s", it.Key, it.CheckedBy, it.CheckedOn, it.NextOn)
		}
	}
	day := clock.Date{Year: 2026, Month: 11, Day: 23}
	if c := s.Counts(day); c != (register.DutyCounts{All: 11, Met: 2, Unmet: 1, Unchecked: 8}) {
		t.Errorf("counts %+v", c)
	}
	if c := s.Counts(day.AddMonths(3)); c.Due != 3 {
		t.Errorf("%d are due after three months, want 3", c.Due)
	}
	list, _, err := o.reg.History(o.ctx, a.Ref, 1)
	if err != nil || len(list) != 1 || list[0].Action != register.ActDuties || list[0].Actor.ID != actor.ID {
		t.Fatalf("history %+v, %v", list, err)
	}
	if c := list[0].Changes(); len(c) != 1 || c[0] != audit.Value("duties_unmet", "0", "1") {
		t.Errorf("the log says %+v", c)
	}
	// What is not answered stays.
	if s, err = o.reg.SaveDuties(sara, a.Ref, s.Version, map[string]register.DutyAnswer{"unit_link": {State: "met"}}); err != nil || s.Counts(day).Met != 3 {
		t.Errorf("after the second check: %+v, %v", s.Counts(day), err)
	}
}

func TestDutiesAreRefusedAtTheirFields(t *testing.T) {
	o := newOffice(t)
	a := o.add(t, "facebook.com/bjorkvik", true)
	for want, answers := range map[string]map[string]register.DutyAnswer{
		"name_logo: register.duty_none":    {"cookies": {State: "met"}, "nonsense": {State: "met"}},
		"identity: register.choose":        {"identity": {State: "perhaps"}},
		"identity: register.duty_choose":   {"identity": {Note: "osäkert"}},
		"note_identity: register.duty_why": {"identity": {State: "na", Note: " "}},
		"note_identity: register.too_long": {"identity": {State: "met", Note: strings.Repeat("å", register.MaxDutyNote+1)}},
	} {
		_, err := o.reg.SaveDuties(o.ctx, a.Ref, o.sheet(t, a.Ref).Version, answers)
		if got := field(err); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if n := o.sheet(t, a.Ref).Counts(clock.Date{}); n.Unchecked != n.All {
		t.Errorf("something was written: %+v", n)
	}
}

func TestOfTwoWhoCheckAtOnceOneIsTold(t *testing.T) {
	o := newOffice(t)
	a := o.add(t, "facebook.com/bjorkvik", true)
	version := o.sheet(t, a.Ref).Version
	errs := make([]error, 4)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = o.reg.SaveDuties(o.ctx, a.Ref, version, map[string]register.DutyAnswer{"identity": {State: "unmet", Note: string(rune('a' + i))}})
		})
	}
	wg.Wait()
	saved := 0
	for _, err := range errs {
		if err == nil {
			saved++
		} else if !fault.Is(err, fault.ConflictKind) {
			t.Error(err)
		}
	}
	if saved != 1 {
		t.Errorf("%d saved, want 1", saved)
	}
	for _, v := range []string{"", "x", version} {
		if _, err := o.reg.SaveDuties(o.ctx, a.Ref, v, map[string]register.DutyAnswer{"identity": {State: "met"}}); !fault.Is(err, fault.ConflictKind) {
			t.Errorf("version %q: %v", v, err)
		}
	}
}

func TestWhoMayCheckAProfile(t *testing.T) {
	o := newOffice(t)
	a := o.add(t, "facebook.com/bjorkvik", true)
	s := o.sheet(t, a.Ref)
	reader, stranger := o.as(identity.Reader), o.as(identity.Operations, o.below)
	if _, err := o.reg.Duties(reader, a.Ref); err != nil {
		t.Errorf("a reader: %v", err)
	}
	if _, err := o.reg.SaveDuties(reader, a.Ref, s.Version, all(s, register.DutyMet)); !fault.Is(err, fault.ForbiddenKind) {
		t.Errorf("a reader saves: %v", err)
	}
	for _, ref := range []string{a.Ref, "k9999", "nonsense"} {
		if _, err := o.reg.Duties(stranger, ref); !fault.Is(err, fault.NotFoundKind) {
			t.Errorf("another unit reads %s: %v", ref, err)
		}
		if _, err := o.reg.SaveDuties(stranger, ref, s.Version, all(s, register.DutyMet)); !fault.Is(err, fault.NotFoundKind) {
			t.Errorf("another unit saves %s: %v", ref, err)
		}
	}
	other := o.municipality(t, "annanby", "9002")
	if _, err := o.reg.Duties(other, a.Ref); !fault.Is(err, fault.NotFoundKind) {
		t.Errorf("another municipality: %v", err)
	}
}

func TestDutiesConfirmed(t *testing.T) {
	o := newOffice(t)
	a := o.add(t, "facebook.com/bjorkvik", false)
	against := func() string {
		t.Helper()
		var list []string
		if err := o.db.InTenant(o.ctx, func(tx *postgres.Tx) error {
			bad, err := register.DutiesConfirmed(o.ctx, tx, a)
			for _, f := range bad {
				list = append(list, f.Key)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return strings.Join(list, " ")
	}
	save := func(answers map[string]register.DutyAnswer) {
		t.Helper()
		if _, err := o.reg.SaveDuties(o.ctx, a.Ref, o.sheet(t, a.Ref).Version, answers); err != nil {
			t.Fatal(err)
		}
	}
	if got := against(); got != "register.duties_unchecked" {
		t.Errorf("before any check: %q", got)
	}
	save(map[string]register.DutyAnswer{"identity": {State: "unmet"}})
	if got := against(); got != "register.duties_unchecked register.duties_unmet" {
		t.Errorf("with one unmet: %q", got)
	}
	save(all(o.sheet(t, a.Ref), register.DutyMet))
	save(map[string]register.DutyAnswer{"identity": {State: "na", Note: "står i namnet"}})
	if got := against(); got != "" {
		t.Errorf("with all met: %q", got)
	}
	// A new duty is not confirmed by old checks.
	a.CrisisUse = "unused"
	if got := against(); got != "register.duties_unchecked" {
		t.Errorf("with a new duty: %q", got)
	}
}

func TestDutyCheckRule(t *testing.T) {
	o := newOffice(t)
	a := o.add(t, "facebook.com/bjorkvik", true)
	draft := o.add(t, "facebook.com/utkastet", false)
	if got := o.due(t, a, "2030-01-01"); got != nil {
		t.Errorf("a profile that was never checked is due on %v", got)
	}
	for _, acc := range []*register.Account{a, draft} {
		answers := all(o.sheet(t, acc.Ref), register.DutyMet)
		answers["identity"] = register.DutyAnswer{State: "unmet"}
		if _, err := o.reg.SaveDuties(o.ctx, acc.Ref, o.sheet(t, acc.Ref).Version, answers); err != nil {
			t.Fatal(err)
		}
	}
	for on, want := range map[string]string{"2026-12-06": "", "2026-12-07": "2026-12-07", "2027-05-22": "2026-12-07", "2027-05-23": "2026-12-07 2027-05-23"} {
		if got := strings.Join(o.due(t, a, on), " "); got != want {
			t.Errorf("on %s due %q, want %q", on, got, want)
		}
	}
	if got := o.due(t, draft, "2027-05-23"); got != nil {
		t.Errorf("a draft is due on %v", got)
	}
	if s := o.subject(t, a); !s.Settled {
		t.Errorf("before the day: %+v", s)
	}
	o.clk.Add(20 * 24 * time.Hour)
	if s := o.subject(t, a); s.Settled || s.Outcome != "reminder.duty_check.waits" || s.Path != "/app/accounts/k0001/duties" {
		t.Errorf("when due: %+v", s)
	}
	if _, err := o.reg.SaveDuties(o.ctx, a.Ref, o.sheet(t, a.Ref).Version, map[string]register.DutyAnswer{"identity": {State: "met"}}); err != nil {
		t.Fatal(err)
	}
	if s := o.subject(t, a); !s.Settled || s.Outcome != "reminder.duty_check.checked" {
		t.Errorf("when corrected: %+v", s)
	}
}
