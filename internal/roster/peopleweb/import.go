// Package peopleweb is the pages for the directory as a whole: files of people and rosters, and the merging of doubles.
package peopleweb

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register/registerweb"
	"kanalkoll/internal/register/sheet"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
)

// Imports are the pages with which a file of people, assignments or absences is taken in.
type Imports struct {
	svc *roster.Service
	clk clock.Clock
}

// NewImports makes the pages.
func NewImports(svc *roster.Service, clk clock.Clock) *Imports { return &Imports{svc, clk} }

// Routes declares the pages.
func (h *Imports) Routes(rt *guard.Routes) {
	can := guard.Can(identity.PeopleEdit)
	rt.Get("/app/people/import", can, h.list)
	rt.Post("/app/people/import", can, h.upload)
	rt.Get("/app/people/import/templates/{kind}.csv", can, h.template)
	rt.Get("/app/people/import/{id}", can, h.show)
	rt.Post("/app/people/import/{id}", can, h.take)
	rt.Get("/app/people/import/{id}/report.csv", can, h.report)
	rt.Post("/app/people/import/{id}/remove", can, h.remove)
}

type listView struct {
	Kind     string
	Imports  []*roster.Import
	When     []string // when each came
	Problems page.Problems
}

func (h *Imports) list(w http.ResponseWriter, r *http.Request) error {
	return h.renderList(w, r, http.StatusOK, page.Query(r).Get("kind"), nil)
}

func (h *Imports) renderList(w http.ResponseWriter, r *http.Request, status int, kind string, f *fault.Error) error {
	ctx := r.Context()
	list, err := h.svc.Imports(ctx)
	if err != nil {
		return err
	}
	v := listView{Kind: kind, Imports: list, Problems: page.ProblemsOf(ctx, f, "")}
	for _, b := range list {
		v.When = append(v.When, i18n.Stamp(ctx, b.CreatedAt, h.clk.Now(), tenant.ZoneOf(ctx)))
	}
	return page.Render(w, r, status, importListPage(v))
}

func importURL(ctx context.Context, id uuid.UUID, rest string, query ...string) string {
	return page.URL(ctx, "/app/people/import/"+id.String()+rest, query...)
}

func (h *Imports) upload(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	up, err := registerweb.ReadUpload(w, r)
	chosen := up.Values.Get("kind")
	again := func(w http.ResponseWriter, r *http.Request, status int, f *fault.Error) error {
		return h.renderList(w, r, status, chosen, f)
	}
	if errors.Is(err, sheet.ErrTooLarge) {
		return registerweb.TooLarge(w, r, again)
	}
	var bad []fault.Field
	kind, ok := roster.ParseImportKind(chosen)
	if !ok {
		bad = append(bad, fault.Bad("kind", "peopleweb.import.kind_missing"))
		if err == nil { // a browser does not send the same file again by itself
			bad = append(bad, fault.Bad("file", "peopleweb.import.file_again"))
		}
	}
	var table *sheet.Table
	if err == nil && ok {
		table, err = kind.Read(up.Name, bytes.NewReader(up.Raw))
	}
	if err != nil {
		if !fault.Is(err, fault.InvalidKind) {
			return err
		}
		f := fault.As(err)
		if bad = append(bad, f.Fields...); len(f.Fields) == 0 {
			bad = append(bad, fault.Bad("file", f.Key, f.Args...))
		}
	}
	if len(bad) > 0 {
		return again(w, r, http.StatusUnprocessableEntity, fault.Invalid(bad...))
	}
	b, err := h.svc.StartImport(ctx, kind, up.Name, table)
	if err != nil {
		return err
	}
	return page.SeeOther(w, r, importURL(ctx, b.ID, ""))
}

func (h *Imports) show(w http.ResponseWriter, r *http.Request) error {
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	create := page.Query(r).Get("units") != ""
	p, err := h.svc.PreviewImport(r.Context(), id, create)
	if err != nil {
		return err
	}
	if p.Import.TakenAt != nil {
		return page.Render(w, r, http.StatusOK, importDonePage(p.Import))
	}
	return h.renderPreview(w, r, http.StatusOK, p, create, nil)
}

