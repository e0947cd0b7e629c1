package registerweb

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"kanalkoll/internal/blob"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/page"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register/sheet"
)

// MaxUpload is the largest file that is taken, in bytes.
const MaxUpload = 20_000_000

const (
	overhead = 64 << 10 // what a browser writes around the file
	maxDrain = 32 << 20 // what is read and thrown away so that the browser comes to read the answer
)

func (h *Imports) upload(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	up, err := ReadUpload(w, r)
	if errors.Is(err, sheet.ErrTooLarge) {
		return TooLarge(w, r, h.renderList)
	}
	var table *sheet.Table
	if err == nil {
		table, err = sheet.Read(up.Name, bytes.NewReader(up.Raw), sheet.Limits{Bytes: MaxUpload})
	}
	if fault.Is(err, fault.InvalidKind) {
		f := fault.As(err)
		if len(f.Fields) == 0 {
			f = fault.Invalid(fault.Bad("file", f.Key, f.Args...))
		}
		return h.renderList(w, r, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	key := blob.Key(postgres.TenantOf(ctx))
	if _, err := h.files.Put(ctx, key, "", bytes.NewReader(up.Raw)); err != nil {
		return err
	}
	b, err := h.svc.StartImport(ctx, up.Name, key, table)
	if err != nil {
		return err // whether the row was written may be unknown; a file that none names is swept later
	}
	return page.SeeOther(w, r, importURL(ctx, b.ID, ""))
}

// Upload is a form with a file.
type Upload struct {
	Name   string // of the file
	Raw    []byte
	Values url.Values // what the form says before its file
}

// maxValue is how much of a field beside the file is read, in bytes.
const maxValue = 1000

// ReadUpload gives the form with the file that it calls "file". A file over MaxUpload is sheet.ErrTooLarge, none is Invalid;
// the other values are there all the same.
func ReadUpload(w http.ResponseWriter, r *http.Request) (Upload, error) {
	up := Upload{Values: url.Values{}}
	missing := fault.Invalid(fault.Bad("file", "import.file_missing"))
	if r.ContentLength > MaxUpload+overhead {
		return up, sheet.ErrTooLarge
	}
	limited := http.MaxBytesReader(w, io.NopCloser(r.Body), MaxUpload+overhead)
	inner := r.Clone(r.Context())
	inner.Body = limited
	parts, err := inner.MultipartReader()
	if err != nil {
		return up, missing
	}
	for {
		part, err := parts.NextPart()
		if err != nil {
			return up, uploadFault(err, missing)
		}
		if part.FileName() == "" {
			value, err := io.ReadAll(io.LimitReader(part, maxValue))
			if err != nil {
				return up, uploadFault(err, missing)
			}
			up.Values.Add(part.FormName(), strings.ToValidUTF8(string(value), ""))
			continue
		}
		if part.FormName() != "file" {
			continue
		}
		up.Raw, err = io.ReadAll(io.LimitReader(part, MaxUpload+1))
		if len(up.Raw) > MaxUpload {
			return up, sheet.ErrTooLarge
		}
		if err != nil {
			return up, uploadFault(err, missing)
		}
		up.Name = blob.FileName(part.FileName())
		return up, nil
	}
}

func uploadFault(err, missing error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return sheet.ErrTooLarge
	}
	return missing // the form ended, or was torn: there is no whole file
}

// TooLarge answers with the page that render gives while the browser is still sending, and reads on for a while: a
// connection that is cut before the browser has sent what it wanted to send shows it no page at all.
func TooLarge(w http.ResponseWriter, r *http.Request, render func(w http.ResponseWriter, r *http.Request, status int, f *fault.Error) error) error {
	rc := http.NewResponseController(w)
	_ = rc.EnableFullDuplex() // not every connection can; then the server itself reads on a little
	w.Header().Set("Connection", "close")
	err := render(w, r, http.StatusRequestEntityTooLarge, fault.Invalid(fault.Bad("file", "sheet.too_large", "Megabytes", MaxUpload/1_000_000)))
	if err != nil {
		return err
	}
	_ = rc.Flush()
	_, _ = io.CopyN(io.Discard, r.Body, maxDrain) // whoever goes away has read enough
	return nil
}
