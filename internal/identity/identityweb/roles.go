package identityweb

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/tenant"
)

// rolesForm is a role and a place per row; empty rows do not count.
type rolesForm struct {
	Rows  []roleRow
	Units []page.Option
}

type roleRow struct{ Role, Unit string }

// spareRows is how many empty rows stand below the roles that somebody has.
const spareRows = 2

func (h *Handlers) fillRoles(ctx context.Context, f *rolesForm) error {
	var err error
	if f.Units, err = h.unitOptions(ctx, i18n.T(ctx, "identityweb.everywhere")); err != nil {
		return err
	}
	for range spareRows {
		f.Rows = append(f.Rows, roleRow{})
	}
	return nil
}

// readRoles takes the rows that name a role.
func readRoles(in url.Values) (rolesForm, []identity.RoleIn) {
	var f rolesForm
	var roles []identity.RoleIn
	units := in["unit"]
	for i, role := range in["role"] {
		if role == "" {
			continue
		}
		row := roleRow{Role: role}
		if i < len(units) {
			row.Unit = units[i]
		}
		f.Rows = append(f.Rows, row)
		roles = append(roles, identity.RoleIn{Role: identity.Role(role), UnitID: unitID(row.Unit)})
	}
	return f, roles
}

// rolesMark stands in the form for the roles it was read at: a login has no version of its own.
func rolesMark(roles []identity.RoleIn) string {
	var marks []string
	for _, r := range roles {
		marks = append(marks, string(r.Role)+":"+unitValue(r.UnitID))
	}
	return strings.Join(marks, " ")
}

func (h *Handlers) setRoles(w http.ResponseWriter, r *http.Request) error {
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	rows, roles := readRoles(in)
	before, err := h.svc.User(ctx, id)
	if err != nil {
		return err
	}
	if in.Has("was") && in.Get("was") != rolesMark(before.Roles) {
		return h.rolesClash(w, r, before, rows)
	}
	err = h.svc.SetRoles(ctx, id, roles)
	if f, again := formFault(err); !again {
		return err
	} else if f != nil {
		return h.renderUser(w, r, id, page.StatusCode(f), userView{Roles: rows, Problems: page.ProblemsOf(ctx, f, "")})
	}
	page.SetFlash(ctx, "identityweb.users.roles_saved", "Name", before.Person.Name)
	return page.SeeOther(w, r, page.URL(ctx, "/app/users/"+id.String()))
}

func (h *Handlers) rolesClash(w http.ResponseWriter, r *http.Request, now identity.User, mine rolesForm) error {
	ctx := r.Context()
	who, at, err := h.svc.LastChange(ctx, now.ID)
	if err != nil {
		return err
	}
	units, err := h.unitOptions(ctx, "")
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, o := range units {
		names[o.Value] = o.Label
	}
	var yours []identity.RoleIn
	for _, row := range mine.Rows {
		yours = append(yours, identity.RoleIn{Role: identity.Role(row.Role), UnitID: unitID(row.Unit), UnitName: names[row.Unit]})
	}
	v := userView{Roles: mine, Who: orSomebody(ctx, who), When: i18n.Stamp(ctx, at, h.opts.Clock.Now(), tenant.ZoneOf(r.Context())),
		Clashes: []page.Clash{{Label: i18n.T(ctx, "identityweb.roles"), Theirs: roleWords(ctx, now.Roles), Yours: roleWords(ctx, yours)}}}
	v.Problems = page.Problems{{Text: i18n.T(ctx, "identityweb.users.roles_stale")}}
	return h.renderUser(w, r, now.ID, http.StatusConflict, v)
}

func orSomebody(ctx context.Context, who string) string {
	if who == "" {
		return i18n.T(ctx, "identityweb.somebody")
	}
	return who
}

// roleOptions are the choices of a role, none first.
func roleOptions(ctx context.Context) []page.Option {
	opts := []page.Option{{Value: "", Label: i18n.T(ctx, "identityweb.no_role")}}
	for _, r := range identity.Roles {
		opts = append(opts, page.Option{Value: string(r), Label: roleWord(ctx, r)})
	}
	return opts
}
