package checklistweb_test

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
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

func TestTheConflictPageShowsTheirsBesideMine(t *testing.T) {
	d := newDesk(t)
	l := d.begin()
	mine := write(pointForm(t, d.sara, l, "goal"), checklist.Fields{"goal": val("Saras mål"), "measure": val("")})
	status(t, "Linnea", put(t, d.linnea, l, "goal", checklist.Fields{"goal": val("Linneas mål"), "measure": val("Linneas mått")}), http.StatusSeeOther)
	r := d.sara.Post(at(l, "/points/goal"), mine)
	status(t, "Sara", r, http.StatusConflict)
	shows(t, r, "Linnea")
	cells := r.Select(".conflict ~ table td")
	if len(cells) != 2 || webtest.Text(cells[0]) != "Linneas mål" || webtest.Text(cells[1]) != "Saras mål" {
		t.Errorf("the comparison has %d cells: %s", len(cells), r.TextOf(".conflict ~ table"))
	}
	if r.Value("f.goal") != "Saras mål" || r.Value("f.measure") != "Linneas mått" {
		t.Errorf("the form holds %q and %q, want mine, and theirs where I typed nothing", r.Value("f.goal"), r.Value("f.measure"))
	}
	if got := d.now(l, "goal"); got["goal"].Text != "Linneas mål" {
		t.Errorf("the answer is %v before I have chosen", got)
	}
	again := filledForm(t, r, `form[action$="/points/goal"]`)
	status(t, "chosen", d.sara.Post(at(l, "/points/goal"), again), http.StatusSeeOther)
	if got := d.now(l, "goal"); got["goal"].Text != "Saras mål" || got["measure"].Text != "Linneas mått" {
		t.Errorf("the answer is %v afterwards", got)
	}
}

func TestAFieldThatTheyEmptiedStaysEmptyInMyConflict(t *testing.T) {
	d := newDesk(t)
	l := d.begin()
	put(t, d.sara, l, "goal", checklist.Fields{"goal": val("Mål"), "measure": val("Mått")})
	mine := write(pointForm(t, d.sara, l, "goal"), checklist.Fields{"goal": val("Saras mål")})
	put(t, d.linnea, l, "goal", checklist.Fields{"goal": val("Linneas mål"), "measure": val("")})
	r := d.sara.Post(at(l, "/points/goal"), mine)
	status(t, "Sara", r, http.StatusConflict)
	if r.Value("f.measure") != "" {
		t.Errorf("what Linnea took away is back: %q", r.Value("f.measure"))
	}
}

func TestARefusedFormStillCountsFromWhatItHeld(t *testing.T) {
	d := newDesk(t)
	l := d.begin()
	mine := write(pointForm(t, d.sara, l, "goal"), checklist.Fields{"goal": val("Saras mål"), "measure": val(strings.Repeat("å", 501))})
	put(t, d.linnea, l, "goal", checklist.Fields{"goal": val("Linneas mål")})
	r := d.sara.Post(at(l, "/points/goal"), mine)
	status(t, "too long", r, http.StatusUnprocessableEntity)
	better := filledForm(t, r, `form[action$="/points/goal"]`)
	better.Set("f.measure", "kort")
	status(t, "mended", d.sara.Post(at(l, "/points/goal"), better), http.StatusConflict)
	if got := d.now(l, "goal"); got["goal"].Text != "Linneas mål" || got["measure"].Text != "kort" {
		t.Errorf("the answer is %v: Linnea's was written over unseen", got)
	}
}

func TestWhatIsTypedTooLateIsKeptAndShown(t *testing.T) {
	d := newDesk(t)
	l := d.begin()
	for point, f := range d.filled() {
		d.answer("Sara", l.ID, point, f)
	}
	late := write(pointForm(t, d.sara, l, "records"), checklist.Fields{"registration": val("Skrivet för sent. " + strings.Repeat("Mycket att säga. ", 100))})
	_, err := d.site.App.Checklists.Submit(d.as("Linnea"), l.ID)
	d.must(err)
	r := d.sara.Post(at(l, "/points/records"), late)
	status(t, "too late", r, http.StatusConflict)
	shows(t, r, strings.TrimSpace(late.Get("f.registration")), "Registratorn")
	if got := d.now(l, "records")["registration"].Text; got != "Registratorn" {
		t.Errorf("the answer is %q", got)
	}
	shows(t, d.sara.Get(at(l, "/versions/records")), "Skrivet för sent.")
}

