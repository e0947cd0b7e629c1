package checklist

import (
	"context"

	"github.com/google/uuid"

	"kanalkoll/internal/postgres"
)

// HandedCountTx counts the points that were handed to the person, settled or not, in the transaction of a caller that has
// checked the permission.
func HandedCountTx(ctx context.Context, tx *postgres.Tx, person uuid.UUID) (int, error) {
	var n int
	err := tx.QueryRow(ctx, `SELECT count(*) FROM checklist_answer WHERE tenant_id = $1 AND assignee_id = $2`, tx.Tenant, person).Scan(&n)
	return n, err
}

// MovePersonTx hands what one person was handed to another, for two who are one, in the transaction of a caller that has
// checked the permission, locked both and writes the log. What answers say of people stays as it was written.
func MovePersonTx(ctx context.Context, tx *postgres.Tx, from, to uuid.UUID) error {
	_, err := tx.Exec(ctx, `UPDATE checklist_answer SET assignee_id = $3 WHERE tenant_id = $1 AND assignee_id = $2`, tx.Tenant, from, to)
	return err
}
