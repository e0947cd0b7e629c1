package register

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/tenant"
)

// Service is what can be done with the register.
type Service struct {
	db         *postgres.DB
	conditions map[string]Condition
	teller     Teller
}

// NewService builds the service. Conditions of steps that other rooms judge are given to Require, and whoever writes
// to people to TellBy.
func NewService(db *postgres.DB) *Service {
	return &Service{db: db, conditions: map[string]Condition{HasAddress: hasAddress, HasFinalCapture: hasFinalCapture}}
}

// today is the day in the municipality's zone.
func today(ctx context.Context, tx *postgres.Tx) clock.Date {
	return clock.On(tx.Now, tenant.ZoneOf(ctx))
}

// within narrows a filter to what the context's principal may see; a principal who may see nothing gets Forbidden.
func within(ctx context.Context, f Filter) (Filter, error) {
	var err error
	f.OnlyIn, f.Units, err = identity.Within(ctx, identity.AccountView)
	return f, err
}

// List gives the accounts that the principal may see and that fit the filter, and the counts of all that fit,
// whatever the page.
func (s *Service) List(ctx context.Context, f Filter) (list []*Account, counts Counts, err error) {
	f, err = within(ctx, f)
	if err != nil {
		return nil, Counts{}, err
	}
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		if counts, err = countAccounts(ctx, tx, f); err != nil {
			return err
		}
		list, err = selectAccounts(ctx, tx, f)
		return err
	})
	return list, counts, err
}

// Get gives one account, or NotFound where the principal may not see it.
func (s *Service) Get(ctx context.Context, ref string) (*Account, error) {
	if err := identity.Require(ctx, identity.AccountView); err != nil {
		return nil, err
	}
	var a *Account
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		a, err = selectAccount(ctx, tx, ref)
		return err
	})
	if err == nil && !identity.Of(ctx).MayIn(identity.AccountView, a.UnitID) {
		return nil, fault.NotFound()
	}
	return a, err
}

// History gives what was done with the account, newest first, at most limit records (0: all).
func (s *Service) History(ctx context.Context, ref string, limit int) ([]audit.Record, int, error) {
	a, err := s.Get(ctx, ref)
	if err != nil {
		return nil, 0, err
	}
	var list []audit.Record
	var total int
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		list, total, err = audit.List(ctx, tx, audit.Query{ObjectID: a.ID, Limit: limit})
		return err
	})
	return list, total, err
}

// Add registers an account as a draft or, with open, as one that is open already: communications may register what
// exists. An account that is registered already is Invalid at the address, one that is not open yet at the day.
func (s *Service) Add(ctx context.Context, in Input, open bool) (*Account, error) {
	if err := identity.Require(ctx, identity.AccountCreate); err != nil {
		return nil, err
	}
	if open {
		if err := identity.Require(ctx, identity.AccountApprove); err != nil {
			return nil, err
		}
	}
	a := &Account{ID: uuid.New(), Status: Draft, Version: 1}
	if open {
		a.Status = Active
	}
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		day := today(ctx, tx)
		a.RegisteredOn = day
		in.ClosedOn = ""
		err := in.apply(a, day)
		if open && a.OpenedOn.After(day) {
			err = invalid(err, []fault.Field{fault.Bad("opened_on", "register.opened_on_ahead")})
		}
		if err != nil {
			return err
		}
		if open && a.OpenedOn.IsZero() {
			a.OpenedOn = day
		}
		if err := identity.RequireIn(ctx, identity.AccountCreate, a.UnitID); err != nil {
			return err
		}
		return insert(ctx, tx, a)
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// insert gives a new account its ref and writes it, unless its address is taken.
func insert(ctx context.Context, tx *postgres.Tx, a *Account) error {
	if err := refuseSame(ctx, tx, a); err != nil {
		return err
	}
	if err := linkContact(ctx, tx, a); err != nil {
		return err
	}
	n, err := tenant.NextTx(ctx, tx, "account", 1)
	if err != nil {
		return err
	}
	a.Ref = formatRef(n)
	if err := insertAccount(ctx, tx, a); err != nil {
		return accountFault(err)
	}
	return audit.Write(ctx, tx, audit.Entry{Action: "account.add", ObjectKind: "account", ObjectID: a.ID, Changes: changes(&Account{}, a)})
}

// formatRef writes an account's number so that refs sort as text.
func formatRef(n int64) string { return fmt.Sprintf("k%04d", n) }

// refuseSame says which account already has the address.
func refuseSame(ctx context.Context, tx *postgres.Tx, a *Account) error {
	same, err := selectSame(ctx, tx, string(a.Platform), a.Key)
	if err != nil || same == nil || same.ID == a.ID || same.Status.Over() {
		return err
	}
	if !identity.Of(ctx).MayIn(identity.AccountView, same.UnitID) {
		return fault.Invalid(fault.Bad("address", "register.exists_now"))
	}
	return fault.Invalid(fault.Bad("address", "register.exists", "Name", same.Name, "Ref", same.Ref))
}

// linkContact ties the contact to a person of the directory where it is that person's e-mail address.
func linkContact(ctx context.Context, tx *postgres.Tx, a *Account) error {
	a.ContactPersonID = uuid.Nil
	email, ok := identity.NormalEmail(a.Contact)
	if !ok {
		return nil
	}
	p, found, err := identity.PersonByEmailTx(ctx, tx, email)
	if found {
		a.ContactPersonID = p.ID
	}
	return err
}

// accountFault says in the user's words what the database's keys refused.
func accountFault(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.ConstraintName {
		case "account_once":
			return fault.Invalid(fault.Bad("address", "register.exists_now"))
		case "account_tenant_id_unit_id_fkey":
			return fault.Invalid(fault.Bad("unit", "register.unit_missing"))
		case "account_capture_person_fkey":
			return fault.Invalid(fault.Bad("capture_person", "register.choose"))
		}
	}
	return err
}

