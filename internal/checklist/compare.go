package checklist

import (
	"slices"
	"strings"
)

// Change says in what way two versions of a template differ.
type Change string

// The changes, in the order in which they are listed of one point.
const (
	Added        Change = "added"
	Retired      Change = "retired"
	Moved        Change = "moved"
	Reworded     Change = "reworded"
	NowMandatory Change = "mandatory" // the newer version requires an answer, the older did not
	NowOptional  Change = "optional"
	Scope        Change = "scope" // which platforms and kinds of account it is asked of
	Order        Change = "order" // which points must be answered first
	Feeds        Change = "feeds" // which rules it feeds
	FieldAdded   Change = "field_added"
	FieldRemoved Change = "field_removed"
	FieldChanged Change = "field_changed"
)

// Difference is one way in which a newer version of a template differs from an older.
type Difference struct {
	Change  Change
	Section string // key of the section in the newer version, or of the one that went
	Point   string // key; "" where it is about the section itself
	Field   string // key; "" where it is about the point itself
	Name    Text   // what the section, point or field is called, in the newer version where it is there
	Texts   []Rewording
}

// Rewording is a text that differs. Part names it: "title", "name", "hint", "question", "why", "how", "source",
// "label", "options", "kind", "mandatory", "when", "register" or "reason".
type Rewording struct {
	Part     string
	Old, New Text
}

// place is where a point stands.
type place struct {
	section string
	point   *Point
}

// Compare gives what the newer content has that the older has not, and the other way round, in the order of the newer
// with what went last. Two contents that ask the same in the same order and words give nothing.
func Compare(older, newer *Content) []Difference {
	before, now := places(older), places(newer)
	var list []Difference
	movedSections := moved(sectionKeys(older), sectionKeys(newer))
	for i := range newer.Sections {
		s := &newer.Sections[i]
		was := older.section(s.Key)
		at := Difference{Section: s.Key, Name: s.Title}
		if was == nil {
			list = append(list, at.as(Added))
		} else {
			if movedSections[s.Key] {
				list = append(list, at.as(Moved))
			}
			list = append(list, at.reworded(Reworded, wording("title", was.Title, s.Title))...)
		}
		shifted := map[string]bool{}
		if was != nil {
			shifted = moved(pointKeys(was), pointKeys(s))
		}
		for j := range s.Points {
			p := &s.Points[j]
			at := Difference{Section: s.Key, Point: p.Key, Name: p.Name}
			old, ok := before[p.Key]
			if !ok {
				list = append(list, at.as(Added))
				continue
			}
			if old.section != s.Key || shifted[p.Key] {
				list = append(list, at.as(Moved))
			}
			list = append(list, comparePoints(at, old.point, p)...)
		}
	}
	for i := range older.Sections {
		s := &older.Sections[i]
		if newer.section(s.Key) == nil {
			list = append(list, Difference{Change: Retired, Section: s.Key, Name: s.Title})
		}
		for j := range s.Points {
			if p := &s.Points[j]; now[p.Key].point == nil {
				list = append(list, Difference{Change: Retired, Section: s.Key, Point: p.Key, Name: p.Name})
			}
		}
	}
	return list
}

func comparePoints(at Difference, old, p *Point) []Difference {
	list := at.reworded(Reworded, slices.Concat(wording("name", old.Name, p.Name), wording("hint", old.Hint, p.Hint),
		wording("question", old.Question, p.Question), wording("why", old.Why, p.Why), wording("how", old.How, p.How), wording("source", same(old.Source), same(p.Source))))
	switch {
	case p.Mandatory && !old.Mandatory:
		list = append(list, at.as(NowMandatory))
	case !p.Mandatory && old.Mandatory:
		list = append(list, at.as(NowOptional))
	}
	for _, c := range []struct {
		change   Change
		old, now []string
	}{{Scope, old.Platforms, p.Platforms}, {Scope, old.Kinds, p.Kinds}, {Order, old.After, p.After}, {Feeds, old.Rules, p.Rules}} {
		if !slices.Equal(sorted(c.old), sorted(c.now)) && !slices.ContainsFunc(list, func(d Difference) bool { return d.Change == c.change }) {
			list = append(list, at.as(c.change))
		}
	}
	return append(list, compareFields(at, old, p)...)
}

