package publicsite

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/platform"
)

// choices are what the filter bar offers: only what the list has.
type choices struct {
	platforms, units, statuses []page.Option
}

func choicesOf(ctx context.Context, all []*register.Account, f filter) choices {
	var platforms, units []page.Option
	seen := map[platform.Name]bool{}
	seenUnits := map[string]bool{"": true}
	for _, a := range all {
		if !seen[a.Platform] {
			seen[a.Platform] = true
			platforms = append(platforms, page.Option{Value: string(a.Platform), Label: register.PlatformLabel(ctx, a.Platform)})
		}
		for _, name := range []string{a.ParentUnit, a.UnitName} {
			if !seenUnits[name] {
				seenUnits[name] = true
				units = append(units, page.Option{Value: name, Label: name})
			}
		}
	}
	slices.SortFunc(platforms, func(a, b page.Option) int { return cmp.Compare(strings.ToLower(a.Label), strings.ToLower(b.Label)) })
	return choices{
		platforms: counted(offer(ctx, platforms, f.platform), len(platforms)),
		units:     counted(offer(ctx, units, f.unit), len(units)),
		statuses: offer(ctx, []page.Option{{Value: "open", Label: i18n.T(ctx, "publicsite.status_open")},
			{Value: "closed", Label: i18n.T(ctx, "publicsite.status_closed")}}, f.status),
	}
}

// offer puts "all" first and, last, what the address asks for though the list has no such: the form must say by what
// the list is narrowed.
func offer(ctx context.Context, opts []page.Option, chosen string) []page.Option {
	list := append([]page.Option{{Label: i18n.T(ctx, "publicsite.all")}}, opts...)
	if chosen != "" && !slices.ContainsFunc(list, func(o page.Option) bool { return o.Value == chosen }) {
		list = append(list, page.Option{Value: chosen, Label: chosen})
	}
	return list
}

// counted says behind "all" how many there are.
func counted(opts []page.Option, n int) []page.Option {
	opts[0].Label += " (" + strconv.Itoa(n) + ")"
	return opts
}

// web reports whether the text is nothing but the address of a page.
func web(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && !strings.ContainsFunc(text, unicode.IsSpace)
}

// readable writes an address as people do: without scheme and www, and with its letters instead of their codes.
func readable(address string) string {
	s := address
	for _, prefix := range []string{"https://", "http://", "www."} {
		s = strings.TrimPrefix(s, prefix)
	}
	s = strings.TrimSuffix(s, "/")
	if !strings.Contains(s, "%") {
		return s
	}
	plain, err := url.PathUnescape(s)
	if err != nil || strings.ContainsFunc(plain, func(r rune) bool { return r == unicode.ReplacementChar || !unicode.IsGraphic(r) }) {
		return s // marks that turn text round, and the like, stay codes
	}
	return plain
}
