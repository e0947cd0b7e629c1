package roster

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
)

// NobodyTakes is the choice of a successor that leaves a thing to nobody.
const NobodyTakes = "nobody"

// LeaveInput is what is typed when somebody leaves. Faults stand at last_on, reduce_on, all, "to_" with the key of a
// holding, and knowing.
type LeaveInput struct {
	LastOn   string            // ISO date, the last day at work
	ReduceOn string            // ISO date; empty: the municipality's months after the last day
	All      string            // the id of who takes what has no successor of its own, or NobodyTakes
	Each     map[string]string // by a holding's key: an id, NobodyTakes, or empty for All
	Knowing  bool              // that nobody takes some of it
	Seen     string            // LeavePlan.Seen of the plan that was shown; empty: whatever is the case
}

// DepartureState is how far a departure has come.
type DepartureState string

// The states.
const (
	LeavePlanned DepartureState = "planned" // the last day is today or ahead
	LeaveDone    DepartureState = "done"
)

// Departure is somebody who leaves, with what they held.
type Departure struct {
	ID        uuid.UUID
	PersonID  uuid.UUID
	LastOn    clock.Date
	ReduceOn  clock.Date // from then on only what records need is kept of the person
	State     DepartureState
	DecidedBy uuid.UUID // the login
	DecidedAt time.Time
	Version   int
	Person    identity.Person
	Items     []*DepartureItem
	Access    []*AccessItem
	Today     clock.Date
}

// CanTakeBack reports whether the last day has not passed.
func (d *Departure) CanTakeBack() bool { return d.State == LeavePlanned && !d.Today.After(d.LastOn) }

// DepartureItem is one thing that the leaver held.
type DepartureItem struct {
	ID          uuid.UUID
	Kind        string
	Holding     Holding
	SuccessorID uuid.UUID // uuid.Nil: nobody
	Successor   string
	DoneAt      time.Time // of what is ticked off
	DoneBy      uuid.UUID // the login

	undo json.RawMessage
}

// LeavePlan is what becomes of everything when somebody leaves.
type LeavePlan struct {
	Person   identity.Person
	LastOn   clock.Date
	ReduceOn clock.Date
	Past     bool             // the last day has passed: there is no way back
	Items    []*DepartureItem // what is handed over or ends
	Access   []Holding        // ways in that must be closed by hand
	Worse    []Worse          // within twelve weeks of the last day
	Nobody   int              // how many things nobody takes
	Seen     string           // names this state of things

	people map[uuid.UUID]identity.Person
}

var errOnlyLooking = errors.New("roster: nothing is to be written")

// PlanLeave says what Leave would do, without doing it. A person who leaves already is a Conflict, and so is the last
// administrator.
func (s *Service) PlanLeave(ctx context.Context, person uuid.UUID, in LeaveInput) (*LeavePlan, error) {
	if err := identity.RequireEverywhere(ctx, identity.PeopleEdit); err != nil {
		return nil, err
	}
	var plan *LeavePlan
	in.Seen = ""
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		if plan, err = s.leaveTx(ctx, tx, person, in); err != nil {
			return err
		}
		return errOnlyLooking // the plan is the act itself, taken back: the two never differ
	})
	if !errors.Is(err, errOnlyLooking) {
		return nil, err
	}
	return plan, nil
}

// Leave hands over everything that somebody holds, in one transaction, and notes their last day. Where nobody takes a
// thing, or an account gets a gap, in.Knowing must be set. Where things are not as in.Seen says, it is a Conflict.
func (s *Service) Leave(ctx context.Context, person uuid.UUID, in LeaveInput) (*LeavePlan, error) {
	if err := identity.RequireEverywhere(ctx, identity.PeopleEdit); err != nil {
		return nil, err
	}
	var plan *LeavePlan
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		if plan, err = s.leaveTx(ctx, tx, person, in); err != nil {
			return err
		}
		if !in.Knowing && (plan.Nobody > 0 || plan.Gaps()) {
			return fault.Invalid(fault.Bad("knowing", "roster.knowing_missing"))
		}
		d := &Departure{ID: uuid.New(), PersonID: person, LastOn: plan.LastOn, ReduceOn: plan.ReduceOn, State: LeavePlanned, DecidedBy: actor(ctx)}
		if err := insertDeparture(ctx, tx, d); err != nil {
			return err
		}
		for _, it := range plan.Items {
			if err := insertDepartureItem(ctx, tx, d.ID, it); err != nil {
				return err
			}
		}
		for _, h := range plan.Access {
			if err := insertDepartureItem(ctx, tx, d.ID, &DepartureItem{ID: uuid.New(), Kind: HeldAccess, Holding: h}); err != nil {
				return err
			}
		}
		if err := audit.Write(ctx, tx, leaveEntries(person, plan.Items, "roster.leave", "roster.hand_over")...); err != nil {
			return err
		}
		if plan.Past {
			return passTx(ctx, tx, d.ID, person)
		}
		return nil
	})
	return plan, err
}