type draft struct {
	State  string
	Seen   int
	Base   map[string]checklist.Value
	Values map[string]string
	News   string
	Theirs []struct{ Label, Text string }
	Stop   bool
}

func readDraft(t *testing.T, what string, r *webtest.Response, want int) draft {
	t.Helper()
	status(t, what, r, want)
	var d draft
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") || json.Unmarshal([]byte(r.Body), &d) != nil {
		t.Fatalf("%s: %s %s", what, r.Header.Get("Content-Type"), r.Body)
	}
	return d
}

func TestSavingWhileTyping(t *testing.T) {
	d := newDesk(t)
	l := d.begin()
	where := at(l, "/points/sender/draft")
	mine := write(pointForm(t, d.sara, l, "sender"), checklist.Fields{"sender": val("logotype"), "unit_page": val("")})
	a := readDraft(t, "saved", d.sara.Post(where, mine), http.StatusOK)
	if a.Seen != 1 || a.Stop || a.News != "" || a.Base["sender"].Text != "logotype" || !strings.HasPrefix(a.State, "Utkast sparat") {
		t.Errorf("saved: %+v", a)
	}
	put(t, d.linnea, l, "sender", checklist.Fields{"sender": val("own_symbol"), "unit_page": val("https://www.bjorkvik.example/x"), "part_sentence": val("")})

	n := readDraft(t, "newer", d.sara.Get(where+"?seen=1"), http.StatusOK)
	if n.News == "" || n.Values["f.unit_page"] != "https://www.bjorkvik.example/x" {
		t.Errorf("newer: %+v", n)
	}
	if _, named := n.Base["sender"]; named {
		t.Error("the choice counts as seen, though no script can write it into the form")
	}
	if n := readDraft(t, "the same", d.linnea.Get(where+"?seen=1"), http.StatusOK); n.News != "" {
		t.Errorf("Linnea is told of her own: %+v", n)
	}
	status(t, "no version", d.sara.Get(where), http.StatusNotFound)

	// Sara types in another field. What Linnea chose stays, in the answer and in what the form counts from.
	mine.Set("seen", "1")
	raw, err := json.Marshal(a.Base)
	d.must(err)
	mine.Set("base", string(raw))
	mine.Set("f.page_updated", "yes")
	a = readDraft(t, "merged", d.sara.Post(where, mine), http.StatusOK)
	_, named := a.Base["sender"]
	if a.Stop || a.News == "" || a.Values["f.unit_page"] == "" || named || a.Base["page_updated"].Text != "yes" {
		t.Errorf("merged: %+v", a)
	}
	if got := d.now(l, "sender"); got["sender"].Text != "own_symbol" || got["unit_page"].Text == "" || got["page_updated"].Text != "yes" {
		t.Errorf("the answer is %v", got)
	}

	// Both type in one field.
	goals := at(l, "/points/goal/draft")
	form := write(pointForm(t, d.sara, l, "goal"), checklist.Fields{"goal": val("Saras mål")})
	put(t, d.linnea, l, "goal", checklist.Fields{"goal": val("Linneas mål"), "measure": val("Linneas mått")})
	a = readDraft(t, "clash", d.sara.Post(goals, form), http.StatusOK)
	if !a.Stop || len(a.Theirs) != 1 || a.Theirs[0].Text != "Linneas mål" || a.Values["f.measure"] != "Linneas mått" || a.Base["goal"].Text != "Linneas mål" {
		t.Errorf("clash: %+v", a)
	}
	if _, over := a.Values["f.goal"]; over {
		t.Error("the script is told to write over what was typed")
	}

	form.Set("f.measure", strings.Repeat("å", 501))
	if a := readDraft(t, "invalid", d.sara.Post(goals, form), http.StatusUnprocessableEntity); a.Stop {
		t.Errorf("invalid: %+v", a)
	}
	status(t, "a reader", d.reader.Post(goals, form), http.StatusForbidden)
	status(t, "another unit", d.other.Post(goals, form), http.StatusNotFound)

	for point, f := range d.filled() {
		d.answer("Sara", l.ID, point, f)
	}
	_, err = d.site.App.Checklists.Submit(d.as("Sara"), l.ID)
	d.must(err)
	form.Set("f.measure", "för sent")
	if a := readDraft(t, "locked", d.sara.Post(goals, form), http.StatusConflict); !a.Stop || a.News == "" {
		t.Errorf("locked: %+v", a)
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

// upload posts a point's form with a file, as a browser does.
func upload(t testing.TB, c *webtest.Client, path string, form url.Values, field, name string, content []byte) *webtest.Response {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for key, values := range form {
		for _, v := range values {
			if err := w.WriteField(key, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	f, err := w.CreateFormFile("f."+field+".file", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return c.Do(http.MethodPost, path, &b, http.Header{"Content-Type": {w.FormDataContentType()}})
}

// withFiles publishes a template whose records point takes files.
func (d *desk) withFiles() {
	d.t.Helper()
	draft, err := d.site.App.Templates.StartDraft(d.ctx, checklist.Startup)
	d.must(err)
	p := draft.Content.Point("records")
	p.Fields = append(p.Fields, checklist.Field{Key: "proof", Kind: checklist.KindFile, Label: checklist.Text{SV: "Beslut"}})
	draft, err = d.site.App.Templates.SaveDraft(d.ctx, checklist.Startup, draft.Content, draft.Version)
	d.must(err)
	_, err = d.site.App.Templates.Publish(d.ctx, checklist.Startup, draft.Version)
	d.must(err)
}

func TestAFileIsSentWithTheAnswerAndNeverShownWithinOurPages(t *testing.T) {
	d := newDesk(t)
	d.withFiles()
	l := d.begin()
	where := at(l, "/points/records")
	pdf := []byte("%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n")
	form := write(pointForm(t, d.sara, l, "records"), d.filled()["records"])
	r := upload(t, d.sara, where, form, "proof", "sida.html", []byte("<script>alert(1)</script>"))
	status(t, "a page", r, http.StatusUnprocessableEntity)
	if d.now(l, "records")["disposal"].Text != "Enligt beslut" || r.Value("f.disposal") != "Enligt beslut" {
		t.Error("the text went with the file that was refused")
	}
	r = upload(t, d.sara, where, filledForm(t, r, `form[action$="/points/records"]`), "proof", "för stor.pdf", append(pdf, make([]byte, checklist.MaxFile)...))
	status(t, "too large", r, http.StatusUnprocessableEntity)
	shows(t, r, "för stor.pdf")
	status(t, "a decision", upload(t, d.sara, where, filledForm(t, r, `form[action$="/points/records"]`), "proof", "beslut å.pdf", pdf), http.StatusSeeOther)
	shows(t, d.sara.Get(where), "beslut å.pdf")
	s, err := d.site.App.Checklists.Get(d.ctx, l.ID)
	d.must(err)
	if len(s.Files) != 1 {
		t.Fatalf("%d files are kept", len(s.Files))
	}
	path := at(l, "/files/"+s.Files[0].ID.String())
	r = d.reader.Get(path)
	status(t, "reading it", r, http.StatusOK)
	if r.Body != string(pdf) {
		t.Error("it came back changed")
	}
	for name, want := range map[string]string{"Content-Type": "application/pdf", "Content-Disposition": "attachment; filename*=utf-8''beslut%20%C3%A5.pdf",
		"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	status(t, "another unit", d.other.Get(path), http.StatusNotFound)
	status(t, "another unit removes", d.other.Post(path+"/remove", nil), http.StatusNotFound)
	status(t, "a reader removes", d.reader.Post(path+"/remove", nil), http.StatusForbidden)
	form = write(pointForm(t, d.sara, l, "records"), checklist.Fields{"archiving": val("Varje vecka")})
	status(t, "removing it", d.sara.Post(path+"/remove", form), http.StatusSeeOther)
	if got := d.now(l, "records")["archiving"].Text; got != "Varje vecka" {
		t.Errorf("what was typed went with the button: %q", got)
	}
	if strings.Contains(d.sara.Get(where).Text(), "beslut å.pdf") {
		t.Error("it still stands in the form")
	}
}
