package dutyweb_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"
	"github.com/google/uuid"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
	"kanalkoll/internal/webtest"
)

// place is a municipality with a library whose account Anna and Sara watch. It is Monday 23 November 2026.
type place struct {
	*webtest.Site
	ctx     context.Context
	library tenant.Unit
	account *register.Account
	anna    *webtest.Client // reads, and has nothing more to do with the register
	people  map[string]uuid.UUID
}

func newPlace(t *testing.T) *place {
	t.Helper()
	p := &place{Site: webtest.New(t), people: map[string]uuid.UUID{}}
	_, p.ctx = p.Tenant("bjorkvik")
	p.library = p.Unit(p.ctx, "Biblioteket")
	p.account = p.open("biblioteket", "https://www.facebook.com/biblioteket")
	p.anna = p.User(p.ctx, "Anna", identity.Reader)
	for _, name := range []string{"Sara", "Jonas"} {
		x, err := p.App.People.AddPerson(p.ctx, identity.Person{Name: name + " Lindqvist", UnitID: p.library.ID})
		p.check(err)
		p.people[name] = x.ID
	}
	all, err := p.App.People.People(p.ctx, "anna")
	p.check(err)
	p.people["Anna"] = all[0].ID
	p.assign(p.account, "Anna", roster.Monitor, "2026-11-01", "2026-12-18")
	p.assign(p.account, "Sara", roster.Responsible, "2026-01-01", "")
	return p
}

func (p *place) check(err error) {
	p.T.Helper()
	if err != nil {
		p.T.Fatal(err)
	}
}

func (p *place) open(name, address string) *register.Account {
	p.T.Helper()
	a, err := p.App.Register.Add(p.ctx, register.Input{Address: address, Name: name, UnitID: p.library.ID.String(), Contact: "x"}, true)
	p.check(err)
	return a
}

func (p *place) assign(a *register.Account, name string, role roster.Role, from, to string) uuid.UUID {
	p.T.Helper()
	var id uuid.UUID
	p.check(p.App.DB.InTenant(p.ctx, func(tx *postgres.Tx) error {
		x, err := roster.AssignTx(p.ctx, tx, a, roster.AssignInput{PersonID: p.people[name], Role: string(role), From: from, To: to})
		if err == nil {
			id = x.ID
		}
		return err
	}))
	return id
}

func (p *place) away(name, from, to, cover string) *roster.Absence {
	p.T.Helper()
	a, err := p.App.Rosters.AddAbsence(p.ctx, roster.AbsenceInput{PersonID: p.people[name], From: from, To: to, CoverID: p.people[cover]})
	p.check(err)
	return a
}

func (p *place) exec(sql string, args ...any) {
	p.T.Helper()
	p.check(p.App.DB.InTenant(p.ctx, func(tx *postgres.Tx) error {
		_, err := tx.Exec(p.ctx, sql, args...)
		return err
	}))
}

// newAddress makes a calendar address and gives its path below the municipality's.
func newAddress(t *testing.T, c *webtest.Client) string {
	t.Helper()
	r := c.Post("/app/me/calendar", nil)
	address := r.TextOf("#calendar-address")
	base := "http://127.0.0.1:8080/bjorkvik"
	if r.Status != http.StatusOK || !strings.HasPrefix(address, base+"/calendar/") || !strings.HasSuffix(address, ".ics") {
		t.Fatalf("status %d, address %q", r.Status, address)
	}
	if r.Header.Get("Cache-Control") != "no-store" || r.Header.Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("the page with the address may be kept: %v", r.Header)
	}
	return strings.TrimPrefix(address, base)
}

// feed reads the calendar without a session, and gives its events by their ids without the host.
func (p *place) feed(path string) map[string]*ics.VEvent {
	p.T.Helper()
	r := p.Visitor("bjorkvik").Get(path)
	if r.Status != http.StatusOK {
		p.T.Fatalf("status %d", r.Status)
	}
	c, err := ics.ParseCalendar(strings.NewReader(r.Body))
	p.check(err)
	events := map[string]*ics.VEvent{}
	for _, e := range c.Events() {
		id, host, _ := strings.Cut(e.Id(), "@")
		if host != "127.0.0.1" {
			p.T.Errorf("the id %s is not of this installation", e.Id())
		}
		events[id] = e
	}
	return events
}

