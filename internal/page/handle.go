package page

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"kanalkoll/internal/fault"
)

// Handler is a handler that returns its errors. A *fault.Error becomes a page in the user's words; every other
// error becomes the general page with the request's id, and goes to the log.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Handle turns a Handler into an http.HandlerFunc.
func Handle(h Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			Fail(w, r, err)
		}
	}
}

// Fail answers with the page for err.
func Fail(w http.ResponseWriter, r *http.Request, err error) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		err = &fault.Error{Kind: fault.InvalidKind, Key: "fault.too_large", Cause: err}
	}
	f := fault.As(err)
	status := StatusCode(f)
	switch {
	case tooLarge != nil:
		status = http.StatusRequestEntityTooLarge
	case r.Context().Err() != nil:
		slog.DebugContext(r.Context(), "client went away", "err", err)
		return
	}
	// The path stands in the access log under the same request id, without what is secret in it.
	if status >= http.StatusInternalServerError {
		slog.ErrorContext(r.Context(), "request failed", "err", err)
	} else {
		slog.InfoContext(r.Context(), "request refused", "err", err, "status", status)
	}
	w.Header().Set("Cache-Control", "no-store")
	if f.Kind == fault.UnavailableKind {
		w.Header().Set("Retry-After", strconv.Itoa(10))
	}
	if renderErr := Render(w, r, status, ErrorPage(f)); renderErr != nil {
		http.Error(w, http.StatusText(status), status)
	}
}

// StatusCode gives the HTTP status for a fault.
func StatusCode(f *fault.Error) int {
	switch f.Kind {
	case fault.NotFoundKind:
		return http.StatusNotFound
	case fault.InvalidKind:
		return http.StatusUnprocessableEntity
	case fault.ConflictKind:
		return http.StatusConflict
	case fault.ForbiddenKind:
		return http.StatusForbidden
	case fault.TooManyKind:
		return http.StatusTooManyRequests
	case fault.UnavailableKind:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

// Render writes the component with the status. It renders into memory first, so that a failure half way
// still becomes an error page and never a torn one.
func Render(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	var buf bytes.Buffer
	if err := c.Render(r.Context(), &buf); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(buf.Len()))
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return nil
	}
	_, err := w.Write(buf.Bytes())
	if err != nil {
		slog.DebugContext(r.Context(), "client went away", "err", err)
	}
	return nil
}

// SeeOther sends the browser on after a change, by 303 as a GET.
func SeeOther(w http.ResponseWriter, r *http.Request, to string) error {
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
