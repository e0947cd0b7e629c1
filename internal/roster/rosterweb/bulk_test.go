package rosterweb_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/webtest"
)

// schools opens accounts of the school.
func (p *place) schools(n int) []*register.Account {
	p.t.Helper()
	var list []*register.Account
	for i := range n {
		list = append(list, p.open(fmt.Sprintf("Skola %d", i+1), fmt.Sprintf("facebook.com/bjorkviksskola%d", i+1), p.school))
	}
	return list
}

func TestTwelveSchoolsGetTheSameThreePeople(t *testing.T) {
	p := newPlace(t)
	schools := p.schools(12)
	bodil := p.person("Bodil Berg", p.school)
	p.assign(schools[3], p.jonas, roster.Monitor, "2026-11-02", "")
	c := p.User(p.ctx, "Linnea", identity.Communications)
	r := c.Get("/app/roster/bulk?unit=" + p.school.ID.String())
	wantStatus(t, r, http.StatusOK)
	if n := len(r.Select(`input[name="account"]`)); n != 12 {
		t.Fatalf("%d accounts to choose, want the school's 12", n)
	}
	f := url.Values{"unit": {p.school.ID.String()}, "from": {"2026-11-23"}, "to": {""}, "act": {"preview"},
		"person_1": {p.sara.String()}, "role_1": {"responsible"}, "person_2": {p.jonas.String()}, "role_2": {"monitor"},
		"person_3": {bodil.String()}, "role_3": {"cover"}, "person_4": {""}, "role_4": {""}}
	for _, a := range schools {
		f.Add("account", a.Ref)
	}
	r = c.Post("/app/roster/bulk", f)
	wantStatus(t, r, http.StatusOK)
	wantText(t, r, "35 nya uppgifter på 12 konton", "Har den redan, från 2 nov. 2026, och behåller den", "Skola 12")
	if p.count(schools[0]) != 0 {
		t.Fatal("looking changes something")
	}
	do := url.Values{}
	for _, n := range r.Select("main form [name]") {
		if n.Data == "input" {
			name := webtest.Attr(n, "name")
			do.Add(name, webtest.Attr(n, "value"))
		}
	}
	do.Set("act", "do")
	r = c.Post("/app/roster/bulk", do)
	wantStatus(t, r, http.StatusSeeOther)
	wantText(t, c.Follow(r), "35 uppgifter är givna på 12 konton.")
	for _, a := range schools {
		if n := p.count(a); n != 3 {
			t.Errorf("%s has %d assignments, want 3", a.Name, n)
		}
	}
	wantText(t, c.Get(p.path(schools[0])), "Sara Lindqvist", "Jonas Ek", "Bodil Berg", "Täckt i tolv veckor")
	r = c.Post("/app/roster/bulk", f) // once more
	wantText(t, r, "0 nya uppgifter på 0 konton")
	if len(r.Select(`button[value="do"]`)) != 0 {
		t.Error("there is a button that would do nothing")
	}
	r = c.Get("/app/roster/bulk?like=" + schools[0].Ref)
	if r.Value("person_1") != p.sara.String() || r.Value("role_3") != "cover" {
		t.Error("the people of an account are not taken over")
	}
}

func TestAnotherSearchKeepsWhatWasChosen(t *testing.T) {
	p := newPlace(t)
	schools := p.schools(2)
	c := p.User(p.ctx, "Linnea", identity.Communications)
	r := c.Post("/app/roster/bulk", url.Values{"act": {"show"}, "q": {"Skola 2"}, "account": {schools[0].Ref}, "person_1": {p.sara.String()}, "role_1": {"cover"}, "from": {"2026-12-01"}})
	wantStatus(t, r, http.StatusOK)
	wantText(t, r, "Skola 1", "Skola 2")
	wantNoText(t, r, "Biblioteket på Facebook")
	if n := len(r.Select(`input[name="account"][checked]`)); n != 1 {
		t.Errorf("%d accounts are ticked, want the one that was", n)
	}
	if r.Value("person_1") != p.sara.String() || r.Value("role_1") != "cover" || r.Value("from") != "2026-12-01" || r.Value("q") != "Skola 2" {
		t.Error("what was chosen is lost when other accounts are shown")
	}
	r = c.Post("/app/roster/bulk", url.Values{"act": {"show"}, "q": {"xyzzy"}, "account": {schools[0].Ref}})
	wantText(t, r, "Inget konto passar sökningen.", "Skola 1")
}

