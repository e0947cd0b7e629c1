package app

import (
	"context"
	"io"
	"log/slog"

	"github.com/go-chi/chi/v5/middleware"
)

// NewLogger writes structured lines of the level and above in UTC, each with the id of the request it belongs to.
func NewLogger(w io.Writer, level slog.Level) *slog.Logger {
	h := slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			a.Value = slog.TimeValue(a.Value.Time().UTC())
		}
		return a
	}})
	return slog.New(requestLog{h})
}

// requestLog adds the request id from the context.
type requestLog struct{ slog.Handler }

func (h requestLog) Handle(ctx context.Context, r slog.Record) error {
	if id := middleware.GetReqID(ctx); id != "" {
		r.AddAttrs(slog.String("request_id", id))
	}
	return h.Handler.Handle(ctx, r)
}

func (h requestLog) WithAttrs(a []slog.Attr) slog.Handler { return requestLog{h.Handler.WithAttrs(a)} }
func (h requestLog) WithGroup(n string) slog.Handler      { return requestLog{h.Handler.WithGroup(n)} }
