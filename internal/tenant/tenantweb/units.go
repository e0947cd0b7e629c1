package tenantweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/tenant"
)

// unitForm is a unit as typed.
type unitForm struct {
	ID             uuid.UUID // uuid.Nil: a new one
	Version        int
	Name           string
	Parent         string
	Parents        []page.Option
	Communications bool
	Who, When      string
	Clashes        []page.Clash
	Problems       page.Problems
}

func (h *Handlers) listUnits(w http.ResponseWriter, r *http.Request) error {
	units, err := h.svc.Units(r.Context())
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, unitsPage(units))
}

func (h *Handlers) newUnit(w http.ResponseWriter, r *http.Request) error {
	return h.renderUnit(w, r, http.StatusOK, unitForm{Parent: page.Query(r).Get("parent")})
}

// renderUnit fills in where the unit may lie: anywhere but below itself.
func (h *Handlers) renderUnit(w http.ResponseWriter, r *http.Request, status int, f unitForm) error {
	ctx := r.Context()
	units, err := h.svc.Units(ctx)
	if err != nil {
		return err
	}
	f.Parents = []page.Option{{Value: "", Label: i18n.T(ctx, "tenantweb.top")}}
	for _, u := range units {
		if f.ID == uuid.Nil || !below(units, u, f.ID) {
			f.Parents = append(f.Parents, page.Option{Value: u.ID.String(), Label: u.Path})
		}
	}
	return page.Render(w, r, status, unitPage(f))
}

// below reports whether u is the unit with the id or lies under it.
func below(units []tenant.Unit, u tenant.Unit, id uuid.UUID) bool {
	for range units { // a tree is never deeper than it has units
		if u.ID == id {
			return true
		}
		var ok bool
		if u, ok = tenant.FindUnit(units, u.ParentID); !ok {
			return false
		}
	}
	return false
}

func readUnit(in url.Values, id uuid.UUID) unitForm {
	version, _ := strconv.Atoi(in.Get("version")) // none is a version that nothing has, and so a conflict
	return unitForm{ID: id, Version: version, Name: in.Get("name"), Parent: in.Get("parent")}
}

// parent reads the choice. What is no id is a unit that does not exist, and the service says so.
func (f unitForm) parent() uuid.UUID {
	if f.Parent == "" {
		return uuid.Nil
	}
	id, err := uuid.Parse(f.Parent)
	if err != nil || id == uuid.Nil {
		return uuid.Max
	}
	return id
}

func (h *Handlers) createUnit(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	form := readUnit(in, uuid.Nil)
	u, err := h.svc.AddUnit(ctx, form.Name, form.parent())
	if f := fault.As(err); f != nil {
		if f.Kind != fault.InvalidKind {
			return err
		}
		form.Problems = page.ProblemsOf(ctx, f, "")
		return h.renderUnit(w, r, page.StatusCode(f), form)
	}
	page.SetFlash(ctx, "tenantweb.unit_added", "Name", u.Name)
	return page.SeeOther(w, r, page.URL(ctx, "/app/units"))
}

// find gives the unit of the address, or NotFound.
func (h *Handlers) find(ctx context.Context, id uuid.UUID) (tenant.Unit, []tenant.Unit, error) {
	units, err := h.svc.Units(ctx)
	if err != nil {
		return tenant.Unit{}, nil, err
	}
	u, ok := tenant.FindUnit(units, id)
	if !ok {
		return tenant.Unit{}, nil, fault.NotFound()
	}
	return u, units, nil
}

func parentValue(u tenant.Unit) string {
	if u.ParentID == uuid.Nil {
		return ""
	}
	return u.ParentID.String()
}

func (h *Handlers) editUnit(w http.ResponseWriter, r *http.Request) error {
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	u, _, err := h.find(r.Context(), id)
	if err != nil {
		return err
	}
	return h.renderUnit(w, r, http.StatusOK, unitForm{ID: id, Version: u.Version, Name: u.Name, Parent: parentValue(u), Communications: u.Communications})
}

func (h *Handlers) updateUnit(w http.ResponseWriter, r *http.Request) error {
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	u, units, err := h.find(ctx, id)
	if err != nil {
		return err
	}
	form := readUnit(in, id)
	form.Communications = u.Communications
	err = h.svc.SaveUnit(ctx, tenant.Unit{ID: id, Version: form.Version, Name: form.Name, ParentID: form.parent()})
	if f := fault.As(err); f != nil {
		switch f.Kind {
		case fault.InvalidKind:
		case fault.ConflictKind:
			if err := h.unitClash(ctx, &form, u, units); err != nil {
				return err
			}
		default:
			return err
		}
		form.Problems = page.ProblemsOf(ctx, f, "")
		return h.renderUnit(w, r, page.StatusCode(f), form)
	}
	page.SetFlash(ctx, "tenantweb.unit_saved", "Name", form.Name)
	return page.SeeOther(w, r, page.URL(ctx, "/app/units"))
}

// unitClash puts what somebody else saved meanwhile beside what was typed; saving again is then a choice.
func (h *Handlers) unitClash(ctx context.Context, form *unitForm, now tenant.Unit, units []tenant.Unit) error {
	var err error
	if form.Who, form.When, err = h.lastChange(ctx, now.ID); err != nil {
		return err
	}
	place := func(id uuid.UUID) string {
		if u, ok := tenant.FindUnit(units, id); ok {
			return u.Path
		}
		return i18n.T(ctx, "tenantweb.top")
	}
	if now.Name != form.Name {
		form.Clashes = append(form.Clashes, page.Clash{Label: i18n.T(ctx, "tenantweb.unit_name"), Theirs: now.Name, Yours: form.Name})
	}
	if now.ParentID != form.parent() {
		form.Clashes = append(form.Clashes, page.Clash{Label: i18n.T(ctx, "tenantweb.unit_parent"), Theirs: place(now.ParentID), Yours: place(form.parent())})
	}
	form.Version = now.Version
	return nil
}

func (h *Handlers) confirmRemove(w http.ResponseWriter, r *http.Request) error {
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	u, _, err := h.find(r.Context(), id)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, removeUnitPage(u, nil))
}

func (h *Handlers) removeUnit(w http.ResponseWriter, r *http.Request) error {
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	u, _, err := h.find(ctx, id)
	if err != nil {
		return err
	}
	err = h.svc.RemoveUnit(ctx, id)
	if fault.Is(err, fault.ConflictKind) {
		return page.Render(w, r, http.StatusConflict, removeUnitPage(u, page.ProblemsOf(ctx, fault.As(err), "")))
	}
	if err != nil {
		return err
	}
	page.SetFlash(ctx, "tenantweb.unit_removed", "Name", u.Name)
	return page.SeeOther(w, r, page.URL(ctx, "/app/units"))
}

// above gives the path of the unit's parent, nothing at the top.
func above(u tenant.Unit) string {
	return strings.TrimSuffix(strings.TrimSuffix(u.Path, u.Name), " / ")
}

func unitHeading(ctx context.Context, f unitForm) string {
	if f.ID == uuid.Nil {
		return i18n.T(ctx, "tenantweb.unit_add")
	}
	return i18n.T(ctx, "tenantweb.unit_edit_h1")
}

func unitAction(ctx context.Context, f unitForm) string {
	if f.ID == uuid.Nil {
		return page.URL(ctx, "/app/units")
	}
	return page.URL(ctx, "/app/units/"+f.ID.String())
}
