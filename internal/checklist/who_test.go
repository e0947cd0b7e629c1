package checklist_test

import (
	"testing"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/checklist"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

func TestALoginIsNobodyOfTheDirectory(t *testing.T) {
	o := newOffice(t)
	c := o.start(t)
	login := identity.Of(o.jonas).UserID
	if err := o.svc.Assign(o.sara, c.ID, "purpose", login); !fault.Is(err, fault.InvalidKind) {
		t.Errorf("handing a point to a login's id: %v, want it refused at the field", err)
	}
	_, err := o.svc.Save(o.sara, c.ID, "technology", checklist.SaveInput{Fields: checklist.Fields{"login_access": {People: []checklist.Who{{ID: login}}}}})
	if !fault.Is(err, fault.InvalidKind) {
		t.Errorf("naming a login's id in an answer: %v, want it refused at the field", err)
	}
}

func TestAnApprovalNotesTheCaseNumberInTheLog(t *testing.T) {
	o := newOffice(t)
	c := o.submitted(t)
	c, err := o.svc.Approve(o.linnea, c.ID, checklist.ApproveInput{CaseNumber: "  KS  2026/17 "})
	if err != nil || c.CaseNumber != "KS 2026/17" {
		t.Fatalf("approved with the number %q, %v", c.CaseNumber, err)
	}
	var list []audit.Record
	if err := o.site.App.DB.InTenant(o.root, func(tx *postgres.Tx) error {
		var err error
		list, _, err = audit.List(o.root, tx, audit.Query{ObjectID: c.ID, Action: "checklist.case_number"})
		return err
	}); err != nil || len(list) != 1 {
		t.Errorf("the log has %d lines about the case number, %v, want 1", len(list), err)
	}
}
