// Package reminderweb shows what people were reminded of, and what that led to.
package reminderweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/reminder"
	"kanalkoll/internal/tenant"
)

// Handlers are the pages.
type Handlers struct {
	svc *reminder.Service
	clk clock.Clock
}

// New builds the pages.
func New(svc *reminder.Service, clk clock.Clock) *Handlers { return &Handlers{svc, clk} }

// Routes declares the pages.
func (h *Handlers) Routes(rt *guard.Routes) {
	rt.Get("/app/reminders", guard.Can(identity.RemindersView), h.list)
}

const (
	perPage      = 50
	unheardShown = 10 // of what there is nobody to tell of; the first name the trouble
)

type view struct {
	now      time.Time
	zone     *time.Location
	State    reminder.State // chosen; empty: all
	List     []reminder.Entry
	Counts   reminder.Counts
	Failures int
	Unheard  []reminder.Due
	Pager    page.Pager
	CanAdd   bool // may make logins
}

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	q := page.Query(r)
	v := view{now: h.clk.Now(), zone: time.UTC}
	if t := tenant.Of(ctx); t != nil {
		v.zone = t.Zone()
	}
	if s := reminder.State(q.Get("state")); slices.Contains(reminder.States, s) {
		v.State = s
	}
	number, err := strconv.Atoi(q.Get("page"))
	if err != nil || number < 1 || number > 1_000_000 {
		number = 1
	}
	query := reminder.Query{State: v.State, Limit: perPage, Offset: (number - 1) * perPage}
	if v.List, v.Counts, err = h.svc.List(ctx, query); err != nil {
		return err
	}
	pages := max(1, (v.Counts.Total(v.State)+perPage-1)/perPage)
	if number > pages {
		number, query.Offset = 1, 0
		if v.List, v.Counts, err = h.svc.List(ctx, query); err != nil {
			return err
		}
	}
	v.Pager = page.Pager{Page: number, Pages: pages, Href: func(n int) string {
		return page.URL(ctx, "/app/reminders", "state", string(v.State), "page", strconv.Itoa(n))
	}}
	if v.Failures, err = h.svc.Failures(ctx); err != nil {
		return err
	}
	if v.Unheard, err = h.svc.Unheard(ctx); err != nil {
		return err
	}
	v.CanAdd, _ = identity.Of(ctx).Reach(identity.UsersManage)
	return page.Render(w, r, http.StatusOK, listPage(v))
}

// stateWord gives a state's word.
func stateWord(ctx context.Context, s reminder.State) string {
	switch s {
	case reminder.Sent:
		return i18n.T(ctx, "reminder.state.sent")
	case reminder.Failed:
		return i18n.T(ctx, "reminder.state.failed")
	case reminder.Void:
		return i18n.T(ctx, "reminder.state.void")
	default:
		return i18n.T(ctx, "reminder.state.queued")
	}
}

// stateKind gives a state's shape.
func stateKind(s reminder.State) page.Kind {
	switch s {
	case reminder.Sent:
		return page.Done
	case reminder.Failed:
		return page.Late
	case reminder.Void:
		return page.Waived
	default:
		return page.Planned
	}
}

func (v view) options(ctx context.Context) []page.Option {
	list := []page.Option{{Label: i18n.T(ctx, "reminder.filter.all")}}
	for _, s := range reminder.States {
		list = append(list, page.Option{Value: string(s), Label: stateWord(ctx, s)})
	}
	return list
}

// head says how it stands and what to do: first what did not arrive, then what there is nobody to tell of.
func (v view) head(ctx context.Context) page.Head {
	h := page.Head{H1: i18n.T(ctx, "reminder.title")}
	number := func(n int) string { return i18n.Number(ctx, n) }
	if n := v.Counts[reminder.Failed]; n > 0 {
		kind := page.Plain // all that it was about is settled
		if v.Failures > 0 {
			kind = page.Late
		}
		h.States = append(h.States, page.State{Kind: kind, Text: i18n.T(ctx, "reminder.count.failed", "Count", n, "Number", number(n))})
	} else if v.Counts[reminder.Sent] > 0 {
		h.States = append(h.States, page.State{Kind: page.Done, Text: i18n.T(ctx, "reminder.none_failed")})
	}
	if n := v.Counts[reminder.Queued]; n > 0 {
		h.States = append(h.States, page.State{Kind: page.Planned, Text: i18n.T(ctx, "reminder.count.queued", "Count", n, "Number", number(n))})
	}
	if n := v.Counts[reminder.Sent]; n > 0 {
		h.States = append(h.States, page.State{Text: i18n.T(ctx, "reminder.count.sent", "Count", n, "Number", number(n))})
	}
	switch {
	case v.Failures > 0:
		h.Next = &page.Next{Text: i18n.T(ctx, "reminder.failed.text", "Count", v.Failures), Note: i18n.T(ctx, "reminder.failed.note")}
		if v.State != reminder.Failed {
			h.Next.ActionLabel, h.Next.ActionHref = i18n.T(ctx, "reminder.failed.show"), page.URL(ctx, "/app/reminders", "state", string(reminder.Failed))
		}
	case len(v.Unheard) > 0:
		h.Next = &page.Next{Text: i18n.T(ctx, "reminder.unheard.text", "Count", len(v.Unheard)), Note: i18n.T(ctx, "reminder.unheard.note")}
		if v.CanAdd {
			h.Next.ActionLabel, h.Next.ActionHref = i18n.T(ctx, "reminder.unheard.act"), page.URL(ctx, "/app/users/new")
		}
	}
	return h
}

// problem says why a letter has not arrived, "" where it has.
func problem(ctx context.Context, e reminder.Entry) string {
	switch {
	case e.State == reminder.Sent, e.State == reminder.Void, e.Problem == "":
		return ""
	case e.Problem == reminder.Interrupted:
		return i18n.T(ctx, "reminder.problem.interrupted")
	default:
		return i18n.T(ctx, "reminder.problem", "Text", e.Problem)
	}
}

// firstUnheard gives those that are named.
func (v view) firstUnheard() []reminder.Due { return v.Unheard[:min(len(v.Unheard), unheardShown)] }
