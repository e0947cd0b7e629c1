package roster_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/webtest"
)

// whereIs gives the columns of all tables in which the words stand, but of the log's.
func (o *leaving) whereIs(words string) []string {
	o.t.Helper()
	var found []string
	for _, c := range o.lines(`SELECT c.table_name || ' ' || c.column_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
		WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.data_type IN ('text', 'jsonb', 'json', 'bytea', 'character varying', 'ARRAY') AND c.table_name <> 'audit_entry'
		ORDER BY 1`) {
		table, column, _ := strings.Cut(c, " ")
		if n := o.lines(fmt.Sprintf(`SELECT count(*)::text FROM %s WHERE strpos(lower(%s::text), lower($1)) > 0`, table, column), words); n[0] != "0" {
			found = append(found, c)
		}
	}
	return found
}

func TestPersonalDataAreReducedToWhatRecordsNeed(t *testing.T) {
	o := newLeaving(t, 2)
	o.fill()
	o.access(0, "Kim", "personal")
	o.absence("Kim", "2026-06-01", "2026-06-05", "")
	o.exec(`INSERT INTO roster_person (tenant_id, person_id, confirmed_phone, calendar_hash, updated_at) VALUES ($1, $2, '070-1740605', sha256('x'), now())`, o.kim())
	o.exec(`INSERT INTO roster_import (tenant_id, id, kind, file_name, sheet, created_at) VALUES ($1, gen_random_uuid(), 'people', 'x.csv', '{"rows": [["Kim@bjorkvik.example"]]}', now())`)
	in := o.all("Sara")
	in.ReduceOn = "2027-03-01"
	_, err := o.svc.Leave(o.linn, o.kim(), in)
	o.must(err)
	// An account that is over still names her: nobody takes that over.
	o.exec(`UPDATE account SET status = 'closed', contact = 'Kim@bjorkvik.example', contact_person_id = $2 WHERE tenant_id = $1 AND id = $3`, o.kim(), o.accs[1].ID)
	o.to("2027-02-28")
	o.pass()
	if at := o.whereIs("kim@bjorkvik.example"); len(at) == 0 {
		t.Fatal("the search finds nothing where there is something")
	}
	p, err := o.site.App.People.Person(o.linn, o.kim())
	o.must(err)
	if p.Reduced || p.Email == "" {
		t.Fatalf("a day too early: %+v", p)
	}
	o.to("2027-03-01")
	o.pass()
	o.pass()
	for _, words := range []string{"kim@bjorkvik.example", "070-1740605", "Strateg"} {
		own := o.whereIs(words)
		if words != "kim@bjorkvik.example" { // Linnea has the same number and title
			own = nil
			for _, n := range o.lines(`SELECT p.name FROM person p WHERE p.phone = $1 OR p.title = $1`, words) {
				if n == "Kim" {
					own = append(own, n)
				}
			}
			for _, c := range o.whereIs(words) {
				if !strings.HasPrefix(c, "person ") {
					own = append(own, c)
				}
			}
		}
		if len(own) > 0 {
			t.Errorf("%s still stands in %q", words, own)
		}
	}
	o.same("what is kept", o.lines(`SELECT name || ' ' || left_on || ' ' || (reduced_at IS NOT NULL) || ' ' || coalesce(unit_id::text, 'no unit') FROM person WHERE id = $1`, o.kim()), "Kim 2026-12-31 true no unit")
	o.same("her login", o.lines(`SELECT (disabled_at IS NOT NULL) || ' ' || (password_hash IS NULL) || ' ' || (SELECT count(*) FROM membership m WHERE m.user_id = u.id) || ' ' ||
		(SELECT count(*) FROM session s WHERE s.user_id = u.id) || ' ' || (SELECT count(*) FROM invitation i WHERE i.user_id = u.id) FROM app_user u WHERE person_id = $1`, o.kim()), "true true 0 0 0")
	o.same("her absences", o.lines(`SELECT id::text FROM absence WHERE person_id = $1`, o.kim()))
	o.same("her calendar", o.lines(`SELECT person_id::text FROM roster_person WHERE person_id = $1`, o.kim()))
	if got := o.roles(0); len(got) == 0 || got[0] != "Kim responsible 2026-01-01/2026-12-31" {
		t.Errorf("who watched when is gone: %q", got)
	}
	o.same("the log", o.lines(`SELECT actor_kind FROM audit_entry WHERE action = 'people.reduce'`), "worker")
	people, err := o.site.App.People.People(o.linn, "")
	o.must(err)
	for _, p := range people {
		if p.ID == o.kim() {
			t.Error("she still is to choose")
		}
	}
	if r := o.site.Visitor("bjorkvik").Post("/login", map[string][]string{"email": {"kim@bjorkvik.example"}, "password": {webtest.Password}}); r.Status == 303 {
		t.Error("she still signs in")
	}
}

