// Package webtest gives tests the whole web on a real database: the real router, real sessions, real pages.
package webtest

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"kanalkoll/internal/app"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/postgrestest"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
)

func init() { slog.SetDefault(slog.New(slog.DiscardHandler)) } // refused requests are what tests are about

// Now is when tests start: a Monday at noon, UTC.
var Now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// Password is everybody's in tests.
const Password = "granar doftar i regn"

// Site is a running web with a database of its own.
type Site struct {
	T     testing.TB
	App   *app.App
	Clock *clock.Manual
	URL   string
	codes int
}

// New starts a web without municipalities. Options change its settings first.
func New(t testing.TB, options ...func(*app.Config)) *Site {
	t.Helper()
	owner, appURL := postgrestest.Migrated(t)
	return Serve(t, &app.Database{AppURL: appURL, OwnerURL: owner}, options...)
}

// Serve starts a web on a database.
func Serve(t testing.TB, d *app.Database, options ...func(*app.Config)) *Site {
	t.Helper()
	cfg, err := app.LoadConfig([]string{"KANALKOLL_DATA_DIR=" + t.TempDir(), "DATABASE_URL=" + d.AppURL})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range options {
		o(&cfg)
	}
	clk := clock.Fixed(Now)
	a, err := app.New(t.Context(), cfg, d, clk, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(a.Handler())
	t.Cleanup(func() {
		srv.Close()
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return &Site{T: t, App: a, Clock: clk, URL: srv.URL}
}

// Tenant makes a municipality and gives the context in which its operator works.
func (s *Site) Tenant(slug string) (*tenant.Tenant, context.Context) {
	s.T.Helper()
	s.codes++
	code := []byte("0000")
	for i, n := 3, s.codes; n > 0; i, n = i-1, n/10 {
		code[i] = byte('0' + n%10)
	}
	ctx := identity.AsOperator(s.T.Context())
	t, err := s.App.Tenants.Add(ctx, tenant.New{Slug: slug, Code: string(code), Name: strings.ToUpper(slug[:1]) + slug[1:] + " kommun"})
	if err != nil {
		s.T.Fatal(err)
	}
	return t, app.InTenant(ctx, t)
}

// Unit makes a unit at the top of the context's municipality.
func (s *Site) Unit(ctx context.Context, name string) tenant.Unit {
	s.T.Helper()
	u, err := s.App.Tenants.AddUnit(ctx, name, [16]byte{})
	if err != nil {
		s.T.Fatal(err)
	}
	return u
}

// User makes a login <name>@<slug>.example with the role (in the units, or everywhere) and signs it in.
func (s *Site) User(ctx context.Context, name string, role identity.Role, units ...tenant.Unit) *Client {
	s.T.Helper()
	t := tenant.Of(ctx)
	email := strings.ToLower(name) + "@" + t.Slug + ".example"
	roles := []identity.RoleIn{{Role: role}}
	if len(units) > 0 {
		roles = nil
		for _, u := range units {
			roles = append(roles, identity.RoleIn{Role: role, UnitID: u.ID})
		}
	}
	if _, err := s.App.People.AddUser(ctx, identity.Person{Name: name, Email: email}, roles, Password); err != nil {
		s.T.Fatal(err)
	}
	c := s.Visitor(t.Slug)
	c.SignIn(email)
	return c
}

// Step takes a step of an account's life, also one that belongs to another room's act.
func (s *Site) Step(ctx context.Context, a *register.Account, name string, in register.StepInput) *register.Account {
	s.T.Helper()
	now := a
	err := s.App.DB.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		if now, err = register.LockTx(ctx, tx, a.ID); err != nil {
			return err
		}
		return s.App.Register.TakeTx(ctx, tx, now, name, in)
	})
	if err != nil {
		s.T.Fatalf("%s: %v", name, err)
	}
	return now
}

// Visitor gives a browser at the municipality's pages in which nobody is signed in.
func (s *Site) Visitor(slug string) *Client {
	s.T.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.T.Fatal(err)
	}
	return &Client{site: s, base: "/" + slug, http: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}}
}

