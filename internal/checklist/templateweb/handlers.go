// Package templateweb is the pages on which the municipality decides what its checklists ask.
package templateweb

import (
	"context"
	"errors"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/tenant"
)

// Handlers are the pages of templates.
type Handlers struct {
	svc   *checklist.Templates
	names Names
	last  LastChange
	clk   clock.Clock
}

// Names gives the names of the logins with the ids.
type Names func(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error)

// New builds the pages; names and last come from identity.
func New(svc *checklist.Templates, names Names, last LastChange, clk clock.Clock) *Handlers {
	return &Handlers{svc, names, last, clk}
}

// Routes declares them.
func (h *Handlers) Routes(rt *guard.Routes) {
	see, edit := guard.Can(identity.ChecklistView), guard.Can(identity.ChecklistTemplates)
	const root = "/app/checklists/templates"
	const draft = root + "/{name}/draft"
	rt.Get(root, see, h.list)
	rt.Get(root+"/{name}", see, h.show)
	rt.Get(root+"/{name}/versions/{number}", see, h.version)
	rt.Get(root+"/{name}/compare", see, h.compare)

	rt.Post(draft, edit, h.start)
	rt.Get(draft, edit, h.draft)
	rt.Post(draft+"/order", edit, h.order)
	rt.Get(draft+"/publish", edit, h.confirmPublish)
	rt.Post(draft+"/publish", edit, h.publish)
	rt.Get(draft+"/discard", edit, h.confirmDiscard)
	rt.Post(draft+"/discard", edit, h.discard)

	rt.Get(draft+"/sections/new", edit, h.newSection)
	rt.Post(draft+"/sections", edit, h.createSection)
	rt.Get(draft+"/sections/{key}", edit, h.editSection)
	rt.Post(draft+"/sections/{key}", edit, h.updateSection)
	rt.Post(draft+"/sections/{key}/remove", edit, h.removeSection)

	rt.Get(draft+"/points/new", edit, h.newPoint)
	rt.Post(draft+"/points", edit, h.createPoint)
	rt.Get(draft+"/points/{key}", edit, h.editPoint)
	rt.Post(draft+"/points/{key}", edit, h.updatePoint)
	rt.Get(draft+"/points/{key}/preview", edit, h.preview)
	rt.Get(draft+"/points/{key}/retire", edit, h.confirmRetire)
	rt.Post(draft+"/points/{key}/retire", edit, h.retire)
	rt.Post(draft+"/points/{key}/restore", edit, h.restore)
}

// nameOf gives the checklist of the address, or NotFound.
func nameOf(r *http.Request) (checklist.Name, error) {
	n, ok := checklist.ParseName(chi.URLParam(r, "name"))
	if !ok {
		return "", fault.NotFound()
	}
	return n, nil
}

// at gives an address below the pages of a checklist's template.
func at(ctx context.Context, name checklist.Name, rest string, query ...string) string {
	return page.URL(ctx, "/app/checklists/templates/"+string(name)+rest, query...)
}

// title is what the checklist is called.
func title(ctx context.Context, name checklist.Name) string {
	return i18n.T(ctx, "template.name."+string(name))
}

// crumbs lead back to the templates, and to one of them where name is given.
func crumbs(ctx context.Context, name checklist.Name, more ...page.Link) []page.Link {
	list := []page.Link{{Label: i18n.T(ctx, "templateweb.checklists"), Href: page.URL(ctx, "/app/checklists")}, {Label: i18n.T(ctx, "templateweb.h1"), Href: page.URL(ctx, "/app/checklists/templates")}}
	if name != "" {
		list = append(list, page.Link{Label: title(ctx, name), Href: at(ctx, name, "")})
	}
	return append(list, more...)
}

func draftCrumb(ctx context.Context, name checklist.Name) page.Link {
	return page.Link{Label: i18n.T(ctx, "templateweb.draft"), Href: at(ctx, name, "/draft")}
}

// open gives the draft of the address and the published version that it will take the place of.
func (h *Handlers) open(r *http.Request) (draft, published *checklist.Template, err error) {
	name, err := nameOf(r)
	if err != nil {
		return nil, nil, err
	}
	if draft, err = h.svc.Draft(r.Context(), name); err != nil {
		return nil, nil, err
	}
	published, err = h.svc.Published(r.Context(), name)
	return draft, published, err
}

// tries is how often a change is made anew on what somebody else saved in the same moment.
const tries = 5

// change makes a change to the draft as it is now. What the change refuses comes back as it is; a draft that is gone is
// a Conflict.
func (h *Handlers) change(ctx context.Context, name checklist.Name, make func(c *checklist.Content) error) error {
	var err error
	for range tries {
		var d *checklist.Template
		d, err = h.svc.Draft(ctx, name)
		if fault.Is(err, fault.NotFoundKind) {
			return fault.Conflict("template.stale")
		}
		if err != nil {
			return err
		}
		if err = make(&d.Content); err != nil {
			return err
		}
		if _, err = h.svc.SaveDraft(ctx, name, d.Content, d.Version); !fault.Is(err, fault.ConflictKind) {
			return err
		}
	}
	return err
}

// done says in a flash what was done and leads back to the draft, to the place with the id.
func done(w http.ResponseWriter, r *http.Request, name checklist.Name, id, key string, args ...any) error {
	page.SetFlash(r.Context(), key, args...)
	to := at(r.Context(), name, "/draft")
	if id != "" {
		to += "#" + id
	}
	return page.SeeOther(w, r, to)
}

// refused gives the fault where a form is to be shown again with it, else the error itself.
func refused(err error) (*fault.Error, error) {
	if f, ok := errors.AsType[*fault.Error](err); ok && (f.Kind == fault.InvalidKind || f.Kind == fault.ConflictKind) {
		return f, nil
	}
	return nil, err
}

func zoneStamp(ctx context.Context, h *Handlers, t *checklist.Template) string {
	return i18n.Stamp(ctx, t.PublishedAt, h.clk.Now(), tenant.ZoneOf(ctx))
}