// line sums an event up: "20261024–20261027 CONFIRMED 1 Du ersätter …".
func line(e *ics.VEvent) string {
	if e == nil {
		return ""
	}
	v := func(p ics.ComponentProperty) string {
		if x := e.GetProperty(p); x != nil {
			return x.Value
		}
		return ""
	}
	return v(ics.ComponentPropertyDtStart) + "–" + v(ics.ComponentPropertyDtEnd) + " " + v(ics.ComponentPropertyStatus) + " " + v(ics.ComponentPropertySequence) + " " +
		v(ics.ComponentPropertySummary)
}

func TestTheCalendarShowsDutiesAndCovers(t *testing.T) {
	p := newPlace(t)
	cup := p.assign(p.account, "Anna", roster.Publisher, "2026-12-05", "2026-12-05")
	lasts := p.assign(p.account, "Anna", roster.Cover, "2026-06-01", "")
	call := p.assign(nil, "Anna", roster.CrisisContact, "2026-12-24", "")
	cover := p.away("Sara", "2026-10-24", "2026-10-26", "Anna") // summer time ends on the 25th
	p.away("Anna", "2026-12-28", "2026-12-30", "Sara")
	p.away("Sara", "2026-12-28", "2026-12-30", "Jonas")
	events := p.feed(newAddress(t, p.anna))
	want := map[string]string{
		cup.String() + "-first":      "20261205–20261206 CONFIRMED 1 Publicerar: biblioteket på Facebook (bara den här dagen)",
		call.String() + "-first":     "20261224–20261225 CONFIRMED 1 Kriskontakt: Bjorkvik kommun (första dagen)",
		cover.ID.String() + "-cover": "20261024–20261027 CONFIRMED 1 Du ersätter Sara Lindqvist",
	}
	for id, w := range want {
		if got := line(events[id]); got != w {
			t.Errorf("%s\n got %s\nwant %s", id, got, w)
		}
	}
	if events[lasts.String()+"-first"] != nil {
		t.Error("a first day half a year ago still shows")
	}
	if n := len(events); n != len(want)+2 {
		t.Errorf("%d events, want those, and the first and last day of watching", n)
	}
	e := events[cover.ID.String()+"-cover"]
	if got := e.GetProperty(ics.ComponentPropertyDescription).Value; got != "biblioteket på Facebook" {
		t.Errorf("the cover's description is %q", got)
	}
	if got := events[cup.String()+"-first"].GetProperty(ics.ComponentPropertyUrl).Value; got != "http://127.0.0.1:8080/bjorkvik/app/accounts/"+p.account.Ref {
		t.Errorf("leads to %s", got)
	}
}

func TestWhatWasTakenBackIsSaidFor90Days(t *testing.T) {
	p := newPlace(t)
	path := newAddress(t, p.anna)
	cover := p.away("Sara", "2027-06-01", "2027-06-04", "Anna")
	before := line(p.feed(path)[cover.ID.String()+"-cover"])
	p.check(p.App.Rosters.RemoveAbsence(p.ctx, cover.ID, cover.Version))
	after := line(p.feed(path)[cover.ID.String()+"-cover"])
	if !strings.Contains(before, "CONFIRMED 1 ") || !strings.Contains(after, "CANCELLED 2 ") {
		t.Errorf("before %q, after %q", before, after)
	}
	p.exec(`UPDATE assignment SET cancelled_at = now(), version = version + 1 WHERE person_id = $1`, p.people["Anna"])
	for id, e := range p.feed(path) {
		if !strings.Contains(line(e), "CANCELLED") {
			t.Errorf("%s is %s", id, line(e))
		}
	}
	p.exec(`UPDATE absence SET cancelled_at = $1`, webtest.Now.AddDate(0, 0, -91))
	if e := p.feed(path)[cover.ID.String()+"-cover"]; e != nil {
		t.Errorf("after 90 days it is still sent: %s", line(e))
	}
}

