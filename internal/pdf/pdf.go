// Package pdf writes text documents as tagged PDF (ISO 32000-1, 14.8): every word belongs to a heading, a paragraph, a
// list or a table that a screen reader can walk, in the order it was added, and what only decorates the page is marked
// as such. The same calls give the same bytes.
package pdf

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// Meta is what a document says about itself.
type Meta struct {
	Title    string // shown in the reader's title bar
	Language string // BCP 47: "sv"
	Author   string // may be empty
	Creator  string // the program
	Created  time.Time
	Footer   string                    // at the foot of every page; cut where it is longer than a line
	Page     func(page, of int) string // the words that number a page: "Sida 2 av 4"
}

// Document is a document being put together. It belongs to one goroutine.
type Document struct {
	meta   Meta
	fonts  *fonts
	root   *node
	rows   []row
	indent float64
	fresh  bool // nothing stands below the last section's heading yet
}

// New begins a document on A4.
func New(m Meta) (*Document, error) {
	f, err := newFonts()
	if err != nil {
		return nil, err
	}
	return &Document{meta: m, fonts: f, root: &node{tag: "Document"}, fresh: true}, nil
}

// Heading is a heading with what stands beside it.
type Heading struct {
	Level  int    // 1 the document, 2 a section under a strong rule, 3 a part of one
	Number string // before a heading of level 3: it and all until the next section are set in
	Text   string
	Aside  string // at the right margin, read after the heading as a paragraph
}

// Heading adds a heading. It stays on a page with what follows.
func (d *Document) Heading(h Heading) {
	st := map[int]style{1: h1, 2: h2, 3: h3}[h.Level]
	if st.size == 0 {
		panic(fmt.Sprintf("pdf: no heading of level %d", h.Level))
	}
	d.indent = 0
	if h.Number != "" {
		d.indent = setIn
	}
	n := d.root.add(fmt.Sprintf("H%d", h.Level))
	n.heading, n.level = strings.TrimSpace(h.Number+" "+oneLine(h.Text)), h.Level
	r := row{lead: st.lead, keep: true, ruleX: 0}
	width := textWidth - d.indent
	if h.Aside != "" {
		width -= asideWidth + gap
	}
	if h.Number != "" {
		r.columns = append(r.columns, d.column(n, h.Number, style{size: st.size, lead: st.lead, ink: ink2}, 0, setIn-4))
	}
	r.columns = append(r.columns, d.column(n, h.Text, st, d.indent, width))
	if h.Aside != "" {
		r.columns = append(r.columns, d.column(d.root.add("P"), h.Aside, aside, textWidth-asideWidth, asideWidth))
	}
	switch h.Level {
	case 1:
		r.after = 8
	case 2:
		r.before, r.above, r.pad, r.after = 22, strongRule, 8, 8
	default:
		r.before, r.after = 12, 2
		if !d.fresh {
			r.above, r.pad = hairline, 10
		}
	}
	d.fresh = h.Level < 3
	d.rows = append(d.rows, r)
}

// Text adds paragraphs: one for each part between empty lines. Single line breaks are kept.
func (d *Document) Text(text string) { d.paragraphs(d.root, text, body, false) }

// Small adds paragraphs in smaller, paler letters.
func (d *Document) Small(text string) { d.paragraphs(d.root, text, small, false) }

// Label adds a paragraph that names what follows and stays on a page with it.
func (d *Document) Label(text string) {
	d.paragraphs(d.root, text, label, false)
	if n := len(d.rows); n > 0 {
		d.rows[n-1].keep, d.rows[n-1].before, d.rows[n-1].after = true, 6, 2
	}
}

// Quote adds what somebody said, beside a bar, and below it who said it and when.
func (d *Document) Quote(text, who string) {
	q := d.root.add("BlockQuote")
	first := len(d.rows)
	d.paragraphs(q, text, body, true)
	for i := first; i < len(d.rows); i++ {
		d.rows[i].keep = true
	}
	d.paragraphs(q, who, small, true)
	if n := len(d.rows); n > first {
		d.rows[first].before, d.rows[n-1].after = 6, 8
	}
}

func (d *Document) paragraphs(parent *node, text string, st style, bar bool) {
	x := d.indent
	if bar {
		x += barIn
	}
	for part := range strings.SplitSeq(clean(text), "\n\n") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		c := d.column(parent.add("P"), part, st, x, textWidth-x)
		d.rows = append(d.rows, row{columns: []column{c}, lead: st.lead, after: 4, bar: bar, ruleX: d.indent})
		d.fresh = false
	}
}

// Term is a name and its value.
type Term struct{ Name, Value string }

// Terms adds names with their values beside them, as a list whose labels are the names. Terms without a value are left
// out.
func (d *Document) Terms(terms []Term) {
	var list *node
	for _, t := range terms {
		if strings.TrimSpace(t.Value) == "" {
			continue
		}
		if list == nil {
			list = d.root.add("L")
			list.numbering = "None"
		}
		item := list.add("LI")
		r := row{lead: body.lead, after: 3, columns: []column{
			d.column(item.add("Lbl"), t.Name, pale, d.indent, termWidth),
			d.column(item.add("LBody"), t.Value, body, d.indent+termWidth+gap, textWidth-d.indent-termWidth-gap),
		}}
		if d.indent == 0 {
			r.below, r.after = hairline, 4
		}
		d.rows = append(d.rows, r)
		d.fresh = false
	}
}

// List adds an unordered list. Line breaks within an item are kept.
func (d *Document) List(items []string) {
	if len(items) == 0 {
		return
	}
	list := d.root.add("L")
	list.numbering = "Disc"
	for _, it := range items {
		item := list.add("LI")
		d.rows = append(d.rows, row{lead: body.lead, after: 3, columns: []column{
			d.column(item.add("Lbl"), "•", body, d.indent, 10),
			d.column(item.add("LBody"), it, body, d.indent+12, textWidth-d.indent-12),
		}})
		d.fresh = false
	}
}

// Table adds a table. Widths are shares of the line, one for each column. The head is shown again on every page that the
// table reaches.
func (d *Document) Table(head []string, widths []float64, body [][]string) {
	t := d.root.add("Table")
	var sum float64
	for _, w := range widths {
		sum += w
	}
	line := func(group *node, tag string, cells []string, st style) row {
		tr := group.add("TR")
		r := row{lead: st.lead, below: hairline, after: 4, ruleX: d.indent}
		x := d.indent
		for i, w := range widths {
			width := w / sum * (textWidth - d.indent)
			n := tr.add(tag)
			if i < len(cells) {
				r.columns = append(r.columns, d.column(n, cells[i], st, x, width-gap))
			}
			x += width
		}
		return r
	}
	r := line(t.add("THead"), "TH", head, tableHead)
	r.keep, r.below, r.inkRule = true, thinRule, true
	repeat := r
	d.rows = append(d.rows, r)
	group := t.add("TBody")
	for i, cells := range body {
		r := line(group, "TD", cells, tableCell)
		r.repeat = &repeat
		if i == len(body)-1 {
			r.below = 0 // nothing to part it from
		}
		d.rows = append(d.rows, r)
	}
	d.fresh = false
}

// Break begins a new page.
func (d *Document) Break() {
	if len(d.rows) > 0 {
		d.rows[len(d.rows)-1].last = true
	}
}

// WriteTo writes the document. It may be called again and writes the same bytes.
func (d *Document) WriteTo(w io.Writer) (int64, error) {
	l := newLayout(d)
	l.place()
	l.feet()
	return l.write(w)
}
