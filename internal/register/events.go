package register

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/reminder"
)

// Teller writes to people about what has happened, in the transaction in which it happens.
type Teller interface {
	TellTx(ctx context.Context, tx *postgres.Tx, due []reminder.Due) error
}

// TellBy says who writes to people. It is called while the program is put together; without it events wait to be told.
func (s *Service) TellBy(t Teller) { s.teller = t }

// audience is whom an event concerns.
type audience int

const (
	toCommunications audience = iota
	toUnit                    // the operations people of the account's unit
	toBoth
	toPerson // the one whom the event names
)

// eventKind is one kind of event in an account's life.
type eventKind struct {
	name   string
	to     audience
	below  string // what lies below the account's page and is meant
	advice bool   // there is something to do about it
}

// checklistPage is where an account's checklist lies, below the account's page.
const checklistPage = "/checklist"

var eventKinds = []eventKind{
	{"account_submitted", toCommunications, checklistPage, true},
	{"account_recalled", toCommunications, "", false},
	{"account_returned", toUnit, checklistPage, true},
	{"account_approved", toUnit, "", true},
	{"account_rejected", toUnit, "", false},
	{"account_withdrawn", toCommunications, "", false},
	{"account_opened", toBoth, "", false},
	{"account_closing", toBoth, "", false},
	{"account_closed", toBoth, "", false},
	{"checklist_submitted", toCommunications, checklistPage, true}, // of an account that is open already
	{"checklist_returned", toUnit, checklistPage, true},
	{"checklist_approved", toUnit, checklistPage, false},
	{"checklist_recalled", toCommunications, checklistPage, false},
	{"checklist_asked", toUnit, checklistPage, true}, // for an account that was open before it had one
	{"point_assigned", toPerson, checklistPage, true},
	{"terms_changed", toUnit, checklistPage, true},
}

// tellWithin is for how many days an event is told to somebody who was not there when it happened.
const tellWithin = 30

// happening is an event of an account, for one person or, with uuid.Nil, for the kind's audience.
type happening struct {
	id      uuid.UUID
	account *Account
	person  uuid.UUID
}

// EventTx notes that something has happened to the account and writes to those whom it concerns, besides them to the
// people given, all in the caller's transaction. An event that there is nobody to tell of waits for somebody to come.
// The one who acts is told of his own act only where it concerns nobody else.
func (s *Service) EventTx(ctx context.Context, tx *postgres.Tx, a *Account, kind string, people ...uuid.UUID) error {
	k, err := kindOf(kind)
	if err != nil {
		return err
	}
	var toWhom []uuid.UUID
	if k.to != toPerson {
		group, err := k.audience(ctx, tx, a.UnitID)
		if err != nil {
			return err
		}
		toWhom = append(toWhom, uuid.Nil)
		people = slices.DeleteFunc(slices.Clone(people), func(id uuid.UUID) bool {
			return id == actor(ctx) && len(group) > 0 || slices.ContainsFunc(group, func(p identity.Person) bool { return p.ID == id })
		})
	}
	for _, id := range people {
		if id != uuid.Nil && !slices.Contains(toWhom, id) {
			toWhom = append(toWhom, id)
		}
	}
	var list []happening
	for _, person := range toWhom {
		list = append(list, happening{uuid.New(), a, person})
	}
	return s.happen(ctx, tx, k, list)
}

// EventsTx is EventTx for one thing that happens to many accounts at once: everybody gets one letter that names them.
func (s *Service) EventsTx(ctx context.Context, tx *postgres.Tx, accounts []*Account, kind string) error {
	k, err := kindOf(kind)
	if err != nil {
		return err
	}
	list := make([]happening, len(accounts))
	for i, a := range accounts {
		list[i] = happening{uuid.New(), a, uuid.Nil}
	}
	return s.happen(ctx, tx, k, list)
}

