package checklist

import (
	"sync"

	"github.com/google/uuid"
)

// maxContents bounds how many published versions are remembered; a default one takes some 60 kB.
const maxContents = 600

// contents remembers what published versions ask. They never change, so nothing is ever forgotten but for room.
type contents struct {
	mu    sync.RWMutex
	known map[contentKey]Content
}

type contentKey struct{ tenant, id uuid.UUID }

func (c *contents) get(tenant, id uuid.UUID) (Content, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	found, ok := c.known[contentKey{tenant, id}]
	return found, ok
}

func (c *contents) put(tenant, id uuid.UUID, content Content) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil {
		c.known = map[contentKey]Content{}
	}
	for k := range c.known { // whichever comes: what is read often comes back by itself
		if len(c.known) < maxContents {
			break
		}
		delete(c.known, k)
	}
	c.known[contentKey{tenant, id}] = content
}
