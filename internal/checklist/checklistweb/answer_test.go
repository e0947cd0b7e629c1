package checklistweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/andybalholm/cascadia"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/webtest"
)

// filledForm gives what a browser without script would send of the form that the selector finds.
func filledForm(t testing.TB, r *webtest.Response, selector string) url.Values {
	t.Helper()
	forms := r.Select(selector)
	if len(forms) != 1 {
		t.Fatalf("%d forms %s, status %d\n%s", len(forms), selector, r.Status, r.Text())
	}
	v := url.Values{}
	for _, n := range cascadia.QueryAll(forms[0], cascadia.MustCompile("input[name], textarea[name], select[name]")) {
		name, kind := webtest.Attr(n, "name"), webtest.Attr(n, "type")
		switch {
		case n.Data == "textarea":
			text := ""
			if n.FirstChild != nil {
				text = strings.TrimPrefix(n.FirstChild.Data, "\n")
			}
			v.Add(name, text)
		case n.Data == "select":
			value := ""
			for _, o := range cascadia.QueryAll(n, cascadia.MustCompile("option[selected]")) {
				value = webtest.Attr(o, "value")
			}
			v.Add(name, value)
		case kind == "file":
		case kind == "radio" || kind == "checkbox":
			if cascadia.MustCompile("[checked]").Match(n) {
				v.Add(name, webtest.Attr(n, "value"))
			}
		default:
			v.Add(name, webtest.Attr(n, "value"))
		}
	}
	return v
}

// write puts an answer into the controls of a point's form.
func write(form url.Values, in checklist.Fields) url.Values {
	for key, v := range in {
		form.Del("f." + key + ".person")
		form.Del("f." + key + ".role")
		for _, w := range v.People {
			form.Add("f."+key+".person", w.ID.String())
			form.Add("f."+key+".role", w.Role)
		}
		if len(v.People) == 0 {
			form.Set("f."+key, v.Text)
		}
		if v.Reason != "" {
			form.Set("f."+key+".reason", v.Reason)
		}
	}
	return form
}

func pointForm(t testing.TB, c *webtest.Client, l *checklist.Checklist, key string) url.Values {
	t.Helper()
	return filledForm(t, c.Get(at(l, "/points/"+key)), `form[action$="/points/`+key+`"]`)
}

// put answers a point as a browser without script does: the page, then its form.
func put(t testing.TB, c *webtest.Client, l *checklist.Checklist, key string, in checklist.Fields) *webtest.Response {
	t.Helper()
	form := write(pointForm(t, c, l, key), in)
	form.Set("act", "next")
	return c.Post(at(l, "/points/"+key), form)
}

func (d *desk) begin() *checklist.Checklist {
	d.t.Helper()
	c, err := d.site.App.Checklists.Start(d.as("Sara"), checklist.StartInput{UnitID: d.unit.ID, Platform: "instagram"})
	d.must(err)
	return c
}

func (d *desk) now(l *checklist.Checklist, point string) checklist.Fields {
	d.t.Helper()
	s, err := d.site.App.Checklists.Get(d.ctx, l.ID)
	d.must(err)
	return s.Item(point).Answer.Fields
}

