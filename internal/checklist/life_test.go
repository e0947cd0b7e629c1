package checklist_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
)

func TestANewAccountGoesFromIdeaToApproval(t *testing.T) {
	o := newOffice(t)
	c := o.start(t)
	if a := o.account(t, c); a.Status != register.Draft || a.Name != "Bergaskolan" || a.URL != "" {
		t.Fatalf("the account begins as %s %q %q, want a draft named as the unit without an address", a.Status, a.Name, a.URL)
	}
	s, err := o.svc.Get(o.sara, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	if done, total, open := s.Progress(); done != 0 || total != 17 || len(open) != 17 {
		t.Fatalf("a fresh checklist has %d of %d done and %d open, want 0 of 17, all open", done, total, len(open))
	}
	if st := s.Item("terms").State; st != checklist.Blocked {
		t.Errorf("the terms can be answered before the channel is chosen: %s", st)
	}
	if _, err := o.svc.Submit(o.sara, c.ID); !fault.Is(err, fault.InvalidKind) || len(fault.As(err).Fields) != 17 {
		t.Fatalf("handing in an empty checklist: %v, want what is missing at all 17 points", err)
	}

	o.fill(t, o.sara, c.ID)
	o.save(t, o.sara, c.ID, "monitoring", checklist.Fields{"monitors": o.who("responsible", "Sara"), "answer_time": text("day"), "illness": text("Ingen")})
	_, err = o.svc.Submit(o.sara, c.ID)
	if f := fault.As(err); err == nil || len(f.Fields) != 1 || f.Fields[0].Name != "point.monitoring" {
		t.Fatalf("handing in with one monitor: %v, want the point monitoring named", err)
	}
	o.save(t, o.sara, c.ID, "monitoring", o.answers()["monitoring"])
	if c, err = o.svc.Submit(o.sara, c.ID); err != nil {
		t.Fatal(err)
	}
	a := o.account(t, c)
	if a.Status != register.Submitted || a.Name != "Bergaskolans bibliotek" || a.Purpose != "Väcka läslust" || a.CrisisUse != "unused" || a.CrisisText != "Se bjorkvik.example" {
		t.Errorf("the register after handing in: %s %q %q %q %q", a.Status, a.Name, a.Purpose, a.CrisisUse, a.CrisisText)
	}

	if err := o.svc.Judge(o.linnea, c.ID, "monitoring", checklist.Back, "Vem täcker i sommar?"); err != nil {
		t.Fatal(err)
	}
	if s, err = o.svc.Get(o.sara, c.ID); err != nil || len(s.Remarks) != 0 || s.Item("monitoring").Answer.Verdict != checklist.NoVerdict {
		t.Errorf("the unit sees the reviewer's comment before the checklist is sent back: %+v, %v", s.Remarks, err)
	}
	if _, err := o.svc.Approve(o.linnea, c.ID, checklist.ApproveInput{}); !fault.Is(err, fault.InvalidKind) {
		t.Errorf("approved with a point sent back: %v", err)
	}
	if c, err = o.svc.SendBack(o.linnea, c.ID); err != nil {
		t.Fatal(err)
	}
	if a := o.account(t, c); a.Status != register.Returned {
		t.Errorf("the account is %s after the return", a.Status)
	}
	if s, err = o.svc.Get(o.sara, c.ID); err != nil || len(s.Remarks) != 1 || s.Item("monitoring").State != checklist.Attention {
		t.Fatalf("the returned point: %+v, %v", s.Remarks, err)
	}
	if err := o.svc.Reply(o.sara, c.ID, "monitoring", "Jonas täcker alla veckor."); err != nil {
		t.Fatal(err)
	}
	if c, err = o.svc.Submit(o.sara, c.ID); err != nil {
		t.Fatal(err)
	}
	if c, err = o.svc.Approve(o.linnea, c.ID, checklist.ApproveInput{CaseNumber: "KS 2026/412"}); err != nil {
		t.Fatal(err)
	}
	if c.State != checklist.Approved || c.ReviewOn.String() != "2027-11-23" || c.CaseNumber != "KS 2026/412" {
		t.Errorf("approved: %s, review %s, %q", c.State, c.ReviewOn, c.CaseNumber)
	}
	if a := o.account(t, c); a.Status != register.Approved {
		t.Errorf("the account is %s after the approval", a.Status)
	}
	if _, err := o.svc.Save(o.sara, c.ID, "goal", checklist.SaveInput{Fields: checklist.Fields{"goal": text("Annat")}}); !fault.Is(err, fault.ConflictKind) {
		t.Errorf("an approved answer was changed: %v", err)
	}
}

func TestNobodyApprovesTheirOwn(t *testing.T) {
	o := newOffice(t)
	c := o.start(t)
	o.fill(t, o.sara, c.ID)
	o.save(t, o.linnea, c.ID, "goal", checklist.Fields{"goal": text("Fler lånar och läser")})
	o.save(t, o.amir, c.ID, "marketing", checklist.Fields{"marketing": text("På webbplatsen")})
	if _, err := o.svc.Submit(o.sara, c.ID); err != nil {
		t.Fatal(err)
	}
	for who, ctx := range map[string]context.Context{"communications who answered": o.linnea, "an administrator who answered": o.amir} {
		if _, err := o.svc.Approve(ctx, c.ID, checklist.ApproveInput{}); !fault.Is(err, fault.ForbiddenKind) {
			t.Errorf("%s approved: %v", who, err)
		}
	}
	if _, err := o.svc.Approve(o.sara, c.ID, checklist.ApproveInput{}); !fault.Is(err, fault.ForbiddenKind) {
		t.Errorf("the unit approved: %v", err)
	}
	p, err := o.site.App.Tenants.Policy(o.root)
	if err != nil {
		t.Fatal(err)
	}
	p.SelfApproval = true
	if err := o.site.App.Tenants.SavePolicy(o.root, p, p.Version); err != nil {
		t.Fatal(err)
	}
	if _, err := o.svc.Approve(o.linnea, c.ID, checklist.ApproveInput{}); !fault.Is(err, fault.ForbiddenKind) {
		t.Errorf("communications approved their own although only administrators may: %v", err)
	}
	if _, err := o.svc.Approve(o.amir, c.ID, checklist.ApproveInput{}); err != nil {
		t.Fatal(err)
	}
	s, err := o.svc.Get(o.amir, c.ID)
	if err != nil || !s.Records[0].Self {
		t.Errorf("the record does not say that it was approved by one who had answered: %+v, %v", s.Records, err)
	}
	d, err := o.svc.Document(o.amir, c.ID, s.Records[0].Number)
	if err != nil || !d.SelfApproved {
		t.Errorf("nor does the document: %v", err)
	}
}

func TestADocumentOfAnOldStateIsWhatItWas(t *testing.T) {
	o := newOffice(t)
	c := o.submitted(t)
	before, err := o.svc.Document(o.karin, c.ID, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.svc.Recall(o.sara, c.ID); err != nil {
		t.Fatal(err)
	}
	o.save(t, o.sara, c.ID, "goal", checklist.Fields{"goal": text("Ett annat mål")})
	m := *tenant.Of(o.root)
	m.Name = "Nya kommunen"
	if now, err := o.site.App.Tenants.Current(o.root); err != nil {
		t.Fatal(err)
	} else if err := o.site.App.Tenants.SaveSettings(o.root, &m, now.Version); err != nil {
		t.Fatal(err)
	}
	after, err := o.svc.Document(o.karin, c.ID, 1)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(before, after) {
		t.Error("the document of the first handing in has changed")
	}
	raw, err := json.Marshal(after)
	if err != nil || !strings.Contains(string(raw), "Fler lånar") || strings.Contains(string(raw), "Ett annat mål") {
		t.Errorf("the old document holds another answer than then: %v", err)
	}
	if raw, err := after.JSON(); err != nil || fmt.Sprintf("%x", sha256.Sum256(raw)) != after.SHA256 {
		t.Errorf("the exported file does not have the checksum %s of what was kept: %v", after.SHA256, err)
	}
	now, err := o.svc.Document(o.karin, c.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	if raw, _ := json.Marshal(now); !strings.Contains(string(raw), "Ett annat mål") || !strings.Contains(string(raw), "Fler lånar") {
		t.Error("the document of today lacks the new answer or the version before it")
	}
	if _, err := o.svc.Document(o.karin, c.ID, 99); !fault.Is(err, fault.NotFoundKind) {
		t.Errorf("a state that never was: %v", err)
	}
}

func TestChangedTermsOpenThePointEverywhere(t *testing.T) {
	o := newOffice(t)
	c := o.submitted(t)
	if _, err := o.svc.Approve(o.linnea, c.ID, checklist.ApproveInput{}); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []struct{ day, at string }{{"2026-12-24", "changed_on"}, {"i går", "changed_on"}, {"", "changed_on"}} {
		if _, err := o.svc.MarkTerms(o.linnea, "instagram", bad.day, ""); !fault.Is(err, fault.InvalidKind) || fault.As(err).Fields[0].Name != bad.at {
			t.Errorf("terms changed on %q: %v", bad.day, err)
		}
	}
	if n, err := o.svc.MarkTerms(o.linnea, "instagram", "2026-11-01", ""); err != nil || n != 0 {
		t.Errorf("terms that changed before they were read opened %d checklists: %v", n, err)
	}
	if n, err := o.svc.MarkTerms(o.linnea, "facebook", "2026-11-22", ""); err != nil || n != 0 {
		t.Errorf("another platform's terms opened %d checklists: %v", n, err)
	}
	if n, err := o.svc.MarkTerms(o.linnea, "instagram", "2026-11-22", "Ny åldersgräns"); err != nil || n != 1 {
		t.Fatalf("changed terms opened %d checklists, want 1: %v", n, err)
	}
	if _, err := o.svc.MarkTerms(o.linnea, "instagram", "2026-11-22", ""); !fault.Is(err, fault.InvalidKind) {
		t.Errorf("the same change noted twice: %v", err)
	}
	s, err := o.svc.Get(o.sara, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, _, open := s.Progress()
	if s.State != checklist.Open || s.Reason != checklist.ForTerms || len(open) != 1 || open[0].Point.Key != "terms" {
		t.Errorf("after the change: %s for %s, %d open", s.State, s.Reason, len(open))
	}
	o.save(t, o.sara, c.ID, "terms", checklist.Fields{"read_on": text("2026-11-23"), "read_by": o.who("", "Sara")})
	if _, err := o.svc.Submit(o.sara, c.ID); err != nil {
		t.Error(err)
	}
}

func TestAnImportedAccountGetsItsChecklistInTheCampaign(t *testing.T) {
	o := newOffice(t)
	if _, err := o.site.App.Register.Add(o.root, register.Input{Address: "https://www.facebook.com/bergaskolan", Name: "Bergaskolan", UnitID: o.unit.ID.String(), Purpose: "Visa vardagen", Language: "sv"}, true); err != nil {
		t.Fatal(err)
	}
	campaign := func() checklist.Campaign {
		t.Helper()
		list, err := o.svc.Campaign(o.linnea)
		if err != nil || len(list) != 1 {
			t.Fatalf("%+v, %v", list, err)
		}
		return list[0]
	}
	if c := campaign(); c.Accounts != 1 || c.Missing != 1 || c.Approved != 0 {
		t.Errorf("before: %+v", c)
	}
	if _, err := o.svc.StartMissing(o.sara, uuid.Nil); !fault.Is(err, fault.ForbiddenKind) {
		t.Errorf("the unit began the campaign: %v", err)
	}
	for want := 1; want >= 0; want-- {
		if n, err := o.svc.StartMissing(o.linnea, uuid.Nil); err != nil || n != want {
			t.Errorf("began %d checklists, want %d: %v", n, want, err)
		}
	}
	list, _, err := o.svc.List(o.sara, checklist.Filter{})
	if err != nil || len(list) != 1 || list[0].Reason != checklist.ForCampaign {
		t.Fatalf("%+v, %v", list, err)
	}
	id := list[0].ID
	s, err := o.svc.Get(o.sara, id)
	if err != nil {
		t.Fatal(err)
	}
	proposals, err := o.svc.Proposals(o.sara, s, "purpose")
	if err != nil || proposals["purpose"].Value.Text != "Visa vardagen" || proposals["purpose"].From.Kind != "register" {
		t.Errorf("what the register knows is no proposal: %+v, %v", proposals, err)
	}
	o.fill(t, o.sara, id)
	for _, step := range []func() error{
		func() error { _, err := o.svc.Submit(o.sara, id); return err },
		func() error { _, err := o.svc.Approve(o.linnea, id, checklist.ApproveInput{}); return err },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
		if a := o.account(t, list[0]); a.Status != register.Active {
			t.Errorf("an open account became %s by its checklist", a.Status)
		}
	}
	if c := campaign(); c.Approved != 1 || c.Missing != 0 {
		t.Errorf("after: %+v", c)
	}
	// The review comes a year later: the answers stand, and the approved checklist counts on while it is open again.
	o.site.Clock.Add(366 * 24 * time.Hour)
	if _, err := o.svc.Reopen(o.sara, id); err != nil {
		t.Fatal(err)
	}
	if c := campaign(); c.Approved != 1 {
		t.Errorf("during the review: %+v", c)
	}
}

func TestMovingToANewerTemplateKeepsAnswers(t *testing.T) {
	o := newOffice(t)
	c := o.start(t)
	o.fill(t, o.sara, c.ID)
	if _, err := o.svc.MoveTemplate(o.sara, c.ID); !fault.Is(err, fault.ConflictKind) {
		t.Errorf("moved although there is no newer template: %v", err)
	}
	d, err := o.site.App.Templates.StartDraft(o.linnea, checklist.Startup)
	if err != nil {
		t.Fatal(err)
	}
	content := d.Content
	last := &content.Sections[len(content.Sections)-1]
	last.Points = append(slices.Clone(last.Points), checklist.Point{Key: "colour", Kind: checklist.KindText, Mandatory: true, Name: checklist.Text{SV: "Välj färg"},
		Question: checklist.Text{SV: "Vilken färg?"}, Fields: []checklist.Field{{Key: "colour", Kind: checklist.KindText, Mandatory: true, Label: checklist.Text{SV: "Färg"}}}})
	content.Sections[0].Points = slices.DeleteFunc(slices.Clone(content.Sections[0].Points), func(p checklist.Point) bool { return p.Key == "goal" })
	if d, err = o.site.App.Templates.SaveDraft(o.linnea, checklist.Startup, content, d.Version); err != nil {
		t.Fatal(err)
	}
	if _, err := o.site.App.Templates.Publish(o.linnea, checklist.Startup, d.Version); err != nil {
		t.Fatalf("%v %+v", err, fault.As(err))
	}
	s, err := o.svc.Get(o.sara, c.ID)
	if err != nil || s.Item("goal") == nil || s.Item("colour") != nil || s.Newest != 2 {
		t.Fatalf("a started checklist changed its questions by itself: %v", err)
	}
	if _, err := o.svc.MoveTemplate(o.sara, c.ID); err != nil {
		t.Fatal(err)
	}
	if s, err = o.svc.Get(o.sara, c.ID); err != nil {
		t.Fatal(err)
	}
	_, _, open := s.Progress()
	if s.Number != 2 || s.Item("goal") != nil || len(open) != 1 || open[0].Point.Key != "colour" || s.Item("purpose").Answer.Fields["purpose"].Text != "Väcka läslust" {
		t.Errorf("after moving: template %d, open %v", s.Number, open)
	}
	versions, _, err := o.svc.Versions(o.sara, c.ID, "goal")
	if err != nil || len(versions) != 1 {
		t.Errorf("the answer to the point that is gone is gone too: %v, %v", versions, err)
	}
}
