package roster

import (
	"context"

	"kanalkoll/internal/i18n"
)

// RoleWord gives the word of a role: "Bevakar".
func RoleWord(ctx context.Context, r Role) string { return i18n.T(ctx, "roster.role."+string(r)) }
