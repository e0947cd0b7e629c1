package checklistweb

import (
	"context"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
)

// whyLocked says why the point cannot be answered now, or by this reader.
func (v *pointView) whyLocked(ctx context.Context) string {
	switch {
	case v.Ended():
		return i18n.T(ctx, "checklistweb.waits.ended")
	case !v.answers:
		return i18n.T(ctx, "checklistweb.point.not_yours")
	case v.State == checklist.Submitted:
		return i18n.T(ctx, "checklistweb.point.in_review")
	}
	return i18n.T(ctx, "checklistweb.point.approved")
}

func (v *pointView) answerRows(ctx context.Context) []page.Row {
	lang := i18n.Lang(ctx)
	var rows []page.Row
	for i := range v.it.Point.Fields {
		f := &v.it.Point.Fields[i]
		if !f.Asked(v.it.Answer.Fields) {
			continue
		}
		value := f.Words(v.it.Answer.Fields[f.Key]).In(lang)
		var files []string
		for _, x := range v.Files {
			if x.Point == v.it.Point.Key && x.Field == f.Key && !x.Removed() {
				files = append(files, x.Name)
			}
		}
		if f.Kind == checklist.KindFile {
			value = strings.Join(files, ", ")
		}
		rows = append(rows, page.Row{Term: f.Label.In(lang), Value: value})
	}
	return rows
}