func TestBeginningWithSomethingWrongKeepsWhatWasTyped(t *testing.T) {
	d := newDesk(t)
	for what, tt := range map[string]struct {
		form url.Values
		at   string
	}{
		"nothing":          {url.Values{}, "unit"},
		"another's unit":   {url.Values{"unit": {d.unitB.ID.String()}, "platform": {"instagram"}, "name": {"Gatans konto"}}, "unit"},
		"a unit of nobody": {url.Values{"unit": {"x"}, "platform": {"instagram"}}, "unit"},
		"no channel":       {url.Values{"unit": {d.unit.ID.String()}, "name": {"Bergaskolans konto"}}, "address"},
		"a person's page":  {url.Values{"unit": {d.unit.ID.String()}, "address": {"https://www.linkedin.com/in/anna-berg"}, "name": {"Anna"}}, "address"},
		"an alike address": {url.Values{"unit": {d.unit.ID.String()}, "address": {"https://www.faceb00k.com/bergaskolan"}}, "address"},
		"other platform":   {url.Values{"unit": {d.unit.ID.String()}, "platform": {"instagram"}, "address": {"https://www.facebook.com/bergaskolan"}}, "address"},
	} {
		t.Run(what, func(t *testing.T) {
			r := d.sara.Post("/app/checklists/new", tt.form)
			status(t, what, r, http.StatusUnprocessableEntity)
			for name := range tt.form {
				if name == "unit" {
					continue // of others' units there is no choice
				}
				if got := r.Value(name); got != tt.form.Get(name) {
					t.Errorf("%s holds %q, typed was %q", name, got, tt.form.Get(name))
				}
			}
			links := r.Select(".errs a")
			if len(links) == 0 {
				t.Fatalf("no list of what is wrong\n%s", r.Text())
			}
			named := false
			for _, a := range links {
				id := strings.TrimPrefix(webtest.Attr(a, "href"), "#")
				for _, n := range r.Select(`[id="` + id + `"]`) {
					named = named || webtest.Attr(n, "name") == tt.at
				}
			}
			if !named {
				t.Errorf("nothing in the list leads to %s: %s", tt.at, r.TextOf(".errs"))
			}
		})
	}
	if list, _, err := d.site.App.Checklists.List(d.ctx, checklist.Filter{}); err != nil || len(list) != 0 {
		t.Errorf("%d checklists were begun: %v", len(list), err)
	}
}

func TestAWholeChecklistWithoutScript(t *testing.T) {
	d := newDesk(t)
	r := d.sara.Post("/app/checklists/new", url.Values{"unit": {d.unit.ID.String()}, "platform": {"instagram"}})
	status(t, "beginning", r, http.StatusSeeOther)
	list, _, err := d.site.App.Checklists.List(d.ctx, checklist.Filter{})
	d.must(err)
	l := list[0]
	r = d.sara.Follow(r)
	shows(t, r, "0 av 17")
	if n := len(r.Select(`a[href*="/points/terms"]`)); n > 0 && len(r.Select(".tasks a[href*='/points/terms']")) > 0 {
		t.Error("the terms can be answered before the channel is chosen")
	}
	s, err := d.site.App.Checklists.Get(d.ctx, l.ID)
	d.must(err)
	r = d.sara.Post(at(l, "/submit"), nil)
	status(t, "handing in nothing", r, http.StatusUnprocessableEntity)
	for _, it := range s.Items {
		links := r.Select(`.errs a[href="#point-` + it.Point.Key + `"]`)
		if len(links) != 1 || len(r.Select(`[id="point-`+it.Point.Key+`"]`)) != 1 {
			t.Errorf("the list of what is missing has %d links to %s", len(links), it.Point.Key)
		}
	}
	answers := d.filled()
	for i, it := range s.Items {
		r := put(t, d.sara, l, it.Point.Key, answers[it.Point.Key])
		status(t, it.Point.Key, r, http.StatusSeeOther)
		want := at(l, "")
		if i+1 < len(s.Items) {
			want = at(l, "/points/"+s.Items[i+1].Point.Key)
		}
		if got := r.Header.Get("Location"); got != "/bjorkvik"+want {
			t.Errorf("after %s it goes on to %s, want %s", it.Point.Key, got, want)
		}
		// What was typed stands in the form again.
		for key, v := range answers[it.Point.Key] {
			if got := d.now(l, it.Point.Key)[key]; got.Text != v.Text || got.Reason != v.Reason || len(got.People) != len(v.People) {
				t.Errorf("%s.%s holds %+v, want %+v", it.Point.Key, key, got, v)
			}
			if form := pointForm(t, d.sara, l, it.Point.Key); len(v.People) == 0 && form.Get("f."+key) != v.Text {
				t.Errorf("the form of %s has %q at %s", it.Point.Key, form.Get("f."+key), key)
			}
		}
	}
	shows(t, d.sara.Get(at(l, "")), "17 av 17")
	shows(t, d.sara.Get(at(l, "/submit")), "Väcka läslust", "Bergaskolans bibliotek")
	status(t, "handing in", d.sara.Post(at(l, "/submit"), nil), http.StatusSeeOther)
	status(t, "handing in twice", d.sara.Post(at(l, "/submit"), nil), http.StatusSeeOther)
	shows(t, d.sara.Get(at(l, "")), "Inskickad")
}

