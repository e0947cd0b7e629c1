package roster

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/reminder"
	"kanalkoll/internal/roster/coverage"
)

// remindWithin is how many days ahead something is reminded of, and for how many days after its first it still is, where nobody
// has been told.
const remindWithin = 14

// ReminderRules gives the rules of everything that this room reminds of.
func ReminderRules() []reminder.Rule {
	c := &cache[*matters]{make: mattersOn}
	return []reminder.Rule{gapRule(c), singleRule(c), absentCoverRule(c), LeaverCustodyRule(), CrisisConfirmRule()}
}

// matters is all that is amiss with a municipality's rosters on a day and is to be told, found in one go.
type matters struct {
	gaps    []matter                 // due on their first day
	old     map[uuid.UUID]clock.Date // accounts with a gap that goes on since this day or longer
	singles []matter                 // due from when the one person was alone
	covers  []Absence                // whose cover is away, by first day
}

// matter is something amiss with an account.
type matter struct {
	account Account
	on      clock.Date
}

func (m matter) due(kind string) reminder.Due {
	return reminder.Due{Kind: kind, SubjectKind: "account", SubjectID: m.account.ID, Ref: m.account.Ref, Title: m.account.Name, UnitID: m.account.UnitID, DueOn: m.on}
}

func dues(kind string, list []matter) []reminder.Due {
	all := make([]reminder.Due, len(list))
	for i, m := range list {
		all[i] = m.due(kind)
	}
	return all
}

func mattersOn(ctx context.Context, tx *postgres.Tx, day clock.Date) (*matters, error) {
	m := &matters{}
	covers, err := absentCoversTx(ctx, tx, day)
	if err != nil {
		return nil, err
	}
	m.covers = covers
	// A municipality that keeps no rosters yet has not left its accounts alone: it has not begun.
	var begun bool
	if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM assignment WHERE tenant_id = $1 AND cancelled_at IS NULL AND account_id IS NOT NULL)`, tx.Tenant).Scan(&begun); err != nil || !begun {
		return m, err
	}
	sc := Scope{From: day.AddDays(-remindWithin)}
	_, sc.To = Ahead(day)
	sheet, err := sheetTx(ctx, tx, sc, false, nil)
	if err != nil {
		return nil, err
	}
	sheet.Today = day
	since, err := selectSince(ctx, tx)
	if err != nil {
		return nil, err
	}
	m.judge(sheet, since)
	return m, nil
}

// judge finds the gaps and the lonely ones of the sheet, which begins so many days before its today as gaps are reminded of.
func (m *matters) judge(s *Sheet, since map[uuid.UUID]since) {
	watched := watchedFrom(s)
	m.old = map[uuid.UUID]clock.Date{}
	for _, a := range s.Accounts {
		if !a.Open {
			continue
		}
		x := since[a.ID]
		for _, g := range s.vacancies(a.ID) {
			if g.last.Before(s.Today) || g.first.After(s.Today.AddDays(remindWithin)) {
				continue
			}
			if g.cut { // its first day would move with the sheet
				m.old[a.ID] = g.first
				if watched[a.ID] {
					continue
				}
				g.first = s.nextWorking(latest(a.Opens, x.vacant(s.Today)))
			}
			m.gaps = append(m.gaps, matter{a, latest(g.first, x.registered)})
		}
		if who := s.alone(a.ID); who != uuid.Nil {
			if on := latest(a.Opens, x.began[who]); !on.After(s.Today) {
				m.singles = append(m.singles, matter{a, on})
			}
		}
	}
}

// vacancy is working days after each other on which nobody watches, for whatever reasons; days of rest between them do not
// break it. So it is one gap from its first day on, whoever else comes or goes in the middle of it.
type vacancy struct {
	first, last clock.Date
	cut         bool // it may have begun before the sheet
}

func (s *Sheet) vacancies(account uuid.UUID) []vacancy {
	var list []vacancy
	open, begun := false, false
	for i, d := range s.Days[account] {
		switch {
		case d.State == coverage.Rest:
			continue
		case d.State != coverage.Gap:
			open = false
		case open:
			list[len(list)-1].last = s.Day(i)
		default:
			list = append(list, vacancy{first: s.Day(i), last: s.Day(i), cut: !begun})
			open = true
		}
		begun = true
	}
	return list
}

// alone gives the one person who alone is to watch the account on all its working days from today to the sheet's last, uuid.Nil
// where there are more people, or none.
func (s *Sheet) alone(account uuid.UUID) uuid.UUID {
	var who uuid.UUID
	watches := false
	for i, d := range s.Days[account] {
		if s.Day(i).Before(s.Today) {
			continue
		}
		if d.State == coverage.Covered {
			return uuid.Nil
		}
		watches = watches || d.State == coverage.Thin
		for _, list := range [][]uuid.UUID{d.Watchers, d.Reserve, d.Away} {
			for _, p := range list {
				if who != uuid.Nil && p != who {
					return uuid.Nil
				}
				who = p
			}
		}
	}
	if !watches {
		return uuid.Nil
	}
	return who
}

// nextWorking gives the day itself where it is a working day, or else the next one.
func (s *Sheet) nextWorking(day clock.Date) clock.Date {
	for range 366 {
		if s.working(day) {
			return day
		}
		day = day.AddDays(1)
	}
	return day
}

// since is from when an account was kept and watched.
type since struct {
	registered clock.Date
	began      map[uuid.UUID]clock.Date // by who watches or did: their first day
	ended      []clock.Date             // last days of those who watch or did; until further notice is left out
}

// vacant gives the day after the last before the day on which somebody was assigned to watch; zero: nobody ever was.
func (x since) vacant(before clock.Date) clock.Date {
	var last clock.Date
	for _, d := range x.ended {
		if d.Before(before) {
			last = latest(last, d.AddDays(1))
		}
	}
	return last
}

func selectSince(ctx context.Context, tx *postgres.Tx) (map[uuid.UUID]since, error) {
	rows, err := tx.Query(ctx, `
		SELECT a.id, a.registered_on, coalesce(x.person_id, `+nilUUID+`), min(x.starts_on), CASE WHEN bool_and(x.ends_on IS NOT NULL) THEN max(x.ends_on) END
		FROM account a LEFT JOIN assignment x ON x.tenant_id = a.tenant_id AND x.account_id = a.id AND x.cancelled_at IS NULL AND x.role IN ('responsible', 'monitor')
		WHERE a.tenant_id = $1 AND a.status IN ('active', 'closing')
		GROUP BY a.id, a.registered_on, x.person_id`, tx.Tenant)
	if err != nil {
		return nil, err
	}
	m := map[uuid.UUID]since{}
	var id, person uuid.UUID
	var registered, first, last clock.Date
	_, err = pgx.ForEachRow(rows, []any{&id, &registered, &person, &first, &last}, func() error {
		x := m[id]
		if x.began == nil {
			x = since{registered: registered, began: map[uuid.UUID]clock.Date{}}
		}
		if person != uuid.Nil {
			x.began[person] = first
		}
		if !last.IsZero() {
			x.ended = append(x.ended, last)
		}
		m[id] = x
		return nil
	})
	return m, err
}
