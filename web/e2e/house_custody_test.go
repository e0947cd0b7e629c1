package e2e_test

import (
	"testing"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
)

// fillCustody makes a login with somebody who lost it, an account that says when it answers, and somebody who carries
// more than they have time for.
func (h *house) fillCustody(t testing.TB, people []identity.Person) {
	t.Helper()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	s, ref := h.site.App.Rosters, h.refs[register.Active]
	check(s.AddAccess(h.ctx, ref, roster.AccessInput{PersonID: people[0].ID, Way: "shared", Since: "2025-01-15"}))
	check(s.AddAccess(h.ctx, ref, roster.AccessInput{PersonID: people[1].ID, Way: "shared", Since: "2025-01-15"}))
	check(s.AddAccess(h.ctx, ref, roster.AccessInput{PersonID: people[2].ID, Way: "personal", PageRole: "Redaktör", Since: "2025-02-01"}))
	kept, err := s.CustodyOf(h.ctx, ref)
	check(err)
	check(s.SaveCustody(h.ctx, ref, kept.Keeping.Custody.Version, roster.CustodyInput{Place: "Kommunens lösenordsvalv", ChangedOn: "2025-06-03", SecondFactor: roster.FactorOff, Recovery: roster.RecoveryOther}))
	raised, err := s.CustodyOf(h.ctx, ref)
	check(err)
	for _, a := range raised.Keeping.Access {
		switch a.PersonID {
		case people[0].ID:
			h.access = a.ID
		case people[1].ID:
			check(s.EndAccess(h.ctx, ref, a.ID, a.Version, roster.AccessEnd{EndedOn: "2026-10-01", SecretChanged: "no"}))
		}
	}
	watch, err := s.WatchOf(h.ctx, ref)
	check(err)
	check(s.SaveWatch(h.ctx, ref, watch.Watch.Version, roster.WatchInput{Target: "120", Hours: "Vardagar 8–16", MinutesWeek: "5 h"}))
	_, set, err := s.SetAsideOf(h.ctx, people[0].ID)
	check(err)
	check(s.SaveSetAside(h.ctx, people[0].ID, set.Version, "1 h"))
}

func custody(below string) func(*house) string {
	return by("/app/accounts/*/custody"+below, as(register.Active))
}

func access(below string) func(*house) string {
	return func(h *house) string {
		return "/app/accounts/" + h.refs[register.Active] + "/custody/access/" + h.access.String() + below
	}
}
