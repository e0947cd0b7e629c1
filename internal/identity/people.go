package identity

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/postgres"
)

// Service is what can be done with people, logins and sessions.
type Service struct {
	db *postgres.DB
}

// NewService builds the service.
func NewService(db *postgres.DB) *Service { return &Service{db: db} }

// People gives the directory, by name, narrowed to those whose name, title, unit or e-mail holds q.
func (s *Service) People(ctx context.Context, q string) ([]Person, error) {
	if err := Require(ctx, PeopleView); err != nil {
		return nil, err
	}
	var list []Person
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		list, err = selectPeople(ctx, tx, q)
		return err
	})
	return list, err
}

// Person gives one person of the directory, or NotFound.
func (s *Service) Person(ctx context.Context, id uuid.UUID) (Person, error) {
	if err := Require(ctx, PeopleView); err != nil {
		return Person{}, err
	}
	var p Person
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		p, err = selectPerson(ctx, tx, id)
		return err
	})
	return p, err
}

// AddPerson puts somebody into the directory. A known e-mail address is Invalid.
func (s *Service) AddPerson(ctx context.Context, p Person) (Person, error) {
	if err := RequireEverywhere(ctx, PeopleEdit); err != nil {
		return Person{}, err
	}
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		p, err = AddPersonTx(ctx, tx, p)
		return err
	})
	return p, err
}

// AddPersonTx is AddPerson in the transaction of a caller that has checked the permission.
func AddPersonTx(ctx context.Context, tx *postgres.Tx, p Person) (Person, error) {
	if err := p.check(); err != nil {
		return Person{}, err
	}
	p.ID, p.Version = uuid.New(), 1
	if err := insertPerson(ctx, tx, p); err != nil {
		return Person{}, personFault(err)
	}
	return p, audit.Write(ctx, tx, audit.Entry{Action: "people.add", ObjectKind: "person", ObjectID: p.ID})
}

// SavePerson changes what the directory says, read at p.Version. Stale is a Conflict.
func (s *Service) SavePerson(ctx context.Context, p Person) error {
	if err := RequireEverywhere(ctx, PeopleEdit); err != nil {
		return err
	}
	if err := p.check(); err != nil {
		return err
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		old, err := selectPerson(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		if old.Reduced {
			return fault.Conflict("identity.person_reduced", "Name", old.Name)
		}
		if old.UserID != uuid.Nil && p.Email == "" {
			return fault.Invalid(fault.Bad("email", "identity.email_needed"))
		}
		// The address is what somebody signs in with: who may not manage logins may not take it over.
		if all, _ := Of(ctx).Reach(UsersManage); old.UserID != uuid.Nil && old.Email != p.Email && !all {
			return fault.Invalid(fault.Bad("email", "identity.email_of_login"))
		}
		ok, err := updatePerson(ctx, tx, p)
		if err != nil {
			return personFault(err)
		}
		if !ok {
			return fault.Conflict("identity.person_stale")
		}
		return audit.Write(ctx, tx, audit.Entry{Action: "people.edit", ObjectKind: "person", ObjectID: p.ID, Changes: changes(old, p)})
	})
}

// SetPhoneTx puts another telephone number into the directory, in the transaction of a caller that has checked the
// permission: it is one's own, or one keeps the directory. Faults stand at phone; the same number is no change.
func SetPhoneTx(ctx context.Context, tx *postgres.Tx, person uuid.UUID, phone string) error {
	p, err := selectPerson(ctx, tx, person)
	if err != nil {
		return err
	}
	old := p.Phone
	p.Phone = phone
	if err := p.check(); err != nil {
		return err
	}
	if p.Phone == old {
		return nil
	}
	if ok, err := updatePerson(ctx, tx, p); err != nil || !ok {
		return cmp.Or(err, error(fault.Conflict("identity.person_stale")))
	}
	return audit.Write(ctx, tx, audit.Entry{Action: "people.edit", ObjectKind: "person", ObjectID: person, Changes: []audit.Change{audit.Field("phone")}})
}

// personFault says in the user's words what the database's keys refused.
func personFault(err error) error {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.ConstraintName {
		case "person_email":
			return fault.Invalid(fault.Bad("email", "identity.email_taken"))
		case "person_tenant_id_unit_id_fkey":
			return fault.Invalid(fault.Bad("unit", "identity.unit_unknown"))
		}
	}
	return err
}

// PersonByEmailTx gives the person with the address in the caller's transaction, and whether there is one.
func PersonByEmailTx(ctx context.Context, tx *postgres.Tx, email string) (Person, bool, error) {
	list, err := queryPeople(ctx, tx, `lower(p.email) = lower(@email)`, pgx.NamedArgs{"email": email})
	if err != nil || len(list) == 0 {
		return Person{}, false, err
	}
	return list[0], true, nil
}

