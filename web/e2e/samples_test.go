package e2e_test

import (
	"net/http"
	"strings"
	"testing"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
)

// sample is a page as somebody sees it.
type sample struct {
	name  string // what its picture is called
	route string // as declared
	path  func(h *house) string
	role  identity.Role // "": a visitor
	empty bool          // looked at in the empty municipality too
	above bool          // a page of the installation, above its municipalities
}

// show opens the page in the tab and gives its status.
func (s sample) show(h *house, b *tab) int {
	b.t.Helper()
	if s.above {
		return b.visit(s.at(h))
	}
	return b.open(s.at(h))
}

// at gives the page's address below the municipality's.
func (s sample) at(h *house) string {
	if s.path == nil {
		return s.route
	}
	return s.path(h)
}

const (
	admin     = identity.Admin
	commons   = identity.Communications
	operators = identity.Operations
)

func by(path string, of func(h *house) string) func(*house) string {
	return func(h *house) string { return strings.ReplaceAll(path, "*", of(h)) }
}

func as(status register.Status) func(*house) string {
	return func(h *house) string { return h.refs[status] }
}

// startup gives an address below the startup checklist's template.
func startup(rest string) func(*house) string {
	return func(*house) string { return "/app/checklists/templates/startup" + rest }
}

func userID(h *house) string       { return h.user.String() }
func personID(h *house) string     { return h.person.String() }
func assignmentID(h *house) string { return h.assignment.String() }
func unitID(h *house) string       { return h.unit.String() }