func TestManyOrNothing(t *testing.T) {
	p := newPlace(t)
	policy, err := p.App.Tenants.Policy(p.ctx)
	if err != nil {
		t.Fatal(err)
	}
	policy.OneResponsible = true
	if err := p.App.Tenants.SavePolicy(p.ctx, policy, policy.Version); err != nil {
		t.Fatal(err)
	}
	schools := p.schools(2)
	p.assign(schools[1], p.sara, roster.Responsible, "2026-11-02", "")
	c := p.User(p.ctx, "Linnea", identity.Communications)
	f := url.Values{"account": {schools[0].Ref, schools[1].Ref}, "person_1": {p.jonas.String()}, "role_1": {"responsible"}, "from": {"2026-11-23"}}
	for _, act := range []string{"preview", "do"} {
		f.Set("act", act)
		r := c.Post("/app/roster/bulk", f)
		wantStatus(t, r, http.StatusUnprocessableEntity)
		wantText(t, r, "Sara Lindqvist är redan ansvarig.", "1 rad går inte att genomföra. Ändra valen")
		if len(r.Select(`button[value="do"]`)) != 0 {
			t.Error("there is a button to do what cannot be done")
		}
	}
	if p.count(schools[0]) != 0 {
		t.Error("half of it was done")
	}
	// Two people as the one responsible, in one go.
	f.Set("act", "do")
	f["account"] = []string{schools[0].Ref}
	f.Set("person_2", p.sara.String())
	f.Set("role_2", "responsible")
	wantText(t, c.Post("/app/roster/bulk", f), "Jonas Ek är redan ansvarig.")
}

func TestWrongChoicesOfMany(t *testing.T) {
	p := newPlace(t)
	schools := p.schools(2)
	_, other := p.Tenant("asa")
	stranger, err := p.App.People.AddPerson(other, identity.Person{Name: "Åsa"})
	if err != nil {
		t.Fatal(err)
	}
	karin := p.User(p.ctx, "Karin", identity.Operations, p.school)
	good := url.Values{"account": {schools[0].Ref}, "person_1": {p.sara.String()}, "role_1": {"monitor"}, "from": {"2026-11-23"}, "to": {""}}
	for _, x := range []struct{ field, value, at, says string }{
		{"account", "", "accounts", "Ett av kontona finns inte bland era"}, {"account", "-", "accounts", "Välj minst ett konto"},
		{"account", p.account.Ref, "accounts", "Ett av kontona finns inte bland era"}, {"account", "k9999", "accounts", "Ett av kontona finns inte bland era"},
		{"person_1", "", "person_1", "Välj en person"}, {"person_1", stranger.ID.String(), "person_1", "Personen finns inte"},
		{"role_1", "", "role_1", "Välj en uppgift"}, {"to", "2026-11-01", "to", "Sista dagen ligger före"}, {"from", "x", "from", "Skriv dagen som"},
	} {
		f := url.Values{}
		for k, v := range good {
			f[k] = v
		}
		f.Set(x.field, x.value)
		if x.value == "-" {
			f.Del(x.field)
		}
		for _, act := range []string{"preview", "do"} {
			f.Set("act", act)
			r := karin.Post("/app/roster/bulk", f)
			wantStatus(t, r, http.StatusUnprocessableEntity)
			if got := r.TextOf("#" + x.at + "-error"); !strings.Contains(got, x.says) {
				t.Errorf("%s %q, %s: %q is said at the field, want %q", x.field, x.value, act, got, x.says)
			}
			if x.field != "person_1" && r.Value("person_1") != p.sara.String() {
				t.Errorf("%s: what was chosen is lost", x.field)
			}
		}
	}
	r := karin.Get("/app/roster/bulk")
	wantText(t, r, "Skola 1", "Skola 2")
	wantNoText(t, r, "Biblioteket på Facebook")
	f := url.Values{"act": {"more"}, "account": {schools[1].Ref}, "person_1": {p.sara.String()}, "role_1": {"cover"}, "person_2": {""}, "role_2": {""}}
	r = karin.Post("/app/roster/bulk", f)
	wantStatus(t, r, http.StatusOK)
	if len(r.Select(`select[name="person_5"]`)) != 1 || r.Value("role_1") != "cover" || len(r.Select(`input[name="account"][checked]`)) != 1 {
		t.Error("more rows are asked for, and something is lost")
	}
	if p.count(schools[0])+p.count(schools[1])+p.count(p.account) != 0 {
		t.Error("something was saved")
	}
	wantText(t, karin.Get("/app/roster/bulk?q=finnsinte"), "Inget konto passar sökningen.")
}
