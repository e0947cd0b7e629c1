package checklist_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kanalkoll/internal/checklist"
)

// sample is a small content in two sections.
func sample() *checklist.Content {
	point := func(key string, fields ...checklist.Field) checklist.Point {
		return checklist.Point{Key: key, Kind: checklist.KindText, Name: checklist.Text{SV: "Namn " + key}, Question: checklist.Text{SV: "Fråga " + key, EN: "Question " + key}, Fields: fields}
	}
	field := func(key string) checklist.Field {
		return checklist.Field{Key: key, Kind: checklist.KindText, Label: checklist.Text{SV: "Fält " + key}}
	}
	return &checklist.Content{Sections: []checklist.Section{
		{Key: "why", Title: checklist.Text{SV: "Varför"}, Points: []checklist.Point{point("a", field("x"), field("y")), point("b", field("x")), point("c", field("x"))}},
		{Key: "who", Title: checklist.Text{SV: "Vem"}, Points: []checklist.Point{point("d", field("x"))}},
	}}
}

// told writes differences as "change section/point/field: parts".
func told(list []checklist.Difference) []string {
	var out []string
	for _, d := range list {
		s := string(d.Change) + " " + strings.TrimRight(d.Section+"/"+d.Point+"/"+d.Field, "/")
		for _, t := range d.Texts {
			s += " " + t.Part
		}
		out = append(out, s)
	}
	return out
}

func TestCompareTellsWhatIsDifferent(t *testing.T) {
	for name, c := range map[string]struct {
		change func(c *checklist.Content)
		want   []string
	}{
		"a new point": {func(c *checklist.Content) {
			c.Sections[1].Points = append(c.Sections[1].Points, checklist.Point{Key: "e"})
		}, []string{"added who/e"}},
		"a point that went":         {func(c *checklist.Content) { c.Sections[0].Points = c.Sections[0].Points[1:] }, []string{"retired why/a"}},
		"the last point goes first": {func(c *checklist.Content) { rotate(c.Sections[0].Points) }, []string{"moved why/c"}},
		"a point in another section": {func(c *checklist.Content) {
			c.Sections[1].Points = append(c.Sections[1].Points, c.Sections[0].Points[2])
			c.Sections[0].Points = c.Sections[0].Points[:2]
		}, []string{"moved who/c"}},
		"sections change places": {func(c *checklist.Content) { rotate(c.Sections) }, []string{"moved why"}},
		"a new section":          {func(c *checklist.Content) { c.Sections = append(c.Sections, checklist.Section{Key: "new"}) }, []string{"added new"}},
		"a section that went":    {func(c *checklist.Content) { c.Sections = c.Sections[:1] }, []string{"retired who", "retired who/d"}},
		"a section's title":      {func(c *checklist.Content) { c.Sections[0].Title.EN = "Why" }, []string{"reworded why title"}},
		"texts in either language": {func(c *checklist.Content) {
			p := &c.Sections[0].Points[0]
			p.Question.EN, p.How.SV, p.Source = "Else", "Så här", "s. 8"
		}, []string{"reworded why/a question how source"}},
		"now mandatory": {func(c *checklist.Content) { c.Sections[0].Points[1].Mandatory = true }, []string{"mandatory why/b"}},
		"platforms and kinds are one change": {func(c *checklist.Content) {
			p := &c.Sections[0].Points[1]
			p.Platforms, p.Kinds = []string{"x"}, []string{"page"}
		}, []string{"scope why/b"}},
		"kinds alone":           {func(c *checklist.Content) { c.Sections[0].Points[1].Kinds = []string{"page"} }, []string{"scope why/b"}},
		"what must come before": {func(c *checklist.Content) { c.Sections[0].Points[1].After = []string{"a"} }, []string{"order why/b"}},
		"rules":                 {func(c *checklist.Content) { c.Sections[0].Points[1].Rules = []string{"two_logins"} }, []string{"feeds why/b"}},
		"a new field": {func(c *checklist.Content) {
			p := &c.Sections[0].Points[1]
			p.Fields = append(p.Fields, checklist.Field{Key: "z"})
		}, []string{"field_added why/b/z"}},
		"a field that went":         {func(c *checklist.Content) { p := &c.Sections[0].Points[0]; p.Fields = p.Fields[:1] }, []string{"field_removed why/a/y"}},
		"fields that change places": {func(c *checklist.Content) { rotate(c.Sections[0].Points[0].Fields) }, []string{"moved why/a/x"}},
		"all of a field": {func(c *checklist.Content) {
			f := &c.Sections[0].Points[0].Fields[0]
			f.Kind, f.Mandatory, f.Label.SV, f.Hint.SV, f.Register = checklist.KindChoice, true, "Annat", "Tips", "purpose"
			f.Options, f.When = []checklist.Option{{Value: "v"}}, &checklist.When{Field: "y", Is: "v"}
		}, []string{"field_changed why/a/x label hint kind mandatory options when register"}},
		"nothing":                        {func(*checklist.Content) {}, nil},
		"none and an empty list are one": {func(c *checklist.Content) { c.Sections[0].Points[0].Rules = []string{} }, nil},
	} {
		now := sample()
		c.change(now)
		if got := told(checklist.Compare(sample(), now)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// rotate puts the last first.
func rotate[T any](list []T) {
	last := list[len(list)-1]
	copy(list[1:], list[:len(list)-1])
	list[0] = last
}

func drawText(t *rapid.T, name string) checklist.Text {
	return checklist.Text{SV: rapid.SampledFrom([]string{"", "Ja", "Nej"}).Draw(t, name), EN: rapid.SampledFrom([]string{"", "Yes"}).Draw(t, name)}
}

// drawContent gives a content of few keys and words, so that two of them have much in common.
func drawContent(t *rapid.T) *checklist.Content {
	keys := rapid.Permutation([]string{"a", "b", "c", "d", "e", "f"}).Draw(t, "points")[:rapid.IntRange(0, 6).Draw(t, "n")]
	sections := rapid.Permutation([]string{"s1", "s2", "s3"}).Draw(t, "sections")[:rapid.IntRange(1, 3).Draw(t, "m")]
	c := &checklist.Content{}
	for _, s := range sections {
		c.Sections = append(c.Sections, checklist.Section{Key: s, Title: drawText(t, "title")})
	}
	words := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"x", "y"}), 0, 2, rapid.ID[string])
	for _, k := range keys {
		p := checklist.Point{Key: k, Mandatory: rapid.Bool().Draw(t, "mandatory"), Name: drawText(t, "name"), Hint: drawText(t, "hint"), Question: drawText(t, "question"),
			Why: drawText(t, "why"), How: drawText(t, "how"), Source: rapid.SampledFrom([]string{"", "s. 8"}).Draw(t, "source"),
			Platforms: words.Draw(t, "platforms"), Kinds: words.Draw(t, "kinds"), After: words.Draw(t, "after"), Rules: words.Draw(t, "rules")}
		for _, f := range rapid.Permutation([]string{"p", "q"}).Draw(t, "fields")[:rapid.IntRange(0, 2).Draw(t, "fn")] {
			field := checklist.Field{Key: f, Kind: rapid.SampledFrom(checklist.Kinds).Draw(t, "kind"), Mandatory: rapid.Bool().Draw(t, "fm"), Label: drawText(t, "label"), Hint: drawText(t, "fh"), Register: rapid.SampledFrom([]string{"", "name"}).Draw(t, "register"),
				Reason: rapid.SampledFrom([]string{"", "yes"}).Draw(t, "reason")}
			if rapid.Bool().Draw(t, "options") {
				field.Options = []checklist.Option{{Value: "o", Label: drawText(t, "option")}}
				field.When = &checklist.When{Field: "p", Is: rapid.SampledFrom([]string{"1", "2"}).Draw(t, "is")}
			}
			p.Fields = append(p.Fields, field)
		}
		s := &c.Sections[rapid.IntRange(0, len(c.Sections)-1).Draw(t, "in")]
		s.Points = append(s.Points, p)
	}
	return c
}

