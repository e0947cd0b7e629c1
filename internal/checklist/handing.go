package checklist

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
)

// How long a comment and a case number may be, in characters.
const (
	maxRemark = 2000
	maxCase   = 100
)

// Submit hands a checklist in. What is missing is Invalid, a field "point.<key>" for each point. A new account is
// submitted with it, and what the answers say goes into the register.
func (s *Service) Submit(ctx context.Context, id uuid.UUID) (*Checklist, error) {
	return s.move(ctx, id, identity.ChecklistAnswer, func(tx *postgres.Tx, sheet *Sheet) error {
		c := sheet.Checklist
		if !c.isIn(Open, Returned) {
			return fault.Conflict("checklist.step_not_now")
		}
		if bad := sheet.obstacles(); len(bad) > 0 {
			return fault.Invalid(bad...)
		}
		if err := register.FillTx(ctx, tx, sheet.Account, sheet.registerValues()); err != nil {
			return inPoints(sheet, err)
		}
		if err := s.fillRoster(ctx, tx, sheet); err != nil {
			return err
		}
		if err := s.keepLive(ctx, tx, sheet); err != nil {
			return err
		}
		c.State, c.SubmittedBy, c.SubmittedAt = Submitted, actor(ctx), tx.Now
		c.Round++
		if err := sealVersions(ctx, tx, c.ID); err != nil {
			return err
		}
		if err := s.follow(ctx, tx, sheet, "submit", "checklist_submitted"); err != nil {
			return err
		}
		return s.finish(ctx, tx, sheet, "submitted", false)
	})
}

// obstacles gives what stands in the way of handing in or approving, a field for each point.
func (s *Sheet) obstacles() []fault.Field {
	_, _, open := s.Progress()
	var bad []fault.Field
	for _, it := range open {
		key := "checklist.lacks." + string(it.State)
		if it.Answer.Verdict == Back {
			key = "checklist.lacks.returned"
		}
		bad = append(bad, fault.Bad("point."+it.Point.Key, key, "Number", it.Number, "Name", it.Point.Name))
	}
	return bad
}

// registerValues gives the answers that say something the register knows too.
func (s *Sheet) registerValues() map[string]string {
	values := map[string]string{}
	if s.Name != Startup {
		return values
	}
	for _, it := range s.Items {
		for i := range it.Point.Fields {
			f := &it.Point.Fields[i]
			if f.Register == "" || !f.Asked(it.Answer.Fields) {
				continue
			}
			if v := strings.TrimSpace(it.Answer.Fields[f.Key].Text); v != "" && (f.Register != "kind" || v != "personal") {
				values[f.Register] = v
			}
		}
	}
	return values
}

// inPoints moves what the register refuses from its own fields to the points whose answers they came from.
func inPoints(s *Sheet, err error) error {
	if !fault.Is(err, fault.InvalidKind) {
		return err
	}
	refused := fault.As(err)
	var bad []fault.Field
	for _, f := range refused.Fields {
		name := "point"
		for _, it := range s.Items {
			for _, pf := range it.Point.Fields {
				if pf.Register == f.Name {
					name = "point." + it.Point.Key
				}
			}
		}
		bad = append(bad, fault.Bad(name, f.Key, f.Args...))
	}
	return fault.Invalid(bad...)
}

// Recall takes a checklist back that has been handed in and not been decided yet, to change it.
func (s *Service) Recall(ctx context.Context, id uuid.UUID) (*Checklist, error) {
	return s.move(ctx, id, identity.ChecklistAnswer, func(tx *postgres.Tx, sheet *Sheet) error {
		if !sheet.isIn(Submitted) {
			return fault.Conflict("checklist.step_not_now")
		}
		sheet.State = Open
		// What the reviewer had said was not sent; it goes with the review.
		unsent, err := deleteUnsent(ctx, tx, sheet.ID, "", sheet.Round)
		if err != nil {
			return err
		}
		if err := updateVerdicts(ctx, tx, sheet.ID, unsent, NoVerdict); err != nil {
			return err
		}
		if err := s.follow(ctx, tx, sheet, "recall", "checklist_recalled"); err != nil {
			return err
		}
		return s.finish(ctx, tx, sheet, "recalled", false)
	})
}

// Reply answers what the reviewer said of a point that was sent back, without changing the answer or beside doing so.
func (s *Service) Reply(ctx context.Context, id uuid.UUID, point, text string) error {
	_, err := s.move(ctx, id, identity.ChecklistAnswer, func(tx *postgres.Tx, sheet *Sheet) error {
		it := sheet.Item(point)
		if it == nil {
			return fault.NotFound()
		}
		text = strings.TrimSpace(text)
		switch n := utf8.RuneCountInString(text); {
		case !sheet.isIn(Returned):
			return fault.Conflict("checklist.step_not_now")
		case n == 0:
			return fault.Invalid(fault.Bad("reply", "checklist.reply_missing"))
		case n > maxRemark:
			return fault.Invalid(fault.Bad("reply", "checklist.too_long", "Max", maxRemark, "Count", n-maxRemark))
		}
		if err := insertRemark(ctx, tx, id, Remark{Point: point, Kind: "reply", Text: text, By: actor(ctx), Round: sheet.Round}); err != nil {
			return err
		}
		if it.Answer.Verdict == Back {
			if err := updateVerdicts(ctx, tx, id, []string{point}, NoVerdict); err != nil {
				return err
			}
			it.Answer.Verdict = NoVerdict
			it.State = it.state()
		}
		sheet.Done, sheet.Total, _ = sheet.Progress()
		if err := updateChecklist(ctx, tx, sheet.Checklist); err != nil {
			return err
		}
		return audit.Write(ctx, tx, entry(sheet.Checklist, "checklist.reply", audit.Value("point", "", point)))
	})
	return err
}

