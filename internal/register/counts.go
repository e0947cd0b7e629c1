package register

import (
	"context"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

// OpenCount gives how many open accounts the principal sees, and how many of them nobody is contact for.
func (s *Service) OpenCount(ctx context.Context) (open, noContact int, err error) {
	if err := identity.Require(ctx, identity.AccountView); err != nil {
		return 0, 0, err
	}
	f, err := within(ctx, Filter{})
	if err != nil {
		return 0, 0, err
	}
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		return tx.QueryRow(ctx, `
			SELECT count(*), count(*) FILTER (WHERE contact = '' AND contact_person_id IS NULL) FROM account
			WHERE tenant_id = $1 AND status IN ('active', 'closing') AND (NOT $2 OR unit_id = ANY ($3))`, tx.Tenant, f.OnlyIn, f.Units).Scan(&open, &noContact)
	})
	return open, noContact, err
}
