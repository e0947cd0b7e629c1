package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
)

func mustRead(t *testing.T, name, content string) *Table {
	t.Helper()
	table, err := Read(name, strings.NewReader(content), Limits{})
	if err != nil {
		t.Fatalf("Read(%.60q): %v", content, err)
	}
	return table
}

func latin(t *testing.T, s string) string {
	t.Helper()
	out, err := charmap.Windows1252.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func utf16le(s string) string {
	b := []byte{0xff, 0xfe}
	for _, r := range s {
		b = append(b, byte(r), byte(r>>8))
	}
	return string(b)
}

func TestCSVAsProgramsSaveIt(t *testing.T) {
	want := [][]string{{"Facebook", "Öppna förskolan", "https://facebook.com/forskolan"}, {"X", "Råd, tips; mer", ""}}
	for name, c := range map[string]struct {
		content, encoding string
		delimiter         rune
	}{
		"comma":     {"plattform,namn,adress\nFacebook,Öppna förskolan,https://facebook.com/forskolan\nX,\"Råd, tips; mer\",\n", "utf-8", ','},
		"semicolon": {"plattform;namn;adress\nFacebook;Öppna förskolan;https://facebook.com/forskolan\nX;\"Råd, tips; mer\"\n", "utf-8", ';'},
		"tab":       {"plattform\tnamn\tadress\nFacebook\tÖppna förskolan\thttps://facebook.com/forskolan\nX\tRåd, tips; mer\t\n", "utf-8", '\t'},
		"BOM, CRLF": {"\ufeffplattform;namn;adress\r\nFacebook;Öppna förskolan;https://facebook.com/forskolan\r\nX;\"Råd, tips; mer\";\r\n", "utf-8", ';'},
		"CR alone":  {"plattform;namn;adress\rFacebook;Öppna förskolan;https://facebook.com/forskolan\rX;\"Råd, tips; mer\";", "utf-8", ';'},
		"sep=":      {"sep=;\r\nplattform;namn;adress\r\nFacebook;Öppna förskolan;https://facebook.com/forskolan\r\nX;\"Råd, tips; mer\";\r\n", "utf-8", ';'},
		"Windows":   {latin(t, "plattform;namn;adress\r\nFacebook;Öppna förskolan;https://facebook.com/forskolan\r\nX;\"Råd, tips; mer\";\r\n"), "windows-1252", ';'},
		"UTF-16":    {utf16le("plattform\tnamn\tadress\r\nFacebook\tÖppna förskolan\thttps://facebook.com/forskolan\r\nX\tRåd, tips; mer\r\n"), "utf-16le", '\t'},
		"blanks":    {"plattform, namn, adress\n\n ,,\nFacebook , Öppna förskolan,\thttps://facebook.com/forskolan\nX, \"Råd, tips; mer\" ,,,\n", "utf-8", ','},
		"unknown headers, title above": {"Sociala medier i Björkvik\n\nmedium;rubrik;plats\nFacebook;Öppna förskolan;https://facebook.com/forskolan\nX;\"Råd, tips; mer\"\n",
			"utf-8", ';'},
	} {
		t.Run(name, func(t *testing.T) {
			table := mustRead(t, "konton.csv", c.content)
			if !reflect.DeepEqual(table.Rows, want) {
				t.Errorf("rows %q", table.Rows)
			}
			if table.Encoding != c.encoding || table.Delimiter != c.delimiter || table.Format != CSV {
				t.Errorf("read as %s, %s, %q", table.Format, table.Encoding, table.Delimiter)
			}
			if len(table.Header) != 3 {
				t.Errorf("header %q", table.Header)
			}
		})
	}
}

func TestOneColumnOfAddresses(t *testing.T) {
	table := mustRead(t, "", "url\nhttps://example.se/a,b\nhttps://example.se/c;d\n")
	if got := table.Rows[0][0] + " " + table.Rows[1][0]; got != "https://example.se/a,b https://example.se/c;d" {
		t.Errorf("rows %q", table.Rows)
	}
}

func TestLinesAreThoseOfTheFile(t *testing.T) {
	table := mustRead(t, "", "\nplattform,syfte\n\"X\",\"första\nandra\"\n\n,\nFacebook,tredje\n")
	if table.HeaderLine != 2 || !reflect.DeepEqual(table.Lines, []int{3, 7}) {
		t.Errorf("header in line %d, rows in %v", table.HeaderLine, table.Lines)
	}
	if table.Rows[0][1] != "första\nandra" {
		t.Errorf("cell %q", table.Rows[0][1])
	}
}

func TestQuotesInsideAText(t *testing.T) {
	table := mustRead(t, "", `platform;name
Facebook;Fritidsgården "Hörnan"
X;"Fritidsgården ""Hörnan"""
`)
	for _, row := range table.Rows {
		if row[1] != `Fritidsgården "Hörnan"` {
			t.Errorf("cell %q", row[1])
		}
	}
}

func TestNotices(t *testing.T) {
	keys := func(table *Table) (s []string) {
		for _, n := range table.Notices {
			s = append(s, n.Error())
		}
		return s
	}
	for name, c := range map[string]struct {
		content string
		want    []string
	}{
		"NUL":               {"url,name\nhttps://a.se/,Kul\x00tur\n", []string{`sheet.unreadable, row 2, column "name"`}},
		"invalid UTF-8":     {"url,namn,syfte\nhttps://a.se/,Björk\xff,å ä ö\n", []string{`sheet.unreadable, row 2, column "namn"`}},
		"twice":             {"url,Namn,namn\nhttps://a.se/,x,y\n", []string{`sheet.duplicate_header, row 1, column "namn"`}},
		"no header":         {"Facebook,https://facebook.com/a\nX,https://x.com/a\n", []string{`sheet.no_header, row 1`}},
		"header below":      {"Vår lista\n\nurl,namn\nhttps://a.se/,x\n", []string{`sheet.header_found, row 3`}},
		"nothing to notice": {"url,namn\nhttps://a.se/,Åsa\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			table := mustRead(t, "", c.content)
			if got := keys(table); !reflect.DeepEqual(got, c.want) {
				t.Errorf("notices %q, want %q", got, c.want)
			}
		})
	}
	table := mustRead(t, "", "url,name\nhttps://a.se/,Kul\x00tur\n")
	if table.Rows[0][1] != "Kul\uFFFDtur" {
		t.Errorf("NUL became %q", table.Rows[0][1])
	}
	table = mustRead(t, "", "Facebook,https://facebook.com/a\nX,https://x.com/a,mer\n")
	if !table.NoHeader || len(table.Rows) != 2 || !reflect.DeepEqual(table.Header, []string{"A", "B", "C"}) || len(table.Rows[0]) != 3 {
		t.Errorf("without header: %q, %q", table.Header, table.Rows)
	}
}

