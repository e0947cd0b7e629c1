// Package todayweb is the first page of staff.
package todayweb

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
	"kanalkoll/internal/today"
)

const (
	// most is how many things to do the page lists.
	most = 30
	// newest is how many acts stand under "Senast".
	newest = 6
)

// Handlers is the page of the day.
type Handlers struct {
	svc    *today.Service
	reg    *register.Service
	people *identity.Service
	clk    clock.Clock
	watch  Watch
}

// Watch gives what is amiss with the rosters that the principal may see, and the day on which that is so.
type Watch func(ctx context.Context) ([]roster.Standing, clock.Date, error)

// New builds it.
func New(svc *today.Service, reg *register.Service, people *identity.Service, clk clock.Clock, watch Watch) *Handlers {
	return &Handlers{svc, reg, people, clk, watch}
}

// Routes declares it.
func (h *Handlers) Routes(rt *guard.Routes) { rt.Get("/app", guard.SignedIn(), h.show) }

type view struct {
	day       clock.Date
	items     []today.Item
	overview  register.Overview
	seesAny   bool // may see the register
	mayImport bool
	recent    []page.Event

	seesWatch bool // may see rosters
	unwatched int  // open accounts that nobody watches today
	alone     int  // those that one person watches, always
}

func (h *Handlers) show(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := view{day: clock.On(h.clk.Now(), tenant.ZoneOf(ctx)), seesAny: identity.Of(ctx).May(identity.AccountView), mayImport: identity.Of(ctx).May(identity.AccountImport)}
	var err error
	if v.items, err = h.svc.Items(ctx); err != nil {
		return err
	}
	if v.seesAny {
		if v.overview, err = h.reg.Overview(ctx); err != nil {
			return err
		}
		if v.recent, err = h.events(ctx); err != nil {
			return err
		}
	}
	if v.seesWatch = identity.Of(ctx).May(identity.RosterView); v.seesWatch {
		if err = h.count(ctx, &v); err != nil {
			return err
		}
	}
	return page.Render(w, r, http.StatusOK, dayPage(v))
}

// count counts the accounts that lack people today.
func (h *Handlers) count(ctx context.Context, v *view) error {
	list, day, err := h.watch(ctx)
	for _, st := range list {
		switch {
		case st.Trouble.IsGap() && !st.First.After(day):
			v.unwatched++
		case st.Trouble == roster.AlwaysAlone:
			v.alone++
		}
	}
	return err
}

// event is an act in words, with the account as a link.
type event struct{ before, link, href, after string }

// place marks in a sentence where the account's link goes; no sentence has it.
const place = "\u0001"

func (h *Handlers) events(ctx context.Context) ([]page.Event, error) {
	list, err := h.reg.Recent(ctx, newest)
	if err != nil {
		return nil, err
	}
	var ids []uuid.UUID
	for _, r := range list {
		if r.Actor.Kind == audit.User {
			ids = append(ids, r.Actor.ID)
		}
	}
	names, err := h.people.Names(ctx, ids)
	if err != nil {
		return nil, err
	}
	var events []page.Event
	for _, r := range list {
		e := event{link: register.Title(ctx, r.Name, r.Platform), href: page.URL(ctx, "/app/accounts/"+r.Ref)}
		if r.Count > 1 {
			e.link, e.href = i18n.T(ctx, "today.accounts", "Count", r.Count), page.URL(ctx, "/app/accounts")
		}
		e.before, e.after, _ = strings.Cut(register.Did(ctx, r.Action, register.Who(ctx, r.Actor, names), place), place)
		events = append(events, page.Event{When: i18n.Stamp(ctx, r.At, h.clk.Now(), tenant.ZoneOf(ctx)), Datetime: r.At.In(tenant.ZoneOf(ctx)).Format(time.RFC3339), Body: eventBody(e)})
	}
	return events, nil
}

func (v view) head(ctx context.Context) page.Head {
	h := page.Head{H1: i18n.UpperFirst(i18n.LongDay(ctx, v.day))}
	if len(v.items) == 0 {
		if v.mayImport && v.overview.Total() == 0 {
			h.States = []page.State{{Text: i18n.T(ctx, "today.no_accounts")}}
			h.Next = &page.Next{Label: i18n.T(ctx, "today.begin"), Text: i18n.T(ctx, "today.import"), Note: i18n.T(ctx, "today.import_note"),
				ActionLabel: i18n.T(ctx, "today.import_act"), ActionHref: page.URL(ctx, "/app/import")}
			return h
		}
		h.States = []page.State{{Kind: page.Done, Text: i18n.T(ctx, "today.nothing")}}
		return h
	}
	for _, u := range []today.Urgency{today.Late, today.Now, today.Soon, today.Later} {
		n := 0
		for _, it := range v.items {
			if it.Urgency == u {
				n++
			}
		}
		if n == 0 {
			continue
		}
		s := page.State{Text: i18n.T(ctx, "today.state."+word(u), "Count", n)}
		if u == today.Late {
			s.Kind = page.Late
		}
		h.States = append(h.States, s)
	}
	first := v.items[0]
	h.Next = &page.Next{Label: i18n.T(ctx, "today.begin"), Text: first.Title + ": " + first.Note, Note: strings.Trim(first.Who+", "+v.when(ctx, first), ", "),
		ActionLabel: first.Act, ActionHref: href(ctx, first.Href)}
	return h
}

