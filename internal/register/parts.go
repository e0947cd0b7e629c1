package register

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/tenant"
)

// Part is what a unit answers for in an account that is not its own but the whole municipality's (B8).
type Part struct {
	ID         uuid.UUID
	UnitID     uuid.UUID
	UnitName   string
	Topic      string // what it answers for
	PersonID   uuid.UUID
	PersonName string // who is asked there, or empty
}

// PartInput is what is typed about a part.
type PartInput struct {
	UnitID   string
	Topic    string
	PersonID string // may be empty
}

// LongestTopic is how many characters a part's topic takes.
const LongestTopic = 300

// Parts gives the parts of an account by unit, or NotFound where the principal may not see it.
func (s *Service) Parts(ctx context.Context, ref string) ([]Part, error) {
	a, err := s.Get(ctx, ref)
	if err != nil {
		return nil, err
	}
	var list []Part
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		list, err = selectParts(ctx, tx, a.ID)
		return err
	})
	return list, err
}

// AddPart notes that a unit answers for its part of an overarching account; a part that is noted already stays as it
// is. An account that one unit has for itself is a Conflict.
func (s *Service) AddPart(ctx context.Context, ref string, in PartInput) error {
	return s.changeParts(ctx, ref, func(tx *postgres.Tx, a *Account, have []Part) error {
		if !a.Overarching {
			return fault.Conflict("register.parts_overarching")
		}
		p, err := in.part(ctx, tx)
		if err != nil {
			return err
		}
		for _, h := range have {
			if h.UnitID == p.UnitID && h.Topic == p.Topic && h.PersonID == p.PersonID {
				return nil
			}
		}
		if err := insertPart(ctx, tx, a.ID, p); err != nil {
			return err
		}
		return logPart(ctx, tx, a, "account.part_add", audit.Value("unit", "", p.UnitID.String()), audit.Value("topic", "", p.Topic))
	})
}

// RemovePart takes a part away; one that is gone already is not missed.
func (s *Service) RemovePart(ctx context.Context, ref string, id uuid.UUID) error {
	return s.changeParts(ctx, ref, func(tx *postgres.Tx, a *Account, have []Part) error {
		for _, p := range have {
			if p.ID != id {
				continue
			}
			if _, err := tx.Exec(ctx, `DELETE FROM account_part WHERE tenant_id = $1 AND id = $2`, tx.Tenant, id); err != nil {
				return err
			}
			return logPart(ctx, tx, a, "account.part_remove", audit.Value("unit", p.UnitID.String(), ""), audit.Value("topic", p.Topic, ""))
		}
		return nil
	})
}

// changeParts runs change with the account locked, for those who may edit it.
func (s *Service) changeParts(ctx context.Context, ref string, change func(*postgres.Tx, *Account, []Part) error) error {
	if err := identity.Require(ctx, identity.AccountEdit); err != nil {
		return err
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		a, err := lockAccount(ctx, tx, ref)
		if err != nil {
			return err
		}
		if p := identity.Of(ctx); !p.MayIn(identity.AccountView, a.UnitID) {
			return fault.NotFound()
		} else if !p.MayIn(identity.AccountEdit, a.UnitID) {
			return fault.Forbidden()
		}
		have, err := selectParts(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		return change(tx, a, have)
	})
}

// part checks what was typed.
func (in PartInput) part(ctx context.Context, tx *postgres.Tx) (Part, error) {
	p := Part{ID: uuid.New(), Topic: strings.TrimSpace(in.Topic)}
	var bad []fault.Field
	units, err := tenant.UnitsTx(ctx, tx)
	if err != nil {
		return p, err
	}
	id, err := uuid.Parse(in.UnitID)
	if _, ok := tenant.FindUnit(units, id); err != nil || !ok {
		bad = append(bad, fault.Bad("unit", "register.part_unit_missing"))
	}
	p.UnitID = id
	if n := utf8.RuneCountInString(p.Topic); n == 0 {
		bad = append(bad, fault.Bad("topic", "register.topic_missing"))
	} else if n > LongestTopic {
		bad = append(bad, fault.Bad("topic", "register.too_long", "Max", LongestTopic, "Count", n-LongestTopic))
	}
	if in.PersonID != "" {
		p.PersonID, _ = uuid.Parse(in.PersonID) // what is no id is nobody's
		known, err := identity.PersonNamesTx(ctx, tx, []uuid.UUID{p.PersonID})
		if err != nil {
			return p, err
		}
		if known[p.PersonID] == "" {
			bad = append(bad, fault.Bad("part_person", "register.choose"))
		}
	}
	if len(bad) > 0 {
		return p, fault.Invalid(bad...)
	}
	return p, nil
}

func logPart(ctx context.Context, tx *postgres.Tx, a *Account, action string, changes ...audit.Change) error {
	return audit.Write(ctx, tx, audit.Entry{Action: action, ObjectKind: "account", ObjectID: a.ID, Changes: changes})
}

func selectParts(ctx context.Context, tx *postgres.Tx, account uuid.UUID) ([]Part, error) {
	rows, err := tx.Query(ctx, `
		SELECT p.id, p.unit_id, u.name, p.topic, coalesce(p.person_id, `+nilUUID+`), coalesce(n.name, '')
		FROM account_part p JOIN unit u ON u.tenant_id = p.tenant_id AND u.id = p.unit_id
		LEFT JOIN person n ON n.tenant_id = p.tenant_id AND n.id = p.person_id
		WHERE p.tenant_id = $1 AND p.account_id = $2 ORDER BY u.name COLLATE "sv-x-icu", p.topic COLLATE "sv-x-icu", p.id`, tx.Tenant, account)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Part, error) {
		var p Part
		err := row.Scan(&p.ID, &p.UnitID, &p.UnitName, &p.Topic, &p.PersonID, &p.PersonName)
		return p, err
	})
}

func insertPart(ctx context.Context, tx *postgres.Tx, account uuid.UUID, p Part) error {
	_, err := tx.Exec(ctx, `INSERT INTO account_part (tenant_id, id, account_id, unit_id, topic, person_id)
		VALUES (@tenant, @id, @account, @unit, @topic, @person)`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": p.ID, "account": account, "unit": p.UnitID, "topic": p.Topic, "person": postgres.Null(p.PersonID)})
	return err
}
