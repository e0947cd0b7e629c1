package registerweb_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/webtest"
)

// wish registers an approved account that has no address yet.
func (p *place) wish() *register.Account {
	p.T.Helper()
	a := p.add("Boktips", "", p.library, false, func(in *register.Input) { in.Platform = "instagram" })
	return p.reach(a, register.Approved)
}

func links(r *webtest.Response, selector string) map[string]string {
	m := map[string]string{}
	for _, n := range r.Select(selector + " a") {
		m[webtest.Text(n)] = strings.TrimPrefix(webtest.Attr(n, "href"), "/bjorkvik/app/accounts/")
	}
	return m
}

func TestAWishIsOpenedWithItsAddress(t *testing.T) {
	p := newPlace(t)
	a := p.wish()
	c := p.User(p.ctx, "Sara", identity.Operations, p.culture)
	wantText(t, c.Get("/app/accounts"), "Boktips på Instagram", "Ingen adress än", "Godkänt")
	at := "/app/accounts/" + a.Ref
	r := c.Get(at)
	wantText(t, r, "Adress Ingen adress än", "Plattform Instagram")
	if got := r.TextOf(".next a.btn"); got != "Öppna kontot" {
		t.Errorf("next step %q: the address is asked when it is opened", got)
	}
	r = c.Get(at + "/steps/open")
	f := form(r)
	r = c.Post(at+"/steps/open", f)
	wantStatus(t, r, http.StatusUnprocessableEntity)
	if got := r.TextOf("#address-error"); got != "Klistra in kontots adress." {
		t.Errorf("at the address: %q", got)
	}
	f.Set("address", "https://www.instagram.com/p/Cabc123/")
	r = c.Post(at+"/steps/open", f)
	if got := r.TextOf("#address-error"); !strings.Contains(got, "ett enda inlägg") || r.Value("address") != "https://www.instagram.com/p/Cabc123/" {
		t.Errorf("at the address: %q, and it holds %q", got, r.Value("address"))
	}
	f.Set("address", "@boktips")
	r = c.Follow(c.Post(at+"/steps/open", f))
	wantText(t, r, "Boktips på Instagram är öppet", "instagram.com/boktips", "Öppet sedan 23 nov. 2026")
	wantText(t, p.Visitor("bjorkvik").Get("/accounts/"+a.Ref), "instagram.com/boktips")
}

func TestAWishIsEditedWithoutAnAddress(t *testing.T) {
	p := newPlace(t)
	a := p.add("Boktips", "", p.library, false, func(in *register.Input) { in.Platform = "instagram" })
	c := p.User(p.ctx, "Sara", identity.Operations, p.culture)
	f := form(c.Get("/app/accounts/" + a.Ref + "/edit"))
	f.Set("purpose", "Läslust")
	f.Set("crisis_use", "unused")
	f.Set("crisis_text", "Se bjorkvik.se")
	r := c.Follow(c.Post("/app/accounts/"+a.Ref+"/edit", f))
	wantText(t, r, "Syfte Läslust", "Användning i kris Används inte i en kris", "Vart man vänder sig i en kris Se bjorkvik.se", "Ingen adress än")
	f = form(c.Get("/app/accounts/" + a.Ref + "/edit"))
	f.Set("platform", "")
	r = c.Post("/app/accounts/"+a.Ref+"/edit", f)
	wantStatus(t, r, http.StatusUnprocessableEntity)
	if got := r.TextOf("#address-error"); !strings.Contains(got, "välj plattform om kontot inte finns än") {
		t.Errorf("neither address nor platform: %q", got)
	}
}

