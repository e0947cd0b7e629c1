// Package platform turns what people paste into a platform, a handle and one
// canonical address, and back. It knows addresses only: nothing is fetched, so
// whether an account exists is for others to find out.
//
// What is known of each platform is one row of the table in the table_*.go
// files, with the examples that test it. Adding a platform is adding a row.
package platform

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Name is a platform's name in data: lower-case ASCII, stable.
type Name string

// The platforms, in the order in which lists show them.
const (
	Facebook   Name = "facebook"
	Instagram  Name = "instagram"
	X          Name = "x"
	YouTube    Name = "youtube"
	LinkedIn   Name = "linkedin"
	TikTok     Name = "tiktok"
	Threads    Name = "threads"
	Bluesky    Name = "bluesky"
	Mastodon   Name = "mastodon"
	Flickr     Name = "flickr"
	Vimeo      Name = "vimeo"
	Snapchat   Name = "snapchat"
	Pinterest  Name = "pinterest"
	Twitch     Name = "twitch"
	Discord    Name = "discord"
	Reddit     Name = "reddit"
	Tumblr     Name = "tumblr"
	Telegram   Name = "telegram"
	WhatsApp   Name = "whatsapp"
	GitHub     Name = "github"
	Medium     Name = "medium"
	SoundCloud Name = "soundcloud"
	Spotify    Name = "spotify"
	SlideShare Name = "slideshare"
	Issuu      Name = "issuu"
	Weibo      Name = "weibo"
	Pixelfed   Name = "pixelfed"
	PeerTube   Name = "peertube"
	Podcast    Name = "podcast"
	Blog       Name = "blog"
	Website    Name = "website"
	Other      Name = "other"
)

// Problem says in a short word why an address cannot be registered as it is.
// The empty Problem means that it can. The words are part of the data contract.
type Problem string

const (
	// Invalid: not an address or handle that can be read at all.
	Invalid Problem = "invalid"
	// Lookalike: the host imitates a platform's.
	Lookalike Problem = "lookalike"
	// Personal: a private person's profile, by the form of its address.
	Personal Problem = "personal"
	// Post: a single post, picture, video or playlist, not the account.
	Post Problem = "post"
	// Group: a group or an invitation to one.
	Group Problem = "group"
	// Event: a single event.
	Event Problem = "event"
	// ShortLink: shows nothing of where it leads.
	ShortLink Problem = "short-link"
	// NotAccount: the platform's own page, such as a log-in or a search.
	NotAccount Problem = "not-account"
	// NoPlatform: a handle alone; its platform must be chosen.
	NoPlatform Problem = "no-platform"
	// OtherPlatform: an address of another platform than the one chosen.
	OtherPlatform Problem = "other-platform"
)

// Result is what an address or handle turned out to be. Without a Problem all
// other fields are filled. With Personal or Group the Handle and URL are filled
// where the address shows them, so that a person can be asked; with
// OtherPlatform the Platform is the one recognised; otherwise at most Platform is.
type Result struct {
	Platform Name
	// Handle is decoded, NFC, in the case it was written, without a leading "@".
	Handle string
	// URL is the canonical address: https, percent-encoded.
	URL string
	// Key is equal for two addresses of the same account. It is folded to lower
	// case only where the platform makes no difference. Not for show.
	Key     string
	Problem Problem
}

// Names returns all platforms in the order of lists.
func Names() []Name {
	names := make([]Name, len(table))
	for i, r := range table {
		names[i] = r.name
	}
	return names
}

// Known reports whether n is one of Names.
func Known(n Name) bool { return ruleOf(n) != nil }

// Label returns a platform's brand name, the same in every language. For
// podcast, blog, website and other it is empty: they have a LabelKey.
func Label(n Name) string {
	if r := ruleOf(n); r != nil {
		return r.label
	}
	return ""
}

// LabelKey returns the i18n key of a platform that is no brand, else "".
func LabelKey(n Name) string {
	if r := ruleOf(n); r != nil && r.label == "" {
		return "platform.label." + string(n)
	}
	return ""
}

// Parse reads what people write for a platform: its name in data, its brand,
// abbreviations, the Swedish and English words, with or without "page" or
// "konto" behind. It reports false rather than guess.
func Parse(s string) (Name, bool) {
	if len(s) > 200 {
		return "", false
	}
	tokens := strings.FieldsFunc(strings.ToLower(norm.NFC.String(s)), func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c)
	})
	if n, ok := words[strings.Join(tokens, "")]; ok {
		return n, true
	}
	var found Name
	for _, token := range tokens {
		if noise[token] {
			continue
		}
		n, ok := words[token]
		if !ok || found != "" && found != n {
			return parseCompound(tokens)
		}
		found = n
	}
	return found, found != ""
}

// parseCompound reads names written in one word with what they are
// ("Facebooksida") or apart ("You Tube-kanal").
func parseCompound(tokens []string) (Name, bool) {
	joined := strings.Join(tokens, "")
	for word := range noise {
		if rest, ok := strings.CutSuffix(joined, word); ok && len(word) > 3 {
			if n, ok := words[rest]; ok {
				return n, true
			}
		}
	}
	return "", false
}

// noise are words beside a platform's name that change nothing.
var noise = wordSet(`sida sidan konto kontot kanal kanalen profil flöde grupp inlägg page account channel
	profile feed group handle numera tidigare före detta fd f d formerly previously now com net org se www http https
	meta business official officiell officiellt på och and`)

func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(s) {
		set[word] = true
	}
	return set
}
