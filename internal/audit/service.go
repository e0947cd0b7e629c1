package audit

import (
	"context"
	"errors"
	"time"

	"kanalkoll/internal/postgres"
)

// ActView is reading the log; identity's table says whose it is.
const ActView = "audit.view"

// Permit refuses an act that the context's actor may not do.
type Permit func(ctx context.Context, act string) error

// Service is reading the log. Writing is done by the rooms, with Write in the transaction of what they do.
type Service struct {
	db     *postgres.DB
	permit Permit
}

// NewService builds the service; permit comes from identity.
func NewService(db *postgres.DB, permit Permit) *Service { return &Service{db, permit} }

// List gives the records that fit, newest first, and how many fit in all, whatever the page.
func (s *Service) List(ctx context.Context, q Query) (list []Record, total int, err error) {
	if err := s.permit(ctx, ActView); err != nil {
		return nil, 0, err
	}
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		list, total, err = List(ctx, tx, q)
		return err
	})
	return list, total, err
}

// exportAtOnce is how many records Each holds in memory.
const exportAtOnce = 1000

// Each gives all records that fit, newest first, in pieces, each read in a transaction of its own. What is written
// while it runs is left out. Visit is not called for an empty log; its error ends the walk.
func (s *Service) Each(ctx context.Context, q Query, visit func([]Record) error) error {
	if err := s.permit(ctx, ActView); err != nil {
		return err
	}
	if now := s.db.Clock().Now().Add(time.Microsecond); q.To.IsZero() || q.To.After(now) {
		q.To = now
	}
	q.Limit, q.Offset = exportAtOnce, 0
	last := int64(0)
	for {
		var list []Record
		err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
			var err error
			list, _, err = List(ctx, tx, q)
			return err
		})
		if err != nil {
			return err
		}
		read := len(list)
		for last > 0 && len(list) > 0 && list[0].Seq >= last { // pushed down by a transaction that began earlier and ended now
			list = list[1:]
		}
		if len(list) > 0 {
			last = list[len(list)-1].Seq
			if err := visit(list); err != nil {
				return err
			}
		}
		if read < exportAtOnce {
			return nil
		}
		q.Offset += read
	}
}

// Check is what walking the chain showed.
type Check struct {
	Count  int64  // records that hold
	Last   []byte // the hash of the last of them
	Broken int64  // number of the first record that does not hold; 0: all do
}

// Verify walks the chain of the context's municipality. See the function Verify for what a chain cannot see.
func (s *Service) Verify(ctx context.Context) (Check, error) {
	if err := s.permit(ctx, ActView); err != nil {
		return Check{}, err
	}
	var c Check
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		c.Count, c.Last, err = Verify(ctx, tx)
		return err
	})
	var broken *Broken
	if errors.As(err, &broken) {
		c.Broken = broken.Seq
		return c, nil
	}
	return c, err
}
