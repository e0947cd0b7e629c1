package tenant

import (
	"context"
	"net/mail"
	"net/url"
	"strings"
	"unicode/utf8"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/postgres"
)

// Longest texts of the settings, in characters.
const (
	maxName    = 200
	maxContact = 300
	maxEmail   = 254
	maxPhone   = 50
	maxWebsite = 500
)

// Current gives the context's municipality as it is in the database now, not as the directory remembers it: what a form
// is filled with must carry the true version.
func (s *Service) Current(ctx context.Context) (*Tenant, error) {
	var t *Tenant
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		t, err = selectTenant(ctx, tx, "id = $1", tx.Tenant)
		return err
	})
	return t, err
}

// CheckSettings trims what may be changed by SaveSettings and gives what is wrong with it, at the field names name,
// website, contact_text, contact_email and contact_phone. The colour is the page's to check.
func (t *Tenant) CheckSettings() []fault.Field {
	for _, p := range []*string{&t.Name, &t.Website, &t.ContactText, &t.ContactEmail, &t.ContactPhone} {
		*p = strings.TrimSpace(*p)
	}
	var bad []fault.Field
	long := func(name, value string, most int) {
		if utf8.RuneCountInString(value) > most {
			bad = append(bad, fault.Bad(name, "tenant.too_long", "Max", most))
		}
	}
	if t.Name == "" || utf8.RuneCountInString(t.Name) > maxName {
		bad = append(bad, fault.Bad("name", "tenant.name_bad"))
	} else if formula(t.Name) {
		bad = append(bad, fault.Bad("name", "tenant.formula"))
	}
	long("website", t.Website, maxWebsite)
	if u, err := url.Parse(t.Website); t.Website != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "") {
		bad = append(bad, fault.Bad("website", "tenant.website_bad"))
	}
	long("contact_text", t.ContactText, maxContact)
	long("contact_email", t.ContactEmail, maxEmail)
	if a, err := mail.ParseAddress(t.ContactEmail); t.ContactEmail != "" && (err != nil || a.Address != t.ContactEmail) {
		bad = append(bad, fault.Bad("contact_email", "tenant.email_bad"))
	}
	long("contact_phone", t.ContactPhone, maxPhone)
	return bad
}

// formula reports whether a spreadsheet that opens the open data would compute the name (OWASP ASVS 5.0, 1.2.10).
func formula(name string) bool { return name != "" && strings.ContainsRune("=+-@", rune(name[0])) }
