package checklistweb_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"testing"

	"kanalkoll/internal/checklist"
)

func TestTextsBehindTheFilesOfAFormAreKept(t *testing.T) {
	d := newDesk(t)
	d.withFiles()
	l := d.begin()
	where := at(l, "/points/records")
	send := func(files int, content []byte) (status int, body string) {
		t.Helper()
		form := write(pointForm(t, d.sara, l, "records"), d.filled()["records"])
		behind := form.Get("f.disposal")
		form.Del("f.disposal")
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		for key, values := range form {
			for _, v := range values {
				d.must(w.WriteField(key, v))
			}
		}
		for i := range files {
			f, err := w.CreateFormFile("f.proof.file", fmt.Sprintf("beslut %d.txt", i+1))
			d.must(err)
			_, err = f.Write(content)
			d.must(err)
		}
		d.must(w.WriteField("f.disposal", behind))
		d.must(w.Close())
		r := d.sara.Do(http.MethodPost, where, &b, http.Header{"Content-Type": {w.FormDataContentType()}})
		return r.Status, r.Body
	}

	if got, body := send(12, []byte("Beslut")); got != http.StatusUnprocessableEntity || !bytes.Contains([]byte(body), []byte("beslut 11.txt")) {
		t.Errorf("twelve files at once: %d, want what was not taken said", got)
	}
	if text := d.now(l, "records")["disposal"].Text; text != "Enligt beslut" {
		t.Errorf("behind twelve files the text is %q", text)
	}
	s, err := d.site.App.Checklists.Get(d.ctx, l.ID)
	d.must(err)
	if len(s.Files) != 10 {
		t.Errorf("%d files are kept, want the first 10", len(s.Files))
	}

	send(1, make([]byte, 3*checklist.MaxFile+2<<20)) // so large that what stands behind it is never read
	if text := d.now(l, "records")["disposal"].Text; text != "Enligt beslut" {
		t.Errorf("behind a file that cut the form off the text is %q, want it as it was", text)
	}
}
