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
	"kanalkoll/internal/tenant"
)

type importCmd struct {
	Accounts importAccountsCmd `cmd:"" help:"Accounts, as CSV or XLSX. Writes row,result,field,message; exit 3 where rows were refused."`
}

type importAccountsCmd struct {
	Tenant      string `help:"The municipality's slug; without it rows go to municipalities by their municipality_code."`
	DryRun      bool   `help:"Only check and report."`
	Partial     bool   `help:"Take the good rows even where others are refused."`
	CreateUnits bool   `help:"Make units that do not exist."`
	File        string `arg:"" help:"The file, .csv or .xlsx."`
}

func (c *importAccountsCmd) Run(e *env) error {
	f, err := os.Open(c.File)
	if err != nil {
		return wrongUse("import accounts: %v", err)
	}
	defer f.Close() //nolint:errcheck // read only
	table, err := sheet.Read(filepath.Base(c.File), f, sheet.Limits{})
	if err != nil {
		if fault.Is(err, fault.InvalidKind) {
			return wrongUse("import accounts: %s: %s", c.File, words(fault.As(err)))
		}
		return wrongUse("import accounts: %v", err)
	}
	run := func(ctx context.Context, a *app.App, tenants []*tenant.Tenant, only *tenant.Tenant) error {
		out, err := a.Register.ImportFile(ctx, table, tenants, only, register.ImportOptions{DryRun: c.DryRun, Partial: c.Partial, CreateUnits: c.CreateUnits})
		if fault.Is(err, fault.InvalidKind) {
			return wrongUse("import accounts: %s: %s", c.File, words(fault.As(err)))
		}
		if err != nil {
			return err
		}
		return c.report(e, out)
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

// report writes a line for each row, and the sums for people.
func (c *importAccountsCmd) report(e *env, out register.Outcome) error {
	if err := writeReport(e.stdout, out, c.DryRun); err != nil {
		return err
	}
	n := out.Counts
	note := ""
	switch {
	case c.DryRun:
		note = "; nothing was written, as asked"
	case !out.Written:
		note = "; nothing was written: correct the refused rows, or take the good ones with --partial"
	}
	_, err := fmt.Fprintf(e.stderr, "%d taken, %d duplicates, %d refused%s\n", n.Taken, n.Duplicates, n.Refused, note)
	if n.Refused > 0 {
		return &exitError{code: exitRefused}
	}
	return err
}

func writeReport(w io.Writer, out register.Outcome, dry bool) error {
	say := func(key string, args ...any) string { return i18n.In(i18n.English, key, args...) }
	r := sheet.NewReport(w)
	for i := range out.Rows {
		field, message := out.Rows[i].Message(say)
		if out.Rows[i].Result == register.RowTaken && !out.Written && !dry {
			message = say("import.not_written")
		}
		r.Row(out.Rows[i].Line, out.Rows[i].Result, field, message)
	}
	return r.Flush()
}
