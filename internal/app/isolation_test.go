package app_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/app"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/postgrestest"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
	"kanalkoll/internal/webtest"
)

// secret stands in everything that belongs to the first municipality; nothing of the second may ever show it.
const secret = "Hemligåsa"

// neighbours are two municipalities: one whose things carry the secret, and one whose staff look for them.
type neighbours struct {
	site  *webtest.Site
	owner string // the database under the owner's role
	hers  context.Context
	mine  context.Context
	ids   []string // ids of her things, of every kind
	ref   string   // of an account of hers; mine has none with that number
	list  string   // her checklist's id
	file  string   // and that of evidence in it
}

func newNeighbours(t *testing.T) *neighbours {
	t.Helper()
	owner, appURL := postgrestest.Migrated(t)
	n := &neighbours{site: webtest.Serve(t, &app.Database{AppURL: appURL, OwnerURL: owner}), owner: owner}
	_, n.hers = n.site.Tenant("asa")
	_, n.mine = n.site.Tenant("beby")
	unit := n.site.Unit(n.hers, secret+" skola")
	n.ids = append(n.ids, unit.ID.String())
	for i := range 3 {
		a, err := n.site.App.Register.Add(n.hers, register.Input{Address: fmt.Sprintf("https://www.facebook.com/asaskola%d", i), Name: fmt.Sprint(secret, i),
			UnitID: unit.ID.String(), Purpose: secret, Contact: secret}, true)
		if err != nil {
			t.Fatal(err)
		}
		n.ref = a.Ref
		n.ids = append(n.ids, a.ID.String())
	}
	p, err := n.site.App.People.AddPerson(n.hers, identity.Person{Name: secret, Email: "hemlig@asa.example"})
	if err != nil {
		t.Fatal(err)
	}
	u, token, err := n.site.App.People.Invite(n.hers, identity.Person{Name: secret, Email: "bjuden@asa.example"}, []identity.RoleIn{{Role: identity.Admin}})
	if err != nil {
		t.Fatal(err)
	}
	n.ids = append(n.ids, p.ID.String(), u.ID.String(), u.Person.ID.String(), token)
	n.fillChecklist(t, unit)
	n.fillRoster(t, u.Person.ID)
	c := n.site.User(n.hers, secret, identity.Admin)
	c.Get("/app")
	for path, want := range map[string]int{"/app/checklists/" + n.list: http.StatusOK, "/app/checklists/" + n.list + "/points/records": http.StatusOK,
		"/app/checklists/" + n.list + "/files/" + n.file: http.StatusOK, "/app/checklists/templates/startup/draft": http.StatusOK, "/app/accounts/" + n.ref + "/duties": http.StatusOK, "/app/roster/absences": http.StatusOK} {
		if r := c.Get(path); r.Status != want || !strings.Contains(r.Body, secret) {
			t.Fatalf("she herself does not see the secret at %s: status %d", path, r.Status)
		}
	}
	n.ids = append(n.ids, n.all(t, `SELECT id::text FROM session`)...)
	return n
}

