package roster

import (
	"context"
	"sync"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/postgres"
)

// maxKept is for how many municipalities something computed of their rosters is remembered; it takes some 50 kB each.
const maxKept = 400

// cache remembers something that is computed of a municipality's rosters for as long as neither the day nor any row it is
// computed from has changed. Asking whether one has takes a twentieth of the time of computing it (one small query), so that every page
// can ask, and whoever has changed something sees at once what that did, whichever process serves them.
type cache[T any] struct {
	make func(ctx context.Context, tx *postgres.Tx, day clock.Date) (T, error)

	mu    sync.Mutex
	known map[uuid.UUID]remembered[T] // by municipality
}

type remembered[T any] struct {
	day   clock.Date
	print string // of the rows that value was computed from
	value T
}

// getTx gives the value of the transaction's municipality on the day. It is shared: nobody changes it.
func (c *cache[T]) getTx(ctx context.Context, tx *postgres.Tx, day clock.Date) (T, error) {
	var none T
	print, err := selectPrint(ctx, tx) // before the rows themselves: a change between the two is seen the next time
	if err != nil {
		return none, err
	}
	c.mu.Lock()
	k, ok := c.known[tx.Tenant]
	c.mu.Unlock()
	if ok && k.day == day && k.print == print {
		return k.value, nil
	}
	value, err := c.make(ctx, tx, day)
	if err != nil {
		return none, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil {
		c.known = map[uuid.UUID]remembered[T]{}
	}
	for id := range c.known { // whichever comes: what is asked for often comes back by itself
		if len(c.known) < maxKept {
			break
		}
		delete(c.known, id)
	}
	c.known[tx.Tenant] = remembered[T]{day, print, value}
	return value, nil
}
