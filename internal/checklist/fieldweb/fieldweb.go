// Package fieldweb asks one field of a checklist's point, and reads what was answered. The page on which a unit answers
// and the preview of a template use the same.
package fieldweb

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
)

// Props is a field as it is asked. Problems are by the names of the controls, see Name.
type Props struct {
	Field    checklist.Field
	Lang     string
	Value    checklist.Value
	People   []page.OptionGroup // who may be chosen: values are ids of persons
	Problems page.Problems
	Files    []page.File // of a field of kind file: what is there already
	Prefix   string      // stands before every id, on pages with more than one form
	Missing  bool        // of persons: offer the act MissingPerson
	Follows  page.Link   // of persons: where the answer is kept and changed; set, it is shown and not asked
	Note     string      // of persons: what becomes of the answer
}

// MissingPerson is the value of the button "act" that says that somebody is not in the list.
const MissingPerson = "person"

// The parts of a field's controls.
const (
	Answer = ""
	Reason = "reason" // of yesno
	Person = "person" // of persons, once a row
	Role   = "role"   // of persons, once a row
	File   = "file"
)

// Name gives the name of a field's control: "f.<key>", or "f.<key>.<part>".
func Name(key, part string) string {
	if part == Answer {
		return "f." + key
	}
	return "f." + key + "." + part
}

// AddPerson is the value of the button "act" that asks for more rows of the field with the key.
func AddPerson(key string) string { return "add_person:" + key }

// The answers of a yesno.
const (
	Yes = "yes"
	No  = "no"
)

// moreRows is how many empty rows a field of persons always has.
const moreRows = 2

// manyOptions is from how many options on a choice is a list instead of buttons.
const manyOptions = 7

// field describes the control of one part.
func (p Props) field(part string) page.Field {
	name := Name(p.Field.Key, part)
	f := page.Field{Name: name, ID: p.id(part), Problems: p.Problems}
	if part == Answer {
		f.Label, f.Hint, f.Value, f.Optional = p.Field.Label.In(p.Lang), p.Field.Hint.In(p.Lang), p.Value.Text, !p.Field.Mandatory
	}
	return f
}

// id is what a list of problems leads to: page.ProblemsOf makes the same of the control's name.
func (p Props) id(part string) string {
	return p.Prefix + strings.ReplaceAll(Name(p.Field.Key, part), ".", "-")
}

func (p Props) line(kind string) page.Field {
	f := p.field(Answer)
	f.Type, f.Short = kind, kind == "date"
	return f
}

func (p Props) long() page.Field {
	f := p.field(Answer)
	f.Rows = 5
	return f
}

// among gives a choice; one that need not be made can be taken back.
func (p Props) among(ctx context.Context, options []page.Option, list bool) page.Field {
	f := p.field(Answer)
	switch {
	case list:
		f.Options = append([]page.Option{{Label: i18n.T(ctx, "fieldweb.choose")}}, options...)
	case p.Field.Mandatory:
		f.Options = options
	default:
		f.Options = append(slices.Clone(options), page.Option{Label: i18n.T(ctx, "fieldweb.no_answer")})
	}
	return f
}

func (p Props) yesno(ctx context.Context) page.Field {
	f := p.among(ctx, []page.Option{{Value: Yes, Label: i18n.T(ctx, "fieldweb.yes")}, {Value: No, Label: i18n.T(ctx, "fieldweb.no")}}, false)
	f.Inline = true
	return f
}

func (p Props) reason(ctx context.Context) page.Field {
	f := p.field(Reason)
	f.Label, f.Hint, f.Value, f.Rows = i18n.T(ctx, "fieldweb.reason"), "", p.Value.Reason, 3
	if r := cmp.Or(p.Field.Reason, No); r != "none" {
		f.Hint = i18n.T(ctx, "fieldweb.reason_hint."+r)
	}
	f.Optional = p.Field.Reason == "none"
	return f
}

func (p Props) choice(ctx context.Context) page.Field { return p.among(ctx, p.options(), p.list()) }

func (p Props) list() bool { return len(p.Field.Options) >= manyOptions }

func (p Props) options() []page.Option {
	var list []page.Option
	for _, o := range p.Field.Options {
		list = append(list, page.Option{Value: o.Value, Label: o.Label.In(p.Lang)})
	}
	return list
}

func (p Props) file(ctx context.Context) page.Field {
	f := p.field(File)
	f.Label, f.Hint, f.Optional, f.Multiple = p.Field.Label.In(p.Lang), p.Field.Hint.In(p.Lang), !p.Field.Mandatory, true
	if f.Error = p.Problems.For(f.Name); f.Error == "" {
		f.Error = p.Problems.For(Name(p.Field.Key, Answer))
	}
	f.Hint = strings.TrimSpace(f.Hint + " " + i18n.T(ctx, "fieldweb.file_hint", "Megabytes", checklist.MaxFile/1_000_000))
	f.Accept = checklist.FileEndings
	// A script says it as soon as the file is chosen; the server says it in any case.
	f.Attrs = map[string]any{"data-most": strconv.Itoa(checklist.MaxFile), "data-wrong": i18n.T(ctx, "fieldweb.file_wrong")}
	return f
}

