package templateweb

import (
	"context"
	"slices"
	"strings"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/platform"
)

// difference is a checklist.Difference in words.
type difference struct {
	What  string // "Punkten Ordna bevakning är ny"
	Texts []rewording
}

type rewording struct{ Part, Old, New string }

// inWords says the differences, one a line.
func inWords(ctx context.Context, list []checklist.Difference) []difference {
	var out []difference
	for _, d := range list {
		kind := "point"
		switch {
		case d.Field != "":
			kind = "field"
		case d.Point == "":
			kind = "section"
		}
		name := d.Name.In(i18n.Lang(ctx))
		if name == "" {
			name = strings.Join(strings.Fields(d.Section+" "+d.Point+" "+d.Field), ", ")
		}
		line := difference{What: i18n.T(ctx, "templateweb.diff."+string(d.Change), "What", i18n.T(ctx, "templateweb.thing."+kind, "Name", name))}
		for _, t := range d.Texts {
			line.Texts = append(line.Texts, bothLanguages(ctx, t)...)
		}
		out = append(out, line)
	}
	return out
}

// bothLanguages gives what differs in Swedish, in English, or in both.
func bothLanguages(ctx context.Context, t checklist.Rewording) []rewording {
	var list []rewording
	part := i18n.T(ctx, "templateweb.part."+t.Part)
	if t.Old.SV != t.New.SV {
		list = append(list, rewording{part, said(ctx, t.Part, t.Old.SV), said(ctx, t.Part, t.New.SV)})
	}
	if t.Old.EN != t.New.EN {
		list = append(list, rewording{i18n.T(ctx, "templateweb.part_english", "Part", part), t.Old.EN, t.New.EN})
	}
	return list
}

// said writes the value of a part as people read it.
func said(ctx context.Context, part, value string) string {
	switch {
	case part == "kind" && value != "":
		return i18n.T(ctx, "templateweb.kind."+value)
	case part == "mandatory":
		return i18n.T(ctx, "templateweb.is."+value)
	}
	return value
}

// mark tells what the draft does to a point that the published version has or has not.
func mark(ctx context.Context, diff []checklist.Difference, point string) string {
	var words []string
	for _, d := range diff {
		key := "templateweb.mark.changed"
		switch {
		case d.Point != point:
			continue
		case d.Change == checklist.Added:
			key = "templateweb.mark.added"
		case d.Change == checklist.Moved && d.Field == "":
			key = "templateweb.mark.moved"
		}
		if w := i18n.T(ctx, key); !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	return strings.Join(words, ", ")
}

func kindOptions(ctx context.Context) []page.Option {
	var list []page.Option
	for _, k := range checklist.Kinds {
		list = append(list, page.Option{Value: string(k), Label: i18n.T(ctx, "templateweb.kind."+string(k))})
	}
	return list
}

func platformOptions(ctx context.Context) []page.Option {
	var list []page.Option
	for _, n := range platform.Names() {
		list = append(list, page.Option{Value: string(n), Label: register.PlatformLabel(ctx, n)})
	}
	return list
}

func accountKindOptions(ctx context.Context) []page.Option {
	var list []page.Option
	for _, k := range register.Kinds {
		list = append(list, page.Option{Value: k, Label: i18n.T(ctx, "registerweb.kind."+k)})
	}
	return list
}

// reasonOptions are the answers to a yes or no that may need a reason.
func reasonOptions(ctx context.Context) []page.Option {
	var list []page.Option
	for _, r := range checklist.Reasons {
		value := r
		if r == "no" {
			value = "" // as it is where nothing is said
		}
		list = append(list, page.Option{Value: value, Label: i18n.T(ctx, "templateweb.reason."+r)})
	}
	return list
}

func ruleOptions(ctx context.Context) []page.Option {
	var list []page.Option
	for _, r := range checklist.Rules {
		list = append(list, page.Option{Value: r.Name, Label: i18n.T(ctx, "checklist.rule."+r.Name)})
	}
	return list
}

// scope says which accounts a point is asked of: those that are named, or, where that is shorter, all but the others.
func scope(ctx context.Context, p *checklist.Point) string {
	var words []string
	for _, c := range []struct {
		all    []page.Option
		chosen []string
	}{{platformOptions(ctx), p.Platforms}, {accountKindOptions(ctx), p.Kinds}} {
		var in, out []string
		for _, o := range c.all {
			if slices.Contains(c.chosen, o.Value) {
				in = append(in, o.Label)
			} else {
				out = append(out, o.Label)
			}
		}
		switch {
		case len(in) == 0 || len(out) == 0:
		case len(out) < len(in):
			words = append(words, i18n.T(ctx, "templateweb.all_but", "Names", strings.Join(out, ", ")))
		default:
			words = append(words, strings.Join(in, ", "))
		}
	}
	if len(words) == 0 {
		return i18n.T(ctx, "templateweb.all_accounts")
	}
	return strings.Join(words, "; ")
}

func must(ctx context.Context, mandatory bool) string {
	if mandatory {
		return i18n.T(ctx, "templateweb.mandatory")
	}
	return i18n.T(ctx, "templateweb.optional")
}
