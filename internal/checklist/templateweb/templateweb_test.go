package templateweb_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/webtest"
)

const (
	root  = "/app/checklists/templates"
	draft = root + "/startup/draft"
)

func want(t *testing.T, r *webtest.Response, status int) *webtest.Response {
	t.Helper()
	if r.Status != status {
		t.Fatalf("status %d, want %d\n%s", r.Status, status, r.Text())
	}
	return r
}

// desk is communications with a draft of the startup checklist.
func desk(t *testing.T) (*webtest.Site, *webtest.Client, *webtest.Client) {
	t.Helper()
	s := webtest.New(t)
	_, ctx := s.Tenant("bjorkvik")
	anna, bo := s.User(ctx, "Anna", identity.Communications), s.User(ctx, "Bo", identity.Admin)
	want(t, anna.Post(draft, nil), http.StatusSeeOther)
	return s, anna, bo
}

// form gives what a browser would send of the page's form that has the control.
func form(r *webtest.Response, control string) url.Values {
	out := url.Values{}
	for _, n := range r.Select(`form:has([name="` + control + `"]) [name]`) {
		name, kind := webtest.Attr(n, "name"), webtest.Attr(n, "type")
		switch {
		case n.Data == "button":
		case (kind == "checkbox" || kind == "radio") && !slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "checked" }):
		case n.Data == "input" && (kind == "checkbox" || kind == "radio"):
			out.Add(name, webtest.Attr(n, "value"))
		default:
			out.Set(name, r.Value(name))
		}
	}
	return out
}

func order(r *webtest.Response) []string {
	var keys []string
	for _, n := range r.Select("[data-point]") {
		keys = append(keys, webtest.Attr(n, "data-point"))
	}
	return keys
}

func keysOf(c *checklist.Content) []string {
	var keys []string
	for _, p := range c.Points() {
		keys = append(keys, p.Key)
	}
	return keys
}

func TestWhoSeesTemplatesAndWhoChangesThem(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("bjorkvik")
	unit := s.Unit(ctx, "Skola")
	for _, who := range []*webtest.Client{s.User(ctx, "Olle", identity.Operations, unit), s.User(ctx, "Rut", identity.Reader)} {
		want(t, who.Get(root), http.StatusOK)
		r := want(t, who.Get(root+"/startup"), http.StatusOK)
		if len(r.Select(`main form[action$="/draft"]`)) != 0 {
			t.Error("a way to begin a draft is offered to somebody who may not")
		}
		want(t, who.Get(root+"/startup/versions/1"), http.StatusOK)
		want(t, who.Get(root+"/legal/compare"), http.StatusOK)
		want(t, who.Post(draft, nil), http.StatusForbidden)
		want(t, who.Get(draft), http.StatusForbidden)
	}
	anna := s.User(ctx, "Anna", identity.Communications)
	if r := want(t, anna.Get(root+"/startup"), http.StatusOK); len(r.Select(`main form[action$="/draft"]`)) != 1 || !strings.Contains(r.Text(), "En publicerad version ligger fast") {
		t.Error("communications cannot begin a draft, or is not told what a published version is")
	}
	if r := want(t, anna.Get(draft), http.StatusSeeOther); !strings.HasSuffix(r.Header.Get("Location"), root+"/startup") {
		t.Errorf("without a draft its page leads to %s", r.Header.Get("Location"))
	}
	for _, path := range []string{root + "/other", root + "/startup/versions/9", root + "/startup/versions/x", root + "/startup/compare?old=77"} {
		want(t, anna.Get(path), http.StatusNotFound)
	}
	want(t, s.Visitor("bjorkvik").Get(root), http.StatusSeeOther)
}

