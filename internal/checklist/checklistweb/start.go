package checklistweb

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/register/registerweb"
)

func (h *Handlers) answerRoutes(rt *guard.Routes) {
	view, answer := guard.Can(identity.ChecklistView), guard.Can(identity.ChecklistAnswer)
	rt.Get("/app/checklists/new", answer, h.newAccount)
	rt.Post("/app/checklists/new", answer, h.start)
	rt.Get("/app/accounts/{ref}/checklist", view, h.ofAccount)
	rt.Post("/app/accounts/{ref}/checklist", answer, h.startFor)
	rt.Get("/app/checklists/{id}", view, h.tasks)
	rt.Get("/app/checklists/{id}/points/{key}", view, h.point)
	rt.Post("/app/checklists/{id}/points/{key}", answer, h.save)
	rt.Post("/app/checklists/{id}/points/{key}/draft", answer, h.draft)
	rt.Get("/app/checklists/{id}/points/{key}/draft", view, h.newer)
	rt.Post("/app/checklists/{id}/points/{key}/reply", answer, h.reply)
	rt.Post("/app/checklists/{id}/points/{key}/assign", answer, h.assign)
	rt.Get("/app/checklists/{id}/points/{key}/person", answer, h.newPerson)
	rt.Post("/app/checklists/{id}/points/{key}/person", answer, h.addPerson)
	rt.Get("/app/checklists/{id}/files/{file}", view, h.file)
	rt.Post("/app/checklists/{id}/files/{file}/remove", answer, h.removeFile)
	rt.Get("/app/checklists/{id}/submit", answer, h.confirmSubmit)
	rt.Post("/app/checklists/{id}/submit", answer, h.submit)
	rt.Post("/app/checklists/{id}/recall", answer, h.recall)
	rt.Post("/app/checklists/{id}/reopen", answer, h.reopen)
	rt.Get("/app/checklists/{id}/move", answer, h.confirmMove)
	rt.Post("/app/checklists/{id}/move", answer, h.moveTemplate)
	rt.Post("/app/checklists/{id}/case", guard.Can(identity.ChecklistCase), h.caseNumber)
}

// startView is the two questions that a new account begins with.
type startView struct {
	unit, platform, address, name string
	units                         []page.Option
	problems                      page.Problems
}

func (h *Handlers) newAccount(w http.ResponseWriter, r *http.Request) error {
	return h.renderStart(w, r, http.StatusOK, &startView{})
}

func (h *Handlers) renderStart(w http.ResponseWriter, r *http.Request, status int, v *startView) error {
	ctx := r.Context()
	units, err := h.tenants.Units(ctx)
	if err != nil {
		return err
	}
	v.units = registerweb.UnitOptions(ctx, units, identity.ChecklistAnswer, i18n.T(ctx, "checklistweb.start.choose_unit"))
	if len(v.units) == 2 {
		v.unit = v.units[1].Value // nothing to choose
	}
	return page.Render(w, r, status, startPage(v))
}

func (h *Handlers) start(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	v := &startView{unit: form.Get("unit"), platform: form.Get("platform"), address: strings.TrimSpace(form.Get("address")), name: strings.TrimSpace(form.Get("name"))}
	unit, err := uuid.Parse(v.unit)
	if err != nil {
		unit = uuid.Nil
	}
	c, err := h.svc.Start(ctx, checklist.StartInput{UnitID: unit, Platform: platform.Name(v.platform), Address: v.address, Name: v.name})
	if fault.Is(err, fault.InvalidKind) {
		v.problems = page.ProblemsOf(ctx, fault.As(err), "")
		return h.renderStart(w, r, http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	page.SetFlash(ctx, "checklistweb.start.done", "Account", title(ctx, c))
	return page.SeeOther(w, r, url(ctx, c.ID, ""))
}

// ofAccount leads to an account's checklist, or offers to begin it.
func (h *Handlers) ofAccount(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	a, err := h.reg.Get(ctx, chi.URLParam(r, "ref"))
	if err != nil {
		return err
	}
	list, err := h.svc.OfAccount(ctx, a.Ref)
	if err != nil {
		return err
	}
	for _, c := range list {
		if c.Name == checklist.Startup && r.URL.Query().Get("name") != string(checklist.Legal) {
			return page.SeeOther(w, r, url(ctx, c.ID, ""))
		}
	}
	v := &beginView{account: a, list: list, may: identity.Of(ctx).MayIn(identity.ChecklistAnswer, a.UnitID) && !a.Status.Over()}
	return page.Render(w, r, http.StatusOK, beginPage(v))
}

func (h *Handlers) startFor(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	name, ok := checklist.ParseName(form.Get("name"))
	if !ok {
		name = checklist.Startup
	}
	c, err := h.svc.StartFor(ctx, chi.URLParam(r, "ref"), name)
	if err != nil {
		return err
	}
	page.SetFlash(ctx, "checklistweb.start.done", "Account", title(ctx, c))
	return page.SeeOther(w, r, url(ctx, c.ID, ""))
}

// beginView offers to begin the checklists that an account has not.
type beginView struct {
	account *register.Account
	list    []*checklist.Checklist
	may     bool
}

// missing gives the checklists that are not begun.
func (v *beginView) missing() []checklist.Name {
	var names []checklist.Name
	for _, n := range checklist.Names {
		has := false
		for _, c := range v.list {
			has = has || c.Name == n
		}
		if !has {
			names = append(names, n)
		}
	}
	return names
}
