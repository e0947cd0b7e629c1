package checklist

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/reminder"
	"kanalkoll/internal/tenant"
)

// stillFor is for how many days an open checklist may lie before its unit is reminded of it.
const stillFor = 21

// ReminderRules are the reminders about checklists.
func ReminderRules() []reminder.Rule { return []reminder.Rule{reviewRule(), stillRule()} }

// reviewRule reminds a unit that an approved checklist of an open account is to be reviewed again (A8).
func reviewRule() reminder.Rule {
	return reminder.Rule{
		Kind: "checklist_review", Name: "checklistreminder.review.name", Advice: "checklistreminder.review.advice",
		Find: findReviews, Recipients: register.UnitRecipients, Subjects: reviewSubjects,
		Line: func(ctx context.Context, s reminder.Subject, dueOn clock.Date) string {
			return i18n.T(ctx, "checklistreminder.review.line", "Name", s.Title, "What", s.Note, "Date", i18n.Date(ctx, dueOn))
		},
	}
}

// stillRule reminds a unit of a checklist that it has begun, or got back, and not touched for some time.
func stillRule() reminder.Rule {
	return reminder.Rule{
		Kind: "checklist_still", Name: "checklistreminder.still.name", Advice: "checklistreminder.still.advice",
		Find: findStill, Recipients: register.UnitRecipients, Subjects: stillSubjects,
		Line: func(ctx context.Context, s reminder.Subject, dueOn clock.Date) string {
			return i18n.T(ctx, "checklistreminder.still.line", "Name", s.Title, "What", s.Note, "Date", i18n.Date(ctx, dueOn.AddDays(-stillFor)))
		},
	}
}

func findReviews(ctx context.Context, tx *postgres.Tx, today clock.Date) ([]reminder.Due, error) {
	return findDue(ctx, tx, "checklist_review", `
		SELECT c.id, a.ref, a.name, a.unit_id, c.review_on FROM checklist c JOIN account a ON a.tenant_id = c.tenant_id AND a.id = c.account_id
		WHERE c.tenant_id = @tenant AND c.state = 'approved' AND c.review_on <= @today AND a.status = 'active'
		ORDER BY c.review_on, a.ref, c.name`, pgx.NamedArgs{"today": today})
}

// lastTouch is the day on which a checklist was last touched: moved, answered or replied to.
const lastTouch = `(greatest(c.updated_at, (SELECT max(x.saved_at) FROM checklist_answer x WHERE x.tenant_id = c.tenant_id AND x.checklist_id = c.id),
	(SELECT max(r.at) FROM checklist_remark r WHERE r.tenant_id = c.tenant_id AND r.checklist_id = c.id)) AT TIME ZONE @zone)::date`

func findStill(ctx context.Context, tx *postgres.Tx, today clock.Date) ([]reminder.Due, error) {
	return findDue(ctx, tx, "checklist_still", `
		SELECT id, ref, name, unit_id, touched + @days::int FROM (
			SELECT c.id, a.ref, a.name, a.unit_id, `+lastTouch+` AS touched, c.name AS list FROM checklist c JOIN account a ON a.tenant_id = c.tenant_id AND a.id = c.account_id
			WHERE c.tenant_id = @tenant AND c.state IN ('open', 'returned') AND c.updated_at::date <= @since::date + 1 AND a.status NOT IN ('closed', 'rejected', 'withdrawn')) AS still
		WHERE touched <= @since
		ORDER BY touched, ref, list`, pgx.NamedArgs{"since": today.AddDays(-stillFor), "days": stillFor, "zone": tenant.ZoneOf(ctx).String()})
}

func findDue(ctx context.Context, tx *postgres.Tx, kind, sql string, args pgx.NamedArgs) ([]reminder.Due, error) {
	args["tenant"] = tx.Tenant
	rows, err := tx.Query(ctx, sql, args)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (reminder.Due, error) {
		d := reminder.Due{Kind: kind, SubjectKind: "checklist"}
		err := row.Scan(&d.SubjectID, &d.Ref, &d.Title, &d.UnitID, &d.DueOn)
		return d, err
	})
}

func reviewSubjects(ctx context.Context, tx *postgres.Tx, ids []uuid.UUID) (map[uuid.UUID]reminder.Subject, error) {
	day := today(ctx, tx)
	return subjects(ctx, tx, ids, func(s *reminder.Subject, c *Checklist) {
		switch {
		case !c.Status.Open():
			s.Settled, s.Outcome = true, "checklistreminder.ended"
		case c.State == Approved && c.ReviewOn.After(day):
			s.Settled, s.Outcome = true, "checklistreminder.review.done"
		case c.State != Approved:
			s.Settled, s.Outcome = true, "checklistreminder.review.begun"
		default:
			s.Outcome = "checklistreminder.review.waits"
		}
	})
}

func stillSubjects(ctx context.Context, tx *postgres.Tx, ids []uuid.UUID) (map[uuid.UUID]reminder.Subject, error) {
	still, err := findStill(ctx, tx, today(ctx, tx))
	if err != nil {
		return nil, err
	}
	waits := map[uuid.UUID]bool{}
	for _, d := range still {
		waits[d.SubjectID] = true
	}
	return subjects(ctx, tx, ids, func(s *reminder.Subject, c *Checklist) {
		switch {
		case c.Ended():
			s.Settled, s.Outcome = true, "checklistreminder.ended"
		case c.State == Submitted || c.State == Approved:
			s.Settled, s.Outcome = true, "checklistreminder.still.submitted"
		case !waits[c.ID]:
			s.Settled, s.Outcome = true, "checklistreminder.still.touched"
		default:
			s.Outcome = "checklistreminder.still.waits"
		}
	})
}

// subjects gives what the ids of checklists stand for; judge says what has become of each.
func subjects(ctx context.Context, tx *postgres.Tx, ids []uuid.UUID, judge func(*reminder.Subject, *Checklist)) (map[uuid.UUID]reminder.Subject, error) {
	list, err := queryChecklists(ctx, tx, ` AND c.id = ANY (@ids)`, pgx.NamedArgs{"ids": ids})
	if err != nil {
		return nil, err
	}
	m := map[uuid.UUID]reminder.Subject{}
	for _, c := range list {
		s := reminder.Subject{Title: c.AccountName, Note: what(ctx, c.Name, c.Platform), Path: "/app/checklists/" + c.ID.String(), UnitID: c.UnitID}
		judge(&s, c)
		m[c.ID] = s
	}
	return m, nil
}

// what says which checklist it is, on which platform.
func what(ctx context.Context, n Name, on platform.Name) string {
	return i18n.T(ctx, "checklistreminder.what", "Checklist", i18n.T(ctx, "checklist.title."+string(n)), "Platform", register.PlatformLabel(ctx, on))
}
