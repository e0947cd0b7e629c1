package publicsite_test

import (
	"net/http"
	"strings"
	"testing"

	"kanalkoll/internal/tenant"
	"kanalkoll/internal/webtest"
)

func TestContentPageSaysHowContentIsHandled(t *testing.T) {
	site := webtest.New(t)
	_, ctx := site.Tenant("orebro")
	v := site.Visitor("orebro")
	r := v.Get("/content")
	if r.Status != http.StatusOK || r.TextOf("h1") != "Så hanterar vi innehåll i sociala medier" {
		t.Fatalf("status %d, h1 %q", r.Status, r.TextOf("h1"))
	}
	for _, key := range tenant.ContentKeys {
		if len(r.Select("h2#"+key)) != 1 || len(r.Select(`main nav a[href="#`+key+`"]`)) != 1 {
			t.Errorf("the part %s is missing, or nothing leads to it", key)
		}
	}
	for _, text := range []string{"allmän handling", "sekretess", "hets mot folkgrupp", "Orebro kommun", "Ring 112"} {
		if !strings.Contains(r.TextOf("main"), text) {
			t.Errorf("the page does not say %q", text)
		}
	}
	if n := len(r.Select("section[aria-labelledby=forbidden] li")); n != 5 {
		t.Errorf("%d things are forbidden, want a list of 5", n)
	}
	if strings.Contains(r.Body, "noindex") || len(r.Header.Values("Set-Cookie")) != 0 {
		t.Error("robots are kept out, or the page leaves a cookie although it says that it leaves none")
	}
	for _, path := range []string{"/", "/content"} {
		r := v.Get(path)
		if got := len(r.Select(`header nav a[href="/orebro/content"]`)); got != 1 {
			t.Errorf("the header of %s leads there %d times", path, got)
		}
		if got := len(r.Select(`header nav a[href="/orebro/content"][aria-current=page]`)); (got == 1) != (path == "/content") {
			t.Errorf("%s is marked as the content page: %d", path, got)
		}
	}

	en := v.Get("/content?lang=en")
	if en.TextOf("h1") != "How we handle content in social media" || !strings.Contains(en.TextOf("main"), "official document") {
		t.Errorf("in English: %q", en.TextOf("h1"))
	}

	// The municipality's own words, at once; an unchanged page is not sent again.
	tag := r.Header.Get("ETag")
	if r := v.Do(http.MethodGet, "/content", nil, http.Header{"If-None-Match": {tag}}); r.Status != http.StatusNotModified {
		t.Errorf("unchanged: status %d", r.Status)
	}
	p, err := site.App.Tenants.Policy(ctx)
	if err != nil {
		t.Fatal(err)
	}
	p.Content = map[string]map[string]string{"sv": {"answers": "Vi svarar på <b>tisdagar</b>.\n\n- Före lunch\n- Efter lunch\nOch inte annars."}}
	if err := site.App.Tenants.SavePolicy(ctx, p, p.Version); err != nil {
		t.Fatal(err)
	}
	r = v.Do(http.MethodGet, "/content", nil, http.Header{"If-None-Match": {tag}})
	own := "section[aria-labelledby=answers]"
	if r.Status != http.StatusOK || r.TextOf(own+" p") != "Vi svarar på <b>tisdagar</b>." || len(r.Select(own+" li")) != 2 || !strings.HasSuffix(r.TextOf(own), "Och inte annars.") {
		t.Errorf("status %d, own words: %q", r.Status, r.TextOf(own))
	}
	site.Tenant("annanby")
	if strings.Contains(site.Visitor("annanby").Get("/content").Text(), "tisdagar") {
		t.Error("another municipality says the same")
	}
}
