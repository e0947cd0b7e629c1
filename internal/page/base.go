package page

import (
	"context"
	"net/url"
	"strings"

	"kanalkoll/internal/i18n"
)

type baseKey struct{}

type base struct {
	prefix string
	sticky bool
}

// WithBase sets what every address of the request's municipality begins with: "/orebro", or nothing on its own host.
// Sticky carries the language in every address, for pages without a session.
func WithBase(ctx context.Context, prefix string, sticky bool) context.Context {
	return context.WithValue(ctx, baseKey{}, base{prefix, sticky})
}

// URL gives the address of one of the municipality's pages: URL(ctx, "/app/accounts") is "/orebro/app/accounts". On
// pages without a session it carries the language when that is not Swedish. Query is pairs of name and value; empty
// values are left out.
func URL(ctx context.Context, path string, query ...string) string {
	b, _ := ctx.Value(baseKey{}).(base)
	q := url.Values{}
	for i := 0; i+1 < len(query); i += 2 {
		if query[i+1] != "" {
			q.Set(query[i], query[i+1])
		}
	}
	if b.sticky && i18n.Lang(ctx) != i18n.Swedish && !q.Has("lang") && !strings.HasPrefix(path, "/app") && !strings.Contains(path, ".") {
		q.Set("lang", i18n.Lang(ctx))
	}
	full := b.prefix + path
	if full == "" {
		full = "/"
	}
	if b.prefix != "" && path == "/" {
		full = b.prefix
	}
	if len(q) > 0 {
		full += "?" + q.Encode()
	}
	return full
}
