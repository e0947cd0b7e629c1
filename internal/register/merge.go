package register

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

// NamedForTx counts the accounts that name the person as their contact or as the one who takes the last copy, and the parts
// of accounts, in the transaction of a caller that has checked the permission.
func NamedForTx(ctx context.Context, tx *postgres.Tx, person uuid.UUID) (accounts, parts int, err error) {
	err = tx.QueryRow(ctx, `SELECT (SELECT count(*) FROM account WHERE tenant_id = $1 AND (contact_person_id = $2 OR capture_person_id = $2)),
		(SELECT count(*) FROM account_part WHERE tenant_id = $1 AND person_id = $2)`, tx.Tenant, person).Scan(&accounts, &parts)
	return accounts, parts, err
}

// MovePersonTx names one person where another was named, for two who are one, in the transaction of a caller that has checked
// the permission, locked both and writes the log. Where the contact is the address of the one who goes, it becomes the other's.
func MovePersonTx(ctx context.Context, tx *postgres.Tx, from, to identity.Person) error {
	for _, q := range []string{
		`UPDATE account SET contact_person_id = CASE WHEN contact_person_id = @from THEN @to ELSE contact_person_id END,
				capture_person_id = CASE WHEN capture_person_id = @from THEN @to ELSE capture_person_id END,
				contact = CASE WHEN @to_email <> '' AND lower(contact) = @from_email THEN @to_email ELSE contact END, version = version + 1, updated_at = @now
			WHERE tenant_id = @tenant AND (contact_person_id = @from OR capture_person_id = @from OR @from_email <> '' AND @to_email <> '' AND @from_email <> @to_email AND lower(contact) = @from_email)`,
		`UPDATE account_part SET person_id = @to WHERE tenant_id = @tenant AND person_id = @from`,
		`UPDATE account_event SET person_id = @to WHERE tenant_id = @tenant AND person_id = @from`,
	} {
		args := pgx.NamedArgs{"tenant": tx.Tenant, "from": from.ID, "to": to.ID, "from_email": from.Email, "to_email": to.Email, "now": tx.Now}
		if _, err := tx.Exec(ctx, q, args); err != nil {
			return err
		}
	}
	return nil
}
