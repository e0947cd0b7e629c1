package checklistweb

import (
	"context"
	"strconv"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
)

func (v *tasksView) has(section int) bool {
	for _, it := range v.Items {
		if it.Section == section {
			return true
		}
	}
	return false
}

// answersOf gives the answers of a section, each with a link to change it.
func (v *tasksView) answersOf(ctx context.Context, section int) []page.Row {
	var rows []page.Row
	for _, it := range v.Items {
		if it.Section != section {
			continue
		}
		name := it.Point.Name.In(i18n.Lang(ctx))
		rows = append(rows, page.Row{Term: strconv.Itoa(it.Number) + ". " + name, Body: answerCell(v, it),
			Act: page.Link{Label: i18n.T(ctx, "checklistweb.submit.change"), Hidden: name, Href: v.pointURL(ctx, it)}})
	}
	return rows
}

// answerWords says the whole answer to a point, its files too.
func (v *tasksView) answerWords(ctx context.Context, it *checklist.Item) string {
	words := it.Point.Words(it.Answer.Fields).In(i18n.Lang(ctx))
	for _, f := range v.Files {
		if f.Point == it.Point.Key && !f.Removed() {
			if words != "" {
				words += "\n"
			}
			words += i18n.T(ctx, "checklistweb.file.one", "Name", f.Name)
		}
	}
	if words == "" {
		return i18n.T(ctx, "checklistweb.submit.nothing")
	}
	return words
}

func (v *tasksView) undo(ctx context.Context) page.Undo {
	return page.Undo{Happens: []string{i18n.T(ctx, "checklistweb.move.happens1"), i18n.T(ctx, "checklistweb.move.happens2")}, Stays: []string{i18n.T(ctx, "checklistweb.move.stays")},
		Act: i18n.T(ctx, "checklistweb.move.act", "Number", v.Newest), Action: url(ctx, v.ID, "/move"),
		Back: page.Link{Label: i18n.T(ctx, "checklistweb.move.back"), Href: url(ctx, v.ID, "")}}
}
