package sheet

import (
	"archive/zip"
	"bytes"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/gabriel-vasile/mimetype"
)

// maxParts bounds the files inside an XLSX file; real workbooks have some dozens.
const maxParts = 2000

// recognise says what the file is by its content, and refuses what it is not: other formats by name, and a file
// whose name promises something else.
func recognise(name string, raw []byte) (string, error) {
	kind := mimetype.Detect(raw)
	format := CSV
	switch {
	case bytes.HasPrefix(raw, []byte("PK")):
		if err := checkZip(raw); err != nil {
			return "", err
		}
		format = XLSX
	case bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")): // OLE: Excel 97 to 2003, or an encrypted workbook
		if bytes.Contains(raw, utf16Name("EncryptedPackage")) {
			return "", problem("sheet.encrypted")
		}
		return "", problem("sheet.old_excel")
	case looksLikeMarkup(raw):
		return "", problem("sheet.is_web_page")
	case !kind.Is("application/octet-stream") && !isText(kind):
		return "", problem("sheet.other_format", "Found", strings.TrimPrefix(kind.Extension(), "."))
	default:
		if at := binaryAt(raw); at >= 0 {
			return "", problem("sheet.binary", "Byte", at+1)
		}
	}
	claimed := ""
	switch strings.ToLower(path.Ext(name)) {
	case ".xlsx", ".xlsm":
		claimed = XLSX
	case ".csv", ".txt", ".tsv", ".tab":
		claimed = CSV
	}
	if claimed != "" && claimed != format {
		return "", problem("sheet.name_disagrees", "Name", path.Base(name), "Found", format)
	}
	return format, nil
}

func isText(kind *mimetype.MIME) bool {
	for m := kind; m != nil; m = m.Parent() {
		if m.Is("text/plain") {
			return true
		}
	}
	return false
}

// looksLikeMarkup knows the web page that some systems hand out as ".xls" or ".csv", and the page with a sign-in form
// that was saved in place of the file.
func looksLikeMarkup(raw []byte) bool {
	head := bytes.ToLower(bytes.TrimSpace(bytes.TrimPrefix(raw[:min(len(raw), 1024)], []byte("\xef\xbb\xbf"))))
	for _, start := range []string{"<!doctype", "<html", "<?xml", "<table", "<head", "<body"} {
		if bytes.HasPrefix(head, []byte(start)) {
			return true
		}
	}
	return false
}

// binaryAt gives the offset of the first byte that no text has, if the beginning of the file has many of them;
// else -1: a stray NUL is replaced and reported instead.
func binaryAt(raw []byte) int {
	if bytes.HasPrefix(raw, bomUTF16LE) || bytes.HasPrefix(raw, bomUTF16BE) {
		return -1
	}
	head := raw[:min(len(raw), 8192)]
	first, n := -1, 0
	for i, c := range head {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' {
			if n++; first < 0 {
				first = i
			}
		}
	}
	if n > 8 && n*20 > len(head) {
		return first
	}
	return -1
}

// checkZip refuses what is not a workbook before anything of it is unpacked.
func checkZip(raw []byte) error {
	zr, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return problem("sheet.broken_xlsx")
	}
	if len(zr.File) > maxParts {
		return problem("sheet.zip_bomb")
	}
	for _, f := range zr.File {
		name := strings.ToLower(strings.ReplaceAll(f.Name, "\\", "/"))
		switch {
		case name == "xl/workbook.xml":
			return nil
		case name == "xl/workbook.bin":
			return problem("sheet.other_format", "Found", "xlsb")
		case name == "content.xml", name == "mimetype":
			return problem("sheet.other_format", "Found", "ods")
		case strings.HasPrefix(name, "word/"):
			return problem("sheet.other_format", "Found", "docx")
		case strings.HasSuffix(name, ".numbers"), strings.HasPrefix(name, "index/") && strings.HasSuffix(name, ".iwa"):
			return problem("sheet.other_format", "Found", "numbers")
		}
	}
	return problem("sheet.other_format", "Found", "zip")
}

// utf16Name gives a name as OLE directories hold it.
func utf16Name(s string) []byte {
	b := make([]byte, 0, 2*len(s))
	for _, r := range s {
		b = append(b, byte(r), 0) //nolint:gosec // the names are ASCII
	}
	return b
}

var (
	bomUTF8    = []byte("\xef\xbb\xbf")
	bomUTF16LE = []byte("\xff\xfe")
	bomUTF16BE = []byte("\xfe\xff")
)

// mostlyUTF8 tells a UTF-8 file with some broken bytes from one in a one-byte encoding: there, a letter such as "å"
// stands alone between ASCII letters and is no valid sequence.
func mostlyUTF8(raw []byte) bool {
	good, bad := 0, 0
	for len(raw) > 0 {
		r, n := utf8.DecodeRune(raw)
		if r == utf8.RuneError && n == 1 {
			bad++
		} else if n > 1 {
			good++
		}
		raw = raw[n:]
	}
	return good >= bad
}
