package app

import (
	"context"
	"maps"

	"github.com/google/uuid"

	"kanalkoll/internal/audit/auditweb"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/registerweb"
	"kanalkoll/internal/tenant"
)

// logSources tell the page of the log what its ids are called.
func (a *App) logSources() auditweb.Sources {
	return auditweb.Sources{Names: a.names, Users: a.People.Users, Find: a.findAccount, Value: valueWord}
}

// valueWord says a value of the log as people read it.
func valueWord(ctx context.Context, field, value string) string {
	switch field {
	case "role":
		return i18n.T(ctx, "identityweb.role."+value)
	case "template":
		return i18n.T(ctx, "template.name."+value)
	}
	return registerweb.ValueWord(ctx, field, value)
}

func (a *App) names(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error) {
	all, err := a.People.Names(ctx, ids)
	if err != nil {
		return nil, err
	}
	names := maps.Clone(all)
	units, err := a.Tenants.Units(ctx)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if u, ok := tenant.FindUnit(units, id); ok {
			names[id] = u.Name
		}
	}
	accounts, err := a.Register.Named(ctx, ids)
	if err != nil {
		return nil, err
	}
	for id, n := range accounts {
		names[id] = register.Title(ctx, n.Name, n.Platform)
	}
	lists, err := a.Checklists.Named(ctx, ids)
	if err != nil {
		return nil, err
	}
	for id, c := range lists {
		names[id] = i18n.T(ctx, "checklist.title."+string(c.Name)) + ", " + register.Title(ctx, c.AccountName, c.Platform)
	}
	if t := tenant.Of(ctx); t != nil {
		names[t.ID] = t.Name
	}
	return names, nil
}

func (a *App) findAccount(ctx context.Context, word string) (uuid.UUID, bool, error) {
	x, err := a.Register.Get(ctx, word)
	if fault.Is(err, fault.NotFoundKind) {
		return uuid.Nil, false, nil
	}
	if err != nil {
		return uuid.Nil, false, err
	}
	return x.ID, true, nil
}
