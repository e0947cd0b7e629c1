package custodyweb_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/app"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgrestest"
	"kanalkoll/internal/register"
	"kanalkoll/internal/webtest"
)

func want(t *testing.T, r *webtest.Response, status int) *webtest.Response {
	t.Helper()
	if r.Status != status {
		t.Fatalf("status %d, want %d\n%s", r.Status, status, r.Text())
	}
	return r
}

// place is a library with an open account and people.
type place struct {
	site           *webtest.Site
	owner          string
	ctx            context.Context
	ref            string
	kim            identity.Person
	olle, rut, eva *webtest.Client // of the unit, a reader, of another unit
}

func newPlace(t *testing.T) *place {
	t.Helper()
	owner, appURL := postgrestest.Migrated(t)
	p := &place{site: webtest.Serve(t, &app.Database{AppURL: appURL, OwnerURL: owner}), owner: owner}
	_, p.ctx = p.site.Tenant("bjorkvik")
	unit, other := p.site.Unit(p.ctx, "Bibliotek"), p.site.Unit(p.ctx, "Skola")
	a, err := p.site.App.Register.Add(p.ctx, register.Input{Address: "https://www.facebook.com/biblioteket", Name: "Biblioteket", UnitID: unit.ID.String()}, true)
	if err != nil {
		t.Fatal(err)
	}
	p.ref = a.Ref
	if p.kim, err = p.site.App.People.AddPerson(p.ctx, identity.Person{Name: "Kim Ek", Email: "kim@bjorkvik.example", UnitID: unit.ID}); err != nil {
		t.Fatal(err)
	}
	p.olle, p.rut, p.eva = p.site.User(p.ctx, "Olle", identity.Operations, unit), p.site.User(p.ctx, "Rut", identity.Reader), p.site.User(p.ctx, "Eva", identity.Operations, other)
	return p
}

func (p *place) at(below string) string { return "/app/accounts/" + p.ref + below }

