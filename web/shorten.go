package web

import "strings"

// shorten takes comments and needless white space out of a style sheet. Strings stay as they are. It knows only
// what our own files contain: a space before ":" or around "+" and "-" means something in CSS, and is kept.
func shorten(css string) string {
	var out strings.Builder
	space := false
	last := byte(0)
	for i := 0; i < len(css); {
		c := css[i]
		switch {
		case strings.HasPrefix(css[i:], "/*"):
			end := strings.Index(css[i+2:], "*/")
			if end < 0 {
				return out.String()
			}
			i += end + 4
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			space = true
			i++
		case c == '"':
			end := i + 1 + strings.IndexByte(css[i+1:], '"') + 1
			if space && !strings.ContainsRune("{};,:>", rune(last)) {
				out.WriteByte(' ')
			}
			out.WriteString(css[i:end])
			space, last, i = false, '"', end
		default:
			if space && last != 0 && !strings.ContainsRune("{};,:>(", rune(last)) && !strings.ContainsRune("{};,>)", rune(c)) {
				out.WriteByte(' ')
			}
			out.WriteByte(c)
			space, last = false, c
			i++
		}
	}
	return strings.ReplaceAll(out.String(), ";}", "}")
}

// shortenScript takes lines that are a comment, empty lines and indentation out of a script. It knows only what our own
// files contain: no text of more than one line.
func shortenScript(js string) string {
	var out strings.Builder
	for line := range strings.Lines(js) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "//") {
			out.WriteString(line + "\n")
		}
	}
	return out.String()
}
