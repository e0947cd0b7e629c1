package app_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"kanalkoll/internal/identity"
)

// fillRoster gives her what rosters have, all with the secret.
func (n *neighbours) fillRoster(t *testing.T, person uuid.UUID) {
	t.Helper()
	token, err := n.site.App.Rosters.NewCalendar(identity.With(n.hers, &identity.Principal{PersonID: person}))
	if err != nil {
		t.Fatal(err)
	}
	if r := n.site.Visitor("asa").Get("/calendar/" + token + ".ics"); !strings.Contains(r.Body, secret) {
		t.Fatalf("her own calendar does not hold the secret: status %d", r.Status)
	}
	n.ids = append(n.ids, token)
}
