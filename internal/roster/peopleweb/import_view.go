package peopleweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
)

// rowsPerPage is how many rows of a file one page shows.
const rowsPerPage = 200

// previewView is one page of a preview.
type previewView struct {
	Import   *roster.Import
	Counts   register.ImportCounts
	When     string
	Action   string
	Columns  []string
	Rows     []rowView
	Track    []page.TrackPart
	OnlyBad  bool
	Create   bool // units that are missing are made
	MayMake  bool // there are such units
	Pager    page.Pager
	Notices  []string
	Problems page.Problems
}

type rowView struct {
	Line  int
	Kind  page.Kind
	Cells []page.ImportValue
}

func (h *Imports) view(r *http.Request, p *roster.Preview, create bool, problems page.Problems) previewView {
	ctx := r.Context()
	q := page.Query(r)
	v := previewView{Import: p.Import, Counts: p.Counts, OnlyBad: q.Get("problems") != "", Create: create, Problems: problems, Columns: p.Columns(),
		When: i18n.Stamp(ctx, p.Import.CreatedAt, h.clk.Now(), tenant.ZoneOf(ctx))}
	for _, n := range p.Import.Table.Notices {
		v.Notices = append(v.Notices, i18n.T(ctx, n.Key, n.Args...))
	}
	var shown []*roster.ImportRow
	for i := range p.Rows {
		row := &p.Rows[i]
		if !v.OnlyBad || row.Result != register.RowTaken {
			shown = append(shown, row)
		}
		v.MayMake = v.MayMake || row.NewUnit != "" || slices.ContainsFunc(row.Problems, func(f fault.Field) bool { return f.Key == "roster.import.unit_unknown" })
	}
	v.Pager = page.Pager{Page: 1, Pages: max(1, (len(shown)+rowsPerPage-1)/rowsPerPage), Href: func(n int) string {
		return importURL(ctx, p.Import.ID, "", "problems", mark(v.OnlyBad), "units", mark(create), "page", strconv.Itoa(n))
	}}
	if n, err := strconv.Atoi(q.Get("page")); err == nil && n >= 1 && n <= v.Pager.Pages {
		v.Pager.Page = n
	}
	v.Action = v.Pager.Href(v.Pager.Page)
	from := (v.Pager.Page - 1) * rowsPerPage
	for _, row := range shown[from:min(from+rowsPerPage, len(shown))] {
		rv := viewRow(ctx, row, v.Columns)
		v.Rows, v.Track = append(v.Rows, rv), append(v.Track, page.TrackPart{Label: strconv.Itoa(rv.Line), Kind: rv.Kind})
	}
	return v
}

func mark(on bool) string {
	if on {
		return "1"
	}
	return ""
}

// viewRow puts what is said of a row at the cells that it is about; what is about no column of the file at the first.
func viewRow(ctx context.Context, row *roster.ImportRow, columns []string) rowView {
	v := rowView{Line: row.Line, Kind: page.Done}
	said, kind := row.Notes, page.Double
	switch row.Result {
	case register.RowRefused:
		v.Kind, said, kind = page.Fix, row.Problems, page.Fix
	case register.RowDuplicate:
		v.Kind = page.Double
	}
	words := make([][]string, len(columns))
	for _, f := range said {
		at := max(0, slices.Index(columns, f.Name))
		words[at] = append(words[at], i18n.T(ctx, f.Key, f.Args...))
	}
	for i, field := range columns {
		c := page.ImportValue{Value: row.Value(field)}
		switch {
		case len(words[i]) > 0:
			c.Kind, c.Message = kind, strings.Join(words[i], " ")
		case field == roster.FieldUnit && row.NewUnit != "" && row.Result == register.RowTaken:
			c.Value = i18n.T(ctx, "import.new_unit", "Name", row.NewUnit)
		}
		v.Cells = append(v.Cells, c)
	}
	return v
}

func counted(ctx context.Context, key string, n int) string {
	return i18n.T(ctx, key, "Count", n, "Number", i18n.Number(ctx, n))
}

func kindWord(ctx context.Context, k roster.ImportKind) string {
	return i18n.T(ctx, "peopleweb.kind."+string(k))
}

func kindOptions(ctx context.Context) []page.Option {
	var opts []page.Option
	for _, k := range roster.ImportKinds {
		opts = append(opts, page.Option{Value: string(k), Label: kindWord(ctx, k), Hint: i18n.T(ctx, "roster.import.columns."+string(k))})
	}
	return opts
}

