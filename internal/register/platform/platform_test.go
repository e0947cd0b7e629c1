package platform_test

import (
	"slices"
	"strings"
	"testing"

	"kanalkoll/internal/register/platform"
)

// The names are a contract with files and with the open data.
const contract = `facebook instagram x youtube linkedin tiktok threads bluesky mastodon flickr vimeo snapchat pinterest twitch discord reddit tumblr
	telegram whatsapp github medium soundcloud spotify slideshare issuu weibo pixelfed peertube podcast blog website other`

func TestNamesAreThoseOfTheContract(t *testing.T) {
	var got []string
	for _, n := range platform.Names() {
		got = append(got, string(n))
		if platform.Label(n) == "" && platform.LabelKey(n) == "" {
			t.Errorf("%s has neither label nor key", n)
		}
		if parsed, ok := platform.Parse(string(n)); !ok || parsed != n {
			t.Errorf("Parse(%q) = %q, %v", n, parsed, ok)
		}
	}
	if len(got) < 9 || got[0] != "facebook" || got[len(got)-1] != "other" {
		t.Errorf("order: %v", got)
	}
	want := strings.Fields(contract)
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("names:\n got %v\nwant %v", got, want)
	}
}

func TestParseReadsWhatPeopleWrite(t *testing.T) {
	for in, want := range map[string]platform.Name{
		"FB": "facebook", "Facebook": "facebook", "facebook-sida": "facebook", "Facebooksida": "facebook", "Facebook (sida)": "facebook", "Facebook-konto": "facebook",
		"Twitter": "x", "X": "x", "X (Twitter)": "x", "Twitter/X": "x", "X (tidigare Twitter)": "x", "X, f.d. Twitter": "x", "X (f d Twitter)": "x",
		"You Tube": "youtube", "Youtube": "youtube", "YouTube-kanal": "youtube", "You Tube-kanal": "youtube", "www.youtube.com": "youtube",
		"LinkedIn": "linkedin", "Linked In": "linkedin", "Insta": "instagram", "INSTAGRAM ": "instagram", "Tik Tok": "tiktok",
		"webbplats": "website", "Hemsida": "website", "blogg": "blog", "Annat": "other", "Övrigt": "other", "Podd": "podcast",
		"Flickr": "flickr", "GitHub": "github", "Whats App": "whatsapp", "bsky": "bluesky",
	} {
		if got, ok := platform.Parse(in); !ok || got != want {
			t.Errorf("Parse(%q) = %q, %v; want %q", in, got, ok, want)
		}
	}
	for _, in := range []string{"", " ", "Fejsbok", "Facebook och Instagram", "facebook, youtube", "sida", "xx", strings.Repeat("fb ", 1000), "\x00", "\xff"} {
		if got, ok := platform.Parse(in); ok {
			t.Errorf("Parse(%q) = %q; want none", in, got)
		}
	}
}
