package tenant

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/postgres"
)

// selectPolicy gives what is decided, and whether anything is.
func selectPolicy(ctx context.Context, tx *postgres.Tx) (Policy, bool, error) {
	rows, err := tx.Query(ctx, `SELECT hosts, part_sentence, review_months, duty_months, self_approval, content, opens_at, closes_at, one_responsible,
			leaver_months, version, updated_at
		FROM tenant_policy WHERE tenant_id = $1`, tx.Tenant)
	if err != nil {
		return Policy{}, false, err
	}
	p, err := pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (Policy, error) {
		var p Policy
		err := row.Scan(&p.Hosts, &p.PartSentence, &p.ReviewMonths, &p.DutyMonths, &p.SelfApproval, &p.Content,
			&p.OpensAt, &p.ClosesAt, &p.OneResponsible, &p.LeaverMonths, &p.Version, &p.UpdatedAt)
		return p, err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return Policy{}, false, nil
	}
	return p, err == nil, err
}

// savePolicy writes the policy if it still is at the version it was read at; version 0 is no row.
func savePolicy(ctx context.Context, tx *postgres.Tx, p Policy, version int) (bool, error) {
	args := pgx.NamedArgs{"tenant": tx.Tenant, "version": version, "now": tx.Now, "hosts": p.Hosts, "part_sentence": p.PartSentence,
		"review_months": p.ReviewMonths, "duty_months": p.DutyMonths, "self_approval": p.SelfApproval, "content": p.Content,
		"opens_at": p.OpensAt, "closes_at": p.ClosesAt, "one_responsible": p.OneResponsible, "leaver_months": p.LeaverMonths}
	sql := `
		UPDATE tenant_policy SET hosts = @hosts, part_sentence = @part_sentence, review_months = @review_months, duty_months = @duty_months,
			self_approval = @self_approval, content = @content, opens_at = @opens_at, closes_at = @closes_at,
			one_responsible = @one_responsible, leaver_months = @leaver_months, version = version + 1, updated_at = @now
		WHERE tenant_id = @tenant AND version = @version::bigint`
	if version == 0 {
		sql = `
			INSERT INTO tenant_policy (tenant_id, hosts, part_sentence, review_months, duty_months, self_approval, content, opens_at, closes_at,
				one_responsible, leaver_months, updated_at)
			VALUES (@tenant, @hosts, @part_sentence, @review_months, @duty_months, @self_approval, @content, @opens_at, @closes_at, @one_responsible, @leaver_months, @now)
			ON CONFLICT (tenant_id) DO NOTHING`
	}
	tag, err := tx.Exec(ctx, sql, args)
	return tag.RowsAffected() == 1, err
}
