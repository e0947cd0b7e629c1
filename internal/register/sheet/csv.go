package sheet

import (
	"bytes"
	"errors"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

func readCSV(raw []byte, b *builder) error {
	text, enc, err := decode(raw)
	if err != nil {
		return err
	}
	line := 1
	delim := byte(0)
	// Excel's own way to name the delimiter: a first line "sep=;".
	if first, rest, ok := cutLine(text); ok && len(first) == 5 && strings.EqualFold(first[:4], "sep=") && isDelimiter(first[4]) {
		delim, text, line = first[4], rest, 2
	}
	if delim == 0 {
		delim = sniff(text, b.words)
	}
	b.table.Encoding, b.table.Delimiter = enc, rune(delim)
	return records(text, delim, line, b.add)
}

// decode gives the file as text. Bytes that are no text become U+FFFD.
func decode(raw []byte) (text, enc string, err error) {
	switch {
	case bytes.HasPrefix(raw, bomUTF8):
		return strings.ToValidUTF8(string(raw[len(bomUTF8):]), "\uFFFD"), "utf-8", nil
	case bytes.HasPrefix(raw, bomUTF16LE), bytes.HasPrefix(raw, bomUTF16BE):
		enc = "utf-16le"
		if raw[0] == bomUTF16BE[0] {
			enc = "utf-16be"
		}
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(raw)
		if err != nil {
			return "", "", problem("sheet.binary", "Byte", 1)
		}
		return string(out), enc, nil
	case utf8.Valid(raw):
		return string(raw), "utf-8", nil
	case mostlyUTF8(raw):
		return strings.ToValidUTF8(string(raw), "\uFFFD"), "utf-8", nil
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(raw)
	if err != nil { // cannot happen: each byte has a character
		return "", "", problem("sheet.binary", "Byte", 1)
	}
	return string(out), "windows-1252", nil
}

func cutLine(s string) (line, rest string, found bool) {
	i := strings.IndexAny(s, "\r\n")
	if i < 0 {
		return s, "", false
	}
	line, rest = s[:i], s[i+1:]
	if s[i] == '\r' {
		rest = strings.TrimPrefix(rest, "\n")
	}
	return line, rest, true
}

func isDelimiter(c byte) bool { return strings.IndexByte(delimiters, c) >= 0 }

// delimiters in the order of preference where nothing speaks for one of them.
const delimiters = ",;\t"

// sniffRows is how many records with content the delimiter is guessed from.
const sniffRows = 30

// sniff guesses the delimiter: the one that makes most known headers counts, then the one that cuts all rows alike.
func sniff(text string, words *Vocabulary) byte {
	best, bestScore := byte(','), -1.0
	for i := range len(delimiters) {
		if s := score(text, delimiters[i], words); s > bestScore {
			best, bestScore = delimiters[i], s
		}
	}
	return best
}

type enough struct{}

func (enough) Error() string { return "enough" }

func score(text string, delim byte, words *Vocabulary) float64 {
	var widths []int
	known := 0
	err := records(text, delim, 1, func(_ int, cells []string) error {
		for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
			cells = cells[:len(cells)-1]
		}
		if len(cells) == 0 || len(cells) == 1 && strings.Trim(cells[0], delimiters+" \"") == "" {
			return nil // nothing but another delimiter speaks for none
		}
		if len(widths) < headerWithin {
			known = max(known, words.Columns(cells).known())
		}
		if widths = append(widths, len(cells)); len(widths) == sniffRows {
			return enough{}
		}
		return nil
	})
	if len(widths) == 0 {
		return 0
	}
	common := map[int]int{}
	for _, w := range widths {
		common[w]++
	}
	width, share := 0, 0
	for w, n := range common {
		if n > share || n == share && w > width {
			width, share = w, n
		}
	}
	s := float64(known)*10 + float64(share)/float64(len(widths))
	if width > 1 {
		s++
	}
	if err != nil && !errors.As(err, new(enough)) {
		s -= 0.5 // its quotes do not come out
	}
	return s
}

// records cuts text into records and hands each to visit with the number of the line that it starts on; text begins
// at line first. Lines end with CRLF, LF or CR. It stops at visit's first error and returns it.
//
// It takes what encoding/csv takes and means the same by it (a test holds the two together), and beyond that: CR
// alone as a line end, quotes inside a cell that does not begin with one, and blanks around a quoted cell. A quote
// that never ends is a *Problem naming the line where it begins; encoding/csv's lenient mode would swallow the rest
// of the file into one cell.
func records(text string, delim byte, first int, visit func(line int, cells []string) error) error {
	line := first
	for pos := 0; pos < len(text); {
		start := line
		cells := make([]string, 0, 16)
		for end := false; !end; {
			var cell string
			var err error
			if q := skipBlanks(text, pos, delim); q < len(text) && text[q] == '"' {
				cell, pos, err = quoted(text, q, delim, &line)
			} else {
				n := strings.IndexAny(text[pos:], stops[delim])
				if n < 0 {
					n = len(text) - pos
				}
				cell, pos = text[pos:pos+n], pos+n
			}
			if err != nil {
				return err
			}
			cells = append(cells, cell)
			if pos < len(text) && text[pos] == delim {
				pos++
				continue
			}
			end = true
			if pos < len(text) { // a line end
				if text[pos] == '\r' && pos+1 < len(text) && text[pos+1] == '\n' {
					pos++
				}
				pos++
				line++
			}
		}
		if err := visit(start, cells); err != nil {
			return err
		}
	}
	return nil
}

var stops = map[byte]string{',': ",\r\n", ';': ";\r\n", '\t': "\t\r\n"}

func skipBlanks(text string, pos int, delim byte) int {
	for pos < len(text) && (text[pos] == ' ' || text[pos] == '\t') && text[pos] != delim {
		pos++
	}
	return pos
}

// quoted reads the cell whose opening quote stands at pos and gives the position of what ends it.
func quoted(text string, pos int, delim byte, line *int) (string, int, error) {
	opened := *line
	pos++
	from := pos
	for {
		n := strings.IndexByte(text[pos:], '"')
		if n < 0 {
			return "", 0, problemAt("sheet.quote_open", opened, "")
		}
		pos += n
		if pos+1 < len(text) && text[pos+1] == '"' {
			pos += 2
			continue
		}
		break
	}
	cell := text[from:pos]
	if strings.ContainsAny(cell, "\r\"") {
		cell = strings.NewReplacer(`""`, `"`, "\r\n", "\n", "\r", "\n").Replace(cell)
	}
	*line += strings.Count(cell, "\n")
	pos = skipBlanks(text, pos+1, delim)
	if pos < len(text) && text[pos] != delim && text[pos] != '\n' && text[pos] != '\r' {
		return "", 0, problemAt("sheet.quote_after", *line, "")
	}
	return cell, pos, nil
}