func (h *Handlers) reply(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	v, err := h.view(r)
	if err != nil {
		return err
	}
	v.replied = form.Get("reply")
	err = h.svc.Reply(ctx, v.ID, v.it.Point.Key, v.replied)
	if fault.Is(err, fault.InvalidKind) {
		v.problems = page.ProblemsOf(ctx, fault.As(err), "")
		return h.again(w, r, v, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	page.SetFlash(ctx, "checklistweb.reply.done", "Number", v.it.Number)
	return page.SeeOther(w, r, url(ctx, v.ID, ""))
}

func (h *Handlers) assign(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	v, err := h.view(r)
	if err != nil {
		return err
	}
	v.assignee = form.Get("assignee")
	person, err := uuid.Parse(v.assignee)
	if err != nil && v.assignee != "" {
		person = uuid.Max // nobody's: the service says so
	}
	err = h.svc.Assign(ctx, v.ID, v.it.Point.Key, person)
	if fault.Is(err, fault.InvalidKind) {
		v.problems = page.ProblemsOf(ctx, fault.As(err), "")
		return h.again(w, r, v, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	if v.assignee == "" {
		page.SetFlash(ctx, "checklistweb.assign.taken_back", "Number", v.it.Number)
	} else {
		if v.Sheet, err = h.svc.Get(ctx, v.ID); err != nil { // with the name of whom it was handed to
			return err
		}
		page.SetFlash(ctx, "checklistweb.assign.done", "Number", v.it.Number, "Who", whoOf(ctx, v.Sheet, person))
	}
	return page.SeeOther(w, r, url(ctx, v.ID, ""))
}

// personView is the form for a colleague who is not in the directory yet.
type personView struct {
	*pointView
	person   identity.Person
	problems page.Problems
}

func (h *Handlers) newPerson(w http.ResponseWriter, r *http.Request) error {
	v, err := h.view(r)
	if err != nil {
		return err
	}
	if !v.answers {
		return fault.Forbidden()
	}
	return page.Render(w, r, http.StatusOK, personPage(&personView{pointView: v}))
}

func (h *Handlers) addPerson(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	v, err := h.view(r)
	if err != nil {
		return err
	}
	pv := &personView{pointView: v, person: identity.Person{Name: form.Get("name"), Email: form.Get("email"), Title: form.Get("title"), Phone: form.Get("phone")}}
	p, err := h.svc.AddPerson(ctx, v.ID, pv.person)
	if fault.Is(err, fault.InvalidKind) {
		pv.problems = page.ProblemsOf(ctx, fault.As(err), "")
		return page.Render(w, r, http.StatusUnprocessableEntity, personPage(pv))
	}
	if err != nil {
		return err
	}
	page.SetFlash(ctx, "checklistweb.person.done", "Name", p.Name)
	return page.SeeOther(w, r, pointURL(ctx, v.ID, v.it.Point.Key))
}

// act runs an act that needs no more than its button.
func (h *Handlers) act(w http.ResponseWriter, r *http.Request, do func(context.Context, uuid.UUID) (*checklist.Checklist, error), flash string) error {
	ctx := r.Context()
	s, err := h.sheet(r)
	if err != nil {
		return err
	}
	c, err := do(ctx, s.ID)
	if err != nil {
		return err
	}
	page.SetFlash(ctx, flash, "Account", title(ctx, c))
	return page.SeeOther(w, r, url(ctx, c.ID, ""))
}

func (h *Handlers) recall(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, h.svc.Recall, "checklistweb.recall.done")
}

func (h *Handlers) reopen(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, h.svc.Reopen, "checklistweb.reopen.done")
}

func (h *Handlers) confirmSubmit(w http.ResponseWriter, r *http.Request) error {
	v, err := h.tasksOf(r)
	if err != nil {
		return err
	}
	if !v.writable() {
		return fault.Conflict("checklist.step_not_now")
	}
	return page.Render(w, r, http.StatusOK, submitPage(v))
}

func (h *Handlers) submit(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v, err := h.tasksOf(r)
	if err != nil {
		return err
	}
	c, err := h.svc.Submit(ctx, v.ID)
	if fault.Is(err, fault.InvalidKind) {
		v.problems = v.obstacles(ctx, fault.As(err))
		return page.Render(w, r, http.StatusUnprocessableEntity, submitPage(v))
	}
	if err != nil {
		if fault.Is(err, fault.ConflictKind) && v.State == checklist.Submitted {
			return page.SeeOther(w, r, url(ctx, v.ID, "")) // sent twice: it is done
		}
		return err
	}
	page.SetFlash(ctx, "checklistweb.submit.done", "Account", title(ctx, c))
	return page.SeeOther(w, r, url(ctx, c.ID, ""))
}

// obstacles says what stands in the way; each leads to its point in the page's list.
func (v *tasksView) obstacles(ctx context.Context, f *fault.Error) page.Problems {
	var list page.Problems
	for _, field := range f.Fields {
		args := make([]any, len(field.Args))
		for i, a := range field.Args {
			args[i] = a
			if t, ok := a.(checklist.Text); ok {
				args[i] = t.In(i18n.Lang(ctx))
			}
		}
		p := page.Problem{Name: field.Name, Text: i18n.T(ctx, field.Key, args...)}
		if key, ok := strings.CutPrefix(field.Name, "point."); ok {
			p.FieldID = "point-" + key
		}
		list = append(list, p)
	}
	return list
}

func (h *Handlers) confirmMove(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v, err := h.tasksOf(r)
	if err != nil {
		return err
	}
	if !v.writable() || v.Newest <= v.Number {
		return fault.Conflict("checklist.newest_already")
	}
	diff, err := h.svc.MoveDifference(ctx, v.Sheet)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, movePage(v, diff))
}

func (h *Handlers) moveTemplate(w http.ResponseWriter, r *http.Request) error {
	return h.act(w, r, h.svc.MoveTemplate, "checklistweb.move.done")
}

func (h *Handlers) caseNumber(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	v, err := h.tasksOf(r)
	if err != nil {
		return err
	}
	v.number = form.Get("case_number")
	err = h.svc.SetCaseNumber(ctx, v.ID, v.number)
	if fault.Is(err, fault.InvalidKind) {
		v.problems = page.ProblemsOf(ctx, fault.As(err), "")
		return page.Render(w, r, http.StatusUnprocessableEntity, tasksPage(v))
	}
	if err != nil {
		return err
	}
	page.SetFlash(ctx, "checklistweb.about.case_done")
	return page.SeeOther(w, r, url(ctx, v.ID, ""))
}
