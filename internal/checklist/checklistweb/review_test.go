package checklistweb_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
	"kanalkoll/internal/webtest"
)

// desk is a municipality with a school that answers and communications who review.
type desk struct {
	t      *testing.T
	site   *webtest.Site
	ctx    context.Context // the operator's
	unit   tenant.Unit
	unitB  tenant.Unit
	sara   *webtest.Client // answers for the school
	other  *webtest.Client // works elsewhere
	linnea *webtest.Client // communications
	karin  *webtest.Client // communications too
	amir   *webtest.Client // administrator
	reader *webtest.Client
	people []checklist.Who
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, site: webtest.New(t)}
	_, d.ctx = d.site.Tenant("bjorkvik")
	m := *tenant.Of(d.ctx)
	m.Website = "https://www.bjorkvik.example"
	d.must(d.site.App.Tenants.SaveSettings(d.ctx, &m, m.Version))
	d.ctx = tenant.With(d.ctx, &m)
	d.unit, d.unitB = d.site.Unit(d.ctx, "Bergaskolan"), d.site.Unit(d.ctx, "Gata")
	d.sara = d.site.User(d.ctx, "Sara", identity.Operations, d.unit)
	d.other = d.site.User(d.ctx, "Olle", identity.Operations, d.unitB)
	d.linnea = d.site.User(d.ctx, "Linnea", identity.Communications)
	d.karin = d.site.User(d.ctx, "Karin", identity.Communications)
	d.amir = d.site.User(d.ctx, "Amir", identity.Admin)
	d.reader = d.site.User(d.ctx, "Rita", identity.Reader)
	users, err := d.site.App.People.Users(d.ctx)
	d.must(err)
	for _, u := range users {
		d.people = append(d.people, checklist.Who{ID: u.Person.ID, Name: u.Person.Name})
	}
	return d
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatalf("%v %+v", err, fault.As(err))
	}
}

// as gives the context in which the login acts.
func (d *desk) as(name string) context.Context {
	d.t.Helper()
	users, err := d.site.App.People.Users(d.ctx)
	d.must(err)
	for _, u := range users {
		if u.Person.Name != name {
			continue
		}
		p := &identity.Principal{UserID: u.ID, PersonID: u.Person.ID, Name: name}
		for _, r := range u.Roles {
			p.Grants = append(p.Grants, identity.Grant{Role: r.Role, UnitID: r.UnitID, Units: map[uuid.UUID]bool{r.UnitID: true}})
		}
		return identity.With(d.ctx, p)
	}
	d.t.Fatalf("no login of %s", name)
	return nil
}

func val(s string) checklist.Value { return checklist.Value{Text: s} }

// filled are good answers to every point of the default startup checklist.
func (d *desk) filled() map[string]checklist.Fields {
	two := checklist.Value{People: d.people[:2]}
	monitors := checklist.Value{}
	for i, w := range d.people[:2] {
		w.Role = []string{"responsible", "cover"}[i]
		monitors.People = append(monitors.People, w)
	}
	return map[string]checklist.Fields{
		"purpose":      {"purpose": val("Väcka läslust"), "assignment": val("Rektor, 1 september")},
		"goal":         {"goal": val("Fler lånar")},
		"message":      {"message": val("Nya böcker"), "agreement": val("yes")},
		"target_group": {"target_group": val("Elever i årskurs 4–9")},
		"channel":      {"name": val("Bergaskolans bibliotek"), "why_channel": val("Eleverna finns där")},
		"account_kind": {"kind": val("business")},
		"terms":        {"read_on": val("2026-11-20"), "read_by": two},
		"technology":   {"it_help": checklist.Value{Text: "no", Reason: "Vi har det som behövs"}, "login_access": two, "login_place": val("Kommunens lösenordsvalv")},
		"resources":    {"hours": val("2"), "enough": val("yes")},
		"monitoring":   {"monitors": monitors, "answer_time": val("day"), "illness": val("Jonas tar över")},
		"sender":       {"sender": val("logotype"), "unit_page": val("https://www.bjorkvik.example/bergaskolan"), "page_updated": val("yes")},
		"risks":        {"secrecy": checklist.Value{Text: "yes", Reason: "Elever kan berätta"}, "personal_data": checklist.Value{Text: "yes", Reason: "Namn"}, "measures": val("Inga bilder på elever")},
		"records":      {"registration": val("Registratorn"), "disposal": val("Enligt beslut"), "archiving": val("Varje månad"), "unsuitable": val("Sparas och tas bort")},
		"crisis":       {"use": val("unused"), "pointer": val("Se bjorkvik.example")},
		"marketing":    {"marketing": val("Affisch i biblioteket")},
		"information":  {"content_page": val("https://www.bjorkvik.example/sociala-medier"), "contact_page": val("https://www.bjorkvik.example/kontakt"), "all_information": val("yes")},
		"notice":       {"closing": val("Ett inlägg en månad före")},
	}
}

