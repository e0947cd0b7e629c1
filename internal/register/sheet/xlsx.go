package sheet

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"strings"

	"github.com/xuri/excelize/v2"
)

// readXLSX takes the first visible sheet with content.
func readXLSX(raw []byte, b *builder) (err error) {
	// Workbooks come from anywhere; one that trips the library must not end the request.
	defer func() {
		if v := recover(); v != nil {
			p := problem("sheet.broken_xlsx")
			p.cause = fmt.Errorf("panic: %v", v)
			err = p
		}
	}()
	f, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{
		UnzipSizeLimit:    b.lim.Uncompressed,
		UnzipXMLSizeLimit: b.lim.Uncompressed, // in memory: temporary files would stay behind when opening fails
	})
	if err != nil {
		if strings.Contains(err.Error(), "unzip size exceeds") {
			return problem("sheet.zip_bomb")
		}
		return broken(err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	if err := wellFormed(f); err != nil {
		return broken(err)
	}
	if err := onlyDateFormats(f); err != nil {
		return broken(err)
	}
	for _, name := range f.GetSheetList() {
		if shown, err := f.GetSheetVisible(name); err == nil && !shown {
			continue
		}
		rows, err := f.Rows(name)
		if err != nil {
			return broken(err)
		}
		found := false
		for line := 1; rows.Next(); line++ {
			cells, err := rows.Columns()
			if err != nil {
				return broken(err)
			}
			for i, c := range cells {
				cells[i] = plainNumber(c)
				found = found || strings.TrimSpace(c) != ""
			}
			if err := b.add(line, cells); err != nil {
				return err
			}
		}
		if err := rows.Close(); err != nil {
			return broken(err)
		}
		if found {
			b.table.Sheet = name
			return nil
		}
	}
	return problem("sheet.empty")
}

func broken(err error) *Problem {
	p := problem("sheet.broken_xlsx")
	p.cause = err
	return p
}

// wellFormed refuses a workbook with a sheet that breaks off: excelize's row iterator ends silently there, and half a
// table would pass for a whole one.
func wellFormed(f *excelize.File) error {
	var bad error
	f.Pkg.Range(func(name, content any) bool {
		n, _ := name.(string)
		raw, _ := content.([]byte)
		if !strings.HasPrefix(n, "xl/worksheets/") || !strings.HasSuffix(n, ".xml") {
			return true
		}
		d := xml.NewDecoder(bytes.NewReader(raw))
		d.CharsetReader = f.CharsetReader
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				return true
			} else if err != nil {
				bad = fmt.Errorf("%s: %w", n, err)
				return false
			}
		}
	})
	return bad
}

// onlyDateFormats rewrites the styles in memory so that cells with a date format come out as ISO dates, and all
// other numbers as they are, without thousands separators, currencies or colours.
func onlyDateFormats(f *excelize.File) error {
	iso := "yyyy-mm-dd"
	custom, err := f.NewStyle(&excelize.Style{CustomNumFmt: &iso})
	if err != nil {
		return err
	}
	if f.Styles == nil || f.Styles.CellXfs == nil || custom >= len(f.Styles.CellXfs.Xf) {
		return errors.New("no styles")
	}
	isoID := f.Styles.CellXfs.Xf[custom].NumFmtID
	codes := map[int]string{}
	if f.Styles.NumFmts != nil {
		for _, n := range f.Styles.NumFmts.NumFmt {
			codes[n.NumFmtID] = n.FormatCode
		}
	}
	plain := -1 // no format has this number: the library then gives the value itself
	for i := range f.Styles.CellXfs.Xf {
		xf := &f.Styles.CellXfs.Xf[i]
		if xf.NumFmtID == nil {
			continue
		}
		if isDateFormat(*xf.NumFmtID, codes[*xf.NumFmtID]) {
			xf.NumFmtID = isoID
		} else {
			xf.NumFmtID = &plain
		}
	}
	return nil
}

// notPattern is what a number format holds beside its pattern: quoted text, escaped characters, locale and colour.
var notPattern = regexp.MustCompile(`"[^"]*"|\\.|\[[^\]]*\]|_.|\*.`)

// isDateFormat tells dates from times and numbers. The built-in numbers are those of ECMA-376 part 1, 18.8.30, with
// the ones that East Asian versions use for dates.
func isDateFormat(id int, code string) bool {
	switch {
	case id >= 14 && id <= 17, id == 22, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
		return true
	}
	code = strings.ToLower(notPattern.ReplaceAllString(code, ""))
	code, _, _ = strings.Cut(code, ";") // the section for positive numbers
	if strings.Contains(code, "general") {
		return false
	}
	return strings.ContainsAny(code, "yd") || strings.Contains(code, "mmm")
}

// exponent is how numbers of 15 digits and more come out of the library.
var exponent = regexp.MustCompile(`^-?\d(\.\d+)?[Ee]\+\d{2}$`)

// plainNumber writes 1.00064589123456E+15 as 1000645891234560. Excel itself keeps 15 digits: what is lost is lost.
func plainNumber(s string) string {
	if len(s) > 40 || !exponent.MatchString(s) {
		return s
	}
	v, ok := new(big.Float).SetPrec(400).SetString(s)
	if !ok || !v.IsInt() {
		return s
	}
	return v.Text('f', 0)
}
