package e2e_test

import (
	"testing"

	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
)

const (
	// approvable is under which house.lists has a second checklist that was handed in, with nothing in the way.
	approvable checklist.State = "approvable"
	// openPoint is a point of the checklist that is handed in of which the reviewer has said nothing.
	openPoint = "message"
)

func listIn(s checklist.State) func(*house) string {
	return func(h *house) string { return h.lists[s] }
}

// fillChecklists makes a checklist in each state: the one that is handed in is half reviewed.
func (h *house) fillChecklists(t testing.TB) {
	t.Helper()
	svc := h.site.App.Checklists
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	h.lists = map[checklist.State]string{}
	for _, state := range []checklist.State{checklist.Open, checklist.Submitted, approvable, checklist.Returned, checklist.Approved} {
		c, err := svc.Start(h.ctx, checklist.StartInput{UnitID: h.smallUnit, Platform: "instagram", Name: "Musikskolan " + string(state)})
		check(err)
		h.lists[state] = c.ID.String()
		h.answer(t, c.ID, state == checklist.Open)
		if state == checklist.Open {
			continue
		}
		_, err = svc.Submit(h.ctx, c.ID)
		check(err)
		if state == checklist.Submitted || state == checklist.Returned {
			check(svc.Judge(h.ctx, c.ID, "purpose", checklist.Accepted, ""))
			check(svc.Judge(h.ctx, c.ID, "goal", checklist.Back, "Hur märker ni det?"))
		}
		switch state {
		case checklist.Returned:
			_, err = svc.SendBack(h.ctx, c.ID)
		case checklist.Approved:
			_, err = svc.Approve(h.ctx, c.ID, checklist.ApproveInput{CaseNumber: "KS 2026/412"})
		}
		check(err)
	}
}

// answer answers every point, or only the first.
func (h *house) answer(t testing.TB, id uuid.UUID, first bool) {
	t.Helper()
	people, err := h.site.App.People.People(h.ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	who := func(roles ...string) checklist.Value {
		v := checklist.Value{}
		for i, r := range roles {
			v.People = append(v.People, checklist.Who{ID: people[i].ID, Role: r})
		}
		return v
	}
	text := func(s string) checklist.Value { return checklist.Value{Text: s} }
	page := text("https://www.bjorkvik.example/musikskolan")
	for point, f := range map[string]checklist.Fields{
		"purpose":      {"purpose": text("Visa elevernas musik"), "assignment": text("Rektor, 1 september")},
		"goal":         {"goal": text("Fler söker till kurserna")},
		"message":      {"message": text("Konserter och kurser"), "agreement": text("yes")},
		"target_group": {"target_group": text("Barn och unga")},
		"channel":      {"name": text("Musikskolan"), "why_channel": text("De unga finns där")},
		"account_kind": {"kind": text("business")},
		"terms":        {"read_on": text("2026-11-20"), "read_by": who("")},
		"technology":   {"it_help": checklist.Value{Text: "no", Reason: "Vi har det som behövs"}, "login_access": who("", ""), "login_place": text("Lösenordsvalvet")},
		"resources":    {"hours": text("2"), "enough": text("yes")},
		"monitoring":   {"monitors": who("responsible", "cover"), "answer_time": text("day"), "illness": text("En kollega tar över")},
		"sender":       {"sender": text("logotype"), "unit_page": page, "page_updated": text("yes")},
		"risks":        {"secrecy": checklist.Value{Text: "yes", Reason: "Elever kan berätta om varandra"}, "personal_data": checklist.Value{Text: "yes", Reason: "Namn i kommentarer"}, "measures": text("Inga bilder utan samtycke")},
		"records":      {"registration": text("Registratorn"), "disposal": text("Enligt beslut"), "archiving": text("Varje månad"), "unsuitable": text("Sparas och tas bort")},
		"crisis":       {"use": text("unused"), "pointer": text("Se bjorkvik.example")},
		"marketing":    {"marketing": text("Affischer")},
		"information":  {"content_page": page, "contact_page": page, "all_information": text("yes")},
		"notice":       {"closing": text("Ett inlägg en månad före")},
	} {
		if first && point != "purpose" {
			continue
		}
		if _, err := h.site.App.Checklists.Save(h.ctx, id, point, checklist.SaveInput{Fields: f}); err != nil {
			t.Fatalf("%s: %v", point, err)
		}
	}
}
