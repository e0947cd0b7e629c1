package page

import (
	"context"
	"net/url"
	"path"
	"strings"
)

// LocalPath gives an address that a page is asked to go on or back to, where it is one of the same municipality's staff
// pages, else otherwise. Asked may carry the municipality's part of the address or not.
func LocalPath(ctx context.Context, asked, otherwise string) string {
	u, err := url.Parse(asked)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" || strings.ContainsAny(asked, "\\\r\n\t") {
		return otherwise
	}
	base := strings.TrimSuffix(URL(ctx, "/app"), "/app")
	p := u.Path
	if base != "" {
		p = strings.TrimPrefix(p, base)
	}
	if p != path.Clean(p) || p != "/app" && !strings.HasPrefix(p, "/app/") {
		return otherwise
	}
	return (&url.URL{Path: base + p, RawQuery: u.RawQuery}).String()
}
