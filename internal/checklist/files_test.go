package checklist_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
)

// evidence publishes a template whose records point takes files, and starts a checklist of it.
func (o *office) evidence(t testing.TB) *checklist.Checklist {
	t.Helper()
	d, err := o.site.App.Templates.StartDraft(o.linnea, checklist.Startup)
	if err != nil {
		t.Fatal(err)
	}
	p := d.Content.Point("records")
	p.Fields = append(p.Fields, checklist.Field{Key: "proof", Kind: checklist.KindFile, Label: checklist.Text{SV: "Beslut"}})
	if d, err = o.site.App.Templates.SaveDraft(o.linnea, checklist.Startup, d.Content, d.Version); err != nil {
		t.Fatal(err)
	}
	if _, err := o.site.App.Templates.Publish(o.linnea, checklist.Startup, d.Version); err != nil {
		t.Fatalf("%v %+v", err, fault.As(err))
	}
	return o.start(t)
}

const (
	pdf  = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
	png  = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
	jpeg = "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01"
)

// office file formats are archives with certain parts.
func zipped(t testing.TB, names ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		w, err := z.CreateHeader(&zip.FileHeader{Name: n, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if n == "mimetype" {
			_, err = io.WriteString(w, "application/vnd.oasis.opendocument.text")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWhichFilesAreTaken(t *testing.T) {
	o := newOffice(t)
	c := o.evidence(t)
	docx := zipped(t, "[Content_Types].xml", "_rels/.rels", "word/document.xml")
	for _, tt := range []struct{ name, content, kind string }{
		{"beslut.pdf", pdf, "application/pdf"},
		{"BESLUT.PDF", pdf, "application/pdf"},
		{"bild.png", png, "image/png"},
		{"bild.jpg", jpeg, "image/jpeg"},
		{"bild.jpeg", jpeg, "image/jpeg"},
		{"noter.txt", "Vi beslutade att öppna.\n", "text/plain"},
		{"lista.csv", "namn,dag\nAnna,1\nBo,2\n", "text/"},
		{"plan.docx", docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"lista.xlsx", zipped(t, "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
		{"plan.odt", zipped(t, "mimetype", "content.xml"), "application/vnd.oasis.opendocument.text"},

		{"beslut.png", pdf, ""},
		{"beslut.txt", pdf, ""},
		{"bild.pdf", png, ""},
		{"plan.pdf", docx, ""},
		{"plan.xlsx", docx, ""},
		{"arkiv.docx", zipped(t, "a.txt"), ""},
		{"arkiv.zip", zipped(t, "a.txt"), ""},
		{"sida.html", "<!DOCTYPE html><script>alert(1)</script>", ""},
		{"sida.txt", "<!DOCTYPE html><script>alert(1)</script>", ""},
		{"bild.svg", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, ""},
		{"bild.txt", `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, ""},
		{"bild.png", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, ""},
		{"program.exe", "MZ\x90\x00\x03\x00\x00\x00", ""},
		{"program.pdf", "MZ\x90\x00\x03\x00\x00\x00", ""},
		{"utan ändelse", pdf, ""},
		{"", pdf, ""},
		{"tom.pdf", "", ""},
	} {
		t.Run(tt.name+" "+tt.kind, func(t *testing.T) {
			err := o.svc.AddFile(o.sara, c.ID, "records", "proof", tt.name, strings.NewReader(tt.content))
			if tt.kind == "" {
				if !fault.Is(err, fault.InvalidKind) || fault.As(err).Fields[0].Name != "f.proof" {
					t.Errorf("taken or refused elsewhere: %v", err)
				}
				return
			}
			if err != nil {
				t.Fatalf("%v %+v", err, fault.As(err))
			}
			s, err := o.svc.Get(o.sara, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			last := s.Files[0]
			for _, f := range s.Files {
				if f.Name == tt.name {
					last = f
				}
			}
			if !strings.HasPrefix(last.Type, tt.kind) || last.Size != int64(len(tt.content)) {
				t.Errorf("kept as %+v", last)
			}
			_, r, err := o.svc.OpenFile(o.sara, c.ID, last.ID)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close() //nolint:errcheck // only read
			if raw, err := io.ReadAll(r); err != nil || string(raw) != tt.content {
				t.Errorf("read back as %d bytes of %d: %v", len(raw), len(tt.content), err)
			}
		})
	}
}

func TestHowMuchIsTaken(t *testing.T) {
	o := newOffice(t)
	c := o.evidence(t)
	full := pdf + strings.Repeat(" ", checklist.MaxFile-len(pdf))
	if err := o.svc.AddFile(o.sara, c.ID, "records", "proof", "stor.pdf", strings.NewReader(full)); err != nil {
		t.Errorf("just within bounds: %v", err)
	}
	if err := o.svc.AddFile(o.sara, c.ID, "records", "proof", "stor.pdf", strings.NewReader(full+" ")); !errors.Is(err, checklist.ErrTooLarge) {
		t.Errorf("one byte too many: %v", err)
	}
	s, err := o.svc.Get(o.sara, c.ID)
	if err != nil || len(s.Files) != 1 {
		t.Errorf("%d files are kept, want 1: %v", len(s.Files), err)
	}
	for i := len(s.Files); i < 100; i++ {
		if err := o.svc.AddFile(o.sara, c.ID, "records", "proof", fmt.Sprint(i, ".pdf"), strings.NewReader(pdf)); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.svc.AddFile(o.sara, c.ID, "records", "proof", "en till.pdf", strings.NewReader(pdf)); !fault.Is(err, fault.InvalidKind) {
		t.Errorf("the 101st file: %v", err)
	}
}

func TestAFileNameIsANameAlone(t *testing.T) {
	o := newOffice(t)
	c := o.evidence(t)
	for given, want := range map[string]string{"../../etc/beslut.pdf": "beslut.pdf", `C:\Users\sara\beslut 2.pdf`: "beslut 2.pdf", strings.Repeat("å", 300) + ".pdf": strings.Repeat("å", 196) + ".pdf",
		"beslut\x00\u202efdp.\r\n\xff.pdf": "beslutfdp..pdf"} {
		if err := o.svc.AddFile(o.sara, c.ID, "records", "proof", given, strings.NewReader(pdf)); err != nil {
			t.Fatal(err)
		}
		s, err := o.svc.Get(o.sara, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, f := range s.Files {
			found = found || f.Name == want
		}
		if !found {
			t.Errorf("%q is not kept as %q", given, want)
		}
	}
}

func TestARemovedFileStaysInWhatWasHandedIn(t *testing.T) {
	o := newOffice(t)
	c := o.evidence(t)
	o.fill(t, o.sara, c.ID)
	if err := o.svc.AddFile(o.sara, c.ID, "records", "proof", "beslut.pdf", strings.NewReader(pdf)); err != nil {
		t.Fatal(err)
	}
	s, err := o.svc.Get(o.sara, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	file := s.Files[0]
	if _, err := o.svc.Submit(o.sara, c.ID); err != nil {
		t.Fatal(err)
	}
	if err := o.svc.RemoveFile(o.sara, c.ID, file.ID); !fault.Is(err, fault.ConflictKind) {
		t.Errorf("removed while it was reviewed: %v", err)
	}
	if err := o.svc.AddFile(o.sara, c.ID, "records", "proof", "beslut.pdf", strings.NewReader(pdf)); !fault.Is(err, fault.ConflictKind) {
		t.Errorf("added while it was reviewed: %v", err)
	}
	if err := o.svc.Judge(o.linnea, c.ID, "records", checklist.Accepted, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := o.svc.Recall(o.sara, c.ID); err != nil {
		t.Fatal(err)
	}
	if err := o.svc.RemoveFile(o.sara, c.ID, file.ID); err != nil {
		t.Fatal(err)
	}
	if err := o.svc.RemoveFile(o.sara, c.ID, file.ID); !fault.Is(err, fault.NotFoundKind) {
		t.Errorf("removed twice: %v", err)
	}
	if a := o.answer(t, c.ID, "records"); a.Verdict != checklist.NoVerdict {
		t.Errorf("the point without its file is still %s", a.Verdict)
	}
	for number, want := range []bool{false, true} {
		d, err := o.svc.Document(o.karin, c.ID, number)
		if err != nil {
			t.Fatal(err)
		}
		if raw, err := json.Marshal(d); err != nil || strings.Contains(string(raw), file.SHA512) != want {
			t.Errorf("the document of state %d names the file: %v, want %v (%v)", number, !want, want, err)
		}
	}
	_, r, err := o.svc.OpenFile(o.karin, c.ID, file.ID)
	if err != nil {
		t.Fatalf("the file that was handed in is gone: %v", err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

func TestWhoMayHandleFiles(t *testing.T) {
	o := newOffice(t)
	c := o.evidence(t)
	if err := o.svc.AddFile(o.sara, c.ID, "records", "proof", "beslut.pdf", strings.NewReader(pdf)); err != nil {
		t.Fatal(err)
	}
	s, err := o.svc.Get(o.sara, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	id := s.Files[0].ID
	other := o.start(t)
	olle := o.person(t, "Olle", identity.Operations, o.site.Unit(o.root, "Badhuset"))
	rut := o.person(t, "Rut", identity.Reader)
	open := func(ctx context.Context, list, file uuid.UUID) error {
		_, r, err := o.svc.OpenFile(ctx, list, file)
		if err == nil {
			err = r.Close()
		}
		return err
	}
	add := func(ctx context.Context, point, field string) error {
		return o.svc.AddFile(ctx, c.ID, point, field, "x.pdf", strings.NewReader(pdf))
	}
	for what, tt := range map[string]struct {
		err  error
		kind fault.Kind
	}{
		"another unit reads":         {open(olle, c.ID, id), fault.NotFoundKind},
		"another unit adds":          {add(olle, "records", "proof"), fault.NotFoundKind},
		"another unit removes":       {o.svc.RemoveFile(olle, c.ID, id), fault.NotFoundKind},
		"a reader adds":              {add(rut, "records", "proof"), fault.ForbiddenKind},
		"a reader removes":           {o.svc.RemoveFile(rut, c.ID, id), fault.ForbiddenKind},
		"through another checklist":  {open(o.sara, other.ID, id), fault.NotFoundKind},
		"removed through another":    {o.svc.RemoveFile(o.sara, other.ID, id), fault.NotFoundKind},
		"a field that takes none":    {add(o.sara, "records", "disposal"), fault.NotFoundKind},
		"a point that there is not":  {add(o.sara, "nosuch", "proof"), fault.NotFoundKind},
		"a file that there is not":   {open(o.sara, c.ID, uuid.New()), fault.NotFoundKind},
		"another municipality reads": {open(func() context.Context { _, x := o.site.Tenant("asa"); return x }(), c.ID, id), fault.NotFoundKind},
	} {
		if !fault.Is(tt.err, tt.kind) {
			t.Errorf("%s: %v", what, tt.err)
		}
	}
	if err := open(rut, c.ID, id); err != nil {
		t.Errorf("a reader reads: %v", err)
	}
}