// all runs a query of one text column with every municipality's rows in sight.
func (n *neighbours) all(t *testing.T, query string) []string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), n.owner)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context()) //nolint:errcheck // the test's database is dropped
	if _, err := conn.Exec(t.Context(), `SELECT set_config('app.system', 'on', false)`); err != nil {
		t.Fatal(err)
	}
	rows, err := conn.Query(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// state describes every row of her municipality in every table.
func (n *neighbours) state(t *testing.T) string {
	t.Helper()
	id := tenant.Of(n.hers).ID
	var b strings.Builder
	for _, table := range n.all(t, `SELECT table_name::text FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant_id' ORDER BY 1`) {
		fmt.Fprintln(&b, table, n.all(t, `SELECT coalesce(md5(string_agg(x::text, '|' ORDER BY x::text)), '') FROM `+table+` x WHERE tenant_id = '`+id.String()+`'`))
	}
	fmt.Fprintln(&b, n.all(t, `SELECT md5(x::text) FROM tenant x WHERE id = '`+id.String()+`'`))
	return b.String()
}

var param = regexp.MustCompile(`\{[^}]+\}`)

// fill gives a route's addresses with each of the ids in its place.
func (n *neighbours) fill(pattern string, ids ...string) []string {
	if !param.MatchString(pattern) {
		return []string{pattern}
	}
	var list []string
	for _, id := range ids {
		list = append(list, param.ReplaceAllStringFunc(pattern, func(p string) string {
			switch p {
			case "{ref}":
				return n.ref
			case "{step}":
				return "close"
			case "{key}":
				return "records"
			case "{number}":
				return "1"
			case "{file}":
				return n.file
			}
			return id
		}))
	}
	if strings.Contains(pattern, "{name}") { // mine too has templates of these names
		own := strings.ReplaceAll(pattern, "{name}", "startup")
		list = append(list, strings.NewReplacer("{key}", "records", "{number}", "1").Replace(own))
	}
	return list
}

func TestNoRouteShowsOrChangesAnotherMunicipality(t *testing.T) {
	n := newNeighbours(t)
	clients := map[string]*webtest.Client{"visitor": n.site.Visitor("beby")}
	for _, role := range identity.Roles {
		clients[string(role)] = n.site.User(n.mine, "My"+string(role), role)
	}
	before := n.state(t)
	routes := n.site.App.Routes()
	if len(routes) < 20 {
		t.Fatalf("only %d routes: the walk misses most of the web", len(routes))
	}
	for name, c := range clients {
		for _, route := range routes {
			if route.Pattern == "/logout" || strings.HasSuffix(route.Pattern, "/end") || route.Pattern == "/app/me/password" {
				continue // they would end the client's own session; the ids of others are tried below
			}
			for _, path := range n.fill(route.Pattern, n.ids...) {
				n.try(t, c, name, route, path)
			}
		}
	}
	if after := n.state(t); after != before {
		t.Errorf("the other municipality's rows changed:\nbefore %s\nafter %s", before, after)
	}
}

func (n *neighbours) try(t *testing.T, c *webtest.Client, name string, route guard.Route, path string) {
	t.Helper()
	var got *webtest.Response
	if route.Method == http.MethodPost {
		form := url.Values{"version": {"1"}, "name": {"x"}, "role": {"reader"}, "status": {"closed"}, "closing_reason": {"x"}, "parent": {n.ids[0]}, "unit": {n.ids[0]},
			"language": {"sv"}, "lang": {"en"}, "email": {"hemlig@asa.example"},
			"f.disposal": {"x"}, "seen": {"1"}, "base": {"{}"}, "act": {"close"}, "reply": {"x"}, "comment": {"x"}, "case_number": {"x"}, "assignee": {n.ids[0]}}
		got = c.Post(path, form)
	} else {
		got = c.Get(path)
	}
	if strings.Contains(got.Body, secret) {
		t.Errorf("%s sees the other municipality's things at %s %s", name, route.Method, path)
	}
	if got.Status >= http.StatusInternalServerError {
		t.Errorf("%s %s as %s: status %d", route.Method, path, name, got.Status)
	}
	if param.MatchString(route.Pattern) && got.Status == http.StatusOK && !strings.Contains(path, "/templates/startup") {
		t.Errorf("%s %s as %s: status 200 for a thing of the other municipality", route.Method, path, name)
	}
}

func TestReadingChangesNothing(t *testing.T) {
	n := newNeighbours(t)
	for _, role := range identity.Roles {
		c := n.site.User(n.hers, "Her"+string(role), role)
		c.Get("/app")
		before, read := n.state(t), 0
		for _, route := range n.site.App.Routes() {
			if route.Method != http.MethodGet {
				continue
			}
			for _, path := range n.fill(route.Pattern, n.ids...) {
				switch got := c.Get(path); {
				case got.Status >= http.StatusInternalServerError:
					t.Errorf("%s as %s: status %d", path, role, got.Status)
				case got.Status == http.StatusOK:
					read++
				}
			}
		}
		if after := n.state(t); after != before {
			t.Errorf("reading as %s changed rows:\nbefore %s\nafter %s", role, before, after)
		}
		if role == identity.Admin && read < 60 {
			t.Errorf("an administrator reads %d pages only: the walk misses most", read)
		}
	}
}

func TestGuessingTellsNothing(t *testing.T) {
	n := newNeighbours(t)
	c := n.site.User(n.mine, "Frida", identity.Admin)
	token := regexp.MustCompile(`[0-9a-f]{12}`) // the request's id
	for _, route := range n.site.App.Routes() {
		if route.Method != http.MethodGet || !strings.Contains(route.Pattern, "{id}") {
			continue
		}
		random := uuid.NewString()
		for _, id := range n.ids {
			if _, err := uuid.Parse(id); err != nil {
				continue
			}
			hers := c.Get(n.fill(route.Pattern, id)[0])
			none := c.Get(strings.ReplaceAll(n.fill(route.Pattern, random)[0], n.file, random))
			a := token.ReplaceAllString(strings.ReplaceAll(strings.ReplaceAll(hers.Body, id, random), n.file, random), "")
			b := token.ReplaceAllString(none.Body, "")
			if hers.Status != none.Status || a != b {
				t.Errorf("%s answers %d for a thing of hers and %d for nothing, or with other words", route.Pattern, hers.Status, none.Status)
			}
		}
	}
}

func TestSessionOfAnotherMunicipalityIsNoSession(t *testing.T) {
	n := newNeighbours(t)
	c := n.site.User(n.mine, "Frida", identity.Admin)
	if got := c.Get("/app"); got.Status != http.StatusOK {
		t.Fatalf("own first page: status %d", got.Status)
	}
	if got := c.At("asa").Get("/app/users"); got.Status != http.StatusSeeOther || !strings.HasPrefix(got.Header.Get("Location"), "/asa/login") {
		t.Errorf("the neighbour's users: status %d to %s, want 303 to the sign-in", got.Status, got.Header.Get("Location"))
	}
}

func TestEveryRouteKeepsOthersOut(t *testing.T) {
	n := newNeighbours(t)
	visitor := n.site.Visitor("asa")
	reader := n.site.User(n.hers, "Rut", identity.Reader)
	readers := &identity.Principal{Grants: []identity.Grant{{Role: identity.Reader}}}
	for _, route := range n.site.App.Routes() {
		if route.Guard.Allows(nil) {
			if strings.HasPrefix(route.Pattern, "/app") {
				t.Errorf("%s %s is open to everybody", route.Method, route.Pattern)
			}
			continue
		}
		path := n.fill(route.Pattern, uuid.NewString())[0]
		send := visitor.Get
		if route.Method == http.MethodPost {
			send = func(p string) *webtest.Response { return visitor.Post(p, nil) }
		}
		if got := send(path); got.Status != http.StatusSeeOther || !strings.HasPrefix(got.Header.Get("Location"), "/asa/login") {
			t.Errorf("%s %s without a session: status %d to %q, want 303 to the sign-in", route.Method, path, got.Status, got.Header.Get("Location"))
		}
		if route.Guard.Allows(readers) {
			continue
		}
		send = reader.Get
		if route.Method == http.MethodPost {
			send = func(p string) *webtest.Response { return reader.Post(p, nil) }
		}
		if got := send(path); got.Status != http.StatusForbidden {
			t.Errorf("%s %s as a reader: status %d, want 403", route.Method, path, got.Status)
		}
	}
}