func TestRefusedCSV(t *testing.T) {
	long := strings.Repeat("å", 10_001)
	for name, c := range map[string]struct {
		file, content, want string
	}{
		"empty":             {"", " \r\n", "sheet.empty"},
		"only delimiters":   {"", ",,\n,,\n", "sheet.empty"},
		"only a header":     {"", "url,name\n", "sheet.no_rows, row 1"},
		"open quote":        {"", "url,name\nhttps://a.se/,\"Kultur\nhttps://b.se/,x\n", "sheet.quote_open, row 2"},
		"text after quote":  {"", "url,name\nhttps://a.se/,\"Kul\"tur\n", "sheet.quote_after, row 2"},
		"too many cells":    {"", "url,name\nhttps://a.se/,x\nhttps://b.se/,x,y\n", `sheet.too_many_cells, row 3, column "C"`},
		"too many columns":  {"", "url" + strings.Repeat(",x", 200) + "\nhttps://a.se/\n", "sheet.too_many_columns, row 1"},
		"long cell":         {"", "url,name\nhttps://a.se/," + long + "\n", `sheet.cell_too_long, row 2, column "name"`},
		"too many rows":     {"", "url,name\n" + strings.Repeat("https://a.se/,x\n", 50_001), "sheet.too_many_rows, row 50002"},
		"web page":          {"konton.csv", "<!DOCTYPE html><title>Logga in</title>", "sheet.is_web_page"},
		"PDF":               {"konton.csv", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "sheet.other_format"},
		"picture":           {"konton.csv", "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", "sheet.other_format"},
		"binary":            {"konton.csv", "ab" + strings.Repeat("\x00\x01\x02", 500), "sheet.binary"},
		"CSV as a workbook": {"konton.xlsx", "url,name\nhttps://a.se/,x\n", "sheet.name_disagrees"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(c.file, strings.NewReader(c.content), Limits{})
			var p *Problem
			if !errors.As(err, &p) {
				t.Fatalf("got %v, want a Problem", err)
			}
			if p.Error() != c.want {
				t.Errorf("got %q, want %q", p.Error(), c.want)
			}
			if f := fault.As(err); f.Kind != fault.InvalidKind || f.Key != p.Key {
				t.Errorf("as a fault: %v", f)
			}
			for _, lang := range i18n.Languages {
				if s := i18n.In(lang, p.Key, p.Args...); strings.Contains(s, "<no value>") || strings.HasPrefix(s, "[") {
					t.Errorf("%s: %s", lang, s)
				}
			}
		})
	}
}

func TestEdgeOfTheLimitsIsAllowed(t *testing.T) {
	mustRead(t, "", "url,name\n"+strings.Repeat("https://a.se/,x\n", 50_000))
	mustRead(t, "", "url,name\nhttps://a.se/,"+strings.Repeat("å", 10_000)+"\n")
	mustRead(t, "", "url"+strings.Repeat(",x", 199)+"\nhttps://a.se/\n")
}

// endless gives bytes for ever and counts them.
type endless struct{ n int64 }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	e.n += int64(len(p))
	return len(p), nil
}

