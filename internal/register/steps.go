package register

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

// StepInput is what a step may ask for, as typed.
type StepInput struct {
	Address          string // of an account whose address was not known yet
	OpenedOn         string // empty: today
	ClosedOn         string // empty: today
	ClosingReason    string
	ClosingOn        string // the planned day
	ClosingNotice    string
	FollowersTo      string
	CapturePersonID  string
	FinalCapture     string
	FinalCaptureNote string

	Tell []uuid.UUID // people who are written to besides those whom the step's event concerns anyway
}

// Take takes a step of the life cycle with an account read at the given version. The step's own rules are in Steps. A
// step that does not lead from the account's state, or that only another room's act may take, is a Conflict; one whose
// conditions do not hold is Invalid.
func (s *Service) Take(ctx context.Context, ref string, version int, name string, in StepInput) (*Account, error) {
	step, ok := StepNamed(name)
	if !ok {
		return nil, fault.NotFound()
	}
	if err := identity.Require(ctx, step.Action); err != nil {
		return nil, err
	}
	var a *Account
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		if a, err = s.forChange(ctx, tx, ref, version, step.Action); err != nil {
			return err
		}
		if step.Leads(a.Status) && step.Through == ThroughChecklist {
			return fault.Conflict("register.through_checklist")
		}
		return s.take(ctx, tx, a, step, in)
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// TakeTx takes a step as part of another room's act, in its transaction. The caller holds the account by LockTx; the
// account is changed only where there is no error.
func (s *Service) TakeTx(ctx context.Context, tx *postgres.Tx, a *Account, name string, in StepInput) error {
	step, ok := StepNamed(name)
	if !ok {
		return fault.NotFound()
	}
	if err := identity.RequireIn(ctx, step.Action, a.UnitID); err != nil {
		return err
	}
	return s.take(ctx, tx, a, step, in)
}

func (s *Service) take(ctx context.Context, tx *postgres.Tx, a *Account, step Step, in StepInput) error {
	if !step.Leads(a.Status) {
		return fault.Conflict("register.step_not_now")
	}
	now := *a
	err := step.apply(&now, in, today(ctx, tx))
	lacks, broken := s.lacks(ctx, tx, &now, step)
	if broken != nil {
		return broken
	}
	for _, l := range lacks {
		err = invalid(err, unsaid(err, l.Fields))
	}
	if err != nil {
		return err
	}
	if now.Key != a.Key {
		if err := refuseSame(ctx, tx, &now); err != nil {
			return err
		}
	}
	if err := save(ctx, tx, &now, audit.Entry{Action: "account." + step.Name, Changes: changes(a, &now)}); err != nil {
		return err
	}
	*a = now
	if step.Event == "" {
		return nil
	}
	return s.EventTx(ctx, tx, a, step.Event, in.Tell...)
}

// unsaid gives the problems at fields where err names none: a bad address is not a missing one, too.
func unsaid(err error, more []fault.Field) []fault.Field {
	var f *fault.Error
	if !errors.As(err, &f) {
		return more
	}
	return slices.DeleteFunc(more, func(m fault.Field) bool {
		return slices.ContainsFunc(f.Fields, func(said fault.Field) bool { return said.Name == m.Name })
	})
}

func (s Step) apply(a *Account, in StepInput, day clock.Date) error {
	var bad []fault.Field
	a.Status = s.To
	if s.Asks("address") && !a.Addressed() && strings.TrimSpace(in.Address) != "" {
		bad = append(bad, atAddress(Input{Platform: string(a.Platform), Address: in.Address}.applyAddress(a))...)
	}
	if s.Asks("opened_on") {
		if a.OpenedOn, bad = date("opened_on", in.OpenedOn, bad); a.OpenedOn.IsZero() {
			a.OpenedOn = day
		}
	}
	if s.Asks("closed_on") {
		if a.ClosedOn, bad = date("closed_on", in.ClosedOn, bad); a.ClosedOn.IsZero() {
			a.ClosedOn = day
		}
		bad = append(bad, checkDates(a, day)...)
	}
	bad = s.applyClosing(a, in, day, bad)
	if s.Name == "keep" {
		a.ClosingReason, a.ClosingNotice, a.ClosingOn, a.FollowersTo, a.CapturePersonID = "", "", clock.Date{}, "", uuid.Nil
	}
	if len(bad) > 0 {
		return fault.Invalid(bad...)
	}
	return nil
}

// applyClosing writes what a step asks of a closing, or of a rejection, into the account.
func (s Step) applyClosing(a *Account, in StepInput, day clock.Date, bad []fault.Field) []fault.Field {
	if s.Asks("closing_reason") {
		a.ClosingReason = strings.TrimSpace(in.ClosingReason)
		if a.ClosingReason == "" && s.To == Rejected {
			bad = append(bad, fault.Bad("closing_reason", "register.reject_reason_missing"))
		} else if a.ClosingReason == "" {
			bad = append(bad, fault.Bad("closing_reason", "register.closing_reason_missing"))
		}
	}
	if s.Asks("closing_on") {
		n := len(bad)
		a.ClosingOn, bad = date("closing_on", in.ClosingOn, bad)
		switch {
		case len(bad) > n:
		case a.ClosingOn.IsZero():
			bad = append(bad, fault.Bad("closing_on", "register.closing_on_missing"))
		case a.ClosingOn.Before(day):
			bad = append(bad, fault.Bad("closing_on", "register.closing_on_past"))
		}
	}
	if s.Asks("closing_notice") {
		a.ClosingNotice, a.FollowersTo = strings.TrimSpace(in.ClosingNotice), strings.TrimSpace(in.FollowersTo)
	}
	if s.Asks("capture_person") {
		a.CapturePersonID = uuid.Nil
		if in.CapturePersonID != "" {
			id, err := uuid.Parse(in.CapturePersonID)
			if err != nil {
				bad = append(bad, fault.Bad("capture_person", "register.choose"))
			}
			a.CapturePersonID = id
		}
	}
	if s.Asks("final_capture") {
		a.FinalCapture, a.FinalCaptureNote = in.FinalCapture, strings.TrimSpace(in.FinalCaptureNote)
		bad = append(bad, oneOf("final_capture", in.FinalCapture, FinalCaptures)...)
	}
	return append(bad, checkClosingWords(a)...)
}

// atAddress says at the address what is wrong with the platform, where the platform is not asked for.
func atAddress(bad []fault.Field) []fault.Field {
	for i := range bad {
		if bad[i].Name == "platform" {
			bad[i].Name = "address"
		}
	}
	return bad
}

// Condition judges whether an account, as it will stand after a step, is ready for it, in the step's transaction. It
// gives what is missing.
type Condition func(ctx context.Context, tx *postgres.Tx, a *Account) ([]fault.Field, error)

// Require says how a condition of Steps is judged. It is called while the program is put together; the last call holds.
func (s *Service) Require(name string, c Condition) { s.conditions[name] = c }

// Unjudged gives the conditions of Steps that nobody has said how to judge: none, in a program that is put together well.
func (s *Service) Unjudged() []string {
	var list []string
	for _, step := range Steps {
		for _, name := range step.Conditions {
			if s.conditions[name] == nil {
				list = append(list, name)
			}
		}
	}
	return list
}

// Lack is a condition that does not hold, and what is missing.
type Lack struct {
	Condition string
	Fields    []fault.Field
}

// Lacks gives what stands in the way of a step with the account as it is now, before the step's own questions are
// answered.
func (s *Service) Lacks(ctx context.Context, ref, name string) ([]Lack, error) {
	step, ok := StepNamed(name)
	if !ok {
		return nil, fault.NotFound()
	}
	a, err := s.Get(ctx, ref)
	if err != nil {
		return nil, err
	}
	var list []Lack
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		list, err = s.lacks(ctx, tx, a, step)
		return err
	})
	return list, err
}