func TestAClosedAccountEndsItsDuties(t *testing.T) {
	p := newPlace(t)
	duty := p.assign(p.account, "Anna", roster.Cover, "2026-11-02", "")
	late := p.assign(p.account, "Anna", roster.Publisher, "2026-12-01", "")
	path := newAddress(t, p.anna)
	p.exec(`UPDATE account SET status = 'closed', opened_on = '2020-01-01', closed_on = '2026-11-20'`)
	events := p.feed(path)
	if got := line(events[duty.String()+"-last"]); !strings.HasPrefix(got, "20261120–20261121 ") {
		t.Errorf("the last day is %q", got)
	}
	if events[late.String()+"-first"] != nil {
		t.Error("a duty begins after the account was closed")
	}
}

func TestTheAddressIsTheOnlyKey(t *testing.T) {
	p := newPlace(t)
	_, other := p.Tenant("tomby")
	path := newAddress(t, p.anna)
	visitor := p.Visitor("bjorkvik")
	gone := func(what, path string, c *webtest.Client) {
		t.Helper()
		got, none := c.Get(path), c.Get("/calendar/unknown.ics")
		if got.Status != http.StatusNotFound || none.Status != http.StatusNotFound || got.Header.Get("Content-Type") != none.Header.Get("Content-Type") {
			t.Errorf("%s: status %d as %s, want what an unknown address gets", what, got.Status, got.Header.Get("Content-Type"))
		}
		if got.Header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: the page lets its address out", what)
		}
	}
	gone("the neighbour's address", path, p.Visitor("tomby"))
	gone("the neighbour's address as somebody there", path, p.User(other, "Bo", identity.Admin))
	gone("another ending of the token", strings.Replace(path, ".ics", "x.ics", 1), visitor)
	gone("bytes that are no text", "/calendar/%00%ff.ics", visitor)
	if r := visitor.Post(path, url.Values{}); r.Status != http.StatusMethodNotAllowed {
		t.Errorf("a POST gets %d", r.Status)
	}
	renewed := newAddress(t, p.anna)
	gone("the address before", path, visitor)
	if len(p.feed(renewed)) == 0 {
		t.Error("the new address gives nothing")
	}
	if r := p.anna.Follow(p.anna.Post("/app/me/calendar/end", nil)); !strings.Contains(r.Text(), "Kalenderadressen togs bort") || !strings.Contains(r.Text(), "Skapa kalenderadress") {
		t.Error("the page does not say that the address is gone")
	}
	gone("the address that was taken back", renewed, visitor)
	if r := p.anna.Post("/app/me/calendar/end", nil); r.Status != http.StatusSeeOther {
		t.Errorf("taking back nothing: status %d", r.Status)
	}
}

func TestWhoHasLeftOrCannotSignInHasNoCalendar(t *testing.T) {
	p := newPlace(t)
	path := newAddress(t, p.anna)
	visitor := p.Visitor("bjorkvik")
	status := func() int { return visitor.Get(path).Status }
	p.exec(`UPDATE person SET left_on = $2 WHERE id = $1`, p.people["Anna"], "2026-11-23")
	if got := status(); got != http.StatusOK {
		t.Errorf("on the last day: %d", got)
	}
	p.exec(`UPDATE person SET left_on = $2 WHERE id = $1`, p.people["Anna"], "2026-11-22")
	if got := status(); got != http.StatusNotFound {
		t.Errorf("the day after: %d", got)
	}
	p.exec(`UPDATE person SET left_on = NULL WHERE id = $1`, p.people["Anna"])
	p.exec(`UPDATE app_user SET disabled_at = now() WHERE person_id = $1`, p.people["Anna"])
	if got := status(); got != http.StatusNotFound {
		t.Errorf("with the login disabled: %d", got)
	}
}

