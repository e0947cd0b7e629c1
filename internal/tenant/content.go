package tenant

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
)

// ContentKeys are the parts of the public page on how content is handled, in their order. "tenant.content." with the
// key is our text, "tenant.content_head." its heading.
var ContentKeys = []string{"who", "purpose", "visible", "records", "secrecy", "contact", "forbidden", "measures", "answers", "crisis", "personal_data", "cookies"}

// ContentText gives one part of the page in the language: the municipality's own words, or ours. Parts that need to
// name how to reach the municipality do so.
func (p Policy) ContentText(t *Tenant, lang, key string) string {
	if own := p.Content[lang][key]; own != "" {
		return own
	}
	return DefaultContent(t, lang, key)
}

// DefaultContent is our text of one part of the page.
func DefaultContent(t *Tenant, lang, key string) string {
	return i18n.In(lang, "tenant.content."+key, "Name", t.Name, "Reach", Reach(t, lang), "Website", Site(t, lang))
}

// ContentHead is the heading of one part of the page.
func ContentHead(lang, key string) string { return i18n.In(lang, "tenant.content_head."+key) }

// Reach says in a few words how to reach the municipality outside social media: "ring 0123-45 67 89 eller skriv till
// kommun@bjorkvik.se". It ends without a full stop.
func Reach(t *Tenant, lang string) string {
	var ways []string
	if t.ContactPhone != "" {
		ways = append(ways, i18n.In(lang, "tenant.reach_phone", "Phone", t.ContactPhone))
	}
	if t.ContactEmail != "" {
		ways = append(ways, i18n.In(lang, "tenant.reach_email", "Email", t.ContactEmail))
	}
	if len(ways) == 0 {
		if t.Website != "" {
			return i18n.In(lang, "tenant.reach_website", "Website", Site(t, lang))
		}
		return i18n.In(lang, "tenant.reach_visit")
	}
	return strings.Join(ways, i18n.In(lang, "tenant.reach_or"))
}

// Site names the municipality's website as people say it: "bjorkvik.se", or in words where it is not known.
func Site(t *Tenant, lang string) string {
	if u, err := url.Parse(t.Website); err == nil && u.Hostname() != "" {
		return strings.TrimPrefix(u.Hostname(), "www.")
	}
	return i18n.In(lang, "tenant.site")
}

// checkContent leaves out what is empty or unknown, and gives what is too long.
func checkContent(in map[string]map[string]string) (map[string]map[string]string, []fault.Field) {
	var bad []fault.Field
	out := map[string]map[string]string{}
	for _, lang := range i18n.Languages {
		for _, key := range ContentKeys {
			text := strings.TrimSpace(in[lang][key])
			if text == "" {
				continue
			}
			if n := utf8.RuneCountInString(text); n > MaxContent {
				bad = append(bad, fault.Bad("content_"+lang+"_"+key, "tenant.too_long", "Max", MaxContent))
			}
			if out[lang] == nil {
				out[lang] = map[string]string{}
			}
			out[lang][key] = text
		}
	}
	return out, bad
}

// withoutOurs leaves out words that are the same as ours.
func withoutOurs(t *Tenant, in map[string]map[string]string) map[string]map[string]string {
	out := map[string]map[string]string{}
	for lang, texts := range in {
		for key, text := range texts {
			if text == DefaultContent(t, lang, key) {
				continue
			}
			if out[lang] == nil {
				out[lang] = map[string]string{}
			}
			out[lang][key] = text
		}
	}
	return out
}

func sameContent(a, b map[string]map[string]string) bool {
	return slices.EqualFunc(i18n.Languages, i18n.Languages, func(lang, _ string) bool { return maps.Equal(a[lang], b[lang]) })
}

// ContentPageURL gives the full address of the municipality's page on how content is handled; base is BASE_URL.
func ContentPageURL(base string, t *Tenant) string { return t.URL(base, "/content") }
