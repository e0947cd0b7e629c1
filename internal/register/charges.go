package register

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register/platform"
)

// ChargeKind is what the register itself names a person for.
type ChargeKind string

// The kinds.
const (
	ContactCharge ChargeKind = "contact" // who is asked about an account
	CaptureCharge ChargeKind = "capture" // who takes the last copy of an account that closes
	PartCharge    ChargeKind = "part"    // who is asked about a unit's part of an overarching account
)

// Charge is something that the register names a person for.
type Charge struct {
	Kind      ChargeKind
	ID        uuid.UUID // the account, or the part
	Ref       string
	AccountID uuid.UUID
	Name      string
	Platform  platform.Name
	UnitID    uuid.UUID // whose the account is
	UnitName  string
	Topic     string // of a part
	Holder    Holder
}

// Holder is who a charge names, and for a contact in which words.
type Holder struct {
	PersonID uuid.UUID `json:"person"`
	Contact  string    `json:"contact,omitempty"`
}

// ContactOf gives the words by which the register names somebody as a contact.
func ContactOf(p identity.Person) Holder {
	h := Holder{PersonID: p.ID, Contact: p.Email}
	if p.Email == "" {
		h.Contact = p.Name
	}
	return h
}

// ChargesTx gives what living accounts name the person for, by ref, in the transaction of a caller that has checked the
// permission. An account whose contact is the person's e-mail address names them too.
func ChargesTx(ctx context.Context, tx *postgres.Tx, person identity.Person) ([]Charge, error) {
	rows, err := tx.Query(ctx, `
		SELECT c.kind, c.id, a.ref, a.id, a.name, a.platform, a.unit_id, u.name, c.topic, c.contact, coalesce(c.holder, `+nilUUID+`)
		FROM account a JOIN unit u ON u.tenant_id = a.tenant_id AND u.id = a.unit_id
		JOIN LATERAL (
			SELECT 'contact' AS kind, a.id, '' AS topic, a.contact, a.contact_person_id AS holder WHERE a.contact_person_id = @person OR @email <> '' AND lower(a.contact) = lower(@email)
			UNION ALL SELECT 'capture', a.id, '', '', a.capture_person_id WHERE a.capture_person_id = @person AND a.status = 'closing'
			UNION ALL SELECT 'part', p.id, p.topic, '', p.person_id FROM account_part p WHERE p.tenant_id = a.tenant_id AND p.account_id = a.id AND p.person_id = @person) c ON true
		WHERE a.tenant_id = @tenant AND a.status NOT IN ('closed', 'rejected', 'withdrawn')
		ORDER BY a.ref, c.kind, c.topic, c.id`,
		pgx.NamedArgs{"tenant": tx.Tenant, "person": person.ID, "email": person.Email})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Charge, error) {
		var c Charge
		err := row.Scan(&c.Kind, &c.ID, &c.Ref, &c.AccountID, &c.Name, &c.Platform, &c.UnitID, &c.UnitName, &c.Topic, &c.Holder.Contact, &c.Holder.PersonID)
		return c, err
	})
}

// HandChargeTx names another, or with the zero Holder nobody, where the register still names the one it is from, and
// reports whether it did. The caller has checked the permission, locked the account and writes the log.
func HandChargeTx(ctx context.Context, tx *postgres.Tx, kind ChargeKind, id uuid.UUID, from, to Holder) (bool, error) {
	query := map[ChargeKind]string{
		ContactCharge: `UPDATE account SET contact = @to_contact, contact_person_id = @to, version = version + 1, updated_at = @now
			WHERE tenant_id = @tenant AND id = @id AND contact = @from_contact AND contact_person_id IS NOT DISTINCT FROM @from`,
		CaptureCharge: `UPDATE account SET capture_person_id = @to, version = version + 1, updated_at = @now
			WHERE tenant_id = @tenant AND id = @id AND capture_person_id IS NOT DISTINCT FROM @from`,
		PartCharge: `UPDATE account_part SET person_id = @to WHERE tenant_id = @tenant AND id = @id AND person_id IS NOT DISTINCT FROM @from`,
	}[kind]
	if query == "" {
		return false, nil
	}
	tag, err := tx.Exec(ctx, query, pgx.NamedArgs{"tenant": tx.Tenant, "id": id, "now": tx.Now, "from": postgres.Null(from.PersonID), "to": postgres.Null(to.PersonID),
		"from_contact": from.Contact, "to_contact": to.Contact})
	return tag.RowsAffected() == 1, err
}

// ForgetContactTx empties the contact of every account, living or not, that is the person or their address, for personal
// data that are removed. The caller has checked the permission.
func ForgetContactTx(ctx context.Context, tx *postgres.Tx, person identity.Person) error {
	_, err := tx.Exec(ctx, `UPDATE account SET contact = '', contact_person_id = NULL, version = version + 1, updated_at = @now
		WHERE tenant_id = @tenant AND (contact_person_id = @person OR @email <> '' AND strpos(lower(contact), lower(@email)) > 0 OR @phone <> '' AND strpos(contact, @phone) > 0)`,
		pgx.NamedArgs{"tenant": tx.Tenant, "person": person.ID, "email": person.Email, "phone": person.Phone, "now": tx.Now})
	if err != nil {
		return err
	}
	// Files on their way in that nobody has taken: what they hold is on the municipality's own disk too.
	_, err = tx.Exec(ctx, `DELETE FROM import_batch WHERE tenant_id = @tenant AND taken_at IS NULL AND updated_at < @now::timestamptz - interval '90 days'
		AND @email <> '' AND strpos(lower(sheet::text || fixes::text), lower(@email)) > 0`, pgx.NamedArgs{"tenant": tx.Tenant, "email": person.Email, "now": tx.Now})
	return err
}
