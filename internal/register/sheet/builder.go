package sheet

import (
	"strings"
	"unicode/utf8"
)

// builder collects rows, whatever the format, and holds them to the limits.
type builder struct {
	lim   Limits
	words *Vocabulary
	table *Table
	early []earlyRow // rows seen before it is known which of them is the header
	ready bool
}

type earlyRow struct {
	line  int
	cells []string
}

// headerWithin is how many rows with content are looked at for a header: people put titles above their tables.
const headerWithin = 10

// add takes the next row; line is its number as the user sees it.
func (b *builder) add(line int, cells []string) error {
	for i, c := range cells {
		cells[i] = strings.TrimSpace(c)
	}
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) == 0 {
		return nil
	}
	if len(cells) > b.lim.Columns {
		return problemAt("sheet.too_many_columns", line, "", "Count", len(cells), "Limit", b.lim.Columns)
	}
	if b.ready {
		return b.row(line, cells)
	}
	b.early = append(b.early, earlyRow{line, cells})
	if b.words.Columns(cells).known() >= 2 || looksLikeData(cells) || len(b.early) == headerWithin {
		return b.settle()
	}
	return nil
}

// settle decides which of the early rows is the header and takes those below it as rows.
func (b *builder) settle() error {
	b.ready = true
	t, at, last := b.table, 0, len(b.early)-1
	switch {
	case b.words.Columns(b.early[last].cells).known() >= 2:
		at = last
	case last > 0 && looksLikeData(b.early[last].cells) && len(b.early[last-1].cells) > len(b.early[0].cells):
		at = last - 1 // a title, and headers that nobody knows: the row above the first address
	}
	if looksLikeData(b.early[at].cells) && b.words.Columns(b.early[at].cells).known() < 2 {
		t.NoHeader = true
		width := 0
		for _, e := range b.early {
			width = max(width, len(e.cells))
		}
		for i := range width {
			t.Header = append(t.Header, letter(i))
		}
		b.notice(problemAt("sheet.no_header", b.early[at].line, ""))
	} else {
		t.Header, t.HeaderLine = b.early[at].cells, b.early[at].line
		if at > 0 {
			b.notice(problemAt("sheet.header_found", t.HeaderLine, ""))
		}
		if err := b.checkHeader(); err != nil {
			return err
		}
		at++
	}
	for _, e := range b.early[at:] {
		if err := b.row(e.line, e.cells); err != nil {
			return err
		}
	}
	b.early = nil
	return nil
}

func (b *builder) checkHeader() error {
	t := b.table
	seen := map[string]bool{}
	for i, h := range t.Header {
		clean, err := b.cell(t.HeaderLine, i, h)
		if err != nil {
			return err
		}
		t.Header[i] = clean
		key := Key(clean)
		if key == "" {
			continue
		}
		if seen[key] {
			b.notice(problemAt("sheet.duplicate_header", t.HeaderLine, clean))
		}
		seen[key] = true
	}
	return nil
}

func (b *builder) row(line int, cells []string) error {
	t := b.table
	if len(t.Rows) == b.lim.Rows {
		return problemAt("sheet.too_many_rows", line, "", "Limit", b.lim.Rows)
	}
	if t.NoHeader { // no header to be held to: the table grows with its widest row
		for i := len(t.Header); i < len(cells); i++ {
			t.Header = append(t.Header, letter(i))
		}
	}
	if len(cells) > len(t.Header) {
		return problemAt("sheet.too_many_cells", line, letter(len(t.Header)), "Count", len(cells), "Header", len(t.Header))
	}
	for i, c := range cells {
		clean, err := b.cell(line, i, c)
		if err != nil {
			return err
		}
		cells[i] = clean
	}
	for len(cells) < len(t.Header) {
		cells = append(cells, "")
	}
	t.Rows, t.Lines = append(t.Rows, cells), append(t.Lines, line)
	return nil
}

// cell holds one cell to its length and makes what cannot be shown visible: control characters, NUL among them,
// become U+FFFD, and a cell with any U+FFFD gets a notice.
func (b *builder) cell(line, col int, c string) (string, error) {
	if len(c) > b.lim.Cell {
		if n := utf8.RuneCountInString(c); n > b.lim.Cell {
			return "", problemAt("sheet.cell_too_long", line, b.columnName(col), "Count", n, "Limit", b.lim.Cell)
		}
	}
	clean, bad := visible(c)
	if bad {
		b.notice(problemAt("sheet.unreadable", line, b.columnName(col)))
	}
	return clean, nil
}

func visible(s string) (string, bool) {
	bad := false
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == utf8.RuneError, r < 0x20, r >= 0x7f && r < 0xa0:
			bad = true
			return utf8.RuneError
		}
		return r
	}, s)
	return s, bad
}

func (b *builder) columnName(col int) string {
	if t := b.table; col < len(t.Header) && t.Header[col] != "" {
		return t.Header[col]
	}
	return letter(col)
}

func (b *builder) notice(p *Problem) {
	if len(b.table.Notices) < maxNotices {
		b.table.Notices = append(b.table.Notices, *p)
	}
}

func (b *builder) finish() (*Table, error) {
	if !b.ready && len(b.early) > 0 {
		if err := b.settle(); err != nil {
			return nil, err
		}
	}
	t := b.table
	if !b.ready {
		return nil, problem("sheet.empty")
	}
	if len(t.Rows) == 0 {
		return nil, problemAt("sheet.no_rows", t.HeaderLine, "")
	}
	for i, cells := range t.Rows { // without a header the width is known only now
		for len(cells) < len(t.Header) {
			cells = append(cells, "")
		}
		t.Rows[i] = cells
	}
	return t, nil
}

// looksLikeData reports whether a row holds an address on the web, which no header does.
func looksLikeData(cells []string) bool {
	for _, c := range cells {
		if strings.Contains(c, "://") || strings.HasPrefix(strings.ToLower(c), "www.") {
			return true
		}
	}
	return false
}

// letter names a column as spreadsheets do: 0 is A, 26 is AA.
func letter(col int) string {
	s := ""
	for col++; col > 0; col = (col - 1) / 26 {
		s = string(rune('A'+(col-1)%26)) + s
	}
	return s
}
