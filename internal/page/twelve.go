package page

import (
	"context"

	"kanalkoll/internal/i18n"
)

// Twelve is twelve months or weeks over rows: a heat map of the archive year, units by week, or the coverage of
// an account by working day.
type Twelve struct {
	LabelledBy string // id of the heading
	RowHead    string // over the row heads
	HideHead   bool   // RowHead for screen readers only
	Cols       []Col
	Groups     []Band
	Slim       bool // short row heads
}

// Col is a month or a week. Spoken takes the place of Label for screen readers ("vecka 42").
type Col struct {
	Label  string
	Spoken string
	Now    bool
}

// Band is a part of the rows, with a title or without.
type Band struct {
	Title string
	Rows  []BandRow
}

// BandRow is a row: its name, a note beside it, a link to all of it, and a cell per column. Person is for the
// rows of people below a coverage strip.
type BandRow struct {
	Name   string
	Note   string
	Href   string
	Person bool
	Cells  []Cell
}

// Cell is one month or week of a row. Only cells that need someone have an Href. Text is a number shown in it;
// Days, where set, draws five working days instead. Spoken is what screen readers hear; default: the state's word.
type Cell struct {
	Kind   Kind
	Text   string
	Spoken string
	Href   string
	Days   []Day
}

// Day is a part of a week.
type Day string

// The days: two or more people, one, nobody, not a working day; and for one person present or away.
const (
	DayTwo  Day = "two"
	DayOne  Day = "one"
	DayNone Day = "none"
	DayRest Day = "rest"
	DayHere Day = "here"
	DayAway Day = "away"
)

// LegendItem explains a cell, or a day where Day is set. Text defaults to the state's word.
type LegendItem struct {
	Kind Kind
	Day  Day
	Text string
}

// CoverageLegend explains the coverage strip; with people, also the rows of people.
func CoverageLegend(ctx context.Context, people bool) []LegendItem {
	items := []LegendItem{
		{Day: DayTwo, Text: i18n.T(ctx, "page.day_two")},
		{Day: DayOne, Text: i18n.T(ctx, "page.day_one")},
		{Day: DayNone, Text: i18n.T(ctx, "page.day_none")},
		{Day: DayRest, Text: i18n.T(ctx, "page.day_rest")},
	}
	if people {
		items = append(items, LegendItem{Day: DayHere, Text: i18n.T(ctx, "page.day_here")}, LegendItem{Day: DayAway, Text: i18n.T(ctx, "page.day_away")})
	}
	return items
}

func (c Cell) spoken(ctx context.Context) string {
	return c.Kind.orWord(ctx, c.Spoken)
}

// glyph is the shape in the cell; numbers stand alone but for coverage, whose shape says which sort they count.
func (c Cell) glyph() string {
	if c.Text != "" && c.Kind != Gap && c.Kind != Thin {
		return ""
	}
	return looks[c.Kind].cellGlyph
}

// ariaHidden hides the shown number where the spoken sentence holds it.
func ariaHidden(spoken string) string {
	if spoken == "" {
		return "false"
	}
	return "true"
}
