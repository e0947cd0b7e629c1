package checklist_test

import (
	"strings"
	"testing"
	"time"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/register"
)

// due gives what a pass finds on the day, as "kind ref due recipients".
func (o *office) due(t *testing.T, kind string, on clock.Date) string {
	t.Helper()
	list, err := o.site.App.Reminders.Pass(o.root, on, true)
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, p := range list {
		if p.Kind == kind {
			rows = append(rows, p.Ref+" "+p.DueOn.String()+" "+p.Recipient.Name)
		}
	}
	return strings.Join(rows, "; ")
}

func TestAnUntouchedChecklistIsRemindedOf(t *testing.T) {
	o := newOffice(t)
	c := o.start(t)
	begun := clock.Date{Year: 2026, Month: time.November, Day: 23}
	if got := o.due(t, "checklist_still", begun.AddDays(20)); got != "" {
		t.Errorf("reminded after 20 days: %s", got)
	}
	want := c.Ref + " 2026-12-14 "
	if got := o.due(t, "checklist_still", begun.AddDays(21)); got != want+"Jonas; "+want+"Sara" {
		t.Errorf("after 21 days: %q", got)
	}
	// An answer that leaves the count as it was is a touch too.
	o.site.Clock.Add(5 * 24 * time.Hour)
	o.save(t, o.sara, c.ID, "technology", checklist.Fields{"login_place": text("Kommunens lösenordsvalv")})
	if got := o.due(t, "checklist_still", begun.AddDays(21)); got != "" {
		t.Errorf("reminded although somebody went on: %s", got)
	}
	if got := o.due(t, "checklist_still", begun.AddDays(26)); !strings.HasPrefix(got, c.Ref+" 2026-12-19") {
		t.Errorf("21 days after the answer: %q", got)
	}
	if _, err := o.site.App.Register.Take(o.sara, c.Ref, o.account(t, c).Version, "withdraw", register.StepInput{}); err != nil {
		t.Fatal(err)
	}
	if got := o.due(t, "checklist_still", begun.AddDays(26)); got != "" {
		t.Errorf("reminded of a withdrawn account: %s", got)
	}
}

func TestAReviewIsRemindedOfWhenItsDayComes(t *testing.T) {
	o := newOffice(t)
	a, err := o.site.App.Register.Add(o.root, register.Input{Address: "https://www.instagram.com/biblioteket", Name: "Biblioteket", UnitID: o.unit.ID.String(), Contact: "Expeditionen"}, true)
	if err != nil {
		t.Fatal(err)
	}
	c, err := o.svc.StartFor(o.sara, a.Ref, checklist.Startup)
	if err != nil {
		t.Fatal(err)
	}
	o.fill(t, o.sara, c.ID)
	if _, err = o.svc.Submit(o.sara, c.ID); err == nil {
		c, err = o.svc.Approve(o.linnea, c.ID, checklist.ApproveInput{ReviewOn: "2027-01-15"})
	}
	if err != nil {
		t.Fatal(err)
	}
	day := clock.Date{Year: 2027, Month: time.January, Day: 15}
	if got := o.due(t, "checklist_review", day.AddDays(-1)); got != "" {
		t.Errorf("reminded the day before: %s", got)
	}
	if got := o.due(t, "checklist_review", day); got != c.Ref+" 2027-01-15 Jonas; "+c.Ref+" 2027-01-15 Sara" {
		t.Errorf("on the day: %q", got)
	}
	o.site.Clock.Add(day.Time().Sub(o.site.Clock.Now()) + 12*time.Hour)
	if _, err := o.svc.Reopen(o.sara, c.ID); err != nil {
		t.Fatal(err)
	}
	if got := o.due(t, "checklist_review", day.AddDays(3)); got != "" {
		t.Errorf("reminded of a review that is under way: %s", got)
	}
	if got := o.due(t, "checklist_still", day.AddDays(21)); !strings.Contains(got, "2027-02-05") {
		t.Errorf("a review that lies still: %q", got)
	}
}
