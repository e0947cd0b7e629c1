package checklistweb_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/webtest"
)

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
