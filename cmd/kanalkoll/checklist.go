package main

import (
	"bytes"
	"encoding/json"
	"os"

	"github.com/google/uuid"

	"kanalkoll/internal/app"
	"kanalkoll/internal/checklist"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/tenant"
)

type checklistCmd struct {
	Template checklistTemplateCmd `cmd:"" help:"The published template, as JSON."`
	Export   checklistExportCmd   `cmd:"" help:"A checklist as a document, as JSON or PDF."`
}

type checklistTemplateCmd struct {
	Tenant string `required:"" help:"The municipality's slug."`
	Name   string `required:"" enum:"startup,legal" help:"Which: startup or legal."`
}

// templateJSON is a published template as it is written out.
type templateJSON struct {
	Name     string              `json:"name"`
	Number   int                 `json:"number"`
	Sections []checklist.Section `json:"sections"`
}

func (c *checklistTemplateCmd) Run(e *env) error {
	return withTenant(e, c.Tenant, func(a *app.App, _ *tenant.Tenant, te *env) error {
		t, err := a.Templates.Published(te.ctx, checklist.Name(c.Name))
		if err != nil {
			return err
		}
		enc := json.NewEncoder(e.stdout)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		return enc.Encode(templateJSON{string(t.Name), t.Number, t.Content.Sections})
	})
}

type checklistExportCmd struct {
	Tenant  string `required:"" help:"The municipality's slug."`
	Account string `required:"" help:"The account's ref, such as k0042."`
	Format  string `required:"" enum:"json,pdf" help:"json or pdf."`
	Out     string `required:"" help:"The file to write."`
	Name    string `enum:"startup,legal" default:"startup" help:"Which checklist: startup or legal."`
	Number  int    `help:"As it was at the step of that number; without it as it is now."`
	Lang    string `enum:"sv,en" default:"sv" help:"The language of the PDF: sv or en."`
}

func (c *checklistExportCmd) Run(e *env) error {
	if c.Number < 0 {
		return wrongUse("checklist export: --number must be 1 or more")
	}
	return withTenant(e, c.Tenant, func(a *app.App, t *tenant.Tenant, te *env) error {
		if _, err := a.Register.Get(te.ctx, c.Account); err != nil {
			if fault.Is(err, fault.NotFoundKind) {
				return wrongUse("checklist export: no account is called %q", c.Account)
			}
			return err
		}
		list, err := a.Checklists.OfAccount(te.ctx, c.Account)
		if err != nil {
			return err
		}
		id := uuid.Nil
		for _, l := range list {
			if string(l.Name) == c.Name {
				id = l.ID
			}
		}
		if id == uuid.Nil {
			return &exitError{exitFailed, "checklist export: " + c.Account + " has no " + c.Name + " checklist"}
		}
		d, err := a.Checklists.Document(te.ctx, id, c.Number)
		if fault.Is(err, fault.NotFoundKind) {
			return wrongUse("checklist export: the checklist has no step %d", c.Number)
		}
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if c.Format == "json" {
			raw, err := d.JSON()
			if err != nil {
				return err
			}
			b.Write(raw)
		} else if err := d.PDFIn(&b, c.Lang, t.Zone()); err != nil {
			return err
		}
		if err := os.WriteFile(c.Out, b.Bytes(), 0o600); err != nil {
			return wrongUse("checklist export: %v", err)
		}
		return nil
	})
}
