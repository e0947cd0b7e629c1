package e2e_test

import (
	"testing"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
)

// fillAssignments gives the open account two people who watch it, both away on a day, and a crisis contact; and one whose role has ended.
func (h *house) fillAssignments(t testing.TB) {
	t.Helper()
	ref := h.refs[register.Active]
	assign := func(name string, in roster.AssignInput) *roster.Assignment {
		x, err := h.site.App.Rosters.AssignNew(h.ctx, ref, identity.Person{Name: name, Title: "kommunikatör"}, in)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	greta := assign("Greta Gran", roster.AssignInput{Role: string(roster.Responsible), From: "2026-09-01"})
	tove := assign("Tove Tall", roster.AssignInput{Role: string(roster.Monitor), From: "2026-10-05", To: "2027-01-29"})
	h.assignment = assign("Per Poppel", roster.AssignInput{Role: string(roster.CrisisContact), Hours: "vardagar 8–17"}).ID
	assign("Ulla Ulv", roster.AssignInput{Role: string(roster.Publisher), From: "2025-01-01", To: "2026-06-30"})
	for _, a := range []roster.AbsenceInput{{PersonID: greta.PersonID, From: "2026-12-21", To: "2026-12-23"}, {PersonID: tove.PersonID, From: "2026-12-23", To: "2027-01-08"}} {
		if _, err := h.site.App.Rosters.AddAbsence(h.ctx, a); err != nil {
			t.Fatal(err)
		}
	}
}
