package platform

import (
	"regexp"
	"slices"
	"strings"
)

// federatedRules are platforms without a host of their own: accounts are user@host.
var federatedRules = []*rule{
	{
		name: Mastodon, label: "Mastodon", words: "masto fediverse fediversum tut toot",
		federated: true, hints: "mastodon mstdn social toot pleroma misskey fediverse fedi truthsocial.com",
		ok: account, forms: one("https://{host}/@{h}"),
		routes: slices.Concat(
			// Where Wikidata's links to Mastodon accounts lead.
			[]route{{at: "fedirect.toolforge.org/?id={h}", only: remoteAccount}},
			refuse(Post, "/@{h}/{id}/**", "/users/{h}/statuses/**"),
			accept("/@{h}", "/@{h}/with_replies", "/@{h}/media", "/@{h}/followers", "/@{h}/following", "/@{h}/featured", "/web/@{h}", "/deck/@{h}"),
			hints("/users/{h}/**", "/web/@{h}/**", "/@{h}/**")),
		examples: []example{
			{in: "@bjorkvik@mastodon.se", handle: "bjorkvik@mastodon.se", url: "https://mastodon.se/@bjorkvik"},
			{in: "https://Mastodon.social/@Bjorkvik", handle: "Bjorkvik@mastodon.social", url: "https://mastodon.social/@Bjorkvik"},
			{in: "https://bjorkvik.example.org/@bjorkvik", handle: "bjorkvik@bjorkvik.example.org"},
			{in: "https://mastodon.social/@bjorkvik@mastodon.se", handle: "bjorkvik@mastodon.se", url: "https://mastodon.se/@bjorkvik"},
			{in: "https://mastodon.social/users/bjorkvik", handle: "bjorkvik@mastodon.social"},
			{in: "https://social.bjorkvik.se/@info/with_replies", handle: "info@social.bjorkvik.se"},
			{in: "bjorkvik@mastodon.se", handle: "bjorkvik@mastodon.se"},
			{in: "https://fedirect.toolforge.org/?id=bjorkvik%40mastodon.se", handle: "bjorkvik@mastodon.se"},
			{in: "https://mastodon.se/@bjorkvik/109876543210", problem: Post},
			{in: "https://mastodon.se/about", problem: NotAccount},
			{in: "@bjorkvik@faceb00k.com", problem: Lookalike},
		},
	},
	{
		name: Pixelfed, label: "Pixelfed", federated: true, hints: "pixelfed pixey.org pxlmo.com gram.social",
		skip: "about account api c discover login newsroom oauth p password register settings site stories i",
		ok:   account, forms: one("https://{host}/{h}"),
		routes: slices.Concat(
			[]route{{at: "/p/*/{id}/**", hinted: true, problem: Post}},
			hints("/users/{h}", "/{h}")),
		examples: []example{
			{in: "https://pixelfed.social/bjorkvik", handle: "bjorkvik@pixelfed.social", url: "https://pixelfed.social/bjorkvik"},
			{in: "https://pixelfed.social/@bjorkvik", handle: "bjorkvik@pixelfed.social"},
			{in: "https://pixelfed.social/p/bjorkvik/123", problem: Post},
			{in: "https://pixelfed.social/site/about", problem: NotAccount},
		},
	},
	{
		name: PeerTube, label: "PeerTube", federated: true, hints: "peertube tube",
		ok: account, forms: one("https://{host}/video-channels/{h}"),
		routes: slices.Concat(
			[]route{
				{at: "/w/**", hinted: true, problem: Post}, {at: "/videos/watch/**", hinted: true, problem: Post},
				// The long form of an address, which PeerTube still reads, is the one that
				// nobody else has: on it every host's channels are known again.
				{at: "/video-channels/{h}/**"},
				{at: "/c/{h}/**", hinted: true},
				{at: "/a/{h}/**", hinted: true, url: "https://{host}/accounts/{h}"},
				{at: "/accounts/{h}/**", hinted: true, url: "https://{host}/accounts/{h}"},
			},
			hints("/@{h}/**")),
		examples: []example{
			{in: "https://peertube.se/c/bjorkvik/videos", handle: "bjorkvik@peertube.se", url: "https://peertube.se/video-channels/bjorkvik"},
			{in: "https://film.bjorkvik.se/video-channels/nyheter/videos", handle: "nyheter@film.bjorkvik.se", url: "https://film.bjorkvik.se/video-channels/nyheter"},
			{in: "https://peertube.se/accounts/bjorkvik", handle: "bjorkvik@peertube.se", url: "https://peertube.se/accounts/bjorkvik"},
			{in: "https://peertube.se/w/abc", problem: Post},
			{in: "https://peertube.se/about/instance", problem: NotAccount},
		},
	},
}

var remoteAccount = regexp.MustCompile(`^@?[^@]+@[^@]+$`)

func hints(patterns ...string) []route {
	routes := accept(patterns...)
	for i := range routes {
		routes[i].hinted = true
	}
	return routes
}

// account checks user@host; the host has been read before.
func account(s string) bool {
	user, host, ok := strings.Cut(s, "@")
	return ok && host != "" && ascii("_.-", 60)(user)
}
