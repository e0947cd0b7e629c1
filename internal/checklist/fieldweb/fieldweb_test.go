package fieldweb_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/andybalholm/cascadia"
	"github.com/google/uuid"
	"golang.org/x/net/html"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/checklist/fieldweb"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
)

var (
	roles = []checklist.Option{{Value: "main", Label: checklist.Text{SV: "Huvudansvarig"}}, {Value: "cover", Label: checklist.Text{SV: "Ersättare"}}}
	anna  = checklist.Who{ID: uuid.MustParse("11111111-1111-4111-8111-111111111111"), Role: "main"}
	bo    = checklist.Who{ID: uuid.MustParse("22222222-2222-4222-8222-222222222222"), Role: "cover", Name: "Bo Gren"}
)

// asked gives a field of each kind with an answer.
func asked() (*checklist.Point, checklist.Fields) {
	p := &checklist.Point{Key: "all"}
	values := checklist.Fields{}
	for _, c := range []struct {
		kind  checklist.Kind
		value checklist.Value
	}{{checklist.KindText, checklist.Value{Text: "En rad"}}, {checklist.KindLong, checklist.Value{Text: "Flera\nrader"}}, {checklist.KindYesNo, checklist.Value{Text: "no", Reason: "Därför"}},
		{checklist.KindChoice, checklist.Value{Text: "cover"}}, {checklist.KindPersons, checklist.Value{People: []checklist.Who{anna, bo}}}, {checklist.KindDate, checklist.Value{Text: "2026-12-03"}},
		{checklist.KindLink, checklist.Value{Text: "https://bjorkvik.example/x"}}, {checklist.KindFile, checklist.Value{}}} {
		f := checklist.Field{Key: string(c.kind), Kind: c.kind, Label: checklist.Text{SV: "Fält " + string(c.kind), EN: "Field " + string(c.kind)}, Hint: checklist.Text{SV: "Tips"}}
		if c.kind == checklist.KindChoice || c.kind == checklist.KindPersons {
			f.Options = roles
		}
		p.Fields = append(p.Fields, f)
		if !c.value.Empty() {
			values[f.Key] = c.value
		}
	}
	return p, values
}

