package pdftest

import (
	"encoding/hex"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// command is an operator of a page with what stands before it.
type command struct {
	op   string
	args []string
}

// mark is the beginning of marked content; id is -1 where it belongs to nobody.
type mark struct {
	tag    string
	id     int64
	actual string
}

// commands reads a page line by line, an operator on each, as all programs that write for machines do.
func commands(stream []byte) []command {
	var list []command
	for line := range strings.Lines(string(stream)) {
		words := strings.Fields(line)
		if len(words) > 0 {
			list = append(list, command{op: words[len(words)-1], args: words[:len(words)-1]})
		}
	}
	return list
}

func (c command) mark() mark {
	m := mark{tag: strings.TrimPrefix(c.args[0], "/"), id: -1}
	props := strings.Join(c.args[1:], " ")
	if _, after, ok := strings.Cut(props, "/MCID "); ok {
		digits := after[:len(after)-len(strings.TrimLeft(after, "0123456789"))]
		m.id, _ = strconv.ParseInt(digits, 10, 64)
	}
	if _, after, ok := strings.Cut(props, "/ActualText"); ok {
		m.actual = utf16Text(strings.Trim(after, " <>"))
	}
	return m
}

func utf16Text(s string) string {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) < 2 {
		return s
	}
	units := make([]uint16, 0, len(b)/2)
	for i := 2; i+1 < len(b); i += 2 { // after the byte order mark
		units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return string(utf16.Decode(units))
}

func unhex(tb testing.TB, s string) string {
	tb.Helper()
	b, err := hex.DecodeString(strings.Trim(s, "<>"))
	if err != nil {
		tb.Fatalf("letters %q: %v", s, err)
	}
	return string(b)
}
