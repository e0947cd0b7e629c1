package pdf

import (
	"github.com/carlos7ags/folio/content"
)

// Measures in points; A4 is 210 × 297 mm.
const (
	pageWidth  = 595.28
	pageHeight = 841.89
	left       = 62.0
	top        = 62.0
	bottom     = 76.0
	textWidth  = pageWidth - 2*left
	setIn      = 24.0  // of what belongs to a numbered heading
	barIn      = 12.0  // of what stands beside a bar
	termWidth  = 132.0 // of the names in Terms
	asideWidth = 110.0
	gap        = 10.0 // between columns
	hairline   = 0.5
	thinRule   = 0.75
	strongRule = 1.5
	barWidth   = 3.0
)

type colour struct{ r, g, b float64 }

var (
	ink  = colour{0x10 / 255.0, 0x19 / 255.0, 0x1b / 255.0}
	ink2 = colour{0x4b / 255.0, 0x58 / 255.0, 0x5b / 255.0}
	line = colour{0xd3 / 255.0, 0xdb / 255.0, 0xdc / 255.0}
)

// style is how letters look; lead is the distance between lines.
type style struct {
	size, lead float64
	bold       bool
	ink        colour
}

var (
	h1        = style{20, 24, true, ink}
	h2        = style{13, 17, true, ink}
	h3        = style{10.5, 14.5, true, ink}
	body      = style{10, 14.5, false, ink}
	pale      = style{10, 14.5, false, ink2}
	aside     = style{9, 14.5, false, ink2}
	small     = style{8.5, 12, false, ink2}
	label     = style{8.5, 12, true, ink}
	tableHead = style{8.5, 12, false, ink2}
	tableCell = style{8.5, 12, false, ink}
)

// row is what stands side by side. Its lines may go on over pages.
type row struct {
	columns       []column
	lead          float64
	before, after float64 // white space; not at the top of a page
	above, below  float64 // thickness of rules
	pad           float64 // between the rule above and the text
	ruleX         float64
	inkRule       bool // the rule below is ink, not a hairline's colour
	bar           bool
	keep          bool // on a page with what follows
	last          bool // of its page
	repeat        *row // shown again, as decoration, on a new page
}

// column is wrapped text at a place in its row. x counts from the left margin.
type column struct {
	node  *node
	style style
	x     float64
	lines []string
}

func (d *Document) column(n *node, text string, st style, x, width float64) column {
	return column{node: n, style: st, x: x, lines: d.fonts.wrap(text, st, width)}
}

func (r *row) lines() int {
	n := 0
	for _, c := range r.columns {
		n = max(n, len(c.lines))
	}
	return n
}

// page is a page being drawn.
type page struct {
	stream *content.Stream
	owners []*node // of marked content, by its number
}

// layout puts rows on pages.
type layout struct {
	doc   *Document
	pages []*page
	y     float64 // from the page's foot
	empty bool    // nothing stands on the page yet
	refs  map[*node][]ref
	heads []bookmark
}

// ref points from the structure to marked content.
type ref struct{ page, id int }

// bookmark is a heading's place.
type bookmark struct {
	node *node
	page int
	y    float64
}

func newLayout(d *Document) *layout {
	l := &layout{doc: d, refs: map[*node][]ref{}}
	l.turn()
	return l
}

func (l *layout) turn() {
	l.pages = append(l.pages, &page{stream: content.NewStream()})
	l.y, l.empty = pageHeight-top, true
}

func (l *layout) page() *page { return l.pages[len(l.pages)-1] }

// place lays out all rows.
func (l *layout) place() {
	rows := l.doc.rows
	for i := range rows {
		r := &rows[i]
		if need := l.needs(i); !l.empty && need > l.y-bottom && need <= pageHeight-top-bottom {
			l.turn()
			l.again(r)
		}
		l.split(r)
		if r.last && i < len(rows)-1 {
			l.turn()
		}
	}
}

// again shows the head of a table on a page that the table goes on to.
func (l *layout) again(r *row) {
	if r.repeat != nil {
		l.draw(r.repeat, 0, r.repeat.lines(), true)
	}
}

// needs gives the height that must be free for the row to begin on this page: all of a short one, two lines of a long
// one; of a row that keeps with the next, all of it and what the next needs.
func (l *layout) needs(i int) float64 {
	var h float64
	for rows := l.doc.rows; i < len(rows); i++ {
		r := &rows[i]
		n := r.lines()
		if !r.keep && n > 3 {
			n = 2
		}
		h += r.before + r.above + r.pad + float64(n)*r.lead
		if !r.keep || r.last {
			break
		}
		h += r.below + r.after
	}
	return h
}

// split draws the row, over as many pages as it takes. No single line is left behind or goes over alone.
func (l *layout) split(r *row) {
	from, n := 0, r.lines()
	for from < n {
		free := l.y - bottom
		if from == 0 && !l.empty {
			free -= r.before + r.above + r.pad
		}
		fit := min(int((free+0.01)/r.lead), n-from)
		switch rest := n - from - fit; {
		case rest == 0:
		case rest == 1 && fit > 2:
			fit--
		}
		if fit < 1 {
			fit = n - from // a page too low for one line: never at these measures
			if !l.empty {
				fit = 0
			}
		}
		l.draw(r, from, from+fit, false)
		if from += fit; from < n {
			l.turn()
			l.again(r)
		}
	}
}
