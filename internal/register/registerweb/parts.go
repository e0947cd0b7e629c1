package registerweb

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
)

// partView is the form of a unit's part of an overarching account.
type partView struct {
	account  *register.Account
	in       register.PartInput
	problems page.Problems
	units    []page.Option
	people   []page.Option
}

func (h *Handlers) newPart(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	a, err := h.editable(ctx, chi.URLParam(r, "ref"))
	if err != nil {
		return err
	}
	if !a.Overarching {
		return fault.Conflict("register.parts_overarching")
	}
	v := &partView{account: a}
	if err := h.fillPart(ctx, v); err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, partPage(v))
}

func (h *Handlers) addPart(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	v := &partView{in: register.PartInput{UnitID: form.Get("unit"), Topic: form.Get("topic"), PersonID: form.Get("part_person")}}
	ref := chi.URLParam(r, "ref")
	err = h.reg.AddPart(ctx, ref, v.in)
	if err == nil {
		page.SetFlash(ctx, "registerweb.part.added")
		return page.SeeOther(w, r, accountURL(ctx, ref, "")+"#parts")
	}
	failed := fault.As(err)
	if failed.Kind != fault.InvalidKind {
		return err
	}
	if v.account, err = h.editable(ctx, ref); err != nil {
		return err
	}
	v.problems = page.ProblemsOf(ctx, failed, "")
	if err := h.fillPart(ctx, v); err != nil {
		return err
	}
	return page.Render(w, r, page.StatusCode(failed), partPage(v))
}

func (h *Handlers) removePart(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := uuid.Parse(chi.URLParam(r, "part"))
	if err != nil {
		return fault.NotFound()
	}
	ref := chi.URLParam(r, "ref")
	if err := h.reg.RemovePart(ctx, ref, id); err != nil {
		return err
	}
	page.SetFlash(ctx, "registerweb.part.removed")
	return page.SeeOther(w, r, accountURL(ctx, ref, "")+"#parts")
}

// fillPart gives the form the units and people to choose from.
func (h *Handlers) fillPart(ctx context.Context, v *partView) error {
	units, err := h.tenants.Units(ctx)
	if err != nil {
		return err
	}
	v.units = UnitOptions(ctx, units, identity.AccountView, i18n.T(ctx, "registerweb.form.choose_unit"))
	v.people, err = h.personOptions(ctx)
	return err
}

func (v *partView) field(ctx context.Context, name, value string) page.Field {
	f := page.Field{Name: name, Label: label(ctx, name), Value: value, Problems: v.problems}
	if key := "registerweb.part.hint." + name; i18n.Has(i18n.Lang(ctx), key) {
		f.Hint = i18n.T(ctx, key)
	}
	return f
}

func (v *partView) among(ctx context.Context, name, value string, options []page.Option, optional bool) page.Field {
	f := v.field(ctx, name, value)
	f.Options, f.Optional = options, optional
	return f
}

func (v *partView) topic(ctx context.Context) page.Field {
	f := v.field(ctx, "topic", v.in.Topic)
	f.Max = register.LongestTopic
	return f
}

func (v *partView) head(ctx context.Context) page.Head {
	return page.Head{H1: i18n.T(ctx, "registerweb.part.new_title", "Account", title(ctx, v.account)), Problems: v.problems,
		Crumbs: crumbs(ctx, page.Link{Label: v.account.Name, Href: accountURL(ctx, v.account.Ref, "")})}
}

// partsSection heads the parts of an account; those who may edit it can add one.
func (v showView) partsSection(ctx context.Context) page.Sec {
	s := page.Sec{ID: "parts", Title: i18n.T(ctx, "registerweb.part.title")}
	if v.mayEdit && v.account.Overarching {
		s.Link = page.Link{Label: i18n.T(ctx, "registerweb.part.add"), Href: accountURL(ctx, v.account.Ref, "/parts")}
	}
	return s
}
