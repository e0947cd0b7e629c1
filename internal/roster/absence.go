package roster

import (
	"context"
	"time"

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
	if err := lockPerson(ctx, tx, in.PersonID); err != nil {
		return nil, err
	}
	x, err := checkAbsenceTx(ctx, tx, in, uuid.Nil)
	if err != nil {
		return nil, err
	}
	if err := insertAbsence(ctx, tx, *x, actor(ctx)); err != nil {
		return nil, err
	}
	return x, audit.Write(ctx, tx, absenceEntry(x.PersonID, "roster.absence"))
}

// checkAbsenceTx gives the absence that was typed, or Invalid. Except is the one that it changes.
func checkAbsenceTx(ctx context.Context, tx *postgres.Tx, in AbsenceInput, except uuid.UUID) (*Absence, error) {
	x, bad := readAbsence(in, today(ctx, tx))
	from, to := x.From, x.To
	if len(bad) > 0 { // about days that are wrong there is no more to say
		from = clock.Date{Year: firstYear, Month: time.January, Day: 1}
		to = from
	}
	_, bad, err := stays(ctx, tx, "person", x.PersonID, from, from, bad)
	if err != nil {
		return nil, err
	}
	if x.CoverID != uuid.Nil && x.CoverID != x.PersonID {
		if _, bad, err = stays(ctx, tx, "cover", x.CoverID, from, to, bad); err != nil {
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
		if o.ID != except && x.same(o) {
			return nil, fault.Invalid(fault.Bad("from", "roster.absence_same"))
		}
	}
	return x, nil
}

// absenceEntry is a line of the log about somebody's absence.
func absenceEntry(person uuid.UUID, action string, changed ...audit.Change) audit.Entry {
	return audit.Entry{Action: action, ObjectKind: "person", ObjectID: person, Changes: changed}
}

// readAbsence reads what was typed, and says what is wrong with it in itself.
func readAbsence(in AbsenceInput, day clock.Date) (*Absence, []fault.Field) {
	x := &Absence{ID: uuid.New(), PersonID: in.PersonID, CoverID: in.CoverID, Version: 1}
	var bad []fault.Field
	x.From, bad = date("from", in.From, day, bad)
	if len(bad) == 0 && x.From.IsZero() {
		bad = append(bad, fault.Bad("from", "roster.from_missing"))
	}
	fine := len(bad)
	x.To, bad = date("to", in.To, day, bad)
	if len(bad) == fine && x.To.IsZero() {
		bad = append(bad, fault.Bad("to", "roster.to_missing"))
	}
	if len(bad) == 0 {
		switch {
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
