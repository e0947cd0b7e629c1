package platform_test

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"kanalkoll/internal/register/platform"
)

func TestWriteCSVOneRowALine(t *testing.T) {
	long := "https://bjorkvik.se/" + strings.Repeat("a", 300_000)
	in := "\ufeffhttps://m.facebook.com/bjorkvik/\r\n\nhttps://evilfacebook.com/x\n\"bj,örk\"\nhttps://x.com/bj\x00rk\n\xff\n" + long + "\n@bjorkvik@mastodon.se"
	var out strings.Builder
	if err := platform.WriteCSV(&out, strings.NewReader(in)); err != nil {
		t.Fatal(err)
	}
	got, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"input", "platform", "handle", "canonical_url", "problem"},
		{"https://m.facebook.com/bjorkvik/", "facebook", "bjorkvik", "https://www.facebook.com/bjorkvik", ""},
		{"", "", "", "", "invalid"},
		{"https://evilfacebook.com/x", "", "", "", "lookalike"},
		{"\"bj,örk\"", "", "", "", "invalid"},
		{"https://x.com/bj\ufffdrk", "", "", "", "invalid"},
		{"\ufffd", "", "", "", "invalid"},
		{long, "", "", "", "invalid"},
		{"@bjorkvik@mastodon.se", "mastodon", "bjorkvik@mastodon.se", "https://mastodon.se/@bjorkvik", ""},
	}
	if !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("got %.300q\nwant %.300q", got, want)
	}
}

func TestWriteCSVOfNothingIsTheHeader(t *testing.T) {
	var out strings.Builder
	if err := platform.WriteCSV(&out, strings.NewReader("")); err != nil || out.String() != "input,platform,handle,canonical_url,problem\n" {
		t.Errorf("%q, %v", out.String(), err)
	}
}

func TestWriteCSVTellsErrors(t *testing.T) {
	broken := errors.New("broken")
	if err := platform.WriteCSV(io.Discard, iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("reading: %v", err)
	}
	r, w := io.Pipe()
	r.CloseWithError(broken)
	if err := platform.WriteCSV(w, strings.NewReader("x\n")); !errors.Is(err, broken) {
		t.Errorf("writing: %v", err)
	}
}
