package platform

// profileLimits is how many characters a profile's description holds, where that is known: the field in which an
// organisation's page, channel or account says who it is. The platforms' own help pages and forms give the numbers, as
// they stood in 2025; they change, and a text that turns out too long is refused by the platform itself, not lost.
// Mastodon's is the default of its servers. Bluesky counts what people see as one character.
var profileLimits = map[Name]int{
	Facebook:  255,
	Instagram: 150,
	X:         160,
	YouTube:   1000,
	LinkedIn:  2000,
	TikTok:    80,
	Threads:   150,
	Bluesky:   256,
	Mastodon:  500,
	Pinterest: 500,
	Twitch:    300,
	Reddit:    200,
	Telegram:  255,
	GitHub:    160,
	Medium:    160,
	PeerTube:  1000,
}

// ProfileLimit gives how many characters the description of a profile holds; 0 where that is not known or not limited.
func ProfileLimit(n Name) int { return profileLimits[n] }

// termsURLs lead to the terms that whoever has an account agrees to, for Europe where a platform has terms of its own
// there. Platforms that are many servers, each with its own terms, have none.
var termsURLs = map[Name]string{
	Facebook:   "https://www.facebook.com/legal/terms",
	Instagram:  "https://help.instagram.com/581066165581870",
	X:          "https://x.com/en/tos",
	YouTube:    "https://www.youtube.com/t/terms",
	LinkedIn:   "https://www.linkedin.com/legal/user-agreement",
	TikTok:     "https://www.tiktok.com/legal/page/eea/terms-of-service/en",
	Threads:    "https://help.instagram.com/769983657850450",
	Bluesky:    "https://bsky.social/about/support/tos",
	Flickr:     "https://www.flickr.com/help/terms",
	Vimeo:      "https://vimeo.com/terms",
	Snapchat:   "https://www.snap.com/terms",
	Pinterest:  "https://policy.pinterest.com/en/terms-of-service",
	Twitch:     "https://www.twitch.tv/p/legal/terms-of-service/",
	Discord:    "https://discord.com/terms",
	Reddit:     "https://redditinc.com/policies/user-agreement",
	Tumblr:     "https://www.tumblr.com/policy/en/terms-of-service",
	Telegram:   "https://telegram.org/tos",
	WhatsApp:   "https://www.whatsapp.com/legal/terms-of-service-eea",
	GitHub:     "https://docs.github.com/en/site-policy/github-terms/github-terms-of-service",
	Medium:     "https://policy.medium.com/medium-terms-of-service-9db0094a1e0f",
	SoundCloud: "https://soundcloud.com/terms-of-use",
	Spotify:    "https://www.spotify.com/legal/end-user-agreement/",
	SlideShare: "https://www.slideshare.net/terms",
	Issuu:      "https://issuu.com/legal/terms",
}

// TermsURL gives the address of a platform's terms, "" where there is no one place for them.
func TermsURL(n Name) string { return termsURLs[n] }
