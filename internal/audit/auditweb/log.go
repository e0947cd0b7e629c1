package auditweb

import (
	"context"
	"encoding/csv"
	"encoding/hex"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
	"kanalkoll/internal/tenant"
)

// perPage is how many records one page shows.
const perPage = 50

// view is one page of the log.
type view struct {
	Filter   filter
	Actors   []page.Option
	Kinds    []page.Option
	Total    int
	Rows     []row
	Pager    page.Pager
	CSV      string
	Verify   string // where the chain is checked
	Checked  bool
	Check    audit.Check
	Problems page.Problems
}

type row struct {
	When, Datetime, Who, What, Object, ObjectHref string
	Changes                                       []string
}

func (h *Handlers) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	in := page.Query(r)
	v := view{Filter: readFilter(in)}
	if err := h.choices(ctx, &v); err != nil {
		return err
	}
	v.CSV = page.URL(ctx, "/app/log.csv", v.Filter.pairs()...)
	v.Verify = page.URL(ctx, "/app/log", v.Filter.pairs("verify", "1")...)
	if in.Get("verify") == "1" {
		var err error
		if v.Check, err = h.svc.Verify(ctx); err != nil {
			return err
		}
		v.Checked = true
	}
	q, err := h.query(ctx, v.Filter)
	if f := fault.As(err); f != nil {
		if f.Kind != fault.InvalidKind {
			return err
		}
		v.Problems = page.ProblemsOf(ctx, f, "")
		return page.Render(w, r, http.StatusUnprocessableEntity, logPage(v))
	}
	if err := h.fill(ctx, &v, q, pageNumber(in.Get("page"))); err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, logPage(v))
}

// choices fills in whom and what one can look for.
func (h *Handlers) choices(ctx context.Context, v *view) error {
	users, err := h.src.Users(ctx)
	if err != nil {
		return err
	}
	v.Actors = []page.Option{{Value: "", Label: i18n.T(ctx, "auditweb.anybody")}}
	for _, u := range users {
		v.Actors = append(v.Actors, page.Option{Value: u.ID.String(), Label: u.Person.Name})
	}
	v.Kinds = []page.Option{{Value: "", Label: i18n.T(ctx, "auditweb.anything")}}
	for _, k := range kinds {
		v.Kinds = append(v.Kinds, page.Option{Value: k, Label: i18n.T(ctx, "auditweb.kind."+k)})
	}
	return nil
}

// fill reads the page; one beyond the last is the first.
func (h *Handlers) fill(ctx context.Context, v *view, q audit.Query, number int) error {
	q.Limit, q.Offset = perPage, (number-1)*perPage
	list, total, err := h.svc.List(ctx, q)
	if err == nil && len(list) == 0 && number > 1 {
		number, q.Offset = 1, 0
		list, total, err = h.svc.List(ctx, q)
	}
	if err != nil {
		return err
	}
	say, err := h.wordsFor(ctx, list)
	if err != nil {
		return err
	}
	now, zone := h.clk.Now(), tenant.ZoneOf(ctx)
	for _, rec := range list {
		line := row{When: i18n.Stamp(ctx, rec.At, now, zone), Datetime: rec.At.Format(time.RFC3339), Who: say.who(ctx, rec.Actor),
			What: known(ctx, "auditweb.action.", rec.Action), Object: say.object(ctx, rec)}
		if rec.ObjectID != uuid.Nil {
			line.ObjectHref = page.URL(ctx, "/app/log", "object", rec.ObjectID.String())
		}
		for _, c := range rec.Changes() {
			line.Changes = append(line.Changes, say.change(ctx, c))
		}
		v.Rows = append(v.Rows, line)
	}
	v.Total = total
	v.Pager = page.Pager{Page: number, Pages: max(1, (total+perPage-1)/perPage), Href: func(n int) string {
		return page.URL(ctx, "/app/log", v.Filter.pairs("page", strconv.Itoa(n))...)
	}}
	return nil
}

// export writes the same records as CSV (RFC 4180), a piece at a time: a log may be longer than memory.
func (h *Handlers) export(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	q, err := h.query(ctx, readFilter(page.Query(r)))
	if err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	begun := false
	begin := func() error {
		begun = true
		name := "log.csv"
		if t := tenant.Of(ctx); t != nil {
			name = "log-" + t.Slug + ".csv"
		}
		w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
		return out.Write([]string{"number", "at", "actor_kind", "actor_id", "actor", "action", "object_kind", "object_id", "object", "changes", "hash"})
	}
	err = h.svc.Each(ctx, q, func(list []audit.Record) error {
		say, err := h.wordsFor(ctx, list)
		if err != nil {
			return err
		}
		if !begun {
			if err := begin(); err != nil {
				return err
			}
		}
		for _, rec := range list {
			if err := out.Write(line(ctx, say, rec)); err != nil {
				return err
			}
		}
		out.Flush()
		return out.Error()
	})
	if err != nil && begun {
		slog.ErrorContext(ctx, "the log's export broke off", "err", err)
		panic(http.ErrAbortHandler) // a file that only looks whole would be worse than none
	}
	if err != nil {
		return err
	}
	if !begun {
		if err := begin(); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func line(ctx context.Context, say words, rec audit.Record) []string {
	return []string{strconv.FormatInt(rec.Seq, 10), rec.At.Format(time.RFC3339Nano), rec.Actor.Kind, idText(rec.Actor.ID),
		plain(say.who(ctx, rec.Actor)), rec.Action, rec.ObjectKind, idText(rec.ObjectID), plain(say.object(ctx, rec)),
		plain(say.changes(ctx, rec)), hex.EncodeToString(rec.Hash)}
}

func idText(id uuid.UUID) string {
	if id == uuid.Nil {
		return ""
	}
	return id.String()
}

// plain keeps a spreadsheet program from taking a name for a formula (OWASP ASVS 5.0, 1.2.10).
func plain(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}
