package roster_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/reminder"
	"kanalkoll/internal/roster"
)

// newReminded is newAbsences with somebody to tell in each unit: Olle in the library, Siv in the school.
func newReminded(t *testing.T) *absences {
	o := newAbsences(t)
	o.User(o.root, "Olle", identity.Operations, o.library)
	o.User(o.root, "Siv", identity.Operations, o.school)
	return o
}

// planned gives what a pass on the day finds of the kind, as "ref day who".
func (o *absences) planned(kind, on string) []string {
	o.t.Helper()
	day, err := clock.ParseDate(on)
	if err != nil {
		o.t.Fatal(err)
	}
	list, err := o.App.Reminders.Pass(o.root, day, true)
	if err != nil {
		o.t.Fatal(err)
	}
	var rows []string
	for _, p := range list {
		if p.Kind == kind {
			rows = append(rows, p.Ref+" "+p.DueOn.String()+" "+p.Recipient.Name)
		}
	}
	return rows
}

func (o *absences) want(what string, got []string, want ...string) {
	o.t.Helper()
	if !slices.Equal(got, want) {
		o.t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// remind runs the pass of the day that the clock shows, and gives its rows of the kind as "subject day state".
func (o *absences) remind(kind string) []string {
	o.t.Helper()
	var out bytes.Buffer
	if err := o.App.Reminders.Remind(o.root, &out, clock.On(o.Clock.Now(), time.UTC), false); err != nil {
		o.t.Fatal(err)
	}
	all, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		o.t.Fatal(err)
	}
	var rows []string
	for _, r := range all {
		if r[0] == kind {
			rows = append(rows, r[2]+" "+r[1]+" "+r[4])
		}
	}
	return rows
}

// deliveries gives what was ever written of the kind, as "day state outcome".
func (o *absences) deliveries(kind string) []string {
	o.t.Helper()
	list, _, err := o.App.Reminders.List(o.root, reminder.Query{Limit: 100})
	if err != nil {
		o.t.Fatal(err)
	}
	var rows []string
	for _, e := range list {
		if e.Delivery.Kind == kind {
			rows = append(rows, e.Delivery.DueOn.String()+" "+string(e.State)+" "+e.Subject.Outcome)
		}
	}
	slices.Sort(rows)
	return rows
}

// letters counts the letters that went and hold the words.
func (o *absences) letters(words string) int {
	o.t.Helper()
	files, err := filepath.Glob(filepath.Join(o.App.Config.DataDir, "mail", "*"))
	if err != nil {
		o.t.Fatal(err)
	}
	n := 0
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			o.t.Fatal(err)
		}
		if strings.Contains(strings.ReplaceAll(string(text), "=\r\n", ""), words) { // lines broken for the way
			n++
		}
	}
	return n
}

