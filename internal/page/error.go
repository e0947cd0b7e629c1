package page

import (
	"context"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
)

// faultTitle gives the heading of an error page.
func faultTitle(ctx context.Context, f *fault.Error) string {
	key := "fault.internal_title"
	switch f.Kind {
	case fault.NotFoundKind:
		key = "fault.not_found_title"
	case fault.InvalidKind:
		key = "fault.invalid"
	case fault.ConflictKind:
		key = "fault.busy_title"
	case fault.ForbiddenKind:
		key = "fault.forbidden_title"
	case fault.TooManyKind:
		key = "fault.too_many_title"
	case fault.UnavailableKind:
		key = "fault.unavailable_title"
	}
	return i18n.T(ctx, key)
}