// asked writes what a content asks, sets without their order.
func asked(c *checklist.Content) string {
	c = clone(c)
	for _, p := range c.Points() {
		for _, set := range [][]string{p.Platforms, p.Kinds, p.After, p.Rules} {
			slices.Sort(set)
		}
	}
	raw, err := json.Marshal(c)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

func clone(c *checklist.Content) *checklist.Content {
	raw, err := json.Marshal(c)
	if err != nil {
		panic(err)
	}
	out := &checklist.Content{}
	if err := json.Unmarshal(raw, out); err != nil {
		panic(err)
	}
	return out
}

func TestCompareGivesNothingExactlyWhereNothingDiffers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawContent(t), drawContent(t)
		if list := checklist.Compare(a, clone(a)); len(list) > 0 {
			t.Fatalf("a content differs from itself: %v", told(list))
		}
		if got, want := len(checklist.Compare(a, b)) == 0, asked(a) == asked(b); got != want {
			t.Fatalf("nothing differs: %v, want %v\n%s\n%s", got, want, asked(a), asked(b))
		}
	})
}

func TestCompareOfAnotherOrderTellsOfMovesOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawContent(t)
		b := clone(a)
		var points []checklist.Point
		for i := range b.Sections {
			points = append(points, b.Sections[i].Points...)
			b.Sections[i].Points = nil
		}
		b.Sections = rapid.Permutation(b.Sections).Draw(t, "sections again")
		for i, p := range rapid.Permutation(points).Draw(t, "points again") {
			p.Fields = rapid.Permutation(p.Fields).Draw(t, fmt.Sprint("fields again ", i))
			s := &b.Sections[rapid.IntRange(0, len(b.Sections)-1).Draw(t, "to")]
			s.Points = append(s.Points, p)
		}
		for _, d := range checklist.Compare(a, b) {
			if d.Change != checklist.Moved {
				t.Fatalf("only the order changed, and it says %v", told([]checklist.Difference{d}))
			}
		}
	})
}
