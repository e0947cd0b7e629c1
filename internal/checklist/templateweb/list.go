package templateweb

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
)

// LastChange tells who last changed an object, and when; nobody known is "".
type LastChange func(ctx context.Context, objectID uuid.UUID) (who string, at time.Time, err error)

// version is a published version in words.
type version struct {
	Number   int
	When, By string
	Newest   bool
	Shipped  bool // the default, stored or not
}

// overview is one checklist's template in the list and on its page.
type overview struct {
	Name     checklist.Name
	Current  *checklist.Template
	Versions []version
	Draft    bool
	MayEdit  bool
}

func (o *overview) points() int { return len(o.Current.Content.Points()) }

func (h *Handlers) overview(ctx context.Context, name checklist.Name) (*overview, error) {
	o := &overview{Name: name}
	o.MayEdit, _ = identity.Of(ctx).Reach(identity.ChecklistTemplates)
	var err error
	if o.Current, err = h.svc.Published(ctx, name); err != nil {
		return nil, err
	}
	list, err := h.svc.Versions(ctx, name)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		list = []*checklist.Template{o.Current}
	}
	var ids []uuid.UUID
	for _, t := range list {
		ids = append(ids, t.PublishedBy)
	}
	names, err := h.names(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i, t := range list {
		v := version{Number: t.Number, Newest: i == 0, Shipped: t.PublishedBy == uuid.Nil && t.Number == 1}
		if !v.Shipped {
			v.When, v.By = zoneStamp(ctx, h, t), names[t.PublishedBy]
		}
		o.Versions = append(o.Versions, v)
	}
	if o.MayEdit {
		_, err = h.svc.Draft(ctx, name)
		if o.Draft = err == nil; err != nil && !fault.Is(err, fault.NotFoundKind) {
			return nil, err
		}
	}
	return o, nil
}

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	var all []*overview
	for _, name := range checklist.Names {
		o, err := h.overview(r.Context(), name)
		if err != nil {
			return err
		}
		all = append(all, o)
	}
	return page.Render(w, r, http.StatusOK, listPage(all))
}

func (h *Handlers) show(w http.ResponseWriter, r *http.Request) error {
	name, err := nameOf(r)
	if err != nil {
		return err
	}
	o, err := h.overview(r.Context(), name)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, showPage(o))
}

func (h *Handlers) version(w http.ResponseWriter, r *http.Request) error {
	name, err := nameOf(r)
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(chi.URLParam(r, "number"))
	if err != nil {
		return fault.NotFound()
	}
	t, err := h.svc.Version(r.Context(), name, number)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, versionPage(t))
}

// comparison is two versions beside each other.
type comparison struct {
	Name     checklist.Name
	Old, New string // numbers, or "draft"
	Choices  []page.Option
	Lines    []difference
	Problems page.Problems
}

const draftName = "draft"

// compare shows what a newer version has changed. Without a choice it is the newest against the one before.
func (h *Handlers) compare(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	name, err := nameOf(r)
	if err != nil {
		return err
	}
	o, err := h.overview(ctx, name)
	if err != nil {
		return err
	}
	q := page.Query(r)
	v := &comparison{Name: name, Old: q.Get("old"), New: q.Get("new")}
	if o.Draft {
		v.Choices = append(v.Choices, page.Option{Value: draftName, Label: i18n.T(ctx, "templateweb.draft")})
	}
	for _, one := range o.Versions {
		v.Choices = append(v.Choices, page.Option{Value: strconv.Itoa(one.Number), Label: i18n.T(ctx, "templateweb.version", "Number", one.Number)})
	}
	if v.New == "" {
		v.New = v.Choices[0].Value
	}
	if v.Old == "" {
		v.Old = v.Choices[min(1, len(v.Choices)-1)].Value
	}
	old, err := h.chosen(ctx, name, v.Old)
	if err != nil {
		return err
	}
	now, err := h.chosen(ctx, name, v.New)
	if err != nil {
		return err
	}
	v.Lines = inWords(ctx, checklist.Compare(&old.Content, &now.Content))
	return page.Render(w, r, http.StatusOK, comparePage(v))
}

// chosen gives the version by its number, or the draft.
func (h *Handlers) chosen(ctx context.Context, name checklist.Name, value string) (*checklist.Template, error) {
	if value == draftName {
		return h.svc.Draft(ctx, name)
	}
	number, err := strconv.Atoi(value)
	if err != nil {
		return nil, fault.NotFound()
	}
	return h.svc.Version(ctx, name, number)
}
