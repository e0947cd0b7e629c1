package leaveweb_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/andybalholm/cascadia"
	"github.com/google/uuid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
	"kanalkoll/internal/webtest"
)

// desk is a municipality with two units in which Kim watches accounts of both.
type desk struct {
	t                *testing.T
	site             *webtest.Site
	ctx              context.Context
	school, street   tenant.Unit
	linnea, sara     *webtest.Client // communications; operations of the school
	reader, visitor  *webtest.Client
	kim, jonas, ulla uuid.UUID
	accounts         []*register.Account
	page             string // the page on which Kim leaves
}

func newDesk(t *testing.T, accounts int) *desk {
	t.Helper()
	d := &desk{t: t, site: webtest.New(t)}
	_, d.ctx = d.site.Tenant("bjorkvik")
	d.school, d.street = d.site.Unit(d.ctx, "Bergaskolan"), d.site.Unit(d.ctx, "Gata")
	d.linnea = d.site.User(d.ctx, "Linnea", identity.Communications)
	d.sara = d.site.User(d.ctx, "Sara", identity.Operations, d.school)
	d.reader = d.site.User(d.ctx, "Rita", identity.Reader)
	d.visitor = d.site.Visitor("bjorkvik")
	for name, id := range map[string]*uuid.UUID{"Kim": &d.kim, "Jonas": &d.jonas, "Ulla": &d.ulla} {
		p, err := d.site.App.People.AddPerson(d.ctx, identity.Person{Name: name, Email: strings.ToLower(name) + "@bjorkvik.example", UnitID: d.school.ID})
		d.must(err)
		*id = p.ID
	}
	for i := range accounts {
		unit := d.school
		if i%3 == 2 {
			unit = d.street
		}
		a, err := d.site.App.Register.Add(d.ctx, register.Input{Address: fmt.Sprintf("https://www.facebook.com/sida%d", i), Name: fmt.Sprintf("Sida %d", i), UnitID: unit.ID.String()}, true)
		d.must(err)
		d.accounts = append(d.accounts, a)
		d.must(d.site.App.DB.InTenant(d.ctx, func(tx *postgres.Tx) error {
			_, err := roster.AssignTx(d.ctx, tx, a, roster.AssignInput{PersonID: d.kim, Role: "monitor", From: "2026-01-01"})
			return err
		}))
	}
	d.exec(`INSERT INTO custody_access (tenant_id, id, account_id, person_id, way, since, updated_at) VALUES ($1, gen_random_uuid(), $2, $3, 'shared', '2026-01-01', now())`, d.accounts[0].ID, d.kim)
	d.exec(`INSERT INTO absence (tenant_id, id, person_id, starts_on, ends_on, created_at, updated_at) VALUES ($1, gen_random_uuid(), $2, '2026-12-07', '2026-12-11', now(), now())`, d.kim)
	d.page = "/app/people/" + d.kim.String() + "/leave"
	return d
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatalf("%v %+v", err, fault.As(err))
	}
}

func (d *desk) exec(query string, args ...any) {
	d.t.Helper()
	d.must(d.site.App.DB.InTenant(d.ctx, func(tx *postgres.Tx) error {
		_, err := tx.Exec(d.ctx, query, append([]any{tx.Tenant}, args...)...)
		return err
	}))
}

func (d *desk) status(what string, r *webtest.Response, want int) {
	d.t.Helper()
	if r.Status != want {
		d.t.Fatalf("%s: status %d, want %d\n%s", what, r.Status, want, r.Text())
	}
}

func (d *desk) says(what string, r *webtest.Response, words ...string) {
	d.t.Helper()
	for _, w := range words {
		if !strings.Contains(r.Text(), w) {
			d.t.Errorf("%s does not say %q:\n%s", what, w, r.Text())
		}
	}
}

// form gives what the browser would send of the page's form to the action.
func (d *desk) form(r *webtest.Response, action string) url.Values {
	d.t.Helper()
	forms := r.Select(`form[action$="` + action + `"]`)
	if len(forms) != 1 {
		d.t.Fatalf("%d forms to %s\n%s", len(forms), action, r.Text())
	}
	v := url.Values{}
	for _, n := range cascadia.QueryAll(forms[0], cascadia.MustCompile("input[name]:not([type=checkbox]), select[name]")) {
		value := webtest.Attr(n, "value")
		if n.Data == "select" {
			value = ""
			for _, o := range cascadia.QueryAll(n, cascadia.MustCompile("option[selected]")) {
				value = webtest.Attr(o, "value")
			}
		}
		v.Add(webtest.Attr(n, "name"), value)
	}
	return v
}

// sure adds the button by which it is done.
func sure(v url.Values) url.Values {
	v.Set("act", "leave")
	return v
}

