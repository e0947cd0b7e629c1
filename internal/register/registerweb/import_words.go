package registerweb

import (
	"context"
	"strconv"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/sheet"
)

func importCrumbs(ctx context.Context) []page.Link {
	return []page.Link{{Label: i18n.T(ctx, "import.accounts"), Href: page.URL(ctx, "/app/accounts")}}
}

// columnTitle is a column's header, or its place where it has none.
func columnTitle(ctx context.Context, header string, i int) string {
	if header == "" {
		return i18n.T(ctx, "import.column_no", "Number", strconv.Itoa(i+1))
	}
	return header
}

// columnWord is the head of a column of the preview.
func columnWord(ctx context.Context, field string) string {
	if field == sheet.URL {
		return i18n.T(ctx, "import.account")
	}
	return fieldWord(ctx, field)
}

func noticesOf(ctx context.Context, b *register.Import) []string {
	var out []string
	for _, n := range b.Table.Notices {
		out = append(out, i18n.T(ctx, n.Key, n.Args...))
	}
	return out
}

// rowWord says what will become of a row; "" is the state's own word.
func rowWord(ctx context.Context, k page.Kind) string {
	if k == page.Done {
		return i18n.T(ctx, "import.ready")
	}
	return ""
}

func nothingReady(ctx context.Context, c register.ImportCounts) string {
	if c.Refused == 0 {
		return i18n.T(ctx, "import.all_double")
	}
	return i18n.T(ctx, "import.none_ready")
}

// filterLink leads to the rows with problems, or back to all.
func (v previewView) filterLink(ctx context.Context) page.Link {
	switch {
	case v.OnlyBad:
		return page.Link{Label: counted(ctx, "import.all_rows", v.Import.Rows), Href: importURL(ctx, v.Import.ID, "")}
	case v.Bad > 0:
		return page.Link{Label: i18n.T(ctx, "import.only_problems", "Number", i18n.Number(ctx, v.Bad)), Href: importURL(ctx, v.Import.ID, "", "problems", "1")}
	}
	return page.Link{}
}

func resultKind(result string) page.Kind {
	if result == register.RowDuplicate {
		return page.Double
	}
	return page.Fix
}

func leftOutWord(ctx context.Context, result string) string {
	if result == register.RowDuplicate {
		return ""
	}
	return i18n.T(ctx, "import.refused")
}

func doneStates(ctx context.Context, b *register.Import) []page.State {
	c := b.Report.Counts
	s := []page.State{{Kind: page.Done, Text: counted(ctx, "import.taken", c.Taken)}}
	if c.Duplicates > 0 {
		s = append(s, page.State{Kind: page.Double, Text: counted(ctx, "import.rows_double", c.Duplicates)})
	}
	if c.Refused > 0 {
		s = append(s, page.State{Kind: page.Fix, Text: counted(ctx, "import.rows_refused_short", c.Refused)})
	}
	return append(s, page.State{Text: b.FileName})
}

// notTaken gives the first rows that were left out, and how many more there are.
func notTaken(b *register.Import) (rows []register.ReportRow, more int) {
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

// counted says a sentence with a number that is written as the language writes it.
func counted(ctx context.Context, key string, n int) string {
	return i18n.T(ctx, key, "Count", n, "Number", i18n.Number(ctx, n))
}
