package page

import (
	"bytes"
	"context"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
)

func render(t *testing.T, ctx context.Context, c templ.Component) *html.Node {
	t.Helper()
	var buf bytes.Buffer
	if err := c.Render(ctx, &buf); err != nil {
		t.Fatal(err)
	}
	doc, err := html.Parse(&buf)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func all(doc *html.Node, selector string) []*html.Node {
	return cascadia.QueryAll(doc, cascadia.MustCompile(selector))
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func text(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(n)
	return strings.Join(strings.Fields(b.String()), " ")
}

func staffContext(lang string) context.Context {
	return WithChrome(i18n.With(context.Background(), lang), &Chrome{
		Brand: "Björkvik", BrandHref: "/", Person: "Linnea Forsberg", LogoutHref: "/logout", LangHref: "?lang=en", SelfHref: "/self",
		BellHref: "/bell", BellCount: 3, Flash: "Punkt 10 är sparad.", Demo: true, RequestID: "abc-1",
		Nav: []NavGroup{{Items: []NavItem{{Label: "I dag", Href: "/", Current: true, Count: 9, Late: 3}, {Label: "Importera", Href: "/i", Count: -1}}}},
	})
}

// What holds for every component: ids are unique and references lead somewhere, every control has a name for
// screen readers, every glyph exists, nothing is styled inline, and no sentence is missing in either language.
func TestGuideHoldsTogether(t *testing.T) {
	for _, lang := range i18n.Languages {
		for name, c := range map[string]templ.Component{"staff": Styleguide(), "public": StyleguidePublic()} {
			doc := render(t, staffContext(lang), c)
			if got := attr(all(doc, "html")[0], "lang"); got != lang {
				t.Errorf("%s: lang %q, want %q", name, got, lang)
			}
			ids := map[string]bool{}
			for _, n := range all(doc, "[id]") {
				if id := attr(n, "id"); ids[id] {
					t.Errorf("%s: id %s stands twice", name, id)
				} else {
					ids[id] = true
				}
			}
			for _, n := range all(doc, "[aria-describedby], [aria-labelledby], label[for], [popovertarget]") {
				for _, key := range []string{"aria-describedby", "aria-labelledby", "for", "popovertarget"} {
					for id := range strings.FieldsSeq(attr(n, key)) {
						if !ids[id] {
							t.Errorf("%s: %s leads to %q, which does not exist", name, key, id)
						}
					}
				}
			}
			for _, n := range all(doc, "use, .errs a") {
				if id := strings.TrimPrefix(attr(n, "href"), "#"); !ids[id] {
					t.Errorf("%s: #%s does not exist", name, id)
				}
			}
			for _, n := range all(doc, "input:not([type=hidden]), select, textarea") {
				labelled := len(all(doc, `label[for="`+attr(n, "id")+`"]`)) > 0
				for p := n.Parent; p != nil && !labelled; p = p.Parent {
					labelled = p.Data == "label"
				}
				if !labelled {
					t.Errorf("%s: control %s has no label", name, attr(n, "name"))
				}
			}
			if n := len(all(doc, "[style]")); n > 0 {
				t.Errorf("%s: %d inline styles", name, n)
			}
			if got := text(doc); strings.Contains(got, "[page.") || strings.Contains(got, "[fault.") {
				t.Errorf("%s in %s: a sentence is missing", name, lang)
			}
			if n := len(all(doc, "h1")); n != 1 {
				t.Errorf("%s: %d h1", name, n)
			}
		}
	}
}

func TestShellSaysWhatIsWrongFirst(t *testing.T) {
	probs := ProblemsOf(context.Background(), fault.Invalid(fault.Bad("name", "page.colour_pale")), "")
	page := StaffShell(Head{H1: "Lägg till konto", Problems: probs})
	doc := render(t, staffContext("sv"), page)
	if got := text(all(doc, "title")[0]); got != "Fel: Lägg till konto – Kanalkoll" {
		t.Errorf("title %q", got)
	}
	summary := all(doc, "main .errs[role=alert][tabindex='-1'] a")
	if len(summary) != 1 || attr(summary[0], "href") != "#name" {
		t.Errorf("problems: %v", summary)
	}
	if len(all(doc, ".errs ~ .head h1")) != 1 {
		t.Error("the problems do not stand before the h1")
	}
	calm := render(t, staffContext("sv"), StaffShell(Head{H1: "Lägg till konto"}))
	if got := text(all(calm, "title")[0]); got != "Lägg till konto – Kanalkoll" {
		t.Errorf("title %q", got)
	}
	if len(all(calm, ".errs, .next")) != 0 {
		t.Error("a page without problems and next step shows them")
	}
}

func TestFieldTiesHintAndErrorToControl(t *testing.T) {
	ctx := i18n.With(context.Background(), "sv")
	probs := Problems{{Name: "opened", FieldID: "opened", Text: "Skriv ett datum"}, {Name: "role", FieldID: "role", Text: "Välj"}}
	doc := render(t, ctx, Input(Field{Name: "opened", Label: "Öppnat", Hint: "Till exempel", Value: `"><b>`, Problems: probs}))
	input := all(doc, "input#opened")[0]
	if attr(input, "aria-invalid") != "true" || attr(input, "aria-describedby") != "opened-hint opened-error" || attr(input, "value") != `"><b>` {
		t.Errorf("input: %v", input.Attr)
	}
	if got := text(all(doc, "#opened-error")[0]); got != "Skriv ett datum" {
		t.Errorf("message %q", got)
	}
	fine := all(render(t, ctx, Input(Field{Name: "name", Label: "Namn", Problems: probs})), "input")[0]
	if attr(fine, "aria-invalid") != "" || attr(fine, "aria-describedby") != "" {
		t.Errorf("a field without problems: %v", fine.Attr)
	}
	radios := render(t, ctx, Radios(Field{Name: "role", Label: "Uppgift", Options: guideOptions, Value: "b", Problems: probs}))
	if len(all(radios, "fieldset.err[aria-describedby='role-error'] legend")) != 1 || len(all(radios, "#role[value=a]")) != 1 {
		t.Error("radios: the list of problems does not lead to the first of the group")
	}
	if checked := all(radios, "input[checked]"); len(checked) != 1 || attr(checked[0], "value") != "b" {
		t.Errorf("radios: chosen %v", checked)
	}
	password := all(render(t, ctx, Input(Field{Name: "p", Label: "Lösenord", Type: "password", Value: "hemligt"})), "input")[0]
	if attr(password, "value") != "" {
		t.Error("a password is sent back to the page")
	}
}

func TestSignOutIsSent(t *testing.T) {
	doc := render(t, staffContext("sv"), StaffShell(Head{H1: "I dag"}))
	if len(all(doc, "form[method=post][action='/logout'] button")) != 1 {
		t.Error("signing out is not a POST")
	}
	if got := text(all(doc, ".menu a[aria-current=page] .n")[0]); got != "3 av 9" {
		t.Errorf("count in the menu %q", got)
	}
	if got := all(doc, "a.skip")[0]; attr(got, "href") != "#main" || len(all(doc, "main#main")) != 1 {
		t.Error("the skip link does not lead to the content")
	}
}

func TestErrorPageGivesWordsAndAWayBack(t *testing.T) {
	internal := render(t, staffContext("sv"), ErrorPage(&fault.Error{Key: "fault.internal"}))
	if len(all(internal, ".staff")) != 1 || !strings.Contains(text(all(internal, "main")[0]), "abc-1") {
		t.Error("staff get no frame or no case number")
	}
	public := render(t, WithChrome(context.Background(), &Chrome{Brand: "X", BrandHref: "/x", RequestID: "abc-1"}), ErrorPage(fault.NotFound()))
	main := all(public, "main")[0]
	if len(all(public, ".staff")) != 0 || strings.Contains(text(main), "abc-1") {
		t.Error("visitors get the staff frame, or a number for what is not our fault")
	}
	if len(all(main, "a[href='/x']")) != 1 {
		t.Error("no way back")
	}
	w := httptest.NewRecorder()
	Fail(w, httptest.NewRequest("GET", "/", nil), fault.Forbidden())
	if w.Code != 403 || !strings.Contains(w.Body.String(), i18n.In("sv", "fault.forbidden_title")) {
		t.Errorf("Fail: %d", w.Code)
	}
}

func TestProblemsOf(t *testing.T) {
	ctx := context.Background()
	if ps := ProblemsOf(ctx, nil, ""); len(ps) != 0 {
		t.Errorf("no fault: %v", ps)
	}
	ps := ProblemsOf(ctx, fault.Conflict("fault.busy"), "")
	if len(ps) != 1 || ps[0].Text == "" || ps[0].FieldID != "" {
		t.Errorf("a fault without fields: %v", ps)
	}
	ps = ProblemsOf(ctx, fault.Invalid(fault.Bad("rows[3].name", "page.colour_pale"), fault.Bad("x", "page.colour_format")), "a-")
	if ps[0].FieldID != "a-rows-3--name" || ps.For("x") == "" || ps.For("y") != "" || ps.For("") != "" {
		t.Errorf("%v", ps)
	}
}

func TestPagerNumbers(t *testing.T) {
	for _, c := range []struct {
		page, pages int
		want        []int
	}{
		{1, 1, []int{1}},
		{1, 2, []int{1, 2}},
		{1, 12, []int{1, 2, 0, 12}},
		{4, 12, []int{1, 2, 3, 4, 5, 0, 12}},
		{6, 12, []int{1, 0, 5, 6, 7, 0, 12}},
		{12, 12, []int{1, 0, 11, 12}},
	} {
		got := Pager{Page: c.page, Pages: c.pages}.numbers()
		if len(got) != len(c.want) {
			t.Errorf("page %d of %d: %v, want %v", c.page, c.pages, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("page %d of %d: %v, want %v", c.page, c.pages, got, c.want)
				break
			}
		}
	}
}

// Every part that exists is seen, and nothing lies outside the bar.
func TestBarsShowEveryPart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ns := rapid.SliceOfN(rapid.IntRange(0, 100_000), 1, 4).Draw(t, "parts")
		var parts []Part
		some := 0
		for _, n := range ns {
			parts = append(parts, Part{Done, n})
			if n > 0 {
				some++
			}
		}
		rs := rects(parts)
		if some > 0 && len(rs) != some {
			t.Fatalf("%d parts drawn, want %d", len(rs), some)
		}
		end := 0.0
		for _, r := range rs {
			x, w := number(t, r.x), number(t, r.width)
			if w < 1.4 || x < end-0.02 {
				t.Fatalf("%v", rs)
			}
			end = x + w
		}
		if end > 100.1 || end < 99.9 {
			t.Fatalf("the bar ends at %v: %v", end, rs)
		}
	})
}

func TestReadDateParts(t *testing.T) {
	for in, want := range map[string]struct {
		date string
		ok   bool
	}{
		"||": {"", true}, "24|1|2011": {"2011-01-24", true}, " 24 |01| 2011": {"2011-01-24", true},
		"30|2|2011": {"", false}, "24|1|11": {"", false}, "24||2011": {"", false}, "x|1|2011": {"", false}, "-4|1|2011": {"2011-01-04", true},
	} {
		p := strings.Split(in, "|")
		got, typed, ok := ReadDateParts(url.Values{"o_day": {p[0]}, "o_month": {p[1]}, "o_year": {p[2]}}, "o")
		if got.String() != want.date || ok != want.ok {
			t.Errorf("%q: %v %v, want %v", in, got, ok, want)
		}
		if f := (Field{Value: typed}); !ok && f.part(0) != strings.TrimSpace(p[2]) {
			t.Errorf("%q: the typed year is lost: %q", in, typed)
		}
	}
}

func number(t *rapid.T, s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