// EmailsTx gives the directory's e-mail addresses, lower case, and whose they are, in the caller's transaction.
func EmailsTx(ctx context.Context, tx *postgres.Tx) (map[string]uuid.UUID, error) {
	rows, err := tx.Query(ctx, `SELECT lower(email), id FROM person WHERE tenant_id = $1 AND email <> ''`, tx.Tenant)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	m := map[string]uuid.UUID{}
	for rows.Next() {
		var email string
		var id uuid.UUID
		if err := rows.Scan(&email, &id); err != nil {
			return nil, err
		}
		m[email] = id
	}
	return m, rows.Err()
}

// reachable is true of a person p who can be written to and has the login u.
const reachable = `p.email <> '' AND u.disabled_at IS NULL AND u.password_hash IS NOT NULL`

// ReachableTx gives the person where a letter may go there, in the caller's transaction; else nobody.
func ReachableTx(ctx context.Context, tx *postgres.Tx, id uuid.UUID) ([]Person, error) {
	return queryPeople(ctx, tx, reachable+` AND p.id = @id`, pgx.NamedArgs{"id": id})
}

// RecipientsTx gives the people with a usable login who hold one of the roles for the unit (or for the whole
// municipality), in the caller's transaction. They are whom a reminder about something of the unit goes to.
func RecipientsTx(ctx context.Context, tx *postgres.Tx, role Role, unit uuid.UUID) ([]Person, error) {
	return queryPeople(ctx, tx, reachable+` AND EXISTS (
		WITH RECURSIVE above AS (
			SELECT id, parent_id FROM unit WHERE tenant_id = @tenant AND id = @unit
			UNION ALL SELECT x.id, x.parent_id FROM unit x JOIN above a ON x.tenant_id = @tenant AND x.id = a.parent_id)
		SELECT FROM membership m WHERE m.tenant_id = @tenant AND m.user_id = u.id AND m.role = @role
			AND (m.unit_id IS NULL OR m.unit_id IN (SELECT id FROM above)))`, pgx.NamedArgs{"role": string(role), "unit": unit})
}

// LastChange gives who last changed the object and when, to tell the one who came second. Nobody known is "".
func (s *Service) LastChange(ctx context.Context, objectID uuid.UUID) (who string, at time.Time, err error) {
	if Of(ctx) == nil {
		return "", time.Time{}, fault.Forbidden()
	}
	var last []audit.Record
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		last, _, err = audit.List(ctx, tx, audit.Query{ObjectID: objectID, Limit: 1})
		return err
	})
	if err != nil || len(last) == 0 {
		return "", time.Time{}, err
	}
	names, err := s.Names(ctx, []uuid.UUID{last[0].Actor.ID})
	return names[last[0].Actor.ID], last[0].At, err
}

// Names gives the names behind the ids of logins and of people, for histories; an unknown id is missing from the map. Nobody
// signed in is Forbidden.
func (s *Service) Names(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error) {
	if Of(ctx) == nil {
		return nil, fault.Forbidden()
	}
	var names map[uuid.UUID]string
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		names, err = NamesTx(ctx, tx, ids)
		return err
	})
	return names, err
}

// NamesTx is Names in the transaction of a caller that has checked the permission.
func NamesTx(ctx context.Context, tx *postgres.Tx, ids []uuid.UUID) (map[uuid.UUID]string, error) {
	names := map[uuid.UUID]string{}
	if len(ids) == 0 {
		return names, nil
	}
	rows, err := tx.Query(ctx, `SELECT u.id, p.name FROM app_user u JOIN person p ON p.tenant_id = u.tenant_id AND p.id = u.person_id
		WHERE u.tenant_id = $1 AND u.id = ANY ($2)
		UNION ALL SELECT id, name FROM person WHERE tenant_id = $1 AND id = ANY ($2)`, tx.Tenant, ids)
	if err != nil {
		return nil, err
	}
	var id uuid.UUID
	var name string
	_, err = pgx.ForEachRow(rows, []any{&id, &name}, func() error {
		names[id] = name
		return nil
	})
	return names, err
}

// PersonNamesTx gives the names of those of the ids that are people of the directory, in the transaction of a caller that
// has checked the permission. Unlike Names it knows no logins.
func PersonNamesTx(ctx context.Context, tx *postgres.Tx, ids []uuid.UUID) (map[uuid.UUID]string, error) {
	names := map[uuid.UUID]string{}
	if len(ids) == 0 {
		return names, nil
	}
	people, err := PeopleByIDTx(ctx, tx, ids)
	for _, p := range people {
		names[p.ID] = p.Name
	}
	return names, err
}

// PeopleByIDTx gives those of the ids that are people of the directory, by name, in the transaction of a caller that has
// checked the permission.
func PeopleByIDTx(ctx context.Context, tx *postgres.Tx, ids []uuid.UUID) ([]Person, error) {
	return queryPeople(ctx, tx, `p.id = ANY (@ids)`, pgx.NamedArgs{"ids": ids})
}

// PeopleTx gives the whole directory, by name, in the transaction of a caller that has checked the permission.
func PeopleTx(ctx context.Context, tx *postgres.Tx) ([]Person, error) {
	return selectPeople(ctx, tx, "")
}
