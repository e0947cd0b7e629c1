package platform

import (
	"net/url"
	"regexp"
	"strings"
)

// rule is one row of the table: all that is known of one platform.
type rule struct {
	name  Name
	label string
	// words are what people write for it, beside its name; letters and digits only.
	words string
	// hosts are the domains whose accounts the routes beginning with "/" describe.
	// They are taken with "www", mobile and language subdomains, and with subs.
	hosts string
	subs  string
	// skip are first path segments that belong to the platform itself.
	skip string
	// ok says which handles there can be; lenient, platforms have changed their rules.
	ok func(string) bool
	// exact: upper and lower case are different accounts.
	exact bool
	// key makes two spellings of one handle equal, beyond case.
	key func(string) string
	// forms say how a handle alone becomes an address; the first that fits.
	forms  []form
	routes []route
	// federated: the platform lives on many hosts and a handle is user@host.
	// hints are parts of host labels by which its hosts are known.
	federated bool
	hints     string
	// open: any http address can be one; the handle is the address.
	open bool
	// prefixes are first host labels by which an open platform is known.
	prefixes string

	examples []example

	// topmost: the form's address has the handle as its first segment, where it
	// must not be one of skip.
	topmost bool
	skipSet map[string]bool
	domains []string
	subSet  map[string]bool
	// elsewhere are hosts with routes of their own.
	elsewhere map[string]bool
}

type form struct {
	when *regexp.Regexp // nil: always
	url  string
}

// route says what an address of a certain shape is. In a pattern, "*" is one
// segment, "/**" any number of further ones, {name} a segment to keep ({id}:
// digits only); "?id={id}" a query value. A pattern that begins with "/" holds
// on the rule's hosts, another on the host it names.
type route struct {
	at      string
	handle  string // default {h}
	url     string // default: by the rule's forms
	space   string // where one name can be two accounts, the name space
	problem Problem
	unwrap  string         // query parameter that holds the address meant
	hinted  bool           // federated: only where the host is known by its hints
	only    *regexp.Regexp // the handle must match

	host     []string
	segments []string
	tail     bool
	param    string
	capture  string
	bare     bool
}

// example is a test of its rule: in must resolve to the rest. An empty url
// means the address that the handle alone has.
type example struct {
	in, handle, url string
	problem         Problem
}

var (
	table   = buildTable()
	byName  = map[Name]*rule{}
	byHost  = map[string]*rule{}
	words   = map[string]Name{}
	genuine []string // all platforms' domains between dots, for look-alikes
)

func init() {
	for _, r := range table {
		byName[r.name] = r
		r.skipSet = wordSet(r.skip)
		r.subSet = wordSet(r.subs)
		r.domains = strings.Fields(r.hosts)
		for _, f := range r.forms {
			r.topmost = r.topmost || strings.Count(strings.TrimSuffix(f.url, "/"), "/") == 3 && strings.Contains(f.url, "/{h}") && len(r.domains) > 0
		}
		r.elsewhere = map[string]bool{}
		for i := range r.routes {
			r.routes[i].compile()
			r.reserve(&r.routes[i])
			if h := r.routes[i].host; len(h) > 0 {
				if strings.HasPrefix(h[0], "{") {
					h = h[1:]
				} else {
					r.elsewhere[strings.Join(h, ".")] = true
				}
				byHost[strings.Join(h, ".")] = r
			}
		}
		for _, d := range r.domains {
			byHost[d] = r
		}
		words[string(r.name)] = r.name
		for w := range strings.FieldsSeq(r.words) {
			words[w] = r.name
		}
	}
	for d, r := range byHost {
		if !r.open {
			genuine = append(genuine, "."+d+".")
		}
	}
}

// reserve keeps the words that routes give a meaning from being handles.
func (r *rule) reserve(t *route) {
	if len(t.host) == 0 && len(t.segments) > 0 && !strings.ContainsAny(t.segments[0], "*{") {
		r.skipSet[strings.ToLower(t.segments[0])] = true
	}
}

func ruleOf(n Name) *rule { return byName[n] }

