package registerweb

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"kanalkoll/internal/blob"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/sheet"
	"kanalkoll/internal/tenant"
)

// Imports are the pages with which a file of accounts is taken in.
type Imports struct {
	svc   *register.Service
	files *blob.Store
	clk   clock.Clock
}

// NewImports makes the pages.
func NewImports(svc *register.Service, files *blob.Store, clk clock.Clock) *Imports {
	return &Imports{svc, files, clk}
}

// Routes declares the pages.
func (h *Imports) Routes(rt *guard.Routes) {
	can := guard.Can(identity.AccountImport)
	rt.Get("/app/import", can, h.list)
	rt.Post("/app/import", can, h.upload)
	rt.Get("/app/import/{id}", can, h.show)
	rt.Post("/app/import/{id}", can, h.update)
	rt.Get("/app/import/{id}/columns", can, h.columns)
	rt.Post("/app/import/{id}/columns", can, h.pair)
	rt.Get("/app/import/{id}/report.csv", can, h.report)
	rt.Post("/app/import/{id}/remove", can, h.remove)
}

type importListView struct {
	Imports  []*register.Import
	When     []string // when each was last changed
	Problems page.Problems
}

func (h *Imports) list(w http.ResponseWriter, r *http.Request) error {
	return h.renderList(w, r, http.StatusOK, nil)
}

func (h *Imports) renderList(w http.ResponseWriter, r *http.Request, status int, problem *fault.Error) error {
	ctx := r.Context()
	list, err := h.svc.Imports(ctx)
	if err != nil {
		return err
	}
	v := importListView{Imports: list, Problems: page.ProblemsOf(ctx, problem, "")}
	for _, b := range list {
		v.When = append(v.When, i18n.Stamp(ctx, b.UpdatedAt, h.clk.Now(), tenant.ZoneOf(ctx)))
	}
	return page.Render(w, r, status, importListPage(v))
}

// id gives the id in the address, NotFound for an id that is none.
func (h *Imports) id(r *http.Request) (uuid.UUID, error) {
	id, err := uuid.Parse(chi.URLParam(r, "id"))
	if err != nil {
		return uuid.Nil, fault.NotFound()
	}
	return id, nil
}

func importURL(ctx context.Context, id uuid.UUID, rest string, query ...string) string {
	return page.URL(ctx, "/app/import/"+id.String()+rest, query...)
}

func (h *Imports) show(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := h.id(r)
	if err != nil {
		return err
	}
	p, err := h.svc.PreviewImport(ctx, id)
	if err != nil {
		return err
	}
	switch {
	case p.Import.TakenAt != nil:
		return page.Render(w, r, http.StatusOK, importDonePage(p.Import))
	case !p.Import.Pairs.Settled:
		return page.SeeOther(w, r, importURL(ctx, id, "/columns"))
	}
	return h.renderPreview(w, r, http.StatusOK, p, nil)
}

func (h *Imports) renderPreview(w http.ResponseWriter, r *http.Request, status int, p *register.Preview, problem *fault.Error) error {
	return page.Render(w, r, status, importPreviewPage(h.view(r, p, page.ProblemsOf(r.Context(), problem, ""))))
}

