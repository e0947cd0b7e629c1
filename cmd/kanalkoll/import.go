package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"kanalkoll/internal/app"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/sheet"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
)

type importCmd struct {
	Accounts    importAccountsCmd    `cmd:"" help:"Accounts, as CSV or XLSX. Writes row,result,field,message; exit 3 where rows were refused."`
	People      importPeopleCmd      `cmd:"" help:"People of a municipality: email,name,title,unit,phone."`
	Assignments importAssignmentsCmd `cmd:"" help:"Who does what: account,email,role,from,to."`
	Absences    importAbsencesCmd    `cmd:"" help:"Who is away: email,from,to,cover_email."`
}

type importAccountsCmd struct {
	Tenant      string `help:"The municipality's slug; without it rows go to municipalities by their municipality_code."`
	DryRun      bool   `help:"Only check and report."`
	Partial     bool   `help:"Take the good rows even where others are refused."`
	CreateUnits bool   `help:"Make units that do not exist."`
	File        string `arg:"" help:"The file, .csv or .xlsx."`
}

func (c *importAccountsCmd) Run(e *env) error {
	table, err := readTable("accounts", c.File, func(name string, r io.Reader) (*sheet.Table, error) { return sheet.Read(name, r, sheet.Limits{}) })
	if err != nil {
		return err
	}
	run := func(ctx context.Context, a *app.App, tenants []*tenant.Tenant, only *tenant.Tenant) error {
		out, err := a.Register.ImportFile(ctx, table, tenants, only, register.ImportOptions{DryRun: c.DryRun, Partial: c.Partial, CreateUnits: c.CreateUnits})
		if fault.Is(err, fault.InvalidKind) {
			return wrongUse("import accounts: %s: %s", c.File, words(fault.As(err)))
		}
		if err != nil {
			return err
		}
		rows := make([]importedRow, len(out.Rows))
		for i := range out.Rows {
			rows[i] = importedRow{out.Rows[i].Line, out.Rows[i].Result, &out.Rows[i]}
		}
		return reportImport(e, rows, out.Counts, c.DryRun, out.Written)
	}
	if c.Tenant != "" {
		return withTenant(e, c.Tenant, func(a *app.App, t *tenant.Tenant, te *env) error { return run(te.ctx, a, nil, t) })
	}
	return withApp(e, func(a *app.App) error {
		tenants, err := a.Tenants.All(e.ctx)
		if err != nil {
			return err
		}
		return run(identity.AsOperator(e.ctx), a, tenants, nil)
	})
}

// rosterFile is a file of one municipality's people, or of what they do.
type rosterFile struct {
	Tenant  string `required:"" help:"The municipality's slug."`
	DryRun  bool   `help:"Only check and report."`
	Partial bool   `help:"Take the good rows even where others are refused."`
	File    string `arg:"" help:"The file, .csv or .xlsx."`
}

type importPeopleCmd struct {
	rosterFile  `embed:""`
	CreateUnits bool `help:"Make units that do not exist."`
}

func (c *importPeopleCmd) Run(e *env) error { return c.run(e, roster.ImportPeople, c.CreateUnits) }

type importAssignmentsCmd struct {
	rosterFile `embed:""`
}

func (c *importAssignmentsCmd) Run(e *env) error { return c.run(e, roster.ImportAssignments, false) }

type importAbsencesCmd struct {
	rosterFile `embed:""`
}

func (c *importAbsencesCmd) Run(e *env) error { return c.run(e, roster.ImportAbsences, false) }

func (c *rosterFile) run(e *env, kind roster.ImportKind, createUnits bool) error {
	table, err := readTable(string(kind), c.File, kind.Read)
	if err != nil {
		return err
	}
	return withTenant(e, c.Tenant, func(a *app.App, _ *tenant.Tenant, te *env) error {
		out, err := a.Rosters.ImportFile(te.ctx, kind, table, roster.ImportOptions{DryRun: c.DryRun, Partial: c.Partial, CreateUnits: createUnits})
		if err != nil {
			return err
		}
		rows := make([]importedRow, len(out.Rows))
		for i := range out.Rows {
			rows[i] = importedRow{out.Rows[i].Line, out.Rows[i].Result, &out.Rows[i]}
		}
		return reportImport(te, rows, out.Counts, c.DryRun, out.Written)
	})
}

// readTable reads a file with read; one that cannot be read is wrong use of the command "import what".
func readTable(what, file string, read func(name string, r io.Reader) (*sheet.Table, error)) (*sheet.Table, error) {
	f, err := os.Open(file) //nolint:gosec // whoever runs the command names the file
	if err != nil {
		return nil, wrongUse("import %s: %v", what, err)
	}
	defer f.Close() //nolint:errcheck // read only
	table, err := read(filepath.Base(file), f)
	if fault.Is(err, fault.InvalidKind) {
		return nil, wrongUse("import %s: %s: %s", what, file, words(fault.As(err)))
	}
	if err != nil {
		return nil, wrongUse("import %s: %v", what, err)
	}
	return table, nil
}

// importedRow is a row of a file and what became of it.
type importedRow struct {
	line   int
	result string
	words  interface {
		Message(say func(key string, args ...any) string) (field, message string)
	}
}

// reportImport writes a line for each row, and the sums for people.
func reportImport(e *env, rows []importedRow, n register.ImportCounts, dry, written bool) error {
	say := func(key string, args ...any) string { return i18n.In(i18n.English, key, args...) }
	r := sheet.NewReport(e.stdout)
	for _, row := range rows {
		field, message := row.words.Message(say)
		if row.result == register.RowTaken && !written && !dry {
			field, message = "", say("import.not_written")
		}
		r.Row(row.line, row.result, field, message)
	}
	if err := r.Flush(); err != nil {
		return err
	}
	note := ""
	switch {
	case dry:
		note = "; nothing was written, as asked"
	case !written:
		note = "; nothing was written: correct the refused rows, or take the good ones with --partial"
	}
	_, err := fmt.Fprintf(e.stderr, "%d taken, %d duplicates, %d refused%s\n", n.Taken, n.Duplicates, n.Refused, note)
	if n.Refused > 0 {
		return &exitError{code: exitRefused}
	}
	return err
}
