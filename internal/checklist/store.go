package checklist

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register/platform"
)

const nilUUID = `'00000000-0000-0000-0000-000000000000'`

const checklistColumns = `c.id, c.name, c.account_id, a.ref, a.name, a.platform, a.kind, a.status, a.unit_id, u.name, c.template_id, t.number, c.state, c.reason, c.round,
	coalesce(c.started_by, ` + nilUUID + `), c.started_at, coalesce(c.submitted_by, ` + nilUUID + `), c.submitted_at,
	coalesce(c.approved_by, ` + nilUUID + `), c.approved_at, c.review_on, c.done_points, c.total_points, c.case_number, c.version, c.updated_at`

const checklistFrom = ` FROM checklist c
	JOIN account a ON a.tenant_id = c.tenant_id AND a.id = c.account_id
	JOIN unit u ON u.tenant_id = a.tenant_id AND u.id = a.unit_id
	JOIN checklist_template t ON t.tenant_id = c.tenant_id AND t.id = c.template_id
	WHERE c.tenant_id = @tenant `

func scanChecklist(row pgx.CollectableRow) (*Checklist, error) {
	c := &Checklist{}
	var submitted, approved *time.Time
	err := row.Scan(&c.ID, &c.Name, &c.AccountID, &c.Ref, &c.AccountName, &c.Platform, &c.Kind, &c.Status, &c.UnitID, &c.UnitName, &c.TemplateID, &c.Number, &c.State,
		&c.Reason, &c.Round, &c.StartedBy, &c.StartedAt, &c.SubmittedBy, &submitted, &c.ApprovedBy, &approved, &c.ReviewOn, &c.Done, &c.Total,
		&c.CaseNumber, &c.Version, &c.UpdatedAt)
	if submitted != nil {
		c.SubmittedAt = *submitted
	}
	if approved != nil {
		c.ApprovedAt = *approved
	}
	return c, err
}

func queryChecklists(ctx context.Context, tx *postgres.Tx, where string, args pgx.NamedArgs) ([]*Checklist, error) {
	args["tenant"] = tx.Tenant
	rows, err := tx.Query(ctx, `SELECT `+checklistColumns+checklistFrom+where, args)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanChecklist)
}

func one(list []*Checklist, err error) (*Checklist, error) {
	if err == nil && len(list) == 0 {
		return nil, fault.NotFound()
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

func selectChecklist(ctx context.Context, tx *postgres.Tx, id uuid.UUID) (*Checklist, error) {
	return one(queryChecklists(ctx, tx, `AND c.id = @id`, pgx.NamedArgs{"id": id}))
}

// lockChecklist keeps others from moving the checklist until the transaction ends. Answers lock their own rows.
func lockChecklist(ctx context.Context, tx *postgres.Tx, id uuid.UUID, how string) (*Checklist, error) {
	if _, err := tx.Exec(ctx, `SELECT FROM checklist WHERE tenant_id = $1 AND id = $2 `+how, tx.Tenant, id); err != nil {
		return nil, err
	}
	return selectChecklist(ctx, tx, id)
}

func insertChecklist(ctx context.Context, tx *postgres.Tx, c *Checklist) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO checklist (tenant_id, id, account_id, name, template_id, state, reason, started_by, started_at, total_points, updated_at)
		VALUES (@tenant, @id, @account, @name, @template, @state, @reason, @by, @now, @total, @now)`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": c.ID, "account": c.AccountID, "name": c.Name, "template": c.TemplateID, "state": c.State,
			"reason": c.Reason, "by": postgres.Null(c.StartedBy), "total": c.Total, "now": tx.Now})
	return err
}

// updateChecklist writes what its life changes. The caller holds the lock.
func updateChecklist(ctx context.Context, tx *postgres.Tx, c *Checklist) error {
	c.Version++
	_, err := tx.Exec(ctx, `
		UPDATE checklist SET template_id = @template, state = @state, reason = @reason, round = @round, submitted_by = @submitted_by,
			submitted_at = @submitted_at, approved_by = @approved_by, approved_at = @approved_at, review_on = @review_on, case_number = @case_number,
			done_points = @done, total_points = @total, version = @version, updated_at = @now
		WHERE tenant_id = @tenant AND id = @id`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": c.ID, "template": c.TemplateID, "state": c.State, "reason": c.Reason, "round": c.Round,
			"submitted_by": postgres.Null(c.SubmittedBy), "submitted_at": nullTime(c.SubmittedAt), "approved_by": postgres.Null(c.ApprovedBy),
			"approved_at": nullTime(c.ApprovedAt), "review_on": c.ReviewOn, "case_number": c.CaseNumber, "done": c.Done, "total": c.Total,
			"version": c.Version, "now": tx.Now})
	return err
}

func nullTime(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// updateProgress notes how many points are done. It leaves the version alone: answers have their own.
func updateProgress(ctx context.Context, tx *postgres.Tx, id uuid.UUID, done, total int) error {
	_, err := tx.Exec(ctx, `UPDATE checklist SET done_points = $3, total_points = $4, updated_at = $5
		WHERE tenant_id = $1 AND id = $2 AND (done_points, total_points) IS DISTINCT FROM ($3, $4)`, tx.Tenant, id, done, total, tx.Now)
	return err
}

// selectTermsChange gives the day on which the platform last changed its terms, up to today; the zero Date where none is known.
func selectTermsChange(ctx context.Context, tx *postgres.Tx, on platform.Name, today clock.Date) (clock.Date, error) {
	var d clock.Date
	err := tx.QueryRow(ctx, `SELECT max(changed_on) FROM terms_change WHERE tenant_id = $1 AND platform = $2 AND changed_on <= $3`, tx.Tenant, on, today).Scan(&d)
	return d, err
}
