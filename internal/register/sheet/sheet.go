// Package sheet reads the tables that people upload: CSV as spreadsheets and other registers save it, and XLSX.
//
// It knows headers, dates and limits, but neither accounts nor a database: what a row means is the register's to say.
package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"

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

// Read reads an accounts file in r; see Vocabulary.Read.
func Read(name string, r io.Reader, lim Limits) (*Table, error) { return accounts.Read(name, r, lim) }

// Read reads the table in r. Name is the file's name as uploaded, or empty; its ending must agree with the content.
//
// At most one byte more than lim.Bytes is taken from r. What the user can do something about comes back as a *Problem
// (with ErrTooLarge in its chain for a file over the limit); every other error is a failure to read from r.
func (v *Vocabulary) Read(name string, r io.Reader, lim Limits) (*Table, error) {
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
	b := &builder{lim: lim, words: v, table: &Table{Format: format}}
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
