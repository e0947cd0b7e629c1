package tenant

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/postgres"
)

// Policy is what a municipality decides for its accounts. What it has not decided holds the product's default.
type Policy struct {
	Hosts        []string // the municipality's own host names, lower case, in ASCII; each counts with all below it
	PartSentence string   // what an account with a symbol of its own says of whose it is
	ReviewMonths int      // between two reviews of a checklist
	DutyMonths   int      // between two checks of a profile
	SelfApproval bool     // an administrator may approve what he has answered himself

	OpensAt, ClosesAt int  // office hours, in minutes after midnight, local time
	OneResponsible    bool // an account has one responsible person at a time
	LeaverMonths      int  // from somebody's last day until their personal data are reduced
	// Content is the municipality's own words of the page on how content is handled, by language and key of
	// ContentKeys. What is missing here is said in ours: see ContentText.
	Content   map[string]map[string]string
	Version   int       // 0: nothing is decided yet
	UpdatedAt time.Time // zero: nothing is decided yet
}

// Bounds and defaults of a policy. The longest texts are in characters.
const (
	defaultReviewMonths = 12
	defaultDutyMonths   = 6
	defaultLeaverMonths = 6
	defaultOpensAt      = 8 * 60
	defaultClosesAt     = 17 * 60
	MostMonths          = 24
	MaxPartSentence     = 300
	MaxContent          = 4000
	maxHosts            = 20
)

// DefaultPartSentence is what an account with a symbol of its own says where the municipality has no sentence of its
// own. It is Swedish: the guideline prescribes the words.
func DefaultPartSentence(t *Tenant) string {
	return i18n.In(i18n.Swedish, "tenant.part_sentence", "Name", t.Name)
}

// DefaultHosts gives the host names that a municipality shows to be its own: that of its website, and its own here.
func DefaultHosts(t *Tenant) []string {
	hosts := []string{}
	for _, raw := range []string{t.Website, t.Host} {
		if h, problem := normalHost(raw); problem == "" && !slices.Contains(hosts, h) {
			hosts = append(hosts, h)
		}
	}
	return hosts
}

func defaultPolicy(t *Tenant) Policy {
	return Policy{Hosts: DefaultHosts(t), PartSentence: DefaultPartSentence(t), ReviewMonths: defaultReviewMonths, DutyMonths: defaultDutyMonths,
		OpensAt: defaultOpensAt, ClosesAt: defaultClosesAt, LeaverMonths: defaultLeaverMonths,
		Content: map[string]map[string]string{}}
}

// Policy gives what the context's municipality has decided, with defaults for the rest.
func (s *Service) Policy(ctx context.Context) (Policy, error) {
	var p Policy
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		p, err = PolicyTx(ctx, tx, nil)
		return err
	})
	return p, err
}

// PolicyTx is Policy within a caller's transaction; t is the transaction's municipality, or nil to have it looked up.
func PolicyTx(ctx context.Context, tx *postgres.Tx, t *Tenant) (Policy, error) {
	if t == nil {
		var err error
		if t, err = selectTenant(ctx, tx, "id = $1", tx.Tenant); err != nil {
			return Policy{}, err
		}
	}
	p, found, err := selectPolicy(ctx, tx)
	if err != nil || !found {
		return defaultPolicy(t), err
	}
	if len(p.Hosts) == 0 {
		p.Hosts = DefaultHosts(t)
	}
	if p.PartSentence == "" {
		p.PartSentence = DefaultPartSentence(t)
	}
	return p, nil
}

// SavePolicy writes the policy read at the version. Faults stand at hosts, part_sentence, review_months, duty_months,
// leaver_months, opens_at, closes_at and "content_" with language and key: "content_sv_secrecy". Stale is a Conflict.
// What is empty or the same as the default stays undecided: it follows the municipality's name and website, and our texts.
func (s *Service) SavePolicy(ctx context.Context, p Policy, version int) error {
	if err := s.permit(ctx, ActSettings); err != nil {
		return err
	}
	if bad := p.check(); len(bad) > 0 {
		return fault.Invalid(bad...)
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		t, err := selectTenant(ctx, tx, "id = $1", tx.Tenant)
		if err != nil {
			return err
		}
		old, err := PolicyTx(ctx, tx, t)
		if err != nil {
			return err
		}
		kept := p
		if slices.Equal(kept.Hosts, DefaultHosts(t)) {
			kept.Hosts = []string{}
		}
		if kept.PartSentence == DefaultPartSentence(t) {
			kept.PartSentence = ""
		}
		kept.Content = withoutOurs(t, kept.Content)
		ok, err := savePolicy(ctx, tx, kept, version)
		if err != nil {
			return err
		}
		if !ok {
			return fault.Conflict("tenant.settings_stale")
		}
		now, err := PolicyTx(ctx, tx, t)
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Action: ActSettings, ObjectKind: "tenant", ObjectID: tx.Tenant, Changes: policyDiff(old, now)})
	})
}