// Assign hands a point to a colleague of the directory, who is written to if there is a login; uuid.Nil takes it back.
func (s *Service) Assign(ctx context.Context, id uuid.UUID, point string, person uuid.UUID) error {
	_, err := s.move(ctx, id, identity.ChecklistAnswer, func(tx *postgres.Tx, sheet *Sheet) error {
		if sheet.Item(point) == nil {
			return fault.NotFound()
		}
		if sheet.Locked() {
			return fault.Conflict("checklist.locked")
		}
		if person != uuid.Nil {
			known, err := identity.PersonNamesTx(ctx, tx, []uuid.UUID{person})
			if err != nil {
				return err
			}
			if known[person] == "" {
				return fault.Invalid(fault.Bad("assignee", "checklist.person_unknown"))
			}
		}
		a, err := lockAnswer(ctx, tx, id, point)
		if err != nil || a.AssigneeID == person {
			return err
		}
		a.AssigneeID = person
		if err := updateAnswer(ctx, tx, id, a); err != nil {
			return err
		}
		if me := identity.Of(ctx); person != uuid.Nil && (me == nil || person != me.PersonID) {
			if err := s.reg.EventTx(ctx, tx, sheet.Account, "point_assigned", person); err != nil {
				return err
			}
		}
		return audit.Write(ctx, tx, entry(sheet.Checklist, "checklist.assign", audit.Value("point", "", point)))
	})
	return err
}

// SetCaseNumber notes the number under which the checklist is registered in the diary; empty takes it away.
func (s *Service) SetCaseNumber(ctx context.Context, id uuid.UUID, number string) error {
	_, err := s.move(ctx, id, identity.ChecklistCase, func(tx *postgres.Tx, sheet *Sheet) error {
		number, err := caseNumber(number)
		if err != nil || number == sheet.CaseNumber {
			return err
		}
		sheet.CaseNumber = number
		if err := updateChecklist(ctx, tx, sheet.Checklist); err != nil {
			return err
		}
		return audit.Write(ctx, tx, entry(sheet.Checklist, "checklist.case_number", audit.Field("case_number")))
	})
	return err
}

// caseNumber gives the number as it is kept; one that is too long is Invalid.
func caseNumber(typed string) (string, error) {
	number := strings.Join(strings.Fields(typed), " ")
	if n := utf8.RuneCountInString(number); n > maxCase {
		return "", fault.Invalid(fault.Bad("case_number", "checklist.too_long", "Max", maxCase, "Count", n-maxCase))
	}
	return number, nil
}

// move runs an act on the checklist, locked and assessed, for a principal who may do it in its unit.
func (s *Service) move(ctx context.Context, id uuid.UUID, act identity.Action, fn func(tx *postgres.Tx, sheet *Sheet) error) (*Checklist, error) {
	if err := identity.Require(ctx, act); err != nil {
		return nil, err
	}
	var c *Checklist
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		if c, err = s.forChange(ctx, tx, id, act); err != nil {
			return err
		}
		sheet, err := s.assessTx(ctx, tx, c)
		if err != nil {
			return err
		}
		return fn(tx, sheet)
	})
	return c, err
}

// follow takes the account's own step where it goes through the same life as its checklist, and tells those concerned,
// among them who has answered. An account that is open already stays so; there the checklist's own event is told.
func (s *Service) follow(ctx context.Context, tx *postgres.Tx, sheet *Sheet, step, event string) error {
	var tell []uuid.UUID
	if step == "return" || step == "approve" {
		var err error
		if tell, err = answerers(ctx, tx, sheet.ID); err != nil {
			return err
		}
	}
	if st, ok := register.StepNamed(step); ok && sheet.Name == Startup && st.Leads(sheet.Account.Status) {
		return s.reg.TakeTx(ctx, tx, sheet.Account, step, register.StepInput{Tell: tell})
	}
	return s.reg.EventTx(ctx, tx, sheet.Account, event, tell...)
}

// finish writes the checklist as it now is, its record and the log.
func (s *Service) finish(ctx context.Context, tx *postgres.Tx, sheet *Sheet, event string, self bool) error {
	c := sheet.Checklist
	again, err := s.assessTx(ctx, tx, c)
	if err != nil {
		return err
	}
	again.Checklist = c
	c.Done, c.Total, _ = again.Progress()
	if err := updateChecklist(ctx, tx, c); err != nil {
		return err
	}
	if err := s.recordTx(ctx, tx, again, event, self); err != nil {
		return err
	}
	changes := []audit.Change{}
	if self {
		changes = append(changes, audit.Field("self_approved"))
	}
	return audit.Write(ctx, tx, entry(c, "checklist."+event, changes...))
}
