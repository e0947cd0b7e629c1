package platform

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The faults of the U.S. Digital Registry's matchers, each with what it did.
func TestFaultsOfAnEarlierRegister(t *testing.T) {
	t.Run("a look-alike host is not the platform", func(t *testing.T) {
		for _, in := range []string{"https://evilfacebook.com/bjorkvik", "http://www.evilfacebook.com/bjorkvik", "notyoutube.com/@bjorkvik"} {
			if got := Resolve(in); got != (Result{Problem: Lookalike}) {
				t.Errorf("Resolve(%q) = %+v", in, got)
			}
		}
	})
	t.Run("a channel's number keeps its case", func(t *testing.T) {
		a := Resolve("https://www.youtube.com/channel/UCDygPK-CMYtGPOA3Ewh1afA")
		b := Resolve("https://www.youtube.com/channel/UCDygPK-CMYtGPOA3Ewh1AFA")
		if a.Handle != "UCDygPK-CMYtGPOA3Ewh1afA" || !strings.HasSuffix(a.URL, a.Handle) || a.Key == b.Key {
			t.Errorf("%+v\n%+v", a, b)
		}
		if got := Resolve("https://www.youtube.com/channel/ucdygpk-cmytgpoa3ewh1afa"); got.Problem != Invalid {
			t.Errorf("a number that has lost its case: %+v", got)
		}
	})
	t.Run("no matcher fails silently", func(t *testing.T) {
		for in, want := range map[string]string{
			"https://www.facebook.com/NOAAcharts/":                       "NOAAcharts",
			"https://www.facebook.com/u.s.agency.":                       "u.s.agency",
			"https://www.linkedin.com/showcase/some-agency/":             "some-agency",
			"http://twitter.com/@NOAA68":                                 "NOAA68",
			"https://www.youtube.com/channel/UCDygPK-CMYtGPOA3Ewh1afA/":  "UCDygPK-CMYtGPOA3Ewh1afA",
			"https://www.youtube.com/channel/UCS9vwThUSHINGK_9xe-sJVA?x": "UCS9vwThUSHINGK_9xe-sJVA",
		} {
			if got := Resolve(in); got.Handle != want || got.Problem != "" {
				t.Errorf("Resolve(%q) = %+v; want %q", in, got, want)
			}
		}
		if got := Resolve("https://www.linkedin.com/groups/12345"); got.Problem != Group || got.Handle != "12345" {
			t.Errorf("a LinkedIn group: %+v", got)
		}
	})
	t.Run("twins have one key", func(t *testing.T) {
		for _, twins := range [][]string{
			{"http://facebook.com/bjorkvik", "https://www.facebook.com/Bjorkvik/", "m.facebook.com/bjorkvik?ref=x", "facebook.com/bjork.vik"},
			{"https://www.facebook.com/pages/Bjorkvik/123456789012", "https://www.facebook.com/Bjorkviks-kommun-123456789012", "facebook.com/123456789012"},
			{"https://twitter.com/bjorkvik", "x.com/Bjorkvik", "http://twitter.com/#!/bjorkvik"},
			{"https://www.youtube.com/@bjorkvik", "youtube.com/@Bjorkvik/videos"},
			{"https://www.linkedin.com/company/bjorkvik", "se.linkedin.com/school/bjorkvik/about"},
			{"http://www.bjorkvik.se/", "https://bjorkvik.se"},
			{"https://www.flickr.com/photos/53795956@N07", "https://www.flickr.com/people/53795956%40n07/"},
		} {
			first := Resolve(twins[0])
			for _, in := range twins[1:] {
				if got := Resolve(in); got.Key != first.Key || got.Key == "" {
					t.Errorf("%q has key %q, %q has %q", twins[0], first.Key, in, got.Key)
				}
			}
		}
	})
}