// check brings the policy into its normal form and gives what is wrong with it.
func (p *Policy) check() []fault.Field {
	var bad []fault.Field
	hosts := []string{}
	for _, raw := range p.Hosts {
		if strings.TrimSpace(raw) == "" {
			continue
		}
		h, problem := normalHost(raw)
		if problem != "" {
			bad = append(bad, fault.Bad("hosts", problem, "Host", strings.TrimSpace(raw)))
		} else if !slices.Contains(hosts, h) {
			hosts = append(hosts, h)
		}
	}
	if len(bad) == 0 {
		p.Hosts = hosts
	}
	if len(hosts) > maxHosts {
		bad = append(bad, fault.Bad("hosts", "tenant.hosts_many", "Max", maxHosts))
	}
	p.PartSentence = strings.TrimSpace(p.PartSentence)
	if utf8.RuneCountInString(p.PartSentence) > MaxPartSentence {
		bad = append(bad, fault.Bad("part_sentence", "tenant.too_long", "Max", MaxPartSentence))
	}
	months := func(name string, n int) {
		if n < 1 || n > MostMonths {
			bad = append(bad, fault.Bad(name, "tenant.months_bad", "Max", MostMonths))
		}
	}
	months("review_months", p.ReviewMonths)
	months("duty_months", p.DutyMonths)
	switch {
	case p.OpensAt < 0 || p.OpensAt >= 24*60:
		bad = append(bad, fault.Bad("opens_at", "tenant.time_bad"))
	case p.ClosesAt < 0 || p.ClosesAt > 24*60:
		bad = append(bad, fault.Bad("closes_at", "tenant.time_bad"))
	case p.ClosesAt <= p.OpensAt:
		bad = append(bad, fault.Bad("closes_at", "tenant.hours_bad"))
	}
	months("leaver_months", p.LeaverMonths)
	content, more := checkContent(p.Content)
	p.Content = content
	return append(bad, more...)
}

func policyDiff(old, now Policy) []audit.Change {
	var c []audit.Change
	if !slices.Equal(old.Hosts, now.Hosts) {
		c = append(c, audit.Value("hosts", strings.Join(old.Hosts, " "), strings.Join(now.Hosts, " ")))
	}
	for _, f := range []struct {
		name    string
		changed bool
	}{
		{"part_sentence", old.PartSentence != now.PartSentence},
		{"review_months", old.ReviewMonths != now.ReviewMonths},
		{"duty_months", old.DutyMonths != now.DutyMonths},
		{"leaver_months", old.LeaverMonths != now.LeaverMonths},
		{"one_responsible", old.OneResponsible != now.OneResponsible},
		{"opens_at", old.OpensAt != now.OpensAt},
		{"closes_at", old.ClosesAt != now.ClosesAt},
		{"self_approval", old.SelfApproval != now.SelfApproval},
		{"content", !sameContent(old.Content, now.Content)},
	} {
		if f.changed {
			c = append(c, audit.Field(f.name))
		}
	}
	return c
}

// registration maps nothing: what it takes is what every browser goes to. Mapping profiles differ between programs
// (ß, full-width letters), and in that difference lie look-alikes.
var registration = idna.New(idna.ValidateForRegistration())

// hostForm gives a host name as the domain name system has it, false for what is none.
func hostForm(s string) (string, bool) {
	h, err := registration.ToASCII(strings.ToLower(strings.TrimSuffix(s, ".")))
	if err != nil || len(h) > 253 || !strings.Contains(h, ".") {
		return "", false
	}
	for label := range strings.SplitSeq(h, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" ||
			strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return "", false
		}
	}
	if last := h[strings.LastIndexByte(h, '.')+1:]; strings.Trim(last, "0123456789") == "" {
		return "", false // a number: 10.0.0.1
	}
	return h, true
}

// normalHost makes a host name of what people paste: a name, or an address with one. "www." is left out, since a name
// counts with all below it. Problem is an i18n key, or empty.
func normalHost(raw string) (host, problem string) {
	s := strings.TrimSpace(raw)
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(s)
	if err != nil || u.User != nil {
		return "", "tenant.host_bad"
	}
	h, ok := hostForm(u.Hostname())
	if !ok {
		return "", "tenant.host_bad"
	}
	if bare := strings.TrimPrefix(h, "www."); strings.Contains(bare, ".") {
		h = bare
	}
	if suffix, _ := publicsuffix.PublicSuffix(h); suffix == h { // "se", "blogspot.com": anybody may have a name below it
		return "", "tenant.host_wide"
	}
	return h, ""
}

// OwnHost reports whether an address of a page is on one of the municipality's host names or below one of them. Only
// whole https or http addresses are; a name and password in one, which may pose as a host name, makes it none.
func (p Policy) OwnHost(t *Tenant, rawURL string) bool {
	u, err := url.Parse(strings.TrimSpace(rawURL))
	if err != nil || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		return false
	}
	h, ok := hostForm(u.Hostname())
	if !ok {
		return false
	}
	hosts := p.Hosts
	if own, problem := normalHost(t.Host); problem == "" {
		hosts = append(slices.Clone(hosts), own) // what this program serves for the municipality is always its own
	}
	for _, own := range hosts {
		if h == own || strings.HasSuffix(h, "."+own) {
			return true
		}
	}
	return false
}
