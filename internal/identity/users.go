package identity

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/postgres"
)

// Users gives the logins of the municipality with their roles, by name.
func (s *Service) Users(ctx context.Context) ([]User, error) {
	if err := RequireEverywhere(ctx, UsersManage); err != nil {
		return nil, err
	}
	var list []User
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		list, err = selectUsers(ctx, tx, `true`, nil)
		return err
	})
	return list, err
}

// User gives one login, or NotFound.
func (s *Service) User(ctx context.Context, id uuid.UUID) (User, error) {
	if err := RequireEverywhere(ctx, UsersManage); err != nil {
		return User{}, err
	}
	var u User
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		u, err = selectUser(ctx, tx, id)
		return err
	})
	return u, err
}

// AddUser makes a login with a password at once, for the operator's command. A unit that the role is for must exist.
func (s *Service) AddUser(ctx context.Context, p Person, roles []RoleIn, password string, known ...string) (User, error) {
	if err := RequireEverywhere(ctx, UsersManage); err != nil {
		return User{}, err
	}
	if err := CheckPassword("password", password, ownWords(ctx, append(known, p.Name, p.Email)...)...); err != nil {
		return User{}, err
	}
	hash, err := hashPassword(ctx, password)
	if err != nil {
		return User{}, err
	}
	var u User
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		if u, err = addUser(ctx, tx, p, roles, hash); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Action: "user.add", ObjectKind: "user", ObjectID: u.ID, Changes: roleChanges(roles)})
	})
	return u, err
}

// MayAdd gives the error that AddUser would give for the person and the password, without writing anything: for a caller
// that has something to make first, such as the unit of the role.
func (s *Service) MayAdd(ctx context.Context, p Person, password string) error {
	if err := RequireEverywhere(ctx, UsersManage); err != nil {
		return err
	}
	if err := p.check(); err != nil {
		return err
	}
	if err := CheckPassword("password", password, ownWords(ctx, p.Name, p.Email)...); err != nil {
		return err
	}
	email, ok := NormalEmail(p.Email)
	if !ok {
		return fault.Invalid(fault.Bad("email", "identity.email_bad"))
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		known, exists, err := PersonByEmailTx(ctx, tx, email)
		if err == nil && exists && known.UserID != uuid.Nil {
			return fault.Invalid(fault.Bad("email", "identity.login_exists"))
		}
		return err
	})
}

func addUser(ctx context.Context, tx *postgres.Tx, p Person, roles []RoleIn, hash string) (User, error) {
	p, err := personForLogin(ctx, tx, p)
	if f := fault.As(err); len(roles) == 0 && (f == nil || f.Kind == fault.InvalidKind) {
		missing := fault.Invalid(fault.Bad("role", "identity.role_missing"))
		if f != nil { // all that is wrong is said at once
			missing.Fields = append(f.Fields, missing.Fields...)
		}
		return User{}, missing
	}
	if err != nil {
		return User{}, err
	}
	u := User{ID: uuid.New(), Person: p, Roles: roles, Invited: hash == ""}
	if err := insertUser(ctx, tx, u, hash); err != nil {
		return User{}, err
	}
	return u, setRoles(ctx, tx, u.ID, roles)
}

// personForLogin finds the person of the directory whom a login is for, by id or by e-mail address, or adds them.
func personForLogin(ctx context.Context, tx *postgres.Tx, p Person) (Person, error) {
	var known Person
	var err error
	exists := p.ID != uuid.Nil
	if exists {
		if known, err = selectPerson(ctx, tx, p.ID); err != nil {
			return Person{}, err
		}
		if known.Email == "" {
			return Person{}, fault.Invalid(fault.Bad("email", "identity.email_needed"))
		}
	} else {
		email, ok := NormalEmail(p.Email)
		if !ok {
			bad := fault.Invalid(fault.Bad("email", "identity.email_bad"))
			if strings.TrimSpace(p.Name) == "" {
				bad.Fields = append(bad.Fields, fault.Bad("name", "identity.name_missing"))
			}
			return Person{}, bad
		}
		p.Email = email
		if known, exists, err = PersonByEmailTx(ctx, tx, email); err != nil {
			return Person{}, err
		}
	}
	switch {
	case exists && known.UserID != uuid.Nil:
		u, err := selectUser(ctx, tx, known.UserID)
		if err != nil {
			return Person{}, err
		}
		if u.Invited {
			return Person{}, fault.Invalid(fault.Bad("email", "identity.invited_already"))
		}
		return Person{}, fault.Invalid(fault.Bad("email", "identity.login_exists"))
	case exists:
		return known, nil
	default:
		return AddPersonTx(ctx, tx, p)
	}
}

func setRoles(ctx context.Context, tx *postgres.Tx, user uuid.UUID, roles []RoleIn) error {
	if err := deleteMemberships(ctx, tx, user); err != nil {
		return err
	}
	for _, r := range roles {
		if _, ok := ParseRole(string(r.Role)); !ok {
			return fault.Invalid(fault.Bad("role", "identity.role_missing"))
		}
		if err := insertMembership(ctx, tx, user, r); err != nil {
			return membershipFault(err)
		}
	}
	return nil
}