func TestEverybodySeesOfAPersonWhatTheyMay(t *testing.T) {
	d := newDesk(t, 3)
	at := "/app/people/" + d.kim.String()
	r := d.linnea.Get(at)
	d.status("communications", r, http.StatusOK)
	d.says("communications", r, "Sida 0 på Facebook", "Sida 2 på Facebook", "Bevakar", "från 1 jan. 2026", "Gemensam inloggning", "7–11 dec. 2026", "Personen slutar")
	r = d.sara.Get(at)
	d.status("operations of the school", r, http.StatusOK)
	d.says("operations of the school", r, "Sida 0 på Facebook", "och 1 konto i en annan verksamhet", "Gemensam inloggning", "7–11 dec. 2026")
	for _, hidden := range []string{"Sida 2", "Personen slutar"} {
		if strings.Contains(r.Text(), hidden) {
			t.Errorf("operations see %q", hidden)
		}
	}
	olle := d.site.User(d.ctx, "Olle", identity.Operations, d.site.Unit(d.ctx, "Bad"))
	r = olle.Get(at)
	d.says("operations of another unit", r, "och 3 konton i andra verksamheter")
	for _, hidden := range []string{"Sida", "7–11 dec.", "Gemensam inloggning"} {
		if strings.Contains(r.Text(), hidden) {
			t.Errorf("operations of another unit see %q", hidden)
		}
	}
	d.status("the reader", d.reader.Get(at), http.StatusForbidden)
	for who, c := range map[string]*webtest.Client{"operations": d.sara, "the reader": d.reader} {
		d.status(who, c.Get(d.page), http.StatusForbidden)
		for _, below := range []string{"", "/back", "/access/" + uuid.NewString()} {
			d.status(who+below, c.Post(d.page+below, nil), http.StatusForbidden)
		}
	}
	d.status("a visitor", d.visitor.Get(d.page), http.StatusSeeOther)
	d.status("nobody's page", d.linnea.Get("/app/people/"+uuid.NewString()+"/leave"), http.StatusNotFound)
	_, other := d.site.Tenant("beby")
	d.status("another municipality's", d.site.User(other, "Bo", identity.Admin).Get(d.page), http.StatusNotFound)
}

func TestThirtyAccountsAreHandedOverOnOnePage(t *testing.T) {
	d := newDesk(t, 30)
	form := d.form(d.linnea.Get(d.page), "/leave")
	if rows := len(form) - 3; rows != 30 {
		t.Fatalf("%d rows", rows)
	}
	form.Set("last_on", "2026-12-31")
	form.Set("all", d.jonas.String())
	r := d.linnea.Post(d.page, form)
	d.status("the plan", r, http.StatusOK)
	d.says("the plan", r, "Slutar 31 dec. 2026", "Sida 29 på Facebook", "Inget konto får färre", "Byt det gemensamma lösenordet till Sida 0 på Facebook", "30 juni 2027")
	if len(r.Select(`[name="knowing"]`)) > 0 {
		t.Error("it asks whether one knows of gaps where there are none")
	}
	r = d.linnea.Post(d.page, sure(d.form(r, "/leave")))
	d.status("leaving", r, http.StatusSeeOther)
	r = d.linnea.Follow(r)
	d.says("afterwards", r, "Det är noterat att Kim slutar 31 dec. 2026.", "Sida 29 på Facebook", "Jonas", "Noterat av Linnea", "Bocka av", "Ta tillbaka att Kim slutar")
	d.status("a second time", d.linnea.Post(d.page, sure(url.Values{"last_on": {"2026-12-30"}, "all": {d.ulla.String()}})), http.StatusConflict)

	tick := r.Select(`form[action*="/leave/access/"]`)
	if len(tick) != 1 {
		t.Fatalf("%d ways in to tick off", len(tick))
	}
	to := strings.TrimPrefix(webtest.Attr(tick[0], "action"), "/bjorkvik")
	d.says("ticked off", d.linnea.Follow(d.linnea.Post(to, nil)), "Åtkomsten är avbockad.", "Klart, Linnea i dag")
	d.status("ticked off twice", d.linnea.Post(to, nil), http.StatusSeeOther)

	back := d.form(d.linnea.Get(d.page), "/leave/back")
	stale := url.Values{"version": {"7"}}
	d.status("taken back by a stale page", d.linnea.Post(d.page+"/back", stale), http.StatusConflict)
	r = d.linnea.Post(d.page+"/back", back)
	d.status("taken back", r, http.StatusSeeOther)
	d.says("taken back", d.linnea.Follow(r), "Kim stannar. Uppgifter och frånvaro är som de var.", "Sida 29 på Facebook", "från 1 jan. 2026")
	d.says("today", d.linnea.Get("/app"), "tog tillbaka en överlämning för", "lämnade över någons uppgifter för")
	d.status("taken back in the other tab", d.linnea.Post(d.page+"/back", back), http.StatusConflict)
}

