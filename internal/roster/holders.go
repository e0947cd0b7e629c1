package roster

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
)

// holders are of the things that rosters and the register below them know.
func holders() []Holder {
	return []Holder{
		{Kind: HeldRole, Find: selectHeldRoles, Hand: handRole, Back: backRole},
		{Kind: HeldCover, Find: selectHeldCovers, Hand: handCover, Back: backAbsence},
		{Kind: HeldContact, Find: findCharges(register.ContactCharge), Hand: handCharge(register.ContactCharge), Back: backCharge(register.ContactCharge)},
		{Kind: HeldCapture, Find: findCharges(register.CaptureCharge), Hand: handCharge(register.CaptureCharge), Back: backCharge(register.CaptureCharge)},
		{Kind: HeldPart, Find: findCharges(register.PartCharge), Hand: handCharge(register.PartCharge), Back: backCharge(register.PartCharge)},
		{Kind: HeldAccess, Find: selectHeldAccess},
		{Kind: HeldAbsence, Find: selectHeldAbsences, Hand: endAbsence, Back: backAbsence, Own: true},
	}
}

// rowUndo is what an assignment or an absence was before somebody left, and what came in its place.
type rowUndo struct {
	Ends    clock.Date  `json:"ends"`    // its last day
	Cover   uuid.UUID   `json:"cover"`   // who covered, of an absence
	Version int         `json:"version"` // that leaving gave it: another one is somebody else's work
	Made    []uuid.UUID `json:"made"`    // rows of the successor
}

func keep(u any) (json.RawMessage, error) { return json.Marshal(u) }

// handRole ends an assignment with the last day, or cancels one that begins later, and gives the successor the same role
// from the day after: on the days on which they do not have it already, and where the municipality wants one responsible
// person, nobody else has it.
func handRole(ctx context.Context, tx *postgres.Tx, h Holding, to *identity.Person, last clock.Date) (json.RawMessage, error) {
	a, err := lockHeldRole(ctx, tx, h.ID)
	if err != nil {
		return nil, err
	}
	if !a.To.IsZero() && !a.To.After(last) {
		return nil, nil
	}
	u := rowUndo{Ends: a.To, Version: a.Version + 1}
	end := last
	if a.From.After(last) {
		end = clock.Date{}
	}
	if err := endHeldRole(ctx, tx, a.ID, end); err != nil {
		return nil, err
	}
	if to != nil && !h.Over {
		taken, err := takenDays(ctx, tx, a, to.ID)
		if err != nil {
			return nil, err
		}
		from := latest(a.From, latest(last.AddDays(1), today(ctx, tx)))
		for _, days := range rest(from, a.To, taken) {
			made := Assignment{ID: uuid.New(), AccountID: a.AccountID, PersonID: to.ID, Role: a.Role, From: days.from, To: days.to, Position: a.Position, Hours: a.Hours}
			if err := insertAssignment(ctx, tx, made); err != nil {
				return nil, err
			}
			u.Made = append(u.Made, made.ID)
		}
	}
	return keep(u)
}

// takenDays gives the days on which the successor need not, or must not, get the role.
func takenDays(ctx context.Context, tx *postgres.Tx, a Assignment, successor uuid.UUID) ([]stretch, error) {
	others, err := selectRoster(ctx, tx, a.AccountID, a.From)
	if err != nil {
		return nil, err
	}
	policy, err := tenant.PolicyTx(ctx, tx, tenant.Of(ctx))
	if err != nil {
		return nil, err
	}
	var taken []stretch
	for _, o := range others {
		one := o.Role == Responsible && policy.OneResponsible && o.PersonID != a.PersonID
		if o.Role == a.Role && o.ID != a.ID && (o.PersonID == successor || one) {
			taken = append(taken, stretch{o.From, o.To})
		}
	}
	return taken, nil
}

// stretch is days from one to another, both included; a zero end is open.
type stretch struct{ from, to clock.Date }

// rest gives the days from one to another (zero: open) that none of the taken ones hold, in order.
func rest(from, to clock.Date, taken []stretch) []stretch {
	if !to.IsZero() && to.Before(from) {
		return nil
	}
	left := []stretch{{from, to}}
	for _, t := range taken {
		var next []stretch
		for _, d := range left {
			if !overlaps(d.from, d.to, t.from, t.to) {
				next = append(next, d)
				continue
			}
			if d.from.Before(t.from) {
				next = append(next, stretch{d.from, t.from.AddDays(-1)})
			}
			if !t.to.IsZero() && (d.to.IsZero() || d.to.After(t.to)) {
				next = append(next, stretch{t.to.AddDays(1), d.to})
			}
		}
		left = next
	}
	return left
}

func latest(a, b clock.Date) clock.Date {
	if a.After(b) {
		return a
	}
	return b
}

