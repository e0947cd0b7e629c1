package pdf

import (
	"fmt"

	"github.com/carlos7ags/folio/content"
	"github.com/carlos7ags/folio/core"
)

// draw puts lines of a row on the page. Decoration stands outside the structure.
func (l *layout) draw(r *row, from, to int, decoration bool) {
	if from >= to {
		return
	}
	if from == 0 {
		if !l.empty {
			l.y -= r.before
		}
		if r.above > 0 && (!l.empty || r.above == strongRule) {
			l.rule(r.ruleX, r.above, r.above == strongRule)
			l.y -= r.above + r.pad
		}
	}
	l.empty = false
	start, size := l.y, 0.0
	for _, c := range r.columns {
		size = max(size, c.style.size)
	}
	// The middle of the largest letters is in the middle of the line; all stand on one baseline.
	base := start - r.lead/2 - size*0.35
	for i := range r.columns {
		l.text(&r.columns[i], r.lead, base, from, min(to, len(r.columns[i].lines)), decoration)
	}
	l.y = start - float64(to-from)*r.lead
	if r.bar {
		end := l.y
		if r.keep {
			end -= r.after // what follows has the bar too
		}
		l.mark("Artifact", nil)
		l.fill(left+r.ruleX, end, barWidth, start-end, ink)
		l.page().stream.EndMarkedContent()
	}
	if to < r.lines() {
		return
	}
	if r.below > 0 {
		l.y -= 4
		l.rule(r.ruleX, r.below, r.inkRule)
		l.y -= r.below
	}
	l.y -= r.after
}

// text draws lines of one column as one piece of marked content; y is the first line's baseline.
func (l *layout) text(c *column, lead, y float64, from, to int, decoration bool) {
	if from >= to {
		return
	}
	if decoration {
		l.mark("Artifact", nil)
	} else {
		if c.node.level > 0 && len(l.refs[c.node]) == 0 {
			l.heads = append(l.heads, bookmark{c.node, len(l.pages) - 1, y + lead})
		}
		l.mark(c.node.tag, c.node)
	}
	for i, s := range c.lines[from:to] {
		l.show(l.page().stream, s, c.style, left+c.x, y-float64(i)*lead)
	}
	l.page().stream.EndMarkedContent()
}

// mark opens marked content that belongs to the node, or to nobody.
func (l *layout) mark(tag string, n *node) {
	p := l.page()
	if n == nil {
		p.stream.BeginMarkedContent(tag)
		return
	}
	id := len(p.owners)
	p.owners = append(p.owners, n)
	l.refs[n] = append(l.refs[n], ref{len(l.pages) - 1, id})
	p.stream.BeginMarkedContentWithID(tag, id)
}

// show draws letters; y is their baseline.
func (l *layout) show(s *content.Stream, text string, st style, x, y float64) {
	if text == "" {
		return
	}
	name := "F1"
	if st.bold {
		name = "F2"
	}
	shown, lacks := l.doc.fonts.drawn(text, st)
	if lacks {
		// In hexadecimal: no byte of the text can be taken for the page's own syntax.
		s.AppendBytes(fmt.Appendf(nil, "/Span <</ActualText <%X>>> BDC", core.EncodeTextStringUTF16BE(text)))
		defer s.EndMarkedContent()
	}
	s.SetFillColorRGB(st.ink.r, st.ink.g, st.ink.b)
	s.BeginText()
	s.SetFont(name, st.size)
	s.MoveText(x, y)
	s.ShowTextHex(l.doc.fonts.of(st).EncodeString(shown))
	s.EndText()
}

func (l *layout) rule(x, thick float64, strong bool) {
	c := line
	if strong {
		c = ink
	}
	l.mark("Artifact", nil)
	l.fill(left+x, l.y-thick, textWidth-x, thick, c)
	l.page().stream.EndMarkedContent()
}

func (l *layout) fill(x, y, w, h float64, c colour) {
	s := l.page().stream
	s.SetFillColorRGB(c.r, c.g, c.b)
	s.Rectangle(x, y, w, h)
	s.Fill()
}

// feet writes the foot of every page.
func (l *layout) feet() {
	f := l.doc.fonts
	for i, p := range l.pages {
		number := ""
		if l.doc.meta.Page != nil {
			number = oneLine(l.doc.meta.Page(i+1, len(l.pages)))
		}
		w := f.width(number, small)
		text := l.cut(oneLine(l.doc.meta.Footer), textWidth-w-gap)
		p.stream.BeginMarkedContent("Artifact")
		l.show(p.stream, text, small, left, 44)
		l.show(p.stream, number, small, left+textWidth-w, 44)
		p.stream.EndMarkedContent()
	}
}

// cut shortens text to the width.
func (l *layout) cut(text string, width float64) string {
	if l.doc.fonts.width(text, small) <= width {
		return text
	}
	r := []rune(text)
	for len(r) > 0 && l.doc.fonts.width(string(r)+"…", small) > width {
		r = r[:len(r)-1]
	}
	return string(r) + "…"
}
