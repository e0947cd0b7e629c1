package identity_test

import (
	"testing"

	"github.com/google/uuid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
)

func TestNamesAreNotForVisitors(t *testing.T) {
	o := newOffice(t)
	anna := o.user("anna", everywhere(identity.Reader))
	_, err := o.people.Names(o.visitor(), []uuid.UUID{anna.ID})
	wantKind(t, err, fault.ForbiddenKind)
	_, ctx := o.signIn(anna)
	names, err := o.people.Names(ctx, []uuid.UUID{anna.ID, uuid.New()})
	if err != nil || len(names) != 1 || names[anna.ID] != "anna" {
		t.Errorf("names = %v, %v", names, err)
	}
}
