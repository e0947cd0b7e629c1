package roster

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/register/platform"
)

// maxInline is how long a signature may be that shares a short text with its answer, in characters: a fifth of the
// shortest such text, the 280 of X.
const maxInline = 56

// SignStyle is how answers are signed on a platform.
type SignStyle struct {
	Mark   string // what the signature begins with
	Inline bool   // it ends the answer's own line, and is short; else it has a line of its own
}

// signStyles are the platforms that differ from "/Stina Svensson, …" on a line of its own.
var signStyles = map[platform.Name]SignStyle{
	platform.X:        {Mark: "/", Inline: true},
	platform.Bluesky:  {Mark: "/", Inline: true},
	platform.Threads:  {Mark: "/", Inline: true},
	platform.Mastodon: {Mark: "/", Inline: true},
	platform.Twitch:   {Mark: "– ", Inline: true}, // a line there that begins with / is a command
	platform.Telegram: {Mark: "– "},               // /Stina would become a command to bots
	platform.Discord:  {Mark: "– "},               // and here, where it stands first
	platform.LinkedIn: {},                         // written as under a letter
	platform.Blog:     {},
	platform.Website:  {},
	platform.Medium:   {},
	platform.Issuu:    {},
}

// SignStyleOf gives the platform's style.
func SignStyleOf(p platform.Name) SignStyle {
	if s, ok := signStyles[p]; ok {
		return s
	}
	return SignStyle{Mark: "/"}
}

// Signature ends an answer on the platform as the guideline asks (C8): the person's name, their title or else their unit,
// and the municipality. Where the platform's texts are short it is shortened, but all three stay.
func Signature(p identity.Person, municipality string, on platform.Name) string {
	style := SignStyleOf(on)
	name, what, where := plain(p.Name), plain(p.Title), plain(municipality)
	if what == "" {
		what = plain(p.UnitName)
	}
	s := sign(style.Mark, name, what, where)
	if !style.Inline || utf8.RuneCountInString(s) <= maxInline {
		return s
	}
	// The least that is lost comes first: what stands beside the title, names between the first and the last, words of the title.
	if head := headOf(what); head != "" {
		what = head
	}
	if s = sign(style.Mark, name, what, where); utf8.RuneCountInString(s) > maxInline {
		name = firstAndLast(name)
		s = sign(style.Mark, name, what, where)
	}
	if over := utf8.RuneCountInString(s) - maxInline; over > 0 && what != "" {
		s = sign(style.Mark, name, shorten(what, utf8.RuneCountInString(what)-over), where)
	}
	return s
}

func sign(mark, name, what, where string) string {
	parts := []string{name}
	if what != "" && what != where {
		parts = append(parts, what)
	}
	return mark + strings.Join(append(parts, where), ", ")
}

// plain gives the text on one line, without signs that platforms make links or commands of, and without invisible ones.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == '@' || r == '#' || unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)
	return strings.Trim(strings.Join(strings.Fields(s), " "), ",;/ ")
}

// headOf gives the part of a title before what only explains it: "enhetschef" of "enhetschef, Kultur (tf)".
func headOf(title string) string {
	for _, sep := range []string{" (", ",", ";", " – ", " - ", " / ", "/"} {
		title, _, _ = strings.Cut(title, sep)
	}
	return strings.TrimSpace(title)
}

func firstAndLast(name string) string {
	words := strings.Fields(name)
	if len(words) < 3 {
		return name
	}
	return words[0] + " " + words[len(words)-1]
}

// leastWhat is the shortest that a title becomes: less would say nothing.
const leastWhat = 12

// shorten cuts the text to whole words of at most so many characters, or within its first word where that is longer.
func shorten(s string, most int) string {
	most = max(most, leastWhat)
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	cut := string([]rune(s)[:most-1])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	for _, word := range []string{" och", " för", " i", " på", " av", " med", " vid", " inom", " and", " for", " of", " in"} { // a title does not end in these
		cut = strings.TrimSuffix(cut, word)
	}
	return strings.TrimRight(cut, " ,-–") + "…"
}
