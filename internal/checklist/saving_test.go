package checklist_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
)

// versions gives the texts of one field of a point's versions, oldest first; an aside begins with "~".
func (o *office) versions(t testing.TB, id uuid.UUID, point, field string) []string {
	t.Helper()
	list, who, err := o.svc.Versions(o.sara, id, point)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, v := range list {
		s := v.Fields[field].Text
		if v.Aside {
			s = "~" + s
		}
		if who[v.SavedBy] == "" {
			t.Errorf("nobody wrote %q", s)
		}
		texts = append(texts, s)
	}
	return texts
}

func (o *office) answer(t testing.TB, id uuid.UUID, point string) checklist.Answer {
	t.Helper()
	s, err := o.svc.Get(o.linnea, id)
	if err != nil {
		t.Fatal(err)
	}
	return s.Item(point).Answer
}

func goal(s string) checklist.Fields { return checklist.Fields{"goal": text(s)} }

func TestSavesByOnePersonWithinTenMinutesAreOneVersion(t *testing.T) {
	o := newOffice(t)
	c := o.start(t)
	want := func(texts ...string) {
		t.Helper()
		if got := o.versions(t, c.ID, "goal", "goal"); !slices.Equal(got, texts) {
			t.Errorf("versions %q, want %q", got, texts)
		}
	}
	o.save(t, o.sara, c.ID, "goal", goal("Fler"))
	o.site.Clock.Add(5 * time.Minute)
	o.save(t, o.sara, c.ID, "goal", goal("Fler l"))
	o.site.Clock.Add(5 * time.Minute)
	o.save(t, o.sara, c.ID, "goal", goal("Fler lånar"))
	want("Fler lånar")
	o.save(t, o.sara, c.ID, "goal", goal("Fler lånar")) // nothing new
	if v := o.answer(t, c.ID, "goal").Version; v != 3 {
		t.Errorf("the answer's version is %d after three changes", v)
	}
	o.site.Clock.Add(time.Microsecond) // ten minutes after it was begun, not after it was last changed
	o.save(t, o.sara, c.ID, "goal", goal("Fler läser"))
	want("Fler lånar", "Fler läser")
	o.save(t, o.jonas, c.ID, "goal", goal("Alla läser"))
	want("Fler lånar", "Fler läser", "Alla läser")
	o.save(t, o.sara, c.ID, "goal", goal("Många läser"))
	want("Fler lånar", "Fler läser", "Alla läser", "Många läser")

	o.fill(t, o.sara, c.ID)
	if _, err := o.svc.Submit(o.sara, c.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := o.svc.Recall(o.sara, c.ID); err != nil {
		t.Fatal(err)
	}
	o.save(t, o.sara, c.ID, "goal", goal("Ännu fler"))
	want("Fler lånar", "Fler läser", "Alla läser", "Fler lånar", "Ännu fler")
}

func TestTwoInTheSameField(t *testing.T) {
	o := newOffice(t)
	c := o.start(t)
	o.save(t, o.sara, c.ID, "goal", checklist.Fields{"goal": text("Mål"), "measure": text("Mått")})
	base := o.answer(t, c.ID, "goal")
	theirs := o.save(t, o.jonas, c.ID, "goal", checklist.Fields{"goal": text("Jonas mål"), "measure": text("Jonas mått")})
	mine := checklist.SaveInput{Fields: checklist.Fields{"goal": text("Saras mål"), "measure": text("Mått")}, Base: base.Fields, Seen: base.Version}
	for range 2 { // sent twice, it is kept once
		got, err := o.svc.Save(o.sara, c.ID, "goal", mine)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got.Lost, []string{"goal"}) || !slices.Equal(got.Merged, []string{"measure"}) || got.Theirs["goal"].Text != "Jonas mål" || got.By != theirs.Item.Answer.SavedBy {
			t.Errorf("%+v: want the goal lost to Jonas, the measure as he left it", got)
		}
	}
	now := o.answer(t, c.ID, "goal")
	if now.Fields["goal"].Text != "Jonas mål" || now.Fields["measure"].Text != "Jonas mått" {
		t.Errorf("the answer is %v, want what was there first", now.Fields)
	}
	if got := o.versions(t, c.ID, "goal", "goal"); !slices.Equal(got, []string{"Mål", "Jonas mål", "~Saras mål"}) {
		t.Errorf("versions %q", got)
	}
	got, err := o.svc.Save(o.sara, c.ID, "goal", checklist.SaveInput{Fields: mine.Fields, Base: now.Fields, Seen: now.Version})
	if err != nil || len(got.Lost) > 0 || o.answer(t, c.ID, "goal").Fields["goal"].Text != "Saras mål" {
		t.Errorf("saved again against theirs: %+v, %v", got, err)
	}
}

