package publicsite

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"
)

// How long caches may answer by themselves.
const (
	// A clerk who closes an account looks at the public page next, and so does whoever was told of it: the page must
	// follow at once. So every cache asks each time, which costs a few hundred bytes while the ETag holds; only when
	// this program does not answer may a day-old page stand in.
	pageCache = "public, max-age=0, stale-if-error=86400"
	// Open data are fetched by machines, which may lag a few minutes and come often.
	dataCache = "public, max-age=60, s-maxage=300, stale-while-revalidate=600, stale-if-error=86400"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// sendPage answers with a page that caches may keep.
func sendPage(w http.ResponseWriter, r *http.Request, changed time.Time, c templ.Component) error {
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	if err := c.Render(r.Context(), buf); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", pageCache)
	send(w, r, "text/html; charset=utf-8", changed, buf.Bytes())
	return nil
}

// sendData answers with a file that pages of other sites may read.
func sendData(w http.ResponseWriter, r *http.Request, contentType string, changed time.Time, body []byte) {
	h := w.Header()
	h.Set("Cache-Control", dataCache)
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "ETag")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	send(w, r, contentType, changed, body)
}

// send writes the body with its ETag, or 304 where the caller has that body already. If-Modified-Since alone is
// not honoured: a renamed unit or a new version of the program changes the body, too, and leaves no time behind.
func send(w http.ResponseWriter, r *http.Request, contentType string, changed time.Time, body []byte) {
	sum := sha256.Sum256(body)
	tag := `"` + base64.RawURLEncoding.EncodeToString(sum[:18]) + `"`
	h := w.Header()
	h.Set("ETag", tag)
	h.Set("Vary", "Accept-Encoding")
	if !changed.IsZero() {
		h.Set("Last-Modified", changed.UTC().Format(http.TimeFormat))
	}
	if matches(r.Header.Values("If-None-Match"), tag) {
		h.Del("Content-Disposition")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return
	}
	if _, err := w.Write(body); err != nil { //nolint:gosec // templ, encoding/json and encoding/csv wrote it, each with its escapes
		slog.DebugContext(r.Context(), "client went away", "err", err)
	}
}

// matches reports whether one of the tags that a caller has is tag. Caches that compress mark theirs as weak, which
// makes no difference here (RFC 9110, 13.1.2).
func matches(have []string, tag string) bool {
	for _, line := range have {
		for t := range strings.SplitSeq(line, ",") {
			t = strings.TrimSpace(t)
			if t == "*" || strings.TrimPrefix(t, "W/") == tag {
				return true
			}
		}
	}
	return false
}
