package identity

import (
	"context"
	"crypto/sha256"
	"slices"
	"time"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/postgres"
)

// Failed tries that are let through within throttleWindow before the next must wait. The first bound is for one
// account from one network address, so that a stranger elsewhere cannot shut somebody out; the second for one account
// from everywhere; the third for one network address, which a whole town hall may share.
const (
	throttleWindow     = 15 * time.Minute
	throttlePerPair    = 10
	throttlePerAccount = 30
	throttlePerAddress = 100
)

// bound is how many failures one thing may have.
type bound struct {
	key  []byte
	most int
}

func throttleKey(kind string, values ...string) []byte {
	h := sha256.New()
	for _, v := range append([]string{kind}, values...) {
		h.Write([]byte(v)) // a hash never returns an error
		h.Write([]byte{0})
	}
	return h.Sum(nil)
}

func signInBounds(email, ip string) []bound {
	return []bound{
		{throttleKey("pair", email, ip), throttlePerPair},
		{throttleKey("account", email), throttlePerAccount},
		{throttleKey("address", ip), throttlePerAddress},
	}
}

// try refuses with TooMany where a bound is reached, else counts the try as failed until pass takes that back: of
// tries made at once none slips through while the others' passwords are still being checked.
func try(ctx context.Context, tx *postgres.Tx, bounds ...bound) (ids []int64, err error) {
	keys := make([][]byte, len(bounds))
	for i, b := range bounds {
		keys[i] = b.key
	}
	slices.SortFunc(keys, slices.Compare) // one order, or two tries could wait for each other
	for _, k := range keys {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended($1::text || encode($2::bytea, 'hex'), 1))`, tx.Tenant, k); err != nil {
			return nil, err
		}
	}
	for _, b := range bounds {
		var n int
		err := tx.QueryRow(ctx, `SELECT count(*) FROM login_failure WHERE tenant_id = $1 AND key_hash = $2 AND at > $3`,
			tx.Tenant, b.key, tx.Now.Add(-throttleWindow)).Scan(&n)
		if err != nil {
			return nil, err
		}
		if n >= b.most {
			return nil, fault.TooMany("fault.too_many", "Minutes", int(throttleWindow/time.Minute))
		}
	}
	rows, err := tx.Query(ctx, `INSERT INTO login_failure (tenant_id, key_hash, at) SELECT $1, k, $3 FROM unnest($2::bytea[]) AS k RETURNING id`,
		tx.Tenant, keys, tx.Now)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// pass takes back the try with the ids, and forgets the failures of the key: its owner has got in.
func pass(ctx context.Context, tx *postgres.Tx, ids []int64, key []byte) error {
	_, err := tx.Exec(ctx, `DELETE FROM login_failure WHERE tenant_id = $1 AND (id = ANY ($2) OR key_hash = $3)`, tx.Tenant, ids, key)
	return err
}
