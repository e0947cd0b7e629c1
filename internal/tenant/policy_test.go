package tenant_test

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/tenant"
)

func TestOwnHost(t *testing.T) {
	m := &tenant.Tenant{Name: "Björkviks kommun", Website: "https://www.bjorkvik.se/", Host: "konton.bjorkvik.net"}
	p := tenant.Policy{Hosts: []string{"bjorkvik.se", "xn--bjrkvik-b1a.se"}}
	for raw, want := range map[string]bool{
		"https://bjorkvik.se":                    true,
		"http://www.bjorkvik.se/bibliotek?x=1#y": true,
		"HTTPS://WWW.BJORKVIK.SE/":               true,
		"https://a.b.bjorkvik.se:8443/":          true,
		"https://bjorkvik.se./":                  true,
		"https://björkvik.se/":                   true,
		"https://bibliotek.BJÖRKVIK.se/":         true,
		"https://konton.bjorkvik.net/content":    true,
		" https://bjorkvik.se ":                  true,

		"":                                     false,
		"bjorkvik.se":                          false,
		"//bjorkvik.se":                        false,
		"https:bjorkvik.se":                    false,
		"https:///bjorkvik.se":                 false,
		"ftp://bjorkvik.se":                    false,
		"javascript://bjorkvik.se/%0aalert(1)": false,
		"https://evilbjorkvik.se":              false,
		"https://bjorkvik.se.evil.com":         false,
		"https://bjorkvik.se@evil.com":         false,
		"https://user:pass@bjorkvik.se":        false,
		"https://evil.com/bjorkvik.se":         false,
		"https://evil.com?.bjorkvik.se":        false,
		"https://evil.com#.bjorkvik.se":        false,
		"https://evil.com\\.bjorkvik.se":       false,
		"https://evil.com%2f.bjorkvik.se":      false,
		"https://evil.com\t.bjorkvik.se":       false,
		"https://bjоrkvik.se":                  false, // a Cyrillic o
		"https://ｂjorkvik.se":                  false, // a full-width b
		"https://bjorkvik。se":                  false, // an ideographic full stop
		"https://bjorkvi\u200dk.se":            false,
		"https://bjorkvik":                     false,
		"https://.bjorkvik.se":                 false,
		"https://a..bjorkvik.se":               false,
		"https://[::1]/":                       false,
		"https://bjorkvik.net/":                false,
		"https://se":                           false,
	} {
		if got := p.OwnHost(m, raw); got != want {
			t.Errorf("OwnHost(%q) = %v, want %v", raw, got, want)
		}
	}
}

// FuzzOwnHost: whatever is taken for the municipality's own leads there for those who read the address as the web does:
// what stands between scheme and path ends in the host name.
func FuzzOwnHost(f *testing.F) {
	for _, s := range []string{"https://bjorkvik.se", "https://a.bjorkvik.se:1/x", "https://bjorkvik.se@evil.com", "http://evilbjorkvik.se", "https://evil.com\\@bjorkvik.se"} {
		f.Add(s)
	}
	m, p := &tenant.Tenant{Name: "B"}, tenant.Policy{Hosts: []string{"bjorkvik.se"}}
	f.Fuzz(func(t *testing.T, raw string) {
		if !p.OwnHost(m, raw) {
			return
		}
		_, rest, ok := strings.Cut(strings.TrimSpace(raw), "://")
		authority := rest
		if i := strings.IndexAny(rest, "/?#\\"); i >= 0 {
			authority = rest[:i]
		}
		host, _, _ := strings.Cut(strings.ToLower(authority), ":")
		host = strings.TrimSuffix(host, ".")
		if !ok || strings.ContainsAny(authority, "@%\t\n ") || host != "bjorkvik.se" && !strings.HasSuffix(host, ".bjorkvik.se") {
			t.Errorf("%q is taken for the municipality's own", raw)
		}
		if u, err := url.Parse(strings.TrimSpace(raw)); err != nil || u.Scheme != "http" && u.Scheme != "https" {
			t.Errorf("%q is no address of a page", raw)
		}
	})
}

