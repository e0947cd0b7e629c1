// Package page holds what every page is made of: the handler that turns errors into pages, the shells, and the
// components of the design language. It knows nothing of municipalities: what a shell shows comes in a Chrome.
package page

import "context"

// NavItem is one link of the main menu. Count is shown to the right; Late, when above zero, in red before it.
type NavItem struct {
	Label   string
	Href    string
	Current bool
	Count   int // -1: no count is shown
	Late    int
}

// NavGroup is a part of the main menu; the first has no title.
type NavGroup struct {
	Title string
	Items []NavItem
}

// Chrome is everything around a page's content. Middleware fills it; pages never do.
type Chrome struct {
	Brand      string // the municipality's name, or the product's where there is none
	BrandNote  string // second line under the brand
	BrandHref  string
	LogoHref   string // empty: the product's own mark
	TenantCSS  string // address of the style sheet with the municipality's colour; empty: the default colour
	Nav        []NavGroup
	Person     string // who is signed in; empty on public pages
	PersonNote string
	SelfHref   string // "my account"
	LogoutHref string
	LangHref   string // this page in the other language, where there is no session
	LangPost   string // where a session's language is changed by a POST of lang and next
	BellHref   string
	BellCount  int
	Flash      string // what the last act did, in the past tense
	Footer     []NavItem
	FooterText string
	Demo       bool
	RequestID  string
	Path       string // path of the page with its query: where a change of language leads back to
}

type chromeKey struct{}

// WithChrome puts the chrome into the context.
func WithChrome(ctx context.Context, c *Chrome) context.Context {
	return context.WithValue(ctx, chromeKey{}, c)
}

// ChromeOf gives the chrome of the context, an empty one where there is none.
func ChromeOf(ctx context.Context) *Chrome {
	if c, ok := ctx.Value(chromeKey{}).(*Chrome); ok {
		return c
	}
	return &Chrome{Brand: "Kanalkoll", BrandHref: "/"}
}
