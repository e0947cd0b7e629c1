package registerweb_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/webtest"
)

// rows gives the table of a profile's duties as the account's page shows it.
func rows(r *webtest.Response) []string {
	var list []string
	for _, n := range r.Select("section[aria-labelledby=profile] tbody tr") {
		list = append(list, strings.ReplaceAll(text(n), "\u00a0", " "))
	}
	return list
}

func TestProfileIsCheckedDutyByDuty(t *testing.T) {
	p := newPlace(t)
	a := p.account("Biblioteket", "facebook.com/bjorkviksbibliotek", p.library, func(in *register.Input) { in.Purpose = "Läslust" })
	p.staff(a, "Jonas Ek", "Tilda Ros")
	c := p.User(p.ctx, "Sara", identity.Operations, p.library)
	show := "/app/accounts/" + a.Ref
	r := c.Get(show)
	wantText(t, r, "Krav på profilen", "0 av 11 uppfyllda, kontrollera profilen", "Kommunens namn och logotyp syns Inte kontrollerat")
	if got := r.Select(`a[href="/bjorkvik` + show + `/duties"]`); len(got) != 1 {
		t.Fatal("nothing leads to the check")
	}
	path := show + "/duties"
	r = c.Get(path)
	wantStatus(t, r, http.StatusOK)
	wantText(t, r, "Riktlinjen, s. 3", "Den juridiska checklistan, avsnitt 6", "om 6 månader", "Skriv inget känsligt här")
	f := form(r)
	f.Set("identity", "na")
	f.Set("unit_link", "unmet")
	f.Set("note_unit_link", "Länken går till en sida som inte finns.")
	f.Set("purpose", "met")
	f.Set("visibility", "")
	f.Set("note_visibility", "Oklart.")
	r = c.Post(path, f)
	wantStatus(t, r, http.StatusUnprocessableEntity)
	for _, id := range []string{"note_identity", "visibility"} {
		if len(r.Select(`.errs a[href="#`+id+`"]`)) != 1 || len(r.Select("#"+id)) != 1 {
			t.Errorf("the page does not lead to %s", id)
		}
	}
	if r.Value("note_unit_link") != "Länken går till en sida som inte finns." || r.Value("purpose") != "met" || r.Value("version") != f.Get("version") {
		t.Error("what was typed is not kept")
	}
	f.Set("note_identity", "Står i namnet.")
	f.Set("note_visibility", "")
	r = c.Follow(c.Post(path, f))
	wantText(t, r, "Kontrollen av Biblioteket på Facebook är sparad.", "2 av 11 uppfyllda, kontrollera igen", "Rätta det krav på profilen som brister",
		"Sara kontrollerade profilen för kontot.", "Krav som brister: 0 → 1")
	got := strings.Join(rows(r), "\n")
	for _, want := range []string{"Länk till verksamhetens sida Länken går till en sida som inte finns. Brister 23 nov. 2026, Sara", "Text om vem som står bakom kontot Står i namnet. Gäller inte 23 nov. 2026, Sara",
		"Text om vad kontot är till för Uppfyllt 23 nov. 2026, Sara", "Text om vem som ser inläggen Inte kontrollerat"} {
		if !strings.Contains(got, want) {
			t.Errorf("the table does not say %q:\n%s", want, got)
		}
	}
	wantText(t, c.Get(path), "Kontrollerat 23 nov. 2026, Sara")

	f = form(c.Get(path))
	f.Set("unit_link", "met")
	wantStatus(t, c.Post(path, f), http.StatusSeeOther)
	p.Clock.Add(183 * 24 * time.Hour)
	c = p.User(p.ctx, "Linnea", identity.Communications)
	wantText(t, c.Get(show), "Kontrollera igen", "Kontrollera att profilen fortfarande visar det den ska")
}

func TestTwoWhoCheckAProfileSeeEachOther(t *testing.T) {
	p := newPlace(t)
	a := p.account("Biblioteket", "facebook.com/bjorkviksbibliotek", p.library)
	linnea, sara := p.User(p.ctx, "Linnea", identity.Communications), p.User(p.ctx, "Sara", identity.Operations, p.library)
	path := "/app/accounts/" + a.Ref + "/duties"
	hers, his := form(linnea.Get(path)), form(sara.Get(path))
	hers.Set("identity", "unmet")
	hers.Set("note_identity", "Säger inget om kommunen.")
	wantStatus(t, linnea.Post(path, hers), http.StatusSeeOther)
	his.Set("identity", "met")
	his.Set("measures", "met")
	r := sara.Post(path, his)
	wantStatus(t, r, http.StatusConflict)
	wantText(t, r, "Linnea sparade en ändring i dag")
	if got := r.TextOf("main table tbody"); !strings.Contains(got, "Text om vem som står bakom kontot Brister: Säger inget om kommunen. Uppfyllt") || !strings.Contains(got, "Text om vad som tas bort Inte kontrollerat Uppfyllt") {
		t.Errorf("theirs and yours: %s", got)
	}
	if r.Value("identity") != "met" || r.Value("measures") != "met" || r.Value("version") == his.Get("version") {
		t.Error("one's own answers are not kept with the version of theirs")
	}
	wantStatus(t, sara.Post(path, his), http.StatusConflict) // the back button
	wantStatus(t, sara.Post(path, form(r)), http.StatusSeeOther)
}

