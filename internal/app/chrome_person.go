package app

import (
	"context"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
)

// personNote says under somebody's name what they are here: their unit, or their first role.
func personNote(ctx context.Context, p *identity.Principal) string {
	if p.UnitName != "" {
		return p.UnitName
	}
	for _, r := range identity.Roles {
		if p.Has(r) {
			return i18n.T(ctx, "identityweb.role."+string(r))
		}
	}
	return ""
}
