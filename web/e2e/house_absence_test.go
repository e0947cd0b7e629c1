package e2e_test

import (
	"testing"

	"github.com/google/uuid"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
)

// absences are what pages of absences are looked at with.
type absences struct {
	covered uuid.UUID // with a cover who is there
	broken  uuid.UUID // whose cover is away too, so that nobody watches
}

// fillAbsences makes two people watch an account and be away, each with a cover and one in vain.
func (h *house) fillAbsences(t testing.TB, people []identity.Person) {
	t.Helper()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	a := h.site.App
	account, err := a.Register.Get(h.ctx, h.refs[register.Active])
	check(err)
	for i, role := range []roster.Role{roster.Responsible, roster.Monitor} {
		check(a.DB.InTenant(h.ctx, func(tx *postgres.Tx) error {
			_, err := roster.AssignTx(h.ctx, tx, account, roster.AssignInput{PersonID: people[i].ID, Role: string(role), From: "2026-01-01"})
			return err
		}))
	}
	away := func(person int, from, to string, cover int) uuid.UUID {
		x, err := a.Rosters.AddAbsence(h.ctx, roster.AbsenceInput{PersonID: people[person].ID, From: from, To: to, CoverID: people[cover].ID})
		check(err)
		return x.ID
	}
	h.absences.broken = away(0, "2026-12-14", "2027-01-06", 1)
	h.absences.covered = away(1, "2026-12-21", "2026-12-30", 0)
}