func TestHugeFileIsRefusedUnread(t *testing.T) {
	r := &endless{}
	_, err := Read("stor.csv", io.LimitReader(r, 200_000_000), Limits{})
	if !errors.Is(err, ErrTooLarge) {
		t.Fatalf("got %v", err)
	}
	if r.n > 20_000_001 {
		t.Errorf("%d bytes were read", r.n)
	}
	if got := i18n.In("sv", fault.As(err).Key, fault.As(err).Args...); !strings.Contains(got, "20 MB") {
		t.Errorf("says %q", got)
	}
	if _, err := Read("", strings.NewReader("url\nhttps://a.se\n"), Limits{Bytes: 17}); err != nil {
		t.Errorf("a file of exactly the limit: %v", err)
	}
}

func TestFailureToReadIsNoProblem(t *testing.T) {
	_, err := Read("", io.MultiReader(strings.NewReader("url\n"), failing{}), Limits{})
	var p *Problem
	if errors.As(err, &p) || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v", err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// What encoding/csv writes comes back, whatever the delimiter.
func TestRoundTrip(t *testing.T) {
	cell := rapid.StringMatching(`[a-zåäö0-9,;"'\t\n =@-]{0,12}`)
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(2, 6).Draw(t, "width")
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, width, width), 1, 20).Draw(t, "rows")
		delim := rapid.SampledFrom([]rune(delimiters)).Draw(t, "delimiter")
		header := []string{"platform", "url", "name", "unit", "purpose", "status"}[:width]
		var buf bytes.Buffer
		w := csv.NewWriter(&buf)
		w.Comma, w.UseCRLF = delim, rapid.Bool().Draw(t, "CRLF")
		_ = w.Write(header)
		var want [][]string
		for _, row := range rows {
			_ = w.Write(row)
			trimmed, blank := make([]string, width), true
			for i, c := range row {
				trimmed[i] = strings.TrimSpace(c)
				blank = blank && trimmed[i] == ""
			}
			if !blank {
				want = append(want, trimmed)
			}
		}
		w.Flush()
		table, err := Read("a.csv", &buf, Limits{})
		if len(want) == 0 {
			if err == nil {
				t.Fatal("a table without rows was taken")
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(table.Rows, want) || table.Delimiter != delim {
			t.Fatalf("delimiter %q: %q, want %q", table.Delimiter, table.Rows, want)
		}
	})
}

// Where encoding/csv reads a text, records reads the same cells in the same lines.
func TestAgreesWithEncodingCSV(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { agree(t, rapid.StringMatching(`[ab",\n ]{0,30}`).Draw(t, "text")) })
}

func agree(t interface{ Fatalf(string, ...any) }, text string) {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	type record struct {
		line  int
		cells []string
	}
	var want []record
	for {
		cells, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return
		}
		line, _ := r.FieldPos(0)
		want = append(want, record{line, cells})
	}
	var got []record
	err := records(text, ',', 1, func(line int, cells []string) error {
		if len(cells) > 1 || cells[0] != "" || strings.HasPrefix(strings.Split(text, "\n")[line-1], `"`) { // encoding/csv leaves out empty lines
			got = append(got, record{line, cells})
		}
		return nil
	})
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%q: got %v, want %v", text, got, want)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"url,name\nhttps://a.se/,x\n", "\xef\xbb\xbfplattform;konto\r\nX;bjorkvik\r\n", "a\tb\r\"c\"\t\"d\"\"e\"\r", "\xff\xfeu\x00r\x00l\x00\n\x00a\x00",
		"url;namn\nhttps://a.se/;Bj\xf6rkvik\n", "sep=;\na;b\n1;2\n", "\"", "url,\"", "PK\x03\x04", "a,b\n\"c\"d,e\n", "https://a.se\n", "\x00\x00\x00",
	} {
		f.Add("konton.csv", []byte(s))
	}
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		table, err := Read(name, bytes.NewReader(content), Limits{Rows: 100, Columns: 20, Cell: 200, Uncompressed: 1_000_000})
		if err != nil {
			var p *Problem
			if !errors.As(err, &p) {
				t.Fatalf("not a Problem: %v", err)
			}
			if strings.HasPrefix(i18n.In("sv", p.Key, p.Args...), "[") {
				t.Fatalf("no words for %s", p.Key)
			}
			return
		}
		if len(table.Rows) == 0 || len(table.Rows) != len(table.Lines) {
			t.Fatalf("%d rows, %d lines", len(table.Rows), len(table.Lines))
		}
		for i, row := range table.Rows {
			if len(row) != len(table.Header) {
				t.Fatalf("row %d has %d cells, the header %d", i, len(row), len(table.Header))
			}
			if i > 0 && table.Lines[i] <= table.Lines[i-1] {
				t.Fatalf("lines %v", table.Lines)
			}
			for _, c := range row {
				if strings.ContainsRune(c, 0) || strings.ToValidUTF8(c, "") != c {
					t.Fatalf("cell %q", c)
				}
			}
		}
	})
}

func BenchmarkReadCSV10000(b *testing.B) {
	content := []byte("platform;handle;url;name;unit;purpose\n" +
		strings.Repeat("Facebook;bjorkvik;https://www.facebook.com/bjorkvik;Björkviks kommun;Kommunikation;\"Nyheter, svar\"\n", 10_000))
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		if _, err := Read("a.csv", bytes.NewReader(content), Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
