package tenantweb

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"kanalkoll/internal/blob"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/page"
	"kanalkoll/internal/tenant"
)

// brandCSS is the small style sheet with the municipality's colour.
func (h *Handlers) brandCSS(w http.ResponseWriter, r *http.Request) error {
	t := tenant.Of(r.Context())
	if t == nil {
		return fault.NotFound()
	}
	css := []byte(page.TenantCSS(t.Accent))
	sum := sha256.Sum256(css)
	serve(w, r, t, "text/css; charset=utf-8", hex.EncodeToString(sum[:8]), css)
	return nil
}

// logo is the municipality's logo, made a PNG when it came.
func (h *Handlers) logo(w http.ResponseWriter, r *http.Request) error {
	t := tenant.Of(r.Context())
	if t == nil || t.LogoKey == "" {
		return fault.NotFound()
	}
	f, _, err := h.files.Get(r.Context(), t.LogoKey)
	if errors.Is(err, blob.ErrNotFound) {
		return fault.NotFound()
	}
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was only read
	data, err := io.ReadAll(io.LimitReader(f, maxLogo*4))
	if err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	serve(w, r, t, "image/png", hex.EncodeToString(sum[:8]), data)
	return nil
}

// serve answers with the file or 304. An address that names the settings' version never changes what it gives.
func serve(w http.ResponseWriter, r *http.Request, t *tenant.Tenant, contentType, etag string, data []byte) {
	hd := w.Header()
	hd.Set("Content-Type", contentType)
	hd.Set("X-Content-Type-Options", "nosniff")
	hd.Set("ETag", `"`+etag+`"`)
	if r.URL.Query().Get("v") == strconv.Itoa(t.Version) {
		hd.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		hd.Set("Cache-Control", "public, max-age=60")
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}