// samples are the pages that every walk goes through. A route without one fails TestEveryRouteHasASample.
var samples = []sample{
	{name: "directory", path: func(*house) string { return "/" }, above: true},
	{name: "directory-none-found", path: func(*house) string { return "/?q=xyzzy" }, above: true},

	{name: "public", route: "/", empty: true},
	{name: "public-search", route: "/", path: func(*house) string { return "/?q=bibliotek&status=open" }},
	{name: "public-none-found", route: "/", path: func(*house) string { return "/?q=xyzzy" }},
	{name: "public-content", route: "/content"},
	{name: "public-account", route: "/accounts/{ref}", path: by("/accounts/*", as(register.Active))},
	{name: "public-account-closed", route: "/accounts/{ref}", path: by("/accounts/*", as(register.Closed))},

	{name: "login", route: "/login", empty: true},
	{name: "invite", route: "/invite/{token}", path: by("/invite/*", func(h *house) string { return h.token })},
	{name: "invite-gone", route: "/invite/{token}", path: func(*house) string { return "/invite/finns-inte" }},

	{name: "today", route: "/app", role: commons, empty: true},
	{name: "today-admin", route: "/app", role: admin},
	{name: "today-operations", route: "/app", role: operators},
	{name: "today-archivist", route: "/app", role: identity.Archivist},
	{name: "today-registrar", route: "/app", role: identity.Registrar},
	{name: "today-reader", route: "/app", role: identity.Reader},
	{name: "accounts", route: "/app/accounts", role: commons, empty: true},
	{name: "accounts-operations", route: "/app/accounts", role: operators},
	{name: "accounts-none-found", route: "/app/accounts", role: commons, path: func(*house) string { return "/app/accounts?q=xyzzy" }},
	{name: "account-new", route: "/app/accounts/new", role: commons, empty: true},
	{name: "account", route: "/app/accounts/{ref}", role: commons, path: by("/app/accounts/*", as(register.Active))},
	{name: "account-draft", route: "/app/accounts/{ref}", role: commons, path: by("/app/accounts/*", as(register.Draft))},
	{name: "account-submitted", route: "/app/accounts/{ref}", role: commons, path: by("/app/accounts/*", as(register.Submitted))},
	{name: "account-returned", route: "/app/accounts/{ref}", role: commons, path: by("/app/accounts/*", as(register.Returned))},
	{name: "account-closing", route: "/app/accounts/{ref}", role: commons, path: by("/app/accounts/*", as(register.Closing))},
	{name: "account-closed", route: "/app/accounts/{ref}", role: commons, path: by("/app/accounts/*", as(register.Closed))},
	{name: "account-read", route: "/app/accounts/{ref}", role: identity.Reader, path: by("/app/accounts/*", as(register.Active))},
	{name: "account-duties", route: "/app/accounts/{ref}/duties", role: commons, path: by("/app/accounts/*/duties", as(register.Active))},
	{name: "account-texts", route: "/app/accounts/{ref}/texts", role: commons, path: by("/app/accounts/*/texts", as(register.Active))},
	{name: "account-history", route: "/app/accounts/{ref}/history", role: commons, path: by("/app/accounts/*/history", as(register.Closed))},
	{name: "account-edit", route: "/app/accounts/{ref}/edit", role: commons, path: by("/app/accounts/*/edit", as(register.Active))},
	{name: "account-closed-edit", route: "/app/accounts/{ref}/edit", role: commons, path: by("/app/accounts/*/edit", as(register.Closed))},
	{name: "account-rejected", route: "/app/accounts/{ref}", role: commons, path: by("/app/accounts/*", as(register.Rejected))},
	{name: "account-whole", route: "/app/accounts/{ref}", role: commons, path: by("/app/accounts/*", func(h *house) string { return h.whole })},
	{name: "account-approved", route: "/app/accounts/{ref}", role: commons, path: by("/app/accounts/*", as(register.Approved))},
	{name: "account-part-new", route: "/app/accounts/{ref}/parts", role: commons, path: by("/app/accounts/*/parts", func(h *house) string { return h.whole })},
	{name: "account-open", route: "/app/accounts/{ref}/steps/{step}", role: commons, path: by("/app/accounts/*/steps/open", as(register.Approved))},
	{name: "account-start-closing", route: "/app/accounts/{ref}/steps/{step}", role: commons, path: by("/app/accounts/*/steps/start_closing", as(register.Active))},
	{name: "account-close", route: "/app/accounts/{ref}/steps/{step}", role: commons, path: by("/app/accounts/*/steps/close", as(register.Active))},
	{name: "account-withdraw", route: "/app/accounts/{ref}/steps/{step}", role: commons, path: by("/app/accounts/*/steps/withdraw", as(register.Draft))},
	{name: "roster", route: "/app/accounts/{ref}/roster", role: commons, path: by("/app/accounts/*/roster?past=1", as(register.Active))},
	{name: "roster-nobody", route: "/app/accounts/{ref}/roster", role: commons, path: by("/app/accounts/*/roster", as(register.Approved))},
	{name: "roster-read", route: "/app/accounts/{ref}/roster", role: identity.Reader, path: by("/app/accounts/*/roster", as(register.Active))},
	{name: "assignment", route: "/app/roster/assignments/{id}", role: commons, path: by("/app/roster/assignments/*", assignmentID)},
	{name: "roster-bulk", route: "/app/roster/bulk", role: commons, path: by("/app/roster/bulk?like=*", as(register.Active))},
	{name: "roster-bulk-none-found", route: "/app/roster/bulk", role: operators, path: func(*house) string { return "/app/roster/bulk?q=xyzzy" }},
	{name: "import", route: "/app/import", role: commons, empty: true},
	{name: "import-columns", route: "/app/import/{id}/columns", role: commons, path: by("/app/import/*/columns", func(h *house) string { return h.strangeFile.String() })},
	{name: "import-preview", route: "/app/import/{id}", role: commons, path: by("/app/import/*", func(h *house) string { return h.faultyFile.String() })},
	{name: "import-preview-all", route: "/app/import/{id}", role: commons, path: by("/app/import/*?show=all", func(h *house) string { return h.faultyFile.String() })},
	{name: "import-done", route: "/app/import/{id}", role: commons, path: by("/app/import/*", func(h *house) string { return h.takenFile.String() })},
	{name: "reminders", route: "/app/reminders", role: commons, empty: true},
	{name: "reminders-operations", route: "/app/reminders", role: operators},

	{name: "me", route: "/app/me", role: admin, empty: true},
	{name: "users", route: "/app/users", role: admin, empty: true},
	{name: "user-new", route: "/app/users/new", role: admin, empty: true},
	{name: "user", route: "/app/users/{id}", role: admin, path: by("/app/users/*", userID)},
	{name: "user-invited", route: "/app/users/{id}", role: admin, path: by("/app/users/*", func(h *house) string { return h.invited.String() })},
	{name: "user-disable", route: "/app/users/{id}/disable", role: admin, path: by("/app/users/*/disable", userID)},
	{name: "people", route: "/app/people", role: commons, empty: true},
	{name: "people-none-found", route: "/app/people", role: commons, path: func(*house) string { return "/app/people?q=xyzzy" }},
	{name: "person-new", route: "/app/people/new", role: commons, empty: true},
	{name: "people-import", route: "/app/people/import", role: commons, empty: true},
	{name: "people-import-preview", route: "/app/people/import/{id}", role: commons, path: by("/app/people/import/*", func(h *house) string { return h.directory.faulty.String() })},
	{name: "people-import-done", route: "/app/people/import/{id}", role: commons, path: by("/app/people/import/*", func(h *house) string { return h.directory.taken.String() })},
	{name: "people-doubles", route: "/app/people/merge", role: commons, empty: true},
	{name: "people-merge-choose", route: "/app/people/{id}/merge", role: commons, path: by("/app/people/*/merge", personID)},
	{name: "people-merge", route: "/app/people/{id}/merge", role: commons, path: mergePath},
	{name: "people-merge-refused", route: "/app/people/{id}/merge", role: commons, path: func(h *house) string {
		return "/app/people/" + h.leaving.stays.String() + "/merge?with=" + h.leaving.leaves.String()
	}},
	{name: "person", route: "/app/people/{id}", role: commons, path: by("/app/people/*", personID)},
	{name: "person-duties", route: "/app/people/{id}", role: commons, path: by("/app/people/*", func(h *house) string { return h.leaving.stays.String() })},
	{name: "leave", route: "/app/people/{id}/leave", role: commons, path: by("/app/people/*/leave", func(h *house) string { return h.leaving.stays.String() })},
	{name: "leave-planned", route: "/app/people/{id}/leave", role: commons, path: by("/app/people/*/leave", func(h *house) string { return h.leaving.leaves.String() })},
	{name: "leave-done", route: "/app/people/{id}/leave", role: commons, path: by("/app/people/*/leave", func(h *house) string { return h.leaving.left.String() })},
	{name: "person-edit", route: "/app/people/{id}/edit", role: commons, path: by("/app/people/*/edit", personID)},

	{name: "checklists", route: "/app/checklists", role: commons, empty: true},
	{name: "checklists-operations", route: "/app/checklists", role: operators},
	{name: "checklists-none-found", route: "/app/checklists", role: commons, path: func(*house) string { return "/app/checklists?q=xyzzy" }},
	{name: "checklist-new", route: "/app/checklists/new", role: operators},
	{name: "checklist-begin", route: "/app/accounts/{ref}/checklist", role: commons, path: by("/app/accounts/*/checklist", withoutList)},
	{name: "checklist", route: "/app/checklists/{id}", role: commons, path: by("/app/checklists/*", listIn(checklist.Open))},
	{name: "checklist-returned", route: "/app/checklists/{id}", role: commons, path: by("/app/checklists/*", listIn(checklist.Returned))},
	{name: "checklist-submitted", route: "/app/checklists/{id}", role: commons, path: by("/app/checklists/*", listIn(checklist.Submitted))},
	{name: "checklist-approved", route: "/app/checklists/{id}", role: identity.Registrar, path: by("/app/checklists/*", listIn(checklist.Approved))},
	{name: "point", route: "/app/checklists/{id}/points/{key}", role: commons, path: by("/app/checklists/*/points/purpose", listIn(checklist.Open))},
	{name: "point-crisis", route: "/app/checklists/{id}/points/{key}", role: commons, path: by("/app/checklists/*/points/crisis", listIn(checklist.Open))},
	{name: "point-returned", route: "/app/checklists/{id}/points/{key}", role: commons, path: by("/app/checklists/*/points/goal", listIn(checklist.Returned))},
	{name: "point-read", route: "/app/checklists/{id}/points/{key}", role: identity.Reader, path: by("/app/checklists/*/points/terms", listIn(checklist.Approved))},
	{name: "point-person", route: "/app/checklists/{id}/points/{key}/person", role: commons, path: by("/app/checklists/*/points/monitoring/person", listIn(checklist.Returned))},
	{name: "checklist-submit", route: "/app/checklists/{id}/submit", role: commons, path: by("/app/checklists/*/submit", listIn(checklist.Returned))},
	{name: "checklist-move", route: "/app/checklists/{id}/move", role: commons, path: by("/app/checklists/*/move", listIn(checklist.Returned))},
	{name: "campaign", route: "/app/checklists/campaign", role: commons, empty: true},
	{name: "campaign-start", route: "/app/checklists/campaign/start", role: commons},
	{name: "terms", route: "/app/checklists/terms", role: commons, empty: true},
	{name: "review", route: "/app/checklists/{id}/review", role: commons, path: by("/app/checklists/*/review", listIn(checklist.Submitted))},
	{name: "review-return", route: "/app/checklists/{id}/return", role: commons, path: by("/app/checklists/*/return", listIn(checklist.Submitted))},
	{name: "review-not-approvable", route: "/app/checklists/{id}/approve", role: commons, path: by("/app/checklists/*/approve", listIn(checklist.Submitted))},
	{name: "review-approve", route: "/app/checklists/{id}/approve", role: commons, path: by("/app/checklists/*/approve", listIn(approvable))},
	{name: "document", route: "/app/checklists/{id}/document", role: identity.Reader, path: by("/app/checklists/*/document", listIn(checklist.Returned))},
	{name: "document-was", route: "/app/checklists/{id}/document", role: identity.Registrar, path: by("/app/checklists/*/document?number=1", listIn(checklist.Approved))},
	{name: "versions", route: "/app/checklists/{id}/versions/{key}", role: commons, path: by("/app/checklists/*/versions/goal", listIn(checklist.Returned))},
	{name: "templates", route: "/app/checklists/templates", role: commons, empty: true},
	{name: "template", route: "/app/checklists/templates/{name}", role: commons, path: startup("")},
	{name: "template-unused", route: "/app/checklists/templates/{name}", role: identity.Reader, path: func(*house) string { return "/app/checklists/templates/legal" }},
	{name: "template-version", route: "/app/checklists/templates/{name}/versions/{number}", role: operators, path: startup("/versions/2")},
	{name: "template-compare", route: "/app/checklists/templates/{name}/compare", role: commons, path: startup("/compare?old=1&new=draft")},
	{name: "template-draft", route: "/app/checklists/templates/{name}/draft", role: commons, path: startup("/draft")},
	{name: "template-publish", route: "/app/checklists/templates/{name}/draft/publish", role: commons, path: startup("/draft/publish")},
	{name: "template-not-publishable", route: "/app/checklists/templates/{name}/draft/publish", role: commons, path: func(*house) string { return "/app/checklists/templates/legal/draft/publish" }},
	{name: "template-discard", route: "/app/checklists/templates/{name}/draft/discard", role: commons, path: startup("/draft/discard")},
	{name: "template-section-new", route: "/app/checklists/templates/{name}/draft/sections/new", role: commons, path: startup("/draft/sections/new")},
	{name: "template-section", route: "/app/checklists/templates/{name}/draft/sections/{key}", role: commons, path: startup("/draft/sections/pictures")},
	{name: "template-point-new", route: "/app/checklists/templates/{name}/draft/points/new", role: commons, path: startup("/draft/points/new")},
	{name: "template-point", route: "/app/checklists/templates/{name}/draft/points/{key}", role: commons, path: startup("/draft/points/monitoring")},
	{name: "template-point-added", route: "/app/checklists/templates/{name}/draft/points/{key}", role: commons, path: startup("/draft/points/photographer")},
	{name: "template-preview", route: "/app/checklists/templates/{name}/draft/points/{key}/preview", role: commons, path: startup("/draft/points/monitoring/preview")},
	{name: "template-retire", route: "/app/checklists/templates/{name}/draft/points/{key}/retire", role: commons, path: startup("/draft/points/monitoring/retire")},

	{name: "crisis", route: "/app/roster/crisis", role: commons, empty: true},
	{name: "crisis-reader", route: "/app/roster/crisis", role: identity.Reader},
	{name: "crisis-place", route: "/app/roster/crisis/{id}", role: commons, path: by("/app/roster/crisis/*", func(h *house) string { return h.call.String() })},
	{name: "crisis-account", route: "/app/accounts/{ref}/crisis", role: commons, path: by("/app/accounts/*/crisis", func(h *house) string { return h.called })},
	{name: "crisis-account-none", route: "/app/accounts/{ref}/crisis", role: commons, path: by("/app/accounts/*/crisis", as(register.Closing))},
	{name: "me-number", route: "/app/me/number", role: commons, empty: true},
	{name: "custody-all", route: "/app/roster/custody", role: commons, empty: true},
	{name: "custody", route: "/app/accounts/{ref}/custody", role: commons, path: custody("")},
	{name: "custody-nothing", route: "/app/accounts/{ref}/custody", role: commons, path: by("/app/accounts/*/custody", as(register.Closing))},
	{name: "custody-edit", route: "/app/accounts/{ref}/custody/edit", role: commons, path: custody("/edit")},
	{name: "custody-access-new", route: "/app/accounts/{ref}/custody/access", role: commons, path: custody("/access")},
	{name: "custody-access", route: "/app/accounts/{ref}/custody/access/{id}", role: commons, path: access("")},
	{name: "custody-access-end", route: "/app/accounts/{ref}/custody/access/{id}/end", role: commons, path: access("/end")},
	{name: "watch", route: "/app/accounts/{ref}/watch", role: commons, path: by("/app/accounts/*/watch", as(register.Active))},
	{name: "time", route: "/app/roster/time", role: commons, empty: true},
	{name: "time-read", route: "/app/roster/time", role: identity.Reader},
	{name: "time-person", route: "/app/roster/time/{id}", role: commons, path: by("/app/roster/time/*", personID)},
	{name: "absences", route: "/app/roster/absences", role: commons, empty: true},
	{name: "absences-own", route: "/app/roster/absences", role: identity.Reader, path: func(*house) string { return "/app/roster/absences?person=me" }},
	{name: "absences-none-found", route: "/app/roster/absences", role: commons, path: func(*house) string {
		return "/app/roster/absences?person=00000000-0000-0000-0000-000000000001"
	}},
	{name: "absence-new", route: "/app/roster/absences/new", role: commons, empty: true},
	{name: "absence-new-own", route: "/app/roster/absences/new", role: identity.Reader},
	{name: "absence", route: "/app/roster/absences/{id}", role: commons, path: by("/app/roster/absences/*", func(h *house) string { return h.absences.covered.String() })},
	{name: "absence-broken", route: "/app/roster/absences/{id}", role: commons, path: by("/app/roster/absences/*", func(h *house) string { return h.absences.broken.String() })},
	{name: "absence-read", route: "/app/roster/absences/{id}", role: identity.Reader, path: by("/app/roster/absences/*", func(h *house) string { return h.absences.broken.String() })},
	{name: "timeline", route: "/app/roster/timeline", role: commons, empty: true, path: func(*house) string { return "/app/roster/timeline?show=accounts" }},

	{name: "settings", route: "/app/settings", role: admin, empty: true},
	{name: "settings-policy", route: "/app/settings/policy", role: admin, empty: true},
	{name: "settings-days", route: "/app/settings/days", role: admin, empty: true},
	{name: "settings-content", route: "/app/settings/content", role: admin, empty: true},
	{name: "roster", route: "/app/roster", role: commons, empty: true},
	{name: "roster-operations", route: "/app/roster", role: operators},
	{name: "roster-reader", route: "/app/roster", role: identity.Reader},
	{name: "roster-mend", route: "/app/roster/accounts/{ref}/mend", role: commons, path: by("/app/roster/accounts/*/mend", as(register.Active))},
	{name: "units", route: "/app/units", role: admin, empty: true},
	{name: "unit-new", route: "/app/units/new", role: admin, empty: true},
	{name: "unit", route: "/app/units/{id}", role: admin, path: by("/app/units/*", unitID)},
	{name: "unit-remove", route: "/app/units/{id}/remove", role: admin, path: by("/app/units/*/remove", func(h *house) string { return h.smallUnit.String() })},
	{name: "unit-not-removable", route: "/app/units/{id}/remove", role: admin, path: by("/app/units/*/remove", unitID)},
	{name: "log", route: "/app/log", role: admin, empty: true},
	{name: "styleguide", route: "/app/styleguide", role: commons},
	{name: "styleguide-public", route: "/app/styleguide/public", role: commons},
	{name: "log-none-found", route: "/app/log", role: admin, path: func(*house) string { return "/app/log?q=xyzzy&from=1999-01-01&to=1999-01-02" }},
}

