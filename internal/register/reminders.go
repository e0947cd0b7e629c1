package register

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/reminder"
)

// NoContactRule reminds of open accounts that nobody is contact for, from the day an account opened or came into the
// register. Told are the operations people of its unit; where there are none, communications; else administrators.
func NoContactRule() reminder.Rule {
	return reminder.Rule{
		Kind:       "no_contact",
		Name:       "reminder.no_contact.name",
		Advice:     "reminder.no_contact.advice",
		Find:       findNoContact,
		Recipients: UnitRecipients,
		Subjects:   contactSubjects,
		Line: func(ctx context.Context, s reminder.Subject, dueOn clock.Date) string {
			return i18n.T(ctx, "reminder.no_contact.line", "Name", s.Title, "Platform", s.Note, "Date", i18n.Date(ctx, dueOn))
		},
	}
}

func findNoContact(ctx context.Context, tx *postgres.Tx, today clock.Date) ([]reminder.Due, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, ref, name, unit_id, greatest(opened_on, registered_on) AS due_on FROM account
		WHERE tenant_id = $1 AND status IN ('active', 'closing') AND contact = '' AND contact_person_id IS NULL
			AND greatest(opened_on, registered_on) <= $2
		ORDER BY due_on, ref`, tx.Tenant, today)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (reminder.Due, error) {
		d := reminder.Due{Kind: "no_contact", SubjectKind: "account"}
		err := row.Scan(&d.SubjectID, &d.Ref, &d.Title, &d.UnitID, &d.DueOn)
		return d, err
	})
}

// UnitRecipients gives whom a reminder about something of a unit goes to.
func UnitRecipients(ctx context.Context, tx *postgres.Tx, due []reminder.Due) ([][]identity.Person, error) {
	known := map[uuid.UUID][]identity.Person{}
	list := make([][]identity.Person, len(due))
	for i, d := range due {
		people, ok := known[d.UnitID]
		if !ok {
			var err error
			if people, err = firstOf(ctx, tx, d.UnitID, identity.Operations, identity.Communications, identity.Admin); err != nil {
				return nil, err
			}
		}
		known[d.UnitID], list[i] = people, people
	}
	return list, nil
}

// firstOf gives the people of the first of the roles that somebody holds for the unit.
func firstOf(ctx context.Context, tx *postgres.Tx, unit uuid.UUID, roles ...identity.Role) ([]identity.Person, error) {
	for _, role := range roles {
		people, err := identity.RecipientsTx(ctx, tx, role, unit)
		if err != nil || len(people) > 0 {
			return people, err
		}
	}
	return nil, nil
}

func contactSubjects(ctx context.Context, tx *postgres.Tx, ids []uuid.UUID) (map[uuid.UUID]reminder.Subject, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, ref, name, platform, unit_id, status, contact <> '' OR contact_person_id IS NOT NULL FROM account
		WHERE tenant_id = $1 AND id = ANY ($2)`, tx.Tenant, ids)
	if err != nil {
		return nil, err
	}
	m := map[uuid.UUID]reminder.Subject{}
	var id, unit uuid.UUID
	var ref, name string
	var on platform.Name
	var status Status
	var has bool
	_, err = pgx.ForEachRow(rows, []any{&id, &ref, &name, &on, &unit, &status, &has}, func() error {
		s := reminder.Subject{Title: name, Note: PlatformLabel(ctx, on), Path: "/app/accounts/" + ref, UnitID: unit}
		switch {
		case has:
			s.Settled, s.Outcome = true, "reminder.no_contact.has"
		case status != Active && status != Closing:
			s.Settled, s.Outcome = true, "reminder.no_contact.closed"
		default:
			s.Outcome = "reminder.no_contact.lacks"
		}
		m[id] = s
		return nil
	})
	return m, err
}
