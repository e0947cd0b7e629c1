package roster

import (
	"context"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/reminder"
	"kanalkoll/internal/tenant"
)

// absentCoverRule reminds of absences whose cover is away too, two weeks before their first day. Told is the unit of who is away:
// they see the absence. Who covers, and may belong to another unit, is not named.
func absentCoverRule(c *cache[*matters]) reminder.Rule {
	return reminder.Rule{
		Kind:       "absent_cover",
		Name:       "reminder.absent_cover.name",
		Advice:     "reminder.absent_cover.advice",
		Recipients: register.UnitRecipients,
		Find: func(ctx context.Context, tx *postgres.Tx, day clock.Date) ([]reminder.Due, error) {
			m, err := c.getTx(ctx, tx, day)
			if err != nil || len(m.covers) == 0 {
				return nil, err
			}
			return coverDues(ctx, tx, m.covers)
		},
		Subjects: func(ctx context.Context, tx *postgres.Tx, ids []uuid.UUID) (map[uuid.UUID]reminder.Subject, error) {
			m, err := c.getTx(ctx, tx, today(ctx, tx))
			if err != nil {
				return nil, err
			}
			return coverSubjects(ctx, tx, m.covers, ids)
		},
		Line: func(ctx context.Context, s reminder.Subject, _ clock.Date) string {
			return i18n.T(ctx, "reminder.absent_cover.line", "Name", s.Title, "Days", s.Note)
		},
	}
}

// absentCoversTx gives the absences that begin within two weeks, or have begun within two and are not over, and whose cover is
// away on some of their days from the day on while nobody else stands in.
func absentCoversTx(ctx context.Context, tx *postgres.Tx, day clock.Date) ([]Absence, error) {
	list, err := selectAbsences(ctx, tx, day, day.AddDays(remindWithin))
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(a Absence) bool { return a.CoverID == uuid.Nil || a.From.Before(day.AddDays(-remindWithin)) })
	if len(list) == 0 {
		return nil, nil
	}
	g := Ground{From: day, To: day}
	for _, a := range list {
		g.To = latest(g.To, a.To)
	}
	if last := day.AddDays(findingDays); g.To.After(last) {
		g.To = last
	}
	if g.Absences, err = selectAbsences(ctx, tx, g.From, g.To); err != nil {
		return nil, err
	}
	calendar, err := tenant.CalendarTx(ctx, tx)
	if err != nil {
		return nil, err
	}
	g.Working = calendar.WorkingDay
	found := Findings(g)
	return slices.DeleteFunc(list, func(a Absence) bool {
		return !slices.ContainsFunc(found, func(f Finding) bool { return f.lacksCover(a) })
	}), nil
}

// lacksCover reports whether the finding is that the cover of this absence is away.
func (f Finding) lacksCover(a Absence) bool {
	switch f.Kind {
	case AbsentCover:
		return f.People[0] == a.PersonID && f.People[1] == a.CoverID && overlaps(a.From, a.To, f.From, f.To)
	case CoverCircle:
		return slices.Contains(f.People, a.PersonID) && slices.Contains(f.People, a.CoverID) && overlaps(a.From, a.To, f.From, f.To)
	case NobodyNamed, Overlap:
	}
	return false
}

func coverDues(ctx context.Context, tx *postgres.Tx, covers []Absence) ([]reminder.Due, error) {
	people, err := peopleOf(ctx, tx, nil, covers)
	if err != nil {
		return nil, err
	}
	home, err := communicationsUnit(ctx, tx)
	if err != nil {
		return nil, err
	}
	list := make([]reminder.Due, len(covers))
	for i, a := range covers {
		p := people[a.PersonID]
		list[i] = reminder.Due{Kind: "absent_cover", SubjectKind: "absence", SubjectID: a.ID, Ref: p.Name, Title: p.Name, UnitID: unitOr(p, home), DueOn: a.From, Path: absencePath(a.ID)}
	}
	return list, nil
}

func unitOr(p identity.Person, home uuid.UUID) uuid.UUID {
	if p.UnitID == uuid.Nil {
		return home
	}
	return p.UnitID
}

func absencePath(id uuid.UUID) string { return "/app/roster/absences/" + id.String() }

func coverSubjects(ctx context.Context, tx *postgres.Tx, covers []Absence, ids []uuid.UUID) (map[uuid.UUID]reminder.Subject, error) {
	day := today(ctx, tx)
	rows, err := tx.Query(ctx, `SELECT `+absenceColumns+`, cancelled_at IS NOT NULL FROM absence WHERE tenant_id = $1 AND id = ANY ($2)`, tx.Tenant, ids)
	if err != nil {
		return nil, err
	}
	taken := map[uuid.UUID]bool{}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Absence, error) {
		var a Absence
		var cancelled bool
		err := row.Scan(&a.ID, &a.PersonID, &a.From, &a.To, &a.CoverID, &a.Version, &cancelled)
		taken[a.ID] = cancelled
		return a, err
	})
	if err != nil {
		return nil, err
	}
	people, err := peopleOf(ctx, tx, nil, list)
	if err != nil {
		return nil, err
	}
	home, err := communicationsUnit(ctx, tx)
	if err != nil {
		return nil, err
	}
	m := map[uuid.UUID]reminder.Subject{}
	for _, a := range list {
		p := people[a.PersonID]
		s := reminder.Subject{Title: p.Name, Note: i18n.Days(ctx, a.From, a.To), Path: absencePath(a.ID), UnitID: unitOr(p, home), Settled: true}
		switch {
		case taken[a.ID]:
			s.Outcome = "reminder.absent_cover.changed"
		case a.To.Before(day):
			s.Outcome = "reminder.absent_cover.over"
		case slices.ContainsFunc(covers, func(x Absence) bool { return x.ID == a.ID }):
			s.Settled, s.Outcome = false, "reminder.absent_cover.open"
		default:
			s.Outcome = "reminder.absent_cover.mended"
		}
		m[a.ID] = s
	}
	return m, nil
}
