package registerweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/webtest"
)

func (p *place) typed(change func(url.Values)) url.Values {
	f := url.Values{"address": {"https://www.facebook.com/bjorkviksbibliotek/?ref=share"}, "platform": {""}, "name": {"Björkviks bibliotek"}, "unit": {p.library.ID.String()},
		"kind": {"page"}, "purpose": {"Berätta vad som händer"}, "target_group": {"Låntagare"}, "main_message": {"- Läs mer"}, "language": {"sv"}, "sender": {"logotype"},
		"unit_page": {"https://bjorkvik.se/bibliotek"}, "content_page": {"https://bjorkvik.se/sociala-medier"}, "contact": {"+46 8 123 456"},
		"opened_on_day": {"24"}, "opened_on_month": {"1"}, "opened_on_year": {"2011"}}
	if change != nil {
		change(f)
	}
	return f
}

func TestCreateRegistersWhatExists(t *testing.T) {
	p := newPlace(t)
	c := p.User(p.ctx, "Linnea", identity.Communications)
	r := c.Post("/app/accounts", p.typed(nil))
	wantStatus(t, r, http.StatusSeeOther)
	r = c.Follow(r)
	wantText(t, r, "Björkviks bibliotek på Facebook är registrerat som öppet", "Öppet sedan 24 jan. 2011", "Biblioteken, Kultur och fritid", "Sida",
		"Berätta vad som händer", "Låntagare", "- Läs mer", "Svenska", "Kommunens namn och logotyp", "+46 8 123 456", "Utse någon som bevakar kontot", "Linnea registrerade kontot.")
	link := r.Select(`.sum a[rel="noopener noreferrer"]`)
	if len(link) == 0 || webtest.Attr(link[0], "href") != "https://www.facebook.com/bjorkviksbibliotek" || webtest.Text(link[0]) != "facebook.com/bjorkviksbibliotek" {
		t.Errorf("link to the account: %v", link)
	}
	// An account that is not open yet begins with its checklist; the form leads there.
	r = c.Post("/app/accounts", p.typed(func(f url.Values) {
		f.Set("address", "@bjorkviksbibliotek")
		f.Set("platform", "instagram")
		f.Set("opened_on_year", "2027")
	}))
	wantStatus(t, r, http.StatusUnprocessableEntity)
	if got := r.TextOf("#opened_on-error"); !strings.Contains(got, "börja med checklistan") {
		t.Errorf("at a day that lies ahead: %q", got)
	}
	if got := r.Select(`main form a[href="/bjorkvik/app/checklists/new"]`); len(got) != 1 {
		t.Errorf("%d ways to a new account's checklist", len(got))
	}
}

func TestCreateExplainsEveryWrongAddress(t *testing.T) {
	p := newPlace(t)
	c := p.User(p.ctx, "Linnea", identity.Communications)
	for _, tt := range []struct{ address, platform, field, says string }{
		{"", "", "address", "Klistra in kontots adress."},
		{"https://evilfacebook.com/bjorkvik", "", "address", "leder någon annanstans"},
		{"https://facebook.com.evil.se/bjorkvik", "", "address", "leder någon annanstans"},
		{"https://www.linkedin.com/in/anna-berg", "", "address", "privat persons profil"},
		{"https://www.facebook.com/profile.php?id=", "", "address", ""},
		{"https://www.instagram.com/p/Cabc123/", "", "address", "ett enda inlägg"},
		{"https://www.facebook.com/groups/bjorkvik", "", "address", "en grupp"},
		{"https://www.facebook.com/events/123456789", "", "address", "ett evenemang"},
		{"https://fb.me/1AbCdEfG", "", "address", "kort länk"},
		{"https://www.facebook.com/login", "", "address", "plattformens egna sidor"},
		{"@bjorkvik", "", "address", "Välj plattform nedan"},
		{"http://[::1", "", "address", "Det går inte att läsa som en adress"},
		{"https://www.facebook.com/bjorkvik", "instagram", "platform", "Adressen går till Facebook. Välj Facebook"},
		{"https://bjorkvik.se/nyheter", "facebook", "platform", "Välj en annan"},
		{"https://www.facebook.com/bjorkvik", "myspace", "platform", "Välj en plattform i listan."},
	} {
		r := c.Post("/app/accounts", p.typed(func(f url.Values) { f.Set("address", tt.address); f.Set("platform", tt.platform) }))
		if r.Status != http.StatusUnprocessableEntity {
			t.Errorf("%q on %q: status %d", tt.address, tt.platform, r.Status)
			continue
		}
		if got := r.TextOf("#" + tt.field + "-error"); !strings.Contains(got, tt.says) || got == "" || strings.Contains(got, "[") {
			t.Errorf("%q on %q: at the field: %q, want %q", tt.address, tt.platform, got, tt.says)
		}
		if got := r.TextOf(`.errs a[href="#` + tt.field + `"]`); !strings.Contains(got, tt.says) {
			t.Errorf("%q: in the summary: %q", tt.address, got)
		}
		if r.Value("address") != tt.address || r.Value("purpose") != "Berätta vad som händer" || r.Value("opened_on_year") != "2011" || r.Value("unit") != p.library.ID.String() {
			t.Errorf("%q: what was typed is not kept", tt.address)
		}
		if !strings.HasPrefix(r.TextOf("title"), "Fel: ") && !strings.Contains(r.Body, "<title>Fel: ") {
			t.Errorf("%q: the title does not begin with the error", tt.address)
		}
	}
	wantText(t, c.Get("/app/accounts"), "Här kommer kommunens konton i sociala medier att stå.")
}

