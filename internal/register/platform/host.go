package platform

import (
	"net/netip"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// names reads host names as browsers do, underscores allowed.
var names = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(false))

// readHost returns a host name in ASCII and as it is shown, both lower case,
// without trailing dots. It refuses IP addresses and names without a dot.
func readHost(s string) (ascii, shown string, ok bool) {
	s = strings.ToLower(strings.TrimRight(strings.TrimSpace(s), "."))
	ascii, shown = s, s
	if !isASCII(s) || strings.Contains(s, "xn--") {
		var err error
		if ascii, err = names.ToASCII(s); err != nil {
			return "", "", false
		}
		ascii = strings.TrimRight(strings.ToLower(ascii), ".")
		if shown, err = names.ToUnicode(ascii); err != nil {
			return "", "", false
		}
		// What is shown must lead back to where it came from.
		if again, err := names.ToASCII(shown); err != nil || again != ascii {
			return "", "", false
		}
	}
	if len(ascii) > 253 || !strings.Contains(ascii, ".") {
		return "", "", false
	}
	last := ""
	for label := range strings.SplitSeq(ascii, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' ||
			strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return "", "", false
		}
		last = label
	}
	if _, err := netip.ParseAddr(ascii); err == nil || len(last) < 2 || last[0] >= '0' && last[0] <= '9' || local[last] {
		return "", "", false
	}
	return ascii, shown, true
}

// local are top domains that lead nowhere outside the house.
var local = wordSet("localhost local localdomain internal intranet lan home corp invalid")

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// distinct are brands so much of their own that a host with one in it, which is
// not the brand's, is refused: "evilfacebook.com", "facebook-design.se",
// "facebook.evil.se". A municipality's own site hardly needs such a name, and
// the way round is to register the address it leads to.
var distinct = strings.Fields(`facebook instagram twitter youtube linkedin tiktok flickr snapchat pinterest
	whatsapp tumblr soundcloud slideshare spotify github`)

// suffixes are brands that are also words: only a name that ends as the genuine
// one does ("eviltwitch.tv") is refused, for Twitchen is a village.
var suffixes = strings.Fields("twitch.tv reddit.com discord.com discord.gg vimeo.com bsky.app weibo.com issuu.com tiktok.com telegram.org threads.net")

// near are brands long enough that one letter more, less or other is no word.
var near = strings.Fields("facebook instagram linkedin snapchat whatsapp soundcloud slideshare pinterest")

// imitates reports whether a host, which is none of the platforms', looks like one.
func imitates(shown string) bool {
	latin := toLatin(shown)
	labels := strings.Split(shown, ".")
	for _, label := range labels {
		if mixedScript(label) {
			return true
		}
	}
	dotted := "." + latin + "."
	for _, domain := range genuine {
		// The whole domain at label borders: "x.com.evil.se", or "х.com" in Cyrillic.
		if strings.Contains(dotted, domain) {
			return true
		}
	}
	for _, s := range suffixes {
		if strings.HasSuffix(latin, s) {
			return true
		}
	}
	for i, label := range strings.Split(latin, ".") {
		folded := fold(label)
		for j, brand := range distinct {
			if strings.Contains(folded, distinctFolded[j]) || strings.Contains(label, brand) {
				return true
			}
		}
		if i < len(labels)-1 {
			for _, brand := range near {
				if label != "" && label[0] == brand[0] && oneEdit(label, brand) {
					return true
				}
			}
		}
	}
	return false
}

var distinctFolded = func() (out []string) {
	for _, b := range distinct {
		out = append(out, fold(b))
	}
	return out
}()

// fold makes characters equal that are taken for each other within ASCII.
func fold(s string) string { return asciiFold.Replace(s) }

var asciiFold = strings.NewReplacer("-", "", "_", "", "0", "o", "1", "l", "i", "l", "3", "e", "4", "a", "5", "s", "vv", "w", "rn", "m")

// toLatin writes letters of other scripts as the Latin ones they look like, and
// takes off accents.
func toLatin(s string) string {
	if isASCII(s) {
		return s
	}
	var b strings.Builder
	for _, c := range norm.NFKD.String(s) {
		switch i := strings.IndexRune(confusable, c); {
		case unicode.Is(unicode.Mn, c):
		case i >= 0:
			b.WriteByte(confusedWith[len([]rune(confusable[:i]))])
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

// Letters that look like Latin ones, each above the one it is taken for.
const (
	confusable   = "абвгеёжзіїјкмнорстухуѕԁԛԝһӏԍьαβγδεικνορτυχωϲϳɡıłøđɑɩʏƅօսհոցզքյ"
	confusedWith = "abbreexsiijkmhopctyxysdqwhlgbabydeikvoptuxwcjgilodaiyboshngqpj"
)

// mixedScript reports Latin letters beside Greek, Cyrillic, Armenian or others
// in one label. East Asian names mix scripts by nature.
func mixedScript(label string) bool {
	if isASCII(label) {
		return false
	}
	var latin, foreign bool
	for _, c := range label {
		switch {
		case unicode.Is(unicode.Latin, c):
			latin = true
		case unicode.In(c, unicode.Greek, unicode.Cyrillic, unicode.Armenian, unicode.Cherokee, unicode.Coptic, unicode.Lisu, unicode.Georgian):
			foreign = true
		}
	}
	return latin && foreign
}

// oneEdit reports whether a and b, ASCII, differ by one letter more, less or
// other, or by two neighbours changed about.
func oneEdit(a, b string) bool {
	if a == b || len(a)-len(b) > 1 || len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	a, b = a[i:], b[i:]
	switch {
	case len(a) > len(b):
		return a[1:] == b
	case len(a) < len(b):
		return a == b[1:]
	case a[1:] == b[1:]:
		return true
	}
	return len(a) > 1 && a[0] == b[1] && a[1] == b[0] && a[2:] == b[2:]
}
