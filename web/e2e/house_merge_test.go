package e2e_test

import (
	"testing"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/roster"
)

// fillDoubled puts one person into the directory twice, away at the same time in both.
func (h *house) fillDoubled(t testing.TB) {
	t.Helper()
	for i, p := range []identity.Person{{Name: "Dora Dubblett", Title: "pedagog", Email: "dora@bjorkvik.example", UnitID: h.unit}, {Name: "dora  dubblett", Phone: "019-21 10 00"}} {
		p, err := h.site.App.People.AddPerson(h.ctx, p)
		if err != nil {
			t.Fatal(err)
		}
		h.doubled[i] = p.ID
		if _, err := h.site.App.Rosters.AddAbsence(h.ctx, roster.AbsenceInput{PersonID: p.ID, From: "2027-04-05", To: "2027-04-09"}); err != nil {
			t.Fatal(err)
		}
	}
}

func mergePath(h *house) string {
	return "/app/people/" + h.doubled[0].String() + "/merge?with=" + h.doubled[1].String()
}