func backRole(ctx context.Context, tx *postgres.Tx, h Holding, undo json.RawMessage) (bool, error) {
	var u rowUndo
	if err := json.Unmarshal(undo, &u); err != nil {
		return false, err
	}
	ok, err := reopenHeldRole(ctx, tx, h.ID, u)
	if err != nil {
		return false, err
	}
	gone, err := cancelMade(ctx, tx, "assignment", u.Made)
	return ok && gone, err
}

// handCover names the successor as the one who covers after the last day. An absence that spans it becomes two. Nobody
// covers for themselves.
func handCover(ctx context.Context, tx *postgres.Tx, h Holding, to *identity.Person, last clock.Date) (json.RawMessage, error) {
	x, err := lockHeldAbsence(ctx, tx, h.ID)
	if err != nil || !x.To.After(last) {
		return nil, err
	}
	u := rowUndo{Ends: x.To, Cover: x.CoverID, Version: x.Version + 1}
	cover := uuid.Nil
	if to != nil && to.ID != x.PersonID {
		cover = to.ID
	}
	if x.From.After(last) {
		x.CoverID = cover
		if err := moveHeldAbsence(ctx, tx, x); err != nil {
			return nil, err
		}
		return keep(u)
	}
	after := Absence{ID: uuid.New(), PersonID: x.PersonID, From: last.AddDays(1), To: x.To, CoverID: cover}
	x.To = last
	if err := moveHeldAbsence(ctx, tx, x); err != nil {
		return nil, err
	}
	if err := insertAbsence(ctx, tx, after, actor(ctx)); err != nil {
		return nil, err
	}
	u.Made = []uuid.UUID{after.ID}
	return keep(u)
}

// endAbsence cancels an absence of the one who leaves that begins after the last day.
func endAbsence(ctx context.Context, tx *postgres.Tx, h Holding, _ *identity.Person, last clock.Date) (json.RawMessage, error) {
	x, err := lockHeldAbsence(ctx, tx, h.ID)
	if err != nil || !x.From.After(last) {
		return nil, err
	}
	if err := cancelAbsence(ctx, tx, x.ID); err != nil {
		return nil, err
	}
	return keep(rowUndo{Ends: x.To, Cover: x.CoverID, Version: x.Version + 1})
}

func backAbsence(ctx context.Context, tx *postgres.Tx, h Holding, undo json.RawMessage) (bool, error) {
	var u rowUndo
	if err := json.Unmarshal(undo, &u); err != nil {
		return false, err
	}
	ok, err := reopenHeldAbsence(ctx, tx, h.ID, u)
	if err != nil {
		return false, err
	}
	gone, err := cancelMade(ctx, tx, "absence", u.Made)
	return ok && gone, err
}

// chargeUndo is whom the register named before and after.
type chargeUndo struct {
	Was register.Holder `json:"was"`
	Now register.Holder `json:"now"`
}

func findCharges(kind register.ChargeKind) func(context.Context, *postgres.Tx, identity.Person, clock.Date) ([]Holding, error) {
	return func(ctx context.Context, tx *postgres.Tx, p identity.Person, _ clock.Date) ([]Holding, error) {
		charges, err := register.ChargesTx(ctx, tx, p)
		if err != nil {
			return nil, err
		}
		var list []Holding
		for _, c := range charges {
			if c.Kind != kind {
				continue
			}
			was, err := keep(c.Holder)
			if err != nil {
				return nil, err
			}
			list = append(list, Holding{Kind: string(kind), ID: c.ID, AccountID: c.AccountID, Ref: c.Ref, Name: c.Name, Platform: c.Platform,
				UnitID: c.UnitID, UnitName: c.UnitName, What: c.Topic, Path: "/app/accounts/" + c.Ref, Charge: was})
		}
		return list, nil
	}
}

func handCharge(kind register.ChargeKind) func(context.Context, *postgres.Tx, Holding, *identity.Person, clock.Date) (json.RawMessage, error) {
	return func(ctx context.Context, tx *postgres.Tx, h Holding, to *identity.Person, _ clock.Date) (json.RawMessage, error) {
		var u chargeUndo
		if err := json.Unmarshal(h.Charge, &u.Was); err != nil {
			return nil, err
		}
		if to != nil {
			u.Now.PersonID = to.ID
			if kind == register.ContactCharge {
				u.Now = register.ContactOf(*to)
			}
		}
		if _, err := register.HandChargeTx(ctx, tx, kind, h.ID, u.Was, u.Now); err != nil {
			return nil, err
		}
		return keep(u)
	}
}

func backCharge(kind register.ChargeKind) func(context.Context, *postgres.Tx, Holding, json.RawMessage) (bool, error) {
	return func(ctx context.Context, tx *postgres.Tx, h Holding, undo json.RawMessage) (bool, error) {
		var u chargeUndo
		if err := json.Unmarshal(undo, &u); err != nil {
			return false, err
		}
		return register.HandChargeTx(ctx, tx, kind, h.ID, u.Now, u.Was)
	}
}
