package page

import (
	"log/slog"
	"net/http"
	"strconv"
)

// Attach sends a file to be kept. Name is plain: letters, digits, dots and hyphens.
func Attach(w http.ResponseWriter, r *http.Request, name, kind string, raw []byte) error {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Content-Length", strconv.Itoa(len(raw)))
	if r.Method == http.MethodHead {
		return nil
	}
	_, err := w.Write(raw) //nolint:gosec // a file to keep, never shown as a page: its type says so
	if err != nil {
		slog.DebugContext(r.Context(), "client went away", "err", err)
	}
	return nil
}
