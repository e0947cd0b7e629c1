package tenant

import (
	"context"
	"errors"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/postgres"
)

// Units gives the context's municipality's units as a tree in reading order, communications first.
func (s *Service) Units(ctx context.Context) ([]Unit, error) {
	var list []Unit
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		list, err = selectUnits(ctx, tx)
		return err
	})
	return list, err
}

// UnitsTx is Units in the caller's transaction.
func UnitsTx(ctx context.Context, tx *postgres.Tx) ([]Unit, error) { return selectUnits(ctx, tx) }

// AddUnit makes a unit below parent (uuid.Nil: at the top).
func (s *Service) AddUnit(ctx context.Context, name string, parent uuid.UUID) (Unit, error) {
	if err := s.permit(ctx, ActUnits); err != nil {
		return Unit{}, err
	}
	var u Unit
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		u, err = addUnitTx(ctx, tx, name, parent)
		return err
	})
	return u, err
}

// addUnitTx is AddUnit in the transaction of a caller that has checked the permission.
func addUnitTx(ctx context.Context, tx *postgres.Tx, name string, parent uuid.UUID) (Unit, error) {
	u := Unit{ID: uuid.New(), Name: strings.TrimSpace(name), ParentID: parent, Version: 1}
	all, err := lockUnits(ctx, tx)
	if err != nil {
		return Unit{}, err
	}
	if err := checkUnit(all, u); err != nil {
		return Unit{}, err
	}
	if err := insertUnit(ctx, tx, u); err != nil {
		return Unit{}, unitFault(err, u)
	}
	return u, audit.Write(ctx, tx, audit.Entry{Action: ActUnits, ObjectKind: "unit", ObjectID: u.ID, Changes: []audit.Change{audit.Value("name", "", u.Name)}})
}

// AddTopUnitsTx makes units at the top, all or none, in the transaction of a caller that has checked the permission. It
// reads the tree once, however many there are.
func AddTopUnitsTx(ctx context.Context, tx *postgres.Tx, names []string) ([]Unit, error) {
	all, err := lockUnits(ctx, tx)
	if err != nil {
		return nil, err
	}
	taken := map[string]bool{}
	for _, u := range all {
		if u.ParentID == uuid.Nil {
			taken[strings.ToLower(u.Name)] = true
		}
	}
	made, log := make([]Unit, len(names)), make([]audit.Entry, len(names))
	for i, name := range names {
		u := Unit{ID: uuid.New(), Name: strings.TrimSpace(name), Version: 1}
		if err := checkUnit(nil, u); err != nil {
			return nil, err
		}
		if taken[strings.ToLower(u.Name)] {
			return nil, fault.Invalid(fault.Bad("name", "unit.name_taken", "Name", u.Name))
		}
		taken[strings.ToLower(u.Name)] = true
		if err := insertUnit(ctx, tx, u); err != nil {
			return nil, unitFault(err, u)
		}
		made[i] = u
		log[i] = audit.Entry{Action: ActUnits, ObjectKind: "unit", ObjectID: u.ID, Changes: []audit.Change{audit.Value("name", "", u.Name)}}
	}
	return made, audit.Write(ctx, tx, log...)
}

// SaveUnit renames or moves a unit read at u.Version. Stale is a Conflict; a circle, an empty or a doubled name Invalid.
func (s *Service) SaveUnit(ctx context.Context, u Unit) error {
	if err := s.permit(ctx, ActUnits); err != nil {
		return err
	}
	u.Name = strings.TrimSpace(u.Name)
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		all, err := lockUnits(ctx, tx)
		if err != nil {
			return err
		}
		old, ok := FindUnit(all, u.ID)
		if !ok {
			return fault.NotFound()
		}
		if err := checkUnit(all, u); err != nil {
			return err
		}
		saved, err := updateUnit(ctx, tx, u, u.Version)
		if err != nil {
			return unitFault(err, u)
		}
		if !saved {
			return fault.Conflict("unit.stale")
		}
		changes := []audit.Change{}
		if old.Name != u.Name {
			changes = append(changes, audit.Value("name", old.Name, u.Name))
		}
		if old.ParentID != u.ParentID {
			changes = append(changes, audit.Field("parent"))
		}
		return audit.Write(ctx, tx, audit.Entry{Action: ActUnits, ObjectKind: "unit", ObjectID: u.ID, Changes: changes})
	})
}

// RemoveUnit takes away a unit that nothing hangs on; else it is a Conflict that says so.
func (s *Service) RemoveUnit(ctx context.Context, id uuid.UUID) error {
	if err := s.permit(ctx, ActUnits); err != nil {
		return err
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		all, err := lockUnits(ctx, tx)
		if err != nil {
			return err
		}
		u, ok := FindUnit(all, id)
		if !ok {
			return fault.NotFound()
		}
		if u.Communications {
			return fault.Conflict("unit.communications_stays")
		}
		if err := deleteUnit(ctx, tx, id); err != nil {
			var pg *pgconn.PgError
			if errors.As(err, &pg) && pg.Code == "23503" {
				return &fault.Error{Kind: fault.ConflictKind, Key: "unit.in_use", Args: []any{"Name", u.Name}, Cause: err}
			}
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Action: ActUnits, ObjectKind: "unit", ObjectID: id, Changes: []audit.Change{audit.Value("name", u.Name, "")}})
	})
}

// unitFault says in the user's words what the database's key refused: its idea of equal names is not quite ours.
func unitFault(err error, u Unit) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.ConstraintName == "unit_name" {
		return fault.Invalid(fault.Bad("name", "unit.name_taken", "Name", u.Name))
	}
	return err
}

// FindUnit gives the unit with the id.
func FindUnit(all []Unit, id uuid.UUID) (Unit, bool) {
	for _, u := range all {
		if u.ID == id {
			return u, true
		}
	}
	return Unit{}, false
}

// checkUnit refuses an empty, long or doubled name, an unknown parent and a circle.
func checkUnit(all []Unit, u Unit) error {
	if u.Name == "" {
		return fault.Invalid(fault.Bad("name", "unit.name_missing"))
	}
	if len([]rune(u.Name)) > 200 {
		return fault.Invalid(fault.Bad("name", "unit.name_long"))
	}
	if formula(u.Name) {
		return fault.Invalid(fault.Bad("name", "tenant.formula"))
	}
	parents := map[uuid.UUID]uuid.UUID{}
	for _, o := range all {
		parents[o.ID] = o.ParentID
		if o.ID != u.ID && o.ParentID == u.ParentID && strings.EqualFold(o.Name, u.Name) {
			return fault.Invalid(fault.Bad("name", "unit.name_taken", "Name", u.Name))
		}
	}
	for p := u.ParentID; p != uuid.Nil; p = parents[p] {
		if _, ok := parents[p]; !ok {
			return fault.Invalid(fault.Bad("parent", "unit.parent_unknown"))
		}
		if p == u.ID {
			return fault.Invalid(fault.Bad("parent", "unit.circle"))
		}
	}
	return nil
}
