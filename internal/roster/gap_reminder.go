package roster

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/reminder"
)

// gapRule reminds of days on which nobody watches an open account, two weeks before the first of them. Accounts that nobody is
// assigned to are told of once, where the municipality keeps rosters.
func gapRule(c *cache[*matters]) reminder.Rule {
	return reminder.Rule{
		Kind:       "roster_gap",
		Name:       "reminder.roster_gap.name",
		Advice:     "reminder.roster_gap.advice",
		Recipients: register.UnitRecipients,
		Find: func(ctx context.Context, tx *postgres.Tx, day clock.Date) ([]reminder.Due, error) {
			m, err := c.getTx(ctx, tx, day)
			if err != nil {
				return nil, err
			}
			return dues("roster_gap", m.gaps), nil
		},
		Subjects: func(ctx context.Context, tx *postgres.Tx, ids []uuid.UUID) (map[uuid.UUID]reminder.Subject, error) {
			return accountSubjects(ctx, tx, c, ids, "/app/roster/accounts/%/mend", judgeGap)
		},
		Line: func(ctx context.Context, s reminder.Subject, dueOn clock.Date) string {
			return i18n.T(ctx, "reminder.roster_gap.line", "Name", s.Title, "Platform", s.Note, "Date", i18n.Date(ctx, dueOn))
		},
	}
}

// judgeGap says of each day from which nobody was to watch the account whether that is so still.
func judgeGap(s *reminder.Subject, m *matters, account uuid.UUID) {
	s.Judge = func(dueOn clock.Date) (settled bool, outcome string) {
		there := slices.ContainsFunc(m.gaps, func(g matter) bool { return g.account.ID == account && g.on == dueOn })
		if old, ok := m.old[account]; there || ok && !dueOn.After(old) {
			return false, "reminder.roster_gap.open"
		}
		return true, "reminder.roster_gap.mended"
	}
}

// singleRule reminds of open accounts that one person alone is to watch for twelve weeks.
func singleRule(c *cache[*matters]) reminder.Rule {
	return reminder.Rule{
		Kind:       "roster_single",
		Name:       "reminder.roster_single.name",
		Advice:     "reminder.roster_single.advice",
		Recipients: register.UnitRecipients,
		Find: func(ctx context.Context, tx *postgres.Tx, day clock.Date) ([]reminder.Due, error) {
			m, err := c.getTx(ctx, tx, day)
			if err != nil {
				return nil, err
			}
			return dues("roster_single", m.singles), nil
		},
		Subjects: func(ctx context.Context, tx *postgres.Tx, ids []uuid.UUID) (map[uuid.UUID]reminder.Subject, error) {
			return accountSubjects(ctx, tx, c, ids, "/app/accounts/%/roster", judgeSingle)
		},
		Line: func(ctx context.Context, s reminder.Subject, _ clock.Date) string {
			return i18n.T(ctx, "reminder.roster_single.line", "Name", s.Title, "Platform", s.Note)
		},
	}
}

func judgeSingle(s *reminder.Subject, m *matters, account uuid.UUID) {
	s.Outcome = "reminder.roster_single.open"
	if !slices.ContainsFunc(m.singles, func(x matter) bool { return x.account.ID == account }) {
		s.Settled, s.Outcome = true, "reminder.roster_single.mended"
	}
}

// accountSubjects gives what the ids of accounts stand for. Path has the ref for its %; judge says what has become of each that
// is open.
func accountSubjects(ctx context.Context, tx *postgres.Tx, c *cache[*matters], ids []uuid.UUID, path string, judge func(*reminder.Subject, *matters, uuid.UUID)) (map[uuid.UUID]reminder.Subject, error) {
	known, err := c.getTx(ctx, tx, today(ctx, tx))
	if err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, `SELECT id, ref, name, platform, unit_id, status IN ('active', 'closing') FROM account WHERE tenant_id = $1 AND id = ANY ($2)`, tx.Tenant, ids)
	if err != nil {
		return nil, err
	}
	m := map[uuid.UUID]reminder.Subject{}
	var id, unit uuid.UUID
	var ref, name string
	var on platform.Name
	var open bool
	_, err = pgx.ForEachRow(rows, []any{&id, &ref, &name, &on, &unit, &open}, func() error {
		s := reminder.Subject{Title: name, Note: register.PlatformLabel(ctx, on), Path: strings.Replace(path, "%", ref, 1), UnitID: unit}
		if open {
			judge(&s, known, id)
		} else {
			s.Settled, s.Outcome = true, "reminder.roster.closed"
		}
		m[id] = s
		return nil
	})
	return m, err
}
