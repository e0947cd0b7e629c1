package register

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/postgres"
)

// dutyApplies says of a row of account_duty d whether its duty still is one of the account a: what allDuties says, in SQL.
const dutyApplies = ` CASE d.duty
	WHEN 'name_logo' THEN a.sender <> 'own_symbol'
	WHEN 'part_sentence' THEN a.sender = 'own_symbol'
	WHEN 'crisis_pointer' THEN a.crisis_use = 'unused'
	WHEN 'cookies' THEN a.platform IN ('blog', 'website', 'podcast')
	ELSE true END `

// selectChecks gives the last check of each duty, of those that no longer are the account's, too.
func selectChecks(ctx context.Context, tx *postgres.Tx, account uuid.UUID) (map[string]Check, error) {
	rows, err := tx.Query(ctx, `SELECT duty, state, note, checked_on, coalesce(checked_by, `+nilUUID+`), next_on FROM account_duty
		WHERE tenant_id = $1 AND account_id = $2`, tx.Tenant, account)
	if err != nil {
		return nil, err
	}
	m := map[string]Check{}
	var key string
	var c Check
	_, err = pgx.ForEachRow(rows, []any{&key, &c.State, &c.Note, &c.CheckedOn, &c.CheckedBy, &c.NextOn}, func() error {
		m[key] = c
		return nil
	})
	return m, err
}

func saveCheck(ctx context.Context, tx *postgres.Tx, account uuid.UUID, duty string, c Check) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO account_duty (tenant_id, account_id, duty, state, note, checked_on, checked_by, next_on)
		VALUES (@tenant, @account, @duty, @state, @note, @checked_on, @checked_by, @next_on)
		ON CONFLICT (tenant_id, account_id, duty) DO UPDATE SET state = @state, note = @note, checked_on = @checked_on,
			checked_by = @checked_by, next_on = @next_on`,
		pgx.NamedArgs{"tenant": tx.Tenant, "account": account, "duty": duty, "state": c.State, "note": c.Note, "checked_on": c.CheckedOn,
			"checked_by": postgres.Null(c.CheckedBy), "next_on": c.NextOn})
	return err
}

// checksVersion is the same for the same checks and another one after any save: whoever saves says which they saw.
func checksVersion(duties []Duty, checks map[string]Check) string {
	h := sha256.New()
	for _, d := range duties {
		c := checks[d.Key]
		h.Write(fmt.Appendf(nil, "%q %q %q %s %s %s\n", d.Key, c.State, c.Note, c.CheckedOn, c.CheckedBy, c.NextOn)) // a hash never returns an error
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// daysUnmet is how long an unmet duty may stay before the unit is reminded.
const daysUnmet = 14

// dueDuties is what of the accounts' profiles has come to be looked at: account and day, where open accounts' duties
// were checked once and the next check has come, or one is unmet since long.
const dueDuties = `
	SELECT a.id, a.ref, a.name, a.unit_id, day FROM account a, LATERAL (
		SELECT min(d.next_on) AS day FROM account_duty d
		WHERE d.tenant_id = a.tenant_id AND d.account_id = a.id AND d.next_on <= @today AND` + dutyApplies + `
		UNION
		SELECT min(d.checked_on) + @unmet::int FROM account_duty d
		WHERE d.tenant_id = a.tenant_id AND d.account_id = a.id AND d.state = 'unmet' AND d.checked_on + @unmet::int <= @today AND` + dutyApplies + `
	) due
	WHERE a.tenant_id = @tenant AND a.status IN ('active', 'closing') AND day IS NOT NULL`

func dueDutyArgs(tx *postgres.Tx, today clock.Date) pgx.NamedArgs {
	return pgx.NamedArgs{"tenant": tx.Tenant, "today": today, "unmet": daysUnmet}
}
