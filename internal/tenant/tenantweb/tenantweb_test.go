package tenantweb_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/tenant"
	"kanalkoll/internal/webtest"
)

func want(t *testing.T, r *webtest.Response, status int) *webtest.Response {
	t.Helper()
	if r.Status != status {
		t.Fatalf("status %d, want %d\n%s", r.Status, status, r.Text())
	}
	return r
}

func TestSettings(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("bjorkvik")
	anna, bo := s.User(ctx, "Anna", identity.Communications), s.User(ctx, "Bo", identity.Admin)
	want(t, s.User(ctx, "Rut", identity.Reader).Get("/app/settings"), http.StatusForbidden)
	want(t, s.Visitor("bjorkvik").Get("/app/settings"), http.StatusSeeOther)

	version := want(t, anna.Get("/app/settings"), http.StatusOK).Value("version")
	form := url.Values{"version": {version}, "name": {"Björkviks kommun"}, "website": {"https://www.bjorkvik.example"}, "accent": {"#069"},
		"contact_text": {"Kontaktcenter"}, "contact_email": {"kommun@bjorkvik.example"}, "contact_phone": {"0123-45 67 89"}}
	for field, bad := range map[string]string{"accent": "#ffcc00", "name": "", "website": "javascript:alert(1)", "contact_email": "x", "contact_text": strings.Repeat("å", 301)} {
		wrong := url.Values{}
		for k, v := range form {
			wrong[k] = v
		}
		wrong.Set(field, bad)
		r := want(t, anna.Post("/app/settings", wrong), http.StatusUnprocessableEntity)
		if len(r.Select(`.errs a[href="#`+field+`"]`)) != 1 || r.Value(field) != bad || r.Value("contact_phone") != "0123-45 67 89" {
			t.Errorf("%s: %q is not refused at its field with all kept", field, bad)
		}
	}
	r := want(t, anna.Post("/app/settings", form), http.StatusSeeOther)
	if text := anna.Follow(r).TextOf(".flash"); text != "Inställningarna är sparade." {
		t.Errorf("flash %q", text)
	}
	form.Set("name", "Mitt namn")
	r = want(t, bo.Post("/app/settings", form), http.StatusConflict)
	if r.Value("name") != "Mitt namn" || !strings.Contains(r.TextOf(".note"), "Anna sparade") || r.Value("version") == version {
		t.Errorf("the clash: %q %q %q", r.Value("name"), r.TextOf(".note"), r.Value("version"))
	}
	form.Set("version", r.Value("version"))
	want(t, bo.Post("/app/settings", form), http.StatusSeeOther)

	css := want(t, s.Visitor("bjorkvik").Get("/brand.css"), http.StatusOK)
	if !strings.Contains(css.Body, "#006699") || css.Header.Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("brand.css: %q", css.Body)
	}
	etag := css.Header.Get("ETag")
	want(t, s.Visitor("bjorkvik").Do(http.MethodGet, "/brand.css", nil, http.Header{"If-None-Match": {etag}}), http.StatusNotModified)
	if cc := s.Visitor("bjorkvik").Get("/brand.css?v=3").Header.Get("Cache-Control"); !strings.Contains(cc, "immutable") {
		t.Errorf("this version: Cache-Control %q", cc)
	}
	if cc := s.Visitor("bjorkvik").Get("/brand.css?v=4").Header.Get("Cache-Control"); strings.Contains(cc, "immutable") {
		t.Errorf("a version to come: Cache-Control %q", cc)
	}
}

func picture(w, h int) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetNRGBA(x, y, color.NRGBA{R: uint8(x), G: uint8(y), B: 90, A: 255})
		}
	}
	return m
}

