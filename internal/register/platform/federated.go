package platform

import "strings"

// bareHandle reads handles that name their platform themselves.
func bareHandle(s string, chosen *rule) (Result, bool) {
	if strings.ContainsAny(s, "/?#\\ ") {
		return Result{}, false
	}
	if strings.HasPrefix(s, "did:") {
		return ruleOf(Bluesky).typed(s), true
	}
	name, at := strings.CutPrefix(s, "@")
	user, host, ok := strings.Cut(name, "@")
	if !ok && !at {
		return Result{}, false
	}
	if !ok {
		if ascii, _, valid := readHost(name); valid && lookup(ascii) == ruleOf(Bluesky) {
			return ruleOf(Bluesky).typed(name), true
		}
		if name == "" {
			return Result{Problem: Invalid}, true
		}
		return Result{Problem: NoPlatform}, true
	}
	_, shown, valid := readHost(host)
	if !valid || user == "" {
		return Result{Problem: Invalid}, true
	}
	if !at && !hinted(shown, ruleOf(Mastodon)) && !hinted(shown, ruleOf(Pixelfed)) && !hinted(shown, ruleOf(PeerTube)) {
		// An e-mail address, or a host dressed up with a user name.
		if lookup(hostIn(user)) != nil || imitates(strings.ToLower(user)) {
			return Result{Problem: Lookalike}, true
		}
		return Result{Problem: Invalid}, true
	}
	for _, n := range []Name{Pixelfed, PeerTube} {
		if r := ruleOf(n); r == chosen || hinted(shown, r) {
			return r.typed(name), true
		}
	}
	return ruleOf(Mastodon).typed(name), true
}

func hostIn(s string) string {
	ascii, _, _ := readHost(s)
	return ascii
}

// federated tries the platforms that live on hosts of their own.
func federated(a *address, chosen *rule) (Result, bool) {
	for _, n := range []Name{Pixelfed, PeerTube, Mastodon} {
		r := ruleOf(n)
		known := hinted(a.shown, r)
		if chosen != nil && chosen.federated && chosen != r && !known {
			continue
		}
		got := r.route(a, true, known || chosen == r, chosen, 0)
		// "social" in a host is no more than a hint; the platform's own name is more.
		if got.Problem != NotAccount || chosen == r || known && strings.Contains(a.host, string(n)) {
			return got, true
		}
	}
	return Result{}, false
}

// hinted reports whether a host is known to be of a federated platform: by its
// whole name, a word in a label, or a longer word anywhere in a label.
func hinted(host string, r *rule) bool {
	for hint := range strings.FieldsSeq(r.hints) {
		if host == hint || len(hint) > 6 && strings.Contains(host, hint) {
			return true
		}
		for part := range strings.FieldsFuncSeq(host, func(c rune) bool { return c == '.' || c == '-' }) {
			if part == hint {
				return true
			}
		}
	}
	return false
}
