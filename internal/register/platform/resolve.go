package platform

import (
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxUnwrap is how many redirecting addresses may lie around the one meant.
const maxUnwrap = 3

// Resolve reads an address from any platform, or a handle that shows its own
// platform (@user@host, a Bluesky DID). It never fails: what cannot be
// registered has a Problem. Resolve of a result's URL gives the same result.
func Resolve(input string) Result {
	s, ok := tidy(input)
	if !ok {
		return Result{Problem: Invalid}
	}
	return settle(resolve(s, nil, maxUnwrap))
}

// ResolveOn reads what is typed where the platform has been chosen: a handle, an
// @handle, a part of an address ("company/x"), or an address. An address of
// another platform has Problem OtherPlatform and that platform's name.
func ResolveOn(n Name, input string) Result {
	r := ruleOf(n)
	s, ok := tidy(input)
	if r == nil || !ok {
		return Result{Platform: n, Problem: Invalid}
	}
	var got Result
	switch {
	case isAddress(r, s):
		got = resolve(s, r, maxUnwrap)
	case strings.ContainsAny(s, "/?") && len(r.domains) > 0:
		got = resolve("https://"+r.domains[0]+"/"+s, r, maxUnwrap)
	default:
		got = r.typed(s)
	}
	got = settle(got)
	if got.Platform == "" {
		got.Platform = n
	}
	if got.Platform != n && got.Problem != Lookalike {
		return Result{Platform: got.Platform, Problem: OtherPlatform}
	}
	return got
}

// URLFor returns the canonical address of a handle, false where it is none.
func URLFor(n Name, handle string) (string, bool) {
	r := ResolveOn(n, handle)
	return r.URL, r.Problem == ""
}

// settle keeps the promise that a result is whole or has a problem.
func settle(r Result) Result {
	if r.Problem == "" && (r.Handle == "" || r.URL == "" || len(r.URL) > maxLength || len(r.Handle) > maxLength) {
		return Result{Platform: r.Platform, Problem: Invalid}
	}
	if r.Problem != "" && r.Problem != Personal && r.Problem != Group {
		return Result{Platform: r.Platform, Problem: r.Problem}
	}
	return r
}

// isAddress tells addresses from handles, which may have dots ("leksand.se" is
// a Facebook name) and even slashes.
func isAddress(r *rule, s string) bool {
	rest, had, _ := withoutScheme(s)
	if had || r.open && (r.ok == nil || !r.ok(s)) {
		return true
	}
	host, _, slash := strings.Cut(rest, "/")
	host, _, _ = strings.Cut(host, "?")
	if strings.HasPrefix(host, "@") {
		return false
	}
	host, _, port := strings.Cut(host, ":")
	ascii, _, ok := readHost(host)
	if !ok {
		return false
	}
	if hit := lookup(ascii); hit != nil && !hit.open {
		// A name on Bluesky is a host name; elsewhere one's own page is no handle.
		return slash || r.name != Bluesky || hit.own(ascii)
	}
	return slash || port
}

// typed reads a handle alone.
func (r *rule) typed(s string) Result {
	handle := cleanHandle(s)
	if r.name == Bluesky && handle != "" && !strings.ContainsAny(handle, ".:") {
		handle += ".bsky.social"
	}
	if r.federated {
		user, host, ok := strings.Cut(handle, "@")
		ascii, shown, valid := readHost(host)
		if !ok || user == "" || !valid {
			return Result{Platform: r.name, Problem: Invalid}
		}
		if lookup(ascii) == nil && imitates(shown) {
			return Result{Platform: r.name, Problem: Lookalike}
		}
		handle = user + "@" + shown
	}
	if handle == "" || !r.ok(handle) {
		if _, problem := readAddress(s); problem == Lookalike {
			return Result{Problem: Lookalike}
		}
		return Result{Platform: r.name, Problem: Invalid}
	}
	address := r.form(handle)
	if address == "" {
		return Result{Platform: r.name, Problem: Invalid}
	}
	return resolve(address, r, 0)
}

// cleanHandle takes off what is no part of a name.
func cleanHandle(s string) string {
	for {
		before := s
		s = norm.NFC.String(strings.TrimLeft(trimEnds(s), "@"))
		if s == before {
			return s
		}
	}
}

// lookup returns the rule whose hosts, or whose routes' hosts, host belongs to.
func lookup(host string) *rule {
	for {
		if r, ok := byHost[host]; ok {
			return r
		}
		_, after, found := strings.Cut(host, ".")
		if !found {
			return nil
		}
		host = after
	}
}

// resolve reads an address. chosen is the platform that the user chose, or nil.
func resolve(s string, chosen *rule, depth int) Result {
	if r, ok := bareHandle(s, chosen); ok {
		return r
	}
	a, problem := readAddress(s)
	if problem != "" {
		return Result{Problem: problem}
	}
	if r := lookup(a.host); r != nil {
		if r.open {
			return a.open(choose(r, chosen))
		}
		return r.route(a, r.own(a.host), false, chosen, depth)
	}
	if imitates(a.shown) {
		return Result{Problem: Lookalike}
	}
	if r, ok := federated(a, chosen); ok {
		return r
	}
	return a.open(choose(openRule(a), chosen))
}

// route finds what an address on one of the rule's hosts is.
func (r *rule) route(a *address, own, known bool, chosen *rule, depth int) Result {
	for i := range r.routes {
		t := &r.routes[i]
		if t.hinted && !known || t.problem == "" && t.bare && r.skipped(a.segments) {
			continue
		}
		kept := t.match(a, own)
		if kept == nil {
			continue
		}
		if t.unwrap != "" {
			if inner, ok := a.param(t.unwrap); ok && depth > 0 {
				if strings.HasPrefix(inner, "/") && !strings.HasPrefix(inner, "//") {
					inner = a.host + inner
				}
				return resolve(inner, chosen, depth-1)
			}
			return Result{Platform: r.name, Problem: NotAccount}
		}
		return r.result(t, kept)
	}
	return Result{Platform: r.name, Problem: NotAccount}
}

func (r *rule) skipped(segments []string) bool {
	if len(segments) == 0 {
		return false
	}
	first := strings.ToLower(segments[0])
	for _, script := range []string{".php", ".html", ".htm", ".aspx", ".phtml"} {
		if strings.HasSuffix(first, script) {
			return true
		}
	}
	return r.skipSet[first]
}

func (r *rule) result(t *route, kept map[string]string) Result {
	got := Result{Platform: r.name, Problem: t.problem}
	if kept["n"] != "" {
		kept["n"] = strings.Join(strings.Fields(kept["n"]), "-")
	}
	if kept["h"] = cleanHandle(kept["h"]); kept["h"] == "" && strings.Contains(t.handle, "{h}") {
		if got.Problem == "" {
			got.Problem = Invalid
		}
		return got
	}
	handle := cleanHandle(fill(t.handle, kept, plain))
	if r.federated {
		if strings.Contains(handle, "@") {
			// Another host's account, seen from this one.
			found, _ := bareHandle("@"+handle, nil)
			return found
		}
		ascii, shown, ok := readHost(kept["host"])
		if !ok {
			return Result{Platform: r.name, Problem: Invalid}
		}
		kept["host"], handle = ascii, handle+"@"+shown
	}
	if r.topmost && got.Problem == "" && r.skipped([]string{handle}) {
		return Result{Platform: r.name, Problem: NotAccount}
	}
	if !r.ok(handle) {
		if got.Problem == "" {
			got.Problem = Invalid
		}
		return got
	}
	got.Handle = handle
	if got.URL = r.form(handle); t.url != "" {
		got.URL = fill(t.url, kept, url.PathEscape)
	}
	got.Key = r.keyOf(t.space, handle)
	return got
}

func (r *rule) keyOf(space, handle string) string {
	if r.key != nil {
		handle = r.key(handle)
	}
	if !r.exact {
		handle = norm.NFC.String(strings.Map(unicode.ToLower, handle))
	}
	return string(r.name) + ":" + space + handle
}
