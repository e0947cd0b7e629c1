package platform

import (
	"regexp"
	"slices"
)

// shortRules are platforms of short messages.
var shortRules = []*rule{
	{
		name: X, label: "X", words: "twitter tweet xtwitter twitterx", hosts: "x.com twitter.com",
		skip: `about account activity compose download explore following followers hashtag home i intent jobs lists login logout
			messages notifications oauth personalization privacy rules search search-advanced search-home session settings share signup
			statuses status tos widgets who_to_follow`,
		ok:    ascii("_", 20),
		forms: one("https://x.com/{h}"),
		routes: slices.Concat(
			refuse(ShortLink, "t.co/**"),
			refuse(Post, "/*/status/*/**", "/*/statuses/*/**", "/i/status/**", "/i/web/status/**", "/i/broadcasts/**", "/i/spaces/**", "/i/events/**", "/statuses/**", "pic.x.com/**", "pic.twitter.com/**", "/*/moments/*/**"),
			refuse(Group, "/i/communities/**"),
			accept("/intent/user?screen_name={h}", "/intent/follow?screen_name={h}", "/share?screen_name={h}", "/{h}/**")),
		examples: []example{
			{in: "https://twitter.com/BjorkviksKommun", handle: "BjorkviksKommun", url: "https://x.com/BjorkviksKommun"},
			{in: "https://mobile.twitter.com/bjorkvik?lang=sv", handle: "bjorkvik"},
			{in: "http://twitter.com/#!/bjorkvik", handle: "bjorkvik"},
			{in: "http://twitter.com/@NOAA68", handle: "NOAA68"},
			{in: "https://x.com/bjorkvik/with_replies", handle: "bjorkvik"},
			{in: "https://twitter.com/intent/user?screen_name=bjorkvik", handle: "bjorkvik"},
			{in: "https://x.com/bjorkvik/status/123", problem: Post},
			{in: "https://t.co/abc", problem: ShortLink},
			{in: "https://x.com/home", problem: NotAccount},
			{in: "https://x.com/intent/post?text=hej", problem: NotAccount},
			{in: "https://x.com/share", problem: NotAccount},
			{in: "https://x.com/björkvik", problem: Invalid},
		},
	},
	{
		name: Bluesky, label: "Bluesky", words: "bsky blueskysocial", hosts: "bsky.app", subs: "staging main",
		skip: "feeds hashtag lists messages moderation notifications search settings support starter-pack",
		ok: func(s string) bool {
			if did.MatchString(s) {
				return true
			}
			host, shown, ok := readHost(s)
			return ok && host == shown && len(s) <= 253
		},
		// A handle is a host name, a DID is exact; both are lower case as they are made.
		forms: one("https://bsky.app/profile/{h}"),
		routes: slices.Concat(
			refuse(Post, "/profile/*/post/*/**"),
			refuse(NotAccount, "/profile/*/feed/*/**", "/profile/*/lists/*/**"),
			accept("/profile/{h}/**"),
			[]route{{at: "{h}.bsky.social/**", handle: "{h}.bsky.social"}}),
		examples: []example{
			{in: "https://bsky.app/profile/bjorkvik.se", handle: "bjorkvik.se", url: "https://bsky.app/profile/bjorkvik.se"},
			{in: "https://bsky.app/profile/Bjorkvik.bsky.social/", handle: "Bjorkvik.bsky.social"},
			{in: "https://bsky.app/profile/did:plc:z72i7hdynmk6r22z27h6tvur", handle: "did:plc:z72i7hdynmk6r22z27h6tvur", url: "https://bsky.app/profile/did:plc:z72i7hdynmk6r22z27h6tvur"},
			{in: "did:plc:z72i7hdynmk6r22z27h6tvur", handle: "did:plc:z72i7hdynmk6r22z27h6tvur"},
			{in: "@bjorkvik.bsky.social", handle: "bjorkvik.bsky.social"},
			{in: "https://bjorkvik.bsky.social", handle: "bjorkvik.bsky.social", url: "https://bsky.app/profile/bjorkvik.bsky.social"},
			{in: "https://bsky.app/profile/bjorkvik.se/post/3k", problem: Post},
			{in: "https://bsky.app/search", problem: NotAccount},
			{in: "https://bsky.app/settings/account", problem: NotAccount},
		},
	},
	{
		name: Weibo, label: "Weibo", words: "sinaweibo", hosts: "weibo.com weibo.cn", subs: "e d hk us tw overseas",
		skip:  "login signup search tv hot newlogin ajax at comment fav gov home index settings",
		ok:    free,
		forms: []form{{when: regexp.MustCompile(`^\d+$`), url: "https://weibo.com/u/{h}"}, {url: "https://weibo.com/{h}"}},
		routes: slices.Concat(
			[]route{
				{at: "/u/{id}/**", handle: "{id}"},
				{at: "/profile/{id}", handle: "{id}"},
				{at: "/n/{h}", url: "https://weibo.com/n/{h}", space: "n/"},
				{at: "/p/{id}/**", handle: "{id}", url: "https://weibo.com/p/{id}", space: "p/"},
				{at: "/{id}", handle: "{id}"},
			},
			refuse(Post, "/status/**", "/detail/**", "/{id}/*/**", "/ttarticle/**"),
			accept("/{h}/**")),
		examples: []example{
			{in: "https://weibo.com/u/1234567890?is_all=1", handle: "1234567890", url: "https://weibo.com/u/1234567890"},
			{in: "https://www.weibo.com/1234567890", handle: "1234567890"},
			{in: "https://m.weibo.cn/u/1234567890", handle: "1234567890"},
			{in: "https://weibo.com/visitsweden", handle: "visitsweden", url: "https://weibo.com/visitsweden"},
			{in: "https://weibo.com/1234567890/AbCdEf", problem: Post},
			{in: "https://weibo.com/login.php", problem: NotAccount},
		},
	},
	{
		name: Tumblr, label: "Tumblr", hosts: "tumblr.com",
		skip:  "about abuse account activity apps ask blog body business dashboard developers docs explore following help inbox jobs likes login logout new-post-to oauth policy press privacy register safe-mode search settings signup tagged themes tips",
		ok:    ascii("-_", 40),
		forms: one("https://www.tumblr.com/{h}"),
		routes: slices.Concat(
			refuse(Post, "{h}.tumblr.com/post/**", "{h}.tumblr.com/image/**", "/*/{id}/**", "/blog/view/*/{id}/**"),
			refuse(NotAccount, "assets.tumblr.com/**", "api.tumblr.com/**", "help.tumblr.com/**"),
			[]route{{at: "{h}.tumblr.com/**"}, {at: "/blog/view/{h}/**"}, {at: "/blog/{h}"}, {at: "/{h}/**"}}),
		examples: []example{
			{in: "https://bjorkvik.tumblr.com/", handle: "bjorkvik", url: "https://www.tumblr.com/bjorkvik"},
			{in: "https://www.tumblr.com/blog/view/bjorkvik", handle: "bjorkvik"},
			{in: "https://www.tumblr.com/blog/bjorkvik", handle: "bjorkvik"},
			{in: "tumblr.com/bjorkvik", handle: "bjorkvik"},
			{in: "https://bjorkvik.tumblr.com/post/123/hej", problem: Post},
			{in: "https://www.tumblr.com/dashboard", problem: NotAccount},
		},
	},
}

var did = regexp.MustCompile(`^did:(plc:[a-z2-7]{24}|web:[a-z0-9.-]+\.[a-z]{2,})$`)
