package identity

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/postgres"
)

// LockToMergeTx gives two people of the directory, in the order asked for, and keeps everybody from changing or naming them
// until the transaction ends; NotFound where one is missing. The caller has checked the permission.
func LockToMergeTx(ctx context.Context, tx *postgres.Tx, a, b uuid.UUID) ([2]Person, error) {
	// FOR UPDATE: a row that names one of them waits, and is not forgotten.
	if _, err := tx.Exec(ctx, `SELECT FROM person WHERE tenant_id = $1 AND id = ANY ($2) ORDER BY id FOR UPDATE`, tx.Tenant, []uuid.UUID{a, b}); err != nil {
		return [2]Person{}, err
	}
	return PairTx(ctx, tx, a, b)
}

// PairTx gives two people of the directory, in the order asked for; NotFound where one is missing.
func PairTx(ctx context.Context, tx *postgres.Tx, a, b uuid.UUID) ([2]Person, error) {
	var pair [2]Person
	var err error
	if pair[0], err = selectPerson(ctx, tx, a); err != nil {
		return pair, err
	}
	pair[1], err = selectPerson(ctx, tx, b)
	return pair, err
}

// CheckMerged trims what is to be said of somebody who was two people, and says what is wrong with it: like SavePerson,
// but that either of the two may have the login.
func CheckMerged(ctx context.Context, pair [2]Person, merged *Person) []fault.Field {
	bad := merged.Normalise()
	for _, p := range pair {
		all, _ := Of(ctx).Reach(UsersManage)
		switch {
		case p.UserID == uuid.Nil:
		case merged.Email == "":
			bad = append(bad, fault.Bad("email", "identity.email_needed"))
		case merged.Email != p.Email && !all: // it is what somebody signs in with
			bad = append(bad, fault.Bad("email", "identity.email_of_login"))
		}
	}
	return bad
}

// MovePersonTx gives the login of one person to another who has none, in the transaction of a caller that has checked the
// permission and locked both.
func MovePersonTx(ctx context.Context, tx *postgres.Tx, from, to uuid.UUID) error {
	_, err := tx.Exec(ctx, `UPDATE app_user SET person_id = $3, updated_at = $4 WHERE tenant_id = $1 AND person_id = $2`, tx.Tenant, from, to, tx.Now)
	return err
}

// MergeTx removes a person whom nothing names any more and writes what the directory says of the one who is kept, in the
// transaction of a caller that has checked the permission, locked both and moved everything. A key that was forgotten fails.
func MergeTx(ctx context.Context, tx *postgres.Tx, dropped uuid.UUID, old, merged Person) error {
	if _, err := tx.Exec(ctx, `DELETE FROM person WHERE tenant_id = $1 AND id = $2`, tx.Tenant, dropped); err != nil {
		return err
	}
	ok, err := updatePerson(ctx, tx, merged)
	if err != nil {
		return personFault(err)
	}
	if !ok {
		return fault.Conflict("identity.person_stale")
	}
	// The id is all that is left of the one who was dropped: older lines of the log are found by it.
	changed := append([]audit.Change{{Field: "double", Old: dropped.String()}}, changes(old, merged)...)
	return audit.Write(ctx, tx, audit.Entry{Action: "people.merge", ObjectKind: "person", ObjectID: merged.ID, Changes: changed})
}

// changes names what the directory says differently of somebody.
func changes(old, p Person) []audit.Change {
	var changed []audit.Change
	for _, f := range []struct {
		name string
		same bool
	}{{"name", old.Name == p.Name}, {"title", old.Title == p.Title}, {"email", old.Email == p.Email}, {"phone", old.Phone == p.Phone}, {"unit", old.UnitID == p.UnitID}} {
		if !f.same {
			changed = append(changed, audit.Field(f.name))
		}
	}
	return changed
}

// AddedTx gives when each person of the directory was put into it, in the transaction of a caller that has checked the
// permission.
func AddedTx(ctx context.Context, tx *postgres.Tx) (map[uuid.UUID]time.Time, error) {
	rows, err := tx.Query(ctx, `SELECT id, created_at FROM person WHERE tenant_id = $1`, tx.Tenant)
	if err != nil {
		return nil, err
	}
	added := map[uuid.UUID]time.Time{}
	var id uuid.UUID
	var at time.Time
	_, err = pgx.ForEachRow(rows, []any{&id, &at}, func() error {
		added[id] = at
		return nil
	})
	return added, err
}
