package absenceweb_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
	"kanalkoll/internal/webtest"
)

// town is a municipality with a school and a library, on Monday 23 November 2026. Sara answers for the school's account and
// Jonas watches it; Bodil alone watches the library's.
type town struct {
	*webtest.Site
	ctx             context.Context
	school, library tenant.Unit
	accounts        map[string]*register.Account
	people          map[string]uuid.UUID
}

func newTown(t *testing.T) *town {
	t.Helper()
	o := &town{Site: webtest.New(t), accounts: map[string]*register.Account{}, people: map[string]uuid.UUID{}}
	_, o.ctx = o.Tenant("bjorkvik")
	o.school, o.library = o.Unit(o.ctx, "Bergaskolan"), o.Unit(o.ctx, "Biblioteket")
	o.person("Jonas", o.school)
	o.person("Bodil", o.library)
	o.person("Sara", o.school)
	o.account("Skolan", o.school)
	o.account("Boktips", o.library)
	o.assign("Skolan", "Sara", roster.Responsible)
	o.assign("Skolan", "Jonas", roster.Monitor)
	o.assign("Boktips", "Bodil", roster.Responsible)
	return o
}

func (o *town) check(err error) {
	o.T.Helper()
	if err != nil {
		o.T.Fatal(err)
	}
}

func (o *town) person(name string, unit tenant.Unit) {
	o.T.Helper()
	p, err := o.App.People.AddPerson(o.ctx, identity.Person{Name: name, Email: strings.ToLower(name) + "@bjorkvik.example", UnitID: unit.ID})
	o.check(err)
	o.people[name] = p.ID
}

func (o *town) account(name string, unit tenant.Unit) {
	o.T.Helper()
	a, err := o.App.Register.Add(o.ctx, register.Input{Address: "https://www.instagram.com/" + strings.ToLower(name), Name: name, UnitID: unit.ID.String(), Contact: "x", OpenedOn: "2020-01-01"}, true)
	o.check(err)
	o.accounts[name] = a
}

func (o *town) assign(account, person string, role roster.Role) {
	o.T.Helper()
	o.check(o.App.DB.InTenant(o.ctx, func(tx *postgres.Tx) error {
		_, err := roster.AssignTx(o.ctx, tx, o.accounts[account], roster.AssignInput{PersonID: o.people[person], Role: string(role)})
		return err
	}))
}

func (o *town) away(person, from, to, cover string) string {
	o.T.Helper()
	a, err := o.App.Rosters.AddAbsence(o.ctx, roster.AbsenceInput{PersonID: o.people[person], From: from, To: to, CoverID: o.people[cover]})
	o.check(err)
	return "/app/roster/absences/" + a.ID.String()
}

// user signs in a login for somebody of the directory, by their address.
func (o *town) user(person string, role identity.Role, units ...tenant.Unit) *webtest.Client {
	o.T.Helper()
	c := o.User(o.ctx, person, role, units...)
	people, err := o.App.People.People(o.ctx, strings.ToLower(person)+"@")
	o.check(err)
	o.people[person] = people[0].ID
	return c
}

func (o *town) form(person, from, to, cover string, more ...string) url.Values {
	f := url.Values{"from": {from}, "to": {to}}
	if person != "" {
		f.Set("person", o.people[person].String())
	}
	if cover != "" {
		f.Set("cover", o.people[cover].String())
	}
	for i := 0; i+1 < len(more); i += 2 {
		f.Set(more[i], more[i+1])
	}
	return f
}

func wantPage(t *testing.T, r *webtest.Response, status int, texts ...string) {
	t.Helper()
	text := strings.ReplaceAll(r.Text(), "\u00a0", " ")
	if r.Status != status {
		t.Fatalf("status %d, want %d\n%s", r.Status, status, text)
	}
	for _, want := range texts {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q:\n%s", want, text)
		}
	}
}

