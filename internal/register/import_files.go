package register

import (
	"context"

	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

// FileKeys gives the keys of all municipalities' imported files, for the sweep of files that nothing names.
func (s *Service) FileKeys(ctx context.Context) ([]string, error) {
	if err := identity.RequireEverywhere(ctx, identity.TenantAdd); err != nil { // operators and jobs only
		return nil, err
	}
	var keys []string
	err := s.db.InSystem(ctx, "files that are in use", func(tx *postgres.Tx) error {
		rows, err := tx.Query(ctx, `SELECT blob_key FROM import_batch WHERE blob_key <> ''`)
		if err != nil {
			return err
		}
		keys, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	return keys, err
}
