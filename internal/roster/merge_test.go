package roster_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/roster"
)

// double puts somebody into the directory once more, who has no login.
func (o *leaving) double(name string, p identity.Person) uuid.UUID {
	o.t.Helper()
	p, err := o.site.App.People.AddPerson(o.root, p)
	o.must(err)
	o.ids[name] = p.ID
	return p.ID
}

// merge makes one of two people, read now.
func (o *leaving) merge(ctx context.Context, kept, dropped string, take map[string]string) (identity.Person, error) {
	o.t.Helper()
	in := roster.MergeInput{Keep: o.ids[kept].String(), Take: take, Versions: map[uuid.UUID]int{}}
	for _, name := range []string{kept, dropped} {
		p, err := o.site.App.People.Person(o.root, o.ids[name])
		o.must(err)
		in.Versions[p.ID] = p.Version
	}
	return o.svc.Merge(ctx, o.ids[dropped], o.ids[kept], in)
}

func (o *leaving) refused(err error, field, key string) {
	o.t.Helper()
	f := fault.As(err)
	if f == nil || f.Kind != fault.InvalidKind || !slices.ContainsFunc(f.Fields, func(b fault.Field) bool { return b.Name == field && b.Key == key }) {
		o.t.Errorf("%v %+v, want %s at %s", err, f, key, field)
	}
}

// naming gives the columns of all tables that name a person, as "table.column".
func (o *leaving) naming() []string {
	return o.lines(`SELECT c.conrelid::regclass::text || '.' || a.attname FROM pg_constraint c
		JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) AND a.attname <> 'tenant_id'
		WHERE c.contype = 'f' AND c.confrelid = 'person'::regclass ORDER BY 1`)
}

// count gives how many rows name the person there.
func (o *leaving) count(place string, person uuid.UUID) string {
	table, column, _ := strings.Cut(place, ".")
	return o.lines(`SELECT count(*)::text FROM `+table+` WHERE `+column+` = $1`, person)[0]
}

func TestMergingMovesEveryKeyToThePerson(t *testing.T) {
	o := newLeaving(t, 2)
	o.double("Kim2", identity.Person{Name: "Kim K", Phone: "019-11 22 33", UnitID: o.unit.ID})
	old := o.kim() // Kim, who has the login, is the one who is dropped
	o.fill()
	o.access(0, "Kim", "personal")
	o.exec(`UPDATE account SET contact_person_id = $3 WHERE tenant_id = $1 AND id = $2`, o.accs[0].ID, old)
	o.exec(`INSERT INTO account_event (tenant_id, id, account_id, kind, on_day, at, person_id) VALUES ($1, gen_random_uuid(), $2, 'x', '2026-11-01', now(), $3)`, o.accs[0].ID, old)
	letter := uuid.New()
	o.exec(`INSERT INTO reminder_letter (tenant_id, id, recipient_id, created_at) VALUES ($1, $2, $3, now())`, letter, old)
	o.exec(`INSERT INTO reminder_delivery (tenant_id, id, subject_kind, subject_id, kind, due_on, recipient_id, unit_id, letter_id, created_at)
		VALUES ($1, gen_random_uuid(), 'account', $2, 'no_contact', '2026-11-01', $3, $4, $5, now())`, o.accs[0].ID, old, o.unit.ID, letter)
	o.exec(`INSERT INTO roster_person (tenant_id, person_id, minutes_week, calendar_hash, calendar_at, updated_at) VALUES ($1, $2, 90, decode(repeat('ab', 32), 'hex'), now(), now())`, old)
	o.exec(`INSERT INTO departure (tenant_id, id, person_id, last_on, reduce_on, state, created_at) VALUES ($1, gen_random_uuid(), $2, '2026-10-01', '2027-04-01', 'taken_back', now())`, old)
	// Sara leaves and hands over to the one who will be dropped: what can be taken back must not name them.
	_, err := o.svc.Leave(o.linn, o.ids["Sara"], o.all("Kim"))
	o.must(err)

	naming := o.naming()
	if len(naming) < 15 {
		t.Fatalf("only %q name a person: the walk misses some", naming)
	}
	for _, place := range naming {
		if o.count(place, old) == "0" {
			t.Errorf("this test makes no row in which %s is the one who is dropped", place)
		}
	}
	before, err := o.svc.Pair(o.linn, old, o.ids["Kim2"])
	o.must(err)
	for _, kind := range roster.MovedKinds {
		if before.Moves[0][kind] == 0 || before.Moves[1][kind] != 0 {
			t.Errorf("%s: %d and %d are to move", kind, before.Moves[0][kind], before.Moves[1][kind])
		}
	}
	kept, err := o.merge(o.linn, "Kim2", "Kim", map[string]string{"email": old.String(), "title": old.String()})
	o.must(err)
	for _, place := range naming {
		if n := o.count(place, old); n != "0" {
			t.Errorf("%s names the one who is gone %s times", place, n)
		}
		if o.count(place, kept.ID) == "0" {
			t.Errorf("%s does not name the one who is kept", place)
		}
	}
	_, err = o.site.App.People.Person(o.root, old)
	if !fault.Is(err, fault.NotFoundKind) {
		t.Errorf("the one who was dropped: %v, want NotFound", err)
	}
	p, err := o.site.App.People.Person(o.root, kept.ID)
	o.must(err)
	if p.Name != "Kim K" || p.Title != "Strateg" || p.Email != "kim@bjorkvik.example" || p.Phone != "019-11 22 33" || p.UnitID != o.unit.ID || p.UserID == uuid.Nil {
		t.Errorf("kept %+v", p)
	}
	o.same("the log", o.lines(`SELECT action || ' ' || object_id FROM audit_entry WHERE action = 'people.merge'`), "people.merge "+kept.ID.String())
	d, err := o.svc.Departure(o.linn, o.ids["Sara"])
	o.must(err)
	if _, err := o.svc.TakeBack(o.linn, o.ids["Sara"], d.Version); err != nil {
		t.Errorf("what was handed to the one who is gone cannot be taken back: %v", err)
	}
}

