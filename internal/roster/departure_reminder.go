package roster

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/reminder"
)

// LeaverCustodyRule reminds of ways into accounts that somebody still has who has left, from the day after their last.
// Told are those who keep the account's custody: the operations people of its unit, or else communications.
func LeaverCustodyRule() reminder.Rule {
	return reminder.Rule{
		Kind:       "leaver_custody",
		Name:       "reminder.leaver_custody.name",
		Advice:     "reminder.leaver_custody.advice",
		Find:       findLeaverCustody,
		Recipients: register.UnitRecipients,
		Subjects:   leaverCustodySubjects,
		Line: func(ctx context.Context, s reminder.Subject, dueOn clock.Date) string {
			return i18n.T(ctx, "reminder.leaver_custody.line", "Name", s.Title, "Platform", s.Note, "Date", i18n.Date(ctx, dueOn.AddDays(-1)))
		},
	}
}

func findLeaverCustody(ctx context.Context, tx *postgres.Tx, today clock.Date) ([]reminder.Due, error) {
	list, err := selectLeftAccess(ctx, tx, `x.ended_on IS NULL AND p.left_on < @today AND a.status NOT IN ('closed', 'rejected', 'withdrawn')`, pgx.NamedArgs{"today": today})
	if err != nil {
		return nil, err
	}
	due := make([]reminder.Due, len(list))
	for i, l := range list {
		due[i] = reminder.Due{Kind: "leaver_custody", SubjectKind: "access", SubjectID: l.ID, Ref: l.Ref, Title: l.Name, UnitID: l.UnitID, DueOn: l.LeftOn.AddDays(1)}
	}
	return due, nil
}

func leaverCustodySubjects(ctx context.Context, tx *postgres.Tx, ids []uuid.UUID) (map[uuid.UUID]reminder.Subject, error) {
	list, err := selectLeftAccess(ctx, tx, `x.id = ANY (@ids)`, pgx.NamedArgs{"ids": ids})
	if err != nil {
		return nil, err
	}
	m := map[uuid.UUID]reminder.Subject{}
	for _, l := range list {
		s := reminder.Subject{Title: l.Name, Note: register.PlatformLabel(ctx, l.Platform), Path: l.Path, UnitID: l.UnitID, Outcome: "reminder.leaver_custody.open"}
		switch {
		case !l.To.IsZero():
			s.Settled, s.Outcome = true, "reminder.leaver_custody.closed"
		case l.LeftOn.IsZero() || l.Over:
			s.Settled, s.Outcome = true, "reminder.leaver_custody.moot"
		}
		m[l.ID] = s
	}
	return m, nil
}