func TestOldAbsencesAndWhatWasTakenBackAreRemoved(t *testing.T) {
	o := newLeaving(t, 1)
	old, young := o.absence("Sara", "2025-11-01", "2025-11-22", ""), o.absence("Sara", "2025-11-01", "2025-11-23", "")
	gone, cancelled := o.absence("Sara", "2026-12-01", "2026-12-02", ""), o.absence("Sara", "2026-12-01", "2026-12-02", "")
	a, b := o.assign(0, "Sara", "monitor", "2026-01-01", ""), o.assign(0, "Jonas", "monitor", "2026-01-01", "")
	o.exec(`UPDATE absence SET cancelled_at = $2 WHERE tenant_id = $1 AND id = $3`, webtest.Now.AddDate(0, 0, -91), gone)
	o.exec(`UPDATE absence SET cancelled_at = $2 WHERE tenant_id = $1 AND id = $3`, webtest.Now.AddDate(0, 0, -89), cancelled)
	o.exec(`UPDATE assignment SET cancelled_at = $2 WHERE tenant_id = $1 AND id = $3`, webtest.Now.AddDate(0, 0, -91), a)
	o.exec(`UPDATE assignment SET cancelled_at = $2 WHERE tenant_id = $1 AND id = $3`, webtest.Now.AddDate(0, 0, -89), b)
	o.pass()
	left := strings.Join(o.lines(`SELECT id::text FROM absence UNION ALL SELECT id::text FROM assignment`), " ")
	for what, id := range map[string]uuid.UUID{"an old absence": old, "an absence taken back long ago": gone, "a role taken back long ago": a} {
		if strings.Contains(left, id.String()) {
			t.Errorf("%s is kept", what)
		}
	}
	for what, id := range map[string]uuid.UUID{"an absence of a year ago": young, "an absence taken back lately": cancelled, "a role taken back lately": b} {
		if !strings.Contains(left, id.String()) {
			t.Errorf("%s is gone", what)
		}
	}
}

// Whatever somebody holds, and whoever takes it: taking it back makes everything as it was.
func TestTakingBackAlwaysRestoresEverything(t *testing.T) {
	o := newLeaving(t, 4)
	first := clock.On(webtest.Now, webtest.Now.Location())
	names := []string{"Sara", "Jonas", "Linnea"}
	rapid.Check(t, func(rt *rapid.T) {
		o.exec(`DELETE FROM assignment WHERE tenant_id = $1`)
		o.exec(`DELETE FROM absence WHERE tenant_id = $1`)
		day := func(name string, least int) string {
			return first.AddDays(rapid.IntRange(least, 200).Draw(rt, name)).String()
		}
		for i := range rapid.IntRange(0, 6).Draw(rt, "roles") {
			who := rapid.SampledFrom(append(names, "Kim", "Kim", "Kim")).Draw(rt, "who")
			from, to := day("from", -200), day("to", -200)
			if rapid.Bool().Draw(rt, "open") {
				to = ""
			} else if to < from {
				from, to = to, from
			}
			role := rapid.SampledFrom([]string{"responsible", "monitor", "cover", "crisis_contact"}).Draw(rt, "role")
			o.exec(`INSERT INTO assignment (tenant_id, id, account_id, person_id, role, starts_on, ends_on, position, created_at, updated_at)
				VALUES ($1, $2, $3, $4, $5, $6::text::date, NULLIF($7, '')::date, $8, now(), now())`, uuid.New(), o.accs[i%4].ID, o.ids[who], role, from, to, i)
		}
		for range rapid.IntRange(0, 4).Draw(rt, "absences") {
			who, cover := rapid.SampledFrom([]string{"Kim", "Sara", "Jonas"}).Draw(rt, "away"), rapid.SampledFrom([]string{"Kim", "Kim", "Linnea", ""}).Draw(rt, "cover")
			from, to := day("away from", -100), day("away to", -100)
			if to < from {
				from, to = to, from
			}
			if who == cover {
				cover = ""
			}
			o.absence(who, from, to, cover)
		}
		before := o.business()
		in := roster.LeaveInput{LastOn: day("last", -30), All: o.ids[rapid.SampledFrom(names).Draw(rt, "successor")].String(), Knowing: true}
		if in.LastOn < first.String() { // a day that has passed is not taken back
			in.LastOn = first.String()
		}
		if rapid.Bool().Draw(rt, "nobody") {
			in.All = roster.NobodyTakes
		}
		_, err := o.svc.Leave(o.linn, o.kim(), in)
		o.must(err)
		if n := o.lines(`SELECT count(*)::text FROM assignment WHERE person_id = $1 AND cancelled_at IS NULL AND (ends_on IS NULL OR ends_on > $2::text::date)`, o.kim(), in.LastOn); n[0] != "0" {
			rt.Fatalf("%s roles go on after the last day", n[0])
		}
		if n := o.lines(`SELECT count(*)::text FROM absence WHERE cover_id = $1 AND cancelled_at IS NULL AND ends_on > $2::text::date`, o.kim(), in.LastOn); n[0] != "0" {
			rt.Fatalf("covers %s absences after the last day", n[0])
		}
		if twice := o.lines(`SELECT p.name || ' ' || x.role FROM assignment x JOIN assignment y ON y.account_id = x.account_id AND y.person_id = x.person_id AND y.role = x.role AND y.id > x.id
				AND x.cancelled_at IS NULL AND y.cancelled_at IS NULL AND daterange(x.starts_on, x.ends_on, '[]') && daterange(y.starts_on, y.ends_on, '[]')
			JOIN person p ON p.id = x.person_id WHERE (x.created_at = $1 OR y.created_at = $1) AND p.name <> 'Kim'`, o.site.Clock.Now()); len(twice) > 0 {
			rt.Fatalf("doubled: %q", twice)
		}
		d, err := o.svc.Departure(o.linn, o.kim())
		o.must(err)
		stay, err := o.svc.TakeBack(o.linn, o.kim(), d.Version)
		o.must(err)
		if len(stay) > 0 || o.business() != before {
			rt.Fatalf("not everything is as it was: %+v", stay)
		}
	})
}
