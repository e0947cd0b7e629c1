package blob_test

import (
	"strings"
	"testing"

	"kanalkoll/internal/blob"
)

func TestFileNameIsTheNameAlone(t *testing.T) {
	for in, want := range map[string]string{
		"beslut.pdf": "beslut.pdf", `C:\Dokument\beslut.pdf`: "beslut.pdf", "../../etc/passwd": "passwd", "": "fil", "/": "fil",
		"a\x00b\r\n.pdf": "ab.pdf", "fdp\u202e.exe": "fdp.exe", "å\xff.pdf": "å.pdf", strings.Repeat("x", 300) + ".pdf": strings.Repeat("x", 196) + ".pdf",
	} {
		if got := blob.FileName(in); got != want {
			t.Errorf("%q is called %q, want %q", in, got, want)
		}
	}
}
