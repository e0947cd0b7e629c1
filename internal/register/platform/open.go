package platform

import (
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// choose returns the platform of an address that more than one could have: any
// site may be a blog or hold a podcast, if the user says so.
func choose(found, chosen *rule) *rule {
	if chosen != nil && chosen.open && found.open {
		return chosen
	}
	return found
}

// openRule tells a feed or a blog from a site where its address shows it.
func openRule(a *address) *rule {
	last := ""
	if n := len(a.segments); n > 0 {
		last = strings.ToLower(a.segments[n-1])
	}
	label, _, _ := strings.Cut(strings.TrimPrefix(a.host, "www."), ".")
	for _, n := range []Name{Podcast, Blog} {
		for prefix := range strings.FieldsSeq(ruleOf(n).prefixes) {
			if label == prefix {
				return ruleOf(n)
			}
		}
	}
	if strings.HasSuffix(last, ".rss") || last == "rss" || last == "podcast.xml" {
		return ruleOf(Podcast)
	}
	return ruleOf(Website)
}

// open makes the result of an address that is its own handle: without scheme,
// tracking and fragment, readable, but so that it leads back to itself.
func (a *address) open(r *rule) Result {
	var path, shown strings.Builder
	for _, segment := range a.segments {
		path.WriteString("/" + url.PathEscape(segment))
		shown.WriteString("/" + readable(segment))
	}
	query := cleanQuery(a.query)
	if query != "" {
		// A query needs a path before it, or it would not survive on its own.
		if len(a.segments) == 0 {
			path.WriteByte('/')
			shown.WriteByte('/')
		}
		query = "?" + query
	}
	key := strings.TrimPrefix(a.host, "www.") + a.port + path.String() + query
	for i := range r.routes {
		// Some hosts among the open ones have accounts with an identity of their own.
		if kept := r.routes[i].match(a, false); kept != nil {
			return r.result(&r.routes[i], kept)
		}
	}
	return Result{
		Platform: r.name,
		Handle:   a.shown + a.port + shown.String() + query,
		URL:      "https://" + a.host + a.port + path.String() + query,
		Key:      "address:" + key,
	}
}

// readable leaves letters as they are and escapes what would change the address.
func readable(segment string) string {
	var b strings.Builder
	for _, c := range segment {
		if strings.ContainsRune("%?#/\\\"<>|", c) || unicode.IsSpace(c) {
			b.WriteString(url.PathEscape(string(c)))
		} else {
			b.WriteRune(c)
		}
	}
	return b.String()
}

// cleanQuery drops what only tells where a visitor came from.
func cleanQuery(query string) string {
	var kept []string
	for pair := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if name = strings.ToLower(name); pair == "" || strings.HasPrefix(name, "utm_") || tracking[name] {
			continue
		}
		kept = append(kept, pair)
	}
	var b strings.Builder
	for _, c := range []byte(norm.NFC.String(strings.Join(kept, "&"))) {
		if c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}", c) >= 0 {
			b.WriteString("%" + strings.ToUpper(string("0123456789abcdef"[c>>4])+string("0123456789abcdef"[c&15])))
		} else {
			b.WriteByte(c)
		}
	}
	return trimTail(b.String())
}

var tracking = wordSet(`fbclid gclid dclid gbraid wbraid msclkid yclid twclid ttclid igshid igsh li_fat_id mc_cid mc_eid
	_ga _gl ref_src ref_url si feature mibextid sfnsn`)