// membershipFault says in the user's words what the database's keys refused.
func membershipFault(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.ConstraintName == "membership_tenant_id_unit_id_fkey" {
		return fault.Invalid(fault.Bad("unit", "identity.unit_unknown"))
	}
	return err
}

func roleChanges(roles []RoleIn) []audit.Change { return roleDiff(nil, roles) }

// roleDiff says which roles went and which came. A role for a unit comes with the unit's id.
func roleDiff(old, now []RoleIn) []audit.Change {
	has := func(roles []RoleIn, r RoleIn) bool {
		return slices.ContainsFunc(roles, func(o RoleIn) bool { return o.Role == r.Role && o.UnitID == r.UnitID })
	}
	var c []audit.Change
	for _, r := range old {
		if !has(now, r) {
			c = append(c, audit.Value("role", string(r.Role), ""))
			if r.UnitID != uuid.Nil {
				c = append(c, audit.Value("unit", r.UnitID.String(), ""))
			}
		}
	}
	for _, r := range now {
		if !has(old, r) {
			c = append(c, audit.Value("role", "", string(r.Role)))
			if r.UnitID != uuid.Nil {
				c = append(c, audit.Value("unit", "", r.UnitID.String()))
			}
		}
	}
	return c
}

// SetRoles replaces a login's roles. The municipality's last administrator keeps that role.
func (s *Service) SetRoles(ctx context.Context, userID uuid.UUID, roles []RoleIn) error {
	if err := RequireEverywhere(ctx, UsersManage); err != nil {
		return err
	}
	if len(roles) == 0 {
		return fault.Invalid(fault.Bad("role", "identity.role_missing"))
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		u, err := selectUser(ctx, tx, userID)
		if err != nil {
			return err
		}
		if err := setRoles(ctx, tx, userID, roles); err != nil {
			return err
		}
		if err := keepAnAdmin(ctx, tx, u); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Action: "user.roles", ObjectKind: "user", ObjectID: userID, Changes: roleDiff(u.Roles, roles)})
	})
}

// SetDisabled shuts a login out, ending its sessions, or lets it in again. Nobody shuts out themselves or the last administrator.
func (s *Service) SetDisabled(ctx context.Context, userID uuid.UUID, disabled bool) error {
	if err := RequireEverywhere(ctx, UsersManage); err != nil {
		return err
	}
	if p := Of(ctx); p != nil && p.UserID == userID {
		return fault.Conflict("identity.not_yourself")
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		u, err := selectUser(ctx, tx, userID)
		if err != nil {
			return err
		}
		if err := updateDisabled(ctx, tx, userID, disabled); err != nil {
			return err
		}
		action := "user.enable"
		if disabled {
			action = "user.disable"
			if err := deleteSessions(ctx, tx, userID, uuid.Nil); err != nil {
				return err
			}
		}
		if err := keepAnAdmin(ctx, tx, u); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Action: action, ObjectKind: "user", ObjectID: userID})
	})
}

// EndSessionsOf signs a login out everywhere, as when a computer was lost.
func (s *Service) EndSessionsOf(ctx context.Context, userID uuid.UUID) error {
	if err := RequireEverywhere(ctx, UsersManage); err != nil {
		return err
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		if _, err := selectUser(ctx, tx, userID); err != nil {
			return err
		}
		if err := deleteSessions(ctx, tx, userID, uuid.Nil); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Action: "session.end", ObjectKind: "user", ObjectID: userID})
	})
}

// administers reports whether the login can manage the whole municipality's logins today.
func (u User) administers() bool {
	for _, r := range u.Roles {
		if r.Role == Admin && r.UnitID == uuid.Nil {
			return !u.Disabled && !u.Invited
		}
	}
	return false
}

// keepAnAdmin refuses a change to what was the last login that administers the municipality; one who leaves does not
// count. Two administrators who take the role from each other at once must wait for one another, or both would count the
// other.
func keepAnAdmin(ctx context.Context, tx *postgres.Tx, before User) error {
	if !before.administers() {
		return nil
	}
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('admins ' || $1::text, 0))`, tx.Tenant); err != nil {
		return err
	}
	var n int
	err := tx.QueryRow(ctx, `SELECT count(*) FROM membership m JOIN app_user u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
		JOIN person p ON p.tenant_id = u.tenant_id AND p.id = u.person_id AND p.left_on IS NULL
		WHERE m.tenant_id = $1 AND m.role = 'admin' AND m.unit_id IS NULL AND u.disabled_at IS NULL AND u.password_hash IS NOT NULL`, tx.Tenant).Scan(&n)
	if err == nil && n == 0 {
		return fault.Conflict("identity.last_admin")
	}
	return err
}