func wantNot(t *testing.T, r *webtest.Response, texts ...string) {
	t.Helper()
	for _, no := range texts {
		if strings.Contains(r.Text(), no) {
			t.Errorf("the page says %q", no)
		}
	}
}

func TestEnteringAnAbsenceFromLookToMend(t *testing.T) {
	o := newTown(t)
	o.away("Jonas", "2026-12-07", "2026-12-11", "")
	c := o.User(o.ctx, "Linnea", identity.Communications)
	first := c.Get("/app/roster/absences/new?person=" + o.people["Sara"].String() + "&from=2026-12-07&to=2026-12-18&cover=" + o.people["Jonas"].String() + "&back=/app/accounts")
	wantPage(t, first, http.StatusOK, "Skolan på Instagram: Ansvarig")
	mates := first.Select(`optgroup[label="Har uppgifter på samma konton"] option`)
	if len(mates) != 1 || strings.ReplaceAll(webtest.Text(mates[0]), "\u00a0", " ") != "Jonas, Bergaskolan (borta 7–11 dec.)" {
		t.Errorf("proposed first: %d people", len(mates))
	}
	in := o.form("Sara", "2026-12-07", "2026-12-18", "Jonas", "act", "preview", "back", "/app/accounts")
	r := c.Post("/app/roster/absences", in)
	wantPage(t, r, http.StatusOK, "Det här händer om du sparar", "Ersättaren Jonas är själv borta 7–11 dec.", "Ingen bevakar Skolan på Instagram (5 arbetsdagar).",
		"Lucka 5 arbetsdagar 7–11 dec.", "En person 5 arbetsdagar 14–18 dec.")
	if r.Value("from") != "2026-12-07" || r.Value("cover") != o.people["Jonas"].String() || r.Value("back") != "/bjorkvik/app/accounts" {
		t.Error("looking first lost what was typed")
	}
	wantPage(t, c.Get("/app/roster/absences?person="+o.people["Sara"].String()), http.StatusOK, "Ingen frånvaro passar urvalet")
	in.Del("act")
	saved := c.Follow(c.Post("/app/roster/absences", in))
	wantPage(t, saved, http.StatusOK, "Frånvaron för Sara 7–18 dec. 2026 är inlagd", "Ersättaren Jonas är själv borta 7–11 dec.", "Byt ersättare för Sara", "Tillbaka")
	if links := saved.Select(`a[href="#cover"]`); len(links) != 1 {
		t.Errorf("%d links to the field that mends it", len(links))
	}
	if len(saved.Select(`a[href="/bjorkvik/app/accounts"]`)) == 0 {
		t.Error("no way back to where it began")
	}
	list := c.Get("/app/roster/absences")
	wantPage(t, list, http.StatusOK, "1 sak att se över", "Ersättaren Jonas är själv borta 7–11 dec.", "Ska ersätta Sara.", "2 frånvaroperioder")
	mend := list.Select("#found ~ ul a, section[aria-labelledby=found] a")
	if len(mend) != 1 || !strings.HasSuffix(webtest.Attr(mend[0], "href"), "#cover") {
		t.Fatalf("%d ways to mend", len(mend))
	}
	in = o.form("", "2026-12-07", "2026-12-18", "Bodil", "version", saved.Value("version"))
	at := strings.TrimPrefix(strings.SplitN(webtest.Attr(mend[0], "href"), "?", 2)[0], "/bjorkvik")
	wantPage(t, c.Follow(c.Post(at, in)), http.StatusOK, "Frånvaron för Sara är ändrad", "Ersätts av Bodil")
	wantNot(t, c.Get("/app/roster/absences"), "att se över")
}

