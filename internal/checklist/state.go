package checklist

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/register/platform"
)

// PointState is how far a point has come.
type PointState string

// The states of a point.
const (
	Fresh     PointState = "fresh"     // nothing answered
	Begun     PointState = "begun"     // something is missing
	Done      PointState = "done"      // answered, and no rule objects
	Attention PointState = "attention" // sent back, or a rule objects
	Blocked   PointState = "blocked"   // another point comes first
)

// Problem is something that an answer lacks or that a rule objects to, at a field of the point ("" is the point).
type Problem struct {
	Field string
	Key   string // i18n key
	Args  []any
}

// Facts are what a checklist's answers are judged against besides themselves.
type Facts struct {
	Platform       platform.Name
	Kind           string // of account, as answered or registered
	URL            string // the account's, or ""
	OwnHost        func(address string) bool
	PartSentence   string     // what an account with a symbol of its own must say
	ReviewMonths   int        // the longest time to the next review
	TermsChangedOn clock.Date // when the platform last changed its terms, as far as is known
	Today          clock.Date
	Files          map[string]int // evidence by point and field: "records.routine"
}

// Most that an answer may hold, in characters and people.
const (
	maxText   = 500
	maxLong   = 5000
	maxReason = 2000
	maxPeople = 30
)

// Longest gives how many characters a field of the kind takes, 0 where it is not limited by length.
func (k Kind) Longest() int {
	switch k {
	case KindText, KindLink:
		return maxText
	case KindLong:
		return maxLong
	}
	return 0
}

// Asked reports whether the field is asked, given the other answers of its point.
func (f *Field) Asked(in Fields) bool {
	return f.When == nil || in[f.When.Field].Text == f.When.Is
}

// judge gives what the answer to the point lacks, and what rules object to.
func (p *Point) judge(in Fields, facts Facts) (missing, objections []Problem) {
	for i := range p.Fields {
		f := &p.Fields[i]
		if !f.Asked(in) {
			continue
		}
		v := in[f.Key]
		switch {
		case f.Kind == KindFile:
			if f.Mandatory && facts.Files[p.Key+"."+f.Key] == 0 {
				missing = append(missing, Problem{Field: f.Key, Key: "checklist.missing.file", Args: []any{"Label", f.Label}})
			}
		case f.Mandatory && (strings.TrimSpace(v.Text) == "" && len(v.People) == 0):
			missing = append(missing, Problem{Field: f.Key, Key: "checklist.missing." + string(f.Kind), Args: []any{"Label", f.Label}})
		case f.Kind == KindYesNo && f.needsReason(v.Text) && strings.TrimSpace(v.Reason) == "":
			missing = append(missing, Problem{Field: f.Key, Key: "checklist.missing.reason." + v.Text, Args: []any{"Label", f.Label}})
		case f.Kind == KindPersons && len(f.Options) > 0 && slices.ContainsFunc(v.People, func(w Who) bool { return w.Role == "" }):
			missing = append(missing, Problem{Field: f.Key, Key: "checklist.missing.role", Args: []any{"Label", f.Label}})
		}
	}
	for _, name := range p.Rules {
		if r, ok := ruleNamed(name); ok {
			objections = append(objections, r.Check(p, in, facts)...)
		}
	}
	return missing, objections
}