// holds counts the rows of all tables in which a text stands, with every municipality's in sight.
func (p *place) holds(t *testing.T, text string) int {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), p.owner)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context()) //nolint:errcheck // the test's database is dropped
	if _, err := conn.Exec(t.Context(), `SELECT set_config('app.system', 'on', false)`); err != nil {
		t.Fatal(err)
	}
	rows, err := conn.Query(t.Context(), `SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(tables) < 20 {
		t.Fatalf("%d tables, %v", len(tables), err)
	}
	sum := 0
	for _, table := range tables {
		var n int
		if err := conn.QueryRow(t.Context(), fmt.Sprintf(`SELECT count(*) FROM %s x WHERE strpos(x::text, $1) > 0`, table), text).Scan(&n); err != nil {
			t.Fatal(table, err)
		}
		sum += n
	}
	return sum
}

func TestASecretStandsNowhere(t *testing.T) {
	p := newPlace(t)
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(before) })
	slog.Debug("the log is read")
	const secret = "hX7!kd92Qz"
	want(t, p.olle.Post(p.at("/custody/edit"), url.Values{"version": {"0"}, "place": {"Kommunens valv"}}), http.StatusSeeOther)
	if p.holds(t, "Kommunens valv") == 0 || log.Len() == 0 {
		t.Fatal("what is kept is not found, or nothing is logged: this test would find no secret")
	}
	tries := map[string]url.Values{
		"/custody/edit":   {"version": {"0"}, "place": {"Keepass " + secret}, "changed_on": {secret}, "second_factor": {secret}, "recovery": {secret}},
		"/custody/access": {"person": {p.kim.ID.String()}, "way": {"shared"}, "page_role": {secret}, "since": {secret}},
		"/watch":          {"version": {"0"}, "target": {"own"}, "target_own": {secret}, "hours": {"Vardagar 8–16, " + secret}, "minutes_week": {secret}},
	}
	for path, form := range tries {
		r := want(t, p.olle.Post(p.at(path), form), http.StatusUnprocessableEntity)
		if strings.Contains(r.Body, secret) {
			t.Errorf("%s shows the secret again", path)
		}
		if !strings.Contains(r.Text(), "sparades inte och visas inte") {
			t.Errorf("%s does not say what became of what was typed", path)
		}
		if next := p.olle.Get(p.at(path)); strings.Contains(next.Body, secret) {
			t.Errorf("%s shows the secret on the next page", path)
		}
	}
	if n := p.holds(t, secret); n != 0 {
		t.Errorf("the database holds the secret in %d rows", n)
	}
	if strings.Contains(log.String(), secret) {
		t.Error("the log holds the secret")
	}
}

func TestWhoKeepsCustody(t *testing.T) {
	p := newPlace(t)
	want(t, p.olle.Get(p.at("/custody")), http.StatusOK)
	want(t, p.rut.Get(p.at("/custody")), http.StatusForbidden)
	want(t, p.rut.Get("/app/roster/time"), http.StatusOK)
	for _, path := range []string{"/custody", "/custody/edit", "/custody/access", "/watch"} {
		want(t, p.eva.Get(p.at(path)), http.StatusNotFound)
	}
	want(t, p.eva.Post(p.at("/custody/edit"), url.Values{"version": {"0"}, "place": {"Valv"}}), http.StatusNotFound)
	want(t, p.eva.Post("/app/roster/time/"+p.kim.ID.String(), url.Values{"version": {"0"}, "minutes_week": {"1 h"}}), http.StatusForbidden)
	if r := want(t, p.eva.Get("/app/roster/custody"), http.StatusOK); strings.Contains(r.Text(), "Biblioteket") {
		t.Error("the login of another unit's account is shown")
	}
}

func TestTwoTabsAndTheEndOfSharedAccess(t *testing.T) {
	p := newPlace(t)
	edit := p.at("/custody/edit")
	want(t, p.olle.Post(edit, url.Values{"version": {"0"}, "place": {"Bitwarden"}}), http.StatusSeeOther)
	r := want(t, p.olle.Post(edit, url.Values{"version": {"0"}, "place": {"Kassaskåp"}}), http.StatusConflict)
	if r.Value("place") != "Kassaskåp" || !strings.Contains(r.Text(), "Bitwarden") {
		t.Error("theirs does not stand beside mine")
	}
	want(t, p.olle.Post(edit, url.Values{"version": {r.Value("version")}, "place": {r.Value("place")}}), http.StatusSeeOther)
	in := url.Values{"person": {p.kim.ID.String()}, "way": {"shared"}, "since": {"2026-01-01"}}
	want(t, p.olle.Post(p.at("/custody/access"), in), http.StatusSeeOther)
	want(t, p.olle.Post(p.at("/custody/access"), in), http.StatusUnprocessableEntity)
	raised, err := p.site.App.Rosters.CustodyOf(p.ctx, p.ref)
	if err != nil {
		t.Fatal(err)
	}
	end := p.at("/custody/access/" + raised.Keeping.Access[0].ID.String() + "/end")
	want(t, p.olle.Post(end, url.Values{"version": {"1"}, "ended_on": {"2026-10-01"}}), http.StatusUnprocessableEntity)
	want(t, p.olle.Post(end, url.Values{"version": {"1"}, "ended_on": {"2026-10-01"}, "secret_changed": {"yes"}, "changed_on": {"2026-09-30"}}), http.StatusUnprocessableEntity)
	want(t, p.olle.Post(end, url.Values{"version": {"1"}, "ended_on": {"2026-10-01"}, "secret_changed": {"no"}}), http.StatusSeeOther)
	want(t, p.olle.Post(end, url.Values{"version": {"1"}, "ended_on": {"2026-10-01"}, "secret_changed": {"no"}}), http.StatusConflict)
	if r := p.olle.Get("/app/roster/custody"); !strings.Contains(r.Text(), "Byt lösenordet: Kim Ek") {
		t.Errorf("the unchanged password is not raised: %s", r.Text())
	}
}

func TestWatchIsBoundAndPublished(t *testing.T) {
	p := newPlace(t)
	if r := p.site.Visitor("bjorkvik").Get("/accounts/" + p.ref); strings.Contains(r.Text(), "inom en arbetsdag") {
		t.Error("a promise is published that nobody has made")
	}
	r := want(t, p.olle.Post(p.at("/watch"), url.Values{"version": {"0"}, "target": {"own"}, "target_own": {"9 h 1 min"}}), http.StatusUnprocessableEntity)
	if r.Value("target_own") != "9 h 1 min" {
		t.Error("what was typed is lost")
	}
	want(t, p.olle.Post(p.at("/watch"), url.Values{"version": {"0"}, "target": {"own"}, "target_own": {"1,5 h"}, "hours": {"Vardagar 8–16"}, "minutes_week": {"6 h 20 min"}}), http.StatusSeeOther)
	want(t, p.olle.Post(p.at("/watch"), url.Values{"version": {"0"}, "target": {"day"}}), http.StatusConflict)
	for lang, words := range map[string]string{"sv": "inom 1 h 30 min på kontorstid", "en": "within 1 h 30 min of office hours"} {
		if r := p.site.Visitor("bjorkvik").Get("/accounts/" + p.ref + "?lang=" + lang); !strings.Contains(r.Text(), words) || !strings.Contains(r.Text(), "Vardagar 8–16") {
			t.Errorf("%s: the public does not see when the account answers", lang)
		}
	}
	if _, err := p.site.App.Rosters.CustodyOf(p.ctx, "k9999"); err == nil {
		t.Error("an unknown account has custody")
	}
	want(t, p.olle.Post("/app/roster/time/"+p.kim.ID.String(), url.Values{"version": {"0"}, "minutes_week": {"ofta"}}), http.StatusUnprocessableEntity)
	want(t, p.olle.Post("/app/roster/time/"+p.kim.ID.String(), url.Values{"version": {"0"}, "minutes_week": {"4 h"}}), http.StatusSeeOther)
	want(t, p.olle.Post("/app/roster/time/"+p.kim.ID.String(), url.Values{"version": {"0"}, "minutes_week": {"5 h"}}), http.StatusConflict)
	if _, err := p.site.App.Rosters.Times(p.ctx, uuid.Nil); err != nil {
		t.Error(err)
	}
}
