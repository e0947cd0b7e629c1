package registerweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/register/sheet"
	"kanalkoll/internal/tenant"
)

// rowsPerPage is how many rows of a file one page shows.
const rowsPerPage = 200

// fixable are the cells in whose place something can be typed. A row of another municipality cannot be made one's own.
var fixable = map[string]bool{sheet.Platform: true, sheet.Handle: true, sheet.URL: true, sheet.Name: true, sheet.Purpose: true,
	sheet.TargetGroup: true, sheet.Language: true, sheet.Status: true, sheet.OpenedOn: true, sheet.ClosedOn: true, sheet.Contact: true}

// always are the columns of every preview; others come where they need to be corrected. Address stands for the field
// that the address is in.
var always = []string{sheet.Name, sheet.Platform, sheet.URL, sheet.Unit, sheet.OpenedOn}

// previewView is one page of a preview.
type previewView struct {
	Import   *register.Import
	Counts   register.ImportCounts
	When     string
	Action   string // where the form is sent
	Columns  []string
	Rows     []rowView
	Track    []page.TrackPart
	Bad      int // rows with problems, duplicates among them
	OnlyBad  bool
	Pager    page.Pager
	Next     *page.Next
	Notices  []string
	Problems page.Problems
}

type rowView struct {
	Line  int
	Kind  page.Kind
	Cells []cellView
}

type cellView struct {
	page.ImportValue
	Field string
}

func (h *Imports) view(r *http.Request, p *register.Preview, problems page.Problems) previewView {
	ctx := r.Context()
	q := page.Query(r)
	v := previewView{Import: p.Import, Counts: p.Counts, OnlyBad: q.Get("problems") != "", Problems: problems,
		When: i18n.Stamp(ctx, p.Import.CreatedAt, h.clk.Now(), tenant.ZoneOf(ctx)), Bad: p.Counts.Refused + p.Counts.Duplicates}
	for _, n := range p.Import.Table.Notices {
		v.Notices = append(v.Notices, i18n.T(ctx, n.Key, n.Args...))
	}
	shown := make([]*register.ImportRow, 0, len(p.Rows))
	for i := range p.Rows {
		if !v.OnlyBad || p.Rows[i].Result != register.RowTaken {
			shown = append(shown, &p.Rows[i])
		}
	}
	problemsArg := ""
	if v.OnlyBad {
		problemsArg = "1"
	}
	pageHref := func(n int) string {
		return importURL(ctx, p.Import.ID, "", "problems", problemsArg, "page", strconv.Itoa(n))
	}
	v.Pager = page.Pager{Page: 1, Pages: max(1, (len(shown)+rowsPerPage-1)/rowsPerPage), Href: pageHref}
	if n, err := strconv.Atoi(q.Get("page")); err == nil && n >= 1 && n <= v.Pager.Pages {
		v.Pager.Page = n
	}
	v.Action = pageHref(v.Pager.Page)
	v.Next = nextRow(ctx, p, shown, v.Pager)
	from := (v.Pager.Page - 1) * rowsPerPage
	shown = shown[from:min(from+rowsPerPage, len(shown))]
	b := rowBuilder{ctx: ctx, p: p, units: importUnits(ctx, p), platforms: importPlatforms(ctx), first: map[string]int{}}
	v.Columns = b.columns(shown)
	for _, row := range shown {
		rv := b.row(row, v.Columns)
		v.Rows, v.Track = append(v.Rows, rv), append(v.Track, page.TrackPart{Label: strconv.Itoa(rv.Line), Kind: rv.Kind})
	}
	return v
}