func TestTwoInDifferentFields(t *testing.T) {
	o := newOffice(t)
	c := o.start(t)
	o.save(t, o.jonas, c.ID, "goal", checklist.Fields{"measure": text("Jonas mått")})
	got, err := o.svc.Save(o.sara, c.ID, "goal", checklist.SaveInput{Fields: goal("Saras mål"), Base: checklist.Fields{}})
	if err != nil || len(got.Lost) > 0 || !slices.Equal(got.Merged, []string{"measure"}) {
		t.Fatalf("%+v, %v", got, err)
	}
	if f := o.answer(t, c.ID, "goal").Fields; f["goal"].Text != "Saras mål" || f["measure"].Text != "Jonas mått" {
		t.Errorf("the answer is %v, want both", f)
	}
	if got.Item.Answer.Fields["measure"].Text != "Jonas mått" || got.Done != 1 {
		t.Errorf("told of %v, %d done", got.Item.Answer.Fields, got.Done)
	}
	// A form that does not say what it was filled with takes nothing from anybody.
	got, err = o.svc.Save(o.amir, c.ID, "goal", checklist.SaveInput{Fields: goal("Amirs mål"), Seen: -1})
	if err != nil || !slices.Equal(got.Lost, []string{"goal", "measure"}) {
		t.Errorf("stale and without a base: %+v, %v", got, err)
	}
	if f := o.answer(t, c.ID, "goal").Fields; f["goal"].Text != "Saras mål" || f["measure"].Text != "Jonas mått" {
		t.Errorf("the answer is %v afterwards", f)
	}
}

func TestAFormCountsFromWhatItHeldAlsoWhereItKnowsTheVersion(t *testing.T) {
	o := newOffice(t)
	c := o.start(t)
	o.save(t, o.sara, c.ID, "sender", checklist.Fields{"sender": text("logotype")})
	old := o.answer(t, c.ID, "sender").Fields
	o.save(t, o.jonas, c.ID, "sender", checklist.Fields{"sender": text("own_symbol")})
	seen := o.answer(t, c.ID, "sender").Version // told by the page's script, which could not write the choice into the form
	got, err := o.svc.Save(o.sara, c.ID, "sender", checklist.SaveInput{Fields: checklist.Fields{"sender": text("logotype"), "page_updated": text("yes")}, Base: old, Seen: seen})
	if err != nil || len(got.Lost) > 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	if f := o.answer(t, c.ID, "sender").Fields; f["sender"].Text != "own_symbol" || f["page_updated"].Text != "yes" {
		t.Errorf("the answer is %v: what Jonas chose was written over unseen", f)
	}
}

func TestALockedChecklistKeepsWhatIsTyped(t *testing.T) {
	o := newOffice(t)
	c := o.submitted(t)
	before := o.answer(t, c.ID, "goal")
	for range 2 {
		if _, err := o.svc.Save(o.sara, c.ID, "goal", checklist.SaveInput{Fields: goal("Skrivet för sent"), Base: before.Fields, Seen: before.Version}); !fault.Is(err, fault.ConflictKind) {
			t.Fatalf("%v, want a conflict", err)
		}
	}
	if now := o.answer(t, c.ID, "goal"); !now.Fields.Equal(before.Fields) || now.Version != before.Version {
		t.Errorf("the answer changed to %v while it was reviewed", now.Fields)
	}
	if got := o.versions(t, c.ID, "goal", "goal"); !slices.Equal(got, []string{"Fler lånar", "~Skrivet för sent"}) {
		t.Errorf("versions %q", got)
	}
	s, err := o.svc.Get(o.linnea, c.ID)
	if err != nil || s.Done != 17 {
		t.Errorf("%d done, %v", s.Done, err)
	}
}

