package today_test

import (
	"context"
	"testing"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/today"
)

type refused int

func (n refused) Failures(context.Context) (int, error) { return int(n), nil }

func TestRefusedLettersAreForThoseWhoCanMendTheAddress(t *testing.T) {
	for role, want := range map[identity.Role]int{identity.Admin: 1, identity.Communications: 1, identity.Operations: 0, identity.Reader: 0} {
		ctx := identity.With(t.Context(), &identity.Principal{Grants: []identity.Grant{{Role: role}}})
		items, err := today.NewReminders(refused(2)).Items(ctx)
		if err != nil || len(items) != want {
			t.Errorf("%s: %d things to do, %v; want %d", role, len(items), err, want)
		}
		if items, _ := today.NewReminders(refused(0)).Items(ctx); len(items) != 0 {
			t.Errorf("%s: something to do although nothing failed", role)
		}
	}
}
