package register

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/reminder"
)

// DutyCheckRule reminds of open accounts whose profile is to be looked at: its next check has come, or something is
// unmet since two weeks. A profile that was never checked is not its matter: accounts that came by import would all be
// reminded of on the same day. Told is the unit, as NoContactRule tells.
func DutyCheckRule() reminder.Rule {
	return reminder.Rule{
		Kind:       "duty_check",
		Name:       "reminder.duty_check.name",
		Advice:     "reminder.duty_check.advice",
		Find:       findDueDuties,
		Recipients: UnitRecipients,
		Subjects:   dutySubjects,
		Line: func(ctx context.Context, s reminder.Subject, dueOn clock.Date) string {
			return i18n.T(ctx, "reminder.duty_check.line", "Name", s.Title, "Platform", s.Note, "Date", i18n.Date(ctx, dueOn))
		},
	}
}

func findDueDuties(ctx context.Context, tx *postgres.Tx, today clock.Date) ([]reminder.Due, error) {
	rows, err := tx.Query(ctx, dueDuties+` ORDER BY day, a.ref`, dueDutyArgs(tx, today))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (reminder.Due, error) {
		d := reminder.Due{Kind: "duty_check", SubjectKind: "account"}
		err := row.Scan(&d.SubjectID, &d.Ref, &d.Title, &d.UnitID, &d.DueOn)
		return d, err
	})
}

func dutySubjects(ctx context.Context, tx *postgres.Tx, ids []uuid.UUID) (map[uuid.UUID]reminder.Subject, error) {
	due, err := findDueDuties(ctx, tx, today(ctx, tx))
	if err != nil {
		return nil, err
	}
	open := map[uuid.UUID]bool{}
	for _, d := range due {
		open[d.SubjectID] = true
	}
	rows, err := tx.Query(ctx, `SELECT id, ref, name, platform, unit_id, status FROM account WHERE tenant_id = $1 AND id = ANY ($2)`, tx.Tenant, ids)
	if err != nil {
		return nil, err
	}
	m := map[uuid.UUID]reminder.Subject{}
	var id, unit uuid.UUID
	var ref, name string
	var on platform.Name
	var status Status
	_, err = pgx.ForEachRow(rows, []any{&id, &ref, &name, &on, &unit, &status}, func() error {
		s := reminder.Subject{Title: name, Note: PlatformLabel(ctx, on), Path: "/app/accounts/" + ref + "/duties", UnitID: unit}
		switch {
		case !status.Open():
			s.Settled, s.Outcome = true, "reminder.duty_check.closed"
		case !open[id]:
			s.Settled, s.Outcome = true, "reminder.duty_check.checked"
		default:
			s.Outcome = "reminder.duty_check.waits"
		}
		m[id] = s
		return nil
	})
	return m, err
}
