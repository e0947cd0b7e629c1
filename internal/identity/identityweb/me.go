package identityweb

import (
	"net/http"

	"github.com/a-h/templ"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/tenant"
)

// meView is one's own account.
type meView struct {
	Me       *identity.Principal
	Roles    string
	Sessions []sessionRow
	More     templ.Component // of other rooms
	Problems page.Problems
}

type sessionRow struct {
	Device  string
	IP      string
	Since   string
	Seen    string
	Current bool
	End     string // where ending it is posted to
}

func (h *Handlers) me(w http.ResponseWriter, r *http.Request) error {
	return h.renderMe(w, r, http.StatusOK, nil)
}

func (h *Handlers) renderMe(w http.ResponseWriter, r *http.Request, status int, probs page.Problems) error {
	ctx := r.Context()
	list, err := h.svc.Sessions(ctx)
	if err != nil {
		return err
	}
	units, err := h.tenants.Units(ctx)
	if err != nil {
		return err
	}
	p := identity.Of(ctx)
	var roles []identity.RoleIn
	for _, g := range p.Grants {
		u, _ := tenant.FindUnit(units, g.UnitID)
		roles = append(roles, identity.RoleIn{Role: g.Role, UnitID: g.UnitID, UnitName: u.Name})
	}
	v := meView{Me: p, Roles: roleWords(ctx, roles), More: templ.NopComponent, Problems: probs}
	if h.opts.OfMe != nil {
		if v.More, err = h.opts.OfMe(ctx); err != nil {
			return err
		}
	}
	now, zone := h.opts.Clock.Now(), tenant.ZoneOf(r.Context())
	for _, s := range list {
		v.Sessions = append(v.Sessions, sessionRow{Device: device(ctx, s.UserAgent), IP: s.IP, Since: i18n.Stamp(ctx, s.CreatedAt, now, zone),
			Seen: i18n.Stamp(ctx, s.LastSeenAt, now, zone), Current: s.Current, End: page.URL(ctx, "/app/me/sessions/"+s.ID.String()+"/end")})
	}
	return page.Render(w, r, status, mePage(v))
}

func (h *Handlers) changePassword(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	if in.Has("again") && in.Get("again") != in.Get("password") {
		err = fault.Invalid(fault.Bad("again", "identityweb.invite.differ"))
	} else {
		err = h.svc.ChangePassword(ctx, in.Get("current"), in.Get("password"))
	}
	if f := fault.As(err); f != nil {
		if f.Kind != fault.InvalidKind && f.Kind != fault.TooManyKind {
			return err
		}
		return h.renderMe(w, r, page.StatusCode(f), page.ProblemsOf(ctx, f, ""))
	}
	page.SetFlash(ctx, "identityweb.me.password_changed")
	return page.SeeOther(w, r, page.URL(ctx, "/app/me"))
}

func (h *Handlers) endSession(w http.ResponseWriter, r *http.Request) error {
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	if id == identity.Of(ctx).SessionID {
		return h.signOut(w, r)
	}
	if err := h.svc.EndSession(ctx, id); err != nil {
		return err
	}
	page.SetFlash(ctx, "identityweb.me.session_ended")
	return page.SeeOther(w, r, page.URL(ctx, "/app/me"))
}

// language keeps the choice and goes back to the page it was made on.
func (h *Handlers) language(w http.ResponseWriter, r *http.Request) error {
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	if err := h.svc.SetLanguage(r.Context(), in.Get("lang")); err != nil {
		return err
	}
	return page.SeeOther(w, r, localPath(r.Context(), in.Get("next")))
}