// leaveEntries are the lines of the log: one for the person, and one for each account that somebody else answers for.
func leaveEntries(person uuid.UUID, items []*DepartureItem, leave, hand string) []audit.Entry {
	list := []audit.Entry{{Action: leave, ObjectKind: "person", ObjectID: person}}
	told := map[uuid.UUID]bool{}
	for _, it := range items {
		if id := it.Holding.AccountID; id != uuid.Nil && !told[id] {
			told[id] = true
			list = append(list, audit.Entry{Action: hand, ObjectKind: "account", ObjectID: id, Changes: []audit.Change{audit.Field("person")}})
		}
	}
	return list
}

// leaveTx checks and does everything but keep the departure.
func (s *Service) leaveTx(ctx context.Context, tx *postgres.Tx, person uuid.UUID, in LeaveInput) (*LeavePlan, error) {
	if err := lockNaming(ctx, tx, person); err != nil {
		return nil, err
	}
	if _, err := lockCalls(ctx, tx, uuid.Nil); err != nil {
		return nil, err
	}
	p, err := identity.LockLeaverTx(ctx, tx, person)
	if err != nil {
		return nil, err
	}
	if err := staysSoFar(ctx, tx, p); err != nil {
		return nil, err
	}
	day := today(ctx, tx)
	plan := &LeavePlan{Person: p}
	bad, err := plan.days(ctx, tx, in, day)
	if err != nil {
		return nil, err
	}
	held, err := s.holdingsTx(ctx, tx, p, latest(plan.LastOn.AddDays(1), day.AddDays(-leftDaysBack)))
	if err != nil {
		return nil, err
	}
	plan.Seen = seen(p, held)
	if in.Seen != "" && in.Seen != plan.Seen {
		return nil, fault.Conflict("roster.leave_changed", "Name", p.Name)
	}
	for _, h := range held {
		switch x := s.holder(h.Kind); {
		case h.Kind == HeldAccess:
			plan.Access = append(plan.Access, h)
		case x.Own && h.From.After(plan.LastOn) || !x.Own:
			plan.Items = append(plan.Items, &DepartureItem{ID: uuid.New(), Kind: h.Kind, Holding: h})
		}
	}
	if bad, err = s.choose(ctx, tx, plan, in, bad); err != nil {
		return nil, err
	}
	if len(bad) > 0 {
		return nil, fault.Invalid(bad...)
	}
	if err := lockHeldAccounts(ctx, tx, held); err != nil {
		return nil, err
	}
	ahead := Scope{From: latest(plan.LastOn.AddDays(1), day)}
	ahead.To = ahead.From.AddDays(lookAheadDays - 1)
	before, err := sheetTx(ctx, tx, ahead, false, nil)
	if err != nil {
		return nil, err
	}
	if err := identity.LeaveTx(ctx, tx, p, plan.LastOn); err != nil {
		return nil, err
	}
	if err := s.hand(ctx, tx, plan); err != nil {
		return nil, err
	}
	after, err := sheetTx(ctx, tx, ahead, false, nil)
	if err != nil {
		return nil, err
	}
	plan.Worse = worse(before, after)
	return plan, nil
}

// staysSoFar refuses somebody who leaves or has left.
func staysSoFar(ctx context.Context, tx *postgres.Tx, p identity.Person) error {
	d, err := selectDeparture(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	if d != nil {
		return fault.Conflict("roster.leaves_already", "Name", p.Name, "Date", d.LastOn)
	}
	return nil
}

// hand gives everything away. What needed nothing is no item.
func (s *Service) hand(ctx context.Context, tx *postgres.Tx, plan *LeavePlan) error {
	var done []*DepartureItem
	for _, it := range plan.Items {
		var to *identity.Person
		if p, ok := plan.people[it.SuccessorID]; ok && it.SuccessorID != uuid.Nil {
			to = &p
		}
		undo, err := s.holder(it.Kind).Hand(ctx, tx, it.Holding, to, plan.LastOn)
		if err != nil {
			return err
		}
		if undo != nil {
			it.undo = undo
			done = append(done, it)
		}
	}
	plan.Items = done
	return nil
}

// lockHeldAccounts keeps others from changing the accounts, in one order for all who lock several.
func lockHeldAccounts(ctx context.Context, tx *postgres.Tx, held []Holding) error {
	var ids []uuid.UUID
	for _, h := range held {
		if h.AccountID != uuid.Nil {
			ids = append(ids, h.AccountID)
		}
	}
	_, err := tx.Exec(ctx, `SELECT FROM account WHERE tenant_id = $1 AND id = ANY ($2) ORDER BY id FOR NO KEY UPDATE`, tx.Tenant, ids)
	return err
}

// seen names a state of things: another one has another name.
func seen(p identity.Person, held []Holding) string {
	var b strings.Builder
	fmt.Fprintln(&b, p.Version, p.LeftOn)
	for _, x := range held {
		fmt.Fprintln(&b, x.Key(), x.AccountID, x.What, x.Other, x.From, x.To)
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:12])
}

// Title names the account of a holding: "Bergaskolans bibliotek på Instagram"; "" where there is none.
func (h Holding) Title(ctx context.Context) string {
	if h.Ref == "" {
		return ""
	}
	return register.Title(ctx, h.Name, h.Platform)
}