// href adds the municipality's part to an address within its pages.
func href(ctx context.Context, path string) string {
	return strings.TrimSuffix(page.URL(ctx, "/app"), "/app") + path
}

func word(u today.Urgency) string { return [...]string{"late", "now", "soon", "later"}[u] }

func kind(u today.Urgency) page.Kind {
	return [...]page.Kind{page.Late, page.Due, page.Fresh, page.Planned}[u]
}

func (v view) when(ctx context.Context, it today.Item) string {
	if it.When != "" {
		return it.When
	}
	return i18n.Date(ctx, it.Due)
}

// readings are figures that say something true; none where there is no account.
func (v view) readings(ctx context.Context) []page.Reading {
	o := v.overview
	open := o.Open()
	if open+o.Coming()+o.Status[register.Closed] == 0 {
		return nil
	}
	closing, coming := o.Status[register.Closing], o.Coming()
	rs := []page.Reading{
		{Label: i18n.T(ctx, "today.open"), Value: i18n.Number(ctx, open),
			Parts: []page.Part{{Kind: page.Open, N: open - closing}, {Kind: page.Review, N: coming}, {Kind: page.Due, N: closing}},
			Note:  i18n.T(ctx, "today.open_note", "Coming", coming, "Closing", closing)},
		share(ctx, i18n.T(ctx, "today.contact"), i18n.T(ctx, "today.contact_note", "Count", o.NoContact), open, o.NoContact, page.Late),
		share(ctx, i18n.T(ctx, "today.purpose"), i18n.T(ctx, "today.purpose_note", "Count", o.NoPurpose), open, o.NoPurpose, page.Due),
	}
	if v.seesWatch {
		rs = slices.Insert(rs, 1, v.watched(ctx, open))
	}
	rs[0].Spoken = i18n.T(ctx, "today.open_spoken", "Open", open, "Note", rs[0].Note)
	return rs
}

// watched is a reading of how many open accounts somebody watches today.
func (v view) watched(ctx context.Context, open int) page.Reading {
	label := i18n.T(ctx, "today.watched")
	r := page.Reading{Label: label, Value: i18n.Number(ctx, open-v.unwatched), Of: i18n.T(ctx, "today.of", "Number", i18n.Number(ctx, open)), Note: i18n.T(ctx, "today.watched_alone", "Count", v.alone),
		Parts:  []page.Part{{Kind: page.Covered, N: open - v.unwatched - v.alone}, {Kind: page.Thin, N: v.alone}, {Kind: page.Gap, N: v.unwatched}},
		Spoken: i18n.T(ctx, "today.share_spoken", "Label", label, "Number", open-v.unwatched, "All", open)}
	switch {
	case v.unwatched > 0:
		r.Note = i18n.T(ctx, "today.unwatched", "Count", v.unwatched)
	case v.alone == 0:
		r.Note = i18n.T(ctx, "today.all_have")
	}
	return r
}

// share is a reading of how many open accounts have something; note says how many have not.
func share(ctx context.Context, label, note string, open, without int, bad page.Kind) page.Reading {
	if without == 0 {
		note = i18n.T(ctx, "today.all_have")
	}
	return page.Reading{Label: label, Value: i18n.Number(ctx, open-without), Of: i18n.T(ctx, "today.of", "Number", i18n.Number(ctx, open)), Note: note,
		Parts:  []page.Part{{Kind: page.Open, N: open - without}, {Kind: bad, N: without}},
		Spoken: i18n.T(ctx, "today.share_spoken", "Label", label, "Number", open-without, "All", open)}
}

// shown are the things to do that the page lists.
func (v view) shown() []today.Item { return v.items[:min(most, len(v.items))] }

// begin leads on from an empty list.
func (v view) begin(ctx context.Context) page.Link {
	if !v.seesAny {
		return page.Link{}
	}
	return page.Link{Label: i18n.T(ctx, "today.to_accounts"), Href: page.URL(ctx, "/app/accounts")}
}
