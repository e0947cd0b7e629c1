package templateweb

import (
	"net/http"
	"slices"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/page"
)

// order moves a section or a point: "to" is up or down, or "before" names the point to stand before, or "section" the
// section to stand last in. Buttons and dragging post the same.
func (h *Handlers) order(w http.ResponseWriter, r *http.Request) error {
	name, err := nameOf(r)
	if err != nil {
		return err
	}
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	key := in.Get("key")
	if in.Get("what") == "section" {
		err = h.change(r.Context(), name, func(c *checklist.Content) error { return moveSection(c, key, in.Get("to")) })
		if err != nil {
			return err
		}
		return done(w, r, name, "section-"+key, "templateweb.section_moved")
	}
	err = h.change(r.Context(), name, func(c *checklist.Content) error {
		return movePoint(c, key, in.Get("to"), in.Get("before"), in.Get("section"))
	})
	if err != nil {
		return err
	}
	return done(w, r, name, "point-"+key, "templateweb.point_moved")
}

// moveSection moves a section one step; the first cannot go up, nor the last down, and stay.
func moveSection(c *checklist.Content, key, to string) error {
	i := slices.IndexFunc(c.Sections, func(s checklist.Section) bool { return s.Key == key })
	j := i + 1
	if to == "up" {
		j = i - 1
	}
	switch {
	case i < 0, to != "up" && to != "down":
		return fault.Conflict("template.stale")
	case j >= 0 && j < len(c.Sections):
		c.Sections[i], c.Sections[j] = c.Sections[j], c.Sections[i]
	}
	return nil
}

// find gives where a point stands.
func find(c *checklist.Content, key string) (section, point int, ok bool) {
	for i := range c.Sections {
		for j := range c.Sections[i].Points {
			if c.Sections[i].Points[j].Key == key {
				return i, j, true
			}
		}
	}
	return 0, 0, false
}

// movePoint moves a point one step, over the border of its section too, or to a place.
func movePoint(c *checklist.Content, key, to, before, section string) error {
	s, i, ok := find(c, key)
	if !ok {
		return fault.Conflict("template.stale")
	}
	p := c.Sections[s].Points[i]
	ts, ti := s, 0
	switch {
	case to == "up" && i > 0:
		ti = i - 1
	case to == "up" && s > 0:
		ts, ti = s-1, len(c.Sections[s-1].Points)
	case to == "down" && i < len(c.Sections[s].Points)-1:
		ti = i + 1
	case to == "down" && s < len(c.Sections)-1:
		ts, ti = s+1, 0
	case to == "up", to == "down", before == key && key != "": // there is no further, or it stands there
		return nil
	case before != "":
		if ts, ti, ok = find(c, before); !ok {
			return fault.Conflict("template.stale")
		}
		if ts == s && ti > i { // it leaves a gap before
			ti--
		}
	default:
		ts = slices.IndexFunc(c.Sections, func(o checklist.Section) bool { return o.Key == section })
		if ts < 0 {
			return fault.Conflict("template.stale")
		}
		if ti = len(c.Sections[ts].Points); ts == s {
			ti--
		}
	}
	c.Sections[s].Points = slices.Delete(c.Sections[s].Points, i, i+1)
	c.Sections[ts].Points = slices.Insert(c.Sections[ts].Points, ti, p)
	return nil
}
