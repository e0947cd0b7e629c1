package identityweb

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/tenant"
)

// loginForm is what the sign-in page shows. What was typed as password is never shown again.
type loginForm struct {
	Email    string
	Next     string
	Flash    string
	Demo     []identity.Role
	Problems page.Problems
}

// doneWords are what may be said to somebody who has no session to keep a sentence in, by the address's word.
var doneWords = map[string]string{"out": "identityweb.login.signed_out", "invite": "identityweb.login.password_chosen"}

func (h *Handlers) login(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	q := page.Query(r)
	if identity.Of(ctx) != nil {
		return page.SeeOther(w, r, localPath(ctx, q.Get("next")))
	}
	form := loginForm{Next: q.Get("next")}
	if key, ok := doneWords[q.Get("done")]; ok {
		form.Flash = i18n.T(ctx, key)
	}
	return h.renderLogin(w, r, http.StatusOK, form)
}

func (h *Handlers) renderLogin(w http.ResponseWriter, r *http.Request, status int, form loginForm) error {
	if h.demo(r) {
		form.Demo = identity.Roles
	}
	return page.Render(w, r, status, loginPage(form))
}

func (h *Handlers) demo(r *http.Request) bool {
	t := tenant.Of(r.Context())
	return h.opts.Demo && t != nil && t.Demo
}

func (h *Handlers) signIn(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	form := loginForm{Email: in.Get("email"), Next: in.Get("next")}
	password := in.Get("password")
	var missing []fault.Field
	if strings.TrimSpace(form.Email) == "" {
		missing = append(missing, fault.Bad("email", "identityweb.login.email_missing"))
	}
	if password == "" {
		missing = append(missing, fault.Bad("password", "identityweb.login.password_missing"))
	}
	var token string
	if len(missing) > 0 {
		err = fault.Invalid(missing...)
	} else {
		token, err = h.svc.SignIn(ctx, form.Email, password, h.client(r))
	}
	if f := fault.As(err); f != nil {
		switch f.Kind {
		case fault.TooManyKind:
			w.Header().Set("Retry-After", strconv.Itoa(int((15 * time.Minute).Seconds())))
		case fault.InvalidKind:
		default:
			return err
		}
		form.Problems = page.ProblemsOf(ctx, f, "")
		return h.renderLogin(w, r, page.StatusCode(f), form)
	}
	if err := h.sessions.Start(w, r, token); err != nil {
		return err
	}
	return page.SeeOther(w, r, localPath(ctx, form.Next))
}

func (h *Handlers) signInAsDemo(w http.ResponseWriter, r *http.Request) error {
	if !h.demo(r) {
		return fault.NotFound()
	}
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	role, ok := identity.ParseRole(in.Get("role"))
	if !ok {
		return fault.NotFound()
	}
	token, err := h.svc.StartAs(r.Context(), role, h.client(r))
	if err != nil {
		return err
	}
	if err := h.sessions.Start(w, r, token); err != nil {
		return err
	}
	return page.SeeOther(w, r, localPath(r.Context(), in.Get("next")))
}

func (h *Handlers) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := h.sessions.End(w, r); err != nil {
		return err
	}
	w.Header().Set("Clear-Site-Data", `"cache"`) // what the next person at this computer must not page back to
	return page.SeeOther(w, r, page.URL(r.Context(), "/login", "done", "out"))
}