func TestWhatLacksIsSaidAndTheRestIsKept(t *testing.T) {
	d := newDesk(t)
	l := d.begin()
	r := put(t, d.sara, l, "message", checklist.Fields{"message": val("Nya\nböcker"), "agreement": val("no")})
	status(t, "no without why", r, http.StatusUnprocessableEntity)
	if r.Value("f.message") != "Nya\nböcker" || d.now(l, "message")["message"].Text != "Nya\nböcker" {
		t.Errorf("the form has %q", r.Value("f.message"))
	}
	for what, tt := range map[string]struct {
		point string
		in    checklist.Fields
		field string
	}{
		"a date":    {"terms", checklist.Fields{"read_on": val("igår"), "note": val("Läst av alla")}, "f.read_on"},
		"a link":    {"sender", checklist.Fields{"unit_page": val("bergaskolan"), "sender": val("logotype")}, "f.unit_page"},
		"too long":  {"goal", checklist.Fields{"goal": val("Mål"), "measure": val(strings.Repeat("å", 501))}, "f.measure"},
		"a rule":    {"sender", checklist.Fields{"unit_page": val("https://evil.example"), "sender": val("logotype"), "page_updated": val("yes")}, "f.unit_page"},
		"something": {"channel", checklist.Fields{"name": val("Namn"), "why_channel": val("")}, "f.why_channel"},
	} {
		r := put(t, d.sara, l, tt.point, tt.in)
		status(t, what, r, http.StatusUnprocessableEntity)
		for key, v := range tt.in {
			if got := r.Value("f." + key); got != v.Text {
				t.Errorf("%s: %s holds %q, typed was %q", what, key, got, v.Text)
			}
		}
		led := false
		for _, a := range r.Select(".errs a") {
			for _, n := range r.Select(`[id="` + strings.TrimPrefix(webtest.Attr(a, "href"), "#") + `"]`) {
				led = led || webtest.Attr(n, "name") == tt.field
			}
		}
		if !led {
			t.Errorf("%s: no link leads to %s: %s", what, tt.field, r.TextOf(".errs"))
		}
	}
}

func TestUnknownPointsAndFilesAreNotFound(t *testing.T) {
	d := newDesk(t)
	l := d.begin()
	for _, below := range []string{"/points/nosuch", "/points/nosuch/draft?seen=1", "/points/nosuch/person", "/files/x", "/files/" + l.ID.String(), "/versions/nosuch"} {
		status(t, below, d.sara.Get(at(l, below)), http.StatusNotFound)
	}
	for _, below := range []string{"/points/nosuch", "/points/nosuch/draft", "/points/nosuch/reply", "/points/nosuch/assign", "/points/nosuch/person", "/files/x/remove", "/files/" + l.ID.String() + "/remove"} {
		status(t, below, d.sara.Post(at(l, below), url.Values{"reply": {"x"}, "name": {"x"}}), http.StatusNotFound)
	}
	for _, id := range []string{"x", d.unit.ID.String()} {
		status(t, id, d.sara.Get("/app/checklists/"+id), http.StatusNotFound)
	}
}

func TestWhoHasThePointIsSaidAndAWithdrawnAccountsChecklistIsOver(t *testing.T) {
	d := newDesk(t)
	l := d.begin()
	r := d.sara.Follow(d.sara.Post(at(l, "/points/goal/assign"), url.Values{"assignee": {d.people[0].ID.String()}}))
	if want := "är lämnad till " + d.people[0].Name; !strings.Contains(r.Text(), want) {
		t.Errorf("the page does not say %q:\n%s", want, r.Text())
	}
	step := "/app/accounts/" + l.Ref + "/steps/withdraw"
	d.sara.Follow(d.sara.Post(step, url.Values{"version": {d.sara.Get(step).Value("version")}}))
	if text := d.sara.Get(at(l, "")).TextOf("main"); !strings.Contains(text, "Gäller inte längre") || strings.Contains(text, "Pågår") {
		t.Errorf("the page does not say that the checklist is over:\n%s", text)
	}
}
