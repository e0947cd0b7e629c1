package templateweb

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
)

// pointForm is a point as typed.
type pointForm struct {
	Name      checklist.Name
	Old       string // the point's key in the draft
	Fixed     bool   // the key is the published version's too, and stays
	Base      string // print of the point as it was read
	Point     checklist.Point
	Fields    []fieldForm
	Earlier   []page.Option // the points that stand before it
	Unsaved   bool          // a field was added, removed or moved
	Clashes   []page.Clash
	Who, When string
	Problems  page.Problems
}

// fieldForm is a field as typed: its options are lines, "value: label".
type fieldForm struct {
	checklist.Field
	Fixed              bool
	Options, OptionsEN string
}

// guarded says whether leaving the page would lose something from the start: what was typed is in no draft yet.
func (f *pointForm) guarded() string {
	if f.Unsaved || len(f.Problems) > 0 {
		return "changed"
	}
	return ""
}

// print tells one state of a point from another.
func print(p *checklist.Point) string {
	raw, err := json.Marshal(p)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:12])
}

func formOf(d, published *checklist.Template, p *checklist.Point) *pointForm {
	f := &pointForm{Name: d.Name, Old: p.Key, Base: print(p), Point: *p}
	for _, field := range p.Fields {
		sv, en := optionLines(field.Options)
		f.Fields = append(f.Fields, fieldForm{Field: field, Options: sv, OptionsEN: en})
	}
	f.complete(d, published)
	return f
}

// complete puts in what the form needs to know of the templates.
func (f *pointForm) complete(d, published *checklist.Template) {
	was := published.Content.Point(f.Old)
	f.Fixed = was != nil
	for i := range f.Fields {
		f.Fields[i].Fixed = was != nil && was.Field(f.Fields[i].Key) != nil
	}
	f.Earlier = nil
	for _, p := range d.Content.Points() {
		if p.Key == f.Old {
			break
		}
		f.Earlier = append(f.Earlier, page.Option{Value: p.Key, Label: p.Name.SV})
	}
	for _, key := range f.Point.After { // one that went, or stands later now: to be taken away
		if !slices.ContainsFunc(f.Earlier, func(o page.Option) bool { return o.Value == key }) {
			f.Earlier = append(f.Earlier, page.Option{Value: key, Label: key})
		}
	}
}

func optionLines(list []checklist.Option) (sv, en string) {
	var a, b []string
	for _, o := range list {
		a = append(a, o.Value+": "+o.Label.SV)
		if o.Label.EN != "" {
			b = append(b, o.Value+": "+o.Label.EN)
		}
	}
	return strings.Join(a, "\n"), strings.Join(b, "\n")
}

// readOptions reads the lines of both languages; name is the control's.
func readOptions(name, sv, en string) (list []checklist.Option, bad []fault.Field) {
	lines := func(name, text string, take func(value, label string) bool) {
		n := 0
		for line := range strings.Lines(text) {
			n++
			if line = strings.TrimSpace(line); line == "" {
				continue
			}
			value, label, ok := strings.Cut(line, ":")
			if !ok {
				bad = append(bad, fault.Bad(name, "templateweb.option_line", "Number", n))
			} else if !take(strings.TrimSpace(value), strings.TrimSpace(label)) {
				bad = append(bad, fault.Bad(name, "templateweb.option_unknown", "Number", n))
			}
		}
	}
	lines(name, sv, func(value, label string) bool {
		list = append(list, checklist.Option{Value: value, Label: checklist.Text{SV: label}})
		return true
	})
	lines(name+".en", en, func(value, label string) bool {
		i := slices.IndexFunc(list, func(o checklist.Option) bool { return o.Value == value })
		if i >= 0 {
			list[i].Label.EN = label
		}
		return i >= 0
	})
	return list, bad
}

// readPoint reads the form; what cannot be read of the options is given at their controls.
func readPoint(in url.Values, name checklist.Name, key string) (*pointForm, []fault.Field) {
	f := &pointForm{Name: name, Old: key, Base: in.Get("base")}
	p := &f.Point
	if p.Key = strings.TrimSpace(in.Get("key")); p.Key == "" {
		p.Key = key
	}
	p.Mandatory = in.Get("mandatory") != ""
	p.Name, p.Hint, p.Question, p.Why, p.How = readText(in, "name"), readText(in, "hint"), readText(in, "question"), readText(in, "why"), readText(in, "how")
	p.Source = strings.TrimSpace(in.Get("source"))
	p.Platforms, p.Kinds, p.After, p.Rules = in["platforms"], in["kinds"], in["after"], in["rules"]
	var bad []fault.Field
	count, _ := strconv.Atoi(in.Get("count")) // what is no number is no field
	for i := range min(count, checklist.MaxFields) {
		at := func(part string) string { return "field." + strconv.Itoa(i) + "." + part }
		ff := fieldForm{Options: in.Get(at("options")), OptionsEN: in.Get(at("options.en"))}
		ff.Field = checklist.Field{Key: strings.TrimSpace(in.Get(at("key"))), Kind: checklist.Kind(in.Get(at("kind"))), Mandatory: in.Get(at("mandatory")) != "",
			Label: readText(in, at("label")), Hint: readText(in, at("hint")), Register: in.Get(at("register")), Reason: in.Get(at("reason"))}
		if ff.Key == "" && ff.Label.SV != "" {
			ff.Key = makeKey(ff.Label.SV, "field", func(k string) bool {
				return slices.ContainsFunc(f.Fields, func(o fieldForm) bool { return o.Key == k })
			})
		}
		if field, is, ok := strings.Cut(in.Get(at("when")), "="); ok {
			ff.When = &checklist.When{Field: field, Is: is}
		}
		var wrong []fault.Field
		ff.Field.Options, wrong = readOptions(at("options"), ff.Options, ff.OptionsEN)
		bad = append(bad, wrong...)
		f.Fields = append(f.Fields, ff)
	}
	f.settle()
	return f, bad
}

