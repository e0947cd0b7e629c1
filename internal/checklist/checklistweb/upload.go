package checklistweb

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	neturl "net/url"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/checklist/fieldweb"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/page"
)

// What is read of a point's form, in bytes.
const (
	maxPart    = 1 << 20                     // of one text
	maxForm    = 3*checklist.MaxFile + 1<<20 // of the whole: some files at once
	mostUpload = 10                          // files at once
	mostParts  = 2000                        // texts and files
)

// sent is what a point's form sent: its texts, and its files as far as they were within bounds.
type sent struct {
	form  neturl.Values
	files []upload
	short bool // it was too large: what stood behind the last file did not come
}

// answers gives what was answered. What a form that came short does not tell stays as it was.
func (s *sent) answers(it *checklist.Item) checklist.Fields {
	values := fieldweb.Read(s.form, it.Point)
	if !s.short {
		return values
	}
	for _, f := range it.Point.Fields {
		if was, ok := it.Answer.Fields[f.Key]; ok && values[f.Key].Empty() {
			values[f.Key] = was
		}
	}
	return values
}

type upload struct {
	field string // "" where the control is none of a file field
	name  string
	raw   []byte
	large bool
	many  bool // one more than are taken at once
}

// readPoint reads the form of a point, with files or without. A file that is too large costs nothing of the texts.
func readPoint(w http.ResponseWriter, r *http.Request) (*sent, error) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "multipart/form-data" {
		form, err := page.ReadForm(w, r)
		return &sent{form: form}, err
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, fault.Invalid(fault.Bad("", "fault.invalid"))
	}
	s := &sent{form: neturl.Values{}}
	for range mostParts {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		if err != nil {
			return s.torn(err)
		}
		if part.FileName() == "" {
			raw, err := io.ReadAll(io.LimitReader(part, maxPart))
			if err != nil {
				return s.torn(err)
			}
			if name := page.Clean(part.FormName()); !strings.HasSuffix(name, "."+fieldweb.File) {
				s.form.Add(name, page.Clean(string(raw)))
			}
			continue
		}
		if len(s.files) > mostUpload {
			continue // the texts behind it are read all the same
		}
		field := strings.TrimSuffix(strings.TrimPrefix(page.Clean(part.FormName()), "f."), "."+fieldweb.File)
		f := upload{field: field, name: page.Clean(part.FileName()), many: len(s.files) == mostUpload}
		if !f.many {
			f.raw, err = io.ReadAll(io.LimitReader(part, checklist.MaxFile+1))
			f.large = err != nil || len(f.raw) > checklist.MaxFile
		}
		s.files = append(s.files, f)
		if err != nil {
			return s.torn(err)
		}
	}
	return nil, fault.Invalid(fault.Bad("", "fault.form"))
}

// torn keeps what had come before a form became too large; one that was cut off is no form.
func (s *sent) torn(err error) (*sent, error) {
	var large *http.MaxBytesError
	if errors.As(err, &large) && len(s.files) > 0 {
		s.files[len(s.files)-1].large, s.short = true, true
		return s, nil
	}
	return nil, err
}

// addFiles keeps the files that were sent. What is wrong with them is Invalid, all at once.
func (h *Handlers) addFiles(ctx context.Context, v *pointView, s *sent) error {
	var bad []fault.Field
	for _, f := range s.files {
		control := fieldweb.Name(f.field, fieldweb.File)
		if f.many {
			bad = append(bad, fault.Bad(control, "checklist.files_at_once", "Name", f.name, "Max", mostUpload))
			continue
		}
		if f.large {
			bad = append(bad, fault.Bad(control, "checklist.file_large", "Name", f.name, "Megabytes", checklist.MaxFile/1_000_000))
			continue
		}
		err := h.svc.AddFile(ctx, v.ID, v.it.Point.Key, f.field, f.name, bytes.NewReader(f.raw))
		switch {
		case fault.Is(err, fault.InvalidKind):
			for _, b := range fault.As(err).Fields {
				bad = append(bad, fault.Bad(control, b.Key, append(b.Args, "Name", f.name)...))
			}
		case err != nil:
			return err
		}
	}
	if len(bad) > 0 {
		return fault.Invalid(bad...)
	}
	return nil
}

func fileID(r *http.Request) (uuid.UUID, error) {
	id, err := uuid.Parse(chi.URLParam(r, "file"))
	if err != nil {
		return uuid.Nil, fault.NotFound()
	}
	return id, nil
}

// file sends a piece of evidence. It is never shown within our pages: a file from outside must not run here.
func (h *Handlers) file(w http.ResponseWriter, r *http.Request) error {
	s, err := h.sheet(r)
	if err != nil {
		return err
	}
	id, err := fileID(r)
	if err != nil {
		return err
	}
	f, body, err := h.svc.OpenFile(r.Context(), s.ID, id)
	if err != nil {
		return err
	}
	defer body.Close() //nolint:errcheck // only read
	head := w.Header()
	head.Set("Content-Type", f.Type)
	head.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	head.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	head.Set("Cache-Control", "no-store")
	_, err = io.Copy(w, body)
	return err
}

func (h *Handlers) removeFile(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	s, err := h.sheet(r)
	if err != nil {
		return err
	}
	id, err := fileID(r)
	if err != nil {
		return err
	}
	point := ""
	for _, f := range s.Files {
		if f.ID == id {
			point = f.Point
		}
	}
	// The button stands in the point's form: what was typed there comes with it, and is kept.
	sent, err := readPoint(w, r)
	if err != nil {
		return err
	}
	if it := s.Item(point); it != nil && sent.form.Has("seen") {
		if err := h.keep(ctx, s, it, sent); err != nil {
			return err
		}
	}
	if err := h.svc.RemoveFile(ctx, s.ID, id); err != nil {
		return err
	}
	page.SetFlash(ctx, "checklistweb.file.removed")
	return page.SeeOther(w, r, pointURL(ctx, s.ID, point))
}
