package templateweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
)

// draftView is the draft's page.
type draftView struct {
	Draft     *checklist.Template
	Published *checklist.Template
	Diff      []checklist.Difference
	Missing   []page.Link // what keeps it from being published
}

// retired gives the points of the published version that the draft has no more.
func (v *draftView) retired() []*checklist.Point {
	return slices.DeleteFunc(v.Published.Content.Points(), func(p *checklist.Point) bool { return v.Draft.Content.Point(p.Key) != nil })
}

func (h *Handlers) view(r *http.Request) (*draftView, error) {
	d, p, err := h.open(r)
	if err != nil {
		return nil, err
	}
	v := &draftView{Draft: d, Published: p, Diff: checklist.Compare(&p.Content, &d.Content)}
	v.Missing = missing(r.Context(), d)
	return v, nil
}

// missing says what the draft lacks, each with a link to where it is put right.
func missing(ctx context.Context, d *checklist.Template) []page.Link {
	var list []page.Link
	points := d.Content.Points()
	for _, f := range d.Content.Check() {
		l := page.Link{Label: i18n.T(ctx, f.Key, f.Args...), Href: at(ctx, d.Name, "/draft")}
		parts := strings.Split(f.Name, ".")
		switch {
		case parts[0] == "section" && len(parts) > 1:
			if i, err := strconv.Atoi(parts[1]); err == nil && i < len(d.Content.Sections) {
				s := d.Content.Sections[i]
				l.Label, l.Href = s.Title.In(i18n.Lang(ctx))+": "+l.Label, at(ctx, d.Name, "/draft/sections/"+s.Key)
			}
		case parts[0] == "point" && len(parts) > 1:
			p := d.Content.Point(parts[1])
			if i, err := strconv.Atoi(parts[1]); err == nil && i < len(points) {
				p = points[i]
			}
			if p != nil {
				l.Label, l.Href = p.Name.In(i18n.Lang(ctx))+": "+l.Label, at(ctx, d.Name, "/draft/points/"+p.Key)
			}
		}
		list = append(list, l)
	}
	return list
}

func (h *Handlers) start(w http.ResponseWriter, r *http.Request) error {
	name, err := nameOf(r)
	if err != nil {
		return err
	}
	if _, err := h.svc.StartDraft(r.Context(), name); err != nil {
		return err
	}
	return done(w, r, name, "", "templateweb.started")
}

// draft shows the draft; where there is none it leads to the template, from which one is begun.
func (h *Handlers) draft(w http.ResponseWriter, r *http.Request) error {
	v, err := h.view(r)
	if name, bad := nameOf(r); bad == nil && fault.Is(err, fault.NotFoundKind) {
		return page.SeeOther(w, r, at(r.Context(), name, ""))
	}
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, draftPage(v))
}

func (h *Handlers) confirmPublish(w http.ResponseWriter, r *http.Request) error {
	return h.renderPublish(w, r, http.StatusOK, nil)
}

func (h *Handlers) renderPublish(w http.ResponseWriter, r *http.Request, status int, f *fault.Error) error {
	v, err := h.view(r)
	if err != nil {
		return err
	}
	var probs page.Problems
	switch {
	case f == nil:
	case len(f.Fields) > 0: // the page lists them with links
		probs = page.Problems{{Text: i18n.T(r.Context(), "templateweb.not_publishable")}}
	default:
		probs = page.ProblemsOf(r.Context(), f, "")
	}
	return page.Render(w, r, status, publishPage(v, probs))
}

// versionIn reads the version that a form was made from; none is a version that nothing has, and so a conflict.
func versionIn(w http.ResponseWriter, r *http.Request) (int, error) {
	in, err := page.ReadForm(w, r)
	if err != nil {
		return 0, err
	}
	n, _ := strconv.Atoi(in.Get("version"))
	return n, nil
}

func (h *Handlers) publish(w http.ResponseWriter, r *http.Request) error {
	name, err := nameOf(r)
	if err != nil {
		return err
	}
	version, err := versionIn(w, r)
	if err != nil {
		return err
	}
	t, err := h.svc.Publish(r.Context(), name, version)
	if err != nil {
		f, err := refused(err)
		if err != nil {
			return err
		}
		if _, gone := h.svc.Draft(r.Context(), name); gone != nil {
			return f
		}
		return h.renderPublish(w, r, page.StatusCode(f), f)
	}
	page.SetFlash(r.Context(), "templateweb.published", "Number", t.Number)
	return page.SeeOther(w, r, at(r.Context(), name, ""))
}

func (h *Handlers) confirmDiscard(w http.ResponseWriter, r *http.Request) error {
	v, err := h.view(r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, discardPage(v))
}

func (h *Handlers) discard(w http.ResponseWriter, r *http.Request) error {
	name, err := nameOf(r)
	if err != nil {
		return err
	}
	version, err := versionIn(w, r)
	if err != nil {
		return err
	}
	if err := h.svc.DiscardDraft(r.Context(), name, version); err != nil {
		return err
	}
	page.SetFlash(r.Context(), "templateweb.discarded")
	return page.SeeOther(w, r, at(r.Context(), name, ""))
}