// answer saves an answer as the login.
func (d *desk) answer(name string, id uuid.UUID, point string, f checklist.Fields) {
	d.t.Helper()
	s, err := d.site.App.Checklists.Get(d.ctx, id)
	d.must(err)
	a := s.Item(point).Answer
	_, err = d.site.App.Checklists.Save(d.as(name), id, point, checklist.SaveInput{Fields: f, Base: a.Fields, Seen: a.Version})
	d.must(err)
}

// submitted gives a checklist that the login began, answered and handed in.
func (d *desk) submitted(name string) *checklist.Checklist {
	d.t.Helper()
	c, err := d.site.App.Checklists.Start(d.as(name), checklist.StartInput{UnitID: d.unit.ID, Platform: "instagram"})
	d.must(err)
	for point, f := range d.filled() {
		d.answer(name, c.ID, point, f)
	}
	c, err = d.site.App.Checklists.Submit(d.as(name), c.ID)
	d.must(err)
	return c
}

func at(c *checklist.Checklist, below string) string {
	return "/app/checklists/" + c.ID.String() + below
}

// say posts a verdict as the page has the form now.
func say(c *webtest.Client, l *checklist.Checklist, key, act, comment string) *webtest.Response {
	p := c.Get(at(l, "/review"))
	form := url.Values{"act": {act}, "comment": {comment}}
	for _, name := range []string{"version", "verdict"} {
		for _, n := range p.Select(`form[action$="/review/` + key + `"] [name=` + name + `]`) {
			form.Set(name, webtest.Attr(n, "value"))
		}
	}
	return c.Post(at(l, "/review/"+key), form)
}

func status(t *testing.T, what string, r *webtest.Response, want int) {
	t.Helper()
	if r.Status != want {
		t.Fatalf("%s: status %d, want %d\n%s", what, r.Status, want, r.Text())
	}
}

func shows(t *testing.T, r *webtest.Response, texts ...string) {
	t.Helper()
	got := strings.ReplaceAll(r.Text(), "\u00a0", " ")
	for _, s := range texts {
		if !strings.Contains(got, s) {
			t.Errorf("%q is not shown in\n%s", s, got)
		}
	}
}

