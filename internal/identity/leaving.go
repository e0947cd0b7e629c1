package identity

import (
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/postgres"
)

// LockPersonTx gives the person and keeps others from changing them until the transaction ends; NotFound where there is
// none. The caller has checked the permission.
func LockPersonTx(ctx context.Context, tx *postgres.Tx, id uuid.UUID) (Person, error) {
	if _, err := tx.Exec(ctx, `SELECT FROM person WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE`, tx.Tenant, id); err != nil {
		return Person{}, err
	}
	return selectPerson(ctx, tx, id)
}

// LockLeaverTx is LockPersonTx that also keeps rows from coming to name the person: what they hold is all that they hold.
func LockLeaverTx(ctx context.Context, tx *postgres.Tx, id uuid.UUID) (Person, error) {
	if _, err := tx.Exec(ctx, `SELECT FROM person WHERE tenant_id = $1 AND id = $2 FOR UPDATE`, tx.Tenant, id); err != nil {
		return Person{}, err
	}
	return selectPerson(ctx, tx, id)
}

// KeepPeopleTx keeps people from leaving until the transaction ends. Whoever gives them something calls it before looking
// whether they stay. People who are missing are missing still.
func KeepPeopleTx(ctx context.Context, tx *postgres.Tx, ids ...uuid.UUID) error {
	_, err := tx.Exec(ctx, `SELECT FROM person WHERE tenant_id = $1 AND id = ANY ($2) ORDER BY id FOR KEY SHARE`, tx.Tenant, ids)
	return err
}

// LeaveTx notes somebody's last day, or with the zero date that they stay after all, in the transaction of a caller that
// has checked the permission and locked the person. The last administrator who can sign in and stays is a Conflict, and so
// is any administrator to those who may not manage logins: leaving ends a login.
func LeaveTx(ctx context.Context, tx *postgres.Tx, p Person, on clock.Date) error {
	_, err := tx.Exec(ctx, `UPDATE person SET left_on = @on, version = version + 1, updated_at = @now WHERE tenant_id = @tenant AND id = @id`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": p.ID, "on": on, "now": tx.Now})
	if err != nil || p.UserID == uuid.Nil {
		return err
	}
	u, err := selectUser(ctx, tx, p.UserID)
	if err != nil {
		return err
	}
	admin := slices.ContainsFunc(u.Roles, func(r RoleIn) bool { return r.Role == Admin })
	if all, _ := Of(ctx).Reach(UsersManage); admin && !all {
		return fault.Conflict("identity.admin_leaves", "Name", p.Name)
	}
	if on.IsZero() {
		return nil
	}
	err = keepAnAdmin(ctx, tx, u)
	if fault.Is(err, fault.ConflictKind) {
		return fault.Conflict("identity.last_admin_leaves", "Name", p.Name)
	}
	return err
}

// EndLoginTx shuts out somebody whose last day has passed, ending their sessions and links, in the transaction of a caller
// that has checked the permission. Whoever has no login has none to end.
func EndLoginTx(ctx context.Context, tx *postgres.Tx, person uuid.UUID) error {
	user, err := loginOf(ctx, tx, person)
	if err != nil || user == uuid.Nil {
		return err
	}
	tag, err := tx.Exec(ctx, `UPDATE app_user SET disabled_at = $3, updated_at = $3 WHERE tenant_id = $1 AND id = $2 AND disabled_at IS NULL`, tx.Tenant, user, tx.Now)
	if err != nil {
		return err
	}
	if err := deleteSessions(ctx, tx, user, uuid.Nil); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE invitation SET used_at = $3 WHERE tenant_id = $1 AND user_id = $2 AND used_at IS NULL`, tx.Tenant, user, tx.Now); err != nil {
		return err
	}
	if tag.RowsAffected() == 0 {
		return nil
	}
	return audit.Write(ctx, tx, audit.Entry{Action: "user.disable", ObjectKind: "user", ObjectID: user})
}

// ReduceTx leaves of somebody who has left what records need: the id and the name. The login stays as a shut door, for the
// log names it. The caller has checked the permission.
func ReduceTx(ctx context.Context, tx *postgres.Tx, person uuid.UUID) error {
	if err := EndLoginTx(ctx, tx, person); err != nil {
		return err
	}
	user, err := loginOf(ctx, tx, person)
	if err != nil {
		return err
	}
	if user != uuid.Nil {
		for _, q := range []string{
			`DELETE FROM invitation WHERE tenant_id = $1 AND user_id = $2`,
			`DELETE FROM membership WHERE tenant_id = $1 AND user_id = $2`,
			`UPDATE app_user SET password_hash = NULL, language = 'sv' WHERE tenant_id = $1 AND id = $2`,
		} {
			if _, err := tx.Exec(ctx, q, tx.Tenant, user); err != nil {
				return err
			}
		}
	}
	_, err = tx.Exec(ctx, `UPDATE person SET title = '', email = '', phone = '', unit_id = NULL, reduced_at = $3, version = version + 1, updated_at = $3
		WHERE tenant_id = $1 AND id = $2`, tx.Tenant, person, tx.Now)
	if err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{Action: "people.reduce", ObjectKind: "person", ObjectID: person})
}

// loginOf gives the person's login, uuid.Nil where there is none.
func loginOf(ctx context.Context, tx *postgres.Tx, person uuid.UUID) (uuid.UUID, error) {
	var id uuid.UUID
	err := tx.QueryRow(ctx, `SELECT id FROM app_user WHERE tenant_id = $1 AND person_id = $2`, tx.Tenant, person).Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return uuid.Nil, nil
	}
	return id, err
}

// LoginOf gives the login of a person of the directory with its roles, nil where there is none.
func (s *Service) LoginOf(ctx context.Context, person uuid.UUID) (*User, error) {
	if err := Require(ctx, PeopleView); err != nil {
		return nil, err
	}
	var u *User
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		id, err := loginOf(ctx, tx, person)
		if err != nil || id == uuid.Nil {
			return err
		}
		found, err := selectUser(ctx, tx, id)
		u = &found
		return err
	})
	return u, err
}