func TestWhatBothHaveBecomesOne(t *testing.T) {
	o := newLeaving(t, 2)
	o.double("Sara2", identity.Person{Name: "Sara", Phone: "070-1"})
	o.assign(0, "Sara", "monitor", "2026-03-01", "2026-12-31")
	o.assign(0, "Sara2", "monitor", "2026-01-01", "2026-03-01") // shares a day
	o.assign(0, "Sara2", "monitor", "2026-12-31", "")           // and one at the other end
	o.assign(0, "Sara2", "publisher", "2026-01-01", "")
	o.assign(1, "Sara", "monitor", "2026-01-01", "2026-01-31")
	o.assign(1, "Sara2", "monitor", "2026-02-01", "2026-02-28") // shares none
	o.absence("Sara", "2026-12-01", "2026-12-05", "Sara2")      // cover = self
	o.absence("Sara2", "2026-12-01", "2026-12-05", "Jonas")     // the same days
	o.absence("Sara2", "2026-12-07", "2026-12-08", "Sara")
	o.absence("Jonas", "2026-12-10", "2026-12-11", "Sara2")
	o.access(0, "Sara", "shared")
	o.access(0, "Sara2", "shared")
	o.access(0, "Sara2", "personal")
	kinds := map[string]bool{"no_contact": true, "duty_check": false} // of the kept one, and void or not
	for kind, void := range kinds {
		for _, who := range []string{"Sara", "Sara2"} {
			letter := uuid.New()
			o.exec(`INSERT INTO reminder_letter (tenant_id, id, recipient_id, created_at) VALUES ($1, $2, $3, now())`, letter, o.ids[who])
			o.exec(`INSERT INTO reminder_delivery (tenant_id, id, subject_kind, subject_id, kind, due_on, recipient_id, unit_id, letter_id, void, created_at)
				VALUES ($1, gen_random_uuid(), 'account', $2, $6, '2026-11-01', $3, $4, $5, $7, now())`, o.accs[0].ID, o.ids[who], o.unit.ID, letter, kind, void && who == "Sara")
		}
	}
	_, err := o.merge(o.linn, "Sara", "Sara2", nil)
	o.must(err)
	o.same("the first account", o.roles(0), "Sara monitor 2026-01-01", "Sara publisher 2026-01-01")
	o.same("the second account", o.roles(1), "Sara monitor 2026-01-01/2026-01-31", "Sara monitor 2026-02-01/2026-02-28")
	o.same("absences", o.lines(`SELECT p.name || ' ' || x.starts_on || coalesce(' ' || c.name, '') FROM absence x JOIN person p ON p.id = x.person_id LEFT JOIN person c ON c.id = x.cover_id
		WHERE x.cancelled_at IS NULL ORDER BY x.starts_on`), "Sara 2026-12-01 Jonas", "Sara 2026-12-07", "Jonas 2026-12-10 Sara")
	o.same("access", o.lines(`SELECT way FROM custody_access WHERE ended_on IS NULL ORDER BY 1`), "personal", "shared")
	o.same("reminders", o.lines(`SELECT d.kind || ' ' || d.void FROM reminder_delivery d JOIN reminder_letter l ON l.id = d.letter_id AND l.recipient_id = d.recipient_id WHERE d.recipient_id = $1 ORDER BY 1`,
		o.ids["Sara"]), "duty_check false", "no_contact false")
	o.same("letters", o.lines(`SELECT count(*)::text FROM reminder_letter`), "2")
}