func TestWhatIsTypedWronglyStaysWithTheReason(t *testing.T) {
	o := newTown(t)
	c := o.user("Rut", identity.Operations, o.school)
	id := o.away("Sara", "2026-12-07", "2026-12-18", "")
	for _, tt := range []struct {
		name   string
		person string
		from   string
		to     string
		cover  string
		says   string
		field  string
	}{
		{"before it begins", "Sara", "2026-12-07", "2026-12-01", "", "Sista dagen ligger före den första", "to"},
		{"ten years", "Sara", "2026-12-07", "2036-12-01", "", "Frånvaron är längre än två år", "to"},
		{"no days", "Sara", "", "snart", "", "Skriv dagen som år-månad-dag", "to"},
		{"oneself", "Sara", "2026-12-07", "2026-12-08", "Sara", "Ersättaren är samma person", "cover"},
		{"another unit", "Bodil", "2026-12-07", "2026-12-08", "", "Bodil hör inte till din verksamhet", "person"},
		{"nobody", "", "2026-12-07", "2026-12-08", "", "Välj en person", "person"},
	} {
		for _, act := range []string{"", "preview"} {
			r := c.Post("/app/roster/absences", o.form(tt.person, tt.from, tt.to, tt.cover, "act", act))
			wantPage(t, r, http.StatusUnprocessableEntity, tt.says)
			if len(r.Select(`.errs a[href="#`+tt.field+`"]`)) == 0 || len(r.Select(`#`+tt.field+`[aria-invalid]`)) == 0 {
				t.Errorf("%s: the reason does not stand at %s", tt.name, tt.field)
			}
			if r.Value("from") != tt.from || r.Value("to") != tt.to {
				t.Errorf("%s: the days are lost", tt.name)
			}
		}
		if tt.field == "person" {
			continue
		}
		r := c.Post(id, o.form("", tt.from, tt.to, tt.cover, "version", "1"))
		wantPage(t, r, http.StatusUnprocessableEntity, tt.says)
		if r.Value("to") != tt.to {
			t.Errorf("changing, %s: the days are lost", tt.name)
		}
	}
	stranger := uuid.NewString()
	wantPage(t, c.Post("/app/roster/absences", url.Values{"person": {stranger}, "from": {"2026-12-07"}, "to": {"2026-12-08"}}), http.StatusUnprocessableEntity, "Personen finns inte bland kommunens personer")
	wantPage(t, c.Post("/app/roster/absences", url.Values{"person": {"'; --"}, "cover": {"\x00"}, "from": {"2026-12-07"}, "to": {"2026-12-08"}}), http.StatusUnprocessableEntity)
	wantPage(t, c.Get("/app/roster/absences?person=%00&unit='&page=-7&past=1"), http.StatusOK, "Sara")
}

func TestEverybodyEntersTheirOwn(t *testing.T) {
	o := newTown(t)
	saras := o.away("Sara", "2026-12-07", "2026-12-18", "")
	for name, role := range map[string]identity.Role{"Lisa": identity.Reader, "Arvid": identity.Archivist, "Rolf": identity.Registrar, "Amir": identity.Admin} {
		c := o.user(name, role)
		r := c.Get("/app/roster/absences?person=me")
		wantPage(t, r, http.StatusOK, "Min frånvaro", "Lägg in frånvaro")
		form := c.Get("/app/roster/absences/new?person=me")
		if form.Value("person") != o.people[name].String() {
			t.Errorf("%s: the form is for %q", name, form.Value("person"))
		}
		saved := c.Follow(c.Post("/app/roster/absences", url.Values{"person": {form.Value("person")}, "from": {"2026-12-01"}, "to": {"2026-12-02"}}))
		wantPage(t, saved, http.StatusOK, "Frånvaro, "+name, name+" bevakar inget konto de dagarna")
		wantPage(t, c.Get("/app/roster/absences?person=me"), http.StatusOK, "1 frånvaro", "1–2 dec. 2026")
		if role == identity.Admin {
			continue
		}
		wantPage(t, c.Post("/app/roster/absences", o.form("Sara", "2026-12-01", "2026-12-02", "")), http.StatusUnprocessableEntity, "Sara hör inte till din verksamhet")
		others := c.Get(saras)
		wantPage(t, others, http.StatusOK, "Frånvaro, Sara")
		if len(others.Select("main form")) != 0 {
			t.Errorf("%s is offered to change somebody else's absence", name)
		}
		wantPage(t, c.Post(saras, o.form("", "2026-12-01", "2026-12-02", "", "version", "1")), http.StatusForbidden)
		wantPage(t, c.Post(saras, o.form("", "2026-12-01", "2026-12-02", "", "version", "1", "act", "preview")), http.StatusForbidden)
		wantPage(t, c.Post(saras+"/remove", url.Values{"version": {"1"}}), http.StatusForbidden)
	}
}

