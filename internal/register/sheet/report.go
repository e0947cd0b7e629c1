package sheet

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
)

// Report writes the result of an import row by row, as CSV with the columns row, result, field and message.
type Report struct{ w *csv.Writer }

// NewReport begins a report: it writes the header. Nothing may have reached w before Flush.
func NewReport(w io.Writer) *Report {
	r := &Report{csv.NewWriter(w)}
	_ = r.w.Write([]string{"row", "result", "field", "message"}) // Flush tells of a failure
	return r
}

// Row writes one line. Row is the number as the user sees it in the file; 0 (the whole file) is left empty. Messages
// may repeat what the file said, so they are guarded.
func (r *Report) Row(row int, result, field, message string) {
	n := ""
	if row > 0 {
		n = strconv.Itoa(row)
	}
	_ = r.w.Write([]string{n, result, field, Guard(message)}) // Flush tells of a failure
}

// Flush writes what is buffered and returns the first error of the whole report.
func (r *Report) Flush() error {
	r.w.Flush()
	return r.w.Error()
}

// Guard keeps spreadsheet programs from taking a text for a formula: where it begins as formulas do, it gets an
// apostrophe in front (OWASP, CSV injection). For staff's exports of free text; files for machines stay unchanged.
func Guard(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
