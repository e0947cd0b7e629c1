package templateweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/page"
	"kanalkoll/internal/tenant"
)

// sectionForm is a section's title as typed.
type sectionForm struct {
	Name     checklist.Name
	Key      string // "": a new one
	Empty    bool   // has no points
	Title    checklist.Text
	Base     checklist.Text // the title as it was read
	Clashes  []page.Clash
	Who      string
	When     string
	Problems page.Problems
}

func readText(in url.Values, name string) checklist.Text {
	return checklist.Text{SV: strings.TrimSpace(in.Get(name)), EN: strings.TrimSpace(in.Get(name + ".en"))}
}

// makeKey makes a key of words that nobody has taken: "Ordna bevakning" is "ordna_bevakning".
func makeKey(words, fallback string, taken func(string) bool) string {
	key := strings.Trim(strings.ReplaceAll(tenant.MakeSlug(words), "-", "_"), "_0123456789")
	if key = strings.Trim(key[:min(len(key), 36)], "_"); !checklist.ValidKey(key) {
		key = fallback
	}
	for n, first := 2, key; taken(key); n++ {
		key = first + "_" + strconv.Itoa(n)
	}
	return key
}

func sectionOf(c *checklist.Content, key string) *checklist.Section {
	for i := range c.Sections {
		if c.Sections[i].Key == key {
			return &c.Sections[i]
		}
	}
	return nil
}

func (h *Handlers) newSection(w http.ResponseWriter, r *http.Request) error {
	d, _, err := h.open(r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, sectionPage(&sectionForm{Name: d.Name}))
}

// checkTitle gives what the title of the section at place i lacks.
func checkTitle(c *checklist.Content, i int) error {
	var bad []fault.Field
	prefix := "section." + strconv.Itoa(i) + "."
	for _, f := range c.Check() {
		if name, ok := strings.CutPrefix(f.Name, prefix); ok && strings.HasPrefix(name, "title") { // it may still be empty
			f.Name = name
			bad = append(bad, f)
		}
	}
	if len(bad) > 0 {
		return fault.Invalid(bad...)
	}
	return nil
}

func (h *Handlers) createSection(w http.ResponseWriter, r *http.Request) error {
	name, err := nameOf(r)
	if err != nil {
		return err
	}
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	form := &sectionForm{Name: name, Title: readText(in, "title")}
	key := ""
	err = h.change(r.Context(), name, func(c *checklist.Content) error {
		key = makeKey(form.Title.SV, "section", func(k string) bool { return sectionOf(c, k) != nil })
		c.Sections = append(c.Sections, checklist.Section{Key: key, Title: form.Title})
		return checkTitle(c, len(c.Sections)-1)
	})
	if err == nil {
		return done(w, r, name, "section-"+key, "templateweb.section_added")
	}
	f, err := refused(err)
	if err != nil {
		return err
	}
	form.Problems = page.ProblemsOf(r.Context(), f, "")
	return page.Render(w, r, page.StatusCode(f), sectionPage(form))
}

func (h *Handlers) editSection(w http.ResponseWriter, r *http.Request) error {
	d, _, err := h.open(r)
	if err != nil {
		return err
	}
	s := sectionOf(&d.Content, chi.URLParam(r, "key"))
	if s == nil {
		return fault.NotFound()
	}
	return page.Render(w, r, http.StatusOK, sectionPage(&sectionForm{Name: d.Name, Key: s.Key, Title: s.Title, Base: s.Title, Empty: len(s.Points) == 0}))
}

func (h *Handlers) updateSection(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	name, err := nameOf(r)
	if err != nil {
		return err
	}
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	form := &sectionForm{Name: name, Key: chi.URLParam(r, "key"), Title: readText(in, "title"), Base: readText(in, "base")}
	var theirs *checklist.Text
	err = h.change(ctx, name, func(c *checklist.Content) error {
		i := slices.IndexFunc(c.Sections, func(s checklist.Section) bool { return s.Key == form.Key })
		if i < 0 {
			return fault.Conflict("template.stale")
		}
		s := &c.Sections[i]
		form.Empty = len(s.Points) == 0
		if s.Title != form.Base && s.Title != form.Title {
			now := s.Title
			theirs = &now
			return fault.Conflict("template.stale")
		}
		s.Title = form.Title
		return checkTitle(c, i)
	})
	if err == nil {
		return done(w, r, name, "section-"+form.Key, "templateweb.section_saved")
	}
	f, err := refused(err)
	if err != nil {
		return err
	}
	if theirs != nil {
		form.Clashes = clashes(ctx, []checklist.Rewording{{Part: "title", Old: *theirs, New: form.Title}})
		form.Base = *theirs
		if form.Who, form.When, err = h.lastChange(ctx, name); err != nil {
			return err
		}
	}
	form.Problems = page.ProblemsOf(ctx, f, "")
	return page.Render(w, r, page.StatusCode(f), sectionPage(form))
}

// removeSection takes away a section without points.
func (h *Handlers) removeSection(w http.ResponseWriter, r *http.Request) error {
	name, err := nameOf(r)
	if err != nil {
		return err
	}
	err = h.change(r.Context(), name, func(c *checklist.Content) error {
		s := sectionOf(c, chi.URLParam(r, "key"))
		if s == nil {
			return fault.NotFound()
		}
		if len(s.Points) > 0 {
			return fault.Conflict("templateweb.section_full")
		}
		c.Sections = slices.DeleteFunc(c.Sections, func(o checklist.Section) bool { return o.Key == s.Key })
		return nil
	})
	if err != nil {
		return err
	}
	return done(w, r, name, "", "templateweb.section_removed")
}
