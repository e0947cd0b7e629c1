package publicsite

import (
	"context"
	"net/url"
	"strings"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"kanalkoll/internal/register"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/tenant"
)

// filter is what the public narrows the list by, as it stands in the address. A value that nothing has finds nothing,
// so that a misspelt filter never passes for the whole list.
type filter struct {
	q        string
	platform string
	unit     string // a unit's name as the list shows it, or its id
	status   string // "open" or "closed"
}

// longestQuery bounds how many characters of a search are looked for.
const longestQuery = 200

func readFilter(q url.Values) filter {
	return filter{q: short(q.Get("q")), platform: short(q.Get("platform")), unit: short(q.Get("unit")), status: short(q.Get("status"))}
}

func short(s string) string {
	s = strings.TrimSpace(norm.NFC.String(s))
	if r := []rune(s); len(r) > longestQuery {
		return string(r[:longestQuery])
	}
	return s
}

func (f filter) narrows() bool { return f != filter{} }

// pairs gives the filter for page.URL.
func (f filter) pairs() []string {
	return []string{"q", f.q, "platform", f.platform, "unit", f.unit, "status", f.status}
}

// apply gives the accounts that fit, in their order.
func (h *Handlers) apply(ctx context.Context, f filter, all []*register.Account) ([]*register.Account, error) {
	if !f.narrows() {
		return all, nil
	}
	inUnit := func(*register.Account) bool { return true }
	if f.unit != "" {
		units, err := h.tenants.Units(ctx)
		if err != nil {
			return nil, err
		}
		ids := below(units, f.unit)
		inUnit = func(a *register.Account) bool { return ids[a.UnitID] }
	}
	plat := platform.Name(f.platform)
	if f.platform != "" && !platform.Known(plat) {
		plat, _ = platform.Parse(f.platform) // "Facebook", "twitter"
	}
	found := newSearch(f.q)
	fits := make([]*register.Account, 0, len(all))
	for _, a := range all {
		if (f.platform == "" || a.Platform == plat) && (f.status == "" || a.Status.PublicWord() == f.status) && inUnit(a) && found.in(ctx, a) {
			fits = append(fits, a)
		}
	}
	return fits, nil
}

// below gives the units with that name or id, and all units under them.
func below(units []tenant.Unit, want string) map[uuid.UUID]bool {
	id, err := uuid.Parse(want)
	ids := map[uuid.UUID]bool{}
	for _, u := range units { // the tree comes in reading order: a unit stands after the one above it
		if ids[u.ParentID] || err == nil && u.ID == id || err != nil && strings.EqualFold(u.Name, want) {
			ids[u.ID] = true
		}
	}
	return ids
}

// search is what was typed: words that must all be found, or the address of one account.
type search struct {
	words    []string
	platform platform.Name
	key      string
}

func newSearch(q string) search {
	var s search
	if strings.Contains(q, ".") && !strings.Contains(q, " ") {
		if res := platform.Resolve(q); res.Problem == "" && res.Platform != platform.Website {
			s.platform, s.key = res.Platform, res.Key
		}
	}
	for w := range strings.FieldsSeq(strings.ToLower(q)) {
		if w = strings.TrimLeft(w, "@"); w != "" {
			s.words = append(s.words, w)
		}
	}
	return s
}

func (s search) in(ctx context.Context, a *register.Account) bool {
	if len(s.words) == 0 || s.key != "" && a.Platform == s.platform && a.Key == s.key {
		return true
	}
	text := strings.ToLower(strings.Join([]string{a.Name, a.Handle, a.URL, a.Ref, a.UnitName, a.ParentUnit, a.Purpose, a.TargetGroup, register.PlatformLabel(ctx, a.Platform)}, "\n"))
	for _, w := range s.words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}
