package tenant

import (
	"context"

	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/postgres"
)

// FileKeys gives the keys of all municipalities' logos, for the sweep of files that nothing names.
func (s *Service) FileKeys(ctx context.Context) ([]string, error) {
	if err := s.permit(ctx, ActAdd); err != nil {
		return nil, err
	}
	var keys []string
	err := s.db.InSystem(ctx, "files that are in use", func(tx *postgres.Tx) error {
		rows, err := tx.Query(ctx, `SELECT logo_key FROM tenant WHERE logo_key IS NOT NULL`)
		if err != nil {
			return err
		}
		keys, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	return keys, err
}
