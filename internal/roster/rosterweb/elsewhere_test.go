package rosterweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/webtest"
)

// TestWhatIsAmissStandsWherePeopleLook: the list of accounts and the first page say it, to each role what is theirs.
func TestWhatIsAmissStandsWherePeopleLook(t *testing.T) {
	site := webtest.New(t)
	_, root := site.Tenant("bjorkvik")
	school, street := site.Unit(root, "Bergaskolan"), site.Unit(root, "Gata")
	add := func(address, name string, watchers ...string) string {
		t.Helper()
		a, err := site.App.Register.Add(root, register.Input{Address: address, Name: name, UnitID: school.ID.String(), Contact: "Expeditionen", Purpose: "Berätta"}, true)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range watchers {
			p, err := site.App.People.AddPerson(root, identity.Person{Name: w, UnitID: school.ID})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := site.App.Rosters.Assign(root, a.Ref, roster.AssignInput{PersonID: p.ID, Role: string(roster.Monitor)}); err != nil {
				t.Fatal(err)
			}
			if w != "Karin" {
				continue
			}
			if _, err := site.App.Rosters.AddAbsence(root, roster.AbsenceInput{PersonID: p.ID, From: "2026-12-01", To: "2026-12-02"}); err != nil {
				t.Fatal(err)
			}
		}
		return a.Ref
	}
	nobody := add("facebook.com/utan", "Utan")
	gap := add("facebook.com/lucka", "Luckan", "Karin")
	add("facebook.com/ensam", "Ensam", "Jonas")
	add("facebook.com/hel", "Hel", "Sara Ek", "Maja Ek")

	linnea, amir, rita := site.User(root, "Linnea", identity.Communications), site.User(root, "Amir", identity.Admin), site.User(root, "Rita", identity.Reader)
	sara, olle := site.User(root, "Sara", identity.Operations, school), site.User(root, "Olle", identity.Operations, street)
	row := func(r *webtest.Response, name string) string {
		t.Helper()
		for _, n := range r.Select("tbody tr") {
			if s := strings.ReplaceAll(webtest.Text(n), "\u00a0", " "); strings.Contains(s, name) {
				return s
			}
		}
		return ""
	}
	for _, c := range []*webtest.Client{linnea, amir, sara, rita} {
		got := c.Get("/app/accounts")
		for name, want := range map[string]string{"Utan": "Ingen bevakar", "Luckan": "Lucka 1 dec.", "Ensam": "En person"} {
			if !strings.Contains(row(got, name), want) {
				t.Errorf("%s: %q lacks %q", name, row(got, name), want)
			}
		}
		if s := row(got, "Hel"); s == "" || strings.Contains(s, "person") || strings.Contains(s, "Lucka") || strings.Contains(s, "Täckt") {
			t.Errorf("one that is well: %q", s)
		}
		got = c.Get("/app/accounts?lacks=watch")
		if n := len(got.Select("tbody tr")); n != 2 || row(got, "Utan") == "" || row(got, "Luckan") == "" {
			t.Errorf("%d accounts with gaps", n)
		}
	}
	if got := olle.Get("/app/accounts?lacks=watch"); got.Status != http.StatusOK || strings.Contains(got.Text(), "Utan") || row(got, "Luckan") != "" {
		t.Errorf("another unit: %d %s", got.Status, got.Text())
	}

	got := linnea.Get("/app")
	if s := row(got, "Utan"); !strings.Contains(s, "Lucka Utse någon som bevakar kontot") || !strings.Contains(s, "Bergaskolan") {
		t.Errorf("first page: %q in %s", s, got.Text())
	}
	if s := row(got, "Luckan"); !strings.Contains(s, "från tisdag 1 dec.") {
		t.Errorf("first page: %q", s)
	}
	if s := got.TextOf(".read"); !strings.Contains(s, "Bevakade i dag 3 av 4") || !strings.Contains(s, "1 konto bevakas inte") {
		t.Errorf("figures: %q", s)
	}
	if s := row(sara.Get("/app"), "Utan"); !strings.Contains(s, "Utse vem hos er som bevakar kontot") {
		t.Errorf("to the unit: %q", s)
	}
	for _, c := range []*webtest.Client{olle, rita} {
		if got := c.Get("/app"); row(got, "Utan") != "" || len(got.Select(`a[href*="/mend"]`)) != 0 {
			t.Errorf("who has nothing to do with it: %s", got.Text())
		}
	}
	for _, ref := range []string{nobody, gap} {
		if got := sara.Get("/app/roster/accounts/" + ref + "/mend"); got.Status != http.StatusOK {
			t.Errorf("the row leads to %d", got.Status)
		}
	}
	linnea.Post("/app/language", url.Values{"lang": {"en"}, "next": {"/app"}})
	if s := row(linnea.Get("/app/accounts"), "Utan"); !strings.Contains(s, "Nobody watches") {
		t.Errorf("in English: %q", s)
	}
	if s := linnea.Get("/app").TextOf(".read"); !strings.Contains(s, "Watched today 3 of 4") {
		t.Errorf("in English: %q", s)
	}
}

func TestWaysFromTheRosterAreThoseThatAreOpen(t *testing.T) {
	site := webtest.New(t)
	_, root := site.Tenant("bjorkvik")
	unit := site.Unit(root, "Bergaskolan")
	if _, err := site.App.Register.Add(root, register.Input{Address: "facebook.com/utan", Name: "Utan", UnitID: unit.ID.String()}, true); err != nil {
		t.Fatal(err)
	}
	for role, want := range map[identity.Role][]string{
		identity.Admin:          {"absences", "timeline", "bulk", "crisis", "custody", "time", "import"},
		identity.Communications: {"absences", "timeline", "bulk", "crisis", "custody", "time", "import"},
		identity.Operations:     {"absences", "timeline", "bulk", "crisis", "custody", "time"},
		identity.Reader:         {"absences", "timeline", "crisis", "time"},
		identity.Archivist:      {"absences", "timeline", "crisis", "time"},
		identity.Registrar:      {"absences", "timeline", "crisis", "time"},
	} {
		units := []string{}
		c := site.User(root, string(role), role)
		if role == identity.Operations {
			c = site.User(root, "Sara", role, unit)
		}
		for _, n := range c.Get("/app/roster").Select(`main nav.btns a`) {
			href := webtest.Attr(n, "href")
			units = append(units, href[strings.LastIndex(href, "/")+1:])
			if got := c.Get(strings.TrimPrefix(href, "/bjorkvik")); got.Status != http.StatusOK {
				t.Errorf("%s: %s answers %d", role, href, got.Status)
			}
		}
		if strings.Join(units, " ") != strings.Join(want, " ") {
			t.Errorf("%s: %v, want %v", role, units, want)
		}
	}
}
