// Package auditweb is the page of the log, for administrators.
package auditweb

import (
	"context"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
)

// Sources are where the log's ids get their words from: it knows nothing but ids itself.
type Sources struct {
	// Names gives the names of logins, people, units and accounts; unknown ids are missing.
	Names func(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error)
	// Users gives the logins to choose from.
	Users func(ctx context.Context) ([]identity.User, error)
	// Find gives the ids of what is called so, such as an account's ref. Nil: only ids are found.
	Find func(ctx context.Context, word string) (uuid.UUID, bool, error)
	// Value says a field's kept value in words, such as a state. Nil: as it is kept.
	Value func(ctx context.Context, field, value string) string
}

// Handlers are the pages of the log.
type Handlers struct {
	svc *audit.Service
	src Sources
	clk clock.Clock
}

// New builds the pages. Of the sources, Names and Users are needed.
func New(svc *audit.Service, src Sources, clk clock.Clock) *Handlers {
	if src.Find == nil {
		src.Find = func(context.Context, string) (uuid.UUID, bool, error) { return uuid.Nil, false, nil }
	}
	if src.Value == nil {
		src.Value = func(_ context.Context, _, value string) string { return value }
	}
	return &Handlers{svc, src, clk}
}

// Routes declares them.
func (h *Handlers) Routes(rt *guard.Routes) {
	rt.Get("/app/log", guard.Can(identity.AuditView), h.list)
	rt.Get("/app/log.csv", guard.Can(identity.AuditView), h.export)
}
