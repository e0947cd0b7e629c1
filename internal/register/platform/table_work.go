package platform

import "slices"

// workRules are platforms for work, code and publishing.
var workRules = []*rule{
	{
		name: LinkedIn, label: "LinkedIn", words: "li linkdin linkedinsida", hosts: "linkedin.com",
		ok:    free,
		forms: one("https://www.linkedin.com/company/{h}"),
		routes: slices.Concat(
			[]route{{at: "/authwall", unwrap: "sessionRedirect"}, {at: "/login", unwrap: "session_redirect"}, {at: "/uas/login", unwrap: "session_redirect"},
				{at: "/signup/**", unwrap: "session_redirect"}, {at: "/redir/redirect", unwrap: "url"}},
			refuse(ShortLink, "lnkd.in/**"),
			// Companies, their showcase pages and schools share one name space:
			// LinkedIn leads from one kind to the other.
			accept("/company/{h}/**", "/companies/{h}/**", "/company-beta/{h}/**", "/organization/{h}/**", "/organization-guest/company/{h}/**", "/mwlite/company/{h}/**"),
			[]route{
				{at: "/showcase/{h}/**", url: "https://www.linkedin.com/showcase/{h}"},
				{at: "/school/{h}/**", url: "https://www.linkedin.com/school/{h}"},
				{at: "/edu/school?id={id}", handle: "{id}", url: "https://www.linkedin.com/school/{id}"},
				{at: "/edu/school/{h}/**", url: "https://www.linkedin.com/school/{h}"},
				{at: "/edu/{h}/**", url: "https://www.linkedin.com/edu/{h}", space: "edu/"},
				linkedinPerson("/in/{h}/**"), linkedinPerson("/pub/{h}/**"), linkedinPerson("/mwlite/in/{h}/**"), linkedinPerson("/profile/view?id={h}"),
				{at: "/groups/{h}/**", url: "https://www.linkedin.com/groups/{h}", space: "groups/", problem: Group},
			},
			refuse(Group, "/groups"),
			refuse(Personal, "/profile/**"),
			refuse(Event, "/events/*/**"),
			refuse(Post, "/posts/**", "/pulse/**", "/feed/update/**", "/newsletters/**", "/video/**", "/embed/**")),
		examples: []example{
			{in: "https://se.linkedin.com/company/bj%C3%B6rkviks-kommun/about/?trk=abc", handle: "björkviks-kommun", url: "https://www.linkedin.com/company/bj%C3%B6rkviks-kommun"},
			{in: "https://www.linkedin.com/company/12345/admin/", handle: "12345"},
			{in: "https://www.linkedin.com/showcase/bjorkvik", handle: "bjorkvik", url: "https://www.linkedin.com/showcase/bjorkvik"},
			{in: "https://www.linkedin.com/school/bjorkviks-gymnasium/", handle: "bjorkviks-gymnasium", url: "https://www.linkedin.com/school/bjorkviks-gymnasium"},
			{in: "https://www.linkedin.com/edu/school?id=12345", handle: "12345", url: "https://www.linkedin.com/school/12345"},
			{in: "https://www.linkedin.com/authwall?sessionRedirect=https%3A%2F%2Fse.linkedin.com%2Fcompany%2Fbjorkvik", handle: "bjorkvik"},
			{in: "https://www.linkedin.com/in/eva-ek-1a2b3c/", handle: "eva-ek-1a2b3c", url: "https://www.linkedin.com/in/eva-ek-1a2b3c", problem: Personal},
			{in: "https://www.linkedin.com/groups/12345/", handle: "12345", url: "https://www.linkedin.com/groups/12345", problem: Group},
			{in: "https://www.linkedin.com/posts/bjorkvik_hej-activity-1", problem: Post},
			{in: "https://lnkd.in/abc", problem: ShortLink},
			{in: "https://www.linkedin.com/feed/", problem: NotAccount},
			{in: "https://www.linkedin.com/bjorkvik", problem: NotAccount},
		},
	},
	{
		name: GitHub, label: "GitHub", words: "git githubkonto", hosts: "github.com",
		skip:  "about apps blog codespaces collections contact customer-stories customer-terms dashboard enterprise enterprises events explore features git-guides issues join login logout marketplace mobile new notifications open-source organizations orgs pricing pulls readme search security sessions settings showcases signup site solutions sponsors stars team topics trending users",
		ok:    ascii("-_", 60),
		forms: one("https://github.com/{h}"),
		// A repository's address shows whose account it is, and accounts are what is registered.
		routes: slices.Concat(refuse(Post, "gist.github.com/**"), accept("/orgs/{h}/**", "/enterprises/{h}/**", "/users/{h}/**", "/{h}/**")),
		examples: []example{
			{in: "https://github.com/bjorkvik/", handle: "bjorkvik", url: "https://github.com/bjorkvik"},
			{in: "https://github.com/orgs/Bjorkvik/repositories", handle: "Bjorkvik"},
			{in: "https://github.com/bjorkvik/webb", handle: "bjorkvik"},
			{in: "https://gist.github.com/bjorkvik/1", problem: Post},
			{in: "https://github.com/login", problem: NotAccount},
		},
	},
	{
		name: Medium, label: "Medium", hosts: "medium.com",
		skip:  "about browse business creators explore explore-topics feed jobs-at-medium m me membership new-story p plans policy privacy-policy s search settings tag tags topic topics",
		ok:    func(s string) bool { return len(s) <= 80 && free(s) },
		forms: one("https://medium.com/@{h}"),
		routes: slices.Concat(
			refuse(Post, "/p/**"),
			accept("/@{h}", "/@{h}/about", "/@{h}/followers", "/@{h}/lists", "/feed/@{h}"),
			refuse(NotAccount, "help.medium.com/**", "policy.medium.com/**", "api.medium.com/**"),
			[]route{
				{at: "{h}.medium.com"}, {at: "{h}.medium.com/about"},
				{at: "/{h}", url: "https://medium.com/{h}", space: "publication/"}, {at: "/{h}/about", url: "https://medium.com/{h}", space: "publication/"},
			},
			refuse(Post, "{h}.medium.com/**", "/*/*/**")),
		examples: []example{
			{in: "https://medium.com/@bjorkvik", handle: "bjorkvik", url: "https://medium.com/@bjorkvik"},
			{in: "https://bjorkvik.medium.com/", handle: "bjorkvik"},
			{in: "https://medium.com/bjorkvik-labb", handle: "bjorkvik-labb", url: "https://medium.com/bjorkvik-labb"},
			{in: "https://medium.com/@bjorkvik/hej-1a2b3c4d5e6f", problem: Post},
			{in: "https://medium.com/tag/sverige", problem: Post},
			{in: "https://medium.com/search", problem: NotAccount},
		},
	},
	{
		name: SlideShare, label: "SlideShare", hosts: "slideshare.net",
		skip:  "about business category explore featured favorites login logout newsfeed popular privacy search secret settings signup terms tag upload",
		ok:    func(s string) bool { return len(s) <= 80 && free(s) },
		forms: one("https://www.slideshare.net/{h}"),
		routes: slices.Concat(
			refuse(Post, "/slideshow/**", "/presentation/**", "/document/**"),
			accept("/{h}", "/{h}/presentations", "/{h}/documents", "/{h}/infographics", "/{h}/videos", "/{h}/edit_my_uploads", "/{h}/followers", "/{h}/following"),
			refuse(Post, "/*/*/**")),
		examples: []example{
			{in: "http://www.slideshare.net/Bjorkvik/presentations", handle: "Bjorkvik", url: "https://www.slideshare.net/Bjorkvik"},
			{in: "https://www.slideshare.net/slideshow/hej/123", problem: Post},
			{in: "https://www.slideshare.net/login", problem: NotAccount},
		},
	},
	{
		name: Issuu, label: "Issuu", hosts: "issuu.com",
		skip:  "about business careers categories contact explore features home legal login pricing query resources search signin signup solutions store",
		ok:    ascii("._-", 60),
		forms: one("https://issuu.com/{h}"),
		routes: slices.Concat(
			refuse(Post, "/*/docs/*/**", "/*/stacks/*/**"),
			refuse(NotAccount, "/store/**"),
			accept("/{h}/**")),
		examples: []example{
			{in: "https://issuu.com/bjorkvik/docs", handle: "bjorkvik", url: "https://issuu.com/bjorkvik"},
			{in: "https://issuu.com/bjorkvik/docs/arsredovisning", problem: Post},
			{in: "https://issuu.com/signup", problem: NotAccount},
		},
	},
}

func linkedinPerson(at string) route {
	return route{at: at, url: "https://www.linkedin.com/in/{h}", space: "in/", problem: Personal}
}