func TestDifferentAccountsHaveDifferentKeys(t *testing.T) {
	seen := map[string]string{}
	for _, in := range []string{
		"https://www.youtube.com/@bjorkvik", "https://www.youtube.com/c/bjorkvik", "https://www.youtube.com/user/bjorkvik",
		"https://www.reddit.com/r/bjorkvik", "https://www.reddit.com/user/bjorkvik", "https://medium.com/@bjorkvik", "https://medium.com/bjorkvik",
		"https://discord.gg/AbC", "https://discord.gg/aBc", "@bjorkvik@mastodon.se", "@bjorkvik@mastodon.social",
		"https://bjorkvik.se/a", "https://bjorkvik.se/A", "https://www.facebook.com/bjorkvik", "https://www.instagram.com/bjorkvik",
	} {
		got := Resolve(in)
		if got.Problem != "" || seen[got.Key] != "" {
			t.Errorf("%q has key %q (%s), as %q", in, got.Key, got.Problem, seen[got.Key])
		}
		seen[got.Key] = in
	}
}

func TestLookalikesAreRefused(t *testing.T) {
	for _, in := range []string{
		"https://facebook.com.evil.se/bjorkvik", "https://www.facebook.com.evil.se/bjorkvik", "http://facebook.evil.se/x", "faceb00k.com/bjorkvik",
		"https://facebook-design.se", "https://facebok.com/bjorkvik", "https://instagran.com/bjorkvik", "https://fácebook.com/x", "https://arnazon-faceb0ok.se",
		"https://fаcebook.com/bjorkvik", // Cyrillic а
		"https://xn--fcebook-2fg.com/bjorkvik", "https://х.com/bjorkvik", "https://xn--80ak6aa92e.com.instagram.com.evil.se/x",
		"https://facebook.com@evil.se/bjorkvik", "https://facebook@evil.se/bjorkvik", "https://www.facebook.com:x@evil.se", "facebook.com@evil.se",
		"https://x.com.evil.se/bjorkvik", "https://t.me.evil.se/bjorkvik", "https://eviltwitch.tv/bjorkvik", "https://youtube.co/@bjorkvik",
		"https://evilfacebook.com/@bjorkvik", "https://lnstagram.com/bjorkvik", "https://linkedln.com/company/bjorkvik", "https://аpple.com", // Cyrillic а again
	} {
		if got := Resolve(in); got != (Result{Problem: Lookalike}) {
			t.Errorf("Resolve(%q) = %+v", in, got)
		}
		if got := ResolveOn(Facebook, in); got.Problem != Lookalike {
			t.Errorf("ResolveOn(facebook, %q) = %+v", in, got)
		}
		if got := ResolveOn(Website, in); got.Problem != Lookalike {
			t.Errorf("ResolveOn(website, %q) = %+v", in, got)
		}
	}
}

func TestOwnSitesAreNotLookalikes(t *testing.T) {
	for _, in := range []string{
		"https://x.se", "https://netflix.com", "https://medium.se/x", "https://bjorkvik.se/facebook.com", "https://bjorkvik.se/snapchat",
		"https://twitchen-parish.gov.uk", "https://interest.se", "https://telegram.se", "https://threads.se", "https://президент.рф", "https://åmål.se",
		"https://ebox.com", "https://socialstyrelsen.se/om", "https://bookface.se", "https://東京.jp", "https://tube.se", "https://face.book.se", "https://πολη.gr",
	} {
		if got := Resolve(in); got.Problem != "" || got.Platform != Website {
			t.Errorf("Resolve(%q) = %+v", in, got)
		}
	}
}

func TestInvalidInput(t *testing.T) {
	for _, in := range []string{
		"", " ", "\n", "/", "...", "@", "https://", "https:///", "://", "bjorkvik\x00", "https://facebook.com/bj\x00rk", "https://facebook.com/\xff\xfe",
		"https://facebook.com/bj%00rk", "https://facebook.com/bj%ff", "https://x.com/bj\u202eork", "https://x.com/bj%E2%80%AEork", "https://x.com/a\tb",
		"javascript:alert(1)", "mailto:info@bjorkvik.se", "ftp://bjorkvik.se", "data:text/html,x", "fb://page/1", "info@bjorkvik.se",
		"https://user:pass@bjorkvik.se", "http://192.168.0.1/x", "http://0x7f.1/", "http://[::1]/", "http://localhost/x", "http://intranet/x", "http://server.local/",
		"https://facebook.com/" + strings.Repeat("a", 10_000), "https://-.se", "https://bjorkvik..se", "https://xn--zzzzzz99999.se", "https://bjorkvik.se:99999999", "https://bjorkvik.se:abc/",
		"https://bjorkvik.se/../x", "https://www.facebook.com/%25", "https://www.facebook.com/---", "två ord",
	} {
		if got := Resolve(in); got.Problem != Invalid || got.Handle != "" {
			t.Errorf("Resolve(%.60q) = %+v", in, got)
		}
	}
	if got := Resolve("@bjorkvik"); got.Problem != NoPlatform {
		t.Errorf("a handle alone: %+v", got)
	}
}

