package roster

import (
	"context"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
)

// Named is somebody whom a roster names, or whom another room names for it.
type Named struct {
	PersonID uuid.UUID
	Name     string
	Role     Role // of those who watch; empty of those who can get in
}

// NamedTx gives whom the account's roster names from today on: those who watch it or cover there, and those who can get
// in. The caller has checked the permission.
func NamedTx(ctx context.Context, tx *postgres.Tx, account uuid.UUID) (watch, access []Named, err error) {
	list, err := selectRoster(ctx, tx, account, today(ctx, tx))
	if err != nil {
		return nil, nil, err
	}
	can, err := selectAccess(ctx, tx, []uuid.UUID{account})
	if err != nil {
		return nil, nil, err
	}
	var ids []uuid.UUID
	for _, a := range list {
		ids = append(ids, a.PersonID)
	}
	for _, a := range can {
		ids = append(ids, a.PersonID)
	}
	names, err := identity.PersonNamesTx(ctx, tx, ids)
	if err != nil {
		return nil, nil, err
	}
	for _, a := range list {
		if _, ok := a.Role.coverage(); ok {
			watch = append(watch, Named{a.PersonID, names[a.PersonID], a.Role})
		}
	}
	for _, a := range can {
		if a.EndedOn.IsZero() {
			access = append(access, Named{a.PersonID, names[a.PersonID], ""})
		}
	}
	return watch, access, nil
}

// FillTx puts people into an account's roster that has nobody yet, from today on, in the transaction of a caller that has
// checked the permission and locked the account. Somebody without a role monitors; who can get in shares the login until
// somebody says otherwise. What is refused is Invalid at watch or access.
func FillTx(ctx context.Context, tx *postgres.Tx, a *register.Account, watch, access []Named) error {
	done := map[Named]bool{} // an answer may name somebody twice
	for _, w := range watch {
		if w.Role == "" {
			w.Role = Monitor
		}
		key := Named{PersonID: w.PersonID, Role: w.Role}
		if done[key] {
			continue
		}
		done[key] = true
		if _, err := AssignTx(ctx, tx, a, AssignInput{PersonID: w.PersonID, Role: string(w.Role)}); err != nil {
			return at(err, "watch")
		}
	}
	day := today(ctx, tx)
	for _, w := range access {
		key := Named{PersonID: w.PersonID}
		if done[key] {
			continue
		}
		done[key] = true
		x := Access{ID: uuid.New(), AccountID: a.ID, PersonID: w.PersonID, Way: Shared, Since: day, Version: 1}
		_, bad, err := stays(ctx, tx, "person", x.PersonID, day, day, nil)
		if err != nil {
			return err
		}
		if len(bad) > 0 {
			return at(fault.Invalid(bad...), "access")
		}
		if err := insertAccess(ctx, tx, x); err != nil {
			return err
		}
		if err := audit.Write(ctx, tx, accessEntry(x, "roster.access_add", audit.Field("person"), audit.Field("way"))); err != nil {
			return err
		}
	}
	return nil
}

// Answers gives whom the account's startup checklist names: those who watch, and those who can get in.
type Answers func(ctx context.Context, tx *postgres.Tx, account uuid.UUID) (watch, access []Named, err error)

// AnswersBy says where answers are found.
func (s *Service) AnswersBy(f Answers) { s.answers = f }

// answeredTx gives those of the answers that the account's roster lacks altogether.
func (s *Service) answeredTx(ctx context.Context, tx *postgres.Tx, account uuid.UUID) (watch, access []Named, err error) {
	if s.answers == nil {
		return nil, nil, nil
	}
	haveWatch, haveAccess, err := NamedTx(ctx, tx, account)
	if err != nil {
		return nil, nil, err
	}
	if watch, access, err = s.answers(ctx, tx, account); err != nil {
		return nil, nil, err
	}
	if len(haveWatch) > 0 {
		watch = nil
	}
	if len(haveAccess) > 0 {
		access = nil
	}
	return watch, access, nil
}

// TakeAnswered puts those whom the account's startup checklist names into a roster that has nobody yet: accounts whose checklist
// was approved before they had one. Where there is nobody to take it is a Conflict; who cannot be taken is Invalid.
func (s *Service) TakeAnswered(ctx context.Context, ref string) error {
	if err := identity.Require(ctx, identity.RosterEdit); err != nil {
		return err
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		a, err := register.AccountByRefTx(ctx, tx, ref)
		if err != nil {
			return err
		}
		if a, err = lockToEdit(ctx, tx, a.ID); err != nil {
			return err
		}
		watch, access, err := s.answeredTx(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if len(watch) == 0 {
			return fault.Conflict("roster.answered_none")
		}
		return FillTx(ctx, tx, a, watch, access)
	})
}

// at moves what is wrong to one field.
func at(err error, field string) error {
	if !fault.Is(err, fault.InvalidKind) {
		return err
	}
	var bad []fault.Field
	for _, f := range fault.As(err).Fields {
		bad = append(bad, fault.Bad(field, f.Key, f.Args...))
	}
	return fault.Invalid(bad...)
}
