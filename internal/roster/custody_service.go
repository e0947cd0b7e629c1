package roster

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
)

// Longest texts of custody, in characters.
const (
	MaxPlace    = 200
	MaxPageRole = 100
)

// CustodyInput is how the way into an account is kept, as typed. Faults stand at place, changed_on, second_factor and recovery.
type CustodyInput struct {
	Place        string
	ChangedOn    string // ISO date; empty: nobody knows
	SecondFactor string
	Recovery     string
}

// AccessInput is an access as typed. Faults stand at person, way, page_role and since.
type AccessInput struct {
	PersonID uuid.UUID // of a new access
	Way      string
	PageRole string
	Since    string // ISO date; empty: today
}

// AccessEnd is the end of an access as typed. Faults stand at ended_on, secret_changed and changed_on.
type AccessEnd struct {
	EndedOn       string // ISO date; empty: today
	SecretChanged string // yes or no, of a shared access
	ChangedOn     string // ISO date, where the secret was changed; empty: today
}

// CustodyOf gives the way into an account, and what has to be mended. An account whose custody the principal may not keep
// is NotFound.
func (s *Service) CustodyOf(ctx context.Context, ref string) (*Raised, error) {
	if err := identity.Require(ctx, identity.CustodyKeep); err != nil {
		return nil, err
	}
	var r *Raised
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		a, err := custodian(ctx, tx, ref, false)
		if err != nil {
			return err
		}
		list, err := raisedTx(ctx, tx, []Account{accountOf(a)})
		if err == nil {
			r = &list[0]
		}
		return err
	})
	return r, err
}

// CustodyRaised gives the open accounts of a unit and those below it (uuid.Nil: all) whose custody the principal keeps, each with what
// has to be mended, the worst first. Those of which nothing has to be come last.
func (s *Service) CustodyRaised(ctx context.Context, unit uuid.UUID) ([]Raised, error) {
	onlyIn, units, err := identity.Within(ctx, identity.CustodyKeep)
	if err != nil {
		return nil, err
	}
	var list []Raised
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		day := today(ctx, tx)
		accounts, err := selectAccounts(ctx, tx, Scope{Unit: unit, From: day, To: day}, onlyIn, units)
		if err != nil {
			return err
		}
		accounts = slices.DeleteFunc(accounts, func(a Account) bool { return !a.Open })
		list, err = raisedTx(ctx, tx, accounts)
		return err
	})
	sortRaised(list)
	return list, err
}