// Client is one browser. It does not follow redirects.
type Client struct {
	site *Site
	base string // "/orebro"
	http *http.Client
}

// At gives the same browser, cookies and all, at another municipality's pages.
func (c *Client) At(slug string) *Client {
	other := *c
	other.base = "/" + slug
	return &other
}

// SignIn signs in with Password.
func (c *Client) SignIn(email string) {
	c.site.T.Helper()
	r := c.Post("/login", url.Values{"email": {email}, "password": {Password}})
	if r.Status != http.StatusSeeOther {
		c.site.T.Fatalf("signing in as %s: status %d\n%s", email, r.Status, r.Text())
	}
}

// Get asks for a page of the client's municipality.
func (c *Client) Get(path string) *Response { return c.do(http.MethodGet, path, nil, nil) }

// Post sends a form.
func (c *Client) Post(path string, form url.Values) *Response {
	return c.do(http.MethodPost, path, strings.NewReader(form.Encode()), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
}

// Do sends any request with any headers.
func (c *Client) Do(method, path string, body io.Reader, header http.Header) *Response {
	return c.do(method, path, body, header)
}

func (c *Client) do(method, path string, body io.Reader, header http.Header) *Response {
	c.site.T.Helper()
	req, err := http.NewRequestWithContext(c.site.T.Context(), method, c.site.URL+c.base+path, body)
	if err != nil {
		c.site.T.Fatal(err)
	}
	for k, v := range header {
		req.Header[k] = v
	}
	resp, err := c.http.Do(req)
	if err != nil {
		c.site.T.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // read to its end below
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		c.site.T.Fatal(err)
	}
	return &Response{t: c.site.T, Status: resp.StatusCode, Header: resp.Header, Body: string(raw)}
}

// Follow gets the page that a redirect leads to, else fails the test.
func (c *Client) Follow(r *Response) *Response {
	c.site.T.Helper()
	to := r.Header.Get("Location")
	if to == "" {
		c.site.T.Fatalf("status %d leads nowhere\n%s", r.Status, r.Text())
	}
	return c.do(http.MethodGet, strings.TrimPrefix(to, c.base), nil, nil)
}

// Response is what came back.
type Response struct {
	t      testing.TB
	Status int
	Header http.Header
	Body   string
}

func (r *Response) parse() *html.Node {
	r.t.Helper()
	n, err := html.Parse(strings.NewReader(r.Body))
	if err != nil {
		r.t.Fatal(err)
	}
	return n
}

// Select gives the elements that the CSS selector finds.
func (r *Response) Select(selector string) []*html.Node {
	r.t.Helper()
	return cascadia.QueryAll(r.parse(), cascadia.MustCompile(selector))
}

// TextOf gives the text of the first element the selector finds, white space folded; "" where there is none.
func (r *Response) TextOf(selector string) string {
	r.t.Helper()
	nodes := r.Select(selector)
	if len(nodes) == 0 {
		return ""
	}
	return Text(nodes[0])
}

// Text gives the page's visible text, white space folded.
func (r *Response) Text() string {
	r.t.Helper()
	return Text(r.parse())
}

// Value gives what the form control with the name holds.
func (r *Response) Value(name string) string {
	r.t.Helper()
	for _, n := range r.Select(`[name="` + name + `"]`) {
		switch n.Data {
		case "textarea":
			return textOf(n)
		case "select":
			for _, o := range cascadia.QueryAll(n, cascadia.MustCompile("option[selected]")) {
				return Attr(o, "value")
			}
			return ""
		default:
			if t := Attr(n, "type"); (t == "radio" || t == "checkbox") && !hasAttr(n, "checked") {
				continue
			}
			return Attr(n, "value")
		}
	}
	return ""
}

// Text gives an element's visible text, white space folded.
func Text(n *html.Node) string { return strings.Join(strings.Fields(textOf(n)), " ") }

func textOf(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	if n.Data == "script" || n.Data == "style" || n.Data == "head" {
		return ""
	}
	var b strings.Builder
	for c := range n.ChildNodes() {
		b.WriteString(textOf(c))
		if c.Type == html.ElementNode {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// Attr gives an attribute's value, "" where it is missing.
func Attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}
