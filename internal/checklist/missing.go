package checklist

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register/platform"
)

// Lacking is an open account that no startup checklist was begun for.
type Lacking struct {
	Ref      string
	Name     string
	Platform platform.Name
	UnitID   uuid.UUID
	UnitName string
}

// Missing gives the open accounts without a startup checklist that the principal may see, at most limit, by unit and
// name, and how many there are.
func (s *Service) Missing(ctx context.Context, limit int) (list []Lacking, total int, err error) {
	args := pgx.NamedArgs{"limit": limit}
	if err := within(ctx, identity.ChecklistView, args); err != nil {
		return nil, 0, err
	}
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		args["tenant"] = tx.Tenant
		const from = ` FROM account a JOIN unit u ON u.tenant_id = a.tenant_id AND u.id = a.unit_id
			WHERE a.tenant_id = @tenant AND a.status = 'active' AND (NOT @only_in OR a.unit_id = ANY (@units))
			AND NOT EXISTS (SELECT FROM checklist c WHERE c.tenant_id = a.tenant_id AND c.account_id = a.id AND c.name = 'startup')`
		if err := tx.QueryRow(ctx, `SELECT count(*)`+from, args).Scan(&total); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT a.ref, a.name, a.platform, u.id, u.name`+from+` ORDER BY u.name COLLATE "sv-x-icu", a.name COLLATE "sv-x-icu", a.ref LIMIT @limit`, args)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Lacking])
		return err
	})
	return list, total, err
}

// StartedFor gives which of the accounts have a startup checklist that the principal may see.
func (s *Service) StartedFor(ctx context.Context, accounts []uuid.UUID) (map[uuid.UUID]bool, error) {
	args := pgx.NamedArgs{"accounts": accounts}
	if err := within(ctx, identity.ChecklistView, args); err != nil {
		return nil, err
	}
	has := map[uuid.UUID]bool{}
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		args["tenant"] = tx.Tenant
		rows, err := tx.Query(ctx, `SELECT c.account_id FROM checklist c JOIN account a ON a.tenant_id = c.tenant_id AND a.id = c.account_id
			WHERE c.tenant_id = @tenant AND c.account_id = ANY (@accounts) AND c.name = 'startup' AND (NOT @only_in OR a.unit_id = ANY (@units))`, args)
		if err != nil {
			return err
		}
		ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
		for _, id := range ids {
			has[id] = true
		}
		return err
	})
	return has, err
}
