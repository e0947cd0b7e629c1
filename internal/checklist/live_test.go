package checklist_test

import (
	"slices"
	"strings"
	"testing"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/roster"
)

// named gives the people of a field as they stand in the checklist now: "Sara responsible".
func named(s *checklist.Sheet, point, field string) []string {
	var list []string
	for _, w := range s.Item(point).Answer.Fields[field].People {
		list = append(list, strings.TrimSpace(w.Name+" "+w.Role))
	}
	return list
}

func (o *office) sheet(t testing.TB, c *checklist.Checklist) *checklist.Sheet {
	t.Helper()
	s, err := o.svc.Get(o.linnea, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAChecklistThatIsHandedInFillsAnEmptyRoster(t *testing.T) {
	o := newOffice(t)
	c := o.start(t)
	o.fill(t, o.sara, c.ID)
	if o.sheet(t, c).FollowsRoster("monitoring", "monitors") {
		t.Error("the answer follows a roster that names nobody")
	}
	c, err := o.svc.Submit(o.sara, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	r, err := o.site.App.Rosters.Roster(o.linnea, c.Ref)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range r.Assignments {
		got = append(got, r.People[a.PersonID].Name+" "+string(a.Role))
	}
	slices.Sort(got)
	if want := []string{"Jonas cover", "Sara responsible"}; !slices.Equal(got, want) {
		t.Errorf("the roster has %q, want %q", got, want)
	}
	k, err := o.site.App.Rosters.CustodyOf(o.linnea, c.Ref)
	if err != nil || len(k.Keeping.Access) != 2 {
		t.Errorf("%d people can get in, want 2 (%v)", len(k.Keeping.Access), err)
	}
	s := o.sheet(t, c)
	if !s.FollowsRoster("monitoring", "monitors") || !s.FollowsRoster("technology", "login_access") {
		t.Error("the answers do not follow the roster that was made of them")
	}
}

func TestTheRuleOfTwoReadsTheRosterAsItIs(t *testing.T) {
	o := newOffice(t)
	c := o.submitted(t)
	r, err := o.site.App.Rosters.Roster(o.linnea, c.Ref)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range r.Assignments { // the cover goes while communications reads
		if a.Role == roster.Cover {
			if _, err := o.site.App.Rosters.Cancel(o.linnea, a.ID, a.Version); err != nil {
				t.Fatal(err)
			}
		}
	}
	s := o.sheet(t, c)
	if got := named(s, "monitoring", "monitors"); !slices.Equal(got, []string{"Sara responsible"}) {
		t.Errorf("monitors %q", got)
	}
	if it := s.Item("monitoring"); it.State != checklist.Attention || len(it.Objections) != 1 {
		t.Errorf("the point is %s with %v", it.State, it.Objections)
	}
	if _, err := o.svc.Approve(o.linnea, c.ID, checklist.ApproveInput{}); !fault.Is(err, fault.InvalidKind) {
		t.Fatalf("approved with one person: %v", err)
	}
	if _, err := o.site.App.Rosters.Assign(o.linnea, c.Ref, roster.AssignInput{PersonID: o.people["Karin"].ID, Role: "monitor"}); err != nil {
		t.Fatal(err)
	}
	done, err := o.svc.Approve(o.karin, c.ID, checklist.ApproveInput{})
	if err != nil {
		t.Fatalf("with two people again: %v %+v", err, fault.As(err))
	}
	want := []string{"Sara responsible", "Karin monitor"}
	if got := named(o.sheet(t, done), "monitoring", "monitors"); !slices.Equal(got, want) {
		t.Errorf("approved was %q, want %q", got, want)
	}
	// What was approved stays, whatever becomes of the roster.
	for _, a := range r.Assignments {
		if a.Role == roster.Responsible {
			if _, err := o.site.App.Rosters.Cancel(o.linnea, a.ID, a.Version); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := named(o.sheet(t, done), "monitoring", "monitors"); !slices.Equal(got, want) {
		t.Errorf("the approved answer changed to %q", got)
	}
}

func TestAFormCannotTakeAwayWhatTheRosterSays(t *testing.T) {
	o := newOffice(t)
	c := o.submitted(t)
	if _, err := o.svc.Recall(o.sara, c.ID); err != nil {
		t.Fatal(err)
	}
	f := o.answers()["monitoring"]
	delete(f, "monitors") // the form does not ask it
	f["illness"] = text("Skolans expedition ringer Jonas")
	saved := o.save(t, o.jonas, c.ID, "monitoring", f)
	if len(saved.Lost) > 0 || saved.Item.State != checklist.Done {
		t.Errorf("lost %q, state %s", saved.Lost, saved.Item.State)
	}
	s := o.sheet(t, c)
	if got := named(s, "monitoring", "monitors"); len(got) != 2 {
		t.Errorf("monitors %q", got)
	}
	if got := s.Item("monitoring").Answer.Fields["illness"].Text; got != "Skolans expedition ringer Jonas" {
		t.Errorf("illness %q", got)
	}
}

func TestASecretIsRefusedWhereTheLoginIsAskedFor(t *testing.T) {
	o := newOffice(t)
	c := o.start(t)
	f := o.answers()["technology"]
	f["login_place"] = text("lösenord: Xk9#mQ2$vL")
	_, err := o.svc.Save(o.sara, c.ID, "technology", checklist.SaveInput{Fields: f})
	if !fault.Is(err, fault.InvalidKind) || fault.As(err).Fields[0].Name != "f.login_place" || fault.As(err).Fields[0].Key != checklist.SecretKey {
		t.Fatalf("%v", err)
	}
	if got := o.versions(t, c.ID, "technology", "login_place"); len(got) > 0 {
		t.Errorf("kept %q", got)
	}
}

func TestARosterTakesOverWhomAnOlderChecklistNames(t *testing.T) {
	o := newOffice(t)
	c := o.start(t)
	o.fill(t, o.sara, c.ID) // never handed in: as if it had been approved before there were rosters
	r, err := o.site.App.Rosters.Roster(o.sara, c.Ref)
	if err != nil || len(r.Answered) != 2 {
		t.Fatalf("offered are %+v (%v)", r.Answered, err)
	}
	if err := o.site.App.Rosters.TakeAnswered(o.sara, c.Ref); err != nil {
		t.Fatal(err)
	}
	if r, err = o.site.App.Rosters.Roster(o.sara, c.Ref); err != nil || len(r.Assignments) != 2 || len(r.Answered) > 0 {
		t.Errorf("taken are %+v, offered again %+v (%v)", r.Assignments, r.Answered, err)
	}
	if err := o.site.App.Rosters.TakeAnswered(o.sara, c.Ref); !fault.Is(err, fault.ConflictKind) {
		t.Errorf("a second time: %v", err)
	}
}
