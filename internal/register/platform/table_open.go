package platform

import "slices"

// openRules are kinds of addresses rather than platforms: the handle is the address.
var openRules = []*rule{
	{
		name: Podcast, words: "podd podcasts poddradio poddsändning pod podkast poddcast applepodcasts applepodcast", open: true,
		hosts: "acast.com podbean.com buzzsprout.com anchor.fm libsyn.com transistor.fm simplecast.com spreaker.com captivate.fm podtail.se podtail.com poddtoppen.se ivoox.com podigee.io blubrry.com audioboom.com",
		// The number is the podcast's; country and name in the address are not.
		ok: digits, forms: one("https://podcasts.apple.com/podcast/id{h}"),
		prefixes: "podcast podcasts podd poddar feeds feed rss",
		routes: slices.Concat(
			applePodcast("podcasts.apple.com"), applePodcast("itunes.apple.com")),
		examples: []example{
			{in: "https://podcasts.apple.com/se/podcast/bjorkvikspodden/id1234567890?l=en", handle: "1234567890", url: "https://podcasts.apple.com/podcast/id1234567890"},
			{in: "https://podcasts.apple.com/podcast/id1234567890", handle: "1234567890"},
			{in: "https://feeds.acast.com/public/shows/bjorkvik", handle: "feeds.acast.com/public/shows/bjorkvik"},
			{in: "https://www.bjorkvik.se/podden/flode.rss", handle: "www.bjorkvik.se/podden/flode.rss"},
		},
	},
	{
		name: Blog, words: "blogg bloggen blogs weblog wordpress blogspot blogger", open: true,
		hosts: "wordpress.com blogspot.com blogspot.se blogg.se substack.com typepad.com blogger.com ghost.io over-blog.com " +
			"bloggplatsen.se bloggo.nu livejournal.com blogspot.de blogspot.fr blogspot.co.uk blogspot.no blogspot.dk blogspot.fi",
		prefixes: "blog blogg bloggen bloggar blogs",
		examples: []example{
			{in: "http://bjorkviksbiblioteket.wordpress.com/?utm_source=fb", handle: "bjorkviksbiblioteket.wordpress.com", url: "https://bjorkviksbiblioteket.wordpress.com"},
			{in: "https://bjorkvik.blogspot.se/", handle: "bjorkvik.blogspot.se"},
			{in: "blogg.bjorkvik.se/larare", handle: "blogg.bjorkvik.se/larare", url: "https://blogg.bjorkvik.se/larare"},
		},
	},
	{
		name: Website, words: "webbplats webbplatsen webb webbsida hemsida hemsidan sajt web site webpage homepage www", open: true,
		hosts: "github.io gitlab.io",
		examples: []example{
			{in: "HTTP://www.Bjorkvik.se/Bibliotek/?utm_source=x&sida=2#topp", handle: "www.bjorkvik.se/Bibliotek?sida=2", url: "https://www.bjorkvik.se/Bibliotek?sida=2"},
			{in: "https://x.se/snapchat", handle: "x.se/snapchat"},
			{in: "björkvik.se", handle: "björkvik.se", url: "https://xn--bjrkvik-b1a.se"},
			{in: "https://bjorkvik.se/kultur%20och%20fritid", handle: "bjorkvik.se/kultur%20och%20fritid", url: "https://bjorkvik.se/kultur%20och%20fritid"},
			{in: "https://bjorkvik.se:8443/kris", handle: "bjorkvik.se:8443/kris", url: "https://bjorkvik.se:8443/kris"},
			{in: "https://bjorkvik.github.io/", handle: "bjorkvik.github.io"},
			{in: "http://127.0.0.1/", problem: Invalid},
			{in: "http://[::1]/", problem: Invalid},
			{in: "http://localhost:8080/", problem: Invalid},
		},
	},
	{
		name: Other, words: "annat annan övrigt övriga andra others misc", open: true,
		// Social platforms without a row of their own.
		hosts: `vk.com ok.ru xing.com line.me lin.ee kick.com rumble.com odysee.com dailymotion.com flipboard.com linktr.ee about.me
			nextdoor.com nextdoor.co.uk viber.com signal.group matrix.to gettr.com parler.com foursquare.com yelp.com tripadvisor.com tripadvisor.se
			behance.net dribbble.com quora.com clubhouse.com joinclubhouse.com strava.com untappd.com goodreads.com mixcloud.com bandcamp.com
			gitlab.com bitbucket.org codeberg.org deviantart.com myspace.com periscope.tv giphy.com douyin.com bilibili.com zhihu.com xiaohongshu.com
			scribd.com patreon.com 500px.com tripadvisor.co.uk ustream.tv livestream.com vine.co plus.google.com`,
		examples: []example{
			{in: "https://vk.com/bjorkvik", handle: "vk.com/bjorkvik", url: "https://vk.com/bjorkvik"},
			{in: "https://linktr.ee/Bjorkvik", handle: "linktr.ee/Bjorkvik"},
		},
	},
}

func applePodcast(host string) []route {
	return []route{
		{at: host + "/podcast/id{id}", handle: "{id}"},
		{at: host + "/*/podcast/id{id}", handle: "{id}"},
		{at: host + "/podcast/*/id{id}", handle: "{id}"},
		{at: host + "/*/podcast/*/id{id}", handle: "{id}"},
	}
}