// notPages are the routes that answer with something else than a page.
var notPages = map[string]string{
	"/app/checklists/{id}/points/{key}/draft": "data",
	"/app/checklists/{id}/files/{file}":       "file",
	"/app/checklists/{id}/document.pdf":       "file",
	"/app/checklists/{id}/document.json":      "file",
	"/app/roster/crisis.pdf":                  "file",
	"/app/accounts/{ref}/crisis.pdf":          "file",
	"/calendar/{token}.ics":                   "calendar",
	"/brand.css":                              "style sheet",
	"/logo.png":                               "picture",
	"/app/log.csv":                            "file",
	"/accounts.json":                          "data",
	"/accounts.csv":                           "data",
	"/app/import/{id}/report.csv":             "file",
	"/app/people/import/{id}/report.csv":      "file",
	"/app/people/import/templates/{kind}.csv": "file",
}

// mistake is a form sent in wrongly, by which it comes back with what is to be corrected.
type mistake struct {
	name   string
	from   sample            // the page that has the form
	route  string            // where it posts to, as declared
	values map[string]string // what is typed; the name and value of a button press it
	status int               // 0: 422
}

// to gives the form's action below the municipality's address: the page's own ids in the route's places.
func (m mistake) to(h *house) string {
	have := strings.Split(strings.SplitN(m.from.at(h), "?", 2)[0], "/")
	parts := strings.Split(m.route, "/")
	for i, p := range parts {
		switch {
		case !strings.HasPrefix(p, "{"):
		case i < len(have):
			parts[i] = have[i]
		default:
			parts[i] = openPoint // the form of one of the points that the page shows
		}
	}
	return strings.Join(parts, "/")
}

