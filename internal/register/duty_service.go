package register

import (
	"context"
	"strconv"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/tenant"
)

// ActDuties is the check of a profile, in the log.
const ActDuties = "account.duties"

// Duties gives what the account's profile must show and how it stands, or NotFound where the principal may not see it.
func (s *Service) Duties(ctx context.Context, ref string) (DutySheet, error) {
	if err := identity.Require(ctx, identity.AccountView); err != nil {
		return DutySheet{}, err
	}
	var sheet DutySheet
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		a, err := selectAccount(ctx, tx, ref)
		if err != nil {
			return err
		}
		if !identity.Of(ctx).MayIn(identity.AccountView, a.UnitID) {
			return fault.NotFound()
		}
		sheet, err = sheetOf(ctx, tx, a)
		return err
	})
	return sheet, err
}

func sheetOf(ctx context.Context, tx *postgres.Tx, a *Account) (DutySheet, error) {
	checks, err := selectChecks(ctx, tx, a.ID)
	if err != nil {
		return DutySheet{}, err
	}
	duties := dutiesOf(a)
	sheet := DutySheet{Account: a, Version: checksVersion(duties, checks)}
	for _, d := range duties {
		sheet.Items = append(sheet.Items, DutyItem{d, checks[d.Key]})
	}
	return sheet, nil
}

// SaveDuties writes the answers to the sheet that was read at the version, by duty: each is checked today by whoever
// acts, and comes again after the municipality's months. Duties without an answer stay as they are. If somebody checked
// the profile since, it is a Conflict and nothing is written.
func (s *Service) SaveDuties(ctx context.Context, ref, version string, answers map[string]DutyAnswer) (DutySheet, error) {
	if err := identity.Require(ctx, identity.AccountEdit); err != nil {
		return DutySheet{}, err
	}
	var sheet DutySheet
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		a, err := lockAccount(ctx, tx, ref) // of two who save at once, the second sees what the first saved
		if err != nil {
			return err
		}
		if !identity.Of(ctx).MayIn(identity.AccountView, a.UnitID) {
			return fault.NotFound()
		}
		if err := identity.RequireIn(ctx, identity.AccountEdit, a.UnitID); err != nil {
			return err
		}
		old, err := sheetOf(ctx, tx, a)
		if err != nil {
			return err
		}
		if old.Version != version {
			return fault.Conflict("register.duties_stale")
		}
		if err := saveAnswers(ctx, tx, old, answers); err != nil {
			return err
		}
		if sheet, err = sheetOf(ctx, tx, a); err != nil {
			return err
		}
		day := today(ctx, tx)
		was, is := old.Counts(day), sheet.Counts(day)
		e := audit.Entry{Action: ActDuties, ObjectKind: "account", ObjectID: a.ID}
		if was.Unmet != is.Unmet {
			e.Changes = append(e.Changes, audit.Value("duties_unmet", strconv.Itoa(was.Unmet), strconv.Itoa(is.Unmet)))
		}
		return audit.Write(ctx, tx, e)
	})
	return sheet, err
}

func saveAnswers(ctx context.Context, tx *postgres.Tx, sheet DutySheet, answers map[string]DutyAnswer) error {
	var duties []Duty
	for _, it := range sheet.Items {
		duties = append(duties, it.Duty)
	}
	answers, bad := checkAnswers(duties, answers)
	if len(bad) > 0 {
		return fault.Invalid(bad...)
	}
	p, err := tenant.PolicyTx(ctx, tx, tenant.Of(ctx))
	if err != nil {
		return err
	}
	day := today(ctx, tx)
	by, _ := audit.ActorOf(ctx)
	for key, ans := range answers {
		c := Check{State: DutyState(ans.State), Note: ans.Note, CheckedOn: day, NextOn: day.AddMonths(p.DutyMonths)}
		if by.Kind == audit.User {
			c.CheckedBy = by.ID
		}
		if err := saveCheck(ctx, tx, sheet.Account.ID, key, c); err != nil {
			return err
		}
	}
	return nil
}

// DutiesConfirmed gives what still stands against the account's profile: duties that nobody has checked, and unmet
// ones. Nothing says that every duty was checked and is met or does not concern the account. It is the condition for
// opening an account.
func DutiesConfirmed(ctx context.Context, tx *postgres.Tx, a *Account) ([]fault.Field, error) {
	sheet, err := sheetOf(ctx, tx, a)
	if err != nil {
		return nil, err
	}
	var bad []fault.Field
	n := sheet.Counts(today(ctx, tx))
	if n.Unchecked > 0 {
		bad = append(bad, fault.Bad("duties", "register.duties_unchecked", "Count", n.Unchecked))
	}
	if n.Unmet > 0 {
		bad = append(bad, fault.Bad("duties", "register.duties_unmet", "Count", n.Unmet))
	}
	return bad, nil
}
