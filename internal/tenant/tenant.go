// Package tenant is the municipality: its name, look and contact, its units, and where it is found.
package tenant

import (
	"context"
	"regexp"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"
)

// Tenant is one municipality.
type Tenant struct {
	ID           uuid.UUID
	Slug         string // in addresses: "upplands-vasby"
	Code         string // SCB's four digits
	Name         string // "Upplands Väsby kommun"
	Host         string // its own host name, or empty
	Accent       string // "#00578a"
	LogoKey      string // in the blob store, or empty
	LogoType     string
	ContactText  string
	ContactEmail string
	ContactPhone string
	Website      string
	TimeZone     string
	Demo         bool
	Version      int
	UpdatedAt    time.Time
}

// Zone gives the municipality's time zone.
func (t *Tenant) Zone() *time.Location {
	loc, err := time.LoadLocation(t.TimeZone)
	if err != nil {
		return time.UTC // the column's default is a zone that the program carries
	}
	return loc
}

// ShortName is the name as it stands in the rail: without the word kommun or stad, and without a genitive s that the
// address shows to be none of the name's: "Björkvik" for "Björkviks kommun" at bjorkvik.
func (t *Tenant) ShortName() string {
	name := bare(t.Name)
	if root, ok := strings.CutSuffix(name, "s"); ok && MakeSlug(name) != t.Slug && MakeSlug(root) == t.Slug {
		return root
	}
	return name
}

// Base is the address that all the municipality's pages begin with: "/orebro", or empty on its own host.
func (t *Tenant) Base(ownHost bool) string {
	if ownHost {
		return ""
	}
	return "/" + t.Slug
}

// URL gives the full address of one of the municipality's pages, on its own host where it has one; base is BASE_URL.
func (t *Tenant) URL(base, path string) string {
	if t.Host != "" {
		scheme, _, _ := strings.Cut(base, "://")
		return scheme + "://" + t.Host + path
	}
	return strings.TrimRight(base, "/") + t.Base(false) + path
}

// Unit is a part of the municipality. Depth is its level in the tree, 0 at the top.
type Unit struct {
	ID             uuid.UUID
	ParentID       uuid.UUID // uuid.Nil at the top
	Name           string
	Communications bool // the department that owns the register and the overarching accounts
	Version        int
	Depth          int
	Path           string // "Barn och utbildning / Bergaskolan"
}

var slugForm = regexp.MustCompile(`^[a-z0-9](-?[a-z0-9])*$`)

// reserved are the first parts of addresses that are not municipalities.
var reserved = map[string]bool{"assets": true, "healthz": true, "readyz": true, "embed": true, "embed.js": true, "metrics": true, "login": true, "app": true, "robots": true, "favicon": true, "invite": true, "logout": true}

// ValidSlug reports whether s may stand in addresses.
func ValidSlug(s string) bool {
	return len(s) >= 2 && len(s) <= 60 && slugForm.MatchString(s) && !reserved[s]
}

// MakeSlug writes a name for addresses: "Upplands Väsby kommun" becomes "upplands-vasby", "Malmö stad" "malmo".
func MakeSlug(name string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(bare(name))) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r): // the ring of å, the dots of ä
		case r == 'æ':
			b.WriteString("ae")
		case r == 'ø':
			b.WriteByte('o')
		default:
			if s := b.String(); s != "" && !strings.HasSuffix(s, "-") {
				b.WriteByte('-')
			}
		}
	}
	return strings.Trim(b.String(), "-")
}

func bare(name string) string {
	fields := strings.Fields(name)
	for len(fields) > 1 {
		last := strings.ToLower(fields[len(fields)-1])
		if last != "kommun" && last != "stad" {
			break
		}
		fields = fields[:len(fields)-1]
	}
	return strings.Join(fields, " ")
}

type ctxKey struct{}

// With puts the tenant of the request into the context, for pages; row security takes its id separately.
func With(ctx context.Context, t *Tenant) context.Context { return context.WithValue(ctx, ctxKey{}, t) }

// ZoneOf gives the time zone of the request's municipality, Swedish time where there is none.
func ZoneOf(ctx context.Context) *time.Location {
	if t := Of(ctx); t != nil {
		return t.Zone()
	}
	return (&Tenant{TimeZone: "Europe/Stockholm"}).Zone()
}

// Of gives the tenant of the request, nil where there is none.
func Of(ctx context.Context) *Tenant {
	t, _ := ctx.Value(ctxKey{}).(*Tenant)
	return t
}