func sampleNamed(name string) sample {
	for _, s := range samples {
		if s.name == name {
			return s
		}
	}
	panic("no sample " + name)
}

// mistakes has one or more for every form that asks for something.
func mistakes() []mistake {
	return []mistake{
		{"login-wrong", sampleNamed("login"), "/login", map[string]string{"email": "ingen@bjorkvik.example", "password": "fel ord i dag"}, 0},
		{"account-new-wrong", sampleNamed("account-new"), "/app/accounts", map[string]string{"address": "https://evilfacebook.com/x", "opened_on_year": "0"}, 0},
		{"account-edit-wrong", sampleNamed("account-edit"), "/app/accounts/{ref}/edit", map[string]string{"name": "", "contact": "x", "unit_page": "javascript:x"}, 0},
		{"account-duties-wrong", sampleNamed("account-duties"), "/app/accounts/{ref}/duties", map[string]string{"identity": "na", "note_identity": "", "note_visibility": "Oklart"}, 0},
		{"account-close-wrong", sampleNamed("account-close"), "/app/accounts/{ref}/steps/{step}", map[string]string{"closed_on": "", "closing_reason": ""}, 0},
		{"account-part-wrong", sampleNamed("account-part-new"), "/app/accounts/{ref}/parts", map[string]string{"unit": "", "topic": ""}, 0},
		{"account-edit-conflict", sampleNamed("account-edit"), "/app/accounts/{ref}/edit", map[string]string{"version": "1", "base": "", "purpose": "Något annat"}, http.StatusConflict},
		{"roster-wrong", sampleNamed("roster-nobody"), "/app/accounts/{ref}/roster", map[string]string{"person": "", "role": "", "from": "2026-11-23", "to": "2026-11-01"}, 0},
		{"assignment-wrong", sampleNamed("assignment"), "/app/roster/assignments/{id}", map[string]string{"from": "", "to": "2026-01-01"}, 0},
		{"assignment-conflict", sampleNamed("assignment"), "/app/roster/assignments/{id}", map[string]string{"version": "0", "to": "2027-06-30"}, http.StatusConflict},
		{"assignment-end-wrong", sampleNamed("assignment"), "/app/roster/assignments/{id}/end", map[string]string{"last_day": "2020-01-01"}, 0},
		{"roster-bulk-wrong", sampleNamed("roster-bulk"), "/app/roster/bulk", map[string]string{"act": "preview", "to": "2020-01-01"}, 0},
		{"import-wrong", sampleNamed("import"), "/app/import", nil, 0},
		{"import-columns-wrong", sampleNamed("import-columns"), "/app/import/{id}/columns", nil, 0},
		{"import-preview-wrong", sampleNamed("import-preview"), "/app/import/{id}", map[string]string{"act": "take"}, 0},
		{"people-import-wrong", sampleNamed("people-import"), "/app/people/import", nil, 0},
		{"people-import-preview-wrong", sampleNamed("people-import-preview"), "/app/people/import/{id}", map[string]string{"act": "take"}, 0},
		{"invite-wrong", sampleNamed("invite"), "/invite/{token}", map[string]string{"password": "kort", "again": "annat"}, 0},
		{"password-wrong", sampleNamed("me"), "/app/me/password", map[string]string{"current": "fel", "password": "kort", "again": "annat"}, 0},
		{"user-new-wrong", sampleNamed("user-new"), "/app/users", map[string]string{"email": "utan snabel-a"}, 0},
		{"user-roles-wrong", sampleNamed("user"), "/app/users/{id}/roles", map[string]string{"role": "", "unit": ""}, 0},
		{"person-new-wrong", sampleNamed("person-new"), "/app/people", map[string]string{"name": "", "email": "utan snabel-a", "phone": "inget nummer"}, 0},
		{"person-edit-wrong", sampleNamed("person-edit"), "/app/people/{id}/edit", map[string]string{"name": ""}, 0},
		{"people-merge-wrong", sampleNamed("people-merge"), "/app/people/{id}/merge", map[string]string{"keep": ""}, 0},
		{"people-merge-conflict", sampleNamed("people-merge"), "/app/people/{id}/merge", map[string]string{"version": "0"}, http.StatusConflict},
		{"leave-wrong", sampleNamed("leave"), "/app/people/{id}/leave", map[string]string{"last_on": "2020-01-01", "all": ""}, 0},
		{"settings-wrong", sampleNamed("settings"), "/app/settings", map[string]string{"name": "", "accent": "#ffff00", "contact_email": "x", "website": "javascript:x"}, 0},
		{"settings-policy-wrong", sampleNamed("settings-policy"), "/app/settings/policy", map[string]string{"hosts": "se", "review_months": "ofta", "duty_months": "25", "opens_at": "", "leaver_months": "0"}, 0},
		{"settings-days-wrong", sampleNamed("settings-days"), "/app/settings/days", map[string]string{"from": "2026-12-24", "name": ""}, 0},
		{"settings-content-wrong", sampleNamed("settings-content"), "/app/settings/content", map[string]string{"content_sv_crisis": strings.Repeat("x", 4001)}, 0},
		{"logo-wrong", sampleNamed("settings"), "/app/settings/logo", nil, 0},
		{"unit-new-wrong", sampleNamed("unit-new"), "/app/units", map[string]string{"name": ""}, 0},
		{"checklist-new-wrong", sampleNamed("checklist-new"), "/app/checklists/new", map[string]string{"address": "https://evilfacebook.com/x"}, 0},
		{"reply-wrong", sampleNamed("point-returned"), "/app/checklists/{id}/points/{key}/reply", map[string]string{"reply": ""}, 0},
		{"point-wrong", sampleNamed("point-returned"), "/app/checklists/{id}/points/{key}", map[string]string{"f.goal": "", "act": "next"}, 0},
		{"point-conflict", sampleNamed("point-returned"), "/app/checklists/{id}/points/{key}", map[string]string{"seen": "0", "base": "", "f.goal": "Något annat", "act": "close"}, http.StatusConflict},
		{"point-person-wrong", sampleNamed("point-person"), "/app/checklists/{id}/points/{key}/person", map[string]string{"name": "", "email": "utan snabel-a"}, 0},
		{"case-wrong", sampleNamed("checklist-approved"), "/app/checklists/{id}/case", map[string]string{"case_number": strings.Repeat("x", 101)}, 0},
		{"terms-wrong", sampleNamed("terms"), "/app/checklists/terms", map[string]string{"platform": "", "changed_on": "", "note": strings.Repeat("x", 1001)}, 0},
		{"review-point-wrong", sampleNamed("review"), "/app/checklists/{id}/review/{key}", map[string]string{"comment": "", "act": "return"}, 0},
		{"review-approve-wrong", sampleNamed("review-approve"), "/app/checklists/{id}/approve", map[string]string{"review_on": "1999-01-01"}, 0},
		{"template-section-new-wrong", sampleNamed("template-section-new"), "/app/checklists/templates/{name}/draft/sections", map[string]string{"title": ""}, 0},
		{"template-section-wrong", sampleNamed("template-section"), "/app/checklists/templates/{name}/draft/sections/{key}", map[string]string{"title": ""}, 0},
		{"template-point-new-wrong", sampleNamed("template-point-new"), "/app/checklists/templates/{name}/draft/points", map[string]string{"name": ""}, 0},
		{"template-point-wrong", sampleNamed("template-point"), "/app/checklists/templates/{name}/draft/points/{key}", map[string]string{"name": "", "question": "", "field.0.label": "", "act": "save"}, 0},
		{"template-point-conflict", sampleNamed("template-point"), "/app/checklists/templates/{name}/draft/points/{key}", map[string]string{"base": "other", "question": "Något annat?", "act": "save"}, http.StatusConflict},
		{"template-publish-conflict", sampleNamed("template-publish"), "/app/checklists/templates/{name}/draft/publish", map[string]string{"version": "1"}, http.StatusConflict},
		{"crisis-wrong", sampleNamed("crisis"), "/app/roster/crisis", map[string]string{"person": "", "hours": "lösenord: Xk9#mQ2$vL"}, 0},
		{"crisis-place-wrong", sampleNamed("crisis-place"), "/app/roster/crisis/{id}", map[string]string{"hours": "kod 4711"}, 0},
		{"crisis-place-conflict", sampleNamed("crisis-place"), "/app/roster/crisis/{id}", map[string]string{"version": "99", "hours": "Vardagar 9–15"}, http.StatusConflict},
		{"me-number-wrong", sampleNamed("me-number"), "/app/me/number", map[string]string{"phone": ""}, 0},
		{"custody-wrong", sampleNamed("custody-edit"), "/app/accounts/{ref}/custody/edit", map[string]string{"place": "Sommar2024!", "changed_on": "2031-01-01"}, 0},
		{"custody-conflict", sampleNamed("custody-edit"), "/app/accounts/{ref}/custody/edit", map[string]string{"version": "99", "place": "Kassaskåp"}, http.StatusConflict},
		{"custody-access-new-wrong", sampleNamed("custody-access-new"), "/app/accounts/{ref}/custody/access", map[string]string{"person": "", "since": "2031-01-01"}, 0},
		{"custody-access-wrong", sampleNamed("custody-access"), "/app/accounts/{ref}/custody/access/{id}", map[string]string{"page_role": "hX7!kd92"}, 0},
		{"custody-access-conflict", sampleNamed("custody-access"), "/app/accounts/{ref}/custody/access/{id}", map[string]string{"version": "99", "page_role": "Redaktör"}, http.StatusConflict},
		{"custody-access-end-wrong", sampleNamed("custody-access-end"), "/app/accounts/{ref}/custody/access/{id}/end", map[string]string{"ended_on": "2031-01-01"}, 0},
		{"watch-wrong", sampleNamed("watch"), "/app/accounts/{ref}/watch", map[string]string{"target": "own", "target_own": "20 h", "hours": "kod 4711", "minutes_week": "ofta"}, 0},
		{"watch-conflict", sampleNamed("watch"), "/app/accounts/{ref}/watch", map[string]string{"version": "99", "hours": "Vardagar 9–15"}, http.StatusConflict},
		{"time-person-wrong", sampleNamed("time-person"), "/app/roster/time/{id}", map[string]string{"minutes_week": "ofta"}, 0},
		{"time-person-conflict", sampleNamed("time-person"), "/app/roster/time/{id}", map[string]string{"version": "99", "minutes_week": "3 h"}, http.StatusConflict},
		{"absence-new-wrong", sampleNamed("absence-new"), "/app/roster/absences", map[string]string{"from": "2026-12-10", "to": "2026-12-01"}, 0},
		{"absence-wrong", sampleNamed("absence"), "/app/roster/absences/{id}", map[string]string{"to": "2036-12-01"}, 0},
		{"absence-conflict", sampleNamed("absence"), "/app/roster/absences/{id}", map[string]string{"version": "0", "to": "2026-12-31"}, http.StatusConflict},
		{"roster-mend-wrong", sampleNamed("roster-mend"), "/app/roster/accounts/{ref}/mend", map[string]string{"step": "", "person": ""}, 0},
		{"unit-wrong", sampleNamed("unit"), "/app/units/{id}", map[string]string{"name": ""}, 0},
	}
}

