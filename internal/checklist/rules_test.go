package checklist

import (
	"slices"
	"testing"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/tenant"
)

var (
	anna  = Who{ID: uuid.UUID{1}, Name: "Anna"}
	bosse = Who{ID: uuid.UUID{2}, Name: "Bosse"}
)

func as(role string, w Who) Who {
	w.Role = role
	return w
}

func people(list ...Who) Value { return Value{People: list} }

func words(s string) Value { return Value{Text: s} }

func date(s string) clock.Date {
	d, err := clock.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// facts are those of a municipality with a policy of its own, on an ordinary day.
func facts() Facts {
	m := &tenant.Tenant{Name: "Björkviks kommun", Slug: "bjorkvik", Host: "konton.bjorkvik.example"}
	policy := tenant.Policy{Hosts: []string{"bjorkvik.example", "xn--bjrkvik-b1a.example"}}
	return Facts{Platform: "instagram", OwnHost: func(a string) bool { return policy.OwnHost(m, a) }, PartSentence: "Skolan är en del av Björkviks kommun.",
		ReviewMonths: 12, Today: date("2026-11-23"), Files: map[string]int{}}
}

func TestRules(t *testing.T) {
	terms := func(f *Facts) { f.TermsChangedOn = date("2026-10-05") }
	own := func(s string) Fields { return Fields{"sender": words("own_symbol"), "part_sentence": words(s)} }
	leap := func(f *Facts) { f.Today, f.ReviewMonths = date("2028-02-29"), 12 }
	for _, tt := range []struct {
		rule, what string
		in         Fields
		change     func(*Facts)
		want       []string // field and key after "checklist.rule."
	}{
		{"two_monitors", "nothing yet", nil, nil, nil},
		{"two_monitors", "two", Fields{"monitors": people(as("responsible", anna), as("monitor", bosse))}, nil, nil},
		{"two_monitors", "one and a cover", Fields{"monitors": people(as("monitor", anna), as("cover", bosse))}, nil, nil},
		{"two_monitors", "two without roles", Fields{"monitors": people(anna, bosse)}, nil, nil},
		{"two_monitors", "one", Fields{"monitors": people(as("monitor", anna))}, nil, []string{"monitors two_monitors.one"}},
		{"two_monitors", "the same twice", Fields{"monitors": people(as("monitor", anna), as("responsible", anna))}, nil, []string{"monitors two_monitors.one"}},
		{"two_monitors", "her own cover", Fields{"monitors": people(as("monitor", anna), as("cover", anna))}, nil, []string{"monitors two_monitors.one"}},
		{"two_monitors", "covers alone", Fields{"monitors": people(as("cover", anna), as("cover", bosse))}, nil, []string{"monitors two_monitors.nobody"}},

		{"two_logins", "nothing yet", nil, nil, nil},
		{"two_logins", "two", Fields{"login_access": people(anna, bosse)}, nil, nil},
		{"two_logins", "one", Fields{"login_access": people(anna)}, nil, []string{"login_access two_logins.one"}},
		{"two_logins", "the same twice", Fields{"login_access": people(anna, anna)}, nil, []string{"login_access two_logins.one"}},

		{"not_personal", "nothing yet", nil, nil, nil},
		{"not_personal", "a page", Fields{"kind": words("page")}, nil, nil},
		{"not_personal", "as answered", Fields{"kind": words("personal")}, nil, []string{"kind not_personal.is"}},
		{"not_personal", "by its address", Fields{"kind": words("page")},
			func(f *Facts) { f.Platform, f.URL = "facebook", "https://www.facebook.com/profile.php?id=100001234567" }, []string{"kind not_personal.is"}},
		{"not_personal", "a company's address", Fields{"kind": words("page")},
			func(f *Facts) { f.Platform, f.URL = "linkedin", "https://www.linkedin.com/company/bjorkvik" }, nil},
		{"not_personal", "a person's address", Fields{"kind": words("page")},
			func(f *Facts) { f.Platform, f.URL = "linkedin", "https://www.linkedin.com/in/anna-berg" }, []string{"kind not_personal.is"}},

		{"terms_read", "nothing yet", nil, terms, nil},
		{"terms_read", "no date", Fields{"read_on": words("i går")}, terms, nil},
		{"terms_read", "today", Fields{"read_on": words("2026-11-23")}, nil, nil},
		{"terms_read", "tomorrow", Fields{"read_on": words("2026-11-24")}, nil, []string{"read_on terms_read.ahead"}},
		{"terms_read", "long ago, no change known", Fields{"read_on": words("2011-01-01")}, nil, nil},
		{"terms_read", "before the change", Fields{"read_on": words("2026-10-04")}, terms, []string{"read_on terms_read.changed"}},
		{"terms_read", "on the day of the change", Fields{"read_on": words("2026-10-05")}, terms, nil},
		{"terms_read", "after the change", Fields{"read_on": words("2026-10-06")}, terms, nil},

		{"sender_text", "the logotype", Fields{"sender": words("logotype")}, nil, nil},
		{"sender_text", "word by word", own("Skolan är en del av Björkviks kommun."), nil, nil},
		{"sender_text", "in other letters, lines and signs", own("Välkommen!\nSKOLAN är en\ndel av  Björkviks kommun, och bäst"), nil, nil},
		{"sender_text", "with letters put together of two", own(norm.NFD.String("Skolan är en del av Björkviks kommun")), nil, nil},
		{"sender_text", "nothing", own(" "), nil, []string{"part_sentence sender_text.missing"}},
		{"sender_text", "another sentence", own("Vi hör till kommunen."), nil, []string{"part_sentence sender_text.missing"}},
		{"sender_text", "half a word", own("Skolan är en del av Björkviks kommuner"), nil, []string{"part_sentence sender_text.missing"}},
		{"sender_text", "no sentence asked for", own(""), func(f *Facts) { f.PartSentence = "" }, nil},

		{"unit_page", "nothing yet", nil, nil, nil},
		{"unit_page", "own and new", Fields{"unit_page": words("https://www.bjorkvik.example/skola"), "page_updated": words("yes")}, nil, nil},
		{"unit_page", "own and old", Fields{"unit_page": words("https://bjorkvik.example/skola"), "page_updated": {Text: "no", Reason: "Snart"}}, nil, []string{"page_updated unit_page.stale"}},
		{"unit_page", "elsewhere and old", Fields{"unit_page": words("https://skola.example"), "page_updated": words("no")}, nil,
			[]string{"unit_page own_link.other", "page_updated unit_page.stale"}},

		{"content_page", "served here", Fields{"content_page": words("https://konton.bjorkvik.example/content")}, nil, nil},
		{"content_page", "with its own letters", Fields{"content_page": words("https://www.björkvik.example/innehåll")}, nil, nil},
		{"content_page", "an ending alike", Fields{"content_page": words("https://notbjorkvik.example/")}, nil, []string{"content_page own_link.other"}},
		{"content_page", "a beginning alike", Fields{"content_page": words("https://bjorkvik.example.evil.example/")}, nil, []string{"content_page own_link.other"}},
		{"content_page", "a name before the host", Fields{"content_page": words("https://bjorkvik.example@evil.example/")}, nil, []string{"content_page own_link.other"}},
		{"content_page", "letters alike", Fields{"content_page": words("https://bjоrkvik.example/")}, nil, []string{"content_page own_link.other"}},
		{"content_page", "the host in the path", Fields{"content_page": words("https://evil.example/bjorkvik.example")}, nil, []string{"content_page own_link.other"}},
		{"content_page", "no hosts known", Fields{"content_page": words("https://evil.example/")}, func(f *Facts) { f.OwnHost = nil }, nil},
		{"contact_page", "own", Fields{"contact_page": words("http://BJORKVIK.example./kontakt")}, nil, nil},
		{"contact_page", "elsewhere", Fields{"contact_page": words("https://facebook.com/bjorkvik")}, nil, []string{"contact_page own_link.other"}},

		{"crisis_use", "nothing yet", nil, nil, nil},
		{"crisis_use", "used, with how", Fields{"use": words("used"), "how": words("Vi svarar")}, nil, nil},
		{"crisis_use", "used, without", Fields{"use": words("used"), "how": words(" "), "pointer": words("x")}, nil, []string{"how crisis_use.how"}},
		{"crisis_use", "unused, with words", Fields{"use": words("unused"), "pointer": words("Se webbplatsen")}, nil, nil},
		{"crisis_use", "unused, without", Fields{"use": words("unused"), "how": words("x")}, nil, []string{"pointer crisis_use.pointer"}},

		{"review_bounds", "nothing yet", nil, nil, nil},
		{"review_bounds", "no date", Fields{"review_on": words("nästa år")}, nil, nil},
		{"review_bounds", "yesterday", Fields{"review_on": words("2026-11-22")}, nil, []string{"review_on review_bounds.past"}},
		{"review_bounds", "today", Fields{"review_on": words("2026-11-23")}, nil, []string{"review_on review_bounds.past"}},
		{"review_bounds", "tomorrow", Fields{"review_on": words("2026-11-24")}, nil, nil},
		{"review_bounds", "the last day", Fields{"review_on": words("2027-11-23")}, nil, nil},
		{"review_bounds", "the day after", Fields{"review_on": words("2027-11-24")}, nil, []string{"review_on review_bounds.late"}},
		{"review_bounds", "a year from the leap day", Fields{"review_on": words("2029-02-28")}, leap, nil},
		{"review_bounds", "a day more", Fields{"review_on": words("2029-03-01")}, leap, []string{"review_on review_bounds.late"}},
	} {
		t.Run(tt.rule+"/"+tt.what, func(t *testing.T) {
			r, ok := ruleNamed(tt.rule)
			if !ok {
				t.Fatal("no such rule")
			}
			f := facts()
			if tt.change != nil {
				tt.change(&f)
			}
			var got []string
			for _, p := range r.Check(&Point{}, tt.in, f) {
				got = append(got, p.Field+" "+p.Key[len("checklist.rule."):])
				if _, known := r.Needs[p.Field]; !known {
					t.Errorf("it objects at %s, which it does not need", p.Field)
				}
				if s := p.Words(t.Context()); s == "" || s == p.Key {
					t.Errorf("%s has no words", p.Key)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestEveryRuleIsNamedAndHasWords(t *testing.T) {
	used := map[string]bool{}
	for _, name := range Names {
		for _, p := range Default(name).Content.Points() {
			for _, r := range p.Rules {
				used[r] = true
				if _, ok := ruleNamed(r); !ok {
					t.Errorf("%s of %s names the rule %q, which there is not", p.Key, name, r)
				}
			}
		}
	}
	seen := map[string]bool{}
	for _, r := range Rules {
		if seen[r.Name] {
			t.Errorf("%s twice", r.Name)
		}
		seen[r.Name] = true
		if !used[r.Name] {
			t.Errorf("no default feeds %s", r.Name)
		}
		for _, lang := range i18n.Languages {
			if !i18n.Has(lang, "checklist.rule."+r.Name) {
				t.Errorf("%s has no words in %s", r.Name, lang)
			}
		}
	}
}
