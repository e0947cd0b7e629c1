package registerweb_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
	"golang.org/x/net/html"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
	"kanalkoll/internal/webtest"
)

// place is a municipality with two units, the library below culture.
type place struct {
	*webtest.Site
	ctx              context.Context
	culture, library tenant.Unit
	rescue           tenant.Unit
}

func newPlace(t *testing.T) *place {
	t.Helper()
	s := webtest.New(t)
	_, ctx := s.Tenant("bjorkvik")
	s.App.Register.Require(register.HasChecklist, register.Holds) // other rooms' tests try these
	s.App.Register.Require(register.HasDuties, register.Holds)
	p := &place{Site: s, ctx: ctx, culture: s.Unit(ctx, "Kultur och fritid"), rescue: s.Unit(ctx, "Räddningstjänsten")}
	var err error
	if p.library, err = s.App.Tenants.AddUnit(ctx, "Biblioteken", p.culture.ID); err != nil {
		t.Fatal(err)
	}
	return p
}

// account registers an open account as the operator.
func (p *place) account(name, address string, unit tenant.Unit, change ...func(*register.Input)) *register.Account {
	p.T.Helper()
	return p.add(name, address, unit, true, change...)
}

func (p *place) add(name, address string, unit tenant.Unit, open bool, change ...func(*register.Input)) *register.Account {
	p.T.Helper()
	in := register.Input{Address: address, Name: name, UnitID: unit.ID.String(), Contact: "expeditionen"}
	for _, c := range change {
		c(&in)
	}
	a, err := p.App.Register.Add(p.ctx, in, open)
	if err != nil {
		p.T.Fatal(err)
	}
	return a
}

// staff gives an account people who watch it.
func (p *place) staff(a *register.Account, names ...string) {
	p.T.Helper()
	for _, name := range names {
		if _, err := p.App.Rosters.AssignNew(p.ctx, a.Ref, identity.Person{Name: name}, roster.AssignInput{Role: string(roster.Monitor)}); err != nil {
			p.T.Fatal(err)
		}
	}
}

// person gives the id of somebody in the directory.
func (p *place) person(name string) uuid.UUID {
	p.T.Helper()
	people, err := p.App.People.People(p.ctx, name)
	if err != nil || len(people) != 1 {
		p.T.Fatalf("%d people called %s (%v)", len(people), name, err)
	}
	return people[0].ID
}

// reach takes an account from draft to a state by the shortest way.
func (p *place) reach(a *register.Account, to register.Status) *register.Account {
	p.T.Helper()
	ways := map[register.Status][]string{
		register.Draft: nil, register.Submitted: {"submit"}, register.Returned: {"submit", "return"}, register.Approved: {"submit", "approve"},
		register.Active: {"submit", "approve", "open"}, register.Closing: {"submit", "approve", "open", "start_closing"},
		register.Closed: {"submit", "approve", "open", "close"}, register.Rejected: {"submit", "reject"}, register.Withdrawn: {"withdraw"},
	}
	for _, step := range ways[to] {
		a = p.Step(p.ctx, a, step, register.StepInput{ClosingReason: "Få läser det.", ClosingOn: "2027-01-15", FinalCapture: "waived", FinalCaptureNote: "Inget att spara."})
	}
	return a
}

func wantStatus(t *testing.T, r *webtest.Response, status int) {
	t.Helper()
	if r.Status != status {
		t.Fatalf("status %d, want %d\n%s", r.Status, status, r.Text())
	}
}

func wantText(t *testing.T, r *webtest.Response, texts ...string) {
	t.Helper()
	page := r.Text()
	for _, text := range texts {
		if !strings.Contains(strings.ReplaceAll(page, "\u00a0", " "), text) {
			t.Errorf("the page does not say %q:\n%s", text, page)
		}
	}
}

func wantNoText(t *testing.T, r *webtest.Response, texts ...string) {
	t.Helper()
	page := r.Text()
	for _, text := range texts {
		if strings.Contains(page, text) {
			t.Errorf("the page says %q", text)
		}
	}
}

// form gives what a browser would send of the page's form that posts to an account or a step.
func form(r *webtest.Response) url.Values {
	f := url.Values{}
	for _, n := range r.Select("main form [name]") {
		name := webtest.Attr(n, "name")
		if n.Data == "button" || f.Has(name) {
			continue
		}
		f.Set(name, r.Value(name))
	}
	return f
}

// names gives the accounts of a list in their order.
func names(r *webtest.Response) []string {
	var list []string
	for _, n := range r.Select("tbody th a") {
		list = append(list, webtest.Text(n))
	}
	return list
}

