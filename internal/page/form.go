package page

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
)

// Problem is one thing to correct: the field's name, the id of its control, and the words.
type Problem struct {
	Name    string
	FieldID string
	Text    string
}

// Problems is what is wrong in a form, in the order of the fields.
type Problems []Problem

// ProblemsOf makes Problems of a fault. Prefix stands before every control's id on pages with more than one
// form ("" else). A fault without fields becomes one problem without a field; nil gives none.
//
//	probs := page.ProblemsOf(ctx, fault.As(err), "")
func ProblemsOf(ctx context.Context, f *fault.Error, prefix string) Problems {
	if f == nil {
		return nil
	}
	if len(f.Fields) == 0 {
		return Problems{{Text: i18n.T(ctx, f.Key, f.Args...)}}
	}
	probs := make(Problems, 0, len(f.Fields))
	for _, field := range f.Fields {
		p := Problem{Name: field.Name, Text: i18n.T(ctx, field.Key, field.Args...)}
		if field.Name != "" {
			p.FieldID = prefix + idOf(field.Name)
		}
		probs = append(probs, p)
	}
	return probs
}

// For gives the words for the field with the name, "" where there is no problem. More than one are joined.
func (ps Problems) For(name string) string {
	var words []string
	for _, p := range ps {
		if p.Name == name && name != "" {
			words = append(words, p.Text)
		}
	}
	return strings.Join(words, ". ")
}

// Field describes one form field for Input, Textarea, Select, Radios, Checks, Check, DateParts and FileInput.
// Only Name and Label are needed.
type Field struct {
	Name     string
	ID       string // default: made of Name
	Label    string
	Hint     string
	Value    string
	Values   []string // ticked boxes of Checks
	Checked  bool     // of Check
	Error    string   // default: Problems.For(Name)
	Problems Problems
	Optional bool // adds "frivilligt" to the label

	Type         string // of Input: text (default), email, url, password, tel, search, date, number, time
	Autocomplete string // "" is "off" but for password, where it must be set
	Max          int    // of Input and Textarea: characters; Textarea says so in a hint
	Rows         int
	Short        bool // a narrow control
	Inline       bool // Radios and Checks side by side
	Options      []Option
	Groups       []OptionGroup
	Accept       string // of FileInput
	Multiple     bool   // of FileInput
	HideLabel    bool   // label for screen readers only
	Attrs        templ.Attributes
}

// Option is a choice. Hint stands below it in Radios and Checks.
type Option struct {
	Value string
	Label string
	Hint  string
}

// OptionGroup is a titled part of a Select.
type OptionGroup struct {
	Label   string
	Options []Option
}

func (f Field) id() string {
	if f.ID != "" {
		return f.ID
	}
	return idOf(f.Name)
}

// optionID: the first control has the field's id, so that the list of problems leads to it.
func (f Field) optionID(i int) string {
	if i == 0 {
		return f.id()
	}
	return f.id() + "-" + strconv.Itoa(i+1)
}

func (f Field) problem() string {
	if f.Error != "" {
		return f.Error
	}
	return f.Problems.For(f.Name)
}

func (f Field) hint(ctx context.Context) string {
	if f.Max > 0 && f.Rows > 0 {
		return strings.TrimSpace(f.Hint + " " + i18n.T(ctx, "page.max_chars", "Number", i18n.Number(ctx, f.Max)))
	}
	return f.Hint
}

func (f Field) class(base string) string {
	if f.problem() != "" {
		base += " err"
	}
	if f.Short {
		base += " short"
	}
	return base
}

func (f Field) inputType() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

// described ties hint and error to a control or a group of controls.
func (f Field) described(ctx context.Context) templ.Attributes {
	var by []string
	if f.hint(ctx) != "" {
		by = append(by, f.id()+"-hint")
	}
	if f.problem() != "" {
		by = append(by, f.id()+"-error")
	}
	if len(by) == 0 {
		return templ.Attributes{}
	}
	return templ.Attributes{"aria-describedby": strings.Join(by, " ")}
}

// control gives the attributes that every control of the field shares.
func (f Field) control(ctx context.Context) templ.Attributes {
	at := f.described(ctx)
	if f.problem() != "" {
		at["aria-invalid"] = "true"
	}
	if f.Max > 0 {
		at["maxlength"] = strconv.Itoa(f.Max)
	}
	for k, v := range f.Attrs {
		at[k] = v
	}
	return at
}

func (f Field) auto() string {
	if f.Autocomplete == "" {
		return "off"
	}
	return f.Autocomplete
}

func (f Field) has(value string) bool {
	for _, v := range f.Values {
		if v == value {
			return true
		}
	}
	return false
}

// part gives one of the three numbers of a DateParts value ("2026-11-23", or as typed "2026-13-").
func (f Field) part(i int) string {
	parts := strings.SplitN(f.Value, "-", 3)
	if i >= len(parts) {
		return ""
	}
	if i > 0 {
		return strings.TrimLeft(parts[i], "0")
	}
	return parts[i]
}

// ReadDateParts reads what DateParts sent. Typed is to be shown again; ok is false where something is typed that
// is no day in the calendar. Nothing typed gives the zero Date and true.
//
//	day, typed, ok := page.ReadDateParts(r.PostForm, "opened")
func ReadDateParts(form url.Values, name string) (date clock.Date, typed string, ok bool) {
	y, m, d := part(form, name+"_year"), part(form, name+"_month"), part(form, name+"_day")
	if y == "" && m == "" && d == "" {
		return clock.Date{}, "", true
	}
	typed = y + "-" + m + "-" + d
	yi, e1 := strconv.Atoi(y)
	mi, e2 := strconv.Atoi(m)
	di, e3 := strconv.Atoi(d)
	if e1 != nil || e2 != nil || e3 != nil || len(y) != 4 {
		return clock.Date{}, typed, false
	}
	date, ok = clock.NewDate(yi, time.Month(mi), di)
	return date, typed, ok
}

func part(form url.Values, name string) string {
	return strings.ReplaceAll(strings.TrimSpace(form.Get(name)), "-", "")
}

// idOf makes an id of a field's name: letters, digits, "_" and "-" stay.
func idOf(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == '-':
			return r
		}
		return '-'
	}, name)
}
