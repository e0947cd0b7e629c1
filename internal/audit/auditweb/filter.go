package auditweb

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/tenant"
)

// kinds are the first words of actions that the page offers to choose from.
var kinds = []string{"account", "people", "user", "session", "unit", "tenant", "reminder", "checklist", "template"}

// filter is what somebody looks for, as typed.
type filter struct {
	Object, Actor, Kind, From, To string
}

func readFilter(q url.Values) filter {
	get := func(name string) string { return strings.TrimSpace(q.Get(name)) }
	return filter{Object: get("object"), Actor: get("actor"), Kind: strings.TrimSuffix(get("kind"), "."), From: get("from"), To: get("to")}
}

// pairs gives the filter for page.URL.
func (f filter) pairs(more ...string) []string {
	return append([]string{"object", f.Object, "actor", f.Actor, "kind", f.Kind, "from", f.From, "to", f.To}, more...)
}

// query gives what to ask the log, or Invalid. What an unknown object is asked for is nothing, not everything.
func (h *Handlers) query(ctx context.Context, f filter) (audit.Query, error) {
	var q audit.Query
	if f.Kind != "" {
		q.Action = f.Kind + "."
	}
	var bad []fault.Field
	if f.Object != "" {
		id, err := uuid.Parse(f.Object)
		if err != nil {
			var ok bool
			if id, ok, err = h.src.Find(ctx, f.Object); err != nil {
				return q, err
			}
			if !ok {
				bad = append(bad, fault.Bad("object", "auditweb.object_unknown"))
			}
		}
		q.ObjectID = id
	}
	if f.Actor != "" {
		id, err := uuid.Parse(f.Actor)
		if err != nil {
			bad = append(bad, fault.Bad("actor", "auditweb.actor_unknown"))
		}
		q.ActorID = id
	}
	zone := tenant.ZoneOf(ctx)
	var from, to clock.Date
	var err error
	if from, err = clock.ParseDate(f.From); err != nil {
		bad = append(bad, fault.Bad("from", "auditweb.date_bad"))
	}
	if to, err = clock.ParseDate(f.To); err != nil {
		bad = append(bad, fault.Bad("to", "auditweb.date_bad"))
	}
	if len(bad) == 0 && !from.IsZero() && !to.IsZero() && to.Before(from) {
		bad = append(bad, fault.Bad("to", "auditweb.date_order"))
	}
	if len(bad) > 0 {
		return q, fault.Invalid(bad...)
	}
	if !from.IsZero() {
		q.From = midnight(from, zone)
	}
	if !to.IsZero() {
		q.To = midnight(to.AddDays(1), zone)
	}
	return q, nil
}

func midnight(d clock.Date, zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone)
}

// pageNumber reads a page number; whatever is none is the first.
func pageNumber(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 1_000_000 {
		return 1
	}
	return n
}
