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

// AddAccess notes that somebody can get into an account. Who has such an access already is Invalid at person.
func (s *Service) AddAccess(ctx context.Context, ref string, in AccessInput) error {
	if err := identity.Require(ctx, identity.CustodyKeep); err != nil {
		return err
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		acc, err := custodian(ctx, tx, ref, true)
		if err != nil {
			return err
		}
		a := Access{ID: uuid.New(), AccountID: acc.ID, PersonID: in.PersonID, Version: 1}
		bad := readAccess(&a, in, today(ctx, tx))
		p, wrong, err := stays(ctx, tx, "person", a.PersonID, a.Since, a.Since, nil)
		if err != nil {
			return err
		}
		bad = append(wrong, bad...) // in the order of the fields
		if len(bad) > 0 {
			return fault.Invalid(bad...)
		}
		if err := refuseTwice(ctx, tx, a, "person", p.Name); err != nil {
			return err
		}
		if err := insertAccess(ctx, tx, a); err != nil {
			return err
		}
		return audit.Write(ctx, tx, accessEntry(a, "roster.access_add", audit.Field("person"), audit.Field("way")))
	})
}

// ChangeAccess changes the way, role and first day of an access read at the version. Stale is a Conflict, also where it
// has ended since.
func (s *Service) ChangeAccess(ctx context.Context, ref string, id uuid.UUID, version int, in AccessInput) error {
	return s.changeAccess(ctx, ref, id, version, func(tx *postgres.Tx, a Access) error {
		old := a
		if bad := readAccess(&a, in, today(ctx, tx)); len(bad) > 0 {
			return fault.Invalid(bad...)
		}
		p, bad, err := stays(ctx, tx, "since", a.PersonID, a.Since, a.Since, nil)
		if err != nil {
			return err
		}
		if len(bad) > 0 {
			return fault.Invalid(bad...)
		}
		if err := refuseTwice(ctx, tx, a, "way", p.Name); err != nil {
			return err
		}
		if err := writeAccess(ctx, tx, a); err != nil {
			return err
		}
		return audit.Write(ctx, tx, accessEntry(a, "roster.access_change", changed("way", old.Way != a.Way, "page_role", old.PageRole != a.PageRole, "since", old.Since != a.Since)...))
	})
}

// EndAccess notes that an access was taken away. At the end of a shared one it must be said whether the secret was
// changed, and when; that day then stands as the secret's, unless it was changed later.
func (s *Service) EndAccess(ctx context.Context, ref string, id uuid.UUID, version int, in AccessEnd) error {
	return s.changeAccess(ctx, ref, id, version, func(tx *postgres.Tx, a Access) error {
		day := today(ctx, tx)
		a.EndedOn = day
		var bad []fault.Field
		if strings.TrimSpace(in.EndedOn) != "" {
			a.EndedOn, bad = pastDate("ended_on", in.EndedOn, day, bad)
		}
		if len(bad) == 0 && a.EndedOn.Before(a.Since) {
			bad = append(bad, fault.Bad("ended_on", "roster.access_ends_before", "Date", a.Since))
		}
		var secret clock.Date
		if a.Way == Shared {
			secret, bad = readChange(in, a.EndedOn, day, bad)
		}
		if len(bad) > 0 {
			return fault.Invalid(bad...)
		}
		if err := writeAccess(ctx, tx, a); err != nil {
			return err
		}
		if err := audit.Write(ctx, tx, accessEntry(a, "roster.access_end", audit.Field("person"), audit.Field("way"))); err != nil {
			return err
		}
		return secretChangedTx(ctx, tx, a.AccountID, secret)
	})
}

// readChange reads whether the secret of a shared access was changed after it ended, and when; zero: it was not.
func readChange(in AccessEnd, ended, day clock.Date, bad []fault.Field) (clock.Date, []fault.Field) {
	answer, bad := among("secret_changed", in.SecretChanged, []string{"yes", "no"}, bad)
	if answer != "yes" {
		return clock.Date{}, bad
	}
	on := day
	if strings.TrimSpace(in.ChangedOn) != "" {
		on, bad = pastDate("changed_on", in.ChangedOn, day, bad)
	}
	if !on.IsZero() && !ended.IsZero() && on.Before(ended) {
		bad = append(bad, fault.Bad("changed_on", "roster.changed_before_end", "Date", ended))
	}
	return on, bad
}

// secretChangedTx notes the day on which the secret was changed, unless a later one is noted; the zero day notes nothing.
func secretChangedTx(ctx context.Context, tx *postgres.Tx, account uuid.UUID, on clock.Date) error {
	if on.IsZero() {
		return nil
	}
	m, err := selectCustody(ctx, tx, []uuid.UUID{account})
	if err != nil {
		return err
	}
	c := m[account]
	if c.AccountID = account; !c.ChangedOn.Before(on) && !c.ChangedOn.IsZero() {
		return nil
	}
	c.ChangedOn = on
	return saveCustodyTx(ctx, tx, c)
}

// changeAccess gives an open access at the version to change, its account locked.
func (s *Service) changeAccess(ctx context.Context, ref string, id uuid.UUID, version int, change func(*postgres.Tx, Access) error) error {
	if err := identity.Require(ctx, identity.CustodyKeep); err != nil {
		return err
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		acc, err := custodian(ctx, tx, ref, true)
		if err != nil {
			return err
		}
		a, found, err := selectOneAccess(ctx, tx, acc.ID, id)
		switch {
		case err != nil:
			return err
		case !found:
			return fault.NotFound()
		case !a.EndedOn.IsZero():
			return fault.Conflict("roster.access_ended", "Date", a.EndedOn)
		}
		a.Version = version // what is wrong in itself is said first: a secret never comes as far as a comparison
		return change(tx, a)
	})
}

func writeAccess(ctx context.Context, tx *postgres.Tx, a Access) error {
	ok, err := updateAccess(ctx, tx, a)
	if err == nil && !ok {
		return fault.Conflict("roster.access_stale")
	}
	return err
}

// refuseTwice refuses an access that the person has already.
func refuseTwice(ctx context.Context, tx *postgres.Tx, a Access, field, name string) error {
	list, err := selectAccess(ctx, tx, []uuid.UUID{a.AccountID})
	if err != nil {
		return err
	}
	for _, o := range list {
		if o.ID != a.ID && o.EndedOn.IsZero() && o.PersonID == a.PersonID && o.Way == a.Way {
			return fault.Invalid(fault.Bad(field, "roster.access_already", "Name", name, "Date", o.Since))
		}
	}
	return nil
}

func accessEntry(a Access, action string, changes ...audit.Change) audit.Entry {
	return audit.Entry{Action: action, ObjectKind: "account", ObjectID: a.AccountID, Changes: changes}
}
