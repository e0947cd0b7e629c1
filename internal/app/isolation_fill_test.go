package app_test

import (
	"fmt"
	"strings"
	"testing"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
)

// fillChecklist gives her a policy, templates, a checklist that was sent back, evidence, duties and parts, all with the secret.
func (n *neighbours) fillChecklist(t *testing.T, unit tenant.Unit) {
	t.Helper()
	a := n.site.App
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%v %+v", err, fault.As(err))
		}
	}
	policy, err := a.Tenants.Policy(n.hers)
	check(err)
	policy.PartSentence = secret
	check(a.Tenants.SavePolicy(n.hers, policy, policy.Version))
	for i := range 2 { // one version that is published, and a draft
		d, err := a.Templates.StartDraft(n.hers, checklist.Startup)
		check(err)
		d.Content.Sections[0].Title.SV = fmt.Sprint(secret, i)
		records := d.Content.Point("records")
		records.Fields = append(records.Fields, checklist.Field{Key: fmt.Sprint("proof", i), Kind: checklist.KindFile, Label: checklist.Text{SV: secret}})
		d, err = a.Templates.SaveDraft(n.hers, checklist.Startup, d.Content, d.Version)
		check(err)
		n.ids = append(n.ids, d.ID.String())
		if i == 0 {
			_, err = a.Templates.Publish(n.hers, checklist.Startup, d.Version)
			check(err)
		}
	}
	c, err := a.Checklists.Start(n.hers, checklist.StartInput{UnitID: unit.ID, Platform: "instagram", Name: secret})
	check(err)
	n.list = c.ID.String()
	_, err = a.Checklists.Save(n.hers, c.ID, "records", checklist.SaveInput{Fields: checklist.Fields{"disposal": {Text: secret}}})
	check(err)
	check(a.Checklists.AddFile(n.hers, c.ID, "records", "proof0", secret+".txt", strings.NewReader(secret)))
	check(a.Checklists.SetCaseNumber(n.hers, c.ID, secret))
	_, err = a.Checklists.MarkTerms(n.hers, "instagram", "2026-11-01", secret)
	check(err)
	n.file = n.all(t, `SELECT id::text FROM checklist_file`)[0]
	n.all(t, `INSERT INTO checklist_remark (tenant_id, id, checklist_id, point, kind, text, at, round)
		SELECT tenant_id, gen_random_uuid(), id, 'records', 'returned', '`+secret+`', now(), 1 FROM checklist RETURNING ''`)
	n.all(t, `UPDATE checklist SET state = 'returned' RETURNING ''`)
	sheet, err := a.Register.Duties(n.hers, n.ref)
	check(err)
	_, err = a.Register.SaveDuties(n.hers, n.ref, sheet.Version, map[string]register.DutyAnswer{sheet.Items[0].Key: {State: "unmet", Note: secret}})
	check(err)
	part := n.all(t, `INSERT INTO account_part (tenant_id, id, account_id, unit_id, topic) SELECT tenant_id, gen_random_uuid(), id, unit_id, '`+secret+`'
		FROM account WHERE ref = '`+n.ref+`' RETURNING id::text`)
	n.ids = append(n.ids, append(part, n.list, n.file)...)
}
