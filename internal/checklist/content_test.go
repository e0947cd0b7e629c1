package checklist_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/i18n"
)

// small is content that may be published: a point with two fields, and one that waits for it.
func small() *checklist.Content {
	sv := func(s string) checklist.Text { return checklist.Text{SV: s} }
	return &checklist.Content{Sections: []checklist.Section{
		{Key: "one", Title: sv("Ett"), Points: []checklist.Point{{
			Key: "first", Kind: checklist.KindChoice, Mandatory: true, Name: sv("Välj"), Question: sv("Vilket?"),
			Fields: []checklist.Field{
				{Key: "pick", Kind: checklist.KindChoice, Mandatory: true, Label: sv("Val"), Register: "crisis_use",
					Options: []checklist.Option{{Value: "used", Label: sv("Används")}, {Value: "unused", Label: sv("Används inte")}}},
				{Key: "sure", Kind: checklist.KindYesNo, Label: sv("Säkert?")},
				{Key: "more", Kind: checklist.KindLong, Label: sv("Mer"), When: &checklist.When{Field: "pick", Is: "used"}, Register: "crisis_text"},
			},
		}}},
		{Key: "two", Title: sv("Två"), Points: []checklist.Point{{
			Key: "second", Kind: checklist.KindPersons, Name: sv("Utse"), Question: sv("Vilka?"), After: []string{"first"},
			Rules: []string{"two_monitors"}, Platforms: []string{"instagram"}, Kinds: []string{"business"},
			Fields: []checklist.Field{{Key: "monitors", Kind: checklist.KindPersons, Label: sv("Personer")}},
		}}},
	}}
}