func TestResolveOnReadsHandles(t *testing.T) {
	for _, c := range []struct {
		on               Name
		in, handle, want string
	}{
		{Facebook, "Leksand.se", "Leksand.se", "https://www.facebook.com/Leksand.se"},
		{Facebook, " @bjorkvik ", "bjorkvik", "https://www.facebook.com/bjorkvik"},
		{Facebook, "pages/Bjorkvik/123456789012", "Bjorkvik-123456789012", "https://www.facebook.com/Bjorkvik-123456789012"},
		{Facebook, "facebook.com/bjorkvik", "bjorkvik", "https://www.facebook.com/bjorkvik"},
		{X, "@BjorkviksKomm", "BjorkviksKomm", "https://x.com/BjorkviksKomm"},
		{X, "https://twitter.com/bjorkvik", "bjorkvik", "https://x.com/bjorkvik"},
		{YouTube, "UCDygPK-CMYtGPOA3Ewh1afA", "UCDygPK-CMYtGPOA3Ewh1afA", "https://www.youtube.com/channel/UCDygPK-CMYtGPOA3Ewh1afA"},
		{YouTube, "channel/UCDygPK-CMYtGPOA3Ewh1afA", "UCDygPK-CMYtGPOA3Ewh1afA", "https://www.youtube.com/channel/UCDygPK-CMYtGPOA3Ewh1afA"},
		{YouTube, "user/BjorkvikTV", "BjorkvikTV", "https://www.youtube.com/user/BjorkvikTV"},
		{YouTube, "@bjorkvik", "bjorkvik", "https://www.youtube.com/@bjorkvik"},
		{LinkedIn, "kungsbacka-kommun/", "kungsbacka-kommun", "https://www.linkedin.com/company/kungsbacka-kommun"},
		{LinkedIn, "school/bjorkvik", "bjorkvik", "https://www.linkedin.com/school/bjorkvik"},
		{LinkedIn, "företagarna", "företagarna", "https://www.linkedin.com/company/f%C3%B6retagarna"},
		{TikTok, "bjorkvik", "bjorkvik", "https://www.tiktok.com/@bjorkvik"},
		{Bluesky, "bjorkvik", "bjorkvik.bsky.social", "https://bsky.app/profile/bjorkvik.bsky.social"},
		{Bluesky, "@bjorkvik.se", "bjorkvik.se", "https://bsky.app/profile/bjorkvik.se"},
		{Mastodon, "bjorkvik@example.org", "bjorkvik@example.org", "https://example.org/@bjorkvik"},
		{Mastodon, "https://example.org/users/bjorkvik", "bjorkvik@example.org", "https://example.org/@bjorkvik"},
		{PeerTube, "nyheter@film.bjorkvik.se", "nyheter@film.bjorkvik.se", "https://film.bjorkvik.se/video-channels/nyheter"},
		{PeerTube, "https://film.bjorkvik.se/c/nyheter", "nyheter@film.bjorkvik.se", "https://film.bjorkvik.se/video-channels/nyheter"},
		{Pixelfed, "https://bild.bjorkvik.se/kommunen", "kommunen@bild.bjorkvik.se", "https://bild.bjorkvik.se/kommunen"},
		{Reddit, "r/bjorkvik", "bjorkvik", "https://www.reddit.com/r/bjorkvik"},
		{Flickr, "53795956@N07", "53795956@N07", "https://www.flickr.com/people/53795956@N07"},
		{Website, "bjorkvik.se", "bjorkvik.se", "https://bjorkvik.se"},
		{Blog, "https://bjorkvik.se/larare", "bjorkvik.se/larare", "https://bjorkvik.se/larare"},
		{Podcast, "1234567890", "1234567890", "https://podcasts.apple.com/podcast/id1234567890"},
		{Other, "https://vk.com/bjorkvik", "vk.com/bjorkvik", "https://vk.com/bjorkvik"},
	} {
		got := ResolveOn(c.on, c.in)
		if got.Platform != c.on || got.Handle != c.handle || got.URL != c.want || got.Problem != "" {
			t.Errorf("ResolveOn(%s, %q) = %+v; want %q %q", c.on, c.in, got, c.handle, c.want)
		}
		if u, ok := URLFor(c.on, c.in); !ok || u != c.want {
			t.Errorf("URLFor(%s, %q) = %q, %v", c.on, c.in, u, ok)
		}
	}
}

