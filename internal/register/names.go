package register

import (
	"context"

	"github.com/google/uuid"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register/platform"
)

// Named is an account's ref and what it is called.
type Named struct {
	Ref      string
	Name     string
	Platform platform.Name
}

// Named gives what the accounts with the ids are called, for the log; an unknown id is missing from the map. It is for
// those who may see every account.
func (s *Service) Named(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]Named, error) {
	if err := identity.RequireEverywhere(ctx, identity.AccountView); err != nil {
		return nil, err
	}
	names := map[uuid.UUID]Named{}
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		rows, err := tx.Query(ctx, `SELECT id, ref, name, platform FROM account WHERE tenant_id = $1 AND id = ANY ($2)`, tx.Tenant, ids)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id uuid.UUID
			var n Named
			if err := rows.Scan(&id, &n.Ref, &n.Name, &n.Platform); err != nil {
				return err
			}
			names[id] = n
		}
		return rows.Err()
	})
	return names, err
}
