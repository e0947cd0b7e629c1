package main

import (
	"bufio"

	"kanalkoll/internal/app"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
)

type rosterCmd struct {
	Coverage rosterCoverageCmd `cmd:"" help:"Who watches each account on each working day, as CSV: account, date, coverage, by."`
}

type rosterCoverageCmd struct {
	Tenant string `required:"" help:"The municipality's slug."`
	From   string `required:"" help:"The first day, such as 2026-06-01."`
	To     string `required:"" help:"The last day."`
}

func (c *rosterCoverageCmd) Run(e *env) error {
	from, err := clock.ParseDate(c.From)
	if err != nil || from.IsZero() {
		return wrongUse("roster coverage: --from %q is not a date such as 2026-06-01", c.From)
	}
	to, err := clock.ParseDate(c.To)
	if err != nil || to.IsZero() {
		return wrongUse("roster coverage: --to %q is not a date such as 2026-06-30", c.To)
	}
	return withTenant(e, c.Tenant, func(a *app.App, _ *tenant.Tenant, te *env) error {
		out := bufio.NewWriter(e.stdout)
		err := a.Rosters.CoverageCSV(te.ctx, out, roster.Scope{From: from, To: to})
		if fault.Is(err, fault.InvalidKind) {
			return wrongUse("roster coverage: %s", words(fault.As(err)))
		}
		if err != nil {
			return err
		}
		return out.Flush()
	})
}
