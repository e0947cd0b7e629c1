// Package sheet reads the tables that people upload: CSV as spreadsheets and other registers save it, and XLSX.
//
// It knows headers, dates and limits, but neither accounts nor a database: what a row means is the register's to say.
package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"kanalkoll/internal/fault"
)

// The formats of a Table.
const (
	CSV  = "csv"
	XLSX = "xlsx"
)

// ErrTooLarge is in the chain of the *Problem that Read returns for a file of more bytes than the limit.
var ErrTooLarge = errors.New("sheet: the file is too large")

// Limits bound what is read. A zero field takes its default.
type Limits struct {
	Bytes        int64 // of the file as uploaded; 20 MB
	Uncompressed int64 // of all parts of an XLSX file together; 100 MB
	Rows         int   // with content, the header not counted; 50,000
	Columns      int   // 200
	Cell         int   // characters in one cell; 10,000
}

func (l Limits) orDefaults() Limits {
	if l.Bytes <= 0 {
		l.Bytes = 20_000_000
	}
	if l.Uncompressed <= 0 {
		l.Uncompressed = 100_000_000
	}
	if l.Rows <= 0 {
		l.Rows = 50_000
	}
	if l.Columns <= 0 {
		l.Columns = 200
	}
	if l.Cell <= 0 {
		l.Cell = 10_000
	}
	return l
}

// Table is a file's content: a header and the rows below it that are not blank, each as wide as the header.
// Cells carry no white space at their ends.
type Table struct {
	Format    string // CSV or XLSX
	Encoding  string // "utf-8", "windows-1252", "utf-16le" or "utf-16be"; empty for XLSX
	Delimiter rune   // ',', ';' or '\t'; 0 for XLSX
	Sheet     string // the worksheet's name; empty for CSV

	Header     []string
	HeaderLine int  // as in Lines; 0 where the file has none
	NoHeader   bool // the first row is data; Header then holds column letters
	Rows       [][]string
	Lines      []int // the number of Rows[i] as the user sees it: line of the file (CSV) or row of the sheet (XLSX)

	// Notices are what the user should know but what does not stop the reading, at most maxNotices of them.
	Notices []Problem
}

// maxNotices bounds Notices: a binary file in disguise would otherwise give one for each cell.
const maxNotices = 1000

// Problem says what is wrong with the file, or with one place in it. Key is an i18n key, Args its placeholder pairs,
// among them "Row" and "Column" where those are set.
type Problem struct {
	Key    string
	Args   []any
	Row    int    // line (CSV) or row (XLSX); 0 means the whole file
	Column string // header, or the column's letter where it has none; empty means the whole row
	cause  error
}

// Error gives the log's view, without anything from the file's cells but the header.
func (p *Problem) Error() string {
	s := p.Key
	if p.Row > 0 {
		s += fmt.Sprintf(", row %d", p.Row)
	}
	if p.Column != "" {
		s += fmt.Sprintf(", column %.60q", p.Column)
	}
	if p.cause != nil {
		s += ": " + p.cause.Error()
	}
	return s
}

// Unwrap gives the fault that pages show, and the cause, if any.
func (p *Problem) Unwrap() []error {
	f := &fault.Error{Kind: fault.InvalidKind, Key: p.Key, Args: p.Args}
	if p.cause == nil {
		return []error{f}
	}
	return []error{f, p.cause}
}

func problem(key string, args ...any) *Problem { return &Problem{Key: key, Args: args} }

func problemAt(key string, row int, column string, args ...any) *Problem {
	args = append(args, "Row", row)
	if column != "" {
		args = append(args, "Column", column)
	}
	return &Problem{Key: key, Args: args, Row: row, Column: column}
}

// Read reads the table in r. Name is the file's name as uploaded, or empty; its ending must agree with the content.
//
// At most one byte more than lim.Bytes is taken from r. What the user can do something about comes back as a *Problem
// (with ErrTooLarge in its chain for a file over the limit); every other error is a failure to read from r.
func Read(name string, r io.Reader, lim Limits) (*Table, error) {
	lim = lim.orDefaults()
	raw, err := io.ReadAll(io.LimitReader(r, lim.Bytes+1))
	if err != nil {
		return nil, fmt.Errorf("read uploaded table: %w", err)
	}
	if int64(len(raw)) > lim.Bytes {
		p := problem("sheet.too_large", "Megabytes", max(lim.Bytes/1_000_000, 1))
		p.cause = ErrTooLarge
		return nil, p
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil, problem("sheet.empty")
	}
	format, err := recognise(name, raw)
	if err != nil {
		return nil, err
	}
	b := &builder{lim: lim, table: &Table{Format: format}}
	if format == XLSX {
		err = readXLSX(raw, b)
	} else {
		err = readCSV(raw, b)
	}
	if err != nil {
		return nil, err
	}
	return b.finish()
}

// builder collects rows, whatever the format, and holds them to the limits.
type builder struct {
	lim   Limits
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
	if Columns(cells).known() >= 2 || looksLikeData(cells) || len(b.early) == headerWithin {
		return b.settle()
	}
	return nil
}

// settle decides which of the early rows is the header and takes those below it as rows.
func (b *builder) settle() error {
	b.ready = true
	t, at, last := b.table, 0, len(b.early)-1
	switch {
	case Columns(b.early[last].cells).known() >= 2:
		at = last
	case last > 0 && looksLikeData(b.early[last].cells) && len(b.early[last-1].cells) > len(b.early[0].cells):
		at = last - 1 // a title, and headers that nobody knows: the row above the first address
	}
	if looksLikeData(b.early[at].cells) && Columns(b.early[at].cells).known() < 2 {
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
		key := headerKey(clean)
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