func TestReviewReturnsAPointAndThenApproves(t *testing.T) {
	d := newDesk(t)
	c := d.submitted("Sara")
	q := d.linnea.Get("/app/checklists")
	shows(t, q, "Att granska", "Bergaskolans bibliotek", "Startchecklista, Instagram, Bergaskolan", "av Sara", "17 av 17")
	p := d.linnea.Get(at(c, "/review"))
	status(t, "review", p, http.StatusOK)
	shows(t, p, "0 av 17 punkter bedömda", "Väcka läslust", "Elever i årskurs 4–9")

	r := say(d.linnea, c, "monitoring", "return", "")
	status(t, "a return without a comment", r, http.StatusUnprocessableEntity)
	if n := r.Select(`.errs a[href="#p-monitoring-comment"]`); len(n) != 1 || len(r.Select("#p-monitoring-comment")) != 1 {
		t.Errorf("the problem does not lead to the comment: %s", r.TextOf(".errs"))
	}
	long := strings.Repeat("å", 2001)
	if r := say(d.linnea, c, "monitoring", "return", long); r.Status != http.StatusUnprocessableEntity || webtest.Text(r.Select("#p-monitoring-comment")[0]) != long {
		t.Errorf("a comment that is too long is not kept: status %d", r.Status)
	}
	r = say(d.linnea, c, "monitoring", "return", "Vem täcker i sommar?")
	status(t, "return", r, http.StatusSeeOther)
	if to := r.Header.Get("Location"); !strings.HasSuffix(to, "/review#p-sender") {
		t.Errorf("leads to %s, want the next point", to)
	}
	status(t, "accept", say(d.linnea, c, "purpose", "accept", ""), http.StatusSeeOther)
	p = d.linnea.Get(at(c, "/review"))
	shows(t, p, "2 av 17 punkter bedömda", "Vem täcker i sommar?", "1 godtagen punkt")
	if len(p.Select(`a[href$="/approve"]`)) != 0 {
		t.Error("approval is offered although a point goes back")
	}
	// Nothing is told before the checklist is sent back.
	if strings.Contains(d.sara.Get(at(c, "/document")).Text(), "sommar") {
		t.Error("the unit reads a comment that was not sent")
	}
	shows(t, d.linnea.Get(at(c, "/return")), "Ordna bevakning", "Vem täcker i sommar?", "Bergaskolan får ett mejl")
	status(t, "sending back", d.linnea.Post(at(c, "/return"), nil), http.StatusSeeOther)
	status(t, "sending back twice", d.linnea.Post(at(c, "/return"), nil), http.StatusSeeOther)
	shows(t, d.sara.Get("/app/checklists"), "Våra checklistor", "Rätta checklistan för Bergaskolans bibliotek på Instagram", "Återlämnad")

	d.site.Clock.Add(10 * time.Minute)
	f := d.filled()["monitoring"]
	f["illness"] = val("Karin täcker hela sommaren")
	d.answer("Sara", c.ID, "monitoring", f)
	_, err := d.site.App.Checklists.Submit(d.as("Sara"), c.ID)
	d.must(err)
	p = d.karin.Get(at(c, "/review"))
	shows(t, p, "Ändrad sedan förra granskningen", "Svaret vid förra granskningen", "Jonas tar över", "Vem täcker i sommar?", "Linnea lämnade tillbaka punkten")
	if p.Select("section h2[id^=p-]") == nil || webtest.Attr(p.Select("section h2[id^=p-]")[0], "id") == "p-purpose" {
		t.Error("an accepted point comes first")
	}
	a := d.karin.Get(at(c, "/approve"))
	shows(t, a, "som du inte har bedömt godtas också", "Bergaskolan får ett mejl")
	if v := a.Value("review_on"); v != "2027-11-23" {
		t.Errorf("proposes the review on %s", v)
	}
	form := url.Values{"version": {a.Value("version")}, "review_on": {"2030-01-01"}, "case_number": {"KS 2026/412"}}
	r = d.karin.Post(at(c, "/approve"), form)
	status(t, "a review too late", r, http.StatusUnprocessableEntity)
	if r.Value("review_on") != "2030-01-01" || r.Value("case_number") != "KS 2026/412" {
		t.Error("what was typed is lost")
	}
	form.Set("review_on", "2027-06-01")
	stale := url.Values{"version": {"1"}, "review_on": {"2027-06-01"}}
	status(t, "approving what was read before it was handed in again", d.karin.Post(at(c, "/approve"), stale), http.StatusConflict)
	status(t, "approve", d.karin.Post(at(c, "/approve"), form), http.StatusSeeOther)
	status(t, "approving twice", d.karin.Post(at(c, "/approve"), form), http.StatusSeeOther)
	shows(t, d.reader.Get("/app/checklists"), "Godkänd", "1 juni 2027")
	status(t, "reviewing what is approved", d.karin.Get(at(c, "/review")), http.StatusSeeOther)
	status(t, "judging what is approved", d.karin.Post(at(c, "/review/purpose"), url.Values{"act": {"return"}, "comment": {"x"}}), http.StatusConflict)
}

