package reminder

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/jobs"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/tenant"
)

// Planned is one reminder to one person, or to nobody, and how far it has come.
type Planned struct {
	Due
	Recipient identity.Person // no ID where the state is Nobody
	State     State
}

// Pass finds what is due in the context's municipality on the day and queues a letter to everybody who has not been
// told. It gives all that is due, to whom and how far it has come; a dry run changes nothing. Two passes at once make
// no letter twice.
func (s *Service) Pass(ctx context.Context, on clock.Date, dryRun bool) ([]Planned, error) {
	if err := identity.Require(ctx, identity.RemindersRun); err != nil {
		return nil, err
	}
	var list []Planned
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		if list, err = s.plan(ctx, tx, on, !dryRun); err != nil || dryRun {
			return err
		}
		return s.write(ctx, tx, list)
	})
	return list, err
}

// plan gives what is due with its recipients and states. With lock, passes in one municipality go one after the other
// from here to the end of the transaction; where nothing is due there is nothing to wait for.
func (s *Service) plan(ctx context.Context, tx *postgres.Tx, on clock.Date, lock bool) ([]Planned, error) {
	var list []Planned
	for _, r := range s.rules {
		due, err := r.Find(ctx, tx, on)
		if err != nil {
			return nil, err
		}
		if len(due) == 0 {
			continue
		}
		if lock {
			if err := lockPasses(ctx, tx); err != nil {
				return nil, err
			}
			lock = false
		}
		planned, err := planDue(ctx, tx, r, due)
		if err != nil {
			return nil, err
		}
		list = append(list, planned...)
	}
	return list, nil
}

// planDue gives to whom the things due by one rule go, and how far that has come.
func planDue(ctx context.Context, tx *postgres.Tx, r Rule, due []Due) ([]Planned, error) {
	to, err := r.Recipients(ctx, tx, due)
	if err != nil {
		return nil, err
	}
	told, err := selectTold(ctx, tx, r.Kind, due)
	if err != nil {
		return nil, err
	}
	var list []Planned
	for i, d := range due {
		if len(to[i]) == 0 {
			list = append(list, Planned{Due: d, State: Nobody})
		}
		for _, p := range to[i] {
			state, ok := told[toldKey{d.SubjectID, d.DueOn, p.ID}]
			if !ok {
				state = Unsent
			}
			list = append(list, Planned{Due: d, Recipient: p, State: state})
		}
	}
	return list, nil
}

// TellTx writes at once to those whom the due things concern, in the transaction of the room that has just made them
// due: one letter for each person. What there is nobody to tell of waits for a pass.
func (s *Service) TellTx(ctx context.Context, tx *postgres.Tx, due []Due) error {
	for _, d := range due {
		if _, ok := s.rule(d.Kind); !ok {
			return fmt.Errorf("reminder: no rule for %q", d.Kind)
		}
	}
	var list []Planned
	for _, r := range s.rules {
		var mine []Due
		for _, d := range due {
			if d.Kind == r.Kind {
				mine = append(mine, d)
			}
		}
		if len(mine) == 0 {
			continue
		}
		planned, err := planDue(ctx, tx, r, mine)
		if err != nil {
			return err
		}
		list = append(list, planned...)
	}
	return s.write(ctx, tx, list)
}

// write makes one letter for each person who has not been told of something, with its deliveries and its job.
func (s *Service) write(ctx context.Context, tx *postgres.Tx, list []Planned) error {
	letterOf := map[uuid.UUID]uuid.UUID{}
	var letters []letter
	var deliveries []Delivery
	var work []jobs.Args
	for i := range list {
		p := &list[i]
		if p.State != Unsent {
			continue
		}
		p.State = Queued
		id, ok := letterOf[p.Recipient.ID]
		if !ok {
			id = uuid.New()
			letterOf[p.Recipient.ID] = id
			letters = append(letters, letter{ID: id, RecipientID: p.Recipient.ID})
			work = append(work, LetterArgs{For: jobs.For{TenantID: tx.Tenant}, LetterID: id})
		}
		deliveries = append(deliveries, Delivery{ID: uuid.New(), Due: p.Due, RecipientID: p.Recipient.ID, LetterID: id})
	}
	if len(letters) == 0 {
		return nil
	}
	if err := insertLetters(ctx, tx, letters); err != nil {
		return err
	}
	if err := insertDeliveries(ctx, tx, deliveries); err != nil {
		return err
	}
	for _, r := range s.rules {
		var ids []uuid.UUID
		for _, d := range deliveries {
			if d.Kind == r.Kind {
				ids = append(ids, d.SubjectID)
			}
		}
		if r.Told == nil || len(ids) == 0 {
			continue
		}
		if err := r.Told(ctx, tx, ids); err != nil {
			return err
		}
	}
	return s.queue.InsertTx(ctx, tx, jobs.UnlessWaiting, work...)
}

// Sweep hands a pass to every municipality in whose office hours it runs, and sees to letters that nobody would send
// any more: those refused whose recipient's particulars have been changed since, and those whose job was lost.
func (s *Service) Sweep(ctx context.Context) error {
	all, err := s.tenants.All(ctx)
	if err != nil {
		return err
	}
	return s.db.InSystem(ctx, "hand reminders to the municipalities", func(tx *postgres.Tx) error {
		offices, err := tenant.CalendarsTx(ctx, tx, all)
		if err != nil {
			return err
		}
		var work []jobs.Args
		for _, t := range all {
			if offices[t.ID].OfficeHours(tx.Now) {
				work = append(work, PassArgs{jobs.For{TenantID: t.ID}})
			}
		}
		if err := requeueFailed(ctx, tx); err != nil {
			return err
		}
		left, err := selectLeftBehind(ctx, tx)
		if err != nil {
			return err
		}
		return s.queue.InsertTx(ctx, tx, jobs.UnlessWaiting, append(work, left...)...)
	})
}
