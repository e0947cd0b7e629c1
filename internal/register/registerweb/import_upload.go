package registerweb

import (
	"bytes"
	"errors"
	"io"
	"net/http"

	"kanalkoll/internal/blob"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/page"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register/sheet"
)

// What is taken of an upload, in bytes.
const (
	maxUpload = 20_000_000
	overhead  = 64 << 10 // what a browser writes around the file
	maxDrain  = 32 << 20 // what is read and thrown away so that the browser comes to read the answer
)

func (h *Imports) upload(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	name, raw, err := readUpload(w, r)
	if errors.Is(err, sheet.ErrTooLarge) {
		return h.tooLarge(w, r)
	}
	var table *sheet.Table
	if err == nil {
		table, err = sheet.Read(name, bytes.NewReader(raw), sheet.Limits{Bytes: maxUpload})
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
	if _, err := h.files.Put(ctx, key, "", bytes.NewReader(raw)); err != nil {
		return err
	}
	b, err := h.svc.StartImport(ctx, name, key, table)
	if err != nil {
		return err // whether the row was written may be unknown; a file that none names is swept later
	}
	return page.SeeOther(w, r, importURL(ctx, b.ID, ""))
}

// readUpload gives the file of the form. One over the limit is sheet.ErrTooLarge, none is Invalid.
func readUpload(w http.ResponseWriter, r *http.Request) (name string, raw []byte, err error) {
	missing := fault.Invalid(fault.Bad("file", "import.file_missing"))
	if r.ContentLength > maxUpload+overhead {
		return "", nil, sheet.ErrTooLarge
	}
	limited := http.MaxBytesReader(w, io.NopCloser(r.Body), maxUpload+overhead)
	inner := r.Clone(r.Context())
	inner.Body = limited
	parts, err := inner.MultipartReader()
	if err != nil {
		return "", nil, missing
	}
	for {
		part, err := parts.NextPart()
		if err != nil {
			return "", nil, uploadFault(err, missing)
		}
		if part.FormName() != "file" || part.FileName() == "" {
			continue
		}
		raw, err := io.ReadAll(io.LimitReader(part, maxUpload+1))
		if len(raw) > maxUpload {
			return "", nil, sheet.ErrTooLarge
		}
		if err != nil {
			return "", nil, uploadFault(err, missing)
		}
		return blob.FileName(part.FileName()), raw, nil
	}
}

func uploadFault(err, missing error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return sheet.ErrTooLarge
	}
	return missing // the form ended, or was torn: there is no whole file
}

// tooLarge answers while the browser is still sending, and reads on for a while: a connection that is cut before the
// browser has sent what it wanted to send shows it no page at all.
func (h *Imports) tooLarge(w http.ResponseWriter, r *http.Request) error {
	rc := http.NewResponseController(w)
	_ = rc.EnableFullDuplex() // not every connection can; then the server itself reads on a little
	w.Header().Set("Connection", "close")
	err := h.renderList(w, r, http.StatusRequestEntityTooLarge, fault.Invalid(fault.Bad("file", "sheet.too_large", "Megabytes", maxUpload/1_000_000)))
	if err != nil {
		return err
	}
	_ = rc.Flush()
	_, _ = io.CopyN(io.Discard, r.Body, maxDrain) // whoever goes away has read enough
	return nil
}
