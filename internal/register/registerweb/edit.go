package registerweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/tenant"
)

func (h *Handlers) edit(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	a, err := h.editable(ctx, chi.URLParam(r, "ref"))
	if err != nil {
		return err
	}
	in := register.InputOf(a)
	v := &formView{in: in, base: in, account: a, version: a.Version}
	if err := h.fill(ctx, v); err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, editPage(v))
}

// editable gives the account where the principal may edit it.
func (h *Handlers) editable(ctx context.Context, ref string) (*register.Account, error) {
	a, err := h.reg.Get(ctx, ref)
	if err != nil {
		return nil, err
	}
	return a, identity.RequireIn(ctx, identity.AccountEdit, a.UnitID)
}

func (h *Handlers) update(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	ref := chi.URLParam(r, "ref")
	version, err := strconv.Atoi(form.Get("version"))
	if err != nil {
		version = 0 // no account is at version 0: treated as stale, so that nothing is overwritten unseen
	}
	in := readInput(form)
	a, err := h.reg.Edit(ctx, ref, version, in)
	if err == nil {
		page.SetFlash(ctx, "registerweb.edit.saved", "Account", title(ctx, a))
		return page.SeeOther(w, r, accountURL(ctx, a.Ref, ""))
	}
	failed := fault.As(err)
	if failed.Kind != fault.InvalidKind && failed.Kind != fault.ConflictKind {
		return err
	}
	v := &formView{in: in, version: version}
	if v.account, err = h.editable(ctx, ref); err != nil {
		return err
	}
	known := false
	if v.base, known = readBase(form.Get("base")); !known {
		v.base = in
	}
	if failed.Kind == fault.ConflictKind {
		if err := h.compare(ctx, v, known); err != nil {
			return err
		}
	} else if err := v.refuse(ctx, failed); err != nil {
		return err
	}
	if err := h.fill(ctx, v); err != nil {
		return err
	}
	return page.Render(w, r, page.StatusCode(failed), editPage(v))
}

// compare puts what somebody else saved beside what was typed. What was typed stays, but where only the other one
// changed a field, the field holds their words: saving again must not undo them unseen.
func (h *Handlers) compare(ctx context.Context, v *formView, known bool) error {
	theirs := register.InputOf(v.account)
	c := &clash{}
	for _, p := range parts {
		was, now, mine := *p.get(&v.base), *p.get(&theirs), p.get(&v.in)
		if hiddenPart(v.account, p.name) {
			*mine = now
			continue
		}
		if now == *mine || known && now == was {
			continue
		}
		f := page.Clash{Label: label(ctx, p.name), Theirs: h.shown(ctx, p.name, now), Yours: h.shown(ctx, p.name, *mine)}
		if known && *mine == was {
			f.Yours = i18n.T(ctx, "registerweb.edit.untouched")
			*mine = now
		}
		c.fields = append(c.fields, f)
	}
	list, _, err := h.reg.History(ctx, v.account.Ref, 1)
	if err != nil {
		return err
	}
	for _, rec := range list {
		names, err := h.people.Names(ctx, []uuid.UUID{rec.Actor.ID})
		if err != nil {
			return err
		}
		c.who, c.when = register.Who(ctx, rec.Actor, names), i18n.Stamp(ctx, rec.At, h.clk.Now(), tenant.ZoneOf(ctx))
	}
	v.clash, v.version, v.base = c, v.account.Version, theirs
	return nil
}

// hiddenPart reports whether the form of the account does not show the field.
func hiddenPart(a *register.Account, name string) bool {
	switch name {
	case "closed_on":
		return a.Status != register.Closed
	case "closing_on":
		return a.Status != register.Closing
	case "closing_reason", "closing_notice", "followers_to":
		return a.Status != register.Closed && a.Status != register.Closing
	}
	return false
}

// shown writes a field's value as people read it.
func (h *Handlers) shown(ctx context.Context, field, value string) string {
	if value == "" {
		return ""
	}
	switch field {
	case "unit":
		units, err := h.tenants.Units(ctx)
		if err != nil {
			return ""
		}
		return unitName(ctx, units, value)
	default:
		return ValueWord(ctx, field, value)
	}
}

// ValueWord writes a value of the log as people read it, for the fields whose words need no looking up.
func ValueWord(ctx context.Context, field, value string) string {
	switch field {
	case "status":
		return statusWord(ctx, register.Status(value))
	case "platform":
		if !platform.Known(platform.Name(value)) {
			return value
		}
		return register.PlatformLabel(ctx, platform.Name(value))
	case "kind":
		return kindWord(ctx, value)
	case "language":
		return languageWord(ctx, value)
	case "sender":
		return senderWord(ctx, value)
	case "crisis_use":
		if slices.Contains(register.CrisisUses, value) {
			return i18n.T(ctx, "registerweb.crisis_use."+value)
		}
	case "final_capture":
		if slices.Contains(register.FinalCaptures, value) {
			return i18n.T(ctx, "registerweb.final_capture."+value)
		}
	case "opened_on", "closed_on", "closing_on":
		if d, err := clock.ParseDate(value); err == nil {
			return i18n.Date(ctx, d)
		}
	}
	return value
}