func TestTwoTabs(t *testing.T) {
	o := newTown(t)
	c := o.User(o.ctx, "Linnea", identity.Communications)
	at := o.away("Sara", "2026-12-07", "2026-12-18", "Jonas")
	wantPage(t, c.Follow(c.Post(at, o.form("", "2026-12-07", "2026-12-20", "Jonas", "version", "1"))), http.StatusOK, "är ändrad till 7–20 dec. 2026")
	r := c.Post(at, o.form("", "2026-12-08", "2026-12-18", "Jonas", "version", "1"))
	wantPage(t, r, http.StatusConflict, "Frånvaron har ändrats sedan du öppnade den", "20 dec. 2026", "18 dec. 2026")
	if r.Value("from") != "2026-12-08" || r.Value("version") != "2" {
		t.Errorf("typed %s at version %s", r.Value("from"), r.Value("version"))
	}
	wantPage(t, c.Post(at, o.form("", "2026-12-08", "2026-12-18", "Jonas", "version", "1", "act", "preview")), http.StatusConflict)
	saved := c.Follow(c.Post(at, o.form("", "2026-12-08", "2026-12-18", "Bodil", "version", "2"))) // another cover: another absence
	wantPage(t, saved, http.StatusOK, "Ersätts av Bodil")
	if got := c.Get(at); got.Status != http.StatusSeeOther || strings.Contains(got.Header.Get("Location"), at) {
		t.Errorf("the old address: status %d to %s", got.Status, got.Header.Get("Location"))
	}
	r = c.Post(at, o.form("", "2026-12-08", "2026-12-19", "Jonas", "version", "2"))
	wantPage(t, r, http.StatusConflict, "Ersätts av Bodil", "Ersätts av Jonas")
	action := webtest.Attr(r.Select(`form[action*="/absences/"]`)[0], "action")
	now := strings.TrimPrefix(strings.SplitN(action, "?", 2)[0], "/bjorkvik")
	if now == at {
		t.Fatal("the form still leads to the absence that is no more")
	}
	wantPage(t, c.Post(at+"/remove", url.Values{"version": {"2"}}), http.StatusConflict, "Ersätts av Bodil")
	for range 2 { // pressed twice
		wantPage(t, c.Follow(c.Post(now+"/remove", url.Values{"version": {"1"}})), http.StatusOK, "Frånvaron är borttagen")
	}
	wantPage(t, c.Get(now), http.StatusNotFound)
	r = c.Post(now, o.form("Sara", "2026-12-08", "2026-12-21", "Jonas", "version", "1"))
	wantPage(t, r, http.StatusConflict, "Frånvaron har tagits bort")
	if r.Value("to") != "2026-12-21" || r.Value("cover") != o.people["Jonas"].String() {
		t.Error("what was typed is lost")
	}
	wantPage(t, c.Follow(c.Post("/app/roster/absences", o.form("Sara", "2026-12-08", "2026-12-21", "Jonas"))), http.StatusOK, "är inlagd")
	wantPage(t, c.Post("/app/roster/absences", o.form("Sara", "2026-12-08", "2026-12-21", "Jonas")), http.StatusUnprocessableEntity, "Frånvaron är redan inlagd")
}

