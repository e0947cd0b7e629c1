package platform

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// common are the platforms that come first in lists; the others follow as the
// table has them.
var common = []Name{Facebook, Instagram, X, YouTube, LinkedIn, TikTok, Threads, Bluesky, Mastodon}

// buildTable puts the rows together in the order of lists.
func buildTable() []*rule {
	rules := slices.Concat(metaRules, shortRules, videoRules, pictureRules, talkRules, workRules, federatedRules, openRules)
	place := func(r *rule) int {
		if i := slices.Index(common, r.name); i >= 0 {
			return i
		}
		return len(common)
	}
	slices.SortStableFunc(rules, func(a, b *rule) int { return place(a) - place(b) })
	return rules
}

// refuse makes routes that have the same problem.
func refuse(p Problem, patterns ...string) []route {
	routes := make([]route, len(patterns))
	for i, at := range patterns {
		routes[i] = route{at: at, problem: p}
	}
	return routes
}

// accept makes routes whose handle has the address that the rule's forms say.
func accept(patterns ...string) []route {
	return refuse("", patterns...)
}

// one makes a form for every handle.
func one(url string) []form { return []form{{url: url}} }

// ascii returns a check for ASCII letters, digits and the marks given.
func ascii(marks string, longest int) func(string) bool {
	return func(s string) bool {
		return s != "" && len(s) <= longest && !strings.ContainsFunc(s, func(c rune) bool {
			letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
			return !letter && (c < '0' || c > '9') && !strings.ContainsRune(marks, c)
		})
	}
}

// free takes every handle that can stand in an address: letters of all scripts,
// digits, and the punctuation that page names have kept.
func free(s string) bool {
	return len(s) <= 300 && strings.ContainsFunc(s, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }) &&
		!strings.ContainsFunc(s, func(c rune) bool {
			return unicode.IsSpace(c) || strings.ContainsRune("/\\?#%<>\"{}|^`@:;=[]*~$", c)
		})
}

var channelID = regexp.MustCompile(`^UC[A-Za-z0-9_-]{22}$`)
