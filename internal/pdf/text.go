package pdf

import (
	"fmt"
	"strings"
	"sync"
	"unicode"

	"github.com/carlos7ags/folio/font"
	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"golang.org/x/text/unicode/norm"
)

// missing stands on paper for a letter that the fonts lack; the letter itself is kept as the text's real content.
const missing = '□'

// faces are parsed once; the faces may be shared, what a document uses of them may not.
var faces = sync.OnceValues(func() ([2]font.Face, error) {
	regular, err := font.ParseTTF(liberationsansregular.TTF)
	if err != nil {
		return [2]font.Face{}, fmt.Errorf("parsing the regular font: %w", err)
	}
	bold, err := font.ParseTTF(liberationsansbold.TTF)
	if err != nil {
		return [2]font.Face{}, fmt.Errorf("parsing the bold font: %w", err)
	}
	return [2]font.Face{regular, bold}, nil
})

// fonts are a document's fonts, with the letters it uses.
type fonts struct{ regular, bold *font.EmbeddedFont }

func newFonts() (*fonts, error) {
	f, err := faces()
	if err != nil {
		return nil, err
	}
	return &fonts{regular: font.NewEmbeddedFont(f[0]), bold: font.NewEmbeddedFont(f[1])}, nil
}

func (f *fonts) of(st style) *font.EmbeddedFont {
	if st.bold {
		return f.bold
	}
	return f.regular
}

// width measures text in points, without kerning: that is how it is drawn.
func (f *fonts) width(text string, st style) float64 {
	face := f.of(st).Face()
	units := 0
	for _, r := range text {
		g := face.GlyphIndex(shown(r))
		if g == 0 {
			g = face.GlyphIndex(missing)
		}
		units += face.GlyphAdvance(g)
	}
	return float64(units) * st.size / float64(face.UnitsPerEm())
}

// shown gives the letter that is drawn. A hard space shares its glyph with the plain one, and would make all spaces hard
// for whoever copies the text.
func shown(r rune) rune {
	switch r {
	case '\u00a0', '\u202f', '\u2007':
		return ' '
	case '\u2011':
		return '-'
	default:
		return r
	}
}

// drawn gives the letters to draw and whether some stand for letters that the font lacks.
func (f *fonts) drawn(text string, st style) (string, bool) {
	face, lacks := f.of(st).Face(), false
	return strings.Map(func(r rune) rune {
		r = shown(r)
		if face.GlyphIndex(r) == 0 {
			lacks = true
			return missing
		}
		return r
	}, text), lacks
}

// clean composes letters, makes every line break "\n" and every tab a space, and drops what cannot be seen.
func clean(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ", "\u2028", "\n", "\u2029", "\n\n").Replace(text)
	return strings.Map(func(r rune) rune {
		if r != '\n' && (unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r)) {
			return -1
		}
		return r
	}, norm.NFC.String(strings.ToValidUTF8(text, "\ufffd")))
}

// oneLine is the text on one line.
func oneLine(text string) string { return strings.Join(strings.Fields(clean(text)), " ") }

// wrap breaks text into lines of at most width points. Words longer than a line are broken, at a sign between their
// parts where there is one.
func (f *fonts) wrap(text string, st style, width float64) []string {
	var lines []string
	for part := range strings.SplitSeq(strings.Trim(clean(text), " \n"), "\n") {
		words := strings.FieldsFunc(part, func(r rune) bool { return r == ' ' })
		if len(words) == 0 {
			lines = append(lines, "")
			continue
		}
		line := ""
		for _, word := range words {
			if line != "" && f.width(line+" "+word, st) <= width {
				line += " " + word
				continue
			}
			if line != "" {
				lines = append(lines, line)
			}
			for f.width(word, st) > width {
				n := f.fit(word, st, width)
				lines = append(lines, word[:n])
				word = word[n:]
			}
			line = word
		}
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// fit gives how many bytes of a word too long for a line go on it: at least one letter.
func (f *fonts) fit(word string, st style, width float64) int {
	end, cut := 0, 0
	for i, r := range word {
		next := i + len(string(r))
		if i > 0 && f.width(word[:next], st) > width {
			break
		}
		end = next
		if strings.ContainsRune("/-_?&=.,;:@", r) {
			cut = next
		}
	}
	if cut > end/2 {
		return cut
	}
	return end
}