// nextRow names the rows to correct and leads to the first.
func nextRow(ctx context.Context, p *register.Preview, shown []*register.ImportRow, pager page.Pager) *page.Next {
	const named = 6
	var lines []string
	href := ""
	for i, row := range shown {
		if row.Result != register.RowRefused {
			continue
		}
		if href == "" {
			href = pager.Href(i/rowsPerPage+1) + "#row-" + strconv.Itoa(row.Line)
		}
		if lines = append(lines, strconv.Itoa(row.Line)); len(lines) == named {
			break
		}
	}
	if len(lines) == 0 {
		return nil
	}
	n := &page.Next{Text: i18n.T(ctx, "import.fix_rows", "Rows", i18n.And(ctx, lines), "Count", p.Counts.Refused),
		Note: i18n.T(ctx, "import.nothing_yet"), ActionLabel: i18n.T(ctx, "import.go_to_row", "Row", lines[0]), ActionHref: href}
	if p.Counts.Refused > len(lines) {
		n.Text = i18n.T(ctx, "import.fix_more_rows", "Rows", strings.Join(lines, ", "), "More", p.Counts.Refused-len(lines))
	}
	return n
}

type rowBuilder struct {
	ctx       context.Context
	p         *register.Preview
	units     []page.Option
	platforms []page.Option
	first     map[string]int // the row of the page where a text has its control
}

func importUnits(ctx context.Context, p *register.Preview) []page.Option {
	opts := []page.Option{{Label: i18n.T(ctx, "import.choose")}, {Value: register.CreateUnit, Label: i18n.T(ctx, "import.create_unit")}}
	for _, u := range p.Units {
		opts = append(opts, page.Option{Value: u.ID.String(), Label: u.Path})
	}
	return opts
}

func importPlatforms(ctx context.Context) []page.Option {
	opts := []page.Option{{Label: i18n.T(ctx, "import.choose")}}
	for _, n := range platform.Names() {
		opts = append(opts, page.Option{Value: string(n), Label: register.PlatformLabel(ctx, n)})
	}
	return opts
}

// columns gives the fields to show: the usual ones, and those in which a row of the page needs or has a correction.
func (b *rowBuilder) columns(rows []*register.ImportRow) []string {
	needed := map[string]bool{}
	for _, r := range rows {
		for _, p := range r.Problems {
			needed[p.Name] = true
		}
		for f := range b.p.Import.Fixes.Cells[r.Line] {
			needed[f] = true
		}
	}
	cols := slices.Clone(always)
	for _, f := range sheet.Fields {
		if needed[f] && f != sheet.Handle && !slices.Contains(cols, f) {
			cols = append(cols, f)
		}
	}
	return cols
}

func (b *rowBuilder) row(r *register.ImportRow, columns []string) rowView {
	v := rowView{Line: r.Line, Kind: page.Done}
	switch r.Result {
	case register.RowRefused:
		v.Kind = page.Fix
	case register.RowDuplicate:
		v.Kind = page.Double
	}
	for _, field := range columns {
		if field == sheet.URL {
			field = r.AddressField()
		}
		v.Cells = append(v.Cells, b.cell(r, field))
	}
	return v
}

func (b *rowBuilder) cell(r *register.ImportRow, field string) cellView {
	v := cellView{Field: field, ImportValue: page.ImportValue{Value: b.shown(r, field)}}
	var words []string
	for _, p := range r.Problems {
		if p.Name == field {
			words = append(words, i18n.T(b.ctx, p.Key, p.Args...))
		}
	}
	if len(words) > 0 {
		v.Kind, v.Message, v.Value = page.Fix, strings.Join(words, " "), r.Value(field)
	}
	if r.Result == register.RowDuplicate && field == r.AddressField() {
		v.Kind = page.Double
		_, v.Message = r.Message(func(key string, args ...any) string { return i18n.T(b.ctx, key, args...) })
	}
	v.Control = b.control(r, field, len(words) > 0)
	return v
}

// shown gives a cell as it was understood, or as it is in the file where it was not.
func (b *rowBuilder) shown(r *register.ImportRow, field string) string {
	a := r.Account
	switch {
	case field == sheet.Name && a.Name != "":
		return a.Name
	case field == sheet.Platform && a.Platform != "":
		return register.PlatformLabel(b.ctx, a.Platform)
	case (field == sheet.URL || field == sheet.Handle) && a.Handle != "":
		return a.Handle
	case field == sheet.Unit && r.NewUnit != "":
		return i18n.T(b.ctx, "import.new_unit", "Name", r.NewUnit)
	case field == sheet.Unit && a.UnitID != uuid.Nil:
		return a.UnitName
	case field == sheet.OpenedOn && !a.OpenedOn.IsZero():
		return i18n.Date(b.ctx, a.OpenedOn)
	case field == sheet.ClosedOn && !a.ClosedOn.IsZero():
		return i18n.Date(b.ctx, a.ClosedOn)
	}
	return r.Value(field)
}

