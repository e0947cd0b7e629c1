package absenceweb

import (
	"context"
	"net/http"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/roster"
)

// card gives the absence of the address, or what took its place.
func (h *Handlers) card(r *http.Request) (uuid.UUID, *roster.AbsenceCard, error) {
	id, err := guard.ID(r)
	if err != nil {
		return id, nil, err
	}
	c, err := h.rosters.Absence(r.Context(), id)
	return id, c, err
}

func (h *Handlers) update(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	v := formView{typed: readTyped(ctx, in)}
	if v.typed.preview {
		return h.previewChange(w, r, v)
	}
	a, err := h.rosters.ChangeAbsence(ctx, id, v.typed.Version, v.typed.input(ctx))
	if err == nil {
		return h.done(w, r, a, v.typed.Back, "absenceweb.flash.changed")
	}
	return h.refuseChange(w, r, v, err)
}

// previewChange shows what the change would do. One that somebody else changed meanwhile is shown as a conflict at once.
func (h *Handlers) previewChange(w http.ResponseWriter, r *http.Request, v formView) error {
	ctx := r.Context()
	id, c, err := h.card(r)
	if err != nil {
		return err
	}
	if !c.MayChange {
		return fault.Forbidden()
	}
	if c.Absence.ID != id || c.Absence.Version != v.typed.Version {
		return h.refuseChange(w, r, v, fault.Conflict("roster.absence_changed"))
	}
	v.effect, err = h.rosters.PreviewAbsence(ctx, v.typed.input(ctx), id)
	status, err := v.refused(ctx, err)
	if err != nil {
		return err
	}
	v.saved = c
	return h.renderShow(w, r, status, v)
}

// refuseChange shows the form again with what was typed: with the faults, or beside what somebody else saved. Where
// somebody else took the absence away, saving enters it anew.
func (h *Handlers) refuseChange(w http.ResponseWriter, r *http.Request, v formView, cause error) error {
	ctx := r.Context()
	status, err := v.refused(ctx, cause)
	if err != nil {
		return err
	}
	_, c, err := h.card(r)
	if fault.Is(err, fault.NotFoundKind) && status == http.StatusConflict {
		return h.renderNew(w, r, status, v)
	}
	if err != nil {
		return err
	}
	v.saved = c
	if status == http.StatusConflict {
		if err := h.compare(ctx, &v); err != nil {
			return err
		}
	}
	return h.renderShow(w, r, status, v)
}

// compare puts what somebody else saved beside what was typed; saving again is then a choice.
func (h *Handlers) compare(ctx context.Context, v *formView) error {
	a := v.saved.Absence
	var err error
	if v.who, v.when, err = h.stamp(ctx, a.PersonID); err != nil {
		return err
	}
	f, err := h.rosters.AbsenceForm(ctx, a.PersonID, clock.Date{}, clock.Date{})
	if err != nil {
		return err
	}
	mine := v.saved.Name(personID(ctx, v.typed.Cover))
	for _, c := range f.Covers {
		if c.Person.ID.String() == v.typed.Cover {
			mine = c.Person.Name
		}
	}
	for _, c := range []struct{ key, theirs, yours string }{
		{"absenceweb.field.from", day(ctx, a.From.String()), day(ctx, v.typed.From)},
		{"absenceweb.field.to", day(ctx, a.To.String()), day(ctx, v.typed.To)},
		{"absenceweb.field.cover", coverWords(ctx, v.saved.Name(a.CoverID)), coverWords(ctx, mine)},
	} {
		if c.theirs != c.yours {
			v.clashes = append(v.clashes, page.Clash{Label: i18n.T(ctx, c.key), Theirs: c.theirs, Yours: c.yours})
		}
	}
	v.typed.Version = a.Version
	return nil
}

// day writes a typed day as people read it; what is no day stays as it is.
func day(ctx context.Context, typed string) string {
	d, err := clock.ParseDate(typed)
	if err != nil {
		return typed
	}
	return i18n.Date(ctx, d)
}

func (h *Handlers) remove(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	t := readTyped(ctx, in)
	err = h.rosters.RemoveAbsence(ctx, id, t.Version)
	if fault.Is(err, fault.ConflictKind) {
		_, c, cardErr := h.card(r)
		if cardErr != nil {
			return cardErr
		}
		v := formView{saved: c, typed: typedOf(c.Absence, t.Back), problems: page.ProblemsOf(ctx, fault.As(err), "")}
		return h.renderShow(w, r, http.StatusConflict, v)
	}
	if err != nil {
		return err
	}
	page.SetFlash(ctx, "absenceweb.flash.removed")
	return page.SeeOther(w, r, formView{typed: t}.backHref(ctx))
}
