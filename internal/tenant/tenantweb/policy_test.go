package tenantweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/webtest"
)

func TestPolicyPage(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("bjorkvik")
	anna, bo := s.User(ctx, "Anna", identity.Communications), s.User(ctx, "Bo", identity.Admin)
	for _, path := range []string{"/app/settings/policy", "/app/settings/content"} {
		want(t, s.User(ctx, "Rut"+path, identity.Operations).Get(path), http.StatusForbidden)
		want(t, s.Visitor("bjorkvik").Get(path), http.StatusSeeOther)
		if r := anna.Get("/app/settings"); len(r.Select(`a[href="/bjorkvik`+path+`"]`)) != 1 {
			t.Errorf("the settings do not lead to %s", path)
		}
	}
	r := want(t, anna.Get("/app/settings/policy"), http.StatusOK)
	if r.Value("version") != "0" || r.Value("review_months") != "12" || r.Value("duty_months") != "6" || r.Value("part_sentence") != "En verksamhet inom Bjorkvik kommun" {
		t.Errorf("defaults: %s", r.TextOf("main"))
	}
	form := url.Values{"version": {"0"}, "hosts": {"bjorkvik.se\nhttps://www.björkvik.se/"}, "part_sentence": {"En del av Björkvik"}, "review_months": {"18"}, "duty_months": {"3"}, "self_approval": {"1"},
		"opens_at": {"07:30"}, "closes_at": {"16.45"}, "one_responsible": {"1"}, "leaver_months": {"3"}}
	for field, bad := range map[string]string{"opens_at": "tidigt", "closes_at": "07:30", "leaver_months": "25", "hosts": "se", "part_sentence": strings.Repeat("å", 301), "review_months": "ofta", "duty_months": "25"} {
		wrong := url.Values{}
		for k, v := range form {
			wrong[k] = v
		}
		wrong.Set(field, bad)
		r := want(t, anna.Post("/app/settings/policy", wrong), http.StatusUnprocessableEntity)
		if len(r.Select(`.errs a[href="#`+field+`"]`)) != 1 || r.Value(field) != bad || field != "duty_months" && r.Value("duty_months") != "3" {
			t.Errorf("%s: %q is not refused at its field with all kept", field, bad)
		}
	}
	r = want(t, anna.Post("/app/settings/policy", form), http.StatusSeeOther)
	r = anna.Follow(r)
	if r.TextOf(".flash") != "Reglerna är sparade." || r.Value("version") != "1" || r.Value("hosts") != "bjorkvik.se\nxn--bjrkvik-b1a.se" || len(r.Select("#self_approval[checked]")) != 1 ||
		r.Value("opens_at") != "07:30" || r.Value("closes_at") != "16:45" || r.Value("leaver_months") != "3" || len(r.Select("#one_responsible[checked]")) != 1 {
		t.Errorf("saved: %q, hosts %q", r.TextOf(".flash"), r.Value("hosts"))
	}
	form.Set("part_sentence", "Min mening")
	form.Set("opens_at", "09:00")
	form.Del("one_responsible")
	r = want(t, bo.Post("/app/settings/policy", form), http.StatusConflict)
	if r.Value("part_sentence") != "Min mening" || !strings.Contains(r.TextOf(".note"), "Anna sparade") || !strings.Contains(r.TextOf("table"), "En del av Björkvik") || !strings.Contains(r.TextOf("table"), "Kontoret öppnar 07:30 09:00") || strings.Contains(r.TextOf("table"), "Kontoret stänger") || !strings.Contains(r.TextOf("table"), "Ett konto har en ansvarig i taget Ja Nej") || r.Value("version") != "1" {
		t.Errorf("the clash: %s", r.TextOf("main"))
	}
	form.Set("version", "1")
	want(t, bo.Post("/app/settings/policy", form), http.StatusSeeOther)
	for _, version := range []string{"", "x", "0"} {
		form.Set("version", version)
		want(t, bo.Post("/app/settings/policy", form), http.StatusConflict)
	}
	if text := bo.Get("/app/log").Text(); !strings.Contains(text, "Kommunens värdnamn") || !strings.Contains(text, "bjorkvik.se") {
		t.Error("the log does not say what was changed")
	}
}

func TestContentSettings(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("bjorkvik")
	anna, bo := s.User(ctx, "Anna", identity.Communications), s.User(ctx, "Bo", identity.Admin)
	r := want(t, anna.Get("/app/settings/content"), http.StatusOK)
	if r.Value("content_sv_crisis") != "" || !strings.Contains(r.TextOf("section[aria-labelledby=part-crisis] details"), "113 13") || len(r.Select("textarea")) != 24 {
		t.Errorf("the form does not show our texts beside empty fields")
	}
	ours := strings.TrimSpace(r.TextOf("section[aria-labelledby=part-answers] details p"))
	form := url.Values{"version": {"0"}, "content_sv_crisis": {"Se krisinformation.se"}, "content_en_crisis": {strings.Repeat("x", 4001)}}
	r = want(t, anna.Post("/app/settings/content", form), http.StatusUnprocessableEntity)
	if len(r.Select(`.errs a[href="#content_en_crisis"]`)) != 1 || r.Value("content_sv_crisis") != "Se krisinformation.se" {
		t.Error("too long a text is not refused at its field with all kept")
	}
	form.Set("content_en_crisis", "See krisinformation.se")
	form.Set("content_sv_answers", ours)
	r = anna.Follow(want(t, anna.Post("/app/settings/content", form), http.StatusSeeOther))
	if r.Value("content_sv_crisis") != "Se krisinformation.se" || r.Value("content_sv_answers") != "" || r.Value("version") != "1" {
		t.Errorf("saved: %q, %q", r.Value("content_sv_crisis"), r.Value("content_sv_answers"))
	}
	if text := s.Visitor("bjorkvik").Get("/content").TextOf("section[aria-labelledby=crisis] p"); text != "Se krisinformation.se" {
		t.Errorf("the public page says %q", text)
	}
	form.Set("content_sv_crisis", "Ring oss")
	r = want(t, bo.Post("/app/settings/content", form), http.StatusConflict)
	if r.Value("content_sv_crisis") != "Ring oss" || !strings.Contains(r.TextOf("table"), "Se krisinformation.se") || !strings.Contains(r.TextOf(".note"), "Anna sparade") {
		t.Errorf("the clash: %s", r.TextOf("table"))
	}
	// The other page's decisions stay.
	form = url.Values{"version": {"1"}, "review_months": {"24"}, "duty_months": {"6"}, "opens_at": {"08:00"}, "closes_at": {"17:00"}, "leaver_months": {"6"}}
	want(t, bo.Post("/app/settings/policy", form), http.StatusSeeOther)
	if r := anna.Get("/app/settings/content"); r.Value("content_sv_crisis") != "Se krisinformation.se" {
		t.Error("saving the rules lost the texts")
	}
}
