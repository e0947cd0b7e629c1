package identity

import (
	"context"
	"maps"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/postgres"
)

const nilUUID = `'00000000-0000-0000-0000-000000000000'`

func queryPeople(ctx context.Context, tx *postgres.Tx, where string, extra pgx.NamedArgs) ([]Person, error) {
	args := pgx.NamedArgs{"tenant": tx.Tenant}
	maps.Copy(args, extra)
	rows, err := tx.Query(ctx, `
		SELECT p.id, p.name, p.title, p.email, p.phone, coalesce(p.unit_id, `+nilUUID+`), coalesce(n.name, ''), p.version, coalesce(u.id, `+nilUUID+`), p.left_on, p.reduced_at IS NOT NULL
		FROM person p
		LEFT JOIN unit n ON n.tenant_id = p.tenant_id AND n.id = p.unit_id
		LEFT JOIN app_user u ON u.tenant_id = p.tenant_id AND u.person_id = p.id
		WHERE p.tenant_id = @tenant AND (`+where+`) ORDER BY p.name COLLATE "sv-x-icu", p.id`, args)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Person, error) {
		var p Person
		err := row.Scan(&p.ID, &p.Name, &p.Title, &p.Email, &p.Phone, &p.UnitID, &p.UnitName, &p.Version, &p.UserID, &p.LeftOn, &p.Reduced)
		return p, err
	})
}

// selectPeople gives the directory. Those who are only a name in records stand in it no more.
func selectPeople(ctx context.Context, tx *postgres.Tx, q string) ([]Person, error) {
	return queryPeople(ctx, tx, `p.reduced_at IS NULL AND (@q = '' OR strpos(lower(concat_ws(' ', p.name, p.title, p.email, n.name)), lower(@q)) > 0)`, pgx.NamedArgs{"q": q})
}

func selectPerson(ctx context.Context, tx *postgres.Tx, id uuid.UUID) (Person, error) {
	list, err := queryPeople(ctx, tx, `p.id = @id`, pgx.NamedArgs{"id": id})
	if err != nil {
		return Person{}, err
	}
	if len(list) == 0 {
		return Person{}, fault.NotFound()
	}
	return list[0], nil
}

func personArgs(tx *postgres.Tx, p Person) pgx.NamedArgs {
	return pgx.NamedArgs{"tenant": tx.Tenant, "id": p.ID, "name": p.Name, "title": p.Title, "email": p.Email, "phone": p.Phone,
		"unit": postgres.Null(p.UnitID), "version": p.Version, "now": tx.Now}
}

func insertPerson(ctx context.Context, tx *postgres.Tx, p Person) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO person (tenant_id, id, name, title, email, phone, unit_id, created_at, updated_at)
		VALUES (@tenant, @id, @name, @title, @email, @phone, @unit, @now, @now)`, personArgs(tx, p))
	return err
}

func updatePerson(ctx context.Context, tx *postgres.Tx, p Person) (bool, error) {
	tag, err := tx.Exec(ctx, `
		UPDATE person SET name = @name, title = @title, email = @email, phone = @phone, unit_id = @unit, version = version + 1, updated_at = @now
		WHERE tenant_id = @tenant AND id = @id AND version = @version::bigint`, personArgs(tx, p))
	return tag.RowsAffected() == 1, err
}
