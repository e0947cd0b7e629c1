package identity

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/postgres"
)

// ImportPeopleTx puts people into the directory, and gives those who are there what the directory lacks about them, in the
// transaction of a caller that has checked the permission and normalised all. What the directory has already stays. An
// address that somebody got in the same moment is a Conflict.
func ImportPeopleTx(ctx context.Context, tx *postgres.Tx, added, filled []Person) error {
	if err := insertPeople(ctx, tx, added); err != nil {
		return importFault(err)
	}
	if err := fillPeople(ctx, tx, filled); err != nil {
		return importFault(err)
	}
	log := make([]audit.Entry, 0, len(added)+len(filled))
	for _, p := range added {
		log = append(log, audit.Entry{Action: "people.add", ObjectKind: "person", ObjectID: p.ID})
	}
	for _, p := range filled {
		log = append(log, audit.Entry{Action: "people.edit", ObjectKind: "person", ObjectID: p.ID})
	}
	return audit.Write(ctx, tx, log...)
}

func importFault(err error) error {
	if f := fault.As(personFault(err)); f.Kind == fault.InvalidKind {
		return &fault.Error{Kind: fault.ConflictKind, Key: "identity.import_moved_on", Cause: err}
	}
	return err
}

// columns takes people apart for statements that write many at once.
func columns(tx *postgres.Tx, list []Person) pgx.NamedArgs {
	n := len(list)
	ids, units := make([]uuid.UUID, n), make([]*uuid.UUID, n)
	names, titles, emails, phones := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	for i, p := range list {
		ids[i], units[i], names[i], titles[i], emails[i], phones[i] = p.ID, postgres.Null(p.UnitID), p.Name, p.Title, p.Email, p.Phone
	}
	return pgx.NamedArgs{"tenant": tx.Tenant, "now": tx.Now, "ids": ids, "units": units, "names": names, "titles": titles, "emails": emails, "phones": phones}
}

const peopleColumns = `unnest(@ids::uuid[], @names::text[], @titles::text[], @emails::text[], @phones::text[], @units::uuid[]) AS u (id, name, title, email, phone, unit)`

func insertPeople(ctx context.Context, tx *postgres.Tx, list []Person) error {
	if len(list) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO person (tenant_id, id, name, title, email, phone, unit_id, created_at, updated_at)
		SELECT @tenant, u.id, u.name, u.title, u.email, u.phone, u.unit, @now, @now FROM `+peopleColumns, columns(tx, list))
	return err
}

// fillPeople writes only where the directory is empty, whatever has happened since it was read.
func fillPeople(ctx context.Context, tx *postgres.Tx, list []Person) error {
	if len(list) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `
		UPDATE person p SET title = CASE p.title WHEN '' THEN u.title ELSE p.title END, email = CASE p.email WHEN '' THEN u.email ELSE p.email END,
			phone = CASE p.phone WHEN '' THEN u.phone ELSE p.phone END, unit_id = coalesce(p.unit_id, u.unit), version = p.version + 1, updated_at = @now
		FROM `+peopleColumns+` WHERE p.tenant_id = @tenant AND p.id = u.id AND p.reduced_at IS NULL`, columns(tx, list))
	return err
}
