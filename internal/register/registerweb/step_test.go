package registerweb_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
)

// TestStepsByStateAndRole tries every step from every state as every role: the page and the act agree with the table.
func TestStepsByStateAndRole(t *testing.T) {
	p := newPlace(t)
	type actor struct {
		role identity.Role
		get  func(string) int
		post func(string, url.Values) int
	}
	var actors []actor
	for _, role := range identity.Roles {
		c := p.User(p.ctx, string(role), role)
		actors = append(actors, actor{role, func(s string) int { return c.Get(s).Status }, func(s string, f url.Values) int { return c.Post(s, f).Status }})
	}
	n := 0
	for _, from := range register.Statuses {
		for _, step := range register.Steps {
			for _, who := range actors {
				n++
				a := p.reach(p.add("Konto", fmt.Sprintf("facebook.com/bjorkvik.konto%d", n), p.rescue, false), from)
				allowed := identity.Permissions[step.Action][who.role] != identity.Nowhere
				get, post := http.StatusOK, http.StatusSeeOther
				switch {
				case !allowed:
					get, post = http.StatusForbidden, http.StatusForbidden
				case !step.Leads(from), step.Through != "": // the latter only ever by the other room's act
					get, post = http.StatusConflict, http.StatusConflict
					if from == step.To {
						post = http.StatusSeeOther // done already
					}
				}
				path := "/app/accounts/" + a.Ref + "/steps/" + step.Name
				if got := who.get(path); got != get {
					t.Errorf("%s, %s from %s: page %d, want %d", who.role, step.Name, from, got, get)
				}
				f := url.Values{"version": {fmt.Sprint(a.Version)}, "opened_on": {"2026-11-23"}, "closed_on": {"2026-11-23"}, "closing_reason": {"Skäl"},
					"closing_on": {"2027-01-15"}, "final_capture": {"taken"}, "final_capture_note": {"Mappen Sociala medier"}}
				if got := who.post(path, f); got != post {
					t.Errorf("%s, %s from %s: act %d, want %d", who.role, step.Name, from, got, post)
				}
				want := from
				if allowed && step.Leads(from) && step.Through == "" {
					want = step.To
				}
				if now, err := p.App.Register.Get(p.ctx, a.Ref); err != nil || now.Status != want {
					t.Errorf("%s, %s from %s: now %s, want %s (%v)", who.role, step.Name, from, now.Status, want, err)
				}
			}
		}
	}
}

func TestClosingTheWholeWay(t *testing.T) {
	p := newPlace(t)
	a := p.account("Sommarlov", "youtube.com/@sommarlovbjorkvik", p.culture, func(in *register.Input) { in.OpenedOn = "2020-06-01" })
	c := p.User(p.ctx, "Linnea", identity.Communications)
	at := "/app/accounts/" + a.Ref

	r := c.Get(at + "/steps/start_closing")
	wantText(t, r, "Börja avsluta kontot: Sommarlov på YouTube", "Det här händer", "Det här finns kvar", "Nu: Öppet")
	f := form(r)
	r = c.Post(at+"/steps/start_closing", f)
	wantStatus(t, r, http.StatusUnprocessableEntity)
	if r.TextOf("#closing_reason-error") != "Skriv varför kontot avslutas." {
		t.Errorf("at the reason: %q", r.TextOf("#closing_reason-error"))
	}
	if r.TextOf("#closing_on-error") != "Skriv vilken dag kontot ska vara avslutat." {
		t.Errorf("at the day: %q", r.TextOf("#closing_on-error"))
	}
	f.Set("closing_reason", "Sommaren är slut.")
	f.Set("closing_on", "2026-11-22")
	f.Set("closing_notice", "Kontot avslutas efter lovet.")
	f.Set("followers_to", "Följ kommunen på Facebook.")
	r = c.Post(at+"/steps/start_closing", f)
	if r.TextOf("#closing_on-error") != "Dagen har varit. Skriv en dag från och med i dag." {
		t.Errorf("at a day that has passed: %q", r.TextOf("#closing_on-error"))
	}
	f.Set("closing_on", "2026-12-01")
	f.Set("capture_person", p.person("Linnea").String())
	r = c.Follow(c.Post(at+"/steps/start_closing", f))
	wantText(t, r, "Sommarlov på YouTube avslutas.", "Avslutas", "Skäl: Sommaren är slut.", "Planerat avslut 1 dec. 2026",
		"Vad besökarna får veta Kontot avslutas efter lovet.", "Vart följarna hänvisas Följ kommunen på Facebook.", "Vem som tar den sista kopian Linnea")
	if got := r.TextOf(".next a.btn"); got != "Avsluta kontot" {
		t.Errorf("next step: %q", got)
	}
	r = c.Get(at + "/steps/close")
	wantText(t, r, "Går inte att ångra")
	f = form(r)
	if f.Get("followers_to") != "Följ kommunen på Facebook." || f.Get("closed_on") != "2026-11-23" {
		t.Errorf("the form begins with %v", f)
	}
	for day, says := range map[string]string{"2026-11-24": "framåt i tiden", "2019-01-01": "innan det öppnades", "0000-01-01": "Skriv ett datum som finns"} {
		f.Set("closed_on", day)
		r = c.Post(at+"/steps/close", f)
		wantStatus(t, r, http.StatusUnprocessableEntity)
		if !strings.Contains(r.TextOf("#closed_on-error"), says) {
			t.Errorf("closed on %s: %q", day, r.TextOf("#closed_on-error"))
		}
	}
	f.Set("closed_on", "2026-11-20")
	for _, tt := range []struct{ capture, field, says string }{
		{"", "final_capture", "Svara på om en sista kopia av kontot är tagen."},
		{"taken", "final_capture_note", "Skriv var den sista kopian finns."},
		{"waived", "final_capture_note", "Skriv varför ingen sista kopia behövs."},
	} {
		f.Set("final_capture", tt.capture)
		r = c.Post(at+"/steps/close", f)
		wantStatus(t, r, http.StatusUnprocessableEntity)
		if got := r.TextOf("#" + tt.field + "-error"); got != tt.says {
			t.Errorf("last copy %q: %q", tt.capture, got)
		}
	}
	f.Set("final_capture_note", "Inget är värt att spara.")
	r = c.Follow(c.Post(at+"/steps/close", f))
	wantText(t, r, "Avslutat 20 nov. 2026", "Inget att göra.", "Följ kommunen på Facebook.", "Ingen sista kopia behövs", "Inget är värt att spara.", "Linnea avslutade kontot.")
	// Sent twice, as by the back button: nothing more happens.
	wantStatus(t, c.Post(at+"/steps/close", f), http.StatusSeeOther)
	wantText(t, c.Get(at+"/history"), "3 händelser")
	// The public page follows at once.
	public := p.Visitor("bjorkvik").Get("/accounts/" + a.Ref)
	wantStatus(t, public, http.StatusOK)
	wantText(t, public, "20 nov. 2026", "Kontot avslutas efter lovet.", "Följ kommunen på Facebook.")
	wantNoText(t, public, "Sommaren är slut.", "Linnea", "värt att spara")
}

