package platform

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxLength is the longest address taken, in bytes; what browsers and mail
// programs agree on is about as much.
const maxLength = 2048

// address is an http address taken apart.
type address struct {
	host     string // ASCII, lower case, no port
	shown    string // the same in Unicode
	port     string // with its colon, empty when usual
	segments []string
	query    string
}

// tidy takes off what comes along when an address is copied, and refuses what
// cannot be shown safely.
func tidy(s string) (string, bool) {
	if len(s) > maxLength || !utf8.ValidString(s) {
		return "", false
	}
	s = trimEnds(strings.TrimPrefix(s, "\ufeff"))
	if s == "" || unsafe(s) {
		return "", false
	}
	return s, true
}

// trimEnds takes off quotes, brackets, and the punctuation of the sentence.
func trimEnds(s string) string {
	for {
		before := s
		s = strings.TrimFunc(s, func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune(`<>"”“`, c) })
		s = trimTail(s)
		if s == before {
			return s
		}
	}
}

func trimTail(s string) string { return strings.TrimRight(s, "/.,;:\\ ") }

// unsafe reports characters that nobody sees: control characters, bidi marks,
// zero-width signs. The two joiners are letters' neighbours in Persian and
// Indic names and pass.
func unsafe(s string) bool {
	return strings.ContainsFunc(s, func(c rune) bool {
		if c < utf8.RuneSelf {
			return c < ' ' || c == 0x7f
		}
		return c == utf8.RuneError || c == '\u2028' || c == '\u2029' || unicode.Is(unicode.Cc, c) || unicode.Is(unicode.Co, c) ||
			unicode.Is(unicode.Cf, c) && c != '\u200c' && c != '\u200d'
	})
}

// withoutScheme takes off http or https, however many slashes and however often
// they were pasted. It reports whether there was one and whether it was another.
func withoutScheme(s string) (rest string, had, wrong bool) {
	for {
		name, after, found := strings.Cut(s, ":")
		switch {
		case found && (strings.EqualFold(name, "http") || strings.EqualFold(name, "https")):
			s, had = strings.TrimLeft(after, `/\`), true
			continue
		case strings.HasPrefix(s, "//"):
			s, had = strings.TrimLeft(s, "/"), true
			continue
		}
		if found && !strings.ContainsAny(name, "/?#@[") {
			port := after
			if i := strings.IndexAny(port, `/?#\`); i >= 0 {
				port = port[:i]
			}
			return s, had, !had && !digits(port)
		}
		return s, had, false
	}
}

// readAddress takes an address apart. The input has been through tidy.
func readAddress(s string) (*address, Problem) {
	s, _, wrong := withoutScheme(s)
	if wrong {
		return nil, Invalid
	}
	authority, rest := s, ""
	if i := strings.IndexAny(s, `/?#\`); i >= 0 {
		authority, rest = s[:i], strings.ReplaceAll(s[i:], `\`, "/")
	}
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		// What stands before the "@" is a user name, made to be read as the host.
		if user := authority[:i]; strings.Contains(user, ".") || imitates(strings.ToLower(user)) {
			return nil, Lookalike
		}
		return nil, Invalid
	}
	a := &address{}
	host, port, found := strings.Cut(authority, ":")
	if found && (!digits(port) || len(port) > 5) {
		if port != "" {
			return nil, Invalid
		}
	} else if found && port != "80" && port != "443" {
		a.port = ":" + port
	}
	var ok bool
	if a.host, a.shown, ok = readHost(host); !ok {
		if imitates(strings.ToLower(host)) {
			return nil, Lookalike
		}
		return nil, Invalid
	}
	return a, a.readPath(rest)
}

func (a *address) readPath(rest string) Problem {
	rest, fragment, _ := strings.Cut(rest, "#")
	// Old script addresses ("/#!/name", "/#/name") carry the real one in the fragment.
	if path, ok := strings.CutPrefix(fragment, "!"); lookup(a.host) != nil && (ok || strings.HasPrefix(path, "/") && strings.Trim(rest, "/") == "") {
		rest = path
	}
	path, query, _ := strings.Cut(rest, "?")
	a.query = query
	for raw := range strings.SplitSeq(path, "/") {
		segment, err := url.PathUnescape(raw)
		if err != nil {
			segment = raw
		}
		if !utf8.ValidString(segment) || unsafe(segment) {
			return Invalid
		}
		switch segment = norm.NFC.String(strings.TrimSpace(segment)); segment {
		case "", ".":
		case "..":
			return Invalid
		default:
			a.segments = append(a.segments, segment)
		}
	}
	for n := len(a.segments); n > 0; n = len(a.segments) {
		last := trimEnds(a.segments[n-1])
		if last == a.segments[n-1] {
			break
		}
		if a.segments = a.segments[:n-1]; last != "" {
			a.segments = append(a.segments, last)
		}
	}
	return ""
}

// param returns a query value, decoded.
func (a *address) param(name string) (string, bool) {
	for pair := range strings.SplitSeq(a.query, "&") {
		key, value, _ := strings.Cut(strings.TrimPrefix(pair, "amp;"), "=")
		if !strings.EqualFold(key, name) {
			continue
		}
		value, err := url.QueryUnescape(value)
		if err != nil || !utf8.ValidString(value) || unsafe(value) {
			return "", false
		}
		value = trimEnds(norm.NFC.String(value))
		return value, value != ""
	}
	return "", false
}