func TestTwoReviewersAtOnceAreTold(t *testing.T) {
	d := newDesk(t)
	c := d.submitted("Sara")
	old := d.karin.Get(at(c, "/review"))
	version := webtest.Attr(old.Select(`form[action$="/review/goal"] [name=version]`)[0], "value")
	status(t, "first", say(d.linnea, c, "goal", "return", "Hur märks det?"), http.StatusSeeOther)
	r := d.karin.Post(at(c, "/review/goal"), url.Values{"act": {"accept"}, "comment": {"Bra"}, "version": {version}, "verdict": {""}})
	status(t, "second", r, http.StatusConflict)
	shows(t, r, "Linnea", "Återlämnas: Hur märks det?", "Godtagen: Bra")
	if got := webtest.Text(r.Select("#p-goal-comment")[0]); got != "Bra" {
		t.Errorf("the comment that was typed is %q", got)
	}
	// The page that came back has seen hers: saying it again is a choice.
	form := url.Values{"act": {"accept"}, "comment": {"Bra"}}
	for _, name := range []string{"version", "verdict"} {
		form.Set(name, webtest.Attr(r.Select(`form[action$="/review/goal"] [name=` + name + `]`)[0], "value"))
	}
	status(t, "again", d.karin.Post(at(c, "/review/goal"), form), http.StatusSeeOther)
	status(t, "undo", say(d.linnea, c, "goal", "undo", ""), http.StatusSeeOther)
	shows(t, d.linnea.Get(at(c, "/review")), "0 av 17 punkter bedömda")
	status(t, "nonsense", say(d.linnea, c, "goal", "maybe", ""), http.StatusUnprocessableEntity)
	status(t, "a point that is not asked", d.linnea.Post(at(c, "/review/nothing"), url.Values{"act": {"accept"}}), http.StatusNotFound)
}

func TestNobodyApprovesTheirOwn(t *testing.T) {
	d := newDesk(t)
	c := d.submitted("Linnea")
	shows(t, d.linnea.Get(at(c, "/review")), "kan därför inte godkänna den", "Karin", "Amir")
	a := d.linnea.Get(at(c, "/approve"))
	if shows(t, a, "kan därför inte godkänna den"); len(a.Select("form.final")) != 0 {
		t.Error("approval is offered to the one who answered")
	}
	form := url.Values{"version": {d.karin.Get(at(c, "/approve")).Value("version")}}
	status(t, "approving one's own", d.linnea.Post(at(c, "/approve"), form), http.StatusForbidden)
	status(t, "approving another's", d.karin.Post(at(c, "/approve"), form), http.StatusSeeOther)
}

