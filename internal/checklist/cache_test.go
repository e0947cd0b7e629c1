package checklist

import (
	"testing"

	"github.com/google/uuid"
)

func TestWhatIsRememberedIsBoundedAndTheTenantsOwn(t *testing.T) {
	var c contents
	tenant, last := uuid.New(), uuid.Nil
	for range maxContents + 50 {
		last = uuid.New()
		c.put(tenant, last, Content{Sections: []Section{{Key: "why"}}})
	}
	if len(c.known) > maxContents {
		t.Errorf("%d are remembered, want at most %d", len(c.known), maxContents)
	}
	if got, ok := c.get(tenant, last); !ok || len(got.Sections) != 1 {
		t.Error("the last is forgotten")
	}
	if _, ok := c.get(uuid.New(), last); ok {
		t.Error("another municipality gets it")
	}
}