func TestListSearchesFiltersAndSorts(t *testing.T) {
	p := newPlace(t)
	p.account("Biblioteket", "facebook.com/bjorkviksbibliotek", p.library, func(in *register.Input) { in.Purpose = "Läslust"; in.OpenedOn = "2011-01-24" })
	p.account("Åskar och blixtar", "instagram.com/bjorkvik_rtj", p.rescue, func(in *register.Input) { in.OpenedOn = "2019-05-06"; in.Contact = "" })
	p.reach(p.add("Sommarlov", "youtube.com/@sommarlovbjorkvik", p.culture, false), register.Closed)
	p.add("Musikskolan", "tiktok.com/@bjorkviksmusik", p.culture, false)
	c := p.User(p.ctx, "Linnea", identity.Communications)

	for _, tt := range []struct {
		query string
		want  []string
	}{
		{"", []string{"Biblioteket", "Musikskolan", "Sommarlov", "Åskar och blixtar"}},
		{"?sort=-name", []string{"Åskar och blixtar", "Sommarlov", "Musikskolan", "Biblioteket"}},
		{"?sort=opened", []string{"Biblioteket", "Åskar och blixtar", "Sommarlov", "Musikskolan"}},
		{"?sort=nonsense", []string{"Biblioteket", "Musikskolan", "Sommarlov", "Åskar och blixtar"}},
		{"?q=LÄSLUST", []string{"Biblioteket"}},
		{"?q=bjorkvik_rtj", []string{"Åskar och blixtar"}},
		{"?platform=youtube", []string{"Sommarlov"}},
		{"?platform=myspace", []string{"Biblioteket", "Musikskolan", "Sommarlov", "Åskar och blixtar"}},
		{"?status=open", []string{"Biblioteket", "Åskar och blixtar"}},
		{"?status=coming", []string{"Musikskolan"}},
		{"?status=closed", []string{"Sommarlov"}},
		{"?unit=" + p.culture.ID.String(), []string{"Biblioteket", "Musikskolan", "Sommarlov"}}, // with what lies below
		{"?lacks=contact&status=open", []string{"Åskar och blixtar"}},
		{"?lacks=purpose&status=open", []string{"Åskar och blixtar"}},
		{"?q=%00&page=-3", nil},
		{"?page=99999999999999999999&unit=%27%3B--", []string{"Biblioteket", "Musikskolan", "Sommarlov", "Åskar och blixtar"}},
	} {
		r := c.Get("/app/accounts" + tt.query)
		wantStatus(t, r, http.StatusOK)
		var got []string
		for _, n := range names(r) {
			got = append(got, strings.TrimSpace(n[:strings.LastIndex(n, " på ")]))
		}
		if fmt.Sprint(got) != fmt.Sprint(tt.want) {
			t.Errorf("%s: %v, want %v", tt.query, got, tt.want)
		}
	}

	r := c.Get("/app/accounts")
	if got := r.TextOf("h2#accounts"); got != "4 konton" {
		t.Errorf("heading of the table: %q", got)
	}
	wantText(t, r, "2 öppna", "1 på väg in", "1 avslutat", "1 saknar kontakt")
	if got := r.TextOf(".next a.btn"); got != "Visa dem som saknar kontakt" {
		t.Errorf("next step: %q", got)
	}
	if n := len(r.Select(".btn.go")); n != 1 {
		t.Errorf("%d filled buttons, want 1", n)
	}
	if got := len(r.Select("tr.off")); got != 1 {
		t.Errorf("%d grey rows, want the closed one", got)
	}
	r = c.Get("/app/accounts?q=finnsinte")
	wantText(t, r, "Inget konto passar det du valt.", "0 av 4 konton")
	if got := r.TextOf(".empty a"); got != "Visa alla konton" {
		t.Errorf("way out of an empty list: %q", got)
	}
	if r.Value("q") != "finnsinte" {
		t.Error("the search is not kept in its field")
	}
}

func TestListIsPaged(t *testing.T) {
	p := newPlace(t)
	for i := range 120 {
		p.account(fmt.Sprintf("Konto %03d", i), fmt.Sprintf("facebook.com/bjorkvik.enhet%03d", i), p.rescue)
	}
	c := p.User(p.ctx, "Linnea", identity.Communications)
	r := c.Get("/app/accounts?sort=name&page=3")
	got := names(r)
	if len(got) != 20 || !strings.HasPrefix(got[0], "Konto 100") {
		t.Errorf("page 3 has %d accounts from %q", len(got), got[:min(1, len(got))])
	}
	if r := c.Get("/app/accounts?page=50"); !strings.HasPrefix(names(r)[0], "Konto 100") {
		t.Errorf("a page past the end does not show the last one but %q", names(r)[:1])
	}
	if href := webtest.Attr(c.Get("/app/accounts?status=open").Select(".pages a[rel=next]")[0], "href"); href != "/bjorkvik/app/accounts?page=2&status=open" {
		t.Errorf("next page is %s: the filter must stay", href)
	}
}

