package tenantweb

import (
	"context"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
	"kanalkoll/internal/tenant"
)

// daysView is the municipality's closed days, and new ones as typed.
type daysView struct {
	From, To, Name string
	Coming, Past   []tenant.ClosedDay
	Known          []yearOff
	Problems       page.Problems
}

// yearOff is a year's days on which nobody works in Sweden.
type yearOff struct {
	Year int
	Days []tenant.Holiday
}

func (h *Handlers) closedDays(w http.ResponseWriter, r *http.Request) error {
	return h.renderDays(w, r, http.StatusOK, daysView{})
}

func (h *Handlers) renderDays(w http.ResponseWriter, r *http.Request, status int, v daysView) error {
	list, today, err := h.svc.ClosedDays(r.Context())
	if err != nil {
		return err
	}
	for _, d := range list {
		if d.Day.Before(today) {
			v.Past = append([]tenant.ClosedDay{d}, v.Past...) // the latest first
		} else {
			v.Coming = append(v.Coming, d)
		}
	}
	for _, year := range []int{today.Year, today.Year + 1} {
		v.Known = append(v.Known, yearOff{year, tenant.Holidays(year)})
	}
	return page.Render(w, r, status, daysPage(v))
}

func (h *Handlers) closeDays(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	v := daysView{From: in.Get("from"), To: in.Get("to"), Name: in.Get("name")}
	days, err := h.svc.CloseDays(ctx, tenant.ClosedInput{From: v.From, To: v.To, Name: v.Name})
	if fault.Is(err, fault.InvalidKind) {
		v.Problems = page.ProblemsOf(ctx, fault.As(err), "")
		return h.renderDays(w, r, http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	page.SetFlash(ctx, "tenantweb.days_added", "Count", len(days))
	return page.SeeOther(w, r, page.URL(ctx, "/app/settings/days"))
}

func (h *Handlers) openDay(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	day, err := clock.ParseDate(chi.URLParam(r, "day"))
	if err != nil || day.IsZero() {
		return fault.NotFound()
	}
	if err := h.svc.OpenDay(ctx, day); err != nil {
		return err
	}
	page.SetFlash(ctx, "tenantweb.day_removed", "Date", dayWords(ctx, day))
	return page.SeeOther(w, r, page.URL(ctx, "/app/settings/days"))
}

// dayWords writes "Fredag 5 juni 2026".
func dayWords(ctx context.Context, d clock.Date) string {
	return i18n.UpperFirst(i18n.LongDay(ctx, d)) + " " + strconv.Itoa(d.Year)
}