func compareFields(at Difference, old, p *Point) []Difference {
	var list []Difference
	shifted := moved(fieldKeys(old), fieldKeys(p))
	for i := range p.Fields {
		f := &p.Fields[i]
		at := at
		at.Field, at.Name = f.Key, f.Label
		was := old.Field(f.Key)
		if was == nil {
			list = append(list, at.as(FieldAdded))
			continue
		}
		if shifted[f.Key] {
			list = append(list, at.as(Moved))
		}
		list = append(list, at.reworded(FieldChanged, slices.Concat(wording("label", was.Label, f.Label), wording("hint", was.Hint, f.Hint),
			wording("kind", same(string(was.Kind)), same(string(f.Kind))), wording("mandatory", yes(was.Mandatory), yes(f.Mandatory)), optionWording(was.Options, f.Options),
			wording("when", whenText(was.When), whenText(f.When)), wording("register", same(was.Register), same(f.Register)), wording("reason", same(was.Reason), same(f.Reason))))...)
	}
	for i := range old.Fields {
		if f := &old.Fields[i]; p.Field(f.Key) == nil {
			at := at
			at.Field, at.Name = f.Key, f.Label
			list = append(list, at.as(FieldRemoved))
		}
	}
	return list
}

func (d Difference) as(c Change) Difference {
	d.Change = c
	return d
}

// reworded gives one difference with all the texts, or none where no text differs.
func (d Difference) reworded(c Change, texts []Rewording) []Difference {
	if len(texts) == 0 {
		return nil
	}
	d.Change, d.Texts = c, texts
	return []Difference{d}
}

func wording(part string, old, now Text) []Rewording {
	if old == now {
		return nil
	}
	return []Rewording{{part, old, now}}
}

func optionWording(old, now []Option) []Rewording {
	if slices.Equal(old, now) {
		return nil
	}
	return []Rewording{{"options", optionsText(old), optionsText(now)}}
}

// optionsText gives the options in both languages, one a line.
func optionsText(list []Option) Text {
	var sv, en []string
	for _, o := range list {
		sv = append(sv, o.Value+": "+o.Label.SV)
		en = append(en, o.Value+": "+o.Label.EN)
	}
	return Text{SV: strings.Join(sv, "\n"), EN: strings.Join(en, "\n")}
}

func same(s string) Text { return Text{SV: s} }

func yes(b bool) Text {
	if b {
		return same("yes")
	}
	return same("no")
}

func whenText(w *When) Text {
	if w == nil {
		return Text{}
	}
	return same(w.Field + " = " + w.Is)
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

func places(c *Content) map[string]place {
	m := map[string]place{}
	for i := range c.Sections {
		for j := range c.Sections[i].Points {
			m[c.Sections[i].Points[j].Key] = place{c.Sections[i].Key, &c.Sections[i].Points[j]}
		}
	}
	return m
}

func (c *Content) section(key string) *Section {
	for i := range c.Sections {
		if c.Sections[i].Key == key {
			return &c.Sections[i]
		}
	}
	return nil
}

func sectionKeys(c *Content) []string {
	keys := make([]string, len(c.Sections))
	for i := range c.Sections {
		keys[i] = c.Sections[i].Key
	}
	return keys
}

func pointKeys(s *Section) []string {
	keys := make([]string, len(s.Points))
	for i := range s.Points {
		keys[i] = s.Points[i].Key
	}
	return keys
}

func fieldKeys(p *Point) []string {
	keys := make([]string, len(p.Fields))
	for i := range p.Fields {
		keys[i] = p.Fields[i].Key
	}
	return keys
}

// moved gives the fewest keys that must be lifted out so that the rest of those that are in both lists stand in the same
// order: what is not in the longest common run.
func moved(old, now []string) map[string]bool {
	was := map[string]int{}
	for i, k := range old {
		was[k] = i
	}
	var keys []string
	for _, k := range now {
		if _, ok := was[k]; ok {
			keys = append(keys, k)
		}
	}
	// best[i] is the length of the longest rising run that ends at i, from[i] where it came from.
	best, from := make([]int, len(keys)), make([]int, len(keys))
	end := -1
	for i := range keys {
		best[i], from[i] = 1, -1
		for j := range i {
			if was[keys[j]] < was[keys[i]] && best[j]+1 > best[i] {
				best[i], from[i] = best[j]+1, j
			}
		}
		if end < 0 || best[i] > best[end] {
			end = i
		}
	}
	out := map[string]bool{}
	for _, k := range keys {
		out[k] = true
	}
	for ; end >= 0; end = from[end] {
		delete(out, keys[end])
	}
	return out
}
