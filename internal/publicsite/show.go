package publicsite

import (
	"context"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
)

// showView is one account's page.
type showView struct {
	a        *register.Account
	heading  string // "Bergaskolan på Facebook"
	state    page.State
	describe string
	rows     []page.Row
}

// longestRef is longer than any ref; whatever is longer need not be looked for.
const longestRef = 20

func (h *Handlers) show(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	ref := chi.URLParam(r, "ref")
	if len(ref) > longestRef || strings.ContainsFunc(ref, func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') }) {
		return fault.NotFound()
	}
	a, err := h.register.PublishedOne(ctx, ref)
	if err != nil {
		return err
	}
	changed := a.UpdatedAt
	if t := tenant.Of(ctx); t.UpdatedAt.After(changed) {
		changed = t.UpdatedAt
	}
	v := h.showOf(ctx, a)
	watch, err := h.watch(ctx, a.ID)
	if err != nil {
		return err
	}
	if watch != nil {
		v.rows = append(v.rows, watchRows(ctx, watch)...)
		if watch.Watch.UpdatedAt.After(changed) {
			changed = watch.Watch.UpdatedAt
		}
	}
	return sendPage(w, r, changed, showPage(v))
}

// watchRows say how soon an account answers, and when somebody watches it.
func watchRows(ctx context.Context, s *roster.WatchSheet) []page.Row {
	rows := []page.Row{{Term: i18n.T(ctx, "publicsite.answers"), Value: s.TargetWord(ctx)}}
	if s.Watch.Hours != "" {
		rows = append(rows, page.Row{Term: i18n.T(ctx, "publicsite.watched"), Value: s.Watch.Hours})
	}
	return rows
}

func (h *Handlers) showOf(ctx context.Context, a *register.Account) showView {
	t := tenant.Of(ctx)
	v := showView{a: a, heading: register.Title(ctx, a.Name, a.Platform)}
	kind, word := stateOf(ctx, h.wordsFor(ctx), a)
	v.state = page.State{Kind: kind, Text: word}
	key := "publicsite.is_ours"
	if a.Status == register.Closed {
		key = "publicsite.was_ours"
	}
	v.describe = i18n.T(ctx, key, "Name", t.Name)
	unit := a.UnitName
	if a.ParentUnit != "" {
		unit += ", " + a.ParentUnit
	}
	v.rows = append(v.rows, page.Row{Term: i18n.T(ctx, "publicsite.address"), Body: addressBody(a)})
	for _, f := range []struct{ key, value string }{
		{"publicsite.unit", unit},
		{"publicsite.purpose", a.Purpose},
		{"publicsite.target", a.TargetGroup},
		{"publicsite.language", languageName(ctx, a.Language)},
		{"publicsite.opened_on", i18n.Date(ctx, a.OpenedOn)},
		{"publicsite.closed_on", i18n.Date(ctx, a.ClosedOn)},
	} {
		if f.value != "" { // the public need not see which fields the office has left empty
			v.rows = append(v.rows, page.Row{Term: i18n.T(ctx, f.key), Value: f.value})
		}
	}
	return v
}

// languageName gives the name of a language tag, the tag itself where it has none.
func languageName(ctx context.Context, tag string) string {
	t, err := language.Parse(tag)
	if tag == "" || err != nil {
		return tag
	}
	in := language.Swedish
	if i18n.Lang(ctx) == i18n.English {
		in = language.English
	}
	if name := display.Tags(in).Name(t); name != "" {
		return name
	}
	return tag
}
