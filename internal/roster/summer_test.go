package roster_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/app"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/postgrestest"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/roster/coverage/coveragetest"
	"kanalkoll/internal/webtest"
)

// TestAWholeSummer has 60 accounts, 40 people and overlapping holidays, entered as staff would, and compares every account
// and every day from Whitsun to the end of August with a computation from the tables' bare rows.
func TestAWholeSummer(t *testing.T) {
	owner, appURL := postgrestest.Migrated(t)
	site := webtest.Serve(t, &app.Database{AppURL: appURL, OwnerURL: owner})
	site.Clock.Add(iso("2027-09-20").Time().Sub(site.Clock.Now())) // accounts that opened during the summer can be entered
	_, ctx := site.Tenant("bjorkvik")
	unit := site.Unit(ctx, "Skolan")
	const from, to = "2027-05-15", "2027-08-31"
	fillSummer(t, site, ctx, unit.ID)

	conn, err := pgx.Connect(t.Context(), owner)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context()) //nolint:errcheck // the test's database is dropped
	if _, err := conn.Exec(t.Context(), `SET app.system = 'on'`); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), `INSERT INTO closed_day (tenant_id, day, name) SELECT id, DATE '2027-05-07' + i, 'Stängt' FROM tenant, unnest(ARRAY[0, 21, 35]) AS i`); err != nil {
		t.Fatal(err)
	}
	rows := func(sql string) [][]string {
		r, err := conn.Query(t.Context(), sql)
		if err != nil {
			t.Fatal(err)
		}
		list, err := pgx.CollectRows(r, func(row pgx.CollectableRow) ([]string, error) {
			vals := make([]string, len(row.FieldDescriptions()))
			ptrs := make([]any, len(vals))
			for i := range vals {
				ptrs[i] = &vals[i]
			}
			return vals, row.Scan(ptrs...)
		})
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	var bare coveragetest.Roster
	for _, r := range rows(`SELECT a.ref, p.email, x.role, x.starts_on::text, coalesce(x.ends_on::text, '') FROM assignment x JOIN account a ON a.id = x.account_id JOIN person p ON p.id = x.person_id`) {
		bare.Assignments = append(bare.Assignments, coveragetest.Assignment{Account: r[0], Person: r[1], Role: r[2], From: r[3], To: r[4]})
	}
	for _, r := range rows(`SELECT p.email, coalesce(c.email, ''), x.starts_on::text, x.ends_on::text FROM absence x JOIN person p ON p.id = x.person_id LEFT JOIN person c ON c.id = x.cover_id`) {
		bare.Absences = append(bare.Absences, coveragetest.Absence{Person: r[0], Cover: r[1], From: r[2], To: r[3]})
	}
	closed := rows(`SELECT day::text FROM closed_day`)
	want := [][]string{{"account", "date", "coverage", "by"}}
	seen := map[string]int{}
	for _, a := range rows(`SELECT ref, coalesce(opened_on::text, '') FROM account WHERE status = 'active' ORDER BY ref COLLATE "C"`) {
		for _, day := range coveragetest.Days(from, to) {
			if day < a[1] || !coveragetest.WorkingDay(day) || slices.ContainsFunc(closed, func(c []string) bool { return c[0] == day }) {
				continue
			}
			answer := bare.Day(a[0], day)
			want = append(want, []string{a[0], day, answer.State, strings.Join(answer.Watchers, " ")})
			seen[answer.State]++
		}
	}
	if seen["gap"] < 100 || seen["thin"] < 100 || seen["covered"] < 100 || len(bare.Absences) < 80 || len(bare.Assignments) < 150 {
		t.Fatalf("a summer in which little happens: %v, %d absences, %d assignments", seen, len(bare.Absences), len(bare.Assignments))
	}

	var out bytes.Buffer
	if err := site.App.Rosters.CoverageCSV(ctx, &out, roster.Scope{From: iso(from), To: iso(to)}); err != nil {
		t.Fatal(err)
	}
	got, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i := range min(len(got), len(want)) {
		if !slices.Equal(got[i], want[i]) {
			t.Fatalf("line %d: %q, the computation from the rows says %q", i+1, got[i], want[i])
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%d lines, want %d", len(got), len(want))
	}
}

func iso(s string) clock.Date {
	d, err := clock.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// fillSummer enters the summer: holidays of three to five weeks in two turns, odd days, covers who are away themselves.
func fillSummer(t *testing.T, site *webtest.Site, ctx context.Context, unit uuid.UUID) {
	t.Helper()
	r := rand.New(rand.NewPCG(2027, 6))
	var people []uuid.UUID
	for i := range 40 {
		p, err := site.App.People.AddPerson(ctx, identity.Person{Name: fmt.Sprint("Person ", i), Email: fmt.Sprintf("p%02d@bjorkvik.example", i), UnitID: unit})
		if err != nil {
			t.Fatal(err)
		}
		people = append(people, p.ID)
	}
	someone := func() uuid.UUID { return people[r.IntN(len(people))] }
	for i := range 60 {
		opened := "2020-01-01"
		if i%10 == 9 {
			opened = iso("2027-06-01").AddDays(r.IntN(60)).String()
		}
		a, err := site.App.Register.Add(ctx, register.Input{Platform: "facebook", Address: fmt.Sprint("skola", i), Name: fmt.Sprint("Skola ", i), UnitID: unit.String(), OpenedOn: opened}, true)
		if err != nil {
			t.Fatal(err)
		}
		for _, role := range []roster.Role{roster.Responsible, roster.Monitor, roster.Cover, roster.Publisher} {
			if r.IntN(3) == 0 {
				continue
			}
			in := roster.AssignInput{PersonID: someone(), Role: string(role), From: "2026-01-01"}
			if r.IntN(4) == 0 {
				in.To = iso("2027-06-01").AddDays(r.IntN(90)).String()
			}
			err := site.App.DB.InTenant(ctx, func(tx *postgres.Tx) error {
				locked, err := register.LockTx(ctx, tx, a.ID)
				if err != nil {
					return err
				}
				if _, err = roster.AssignTx(ctx, tx, locked, in); err != nil || in.To == "" {
					return err
				}
				next := roster.AssignInput{PersonID: someone(), Role: in.Role, From: iso(in.To).AddDays(r.IntN(14) + 1).String()}
				_, err = roster.AssignTx(ctx, tx, locked, next)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	for i, p := range people {
		first := iso("2027-06-21").AddDays(7 * r.IntN(6))
		for _, days := range [][2]clock.Date{
			{first, first.AddDays(20 + 7*r.IntN(3))},                          // the holidays
			{first.AddDays(15), first.AddDays(35)},                            // longer than first said, overlapping, perhaps with another cover
			{iso("2027-05-17").AddDays(i % 14), iso("2027-05-24")},            // round Whitsun
			{iso("2027-08-16").AddDays(i % 14), iso("2027-09-10").AddDays(0)}, // beyond the end
		} {
			if days[1].Before(days[0]) || r.IntN(4) == 0 {
				continue
			}
			in := roster.AbsenceInput{PersonID: p, From: days[0].String(), To: days[1].String()}
			if r.IntN(3) > 0 {
				in.CoverID = people[(i+1+r.IntN(6))%len(people)]
			}
			_, err := site.App.Rosters.AddAbsence(ctx, in)
			if fault.Is(err, fault.InvalidKind) { // a circle, perhaps
				in.CoverID = uuid.Nil
				_, err = site.App.Rosters.AddAbsence(ctx, in)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}
