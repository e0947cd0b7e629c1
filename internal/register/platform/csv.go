package platform

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// WriteCSV reads addresses from r, one a line, and writes one CSV row for each,
// an empty line too, under a header row: input, platform, handle, canonical_url,
// problem. Lines may be of any length. What no text file can hold, NUL and bytes
// that are not UTF-8, shows as U+FFFD in the column input. An error is one of
// reading or writing; no address is an error.
func WriteCSV(w io.Writer, r io.Reader) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"input", "platform", "handle", "canonical_url", "problem"}); err != nil {
		return err
	}
	in := bufio.NewReader(r)
	for first := true; ; first = false {
		line, err := in.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			out.Flush()
			return err
		}
		if line != "" {
			line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
			if first {
				line = strings.TrimPrefix(line, "\ufeff")
			}
			got := Resolve(line)
			shown := strings.ReplaceAll(strings.ToValidUTF8(line, "\ufffd"), "\x00", "\ufffd")
			row := []string{shown, string(got.Platform), got.Handle, got.URL, string(got.Problem)}
			if err := out.Write(row); err != nil {
				return err
			}
		}
		if err != nil {
			out.Flush()
			return out.Error()
		}
	}
}
