package page

import (
	"context"
	"log/slog"

	"kanalkoll/internal/i18n"
)

type flasherKey struct{}

// WithFlasher tells how a sentence is kept until the next page.
func WithFlasher(ctx context.Context, keep func(ctx context.Context, text string) error) context.Context {
	return context.WithValue(ctx, flasherKey{}, keep)
}

// SetFlash keeps the sentence for key, in the past tense, to be shown once on the next page. Call it after the act
// is done and before SeeOther. Where it cannot be kept the act still stands, so that is only logged.
func SetFlash(ctx context.Context, key string, args ...any) {
	keep, ok := ctx.Value(flasherKey{}).(func(context.Context, string) error)
	if !ok {
		return
	}
	if err := keep(ctx, i18n.T(ctx, key, args...)); err != nil {
		slog.WarnContext(ctx, "flash was lost", "err", err)
	}
}
