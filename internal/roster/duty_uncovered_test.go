package roster_test

import (
	"testing"

	"github.com/google/uuid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/roster"
)

func TestWhoIsAwayWithoutACoverIsAskedOnlyWhereTheyWatch(t *testing.T) {
	o := newAbsences(t)
	away := func(name, from, to string, cover uuid.UUID) uuid.UUID {
		t.Helper()
		x, err := o.App.Rosters.AddAbsence(o.root, roster.AbsenceInput{PersonID: o.people[name], From: from, To: to, CoverID: cover})
		if err != nil {
			t.Fatalf("%v %+v", err, fault.As(err))
		}
		return x.ID
	}
	soon := away("Sara", "2026-12-01", "2026-12-04", uuid.Nil)
	away("Sara", "2026-12-05", "2026-12-06", o.people["Jonas"]) // covered
	away("Sara", "2026-12-20", "2026-12-27", uuid.Nil)          // far off
	away("Lars", "2026-12-01", "2026-12-04", uuid.Nil)          // watches nothing
	gone := away("Sara", "2026-11-24", "2026-11-25", uuid.Nil)
	if err := o.App.Rosters.RemoveAbsence(o.root, gone, 1); err != nil {
		t.Fatal(err)
	}
	of := func(name string) []roster.Absence {
		t.Helper()
		ctx := identity.With(o.root, &identity.Principal{UserID: uuid.New(), PersonID: o.people[name]})
		list, err := o.App.Rosters.OwnUncovered(ctx, 14)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	if list := of("Sara"); len(list) != 1 || list[0].ID != soon {
		t.Errorf("Sara: %+v, want the one of December 1", list)
	}
	if list := of("Lars"); len(list) != 0 {
		t.Errorf("Lars watches nothing: %+v", list)
	}
	if list := of("Jonas"); len(list) != 0 {
		t.Errorf("Jonas sees another's: %+v", list)
	}
	if _, err := o.App.Rosters.OwnUncovered(o.root, 14); !fault.Is(err, fault.ForbiddenKind) {
		t.Errorf("who is nobody: %v", err)
	}
}
