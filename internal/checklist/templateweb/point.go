package templateweb

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
	"kanalkoll/internal/tenant"
)

// newForm is a new point's name and place as typed.
type newForm struct {
	Name     checklist.Name
	Title    checklist.Text
	Section  string
	Sections []page.Option
	Problems page.Problems
}

func (h *Handlers) newPoint(w http.ResponseWriter, r *http.Request) error {
	return h.renderNew(w, r, http.StatusOK, &newForm{Section: page.Query(r).Get("section")})
}

func (h *Handlers) renderNew(w http.ResponseWriter, r *http.Request, status int, form *newForm) error {
	d, _, err := h.open(r)
	if err != nil {
		return err
	}
	form.Name = d.Name
	for _, s := range d.Content.Sections {
		form.Sections = append(form.Sections, page.Option{Value: s.Key, Label: s.Title.In(i18n.Lang(r.Context()))})
	}
	return page.Render(w, r, status, newPointPage(form))
}

// createPoint adds a point with a name and one field, and leads to its page.
func (h *Handlers) createPoint(w http.ResponseWriter, r *http.Request) error {
	name, err := nameOf(r)
	if err != nil {
		return err
	}
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	form := &newForm{Title: readText(in, "name"), Section: in.Get("section")}
	key := ""
	err = h.change(r.Context(), name, func(c *checklist.Content) error {
		p := checklist.Point{Kind: checklist.KindLong, Name: form.Title, Fields: []checklist.Field{{Key: "answer", Kind: checklist.KindLong}}}
		p.Key = makeKey(form.Title.SV, "point", func(k string) bool { return c.Point(k) != nil })
		key = p.Key
		s := sectionOf(c, form.Section)
		if s == nil {
			return fault.Invalid(fault.Bad("section", "templateweb.section_missing"))
		}
		s.Points = append(s.Points, p)
		var bad []fault.Field
		for _, f := range c.Check() {
			if part := strings.TrimPrefix(f.Name, "point."+key+"."); part == "name" || part == "name.en" {
				f.Name = part
				bad = append(bad, f)
			}
		}
		if len(bad) > 0 {
			return fault.Invalid(bad...)
		}
		return nil
	})
	if err == nil {
		page.SetFlash(r.Context(), "templateweb.point_added")
		return page.SeeOther(w, r, at(r.Context(), name, "/draft/points/"+key))
	}
	f, err := refused(err)
	if err != nil {
		return err
	}
	form.Problems = page.ProblemsOf(r.Context(), f, "")
	return h.renderNew(w, r, page.StatusCode(f), form)
}

// pointOf gives the draft's point of the address, or NotFound.
func (h *Handlers) pointOf(r *http.Request) (d, published *checklist.Template, p *checklist.Point, err error) {
	if d, published, err = h.open(r); err != nil {
		return nil, nil, nil, err
	}
	if p = d.Content.Point(chi.URLParam(r, "key")); p == nil {
		return nil, nil, nil, fault.NotFound()
	}
	return d, published, p, nil
}

func (h *Handlers) editPoint(w http.ResponseWriter, r *http.Request) error {
	d, published, p, err := h.pointOf(r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, pointPage(formOf(d, published, p)))
}

// updatePoint saves the point. Somebody else's change of the same point since it was read is a conflict, which shows
// theirs beside what was typed; a change of other points is none.
func (h *Handlers) updatePoint(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	d, published, err := h.open(r)
	if err != nil {
		return err
	}
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	form, bad := readPoint(in, d.Name, chi.URLParam(r, "key"))
	if published.Content.Point(form.Old) != nil {
		form.Point.Key = form.Old
	}
	if form.act(in.Get("act")) {
		form.complete(d, published)
		return page.Render(w, r, http.StatusOK, pointPage(form))
	}
	var theirs *checklist.Point
	err = h.change(ctx, d.Name, func(c *checklist.Content) error {
		p := c.Point(form.Old)
		if p == nil {
			return fault.Conflict("templateweb.point_gone")
		}
		if print(p) != form.Base && print(p) != print(&form.Point) {
			theirs = p
			return fault.Conflict("template.stale")
		}
		*p = form.Point
		for _, other := range c.Points() {
			if i := slices.Index(other.After, form.Old); i >= 0 {
				other.After[i] = form.Point.Key
			}
		}
		if wrong := form.check(c, bad); len(wrong) > 0 {
			return fault.Invalid(wrong...)
		}
		return nil
	})
	if err == nil {
		return done(w, r, d.Name, "point-"+form.Point.Key, "templateweb.point_saved", "Name", form.Point.Name.In(i18n.Lang(ctx)))
	}
	f, err := refused(err)
	if err != nil {
		return err
	}
	if theirs != nil {
		if err := h.clash(ctx, form, theirs); err != nil {
			return err
		}
	}
	form.complete(d, published)
	form.Problems = page.ProblemsOf(ctx, f, "")
	return page.Render(w, r, page.StatusCode(f), pointPage(form))
}