func (s *Service) lacks(ctx context.Context, tx *postgres.Tx, a *Account, step Step) ([]Lack, error) {
	var list []Lack
	for _, name := range step.Conditions {
		c := s.conditions[name]
		if c == nil {
			return nil, fmt.Errorf("register: nobody judges the condition %q", name)
		}
		fields, err := c(ctx, tx, a)
		if err != nil {
			return nil, err
		}
		if len(fields) > 0 {
			list = append(list, Lack{name, fields})
		}
	}
	return list, nil
}

// Holds is a Condition that always holds.
func Holds(context.Context, *postgres.Tx, *Account) ([]fault.Field, error) { return nil, nil }

func hasAddress(_ context.Context, _ *postgres.Tx, a *Account) ([]fault.Field, error) {
	if a.Addressed() {
		return nil, nil
	}
	return []fault.Field{fault.Bad("address", "register.address_missing")}, nil
}

// hasFinalCapture takes the word of whoever closes the account.
func hasFinalCapture(_ context.Context, _ *postgres.Tx, a *Account) ([]fault.Field, error) {
	switch {
	case a.FinalCapture == "":
		return []fault.Field{fault.Bad("final_capture", "register.final_capture_missing")}, nil
	case a.FinalCaptureNote != "":
		return nil, nil
	case a.FinalCapture == "taken":
		return []fault.Field{fault.Bad("final_capture_note", "register.final_capture_where")}, nil
	default:
		return []fault.Field{fault.Bad("final_capture_note", "register.final_capture_why")}, nil
	}
}