func TestStepOnAChangedAccountIsAChoice(t *testing.T) {
	p := newPlace(t)
	a := p.account("Biblioteket", "facebook.com/bjorkviksbibliotek", p.library)
	linnea, amir := p.User(p.ctx, "Linnea", identity.Communications), p.User(p.ctx, "Amir", identity.Communications)
	at := "/app/accounts/" + a.Ref
	f := form(linnea.Get(at + "/steps/start_closing"))
	f.Set("closing_reason", "Få läser det.")
	f.Set("closing_on", "2026-12-24")
	e := form(amir.Get(at + "/edit"))
	e.Set("purpose", "Läslust")
	wantStatus(t, amir.Post(at+"/edit", e), http.StatusSeeOther)
	r := linnea.Post(at+"/steps/start_closing", f)
	wantStatus(t, r, http.StatusConflict)
	wantText(t, r, "Amir sparade en ändring i dag")
	if r.Value("closing_reason") != "Få läser det." || r.Value("version") != "2" {
		t.Error("what was typed is lost, or the version is old")
	}
	wantStatus(t, linnea.Post(at+"/steps/start_closing", form(r)), http.StatusSeeOther)
	wantStatus(t, linnea.Get(at+"/steps/explode"), http.StatusNotFound)
}

func TestNextStepByState(t *testing.T) {
	p := newPlace(t)
	comms, ops, reader := p.User(p.ctx, "Linnea", identity.Communications), p.User(p.ctx, "Sara", identity.Operations), p.User(p.ctx, "Rolf", identity.Reader)
	for i, tt := range []struct {
		status     register.Status
		comms, ops string
	}{
		{register.Draft, "Öppna checklistan", "Öppna checklistan"},
		{register.Submitted, "Öppna checklistan", ""},
		{register.Returned, "Öppna checklistan", "Öppna checklistan"},
		{register.Approved, "Öppna kontot", "Öppna kontot"},
		{register.Active, "Ange kontakt", "Ange kontakt"},
		{register.Closing, "Avsluta kontot", "Ange kontakt"},
		{register.Closed, "", ""},
		{register.Rejected, "", ""},
		{register.Withdrawn, "", ""},
	} {
		a := p.reach(p.add("Konto", fmt.Sprintf("facebook.com/bjorkvik.konto%d", i), p.rescue, false, func(in *register.Input) { in.Contact = "" }), tt.status)
		for _, who := range []struct {
			get  func(string) string
			want string
		}{
			{func(s string) string { return comms.Get(s).TextOf(".next a.btn") }, tt.comms},
			{func(s string) string { return ops.Get(s).TextOf(".next a.btn") }, tt.ops},
			{func(s string) string { return reader.Get(s).TextOf(".next a.btn") }, ""},
		} {
			if got := who.get("/app/accounts/" + a.Ref); got != who.want {
				t.Errorf("%s: next step %q, want %q", tt.status, got, who.want)
			}
		}
	}
}

func TestHistoryNamesUnitsAndPeople(t *testing.T) {
	p := newPlace(t)
	a := p.account("Biblioteket", "facebook.com/bjorkviksbibliotek", p.library)
	c := p.User(p.ctx, "Linnea", identity.Communications)
	path := "/app/accounts/" + a.Ref
	f := form(c.Get(path + "/edit"))
	f.Set("unit", p.culture.ID.String())
	f.Set("contact", "hemlig@bjorkvik.se")
	f.Set("opened_on_year", "2020")
	wantStatus(t, c.Post(path+"/edit", f), http.StatusSeeOther)
	r := p.User(p.ctx, "Rolf", identity.Reader).Get(path + "/history")
	wantText(t, r, "Linnea ändrade verksamhet, öppnat och kontakt.", "Verksamhet: Biblioteken → Kultur och fritid", "Öppnat: 23 nov. 2026 → 23 nov. 2020", "Systemets drift registrerade kontot.")
	wantNoText(t, r, "hemlig@bjorkvik.se", p.culture.ID.String()) // values of fields that are not public stand nowhere in the log
}
