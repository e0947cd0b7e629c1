package roster

import (
	"context"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

// AbsenceForm is what the form of an absence offers.
type AbsenceForm struct {
	Today  clock.Date
	People []identity.Person // for whom the principal may enter absences, by name
	Tasks  []Task            // of the person, now and to come, by account
	Covers []Proposal        // the nearest first, then by name
}

// Task is a role that somebody has on an account.
type Task struct {
	Account    Account
	Assignment Assignment
}

// Proposal is somebody who may cover.
type Proposal struct {
	Person identity.Person
	Near   Near
	Away   []Absence // on the days asked about
}

// AbsenceForm gives what there is to choose from for an absence of the person. Where days are known, proposals say who is
// away on some of them. Nobody, or somebody for whom the principal may not enter absences, has neither tasks nor covers.
func (s *Service) AbsenceForm(ctx context.Context, person uuid.UUID, from, to clock.Date) (*AbsenceForm, error) {
	if err := requireOwn(ctx, identity.RosterEdit); err != nil {
		return nil, err
	}
	f := &AbsenceForm{}
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		f.Today = today(ctx, tx)
		may, err := circleTx(ctx, tx, identity.RosterEdit, f.Today)
		if err != nil {
			return err
		}
		all, err := identity.PeopleTx(ctx, tx)
		if err != nil {
			return err
		}
		var who identity.Person
		for _, p := range all {
			if !may.has(p.ID) {
				continue
			}
			if !p.Reduced && (p.LeftOn.IsZero() || !p.LeftOn.Before(f.Today)) {
				f.People = append(f.People, p)
			}
			if p.ID == person {
				who = p
			}
		}
		if who.ID == uuid.Nil {
			return nil
		}
		if f.Tasks, err = tasksTx(ctx, tx, who.ID, f.Today); err != nil {
			return err
		}
		f.Covers, err = proposalsTx(ctx, tx, who, f.Today, from, to)
		return err
	})
	return f, err
}

func tasksTx(ctx context.Context, tx *postgres.Tx, person uuid.UUID, day clock.Date) ([]Task, error) {
	g, err := groundTx(ctx, tx, day, day.AddDays(findingDays))
	if err != nil {
		return nil, err
	}
	var list []Task
	for _, a := range g.Accounts {
		for _, x := range g.Assignments {
			if x.AccountID == a.ID && x.PersonID == person {
				list = append(list, Task{a, x})
			}
		}
	}
	return list, nil
}

func proposalsTx(ctx context.Context, tx *postgres.Tx, who identity.Person, day, from, to clock.Date) ([]Proposal, error) {
	people, near, err := nearTx(ctx, tx, who, day)
	if err != nil {
		return nil, err
	}
	away := map[uuid.UUID][]Absence{}
	if !from.IsZero() && !to.IsZero() && !to.Before(from) {
		absences, err := selectAbsences(ctx, tx, from, to)
		if err != nil {
			return nil, err
		}
		for _, a := range absences {
			away[a.PersonID] = append(away[a.PersonID], a)
		}
	}
	var list []Proposal
	for _, n := range []Near{SameAccounts, SameUnit, Others} {
		for _, p := range people {
			if reason, ok := near[p.ID]; ok && reason == n {
				list = append(list, Proposal{p, n, away[p.ID]})
			}
		}
	}
	return list, nil
}
