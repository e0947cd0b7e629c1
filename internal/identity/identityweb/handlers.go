package identityweb

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/tenant"
)

// Options are what the pages need to know of the installation. The zero Options are those of a plain server.
type Options struct {
	Demo     bool                         // offer the demo municipality's sign-in buttons
	Clock    clock.Clock                  // nil: the machine's
	ClientIP func(r *http.Request) string // who is throttled; nil: the connection's address
	OfMe     OfMe                         // nil: nothing
	Beside   []Beside                     // what other rooms say of somebody on their page
}

// OfMe gives the sections that another room has about whoever is signed in, for their own page, as registerweb.Beside does for
// an account's.
type OfMe func(ctx context.Context) (templ.Component, error)

// Handlers are the pages of people.
type Handlers struct {
	svc      *identity.Service
	tenants  *tenant.Service
	sessions *Sessions
	opts     Options
}

// New builds the pages.
func New(svc *identity.Service, tenants *tenant.Service, sessions *Sessions, opts Options) *Handlers {
	if opts.ClientIP == nil {
		opts.ClientIP = remote
	}
	if opts.Clock == nil {
		opts.Clock = clock.System()
	}
	return &Handlers{svc, tenants, sessions, opts}
}

// Routes declares them.
func (h *Handlers) Routes(rt *guard.Routes) {
	rt.Get("/login", guard.Public(), h.login)
	rt.Post("/login", guard.Public(), h.signIn)
	rt.Post("/login/demo", guard.Public(), h.signInAsDemo)
	rt.Post("/logout", guard.Public(), h.signOut)
	rt.Get("/invite/{token}", guard.Public(), h.invitation)
	rt.Post("/invite/{token}", guard.Public(), h.accept)

	rt.Get("/app/me", guard.SignedIn(), h.me)
	rt.Post("/app/me/password", guard.SignedIn(), h.changePassword)
	rt.Post("/app/me/sessions/{id}/end", guard.SignedIn(), h.endSession)
	rt.Post("/app/language", guard.SignedIn(), h.language)

	rt.Get("/app/users", guard.Can(identity.UsersManage), h.listUsers)
	rt.Get("/app/users/new", guard.Can(identity.UsersManage), h.newUser)
	rt.Post("/app/users", guard.Can(identity.UsersManage), h.invite)
	rt.Get("/app/users/{id}", guard.Can(identity.UsersManage), h.showUser)
	rt.Post("/app/users/{id}/roles", guard.Can(identity.UsersManage), h.setRoles)
	rt.Post("/app/users/{id}/invite", guard.Can(identity.UsersManage), h.inviteAgain)
	rt.Get("/app/users/{id}/disable", guard.Can(identity.UsersManage), h.confirmDisable)
	rt.Post("/app/users/{id}/disable", guard.Can(identity.UsersManage), h.disable)
	rt.Post("/app/users/{id}/enable", guard.Can(identity.UsersManage), h.enable)
	rt.Post("/app/users/{id}/sign-out", guard.Can(identity.UsersManage), h.signOutUser)

	rt.Get("/app/people", guard.Can(identity.PeopleView), h.listPeople)
	rt.Get("/app/people/new", guard.Can(identity.PeopleEdit), h.newPerson)
	rt.Post("/app/people", guard.Can(identity.PeopleEdit), h.createPerson)
	rt.Get("/app/people/{id}", guard.Can(identity.PeopleView), h.showPerson)
	rt.Get("/app/people/{id}/edit", guard.Can(identity.PeopleEdit), h.editPerson)
	rt.Post("/app/people/{id}/edit", guard.Can(identity.PeopleEdit), h.updatePerson)
}

// localPath gives where to go on after signing in or changing language: a page of the same municipality's staff pages,
// else the first of them.
func localPath(ctx context.Context, next string) string {
	return page.LocalPath(ctx, next, page.URL(ctx, "/app"))
}

func (h *Handlers) client(r *http.Request) identity.Client {
	return identity.Client{IP: h.opts.ClientIP(r), UserAgent: page.Clean(r.UserAgent())}
}

// unitOptions are the choices of a unit; none stands first, in the given words.
func (h *Handlers) unitOptions(ctx context.Context, none string) ([]page.Option, error) {
	units, err := h.tenants.Units(ctx)
	if err != nil {
		return nil, err
	}
	opts := []page.Option{{Value: "", Label: none}}
	for _, u := range units {
		opts = append(opts, page.Option{Value: u.ID.String(), Label: u.Path})
	}
	return opts, nil
}

// unitID reads a chosen unit. What is no id is a unit that does not exist, and the service says so.
func unitID(value string) uuid.UUID {
	if value == "" {
		return uuid.Nil
	}
	id, err := uuid.Parse(value)
	if err != nil || id == uuid.Nil {
		return uuid.Max
	}
	return id
}

func unitValue(id uuid.UUID) string {
	if id == uuid.Nil {
		return ""
	}
	return id.String()
}

func roleWord(ctx context.Context, r identity.Role) string {
	return i18n.T(ctx, "identityweb.role."+string(r))
}

// roleWords says what somebody is and where: "Verksamhet, Bergaskolan".
func roleWords(ctx context.Context, roles []identity.RoleIn) string {
	var words []string
	for _, r := range roles {
		w := roleWord(ctx, r.Role)
		if r.UnitID != uuid.Nil {
			w = i18n.T(ctx, "identityweb.role_in", "Role", w, "Unit", r.UnitName)
		}
		words = append(words, w)
	}
	return strings.Join(words, ", ")
}

// formFault gives the problems a form is shown again with, and false for every other error.
func formFault(err error) (*fault.Error, bool) {
	f := fault.As(err)
	if f == nil {
		return nil, true
	}
	return f, f.Kind == fault.InvalidKind || f.Kind == fault.ConflictKind
}
