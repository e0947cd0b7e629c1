package checklistweb

import (
	"context"
	"strconv"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/checklist/fieldweb"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/tenant"
)

func (v *pointView) head(ctx context.Context) page.Head {
	name := v.it.Point.Name.In(i18n.Lang(ctx))
	_, total, _ := v.Progress()
	return page.Head{H1: strconv.Itoa(v.it.Number) + ". " + name, Title: name + ", " + title(ctx, v.Checklist), Crumbs: crumbs(ctx, crumb(ctx, v.Checklist)), Problems: v.problems,
		States: []page.State{{Kind: taskKind(v.it)}, {Text: title(ctx, v.Checklist)}, {Text: i18n.T(ctx, "checklistweb.point.of", "Number", v.it.Number, "Count", total)}}}
}

// props describes the control of a field.
func (v *pointView) props(ctx context.Context, f checklist.Field) fieldweb.Props {
	p := fieldweb.Props{Field: f, Lang: i18n.Lang(ctx), Value: v.values[f.Key], People: v.people, Problems: v.problems, Missing: true}
	for _, x := range v.Files {
		if x.Point == v.it.Point.Key && x.Field == f.Key && !x.Removed() {
			p.Files = append(p.Files, page.File{Name: x.Name, Size: i18n.Bytes(ctx, x.Size), State: i18n.T(ctx, "checklistweb.file.kept", "Who", whoOf(ctx, v.Sheet, x.AddedBy), "Date", day(ctx, x.AddedAt)),
				Remove: url(ctx, v.ID, "/files/"+x.ID.String()+"/remove")})
		}
	}
	v.follow(ctx, &p)
	return p
}

// rosterPages are where the parts of a roster are kept, below the account's page.
var rosterPages = map[string]string{checklist.LiveWatch: "/roster", checklist.LiveAccess: "/custody"}

// follow says of a field of people that it follows the account's roster, or that its answer becomes the roster.
func (v *pointView) follow(ctx context.Context, p *fieldweb.Props) {
	part := v.it.Point.Live(p.Field.Key)
	if part == "" || v.Name != checklist.Startup {
		return
	}
	if !v.FollowsRoster(v.it.Point.Key, p.Field.Key) {
		p.Note = i18n.T(ctx, "checklistweb.live.becomes."+part)
		return
	}
	p.Value = v.it.Answer.Fields[p.Field.Key]
	p.Note = i18n.T(ctx, "checklistweb.live.is."+part)
	p.Follows = page.Link{Label: i18n.T(ctx, "checklistweb.live.change."+part), Href: page.URL(ctx, "/app/accounts/"+v.Ref+rosterPages[part])}
}

// proposalNote says where the proposals in the form come from.
func (v *pointView) proposalNotes(ctx context.Context) []string {
	var notes []string
	said := map[string]bool{}
	for i := range v.it.Point.Fields {
		p, ok := v.proposals[v.it.Point.Fields[i].Key]
		if !ok {
			continue
		}
		s := i18n.T(ctx, "checklistweb.proposal."+p.From.Kind)
		if p.From.Kind == "unit" {
			s = i18n.T(ctx, "checklistweb.proposal.from_unit", "Name", p.From.Name, "Date", i18n.Date(ctx, p.From.On))
		}
		if !said[s] {
			said[s] = true
			notes = append(notes, s)
		}
	}
	return notes
}

// multipart reports whether the point asks for files.
func (v *pointView) multipart() string {
	for _, f := range v.it.Point.Fields {
		if f.Kind == checklist.KindFile {
			return "multipart/form-data"
		}
	}
	return "application/x-www-form-urlencoded"
}

// earlier are the point's versions, newest first, the present one left out.
func (v *pointView) earlier(ctx context.Context) []page.Event {
	lang := i18n.Lang(ctx)
	var list []page.Event
	for i := len(v.versions) - 1; i >= 0; i-- {
		x := v.versions[i]
		if !x.Aside && x.Number == v.it.Answer.Version || len(list) == 5 {
			continue
		}
		text := whoOf(ctx, v.Sheet, x.SavedBy) + ": " + v.it.Point.Words(x.Fields).In(lang)
		if len([]rune(text)) > 240 {
			text = string([]rune(text)[:240]) + "…"
		}
		if x.Aside {
			text += " " + i18n.T(ctx, "checklistweb.point.aside")
		}
		list = append(list, page.Event{When: day(ctx, x.SavedAt), Datetime: clock.On(x.SavedAt, tenant.ZoneOf(ctx)).String(), Text: text})
	}
	return list
}

// remarks are what was said of the point, newest first.
func (v *pointView) remarks() []checklist.Remark {
	var list []checklist.Remark
	for i := len(v.Remarks) - 1; i >= 0; i-- {
		if r := v.Remarks[i]; r.Point == v.it.Point.Key && r.Text != "" {
			list = append(list, r)
		}
	}
	return list
}

// termsURL gives the platform's terms where the point is about them.
func (v *pointView) termsURL() string {
	if v.it.Point.Key != "terms" {
		return ""
	}
	return platform.TermsURL(v.Platform)
}

// draftURL is where a script saves what is being typed.
func (v *pointView) draftURL(ctx context.Context) string {
	if !v.writable() {
		return ""
	}
	return pointURL(ctx, v.ID, v.it.Point.Key) + "/draft"
}