func TestATemplateIsEditedAndPublished(t *testing.T) {
	_, anna, _ := desk(t)
	keys := keysOf(&checklist.Default(checklist.Startup).Content)
	r := want(t, anna.Get(draft), http.StatusOK)
	if got := order(r); !slices.Equal(got, keys) {
		t.Fatalf("the draft has %v", got)
	}
	if r := want(t, anna.Get(draft+"/publish"), http.StatusOK); len(r.Select(`form.final`)) != 0 {
		t.Error("a draft without a change can be published")
	}
	// A point more: its name, then its page.
	r = anna.Follow(want(t, anna.Post(draft+"/points", url.Values{"name": {"Utse en fotograf"}, "section": {webtest.Attr(want(t, anna.Get(draft), 200).Select("[data-section]")[0], "data-section")}}), http.StatusSeeOther))
	in := form(r, "question")
	if in.Get("key") != "utse_en_fotograf" {
		t.Errorf("the key is %q", in.Get("key"))
	}
	// What it lacks stands at its controls, in their order, and nothing typed is lost.
	in.Set("why", "För att bilder behövs")
	in.Set("field.0.kind", "choice")
	in.Set("field.0.options", "bara ord")
	in.Set("act", "save")
	bad := want(t, anna.Post(draft+"/points/utse_en_fotograf", in), http.StatusUnprocessableEntity)
	var at []string
	for _, a := range bad.Select(".errs a") {
		at = append(at, webtest.Attr(a, "href"))
		if len(bad.Select(strings.ReplaceAll(webtest.Attr(a, "href"), ".", `\.`))) != 1 {
			t.Errorf("a problem leads to %s, which is not there", webtest.Attr(a, "href"))
		}
	}
	if !slices.Equal(slices.Compact(at), []string{"#question", "#field-0-label", "#field-0-options"}) {
		t.Errorf("problems lead to %v", at)
	}
	if bad.Value("why") != "För att bilder behövs" || bad.Value("field.0.options") != "bara ord" || bad.Value("field.0.kind") != "choice" {
		t.Error("what was typed is lost")
	}
	// One field more, without saving.
	in.Set("question", "Vem tar bilderna?")
	in.Set("field.0.label", "Vem?")
	in.Set("field.0.options", "egen: Någon av oss\nkop: En fotograf vi anlitar")
	in.Set("field.0.options.en", "kop: A photographer we hire")
	in.Set("act", "add_field")
	more := want(t, anna.Post(draft+"/points/utse_en_fotograf", in), http.StatusOK)
	if more.Value("count") != "2" || more.Value("question") != "Vem tar bilderna?" {
		t.Errorf("%s fields, question %q", more.Value("count"), more.Value("question"))
	}
	in = form(more, "question")
	in.Set("field.1.label", "Hur når vi fotografen?")
	in.Set("field.1.when", "answer=kop")
	in.Set("key", "photographer")
	in.Set("act", "save")
	saved := anna.Follow(want(t, anna.Post(draft+"/points/utse_en_fotograf", in), http.StatusSeeOther))
	if !strings.Contains(saved.TextOf("#point-photographer"), "ny") {
		t.Errorf("the new point is not marked: %q", saved.TextOf("#point-photographer"))
	}
	pre := want(t, anna.Get(draft+"/points/photographer/preview?in=en"), http.StatusOK)
	if len(pre.Select(`input[type=radio][name="f.answer"]`)) != 3 || !strings.Contains(pre.Text(), "A photographer we hire") || len(pre.Select(`[name="f.hur_nar_vi_fotografen"]`)) != 1 {
		t.Error("the preview does not ask as the answering page will")
	}
	// Order: by one step over a section's border, and to a place.
	want(t, anna.Post(draft+"/order", url.Values{"key": {keys[1]}, "to": {"up"}}), http.StatusSeeOther)
	r = want(t, anna.Get(draft), http.StatusOK)
	if got := order(r); got[0] != keys[1] || got[1] != keys[0] {
		t.Errorf("after moving up: %v", got)
	}
	want(t, anna.Post(draft+"/order", url.Values{"key": {keys[len(keys)-1]}, "before": {keys[0]}}), http.StatusSeeOther)
	r = want(t, anna.Get(draft), http.StatusOK)
	if got := order(r); got[1] != keys[len(keys)-1] {
		t.Errorf("after dragging: %v", got)
	}
	want(t, anna.Post(draft+"/order", url.Values{"key": {"nothing"}, "to": {"up"}}), http.StatusConflict)
	// Retired, and taken back.
	gone := keys[2]
	if r := want(t, anna.Get(draft+"/points/"+gone+"/retire"), http.StatusOK); !strings.Contains(r.Text(), "kan punkten tas tillbaka") {
		t.Error("nobody says that it can be taken back")
	}
	r = anna.Follow(want(t, anna.Post(draft+"/points/"+gone+"/retire", nil), http.StatusSeeOther))
	if slices.Contains(order(r), gone) || len(r.Select(`form[action$="/`+gone+`/restore"]`)) != 1 {
		t.Error("the retired point is still there, or cannot be taken back")
	}
	r = anna.Follow(want(t, anna.Post(draft+"/points/"+gone+"/restore", nil), http.StatusSeeOther))
	if !slices.Contains(order(r), gone) {
		t.Error("the point did not come back")
	}
	// Published.
	r = want(t, anna.Get(draft+"/publish"), http.StatusOK)
	if !strings.Contains(r.Text(), "Checklistor som redan har börjat behåller sin version") || !strings.Contains(r.TextOf("[aria-labelledby=changes]"), "Utse en fotograf") {
		t.Errorf("the confirmation says %q", r.Text())
	}
	version := r.Value("version")
	want(t, anna.Post(draft+"/publish", url.Values{"version": {"1"}}), http.StatusConflict)
	r = anna.Follow(want(t, anna.Post(draft+"/publish", url.Values{"version": {version}}), http.StatusSeeOther))
	if !strings.Contains(r.TextOf("tbody"), "Anna") || !strings.Contains(r.TextOf(".flash"), "Version 2 är publicerad") {
		t.Errorf("history: %q", r.TextOf("tbody"))
	}
	if r := want(t, anna.Get(root+"/startup/compare?old=1&new=2"), http.StatusOK); !strings.Contains(r.Text(), "Nytt: punkten ”Utse en fotograf”") {
		t.Errorf("compared: %q", r.Text())
	}
	// In the next draft the key is fixed.
	want(t, anna.Post(draft, nil), http.StatusSeeOther)
	if r := want(t, anna.Get(draft+"/points/photographer"), http.StatusOK); len(r.Select(`input[name=key]`)) != 0 || !strings.Contains(r.Text(), "Nyckel: photographer") {
		t.Error("a published key can be changed")
	}
	r = want(t, anna.Get(draft+"/discard"), http.StatusOK)
	want(t, anna.Post(draft+"/discard", url.Values{"version": {r.Value("version")}}), http.StatusSeeOther)
	want(t, anna.Post(draft+"/order", url.Values{"key": {keys[1]}, "to": {"up"}}), http.StatusConflict)
}