// update keeps what was typed and checks again; or takes the import, with what was typed.
func (h *Imports) update(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := h.id(r)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	b, err := h.svc.Import(ctx, id)
	if err != nil {
		return err
	}
	if b.TakenAt != nil { // sent twice: the result is the answer
		return page.SeeOther(w, r, importURL(ctx, id, ""))
	}
	version, _ := strconv.Atoi(form.Get("version")) // none is a version that nothing has
	change := fixesOf(form)
	version, err = h.svc.FixImport(ctx, id, version, change)
	if err == nil && form.Get("act") != "take" {
		return page.SeeOther(w, r, h.sameView(r, id))
	}
	onlyGood := form.Get("scope") == "good"
	if err == nil {
		err = h.svc.TakeImport(ctx, id, version, onlyGood, func(key string, args ...any) string { return i18n.T(ctx, key, args...) })
		change = func(*register.Import) {}
	}
	if err == nil {
		return page.SeeOther(w, r, importURL(ctx, id, ""))
	}
	f := fault.As(err)
	if f.Kind != fault.ConflictKind && f.Kind != fault.InvalidKind {
		return err
	}
	p, perr := h.svc.PreviewImport(ctx, id)
	if perr != nil {
		return perr
	}
	if p.Import.TakenAt != nil {
		return page.SeeOther(w, r, importURL(ctx, id, ""))
	}
	change(p.Import) // not kept, but shown: sending it again is a choice
	status := page.StatusCode(f)
	if f.Key == "import.rows_refused" || f.Key == "import.none_ready" {
		status, f = http.StatusUnprocessableEntity, fault.Invalid(fault.Bad("scope", f.Key, f.Args...))
	}
	return h.renderPreview(w, r, status, p, f)
}

// sameView leads back to the part of the rows that was shown.
func (h *Imports) sameView(r *http.Request, id uuid.UUID) string {
	q := page.Query(r)
	return importURL(r.Context(), id, "", "problems", q.Get("problems"), "page", q.Get("page"))
}

// fixesOf reads the controls of a preview: "c.<line>.<field>" for one cell, "u.<line>" and "p.<line>" for what the
// unit's and the platform's text of that row mean wherever they stand.
func fixesOf(form map[string][]string) func(*register.Import) {
	return func(b *register.Import) {
		at := make(map[int]int, len(b.Table.Lines))
		for i, line := range b.Table.Lines {
			at[line] = i
		}
		for name, values := range form {
			kind, rest, _ := strings.Cut(name, ".")
			number, field, _ := strings.Cut(rest, ".")
			line, err := strconv.Atoi(number)
			row, ok := at[line]
			if err != nil || !ok || len(values) == 0 {
				continue
			}
			value := values[0]
			if len(value) > maxFix {
				value = value[:maxFix]
			}
			switch kind {
			case "u":
				b.Fixes.SetUnit(b.Pairs.Columns.Of(b.Table.Rows[row], sheet.Unit), value)
			case "p":
				b.Fixes.SetPlatform(b.Pairs.Columns.Of(b.Table.Rows[row], sheet.Platform), value)
			case "c":
				if fixable[field] {
					b.Fixes.SetCell(line, field, strings.ToValidUTF8(value, ""))
				}
			}
		}
	}
}

// maxFix is how much of one control is kept, in bytes: more than any field of the register takes.
const maxFix = 10_000

func (h *Imports) remove(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := h.id(r)
	if err != nil {
		return err
	}
	key, err := h.svc.RemoveImport(ctx, id)
	if err != nil {
		return err
	}
	if key != "" {
		if err := h.files.Delete(ctx, key); err != nil && !errors.Is(err, blob.ErrNotFound) {
			return err
		}
	}
	page.SetFlash(ctx, "import.removed")
	return page.SeeOther(w, r, page.URL(ctx, "/app/import"))
}

// report is the result row by row, as a file.
func (h *Imports) report(w http.ResponseWriter, r *http.Request) error {
	id, err := h.id(r)
	if err != nil {
		return err
	}
	b, err := h.svc.Import(r.Context(), id)
	if err != nil {
		return err
	}
	if b.Report == nil {
		return fault.NotFound()
	}
	var buf bytes.Buffer
	rep := sheet.NewReport(&buf)
	for _, row := range b.Report.Rows {
		rep.Row(row.Row, row.Result, row.Field, row.Message)
	}
	if err := rep.Flush(); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="import-`+b.CreatedAt.In(tenant.ZoneOf(r.Context())).Format("2006-01-02")+`.csv"`)
	_, err = w.Write(buf.Bytes())
	return err
}
