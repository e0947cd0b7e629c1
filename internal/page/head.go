package page

import (
	"context"

	"github.com/a-h/templ"

	"kanalkoll/internal/i18n"
)

// product is the name that stands last in every title.
const product = "Kanalkoll"

// Link is a link with its words. Hidden is added for screen readers where the same words stand twice on a page.
type Link struct {
	Label  string
	Href   string
	Hidden string
}

// Head is what stands first on every staff page: what it is, how it stands, what to do next.
type Head struct {
	Title    string // of the document; default: H1
	H1       string
	Crumbs   []Link // the way here, without the page itself
	States   []State
	Under    templ.Component // between the state and the band, such as a Track; may be nil
	Next     *Next           // nil: no band
	Problems Problems
}

// State is one part of the state line: a status with its shape, a text, or a link.
type State struct {
	Kind Kind
	Text string // default: the state's own word
	Href string
}

// Next is the one thing to do next. Label is "Nästa steg" where it is empty.
type Next struct {
	Label       string
	Text        string
	Note        string
	ActionLabel string
	ActionHref  string
}

// PublicHead is for PublicShell.
type PublicHead struct {
	Title       string
	Description string
	Feed        string // address of the Atom feed
	Canonical   string
	NoIndex     bool
	Problems    Problems
}

// title gives "Fel: Ordna bevakning – Kanalkoll".
func title(ctx context.Context, t, suffix string, ps Problems) string {
	if len(ps) > 0 {
		t = i18n.T(ctx, "page.title_error", "Title", t)
	}
	switch {
	case t == "":
		return suffix
	case suffix == "" || t == suffix:
		return t
	}
	return t + " – " + suffix
}

func (h Head) title(ctx context.Context) string {
	t := h.Title
	if t == "" {
		t = h.H1
	}
	return title(ctx, t, product, h.Problems)
}

func or(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

// otherLang is the language that LangHref leads to.
func otherLang(ctx context.Context) string {
	if i18n.Lang(ctx) == i18n.English {
		return i18n.Swedish
	}
	return i18n.English
}
