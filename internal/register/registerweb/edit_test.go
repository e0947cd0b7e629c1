package registerweb_test

import (
	"net/http"
	"strings"
	"testing"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
)

func TestEditKeepsBothPeoplesWork(t *testing.T) {
	p := newPlace(t)
	a := p.account("Biblioteket", "facebook.com/bjorkviksbibliotek", p.library, func(in *register.Input) { in.Purpose, in.TargetGroup = "Läslust", "Barn" })
	linnea, sara := p.User(p.ctx, "Linnea", identity.Communications), p.User(p.ctx, "Sara", identity.Operations, p.library)
	path := "/app/accounts/" + a.Ref + "/edit"
	hers, his := form(linnea.Get(path)), form(sara.Get(path))

	hers.Set("purpose", "Läslust åt alla")
	hers.Set("contact", "Anna i disken")
	wantStatus(t, linnea.Post(path, hers), http.StatusSeeOther)

	his.Set("purpose", "Berätta om böcker")
	his.Set("target_group", "Vuxna")
	r := sara.Post(path, his)
	wantStatus(t, r, http.StatusConflict)
	wantText(t, r, "Linnea sparade en ändring i dag")
	for name, want := range map[string]string{
		"purpose":      "Berätta om böcker", // both changed it: one's own stays
		"target_group": "Vuxna",             // only one's own change
		"contact":      "Anna i disken",     // only theirs: saving must not undo it
		"version":      "2",
	} {
		if got := r.Value(name); got != want {
			t.Errorf("%s holds %q, want %q", name, got, want)
		}
	}
	var table []string
	for _, n := range r.Select("main table tbody tr") {
		table = append(table, strings.Join(strings.Fields(text(n)), " "))
	}
	if len(table) != 2 || table[0] != "Syfte Läslust åt alla Berätta om böcker" || !strings.HasPrefix(table[1], "Kontakt Anna i disken Du hade inte ändrat det.") {
		t.Errorf("what differs: %q", table)
	}
	// The back button: the old form again is still stale.
	wantStatus(t, sara.Post(path, his), http.StatusConflict)
	// Saving what the page now holds is a choice.
	r = sara.Post(path, form(r))
	wantStatus(t, r, http.StatusSeeOther)
	wantText(t, sara.Follow(r), "Uppgifterna om Biblioteket på Facebook är sparade.", "Berätta om böcker", "Vuxna", "Anna i disken",
		"Sara ändrade syfte och målgrupp.", "Syfte: Läslust åt alla → Berätta om böcker")
}

func TestEditWithoutBaseOrVersionOverwritesNothing(t *testing.T) {
	p := newPlace(t)
	a := p.account("Biblioteket", "facebook.com/bjorkviksbibliotek", p.library)
	c := p.User(p.ctx, "Linnea", identity.Communications)
	path := "/app/accounts/" + a.Ref + "/edit"
	f := form(c.Get(path))
	f.Set("name", "Något annat")
	for _, version := range []string{"", "x", "99999999999999999999", "-1", "0"} {
		f.Set("version", version)
		f.Set("base", `{"Name":`)
		r := c.Post(path, f)
		wantStatus(t, r, http.StatusConflict)
		if r.Value("name") != "Något annat" {
			t.Error("what was typed is not kept")
		}
	}
	wantText(t, c.Get("/app/accounts/"+a.Ref), "Biblioteket på Facebook")
}

func TestEditRefusesAtTheFieldAndKeepsTheRest(t *testing.T) {
	p := newPlace(t)
	a := p.account("Biblioteket", "facebook.com/bjorkviksbibliotek", p.library)
	c := p.User(p.ctx, "Linnea", identity.Communications)
	path := "/app/accounts/" + a.Ref + "/edit"
	f := form(c.Get(path))
	f.Set("purpose", strings.Repeat("x", 2001))
	f.Set("target_group", "Alla")
	r := c.Post(path, f)
	wantStatus(t, r, http.StatusUnprocessableEntity)
	if r.TextOf("#purpose-error") == "" || r.Value("target_group") != "Alla" || r.Value("version") != "1" {
		t.Error("the form does not come back as it was typed")
	}
}

func TestClosedAccountIsCorrected(t *testing.T) {
	p := newPlace(t)
	a := p.reach(p.add("Sommarlov", "youtube.com/@sommarlovbjorkvik", p.culture, false), register.Closed)
	c := p.User(p.ctx, "Linnea", identity.Communications)
	path := "/app/accounts/" + a.Ref + "/edit"
	f := form(c.Get(path))
	f.Set("closed_on_year", "2027")
	r := c.Post(path, f)
	wantStatus(t, r, http.StatusUnprocessableEntity)
	wantText(t, r, "Dagen ligger framåt i tiden.")
	f.Set("closed_on_year", "2025")
	f.Set("opened_on_day", "")
	f.Set("opened_on_month", "")
	f.Set("opened_on_year", "")
	f.Set("closing_notice", "Följ kommunen på Facebook.")
	r = c.Follow(c.Post(path, f))
	wantText(t, r, "Avslutat 23 nov. 2025", "Följ kommunen på Facebook.", "Få läser det.")
}
