// Package guard is how routes are made: none without saying who may use it.
package guard

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
)

// Guard says who may use a route. The zero Guard lets nobody in.
type Guard struct {
	kind   kind
	action identity.Action
}

type kind int

const (
	nobody kind = iota
	public
	signedIn
	can
)

// Public lets everybody in. The page shows nothing that is not public.
func Public() Guard { return Guard{kind: public} }

// SignedIn lets in whoever has a session, for what concerns only themselves.
func SignedIn() Guard { return Guard{kind: signedIn} }

// Can lets in those who may do the action somewhere; the service checks where.
func Can(a identity.Action) Guard { return Guard{kind: can, action: a} }

// String names the guard in tests and docs.
func (g Guard) String() string {
	switch g.kind {
	case public:
		return "public"
	case signedIn:
		return "signed in"
	case can:
		return "can " + string(g.action)
	default:
		return "nobody"
	}
}

// Allows reports whether p (nil: nobody signed in) gets past the guard.
func (g Guard) Allows(p *identity.Principal) bool {
	switch g.kind {
	case public:
		return true
	case signedIn:
		return p != nil
	case can:
		return p.May(g.action)
	default:
		return false
	}
}

// Route is one route as it was declared.
type Route struct {
	Method  string
	Pattern string
	Guard   Guard
}

// Routes collects a municipality's routes.
type Routes struct {
	mux  chi.Router
	list []Route
}

// NewRoutes makes routes on mux.
func NewRoutes(mux chi.Router) *Routes { return &Routes{mux: mux} }

// Get declares a page. HEAD answers as GET.
func (r *Routes) Get(pattern string, g Guard, h page.Handler) { r.add(http.MethodGet, pattern, g, h) }

// Post declares an act.
func (r *Routes) Post(pattern string, g Guard, h page.Handler) { r.add(http.MethodPost, pattern, g, h) }

func (r *Routes) add(method, pattern string, g Guard, h page.Handler) {
	r.list = append(r.list, Route{method, pattern, g})
	r.mux.Method(method, pattern, page.Handle(func(w http.ResponseWriter, req *http.Request) error {
		p := identity.Of(req.Context())
		if !g.Allows(p) {
			if p == nil && g.kind != nobody {
				return page.SeeOther(w, req, loginURL(req))
			}
			return fault.Forbidden()
		}
		return h(w, req)
	}))
}

// loginURL leads back to the page asked for after signing in; what was to be done by a POST must be done again.
func loginURL(r *http.Request) string {
	back := ""
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		back = (&url.URL{Path: r.URL.Path, RawQuery: r.URL.RawQuery}).String()
	}
	return page.URL(r.Context(), "/login", "next", back)
}

// All gives the routes as declared.
func (r *Routes) All() []Route { return slices.Clone(r.list) }

// ID reads the id in the address of a route with {id}; what is no id is no page.
func ID(r *http.Request) (uuid.UUID, error) {
	id, err := uuid.Parse(chi.URLParam(r, "id"))
	if err != nil {
		return uuid.Nil, fault.NotFound()
	}
	return id, nil
}