func TestACallListInWhichSomebodyStoodTwiceCountsFromOne(t *testing.T) {
	o := newLeaving(t, 0)
	o.double("Sara2", identity.Person{Name: "Sara"})
	for i, who := range []string{"Sara2", "Jonas", "Sara", "Kim"} {
		o.exec(`INSERT INTO assignment (tenant_id, id, person_id, role, starts_on, position, created_at, updated_at) VALUES ($1, gen_random_uuid(), $2, 'crisis_contact', '2026-01-01', $3, now(), now())`, o.ids[who], i+1)
	}
	_, err := o.merge(o.linn, "Sara", "Sara2", nil)
	o.must(err)
	o.same("the list", o.lines(`SELECT x.position || ' ' || p.name FROM assignment x JOIN person p ON p.id = x.person_id WHERE x.cancelled_at IS NULL ORDER BY x.position`), "1 Sara", "2 Jonas", "3 Kim")
}

func TestMergingIsRefusedInClearWords(t *testing.T) {
	o := newLeaving(t, 1)
	o.double("Sara2", identity.Person{Name: "Sara", Email: "sara@skola.example"})
	o.assign(0, "Sara2", "monitor", "2026-01-01", "")
	before := o.business()
	_, err := o.svc.Merge(o.linn, o.ids["Sara"], o.ids["Sara"], roster.MergeInput{Keep: o.ids["Sara"].String()})
	o.refused(err, "with", "roster.merge_self")
	_, err = o.merge(o.linn, "Kim", "Linnea", nil)
	o.refused(err, "with", "roster.merge_logins")
	_, err = o.merge(o.linn, "Kim", "Sara", map[string]string{"email": o.ids["Sara"].String()})
	o.refused(err, "email", "identity.email_of_login")
	_, err = o.merge(o.linn, "Sara", "Kim", nil) // the login would get another address without a word
	o.refused(err, "email", "identity.email_of_login")
	_, err = o.merge(o.root, "Sara2", "Sara", map[string]string{"name": o.ids["Jonas"].String()})
	o.refused(err, "name", "roster.merge_value_missing")
	p, err := o.site.App.People.Person(o.root, o.ids["Sara"])
	o.must(err)
	q, err := o.site.App.People.Person(o.root, o.ids["Sara2"])
	o.must(err)
	versions := map[uuid.UUID]int{p.ID: p.Version, q.ID: q.Version}
	_, err = o.svc.Merge(o.linn, p.ID, q.ID, roster.MergeInput{Keep: o.ids["Jonas"].String(), Versions: versions})
	o.refused(err, "keep", "roster.merge_keep_missing")
	for _, id := range []uuid.UUID{p.ID, q.ID} { // somebody changed one of them meanwhile
		stale := map[uuid.UUID]int{p.ID: p.Version, q.ID: q.Version}
		stale[id]--
		if _, err = o.svc.Merge(o.linn, p.ID, q.ID, roster.MergeInput{Keep: p.ID.String(), Versions: stale}); !fault.Is(err, fault.ConflictKind) {
			t.Errorf("stale: %v, want a conflict", err)
		}
	}
	if o.business() != before {
		t.Error("what was refused changed something")
	}
	_, other := o.site.Tenant("habo")
	hers, err := o.site.App.People.AddPerson(other, identity.Person{Name: "Sara"})
	o.must(err)
	for _, pair := range [][2]uuid.UUID{{p.ID, hers.ID}, {hers.ID, p.ID}, {p.ID, uuid.New()}} {
		if _, err := o.svc.Pair(o.linn, pair[0], pair[1]); !fault.Is(err, fault.NotFoundKind) {
			t.Errorf("another municipality's beside mine: %v, want NotFound", err)
		}
		if _, err := o.svc.Merge(o.linn, pair[0], pair[1], roster.MergeInput{Keep: p.ID.String(), Versions: versions}); !fault.Is(err, fault.NotFoundKind) {
			t.Errorf("another municipality's with mine: %v, want NotFound", err)
		}
	}
	school := o.login("Ove", identity.Communications, o.unit)
	for name, ctx := range map[string]context.Context{"operations": o.login("Olle", identity.Operations), "of one unit": school, "visitor": identity.With(o.root, &identity.Principal{})} {
		if _, err := o.svc.Merge(ctx, p.ID, q.ID, roster.MergeInput{}); !fault.Is(err, fault.ForbiddenKind) {
			t.Errorf("%s: %v, want Forbidden", name, err)
		}
		if _, err := o.svc.Doubles(ctx); !fault.Is(err, fault.ForbiddenKind) {
			t.Errorf("%s: %v, want Forbidden", name, err)
		}
	}
	_, err = o.svc.Leave(o.linn, q.ID, o.all("Jonas"))
	o.must(err)
	_, err = o.merge(o.linn, "Sara", "Sara2", nil)
	o.refused(err, "with", "roster.merge_leaving")
	o.to("2027-01-02")
	o.pass()
	_, err = o.merge(o.linn, "Sara", "Sara2", nil)
	o.refused(err, "with", "roster.merge_left")
	o.must(func() error {
		_, err := o.svc.Leave(o.linn, p.ID, roster.LeaveInput{LastOn: "2027-01-03", All: o.ids["Jonas"].String(), Knowing: true})
		return err
	}())
	o.to("2027-01-05")
	o.pass()
	_, err = o.merge(o.linn, "Sara", "Sara2", nil) // both have left: their leavings are one
	o.must(err)
	o.same("leavings", o.lines(`SELECT state FROM departure WHERE person_id = $1`, p.ID), "done")
}

