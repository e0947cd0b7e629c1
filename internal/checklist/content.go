package checklist

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/platform"
)

// Personal is the answer to the kind of account that a rule refuses; the register has no such kind.
const Personal = "personal"

// target is a field of the account that an answer may go to.
type target struct {
	kinds  []Kind   // of the checklist's fields that fit
	values []string // the only values that the register takes; nil: free
}

// targets are the account's fields by name.
var targets = map[string]target{
	"name":         {kinds: []Kind{KindText}},
	"address":      {kinds: []Kind{KindLink, KindText}},
	"purpose":      {kinds: []Kind{KindLong, KindText}},
	"main_message": {kinds: []Kind{KindLong, KindText}},
	"target_group": {kinds: []Kind{KindLong, KindText}},
	"language":     {kinds: []Kind{KindChoice}},
	"kind":         {kinds: []Kind{KindChoice}, values: append(slices.Clone(register.Kinds), Personal)},
	"sender":       {kinds: []Kind{KindChoice}, values: register.Senders},
	"unit_page":    {kinds: []Kind{KindLink}},
	"content_page": {kinds: []Kind{KindLink}},
	"crisis_use":   {kinds: []Kind{KindChoice}, values: []string{"used", "unused"}},
	"crisis_text":  {kinds: []Kind{KindLong, KindText}},
}

// The longest texts of a template, in characters.
const (
	maxName     = 100 // also a section's title
	maxHint     = 200
	maxQuestion = 500
	maxGuidance = 2000 // why and how
	maxLabel    = 300  // of a field and of an option
	maxSource   = 100
)

