package app

import (
	"kanalkoll/internal/audit/auditweb"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/identity/identityweb"
	"kanalkoll/internal/publicsite"
	"kanalkoll/internal/register/registerweb"
	"kanalkoll/internal/reminder/reminderweb"
	"kanalkoll/internal/tenant/tenantweb"
	"kanalkoll/internal/today"
	"kanalkoll/internal/today/todayweb"
)

// room is a part of the web that declares its routes.
type room interface{ Routes(*guard.Routes) }

// rooms joins the pages to their services: one line for each room.
func (a *App) rooms() []room {
	return []room{
		publicsite.New(a.Register, a.Tenants, a.Clock),
		identityweb.New(a.People, a.Tenants, a.Sessions, identityweb.Options{Demo: a.Config.Demo, Clock: a.Clock, ClientIP: ClientIP}),
		todayweb.New(today.NewService(today.NewAccounts(a.Register, a.Clock)), a.Register, a.People, a.Clock),
		registerweb.New(a.Register, a.Tenants, a.People, a.Clock),
		registerweb.NewImports(a.Register, a.Files, a.Clock),
		reminderweb.New(a.Reminders, a.Clock),
		tenantweb.New(a.Tenants, a.Files, a.People.LastChange, a.Clock),
		auditweb.New(a.Audit, a.logSources(), a.Clock),
	}
}
