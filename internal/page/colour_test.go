package page

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestContrastFollowsWCAG(t *testing.T) {
	white := rgb{1, 1, 1}
	for hex, want := range map[string]float64{"#000000": 21, "#ffffff": 1, "#767676": 4.54, "#777": 4.48, "#00578a": 7.7} {
		c, err := parseColour(hex)
		if err != nil {
			t.Fatal(err)
		}
		if got := contrast(c, white); math.Abs(got-want) > 0.05 {
			t.Errorf("white on %s: %.2f, want %.2f", hex, got, want)
		}
	}
}

func TestCheckColour(t *testing.T) {
	for hex, want := range map[string]string{
		"#00578a": "", "#005": "", " #00578A ": "", "#767676": "",
		"#777777": "page.colour_pale", "#fff": "page.colour_pale", "#ffcc00": "page.colour_pale",
		"": "page.colour_format", "blue": "page.colour_format", "00578a": "page.colour_format", "#12345": "page.colour_format",
		"#gggggg": "page.colour_format", "#+12345": "page.colour_format", "#åä": "page.colour_format",
	} {
		got := ""
		if f := CheckColour("colour", hex); f != nil {
			got = f.Key
		}
		if got != want {
			t.Errorf("CheckColour(%q) = %q, want %q", hex, got, want)
		}
	}
}

func TestTenantCSS(t *testing.T) {
	for hex, todo := range map[string]bool{
		"#00578a": false, "#114f2b": false, "#4a2a7a": false, "#222222": false,
		"#b1201a": true, "#8a4a00": true, "#a50034": true, "#7a0019": true,
	} {
		css := TenantCSS(hex)
		if !strings.Contains(css, "--tenant:"+hex) {
			t.Errorf("TenantCSS(%s) = %q", hex, css)
		}
		if got := strings.Contains(css, "--todo:var(--ink)"); got != todo {
			t.Errorf("TenantCSS(%s) sets --todo: %v, want %v", hex, got, todo)
		}
	}
	if css := TenantCSS("red;}body{display:none"); css != "" {
		t.Errorf("a colour that is none gives %q", css)
	}
}

// Whatever is typed, the sheet is empty or holds one colour and nothing else.
func TestTenantCSSLetsNothingThrough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		css := TenantCSS(rapid.OneOf(rapid.String(), rapid.StringMatching(`#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?`)).Draw(t, "colour"))
		css = strings.Replace(css, ";--todo:var(--ink)", "", 1)
		if css != "" && (len(css) != len("@media screen{:root{--tenant:#000000}}\n") || strings.Count(css, "{") != 2) {
			t.Fatalf("%q", css)
		}
	})
}