func TestCheckRefuses(t *testing.T) {
	type content = checklist.Content
	first := func(c *content) *checklist.Point { return &c.Sections[0].Points[0] }
	second := func(c *content) *checklist.Point { return &c.Sections[1].Points[0] }
	long := func(n int) string { return strings.Repeat("å", n+1) }
	for _, tt := range []struct {
		what   string
		change func(*content)
		want   []string // name and key, in order
	}{
		{"nothing wrong", func(*content) {}, nil},
		{"no sections", func(c *content) { c.Sections = nil }, []string{"sections checklist.no_sections"}},
		{"no title", func(c *content) { c.Sections[1].Title.SV = " " }, []string{"section.1.title checklist.title_missing"}},
		{"title in English only", func(c *content) { c.Sections[0].Title = checklist.Text{EN: "One"} }, []string{"section.0.title checklist.title_missing"}},
		{"long title", func(c *content) { c.Sections[0].Title.SV = long(100) }, []string{"section.0.title checklist.too_long"}},
		{"section key with capitals", func(c *content) { c.Sections[0].Key = "One" }, []string{"section.0.key checklist.key_form"}},
		{"section key twice", func(c *content) { c.Sections[1].Key = "one" }, []string{"section.1.key checklist.key_twice"}},
		{"section without points", func(c *content) { c.Sections[1].Points = nil }, []string{"section.1.points checklist.section_empty"}},
		{"no name", func(c *content) { first(c).Name.SV = "" }, []string{"point.first.name checklist.name_missing"}},
		{"long name in English", func(c *content) { first(c).Name.EN = long(100) }, []string{"point.first.name.en checklist.too_long"}},
		{"long hint", func(c *content) { first(c).Hint.SV = long(200) }, []string{"point.first.hint checklist.too_long"}},
		{"no question", func(c *content) { second(c).Question.SV = "" }, []string{"point.second.question checklist.question_missing"}},
		{"long question", func(c *content) { second(c).Question.SV = long(500) }, []string{"point.second.question checklist.too_long"}},
		{"long why", func(c *content) { second(c).Why.SV = long(2000) }, []string{"point.second.why checklist.too_long"}},
		{"long how", func(c *content) { second(c).How.EN = long(2000) }, []string{"point.second.how.en checklist.too_long"}},
		{"long source", func(c *content) { second(c).Source = long(100) }, []string{"point.second.source checklist.too_long"}},
		{"NUL", func(c *content) { second(c).Why.SV = "a\x00b" }, []string{"point.second.why checklist.characters"}},
		{"broken UTF-8", func(c *content) { second(c).Why.SV = "a\xff" }, []string{"point.second.why checklist.characters"}},
		{"point without key", func(c *content) { second(c).Key = "" }, []string{"point.1.key checklist.key_form"}},
		{"point key beginning with a digit", func(c *content) { second(c).Key = "2nd" }, []string{"point.1.key checklist.key_form"}},
		{"point key too long", func(c *content) { second(c).Key = strings.Repeat("a", 61) }, []string{"point.1.key checklist.key_form"}},
		{"point key twice", func(c *content) { second(c).Key, second(c).After = "first", nil }, []string{"point.1.key checklist.key_twice"}},
		{"unknown platform", func(c *content) { second(c).Platforms = []string{"instagram", "myspace"} }, []string{"point.second.platforms checklist.platform_unknown"}},
		{"unknown kind of account", func(c *content) { second(c).Kinds = []string{"personal"} }, []string{"point.second.kinds checklist.account_kind_unknown"}},
		{"reason of a text", func(c *content) { second(c).Fields[0].Reason = "yes" }, []string{"point.second.field.monitors.reason checklist.reason_unknown"}},
		{"rule without its field", func(c *content) { second(c).Rules = []string{"two_logins"} }, []string{"point.second.rules checklist.rule_needs"}},
		{"unknown rule", func(c *content) { second(c).Rules = []string{"three_monitors"} }, []string{"point.second.rules checklist.rule_unknown"}},
		{"after a point that is gone", func(c *content) { second(c).After = []string{"gone"} }, []string{"point.second.after checklist.after_missing"}},
		{"after itself", func(c *content) { second(c).After = []string{"first", "second"} }, []string{"point.second.after checklist.after_itself"}},
		{"after a later one", func(c *content) { first(c).After = []string{"second"} }, []string{"point.first.after checklist.after_later"}},
		{"no fields", func(c *content) { second(c).Fields = nil }, []string{"point.second.rules checklist.rule_needs", "point.second.fields checklist.no_fields"}},
		{"another kind than its first field", func(c *content) { second(c).Kind = checklist.KindText }, []string{"point.second.kind checklist.kind_differs"}},
		{"unknown kind of field", func(c *content) { first(c).Fields[1].Kind = "colour" }, []string{"point.first.field.sure.kind checklist.kind_unknown"}},
		{"field without key", func(c *content) { first(c).Fields[1].Key = "" }, []string{"point.first.field.1.key checklist.key_form"}},
		{"field key twice", func(c *content) { first(c).Fields[1].Key = "pick" }, []string{"point.first.field.1.key checklist.key_twice"}},
		{"no label", func(c *content) { first(c).Fields[0].Label.SV = "" }, []string{"point.first.field.pick.label checklist.label_missing"}},
		{"long label", func(c *content) { first(c).Fields[0].Label.EN = long(300) }, []string{"point.first.field.pick.label.en checklist.too_long"}},
		{"long hint of a field", func(c *content) { first(c).Fields[0].Hint.SV = long(200) }, []string{"point.first.field.pick.hint checklist.too_long"}},
		{"one option", func(c *content) { first(c).Fields[0].Options = first(c).Fields[0].Options[:1] }, []string{"point.first.field.pick.options checklist.too_few_options"}},
		{"option twice", func(c *content) { first(c).Fields[0].Options[1].Value = "used" }, []string{"point.first.field.pick.option.1.value checklist.option_twice"}},
		{"option's value", func(c *content) {
			first(c).Fields[0].Options[1].Value, first(c).Fields[0].Register = "not used", ""
		}, []string{"point.first.field.pick.option.1.value checklist.value_form"}},
		{"option without words", func(c *content) { first(c).Fields[0].Options[1].Label.SV = "" }, []string{"point.first.field.pick.option.1.label checklist.option_missing"}},
		{"role twice", func(c *content) {
			second(c).Fields[0].Options = []checklist.Option{{Value: "a", Label: checklist.Text{SV: "A"}}, {Value: "a", Label: checklist.Text{SV: "B"}}}
		}, []string{"point.second.field.monitors.option.1.value checklist.option_twice"}},
		{"when of a field that is gone", func(c *content) { first(c).Fields[2].When.Field = "gone" }, []string{"point.first.field.more.when checklist.when_missing"}},
		{"when of itself", func(c *content) { first(c).Fields[2].When.Field = "more" }, []string{"point.first.field.more.when checklist.when_missing"}},
		{"when of a later field", func(c *content) { first(c).Fields[1].When = &checklist.When{Field: "more", Is: "x"} }, []string{"point.first.field.sure.when checklist.when_missing"}},
		{"when of no option", func(c *content) { first(c).Fields[2].When.Is = "maybe" }, []string{"point.first.field.more.when checklist.when_value"}},
		{"when of neither yes nor no", func(c *content) { first(c).Fields[2].When = &checklist.When{Field: "sure", Is: "ja"} }, []string{"point.first.field.more.when checklist.when_value"}},
		{"when of yes", func(c *content) { first(c).Fields[2].When = &checklist.When{Field: "sure", Is: "yes"} }, nil},
		{"when of free text", func(c *content) {
			c.Sections[0].Points[0].Fields = append(first(c).Fields, checklist.Field{Key: "last", Kind: checklist.KindText,
				Label: checklist.Text{SV: "Sist"}, When: &checklist.When{Field: "more", Is: "x"}})
		}, []string{"point.first.field.last.when checklist.when_value"}},
		{"unknown field of the register", func(c *content) { first(c).Fields[1].Register = "secret" }, []string{"point.first.field.sure.register checklist.register_unknown"}},
		{"yes or no as crisis text", func(c *content) { first(c).Fields[1].Register = "crisis_text" }, []string{"point.first.field.sure.register checklist.register_kind"}},
		{"options that the register does not take", func(c *content) { first(c).Fields[0].Register = "sender" }, []string{"point.first.field.pick.register checklist.register_value"}},
		{"no mandatory point", func(c *content) { first(c).Mandatory = false }, []string{"sections checklist.none_mandatory"}},
		{"mandatory on one platform only", func(c *content) { first(c).Platforms = []string{"instagram"} }, []string{"sections checklist.none_mandatory_for_some"}},
		{"mandatory for one kind of account only", func(c *content) { first(c).Kinds = []string{"page"} }, []string{"sections checklist.none_mandatory_for_some"}},
		{"mandatory without a mandatory field", func(c *content) { first(c).Fields[0].Mandatory = false }, []string{"point.first.mandatory checklist.nothing_mandatory"}},
		{"mandatory with a field that may be hidden", func(c *content) {
			first(c).Fields[0].Mandatory, first(c).Fields[2].Mandatory = false, true
		}, []string{"point.first.mandatory checklist.nothing_mandatory"}},
		{"all at once, in order", func(c *content) { c.Sections[0].Title.SV, first(c).Mandatory, second(c).Name.SV = "", false, "" },
			[]string{"section.0.title checklist.title_missing", "point.second.name checklist.name_missing", "sections checklist.none_mandatory"}},
	} {
		t.Run(tt.what, func(t *testing.T) {
			c := small()
			tt.change(c)
			var got []string
			for _, f := range c.Check() {
				got = append(got, f.Name+" "+f.Key)
				if s := i18n.T(context.Background(), f.Key, f.Args...); strings.HasPrefix(s, "[") || strings.Contains(s, "<no value>") {
					t.Errorf("%s says %q", f.Key, s)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestTheLongestTextsFit(t *testing.T) {
	c := small()
	p := &c.Sections[0].Points[0]
	c.Sections[0].Title.SV, p.Name.SV = strings.Repeat("å", 100), strings.Repeat("å", 100)
	p.Hint.SV, p.Question.SV = strings.Repeat("å", 200), strings.Repeat("å", 500)
	p.Why.SV, p.How.EN, p.Source = strings.Repeat("å", 2000), strings.Repeat("å", 2000), strings.Repeat("å", 100)
	p.Fields[0].Label.SV, p.Fields[0].Hint.SV = strings.Repeat("å", 300), strings.Repeat("å", 200)
	if bad := c.Check(); bad != nil {
		t.Errorf("refused: %v", bad)
	}
}

// FuzzContent reads any file as content and checks it: it may be refused, but nothing falls over, and what passes
// keeps its meaning when it is written and read again.
func FuzzContent(f *testing.F) {
	for _, name := range checklist.Names {
		raw, err := json.Marshal(checklist.Default(name).Content)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte(`{"sections":[{"points":[{"fields":[{"when":{}}],"after":[""]}]}]}`))
	f.Add([]byte(`{"sections":[{"key":"a","points":[{"key":"a","mandatory":true,"fields":[{"key":"a","kind":"choice","options":[{}]}]}]}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var c checklist.Content
		if json.Unmarshal(raw, &c) != nil {
			return
		}
		if c.Check() != nil {
			return
		}
		again, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var d checklist.Content
		if err := json.Unmarshal(again, &d); err != nil {
			t.Fatal(err)
		}
		if bad := d.Check(); bad != nil {
			t.Errorf("passed once, refused when read again: %v", bad)
		}
	})
}
