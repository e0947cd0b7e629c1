package checklist

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/register/platform"
)

// Name says which of the municipality's checklists it is.
type Name string

// The checklists: what a unit answers before an account is opened (A1), and the legal questions (A2).
const (
	Startup Name = "startup"
	Legal   Name = "legal"
)

// Names lists them in the order of pages.
var Names = []Name{Startup, Legal}

// ParseName gives the checklist of that name.
func ParseName(s string) (Name, bool) {
	n := Name(s)
	return n, slices.Contains(Names, n)
}

// Text is a sentence in both languages of the interface. English may be empty; Swedish then stands for it.
type Text struct {
	SV string `json:"sv"`
	EN string `json:"en,omitempty"`
}

// In gives the text in the language.
func (t Text) In(lang string) string {
	if lang == i18n.English && t.EN != "" {
		return t.EN
	}
	return t.SV
}

// Kind is the type of a field.
type Kind string

// The kinds of field.
const (
	KindText    Kind = "text"    // one line
	KindLong    Kind = "long"    // more lines
	KindYesNo   Kind = "yesno"   // yes or no, with a reason
	KindChoice  Kind = "choice"  // one of Options
	KindPersons Kind = "persons" // people of the directory; with Options: each with one of them as role
	KindDate    Kind = "date"
	KindLink    Kind = "link"
	KindFile    Kind = "file" // evidence
)

// Kinds lists them in the order of the editor's menu.
var Kinds = []Kind{KindText, KindLong, KindYesNo, KindChoice, KindPersons, KindDate, KindLink, KindFile}

// Content is what a template asks: sections of points.
type Content struct {
	Sections []Section `json:"sections"`
}

// Section is a titled part of a checklist.
type Section struct {
	Key    string  `json:"key"`
	Title  Text    `json:"title"`
	Points []Point `json:"points"`
}

// Point is one thing to answer. Its key stays the same from version to version, so that answers can follow.
type Point struct {
	Key       string   `json:"key"`
	Kind      Kind     `json:"kind"` // its first field's
	Mandatory bool     `json:"mandatory"`
	Name      Text     `json:"name"` // begins with a verb: "Ordna bevakning"
	Hint      Text     `json:"hint"` // one sentence beside the name in the list
	Question  Text     `json:"question"`
	Why       Text     `json:"why"`              // why we ask
	How       Text     `json:"how"`              // how to answer
	Source    string   `json:"source,omitempty"` // where the guideline asks it: "p. 8"
	Platforms []string `json:"platforms,omitempty"`
	Kinds     []string `json:"kinds,omitempty"` // kinds of account (register.Kinds); empty: all
	After     []string `json:"after,omitempty"` // keys of points that must be answered first
	Rules     []string `json:"rules,omitempty"` // names of Rules that its answer feeds
	Fields    []Field  `json:"fields"`
}

// Field is one typed answer within a point.
type Field struct {
	Key       string   `json:"key"`
	Kind      Kind     `json:"kind"`
	Mandatory bool     `json:"mandatory"`
	Label     Text     `json:"label"`
	Hint      Text     `json:"hint"`
	Options   []Option `json:"options,omitempty"`
	Reason    string   `json:"reason,omitempty"`   // of yesno: the answer that needs a reason, one of Reasons; "" is "no"
	When      *When    `json:"when,omitempty"`     // asked only then
	Register  string   `json:"register,omitempty"` // the account's field that the answer goes to when the checklist is submitted
}

// Reasons are the answers to a yes or no that need a reason; "any" is both, "none" neither.
var Reasons = []string{"no", "yes", "any", "none"}

// needsReason reports whether the answer to the yes or no needs a reason.
func (f *Field) needsReason(answer string) bool {
	switch f.Reason {
	case "any":
		return answer != ""
	case "none":
		return false
	case "":
		return answer == "no"
	}
	return answer == f.Reason
}

// Option is one of a choice.
type Option struct {
	Value string `json:"value"`
	Label Text   `json:"label"`
}

// When makes a field wait for another field of the same point to have a value.
type When struct {
	Field string `json:"field"`
	Is    string `json:"is"`
}

// Template is a version of a checklist's questions.
type Template struct {
	ID          uuid.UUID // uuid.Nil: the default that ships, not yet used here
	Name        Name
	Number      int
	Content     Content
	PublishedAt time.Time // zero: a draft
	PublishedBy uuid.UUID
	Version     int
	UpdatedAt   time.Time
}

// Published reports whether the version is fixed.
func (t *Template) Published() bool { return !t.PublishedAt.IsZero() }

// SourceIn says in the language where the guideline asks something: "p. 8" is "s. 8" in Swedish, "appendix 3" "bilaga 3".
func SourceIn(lang, source string) string {
	if lang == i18n.Swedish {
		return strings.NewReplacer("p. ", "s. ", "appendix", "bilaga").Replace(source)
	}
	return source
}

// Points gives the points of all sections in order.
func (c *Content) Points() []*Point {
	var list []*Point
	for i := range c.Sections {
		for j := range c.Sections[i].Points {
			list = append(list, &c.Sections[i].Points[j])
		}
	}
	return list
}

// Point gives the point with the key, nil where there is none.
func (c *Content) Point(key string) *Point {
	for _, p := range c.Points() {
		if p.Key == key {
			return p
		}
	}
	return nil
}

// Field gives the field with the key, nil where there is none.
func (p *Point) Field(key string) *Field {
	for i := range p.Fields {
		if p.Fields[i].Key == key {
			return &p.Fields[i]
		}
	}
	return nil
}

// Applies reports whether the point is asked of an account on the platform and of the kind; an account that has no
// kind yet is asked everything.
func (p *Point) Applies(on platform.Name, kind string) bool {
	if len(p.Platforms) > 0 && !slices.Contains(p.Platforms, string(on)) {
		return false
	}
	return len(p.Kinds) == 0 || kind == "" || slices.Contains(p.Kinds, kind)
}
