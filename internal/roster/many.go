package roster

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
)

// How many accounts and people can be given to each other at once.
const (
	MostAccounts = 300
	MostPlaces   = 10
)

// Place is a role for a person, as chosen.
type Place struct {
	PersonID uuid.UUID
	Role     string
}

// Many gives the same people the same roles on many accounts. Faults stand at accounts, person_1, role_1 and so on, from and to.
type Many struct {
	Refs   []string
	Places []Place
	From   string // ISO date; empty: today
	To     string // ISO date; empty: until further notice
}

// Fate is what becomes of one person on one account.
type Fate string

// The fates.
const (
	Fresh   Fate = "fresh"   // gets the role
	There   Fate = "there"   // has it already on some of the days: left as it is
	Refused Fate = "refused" // cannot get it: nothing is done before that is mended
)

// Planned is one person on one account.
type Planned struct {
	Account *register.Account
	Person  identity.Person
	Role    Role
	Fate    Fate
	Has     Assignment  // of There
	Problem fault.Field // of Refused
}

// Plan is what giving many does, by account as chosen and person as chosen.
type Plan struct {
	From, To clock.Date
	Rows     []Planned
}

// Count gives how many rows have the outcome.
func (p *Plan) Count(o Fate) int {
	n := 0
	for _, r := range p.Rows {
		if r.Fate == o {
			n++
		}
	}
	return n
}

// Accounts gives on how many accounts somebody gets a role.
func (p *Plan) Accounts() int {
	set := map[uuid.UUID]bool{}
	for _, r := range p.Rows {
		if r.Fate == Fresh {
			set[r.Account.ID] = true
		}
	}
	return len(set)
}

// PlanMany says what AssignMany would do, and changes nothing.
func (s *Service) PlanMany(ctx context.Context, in Many) (*Plan, error) {
	if err := identity.Require(ctx, identity.RosterEdit); err != nil {
		return nil, err
	}
	var plan *Plan
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		plan, err = planTx(ctx, tx, in, register.AccountTx)
		return err
	})
	return plan, err
}

// AssignMany gives people roles on many accounts, all or nothing. Who has a role already keeps it as it is. Where one of the
// rows is refused nothing is done: the plan comes back, with Invalid. An account that the principal may not edit is unknown to them.
func (s *Service) AssignMany(ctx context.Context, in Many) (*Plan, error) {
	if err := identity.Require(ctx, identity.RosterEdit); err != nil {
		return nil, err
	}
	var plan *Plan
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		if plan, err = planTx(ctx, tx, in, register.LockTx); err != nil {
			return err
		}
		if n := plan.Count(Refused); n > 0 {
			return fault.Invalid(fault.Bad("", "roster.many_refused", "Count", n))
		}
		return plan.doTx(ctx, tx)
	})
	return plan, err
}

// doTx writes what is fresh, and a line of the log for each account.
func (p *Plan) doTx(ctx context.Context, tx *postgres.Tx) error {
	last := uuid.Nil
	for _, r := range p.Rows {
		if r.Fate != Fresh {
			continue
		}
		x := Assignment{ID: uuid.New(), AccountID: r.Account.ID, PersonID: r.Person.ID, Role: r.Role, From: p.From, To: p.To, Version: 1}
		if err := insertAssignment(ctx, tx, x); err != nil {
			return err
		}
		if x.AccountID == last {
			continue
		}
		last = x.AccountID
		if err := audit.Write(ctx, tx, assignmentEntry(tx, x, "roster.assign")); err != nil {
			return err
		}
	}
	return nil
}

// planTx reads what was chosen and works out each row. get gives an account, and may lock it.
func planTx(ctx context.Context, tx *postgres.Tx, in Many, get func(context.Context, *postgres.Tx, uuid.UUID) (*register.Account, error)) (*Plan, error) {
	accounts, bad, err := accountsOf(ctx, tx, in.Refs, get) // locked before people are, as by whoever lets somebody leave
	if err != nil {
		return nil, err
	}
	places, people, span, more, err := readMany(ctx, tx, in)
	if err != nil {
		return nil, err
	}
	if bad = append(bad, more...); len(bad) > 0 {
		return nil, fault.Invalid(bad...)
	}
	ids := make([]uuid.UUID, len(accounts))
	for i, a := range accounts {
		ids[i] = a.ID
	}
	others, err := selectAssignments(ctx, tx, ids, span.From, endOfTime)
	if err != nil {
		return nil, err
	}
	names, err := peopleOf(ctx, tx, others, nil)
	if err != nil {
		return nil, err
	}
	policy, err := tenant.PolicyTx(ctx, tx, tenant.Of(ctx))
	if err != nil {
		return nil, err
	}
	plan := &Plan{From: span.From, To: span.To}
	for _, a := range accounts {
		for _, pl := range places {
			row := Planned{Account: a, Person: people[pl.PersonID], Role: pl.Role, Fate: Fresh}
			x := Assignment{ID: uuid.New(), AccountID: a.ID, PersonID: pl.PersonID, Role: pl.Role, From: span.From, To: span.To}
			switch o, found := double(x, others, policy.OneResponsible); {
			case a.Status.Over():
				row.Fate, row.Problem = Refused, fault.Bad("", "roster.account_over")
			case !found:
				others = append(others, x)
			case o.PersonID == x.PersonID:
				row.Fate, row.Has = There, o
			default:
				name := names[o.PersonID].Name
				if name == "" {
					name = people[o.PersonID].Name
				}
				row.Fate, row.Problem = Refused, sayDouble(x, o, name)
			}
			plan.Rows = append(plan.Rows, row)
		}
	}
	return plan, nil
}

