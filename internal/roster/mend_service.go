package roster

import (
	"context"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
)

// MendInput is a step that somebody takes, as it was shown to them. Faults stand at person and step.
type MendInput struct {
	Kind     StepKind
	PersonID uuid.UUID
	Absence  uuid.UUID // of NameCover
	Version  int       // of the absence
	From     string    // ISO date; of the others the days that were shown
	To       string    // ISO date; empty: until further notice
}

// Mended is what a step has led to.
type Mended struct {
	Account Account
	Step    Step
	Person  identity.Person
	Away    identity.Person // of NameCover: for whom the person covers
	Mends   []clock.Date    // days of the problem that are mended
	Left    []clock.Date    // days of the step that are not
}

// Mend takes a step that mends something of an account's coverage. What somebody else has mended meanwhile, or changed so
// that the step is another, is a Conflict. A person who is away on all the days, or leaves before the last, is Invalid.
func (s *Service) Mend(ctx context.Context, ref string, in MendInput) (*Mended, error) {
	if err := identity.Require(ctx, identity.RosterEdit); err != nil {
		return nil, err
	}
	onlyIn, units, err := identity.Within(ctx, identity.RosterView)
	if err != nil {
		return nil, err
	}
	if ref == "" {
		return nil, fault.NotFound()
	}
	var done *Mended
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		a, err := register.AccountByRefTx(ctx, tx, ref)
		if err != nil {
			return err
		}
		if a, err = register.LockTx(ctx, tx, a.ID); err != nil {
			return err
		}
		o, err := outlookTx(ctx, tx, Scope{Ref: ref}, onlyIn, units) // what the principal may not see is not found
		if err != nil {
			return err
		}
		if err := identity.RequireIn(ctx, identity.RosterEdit, a.UnitID); err != nil {
			return err
		}
		done, err = o.mendTx(ctx, tx, a, in)
		return err
	})
	return done, err
}

func (o *Outlook) mendTx(ctx context.Context, tx *postgres.Tx, a *register.Account, in MendInput) (*Mended, error) {
	p, amiss := o.Find(a.Ref)
	if !amiss {
		return nil, fault.Conflict("roster.mended_already")
	}
	step, err := o.stepOf(p, in)
	if err != nil {
		return nil, err
	}
	who, bad, err := stays(ctx, tx, "person", in.PersonID, step.From, step.To, nil)
	if err != nil {
		return nil, err
	}
	if len(bad) > 0 {
		return nil, fault.Invalid(bad...)
	}
	if step.Kind == NameCover && step.Absence.PersonID == who.ID {
		return nil, fault.Invalid(fault.Bad("person", "roster.cover_self"))
	}
	m := &Mended{Account: p.Account, Step: step, Person: who, Away: o.Sheet.People[step.Absence.PersonID]}
	m.Mends = o.mended(p, o.states(p.Account, nil, nil), o.after(p.Account, step, who.ID))
	if len(m.Mends) == 0 {
		return nil, fault.Invalid(fault.Bad("person", "roster.mends_nothing", "Name", who.Name))
	}
	m.Left = without(step.Days, m.Mends)
	if step.Kind == NameCover {
		return m, coverTx(ctx, tx, step.Absence, who.ID)
	}
	_, err = AssignTx(ctx, tx, a, AssignInput{PersonID: who.ID, Role: string(step.Role), From: step.From.String(), To: step.To.String()})
	return m, err
}

// stepOf gives the step that was shown, as it is now.
func (o *Outlook) stepOf(p Problem, in MendInput) (Step, error) {
	for _, s := range o.ways(p) {
		switch {
		case s.Kind != in.Kind:
		case s.Kind == NameCover && s.Absence.ID == in.Absence && s.Absence.Version == in.Version,
			s.Kind != NameCover && s.From.String() == in.From && s.To.String() == in.To:
			return s, nil
		}
	}
	switch in.Kind {
	case NameCover, AssignOne, AddReserve:
		return Step{}, fault.Conflict("roster.mend_changed")
	}
	return Step{}, fault.Invalid(fault.Bad("step", "roster.step_missing"))
}

// coverTx says who covers in an absence that has no cover. One that was changed or taken back meanwhile is a Conflict.
func coverTx(ctx context.Context, tx *postgres.Tx, x Absence, cover uuid.UUID) error {
	was, gone, found, err := lockAbsence(ctx, tx, x.ID)
	if err != nil {
		return err
	}
	if !found || gone || was.Version != x.Version {
		return fault.Conflict("roster.mend_changed")
	}
	next := was
	next.ID, next.Version, next.CoverID = uuid.New(), 1, cover
	return replaceTx(ctx, tx, was, &next)
}