// Edit changes what the register says of an account read at the given version. If somebody changed it since, it is a
// Conflict and nothing is written.
func (s *Service) Edit(ctx context.Context, ref string, version int, in Input) (*Account, error) {
	if err := identity.Require(ctx, identity.AccountEdit); err != nil {
		return nil, err
	}
	var a *Account
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		if a, err = s.forChange(ctx, tx, ref, version, identity.AccountEdit); err != nil {
			return err
		}
		old := *a
		if a.Status != Closed {
			in.ClosedOn = ""
		}
		if a.Status == Closing || a.Status == Closed {
			a.ClosingReason, a.ClosingNotice, a.FollowersTo = strings.TrimSpace(in.ClosingReason), strings.TrimSpace(in.ClosingNotice), strings.TrimSpace(in.FollowersTo)
		}
		more := checkClosingWords(a)
		if a.Status == Closing {
			a.ClosingOn, more = date("closing_on", in.ClosingOn, more)
		}
		if a.Status == Closed && !old.ClosedOn.IsZero() && strings.TrimSpace(in.ClosedOn) == "" {
			more = append(more, fault.Bad("closed_on", "register.closed_on_missing")) // only an import may not know it
		}
		if err := invalid(in.apply(a, today(ctx, tx)), more); err != nil {
			return err
		}
		if a.UnitID != old.UnitID && !identity.Of(ctx).MayIn(identity.AccountEdit, a.UnitID) {
			return fault.Invalid(fault.Bad("unit", "register.unit_not_yours"))
		}
		if a.Key != old.Key || a.Platform != old.Platform {
			if err := refuseSame(ctx, tx, a); err != nil {
				return err
			}
		}
		if err := linkContact(ctx, tx, a); err != nil {
			return err
		}
		diff := changes(&old, a)
		if len(diff) == 0 {
			return nil
		}
		return save(ctx, tx, a, audit.Entry{Action: "account.edit", Changes: diff})
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// forChange locks the account and checks sight, permission and version, in this order: what one may not see does not exist.
func (s *Service) forChange(ctx context.Context, tx *postgres.Tx, ref string, version int, act identity.Action) (*Account, error) {
	a, err := lockAccount(ctx, tx, ref)
	if err != nil {
		return nil, err
	}
	p := identity.Of(ctx)
	if !p.MayIn(identity.AccountView, a.UnitID) {
		return nil, fault.NotFound()
	}
	if !p.MayIn(act, a.UnitID) {
		return nil, fault.Forbidden()
	}
	if a.Version != version {
		return nil, fault.Conflict("register.stale")
	}
	return a, nil
}

func save(ctx context.Context, tx *postgres.Tx, a *Account, e audit.Entry) error {
	ok, err := updateAccount(ctx, tx, a)
	if err != nil {
		return accountFault(err)
	}
	if !ok {
		return fault.Conflict("register.stale")
	}
	a.Version++
	e.ObjectKind, e.ObjectID = "account", a.ID
	return audit.Write(ctx, tx, e)
}
