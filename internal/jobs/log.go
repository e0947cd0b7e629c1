package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"kanalkoll/internal/clock"
)

// logLine writes one line for each run of a job.
type logLine struct {
	river.MiddlewareDefaults
	log *slog.Logger
	clk clock.Clock
}

// Work implements rivertype.WorkerMiddleware.
func (l *logLine) Work(ctx context.Context, job *rivertype.JobRow, inner func(context.Context) error) (err error) {
	start := l.clk.Now()
	panicked := true
	defer func() {
		attrs := []any{"kind", job.Kind, "job", job.ID, "attempt", job.Attempt, "ms", l.clk.Now().Sub(start).Milliseconds()}
		var about struct {
			Tenant string `json:"tenant_id"`
			Name   string `json:"name"`
		}
		if json.Unmarshal(job.EncodedArgs, &about) == nil {
			if about.Tenant != "" {
				attrs = append(attrs, "tenant", about.Tenant)
			}
			if about.Name != "" {
				attrs = append(attrs, "name", about.Name)
			}
		}
		var snooze *rivertype.JobSnoozeError
		switch {
		case panicked: // River recovers, keeps the stack with the job and tries again
			l.log.ErrorContext(ctx, "job panicked", attrs...)
		case errors.As(err, &snooze):
			l.log.InfoContext(ctx, "job put off", append(attrs, "for", snooze.Duration.String())...)
		case err != nil:
			l.log.WarnContext(ctx, "job failed", append(attrs, "err", err)...)
		default:
			l.log.InfoContext(ctx, "job", attrs...)
		}
	}()
	err = inner(ctx)
	panicked = false
	return err
}

// quiet lets River's own warnings through; its lines about every job would repeat ours.
type quiet struct{ slog.Handler }

// Enabled implements slog.Handler.
func (q quiet) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && q.Handler.Enabled(ctx, level)
}

// WithAttrs implements slog.Handler.
func (q quiet) WithAttrs(a []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(a)} }

// WithGroup implements slog.Handler.
func (q quiet) WithGroup(n string) slog.Handler { return quiet{q.Handler.WithGroup(n)} }
