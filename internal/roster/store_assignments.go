package roster

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/postgres"
)

// selectAssignment gives one assignment of an account and when it was entered, or NotFound.
func selectAssignment(ctx context.Context, tx *postgres.Tx, id uuid.UUID) (Assignment, time.Time, error) {
	var created time.Time
	rows, err := tx.Query(ctx, `SELECT `+assignmentColumns+`, created_at FROM assignment
		WHERE tenant_id = $1 AND id = $2 AND account_id IS NOT NULL AND cancelled_at IS NULL`, tx.Tenant, id)
	if err != nil {
		return Assignment{}, created, err
	}
	a, err := pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (Assignment, error) {
		var a Assignment
		err := row.Scan(&a.ID, &a.AccountID, &a.PersonID, &a.Role, &a.From, &a.To, &a.Position, &a.Hours, &a.Version, &created)
		return a, err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return a, created, fault.NotFound()
	}
	return a, created, err
}

// updateAssignment writes days, hours and version.
func updateAssignment(ctx context.Context, tx *postgres.Tx, a Assignment) error {
	_, err := tx.Exec(ctx, `UPDATE assignment SET starts_on = @from, ends_on = @to, hours = @hours, version = @version, updated_at = @now
		WHERE tenant_id = @tenant AND id = @id`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": a.ID, "from": a.From, "to": a.To, "hours": a.Hours, "version": a.Version, "now": tx.Now})
	return err
}

// cancelAssignment takes an assignment back. The row stays, for calendars that have it.
func cancelAssignment(ctx context.Context, tx *postgres.Tx, id uuid.UUID) error {
	_, err := tx.Exec(ctx, `UPDATE assignment SET cancelled_at = $3, updated_at = $3, version = version + 1 WHERE tenant_id = $1 AND id = $2`, tx.Tenant, id, tx.Now)
	return err
}
