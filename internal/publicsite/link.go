package publicsite

import (
	"context"
	"strconv"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
)

// href gives the list's address with its filter, in another order or on another page.
func (v listView) href(ctx context.Context, sort string, n int) string {
	query := append(v.filter.pairs(), "sort", sort)
	if n > 1 {
		query = append(query, "page", strconv.Itoa(n))
	}
	return page.URL(ctx, "/", query...)
}

// orders gives the orders of the list; the present one has no address.
func (v listView) orders(ctx context.Context) []page.Link {
	links := []page.Link{{Label: i18n.T(ctx, "publicsite.by_unit")}, {Label: i18n.T(ctx, "publicsite.by_name")}, {Label: i18n.T(ctx, "publicsite.by_platform")}}
	for i, sort := range []string{byUnit, byName, byPlatform} {
		if sort != v.sort {
			links[i].Href = v.href(ctx, sort, 1)
		}
	}
	return links
}

func (v listView) column(ctx context.Context, label, sort string) page.SortCol {
	c := page.SortCol{Label: label, Href: v.href(ctx, sort, 1)}
	if sort == v.sort {
		c.Dir = "ascending"
	}
	return c
}

// countOf says how many accounts there are, or how many of them fit.
func countOf(ctx context.Context, v listView) string {
	if v.filter.narrows() {
		return i18n.T(ctx, "publicsite.count_of", "Number", i18n.Number(ctx, v.fit), "All", i18n.Number(ctx, v.total))
	}
	return i18n.T(ctx, "publicsite.count", "Count", v.total, "Number", i18n.Number(ctx, v.total))
}

func rootCount(ctx context.Context, v rootView) string {
	if v.q != "" {
		return i18n.T(ctx, "publicsite.root_count_of", "Number", i18n.Number(ctx, v.fit), "All", i18n.Number(ctx, v.total))
	}
	return i18n.T(ctx, "publicsite.root_count", "Count", v.total, "Number", i18n.Number(ctx, v.total))
}