func templateLinks(ctx context.Context) []page.Link {
	var links []page.Link
	for _, k := range roster.ImportKinds {
		links = append(links, page.Link{Label: i18n.T(ctx, "peopleweb.import.template", "Kind", strings.ToLower(kindWord(ctx, k))),
			Href: page.URL(ctx, "/app/people/import/templates/"+string(k)+".csv")})
	}
	return links
}

func crumbs(ctx context.Context) []page.Link {
	return []page.Link{{Label: i18n.T(ctx, "peopleweb.people"), Href: page.URL(ctx, "/app/people")}}
}

func steps(ctx context.Context) []string {
	return []string{i18n.T(ctx, "import.step_file"), i18n.T(ctx, "peopleweb.import.step_rows"), i18n.T(ctx, "import.step_done")}
}

func stepTitle(ctx context.Context, step int) string {
	return i18n.T(ctx, "peopleweb.import.title", "Step", step, "Steps", 3, "Name", steps(ctx)[step-1])
}

// states is what is known of the file, in a line.
func (v previewView) states(ctx context.Context) []page.State {
	s := []page.State{{Text: kindWord(ctx, v.Import.Kind)}}
	if n := v.Counts.Refused; n > 0 {
		s = append(s, page.State{Kind: page.Fix, Text: counted(ctx, "import.rows_bad", n)})
	}
	if n := v.Counts.Duplicates; n > 0 {
		s = append(s, page.State{Kind: page.Double, Text: counted(ctx, "import.rows_double", n)})
	}
	return append(s, page.State{Kind: page.Done, Text: counted(ctx, "import.rows_ready", v.Counts.Taken)}, page.State{Text: v.Import.FileName}, page.State{Text: v.When})
}

// filterLink leads to the rows with problems, or back to all.
func (v previewView) filterLink(ctx context.Context) page.Link {
	bad := v.Counts.Refused + v.Counts.Duplicates
	switch {
	case v.OnlyBad:
		return page.Link{Label: counted(ctx, "import.all_rows", v.Import.Rows), Href: importURL(ctx, v.Import.ID, "", "units", mark(v.Create))}
	case bad > 0:
		return page.Link{Label: i18n.T(ctx, "import.only_problems", "Number", i18n.Number(ctx, bad)), Href: importURL(ctx, v.Import.ID, "", "problems", "1", "units", mark(v.Create))}
	}
	return page.Link{}
}

func (v previewView) trackSentence(ctx context.Context) string {
	return i18n.T(ctx, "import.track", "Rows", v.Import.Rows, "Ready", v.Counts.Taken, "Bad", v.Counts.Refused, "Double", v.Counts.Duplicates)
}

func rowWord(ctx context.Context, k page.Kind) string {
	if k == page.Done {
		return i18n.T(ctx, "import.ready")
	}
	return ""
}

func nothingReady(ctx context.Context, c register.ImportCounts) string {
	if c.Refused == 0 {
		return i18n.T(ctx, "peopleweb.import.all_double")
	}
	return i18n.T(ctx, "roster.import.none_ready")
}

func doneStates(ctx context.Context, b *roster.Import) []page.State {
	c := b.Report.Counts
	s := []page.State{{Text: kindWord(ctx, b.Kind)}, {Kind: page.Done, Text: counted(ctx, "peopleweb.import.taken", c.Taken)}}
	if c.Duplicates > 0 {
		s = append(s, page.State{Kind: page.Double, Text: counted(ctx, "import.rows_double", c.Duplicates)})
	}
	if c.Refused > 0 {
		s = append(s, page.State{Kind: page.Fix, Text: counted(ctx, "import.rows_refused_short", c.Refused)})
	}
	return append(s, page.State{Text: b.FileName})
}

// leftOut gives the first rows that did not come in, and how many more there are.
func leftOut(b *roster.Import) (rows []register.ReportRow, more int) {
	for _, r := range b.Report.Rows {
		switch {
		case r.Result == register.RowTaken:
		case len(rows) < rowsPerPage:
			rows = append(rows, r)
		default:
			more++
		}
	}
	return rows, more
}

func resultState(ctx context.Context, result string) (page.Kind, string) {
	if result == register.RowDuplicate {
		return page.Double, ""
	}
	return page.Fix, i18n.T(ctx, "import.refused")
}
