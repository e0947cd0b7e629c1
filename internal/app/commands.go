package app

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register/sheet"
	"kanalkoll/internal/tenant"
)

// ErrColumns says that a file of municipalities lacks a column that it needs.
var ErrColumns = errors.New("the file needs the columns municipality_code and municipality_name")

// ImportTenants adds the municipalities of a file with the columns municipality_code, municipality_name and, if it has
// them, slug and municipality_name_short. Those whose code exists are left alone; the rest are added all or none. A file
// that is no table, or holds a bad value, is Invalid; one without the columns ErrColumns.
func ImportTenants(ctx context.Context, svc *tenant.Service, name string, r io.Reader) (added, existed int, err error) {
	table, err := sheet.Read(name, r, sheet.Limits{})
	if err != nil {
		return 0, 0, err
	}
	col := func(field string) int {
		return slices.IndexFunc(table.Header, func(h string) bool { return strings.EqualFold(strings.TrimSpace(h), field) })
	}
	code, full, short, slug := col("municipality_code"), col("municipality_name"), col("municipality_name_short"), col("slug")
	if code < 0 || full < 0 {
		return 0, 0, ErrColumns
	}
	known, err := svc.All(ctx)
	if err != nil {
		return 0, 0, err
	}
	has := map[string]bool{}
	for _, t := range known {
		has[t.Code] = true
	}
	taken := map[string]string{} // slug → code
	for _, t := range known {
		taken[t.Slug] = t.Code
	}
	made := map[string]bool{} // code → whether the slug we made is the name as it is spelt
	var list []tenant.New
	for _, row := range table.Rows {
		n := tenant.New{Code: cell(row, code), Name: cell(row, full), Slug: cell(row, slug)}
		if n.Slug == "" {
			called := cell(row, short)
			if called == "" {
				called = n.Name
			}
			n.Slug = tenant.MakeSlug(called)
			made[n.Code] = strings.EqualFold(called, n.Slug)
		}
		if has[n.Code] {
			existed++
			continue
		}
		has[n.Code] = true
		list = append(list, n)
	}
	tellApart(list, taken, made)
	if _, err := svc.AddAll(ctx, list); err != nil {
		return 0, existed, err
	}
	return len(list), existed, nil
}

// tellApart gives municipalities whose made slugs are the same an address each: the one that is spelt so keeps it, else
// the first; the others get their code behind it, as Håbo (habo-0305) beside Habo (habo). A slug that the file states
// stays as it is.
func tellApart(list []tenant.New, taken map[string]string, made map[string]bool) {
	for _, want := range []func(tenant.New) bool{
		func(n tenant.New) bool { _, ours := made[n.Code]; return !ours },
		func(n tenant.New) bool { return made[n.Code] },
		func(tenant.New) bool { return true },
	} {
		for _, n := range list {
			if taken[n.Slug] == "" && want(n) {
				taken[n.Slug] = n.Code
			}
		}
	}
	for i, n := range list {
		if _, ours := made[n.Code]; ours && taken[n.Slug] != n.Code {
			list[i].Slug = n.Slug + "-" + n.Code
		}
	}
}

func cell(row []string, i int) string {
	if i < 0 || i >= len(row) {
		return ""
	}
	return strings.TrimSpace(row[i])
}

// VerifyAudit walks the log of one municipality, or of all where slug is empty, and writes a line for each. Broken
// reports whether one does not hold.
func (a *App) VerifyAudit(ctx context.Context, w io.Writer, slug string) (broken bool, err error) {
	list, err := a.Tenants.All(ctx)
	if slug != "" && err == nil {
		var t *tenant.Tenant
		t, err = a.Tenants.BySlug(ctx, slug)
		list = []*tenant.Tenant{t}
	}
	if err != nil {
		return false, err
	}
	for _, t := range list {
		var n int64
		var last []byte
		err := a.DB.InTenant(InTenant(ctx, t), func(tx *postgres.Tx) error {
			var err error
			n, last, err = audit.Verify(ctx, tx)
			return err
		})
		var bad *audit.Broken
		switch {
		case errors.As(err, &bad):
			broken = true
			_, err = fmt.Fprintf(w, "%s: BROKEN at %v\n", t.Slug, bad)
		case err == nil:
			_, err = fmt.Fprintf(w, "%s: %d entries hold, last %s\n", t.Slug, n, hex.EncodeToString(last))
		}
		if err != nil {
			return broken, err
		}
	}
	return broken, nil
}
