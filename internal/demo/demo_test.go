package demo_test

import (
	"context"
	"testing"

	"kanalkoll/internal/app"
	"kanalkoll/internal/checklist"
	"kanalkoll/internal/demo"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/webtest"
)

// TestFill fills the demo municipality, and once more: all is there, and nothing twice.
func TestFill(t *testing.T) {
	site := webtest.New(t, func(c *app.Config) { c.Demo = true })
	operator := identity.AsOperator(t.Context())
	if err := demo.Fill(operator, site.App.Office()); err != nil {
		t.Fatal(err)
	}
	municipality, err := site.App.Tenants.BySlug(operator, demo.Slug)
	if err != nil {
		t.Fatal(err)
	}
	ctx := app.InTenant(operator, municipality)
	before := inventory(t, ctx, site)
	for what, want := range map[string]int{
		"startup approved": 22, "startup returned": 1, "startup submitted": 2, "startup open": 4, "legal open": 1,
		"account draft": 1, "account returned": 1, "account submitted": 2, "account approved": 1, "files": 1,
	} {
		if before[what] != want {
			t.Errorf("%s: %d, want %d", what, before[what], want)
		}
	}

	if err := demo.Fill(operator, site.App.Office()); err != nil {
		t.Fatal(err)
	}
	after := inventory(t, ctx, site)
	for what, n := range after {
		if n != before[what] {
			t.Errorf("filled again: %s is %d, was %d", what, n, before[what])
		}
	}

	list, _, err := site.App.Checklists.List(ctx, checklist.Filter{State: checklist.Returned})
	if err != nil || len(list) != 1 {
		t.Fatalf("returned: %v, %v", list, err)
	}
	sheet, err := site.App.Checklists.Get(ctx, list[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	writers := map[string]bool{}
	for _, it := range sheet.Items {
		writers[sheet.Names[it.Answer.SavedBy]] = true
	}
	if it := sheet.Item("monitoring"); it.Answer.Verdict != checklist.Back || !writers["Ingrid Holm"] || !writers["Petter Nyström"] || sheet.CaseNumber == "" {
		t.Errorf("the returned checklist: monitoring %q, answered by %v, case number %q", it.Answer.Verdict, writers, sheet.CaseNumber)
	}

	if _, err := site.App.Checklists.Save(ctx, sheet.ID, "monitoring", checklist.SaveInput{Fields: checklist.Fields{
		"monitors": sheet.Item("monitoring").Answer.Fields["monitors"], "answer_time": {Text: "day"}, "illness": {Text: "Expeditionen tar över."}},
		Base: sheet.Item("monitoring").Answer.Fields, Seen: sheet.Item("monitoring").Answer.Version}); err != nil {
		t.Fatal(err)
	}
	if _, err := site.App.Checklists.Submit(ctx, sheet.ID); err != nil {
		t.Fatal(err)
	}
	if err := demo.Fill(operator, site.App.Office()); err != nil {
		t.Fatal(err)
	}
	if sheet, err = site.App.Checklists.Get(ctx, sheet.ID); err != nil || sheet.State != checklist.Submitted {
		t.Errorf("what people went on with is %s, %v; want it left alone", sheet.State, err)
	}
}

// inventory counts what there is.
func inventory(t *testing.T, ctx context.Context, site *webtest.Site) map[string]int {
	t.Helper()
	counts := map[string]int{}
	accounts, _, err := site.App.Register.List(ctx, register.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range accounts {
		counts["account "+string(a.Status)]++
	}
	people, err := site.App.People.People(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	counts["people"] = len(people)
	lists, _, err := site.App.Checklists.List(ctx, checklist.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range lists {
		counts[string(c.Name)+" "+string(c.State)]++
		sheet, err := site.App.Checklists.Get(ctx, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		counts["files"] += len(sheet.Files)
		counts["records"] += len(sheet.Records)
		counts["remarks"] += len(sheet.Remarks)
		counts["done points"] += c.Done
		versions, _, err := site.App.Checklists.Versions(ctx, c.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		counts["versions"] += len(versions)
	}
	return counts
}