func TestTwoEditThePointAtOnce(t *testing.T) {
	_, anna, bo := desk(t)
	point := draft + "/points/goal"
	hers, his := form(want(t, anna.Get(point), http.StatusOK), "question"), form(want(t, bo.Get(point), http.StatusOK), "question")
	other := form(want(t, bo.Get(draft+"/points/purpose"), http.StatusOK), "question")
	hers.Set("question", "Annas fråga?")
	want(t, anna.Post(point, hers), http.StatusSeeOther)
	other.Set("question", "En annan punkt?")
	want(t, bo.Post(draft+"/points/purpose", other), http.StatusSeeOther) // another point is nobody's trouble
	his.Set("question", "Bos fråga?")
	r := want(t, bo.Post(point, his), http.StatusConflict)
	if text := r.TextOf("main table"); !strings.Contains(text, "Annas fråga?") || !strings.Contains(text, "Bos fråga?") || r.Value("question") != "Bos fråga?" {
		t.Errorf("theirs is not beside his: %q, and the form has %q", text, r.Value("question"))
	}
	want(t, bo.Post(point, form(r, "question")), http.StatusSeeOther)
	if r := want(t, anna.Get(point), http.StatusOK); r.Value("question") != "Bos fråga?" {
		t.Errorf("after choosing: %q", r.Value("question"))
	}
	want(t, anna.Post(point+"/retire", nil), http.StatusSeeOther)
	if r := want(t, bo.Post(point, his), http.StatusConflict); r.Value("question") != "Bos fråga?" {
		t.Error("what was typed for a point that went is lost")
	}
}

func TestSections(t *testing.T) {
	_, anna, bo := desk(t)
	r := want(t, anna.Post(draft+"/sections", url.Values{"title": {" "}, "title.en": {"Pictures"}}), http.StatusUnprocessableEntity)
	if len(r.Select(`.errs a[href="#title"]`)) != 1 || r.Value("title.en") != "Pictures" {
		t.Error("a section without a heading is not refused at its field with all kept")
	}
	anna.Follow(want(t, anna.Post(draft+"/sections", url.Values{"title": {"Bilder"}}), http.StatusSeeOther))
	want(t, anna.Post(draft+"/order", url.Values{"what": {"section"}, "key": {"bilder"}, "to": {"up"}}), http.StatusSeeOther)
	page := want(t, bo.Get(draft+"/sections/bilder"), http.StatusOK)
	want(t, anna.Post(draft+"/sections/bilder", url.Values{"title": {"Bild och film"}, "base": {"Bilder"}}), http.StatusSeeOther)
	his := form(page, "title")
	his.Set("title", "Foto")
	r = want(t, bo.Post(draft+"/sections/bilder", his), http.StatusConflict)
	if r.Value("title") != "Foto" || !strings.Contains(r.TextOf("main table"), "Bild och film") {
		t.Error("the other's heading is not beside his")
	}
	want(t, anna.Post(draft+"/sections/bilder/remove", nil), http.StatusSeeOther)
	first := webtest.Attr(want(t, anna.Get(draft), http.StatusOK).Select("[data-section]")[0], "data-section")
	want(t, anna.Post(draft+"/sections/"+first+"/remove", nil), http.StatusConflict)
}

func TestWhatCannotBeAnsweredIsNotPublished(t *testing.T) {
	_, anna, _ := desk(t)
	for _, key := range keysOf(&checklist.Default(checklist.Startup).Content) {
		want(t, anna.Post(draft+"/points/"+key+"/retire", nil), http.StatusSeeOther)
	}
	r := want(t, anna.Get(draft+"/publish"), http.StatusOK)
	if len(r.Select("form.final")) != 0 || len(r.Select(`[aria-labelledby=missing] a`)) == 0 {
		t.Error("a template without anything to answer is offered for publication")
	}
	version := want(t, anna.Get(draft+"/discard"), http.StatusOK).Value("version")
	r = want(t, anna.Post(draft+"/publish", url.Values{"version": {version}}), http.StatusUnprocessableEntity)
	if len(r.Select(`[aria-labelledby=missing] a`)) == 0 {
		t.Error("nobody says why it is not published")
	}
}
