package e2e_test

import (
	"net/http"
	"strings"
	"testing"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/roster/coverage"
	"kanalkoll/internal/tenant"
)

// watched gives how many days of the account, from a day to a day, are in the state.
func (h *house) watched(t *testing.T, ref string, from, to clock.Date, state coverage.State) int {
	t.Helper()
	sheet, err := h.site.App.Rosters.Coverage(h.ctx, roster.Scope{Ref: ref, From: from, To: to})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, d := range sheet.Days[sheet.Accounts[0].ID] {
		if d.State == state {
			n++
		}
	}
	return n
}

func (h *house) personNamed(t *testing.T, name string) identity.Person {
	t.Helper()
	people, err := h.site.App.People.People(h.ctx, name)
	if err != nil || len(people) != 1 {
		t.Fatalf("%s: %v %v", name, people, err)
	}
	return people[0]
}

// TestRosterOfAWinterByKeyboard is a day's work with rosters: communications sees that nobody watches an account and
// names somebody, a clerk enters a holiday with a cover, and somebody who leaves is handed over, and taken back.
func TestRosterOfAWinterByKeyboard(t *testing.T) {
	h := newDemo(t)
	day := clock.On(h.site.Clock.Now(), tenant.ZoneOf(h.ctx))
	_, last := roster.Ahead(day)

	b := h.tab(t, commons)
	k := keyboard{b}
	k.press("Bemanning")
	b.want("Luckor framåt")
	k.press("Ordna bevakningen")
	account := strings.Split(b.path(), "/")[4]
	if h.watched(t, account, day, last, coverage.Gap) == 0 {
		t.Fatalf("%s has no gap to mend", account)
	}
	k.choose("Person", "Karin")
	b.status(k.press("Utse personen"), http.StatusOK)
	if n := h.watched(t, account, day, last, coverage.Gap); n > 0 {
		t.Errorf("%s still has %d days without anybody", account, n)
	}

	sara := h.personNamed(t, "Sara Lindqvist")
	clerk := h.tab(t, operators)
	k = keyboard{clerk}
	k.press("Mitt konto")
	k.press("Lägg in frånvaro")
	k.fill("Första dagen borta", "02012027")
	k.fill("Sista dagen borta", "01252027")
	k.choose("Ersättare", "Jonas")
	clerk.status(k.press("Spara frånvaron"), http.StatusUnprocessableEntity)
	clerk.want("Sista dagen ligger före den första")
	k.fill("Sista dagen borta", "02052027")
	clerk.status(k.press("Spara frånvaron"), http.StatusOK)
	clerk.want("Jonas Ek")
	away, err := h.site.App.Rosters.Absences(h.ctx, roster.AbsenceFilter{PersonID: sara.ID})
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, a := range away.Absences {
		found = found || a.From.String() == "2027-02-01" && a.To.String() == "2027-02-05"
	}
	if !found {
		t.Errorf("the absence was not kept: %+v", away.Absences)
	}

	tove := h.personNamed(t, "Tove Ahl")
	k = keyboard{b}
	b.open("/app/people/" + tove.ID.String())
	k.press("Personen slutar")
	k.fill("Sista dagen", "12182026")
	k.choose("Vem tar över allt?", "Sofia")
	b.status(k.press("Se vad som händer"), http.StatusOK)
	b.status(k.press("Notera att Tove Ahl slutar"), http.StatusOK)
	after, ok := clock.NewDate(2026, 12, 19)
	if !ok {
		t.Fatal("no such day")
	}
	held := func(name string) int {
		t.Helper()
		n := 0
		for _, a := range h.accountsOf(t, h.personNamed(t, name), after) {
			if a.Role == roster.Responsible {
				n++
			}
		}
		return n
	}
	if held("Tove Ahl") != 0 || held("Sofia Brink") == 0 {
		t.Errorf("after the last day Tove answers for %d accounts and Sofia for %d", held("Tove Ahl"), held("Sofia Brink"))
	}
	b.status(k.press("Ta tillbaka"), http.StatusOK)
	if held("Tove Ahl") == 0 {
		t.Error("taken back, and Tove answers for nothing")
	}
	for _, x := range append(b.complaints(), clerk.complaints()...) {
		t.Errorf("the browser complains: %s", x)
	}
}

// accountsOf gives what somebody has on accounts on a day.
func (h *house) accountsOf(t *testing.T, p identity.Person, day clock.Date) []roster.Assignment {
	t.Helper()
	sheet, err := h.site.App.Rosters.Coverage(h.ctx, roster.Scope{From: day, To: day})
	if err != nil {
		t.Fatal(err)
	}
	var list []roster.Assignment
	for _, a := range sheet.Assignments {
		if a.PersonID == p.ID {
			list = append(list, a)
		}
	}
	return list
}
