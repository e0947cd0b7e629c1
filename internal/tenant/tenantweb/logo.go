package tenantweb

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	_ "image/jpeg" // the formats that are taken
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"strconv"

	"kanalkoll/internal/blob"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/tenant"
)

// Bounds of a logo: bytes of the file that comes, pixels of its sides, and pixels of the longer side as it is kept.
const (
	maxLogo   = 500_000
	maxPixels = 2000
	keptSide  = 256
)

// maxLogoForm is how much of a request is read before it is refused: a file somewhat too large gets its answer at the
// field, what is far beyond is cut off.
const maxLogoForm = 8 << 20

func (h *Handlers) saveLogo(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxLogoForm)
	data, err := readLogo(r)
	if err == nil {
		data, err = cleanLogo(data)
	}
	if f := fault.As(err); f != nil {
		if f.Kind != fault.InvalidKind {
			return err
		}
		return h.renderSettings(w, r, page.StatusCode(f), nil, f)
	}
	ctx := r.Context()
	t, err := h.svc.Current(ctx)
	if err != nil {
		return err
	}
	if err := identity.RequireEverywhere(ctx, identity.SettingsEdit); err != nil {
		return err // before anything is stored
	}
	key := blob.Key(t.ID)
	if _, err := h.files.Put(ctx, key, "image/png", bytes.NewReader(data)); err != nil {
		return err
	}
	return h.setLogo(w, r, t, key, "tenantweb.logo_saved")
}

func (h *Handlers) removeLogo(w http.ResponseWriter, r *http.Request) error {
	t, err := h.svc.Current(r.Context())
	if err != nil {
		return err
	}
	return h.setLogo(w, r, t, "", "tenantweb.logo_removed")
}

// setLogo names the new logo in the settings; the file of the old one goes when that is done, that of the new one
// where it cannot be done.
func (h *Handlers) setLogo(w http.ResponseWriter, r *http.Request, t *tenant.Tenant, key, done string) error {
	ctx := r.Context()
	old, now := t.LogoKey, *t
	now.LogoKey, now.LogoType = key, ""
	if key != "" {
		now.LogoType = "image/png"
	}
	gone := old
	err := h.svc.SaveSettings(ctx, &now, t.Version)
	if err != nil {
		gone = "" // it may have been saved all the same; what was not is swept later
		if f := fault.As(err); f.Kind == fault.ConflictKind || f.Kind == fault.InvalidKind || f.Kind == fault.ForbiddenKind {
			gone = key
		}
	}
	if gone != "" {
		if err := h.files.Delete(ctx, gone); err != nil {
			slog.WarnContext(ctx, "a logo's file stays behind", "key", gone, "err", err)
		}
	}
	if f := fault.As(err); f != nil {
		if f.Kind != fault.ConflictKind {
			return err
		}
		return h.renderSettings(w, r, http.StatusConflict, nil, f)
	}
	page.SetFlash(ctx, done)
	return page.SeeOther(w, r, page.URL(ctx, "/app/settings"))
}

// readLogo gives the file that was sent.
func readLogo(r *http.Request) ([]byte, error) {
	bad := func(key string) error {
		return fault.Invalid(fault.Bad("logo", key, "Kilobytes", maxLogo/1000, "Pixels", maxPixels))
	}
	mr, err := r.MultipartReader()
	if err != nil {
		return nil, bad("tenantweb.logo_missing")
	}
	for {
		part, err := mr.NextPart()
		if err == io.EOF { //nolint:errorlint // the reader returns it bare
			return nil, bad("tenantweb.logo_missing")
		}
		if err != nil {
			return nil, bad("tenantweb.logo_large")
		}
		if part.FormName() != "logo" {
			continue
		}
		data, err := io.ReadAll(io.LimitReader(part, maxLogo+1))
		switch {
		case err != nil || len(data) > maxLogo:
			return nil, bad("tenantweb.logo_large")
		case len(data) == 0:
			return nil, bad("tenantweb.logo_missing")
		}
		return data, nil
	}
}

// cleanLogo takes a PNG or JPEG file and gives a PNG that holds nothing but the picture, at most keptSide pixels wide
// and high: no metadata, no second meaning.
func cleanLogo(data []byte) ([]byte, error) {
	bad := func(key string, args ...any) error { return fault.Invalid(fault.Bad("logo", key, args...)) }
	if looksLikeSVG(data) {
		return nil, bad("tenantweb.logo_svg")
	}
	cfg, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || format != "png" && format != "jpeg" {
		return nil, bad("tenantweb.logo_format")
	}
	// The header says how large the picture will be in memory, before any of it is unpacked.
	if cfg.Width > maxPixels || cfg.Height > maxPixels || cfg.Width < 1 || cfg.Height < 1 {
		return nil, bad("tenantweb.logo_pixels", "Pixels", maxPixels, "Found", strconv.Itoa(cfg.Width)+" × "+strconv.Itoa(cfg.Height))
	}
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, bad("tenantweb.logo_broken")
	}
	var out bytes.Buffer
	if err := png.Encode(&out, shrink(img, keptSide)); err != nil {
		return nil, fmt.Errorf("logo: %w", err)
	}
	return out.Bytes(), nil
}

func looksLikeSVG(data []byte) bool {
	head := bytes.ToLower(data[:min(len(data), 1024)])
	return bytes.Contains(head, []byte("<svg")) || bytes.HasPrefix(bytes.TrimSpace(head), []byte("<?xml"))
}

// shrink gives the picture with no side above most pixels: each new pixel is the mean of those it stands for.
func shrink(src image.Image, most int) image.Image {
	b := src.Bounds()
	w, h := b.Dx(), b.Dy()
	if long := max(w, h); long > most {
		w, h = max(1, w*most/long), max(1, h*most/long)
	}
	dst := image.NewRGBA64(image.Rect(0, 0, w, h))
	for y := range h {
		y0, y1 := y*b.Dy()/h, max((y+1)*b.Dy()/h, y*b.Dy()/h+1)
		for x := range w {
			x0, x1 := x*b.Dx()/w, max((x+1)*b.Dx()/w, x*b.Dx()/w+1)
			dst.SetRGBA64(x, y, mean(src, image.Rect(b.Min.X+x0, b.Min.Y+y0, b.Min.X+x1, b.Min.Y+y1)))
		}
	}
	out := image.NewNRGBA(dst.Bounds()) // eight bits are enough for a logo
	for y := range h {
		for x := range w {
			out.Set(x, y, dst.At(x, y))
		}
	}
	return out
}

func mean(src image.Image, area image.Rectangle) color.RGBA64 {
	var r, g, b, a uint64
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			pr, pg, pb, pa := src.At(x, y).RGBA()
			r, g, b, a = r+uint64(pr), g+uint64(pg), b+uint64(pb), a+uint64(pa)
		}
	}
	n := uint64(area.Dx() * area.Dy())                                                          //nolint:gosec // both are above zero
	return color.RGBA64{R: uint16(r / n), G: uint16(g / n), B: uint16(b / n), A: uint16(a / n)} //nolint:gosec // the mean of 16-bit values
}
