package reminder

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/postgres"
)

// CountTx counts the reminders to the person, in the transaction of a caller that has checked the permission.
func CountTx(ctx context.Context, tx *postgres.Tx, person uuid.UUID) (int, error) {
	var n int
	err := tx.QueryRow(ctx, `SELECT count(*) FROM reminder_delivery WHERE tenant_id = $1 AND recipient_id = $2 AND NOT void`, tx.Tenant, person).Scan(&n)
	return n, err
}

// MovePersonTx makes reminders to one person, and about them, reminders to and about another, for two who are one, in the
// transaction of a caller that has checked the permission, locked both and writes the log. Of two reminders of the same thing
// one stays, and a letter in which nothing is left goes with the other.
func MovePersonTx(ctx context.Context, tx *postgres.Tx, from, to uuid.UUID) error {
	args := pgx.NamedArgs{"tenant": tx.Tenant, "from": from, "to": to}
	for _, q := range []string{
		// One that became void gives way to one that was told, or else the moved one to the one that is there.
		`DELETE FROM reminder_delivery d USING reminder_delivery o
			WHERE d.tenant_id = @tenant AND o.tenant_id = @tenant AND o.kind = d.kind AND o.due_on = d.due_on AND o.id <> d.id
				AND d.recipient_id IN (@from, @to) AND o.recipient_id IN (@from, @to)
				AND (o.subject_id = d.subject_id OR o.subject_kind = 'person' AND d.subject_kind = 'person' AND o.subject_id IN (@from, @to) AND d.subject_id IN (@from, @to))
				AND (d.void AND NOT o.void OR d.void = o.void
					AND (d.recipient_id = @from, d.subject_id = @from, d.id) > (o.recipient_id = @from, o.subject_id = @from, o.id))`,
		// The same of reminders about one of the two that went to somebody else.
		`DELETE FROM reminder_delivery d USING reminder_delivery o
			WHERE d.tenant_id = @tenant AND o.tenant_id = @tenant AND o.kind = d.kind AND o.due_on = d.due_on AND o.recipient_id = d.recipient_id
				AND d.subject_kind = 'person' AND d.subject_id = @from AND o.subject_id = @to`,
		`UPDATE reminder_delivery SET recipient_id = @to WHERE tenant_id = @tenant AND recipient_id = @from`,
		`UPDATE reminder_delivery SET subject_id = @to WHERE tenant_id = @tenant AND subject_kind = 'person' AND subject_id = @from`,
		`UPDATE reminder_letter SET recipient_id = @to WHERE tenant_id = @tenant AND recipient_id = @from`,
		`DELETE FROM reminder_letter l WHERE l.tenant_id = @tenant AND l.recipient_id = @to
			AND NOT EXISTS (SELECT FROM reminder_delivery d WHERE d.tenant_id = l.tenant_id AND d.letter_id = l.id)`,
	} {
		if _, err := tx.Exec(ctx, q, args); err != nil {
			return err
		}
	}
	return nil
}
