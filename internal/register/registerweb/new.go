package registerweb

import (
	"net/http"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
)

// startPath is where a new account begins: with its checklist.
const startPath = "/app/checklists/new"

// newAccount is the form of an account that exists already; a new one begins with its checklist.
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
	v := &formView{in: readInput(form)}
	a, err := h.reg.Add(ctx, v.in, true)
	if err == nil {
		page.SetFlash(ctx, "registerweb.new.opened", "Account", title(ctx, a))
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
