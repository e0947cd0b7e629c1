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
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
)

// How far from today the days of an assignment or an absence may lie; beyond, it is a slip of the hand.
const (
	firstYear  = 1990
	yearsAhead = 10
)

// maxHours is the longest text of the times on duty, in characters.
const maxHours = 200

// AssignInput is an assignment as typed. Faults stand at person, role, from, to and hours.
type AssignInput struct {
	PersonID uuid.UUID
	Role     string
	From     string // ISO date; empty: today
	To       string // ISO date; empty: until further notice
	Hours    string // only of crisis contacts
}

// AssignTx gives somebody a role on the account, or with nil a place in the municipality's call list, in the
// transaction of a caller that has checked the permission and locked the account. What the input refuses is Invalid; an
// account whose life is over is a Conflict.
func AssignTx(ctx context.Context, tx *postgres.Tx, a *register.Account, in AssignInput) (*Assignment, error) {
	if a != nil && a.Status.Over() {
		return nil, fault.Conflict("roster.account_over")
	}
	account := uuid.Nil
	if a != nil {
		account = a.ID
	}
	x, bad := readAssignment(account, in, today(ctx, tx))
	person, wrong, err := stays(ctx, tx, "person", in.PersonID, x.From, x.To, nil)
	if err != nil {
		return nil, err
	}
	bad = append(wrong, bad...) // in the order of the fields
	if len(bad) > 0 {
		return nil, fault.Invalid(bad...)
	}
	if err := refuseDouble(ctx, tx, *x, person); err != nil {
		return nil, err
	}
	if err := insertAssignment(ctx, tx, *x); err != nil {
		return nil, err
	}
	return x, audit.Write(ctx, tx, assignmentEntry(tx, *x, "roster.assign"))
}

// readAssignment reads what was typed, and says what is wrong with it in itself. The account is uuid.Nil for the call list.
func readAssignment(account uuid.UUID, in AssignInput, day clock.Date) (*Assignment, []fault.Field) {
	x := &Assignment{ID: uuid.New(), AccountID: account, PersonID: in.PersonID, From: day, Version: 1}
	var bad []fault.Field
	var ok bool
	if x.Role, ok = ParseRole(in.Role); !ok || account == uuid.Nil && x.Role != CrisisContact {
		bad = append(bad, fault.Bad("role", "roster.role_missing"))
	}
	if in.From != "" {
		x.From, bad = date("from", in.From, day, bad)
	}
	x.To, bad = date("to", in.To, day, bad)
	if !x.From.IsZero() && !x.To.IsZero() && x.To.Before(x.From) {
		bad = append(bad, fault.Bad("to", "roster.to_before_from"))
	}
	x.Hours, bad = freeText("hours", in.Hours, maxHours, bad)
	return x, bad
}

// assignmentEntry is a line of the log about an assignment. It stands with the account, or with the municipality.
func assignmentEntry(tx *postgres.Tx, a Assignment, action string) audit.Entry {
	e := audit.Entry{Action: action, ObjectKind: "account", ObjectID: a.AccountID, Changes: []audit.Change{audit.Field("person"), audit.Field("role")}}
	if a.AccountID == uuid.Nil {
		e.ObjectKind, e.ObjectID = "tenant", tx.Tenant
	}
	return e
}

// refuseDouble refuses an assignment that the person has already on some of its days, and a second responsible person
// where the municipality wants one.
func refuseDouble(ctx context.Context, tx *postgres.Tx, a Assignment, person identity.Person) error {
	others, err := selectRoster(ctx, tx, a.AccountID, a.From)
	if err != nil {
		return err
	}
	policy, err := tenant.PolicyTx(ctx, tx, tenant.Of(ctx))
	if err != nil {
		return err
	}
	o, found := double(a, others, policy.OneResponsible)
	if !found {
		return nil
	}
	name := person.Name
	if o.PersonID != a.PersonID {
		names, err := identity.PersonNamesTx(ctx, tx, []uuid.UUID{o.PersonID})
		if err != nil {
			return err
		}
		name = names[o.PersonID]
	}
	return fault.Invalid(sayDouble(a, o, name))
}

// double finds the assignment of the same role on the same account that an assignment cannot stand beside: the person's
// own on some of its days, or that of another responsible person where there is to be one at a time.
func double(a Assignment, others []Assignment, oneResponsible bool) (Assignment, bool) {
	for _, o := range others {
		if o.ID != a.ID && o.AccountID == a.AccountID && o.Role == a.Role && overlaps(a.From, a.To, o.From, o.To) &&
			(o.PersonID == a.PersonID || a.Role == Responsible && oneResponsible) {
			return o, true
		}
	}
	return Assignment{}, false
}

// sayDouble says at person what double found; name is that of the other's person.
func sayDouble(a, other Assignment, name string) fault.Field {
	if other.PersonID == a.PersonID {
		return fault.Bad("person", "roster.assigned_already", "Name", name, "Date", other.From)
	}
	return fault.Bad("person", "roster.one_responsible", "Name", name)
}

// date reads a day that somebody typed.
func date(field, value string, day clock.Date, bad []fault.Field) (clock.Date, []fault.Field) {
	d, err := clock.ParseDate(strings.TrimSpace(value))
	if err != nil {
		return d, append(bad, fault.Bad(field, "roster.date_bad"))
	}
	if !d.IsZero() && (d.Year < firstYear || d.Year > day.Year+yearsAhead) {
		return clock.Date{}, append(bad, fault.Bad(field, "roster.date_range", "First", firstYear, "Last", day.Year+yearsAhead))
	}
	return d, bad
}

// stays gives the person of the directory, and what is wrong where there is none, or where they leave before the last of
// the days (a zero one is open). Until the transaction ends they go on staying.
func stays(ctx context.Context, tx *postgres.Tx, field string, id uuid.UUID, from, to clock.Date, bad []fault.Field) (identity.Person, []fault.Field, error) {
	var p identity.Person
	if id != uuid.Nil {
		if err := identity.KeepPeopleTx(ctx, tx, id); err != nil {
			return p, bad, err
		}
		people, err := identity.PeopleByIDTx(ctx, tx, []uuid.UUID{id})
		if err != nil {
			return p, bad, err
		}
		if len(people) == 0 {
			return p, append(bad, fault.Bad(field, "roster.person_unknown")), nil
		}
		p = people[0]
	}
	return p, staying(field, p, from, to, bad), nil
}

// staying says what is wrong where a person leaves before the last of the days; one without an id is nobody.
func staying(field string, p identity.Person, from, to clock.Date, bad []fault.Field) []fault.Field {
	if p.ID == uuid.Nil {
		return append(bad, fault.Bad(field, "roster.person_missing"))
	}
	if left := p.LeftOn; !left.IsZero() && (to.IsZero() || to.After(left) || from.After(left)) {
		bad = append(bad, fault.Bad(field, "roster.person_leaves", "Name", p.Name, "Date", left))
	}
	return bad
}