var (
	keyForm   = regexp.MustCompile(`^[a-z][a-z0-9_]{0,59}$`)
	valueForm = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9_-]{0,59}$`) // also language tags
)

// Check gives everything that keeps the content from being used as a template, in its order; nil: it may be published.
//
// The names of the fields are names of form controls: "section.<i>.title", "point.<key>.question",
// "point.<key>.field.<key>.label", "point.<key>.field.<key>.option.<i>.value", with ".en" behind for the English text;
// i counts from 0. A section's, point's or field's key that cannot be used is named by its place instead:
// "point.3.key" is the fourth point's of all, "point.<key>.field.0.key" a first field's. What concerns the whole is
// named "sections".
func (c *Content) Check() []fault.Field {
	k := &checker{places: map[string]int{}}
	if len(c.Sections) == 0 {
		k.bad("sections", "checklist.no_sections")
		return k.found
	}
	all := c.Points()
	for i, p := range all {
		if _, ok := k.places[p.Key]; !ok {
			k.places[p.Key] = i
		}
	}
	sections, at := map[string]bool{}, 0
	for i := range c.Sections {
		s := &c.Sections[i]
		name := fmt.Sprintf("section.%d", i)
		k.key(name+".key", s.Key, sections)
		k.text(name+".title", s.Title, maxName, "checklist.title_missing")
		if len(s.Points) == 0 {
			k.bad(name+".points", "checklist.section_empty")
		}
		for j := range s.Points {
			k.point(&s.Points[j], at)
			at++
		}
	}
	k.enoughMandatory(all)
	return k.found
}

// checker gathers what is wrong.
type checker struct {
	places map[string]int // of points by key, counted through all sections
	found  []fault.Field
}

func (k *checker) bad(name, key string, args ...any) {
	k.found = append(k.found, fault.Bad(name, key, args...))
}

// key checks a key and remembers it among its neighbours; false where it cannot be used.
func (k *checker) key(name, key string, taken map[string]bool) bool {
	if !keyForm.MatchString(key) {
		k.bad(name, "checklist.key_form")
		return false
	}
	if taken[key] {
		k.bad(name, "checklist.key_twice")
		return false
	}
	taken[key] = true
	return true
}

// text checks a text in both languages. missing is the key of the sentence for an empty one; "": it may be empty.
func (k *checker) text(name string, t Text, longest int, missing string) {
	if missing != "" && strings.TrimSpace(t.SV) == "" {
		k.bad(name, missing)
	}
	k.line(name, t.SV, longest)
	k.line(name+".en", t.EN, longest)
}

func (k *checker) line(name, s string, longest int) {
	if n := utf8.RuneCountInString(s); n > longest {
		k.bad(name, "checklist.too_long", "Max", longest, "Count", n-longest)
	}
	// The database takes no NUL in JSON, and nobody sees the others.
	if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && !strings.ContainsRune("\n\r\t", r) }) {
		k.bad(name, "checklist.characters")
	}
}

func (k *checker) point(p *Point, at int) {
	name := "point." + p.Key
	switch {
	case !keyForm.MatchString(p.Key):
		name = fmt.Sprintf("point.%d", at)
		k.bad(name+".key", "checklist.key_form")
	case k.places[p.Key] != at:
		name = fmt.Sprintf("point.%d", at)
		k.bad(name+".key", "checklist.key_twice")
	}
	k.text(name+".name", p.Name, maxName, "checklist.name_missing")
	k.text(name+".hint", p.Hint, maxHint, "")
	k.text(name+".question", p.Question, maxQuestion, "checklist.question_missing")
	k.text(name+".why", p.Why, maxGuidance, "")
	k.text(name+".how", p.How, maxGuidance, "")
	k.line(name+".source", p.Source, maxSource)
	k.among(name+".platforms", p.Platforms, "checklist.platform_unknown", func(s string) bool { return platform.Known(platform.Name(s)) })
	k.among(name+".kinds", p.Kinds, "checklist.account_kind_unknown", func(s string) bool { return slices.Contains(register.Kinds, s) })
	k.among(name+".rules", p.Rules, "checklist.rule_unknown", func(s string) bool { _, ok := ruleNamed(s); return ok })
	for _, rule := range p.Rules {
		r, _ := ruleNamed(rule)
		for key, kind := range r.Needs {
			if f := p.Field(key); f == nil || f.Kind != kind {
				k.bad(name+".rules", "checklist.rule_needs", "Rule", rule, "Field", key)
			}
		}
	}
	k.after(name+".after", p, at)
	if len(p.Fields) == 0 {
		k.bad(name+".fields", "checklist.no_fields")
		return
	}
	if p.Kind != p.Fields[0].Kind {
		k.bad(name+".kind", "checklist.kind_differs")
	}
	fields := map[string]bool{}
	for i := range p.Fields {
		k.field(name, p, i, fields)
	}
	if p.Mandatory && !slices.ContainsFunc(p.Fields, func(f Field) bool { return f.Mandatory && f.When == nil }) {
		k.bad(name+".mandatory", "checklist.nothing_mandatory")
	}
}

// among says once that a list holds something unknown.
func (k *checker) among(name string, list []string, key string, known func(string) bool) {
	if slices.ContainsFunc(list, func(s string) bool { return !known(s) }) {
		k.bad(name, key)
	}
}

func (k *checker) after(name string, p *Point, at int) {
	for _, key := range p.After {
		switch place, ok := k.places[key]; {
		case !ok:
			k.bad(name, "checklist.after_missing")
		case key == p.Key:
			k.bad(name, "checklist.after_itself")
		case place > at:
			k.bad(name, "checklist.after_later")
		default:
			continue
		}
		return
	}
}

// enoughMandatory refuses content after which some account's checklist would have nothing that must be answered:
// whatever the platform and the kind, one mandatory point must be left.
func (k *checker) enoughMandatory(points []*Point) {
	must := slices.DeleteFunc(slices.Clone(points), func(p *Point) bool { return !p.Mandatory })
	if len(must) == 0 {
		k.bad("sections", "checklist.none_mandatory")
		return
	}
	for _, on := range platform.Names() {
		for _, kind := range register.Kinds {
			if !slices.ContainsFunc(must, func(p *Point) bool { return p.Applies(on, kind) }) {
				k.bad("sections", "checklist.none_mandatory_for_some")
				return
			}
		}
	}
}
