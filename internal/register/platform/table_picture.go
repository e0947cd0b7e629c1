package platform

import (
	"regexp"
	"slices"
	"strings"
)

// pictureRules are platforms of pictures.
var pictureRules = []*rule{
	{
		name: Flickr, label: "Flickr", words: "flicker", hosts: "flickr.com",
		skip:  "abuse about account activity apps cameras commons create creativecommons events explore groups help jobs map mail places prints search services signin signup tags upgrade upload tour",
		ok:    func(s string) bool { return ascii("_-.", 80)(s) || nsid.MatchString(s) },
		forms: one("https://www.flickr.com/people/{h}"),
		routes: slices.Concat(
			refuse(ShortLink, "flic.kr/**"),
			refuse(Group, "/groups/**"),
			refuse(NotAccount, "/photos/tags/**"),
			refuse(Post, "/photos/*/{id}/**", "/video/**"),
			accept("/photos/{h}/**", "/people/{h}/**", "/{h}/**")),
		examples: []example{
			{in: "https://www.flickr.com/people/53795956@N07/", handle: "53795956@N07", url: "https://www.flickr.com/people/53795956@N07"},
			{in: "http://www.flickr.com/photos/53795956%40N07/sets/72157", handle: "53795956@N07"},
			{in: "https://secure.flickr.com/photos/1@N00", handle: "1@N00"},
			{in: "https://flickr.com/photos/bjorkvik/albums", handle: "bjorkvik"},
			{in: "flickr.com/bjorkvik", handle: "bjorkvik"},
			{in: "https://www.flickr.com/photos/bjorkvik/5123456789/", problem: Post},
			{in: "https://www.flickr.com/groups/bjorkvik/", problem: Group},
			{in: "https://flic.kr/p/abc", problem: ShortLink},
			{in: "https://www.flickr.com/explore", problem: NotAccount},
		},
	},
	{
		name: Snapchat, label: "Snapchat", words: "snap", hosts: "snapchat.com", subs: "story",
		skip:  "ads business create discover download explore l lens map privacy search spotlight story t terms unlock web s p add u",
		ok:    ascii("._-", 30),
		forms: one("https://www.snapchat.com/add/{h}"),
		routes: slices.Concat(
			refuse(ShortLink, "t.snapchat.com/**", "/t/**"),
			refuse(Post, "/s/**", "/p/**", "/spotlight/**", "/story/**", "/*/spotlight/*/**", "/*/highlight/*/**"),
			accept("/add/{h}/**", "/u/{h}", "/{h}/**")),
		examples: []example{
			{in: "https://www.snapchat.com/add/bjorkvik?share_id=1", handle: "bjorkvik", url: "https://www.snapchat.com/add/bjorkvik"},
			{in: "https://www.snapchat.com/@bjorkvik", handle: "bjorkvik"},
			{in: "https://t.snapchat.com/abc", problem: ShortLink},
			{in: "https://www.snapchat.com/spotlight/abc", problem: Post},
			{in: "https://www.snapchat.com/download", problem: NotAccount},
		},
	},
	{
		name: Pinterest, label: "Pinterest", hosts: pinterestHosts(),
		skip:  "about business categories discover explore ideas login logout news_hub oauth password resource search settings signup today topics _ source",
		ok:    func(s string) bool { return len(s) <= 60 && free(s) },
		forms: one("https://www.pinterest.com/{h}/"),
		routes: slices.Concat(
			refuse(ShortLink, "pin.it/**"),
			refuse(Post, "/pin/**"),
			accept("/{h}/**")),
		examples: []example{
			{in: "https://se.pinterest.com/bjorkvik/_created/", handle: "bjorkvik", url: "https://www.pinterest.com/bjorkvik/"},
			{in: "https://www.pinterest.se/bjorkvik", handle: "bjorkvik"},
			{in: "https://www.pinterest.co.uk/bjorkvik/anslagstavla", handle: "bjorkvik"},
			{in: "https://www.pinterest.com/pin/123/", problem: Post},
			{in: "https://pin.it/abc", problem: ShortLink},
			{in: "https://www.pinterest.com/ideas/", problem: NotAccount},
		},
	},
}

var nsid = regexp.MustCompile(`^\d{1,12}@[Nn]\d{2}$`)

// pinterestHosts are the country domains that Pinterest itself lists.
func pinterestHosts() string {
	return "pinterest." + strings.Join(strings.Fields("com at be ca ch cl cz de dk es fi fr hu ie in info it jp kr nl nz ph pt ru se "+
		"com.au com.mx co.uk co.kr co.nz co.at cn com.bo com.br com.ec com.pe com.py com.uy com.vn vn uy th tw sg id pe ec nz co.in engineering"), " pinterest.")
}
