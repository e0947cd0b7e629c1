// Package clock is the only source of time: everything else takes a Clock or a Date.
package clock

import (
	"sync"
	"time"
	_ "time/tzdata" // the container image carries no zone files
)

// Clock tells the time. Now is UTC with microseconds, the precision of the database.
type Clock interface {
	Now() time.Time
}

type system struct{}

func (system) Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// System is the machine's clock.
func System() Clock { return system{} }

// Manual is a clock for tests and for commands that take a date: it stands still until it is moved.
type Manual struct {
	mu  sync.Mutex
	now time.Time
}

// Fixed gives a clock that stands at t.
func Fixed(t time.Time) *Manual { return &Manual{now: t.UTC().Truncate(time.Microsecond)} }

// Now gives the time it stands at.
func (m *Manual) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

// Add moves it.
func (m *Manual) Add(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = m.now.Add(d)
}
