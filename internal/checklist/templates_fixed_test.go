package checklist_test

import (
	"strings"
	"testing"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/postgres"
)

func TestADraftThatCouldNotBeAnsweredIsNotPublished(t *testing.T) {
	d := newDesk(t)
	tmpl := must[*checklist.Template](t)
	draft := tmpl(d.tpl.StartDraft(d.ctx, checklist.Startup))
	c := clone(&draft.Content)
	for _, p := range c.Points() {
		p.Mandatory = false
	}
	c.Sections[0].Points[0].Question.SV = ""
	c.Sections[0].Points[0].Fields = nil
	saved := tmpl(d.tpl.SaveDraft(d.ctx, checklist.Startup, *c, draft.Version)) // a draft may be incomplete
	_, err := d.tpl.Publish(d.ctx, checklist.Startup, saved.Version)
	if !fault.Is(err, fault.InvalidKind) || len(fault.As(err).Fields) < 2 {
		t.Errorf("published, or not all faults told: %v", err)
	}
	for what, spoil := range map[string]func(c *checklist.Content){
		"two points with one key":    func(c *checklist.Content) { c.Sections[0].Points[1].Key = c.Sections[0].Points[0].Key },
		"a key with capitals":        func(c *checklist.Content) { c.Sections[0].Points[1].Key = "Syfte" },
		"a section without a key":    func(c *checklist.Content) { c.Sections[0].Key = "" },
		"a field of no known kind":   func(c *checklist.Content) { c.Sections[0].Points[1].Fields[0].Kind = "colour" },
		"more text than is sensible": func(c *checklist.Content) { c.Sections[0].Points[1].Why.SV = strings.Repeat("å", 400_000) },
	} {
		bad := clone(c)
		spoil(bad)
		if _, err := d.tpl.SaveDraft(d.ctx, checklist.Startup, *bad, saved.Version); !fault.Is(err, fault.InvalidKind) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestAPublishedVersionIsNeverChanged(t *testing.T) {
	d := newDesk(t)
	published := d.publish(t, "Första")
	for _, sql := range []string{
		`UPDATE checklist_template SET content = '{}' WHERE id = $1`, `UPDATE checklist_template SET published_at = NULL WHERE id = $1`, `DELETE FROM checklist_template WHERE id = $1`,
	} {
		err := d.db.InTenant(d.ctx, func(tx *postgres.Tx) error {
			_, err := tx.Exec(d.ctx, sql, published.ID)
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "never changed") {
			t.Errorf("%s: %v", sql, err)
		}
	}
	d.publish(t, "Andra")
	for _, svc := range []*checklist.Templates{d.tpl, checklist.NewTemplates(d.db)} { // remembered, and read anew
		err := d.db.InTenant(d.ctx, func(tx *postgres.Tx) error {
			old, err := svc.TemplateTx(d.ctx, tx, published.ID)
			if err == nil && (old.Number != published.Number || old.Content.Sections[0].Points[0].Name.SV != "Första") {
				t.Errorf("the older version is number %d, %q", old.Number, old.Content.Sections[0].Points[0].Name.SV)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	err := d.db.InTenant(d.next, func(tx *postgres.Tx) error {
		_, err := d.tpl.TemplateTx(d.next, tx, published.ID)
		return err
	})
	if !fault.Is(err, fault.NotFoundKind) {
		t.Errorf("another municipality reads it: %v", err)
	}
}

func TestTemplatesAreWrittenByAdministratorsAndCommunications(t *testing.T) {
	d := newDesk(t)
	for what, err := range map[string]error{
		"draft": second(d.tpl.Draft(d.ops, checklist.Startup)), "start": second(d.tpl.StartDraft(d.ops, checklist.Startup)),
		"save":    second(d.tpl.SaveDraft(d.ops, checklist.Startup, checklist.Content{}, 1)),
		"publish": second(d.tpl.Publish(d.ops, checklist.Startup, 1)), "discard": d.tpl.DiscardDraft(d.ops, checklist.Startup, 1),
	} {
		if !fault.Is(err, fault.ForbiddenKind) {
			t.Errorf("%s by operations: %v", what, err)
		}
	}
}
