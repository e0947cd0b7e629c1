package identityweb

import (
	"context"
	"strings"

	"kanalkoll/internal/i18n"
)

// Browsers and systems by what their user agents hold. The order matters: Edge also says Chrome, Chrome also says
// Safari, and an iPhone also says Mac OS X.
var (
	browsers = [][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox/", "Firefox"},
		{"FxiOS", "Firefox"}, {"CriOS", "Chrome"}, {"Chrome/", "Chrome"}, {"Chromium", "Chromium"}, {"Safari/", "Safari"}}
	systems = [][2]string{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"},
		{"Mac OS X", "Mac"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"}}
)

// device says in plain words what somebody is signed in with: "Firefox på Windows". What it cannot tell it leaves out.
func device(ctx context.Context, userAgent string) string {
	b, s := first(browsers, userAgent), first(systems, userAgent)
	switch {
	case b != "" && s != "":
		return i18n.T(ctx, "identityweb.device", "Browser", b, "System", s)
	case b != "" || s != "":
		return b + s
	default:
		return i18n.T(ctx, "identityweb.device_unknown")
	}
}

func first(known [][2]string, userAgent string) string {
	for _, k := range known {
		if strings.Contains(userAgent, k[0]) {
			return k[1]
		}
	}
	return ""
}