func TestWhatIsWrongKeepsWhatWasTyped(t *testing.T) {
	d := newDesk(t, 3)
	form := d.form(d.linnea.Get(d.page), "/leave")
	var row string
	for name := range form {
		if strings.HasPrefix(name, "to_") {
			row = name
		}
	}
	for what, typed := range map[string]map[string]string{
		"last_on":   {"last_on": "2020-01-01", "all": d.jonas.String(), row: d.ulla.String()},
		"reduce_on": {"last_on": "2026-12-31", "reduce_on": "2026-12-01", "all": d.jonas.String()},
		"all":       {"last_on": "2026-12-31", "all": "", row: d.ulla.String()},
		row:         {"last_on": "2026-12-31", "all": d.jonas.String(), row: d.kim.String()},
	} {
		form := d.form(d.linnea.Get(d.page), "/leave")
		for k, v := range typed {
			form.Set(k, v)
		}
		for _, act := range []string{"", "leave"} {
			form.Set("act", act)
			r := d.linnea.Post(d.page, form)
			d.status(what, r, http.StatusUnprocessableEntity)
			if len(r.Select(`.errs a[href="#`+what+`"]`)) != 1 || len(r.Select(`#`+what+`[aria-invalid]`)) != 1 {
				t.Errorf("%s: the problem does not stand at its field\n%s", what, r.TextOf(".errs"))
			}
			for k, v := range typed {
				if got := r.Value(k); got != v && v != d.kim.String() {
					t.Errorf("%s: %s holds %q, typed was %q", what, k, got, v)
				}
			}
		}
	}
	// Nobody takes over one of them: that is to be known.
	form = d.form(d.linnea.Get(d.page), "/leave")
	form.Set("last_on", "2026-12-31")
	form.Set("all", d.jonas.String())
	form.Set(row, roster.NobodyTakes)
	r := d.linnea.Post(d.page, form)
	d.says("a gap", r, "dagar, från 4 jan. 2027", "Ingen", "Jag vet vad som blir utan någon")
	done := sure(d.form(r, "/leave"))
	r = d.linnea.Post(d.page, done)
	d.status("not known", r, http.StatusUnprocessableEntity)
	d.says("not known", r, "Kryssa i att du vet")
	// Back to the choices: all are kept.
	edit := url.Values{}
	for k, v := range done {
		edit[k] = v
	}
	edit.Set("act", "edit")
	r = d.linnea.Post(d.page, edit)
	if r.Value(row) != roster.NobodyTakes || r.Value("all") != d.jonas.String() || r.Value("last_on") != "2026-12-31" {
		t.Error("the choices are gone")
	}
	// Somebody gives Kim another account meanwhile.
	d.exec(`UPDATE assignment SET ends_on = '2027-05-05' WHERE tenant_id = $1 AND account_id = $2`, d.accounts[1].ID)
	done.Set("knowing", "1")
	r = d.linnea.Post(d.page, done)
	d.status("changed meanwhile", r, http.StatusConflict)
	d.says("changed meanwhile", r, "ändrades medan du tittade")
	again := sure(d.form(r, "/leave"))
	again.Set("knowing", "1")
	d.status("looked through again", d.linnea.Post(d.page, again), http.StatusSeeOther)
}

func TestAfterTheLastDayAndInEnglish(t *testing.T) {
	d := newDesk(t, 3)
	d.linnea.Post("/app/language", url.Values{"lang": {"en"}})
	r := d.linnea.Get(d.page)
	d.says("the form", r, "Kim leaves", "Who takes over everything?", "3 duties to hand over", "Sida 0 on Facebook")
	form := d.form(r, "/leave")
	form.Set("last_on", "2026-11-20")
	form.Set("all", d.jonas.String())
	r = d.linnea.Post(d.page, form)
	d.says("the plan", r, "The last day has passed. This cannot be taken back.")
	r = d.linnea.Follow(d.linnea.Post(d.page, sure(d.form(r, "/leave"))))
	d.says("afterwards", r, "Kim has left", "Left on 20 Nov 2026", "cannot be taken back")
	r = d.linnea.Post(d.page+"/back", url.Values{"version": {"2"}})
	d.status("taken back", r, http.StatusConflict)
	d.says("taken back", r, "has passed and cannot be taken back")
	d.exec(`UPDATE departure SET reduce_on = '2026-11-21' WHERE tenant_id = $1`)
	d.must(d.site.App.PassDays(identity.AsWorker(t.Context())))
	r = d.linnea.Get("/app/people/" + d.kim.String())
	d.says("the person", r, "Personal data are removed", "Left on 20 Nov 2026")
	if strings.Contains(r.Text(), "kim@") {
		t.Error("the address is still shown")
	}
	d.status("editing the person", d.linnea.Post("/app/people/"+d.kim.String()+"/edit", url.Values{"name": {"Kim"}, "email": {"kim@bjorkvik.example"}, "version": {"3"}}), http.StatusConflict)
	d.says("the page of leaving", d.linnea.Get(d.page), "Kim has left", "Personal data are removed")
}
