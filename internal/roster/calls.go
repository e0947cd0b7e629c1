package roster

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
)

// ConfirmMonths is how long a confirmed telephone number counts as right: everyone confirms theirs twice a year (C7).
const ConfirmMonths = 6

// Call is somebody to call in a crisis.
type Call struct {
	Assignment
	Person      identity.Person
	ConfirmedOn clock.Date // when the present number was last confirmed; zero: it never was, or it is another one now
}

// Due reports whether the number is to be confirmed on the day. Where there is no number, one is to be given.
func (c Call) Due(day clock.Date) bool { return confirmDue(c.Person, c.ConfirmedOn, day) }

func confirmDue(p identity.Person, confirmed, day clock.Date) bool {
	return p.Phone == "" || confirmed.IsZero() || confirmed.AddMonths(ConfirmMonths).Before(day)
}

// CallList is whom to call for one account, or for the municipality, in that order.
type CallList struct {
	Account   Account // zero: the municipality's
	CrisisUse string  // "used", "unused" or empty: what the register says of the account
	Calls     []Call
}

// CallBook is the municipality's call list and those of the accounts that the principal may see.
type CallBook struct {
	Today        clock.Date
	Municipality CallList
	Accounts     []CallList // open ones that have contacts, or are used in a crisis and lack them; by unit and name
}

// Calls gives the call lists as they are today.
func (s *Service) Calls(ctx context.Context) (*CallBook, error) {
	onlyIn, units, err := identity.Within(ctx, identity.RosterView)
	if err != nil {
		return nil, err
	}
	var book *CallBook
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		book, err = callBookTx(ctx, tx, onlyIn, units)
		return err
	})
	return book, err
}

func callBookTx(ctx context.Context, tx *postgres.Tx, onlyIn bool, units []uuid.UUID) (*CallBook, error) {
	book := &CallBook{Today: today(ctx, tx)}
	calls, err := selectCalls(ctx, tx, book.Today)
	if err != nil {
		return nil, err
	}
	by := map[uuid.UUID][]Call{}
	for _, c := range calls {
		by[c.AccountID] = append(by[c.AccountID], c)
	}
	book.Municipality.Calls = by[uuid.Nil]
	accounts, err := selectCallAccounts(ctx, tx, onlyIn, units)
	if err != nil {
		return nil, err
	}
	for _, l := range accounts {
		l.Calls = by[l.Account.ID]
		if len(l.Calls) > 0 || l.CrisisUse == "used" {
			book.Accounts = append(book.Accounts, l)
		}
	}
	return book, nil
}

// AddCall puts somebody last into the municipality's call list. Faults stand at person, hours, from and to.
func (s *Service) AddCall(ctx context.Context, in AssignInput) error {
	if err := identity.RequireEverywhere(ctx, identity.CrisisEdit); err != nil {
		return err
	}
	in.Role = string(CrisisContact)
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		list, err := lockCalls(ctx, tx, uuid.Nil)
		if err != nil {
			return err
		}
		a, err := AssignTx(ctx, tx, nil, in)
		if err != nil {
			return err
		}
		return updatePositions(ctx, tx, append(list, *a))
	})
}

// ChangeCall changes the times on duty of a place in the municipality's call list, read at the version. Stale is a Conflict.
func (s *Service) ChangeCall(ctx context.Context, id uuid.UUID, version int, hours string) error {
	hours, bad := freeText("hours", hours, maxHours, nil)
	return s.changeCall(ctx, id, version, func(tx *postgres.Tx, a Assignment) error {
		if len(bad) > 0 {
			return fault.Invalid(bad...)
		}
		if err := updateHours(ctx, tx, a.ID, hours); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Action: "roster.call_change", ObjectKind: "tenant", ObjectID: tx.Tenant, Changes: []audit.Change{audit.Field("hours")}})
	})
}

// RemoveCall takes somebody out of the municipality's call list, read at the version. Stale is a Conflict.
func (s *Service) RemoveCall(ctx context.Context, id uuid.UUID, version int) error {
	return s.changeCall(ctx, id, version, func(tx *postgres.Tx, a Assignment) error {
		if err := endHeldRole(ctx, tx, a.ID, clock.Date{}); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Action: "roster.call_remove", ObjectKind: "tenant", ObjectID: tx.Tenant, Changes: []audit.Change{audit.Field("person")}})
	})
}

