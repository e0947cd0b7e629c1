package app

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/publicsite"
	"kanalkoll/internal/tenant"
	"kanalkoll/web"
)

func contextWithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, middleware.RequestIDKey, id)
}

// Handler gives the whole web: every page of every municipality.
func (a *App) Handler() http.Handler {
	mux := chi.NewRouter()
	mux.Use(middleware.GetHead) // it needs the router's own context, so it cannot stand around it
	a.routes = guard.NewRoutes(mux)
	for _, room := range a.rooms() {
		room.Routes(a.routes)
	}
	mux.NotFound(page.Handle(func(http.ResponseWriter, *http.Request) error { return fault.NotFound() }))
	mux.MethodNotAllowed(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", "GET, HEAD, POST")
		if err := page.Render(w, r, http.StatusMethodNotAllowed, page.ErrorPage(fault.NotFound())); err != nil {
			page.Fail(w, r, err)
		}
	})
	s := &site{app: a, tenant: mux, directory: page.Handle(publicsite.New(a.Register, a.Tenants, a.Clock, a.Rosters.PublicWatch).Root())}

	root := http.NewServeMux()
	root.Handle("/assets/", web.Handler())
	root.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok") })
	root.HandleFunc("GET /readyz", a.ready)
	root.Handle("/", s)

	var h http.Handler = root
	for _, wrap := range []func(http.Handler) http.Handler{sameOrigin, recoverPanic, securityHeaders(a.Config.HTTPS()), accessLog(a.Log, a.metrics, a.Clock), requestID} {
		h = wrap(h)
	}
	return h
}

// Routes gives the municipality's routes as declared, for the tests that walk them all. Handler comes first.
func (a *App) Routes() []guard.Route { return a.routes.All() }

// readyWithin bounds the readiness check.
const readyWithin = 3 * time.Second

// ready answers whether the database is there with a schema that this program can serve.
func (a *App) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyWithin)
	defer cancel()
	version, err := a.DB.CurrentVersion(ctx)
	switch {
	case err != nil:
		plain(w, http.StatusServiceUnavailable, "database does not answer")
	case version < postgres.NewestVersion():
		plain(w, http.StatusServiceUnavailable, "schema is older than the program: run kanalkoll migrate up")
	default:
		plain(w, http.StatusOK, "ready")
	}
}

func plain(w http.ResponseWriter, status int, word string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"status": word}) // the client went away
}

// site finds the municipality that a request is for, by its own host name or by the first part of the path.
type site struct {
	app       *App
	tenant    http.Handler
	directory http.HandlerFunc
}

// here is where a change of language leads back to: the page with its search, but not the language asked for in it.
func here(r *http.Request) string {
	u := url.URL{Path: r.URL.Path}
	if r.Method == http.MethodGet {
		q := r.URL.Query()
		q.Del("lang")
		u.RawQuery = q.Encode()
	}
	return u.String()
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx := i18n.With(r.Context(), r.URL.Query().Get("lang"))
	ctx = page.WithChrome(ctx, &page.Chrome{Brand: "Kanalkoll", BrandHref: "/", Path: here(r), RequestID: middleware.GetReqID(ctx), LangHref: otherLanguage(r, i18n.Lang(ctx))})
	r = r.WithContext(page.WithBase(ctx, "", true))

	t, err := s.byHost(r)
	path, base := r.URL.Path, ""
	if err == nil && t == nil {
		slug, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
		if slug == "" {
			s.directory(w, r)
			return
		}
		if t, err = s.app.Tenants.BySlug(r.Context(), slug); err == nil {
			path, base = "/"+rest, "/"+slug
		}
	}
	if err != nil {
		page.Fail(w, r, err)
		return
	}
	if rest := strings.TrimSuffix(path, "/"); rest != path && rest != "" && !strings.HasPrefix(path, "//") && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		u := *r.URL
		u.Path = base + rest
		http.Redirect(w, r, u.String(), http.StatusMovedPermanently)
		return
	}
	s.serve(w, r, t, base, path)
}

func (s *site) serve(w http.ResponseWriter, r *http.Request, t *tenant.Tenant, base, path string) {
	staff := staffPath(path)
	ctx := postgres.WithTenant(r.Context(), t.ID)
	ctx = tenant.With(ctx, t)
	ctx = page.WithBase(ctx, base, !strings.HasPrefix(path, "/app"))
	ctx = page.WithChrome(ctx, s.app.publicChrome(r.WithContext(ctx), t))
	inner := r.Clone(ctx)
	inner.URL.Path, inner.URL.RawPath = path, ""
	if !staff {
		s.tenant.ServeHTTP(w, inner)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	s.app.Sessions.Middleware(s.app.withStaffChrome(s.tenant)).ServeHTTP(w, inner)
}

// staffPath reports whether a session matters there; everywhere else no cookie is read or set.
func staffPath(path string) bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	switch first {
	case "app", "login", "logout", "invite":
		return true
	}
	return false
}

// byHost gives the municipality whose own host name the request names; nil where the host is the installation's.
func (s *site) byHost(r *http.Request) (*tenant.Tenant, error) {
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.ToLower(host)
	if host == s.app.Config.Host() || host == "localhost" || net.ParseIP(host) != nil || !strings.Contains(host, ".") {
		return nil, nil
	}
	t, err := s.app.Tenants.ByHost(r.Context(), host)
	if fault.Is(err, fault.NotFoundKind) {
		return nil, nil
	}
	return t, err
}

// otherLanguage gives the present address in the other language.
func otherLanguage(r *http.Request, lang string) string {
	other := i18n.English
	if lang == i18n.English {
		other = i18n.Swedish
	}
	q := r.URL.Query()
	q.Set("lang", other)
	if other == i18n.Swedish {
		q.Del("lang")
	}
	if len(q) == 0 {
		return r.URL.Path
	}
	return r.URL.Path + "?" + q.Encode()
}
