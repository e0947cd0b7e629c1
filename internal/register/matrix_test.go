package register_test

import (
	"errors"
	"slices"
	"testing"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
)

var errUndo = errors.New("undo")

// TestEveryStepFromEveryStateByEveryRole tries all of them as another room's act, which no page stands before, in the
// account's unit and in another, against the table.
func TestEveryStepFromEveryStateByEveryRole(t *testing.T) {
	o := newOffice(t)
	a := o.add(t, "facebook.com/bjorkvik", false)
	tried := 0
	for _, from := range register.Statuses {
		for _, step := range register.Steps {
			for _, role := range identity.Roles {
				for _, in := range []struct {
					units []tenant.Unit
					ours  bool
				}{{nil, true}, {[]tenant.Unit{o.unit}, true}, {[]tenant.Unit{o.below}, false}} {
					tried++
					ctx := o.as(role, in.units...)
					var after register.Status
					err := o.db.InTenant(ctx, func(tx *postgres.Tx) error {
						now, err := register.LockTx(ctx, tx, a.ID)
						if err != nil {
							return err
						}
						now.Status = from
						err = o.reg.TakeTx(ctx, tx, now, step.Name, closing)
						after = now.Status
						return errors.Join(err, errUndo)
					})
					want, end := "", step.To
					switch {
					case !in.ours || identity.Permissions[step.Action][role] == identity.Nowhere:
						want, end = fault.ForbiddenKind.String(), from
					case !slices.Contains(step.From, from):
						want, end = fault.ConflictKind.String(), from
					}
					got := ""
					var f *fault.Error
					if errors.As(err, &f) {
						got = f.Kind.String()
					}
					if got != want || after != end {
						t.Errorf("%s, %s from %s, ours %v: %q and then %s, want %q and %s (%v)", role, step.Name, from, in.ours, got, after, want, end, err)
					}
				}
			}
		}
	}
	if want := len(register.Statuses) * len(register.Steps) * len(identity.Roles) * 3; tried != want {
		t.Errorf("%d tried, want %d", tried, want)
	}
	if now, err := o.reg.Get(o.ctx, a.Ref); err != nil || now.Version != 1 {
		t.Errorf("what was undone left version %d (%v)", now.Version, err)
	}
}