func TestPolicyHasDefaultsUntilItIsDecided(t *testing.T) {
	svc, ctx := office(t)
	m := tenant.Of(ctx)
	m.Website = "https://www.bjorkvik.se/"
	if err := svc.SaveSettings(ctx, m, m.Version); err != nil {
		t.Fatal(err)
	}
	p, err := svc.Policy(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(p.Hosts, []string{"bjorkvik.se"}) || p.PartSentence != "En verksamhet inom Björkviks kommun" || p.ReviewMonths != 12 || p.DutyMonths != 6 || p.SelfApproval || p.Version != 0 {
		t.Errorf("defaults: %+v", p)
	}

	p.Hosts = []string{" https://www.Björkvik.se/start ", "", "bjorkvik.se", "xn--bjrkvik-b1a.se"}
	p.ReviewMonths, p.DutyMonths, p.SelfApproval = 18, 3, true
	p.Content = map[string]map[string]string{"sv": {"crisis": " Egna ord. ", "nonsense": "x"}, "xx": {"crisis": "y"}}
	if err := svc.SavePolicy(ctx, p, 0); err != nil {
		t.Fatal(err)
	}
	saved, err := svc.Policy(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(saved.Hosts, []string{"xn--bjrkvik-b1a.se", "bjorkvik.se"}) || saved.ReviewMonths != 18 || saved.DutyMonths != 3 || !saved.SelfApproval || saved.Version != 1 || saved.UpdatedAt.IsZero() {
		t.Errorf("saved: %+v", saved)
	}
	if got := saved.ContentText(m, i18n.Swedish, "crisis"); got != "Egna ord." {
		t.Errorf("own words: %q", got)
	}
	if got := saved.ContentText(m, i18n.English, "crisis"); !strings.Contains(got, "bjorkvik.se") {
		t.Errorf("ours, where there are no own: %q", got)
	}
	if len(saved.Content) != 1 || len(saved.Content["sv"]) != 1 {
		t.Errorf("unknown parts were kept: %v", saved.Content)
	}

	// The sentence was the default: it follows the name.
	m, err = svc.Current(ctx)
	if err != nil {
		t.Fatal(err)
	}
	m.Name = "Björkviks stad"
	if err := svc.SaveSettings(ctx, m, m.Version); err != nil {
		t.Fatal(err)
	}
	if p, err := svc.Policy(ctx); err != nil || p.PartSentence != "En verksamhet inom Björkviks stad" {
		t.Errorf("the sentence after a change of name: %q, %v", p.PartSentence, err)
	}
}

func TestStalePolicyOverwritesNothing(t *testing.T) {
	svc, ctx := office(t)
	p, err := svc.Policy(ctx)
	if err != nil {
		t.Fatal(err)
	}
	first, second := p, p
	first.ReviewMonths, second.ReviewMonths = 6, 24
	if err := svc.SavePolicy(ctx, first, p.Version); err != nil {
		t.Fatal(err)
	}
	for _, version := range []int{0, 2, -1, 99} {
		if err := svc.SavePolicy(ctx, second, version); !fault.Is(err, fault.ConflictKind) {
			t.Errorf("version %d: %v, want a conflict", version, err)
		}
	}
	if p, err = svc.Policy(ctx); err != nil || p.ReviewMonths != 6 || p.Version != 1 {
		t.Errorf("after the conflict: %+v, %v", p, err)
	}
	if err := svc.SavePolicy(ctx, second, 1); err != nil {
		t.Error(err)
	}
}

func TestPolicyIsRefusedAtItsFields(t *testing.T) {
	svc, ctx := office(t)
	for field, spoil := range map[string]func(*tenant.Policy){
		"hosts":         func(p *tenant.Policy) { p.Hosts = []string{"bjorkvik.se", "inte en värd"} },
		"hosts ":        func(p *tenant.Policy) { p.Hosts = []string{"se"} },
		"hosts  ":       func(p *tenant.Policy) { p.Hosts = []string{"co.uk"} },
		"hosts   ":      func(p *tenant.Policy) { p.Hosts = []string{"https://a@bjorkvik.se"} },
		"part_sentence": func(p *tenant.Policy) { p.PartSentence = strings.Repeat("å", 301) },
		"review_months": func(p *tenant.Policy) { p.ReviewMonths = 0 },
		"duty_months":   func(p *tenant.Policy) { p.DutyMonths = 25 },
		"content_en_cookies": func(p *tenant.Policy) {
			p.Content = map[string]map[string]string{"en": {"cookies": strings.Repeat("x", 4001)}}
		},
	} {
		p, err := svc.Policy(ctx)
		if err != nil {
			t.Fatal(err)
		}
		spoil(&p)
		var f *fault.Error
		if err := svc.SavePolicy(ctx, p, 0); !errors.As(err, &f) || len(f.Fields) != 1 || f.Fields[0].Name != strings.TrimSpace(field) {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestPolicyNeedsPermissionAndStaysWithItsMunicipality(t *testing.T) {
	svc, ctx := office(t)
	p, err := svc.Policy(ctx)
	if err != nil {
		t.Fatal(err)
	}
	p.ReviewMonths = 3
	if err := svc.SavePolicy(ctx, p, 0); err != nil {
		t.Fatal(err)
	}
	other, err := svc.Add(audit.WithActor(t.Context(), audit.Actor{Kind: audit.Operator}), tenant.New{Slug: "annanby", Code: "9998", Name: "Annanby kommun"})
	if err != nil {
		t.Fatal(err)
	}
	if p, err := svc.Policy(postgres.WithTenant(t.Context(), other.ID)); err != nil || p.ReviewMonths != 12 || p.PartSentence != "En verksamhet inom Annanby kommun" {
		t.Errorf("another municipality's policy: %+v, %v", p, err)
	}
	denied := errors.New("denied")
	strict := tenant.NewService(nil, func(context.Context, string) error { return denied })
	if err := strict.SavePolicy(ctx, p, 1); !errors.Is(err, denied) {
		t.Errorf("without permission: %v", err)
	}
}

func TestEveryPartOfTheContentPageHasWordsInBothLanguages(t *testing.T) {
	m := &tenant.Tenant{Name: "Björkviks kommun", ContactPhone: "0123-45 67 89", ContactEmail: "kommun@bjorkvik.se"}
	for _, lang := range i18n.Languages {
		for _, key := range tenant.ContentKeys {
			text, head := tenant.DefaultContent(m, lang, key), tenant.ContentHead(lang, key)
			for _, s := range []string{text, head} {
				if s == "" || strings.Contains(s, "tenant.") || strings.Contains(s, "<no value>") {
					t.Errorf("%s, %s: %q", lang, key, s)
				}
			}
		}
	}
	if got := tenant.DefaultContent(m, i18n.Swedish, "contact"); !strings.Contains(got, "ring 0123-45 67 89 eller skriv till kommun@bjorkvik.se") {
		t.Errorf("where to turn: %q", got)
	}
}

func TestContentPageURL(t *testing.T) {
	if got := tenant.ContentPageURL("http://127.0.0.1:8080/", &tenant.Tenant{Slug: "bjorkvik"}); got != "http://127.0.0.1:8080/bjorkvik/content" {
		t.Error(got)
	}
	if got := tenant.ContentPageURL("https://kanalkoll.example", &tenant.Tenant{Slug: "bjorkvik", Host: "konton.bjorkvik.se"}); got != "https://konton.bjorkvik.se/content" {
		t.Error(got)
	}
}