// notForms are the acts that ask for nothing.
var notForms = map[string]bool{
	"/login/demo": true, "/logout": true, "/app/language": true, "/app/me/sessions/{id}/end": true,
	"/app/me/calendar": true, "/app/me/calendar/end": true,
	"/app/users/{id}/invite": true, "/app/users/{id}/disable": true, "/app/users/{id}/enable": true, "/app/users/{id}/sign-out": true,
	"/app/settings/logo/remove": true, "/app/settings/days/{day}/remove": true, "/app/units/{id}/remove": true, "/app/checklists/campaign/start": true, "/app/accounts/{ref}/parts/{part}/remove": true,
	"/app/accounts/{ref}/checklist": true, "/app/checklists/{id}/points/{key}/draft": true, "/app/checklists/{id}/points/{key}/assign": true,
	"/app/checklists/{id}/files/{file}/remove": true, "/app/checklists/{id}/submit": true, "/app/checklists/{id}/recall": true, "/app/checklists/{id}/reopen": true,
	"/app/checklists/{id}/move": true, "/app/checklists/{id}/return": true,
	"/app/accounts/{ref}/roster/answered": true,
	"/app/roster/crisis/{id}/remove":      true, "/app/roster/crisis/{id}/up": true, "/app/roster/crisis/{id}/down": true, "/app/roster/crisis/people/{id}/confirm": true,
	"/app/accounts/{ref}/crisis/{id}/up": true, "/app/accounts/{ref}/crisis/{id}/down": true,
	"/app/roster/absences/{id}/remove":    true,
	"/app/roster/assignments/{id}/cancel": true,
	"/app/import/{id}/remove":             true,
	"/app/people/import/{id}/remove":      true,
	"/app/people/{id}/leave/back":         true, "/app/people/{id}/leave/access/{access}": true,
	"/app/checklists/templates/{name}/draft": true, "/app/checklists/templates/{name}/draft/order": true, "/app/checklists/templates/{name}/draft/discard": true,
	"/app/checklists/templates/{name}/draft/sections/{key}/remove": true, "/app/checklists/templates/{name}/draft/points/{key}/retire": true,
	"/app/checklists/templates/{name}/draft/points/{key}/restore": true,
}

func TestEveryRouteHasASample(t *testing.T) {
	h := newHouse(t)
	pages, forms := map[string]bool{}, map[string]bool{}
	for _, s := range samples {
		if !s.above {
			pages[s.route] = true
		}
	}
	for _, m := range mistakes() {
		forms[m.route] = true
	}
	for _, r := range h.site.App.Routes() {
		switch r.Method {
		case http.MethodGet:
			if !pages[r.Pattern] && notPages[r.Pattern] == "" {
				t.Errorf("GET %s has no address in samples, and is not in notPages", r.Pattern)
			}
			delete(pages, r.Pattern)
		case http.MethodPost:
			if !forms[r.Pattern] && !notForms[r.Pattern] {
				t.Errorf("POST %s has no mistake in mistakes, and is not in notForms", r.Pattern)
			}
			delete(forms, r.Pattern)
		}
	}
	for route := range pages {
		t.Errorf("samples has a page of %s, which is no route", route)
	}
	for route := range forms {
		t.Errorf("mistakes has a form of %s, which is no route", route)
	}
}
