package identityweb

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
)

// inviteForm is the page on which somebody chooses a password.
type inviteForm struct {
	User     identity.User
	Action   string
	Problems page.Problems
}

func (h *Handlers) invitation(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Referrer-Policy", "no-referrer") // the address is the secret
	token := chi.URLParam(r, "token")
	u, err := h.svc.Invitation(r.Context(), token)
	if fault.Is(err, fault.NotFoundKind) {
		return page.Render(w, r, http.StatusNotFound, inviteGonePage())
	}
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, invitePage(inviteForm{User: u, Action: page.URL(r.Context(), "/invite/"+token)}))
}

func (h *Handlers) accept(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Referrer-Policy", "no-referrer")
	ctx := r.Context()
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	token, password := chi.URLParam(r, "token"), in.Get("password")
	u, err := h.svc.Invitation(ctx, token)
	if err == nil {
		if in.Has("again") && in.Get("again") != password {
			err = fault.Invalid(fault.Bad("again", "identityweb.invite.differ"))
		} else {
			_, err = h.svc.Accept(ctx, token, password)
		}
	}
	if f := fault.As(err); f != nil {
		switch f.Kind {
		case fault.NotFoundKind:
			return page.Render(w, r, http.StatusNotFound, inviteGonePage())
		case fault.InvalidKind:
			form := inviteForm{User: u, Action: page.URL(ctx, "/invite/"+token), Problems: page.ProblemsOf(ctx, f, "")}
			return page.Render(w, r, http.StatusUnprocessableEntity, invitePage(form))
		default:
			return err
		}
	}
	session, err := h.svc.SignIn(ctx, u.Person.Email, password, h.client(r))
	if err != nil { // the password stands; only the way in must wait
		return page.SeeOther(w, r, page.URL(ctx, "/login", "done", "invite"))
	}
	if err := h.sessions.Start(w, r, session); err != nil {
		return err
	}
	return page.SeeOther(w, r, page.URL(ctx, "/app"))
}