func pngOf(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func sendLogo(t *testing.T, c *webtest.Client, name string, data []byte) *webtest.Response {
	t.Helper()
	var b bytes.Buffer
	mw := multipart.NewWriter(&b)
	part, err := mw.CreateFormFile("logo", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := mw.Close(); err != nil {
		t.Fatal(err)
	}
	return c.Do(http.MethodPost, "/app/settings/logo", &b, http.Header{"Content-Type": {mw.FormDataContentType()}})
}

func TestLogo(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("bjorkvik")
	anna := s.User(ctx, "Anna", identity.Communications)
	v := s.Visitor("bjorkvik")
	want(t, v.Get("/logo.png"), http.StatusNotFound)

	noise := make([]byte, 600_000)
	for i := range noise {
		noise[i] = byte(rand.N(256))
	}
	large := append(pngOf(t, picture(10, 10)), noise...)
	broken := pngOf(t, picture(300, 300))
	for name, c := range map[string]struct {
		data  []byte
		words string
	}{
		"large.png":  {large, "för stor"},
		"logo.svg":   {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "SVG"},
		"svg.png":    {[]byte("<?xml version=\"1.0\"?>\n<svg/>"), "SVG"},
		"wide.png":   {pngOf(t, image.NewGray(image.Rect(0, 0, 2001, 1))), "2001 × 1"},
		"text.png":   {[]byte("not a picture"), "varken PNG eller JPEG"},
		"broken.png": {broken[:len(broken)/2], "skadad"},
		"empty.png":  {nil, "Välj en bildfil"},
	} {
		r := sendLogo(t, anna, name, c.data)
		if r.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", name, r.Status)
		}
		if text := r.TextOf(`.errs a[href="#logo"]`); !strings.Contains(text, c.words) {
			t.Errorf("%s: %q", name, text)
		}
	}
	want(t, anna.Post("/app/settings/logo", url.Values{}), http.StatusUnprocessableEntity)

	var jpg bytes.Buffer
	if err := jpeg.Encode(&jpg, picture(800, 400), nil); err != nil {
		t.Fatal(err)
	}
	secret := []byte("secret place in the metadata")
	withMeta := append([]byte{0xff, 0xd8, 0xff, 0xe1, 0, byte(len(secret) + 2)}, append(secret, jpg.Bytes()[2:]...)...)
	want(t, sendLogo(t, anna, "logo.jpg", withMeta), http.StatusSeeOther)
	r := want(t, v.Get("/logo.png?v=2"), http.StatusOK)
	m, err := png.Decode(strings.NewReader(r.Body))
	if err != nil || m.Bounds().Dx() != 256 || m.Bounds().Dy() != 128 {
		t.Fatalf("the logo is no PNG of 256 × 128: %v %v", m, err)
	}
	if red, _, blue, _ := m.At(20, 10).RGBA(); red>>8 < 50 || red>>8 > 75 || blue>>8 < 80 || blue>>8 > 100 { // x 62 of the original
		t.Errorf("the picture changed: red %d, blue %d", red>>8, blue>>8)
	}
	if strings.Contains(r.Body, "secret") || r.Header.Get("Content-Type") != "image/png" || r.Header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(r.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("headers %v", r.Header)
	}
	s.Tenant("annanby")
	want(t, s.Visitor("annanby").Get("/logo.png"), http.StatusNotFound)
	want(t, anna.Post("/app/settings/logo/remove", nil), http.StatusSeeOther)
	want(t, v.Get("/logo.png"), http.StatusNotFound)
}

func TestUnits(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("bjorkvik")
	anna := s.User(ctx, "Anna", identity.Communications)
	want(t, s.User(ctx, "Olle", identity.Operations).Get("/app/units"), http.StatusForbidden)
	add := func(name, parent string, status int) *webtest.Response {
		t.Helper()
		return want(t, anna.Post("/app/units", url.Values{"name": {name}, "parent": {parent}}), status)
	}
	id := func(name string) string {
		t.Helper()
		units, err := s.App.Tenants.Units(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range units {
			if u.Name == name {
				return u.ID.String()
			}
		}
		t.Fatalf("no unit %s", name)
		return ""
	}
	add("Barn och utbildning", "", http.StatusSeeOther)
	school := id("Barn och utbildning")
	add("Bergaskolan", school, http.StatusSeeOther)
	class := id("Bergaskolan")
	for _, c := range []struct{ name, parent, field string }{
		{"", "", "name"}, {"BERGASKOLAN", school, "name"}, {"Ny", "nonsense", "parent"}, {"Ny", tenant.Unit{}.ID.String(), "parent"}, {strings.Repeat("x", 201), "", "name"},
	} {
		if r := add(c.name, c.parent, http.StatusUnprocessableEntity); len(r.Select(`.errs a[href="#`+c.field+`"]`)) != 1 || r.Value("name") != c.name {
			t.Errorf("%q below %q is not refused at %s", c.name, c.parent, c.field)
		}
	}
	r := want(t, anna.Get("/app/units/"+school), http.StatusOK)
	for _, o := range r.Select("option") {
		if v := webtest.Attr(o, "value"); v == school || v == class {
			t.Error("a unit is offered a place below itself")
		}
	}
	want(t, anna.Post("/app/units/"+school, url.Values{"name": {"Skola"}, "parent": {class}, "version": {"1"}}), http.StatusUnprocessableEntity)
	want(t, anna.Post("/app/units/"+school, url.Values{"name": {"Skola"}, "version": {"1"}}), http.StatusSeeOther)
	r = want(t, anna.Post("/app/units/"+school, url.Values{"name": {"Utbildning"}, "version": {"1"}}), http.StatusConflict)
	if r.Value("name") != "Utbildning" || r.Value("version") != "2" || !strings.Contains(r.Text(), "Skola") {
		t.Error("the clash does not show both")
	}
	want(t, anna.Get("/app/units/"+school+"/remove"), http.StatusOK)
	r = want(t, anna.Post("/app/units/"+school+"/remove", nil), http.StatusConflict)
	if !strings.Contains(r.Text(), "Skola har konton, personer eller underenheter") {
		t.Errorf("no reason: %s", r.TextOf(".errs"))
	}
	want(t, anna.Post("/app/units/"+class+"/remove", nil), http.StatusSeeOther)
	want(t, anna.Post("/app/units/"+class+"/remove", nil), http.StatusNotFound)
	want(t, anna.Post("/app/units/"+id("Kommunikation")+"/remove", nil), http.StatusConflict)
	_, other := s.Tenant("annanby")
	want(t, s.User(other, "Eva", identity.Admin).Get("/app/units/"+school), http.StatusNotFound)
	want(t, anna.Get("/app/units/not-an-id"), http.StatusNotFound)
}
