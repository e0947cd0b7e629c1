package publicsite

import (
	"net/http"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/page"
	"kanalkoll/internal/tenant"
)

// rootView is the list of the installation's municipalities.
type rootView struct {
	q       string
	total   int
	fit     int
	letters []letter
}

// letter is the municipalities whose names begin with it.
type letter struct {
	name  string
	links []page.Link
}

// Root answers for the address above all municipalities.
func (h *Handlers) Root() page.Handler { return h.root }

func (h *Handlers) root(w http.ResponseWriter, r *http.Request) error {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		return fault.NotFound()
	}
	ctx := r.Context()
	all, err := h.tenants.All(ctx)
	if err != nil {
		return err
	}
	collate.New(language.Swedish).Sort(byTenantName(all))
	v := rootView{q: short(page.Query(r).Get("q")), total: len(all)}
	want := strings.ToLower(v.q)
	var changed time.Time
	for _, t := range all {
		if t.UpdatedAt.After(changed) {
			changed = t.UpdatedAt
		}
		if !strings.Contains(strings.ToLower(t.Name), want) && !strings.Contains(t.Slug, want) {
			continue
		}
		v.fit++
		first := string(unicode.ToUpper([]rune(t.Name)[0])) // a name is never empty
		if n := len(v.letters); n == 0 || v.letters[n-1].name != first {
			v.letters = append(v.letters, letter{name: first})
		}
		l := &v.letters[len(v.letters)-1]
		l.links = append(l.links, page.Link{Label: t.Name, Href: page.URL(ctx, "/"+t.Slug)})
	}
	return sendPage(w, r, changed, rootPage(v))
}

type byTenantName []*tenant.Tenant

func (l byTenantName) Len() int           { return len(l) }
func (l byTenantName) Swap(i, j int)      { l[i], l[j] = l[j], l[i] }
func (l byTenantName) Bytes(i int) []byte { return []byte(l[i].Name) }
