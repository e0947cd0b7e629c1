package page

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"kanalkoll/internal/fault"
)

// DefaultColour is the tenant colour where a municipality has set none.
const DefaultColour = "#00578a"

// minContrast is what WCAG 2.2 asks for text (1.4.3); white text stands on the colour in buttons.
const minContrast = 4.5

// Hues, in degrees, of the colours that mean "overdue" and "due"; a tenant's colour within hueMargin of one of
// them could be taken for it.
const (
	redHue    = 3
	amberHue  = 34
	hueMargin = 25
)

type rgb struct{ r, g, b float64 } // each 0 to 1

// CheckColour says whether a municipality may use the colour: "#rgb" or "#rrggbb", and dark enough for white
// text. Nil is yes; else it gives the problem for the field with the name.
func CheckColour(name, hex string) *fault.Field {
	c, err := parseColour(hex)
	if err != nil {
		return new(fault.Bad(name, "page.colour_format"))
	}
	if contrast(c, rgb{1, 1, 1}) < minContrast {
		return new(fault.Bad(name, "page.colour_pale"))
	}
	return nil
}

// TenantCSS is the style sheet that sets a municipality's colour; an empty or impossible colour gives an empty
// sheet, and with that the default. It holds on screens only: paper stays black.
func TenantCSS(hex string) string {
	c, err := parseColour(hex)
	if err != nil {
		return ""
	}
	rules := "--tenant:" + c.hex()
	if nearWarning(c) {
		rules += ";--todo:var(--ink)"
	}
	return "@media screen{:root{" + rules + "}}\n"
}

// nearWarning reports whether "to review" in this colour could be mistaken for "overdue" or "due". Greys have no
// hue to mistake.
func nearWarning(c rgb) bool {
	hue, ok := c.hue()
	return ok && (hueDistance(hue, redHue) <= hueMargin || hueDistance(hue, amberHue) <= hueMargin)
}

func parseColour(hex string) (rgb, error) {
	digits, ok := strings.CutPrefix(strings.TrimSpace(hex), "#")
	if !ok {
		return rgb{}, fmt.Errorf("colour %.10q does not begin with #", hex)
	}
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	if len(digits) != 6 {
		return rgb{}, fmt.Errorf("colour %.10q has not 3 or 6 digits", hex)
	}
	n, err := strconv.ParseUint(digits, 16, 32)
	if err != nil {
		return rgb{}, fmt.Errorf("colour %.10q: not hexadecimal", hex)
	}
	return rgb{float64(n>>16&0xff) / 255, float64(n>>8&0xff) / 255, float64(n&0xff) / 255}, nil
}

func (c rgb) hex() string {
	to := func(v float64) int { return int(math.Round(v * 255)) }
	return fmt.Sprintf("#%02x%02x%02x", to(c.r), to(c.g), to(c.b))
}

// luminance is the relative luminance of WCAG 2.2.
func (c rgb) luminance() float64 {
	lin := func(v float64) float64 {
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(c.r) + 0.7152*lin(c.g) + 0.0722*lin(c.b)
}

// contrast is the ratio of WCAG 2.2, 1 to 21.
func contrast(a, b rgb) float64 {
	la, lb := a.luminance(), b.luminance()
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// hue gives degrees, 0 to 360; ok is false for greys and near greys.
func (c rgb) hue() (degrees float64, ok bool) {
	hi, lo := max(c.r, c.g, c.b), min(c.r, c.g, c.b)
	d := hi - lo
	if d < 0.08 {
		return 0, false
	}
	switch hi {
	case c.r:
		degrees = math.Mod((c.g-c.b)/d, 6)
	case c.g:
		degrees = (c.b-c.r)/d + 2
	default:
		degrees = (c.r-c.g)/d + 4
	}
	degrees *= 60
	if degrees < 0 {
		degrees += 360
	}
	return degrees, true
}

func hueDistance(a, b float64) float64 {
	d := math.Abs(a - b)
	return min(d, 360-d)
}
