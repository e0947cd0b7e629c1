package dutyweb

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/ical"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
)

// refresh is how often calendar programs are asked to come back.
const refresh = 12 * time.Hour

// feed gives somebody's calendar to the program that knows its address. The address is the secret: the access log cuts it,
// and no page gets it as a referrer.
func (h *Handlers) feed(w http.ResponseWriter, r *http.Request) error {
	hd := w.Header()
	hd.Set("Referrer-Policy", "no-referrer")
	hd.Set("X-Robots-Tag", "noindex, nofollow")
	c, err := h.svc.Calendar(r.Context(), chi.URLParam(r, "token"))
	if err != nil {
		return err
	}
	body := h.calendar(i18n.With(r.Context(), c.Language), c).Bytes()
	sum := sha256.Sum256(body)
	hd.Set("Content-Type", ical.ContentType)
	hd.Set("Cache-Control", "private, no-cache") // what is asked for again costs a few bytes while the tag holds
	hd.Set("ETag", `"`+base64.RawURLEncoding.EncodeToString(sum[:18])+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
	return nil
}

// calendar gives the feed in the context's language: a day for the first and the last of every duty, and the days of every cover.
func (h *Handlers) calendar(ctx context.Context, c *roster.Calendar) ical.Calendar {
	feed := ical.Calendar{Product: "-//Kanalkoll//" + strings.ToUpper(i18n.Lang(ctx)), Name: i18n.T(ctx, "dutyweb.feed.name", "Name", c.Name), Refresh: refresh}
	for _, d := range c.Duties {
		feed.Events = append(feed.Events, h.dutyEvents(ctx, d)...)
	}
	for _, cv := range c.Covers {
		feed.Events = append(feed.Events, h.coverEvent(ctx, cv))
	}
	feed.Events = slices.DeleteFunc(feed.Events, func(e ical.Event) bool { return e.Last.Before(c.Since) })
	slices.SortFunc(feed.Events, func(a, b ical.Event) int {
		return cmp.Or(a.First.Time().Compare(b.First.Time()), cmp.Compare(a.UID, b.UID))
	})
	return feed
}

func (h *Handlers) dutyEvents(ctx context.Context, d roster.Duty) []ical.Event {
	last := d.Last()
	if !last.IsZero() && last.Before(d.From) {
		return nil // the account was closed before it began
	}
	event := func(role, key string, day clock.Date) ical.Event {
		return ical.Event{UID: d.ID.String() + "-" + role + "@" + h.host, First: day, Last: day, Changed: d.Changed, Version: d.Version, Cancelled: d.Cancelled,
			Summary:     i18n.T(ctx, key, "Role", roster.RoleWord(ctx, d.Role), "Title", dutyTitle(ctx, d)),
			Description: strings.TrimSpace(i18n.Days(ctx, d.From, last) + "\n" + d.Hours), URL: h.link(ctx, dutyPath(d))}
	}
	switch {
	case last.IsZero():
		return []ical.Event{event("first", "dutyweb.feed.first", d.From)}
	case last == d.From:
		return []ical.Event{event("first", "dutyweb.feed.only", d.From)}
	}
	return []ical.Event{event("first", "dutyweb.feed.first", d.From), event("last", "dutyweb.feed.last", last)}
}

func (h *Handlers) coverEvent(ctx context.Context, c roster.Covering) ical.Event {
	return ical.Event{UID: c.ID.String() + "-cover@" + h.host, First: c.From, Last: c.To, Changed: c.Changed, Version: c.Version, Cancelled: c.Cancelled,
		Summary: i18n.T(ctx, "dutyweb.feed.cover", "Name", c.Name), Description: strings.Join(accountTitles(ctx, c.Accounts), "\n"), URL: h.link(ctx, "/app/me")}
}

func (h *Handlers) link(ctx context.Context, path string) string {
	return tenant.Of(ctx).URL(h.base, path)
}

// dutyTitle is what a duty is on: an account, or the municipality.
func dutyTitle(ctx context.Context, d roster.Duty) string {
	if d.Account.Ref == "" {
		return tenant.Of(ctx).Name
	}
	return register.Title(ctx, d.Account.Name, d.Account.Platform)
}

func dutyPath(d roster.Duty) string {
	if d.Account.Ref == "" {
		return "/app/me"
	}
	return "/app/accounts/" + d.Account.Ref
}

func accountTitles(ctx context.Context, accounts []roster.Account) []string {
	titles := make([]string, len(accounts))
	for i, a := range accounts {
		titles[i] = register.Title(ctx, a.Name, a.Platform)
	}
	return titles
}