func TestTheFeedIsCheapToAskForAgain(t *testing.T) {
	p := newPlace(t)
	path := newAddress(t, p.anna)
	v := p.Visitor("bjorkvik")
	first := v.Get(path)
	tag := first.Header.Get("ETag")
	for name, want := range map[string]string{"Content-Type": "text/calendar; charset=utf-8", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow", "Cache-Control": "private, no-cache"} {
		if got := first.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if len(first.Header.Values("Set-Cookie")) > 0 {
		t.Error("the feed sets a cookie")
	}
	if r := v.Do(http.MethodGet, path, nil, http.Header{"If-None-Match": {tag}}); r.Status != http.StatusNotModified || r.Body != "" {
		t.Errorf("with its tag: status %d", r.Status)
	}
	head := v.Do(http.MethodHead, path, nil, nil)
	if head.Status != http.StatusOK || head.Body != "" || head.Header.Get("ETag") != tag || head.Header.Get("Content-Length") != first.Header.Get("Content-Length") {
		t.Errorf("HEAD: status %d, %v", head.Status, head.Header)
	}
	p.away("Sara", "2026-12-01", "2026-12-02", "Anna")
	if r := v.Do(http.MethodGet, path, nil, http.Header{"If-None-Match": {tag}}); r.Status != http.StatusOK || r.Header.Get("ETag") == tag {
		t.Errorf("after a change: status %d", r.Status)
	}
}

func TestTheTokenIsKeptNowhere(t *testing.T) {
	p := newPlace(t)
	path := newAddress(t, p.anna)
	token := strings.TrimSuffix(strings.TrimPrefix(path, "/calendar/"), ".ics")
	if len(token) != 43 {
		t.Errorf("the token has %d characters, 256 bits have 43", len(token))
	}
	if strings.Contains(p.anna.Get("/app/me").Body, token) {
		t.Error("one's own page shows the address again")
	}
	p.check(p.App.DB.InTenant(p.ctx, func(tx *postgres.Tx) error {
		var rows, log int
		err := tx.QueryRow(p.ctx, `SELECT count(*) FROM roster_person WHERE position(convert_to($1, 'UTF8') IN calendar_hash) > 0 OR roster_person::text LIKE '%' || $1 || '%'`, token).Scan(&rows)
		if err == nil {
			err = tx.QueryRow(p.ctx, `SELECT count(*) FROM audit_entry x WHERE x::text LIKE '%' || $1 || '%'`, token).Scan(&log)
		}
		if rows+log > 0 {
			t.Errorf("the token stands in %d rows and %d lines of the log", rows, log)
		}
		return err
	}))
}

func TestTheCalendarSpeaksTheLanguageOfTheLogin(t *testing.T) {
	p := newPlace(t)
	path := newAddress(t, p.anna)
	p.anna.Post("/app/language", url.Values{"lang": {"en"}})
	body := p.Visitor("bjorkvik").Get(path).Body
	if !strings.Contains(body, "(first day)") || strings.Contains(body, "dagen)") || !strings.Contains(body, "PRODID:-//Kanalkoll//EN") {
		t.Errorf("not English:\n%s", body)
	}
}

func TestOnesOwnPage(t *testing.T) {
	p := newPlace(t)
	insta := p.open("biblioteket", "https://www.instagram.com/biblioteket")
	p.assign(insta, "Anna", roster.Responsible, "2026-11-01", "")
	tweets := p.open("biblioteket", "https://x.com/biblioteket")
	p.assign(tweets, "Anna", roster.Publisher, "2026-11-01", "")
	p.away("Sara", "2026-12-01", "2026-12-02", "Anna")
	p.away("Anna", "2026-12-21", "2026-12-23", "Jonas")
	p.exec(`UPDATE person SET title = 'bibliotekarie' WHERE id = $1`, p.people["Anna"])
	text := p.anna.Get("/app/me").Text()
	for _, want := range []string{
		"biblioteket på Instagram", "Bevakar", "1 nov.–18 dec. 2026", "Du ersätter Vem Dagar Konton att bevaka Sara Lindqvist 1–2 dec. 2026 biblioteket på Facebook",
		"Min frånvaro Dagar Ersättare 21–23 dec. 2026 Jonas Lindqvist", "Facebook och Instagram på egen rad sist i svaret /Anna, bibliotekarie, Bjorkvik kommun",
		"X sist i svaret, på samma rad", "Skapa kalenderadress", "Anna bevakar ensam",
	} {
		if !strings.Contains(strings.ReplaceAll(text, "\u00a0", " "), want) {
			t.Errorf("the page does not say %q:\n%s", want, text)
		}
	}
	r := p.anna.Get("/app/me")
	for _, link := range r.Select(`main a[href*="/app/roster/absences/"]`) {
		to := strings.TrimPrefix(webtest.Attr(link, "href"), "/bjorkvik")
		if got := p.anna.Get(to); got.Status != http.StatusOK {
			t.Errorf("%s leads to status %d", to, got.Status)
		}
	}
	if n := len(r.Select(`main a[href*="/app/roster/absences/"]`)); n != 3 {
		t.Errorf("%d links to absences, want the cover, the absence and a new one", n)
	}
	newAddress(t, p.anna)
	if text := p.anna.Get("/app/me").Text(); !strings.Contains(text, "Byt kalenderadress") || strings.Contains(text, "Skapa kalenderadress") {
		t.Error("the page does not say that there is an address")
	}
	if text := p.anna.Get("/app/me").Text(); strings.Contains(text, "[dutyweb") {
		t.Error("a sentence is missing")
	}
}

func TestEveryoneHasTheirOwnPageInBothLanguages(t *testing.T) {
	p := newPlace(t)
	for _, role := range identity.Roles {
		c := p.User(p.ctx, "Q"+string(role), role)
		for lang, want := range map[string]string{"sv": "Du har inga uppgifter på något konto.", "en": "You have no role on any account."} {
			c.Post("/app/language", url.Values{"lang": {lang}})
			r := c.Get("/app/me")
			if r.Status != http.StatusOK || !strings.Contains(r.Text(), want) || !strings.Contains(r.Text(), "/Q"+string(role)+", Bjorkvik kommun") || strings.Contains(r.Text(), "Sara") {
				t.Errorf("%s in %s: status %d\n%s", role, lang, r.Status, r.Text())
			}
		}
	}
	if r := p.Visitor("bjorkvik").Post("/app/me/calendar", nil); r.Status != http.StatusSeeOther {
		t.Errorf("nobody gets a calendar: %d", r.Status)
	}
	if _, err := p.App.Rosters.NewCalendar(p.ctx); err == nil {
		t.Error("an operator, who is nobody, gets a calendar")
	}
}

func TestALinkOnlyWhereTheAccountMayBeSeen(t *testing.T) {
	p := newPlace(t)
	school := p.Unit(p.ctx, "Bergaskolan")
	berit := p.User(p.ctx, "Berit", identity.Operations, school)
	all, err := p.App.People.People(p.ctx, "berit")
	p.check(err)
	p.people["Berit"] = all[0].ID
	p.assign(p.account, "Berit", roster.Monitor, "2026-11-01", "")
	href := `a[href="/bjorkvik/app/accounts/` + p.account.Ref + `"]`
	if r := berit.Get("/app/me"); len(r.Select(href)) != 0 || !strings.Contains(r.Text(), "biblioteket på Facebook") {
		t.Error("she sees a link to an account that she may not open, or not her duty")
	}
	if r := p.anna.Get("/app/me"); len(r.Select(href)) == 0 {
		t.Error("no link to an account that may be opened")
	}
}

func TestAColleaguesSignature(t *testing.T) {
	p := newPlace(t)
	as := func(role identity.Role) context.Context {
		return identity.With(p.ctx, &identity.Principal{UserID: uuid.New(), Grants: []identity.Grant{{Role: role}}})
	}
	s, err := p.App.Rosters.Signing(as(identity.Registrar), p.people["Sara"])
	p.check(err)
	if s.Person.Name != "Sara Lindqvist" || len(s.Platforms) != 1 || s.Platforms[0] != "facebook" || s.Municipality != "Bjorkvik kommun" {
		t.Errorf("got %+v", s)
	}
	registrar := p.User(p.ctx, "Rut", identity.Registrar)
	path := "/app/people/" + p.people["Sara"].String()
	if r := registrar.Get(path); !strings.Contains(r.Text(), "/Sara Lindqvist, Biblioteket, Bjorkvik kommun") {
		t.Errorf("her page does not show it: status %d\n%s", r.Status, r.Text())
	}
	p.exec(`UPDATE person SET left_on = '2026-11-22' WHERE id = $1`, p.people["Sara"])
	if r := registrar.Get(path); r.Status != http.StatusOK || strings.Contains(r.Text(), "/Sara Lindqvist") {
		t.Errorf("whoever has left still signs: status %d", r.Status)
	}
	if _, err := p.App.Rosters.Signing(as(identity.Reader), p.people["Sara"]); err == nil {
		t.Error("whoever may not see the directory sees a signature")
	}
	if _, err := p.App.Rosters.Signing(as(identity.Admin), uuid.New()); err == nil {
		t.Error("nobody has a signature")
	}
}