func TestWhatIsMissingStandsInsteadOfTheButton(t *testing.T) {
	p := newPlace(t)
	a := p.wish()
	lacking := func(context.Context, *postgres.Tx, *register.Account) ([]fault.Field, error) {
		return []fault.Field{fault.Bad("checklist", "register.through_checklist")}, nil
	}
	p.App.Register.Require(register.HasChecklist, lacking)
	c := p.User(p.ctx, "Sara", identity.Operations, p.culture)
	at := "/app/accounts/" + a.Ref
	r := c.Get(at)
	wantText(t, r, "Kan inte öppnas än", "Gör klart det som saknas innan kontot öppnas", "2 saker är kvar.", "Gå till checklistan")
	if got := links(r, ".next")["Gå till checklistan"]; got != a.Ref+"/checklist" {
		t.Errorf("the next step leads to %q, not to what the step itself does not ask for", got)
	}
	got := links(r, "[aria-labelledby=lacks]")
	if got["Klistra in kontots adress."] != a.Ref+"/edit#address" || got["Det här görs i kontots checklista. Öppna checklistan och fortsätt där."] != a.Ref+"/checklist" {
		t.Errorf("the ways to what is missing: %v", got)
	}
	r = c.Get(at + "/steps/open")
	wantStatus(t, r, http.StatusOK)
	wantText(t, r, "Kan inte öppnas än")
	if len(r.Select("main form")) != 0 {
		t.Error("the step is asked although it cannot be taken")
	}
	r = c.Post(at+"/steps/open", url.Values{"version": {"3"}, "address": {"@boktips"}})
	wantStatus(t, r, http.StatusUnprocessableEntity)
	wantText(t, r, "Kan inte öppnas än", "Öppna checklistan och fortsätt där.")
}

func TestAClosingAccountKeepsItsDayWhenItIsEdited(t *testing.T) {
	p := newPlace(t)
	a := p.reach(p.add("Boktips", "instagram.com/boktips", p.library, false), register.Closing)
	c := p.User(p.ctx, "Linnea", identity.Communications)
	at := "/app/accounts/" + a.Ref
	f := form(c.Get(at + "/edit"))
	f.Set("followers_to", "Följ oss på Facebook.")
	wantText(t, c.Follow(c.Post(at+"/edit", f)), "Planerat avslut 15 jan. 2027", "Vart följarna hänvisas Följ oss på Facebook.", "Linnea ändrade vart följarna hänvisas.")
	f = form(c.Get(at + "/edit"))
	f.Set("closing_on_day", "31")
	f.Set("closing_on_month", "2")
	r := c.Post(at+"/edit", f)
	wantStatus(t, r, http.StatusUnprocessableEntity)
	wantText(t, r, "Skriv ett datum som finns")
	f.Set("closing_on_month", "1")
	wantText(t, c.Follow(c.Post(at+"/edit", f)), "Planerat avslut 31 jan. 2027", "Planerat avslut: 15 jan. 2027 → 31 jan. 2027")
}

func TestStepsOfTheChecklistLeadThere(t *testing.T) {
	p := newPlace(t)
	c := p.User(p.ctx, "Linnea", identity.Communications)
	for _, status := range []register.Status{register.Draft, register.Submitted, register.Returned} {
		a := p.reach(p.add(string(status), "instagram.com/"+string(status), p.library, false), status)
		r := c.Get("/app/accounts/" + a.Ref)
		if got := webtest.Attr(r.Select(".next a.btn")[0], "href"); got != "/bjorkvik/app/accounts/"+a.Ref+"/checklist" {
			t.Errorf("%s: next step leads to %s", status, got)
		}
		for text, href := range links(r, "[aria-labelledby=choices]") {
			if strings.Contains(href, "/steps/submit") || strings.Contains(href, "/steps/approve") || strings.Contains(href, "/steps/return") || strings.Contains(href, "/steps/recall") {
				t.Errorf("%s: %q takes a step past the checklist", status, text)
			}
		}
		r = c.Get("/app/accounts/" + a.Ref + "/steps/submit")
		wantStatus(t, r, http.StatusConflict)
	}
}

func TestRejectingSaysWhy(t *testing.T) {
	p := newPlace(t)
	a := p.reach(p.add("Boktips", "instagram.com/boktips", p.library, false), register.Submitted)
	c := p.User(p.ctx, "Linnea", identity.Communications)
	at := "/app/accounts/" + a.Ref
	r := c.Get(at + "/steps/reject")
	wantText(t, r, "Varför kontot avslås")
	f := form(r)
	r = c.Post(at+"/steps/reject", f)
	wantStatus(t, r, http.StatusUnprocessableEntity)
	if got := r.TextOf("#closing_reason-error"); got != "Skriv varför kontot avslås." {
		t.Errorf("at the reason: %q", got)
	}
	f.Set("closing_reason", "Målgruppen nås bättre på Facebook.")
	wantText(t, c.Follow(c.Post(at+"/steps/reject", f)), "Avslaget", "Varför kontot avslås Målgruppen nås bättre på Facebook.")
}

