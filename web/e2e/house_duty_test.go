package e2e_test

import (
	"slices"
	"testing"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
)

// fillDuties gives the administrator duties, somebody to cover for, days alone, an absence and a calendar, for their own page.
func (h *house) fillDuties(t testing.TB) {
	t.Helper()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	a := h.site.App
	people, err := a.People.People(h.ctx, "")
	check(err)
	users, err := a.People.Users(h.ctx)
	check(err)
	var me identity.Person
	for _, u := range users {
		if u.Roles[0].Role == identity.Admin {
			me = u.Person
		}
	}
	var other identity.Person
	for _, p := range people {
		if p.ID != me.ID && p.UserID != me.UserID {
			other = p
		}
	}
	list, _, err := a.Register.List(h.ctx, register.Filter{})
	check(err)
	list = slices.DeleteFunc(list, func(x *register.Account) bool { return x.Status != register.Active })[:4]
	check(a.DB.InTenant(h.ctx, func(tx *postgres.Tx) error {
		for _, x := range list {
			x, err := register.LockTx(h.ctx, tx, x.ID)
			if err != nil {
				return err
			}
			for _, in := range []roster.AssignInput{{PersonID: me.ID, Role: string(roster.Monitor), From: "2026-09-01"}, {PersonID: other.ID, Role: string(roster.Responsible), From: "2026-09-01", To: "2027-08-31"}} {
				if _, err := roster.AssignTx(h.ctx, tx, x, in); err != nil {
					return err
				}
			}
		}
		return nil
	}))
	for _, in := range []roster.AbsenceInput{{PersonID: other.ID, From: "2026-12-21", To: "2027-01-05", CoverID: me.ID}, {PersonID: me.ID, From: "2027-02-15", To: "2027-02-19"}} {
		_, err := a.Rosters.AddAbsence(h.ctx, in)
		check(err)
	}
	_, err = a.Rosters.NewCalendar(identity.With(h.ctx, &identity.Principal{PersonID: me.ID}))
	check(err)
}