func TestWhoSeesWhichChecklistPages(t *testing.T) {
	d := newDesk(t)
	c := d.submitted("Sara")
	for _, tt := range []struct {
		who    *webtest.Client
		name   string
		below  string
		status int
	}{
		{d.sara, "the unit", "/review", http.StatusForbidden}, {d.reader, "a reader", "/review", http.StatusForbidden},
		{d.other, "another unit", "/document", http.StatusNotFound}, {d.other, "another unit", "/document.pdf", http.StatusNotFound},
		{d.other, "another unit", "/document.json", http.StatusNotFound}, {d.other, "another unit", "/versions/purpose", http.StatusNotFound},
		{d.sara, "the unit", "/document", http.StatusOK}, {d.reader, "a reader", "/document", http.StatusOK},
		{d.sara, "the unit", "/versions/purpose", http.StatusOK}, {d.sara, "the unit", "/versions/nothing", http.StatusNotFound},
		{d.sara, "the unit", "/document?number=1", http.StatusOK}, {d.sara, "the unit", "/document?number=2", http.StatusNotFound},
		{d.sara, "the unit", "/document?number=x", http.StatusNotFound}, {d.sara, "the unit", "/document?number=-1", http.StatusNotFound},
		{d.amir, "an administrator", "/review", http.StatusOK}, {d.amir, "an administrator", "/return", http.StatusSeeOther},
	} {
		if r := tt.who.Get(at(c, tt.below)); r.Status != tt.status {
			t.Errorf("%s gets %d for %s, want %d", tt.name, r.Status, tt.below, tt.status)
		}
	}
	for _, act := range []string{"/return", "/approve", "/review/purpose"} {
		if r := d.sara.Post(at(c, act), url.Values{"act": {"accept"}}); r.Status != http.StatusForbidden {
			t.Errorf("the unit's %s: %d", act, r.Status)
		}
	}
	if p := d.other.Get("/app/checklists"); strings.Contains(p.Text(), "Bergaskolans bibliotek") {
		t.Error("another unit's list shows it")
	}
	if _, ctx := d.site.Tenant("annat"); ctx != nil {
		stranger := d.site.User(ctx, "Frida", identity.Admin)
		for _, below := range []string{"/review", "/document", "/document.json", "/approve", "/versions/purpose"} {
			if r := stranger.Get(at(c, below)); r.Status != http.StatusNotFound {
				t.Errorf("another municipality gets %d for %s", r.Status, below)
			}
		}
	}
}

func TestADocumentOfAnOldStateStaysWhatItWas(t *testing.T) {
	d := newDesk(t)
	c := d.submitted("Sara")
	was := d.sara.Get(at(c, "/document.json?number=1"))
	status(t, "json", was, http.StatusOK)
	if name := was.Header.Get("Content-Disposition"); name != `attachment; filename="startchecklista-`+c.Ref+`-2026-11-23-1.json"` {
		t.Errorf("the file is called %s", name)
	}
	pdf := d.sara.Get(at(c, "/document.pdf?number=1"))
	if pdf.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(pdf.Body, "%PDF-") {
		t.Errorf("the PDF is %s", pdf.Header.Get("Content-Type"))
	}
	_, err := d.site.App.Checklists.Recall(d.as("Sara"), c.ID)
	d.must(err)
	d.answer("Sara", c.ID, "goal", checklist.Fields{"goal": val("Alla läser")})
	now := d.sara.Get(at(c, "/document"))
	shows(t, now, "Alla läser", "Fler lånar", "Sara skickade in checklistan.", "Sara tog tillbaka checklistan.")
	old := d.sara.Get(at(c, "/document?number=1"))
	shows(t, old, "Fler lånar", "tidigare steg", "Kontrollsumma")
	if strings.Contains(old.Text(), "Alla läser") {
		t.Error("the old document shows the new answer")
	}
	if again := d.sara.Get(at(c, "/document.json?number=1")); again.Body != was.Body {
		t.Error("the old document's data changed")
	}
	v := d.sara.Get(at(c, "/versions/goal"))
	shows(t, v, "2 versioner", "Alla läser", "Gäller nu", "Fler lånar", "Sara")
}

