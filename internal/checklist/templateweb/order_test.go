package templateweb

import (
	"strings"
	"testing"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/fault"
)

// laid writes sections and their points as "s: a b | t: c".
func laid(c *checklist.Content) string {
	var out []string
	for _, s := range c.Sections {
		line := s.Key + ":"
		for _, p := range s.Points {
			line += " " + p.Key
		}
		out = append(out, line)
	}
	return strings.Join(out, " | ")
}

func lay(text string) *checklist.Content {
	c := &checklist.Content{}
	for part := range strings.SplitSeq(text, " | ") {
		key, points, _ := strings.Cut(part, ":")
		s := checklist.Section{Key: key}
		for _, p := range strings.Fields(points) {
			s.Points = append(s.Points, checklist.Point{Key: p})
		}
		c.Sections = append(c.Sections, s)
	}
	return c
}

func TestMovePoint(t *testing.T) {
	const start = "s: a b c | t: d e | u:"
	for _, c := range []struct{ key, to, before, section, want string }{
		{"b", "up", "", "", "s: b a c | t: d e | u:"},
		{"b", "down", "", "", "s: a c b | t: d e | u:"},
		{"a", "up", "", "", start},
		{"d", "up", "", "", "s: a b c d | t: e | u:"},
		{"c", "down", "", "", "s: a b | t: c d e | u:"},
		{"e", "down", "", "", "s: a b c | t: d | u: e"},
		{"a", "", "c", "", "s: b a c | t: d e | u:"},
		{"c", "", "a", "", "s: c a b | t: d e | u:"},
		{"a", "", "e", "", "s: b c | t: d a e | u:"},
		{"a", "", "a", "", start},
		{"a", "", "", "u", "s: b c | t: d e | u: a"},
		{"a", "", "", "s", "s: b c a | t: d e | u:"},
	} {
		got := lay(start)
		if err := movePoint(got, c.key, c.to, c.before, c.section); err != nil || laid(got) != c.want {
			t.Errorf("%+v: %q, %v", c, laid(got), err)
		}
	}
	for _, c := range []struct{ key, to, before, section string }{{"x", "up", "", ""}, {"a", "", "x", ""}, {"a", "", "", "x"}, {"a", "aside", "", ""}} {
		got := lay(start)
		if err := movePoint(got, c.key, c.to, c.before, c.section); !fault.Is(err, fault.ConflictKind) || laid(got) != start {
			t.Errorf("%+v: %q, %v", c, laid(got), err)
		}
	}
}

func TestMoveSection(t *testing.T) {
	for _, c := range []struct{ key, to, want string }{{"t", "up", "t: | s: | u:"}, {"t", "down", "s: | u: | t:"}, {"s", "up", "s: | t: | u:"}, {"u", "down", "s: | t: | u:"}} {
		got := lay("s: | t: | u:")
		if err := moveSection(got, c.key, c.to); err != nil || laid(got) != c.want {
			t.Errorf("%+v: %q, %v", c, laid(got), err)
		}
	}
	if err := moveSection(lay("s:"), "x", "up"); !fault.Is(err, fault.ConflictKind) {
		t.Errorf("a section that there is not: %v", err)
	}
}