func (o *absences) exec(query string, args ...any) {
	o.t.Helper()
	err := o.App.DB.InTenant(o.root, func(tx *postgres.Tx) error {
		_, err := tx.Exec(o.root, query, append([]any{tx.Tenant}, args...)...)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

func TestAGapIsRemindedOfTwoWeeksBefore(t *testing.T) {
	for name, tt := range map[string]struct {
		from, to    string
		early, when string
		due         string
	}{
		"a Monday":                         {"2026-12-14", "2026-12-18", "2026-11-29", "2026-11-30", "2026-12-14"},
		"a Saturday: the Monday counts":    {"2026-12-12", "2026-12-15", "2026-11-29", "2026-11-30", "2026-12-14"},
		"Christmas Eve: the 28th counts":   {"2026-12-24", "2027-01-03", "2026-12-13", "2026-12-14", "2026-12-28"},
		"over New Year: it begins on 30th": {"2026-12-30", "2027-01-08", "2026-12-15", "2026-12-16", "2026-12-30"},
	} {
		t.Run(name, func(t *testing.T) {
			o := newReminded(t)
			o.add(o.root, "Bodil", tt.from, tt.to, "")
			o.want("a day too early", o.planned("roster_gap", tt.early))
			row := o.books.Ref + " " + tt.due + " Olle"
			o.want("two weeks before", o.planned("roster_gap", tt.when), row)
			o.want("on its day", o.planned("roster_gap", tt.due), row)
			o.want("when it is over", o.planned("roster_gap", "2027-01-09"))
		})
	}
}

func TestNoGapNoReminder(t *testing.T) {
	o := newReminded(t)
	o.add(o.root, "Bodil", "2026-12-24", "2026-12-27", "") // days of rest alone
	o.add(o.root, "Sara", "2026-12-07", "2026-12-18", "")  // Jonas is there
	o.want("nothing is amiss", o.planned("roster_gap", "2026-12-14"))
	o.add(o.root, "Bodil", "2026-12-01", "2026-12-04", "")
	o.exec(`UPDATE account SET status = 'closed', closed_on = '2026-11-23' WHERE tenant_id = $1 AND id = $2`, o.books.ID)
	o.want("the account is closed", o.planned("roster_gap", "2026-11-25"))
	o.want("one person, closed", o.planned("roster_single", "2026-11-25"))
}

func TestAGapIsToldOnceInAllItsDays(t *testing.T) {
	o := newReminded(t)
	o.add(o.root, "Bodil", "2026-12-07", "2026-12-30", "")
	for range 45 {
		o.remind("roster_gap")
		o.Clock.Add(24 * time.Hour)
	}
	o.want("written", o.deliveries("roster_gap"), "2026-12-07 sent reminder.roster_gap.mended")
	if n := o.letters("/app/roster/accounts/" + o.books.Ref + "/mend"); n != 1 {
		t.Errorf("%d letters lead to the gap, want 1", n)
	}
}

func TestAGapThatLastsIsOpenForAsLong(t *testing.T) {
	o := newReminded(t)
	o.add(o.root, "Bodil", "2026-11-30", "2027-02-26", "")
	o.want("told", o.remind("roster_gap"), o.books.Ref+" 2026-11-30 sent")
	o.Clock.Add(50 * 24 * time.Hour)
	o.want("weeks later", o.remind("roster_gap"))
	o.want("weeks later in the list", o.deliveries("roster_gap"), "2026-11-30 sent reminder.roster_gap.open")
}

func TestAGapMendedBeforeTheLetterIsSettled(t *testing.T) {
	o := newReminded(t)
	x := o.add(o.root, "Bodil", "2026-11-30", "2026-12-04", "")
	if _, err := o.App.Reminders.Pass(o.root, clock.On(o.Clock.Now(), time.UTC), false); err != nil {
		t.Fatal(err)
	}
	o.want("queued", o.deliveries("roster_gap"), "2026-11-30 queued reminder.roster_gap.open")
	if err := o.App.Rosters.RemoveAbsence(o.root, x.ID, x.Version); err != nil {
		t.Fatal(err)
	}
	o.want("mended", o.remind("roster_gap"))
	o.want("mended, in the list", o.deliveries("roster_gap"), "2026-11-30 void reminder.roster_gap.mended")
	o.want("the other reminder of the same account went", o.deliveries("roster_single"), "2026-11-23 sent reminder.roster_single.open")
	o.add(o.root, "Bodil", "2026-12-01", "2026-12-02", "")
	o.want("back on another day", o.remind("roster_gap"), o.books.Ref+" 2026-12-01 sent")
}

func TestTwoGapsOfOneAccountAreJudgedEachByItself(t *testing.T) {
	o := newReminded(t)
	x := o.add(o.root, "Bodil", "2026-11-25", "2026-11-25", "")
	o.add(o.root, "Bodil", "2026-12-01", "2026-12-01", "")
	o.want("both", o.remind("roster_gap"), o.books.Ref+" 2026-11-25 sent", o.books.Ref+" 2026-12-01 sent")
	if err := o.App.Rosters.RemoveAbsence(o.root, x.ID, x.Version); err != nil {
		t.Fatal(err)
	}
	o.want("one is mended", o.deliveries("roster_gap"), "2026-11-25 sent reminder.roster_gap.mended", "2026-12-01 sent reminder.roster_gap.open")
}

func TestAccountsThatNobodyIsAssignedTo(t *testing.T) {
	o := newReminded(t)
	a := o.open("sporthallen", o.library)
	row := a.Ref + " 2026-11-23 Olle"
	for _, day := range []string{"2026-11-23", "2026-12-07", "2026-12-24", "2027-05-03"} {
		o.want(day, o.planned("roster_gap", day), row)
	}
	o.exec(`UPDATE account SET opened_on = '2015-03-01' WHERE tenant_id = $1 AND id = $2`, a.ID)
	for _, day := range []string{"2026-11-23", "2026-12-24"} {
		o.want("old, and new in the register, "+day, o.planned("roster_gap", day), row)
	}
	o.exec(`INSERT INTO assignment (tenant_id, id, account_id, person_id, role, starts_on, ends_on, created_at, updated_at)
		VALUES ($1, gen_random_uuid(), $2, $3, 'monitor', '2026-11-01', '2026-12-11', now(), now())`, a.ID, o.people["Bodil"])
	for _, day := range []string{"2026-11-30", "2026-12-14", "2026-12-29", "2027-05-03"} {
		o.want("nobody after Friday the 11th, "+day, o.planned("roster_gap", day), a.Ref+" 2026-12-14 Olle")
	}
	o.exec(`UPDATE assignment SET cancelled_at = now() WHERE tenant_id = $1`)
	o.want("no rosters are kept", o.planned("roster_gap", "2026-11-30"))
}

func TestOnePersonAloneIsToldOnce(t *testing.T) {
	o := newReminded(t)
	row := o.books.Ref + " 2026-11-23 Olle"
	o.want("alone", o.planned("roster_single", "2026-11-23"), row)
	o.add(o.root, "Bodil", "2026-12-14", "2026-12-18", "")
	for _, day := range []string{"2026-12-10", "2026-12-16", "2027-06-01"} {
		o.want("alone, "+day, o.planned("roster_single", day), row)
	}
	o.want("told", o.remind("roster_single"), o.books.Ref+" 2026-11-23 sent")
	o.assign(o.books, "Jonas", roster.Cover)
	o.want("there is a cover", o.planned("roster_single", "2026-12-10"))
	o.want("the list says so", o.deliveries("roster_single"), "2026-11-23 sent reminder.roster_single.mended")
}

func TestAnAbsenceWhoseCoverIsAway(t *testing.T) {
	o := newReminded(t)
	x := o.add(o.root, "Bodil", "2026-12-14", "2026-12-23", "Jonas")
	o.want("Jonas is there", o.planned("absent_cover", "2026-12-01"))
	y := o.add(o.root, "Jonas", "2026-12-17", "2026-12-18", "")
	row := "Bodil 2026-12-14 Olle"
	o.want("too early", o.planned("absent_cover", "2026-11-29"))
	o.want("two weeks before", o.planned("absent_cover", "2026-11-30"), row)
	o.want("while both are away", o.planned("absent_cover", "2026-12-18"), row)
	o.want("Jonas is back", o.planned("absent_cover", "2026-12-21"))
	o.Clock.Add(8 * 24 * time.Hour)
	for range 14 {
		o.remind("absent_cover")
		o.Clock.Add(24 * time.Hour)
	}
	o.want("one letter", o.deliveries("absent_cover"), "2026-12-14 sent reminder.absent_cover.open")
	if to, named := o.letters("/app/roster/absences/"+x.ID.String()), o.letters("Jonas"); to != 1 || named != 0 {
		t.Errorf("%d letters lead to the absence and %d name the cover, who is another unit's", to, named)
	}
	list, _, err := o.App.Reminders.List(o.as(identity.Operations, "Sara", o.school), reminder.Query{Limit: 10})
	if err != nil || slices.ContainsFunc(list, func(e reminder.Entry) bool { return e.Delivery.Kind == "absent_cover" }) {
		t.Errorf("another unit sees it: %+v %v", list, err)
	}
	if err := o.App.Rosters.RemoveAbsence(o.root, y.ID, y.Version); err != nil {
		t.Fatal(err)
	}
	o.want("mended", o.deliveries("absent_cover"), "2026-12-14 sent reminder.absent_cover.mended")
	if err := o.App.Rosters.RemoveAbsence(o.root, x.ID, x.Version); err != nil {
		t.Fatal(err)
	}
	o.want("taken back", o.deliveries("absent_cover"), "2026-12-14 sent reminder.absent_cover.changed")
}

func TestTwoWhoCoverEachOtherAreBothToldOf(t *testing.T) {
	o := newReminded(t)
	o.add(o.root, "Sara", "2026-11-26", "2026-11-27", "Bodil")
	o.add(o.root, "Bodil", "2026-11-27", "2026-11-30", "Sara")
	o.want("each by their own unit", o.planned("absent_cover", "2026-11-23"), "Sara 2026-11-26 Siv", "Bodil 2026-11-27 Olle")
	o.add(o.root, "Lars", "2026-11-24", "2026-11-24", "")
	o.add(o.root, "Jonas", "2026-11-24", "2026-11-24", "Lars")
	list := o.planned("absent_cover", "2026-11-23")
	o.want("and a third", list, "Jonas 2026-11-24 Siv", "Sara 2026-11-26 Siv", "Bodil 2026-11-27 Olle")
}

func TestAnotherMunicipalityIsNotTold(t *testing.T) {
	o := newReminded(t)
	o.add(o.root, "Bodil", "2026-11-30", "2026-12-04", "")
	o.planned("roster_gap", "2026-11-23") // what is remembered is this municipality's
	_, other := o.Tenant("asa")
	list, err := o.App.Reminders.Pass(other, clock.On(o.Clock.Now(), time.UTC), true)
	if err != nil || len(list) > 0 {
		t.Errorf("%+v %v", list, err)
	}
	rules := roster.ReminderRules()
	err = o.App.DB.InTenant(other, func(tx *postgres.Tx) error {
		for _, r := range rules {
			m, err := r.Subjects(other, tx, []uuid.UUID{o.books.ID, o.people["Bodil"]})
			if err != nil || len(m) > 0 {
				t.Errorf("%s: %+v %v", r.Kind, m, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Whatever absences there are, a gap that nobody touches is due on the same day on whichever of the fourteen days before it one asks.
func TestAGapKeepsItsDay(t *testing.T) {
	o := newReminded(t)
	first := clock.Date{Year: 2026, Month: time.December, Day: 7}
	rapid.Check(t, func(rt *rapid.T) {
		o.exec(`DELETE FROM absence WHERE tenant_id = $1`)
		for range rapid.IntRange(1, 4).Draw(rt, "absences") {
			from := first.AddDays(rapid.IntRange(0, 40).Draw(rt, "from"))
			o.exec(`INSERT INTO absence (tenant_id, id, person_id, starts_on, ends_on, created_at, updated_at) VALUES ($1, gen_random_uuid(), $2, $3, $4, now(), now())`,
				o.people["Bodil"], from, from.AddDays(rapid.IntRange(0, 20).Draw(rt, "days")))
		}
		on := first.AddDays(rapid.IntRange(-14, 40).Draw(rt, "on"))
		for _, row := range o.planned("roster_gap", on.String()) {
			day, err := clock.ParseDate(strings.Fields(row)[1])
			if err != nil {
				rt.Fatal(err)
			}
			before := day.AddDays(-rapid.IntRange(0, 14).Draw(rt, "days before"))
			if list := o.planned("roster_gap", before.String()); !slices.Contains(list, row) {
				rt.Fatalf("%s has %q, %s has %q", on, row, before, list)
			}
		}
	})
}

func TestAccessOfSomebodyWhoLeftIsRemindedOf(t *testing.T) {
	o := newLeaving(t, 2)
	id := o.access(0, "Kim", "shared")
	o.access(1, "Sara", "personal")
	o.login("Olle", identity.Operations, o.unit)
	in := o.all("Sara")
	_, err := o.svc.Leave(o.linn, o.kim(), in)
	o.must(err)
	o.exec(`UPDATE custody_access SET ended_on = NULL WHERE tenant_id = $1 AND id = $2`, id)
	last := o.lines(`SELECT left_on::text FROM person WHERE id = $1`, o.kim())[0]
	planned := func(ctx context.Context, after int) []string {
		day, err := clock.ParseDate(last)
		o.must(err)
		list, err := o.site.App.Reminders.Pass(ctx, day.AddDays(after), true)
		o.must(err)
		var rows []string
		for _, p := range list {
			if p.Kind == "leaver_custody" && p.Recipient.Name == "Olle" {
				rows = append(rows, p.Ref+" "+p.DueOn.String())
			}
		}
		return rows
	}
	o.same("on the last day", planned(o.root, 0))
	o.same("the day after", planned(o.root, 1), o.accs[0].Ref+" "+"2027-01-01")
	o.same("weeks later", planned(o.root, 30), o.accs[0].Ref+" "+"2027-01-01")
	_, other := o.site.Tenant("asa")
	o.same("another municipality", planned(other, 1))
	o.exec(`UPDATE custody_access SET ended_on = '2027-01-01' WHERE tenant_id = $1 AND id = $2`, id)
	o.same("closed", planned(o.root, 2))
}
