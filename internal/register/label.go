package register

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/register/platform"
)

// PlatformLabel gives a platform's name as people read it: the brand, or the word for a blog, a site and the like.
func PlatformLabel(ctx context.Context, n platform.Name) string {
	if key := platform.LabelKey(n); key != "" {
		return i18n.T(ctx, key)
	}
	if l := platform.Label(n); l != "" {
		return l
	}
	return string(n)
}

// Title is what the account is called in headings: "Björkviks bibliotek på Facebook".
func Title(ctx context.Context, name string, n platform.Name) string {
	return i18n.T(ctx, "register.title", "Name", name, "Platform", PlatformLabel(ctx, n))
}

// Who names the one behind an act, for histories; names are those that identity.Service.Names knows.
func Who(ctx context.Context, a audit.Actor, names map[uuid.UUID]string) string {
	switch a.Kind {
	case audit.User:
		if n := names[a.ID]; n != "" {
			return n
		}
		return i18n.T(ctx, "register.who_gone")
	case audit.Operator:
		return i18n.T(ctx, "register.who_operator")
	default:
		return i18n.T(ctx, "register.who_system")
	}
}

// Did says an act on an account in a sentence: who did it, to what. An act of a room that this one does not know gets
// general words.
func Did(ctx context.Context, action, who, what string) string {
	key := "register.did." + strings.TrimPrefix(action, "account.")
	if !i18n.Has(i18n.Lang(ctx), key) {
		key = "register.did.other"
	}
	return i18n.T(ctx, key, "Who", who, "What", what)
}
