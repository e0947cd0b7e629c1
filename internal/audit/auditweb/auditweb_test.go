package auditweb_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/app"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgrestest"
	"kanalkoll/internal/webtest"
)

func want(t *testing.T, r *webtest.Response, status int) *webtest.Response {
	t.Helper()
	if r.Status != status {
		t.Fatalf("status %d, want %d\n%s", r.Status, status, r.Text())
	}
	return r
}

func rows(t *testing.T, r *webtest.Response) []string {
	t.Helper()
	var list []string
	for _, n := range want(t, r, http.StatusOK).Select("tbody tr") {
		list = append(list, webtest.Text(n))
	}
	return list
}

func TestLog(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("bjorkvik")
	anna := s.User(ctx, "Anna", identity.Admin)
	comms := s.User(ctx, "Bo", identity.Communications)
	want(t, comms.Get("/app/log"), http.StatusForbidden)
	want(t, comms.Get("/app/log.csv"), http.StatusForbidden)
	want(t, s.Visitor("bjorkvik").Get("/app/log"), http.StatusSeeOther)

	s.Clock.Add(24 * time.Hour) // the sessions end, the day changes
	anna.SignIn("anna@bjorkvik.example")
	comms.SignIn("bo@bjorkvik.example")
	unit := s.Unit(ctx, "Biblioteket")
	r := comms.Post("/app/units/"+unit.ID.String(), url.Values{"name": {"Stadsbiblioteket"}, "version": {"1"}})
	want(t, r, http.StatusSeeOther)

	list := rows(t, anna.Get("/app/log?object="+unit.ID.String()))
	if len(list) != 2 || !strings.Contains(list[0], "Bo Ändrade en enhet Stadsbiblioteket Namn: Biblioteket → Stadsbiblioteket") || !strings.HasPrefix(list[0], "i dag") {
		t.Errorf("rows = %q", list)
	}
	if list := rows(t, anna.Get("/app/log?kind=session.")); len(list) != 4 {
		t.Errorf("sign-ins: %q", list)
	}
	if list := rows(t, anna.Get("/app/log?from=2026-11-24&to=2026-11-24&kind=session.")); len(list) != 2 {
		t.Errorf("sign-ins of the second day: %q", list)
	}
	var bo string
	for _, o := range anna.Get("/app/log").Select("#actor option") {
		if webtest.Text(o) == "Bo" {
			bo = webtest.Attr(o, "value")
		}
	}
	if list := rows(t, anna.Get("/app/log?actor="+bo)); len(list) != 3 {
		t.Errorf("what Bo did: %q", list)
	}
	for query, field := range map[string]string{"from=0000-01-01": "from", "to=yesterday": "to", "from=2026-02-02&to=2026-01-01": "to", "actor=x": "actor", "object=nothing": "object"} {
		r := want(t, anna.Get("/app/log?"+query), http.StatusUnprocessableEntity)
		if len(r.Select(`.errs a[href="#`+field+`"]`)) != 1 {
			t.Errorf("%s: no way to %s", query, field)
		}
	}
	if list := rows(t, anna.Get("/app/log?kind=nothing.")); len(list) != 0 {
		t.Errorf("rows = %q", list)
	}
	en := want(t, anna.Post("/app/language", url.Values{"lang": {"en"}, "next": {"/app/log"}}), http.StatusSeeOther)
	if h1 := anna.Follow(en).TextOf("h1"); h1 != "The log" {
		t.Errorf("heading %q", h1)
	}

	// A name that a spreadsheet would compute comes out as text.
	people, err := s.App.People.People(ctx, "bo@")
	if err != nil || len(people) != 1 {
		t.Fatalf("people = %v, %v", people, err)
	}
	people[0].Name = "=Bo"
	if err := s.App.People.SavePerson(ctx, people[0]); err != nil {
		t.Fatal(err)
	}
	got := want(t, anna.Get("/app/log.csv?object="+unit.ID.String()), http.StatusOK)
	table, err := csv.NewReader(strings.NewReader(got.Body)).ReadAll()
	if err != nil || len(table) != 3 || table[1][8] != "Stadsbiblioteket" || table[1][4] != "'=Bo" || !strings.Contains(got.Body, "\r\n") {
		t.Errorf("csv = %q, %v", table, err)
	}
	if d := got.Header.Get("Content-Disposition"); !strings.Contains(d, "attachment") {
		t.Errorf("Content-Disposition %q", d)
	}
	_, other := s.Tenant("annanby")
	eva := s.User(other, "Eva", identity.Admin)
	if list := rows(t, eva.Get("/app/log?object="+unit.ID.String())); len(list) != 0 {
		t.Errorf("another municipality sees %q", list)
	}
}

func TestLongLogIsPagedAndExportedWhole(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("bjorkvik")
	anna := s.User(ctx, "Anna", identity.Admin)
	for i := range 1100 {
		if _, err := s.App.People.AddPerson(ctx, identity.Person{Name: fmt.Sprintf("Person %d", i)}); err != nil {
			t.Fatal(err)
		}
	}
	first, second := rows(t, anna.Get("/app/log?kind=people.")), rows(t, anna.Get("/app/log?kind=people.&page=2"))
	if len(first) != 50 || len(second) != 50 || first[0] == second[0] || !strings.Contains(first[0], "Person 1099") {
		t.Errorf("%d and %d rows, %q", len(first), len(second), first[0])
	}
	for _, page := range []string{"0", "-1", "x", "999", "99999999999999999999"} {
		if list := rows(t, anna.Get("/app/log?kind=people.&page="+page)); len(list) != 50 || list[0] != first[0] {
			t.Errorf("page %s is not the first", page)
		}
	}
	table, err := csv.NewReader(strings.NewReader(anna.Get("/app/log.csv?kind=people.").Body)).ReadAll()
	if err != nil || len(table) != 1102 { // Anna herself is one
		t.Fatalf("%d lines, %v", len(table), err)
	}
	seen := map[string]bool{}
	for _, line := range table[1:] {
		if seen[line[0]] {
			t.Fatalf("record %s stands twice", line[0])
		}
		seen[line[0]] = true
	}
}

func TestABrokenChainIsSaid(t *testing.T) {
	owner, appURL := postgrestest.Migrated(t)
	s := webtest.Serve(t, &app.Database{AppURL: appURL, OwnerURL: owner})
	m, ctx := s.Tenant("bjorkvik")
	anna := s.User(ctx, "Anna", identity.Admin)
	if text := want(t, anna.Get("/app/log?verify=1"), http.StatusOK).Text(); !strings.Contains(text, "Kedjan håller: 4 poster") {
		t.Errorf("page says %s", text)
	}
	conn, err := pgx.Connect(t.Context(), owner)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context()) //nolint:errcheck // the database goes away with the test
	for _, sql := range []string{`ALTER TABLE audit_entry DISABLE TRIGGER audit_no_change`, `SET app.tenant_id = '` + m.ID.String() + `'`,
		`UPDATE audit_entry SET action = 'people.edit' WHERE seq = 2`} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	if text := want(t, anna.Get("/app/log?verify=1"), http.StatusOK).Text(); !strings.Contains(text, "Kedjan är bruten vid post 2") {
		t.Errorf("page says %s", text)
	}
}
