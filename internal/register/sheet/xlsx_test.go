package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// workbook makes an XLSX file of whatever fill puts into it.
func workbook(t testing.TB, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	fill(f)
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// rezip gives the same workbook with parts changed.
func rezip(t *testing.T, raw []byte, change func(name string, content []byte) []byte) []byte {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	zw := zip.NewWriter(&buf)
	for _, f := range zr.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		w, _ := zw.Create(f.Name)
		_, _ = w.Write(change(f.Name, content))
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func zipOf(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	var buf bytes.Buffer
	zw := zip.NewWriter(&buf)
	for name, content := range parts {
		w, _ := zw.Create(name)
		_, _ = io.WriteString(w, content)
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func set(t testing.TB, f *excelize.File, sheet string, row int, cells ...any) {
	t.Helper()
	if err := f.SetSheetRow(sheet, fmt.Sprintf("A%d", row), &cells); err != nil {
		t.Fatal(err)
	}
}

func TestXLSXCells(t *testing.T) {
	iso, swedish, money := "yyyy\\-mm\\-dd;@", `d" "mmmm" "yyyy`, `#,##0.00" kr";[Red]-#,##0.00" kr"`
	day := time.Date(2015, 11, 9, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		put  func(f *excelize.File)
		want string
	}{
		"text":              {func(f *excelize.File) { _ = f.SetCellValue("Sheet1", "B2", " Råd & tips ") }, "Råd & tips"},
		"digits as text":    {func(f *excelize.File) { _ = f.SetCellStr("Sheet1", "B2", "0114") }, "0114"},
		"date, built in":    {func(f *excelize.File) { put(t, f, day.Add(13*time.Hour), &excelize.Style{NumFmt: 22}) }, "2015-11-09"},
		"date, ISO":         {func(f *excelize.File) { put(t, f, day, &excelize.Style{CustomNumFmt: &iso}) }, "2015-11-09"},
		"date, in words":    {func(f *excelize.File) { put(t, f, day, &excelize.Style{CustomNumFmt: &swedish}) }, "2015-11-09"},
		"text in date cell": {func(f *excelize.File) { put(t, f, "9/11 2015", &excelize.Style{NumFmt: 14}) }, "9/11 2015"},
		"digits, date cell": {func(f *excelize.File) { put(t, f, "20151109", &excelize.Style{NumFmt: 14}) }, "20151109"},
		"number":            {func(f *excelize.File) { _ = f.SetCellValue("Sheet1", "B2", 114) }, "114"},
		"page id":           {func(f *excelize.File) { _ = f.SetCellValue("Sheet1", "B2", 100064589123456) }, "100064589123456"},
		"longer id":         {func(f *excelize.File) { _ = f.SetCellDefault("Sheet1", "B2", "1.0006458912345678E+18") }, "1000645891234570000"},
		"decimals":          {func(f *excelize.File) { _ = f.SetCellDefault("Sheet1", "B2", "0.30000000000000004") }, "0.3"},
		"money":             {func(f *excelize.File) { put(t, f, 1234567, &excelize.Style{CustomNumFmt: &money}) }, "1234567"},
		"yes":               {func(f *excelize.File) { _ = f.SetCellValue("Sheet1", "B2", true) }, "TRUE"},
		"line break":        {func(f *excelize.File) { _ = f.SetCellValue("Sheet1", "B2", "a\nb") }, "a\nb"},
	} {
		t.Run(name, func(t *testing.T) {
			raw := workbook(t, func(f *excelize.File) {
				set(t, f, "Sheet1", 1, "url", "name")
				set(t, f, "Sheet1", 2, "https://a.se/")
				c.put(f)
			})
			table, err := Read("a.xlsx", bytes.NewReader(raw), Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if got := table.Rows[0][1]; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func put(t testing.TB, f *excelize.File, v any, style *excelize.Style) {
	t.Helper()
	id, err := f.NewStyle(style)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.SetCellValue("Sheet1", "B2", v), f.SetCellStyle("Sheet1", "B2", "B2", id)); err != nil {
		t.Fatal(err)
	}
}

func TestXLSXFormulaGivesItsLastValue(t *testing.T) {
	raw := workbook(t, func(f *excelize.File) {
		set(t, f, "Sheet1", 1, "url", "handle")
		set(t, f, "Sheet1", 2, "https://a.se/", "x")
	})
	raw = rezip(t, raw, func(name string, content []byte) []byte {
		if name != "xl/worksheets/sheet1.xml" {
			return content
		}
		return bytes.Replace(content, []byte(`<c r="B2" t="s"><v>3</v></c>`), []byte(`<c r="B2" t="str"><f>LOWER("BJORKVIK")</f><v>bjorkvik</v></c>`), 1)
	})
	table, err := Read("a.xlsx", bytes.NewReader(raw), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if got := table.Rows[0][1]; got != "bjorkvik" {
		t.Errorf("got %q", got)
	}
}

func TestXLSXFirstVisibleSheetWithContentAndItsRowNumbers(t *testing.T) {
	raw := workbook(t, func(f *excelize.File) {
		for _, s := range []string{"Dold", "Konton", "Annat"} {
			_, _ = f.NewSheet(s)
			set(t, f, s, 1, "Lista: "+s)
			set(t, f, s, 3, "Plattform", "Konto", "Målgrupp")
			set(t, f, s, 4, "X", s)
			set(t, f, s, 9, "Facebook", s, "alla")
		}
		_ = f.SetSheetVisible("Dold", false)
	})
	table, err := Read("", bytes.NewReader(raw), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"X", "Konton", ""}, {"Facebook", "Konton", "alla"}}
	if table.Sheet != "Konton" || !reflect.DeepEqual(table.Rows, want) {
		t.Errorf("sheet %s: %q", table.Sheet, table.Rows)
	}
	if table.HeaderLine != 3 || !reflect.DeepEqual(table.Lines, []int{4, 9}) {
		t.Errorf("header in row %d, rows %v", table.HeaderLine, table.Lines)
	}
}

func TestRefusedWorkbooks(t *testing.T) {
	plain := workbook(t, func(f *excelize.File) {
		set(t, f, "Sheet1", 1, "url", "name")
		for row := 2; row < 100; row++ {
			set(t, f, "Sheet1", row, "https://a.se/", "x")
		}
	})
	sheet1 := func(change func([]byte) []byte) []byte {
		return rezip(t, plain, func(name string, content []byte) []byte {
			if name == "xl/worksheets/sheet1.xml" {
				return change(content)
			}
			return content
		})
	}
	var encrypted bytes.Buffer
	f := excelize.NewFile()
	if err := f.Write(&encrypted, excelize.Options{Password: "hemligt"}); err != nil {
		t.Fatal(err)
	}
	many := map[string]string{}
	for i := range maxParts + 1 {
		many[fmt.Sprintf("xl/%d.xml", i)] = ""
	}
	wide := make([]any, 201)
	for i := range wide {
		wide[i] = "x"
	}
	for name, c := range map[string]struct {
		file string
		raw  []byte
		want string
	}{
		"with a password":  {"a.xlsx", encrypted.Bytes(), "sheet.encrypted"},
		"Excel 97":         {"a.xls", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 1000)), "sheet.old_excel"},
		"web page as .xls": {"a.xls", []byte("\n<html><table><tr><td>url"), "sheet.is_web_page"},
		"OpenDocument": {"a.ods", zipOf(t, map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}),
			"sheet.other_format"},
		"Word":             {"a.xlsx", zipOf(t, map[string]string{"word/document.xml": "<x/>"}), "sheet.other_format"},
		"some zip":         {"a.zip", zipOf(t, map[string]string{"a.csv": "url\n"}), "sheet.other_format"},
		"half a zip":       {"a.xlsx", plain[:len(plain)/2], "sheet.broken_xlsx"},
		"too many parts":   {"a.xlsx", zipOf(t, many), "sheet.zip_bomb"},
		"zip bomb":         {"a.xlsx", sheet1(func(b []byte) []byte { return append(b, bytes.Repeat([]byte(" "), 101_000_000)...) }), "sheet.zip_bomb"},
		"sheet breaks off": {"a.xlsx", sheet1(func(b []byte) []byte { return b[:len(b)/2] }), "sheet.broken_xlsx"},
		"no workbook":      {"a.xlsx", zipOf(t, map[string]string{"xl/workbook.xml": "<"}), "sheet.broken_xlsx"},
		"named CSV":        {"a.csv", plain, "sheet.name_disagrees"},
		"empty":            {"a.xlsx", workbook(t, func(*excelize.File) {}), "sheet.empty"},
		"too wide":         {"a.xlsx", workbook(t, func(f *excelize.File) { set(t, f, "Sheet1", 1, wide...) }), "sheet.too_many_columns, row 1"},
		"too many cells": {"a.xlsx", workbook(t, func(f *excelize.File) {
			set(t, f, "Sheet1", 1, "url", "name")
			set(t, f, "Sheet1", 5, "https://a.se/", "x", nil, "y")
		}), `sheet.too_many_cells, row 5, column "C"`},
		"long cell": {"a.xlsx", workbook(t, func(f *excelize.File) {
			set(t, f, "Sheet1", 1, "url", "Namn")
			set(t, f, "Sheet1", 2, "https://a.se/", strings.Repeat("å", 10_001))
		}), `sheet.cell_too_long, row 2, column "Namn"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(c.file, bytes.NewReader(c.raw), Limits{})
			var p *Problem
			if !errors.As(err, &p) {
				t.Fatalf("got %v, want a Problem", err)
			}
			p.cause = nil
			if p.Error() != c.want {
				t.Errorf("got %q, want %q", p.Error(), c.want)
			}
		})
	}
	if _, err := Read("a.xlsx", bytes.NewReader(plain), Limits{}); err != nil {
		t.Errorf("the workbook that the broken ones were made of: %v", err)
	}
	if _, err := Read("a.xlsx", bytes.NewReader(plain), Limits{Rows: 97}); err == nil || !strings.Contains(err.Error(), "too_many_rows, row 99") {
		t.Errorf("98 rows with a limit of 97: %v", err)
	}
}

func BenchmarkReadXLSX10000(b *testing.B) {
	raw := workbook(b, func(f *excelize.File) {
		w, err := f.NewStreamWriter("Sheet1")
		if err != nil {
			b.Fatal(err)
		}
		_ = w.SetRow("A1", []any{"platform", "handle", "url", "name", "unit", "purpose"})
		for i := range 10_000 {
			_ = w.SetRow(fmt.Sprintf("A%d", i+2), []any{"Facebook", "bjorkvik", "https://www.facebook.com/bjorkvik", "Björkviks kommun", "Kommunikation", "Nyheter"})
		}
		_ = w.Flush()
	})
	for b.Loop() {
		if _, err := Read("a.xlsx", bytes.NewReader(raw), Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
