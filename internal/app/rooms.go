package app

import (
	"net/http"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/identity/identityweb"
)

// room is a part of the web that declares its routes.
type room interface{ Routes(*guard.Routes) }

// rooms joins the pages to their services: one line for each room.
func (a *App) rooms() []room {
	return []room{
		identityweb.New(a.People, a.Tenants, a.Sessions, identityweb.Options{Demo: a.Config.Demo, Clock: a.Clock, ClientIP: ClientIP}),
	}
}

// directory is the page of the installation's municipalities.
func (a *App) directory(http.ResponseWriter, *http.Request) error {
	return fault.NotFound()
}
