package registerweb

import (
	"net/http"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
)

// The two ways in which the form of a new account ends.
const (
	actDraft = "draft"
	actOpen  = "open"
)

func (h *Handlers) newAccount(w http.ResponseWriter, r *http.Request) error {
	v := &formView{in: register.Input{Language: "sv"}}
	if err := h.fill(r.Context(), v); err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, newPage(v))
}

func (h *Handlers) create(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	open := form.Get("act") == actOpen
	v := &formView{in: readInput(form)}
	a, err := h.reg.Add(ctx, v.in, open)
	if err == nil {
		if open {
			page.SetFlash(ctx, "registerweb.new.opened", "Account", title(ctx, a))
		} else {
			page.SetFlash(ctx, "registerweb.new.drafted", "Account", title(ctx, a))
		}
		return page.SeeOther(w, r, accountURL(ctx, a.Ref, ""))
	}
	if err := v.refuse(ctx, err); err != nil {
		return err
	}
	if err := h.fill(ctx, v); err != nil {
		return err
	}
	return page.Render(w, r, page.StatusCode(fault.As(err)), newPage(v))
}
