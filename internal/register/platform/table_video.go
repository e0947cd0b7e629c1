package platform

import (
	"regexp"
	"slices"
	"strings"
)

// videoRules are platforms of film and sound.
var videoRules = []*rule{
	{
		name: YouTube, label: "YouTube", words: "yt tube youtubekanal",
		hosts: "youtube.com youtube-nocookie.com", subs: "gaming music studio",
		skip: `about account account_advanced ads advertise attribution_link bs_sharing comment creators cthru dashboard error
			feed feeds gaming handle hashtag howyoutubeworks index intl jobs kids login logout music my_videos new oops originals
			paid_memberships payments premium press privacy reporthistory results select_site show shows signin sitemaps social_login
			static t terms testtube trending upload verify view_play_list yt`,
		ok: free, exact: true,
		// A channel's number is exact; its names are not.
		key: func(s string) string {
			if channelID.MatchString(s) {
				return s
			}
			return strings.ToLower(s)
		},
		forms: []form{
			{when: channelID, url: "https://www.youtube.com/channel/{h}"},
			{url: "https://www.youtube.com/@{h}"},
		},
		routes: slices.Concat(
			[]route{{at: "/redirect", unwrap: "q"}, {at: "/signin", unwrap: "next"}, {at: "/attribution_link", unwrap: "u"}},
			refuse(Post, "youtu.be/**", "/watch/**", "/playlist/**", "/shorts/**", "/live/**", "/embed/**", "/v/**", "/e/**", "/clip/**", "/post/**",
				"/watch_videos/**", "/view_play_list/**", "/source/**"),
			[]route{
				{at: "/channel/{h}/**", only: channelID, url: "https://www.youtube.com/channel/{h}"},
				// The three kinds of names are three name spaces: what one person has as
				// a custom address another may have as a handle.
				{at: "/c/{h}/**", url: "https://www.youtube.com/c/{h}", space: "c/"},
				{at: "/user/{h}/**", url: "https://www.youtube.com/user/{h}", space: "user/"},
				{at: "/profile?user={h}", url: "https://www.youtube.com/user/{h}", space: "user/"},
				{at: "/@{h}/**"},
			},
			refuse(Invalid, "/channel/**"),
			// A bare name is an old custom address.
			[]route{{at: "/{h}/**", url: "https://www.youtube.com/c/{h}", space: "c/"}}),
		examples: []example{
			{in: "https://www.youtube.com/channel/UCDygPK-CMYtGPOA3Ewh1afA?view_as=subscriber", handle: "UCDygPK-CMYtGPOA3Ewh1afA", url: "https://www.youtube.com/channel/UCDygPK-CMYtGPOA3Ewh1afA"},
			{in: "https://studio.youtube.com/channel/UCDygPK-CMYtGPOA3Ewh1afA/videos", handle: "UCDygPK-CMYtGPOA3Ewh1afA"},
			{in: "http://m.youtube.com/@Bjorkviks-kommun/featured", handle: "Bjorkviks-kommun", url: "https://www.youtube.com/@Bjorkviks-kommun"},
			{in: "https://www.youtube.com/c/Bj%C3%B6rkvik/videos", handle: "Björkvik", url: "https://www.youtube.com/c/Bj%C3%B6rkvik"},
			{in: "https://www.youtube.com/user/BjorkvikTV", handle: "BjorkvikTV", url: "https://www.youtube.com/user/BjorkvikTV"},
			{in: "http://m.youtube.com/#/user/BjorkvikTV", handle: "BjorkvikTV", url: "https://www.youtube.com/user/BjorkvikTV"},
			{in: "youtube.com/Bjorkvik", handle: "Bjorkvik", url: "https://www.youtube.com/c/Bjorkvik"},
			{in: "https://youtu.be/abcDEF12345?t=1", problem: Post},
			{in: "https://www.youtube.com/watch?v=abcDEF12345", problem: Post},
			{in: "https://www.youtube.com/playlist?list=PLabc", problem: Post},
			{in: "https://www.youtube.com/feed/subscriptions", problem: NotAccount},
			{in: "https://www.youtube.com/channel/bjorkvik", problem: Invalid},
			{in: "https://www.youtube.com/channel/", problem: Invalid},
		},
	},
	{
		name: TikTok, label: "TikTok", words: "tt tictoc tictok", hosts: "tiktok.com",
		skip:  "about business explore following foryou friends legal live login music search setting share signup tag trending upload discover",
		ok:    ascii("._", 30),
		forms: one("https://www.tiktok.com/@{h}"),
		routes: slices.Concat(
			refuse(ShortLink, "vm.tiktok.com/**", "vt.tiktok.com/**", "/t/**"),
			refuse(Post, "/*/video/*/**", "/*/photo/*/**", "/v/**", "/embed/**"),
			accept("/{h}/**")),
		examples: []example{
			{in: "https://www.tiktok.com/@bjorkvik?lang=sv-SE&_t=8abc", handle: "bjorkvik", url: "https://www.tiktok.com/@bjorkvik"},
			{in: "m.tiktok.com/@Bjorkvik", handle: "Bjorkvik"},
			{in: "https://www.tiktok.com/@bjorkvik/video/7123", problem: Post},
			{in: "https://vm.tiktok.com/ZMabc/", problem: ShortLink},
			{in: "https://www.tiktok.com/tag/bjorkvik", problem: NotAccount},
		},
	},
	{
		name: Vimeo, label: "Vimeo", hosts: "vimeo.com vimeopro.com",
		skip:  "about album albums blog categories channels couchmode create enterprise event explore features features-video groups help home jobs join log_in login manage ondemand player privacy professionals search settings showcase site_map solutions staffpicks store terms upgrade upload watch",
		ok:    func(s string) bool { return ascii("_-.", 60)(s) && !digits(s) },
		forms: one("https://vimeo.com/{h}"),
		routes: slices.Concat(
			refuse(Post, "player.vimeo.com/**", "/{id}/**", "/channels/*/{id}/**", "/groups/*/videos/**", "/album/**", "/showcase/**", "/ondemand/**", "/event/**", "/video/**"),
			refuse(Group, "/groups/**"),
			[]route{{at: "/channels/{h}", url: "https://vimeo.com/channels/{h}", space: "channels/"}},
			accept("/{h}/**")),
		examples: []example{
			{in: "https://vimeo.com/bjorkvik/videos", handle: "bjorkvik", url: "https://vimeo.com/bjorkvik"},
			{in: "vimeo.com/user1234567", handle: "user1234567"},
			{in: "https://vimeo.com/channels/bjorkvik", handle: "bjorkvik", url: "https://vimeo.com/channels/bjorkvik"},
			{in: "https://vimeo.com/76979871", problem: Post},
			{in: "https://vimeo.com/groups/bjorkvik", problem: Group},
			{in: "https://vimeo.com/log_in", problem: NotAccount},
		},
	},
	{
		name: Twitch, label: "Twitch", hosts: "twitch.tv", subs: "go", skip: "directory downloads jobs p prime search settings store subscriptions turbo wallet login signup",
		ok:    ascii("_", 30),
		forms: one("https://www.twitch.tv/{h}"),
		routes: slices.Concat(
			refuse(Post, "clips.twitch.tv/**", "/videos/**", "/*/clip/**", "/*/v/**"),
			accept("/popout/{h}/**", "/{h}/**")),
		examples: []example{
			{in: "https://www.twitch.tv/bjorkvik/about", handle: "bjorkvik", url: "https://www.twitch.tv/bjorkvik"},
			{in: "https://www.twitch.tv/videos/123", problem: Post},
			{in: "https://www.twitch.tv/directory", problem: NotAccount},
		},
	},
	{
		name: SoundCloud, label: "SoundCloud", hosts: "soundcloud.com",
		skip:  "charts community-guidelines discover download feed for go imprint jobs login logout mobile notifications pages people popular premium pro search settings signin stations stream tags terms-of-use upload you",
		ok:    ascii("_-.", 60),
		forms: one("https://soundcloud.com/{h}"),
		routes: slices.Concat(
			refuse(ShortLink, "on.soundcloud.com/**", "snd.sc/**", "soundcloud.app.goo.gl/**"),
			accept("/{h}", "/{h}/tracks", "/{h}/albums", "/{h}/sets", "/{h}/popular-tracks", "/{h}/reposts", "/{h}/followers", "/{h}/following", "/{h}/likes", "/{h}/comments"),
			refuse(Post, "/*/*/**")),
		examples: []example{
			{in: "https://m.soundcloud.com/bjorkvik/tracks", handle: "bjorkvik", url: "https://soundcloud.com/bjorkvik"},
			{in: "https://soundcloud.com/bjorkvik/sommar", problem: Post},
			{in: "https://on.soundcloud.com/abc", problem: ShortLink},
			{in: "https://soundcloud.com/discover", problem: NotAccount},
		},
	},
	{
		name: Spotify, label: "Spotify", hosts: "open.spotify.com play.spotify.com", ok: free, exact: true,
		forms: []form{
			{when: regexp.MustCompile(`^[A-Za-z0-9]{22}$`), url: "https://open.spotify.com/show/{h}"},
			{url: "https://open.spotify.com/user/{h}"},
		},
		routes: slices.Concat(
			refuse(Post, "/*/playlist/**", "/user/*/playlist/**", "/episode/**", "/playlist/**", "/track/**", "/album/**", "/*/episode/**"),
			refuse(ShortLink, "spotify.link/**", "spoti.fi/**", "link.tospotify.com/**"),
			spotify("show"), spotify("user"), spotify("artist"),
			refuse(NotAccount, "spotify.com/**")),
		examples: []example{
			{in: "https://open.spotify.com/show/4rOoJ6Egrf8K2IrywzwOMk?si=abc", handle: "4rOoJ6Egrf8K2IrywzwOMk", url: "https://open.spotify.com/show/4rOoJ6Egrf8K2IrywzwOMk"},
			{in: "https://open.spotify.com/intl-sv/show/4rOoJ6Egrf8K2IrywzwOMk", handle: "4rOoJ6Egrf8K2IrywzwOMk"},
			{in: "https://open.spotify.com/user/bjorkvik", handle: "bjorkvik", url: "https://open.spotify.com/user/bjorkvik"},
			{in: "https://open.spotify.com/episode/4rOoJ6Egrf8K2IrywzwOMk", problem: Post},
			{in: "https://spotify.link/abc", problem: ShortLink},
			{in: "https://www.spotify.com/se/", problem: NotAccount},
		},
	},
}

func spotify(kind string) []route {
	address := "https://open.spotify.com/" + kind + "/{h}"
	return []route{{at: "/" + kind + "/{h}", url: address, space: kind + "/"}, {at: "/*/" + kind + "/{h}", url: address, space: kind + "/"}}
}
