package platform

import (
	"regexp"
	"slices"
	"strings"
)

// metaRules are Meta's platforms.
var metaRules = []*rule{
	{
		name: Facebook, label: "Facebook", words: "fb face facebok fbsida facebooksida",
		hosts: "facebook.com fb.com messenger.com m.me", subs: "business b-m www-m free p h z-m zh-hk es-la",
		skip: `ads business careers checkpoint dialog directory family feed find-friends friends fundraisers gaming hashtag
			help home jobs legal login lite marketplace me messages mobile modal_layout news notifications pages pg people
			places plugins policies policy privacy profile public recover reg search settings sharer tr terms user`,
		// A page's address may end in its number; Facebook then reads nothing else.
		// In other names it does not see dots.
		key: func(s string) string {
			if m := pageNumber.FindStringSubmatch(s); m != nil {
				return m[1]
			}
			return strings.ReplaceAll(s, ".", "")
		},
		ok:    free,
		forms: one("https://www.facebook.com/{h}"),
		routes: slices.Concat(
			[]route{
				{at: "l.facebook.com/**", unwrap: "u"}, {at: "lm.facebook.com/**", unwrap: "u"}, {at: "/l.php", unwrap: "u"},
				{at: "/login/**", unwrap: "next"}, {at: "/login.php", unwrap: "next"},
				{at: "/plugins/page.php", unwrap: "href"}, {at: "/plugins/likebox.php", unwrap: "href"},
				{at: "/groups/{h}/**", url: "https://www.facebook.com/groups/{h}", space: "group/", problem: Group},
				// Since 2022 pages without a name of their own have this form too, with
				// numbers (1000…, 615…) out of the same series as people's: the address
				// does not tell them apart. It has the form of a person's profile, no
				// municipality in Govdirectory's data has one, and a private profile in a
				// public register does more harm than a question. The handle and address
				// are filled, so that a clerk can answer it; the bare number as a path,
				// as Wikidata has it, is taken for a page.
				{at: "/profile.php?id={id}", handle: "{id}", url: "https://www.facebook.com/profile.php?id={id}", problem: Personal},
				{at: "/people/*/{id}/**", handle: "{id}", url: "https://www.facebook.com/profile.php?id={id}", problem: Personal},
			},
			refuse(Group, "/groups/**", "/group.php", "fb.me/g/**"),
			refuse(Event, "/events/**", "/event.php", "/*/events/{id}/**", "fb.me/e/**"),
			refuse(ShortLink, "/share/**", "/share.php", "/sharer/**", "/sharer.php", "fb.me/**", "fb.gg/**", "/s/*/**"),
			refuse(Post, "/watch/**", "/story.php", "/permalink.php", "/photo.php", "/video.php", "/video/**", "/photo/**", "/photos/**",
				"/reel/**", "/reels/**", "/stories/**", "/media/**", "/note.php", "/notes/**", "/album.php", "/hashtag/*/**", "/live/**",
				"/*/posts/*/**", "/*/videos/*/**", "/*/photos/*/**", "/*/notes/*/**", "/*/reel/*/**", "fb.watch/**", "/questions/**"),
			[]route{
				{at: "/pages/category/*/{n}/{id}/**", handle: "{n}-{id}"},
				{at: "/pages/category/*/{h}/**"},
				{at: "/pages/{n}/{id}/**", handle: "{n}-{id}"},
				{at: "/places/{n}/{id}/**", handle: "{n}-{id}"},
				{at: "/p/{h}/**"},
				{at: "/pg/{h}/**"},
				{at: "/page.php?id={id}", handle: "{id}"},
				{at: "/{h}/**"},
			}),
		examples: []example{
			{in: "https://www.facebook.com/Bjorkvikskommun", handle: "Bjorkvikskommun", url: "https://www.facebook.com/Bjorkvikskommun"},
			{in: "http://m.facebook.com/bjorkvik.kommun/?ref=page_internal", handle: "bjorkvik.kommun"},
			{in: "sv-se.facebook.com/bjorkvik", handle: "bjorkvik"},
			{in: "https://touch.facebook.com/bjorkvik", handle: "bjorkvik"},
			{in: "mobile.facebook.com:443/bjorkvik//", handle: "bjorkvik"},
			{in: "FACEBOOK.COM./bjorkvik/.", handle: "bjorkvik"},
			{in: "https://facebook.com/@bjorkvik#top", handle: "bjorkvik"},
			{in: "https://www.facebook.com/pages/Bj%C3%B6rkviks-kommun/123456789012", handle: "Björkviks-kommun-123456789012", url: "https://www.facebook.com/Bj%C3%B6rkviks-kommun-123456789012"},
			{in: "https://www.facebook.com/pages/Bjorkviks kommun/123456789012?sk=info", handle: "Bjorkviks-kommun-123456789012"},
			{in: "https://www.facebook.com/pages/category/City/Bjorkvik-123456789012/about", handle: "Bjorkvik-123456789012"},
			{in: "https://www.facebook.com/p/Bjorkvik-100064123456789/", handle: "Bjorkvik-100064123456789"},
			{in: "https://www.facebook.com/pg/bjorkvik/about/?ref=page_internal", handle: "bjorkvik"},
			{in: "https://www.facebook.com/100064123456789", handle: "100064123456789"},
			{in: "facebook.com/#!/bjorkvik", handle: "bjorkvik"},
			{in: "https://www.facebook.com/home.php#!/pages/Bjorkvik/123456789012?v=wall", handle: "Bjorkvik-123456789012"},
			{in: "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.facebook.com%2Fbjorkvik%2F&h=AT0", handle: "bjorkvik"},
			{in: "https://www.facebook.com/login/?next=https%3A%2F%2Fwww.facebook.com%2Fbjorkvik", handle: "bjorkvik"},
			{in: "https://www.facebook.com/bjorkvik/photos", handle: "bjorkvik"},
			{in: "fb.com/bjorkvik", handle: "bjorkvik"},
			{in: "m.me/bjorkvik", handle: "bjorkvik"},
			{in: "https://www.facebook.com/profile.php?id=100064123456789&sk=about", handle: "100064123456789", url: "https://www.facebook.com/profile.php?id=100064123456789", problem: Personal},
			{in: "https://www.facebook.com/people/Eva-Ek/100064123456789/", handle: "100064123456789", url: "https://www.facebook.com/profile.php?id=100064123456789", problem: Personal},
			{in: "https://www.facebook.com/groups/bjorkvik/", handle: "bjorkvik", url: "https://www.facebook.com/groups/bjorkvik", problem: Group},
			{in: "https://www.facebook.com/events/123456789/", problem: Event},
			{in: "https://www.facebook.com/bjorkvik/posts/123", problem: Post},
			{in: "https://www.facebook.com/watch/?v=123", problem: Post},
			{in: "https://www.facebook.com/share/1AbCdEfG/", problem: ShortLink},
			{in: "https://fb.me/1AbCdEfG", problem: ShortLink},
			{in: "https://www.facebook.com/login", problem: NotAccount},
			{in: "https://www.facebook.com/help/", problem: NotAccount},
			{in: "https://www.facebook.com/sharer/sharer.php?u=https://bjorkvik.se", problem: ShortLink},
			{in: "https://developers.facebook.com/docs", problem: NotAccount},
			{in: "https://www.facebook.com/", problem: NotAccount},
		},
	},
	{
		name: Instagram, label: "Instagram", words: "insta ig instagramkonto",
		hosts: "instagram.com instagr.am ig.me",
		skip: `about accounts api archive challenge developer developers direct directory download emails explore graphql
			help legal location locations nametag oauth press privacy push session settings share sharer terms topics web`,
		ok:    ascii("._", 30),
		forms: one("https://www.instagram.com/{h}/"),
		routes: slices.Concat(
			[]route{{at: "l.instagram.com/**", unwrap: "u"}, {at: "/accounts/login/**", unwrap: "next"}, {at: "/_u/{h}/**"}, {at: "/_n/{h}/**"}, {at: "/m/{h}"}},
			refuse(Post, "/p/**", "/reel/**", "/reels/**", "/tv/**", "/stories/**", "/s/**", "/*/p/*/**", "/*/reel/*/**", "/*/tv/*/**", "/guide/**"),
			accept("/{h}/**")),
		examples: []example{
			{in: "https://www.instagram.com/bjorkvikskommun/?hl=sv", handle: "bjorkvikskommun", url: "https://www.instagram.com/bjorkvikskommun/"},
			{in: "instagram.com/_u/bjorkvik", handle: "bjorkvik"},
			{in: "https://instagr.am/bjorkvik", handle: "bjorkvik"},
			{in: "https://www.instagram.com/%40bjorkvik", handle: "bjorkvik"},
			{in: "https://www.instagram.com/accounts/login/?next=/bjorkvik/", handle: "bjorkvik"},
			{in: "https://www.instagram.com/bjorkvik/reels/", handle: "bjorkvik"},
			{in: "https://www.instagram.com/p/CabcDEF/", problem: Post},
			{in: "https://www.instagram.com/bjorkvik/reel/CabcDEF/", problem: Post},
			{in: "https://www.instagram.com/stories/bjorkvik/123/", problem: Post},
			{in: "https://www.instagram.com/explore/tags/bjorkvik/", problem: NotAccount},
			{in: "https://www.instagram.com/björkvik", problem: Invalid},
		},
	},
	{
		name: Threads, label: "Threads", hosts: "threads.net threads.com", skip: "login search terms privacy about explore custom_feed",
		ok:    ascii("._", 30),
		forms: one("https://www.threads.com/@{h}"),
		routes: slices.Concat(
			refuse(Post, "/t/**", "/*/post/*/**"),
			accept("/{h}/**")),
		examples: []example{
			{in: "https://www.threads.net/@bjorkvik?xmt=AQ", handle: "bjorkvik", url: "https://www.threads.com/@bjorkvik"},
			{in: "threads.com/bjorkvik", handle: "bjorkvik"},
			{in: "https://www.threads.net/@bjorkvik/post/Cabc", problem: Post},
			{in: "https://www.threads.net/login", problem: NotAccount},
		},
	},
	{
		name: WhatsApp, label: "WhatsApp", words: "whatsappkanal wa",
		hosts: "whatsapp.com", ok: ascii("-_", 60), exact: true,
		forms: []form{
			{when: regexp.MustCompile(`^\d{6,15}$`), url: "https://wa.me/{h}"},
			{url: "https://www.whatsapp.com/channel/{h}"},
		},
		routes: slices.Concat(
			refuse(Post, "/channel/*/{id}"),
			refuse(Group, "chat.whatsapp.com/**"),
			refuse(ShortLink, "wa.me/message/**", "wa.me/c/**", "wa.me/qr/**"),
			[]route{
				{at: "/channel/{h}/**"},
				{at: "/send?phone={id}", handle: "{id}"},
				{at: "api.whatsapp.com/send/**?phone={id}", handle: "{id}"},
				{at: "wa.me/+{id}", handle: "{id}"},
				{at: "wa.me/{id}", handle: "{id}"},
			}),
		examples: []example{
			{in: "https://whatsapp.com/channel/0029VaAbCdEf", handle: "0029VaAbCdEf", url: "https://www.whatsapp.com/channel/0029VaAbCdEf"},
			{in: "https://wa.me/46701234567?text=hej", handle: "46701234567", url: "https://wa.me/46701234567"},
			{in: "https://api.whatsapp.com/send?phone=46701234567", handle: "46701234567"},
			{in: "https://chat.whatsapp.com/AbCdEf", problem: Group},
			{in: "https://www.whatsapp.com/download", problem: NotAccount},
		},
	},
}

var pageNumber = regexp.MustCompile(`^(?:.*-)?(\d{9,})$`)