func (s *Service) happen(ctx context.Context, tx *postgres.Tx, k eventKind, list []happening) error {
	if len(list) == 0 {
		return nil
	}
	day := today(ctx, tx)
	if err := insertEvents(ctx, tx, k.name, day, list); err != nil || s.teller == nil {
		return err
	}
	due := make([]reminder.Due, len(list))
	for i, h := range list {
		due[i] = reminder.Due{Kind: k.name, SubjectKind: "event", SubjectID: h.id, Ref: h.account.Ref, Title: h.account.Name, UnitID: h.account.UnitID, DueOn: day}
	}
	return s.teller.TellTx(ctx, tx, due)
}

func kindOf(name string) (eventKind, error) {
	i := slices.IndexFunc(eventKinds, func(k eventKind) bool { return k.name == name })
	if i < 0 {
		return eventKind{}, fmt.Errorf("register: no event is called %q", name)
	}
	return eventKinds[i], nil
}

// actor gives the person who acts, uuid.Nil for the system.
func actor(ctx context.Context) uuid.UUID {
	if p := identity.Of(ctx); p != nil {
		return p.PersonID
	}
	return uuid.Nil
}

// audience gives whom an event of something of the unit concerns. Where a role has nobody, the next one in line stands
// in for it.
func (k eventKind) audience(ctx context.Context, tx *postgres.Tx, unit uuid.UUID) ([]identity.Person, error) {
	var all []identity.Person
	if k.to == toCommunications || k.to == toBoth {
		list, err := firstOf(ctx, tx, unit, identity.Communications, identity.Admin)
		if err != nil {
			return nil, err
		}
		all = list
	}
	if k.to == toUnit || k.to == toBoth {
		list, err := firstOf(ctx, tx, unit, identity.Operations, identity.Communications, identity.Admin)
		if err != nil {
			return nil, err
		}
		for _, p := range list {
			if !slices.ContainsFunc(all, func(x identity.Person) bool { return x.ID == p.ID }) {
				all = append(all, p)
			}
		}
	}
	return all, nil
}

// EventRules are the letters about what happens in accounts' lives: one rule for each kind of event.
func EventRules() []reminder.Rule {
	var rules []reminder.Rule
	for _, k := range eventKinds {
		key := "register.event." + k.name
		r := reminder.Rule{
			Kind: k.name, Name: key + ".name", News: true,
			Find:       k.find,
			Recipients: k.recipients,
			Subjects:   k.subjects,
			Told:       markTold,
			Line: func(ctx context.Context, s reminder.Subject, _ clock.Date) string {
				return i18n.T(ctx, key+".line", "Name", s.Title, "Platform", s.Note)
			},
		}
		if k.advice {
			r.Advice = key + ".advice"
		}
		rules = append(rules, r)
	}
	return rules
}

func (k eventKind) find(ctx context.Context, tx *postgres.Tx, today clock.Date) ([]reminder.Due, error) {
	rows, err := tx.Query(ctx, `
		SELECT e.id, a.ref, a.name, a.unit_id, e.on_day FROM account_event e JOIN account a ON a.tenant_id = e.tenant_id AND a.id = e.account_id
		WHERE e.tenant_id = $1 AND e.kind = $2 AND NOT e.told AND e.on_day BETWEEN $3 AND $4 ORDER BY e.at, e.id`,
		tx.Tenant, k.name, today.AddDays(-tellWithin), today)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (reminder.Due, error) {
		d := reminder.Due{Kind: k.name, SubjectKind: "event"}
		err := row.Scan(&d.SubjectID, &d.Ref, &d.Title, &d.UnitID, &d.DueOn)
		return d, err
	})
}

