package roster

import (
	"context"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

// maxAbsence is the longest absence, in days: two years. Longer ones are slips of the hand, or a person who has left.
const maxAbsence = 731

// AbsenceInput is an absence as typed. Faults stand at person, from, to and cover.
type AbsenceInput struct {
	PersonID uuid.UUID
	From     string // ISO date
	To       string // ISO date, the last day away
	CoverID  uuid.UUID
}

// addAbsenceTx notes that somebody is away, in the transaction of a caller that has checked the permission. The very same
// absence a second time is Invalid at from; one that overlaps another is taken.
func addAbsenceTx(ctx context.Context, tx *postgres.Tx, in AbsenceInput) (*Absence, error) {
	x, bad := readAbsence(in, today(ctx, tx))
	_, bad, err := stays(ctx, tx, "person", x.PersonID, x.From, x.From, bad)
	if err != nil {
		return nil, err
	}
	if x.CoverID != uuid.Nil && x.CoverID != x.PersonID {
		if _, bad, err = stays(ctx, tx, "cover", x.CoverID, x.From, x.To, bad); err != nil {
			return nil, err
		}
	}
	if len(bad) > 0 {
		return nil, fault.Invalid(bad...)
	}
	others, err := selectAbsences(ctx, tx, x.From, x.To)
	if err != nil {
		return nil, err
	}
	for _, o := range others {
		if x.same(o) {
			return nil, fault.Invalid(fault.Bad("from", "roster.absence_same"))
		}
	}
	if err := insertAbsence(ctx, tx, *x, actor(ctx)); err != nil {
		return nil, err
	}
	return x, audit.Write(ctx, tx, audit.Entry{Action: "roster.absence", ObjectKind: "person", ObjectID: x.PersonID})
}

// readAbsence reads what was typed, and says what is wrong with it in itself.
func readAbsence(in AbsenceInput, day clock.Date) (*Absence, []fault.Field) {
	x := &Absence{ID: uuid.New(), PersonID: in.PersonID, CoverID: in.CoverID, Version: 1}
	var bad []fault.Field
	x.From, bad = date("from", in.From, day, bad)
	x.To, bad = date("to", in.To, day, bad)
	if len(bad) == 0 {
		switch {
		case x.From.IsZero():
			bad = append(bad, fault.Bad("from", "roster.from_missing"))
		case x.To.IsZero():
			bad = append(bad, fault.Bad("to", "roster.to_missing"))
		case x.To.Before(x.From):
			bad = append(bad, fault.Bad("to", "roster.to_before_from"))
		case x.To.After(x.From.AddDays(maxAbsence - 1)):
			bad = append(bad, fault.Bad("to", "roster.absence_long"))
		}
	}
	if x.CoverID == x.PersonID && x.CoverID != uuid.Nil {
		bad = append(bad, fault.Bad("cover", "roster.cover_self"))
	}
	return x, bad
}

// same reports whether another absence says the very same.
func (a Absence) same(o Absence) bool {
	return o.PersonID == a.PersonID && o.From == a.From && o.To == a.To && o.CoverID == a.CoverID
}

// actor is the login that acts; uuid.Nil for operators and jobs.
func actor(ctx context.Context) uuid.UUID {
	if p := identity.Of(ctx); p != nil {
		return p.UserID
	}
	return uuid.Nil
}