func TestDoublesAreFoundOnce(t *testing.T) {
	o := newLeaving(t, 0)
	o.double("Sara2", identity.Person{Name: " sARA ", Email: "sara@annan.example", Phone: "+46 19 123 456"})
	o.double("Åsa", identity.Person{Name: "A\u030asa Öst", Phone: "019-12 34 56"})
	o.double("Åsa2", identity.Person{Name: "Åsa  öst"})
	o.double("Asa", identity.Person{Name: "Asa Ost"})
	for _, name := range []string{"A1", "A2", "A3", "A4"} {
		o.double(name, identity.Person{Name: name, Phone: "019-21 10 00"}) // a switchboard
	}
	o.double("Max", identity.Person{Name: "Max"})
	o.double("Max2", identity.Person{Name: "Max"})
	o.exec(`UPDATE person SET left_on = '2026-01-01' WHERE tenant_id = $1 AND id = $2`, o.ids["Max"])
	o.exec(`UPDATE person SET created_at = now() + interval '1 day' WHERE tenant_id = $1 AND id = $2`, o.ids["Sara2"])
	list, err := o.svc.Doubles(o.linn)
	o.must(err)
	got := map[[2]uuid.UUID]string{}
	for _, d := range list {
		a, b := d.People[0].ID, d.People[1].ID
		if got[[2]uuid.UUID{b, a}] != "" || got[[2]uuid.UUID{a, b}] != "" {
			t.Errorf("%s and %s stand there twice", d.People[0].Name, d.People[1].Name)
		}
		got[[2]uuid.UUID{a, b}] = strings.Join(d.Reasons, ",")
	}
	why := func(a, b string) string {
		return got[[2]uuid.UUID{o.ids[a], o.ids[b]}] + got[[2]uuid.UUID{o.ids[b], o.ids[a]}]
	}
	for pair, want := range map[[2]string]string{{"Sara2", "Sara"}: "name,email", {"Sara2", "Åsa"}: "phone", {"Åsa2", "Åsa"}: "name", {"Asa", "Åsa"}: "", {"Max", "Max2"}: "",
		{"Kim", "Linnea"}: "phone"} { // the logins of these tests have one number
		if why(pair[0], pair[1]) != want {
			t.Errorf("%s: %q, want %q", pair, why(pair[0], pair[1]), want)
		}
	}
	if len(list) != 4 || list[0].People[0].ID != o.ids["Sara2"] || list[1].People[0].ID != o.ids["Sara2"] {
		t.Errorf("%d pairs, the first of %s: want 4, first those of the newest", len(list), list[0].People[0].Name)
	}
	again, err := o.svc.Doubles(o.linn)
	o.must(err)
	if !slices.EqualFunc(list, again, func(a, b roster.Double) bool { return a.People == b.People }) {
		t.Error("the order is another one the second time")
	}
}