func (k eventKind) recipients(ctx context.Context, tx *postgres.Tx, due []reminder.Due) ([][]identity.Person, error) {
	persons, err := selectEventPersons(ctx, tx, due)
	if err != nil {
		return nil, err
	}
	known := map[uuid.UUID][]identity.Person{}
	list := make([][]identity.Person, len(due))
	for i, d := range due {
		if person := persons[d.SubjectID]; person != uuid.Nil {
			if list[i], err = identity.ReachableTx(ctx, tx, person); err != nil {
				return nil, err
			}
			continue
		}
		people, ok := known[d.UnitID]
		if !ok {
			if people, err = k.audience(ctx, tx, d.UnitID); err != nil {
				return nil, err
			}
			if len(people) > 1 {
				people = slices.DeleteFunc(people, func(p identity.Person) bool { return p.ID == actor(ctx) })
			}
			known[d.UnitID] = people
		}
		list[i] = people
	}
	return list, nil
}

func (k eventKind) subjects(ctx context.Context, tx *postgres.Tx, ids []uuid.UUID) (map[uuid.UUID]reminder.Subject, error) {
	rows, err := tx.Query(ctx, `
		SELECT e.id, e.on_day, a.ref, a.name, a.platform, a.unit_id, a.status
		FROM account_event e JOIN account a ON a.tenant_id = e.tenant_id AND a.id = e.account_id
		WHERE e.tenant_id = $1 AND e.id = ANY ($2)`, tx.Tenant, ids)
	if err != nil {
		return nil, err
	}
	last := today(ctx, tx).AddDays(-tellWithin)
	m := map[uuid.UUID]reminder.Subject{}
	var id, unit uuid.UUID
	var day clock.Date
	var ref, name string
	var on platform.Name
	var status Status
	_, err = pgx.ForEachRow(rows, []any{&id, &day, &ref, &name, &on, &unit, &status}, func() error {
		m[id] = reminder.Subject{Title: name, Note: PlatformLabel(ctx, on), Path: "/app/accounts/" + ref + k.below, UnitID: unit,
			Settled: day.Before(last), Outcome: "registerweb.status." + string(status)} // old news need not arrive any more
		return nil
	})
	return m, err
}

func insertEvents(ctx context.Context, tx *postgres.Tx, kind string, day clock.Date, list []happening) error {
	ids, accounts, persons := make([]uuid.UUID, len(list)), make([]uuid.UUID, len(list)), make([]*uuid.UUID, len(list))
	for i, h := range list {
		ids[i], accounts[i], persons[i] = h.id, h.account.ID, postgres.Null(h.person)
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO account_event (tenant_id, id, account_id, kind, on_day, at, person_id)
		SELECT @tenant, id, account_id, @kind, @day, @now, person_id
		FROM unnest(@ids::uuid[], @accounts::uuid[], @persons::uuid[]) AS x (id, account_id, person_id)`,
		pgx.NamedArgs{"tenant": tx.Tenant, "kind": kind, "day": day, "now": tx.Now, "ids": ids, "accounts": accounts, "persons": persons})
	return err
}

// markTold notes that letters about the events were made.
func markTold(ctx context.Context, tx *postgres.Tx, ids []uuid.UUID) error {
	_, err := tx.Exec(ctx, `UPDATE account_event SET told = true WHERE tenant_id = $1 AND id = ANY ($2)`, tx.Tenant, ids)
	return err
}

// selectEventPersons gives whom events name; events for a group are missing from the map.
func selectEventPersons(ctx context.Context, tx *postgres.Tx, due []reminder.Due) (map[uuid.UUID]uuid.UUID, error) {
	ids := make([]uuid.UUID, len(due))
	for i, d := range due {
		ids[i] = d.SubjectID
	}
	rows, err := tx.Query(ctx, `SELECT id, person_id FROM account_event WHERE tenant_id = $1 AND id = ANY ($2) AND person_id IS NOT NULL`, tx.Tenant, ids)
	if err != nil {
		return nil, err
	}
	m := map[uuid.UUID]uuid.UUID{}
	var id, person uuid.UUID
	_, err = pgx.ForEachRow(rows, []any{&id, &person}, func() error {
		m[id] = person
		return nil
	})
	return m, err
}