// control gives the choice or the field under a cell that needs or has a correction; nil else.
func (b *rowBuilder) control(r *register.ImportRow, field string, bad bool) templ.Component {
	fixes, line := b.p.Import.Fixes, strconv.Itoa(r.Line)
	text := register.FoldText(r.Value(field))
	f := page.Field{Name: "c." + line + "." + field, Value: fixes.Cell(r.Line, field)}
	words := field == sheet.Unit || field == sheet.Platform && text != "" && !hasProblem(r, "register.problem.other-platform") && f.Value == ""
	switch {
	case field == sheet.Unit:
		f.Name, f.Value, f.Options = "u."+line, fixes.Units[text], b.units
	case words:
		f.Name, f.Value, f.Options = "p."+line, fixes.Platforms[text], b.platforms
	case field == sheet.Platform:
		f.Options = b.platforms
		bad = bad || hasProblem(r, "register.problem.other-platform")
	case field == sheet.Status:
		f.Options = []page.Option{{Label: i18n.T(b.ctx, "import.choose")}, {Value: "open", Label: i18n.T(b.ctx, "import.status_open")},
			{Value: "closed", Label: i18n.T(b.ctx, "import.status_closed")}}
	case !fixable[field]:
		return nil
	}
	if !bad && f.Value == "" || words && text == "" {
		return nil
	}
	f.Label = i18n.T(b.ctx, "import.cell_label", "Field", fieldWord(b.ctx, field), "Row", r.Line)
	if words {
		key := field + "\x00" + text
		if at, ok := b.first[key]; ok {
			return sameAsRow(at)
		}
		b.first[key] = r.Line
	}
	if field == sheet.OpenedOn || field == sheet.ClosedOn {
		if d, err := clock.ParseDate(f.Value); err == nil {
			f.Value = d.String()
		}
	}
	return fixControl(f, bad)
}

func hasProblem(r *register.ImportRow, key string) bool {
	return slices.ContainsFunc(r.Problems, func(p fault.Field) bool { return p.Key == key })
}

// fieldWord names a field of a file.
func fieldWord(ctx context.Context, field string) string { return i18n.T(ctx, "import.field."+field) }

// stateLine is what is known of the import, in a line.
func (v previewView) states(ctx context.Context) []page.State {
	var s []page.State
	if n := v.Counts.Refused; n > 0 {
		s = append(s, page.State{Kind: page.Fix, Text: counted(ctx, "import.rows_bad", n)})
	}
	if n := v.Counts.Duplicates; n > 0 {
		s = append(s, page.State{Kind: page.Double, Text: counted(ctx, "import.rows_double", n)})
	}
	return append(s, page.State{Kind: page.Done, Text: counted(ctx, "import.rows_ready", v.Counts.Taken)},
		page.State{Text: v.Import.FileName}, page.State{Text: counted(ctx, "import.rows", v.Import.Rows)}, page.State{Text: v.When})
}

// trackSentence says the track in words.
func (v previewView) trackSentence(ctx context.Context) string {
	return i18n.T(ctx, "import.track", "Rows", v.Import.Rows, "Ready", v.Counts.Taken, "Bad", v.Counts.Refused, "Double", v.Counts.Duplicates)
}

// steps are the steps of an import; title says which of them the page is.
func importSteps(ctx context.Context) []string {
	return []string{i18n.T(ctx, "import.step_file"), i18n.T(ctx, "import.step_columns"), i18n.T(ctx, "import.step_rows"), i18n.T(ctx, "import.step_done")}
}

func importTitle(ctx context.Context, step int) string {
	return i18n.T(ctx, "import.title", "Step", step, "Steps", 4, "Name", importSteps(ctx)[step-1])
}