func (t *route) compile() {
	at, query, _ := strings.Cut(t.at, "?")
	t.param, t.capture, _ = strings.Cut(query, "=")
	host, path, _ := strings.Cut(at, "/")
	if host != "" {
		t.host = strings.Split(host, ".")
	}
	if path, t.tail = strings.CutSuffix("/"+path, "/**"); path != "" && path != "/" {
		t.segments = strings.Split(path[1:], "/")
	}
	t.bare = len(t.host) == 0 && len(t.segments) > 0 && t.segments[0] == "{h}"
	if t.handle == "" {
		t.handle = "{h}"
	}
}

// match returns what the pattern keeps of the address, nil when it does not fit.
// own says that the address's host is one of the rule's own.
func (t *route) match(a *address, own bool) map[string]string {
	if own != (len(t.host) == 0) {
		return nil
	}
	if len(a.segments) < len(t.segments) || !t.tail && len(a.segments) > len(t.segments) {
		return nil
	}
	// Literals first: most routes end here, before anything is allocated.
	for i, want := range t.segments {
		if strings.IndexByte(want, '{') < 0 && want != "*" && !strings.EqualFold(want, a.segments[i]) {
			return nil
		}
	}
	kept := map[string]string{"host": a.shown}
	if len(t.host) > 0 {
		labels := strings.Split(strings.TrimPrefix(a.host, "www."), ".")
		if len(labels) != len(t.host) {
			return nil
		}
		for i, want := range t.host {
			if !keep(want, labels[i], kept) {
				return nil
			}
		}
	}
	for i, want := range t.segments {
		if !keep(want, a.segments[i], kept) {
			return nil
		}
	}
	if t.param != "" {
		value, ok := a.param(t.param)
		if !ok || !keep(t.capture, value, kept) {
			return nil
		}
	}
	if t.only != nil && !t.only.MatchString(kept["h"]) {
		return nil
	}
	return kept
}

func keep(want, got string, kept map[string]string) bool {
	before, rest, found := strings.Cut(want, "{")
	if !found {
		return want == "*" || want == "" || strings.EqualFold(want, got)
	}
	name, after, _ := strings.Cut(rest, "}")
	if len(got) <= len(before)+len(after) || !strings.EqualFold(got[:len(before)], before) || !strings.HasSuffix(got, after) {
		return false
	}
	value := got[len(before) : len(got)-len(after)]
	if name == "id" && !digits(value) {
		return false
	}
	kept[name] = value
	return true
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// fill puts what was kept into a template.
func fill(template string, kept map[string]string, escape func(string) string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(template, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, after, _ := strings.Cut(rest, "}")
		b.WriteString(escape(kept[name]))
		template = after
	}
}

func plain(s string) string { return s }

// form returns the address that a handle alone has.
func (r *rule) form(handle string) string {
	kept := map[string]string{"h": handle}
	if r.federated {
		kept["h"], kept["host"], _ = strings.Cut(handle, "@")
		ascii, _, ok := readHost(kept["host"])
		if !ok {
			return ""
		}
		kept["host"] = ascii
	}
	for _, f := range r.forms {
		if f.when == nil || f.when.MatchString(handle) {
			return fill(f.url, kept, url.PathEscape)
		}
	}
	return ""
}

// own reports whether host is one of the rule's own: a domain of hosts with
// nothing, or a subdomain that leads to the same pages, before it.
func (r *rule) own(host string) bool {
	if r.elsewhere[host] {
		return false
	}
	for _, d := range r.domains {
		sub, ok := strings.CutSuffix(host, d)
		if !ok {
			continue
		}
		if sub == "" {
			return true
		}
		if sub, ok = strings.CutSuffix(sub, "."); !ok {
			continue
		}
		sub = strings.TrimPrefix(sub, "www.")
		return front[sub] || r.subSet[sub] || language.MatchString(sub)
	}
	return false
}

// front are subdomains that every platform may have for the same pages.
var front = wordSet("www m mobile touch web mbasic www2 wap ww wwww www1 old new secure ssl")

// language matches subdomains for a language or country: "sv-se", "fr", "pt-br".
var language = regexp.MustCompile(`^[a-z]{2}([-_][a-z]{2,4})?$`)
