package checklistweb

import (
	"context"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
	"kanalkoll/internal/tenant"
)

// about are the facts beside the points.
func (v *tasksView) about(ctx context.Context) []page.Row {
	rows := []page.Row{{Term: i18n.T(ctx, "checklistweb.about.unit"), Value: v.UnitName}}
	account := v.Ref
	if v.Account.Handle != "" {
		account = v.Account.Handle
	}
	rows = append(rows, page.Row{Term: i18n.T(ctx, "checklistweb.about.account"), Body: page.TextLink(page.Link{Label: account, Href: page.URL(ctx, "/app/accounts/"+v.Ref)})})
	answerers := map[uuid.UUID]bool{}
	names := ""
	for _, it := range v.Items {
		if id := it.Answer.SavedBy; id != uuid.Nil && !answerers[id] {
			answerers[id] = true
			if names != "" {
				names += ", "
			}
			names += v.who(ctx, id)
		}
	}
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, page.Row{Term: i18n.T(ctx, "checklistweb.about."+key), Value: value})
		}
	}
	add("answers", names)
	add("begun", day(ctx, v.StartedAt))
	add("submitted", day(ctx, v.SubmittedAt))
	if !v.ApprovedAt.IsZero() {
		add("approved", day(ctx, v.ApprovedAt)+", "+v.who(ctx, v.ApprovedBy))
	}
	add("review_on", i18n.Date(ctx, v.ReviewOn))
	add("template", i18n.T(ctx, "checklistweb.about.template_is", "Name", nameWord(ctx, v.Name), "Number", v.Number))
	return rows
}

// events are the steps of the checklist's life, newest first.
func (v *tasksView) events(ctx context.Context) []page.Event {
	var list []page.Event
	for _, r := range v.Records {
		key := "checklistweb.event." + r.Event
		if r.Self {
			key = "checklistweb.event.self_approved"
		}
		list = append(list, page.Event{When: day(ctx, r.At), Datetime: clock.On(r.At, tenant.ZoneOf(ctx)).String(), Text: i18n.T(ctx, key, "Who", v.who(ctx, r.By))})
	}
	return append(list, page.Event{When: day(ctx, v.StartedAt), Datetime: clock.On(v.StartedAt, tenant.ZoneOf(ctx)).String(), Text: i18n.T(ctx, "checklistweb.event.begun", "Who", v.who(ctx, v.StartedBy))})
}

// documents lead to the checklist as a document.
func (v *tasksView) documents(ctx context.Context) []page.Link {
	return []page.Link{
		{Label: i18n.T(ctx, "checklistweb.doc.print"), Href: url(ctx, v.ID, "/document")},
		{Label: i18n.T(ctx, "checklistweb.doc.as_pdf"), Href: url(ctx, v.ID, "/document.pdf")},
		{Label: i18n.T(ctx, "checklistweb.doc.as_json"), Href: url(ctx, v.ID, "/document.json")},
	}
}

// after gives what stands behind the i-th of n in a list.
func after(i, n int) string {
	if i+1 < n {
		return ","
	}
	return "."
}
