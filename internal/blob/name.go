package blob

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// FileName gives the name alone of what may be a path, without signs that nobody sees: they can make one ending look
// like another, and the database does not take all of them.
func FileName(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.C, r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	s = path.Base(strings.ReplaceAll(s, `\`, "/"))
	if s == "." || s == "/" || s == "" {
		s = "fil"
	}
	if n := utf8.RuneCountInString(s); n > 200 {
		s = string([]rune(s)[n-200:]) // the ending says what it is
	}
	return s
}
