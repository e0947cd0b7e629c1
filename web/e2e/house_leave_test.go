package e2e_test

import (
	"testing"

	"github.com/google/uuid"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
)

// leaving are people who hold things: one stays, one leaves, one has left.
type leaving struct {
	stays, leaves, left uuid.UUID
}

// fillLeaving gives three people the same things, and lets two of them leave.
func (h *house) fillLeaving(t testing.TB) {
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
	add := func(name string) uuid.UUID {
		p, err := a.People.AddPerson(h.ctx, identity.Person{Name: name, Title: "kommunikatör", UnitID: h.unit})
		check(err)
		check(a.DB.InTenant(h.ctx, func(tx *postgres.Tx) error {
			for _, role := range []string{"publisher", "crisis_contact"} {
				if _, err := roster.AssignTx(h.ctx, tx, account, roster.AssignInput{PersonID: p.ID, Role: role, From: "2026-01-01"}); err != nil {
					return err
				}
			}
			for _, way := range []string{"personal", "shared"} {
				if _, err := tx.Exec(h.ctx, `INSERT INTO custody_access (tenant_id, id, account_id, person_id, way, since, updated_at) VALUES ($1, gen_random_uuid(), $2, $3, $4, '2026-01-01', $5)`,
					tx.Tenant, account.ID, p.ID, way, tx.Now); err != nil {
					return err
				}
			}
			return nil
		}))
		_, err = a.Rosters.AddAbsence(h.ctx, roster.AbsenceInput{PersonID: p.ID, From: "2027-03-01", To: "2027-03-05"})
		check(err)
		return p.ID
	}
	h.leaving = leaving{add("Kim Kvar"), add("Lo Lämnar"), add("Max Milton")}
	for person, last := range map[uuid.UUID]string{h.leaving.leaves: "2026-12-31", h.leaving.left: "2026-11-20"} {
		_, err := a.Rosters.Leave(h.ctx, person, roster.LeaveInput{LastOn: last, All: h.leaving.stays.String(), Knowing: true})
		check(err)
	}
}
