package rosterweb

import (
	"context"
	"strings"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/roster/coverage"
)

// PeopleStrip draws where the people of a sheet are in the twelve weeks from the one that it begins in: a row for each.
// LabelledBy is the id of the heading.
func PeopleStrip(ctx context.Context, sheet *roster.Sheet, crew []*roster.Member, labelledBy string) page.Twelve {
	s := strip{sheet: sheet, days: make([]coverage.Day, between(sheet.From, sheet.To)+1)}
	s.monday, _ = roster.Ahead(sheet.From)
	off := make([]bool, len(s.days))
	for i := range off {
		off[i] = sheet.DayOff(i)
	}
	rows := make([]page.BandRow, 0, len(crew))
	for _, m := range crew {
		rows = append(rows, page.BandRow{Name: m.Person.Name, Note: Tasks(ctx, m), Person: true, Cells: s.cells(ctx, func(i int) part {
			switch day := sheet.Day(i); {
			case off[i]:
				return part{day: page.DayRest}
			case sheet.IsAway(m.Person.ID, day):
				return part{page.DayAway, "rosterweb.strip.away"}
			case m.On(day, i):
				return part{page.DayHere, "rosterweb.strip.here"}
			}
			return part{}
		})})
	}
	return page.Twelve{LabelledBy: labelledBy, RowHead: i18n.T(ctx, "rosterweb.strip.who"), HideHead: true, Cols: s.weeks(ctx), Groups: []page.Band{{Rows: rows}}}
}

// AccountsStrip draws how the accounts of a sheet are watched in the twelve weeks from the one that it begins in: a row
// for each, which leads to href of it.
func AccountsStrip(ctx context.Context, sheet *roster.Sheet, labelledBy string, href func(roster.Account) string) page.Twelve {
	s := strip{sheet: sheet}
	s.monday, _ = roster.Ahead(sheet.From)
	rows := make([]page.BandRow, 0, len(sheet.Accounts))
	for _, a := range sheet.Accounts {
		s.days = sheet.Days[a.ID]
		rows = append(rows, page.BandRow{Name: a.Name, Note: register.PlatformLabel(ctx, a.Platform), Href: href(a), Cells: s.cells(ctx, s.all)})
	}
	return page.Twelve{LabelledBy: labelledBy, RowHead: i18n.T(ctx, "rosterweb.strip.account"), HideHead: true, Cols: s.weeks(ctx), Groups: []page.Band{{Rows: rows}}}
}

// Tasks says what somebody does on how many of a sheet's accounts: "bevakar 3 konton, ersättare på 1 konto".
func Tasks(ctx context.Context, m *roster.Member) string {
	var words []string
	for _, part := range []struct {
		key string
		n   int
	}{
		{"rosterweb.tasks.watches", m.Count(roster.Role.Watches)},
		{"rosterweb.tasks.covers", m.Count(func(r roster.Role) bool { return r == roster.Cover })},
		{"rosterweb.tasks.else", m.Count(func(r roster.Role) bool { return !r.Watches() && r != roster.Cover })},
	} {
		if part.n > 0 {
			words = append(words, i18n.T(ctx, part.key, "Count", part.n))
		}
	}
	if m.StandsIn {
		words = append(words, i18n.T(ctx, "rosterweb.strip.stands_in"))
	}
	return strings.Join(words, ", ")
}

// StripPeopleTitle heads a strip of people that begins in the week of the day: "Personer, vecka 42–53".
func StripPeopleTitle(ctx context.Context, day clock.Date) string {
	first, last := roster.Ahead(day)
	return i18n.T(ctx, "rosterweb.strip.people", "First", week(first), "Last", week(last))
}