func (h *Imports) renderPreview(w http.ResponseWriter, r *http.Request, status int, p *roster.Preview, create bool, f *fault.Error) error {
	return page.Render(w, r, status, importPreviewPage(h.view(r, p, create, page.ProblemsOf(r.Context(), f, ""))))
}

// take takes the file, or shows it again with or without the units that would be made. Sent twice, the result is the answer.
func (h *Imports) take(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	create := form.Get("units") != ""
	if form.Get("act") != "take" {
		return page.SeeOther(w, r, importURL(ctx, id, "", "units", form.Get("units"), "problems", page.Query(r).Get("problems")))
	}
	err = h.svc.TakeImport(ctx, id, roster.ImportOptions{Partial: form.Get("scope") == "good", CreateUnits: create},
		func(key string, args ...any) string { return i18n.T(ctx, key, args...) })
	if err == nil {
		return page.SeeOther(w, r, importURL(ctx, id, ""))
	}
	f := fault.As(err)
	if f.Kind != fault.ConflictKind {
		return err
	}
	p, perr := h.svc.PreviewImport(ctx, id, create)
	if perr != nil {
		return perr
	}
	status := page.StatusCode(f)
	if f.Key == "roster.import.rows_refused" || f.Key == "roster.import.none_ready" {
		status, f = http.StatusUnprocessableEntity, fault.Invalid(fault.Bad("scope", f.Key, f.Args...))
	}
	return h.renderPreview(w, r, status, p, create, f)
}

func (h *Imports) remove(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	if err := h.svc.RemoveImport(ctx, id); err != nil {
		return err
	}
	page.SetFlash(ctx, "import.removed")
	return page.SeeOther(w, r, page.URL(ctx, "/app/people/import"))
}

// report is the result row by row, as a file.
func (h *Imports) report(w http.ResponseWriter, r *http.Request) error {
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	p, err := h.svc.PreviewImport(r.Context(), id, false)
	if err != nil {
		return err
	}
	if p.Import.Report == nil {
		return fault.NotFound()
	}
	var buf bytes.Buffer
	rep := sheet.NewReport(&buf)
	for _, row := range p.Import.Report.Rows {
		rep.Row(row.Row, row.Result, row.Field, row.Message)
	}
	if err := rep.Flush(); err != nil {
		return err
	}
	return sendCSV(w, "import-"+p.Import.CreatedAt.In(tenant.ZoneOf(r.Context())).Format("2006-01-02")+".csv", buf.Bytes())
}

// examples are the row that a template shows under its headers.
var examples = map[roster.ImportKind][]string{
	roster.ImportPeople:      {"anna.andersson@kommun.example", "Anna Andersson", "Kommunikatör", "Kommunikation", "019-123 45 67"},
	roster.ImportAssignments: {"k0001", "anna.andersson@kommun.example", "bevakar", "2026-01-01", ""},
	roster.ImportAbsences:    {"anna.andersson@kommun.example", "2026-07-01", "2026-07-31", "bo.berg@kommun.example"},
}

// template is an empty file of a kind with one row as an example; semicolons, for that is how Swedish spreadsheets read CSV.
func (h *Imports) template(w http.ResponseWriter, r *http.Request) error {
	kind, ok := roster.ParseImportKind(chi.URLParam(r, "kind"))
	if !ok {
		return fault.NotFound()
	}
	var buf bytes.Buffer
	buf.WriteString("\uFEFF") // so that spreadsheets read "å"
	out := csv.NewWriter(&buf)
	out.Comma, out.UseCRLF = ';', true
	var header []string
	for _, f := range kind.Fields() {
		header = append(header, i18n.In(i18n.Swedish, "roster.import.field."+f))
	}
	_ = out.Write(header) // Flush tells of a failure
	_ = out.Write(examples[kind])
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	return sendCSV(w, "mall-"+strings.ToLower(i18n.In(i18n.Swedish, "peopleweb.kind."+string(kind)))+".csv", buf.Bytes())
}

func sendCSV(w http.ResponseWriter, name string, content []byte) error {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+asciiName(name)+`"`)
	_, err := w.Write(content)
	return err
}

// asciiName writes a file's name so that every browser takes it.
func asciiName(s string) string {
	return strings.NewReplacer("å", "a", "ä", "a", "ö", "o").Replace(s)
}
