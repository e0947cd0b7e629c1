package registerweb

import (
	"context"
	"net/http"
	"strconv"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/sheet"
)

// columnsView is the page on which columns are paired by hand.
type columnsView struct {
	Import   *register.Import
	Mapping  sheet.Mapping
	Options  []page.Option
	Problems page.Problems
}

// samples is how many values of a column are shown.
const samples = 3

// samplesOf gives a column's first values that are not empty.
func (v columnsView) samplesOf(column int) []string {
	var out []string
	for _, row := range v.Import.Table.Rows {
		if column < len(row) && row[column] != "" {
			s := []rune(row[column])
			if len(s) > 60 {
				s = append(s[:59:59], '…')
			}
			if out = append(out, string(s)); len(out) == samples {
				break
			}
		}
	}
	return out
}

func fieldOptions(ctx context.Context) []page.Option {
	opts := []page.Option{{Label: i18n.T(ctx, "import.not_used")}}
	for _, f := range sheet.Fields {
		opts = append(opts, page.Option{Value: f, Label: fieldWord(ctx, f)})
	}
	return opts
}

func (h *Imports) columns(w http.ResponseWriter, r *http.Request) error {
	id, err := h.id(r)
	if err != nil {
		return err
	}
	b, err := h.svc.Import(r.Context(), id)
	if err != nil {
		return err
	}
	if b.TakenAt != nil {
		return page.SeeOther(w, r, importURL(r.Context(), id, ""))
	}
	return h.renderColumns(w, r, http.StatusOK, b, b.Pairs.Columns, nil)
}

func (h *Imports) renderColumns(w http.ResponseWriter, r *http.Request, status int, b *register.Import, m sheet.Mapping, f *fault.Error) error {
	ctx := r.Context()
	return page.Render(w, r, status, importColumnsPage(columnsView{Import: b, Mapping: m, Options: fieldOptions(ctx), Problems: page.ProblemsOf(ctx, f, "")}))
}

func (h *Imports) pair(w http.ResponseWriter, r *http.Request) error {
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
	m := make(sheet.Mapping, len(b.Table.Header))
	for i := range m {
		m[i] = form.Get(register.ColumnName(i))
	}
	version, _ := strconv.Atoi(form.Get("version")) // none is a version that nothing has
	err = h.svc.PairImport(ctx, id, version, m)
	if err == nil || b.TakenAt != nil {
		return page.SeeOther(w, r, importURL(ctx, id, ""))
	}
	f := fault.As(err)
	if f.Kind != fault.ConflictKind && f.Kind != fault.InvalidKind {
		return err
	}
	return h.renderColumns(w, r, page.StatusCode(f), b, m, f)
}
