package roster

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

// Number is a person's telephone number in call lists.
type Number struct {
	Person      identity.Person
	Today       clock.Date
	ConfirmedOn clock.Date // when the present number was last confirmed; zero: it never was
	Called      bool       // the person stands in a call list
}

// Due reports whether the number is to be confirmed.
func (n Number) Due() bool { return n.Called && confirmDue(n.Person, n.ConfirmedOn, n.Today) }

// OwnNumber gives the number of whoever is signed in.
func (s *Service) OwnNumber(ctx context.Context) (*Number, error) {
	me := identity.Of(ctx)
	if me == nil || me.PersonID == uuid.Nil {
		return nil, fault.Forbidden()
	}
	var n *Number
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		n, err = numberTx(ctx, tx, me.PersonID)
		return err
	})
	return n, err
}

func numberTx(ctx context.Context, tx *postgres.Tx, person uuid.UUID) (*Number, error) {
	people, err := identity.PeopleByIDTx(ctx, tx, []uuid.UUID{person})
	if err != nil {
		return nil, err
	}
	if len(people) == 0 {
		return nil, fault.NotFound()
	}
	n := &Number{Person: people[0], Today: today(ctx, tx)}
	calls, err := selectCalls(ctx, tx, n.Today)
	if err != nil {
		return nil, err
	}
	for _, c := range calls {
		if c.PersonID == person {
			n.Called = true
		}
	}
	n.ConfirmedOn, err = selectConfirmed(ctx, tx, n.Person)
	return n, err
}

// ConfirmOwnNumber notes that one's own number is right, after putting another one into the directory where it is typed
// differently from what stands there. Faults stand at phone.
func (s *Service) ConfirmOwnNumber(ctx context.Context, phone string) error {
	me := identity.Of(ctx)
	if me == nil || me.PersonID == uuid.Nil {
		return fault.Forbidden()
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		if strings.TrimSpace(phone) == "" {
			return fault.Invalid(fault.Bad("phone", "roster.phone_missing"))
		}
		if err := identity.SetPhoneTx(ctx, tx, me.PersonID, phone); err != nil {
			return err
		}
		return confirmTx(ctx, tx, me.PersonID)
	})
}

// ConfirmNumber notes that somebody's number is right, as those who keep the municipality's call list have heard from
// them. The number is the one that was read: where the directory has another one by now it is a Conflict. Without a number
// it is Invalid.
func (s *Service) ConfirmNumber(ctx context.Context, person uuid.UUID, phone string) error {
	if err := identity.RequireEverywhere(ctx, identity.CrisisEdit); err != nil {
		return err
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		n, err := numberTx(ctx, tx, person)
		switch {
		case err != nil:
			return err
		case n.Person.Phone == "":
			return fault.Invalid(fault.Bad("phone", "roster.phone_missing"))
		case n.Person.Phone != phone:
			return fault.Conflict("roster.phone_stale", "Name", n.Person.Name)
		}
		return confirmTx(ctx, tx, person)
	})
}

func confirmTx(ctx context.Context, tx *postgres.Tx, person uuid.UUID) error {
	if err := saveConfirmed(ctx, tx, person, today(ctx, tx)); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{Action: "roster.confirm", ObjectKind: "person", ObjectID: person})
}