// rows gives those who are named, and always some empty rows more.
func (p Props) rows() []checklist.Who {
	return append(slices.Clone(p.Value.People), make([]checklist.Who, moreRows)...)
}

// person gives the list of people of row i. The first has the field's own id, so that problems lead to it.
func (p Props) person(ctx context.Context, i int, who checklist.Who) page.Field {
	f := page.Field{Name: Name(p.Field.Key, Person), ID: p.id(Answer), Label: i18n.T(ctx, "fieldweb.person", "Number", i+1), Groups: p.People,
		Options: []page.Option{{Label: i18n.T(ctx, "fieldweb.person_choose")}}}
	if i > 0 {
		f.ID += "-" + strconv.Itoa(i+1)
	}
	if who.ID != uuid.Nil {
		f.Value = who.ID.String()
		if !slices.ContainsFunc(p.People, func(g page.OptionGroup) bool {
			return slices.ContainsFunc(g.Options, func(o page.Option) bool { return o.Value == f.Value })
		}) { // gone from the directory since
			f.Options = append(f.Options, page.Option{Value: f.Value, Label: who.Name})
		}
	}
	f.Attrs = p.described()
	return f
}

func (p Props) role(ctx context.Context, i int, who checklist.Who) page.Field {
	return page.Field{Name: Name(p.Field.Key, Role), ID: p.id(Role) + "-" + strconv.Itoa(i+1), Label: i18n.T(ctx, "fieldweb.role", "Number", i+1), Value: who.Role,
		Options: append([]page.Option{{Label: i18n.T(ctx, "fieldweb.role_choose")}}, p.options()...)}
}

// named says who is in the answer and as what: "Ingrid Holm, bevakar".
func (p Props) named() []string {
	var list []string
	for _, w := range p.Value.People {
		line := w.Name
		for _, o := range p.options() {
			if o.Value == w.Role && w.Role != "" {
				line += ", " + strings.ToLower(o.Label)
			}
		}
		list = append(list, line)
	}
	return list
}

func (p Props) problem() string {
	var words []string
	for _, part := range []string{Answer, Person, Role} {
		if w := p.Problems.For(Name(p.Field.Key, part)); w != "" {
			words = append(words, w)
		}
	}
	return strings.Join(words, ". ")
}

// described ties the field's hint and error to the list of people.
func (p Props) described() map[string]any {
	var by []string
	if p.Field.Hint.In(p.Lang) != "" {
		by = append(by, p.id(Answer)+"-hint")
	}
	at := map[string]any{}
	if p.problem() != "" {
		by = append(by, p.id(Answer)+"-error")
		at["aria-invalid"] = "true"
	}
	if len(by) > 0 {
		at["aria-describedby"] = strings.Join(by, " ")
	}
	return at
}

// Read gives what was answered to the point's fields. Nothing is checked but what cannot be kept: a person that is no
// id is left out. Names of people are the caller's to look up; files come by another way. Empty values are left out.
func Read(form url.Values, p *checklist.Point) checklist.Fields {
	out := checklist.Fields{}
	for _, f := range p.Fields {
		v := checklist.Value{}
		switch f.Kind {
		case checklist.KindPersons:
			v.People = people(form[Name(f.Key, Person)], form[Name(f.Key, Role)])
		case checklist.KindFile:
		case checklist.KindYesNo:
			v.Text, v.Reason = strings.TrimSpace(form.Get(Name(f.Key, Answer))), strings.TrimSpace(form.Get(Name(f.Key, Reason)))
		default:
			v.Text = strings.TrimSpace(form.Get(Name(f.Key, Answer)))
		}
		if !v.Empty() {
			out[f.Key] = v
		}
	}
	return out
}

// people reads the rows, each pair of person and role once.
func people(ids, roles []string) []checklist.Who {
	var list []checklist.Who
	for i, s := range ids {
		id, err := uuid.Parse(s)
		if err != nil || id == uuid.Nil {
			continue
		}
		w := checklist.Who{ID: id}
		if i < len(roles) {
			w.Role = roles[i]
		}
		if !slices.Contains(list, w) {
			list = append(list, w)
		}
	}
	return list
}

// Condition says when a field that waits for another of its point is asked.
func Condition(ctx context.Context, point *checklist.Point, p Props) string {
	other := point.Field(p.Field.When.Field)
	if other == nil {
		return ""
	}
	value := other.Words(checklist.Value{Text: p.Field.When.Is})
	return i18n.T(ctx, "fieldweb.waits", "Field", other.Label.In(p.Lang), "Value", value.In(p.Lang))
}
