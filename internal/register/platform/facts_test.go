package platform

import (
	"net/url"
	"testing"
)

func TestFactsAreOfKnownPlatforms(t *testing.T) {
	for n, limit := range profileLimits {
		if !Known(n) || limit < 50 {
			t.Errorf("%q holds %d characters", n, limit)
		}
	}
	for n, raw := range termsURLs {
		if u, err := url.Parse(raw); err != nil || !Known(n) || u.Scheme != "https" || u.Host == "" {
			t.Errorf("the terms of %q stand at %q", n, raw)
		}
	}
	if ProfileLimit(Instagram) != 150 || ProfileLimit(Blog) != 0 || TermsURL(Mastodon) != "" || TermsURL(X) == "" {
		t.Error("a platform's facts are another's")
	}
}