func TestWhoMayOpenTheProfilePages(t *testing.T) {
	p := newPlace(t)
	a := p.account("Biblioteket", "facebook.com/bjorkviksbibliotek", p.library)
	duties, texts := "/app/accounts/"+a.Ref+"/duties", "/app/accounts/"+a.Ref+"/texts"
	for name, c := range map[string]struct {
		client        *webtest.Client
		duties, texts int
	}{
		"reader":       {p.User(p.ctx, "Rolf", identity.Reader), http.StatusForbidden, http.StatusOK},
		"unit":         {p.User(p.ctx, "Sara", identity.Operations, p.culture), http.StatusOK, http.StatusOK},
		"another unit": {p.User(p.ctx, "Olle", identity.Operations, p.rescue), http.StatusNotFound, http.StatusNotFound},
		"visitor":      {p.Visitor("bjorkvik"), http.StatusSeeOther, http.StatusSeeOther},
	} {
		if r := c.client.Get(duties); r.Status != c.duties {
			t.Errorf("%s: the check answers %d, want %d", name, r.Status, c.duties)
		}
		if r := c.client.Get(texts); r.Status != c.texts {
			t.Errorf("%s: the texts answer %d, want %d", name, r.Status, c.texts)
		}
		if r := c.client.Post(duties, form(c.client.Get("/"))); r.Status == http.StatusOK {
			t.Errorf("%s: an empty check was saved", name)
		}
	}
	if r := p.User(p.ctx, "Rut", identity.Reader).Get("/app/accounts/" + a.Ref); len(r.Select("section[aria-labelledby=profile] table")) != 1 || len(r.Select(`a[href$="/duties"]`)) != 0 || r.TextOf("section[aria-labelledby=profile] .sec-h span") != "0 av 11 uppfyllda" {
		t.Error("a reader does not see the table, or is asked to check")
	}
}

func TestReadyMadeTexts(t *testing.T) {
	p := newPlace(t)
	a := p.account("Biblioteket", "instagram.com/bjorkviksbibliotek", p.library, func(in *register.Input) {
		in.Purpose, in.Language, in.Sender, in.UnitPage = "Läslust åt alla i hela kommunen, varje dag hela året om", "en", "own_symbol", "https://bjorkvik.example/bibliotek"
	})
	c := p.User(p.ctx, "Sara", identity.Operations, p.library)
	r := c.Get("/app/accounts/" + a.Ref + "/texts")
	wantStatus(t, r, http.StatusOK)
	wantText(t, r, "Färdiga texter för Biblioteket på Instagram", "av 150 tecken", "Kortad för att få plats. Det här ryms inte:", "På engelska")
	for id, want := range map[string]string{
		"text-sv-profile":        "En verksamhet inom Bjorkvik kommun.",
		"text-sv-part_sentence":  "En verksamhet inom Bjorkvik kommun",
		"text-sv-content_link":   "/bjorkvik/content",
		"text-sv-unit_link":      "https://bjorkvik.example/bibliotek",
		"text-sv-rules":          "allmän handling",
		"text-sv-closing":        "Det här kontot avslutas",
		"text-en-secrecy_notice": "Write nothing sensitive here",
	} {
		if got := r.TextOf("#" + id); !strings.Contains(got, want) {
			t.Errorf("%s: %q does not say %q", id, got, want)
		}
	}
	if n := len([]rune(r.TextOf("#text-sv-profile"))); n > 150 {
		t.Errorf("the description has %d characters", n)
	}
	link := "/app/accounts/" + a.Ref
	if len(c.Get(link).Select(`a[href="/bjorkvik`+link+`/texts"]`)) != 1 {
		t.Error("the account's page does not lead to the texts")
	}

	swedish := p.account("Kommunen", "facebook.com/bjorkvik", p.culture)
	r = p.User(p.ctx, "Linnea", identity.Communications).Get("/app/accounts/" + swedish.Ref + "/texts")
	wantText(t, r, "Kontot saknar syfte.", "Adressen till verksamhetens sida saknas.")
	wantNoText(t, r, "På engelska")
}
