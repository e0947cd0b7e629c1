package e2e_test

import (
	"fmt"
	"strings"
)

// violation is one rule of axe that a page breaks.
type violation struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML    string   `json:"html"`
		Summary string   `json:"failureSummary"`
		Target  []string `json:"-"`
	} `json:"nodes"`
}

func (v violation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s), %d places", v.ID, v.Help, len(v.Nodes))
	for i, n := range v.Nodes {
		if i == 3 {
			break
		}
		fmt.Fprintf(&b, "\n    %s\n      %s", n.HTML, strings.ReplaceAll(n.Summary, "\n", "\n      "))
	}
	return b.String()
}

// The rules of WCAG 2.2 AA, and the one of them that the colour scheme decides.
const (
	allRules  = `{runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}, resultTypes: ["violations"]}`
	colourful = `{runOnly: {type: "rule", values: ["color-contrast"]}, resultTypes: ["violations"]}`
)

// axe reports what breaks the rules on the present page.
func (b *tab) axe(rules string) []violation {
	b.t.Helper()
	source, err := axeSource()
	if err != nil {
		b.t.Fatal(err)
	}
	if !eval[bool](b, `typeof window.axe === "object"`) {
		eval[bool](b, source+`; typeof window.axe === "object"`)
	}
	return eval[[]violation](b, `axe.run(document, `+rules+`).then(r => r.violations)`)
}

// overflow names what sticks out to the right of the page; "" where nothing does.
func (b *tab) overflow() string {
	b.t.Helper()
	return eval[string](b, `(() => {
		const page = document.documentElement, rounding = matchMedia("print").matches ? 1 : 0;
		if (page.scrollWidth <= page.clientWidth + rounding) return "";
		const out = [...document.body.querySelectorAll("*")].filter(e => {
			const r = e.getBoundingClientRect();
			return r.width > 0 && r.right > page.clientWidth + 1 && !e.closest("[role=region]");
		});
		return page.scrollWidth + " px wide: " + out.slice(0, 4).map(e => e.outerHTML.slice(0, 120)).join(" | ");
	})()`)
}
