package registerweb

import (
	"context"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
)

const (
	// wholeHistory is how many acts the page of the whole history shows.
	wholeHistory = 1000
	// shortText and longText are how many characters of a changed value are shown.
	shortText = 80
	longText  = 2000
)

type historyView struct {
	account *register.Account
	events  []page.Event
	total   int
}

func (v historyView) head(ctx context.Context) page.Head {
	return page.Head{H1: i18n.T(ctx, "registerweb.history.of", "Account", title(ctx, v.account)),
		Crumbs: crumbs(ctx, page.Link{Label: v.account.Name, Href: accountURL(ctx, v.account.Ref, "")}),
		States: []page.State{{Kind: kinds[v.account.Status], Text: statusWord(ctx, v.account.Status)}, {Text: i18n.T(ctx, "registerweb.history.newest_first")}}}
}

func (h *Handlers) history(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	a, err := h.reg.Get(ctx, chi.URLParam(r, "ref"))
	if err != nil {
		return err
	}
	list, total, err := h.reg.History(ctx, a.Ref, wholeHistory)
	if err != nil {
		return err
	}
	events, err := h.events(ctx, list, longText)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, historyPage(historyView{a, events, total}))
}

// event is an act in words: a sentence, and a line for each public value that it changed.
type event struct {
	sentence string
	lines    []string
}

// events puts the log's records into words; of each value at most longest characters.
func (h *Handlers) events(ctx context.Context, list []audit.Record, longest int) ([]page.Event, error) {
	var ids []uuid.UUID
	for _, rec := range list {
		ids = append(ids, rec.Actor.ID)
	}
	names, err := h.people.Names(ctx, ids)
	if err != nil {
		return nil, err
	}
	units, err := h.tenants.Units(ctx)
	if err != nil {
		return nil, err
	}
	var events []page.Event
	for _, rec := range list {
		e := tell(ctx, rec, register.Who(ctx, rec.Actor, names), units, longest)
		events = append(events, page.Event{When: i18n.Stamp(ctx, rec.At, h.clk.Now(), tenant.ZoneOf(ctx)), Datetime: rec.At.In(tenant.ZoneOf(ctx)).Format(time.RFC3339), Body: eventBody(e)})
	}
	return events, nil
}

func tell(ctx context.Context, rec audit.Record, who string, units []tenant.Unit, longest int) event {
	changes := rec.Changes()
	first := rec.Action == "account.add" || rec.Action == "account.import" // all is new: the facts stand beside
	e := event{sentence: register.Did(ctx, rec.Action, who, i18n.T(ctx, "registerweb.the_account")) + "."}
	if first {
		return e
	}
	var fields []string
	for _, c := range changes {
		if c.Field == "handle" || c.Field == "status" {
			continue // the address says the handle, the sentence the state
		}
		fields = append(fields, inSentence(ctx, c.Field))
		if c.Old != "" || c.New != "" {
			e.lines = append(e.lines, i18n.T(ctx, "registerweb.history.change", "Field", label(ctx, c.Field),
				"Old", value(ctx, c.Field, c.Old, units, longest), "New", value(ctx, c.Field, c.New, units, longest)))
		}
	}
	if rec.Action == "account.edit" && len(fields) > 0 {
		e.sentence = i18n.T(ctx, "registerweb.history.edited", "Who", who, "Fields", i18n.And(ctx, fields))
	}
	return e
}

// value writes what the log holds of a field as people read it.
func value(ctx context.Context, field, raw string, units []tenant.Unit, longest int) string {
	s := ValueWord(ctx, field, raw)
	switch {
	case raw == "":
		return i18n.T(ctx, "registerweb.history.nothing")
	case field == "unit":
		s = unitName(ctx, units, raw)
	}
	if r := []rune(s); len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return s
}
