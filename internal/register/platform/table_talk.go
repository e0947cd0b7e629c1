package platform

import "slices"

// talkRules are platforms for conversation.
var talkRules = []*rule{
	{
		name: Discord, label: "Discord", words: "discordserver", hosts: "discord.com discordapp.com", subs: "canary ptb", ok: free, exact: true,
		skip: "", forms: one("https://discord.gg/{h}"),
		routes: slices.Concat(
			accept("discord.gg/{h}", "discord.gg/invite/{h}", "/invite/{h}"),
			[]route{{at: "/servers/{h}", url: "https://discord.com/servers/{h}", space: "servers/"}},
			refuse(Personal, "/users/**"),
			refuse(Post, "/channels/**")),
		examples: []example{
			{in: "https://discord.gg/AbCdEf", handle: "AbCdEf", url: "https://discord.gg/AbCdEf"},
			{in: "discord.com/invite/bjorkvik", handle: "bjorkvik"},
			{in: "https://discord.com/servers/bjorkvik-123", handle: "bjorkvik-123", url: "https://discord.com/servers/bjorkvik-123"},
			{in: "https://discord.com/login", problem: NotAccount},
		},
	},
	{
		name: Reddit, label: "Reddit", words: "subreddit", hosts: "reddit.com", subs: "np i amp",
		ok:    ascii("_-", 60),
		forms: one("https://www.reddit.com/user/{h}"),
		routes: slices.Concat(
			refuse(ShortLink, "redd.it/**", "/r/*/s/**"),
			refuse(Post, "/r/*/comments/**", "/user/*/comments/*/**", "/u/*/comments/*/**", "/comments/**", "/gallery/**"),
			[]route{
				{at: "/r/{h}/**", url: "https://www.reddit.com/r/{h}", space: "r/"},
				{at: "/user/{h}/**"}, {at: "/u/{h}/**"},
			}),
		examples: []example{
			{in: "https://old.reddit.com/r/bjorkvik/", handle: "bjorkvik", url: "https://www.reddit.com/r/bjorkvik"},
			{in: "https://www.reddit.com/u/Bjorkvik", handle: "Bjorkvik", url: "https://www.reddit.com/user/Bjorkvik"},
			{in: "https://www.reddit.com/r/bjorkvik/comments/abc/hej/", problem: Post},
			{in: "https://www.reddit.com/login", problem: NotAccount},
		},
	},
	{
		name: Telegram, label: "Telegram", words: "tg telegramkanal", hosts: "t.me telegram.me telegram.dog",
		skip:  "addemoji addlist addstickers addtheme bg boost c confirmphone contact giftcode invoice iv joinchat login proxy setlanguage share socks",
		ok:    ascii("_", 40),
		forms: one("https://t.me/{h}"),
		routes: slices.Concat(
			[]route{{at: "/iv", unwrap: "url"}},
			refuse(Group, "/joinchat/**"),
			refuse(Post, "/c/**", "/*/{id}/**", "/s/*/{id}/**"),
			accept("/s/{h}"),
			[]route{{at: "/+{n}", handle: "{n}", problem: Group}},
			accept("/{h}/**", "{h}.t.me/**"),
			refuse(NotAccount, "telegram.org/**")),
		examples: []example{
			{in: "https://t.me/s/bjorkvik", handle: "bjorkvik", url: "https://t.me/bjorkvik"},
			{in: "telegram.me/Bjorkvik", handle: "Bjorkvik"},
			{in: "https://bjorkvik.t.me", handle: "bjorkvik"},
			{in: "https://t.me/joinchat/AbCd", problem: Group},
			{in: "https://t.me/bjorkvik/12", problem: Post},
			{in: "https://t.me/share/url?url=x", problem: NotAccount},
		},
	},
}
