package checklist_test

import (
	"testing"

	"kanalkoll/internal/checklist"
)

func TestTheUnitDoesNotSeeWhatTheReviewerHasNotSent(t *testing.T) {
	o := newOffice(t)
	c := o.submitted(t)
	for point, v := range map[string]checklist.Verdict{"purpose": checklist.Accepted, "channel": checklist.Back} {
		if err := o.svc.Judge(o.linnea, c.ID, point, v, "Skriv mer"); err != nil {
			t.Fatal(err)
		}
	}
	nothing := func(when string) {
		t.Helper()
		s, err := o.svc.Get(o.sara, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range s.Items {
			if it.State != checklist.Done || it.Answer.Verdict != checklist.NoVerdict || len(it.Waits) > 0 {
				t.Errorf("%s: the unit sees %s as %s with the verdict %q, waiting for %d", when, it.Point.Key, it.State, it.Answer.Verdict, len(it.Waits))
			}
		}
		d, err := o.svc.Document(o.sara, c.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, sec := range d.Sections {
			for _, p := range sec.Points {
				if p.State != string(checklist.Done) || p.Verdict != "" || len(p.Remarks) > 0 {
					t.Errorf("%s: the document tells the unit %s %q of %s, %d remarks", when, p.State, p.Verdict, p.Key, len(p.Remarks))
				}
			}
		}
	}
	nothing("during the review")
	if s, err := o.svc.Get(o.linnea, c.ID); err != nil || s.Item("channel").State != checklist.Attention {
		t.Errorf("the reviewer sees her own return as %s, %v", s.Item("channel").State, err)
	}
	if _, err := o.svc.Recall(o.sara, c.ID); err != nil {
		t.Fatal(err)
	}
	nothing("taken back")
	d, err := o.svc.Document(o.sara, c.ID, 2)
	if err != nil || d.Event != "recalled" {
		t.Fatal(err, d)
	}
	for _, sec := range d.Sections {
		for _, p := range sec.Points {
			if p.Verdict != "" || len(p.Remarks) > 0 {
				t.Errorf("what was kept when it was taken back tells %q of %s", p.Verdict, p.Key)
			}
		}
	}
}