// raisedTx loads what is noted of the accounts and judges it.
func raisedTx(ctx context.Context, tx *postgres.Tx, accounts []Account) ([]Raised, error) {
	ids := make([]uuid.UUID, len(accounts))
	for i, a := range accounts {
		ids[i] = a.ID
	}
	custody, err := selectCustody(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	access, err := selectAccess(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	named := map[uuid.UUID]bool{}
	of := map[uuid.UUID][]Access{}
	for _, a := range access {
		named[a.PersonID] = true
		of[a.AccountID] = append(of[a.AccountID], a)
	}
	people, err := peopleNamed(ctx, tx, named)
	if err != nil {
		return nil, err
	}
	day := today(ctx, tx)
	list := make([]Raised, len(accounts))
	for i, a := range accounts {
		k := &Keeping{Account: a, Custody: custody[a.ID], Access: of[a.ID], People: people}
		k.Custody.AccountID = a.ID
		list[i] = Raised{Keeping: k, Concerns: Raise(k, day)}
	}
	return list, nil
}

// custodian gives the account whose custody the principal keeps; one they may not is NotFound. To change something, lock it.
func custodian(ctx context.Context, tx *postgres.Tx, ref string, lock bool) (*register.Account, error) {
	return within(ctx, tx, identity.CustodyKeep, ref, lock)
}

// within gives the account on which the principal may do the act, else NotFound where they do not see it and Forbidden
// where they do.
func within(ctx context.Context, tx *postgres.Tx, act identity.Action, ref string, lock bool) (*register.Account, error) {
	a, err := register.AccountByRefTx(ctx, tx, ref)
	if err != nil {
		return nil, err
	}
	p := identity.Of(ctx)
	if !p.MayIn(identity.RosterView, a.UnitID) {
		return nil, fault.NotFound()
	}
	if !p.MayIn(act, a.UnitID) {
		return nil, fault.Forbidden()
	}
	if lock {
		return register.LockTx(ctx, tx, a.ID)
	}
	return a, nil
}

func accountOf(a *register.Account) Account {
	return Account{ID: a.ID, Ref: a.Ref, Name: a.Name, Platform: a.Platform, UnitID: a.UnitID, UnitName: a.UnitName, Opens: a.OpenedOn, Closes: a.ClosedOn, Open: a.Status.Open()}
}

// SaveCustody writes how the way into an account is kept, read at the version. Stale is a Conflict. What looks like a
// secret is Invalid and stands nowhere.
func (s *Service) SaveCustody(ctx context.Context, ref string, version int, in CustodyInput) error {
	if err := identity.Require(ctx, identity.CustodyKeep); err != nil {
		return err
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		a, err := custodian(ctx, tx, ref, true)
		if err != nil {
			return err
		}
		day := today(ctx, tx)
		c := Custody{AccountID: a.ID, Version: version}
		var bad []fault.Field
		c.Place, bad = freeText("place", in.Place, MaxPlace, bad)
		c.ChangedOn, bad = pastDate("changed_on", in.ChangedOn, day, bad)
		c.SecondFactor, bad = among("second_factor", in.SecondFactor, []string{"", FactorOn, FactorOff}, bad)
		c.Recovery, bad = among("recovery", in.Recovery, []string{"", RecoveryOwn, RecoveryOther}, bad)
		if len(bad) > 0 {
			return fault.Invalid(bad...)
		}
		return saveCustodyTx(ctx, tx, c)
	})
}

// saveCustodyTx writes the custody where it still is at its version, and the log.
func saveCustodyTx(ctx context.Context, tx *postgres.Tx, c Custody) error {
	before, err := selectCustody(ctx, tx, []uuid.UUID{c.AccountID})
	if err != nil {
		return err
	}
	old := before[c.AccountID]
	ok, err := saveCustody(ctx, tx, c)
	if err != nil {
		return err
	}
	if !ok {
		return fault.Conflict("roster.custody_stale")
	}
	return audit.Write(ctx, tx, audit.Entry{Action: "roster.custody", ObjectKind: "account", ObjectID: c.AccountID, Changes: changed(
		"place", old.Place != c.Place, "changed_on", old.ChangedOn != c.ChangedOn,
		"second_factor", old.SecondFactor != c.SecondFactor, "recovery", old.Recovery != c.Recovery)})
}

// changed names the fields that changed, given as pairs of name and whether.
func changed(pairs ...any) []audit.Change {
	var list []audit.Change
	for i := 0; i+1 < len(pairs); i += 2 {
		if name, ok := pairs[i].(string); ok && pairs[i+1] == true {
			list = append(list, audit.Field(name))
		}
	}
	return list
}

// pastDate reads a day of something that has happened.
func pastDate(field, value string, day clock.Date, bad []fault.Field) (clock.Date, []fault.Field) {
	d, more := date(field, value, day, nil)
	if len(more) == 0 && d.After(day) {
		more = append(more, fault.Bad(field, "roster.date_ahead"))
	}
	return d, append(bad, more...)
}

// among takes one of the values.
func among(field, value string, values []string, bad []fault.Field) (string, []fault.Field) {
	if !slices.Contains(values, value) {
		return "", append(bad, fault.Bad(field, "roster.choose"))
	}
	return value, bad
}

// readAccess reads way, role on the page and first day.
func readAccess(a *Access, in AccessInput, day clock.Date) []fault.Field {
	var bad []fault.Field
	way, bad := among("way", in.Way, []string{string(Personal), string(Shared)}, bad)
	a.Way = Way(way)
	a.PageRole, bad = freeText("page_role", in.PageRole, MaxPageRole, bad)
	a.Since = day
	if strings.TrimSpace(in.Since) != "" {
		a.Since, bad = pastDate("since", in.Since, day, bad)
	}
	return bad
}
