package app

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"kanalkoll/internal/audit/auditweb"
	"kanalkoll/internal/checklist/checklistweb"
	"kanalkoll/internal/checklist/templateweb"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/identity/identityweb"
	"kanalkoll/internal/page"
	"kanalkoll/internal/publicsite"
	"kanalkoll/internal/register/registerweb"
	"kanalkoll/internal/reminder/reminderweb"
	"kanalkoll/internal/roster/absenceweb"
	"kanalkoll/internal/roster/aheadweb"
	"kanalkoll/internal/roster/callweb"
	"kanalkoll/internal/roster/custodyweb"
	"kanalkoll/internal/roster/dutyweb"
	"kanalkoll/internal/roster/leaveweb"
	"kanalkoll/internal/roster/peopleweb"
	"kanalkoll/internal/roster/rosterweb"
	"kanalkoll/internal/tenant/tenantweb"
	"kanalkoll/internal/today"
	"kanalkoll/internal/today/todayweb"
)

// room is a part of the web that declares its routes.
type room interface{ Routes(*guard.Routes) }

// rooms joins the pages to their services: one line for each room.
func (a *App) rooms() []room {
	duties := dutyweb.New(a.Rosters, a.Config.BaseURL, a.Clock)
	calls := callweb.New(a.Rosters, a.People, a.Clock)
	rosters := rosterweb.New(a.Rosters, a.Register, a.Tenants, a.People, a.Clock)
	checklists := checklistweb.New(a.Checklists, a.Register, a.Tenants, a.Clock).Staffing(rosters.Staffed)
	custody := custodyweb.New(a.Rosters, a.Tenants, a.People, a.Clock)
	leaving := leaveweb.New(a.Rosters, a.People, a.Tenants, a.Clock)
	list := []room{
		publicsite.New(a.Register, a.Tenants, a.Clock, a.Rosters.PublicWatch),
		identityweb.New(a.People, a.Tenants, a.Sessions, identityweb.Options{Demo: a.Config.Demo, Clock: a.Clock, ClientIP: ClientIP, OfMe: both(duties.OfMe, calls.Mine),
			Beside: []identityweb.Beside{leaving.Beside, duties.Beside}}),
		leaving,
		todayweb.New(today.NewService(today.NewChecklists(a.Checklists, a.Clock, a.Tenants.Calendar), today.NewAccounts(a.Register, a.Clock, a.Tenants.Calendar).Beside(a.Checklists.StartedFor),
			today.NewReminders(a.Reminders), today.NewRosters(a.Rosters)), a.Register, a.People, a.Clock, a.Rosters.Standings),
		registerweb.New(a.Register, a.Tenants, a.People, a.Clock, checklists.Beside, rosters.Beside, custody.Beside).Marking(rosters.Marks),
		registerweb.NewProfiles(a.Register, a.Tenants, a.People, a.Clock, a.Config.BaseURL),
		checklists,
		custody,
		duties,
		calls,
		absenceweb.New(a.Rosters, a.Tenants, a.People, a.Clock),
		rosters,
		aheadweb.New(a.Rosters, a.Tenants, a.People),
		registerweb.NewImports(a.Register, a.Files, a.Clock),
		peopleweb.NewImports(a.Rosters, a.Clock),
		peopleweb.NewMerges(a.Rosters, a.People),
		reminderweb.New(a.Reminders, a.Clock),
		tenantweb.New(a.Tenants, a.Files, a.People.LastChange, a.Clock),
		templateweb.New(a.Templates, a.People.Names, a.People.LastChange, a.Clock),
		auditweb.New(a.Audit, a.logSources(), a.Clock),
	}
	if a.Config.Demo {
		list = append(list, styleguide{})
	}
	return list
}

// both puts what two rooms say of whoever is signed in one after the other.
func both(first, second func(context.Context) (templ.Component, error)) func(context.Context) (templ.Component, error) {
	return func(ctx context.Context) (templ.Component, error) {
		a, err := first(ctx)
		if err != nil {
			return nil, err
		}
		b, err := second(ctx)
		return templ.Join(a, b), err
	}
}

// styleguide shows every component in all its states, to those who build pages.
type styleguide struct{}

func (styleguide) Routes(rt *guard.Routes) {
	show := func(c templ.Component) page.Handler {
		return func(w http.ResponseWriter, r *http.Request) error { return page.Render(w, r, http.StatusOK, c) }
	}
	rt.Get("/app/styleguide", guard.SignedIn(), show(page.Styleguide()))
	rt.Get("/app/styleguide/public", guard.SignedIn(), show(page.StyleguidePublic()))
}