// endOfTime is after every day that a roster has.
var endOfTime = clock.Date{Year: 9999, Month: 12, Day: 31}

// readMany reads people, roles and days: each pair of person and role once.
func readMany(ctx context.Context, tx *postgres.Tx, in Many) (places []Assignment, people map[uuid.UUID]identity.Person, span Assignment, bad []fault.Field, err error) {
	day := today(ctx, tx)
	var ids []uuid.UUID
	for _, pl := range in.Places {
		ids = append(ids, pl.PersonID)
	}
	if err := identity.KeepPeopleTx(ctx, tx, ids...); err != nil {
		return nil, nil, span, nil, err
	}
	list, err := identity.PeopleByIDTx(ctx, tx, ids)
	if err != nil {
		return nil, nil, span, nil, err
	}
	people = map[uuid.UUID]identity.Person{}
	for _, p := range list {
		people[p.ID] = p
	}
	probe, badDays := readAssignment(uuid.New(), AssignInput{Role: string(Monitor), From: in.From, To: in.To}, day)
	span = *probe
	for i, pl := range in.Places {
		n := strconv.Itoa(i + 1)
		role, ok := ParseRole(pl.Role)
		switch {
		case pl.PersonID == uuid.Nil && pl.Role == "" && (i > 0 || chosen(in.Places)):
			continue // an empty row
		case !ok:
			bad = append(bad, fault.Bad("role_"+n, "roster.role_missing"))
		}
		if p, known := people[pl.PersonID]; pl.PersonID != uuid.Nil && !known {
			bad = append(bad, fault.Bad("person_"+n, "roster.person_unknown"))
		} else {
			bad = staying("person_"+n, p, span.From, span.To, bad)
		}
		x := Assignment{PersonID: pl.PersonID, Role: role}
		if !slices.Contains(places, x) {
			places = append(places, x)
		}
	}
	if len(in.Places) == 0 {
		bad = append(bad, fault.Bad("person_1", "roster.person_missing"))
	}
	if len(in.Places) > MostPlaces {
		bad = append(bad, fault.Bad("person_1", "roster.many_people", "Max", MostPlaces))
	}
	return places, people, span, append(bad, badDays...), nil
}

// chosen reports whether anything stands in any of the rows.
func chosen(places []Place) bool {
	return slices.ContainsFunc(places, func(p Place) bool { return p.PersonID != uuid.Nil || p.Role != "" })
}

// accountsOf gives the accounts, each once, in the order chosen. They are got in the order of their ids, so that two who lock the same
// ones do not wait for each other for ever.
func accountsOf(ctx context.Context, tx *postgres.Tx, refs []string,
	get func(context.Context, *postgres.Tx, uuid.UUID) (*register.Account, error),
) ([]*register.Account, []fault.Field, error) {
	switch {
	case len(refs) == 0:
		return nil, []fault.Field{fault.Bad("accounts", "roster.accounts_missing")}, nil
	case len(refs) > MostAccounts:
		return nil, []fault.Field{fault.Bad("accounts", "roster.accounts_many", "Max", MostAccounts)}, nil
	}
	var list []*register.Account
	order := map[uuid.UUID]int{}
	for _, ref := range refs {
		a, err := register.AccountByRefTx(ctx, tx, ref)
		if f := fault.As(err); err != nil && f.Kind != fault.NotFoundKind {
			return nil, nil, err
		}
		if err != nil || !identity.Of(ctx).MayIn(identity.RosterEdit, a.UnitID) {
			return nil, []fault.Field{fault.Bad("accounts", "roster.account_unknown")}, nil
		}
		if _, twice := order[a.ID]; !twice {
			order[a.ID] = len(list)
			list = append(list, a)
		}
	}
	slices.SortFunc(list, func(a, b *register.Account) int { return slices.Compare(a.ID[:], b.ID[:]) })
	for i, a := range list {
		var err error
		if list[i], err = get(ctx, tx, a.ID); err != nil {
			return nil, nil, err
		}
	}
	slices.SortFunc(list, func(a, b *register.Account) int { return cmp.Compare(order[a.ID], order[b.ID]) })
	return list, nil, nil
}
