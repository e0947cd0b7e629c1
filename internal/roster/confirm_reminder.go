package roster

import (
	"context"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/reminder"
)

// CrisisConfirmRule reminds of telephone numbers in call lists that are to be confirmed: half a year after they were, or from the
// day on which somebody came into a list. Told is whose it is, or, where they cannot be written to, communications.
func CrisisConfirmRule() reminder.Rule {
	return reminder.Rule{
		Kind:       "crisis_confirm",
		Name:       "reminder.crisis_confirm.name",
		Advice:     "reminder.crisis_confirm.advice",
		Find:       findConfirms,
		Recipients: confirmRecipients,
		Subjects:   confirmSubjects,
		Line: func(ctx context.Context, s reminder.Subject, _ clock.Date) string {
			return i18n.T(ctx, "reminder.crisis_confirm.line", "Name", s.Title)
		},
	}
}

func findConfirms(ctx context.Context, tx *postgres.Tx, day clock.Date) ([]reminder.Due, error) {
	calls, err := selectCalls(ctx, tx, day)
	if err != nil || len(calls) == 0 {
		return nil, err
	}
	home, err := communicationsUnit(ctx, tx)
	if err != nil {
		return nil, err
	}
	at := map[uuid.UUID]int{}
	var list []reminder.Due
	for _, c := range calls {
		if !c.Due(day) {
			continue
		}
		on := c.From
		if !c.ConfirmedOn.IsZero() {
			on = latest(on, c.ConfirmedOn.AddMonths(ConfirmMonths).AddDays(1))
		}
		if i, ok := at[c.PersonID]; ok { // in more than one list: since the first of them
			if on.Before(list[i].DueOn) {
				list[i].DueOn = on
			}
			continue
		}
		at[c.PersonID] = len(list)
		unit := c.Person.UnitID
		if unit == uuid.Nil {
			unit = home
		}
		list = append(list, reminder.Due{Kind: "crisis_confirm", SubjectKind: "person", SubjectID: c.PersonID, Ref: c.Person.Name, Title: c.Person.Name, UnitID: unit, DueOn: on, Path: "/app/roster/crisis"})
	}
	return list, nil
}

func communicationsUnit(ctx context.Context, tx *postgres.Tx) (uuid.UUID, error) {
	var id uuid.UUID
	err := tx.QueryRow(ctx, `SELECT id FROM unit WHERE tenant_id = $1 AND communications`, tx.Tenant).Scan(&id)
	return id, err
}

func confirmRecipients(ctx context.Context, tx *postgres.Tx, due []reminder.Due) ([][]identity.Person, error) {
	list := make([][]identity.Person, len(due))
	for i, d := range due {
		var err error
		if list[i], err = identity.ReachableTx(ctx, tx, d.SubjectID); err != nil {
			return nil, err
		}
		if len(list[i]) == 0 {
			if list[i], err = identity.RecipientsTx(ctx, tx, identity.Communications, d.UnitID); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

func confirmSubjects(ctx context.Context, tx *postgres.Tx, ids []uuid.UUID) (map[uuid.UUID]reminder.Subject, error) {
	day := today(ctx, tx)
	people, err := identity.PeopleByIDTx(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	calls, err := selectCalls(ctx, tx, day)
	if err != nil {
		return nil, err
	}
	m := map[uuid.UUID]reminder.Subject{}
	for _, p := range people {
		s := reminder.Subject{Title: p.Name, Path: "/app/roster/crisis", UnitID: p.UnitID, Settled: true, Outcome: "reminder.crisis_confirm.moot"}
		if p.UserID != uuid.Nil {
			s.Path = "/app/me/number"
		}
		for _, c := range calls {
			if c.PersonID == p.ID {
				s.Settled, s.Outcome = !c.Due(day), "reminder.crisis_confirm.waits"
				if s.Settled {
					s.Outcome = "reminder.crisis_confirm.done"
				}
			}
		}
		m[p.ID] = s
	}
	return m, nil
}
