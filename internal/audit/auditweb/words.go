package auditweb

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/i18n"
)

// words turns ids into names and actions into sentences.
type words struct {
	names map[uuid.UUID]string
	value func(ctx context.Context, field, value string) string
}

// wordsFor looks up all ids of the records at once.
func (h *Handlers) wordsFor(ctx context.Context, list []audit.Record) (words, error) {
	seen := map[uuid.UUID]bool{}
	for _, r := range list {
		seen[r.Actor.ID], seen[r.ObjectID] = true, true
		for _, c := range r.Changes() {
			for _, v := range []string{c.Old, c.New} {
				if id, err := uuid.Parse(v); err == nil {
					seen[id] = true
				}
			}
		}
	}
	delete(seen, uuid.Nil)
	ids := make([]uuid.UUID, 0, len(seen))
	for id := range seen {
		ids = append(ids, id)
	}
	names, err := h.src.Names(ctx, ids)
	return words{names, h.src.Value}, err
}

// who says who did it.
func (w words) who(ctx context.Context, a audit.Actor) string {
	if a.Kind == audit.User {
		if name, ok := w.names[a.ID]; ok {
			return name
		}
	}
	return known(ctx, "auditweb.actor.", a.Kind)
}

// object says what it was done to: its name, else its kind and the beginning of its id.
func (w words) object(ctx context.Context, r audit.Record) string {
	if name, ok := w.names[r.ObjectID]; ok {
		return name
	}
	kind := known(ctx, "auditweb.object.", r.ObjectKind)
	if r.ObjectID == uuid.Nil {
		return kind
	}
	return kind + " " + r.ObjectID.String()[:8]
}

// change says what became of one field: "Namn: Biblioteket → Bibliotek". Values that are no business of the log are
// not in it, and only the field's name is said.
func (w words) change(ctx context.Context, c audit.Change) string {
	field := known(ctx, "auditweb.field.", c.Field)
	if c.Old == "" && c.New == "" {
		return field
	}
	return field + ": " + w.valueOf(ctx, c.Field, c.Old) + " → " + w.valueOf(ctx, c.Field, c.New)
}

func (w words) valueOf(ctx context.Context, field, v string) string {
	if v == "" {
		return i18n.T(ctx, "auditweb.nothing")
	}
	if id, err := uuid.Parse(v); err == nil {
		if name, ok := w.names[id]; ok {
			return name
		}
	}
	if field == "role" && i18n.Has(i18n.Lang(ctx), "identityweb.role."+v) {
		return i18n.T(ctx, "identityweb.role."+v)
	}
	return w.value(ctx, field, v)
}

func (w words) changes(ctx context.Context, r audit.Record) string {
	var all []string
	for _, c := range r.Changes() {
		all = append(all, w.change(ctx, c))
	}
	return strings.Join(all, "; ")
}

// known gives the words for a name that another room has chosen, or the name itself where there are none yet.
func known(ctx context.Context, prefix, name string) string {
	if i18n.Has(i18n.Lang(ctx), prefix+name) {
		return i18n.T(ctx, prefix+name)
	}
	return name
}
