package roster

import (
	"context"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

// AddAbsence notes that somebody is away. Everybody enters their own; for others it takes RosterEdit in their unit or in
// the unit of an account that they have a task on, else the fault stands at person.
func (s *Service) AddAbsence(ctx context.Context, in AbsenceInput) (*Absence, error) {
	if err := requireOwn(ctx, identity.RosterEdit); err != nil {
		return nil, err
	}
	var x *Absence
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		if err := mayEnterTx(ctx, tx, in.PersonID); err != nil {
			return err
		}
		if err := checkCover(ctx, tx, Absence{PersonID: in.PersonID, CoverID: in.CoverID}, uuid.Nil); err != nil {
			return err
		}
		var err error
		x, err = addAbsenceTx(ctx, tx, in)
		return err
	})
	return x, err
}

// mayEnterTx refuses, at person, people for whom the principal may not enter absences. Nobody is a fault that the
// absence's own check names.
func mayEnterTx(ctx context.Context, tx *postgres.Tx, person uuid.UUID) error {
	may, err := circleTx(ctx, tx, identity.RosterEdit, today(ctx, tx))
	if err != nil || person == uuid.Nil || may.has(person) {
		return err
	}
	people, err := identity.PeopleByIDTx(ctx, tx, []uuid.UUID{person})
	if err != nil {
		return err
	}
	sees, err := circleTx(ctx, tx, identity.RosterView, today(ctx, tx))
	if err != nil {
		return err
	}
	if len(people) == 0 || !sees.has(person) && !identity.Of(ctx).May(identity.PeopleView) {
		return fault.Invalid(fault.Bad("person", "roster.person_unknown"))
	}
	return fault.Invalid(fault.Bad("person", "roster.absence_not_yours", "Name", people[0].Name))
}

// ChangeAbsence changes days and cover; the person stays. A changed cover makes another absence, with an id of its own,
// for the former cover's calendar to let go of the old one. What somebody else changed or took back since version is a
// Conflict.
func (s *Service) ChangeAbsence(ctx context.Context, id uuid.UUID, version int, in AbsenceInput) (*Absence, error) {
	if err := requireOwn(ctx, identity.RosterEdit); err != nil {
		return nil, err
	}
	var x *Absence
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		was, err := changeableTx(ctx, tx, id, version)
		if err != nil {
			return err
		}
		in.PersonID = was.PersonID
		if err := checkCover(ctx, tx, Absence{PersonID: in.PersonID, CoverID: in.CoverID}, was.CoverID); err != nil {
			return err
		}
		if x, err = checkAbsenceTx(ctx, tx, in, id); err != nil {
			return err
		}
		return replaceTx(ctx, tx, was, x)
	})
	return x, err
}

// changeableTx gives an absence, it and its person locked, for somebody who may change it.
func changeableTx(ctx context.Context, tx *postgres.Tx, id uuid.UUID, version int) (Absence, error) {
	was, gone, found, err := lockAbsence(ctx, tx, id)
	if err != nil {
		return was, err
	}
	sees, err := circleTx(ctx, tx, identity.RosterView, today(ctx, tx))
	if err != nil {
		return was, err
	}
	if !found || !sees.has(was.PersonID) && !covers(ctx, was) {
		return was, fault.NotFound()
	}
	may, err := circleTx(ctx, tx, identity.RosterEdit, today(ctx, tx))
	switch {
	case err != nil:
		return was, err
	case !may.has(was.PersonID):
		return was, fault.Forbidden()
	case gone:
		return was, fault.Conflict("roster.absence_gone")
	case was.Version != version:
		return was, fault.Conflict("roster.absence_changed")
	}
	return was, nil
}

// replaceTx puts x in the place of what was.
func replaceTx(ctx context.Context, tx *postgres.Tx, was Absence, x *Absence) error {
	var changed []audit.Change
	if was.From != x.From {
		changed = append(changed, audit.Field("starts_on"))
	}
	if was.To != x.To {
		changed = append(changed, audit.Field("ends_on"))
	}
	if was.CoverID != x.CoverID {
		changed = append(changed, audit.Field("cover"))
	}
	if len(changed) == 0 {
		*x = was
		return nil
	}
	if was.CoverID == x.CoverID {
		x.ID, x.Version = was.ID, was.Version+1
		if err := updateAbsenceDays(ctx, tx, *x); err != nil {
			return err
		}
	} else {
		if err := cancelAbsence(ctx, tx, was.ID); err != nil {
			return err
		}
		if err := insertAbsence(ctx, tx, *x, actor(ctx)); err != nil {
			return err
		}
	}
	return audit.Write(ctx, tx, absenceEntry(x.PersonID, "roster.absence_change", changed...))
}

// RemoveAbsence takes an absence back. One that is taken back already stays so.
func (s *Service) RemoveAbsence(ctx context.Context, id uuid.UUID, version int) error {
	if err := requireOwn(ctx, identity.RosterEdit); err != nil {
		return err
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		was, err := changeableTx(ctx, tx, id, version)
		if f := fault.As(err); f != nil && f.Key == "roster.absence_gone" {
			next, err := selectSuccessor(ctx, tx, id)
			if err != nil || next == uuid.Nil {
				return err
			}
			return f
		}
		if err != nil {
			return err
		}
		if err := cancelAbsence(ctx, tx, was.ID); err != nil {
			return err
		}
		return audit.Write(ctx, tx, absenceEntry(was.PersonID, "roster.absence_remove"))
	})
}