// settle makes the point's fields of those of the form.
func (f *pointForm) settle() {
	f.Point.Fields = nil
	for _, ff := range f.Fields {
		f.Point.Fields = append(f.Point.Fields, ff.Field)
	}
	if f.Point.Kind = ""; len(f.Fields) > 0 {
		f.Point.Kind = f.Fields[0].Kind
	}
}

// act does what a button of the form asks for besides saving: one more field, one fewer, or another order. It reports
// whether there was such a button. Nothing is saved by it.
func (f *pointForm) act(name string) bool {
	what, number, _ := strings.Cut(name, ":")
	i, err := strconv.Atoi(number)
	here := err == nil && i >= 0 && i < len(f.Fields)
	switch {
	case what == "add_field":
		f.Fields = append(f.Fields, fieldForm{Field: checklist.Field{Kind: checklist.KindText}})
	case what == "remove_field" && here:
		f.Fields = slices.Delete(f.Fields, i, i+1)
	case what == "up_field" && here && i > 0:
		f.Fields[i-1], f.Fields[i] = f.Fields[i], f.Fields[i-1]
	case what == "down_field" && here && i < len(f.Fields)-1:
		f.Fields[i+1], f.Fields[i] = f.Fields[i], f.Fields[i+1]
	default:
		return false
	}
	f.settle()
	f.Unsaved = true
	return true
}

// check gives what is wrong with the point in the content, at the form's controls and in their order.
func (f *pointForm) check(c *checklist.Content, more []fault.Field) []fault.Field {
	place := slices.IndexFunc(c.Points(), func(p *checklist.Point) bool { return p.Key == f.Point.Key })
	byKey, byPlace := "point."+f.Point.Key+".", "point."+strconv.Itoa(place)+"."
	bad := more
	for _, found := range c.Check() {
		name, ok := strings.CutPrefix(found.Name, byKey)
		if !ok {
			if name, ok = strings.CutPrefix(found.Name, byPlace); !ok {
				continue
			}
		}
		found.Name = f.control(name)
		if !slices.ContainsFunc(bad, func(b fault.Field) bool { return b.Name == found.Name && b.Key == found.Key }) {
			bad = append(bad, found)
		}
	}
	slices.SortStableFunc(bad, func(a, b fault.Field) int { return f.rank(a.Name) - f.rank(b.Name) })
	return bad
}

// control gives the form's control for a name of Content.Check below its point.
func (f *pointForm) control(name string) string {
	if name == "kind" || name == "fields" {
		return "add"
	}
	rest, ok := strings.CutPrefix(name, "field.")
	if !ok {
		return name
	}
	key, part, _ := strings.Cut(rest, ".")
	i := slices.IndexFunc(f.Fields, func(ff fieldForm) bool { return ff.Key == key })
	if n, err := strconv.Atoi(key); err == nil {
		i = n
	}
	if strings.HasPrefix(part, "option.") {
		english := strings.HasSuffix(part, ".en")
		if part = "options"; english {
			part = "options.en"
		}
	}
	return "field." + strconv.Itoa(i) + "." + part
}

// controls are the names of the form's controls in their order, of a point and of a field.
var (
	controls      = []string{"key", "name", "name.en", "hint", "hint.en", "question", "question.en", "why", "why.en", "how", "how.en", "mandatory", "source", "field", "add", "platforms", "kinds", "after", "rules"}
	fieldControls = []string{"key", "kind", "label", "label.en", "hint", "hint.en", "options", "options.en", "mandatory", "when", "register"}
)

// rank orders problems as the form's controls stand.
func (f *pointForm) rank(name string) int {
	const room = 100
	rest, ok := strings.CutPrefix(name, "field.")
	if !ok {
		r := slices.Index(controls, name) * room * room
		return r
	}
	number, part, _ := strings.Cut(rest, ".")
	i, _ := strconv.Atoi(number) // control gives numbers only
	return slices.Index(controls, "field")*room*room + i*room + slices.Index(fieldControls, part)
}

// whenOptions are the answers of earlier fields for which field i may wait.
func (f *pointForm) whenOptions(ctx context.Context, i int) []page.Option {
	list := []page.Option{{Label: i18n.T(ctx, "templateweb.when_always")}}
	add := func(ff fieldForm, value, label string) {
		list = append(list, page.Option{Value: ff.Key + "=" + value, Label: i18n.T(ctx, "templateweb.when_is", "Field", ff.Label.SV, "Value", label)})
	}
	for _, ff := range f.Fields[:i] {
		switch ff.Kind {
		case checklist.KindYesNo:
			add(ff, "yes", i18n.T(ctx, "fieldweb.yes"))
			add(ff, "no", i18n.T(ctx, "fieldweb.no"))
		case checklist.KindChoice:
			for _, o := range ff.Field.Options {
				add(ff, o.Value, o.Label.SV)
			}
		}
	}
	if v := f.Fields[i].when(); !slices.ContainsFunc(list, func(o page.Option) bool { return o.Value == v }) {
		list = append(list, page.Option{Value: v, Label: v})
	}
	return list
}

func (ff fieldForm) when() string {
	if ff.When == nil {
		return ""
	}
	return ff.When.Field + "=" + ff.When.Is
}