func TestResolveOnRefuses(t *testing.T) {
	for _, c := range []struct {
		on      Name
		in      string
		problem Problem
		is      Name
	}{
		{Facebook, "https://www.instagram.com/bjorkvik", OtherPlatform, Instagram},
		{Facebook, "instagram.com/bjorkvik", OtherPlatform, Instagram},
		{Instagram, "bjorkvik.se/kultur", OtherPlatform, Website},
		{Website, "https://www.facebook.com/bjorkvik", OtherPlatform, Facebook},
		{Bluesky, "https://bjorkvik.se", OtherPlatform, Website},
		{Mastodon, "https://pixelfed.social/@bjorkvik", OtherPlatform, Pixelfed},
		{Mastodon, "bjorkvik", Invalid, Mastodon},
		{Facebook, "login", NotAccount, Facebook},
		{Facebook, "profile.php?id=100064123456789", Personal, Facebook},
		{X, "bjorkvik\x00", Invalid, X},
		{X, "två ord", Invalid, X},
		{X, "", Invalid, X},
		{Website, "12345", Invalid, Website},
		{"fejsbok", "bjorkvik", Invalid, "fejsbok"},
	} {
		if got := ResolveOn(c.on, c.in); got.Problem != c.problem || got.Platform != c.is {
			t.Errorf("ResolveOn(%s, %q) = %+v; want %s on %s", c.on, c.in, got, c.problem, c.is)
		}
		if u, ok := URLFor(c.on, c.in); ok {
			t.Errorf("URLFor(%s, %q) = %q", c.on, c.in, u)
		}
	}
}

// Addresses put together from the parts of all examples.
func TestResolveKeepsItsPromises(t *testing.T) {
	var hosts, paths []string
	for _, r := range table {
		hosts = append(hosts, r.domains...)
		for _, e := range r.examples {
			_, rest, _ := strings.Cut(strings.TrimPrefix(e.in, "https://"), "/")
			paths = append(paths, rest)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		in := rapid.SampledFrom([]string{"", "http://", "HTTPS://www.", "//m.", "https://sv-se."}).Draw(rt, "before") +
			rapid.SampledFrom(hosts).Draw(rt, "host") + "/" + rapid.SampledFrom(paths).Draw(rt, "path") +
			rapid.SampledFrom([]string{"", "/", "/videos", "?x=1&utm_source=y", "#top", "//.", "%2F", "\u00a0"}).Draw(rt, "after")
		keepsPromises(t, in, Resolve(in))
		if t.Failed() {
			rt.FailNow()
		}
	})
}

func FuzzResolve(f *testing.F) {
	for _, r := range table {
		for _, e := range r.examples {
			f.Add(e.in)
		}
	}
	for _, s := range []string{"@a@b.se", "did:web:bjorkvik.se", "https://xn--fcebook-2fg.com/x", "https://x.com@evil.se", "http://b.se/?a=%", "https://bjorkvik.se/%2e%2E/x?%00#!/y", "b.se:80/\\a?x=.#!", "https://facebook.com/pages/\u0130/123456789"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		keepsPromises(t, in, Resolve(in))
		for _, n := range []Name{Facebook, YouTube, Mastodon, Bluesky, Website} {
			if got := ResolveOn(n, in); got.Problem == "" && (got.Handle == "" || got.URL == "" || got.Platform != n) {
				t.Errorf("ResolveOn(%s, %q) = %+v", n, in, got)
			}
		}
	})
}

func BenchmarkResolve(b *testing.B) {
	var in []string
	for _, r := range table {
		for _, e := range r.examples {
			in = append(in, e.in)
		}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		Resolve(in[i%len(in)])
	}
}