func TestCampaignBeginsWhatIsMissing(t *testing.T) {
	d := newDesk(t)
	shows(t, d.linnea.Get("/app/checklists/campaign"), "Inga konton är öppna än")
	shows(t, d.linnea.Get("/app/checklists"), "Här kommer checklistorna")
	for i, u := range []tenant.Unit{d.unit, d.unit, d.unitB} {
		_, err := d.site.App.Register.Add(d.ctx, register.Input{Address: "https://www.facebook.com/konto" + string(rune('a'+i)), Name: "Konto" + string(rune('a'+i)), UnitID: u.ID.String(), Contact: "Expeditionen"}, true)
		d.must(err)
	}
	p := d.linnea.Get("/app/checklists/campaign")
	shows(t, p, "0 av 3 öppna konton har en godkänd checklista", "Påbörja checklistor för 3 konton", "3 konton utan checklista", "Kontoa på Facebook")
	own := d.sara.Get("/app/checklists/campaign")
	if text := own.Text(); !strings.Contains(text, "2 konton utan checklista") || strings.Contains(text, "Gata") || strings.Contains(text, "Påbörja checklistor för") {
		t.Errorf("the unit sees\n%s", text)
	}
	start := "/app/checklists/campaign/start"
	shows(t, d.linnea.Get(start+"?unit="+d.unitB.ID.String()), "Påbörja checklista för ett konto", "Gata", "Verksamheten får ett mejl")
	status(t, "no unit", d.linnea.Get(start+"?unit=x"), http.StatusNotFound)
	status(t, "a unit without accounts", d.linnea.Post(start, url.Values{"unit": {uuid.NewString()}}), http.StatusNotFound)
	status(t, "the unit itself", d.sara.Post(start, nil), http.StatusForbidden)
	r := d.linnea.Post(start, url.Values{"unit": {d.unitB.ID.String()}})
	status(t, "one unit", r, http.StatusSeeOther)
	shows(t, d.linnea.Follow(r), "En checklista är påbörjad.", "2 konton utan checklista")
	shows(t, d.linnea.Follow(d.linnea.Post(start, nil)), "2 checklistor är påbörjade.")
	shows(t, d.linnea.Follow(d.linnea.Post(start, nil)), "0 checklistor är påbörjade.")
	status(t, "nothing is left", d.linnea.Get(start), http.StatusSeeOther)
	shows(t, d.sara.Get("/app/checklists"), "2 checklistor", "Fortsätt med checklistan")
	f := d.linnea.Get("/app/checklists?q=gata&state=open&unit=" + d.unitB.ID.String())
	if shows(t, f, "Kontoc", "1 checklista"); strings.Contains(f.Text(), "Kontoa") {
		t.Error("the filter shows all")
	}
	shows(t, d.linnea.Get("/app/checklists?q=xyzzy&page=99&unit=bad&state=none"), "Inga checklistor stämmer")
}

func TestChangedTermsOpenChecklistsAgain(t *testing.T) {
	d := newDesk(t)
	c := d.submitted("Sara")
	form := url.Values{"version": {d.karin.Get(at(c, "/approve")).Value("version")}}
	status(t, "approve", d.karin.Post(at(c, "/approve"), form), http.StatusSeeOther)
	shows(t, d.linnea.Get("/app/checklists/terms"), "Här kommer de ändringar", "Verksamheterna får ett mejl")
	bad := d.linnea.Post("/app/checklists/terms", url.Values{"platform": {"fejsbok"}, "changed_on": {"2027-01-01"}, "note": {"Nya regler"}})
	status(t, "bad input", bad, http.StatusUnprocessableEntity)
	if bad.Value("changed_on") != "2027-01-01" || bad.Value("note") != "Nya regler" || len(bad.Select(".errs a")) != 2 {
		t.Errorf("problems %s", bad.TextOf(".errs"))
	}
	good := url.Values{"platform": {"instagram"}, "changed_on": {"2026-11-22"}, "note": {"Nya regler"}}
	status(t, "the unit", d.sara.Post("/app/checklists/terms", good), http.StatusForbidden)
	p := d.linnea.Follow(d.linnea.Post("/app/checklists/terms", good))
	shows(t, p, "Ändrade villkor för Instagram är antecknade. En checklista öppnades igen.", "22 nov. 2026", "Nya regler")
	status(t, "twice", d.linnea.Post("/app/checklists/terms", good), http.StatusUnprocessableEntity)
	view := d.sara.Get("/app/checklists/terms")
	if shows(t, view, "Nya regler"); len(view.Select("main form")) != 0 {
		t.Error("the unit is offered the form")
	}
	shows(t, d.sara.Get("/app"), "Läs ändrade villkor och svara på nytt")
}
