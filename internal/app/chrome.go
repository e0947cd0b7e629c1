package app

import (
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/identityweb"
	"kanalkoll/internal/page"
	"kanalkoll/internal/tenant"
)

// publicChrome is what stands around a municipality's public pages and its sign-in.
func (a *App) publicChrome(r *http.Request, t *tenant.Tenant) *page.Chrome {
	ctx := r.Context()
	c := *page.ChromeOf(ctx)
	c.Brand, c.BrandNote, c.BrandHref = t.Name, i18n.T(ctx, "app.social_media"), page.URL(ctx, "/")
	c.TenantCSS = page.URL(ctx, "/brand.css") + "?v=" + strconv.Itoa(t.Version)
	if t.LogoKey != "" {
		c.LogoHref = page.URL(ctx, "/logo.png") + "?v=" + strconv.Itoa(t.Version)
	}
	c.Nav = []page.NavGroup{{Items: []page.NavItem{{Label: i18n.T(ctx, "app.nav.all_accounts"), Href: page.URL(ctx, "/"),
		Current: strings.TrimSuffix(r.URL.Path, "/") == strings.TrimSuffix(t.Base(false), "/") || r.URL.Path == "/", Count: -1},
		{Label: i18n.T(ctx, "app.nav.content"), Href: page.URL(ctx, "/content"), Current: strings.TrimPrefix(r.URL.Path, t.Base(false)) == "/content", Count: -1}}}}
	c.FooterText = strings.Join(nonEmpty(t.ContactText, t.ContactPhone, t.ContactEmail), ", ")
	c.Footer = []page.NavItem{{Label: i18n.T(ctx, "app.staff_sign_in"), Href: page.URL(ctx, "/login"), Count: -1}}
	return &c
}

func nonEmpty(parts ...string) []string {
	var list []string
	for _, p := range parts {
		if p != "" {
			list = append(list, p)
		}
	}
	return list
}

// place is one entry of the staff menu. Its label's key is "app.nav." and the name; may says who sees it.
type place struct {
	name, path string
	may        identity.Action
}

var (
	mainPlaces = []place{
		{"today", "/app", ""},
		{"accounts", "/app/accounts", identity.AccountView},
		{"checklists", "/app/checklists", identity.ChecklistView},
		{"roster", "/app/roster", identity.RosterView},
		{"people", "/app/people", identity.PeopleView},
		{"reminders", "/app/reminders", identity.RemindersView},
	}
	morePlaces = []place{
		{"import", "/app/import", identity.AccountImport},
		{"units", "/app/units", identity.UnitsEdit},
		{"settings", "/app/settings", identity.SettingsEdit},
		{"users", "/app/users", identity.UsersManage},
		{"log", "/app/log", identity.AuditView},
	}
)

// withStaffChrome adds the menu of whoever is signed in.
func (a *App) withStaffChrome(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		p := identity.Of(ctx)
		c := *page.ChromeOf(ctx)
		c.Flash = identityweb.FlashOf(ctx)
		t := tenant.Of(ctx)
		c.Demo = a.Config.Demo && t.Demo
		if p != nil {
			c.Brand, c.BrandNote, c.BrandHref = t.ShortName(), "Kanalkoll", page.URL(ctx, "/app")
			c.FooterText, c.Footer = "", nil
			c.Person, c.PersonNote = p.Name, personNote(ctx, p)
			c.SelfHref, c.LogoutHref, c.LangPost, c.LangHref = page.URL(ctx, "/app/me"), page.URL(ctx, "/logout"), page.URL(ctx, "/app/language"), ""
			c.Nav = a.menu(r, p)
		}
		next.ServeHTTP(w, r.WithContext(page.WithChrome(ctx, &c)))
	})
}

func (a *App) menu(r *http.Request, p *identity.Principal) []page.NavGroup {
	ctx := r.Context()
	path := r.URL.Path
	// A script that saves while somebody types asks for no page: nobody would see the figures.
	figures := r.Header.Get("Accept") != "application/json"
	accounts, late := -1, 0
	if figures && p.May(identity.AccountView) {
		var err error
		if accounts, late, err = a.Register.OpenCount(ctx); err != nil {
			slog.WarnContext(ctx, "menu without figures", "err", err)
			accounts = -1
		}
	}
	lists, back := -1, 0
	if figures && p.May(identity.ChecklistView) {
		var err error
		if lists, back, err = a.Checklists.OpenCount(ctx); err != nil {
			slog.WarnContext(ctx, "menu without figures", "err", err)
			lists = -1
		}
	}
	gaps, urgent := -1, 0
	if figures && p.May(identity.RosterView) {
		var err error
		if gaps, urgent, err = a.Rosters.GapCount(ctx); err != nil {
			slog.WarnContext(ctx, "menu without figures", "err", err)
			gaps = -1
		}
	}
	item := func(pl place) page.NavItem {
		n := page.NavItem{Label: i18n.T(ctx, "app.nav."+pl.name), Href: page.URL(ctx, pl.path), Count: -1,
			Current: path == pl.path || pl.path != "/app" && strings.HasPrefix(path, pl.path+"/")}
		if pl.name == "checklists" {
			n.Count, n.Late = lists, back
		}
		if pl.name == "roster" {
			n.Count, n.Late = gaps, urgent
		}
		if pl.name == "accounts" {
			n.Count, n.Late = accounts, late
			if all, _ := p.Reach(identity.AccountView); !all {
				n.Label = i18n.T(ctx, "app.nav.our_accounts")
			}
		}
		return n
	}
	var groups []page.NavGroup
	for i, places := range [][]place{mainPlaces, morePlaces} {
		g := page.NavGroup{}
		if i > 0 {
			g.Title = i18n.T(ctx, "app.nav.more")
		}
		for _, pl := range places {
			if pl.may == "" || p.May(pl.may) {
				g.Items = append(g.Items, item(pl))
			}
		}
		if len(g.Items) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}
