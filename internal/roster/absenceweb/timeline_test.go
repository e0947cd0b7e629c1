package absenceweb_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/webtest"
)

// row gives the days of somebody's row in the strip with the id, a word for each of five days a week, and what is said of each week.
func row(r *webtest.Response, strip, name string) (drawn, spoken []string) {
	for _, tr := range r.Select(`table[aria-labelledby="` + strip + `"] tbody tr`) {
		text := webtest.Text(tr)
		if !strings.HasPrefix(text, name+" ") {
			continue
		}
		for c := range tr.Descendants() {
			switch {
			case c.Data == "i":
				drawn = append(drawn, webtest.Attr(c, "class"))
			case c.Data == "span" && webtest.Attr(c, "class") == "vh" && c.Parent.Data == "td":
				spoken = append(spoken, strings.ReplaceAll(webtest.Text(c), "\u00a0", " "))
			}
		}
	}
	return drawn, spoken
}

func TestTimelineOverChristmas(t *testing.T) {
	o := newTown(t)
	o.assign("Boktips", "Sara", roster.Cover)
	o.away("Sara", "2026-12-14", "2027-01-06", "Bodil")
	o.away("Bodil", "2026-12-23", "2026-12-23", "")
	c := o.User(o.ctx, "Linnea", identity.Communications)
	r := c.Get("/app/roster/timeline?show=accounts")
	wantPage(t, r, http.StatusOK, "Personer, vecka 48–6", "Sara Bergaskolan", "bevakar 1 konto, ersättare på 1 konto", "14 dec. 2026–6 jan. 2027, ersätts av Bodil", "23 dec. 2026, ingen ersättare", "Ingen frånvaro")
	drawn, spoken := row(r, "people", "Sara")
	if len(drawn) != 60 || len(spoken) != 12 {
		t.Fatalf("%d days and %d weeks", len(drawn), len(spoken))
	}
	// Weeks 51 to 53: away, Christmas Eve and Christmas Day off, New Year's Eve and New Year's Day off; in week 1 the sixth is a holiday.
	if got := strings.Join(drawn[15:35], " "); got != "away away away away away away away away rest rest away away away rest rest away away rest here here" {
		t.Errorf("Sara: %s", got)
	}
	if spoken[2] != "vecka 50: på plats" || !strings.Contains(spoken[3], "frånvarande 14–18 dec.") {
		t.Errorf("Sara: %q", spoken[:4])
	}
	drawn, _ = row(r, "people", "Bodil")
	if got := strings.Join(drawn[20:25], " "); got != "here here away rest rest" {
		t.Errorf("Bodil: %s", got)
	}
	drawn, _ = row(r, "accounts", "Skolan")
	if got := strings.Join(drawn[20:25], " "); got != "two two one rest rest" {
		t.Errorf("the school's account: %s", got)
	}
	if links := r.Select(`a[href*="from=2026-08-31"], a[href*="from=2027-02-15"]`); len(links) != 2 {
		t.Errorf("%d ways to earlier and later weeks", len(links))
	}
}

func TestTimelineWhereClocksGoForward(t *testing.T) {
	o := newTown(t)
	o.away("Sara", "2027-03-26", "2027-03-30", "")
	c := o.User(o.ctx, "Linnea", identity.Communications)
	drawn, _ := row(c.Get("/app/roster/timeline?from=2027-03-28"), "people", "Sara") // the Sunday on which summer time begins, Easter Day
	if got := strings.Join(drawn[:15], " "); got != "here here here here rest rest away here here here here here here here here" {
		t.Errorf("Easter and summer time: %s", got)
	}
	o.Clock.Add(time.Date(2026, 10, 24, 23, 30, 0, 0, time.UTC).Sub(o.Clock.Now()))
	c.SignIn("linnea@bjorkvik.example")
	if got := c.Get("/app/roster/timeline").TextOf("h2#people"); got != "Personer, vecka 43–1" {
		t.Errorf("on the night on which summer time ends: %q", got)
	}
}

func TestTimelineOfAUnit(t *testing.T) {
	o := newTown(t)
	c := o.User(o.ctx, "Linnea", identity.Communications)
	r := c.Get("/app/roster/timeline?unit=" + o.library.ID.String() + "&from=2026-12-01")
	wantPage(t, r, http.StatusOK, "Biblioteket", "1 person")
	wantNot(t, r, "Jonas")
	if r.Value("from") != "2026-11-30" || r.Value("unit") != o.library.ID.String() {
		t.Errorf("chosen: %s %s", r.Value("from"), r.Value("unit"))
	}
	school := o.user("Rut", identity.Operations, o.school)
	r = school.Get("/app/roster/timeline")
	wantPage(t, r, http.StatusOK, "Jonas", "Sara")
	wantNot(t, r, "Bodil", "Boktips")
	r = school.Get("/app/roster/timeline?unit=" + o.library.ID.String())
	wantNot(t, r, "Bodil", "Boktips", "Biblioteket")
	wantPage(t, school.Get("/app/roster/timeline?from=0001-01-01&unit=x&show=%00"), http.StatusOK, "Personer, vecka 48–6")
	_, other := o.Tenant("asa")
	asa := o.User(other, "Frida", identity.Reader)
	r = asa.Get("/app/roster/timeline?unit=" + o.school.ID.String())
	wantPage(t, r, http.StatusOK, "Ingen har någon uppgift")
	wantNot(t, r, "Jonas", "Bergaskolan")
}

func TestSummerOfFortyPeople(t *testing.T) {
	o := newTown(t)
	for n := range 20 {
		o.account(fmt.Sprintf("Konto%02d", n), o.school)
	}
	for n := range 40 {
		name := fmt.Sprintf("Person%02d", n)
		o.person(name, o.school)
		o.assign(fmt.Sprintf("Konto%02d", n/2), name, []roster.Role{roster.Responsible, roster.Monitor}[n%2])
		o.assign(fmt.Sprintf("Konto%02d", (n/2+1)%20), name, roster.Cover)
	}
	for n := range 40 {
		cover := ""
		if n < 20 {
			cover = fmt.Sprintf("Person%02d", n+20)
		}
		o.away(fmt.Sprintf("Person%02d", n), fmt.Sprintf("2027-%02d-05", 6+n%2), fmt.Sprintf("2027-07-%02d", 10+n%15), cover)
	}
	c := o.User(o.ctx, "Linnea", identity.Communications)
	r := c.Get("/app/roster/timeline?from=2027-06-01&unit=" + o.school.ID.String())
	wantPage(t, r, http.StatusOK, "42 personer", "Personer, vecka 22–33")
	for n := range 40 {
		if drawn, _ := row(r, "people", fmt.Sprintf("Person%02d", n)); len(drawn) != 60 || !strings.Contains(strings.Join(drawn, " "), "away away away") {
			t.Errorf("Person%02d: %v", n, drawn)
		}
	}
	if rows := r.Select("section[aria-labelledby=words] tbody tr"); len(rows) != 42 {
		t.Errorf("%d people in words", len(rows))
	}
	list := c.Get("/app/roster/absences")
	wantPage(t, list, http.StatusOK, "40 frånvaroperioder")
	if shown := list.Select("section[aria-labelledby=found] li"); len(shown) != 8 {
		t.Errorf("%d findings over the list", len(shown))
	}
	all := c.Get("/app/roster/absences?found=all")
	if shown := all.Select("section[aria-labelledby=found] li"); len(shown) <= 8 {
		t.Errorf("%d findings when all are asked for", len(shown))
	}
}