func TestUnitsThatAnswerForTheirPart(t *testing.T) {
	p := newPlace(t)
	units, err := p.App.Tenants.Units(p.ctx)
	if err != nil {
		t.Fatal(err)
	}
	a := p.account("Bjorkvik", "facebook.com/bjorkvik", units[0])
	own := p.account("Biblioteket", "facebook.com/bjorkviksbibliotek", p.library)
	c, reader := p.User(p.ctx, "Linnea", identity.Communications), p.User(p.ctx, "Rolf", identity.Reader)
	at := "/app/accounts/" + a.Ref
	r := c.Get(at)
	wantText(t, r, "Verksamheter som svarar för sin del", "Ingen verksamhet är angiven.")
	wantNoText(t, c.Get("/app/accounts/"+own.Ref), "Enheter som svarar för sin del")
	wantStatus(t, c.Get("/app/accounts/"+own.Ref+"/parts"), http.StatusConflict)
	f := form(c.Get(at + "/parts"))
	f.Set("unit", p.rescue.ID.String())
	r = c.Post(at+"/parts", f)
	wantStatus(t, r, http.StatusUnprocessableEntity)
	if got := r.TextOf("#topic-error"); got != "Skriv vad verksamheten svarar för." || r.Value("unit") != p.rescue.ID.String() {
		t.Errorf("at the topic: %q; the unit is %q", got, r.Value("unit"))
	}
	f.Set("topic", "Eldningsförbud")
	f.Set("part_person", p.person("Rolf").String())
	wantText(t, c.Follow(c.Post(at+"/parts", f)), "Verksamheten är tillagd.", "Räddningstjänsten Eldningsförbud Rolf", "Linnea lade till en verksamhet som svarar för sin del av kontot.")
	r = reader.Get(at)
	wantText(t, r, "Räddningstjänsten Eldningsförbud Rolf")
	if len(r.Select("[aria-labelledby=parts] form, [aria-labelledby=parts] a")) != 0 {
		t.Error("a reader may change the parts")
	}
	wantStatus(t, reader.Post(at+"/parts", f), http.StatusForbidden)
	action := strings.TrimPrefix(webtest.Attr(c.Get(at).Select("[aria-labelledby=parts] form")[0], "action"), "/bjorkvik")
	wantStatus(t, reader.Post(action, nil), http.StatusForbidden)
	wantText(t, c.Follow(c.Post(action, nil)), "Verksamheten är borttagen.", "Ingen verksamhet är angiven.")
	wantStatus(t, c.Post(at+"/parts/x/remove", nil), http.StatusNotFound)
}

func TestPublicPageSaysWhereToTurnInACrisis(t *testing.T) {
	p := newPlace(t)
	a := p.account("Biblioteket", "facebook.com/bjorkviksbibliotek", p.library, func(in *register.Input) { in.CrisisUse, in.CrisisText = "unused", "Följ kommunen på bjorkvik.se." })
	used := p.account("Kommunen", "facebook.com/bjorkvik", p.culture, func(in *register.Input) { in.CrisisUse, in.CrisisText = "used", "Följ kommunen på bjorkvik.se." })
	v := p.Visitor("bjorkvik")
	wantText(t, v.Get("/accounts/"+a.Ref), "Kontot används inte i en kris", "Följ kommunen på bjorkvik.se.")
	wantNoText(t, v.Get("/accounts/"+used.Ref), "i en kris", "Följ kommunen på bjorkvik.se.")
}

func TestNewAccountsBeginWithTheChecklist(t *testing.T) {
	p := newPlace(t)
	p.account("Biblioteket", "facebook.com/bjorkviksbibliotek", p.library)
	for _, tt := range []struct {
		role            identity.Role
		start, register bool
	}{{identity.Communications, true, true}, {identity.Operations, true, false}, {identity.Reader, false, false}} {
		got := links(p.User(p.ctx, string(tt.role), tt.role).Get("/app/accounts"), ".btns")
		_, start := got["Börja med ett nytt konto"]
		_, reg := got["Registrera ett konto som redan finns"]
		if start != tt.start || reg != tt.register {
			t.Errorf("%s: %v", tt.role, got)
		}
	}
}
