package mail

import (
	"html"
	"regexp"
	"strings"
)

var address = regexp.MustCompile(`https?://[^\s<>"]+[^\s<>".,;:!?)]`)

// htmlOf gives the text as a plain page: paragraphs, line breaks and links. No pictures, no styles, nothing that the
// reader's program would fetch.
func htmlOf(lang, title, text string) string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><html lang="` + html.EscapeString(lang) + `"><head><meta charset="utf-8"><title>` +
		html.EscapeString(title) + "</title></head><body>\n")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	for _, p := range strings.Split(text, "\n\n") {
		if p = strings.Trim(p, "\n"); p != "" {
			b.WriteString("<p>" + strings.ReplaceAll(linked(p), "\n", "<br>\n") + "</p>\n")
		}
	}
	b.WriteString("</body></html>\n")
	return b.String()
}

func linked(s string) string {
	var b strings.Builder
	from := 0
	for _, at := range address.FindAllStringIndex(s, -1) {
		a := html.EscapeString(s[at[0]:at[1]])
		b.WriteString(html.EscapeString(s[from:at[0]]) + `<a href="` + a + `">` + a + "</a>")
		from = at[1]
	}
	b.WriteString(html.EscapeString(s[from:]))
	return b.String()
}
