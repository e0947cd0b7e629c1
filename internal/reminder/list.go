package reminder

import (
	"context"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

// Entry is one reminder that was made, as it is shown.
type Entry struct {
	Name      string // i18n key of what was the matter
	Delivery  Delivery
	Recipient string // the person's name
	State     State
	At        time.Time // when the state came about
	Attempts  int
	Problem   string // what the mail server said last, without addresses
	Subject   Subject
	Gone      bool // the subject is there no more
}

// Query narrows and pages a list. The zero State does not narrow.
type Query struct {
	State  State
	Limit  int
	Offset int
}

// Counts says how many reminders are in each state.
type Counts map[State]int

// Total gives how many there are in the state, or in all where it is empty.
func (c Counts) Total(state State) int {
	if state != "" {
		return c[state]
	}
	n := 0
	for _, v := range c {
		n += v
	}
	return n
}

// reach narrows what the principal sees to units; a principal who may see nothing gets Forbidden.
func reach(ctx context.Context) (onlyIn bool, units []uuid.UUID, err error) {
	return identity.Within(ctx, identity.RemindersView)
}

// List gives the reminders that were made of things the principal may see, newest first, and the counts by state.
func (s *Service) List(ctx context.Context, q Query) (list []Entry, counts Counts, err error) {
	onlyIn, units, err := reach(ctx)
	if err != nil {
		return nil, nil, err
	}
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		if counts, err = countDeliveries(ctx, tx, onlyIn, units); err != nil {
			return err
		}
		if list, err = selectEntries(ctx, tx, q, onlyIn, units); err != nil {
			return err
		}
		return s.describe(ctx, tx, list)
	})
	return list, counts, err
}

// describe adds what the entries are about. What has since moved to a unit that the principal does not reach is shown
// without name and link.
func (s *Service) describe(ctx context.Context, tx *postgres.Tx, list []Entry) error {
	all := make([]Delivery, len(list))
	for i, e := range list {
		all[i] = e.Delivery
	}
	subjects, err := s.subjects(ctx, tx, all)
	if err != nil {
		return err
	}
	p := identity.Of(ctx)
	for i := range list {
		e := &list[i]
		if r, ok := s.rule(e.Delivery.Kind); ok {
			e.Name = r.Name
		}
		subject, ok := subjects[e.Delivery.ID]
		if !ok || !p.MayIn(identity.RemindersView, subject.UnitID) {
			e.Gone = true
			continue
		}
		e.Subject = subject
	}
	return nil
}

// Unheard gives what is due today with nobody to tell, for those who can see to it that there is somebody. Others get
// none.
func (s *Service) Unheard(ctx context.Context) ([]Due, error) {
	onlyIn, _, err := reach(ctx)
	if err != nil || onlyIn {
		return nil, err
	}
	var list []Due
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		plan, err := s.plan(ctx, tx, today(ctx, tx.Now), false)
		for _, p := range plan {
			if p.State == Nobody {
				list = append(list, p.Due)
			}
		}
		return err
	})
	return list, err
}

// Failures gives how many letters were refused for good although something in them is still to be done, of what the
// principal may see. Those who may see no reminders get 0.
func (s *Service) Failures(ctx context.Context) (int, error) {
	onlyIn, units, err := reach(ctx)
	if fault.Is(err, fault.ForbiddenKind) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	letters := map[uuid.UUID]bool{}
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		list, err := selectEntries(ctx, tx, Query{State: Failed, Limit: 500}, onlyIn, units)
		if err != nil || len(list) == 0 {
			return err
		}
		if err := s.describe(ctx, tx, list); err != nil {
			return err
		}
		for _, e := range list {
			if !e.Gone && !e.Subject.Settled {
				letters[e.Delivery.LetterID] = true
			}
		}
		return nil
	})
	return len(letters), err
}
