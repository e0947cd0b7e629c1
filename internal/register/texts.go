package register

import (
	"strings"
	"unicode/utf8"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/tenant"
)

// Text is a ready-made text for a profile, made of what the register knows.
type Text struct {
	Key   string // of a duty, or "profile", "rules", "closing"
	Body  string
	Limit int      // characters that the platform's profile holds; 0: no limit is known
	Left  []string // keys of what did not fit
}

// Count gives the text's length in characters.
func (t Text) Count() int { return utf8.RuneCountInString(t.Body) }

// Publisher is the municipality that ready-made texts speak for.
type Publisher struct {
	Tenant     *tenant.Tenant
	Policy     tenant.Policy
	ContentURL string // of the municipality's page on how content is handled
}

// say gives the text for a duty in the language, or "" where there is none to give: a logotype is no text, and an
// address that nobody has registered cannot be written.
func (p Publisher) say(s DutySheet, key, lang string) string {
	a := s.Account
	in := func(key string, args ...any) string { return i18n.In(lang, "texts.body."+key, args...) }
	switch key {
	case "part_sentence":
		if lang == i18n.Swedish {
			return p.Policy.PartSentence
		}
		return i18n.In(lang, "tenant.part_sentence", "Name", p.Tenant.Name)
	case "identity":
		if a.Overarching || a.UnitName == "" {
			return in("identity_whole", "Name", p.Tenant.Name)
		}
		return in("identity", "Unit", a.UnitName, "Name", p.Tenant.Name)
	case "purpose":
		return a.Purpose
	case "unit_link":
		if a.UnitPage == "" {
			return ""
		}
		return in(key, "Page", a.UnitPage)
	case "content_link":
		if a.ContentPage != "" {
			return in(key, "Page", a.ContentPage)
		}
		return in(key, "Page", p.ContentURL)
	case "contact_ways":
		return in(key, "Reach", tenant.Reach(p.Tenant, lang))
	case "crisis_pointer":
		if a.CrisisText != "" {
			return a.CrisisText
		}
		return in(key, "Website", tenant.Site(p.Tenant, lang))
	case "secrecy_notice", "visibility", "official_documents", "forbidden_content", "measures":
		return in(key)
	}
	return ""
}

// ForDuty gives the text that meets a duty, "" where no text does.
func (p Publisher) ForDuty(s DutySheet, key, lang string) string { return p.say(s, key, lang) }

// rulesOf are the duties that one text on how content is handled meets.
var rulesOf = []string{"visibility", "official_documents", "forbidden_content", "measures", "content_link"}

// Texts gives the ready-made texts of an account in the language, in the order of the page. A text that meets a duty
// is there only where the account has the duty.
func (p Publisher) Texts(s DutySheet, lang string) []Text {
	list := []Text{p.profile(s, lang)}
	for _, key := range []string{"part_sentence", "unit_link", "content_link", "secrecy_notice", "contact_ways", "crisis_pointer"} {
		if body := p.say(s, key, lang); body != "" && s.has(key) {
			list = append(list, Text{Key: key, Body: body})
		}
	}
	var rules []string
	for _, key := range rulesOf {
		rules = append(rules, p.say(s, key, lang))
	}
	list = append(list, Text{Key: "rules", Body: strings.Join(rules, "\n")})
	return append(list, Text{Key: "closing", Body: p.closing(s.Account, lang)})
}

func (p Publisher) closing(a *Account, lang string) string {
	if a.ClosingNotice != "" {
		return i18n.In(lang, "texts.body.closing_to", "Notice", a.ClosingNotice)
	}
	return i18n.In(lang, "texts.body.closing", "Website", tenant.Site(p.Tenant, lang))
}

func (s DutySheet) has(key string) bool {
	for _, it := range s.Items {
		if it.Key == key {
			return true
		}
	}
	return false
}

// profileParts are the sentences of a profile's description, as they are read; keep says which of them goes in first
// where not all fit: whose the account is, then what people must know before they write, then the rest.
var profileParts = []struct {
	key  string
	keep int
}{{"part_sentence", 0}, {"identity", 1}, {"purpose", 6}, {"secrecy_notice", 3}, {"contact_ways", 5}, {"crisis_pointer", 4}, {"content_link", 2}, {"unit_link", 7}}

// profile is the description of the profile itself, as long as the platform takes it. Sentences are left out whole; only
// the one that says whose the account is, which must be there, is cut where it alone is too long.
func (p Publisher) profile(s DutySheet, lang string) Text {
	t := Text{Key: "profile", Limit: platform.ProfileLimit(s.Account.Platform)}
	in := make([]string, len(profileParts))
	join := func() string {
		var parts []string
		for _, part := range in {
			if part != "" {
				parts = append(parts, part)
			}
		}
		return strings.Join(parts, " ")
	}
	first := true
	for keep := range profileParts {
		for i, part := range profileParts {
			body := closed(p.say(s, part.key, lang))
			if part.keep != keep || body == "" || !s.has(part.key) {
				continue
			}
			in[i] = body
			if t.Limit == 0 || utf8.RuneCountInString(join()) <= t.Limit {
				first = false
				continue
			}
			if in[i] = ""; first {
				in[i], first = cut(body, t.Limit), false
			}
			t.Left = append(t.Left, part.key)
		}
	}
	t.Body = join()
	return t
}

// closed makes a sentence of a text: it ends in a mark, but for one that ends in an address.
func closed(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".?:") || strings.Contains(s[strings.LastIndexByte(s, ' ')+1:], "://") {
		return s
	}
	return s + "."
}

// cut shortens a text to at most n characters, after a whole word where there is one.
func cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	short := string(r[:n-1])
	if i := strings.LastIndexByte(short, ' '); i > 0 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ,.;:") + "…"
}