func render(t *testing.T, props fieldweb.Props) *html.Node {
	t.Helper()
	var b strings.Builder
	if err := fieldweb.Control(props).Render(i18n.With(t.Context(), props.Lang), &b); err != nil {
		t.Fatal(err)
	}
	n, err := html.Parse(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func all(n *html.Node, selector string) []*html.Node {
	return cascadia.QueryAll(n, cascadia.MustCompile(selector))
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// sent gives what a browser would send of the controls.
func sent(n *html.Node) url.Values {
	form := url.Values{}
	for _, c := range all(n, "input[name], textarea[name], select[name]") {
		name := attr(c, "name")
		switch {
		case c.Data == "textarea":
			form.Add(name, strings.TrimPrefix(c.FirstChild.Data, "\n"))
		case c.Data == "select":
			value := ""
			for _, o := range all(c, "option[selected]") {
				value = attr(o, "value")
			}
			form.Add(name, value)
		case attr(c, "type") == "radio":
			for _, a := range c.Attr {
				if a.Key == "checked" {
					form.Add(name, attr(c, "value"))
				}
			}
		case attr(c, "type") != "file":
			form.Add(name, attr(c, "value"))
		}
	}
	return form
}

func TestWhatIsShownIsReadBack(t *testing.T) {
	point, values := asked()
	people := []page.OptionGroup{{Label: "Skola", Options: []page.Option{{Value: anna.ID.String(), Label: "Anna Ek"}}}} // Bo has left the directory
	form := url.Values{}
	for _, f := range point.Fields {
		n := render(t, fieldweb.Props{Field: f, Lang: i18n.Swedish, Value: values[f.Key], People: people})
		for k, v := range sent(n) {
			form[k] = v
		}
	}
	got := fieldweb.Read(form, point)
	want := checklist.Fields{}
	for k, v := range values {
		want[k] = v
	}
	want["persons"] = checklist.Value{People: []checklist.Who{anna, {ID: bo.ID, Role: bo.Role}}}
	if !got.Equal(want) {
		t.Errorf("read %v\nwant %v", got, want)
	}
}

func TestPeopleAreNamedWithoutScript(t *testing.T) {
	f := checklist.Field{Key: "monitors", Kind: checklist.KindPersons, Mandatory: true, Options: roles, Label: checklist.Text{SV: "Bevakare"}}
	n := render(t, fieldweb.Props{Field: f, Lang: i18n.Swedish, Value: checklist.Value{People: []checklist.Who{anna}}})
	if got := len(all(n, `select[name="f.monitors.person"]`)); got != 3 {
		t.Errorf("%d rows, want the one named and two empty", got)
	}
	if got := len(all(n, `button[name="act"][value="add_person:monitors"]`)); got != 1 {
		t.Errorf("%d buttons for more", got)
	}
	got := fieldweb.Read(url.Values{"f.monitors.person": {"", "no id", anna.ID.String(), anna.ID.String(), bo.ID.String()}, "f.monitors.role": {"main", "main", "main", "main"}},
		&checklist.Point{Fields: []checklist.Field{f}})
	want := checklist.Fields{"monitors": {People: []checklist.Who{anna, {ID: bo.ID}}}}
	if !got.Equal(want) {
		t.Errorf("read %v, want %v", got, want)
	}
}

func TestProblemsStandAtTheControl(t *testing.T) {
	point, values := asked()
	for _, f := range point.Fields {
		for _, prefix := range []string{"", "p1-"} {
			probs := page.ProblemsOf(t.Context(), fault.Invalid(fault.Bad(fieldweb.Name(f.Key, fieldweb.Answer), "fault.form")), prefix)
			if f.Kind == checklist.KindFile {
				probs = page.ProblemsOf(t.Context(), fault.Invalid(fault.Bad(fieldweb.Name(f.Key, fieldweb.File), "fault.form")), prefix)
			}
			n := render(t, fieldweb.Props{Field: f, Lang: i18n.English, Value: values[f.Key], Problems: probs, Prefix: prefix})
			control := all(n, "#"+probs[0].FieldID)
			if len(control) != 1 {
				t.Errorf("%s: the problem leads to %d controls %s", f.Kind, len(control), probs[0].FieldID)
				continue
			}
			if len(all(n, ".err .msg")) != 1 {
				t.Errorf("%s: the problem is not said at the field", f.Kind)
			}
			for _, c := range all(n, "[aria-describedby]") {
				for _, id := range strings.Fields(attr(c, "aria-describedby")) {
					if len(all(n, "#"+id)) != 1 {
						t.Errorf("%s: described by %s, which is not there once", f.Kind, id)
					}
				}
			}
		}
	}
}

func TestAFieldThatWaitsSaysForWhat(t *testing.T) {
	point := &checklist.Point{Fields: []checklist.Field{{Key: "c", Kind: checklist.KindChoice, Label: checklist.Text{SV: "Vem?"}, Options: roles},
		{Key: "more", Kind: checklist.KindText, Label: checklist.Text{SV: "Mer"}, When: &checklist.When{Field: "c", Is: "cover"}}}}
	var b strings.Builder
	props := func(f checklist.Field) fieldweb.Props { return fieldweb.Props{Field: f, Lang: i18n.Swedish} }
	if err := fieldweb.Controls(point, props).Render(i18n.With(t.Context(), i18n.Swedish), &b); err != nil {
		t.Fatal(err)
	}
	n, err := html.Parse(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	part := all(n, `[data-when="f.c"][data-is="cover"]`)
	if len(part) != 1 || len(all(part[0], `[name="f.more"]`)) != 1 || !strings.Contains(b.String(), "Besvaras när ”Vem?” är ”Ersättare”.") {
		t.Errorf("what waits is not told: %s", b.String())
	}
}

func TestAChoiceThatNeedNotBeMadeCanBeTakenBack(t *testing.T) {
	f := checklist.Field{Key: "c", Kind: checklist.KindChoice, Options: roles}
	value := checklist.Value{Text: "main"}
	if got := len(all(render(t, fieldweb.Props{Field: f, Lang: i18n.Swedish, Value: value}), `input[value=""]`)); got != 1 {
		t.Errorf("%d ways back", got)
	}
	f.Mandatory = true
	if got := len(all(render(t, fieldweb.Props{Field: f, Lang: i18n.Swedish, Value: value}), `input[value=""]`)); got != 0 {
		t.Errorf("%d empty answers where one must choose", got)
	}
}
