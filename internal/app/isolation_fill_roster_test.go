package app_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/roster"
)

// fillRoster gives her what rosters have, all with the secret.
func (n *neighbours) fillRoster(t *testing.T, person uuid.UUID) {
	t.Helper()
	token, err := n.site.App.Rosters.NewCalendar(identity.With(n.hers, &identity.Principal{PersonID: person}))
	if err != nil {
		t.Fatal(err)
	}
	if r := n.site.Visitor("asa").Get("/calendar/" + token + ".ics"); !strings.Contains(r.Body, secret) {
		t.Fatalf("her own calendar does not hold the secret: status %d", r.Status)
	}
	n.ids = append(n.ids, token)
	n.fillAssignments(t)
	n.fillAbsences(t, person)
	n.fillCustody(t, person)
	n.fillLeaving(t)
	if err := n.site.App.Rosters.AddCall(n.hers, roster.AssignInput{PersonID: person, Hours: secret}); err != nil {
		t.Fatal(err)
	}
	n.ids = append(n.ids, n.all(t, `SELECT id::text FROM assignment WHERE account_id IS NULL`)...)
}

// fillCustody notes who can get into her account, where that is kept, when it is watched and the time that takes.
func (n *neighbours) fillCustody(t *testing.T, person uuid.UUID) {
	t.Helper()
	s := n.site.App.Rosters
	for _, err := range []error{
		s.AddAccess(n.hers, n.ref, roster.AccessInput{PersonID: person, Way: "shared", PageRole: secret}),
		s.SaveCustody(n.hers, n.ref, 0, roster.CustodyInput{Place: secret}),
		s.SaveWatch(n.hers, n.ref, 0, roster.WatchInput{Target: roster.TargetDay, Hours: secret, MinutesWeek: "90"}),
		s.SaveSetAside(n.hers, person, n.version(t, person), "2 h"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	n.ids = append(n.ids, n.all(t, `SELECT id::text FROM custody_access`)...)
}

// version is that of what her roster knows of a person, 0 where it knows nothing.
func (n *neighbours) version(t *testing.T, person uuid.UUID) int {
	t.Helper()
	_, s, err := n.site.App.Rosters.SetAsideOf(n.hers, person)
	if err != nil {
		t.Fatal(err)
	}
	return s.Version
}

// fillAbsences makes her people be away, one of them with a cover who is away too.
func (n *neighbours) fillAbsences(t *testing.T, person uuid.UUID) {
	t.Helper()
	cover, err := n.site.App.People.AddPerson(n.hers, identity.Person{Name: secret + " ersättare"})
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range []roster.AbsenceInput{{PersonID: person, From: "2026-12-01", To: "2026-12-10", CoverID: cover.ID}, {PersonID: cover.ID, From: "2026-12-02", To: "2026-12-03"}} {
		a, err := n.site.App.Rosters.AddAbsence(n.hers, in)
		if err != nil {
			t.Fatal(err)
		}
		n.ids = append(n.ids, a.ID.String(), cover.ID.String())
	}
}

// fillAssignments gives her account somebody who answers for it, whose name is the secret.
func (n *neighbours) fillAssignments(t *testing.T) {
	t.Helper()
	x, err := n.site.App.Rosters.AssignNew(n.hers, n.ref, identity.Person{Name: secret, Title: secret}, roster.AssignInput{Role: string(roster.Responsible), Hours: secret})
	if err != nil {
		t.Fatal(err)
	}
	n.ids = append(n.ids, x.ID.String(), x.PersonID.String())
	table, err := roster.ImportPeople.Read("", strings.NewReader("namn\n"+secret+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	file, err := n.site.App.Rosters.StartImport(n.hers, roster.ImportPeople, secret, table)
	if err != nil {
		t.Fatal(err)
	}
	n.ids = append(n.ids, file.ID.String())
}
