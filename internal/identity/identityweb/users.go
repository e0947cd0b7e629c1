package identityweb

import (
	"context"
	"net/http"

	"github.com/google/uuid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
)

// userRow is one login in the list.
type userRow struct {
	User  identity.User
	Roles string
	Href  string
}

// newUserForm invites somebody: known in the directory (Person) or new.
type newUserForm struct {
	Person   string // id in the directory; empty: somebody new
	Known    identity.Person
	Email    string
	Name     string
	Title    string
	Unit     string
	Roles    rolesForm
	Problems page.Problems
}

// userView is the page of one login.
type userView struct {
	User     identity.User
	Roles    rolesForm
	Was      string // the roles that the form was read at
	Self     bool
	Who      string // who changed the roles meanwhile
	When     string
	Clashes  []page.Clash
	Problems page.Problems
}

func (h *Handlers) listUsers(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	users, err := h.svc.Users(ctx)
	if err != nil {
		return err
	}
	rows := make([]userRow, len(users))
	for i, u := range users {
		rows[i] = userRow{u, roleWords(ctx, u.Roles), page.URL(ctx, "/app/users/"+u.ID.String())}
	}
	return page.Render(w, r, http.StatusOK, usersPage(rows))
}

func (h *Handlers) newUser(w http.ResponseWriter, r *http.Request) error {
	form := newUserForm{Person: page.Query(r).Get("person")}
	return h.renderNewUser(w, r, http.StatusOK, form)
}

func (h *Handlers) renderNewUser(w http.ResponseWriter, r *http.Request, status int, form newUserForm) error {
	ctx := r.Context()
	if form.Person != "" {
		id, err := uuid.Parse(form.Person)
		if err != nil {
			return fault.NotFound()
		}
		if form.Known, err = h.svc.Person(ctx, id); err != nil {
			return err
		}
	}
	if err := h.fillRoles(ctx, &form.Roles); err != nil {
		return err
	}
	return page.Render(w, r, status, newUserPage(form))
}

func (h *Handlers) invite(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	form := newUserForm{Person: in.Get("person"), Email: in.Get("email"), Name: in.Get("name"), Title: in.Get("title"), Unit: in.Get("home")}
	var roles []identity.RoleIn
	form.Roles, roles = readRoles(in)
	p := identity.Person{Email: form.Email, Name: form.Name, Title: form.Title, UnitID: unitID(form.Unit)}
	if form.Person != "" {
		if p.ID, err = uuid.Parse(form.Person); err != nil {
			return fault.NotFound()
		}
	}
	user, token, err := h.svc.Invite(ctx, p, roles)
	if f, again := formFault(err); !again {
		return err
	} else if f != nil {
		form.Problems = page.ProblemsOf(ctx, f, "")
		return h.renderNewUser(w, r, page.StatusCode(f), form)
	}
	return h.renderLink(w, r, user, token)
}

// renderLink shows the link once: it is kept nowhere, so it cannot be a page to go back to.
func (h *Handlers) renderLink(w http.ResponseWriter, r *http.Request, u identity.User, token string) error {
	scheme := "http://"
	if h.sessions.opts.Secure {
		scheme = "https://"
	}
	w.Header().Set("Referrer-Policy", "no-referrer")
	return page.Render(w, r, http.StatusOK, linkPage(u, scheme+r.Host+page.URL(r.Context(), "/invite/"+token)))
}

func (h *Handlers) inviteAgain(w http.ResponseWriter, r *http.Request) error {
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	token, err := h.svc.InviteAgain(r.Context(), id)
	if fault.Is(err, fault.ConflictKind) {
		return h.renderUser(w, r, id, http.StatusConflict, userView{Problems: page.ProblemsOf(r.Context(), fault.As(err), "")})
	}
	if err != nil {
		return err
	}
	u, err := h.svc.User(r.Context(), id)
	if err != nil {
		return err
	}
	return h.renderLink(w, r, u, token)
}

func (h *Handlers) showUser(w http.ResponseWriter, r *http.Request) error {
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	return h.renderUser(w, r, id, http.StatusOK, userView{})
}

// renderUser fills what the view lacks with what is kept.
func (h *Handlers) renderUser(w http.ResponseWriter, r *http.Request, id uuid.UUID, status int, v userView) error {
	ctx := r.Context()
	var err error
	if v.User, err = h.svc.User(ctx, id); err != nil {
		return err
	}
	v.Self = identity.Of(ctx).UserID == id
	v.Was = rolesMark(v.User.Roles)
	if v.Roles.Rows == nil {
		for _, role := range v.User.Roles {
			v.Roles.Rows = append(v.Roles.Rows, roleRow{string(role.Role), unitValue(role.UnitID)})
		}
	}
	if err := h.fillRoles(ctx, &v.Roles); err != nil {
		return err
	}
	return page.Render(w, r, status, userPage(v))
}

func (h *Handlers) confirmDisable(w http.ResponseWriter, r *http.Request) error {
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	u, err := h.svc.User(r.Context(), id)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, disablePage(u, nil))
}

func (h *Handlers) disable(w http.ResponseWriter, r *http.Request) error {
	return h.setDisabled(w, r, true, "identityweb.users.disabled")
}

func (h *Handlers) enable(w http.ResponseWriter, r *http.Request) error {
	return h.setDisabled(w, r, false, "identityweb.users.enabled")
}

func (h *Handlers) setDisabled(w http.ResponseWriter, r *http.Request, disabled bool, done string) error {
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	u, err := h.svc.User(ctx, id)
	if err != nil {
		return err
	}
	err = h.svc.SetDisabled(ctx, id, disabled)
	if fault.Is(err, fault.ConflictKind) {
		return page.Render(w, r, http.StatusConflict, disablePage(u, page.ProblemsOf(ctx, fault.As(err), "")))
	}
	if err != nil {
		return err
	}
	page.SetFlash(ctx, done, "Name", u.Person.Name)
	return page.SeeOther(w, r, page.URL(ctx, "/app/users/"+id.String()))
}

func (h *Handlers) signOutUser(w http.ResponseWriter, r *http.Request) error {
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	u, err := h.svc.User(ctx, id)
	if err != nil {
		return err
	}
	if err := h.svc.EndSessionsOf(ctx, id); err != nil {
		return err
	}
	page.SetFlash(ctx, "identityweb.users.signed_out", "Name", u.Person.Name)
	return page.SeeOther(w, r, page.URL(ctx, "/app/users/"+id.String()))
}

// userState is a login's state with its shape.
func userState(ctx context.Context, u identity.User) page.State {
	switch {
	case u.Disabled:
		return page.State{Kind: page.Waived, Text: i18n.T(ctx, "identityweb.users.state_disabled")}
	case u.Invited:
		return page.State{Kind: page.Going, Text: i18n.T(ctx, "identityweb.users.state_invited")}
	default:
		return page.State{Kind: page.Done, Text: i18n.T(ctx, "identityweb.users.state_open")}
	}
}
