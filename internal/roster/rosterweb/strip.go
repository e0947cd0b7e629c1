package rosterweb

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/roster/coverage"
)

// workdays is how many parts a week has in a strip: Monday to Friday.
const workdays = 5

// Strip draws how the account is watched in the twelve weeks from the one that the sheet begins in: the whole, then everybody
// who is assigned to watch or to cover, or who stands in. Days before or after those of the sheet are drawn as days of rest.
// LabelledBy is the id of the heading. page.CoverageLegend(ctx, true) explains it.
func Strip(ctx context.Context, sheet *roster.Sheet, account roster.Account, labelledBy string) page.Twelve {
	s := strip{sheet: sheet, days: sheet.Days[account.ID]}
	s.monday, _ = roster.Ahead(sheet.From)
	rows := []page.BandRow{{Name: i18n.T(ctx, "rosterweb.strip.all"), Cells: s.cells(ctx, s.all)}}
	for _, p := range s.who(ctx, account.ID) {
		rows = append(rows, page.BandRow{Name: sheet.Name(p.id), Note: p.note, Person: true,
			Cells: s.cells(ctx, func(i int) part { return s.person(p, i) })})
	}
	return page.Twelve{LabelledBy: labelledBy, RowHead: i18n.T(ctx, "rosterweb.strip.who"), HideHead: true, Cols: s.weeks(ctx), Groups: []page.Band{{Rows: rows}}}
}

// StripTitle heads a strip that begins in the week of the day: "Bevakning, vecka 42–53".
func StripTitle(ctx context.Context, day clock.Date) string {
	first, last := roster.Ahead(day)
	return i18n.T(ctx, "rosterweb.strip.title", "First", week(first), "Last", week(last))
}

// week gives the number of the day's week (ISO 8601).
func week(d clock.Date) int {
	_, n := d.Time().ISOWeek()
	return n
}

type strip struct {
	sheet  *roster.Sheet
	days   []coverage.Day
	monday clock.Date
}

// part is one day of a row: how it is drawn and what it is called; days of the same word are told together.
type part struct {
	day  page.Day
	word string // key; "" is told nowhere
}

func (s strip) weeks(ctx context.Context) []page.Col {
	cols := make([]page.Col, roster.Weeks)
	now, _ := roster.Ahead(s.sheet.Today)
	for i := range cols {
		monday := s.monday.AddDays(7 * i)
		n := strconv.Itoa(week(monday))
		cols[i] = page.Col{Label: n, Spoken: i18n.T(ctx, "rosterweb.strip.week", "Number", n), Now: monday == now}
	}
	return cols
}

func (s strip) cells(ctx context.Context, of func(i int) part) []page.Cell {
	cells := make([]page.Cell, roster.Weeks)
	before := between(s.sheet.From, s.monday)
	for w := range cells {
		parts := make([]part, workdays)
		for d := range parts {
			parts[d] = part{day: page.DayRest}
			if i := before + 7*w + d; i >= 0 && i < len(s.days) {
				parts[d] = of(i)
			}
			cells[w].Days = append(cells[w].Days, parts[d].day)
		}
		cells[w].Spoken = s.spoken(ctx, s.monday.AddDays(7*w), parts)
	}
	return cells
}

// between gives the number of days from a to b.
func between(a, b clock.Date) int { return int(b.Time().Sub(a.Time()).Hours() / 24) }

// spoken says a week: "vecka 52: en person 21–22 dec., lucka onsdag 23 dec.". A week that is the same throughout is told in a word.
func (s strip) spoken(ctx context.Context, monday clock.Date, parts []part) string {
	var told []string
	var words []string
	for d := 0; d < len(parts); {
		end := d
		for end+1 < len(parts) && parts[end+1].word == parts[d].word {
			end++
		}
		if w := parts[d].word; w != "" {
			word := i18n.T(ctx, w)
			told = append(told, i18n.T(ctx, "rosterweb.strip.days", "What", word, "When", days(ctx, monday.AddDays(d), monday.AddDays(end))))
			if !slices.Contains(words, word) {
				words = append(words, word)
			}
		}
		d = end + 1
	}
	number := week(monday)
	switch len(words) {
	case 0:
		return i18n.T(ctx, "rosterweb.strip.spoken", "Number", number, "What", i18n.T(ctx, "rosterweb.strip.nothing"))
	case 1:
		if !unusual(parts) {
			return i18n.T(ctx, "rosterweb.strip.spoken", "Number", number, "What", words[0])
		}
	}
	return i18n.T(ctx, "rosterweb.strip.spoken", "Number", number, "What", strings.Join(told, ", "))
}

// unusual reports whether any of the days must be told by its date.
func unusual(parts []part) bool {
	return slices.ContainsFunc(parts, func(p part) bool { return p.day == page.DayOne || p.day == page.DayNone || p.day == page.DayAway })
}

// all is how the account is watched on the i-th day.
func (s strip) all(i int) part {
	switch state := s.days[i].State; {
	case state == coverage.Covered:
		return part{page.DayTwo, "rosterweb.strip.covered"}
	case (state == coverage.Thin || state == coverage.Gap) && s.sheet.Day(i).Before(s.sheet.Today):
		return part{} // nobody can mend it any more
	case state == coverage.Thin:
		return part{page.DayOne, "rosterweb.strip.thin"}
	case state == coverage.Gap:
		return part{page.DayNone, "rosterweb.strip.gap"}
	}
	return part{day: page.DayRest}
}

// stripPerson is somebody with a row in the strip.
type stripPerson struct {
	id       uuid.UUID
	note     string
	assigned []roster.Assignment // the roles that count for coverage; none: stands in
}

// who gives everybody with a row: those who are assigned, by role, then those who stand in.
func (s strip) who(ctx context.Context, account uuid.UUID) []*stripPerson {
	var list []*stripPerson
	find := func(id uuid.UUID) *stripPerson {
		if i := slices.IndexFunc(list, func(p *stripPerson) bool { return p.id == id }); i >= 0 {
			return list[i]
		}
		list = append(list, &stripPerson{id: id})
		return list[len(list)-1]
	}
	for _, a := range s.sheet.Of(account) {
		if a.Role.Watches() || a.Role == roster.Cover {
			p := find(a.PersonID)
			if word := inSentence(ctx, a.Role); !slices.Contains(strings.Split(p.note, ", "), word) {
				p.note = strings.TrimPrefix(p.note+", "+word, ", ")
			}
			p.assigned = append(p.assigned, a)
		}
	}
	for _, d := range s.days {
		for _, id := range d.Watchers {
			if p := find(id); p.assigned == nil {
				p.note = i18n.T(ctx, "rosterweb.strip.stands_in")
			}
		}
	}
	return list
}

// person is where somebody is on the i-th day. Days on which they have nothing to do with the account are left empty.
func (s strip) person(p *stripPerson, i int) part {
	d, day := s.days[i], s.sheet.Day(i)
	switch {
	case d.State == coverage.Rest || d.State == coverage.NotOpen:
		return part{day: page.DayRest}
	case slices.Contains(d.Watchers, p.id):
		return part{page.DayHere, "rosterweb.strip.here"}
	case !slices.ContainsFunc(p.assigned, func(a roster.Assignment) bool { return a.On(day) }):
		return part{}
	case s.sheet.IsAway(p.id, day):
		return part{page.DayAway, "rosterweb.strip.away"}
	}
	return part{page.DayHere, "rosterweb.strip.here"}
}