func TestWhatIsNoAnswerIsNotSaved(t *testing.T) {
	o := newOffice(t)
	_, other := o.site.Tenant("asa")
	stranger, err := o.site.App.People.AddPerson(other, identity.Person{Name: "Åsa", Email: "asa@asa.example"})
	if err != nil {
		t.Fatal(err)
	}
	c := o.start(t)
	long := func(n int) checklist.Value { return text(strings.Repeat("å", n)) }
	crowd := o.who("", "Sara")
	for range 31 {
		p, err := o.site.App.People.AddPerson(o.root, identity.Person{Name: "Någon", Email: uuid.NewString() + "@bjorkvik.example"})
		if err != nil {
			t.Fatal(err)
		}
		crowd.People = append(crowd.People, checklist.Who{ID: p.ID})
	}
	for _, tt := range []struct {
		what, point, field string
		value              checklist.Value
		key                string
	}{
		{"a date that is none", "terms", "read_on", text("30 februari"), "checklist.date_bad"},
		{"a day that is not there", "terms", "read_on", text("2026-02-30"), "checklist.date_bad"},
		{"a year long ago", "terms", "read_on", text("1066-10-14"), "checklist.date_bad"},
		{"a choice that is none", "account_kind", "kind", text("private"), "checklist.choose"},
		{"neither yes nor no", "message", "agreement", text("maybe"), "checklist.choose"},
		{"no address", "sender", "unit_page", text("bjorkvik"), "checklist.link_bad"},
		{"a script", "sender", "unit_page", text("javascript:alert(1)//a.b"), "checklist.link_bad"},
		{"a name before the host", "sender", "unit_page", text("https://a@b.example"), "checklist.link_bad"},
		{"a long line", "goal", "measure", long(501), "checklist.too_long"},
		{"a long text", "goal", "goal", long(5001), "checklist.too_long"},
		{"a long reason", "message", "agreement", checklist.Value{Text: "no", Reason: strings.Repeat("å", 2001)}, "checklist.too_long"},
		{"somebody unknown", "terms", "read_by", checklist.Value{People: []checklist.Who{{ID: uuid.New(), Name: "Ingen"}}}, "checklist.person_unknown"},
		{"somebody of another municipality", "terms", "read_by", checklist.Value{People: []checklist.Who{{ID: stranger.ID, Name: stranger.Name}}}, "checklist.person_unknown"},
		{"a role that is none", "monitoring", "monitors", o.who("boss", "Sara"), "checklist.choose"},
		{"a crowd", "terms", "read_by", crowd, "checklist.too_many_people"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			_, err := o.svc.Save(o.sara, c.ID, tt.point, checklist.SaveInput{Fields: checklist.Fields{tt.field: tt.value}})
			if !fault.Is(err, fault.InvalidKind) || fault.As(err).Fields[0].Name != "f."+tt.field || fault.As(err).Fields[0].Key != tt.key {
				t.Errorf("%v %+v, want %s at f.%s", err, fault.As(err), tt.key, tt.field)
			}
			if a := o.answer(t, c.ID, tt.point); a.Version != 0 {
				t.Errorf("it was saved: %v", a.Fields)
			}
		})
	}
	for what, f := range map[string]checklist.Fields{"the longest texts": {"goal": long(5000), "measure": long(500)}, "fields that are not asked": {"goal": text("x"), "nosuch": text("y")}} {
		if s := o.save(t, o.sara, c.ID, "goal", f); s.Item.State != checklist.Done || len(s.Item.Answer.Fields["nosuch"].Text) > 0 {
			t.Errorf("%s: %s %v", what, s.Item.State, s.Item.Answer.Fields["nosuch"])
		}
	}
}

func TestNamesAreTheDirectorys(t *testing.T) {
	o := newOffice(t)
	c := o.start(t)
	forged := o.who("", "Sara")
	forged.People[0].Name = "Kungen"
	s := o.save(t, o.sara, c.ID, "terms", checklist.Fields{"read_on": text("2026-11-20"), "read_by": {People: []checklist.Who{forged.People[0], o.people["Sara"]}}})
	if got := s.Item.Answer.Fields["read_by"].People; len(got) != 1 || got[0].Name != "Sara" {
		t.Errorf("named %v, want Sara once", got)
	}
}

func TestWhoMaySave(t *testing.T) {
	o := newOffice(t)
	c := o.start(t)
	elsewhere := o.site.Unit(o.root, "Badhuset")
	_, foreign := o.site.Tenant("asa")
	for _, tt := range []struct {
		what string
		ctx  context.Context
		see  bool
		kind fault.Kind
	}{
		{"operations elsewhere", o.person(t, "Olle", identity.Operations, elsewhere), false, fault.NotFoundKind},
		{"a reader", o.person(t, "Rut", identity.Reader), true, fault.ForbiddenKind},
		{"the archivist", o.person(t, "Arvid", identity.Archivist), true, fault.ForbiddenKind},
		{"the registrar", o.person(t, "Rakel", identity.Registrar), true, fault.ForbiddenKind},
		{"another municipality's operator", foreign, false, fault.NotFoundKind},
	} {
		if _, err := o.svc.Get(tt.ctx, c.ID); (err == nil) != tt.see {
			t.Errorf("%s: seeing it: %v", tt.what, err)
		}
		if _, err := o.svc.Save(tt.ctx, c.ID, "goal", checklist.SaveInput{Fields: goal("x")}); !fault.Is(err, tt.kind) {
			t.Errorf("%s: saving: %v", tt.what, err)
		}
	}
	for _, point := range []string{"nosuch", ""} {
		if _, err := o.svc.Save(o.sara, c.ID, point, checklist.SaveInput{Fields: goal("x")}); !fault.Is(err, fault.NotFoundKind) {
			t.Errorf("point %q: %v", point, err)
		}
	}
	if _, err := o.svc.Save(o.sara, uuid.New(), "goal", checklist.SaveInput{Fields: goal("x")}); !fault.Is(err, fault.NotFoundKind) {
		t.Errorf("a checklist that is none: %v", err)
	}
	if a := o.answer(t, c.ID, "goal"); a.Version != 0 {
		t.Errorf("something was saved: %v", a.Fields)
	}
}