func TestCreateRefusesAtTheField(t *testing.T) {
	p := newPlace(t)
	c := p.User(p.ctx, "Linnea", identity.Communications)
	for _, tt := range []struct{ name, control, typed, field, says string }{
		{"no name", "name", "  @ ", "name", "Skriv kontots namn"},
		{"long name", "name", strings.Repeat("å", 203), "name", "3 tecken för lång"},
		{"long purpose", "purpose", strings.Repeat("ö", 2001), "purpose", "1 tecken för lång"},
		{"formula", "purpose", "=HYPERLINK(1)", "purpose", "kalkylprogram"},
		{"no unit", "unit", "", "unit", "Välj den verksamhet"},
		{"not a unit", "unit", "'; DROP TABLE account", "unit", "Välj den verksamhet"},
		{"unit of nobody", "unit", "00000000-0000-4000-8000-000000000001", "unit", "Välj den verksamhet"},
		{"year 0", "opened_on_year", "0000", "opened_on", "Skriv ett datum som finns"},
		{"year 33", "opened_on_year", "33", "opened_on", "Skriv ett datum som finns"},
		{"year 1066", "opened_on_year", "1066", "opened_on", "mellan 1990 och 2100"},
		{"30 February", "opened_on_month", "13", "opened_on", "Skriv ett datum som finns"},
		{"half a date", "opened_on_day", "", "opened_on", "Skriv ett datum som finns"},
		{"kind", "kind", "person", "kind", "Välj ett av alternativen."},
		{"sender", "sender", "nobody", "sender", "Välj ett av alternativen."},
		{"language", "language", strings.Repeat("x", 36), "language", "för lång"},
		{"page of the unit", "unit_page", "javascript:alert(1)", "unit_page", "Skriv hela adressen"},
	} {
		r := c.Post("/app/accounts", p.typed(func(f url.Values) { f.Set(tt.control, tt.typed) }))
		wantStatus(t, r, http.StatusUnprocessableEntity)
		if got := r.TextOf("#" + tt.field + "-error"); !strings.Contains(got, tt.says) {
			t.Errorf("%s: at the field: %q, want %q", tt.name, got, tt.says)
		}
		if tt.control != "unit" && tt.control != "sender" && tt.control != "kind" && r.Value(tt.control) != tt.typed {
			t.Errorf("%s: %q became %q", tt.name, tt.typed, r.Value(tt.control))
		}
	}
	// Several at once are all told.
	r := c.Post("/app/accounts", url.Values{"opened_on_year": {"x"}})
	if n := len(r.Select(".errs li")); n != 4 {
		t.Errorf("an empty form: %d problems, want address, name, date and unit: %s", n, r.TextOf(".errs"))
	}
	// NUL and broken UTF-8 are replaced visibly, not refused.
	r = c.Follow(c.Post("/app/accounts", p.typed(func(f url.Values) { f.Set("name", "Biblio\x00teket"); f.Set("purpose", "L\xe4sa") })))
	wantText(t, r, "Biblio\ufffdteket", "L\ufffdsa")
}

func TestCreateLinksToTheOneThatExists(t *testing.T) {
	p := newPlace(t)
	c := p.User(p.ctx, "Linnea", identity.Communications)
	wantStatus(t, c.Post("/app/accounts", p.typed(nil)), http.StatusSeeOther)
	r := c.Post("/app/accounts", p.typed(func(f url.Values) { f.Set("address", "m.facebook.com/BjorkviksBibliotek") })) // sent twice, or by two people
	wantStatus(t, r, http.StatusUnprocessableEntity)
	wantText(t, r, "Kontot är redan registrerat: Björkviks bibliotek (k0001).")
	if links := r.Select(`.note a[href="/bjorkvik/app/accounts/k0001"]`); len(links) != 1 {
		t.Error("no link to the account that exists")
	}
}

func TestEnglishPagesAreEnglish(t *testing.T) {
	p := newPlace(t)
	a := p.account("Library", "facebook.com/bjorkviksbibliotek", p.library)
	p.account("Rescue", "instagram.com/bjorkvik_rtj", p.rescue)
	c := p.User(p.ctx, "Linnea", identity.Communications)
	wantStatus(t, c.Post("/app/language", url.Values{"lang": {"en"}, "next": {"/app"}}), http.StatusSeeOther)
	pages := []*webtest.Response{c.Post("/app/accounts", url.Values{})}
	for _, path := range []string{"/app", "/app/accounts", "/app/accounts?q=x", "/app/accounts/new", "/app/accounts/" + a.Ref, "/app/accounts/" + a.Ref + "/history",
		"/app/accounts/" + a.Ref + "/edit", "/app/accounts/" + a.Ref + "/steps/close", "/app/accounts/" + a.Ref + "/steps/start_closing"} {
		pages = append(pages, c.Get(path))
	}
	for i, r := range pages {
		text := r.TextOf("main")
		if text == "" {
			t.Fatalf("page %d has no text: %d", i, r.Status)
		}
		for _, word := range strings.Fields(strings.ToLower(strings.ReplaceAll(text, p.culture.Name, ""))) {
			switch word = strings.Trim(word, ".,:()\u00a0"); word {
			case "och", "kontot", "konton", "konto", "inte", "för", "är", "det", "läge", "saknas", "inget", "visa", "sök", "plattform", "syfte", "öppet":
				t.Errorf("page %d (%s) says %q in English:\n%s", i, r.TextOf("h1"), word, text)
			}
		}
		if strings.Contains(text, "[register") || strings.Contains(text, "[today") {
			t.Errorf("page %d: a key without a sentence:\n%s", i, text)
		}
	}
}