// clash puts the point as somebody else saved it beside what was typed; saving again is then a choice.
func (h *Handlers) clash(ctx context.Context, form *pointForm, theirs *checklist.Point) (err error) {
	alone := func(p checklist.Point) *checklist.Content {
		p.Key = form.Old
		return &checklist.Content{Sections: []checklist.Section{{Key: "one", Points: []checklist.Point{p}}}}
	}
	for _, d := range checklist.Compare(alone(*theirs), alone(form.Point)) {
		what := inWords(ctx, []checklist.Difference{d})[0].What
		if len(d.Texts) == 0 {
			form.Clashes = append(form.Clashes, page.Clash{Label: what, Theirs: i18n.T(ctx, "templateweb.not_so"), Yours: i18n.T(ctx, "templateweb.so")})
			continue
		}
		for _, c := range clashes(ctx, d.Texts) {
			if d.Field != "" {
				c.Label = d.Name.In(i18n.Lang(ctx)) + ", " + c.Label
			}
			form.Clashes = append(form.Clashes, c)
		}
	}
	form.Base = print(theirs)
	form.Who, form.When, err = h.lastChange(ctx, form.Name)
	return err
}

// clashes says texts that two have written, theirs and yours.
func clashes(ctx context.Context, texts []checklist.Rewording) []page.Clash {
	var list []page.Clash
	for _, t := range texts {
		for _, w := range bothLanguages(ctx, t) {
			list = append(list, page.Clash{Label: w.Part, Theirs: w.Old, Yours: w.New})
		}
	}
	return list
}

// lastChange gives who last changed the draft, and when, in words.
func (h *Handlers) lastChange(ctx context.Context, name checklist.Name) (who, when string, err error) {
	d, err := h.svc.Draft(ctx, name)
	if err != nil {
		return "", "", err
	}
	who, stamp, err := h.last(ctx, d.ID)
	if who == "" {
		who = i18n.T(ctx, "templateweb.somebody")
	}
	return who, i18n.Stamp(ctx, stamp, h.clk.Now(), tenant.ZoneOf(ctx)), err
}

func (h *Handlers) preview(w http.ResponseWriter, r *http.Request) error {
	d, _, p, err := h.pointOf(r)
	if err != nil {
		return err
	}
	lang := i18n.Lang(r.Context())
	if l := page.Query(r).Get("in"); l == i18n.Swedish || l == i18n.English {
		lang = l
	}
	return page.Render(w, r, http.StatusOK, previewPage(d, p, lang))
}

func (h *Handlers) confirmRetire(w http.ResponseWriter, r *http.Request) error {
	d, published, p, err := h.pointOf(r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, retirePage(d, p, published.Content.Point(p.Key) != nil))
}

func (h *Handlers) retire(w http.ResponseWriter, r *http.Request) error {
	name, err := nameOf(r)
	if err != nil {
		return err
	}
	var gone checklist.Text
	err = h.change(r.Context(), name, func(c *checklist.Content) error {
		s, i, ok := find(c, chi.URLParam(r, "key"))
		if !ok {
			return fault.Conflict("templateweb.point_gone")
		}
		gone = c.Sections[s].Points[i].Name
		c.Sections[s].Points = slices.Delete(c.Sections[s].Points, i, i+1)
		return nil
	})
	if err != nil {
		return err
	}
	return done(w, r, name, "retired", "templateweb.point_retired", "Name", gone.In(i18n.Lang(r.Context())))
}

// restore takes a retired point back as it is in the published version, into its section or, where that went, the first.
func (h *Handlers) restore(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	_, published, err := h.open(r)
	if err != nil {
		return err
	}
	key := chi.URLParam(r, "key")
	s, i, ok := find(&published.Content, key)
	if !ok {
		return fault.NotFound()
	}
	from := published.Content.Sections[s]
	err = h.change(ctx, published.Name, func(c *checklist.Content) error {
		if c.Point(key) != nil {
			return nil
		}
		to := sectionOf(c, from.Key)
		if to == nil {
			c.Sections = append(c.Sections, checklist.Section{Key: from.Key, Title: from.Title})
			to = &c.Sections[len(c.Sections)-1]
		}
		to.Points = slices.Insert(to.Points, min(i, len(to.Points)), from.Points[i])
		return nil
	})
	if err != nil {
		return err
	}
	return done(w, r, published.Name, "point-"+key, "templateweb.point_restored", "Name", from.Points[i].Name.In(i18n.Lang(ctx)))
}
