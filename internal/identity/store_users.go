package identity

import (
	"context"
	"maps"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/postgres"
)

func selectUsers(ctx context.Context, tx *postgres.Tx, where string, extra pgx.NamedArgs) ([]User, error) {
	args := pgx.NamedArgs{"tenant": tx.Tenant}
	maps.Copy(args, extra)
	rows, err := tx.Query(ctx, `
		SELECT u.id, u.password_hash IS NULL, u.disabled_at IS NOT NULL,
		       p.id, p.name, p.title, p.email, p.phone, coalesce(p.unit_id, `+nilUUID+`), coalesce(n.name, ''), p.version
		FROM app_user u JOIN person p ON p.tenant_id = u.tenant_id AND p.id = u.person_id
		LEFT JOIN unit n ON n.tenant_id = p.tenant_id AND n.id = p.unit_id
		WHERE u.tenant_id = @tenant AND (`+where+`) ORDER BY p.name COLLATE "sv-x-icu", u.id`, args)
	if err != nil {
		return nil, err
	}
	users, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (User, error) {
		var u User
		p := &u.Person
		err := row.Scan(&u.ID, &u.Invited, &u.Disabled, &p.ID, &p.Name, &p.Title, &p.Email, &p.Phone, &p.UnitID, &p.UnitName, &p.Version)
		p.UserID = u.ID
		return u, err
	})
	if err != nil {
		return nil, err
	}
	ids := make([]uuid.UUID, len(users))
	for i, u := range users {
		ids[i] = u.ID
	}
	roles, err := selectRoles(ctx, tx, ids)
	for i := range users {
		users[i].Roles = roles[users[i].ID]
	}
	return users, err
}

func selectUser(ctx context.Context, tx *postgres.Tx, id uuid.UUID) (User, error) {
	list, err := selectUsers(ctx, tx, `u.id = @id`, pgx.NamedArgs{"id": id})
	if err != nil {
		return User{}, err
	}
	if len(list) == 0 {
		return User{}, fault.NotFound()
	}
	return list[0], nil
}

func selectRoles(ctx context.Context, tx *postgres.Tx, users []uuid.UUID) (map[uuid.UUID][]RoleIn, error) {
	rows, err := tx.Query(ctx, `
		SELECT m.user_id, m.role, coalesce(m.unit_id, `+nilUUID+`), coalesce(n.name, '')
		FROM membership m LEFT JOIN unit n ON n.tenant_id = m.tenant_id AND n.id = m.unit_id
		WHERE m.tenant_id = $1 AND m.user_id = ANY ($2) ORDER BY m.created_at, m.role, n.name`, tx.Tenant, users)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	m := map[uuid.UUID][]RoleIn{}
	for rows.Next() {
		var id uuid.UUID
		var r RoleIn
		if err := rows.Scan(&id, &r.Role, &r.UnitID, &r.UnitName); err != nil {
			return nil, err
		}
		m[id] = append(m[id], r)
	}
	return m, rows.Err()
}

func insertUser(ctx context.Context, tx *postgres.Tx, u User, hash string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO app_user (tenant_id, id, person_id, password_hash, created_at, updated_at)
		VALUES (@tenant, @id, @person, NULLIF(@hash, ''), @now, @now)`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": u.ID, "person": u.Person.ID, "hash": hash, "now": tx.Now})
	return err
}

func deleteMemberships(ctx context.Context, tx *postgres.Tx, user uuid.UUID) error {
	_, err := tx.Exec(ctx, `DELETE FROM membership WHERE tenant_id = $1 AND user_id = $2`, tx.Tenant, user)
	return err
}

func insertMembership(ctx context.Context, tx *postgres.Tx, user uuid.UUID, r RoleIn) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO membership (tenant_id, id, user_id, role, unit_id, created_at) VALUES (@tenant, @id, @user, @role, @unit, @now)
		ON CONFLICT DO NOTHING`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": uuid.New(), "user": user, "role": string(r.Role), "unit": postgres.Null(r.UnitID), "now": tx.Now})
	return err
}

func updateDisabled(ctx context.Context, tx *postgres.Tx, user uuid.UUID, disabled bool) error {
	_, err := tx.Exec(ctx, `UPDATE app_user SET disabled_at = CASE WHEN @disabled THEN @now::timestamptz END, updated_at = @now
		WHERE tenant_id = @tenant AND id = @id`, pgx.NamedArgs{"tenant": tx.Tenant, "id": user, "disabled": disabled, "now": tx.Now})
	return err
}

func updatePassword(ctx context.Context, tx *postgres.Tx, user uuid.UUID, hash string) error {
	_, err := tx.Exec(ctx, `UPDATE app_user SET password_hash = $3, updated_at = $4 WHERE tenant_id = $1 AND id = $2`, tx.Tenant, user, hash, tx.Now)
	return err
}

// insertInvitation replaces the links that the login had.
func insertInvitation(ctx context.Context, tx *postgres.Tx, user uuid.UUID, hash []byte) error {
	if _, err := tx.Exec(ctx, `UPDATE invitation SET used_at = $3 WHERE tenant_id = $1 AND user_id = $2 AND used_at IS NULL`, tx.Tenant, user, tx.Now); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO invitation (tenant_id, id, user_id, token_hash, expires_at, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		tx.Tenant, uuid.New(), user, hash, tx.Now.Add(InvitationFor), tx.Now)
	return err
}

func selectInvitation(ctx context.Context, tx *postgres.Tx, hash []byte) (uuid.UUID, error) {
	var id uuid.UUID
	err := tx.QueryRow(ctx, `SELECT user_id FROM invitation WHERE tenant_id = $1 AND token_hash = $2 AND used_at IS NULL AND expires_at > $3`,
		tx.Tenant, hash, tx.Now).Scan(&id)
	return id, err
}

// useInvitations uses up the link, if nobody has yet, and with it all of the login's links.
func useInvitations(ctx context.Context, tx *postgres.Tx, user uuid.UUID, hash []byte) (bool, error) {
	tag, err := tx.Exec(ctx, `UPDATE invitation SET used_at = $4 WHERE tenant_id = $1 AND user_id = $2 AND token_hash = $3 AND used_at IS NULL`,
		tx.Tenant, user, hash, tx.Now)
	if err != nil || tag.RowsAffected() == 0 {
		return false, err
	}
	_, err = tx.Exec(ctx, `UPDATE invitation SET used_at = $3 WHERE tenant_id = $1 AND user_id = $2 AND used_at IS NULL`, tx.Tenant, user, tx.Now)
	return true, err
}
