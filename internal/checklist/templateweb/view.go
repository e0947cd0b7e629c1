package templateweb

import (
	"context"
	"strconv"
	"strings"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
)

// bilingual is a text as it is asked in both languages.
type bilingual struct{ Swedish, English page.Field }

// english gives the control of the same text in English, which may be left out.
func english(ctx context.Context, f page.Field) page.Field {
	f.Name += ".en"
	f.Label = i18n.T(ctx, "templateweb.part_english", "Part", f.Label)
	f.Optional = true
	f.Attrs = map[string]any{"lang": i18n.English}
	return f
}

// control names a control of field i.
func control(i int, part string) string { return "field." + strconv.Itoa(i) + "." + part }

func (f *pointForm) both(ctx context.Context, name, part string, t checklist.Text, rows int) bilingual {
	sv := page.Field{Name: name, Label: i18n.T(ctx, "templateweb.part."+part), Hint: i18n.T(ctx, "templateweb.hint."+part), Value: t.SV, Rows: rows, Problems: f.Problems}
	en := sv
	en.Hint, en.Value = "", t.EN
	return bilingual{sv, english(ctx, en)}
}

// texts are the point's own texts.
func (f *pointForm) texts(ctx context.Context) []bilingual {
	p := &f.Point
	return []bilingual{f.both(ctx, "name", "name", p.Name, 0), f.both(ctx, "hint", "hint", p.Hint, 0), f.both(ctx, "question", "question", p.Question, 3),
		f.both(ctx, "why", "why", p.Why, 5), f.both(ctx, "how", "how", p.How, 5)}
}

// fieldTexts are the texts of field i.
func (f *pointForm) fieldTexts(ctx context.Context, i int) []bilingual {
	ff := f.Fields[i]
	return []bilingual{f.both(ctx, control(i, "label"), "label", ff.Label, 0), f.both(ctx, control(i, "hint"), "field_hint", ff.Hint, 0),
		f.both(ctx, control(i, "options"), "options", checklist.Text{SV: ff.Options, EN: ff.OptionsEN}, 4)}
}

func pointHeading(ctx context.Context, f *pointForm) string {
	if name := f.Point.Name.In(i18n.Lang(ctx)); name != "" {
		return i18n.T(ctx, "templateweb.point_h1", "Name", name)
	}
	return i18n.T(ctx, "templateweb.point_edit")
}

func sectionHeading(ctx context.Context, f *sectionForm) string {
	if f.Key == "" {
		return i18n.T(ctx, "templateweb.section_add")
	}
	return i18n.T(ctx, "templateweb.section_rename")
}

func sectionAction(ctx context.Context, f *sectionForm) string {
	if f.Key == "" {
		return at(ctx, f.Name, "/draft/sections")
	}
	return at(ctx, f.Name, "/draft/sections/"+f.Key)
}

func registerOptions(ctx context.Context, now string) []page.Option {
	return []page.Option{{Label: i18n.T(ctx, "templateweb.register_none")}, {Value: now, Label: i18n.T(ctx, "templateweb.register_to", "Field", now)}}
}

func previewLink(ctx context.Context, name checklist.Name, key, lang string) page.Link {
	other, label := i18n.English, "templateweb.in_english"
	if lang == i18n.English {
		other, label = i18n.Swedish, "templateweb.in_swedish"
	}
	return page.Link{Label: i18n.T(ctx, label), Href: at(ctx, name, "/draft/points/"+key+"/preview", "in", other)}
}

// retiring says what becomes of a point; one that was never published is gone at once.
func retiring(ctx context.Context, d *checklist.Template, p *checklist.Point, known bool) page.Undo {
	u := page.Undo{Happens: []string{i18n.T(ctx, "templateweb.remove_what")}, Act: i18n.T(ctx, "templateweb.remove_act"), Action: at(ctx, d.Name, "/draft/points/"+p.Key+"/retire"),
		Back: page.Link{Label: i18n.T(ctx, "templateweb.back"), Href: at(ctx, d.Name, "/draft")}}
	if known {
		u.Happens = []string{i18n.T(ctx, "templateweb.retire_what"), i18n.T(ctx, "templateweb.retire_undo")}
		u.Stays = []string{i18n.T(ctx, "templateweb.retire_stays")}
		u.Act = i18n.T(ctx, "templateweb.retire_act")
	}
	return u
}

func facts(ctx context.Context, o *overview) []page.Row {
	v := o.Versions[0]
	use := i18n.T(ctx, "templateweb.version_shipped", "Number", v.Number)
	if !v.Shipped {
		use = i18n.T(ctx, "templateweb.version_by", "Number", v.Number, "When", v.When, "By", v.By)
	}
	rows := []page.Row{{Term: i18n.T(ctx, "templateweb.in_use"), Value: use}, {Term: i18n.T(ctx, "templateweb.asks"), Value: i18n.T(ctx, "templateweb.points", "Count", o.points())}}
	if o.MayEdit {
		d := i18n.T(ctx, "templateweb.draft_none")
		if o.Draft {
			d = i18n.T(ctx, "templateweb.draft_some")
		}
		rows = append(rows, page.Row{Term: i18n.T(ctx, "templateweb.draft"), Value: d})
	}
	return rows
}

func states(ctx context.Context, o *overview) []page.State {
	return []page.State{{Text: i18n.T(ctx, "templateweb.uses", "Number", o.Versions[0].Number)}, {Text: i18n.T(ctx, "templateweb.points", "Count", o.points())}}
}

func draftStates(ctx context.Context, v *draftView) []page.State {
	list := []page.State{{Kind: page.Draft, Text: i18n.T(ctx, "templateweb.draft_number", "Number", v.Draft.Number)}, {Text: i18n.T(ctx, "templateweb.changes", "Count", len(v.Diff))}}
	if len(v.Missing) > 0 {
		list = append(list, page.State{Kind: page.Fix, Text: i18n.T(ctx, "templateweb.to_correct", "Count", len(v.Missing)), Href: at(ctx, v.Draft.Name, "/draft/publish")})
	}
	return list
}

// pointLine says in one line what kind of point it is and what the draft has changed.
func pointLine(ctx context.Context, v *draftView, p *checklist.Point) string {
	parts := []string{must(ctx, p.Mandatory), scope(ctx, p)}
	if m := mark(ctx, v.Diff, p.Key); m != "" {
		parts = append(parts, m)
	}
	return strings.Join(parts, " · ")
}

func pointFacts(ctx context.Context, p *checklist.Point) []page.Row {
	lang := i18n.Lang(ctx)
	rows := []page.Row{{Term: i18n.T(ctx, "templateweb.answer"), Value: must(ctx, p.Mandatory)}, {Term: i18n.T(ctx, "templateweb.asked_of"), Value: scope(ctx, p)}}
	for _, r := range []page.Row{{Term: i18n.T(ctx, "templateweb.part.why"), Value: p.Why.In(lang)}, {Term: i18n.T(ctx, "templateweb.part.how"), Value: p.How.In(lang)}, {Term: i18n.T(ctx, "templateweb.part.source"), Value: p.Source}} {
		if r.Value != "" {
			rows = append(rows, r)
		}
	}
	var fields []string
	for _, f := range p.Fields {
		fields = append(fields, f.Label.In(lang)+" ("+i18n.T(ctx, "templateweb.kind."+string(f.Kind))+")")
	}
	return append(rows, page.Row{Term: i18n.T(ctx, "templateweb.part_fields"), Value: strings.Join(fields, "\n")})
}

func orNothing(ctx context.Context, s string) string {
	if s == "" {
		return i18n.T(ctx, "page.nothing")
	}
	return s
}