func (s *Service) changeCall(ctx context.Context, id uuid.UUID, version int, change func(*postgres.Tx, Assignment) error) error {
	if err := identity.RequireEverywhere(ctx, identity.CrisisEdit); err != nil {
		return err
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		list, err := lockCalls(ctx, tx, uuid.Nil)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(a Assignment) bool { return a.ID == id })
		switch {
		case i < 0:
			return fault.NotFound()
		case list[i].Version != version:
			return fault.Conflict("roster.call_stale")
		}
		return change(tx, list[i])
	})
}

// MoveCall moves somebody one place up or down in a call list: with a ref that of the account, else the municipality's.
// The first goes no further up and the last no further down.
func (s *Service) MoveCall(ctx context.Context, ref string, id uuid.UUID, up bool) error {
	act := identity.RosterEdit
	if ref == "" {
		act = identity.CrisisEdit
	}
	if err := identity.Require(ctx, act); err != nil {
		return err
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		account, entry := uuid.Nil, audit.Entry{Action: "roster.call_move", ObjectKind: "tenant", ObjectID: tx.Tenant}
		if ref == "" {
			if err := identity.RequireEverywhere(ctx, act); err != nil {
				return err
			}
		} else {
			a, err := register.AccountByRefTx(ctx, tx, ref)
			if err != nil {
				return err
			}
			if !identity.Of(ctx).MayIn(identity.RosterView, a.UnitID) {
				return fault.NotFound()
			}
			if err := identity.RequireIn(ctx, act, a.UnitID); err != nil {
				return err
			}
			account = a.ID
			entry.ObjectKind, entry.ObjectID = "account", a.ID
		}
		list, err := lockCalls(ctx, tx, account)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(list, func(a Assignment) bool { return a.ID == id })
		if i < 0 {
			return fault.NotFound()
		}
		j := i + 1
		if up {
			j = i - 1
		}
		if j < 0 || j >= len(list) {
			return nil
		}
		list[i], list[j] = list[j], list[i]
		if err := updatePositions(ctx, tx, list); err != nil {
			return err
		}
		return audit.Write(ctx, tx, entry)
	})
}

// lockCalls gives the coming and present places of a call list in their order, and keeps others from changing it until the
// transaction ends.
func lockCalls(ctx context.Context, tx *postgres.Tx, account uuid.UUID) ([]Assignment, error) {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('calls ' || $1::text || ' ' || $2::text, 0))`, tx.Tenant.String(), account.String()); err != nil {
		return nil, err
	}
	all, err := selectRoster(ctx, tx, account, today(ctx, tx))
	if err != nil {
		return nil, err
	}
	list := slices.DeleteFunc(all, func(a Assignment) bool { return a.Role != CrisisContact })
	slices.SortStableFunc(list, byPosition)
	return list, nil
}

// byPosition puts those without a place after those with one.
func byPosition(a, b Assignment) int {
	return cmp.Or(cmp.Compare(place(a), place(b)), a.From.Time().Compare(b.From.Time()), slices.Compare(a.ID[:], b.ID[:]))
}

func place(a Assignment) int {
	if a.Position == 0 {
		return 1 << 30
	}
	return a.Position
}

// CallsOf gives the call list of one account as it is today, and the day. An account that the principal may not see is
// NotFound.
func (s *Service) CallsOf(ctx context.Context, ref string) (*CallList, clock.Date, error) {
	onlyIn, units, err := identity.Within(ctx, identity.RosterView)
	if err != nil {
		return nil, clock.Date{}, err
	}
	var list *CallList
	var day clock.Date
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		day = today(ctx, tx)
		accounts, err := selectCallAccounts(ctx, tx, onlyIn, units)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(accounts, func(l CallList) bool { return l.Account.Ref == ref })
		if i < 0 {
			return fault.NotFound()
		}
		list = &accounts[i]
		calls, err := selectCalls(ctx, tx, day)
		if err != nil {
			return err
		}
		list.Calls = slices.DeleteFunc(calls, func(c Call) bool { return c.AccountID != list.Account.ID })
		return nil
	})
	return list, day, err
}