// check gives what is no answer at all: a date that is none, a choice that does not exist, a text that is too long.
// Such things are not saved.
func (p *Point) check(in Fields) []Problem {
	var bad []Problem
	for i := range p.Fields {
		f := &p.Fields[i]
		v, ok := in[f.Key]
		if !ok {
			continue
		}
		n := utf8.RuneCountInString(v.Text)
		switch {
		case f.Kind.Longest() > 0 && n > f.Kind.Longest():
			bad = append(bad, Problem{f.Key, "checklist.too_long", []any{"Max", f.Kind.Longest(), "Count", n - f.Kind.Longest()}})
		case utf8.RuneCountInString(v.Reason) > maxReason:
			bad = append(bad, Problem{f.Key, "checklist.too_long", []any{"Max", maxReason, "Count", utf8.RuneCountInString(v.Reason) - maxReason}})
		case len(v.People) > maxPeople:
			bad = append(bad, Problem{f.Key, "checklist.too_many_people", []any{"Max", maxPeople}})
		case v.Text == "":
		case f.Kind == KindYesNo && v.Text != "yes" && v.Text != "no":
			bad = append(bad, Problem{Field: f.Key, Key: "checklist.choose"})
		case f.Kind == KindChoice && !f.has(v.Text):
			bad = append(bad, Problem{Field: f.Key, Key: "checklist.choose"})
		case f.Kind == KindDate && !goodDate(v.Text):
			bad = append(bad, Problem{Field: f.Key, Key: "checklist.date_bad"})
		case f.Kind == KindLink && !goodLink(v.Text):
			bad = append(bad, Problem{Field: f.Key, Key: "checklist.link_bad"})
		}
		if f.Kind == KindPersons && slices.ContainsFunc(v.People, func(w Who) bool { return w.Role != "" && !f.has(w.Role) }) {
			bad = append(bad, Problem{Field: f.Key, Key: "checklist.choose"})
		}
	}
	return bad
}

func (f *Field) has(value string) bool {
	return slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == value })
}

func goodDate(s string) bool {
	d, err := clock.ParseDate(s)
	return err == nil && d.Year >= 1990 && d.Year <= 2100
}

func goodLink(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && strings.Contains(u.Host, ".") && u.User == nil
}

// Item is a point of a checklist as it stands.
type Item struct {
	Number     int // from 1, of the points that are asked
	Section    int // index in the template
	Point      *Point
	Answer     Answer
	State      PointState
	Missing    []Problem
	Objections []Problem
	Waits      []*Item // what comes first, where it is blocked
}

// Problems gives all that stands in the way of the point's being done.
func (it *Item) Problems() []Problem { return append(slices.Clone(it.Missing), it.Objections...) }

// assess gives the points that are asked, in order, with their states. A point that does not apply is left out.
func assess(c *Content, answers map[string]Answer, facts Facts) []*Item {
	if kind := answers["account_kind"].Fields["kind"].Text; kind != "" {
		facts.Kind = kind
	}
	var items []*Item
	byKey := map[string]*Item{}
	for i := range c.Sections {
		for j := range c.Sections[i].Points {
			p := &c.Sections[i].Points[j]
			// The answer that says what kind of account it is must not make its own question disappear.
			if !p.Applies(facts.Platform, facts.Kind) && p.Key != "account_kind" || p.Key == "account_kind" && !p.Applies(facts.Platform, "") {
				continue
			}
			it := &Item{Number: len(items) + 1, Section: i, Point: p, Answer: answers[p.Key]}
			it.Answer.Point = p.Key
			it.Missing, it.Objections = p.judge(it.Answer.Fields, facts)
			it.State = it.state()
			for _, key := range p.After {
				if first := byKey[key]; first != nil && first.State != Done {
					it.Waits = append(it.Waits, first)
				}
			}
			if it.State == Fresh && len(it.Waits) > 0 {
				it.State = Blocked
			}
			items, byKey[p.Key] = append(items, it), it
		}
	}
	return items
}

func (it *Item) state() PointState {
	switch {
	case it.Answer.Verdict == Back:
		return Attention
	case it.Answer.Version == 0 || len(it.Answer.Fields) == 0 && len(it.Missing) > 0:
		return Fresh
	case len(it.Missing) > 0:
		return Begun
	case len(it.Objections) > 0:
		return Attention
	}
	return Done
}

// progress counts the points that are done, and the points that must be before the checklist can be handed in.
func progress(items []*Item) (done, total int, open []*Item) {
	for _, it := range items {
		if it.State == Done {
			done++
		} else if it.Point.Mandatory || it.State != Fresh && it.State != Blocked {
			open = append(open, it)
		}
	}
	return done, len(items), open
}
