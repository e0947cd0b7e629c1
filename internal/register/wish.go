package register

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/tenant"
)

// Wish is an account that a unit wants: where, and its address if it has one already.
type Wish struct {
	UnitID   uuid.UUID
	Platform platform.Name // may be empty where the address says it
	Address  string        // may be empty where the platform is chosen
	Name     string        // empty: the unit's
}

// WishTx registers a draft of an account that is wished for, in the transaction of a caller that has checked the
// permission for the unit. What is wrong with address or platform is Invalid at the address.
func (s *Service) WishTx(ctx context.Context, tx *postgres.Tx, w Wish) (*Account, error) {
	day := today(ctx, tx)
	a := &Account{ID: uuid.New(), Status: Draft, Version: 1, RegisteredOn: day}
	units, err := tenant.UnitsTx(ctx, tx)
	if err != nil {
		return nil, err
	}
	unit, ok := tenant.FindUnit(units, w.UnitID)
	if !ok {
		return nil, fault.Invalid(fault.Bad("unit", "register.unit_missing"))
	}
	if strings.TrimSpace(w.Name) == "" {
		w.Name = unit.Name
	}
	in := Input{Platform: string(w.Platform), Address: w.Address, Name: w.Name, UnitID: unit.ID.String(), Language: "sv"}
	if err := in.apply(a, day); err != nil {
		var f *fault.Error
		if errors.As(err, &f) {
			atAddress(f.Fields)
		}
		return nil, err
	}
	a.UnitName = unit.Name
	return a, insert(ctx, tx, a)
}

// fillable are the fields that another room's answers may go to.
var fillable = map[string]func(*Input) *string{
	"name":         func(in *Input) *string { return &in.Name },
	"address":      func(in *Input) *string { return &in.Address },
	"purpose":      func(in *Input) *string { return &in.Purpose },
	"main_message": func(in *Input) *string { return &in.MainMessage },
	"target_group": func(in *Input) *string { return &in.TargetGroup },
	"language":     func(in *Input) *string { return &in.Language },
	"kind":         func(in *Input) *string { return &in.Kind },
	"sender":       func(in *Input) *string { return &in.Sender },
	"unit_page":    func(in *Input) *string { return &in.UnitPage },
	"content_page": func(in *Input) *string { return &in.ContentPage },
	"crisis_use":   func(in *Input) *string { return &in.CrisisUse },
	"crisis_text":  func(in *Input) *string { return &in.CrisisText },
}

// Fillable gives what the input holds under one of the names that FillTx takes; "" under any other.
func (in Input) Fillable(name string) string {
	if get, ok := fillable[name]; ok {
		return *get(&in)
	}
	return ""
}

// FillTx writes answers given elsewhere into the account's fields of those names (the names of the account's form), in
// the transaction of a caller that has checked the permission and holds the account by LockTx. It refuses what the form
// refuses, at the fields given; what was wrong with the account before is not their matter. Where nothing differs it
// writes nothing.
func FillTx(ctx context.Context, tx *postgres.Tx, a *Account, values map[string]string) error {
	in, now := InputOf(a), *a
	for name, value := range values {
		get, ok := fillable[name]
		if !ok {
			return fmt.Errorf("register: answers do not go to the field %q", name)
		}
		*get(&in) = value
	}
	if err := in.apply(&now, today(ctx, tx)); err != nil {
		var f *fault.Error
		if !errors.As(err, &f) {
			return err
		}
		mine := slices.DeleteFunc(atAddress(f.Fields), func(b fault.Field) bool { _, given := values[b.Name]; return !given })
		if len(mine) > 0 {
			return fault.Invalid(mine...)
		}
	}
	if now.Key != a.Key || now.Platform != a.Platform {
		if err := refuseSame(ctx, tx, &now); err != nil {
			return err
		}
	}
	diff := changes(a, &now)
	if len(diff) == 0 {
		return nil
	}
	if err := save(ctx, tx, &now, audit.Entry{Action: "account.edit", Changes: diff}); err != nil {
		return err
	}
	*a = now
	return nil
}