func TestListBelongsToTheReader(t *testing.T) {
	o := newTown(t)
	saras := o.away("Sara", "2026-11-20", "2026-12-18", "Bodil")
	o.away("Jonas", "2026-12-01", "2026-12-02", "")
	bodils := o.away("Bodil", "2026-12-20", "2026-12-22", "")
	o.away("Jonas", "2026-11-02", "2026-11-03", "")
	school := o.user("Rut", identity.Operations, o.school)
	r := school.Get("/app/roster/absences")
	wantPage(t, r, http.StatusOK, "2 frånvaroperioder", "1 borta i dag", "Ersätts av Bodil")
	wantNot(t, r, "20–22 dec.", "2–3 nov.")
	wantPage(t, school.Get("/app/roster/absences?past=1"), http.StatusOK, "3 frånvaroperioder", "2–3 nov. 2026 Tidigare")
	wantPage(t, school.Get(bodils), http.StatusNotFound)
	wantPage(t, school.Post(bodils, o.form("", "2026-12-01", "2026-12-02", "", "version", "1")), http.StatusNotFound)
	wantPage(t, school.Post(bodils+"/remove", url.Values{"version": {"1"}}), http.StatusNotFound)
	all := o.User(o.ctx, "Linnea", identity.Communications)
	wantPage(t, all.Get("/app/roster/absences?unit="+o.library.ID.String()), http.StatusOK, "1 frånvaro", "Bodil är borta 21–22 dec. utan ersättare")
	wantPage(t, all.Get("/app/roster/absences?person="+o.people["Sara"].String()), http.StatusOK, "1 frånvaro")
	_, other := o.Tenant("asa")
	asa := o.User(other, "Frida", identity.Admin)
	wantPage(t, asa.Get(saras), http.StatusNotFound)
	empty := asa.Get("/app/roster/absences")
	wantPage(t, empty, http.StatusOK, "Här visas semester", "Lägg in frånvaro")
	wantNot(t, empty, "Sara")
	in := o.form("Sara", "2026-12-01", "2026-12-02", "Bodil")
	wantPage(t, asa.Post("/app/roster/absences", in), http.StatusUnprocessableEntity, "Personen finns inte bland kommunens personer")
	if got := o.Visitor("bjorkvik").Get("/app/roster/absences"); got.Status != http.StatusSeeOther {
		t.Errorf("a visitor: status %d", got.Status)
	}
}

func TestBackIsOneOfOurPages(t *testing.T) {
	o := newTown(t)
	c := o.User(o.ctx, "Linnea", identity.Communications)
	at := o.away("Sara", "2026-12-07", "2026-12-18", "")
	for _, back := range []string{"https://evil.example/app", "//evil.example/app", "/app/../logout", "javascript:x", "/login", "/\\evil.example"} {
		for _, page := range []string{at, "/app/roster/absences/new"} {
			if r := c.Get(page + "?back=" + url.QueryEscape(back)); len(r.Select("[href*=evil], [action*=evil]")) > 0 || r.Value("back") != "" {
				t.Errorf("%s leads back to %s", page, back)
			}
		}
	}
}

func TestEnglish(t *testing.T) {
	o := newTown(t)
	c := o.User(o.ctx, "Linnea", identity.Communications)
	c.Post("/app/language", url.Values{"lang": {"en"}})
	jonas := o.away("Jonas", "2026-12-07", "2026-12-11", "Sara")
	at := o.away("Sara", "2026-12-07", "2026-12-11", "Jonas")
	wantPage(t, c.Get(at), http.StatusOK, "are away at the same time 7–11 Dec and cover for each other", "Gap, 5 working days", "Nobody watches Skolan on Instagram (5 working days).")
	for _, path := range []string{at, jonas} {
		if links := c.Get(path).Select(`a[href="#cover"]`); len(links) != 1 {
			t.Errorf("%d links to the cover of the absence at hand", len(links))
		}
	}
	for _, path := range []string{at, "/app/roster/absences", "/app/roster/absences/new", "/app/roster/timeline?show=accounts"} {
		if r := c.Get(path); r.Status != http.StatusOK || strings.Contains(r.Text(), "[") {
			t.Errorf("%s: status %d, or a sentence is missing", path, r.Status)
		}
	}
}