func TestEmptyRegister(t *testing.T) {
	p := newPlace(t)
	r := p.User(p.ctx, "Linnea", identity.Communications).Get("/app/accounts")
	if got := r.TextOf(".next a.btn"); got != "Importera en fil" {
		t.Errorf("next step: %q", got)
	}
	if got := webtest.Attr(r.Select(".empty a")[0], "href"); got != "/bjorkvik/app/accounts/new" {
		t.Errorf("empty list leads to %q", got)
	}
	r = p.User(p.ctx, "Rolf", identity.Reader).Get("/app/accounts")
	wantText(t, r, "Inga konton är registrerade än.")
	if len(r.Select(".next, .empty a")) != 0 {
		t.Error("a reader is asked to begin")
	}
}

func TestOperationsSeeTheirUnitsOnly(t *testing.T) {
	p := newPlace(t)
	own := p.account("Biblioteket", "facebook.com/bjorkviksbibliotek", p.library)
	other := p.account("Räddningstjänsten", "instagram.com/bjorkvik_rtj", p.rescue)
	c := p.User(p.ctx, "Sara", identity.Operations, p.culture) // the library lies below
	r := c.Get("/app/accounts")
	if got := r.TextOf("h1"); got != "Våra konton" {
		t.Errorf("h1 %q", got)
	}
	wantText(t, r, "Biblioteket", "1 konto")
	wantNoText(t, r, "Räddningstjänsten")
	wantStatus(t, c.Get("/app/accounts/"+own.Ref), http.StatusOK)
	missing := c.Get("/app/accounts/k9999")
	for _, path := range []string{"", "/history", "/edit", "/steps/submit"} {
		r := c.Get("/app/accounts/" + other.Ref + path)
		wantStatus(t, r, http.StatusNotFound)
		if r.TextOf("main") != missing.TextOf("main") {
			t.Errorf("%s: the page tells another unit's account from one that does not exist", path)
		}
	}
	f := form(c.Get("/app/accounts/" + own.Ref + "/edit"))
	wantStatus(t, c.Post("/app/accounts/"+other.Ref+"/edit", f), http.StatusNotFound)
	// Another's account and another's unit: neither its name nor a way to give it away.
	f.Set("address", "instagram.com/bjorkvik_rtj")
	f.Set("platform", "")
	f.Set("unit", p.rescue.ID.String())
	r = c.Post("/app/accounts/"+own.Ref+"/edit", f)
	wantStatus(t, r, http.StatusUnprocessableEntity)
	wantText(t, r, "Välj en av dina egna verksamheter.")
	f.Set("unit", p.library.ID.String())
	r = c.Post("/app/accounts/"+own.Ref+"/edit", f)
	wantStatus(t, r, http.StatusUnprocessableEntity)
	wantText(t, r, "Ett konto med den adressen är redan registrerat.")
	wantNoText(t, r, other.Ref)
}

func TestWhoMayOpenThePages(t *testing.T) {
	p := newPlace(t)
	a := p.account("Biblioteket", "facebook.com/bjorkviksbibliotek", p.library)
	paths := []string{"", "/new", "/" + a.Ref, "/" + a.Ref + "/history", "/" + a.Ref + "/edit", "/" + a.Ref + "/steps/close"}
	visitor := p.Visitor("bjorkvik")
	for _, path := range paths {
		r := visitor.Get("/app/accounts" + path)
		if r.Status != http.StatusSeeOther || !strings.HasPrefix(r.Header.Get("Location"), "/bjorkvik/login") {
			t.Errorf("%s without a session: %d to %q", path, r.Status, r.Header.Get("Location"))
		}
	}
	for _, tt := range []struct {
		role identity.Role
		want [6]int
	}{
		{identity.Admin, [6]int{200, 200, 200, 200, 200, 200}},
		{identity.Communications, [6]int{200, 200, 200, 200, 200, 200}},
		{identity.Operations, [6]int{200, 403, 200, 200, 200, 403}},
		{identity.Archivist, [6]int{200, 403, 200, 200, 403, 403}},
		{identity.Registrar, [6]int{200, 403, 200, 200, 403, 403}},
		{identity.Reader, [6]int{200, 403, 200, 200, 403, 403}},
	} {
		c := p.User(p.ctx, string(tt.role), tt.role)
		for i, path := range paths {
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				r := c.Do(method, "/app/accounts"+path, nil, nil)
				if r.Status != tt.want[i] {
					t.Errorf("%s, %s %s: %d, want %d", tt.role, method, path, r.Status, tt.want[i])
				}
				if method == http.MethodHead && r.Body != "" {
					t.Errorf("HEAD %s has a body", path)
				}
			}
		}
	}
	// Somebody of another municipality guesses.
	_, elsewhere := p.Tenant("orebro")
	stranger := p.User(elsewhere, "Otto", identity.Admin)
	wantStatus(t, stranger.Get("/app/accounts/"+a.Ref), http.StatusNotFound)
	wantStatus(t, stranger.Get("/app/accounts/k0001%00"), http.StatusNotFound)
	wantStatus(t, stranger.Get("/app/accounts/%ff%fe"), http.StatusNotFound)
}

func text(n *html.Node) string { return webtest.Text(n) }
