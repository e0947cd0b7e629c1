package roster

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/tenant"
)

// How far from today a last day may lie: so many days back, so many months ahead.
const (
	leftDaysBack    = 30
	leaveMonths     = 24
	mostReduceYears = 10
	lookAheadDays   = 7 * Weeks
)

// days reads the last day and the day on which personal data are removed.
func (p *LeavePlan) days(ctx context.Context, tx *postgres.Tx, in LeaveInput, day clock.Date) ([]fault.Field, error) {
	policy, err := tenant.PolicyTx(ctx, tx, tenant.Of(ctx))
	if err != nil {
		return nil, err
	}
	var bad []fault.Field
	p.LastOn, bad = date("last_on", in.LastOn, day, bad)
	p.ReduceOn, bad = date("reduce_on", in.ReduceOn, day, bad)
	switch {
	case len(bad) > 0:
	case p.LastOn.IsZero():
		bad = append(bad, fault.Bad("last_on", "roster.last_on_missing"))
	case p.LastOn.Before(day.AddDays(-leftDaysBack)):
		bad = append(bad, fault.Bad("last_on", "roster.last_on_past", "Date", day.AddDays(-leftDaysBack)))
	case p.LastOn.After(day.AddMonths(leaveMonths)):
		bad = append(bad, fault.Bad("last_on", "roster.last_on_far", "Date", day.AddMonths(leaveMonths)))
	case !p.ReduceOn.IsZero() && p.ReduceOn.Before(p.LastOn):
		bad = append(bad, fault.Bad("reduce_on", "roster.reduce_on_early", "Date", p.LastOn))
	case p.ReduceOn.After(p.LastOn.AddMonths(12 * mostReduceYears)):
		bad = append(bad, fault.Bad("reduce_on", "roster.date_range", "First", p.LastOn.Year, "Last", p.LastOn.Year+mostReduceYears))
	}
	if p.LastOn.IsZero() {
		p.LastOn = day // so that the rest of what is wrong can be said at once
	}
	if p.ReduceOn.IsZero() {
		p.ReduceOn = p.LastOn.AddMonths(policy.LeaverMonths)
	}
	p.Past = p.LastOn.Before(day)
	return bad, nil
}

// choose finds the successor of each thing.
func (s *Service) choose(ctx context.Context, tx *postgres.Tx, plan *LeavePlan, in LeaveInput, bad []fault.Field) ([]fault.Field, error) {
	var ids []uuid.UUID
	for _, value := range append([]string{in.All}, values(in.Each)...) {
		if id, err := uuid.Parse(value); err == nil {
			ids = append(ids, id)
		}
	}
	people, err := identity.PeopleByIDTx(ctx, tx, ids)
	if err != nil {
		return bad, err
	}
	plan.people = map[uuid.UUID]identity.Person{}
	for _, p := range people {
		plan.people[p.ID] = p
	}
	said := map[string]bool{}
	say := func(f fault.Field) {
		if !said[f.Name+f.Key] {
			said[f.Name+f.Key] = true
			bad = append(bad, f)
		}
	}
	for _, it := range plan.Items {
		if s.holder(it.Kind).Own {
			continue
		}
		field, value := "to_"+it.Holding.Key(), in.Each[it.Holding.Key()]
		if value == "" {
			field, value = "all", in.All
		}
		if value == NobodyTakes {
			plan.Nobody++
			continue
		}
		id, _ := uuid.Parse(value)
		p, known := plan.people[id]
		switch left := p.LeftOn; {
		case value == "":
			say(fault.Bad("all", "roster.successor_missing"))
		case id == plan.Person.ID:
			say(fault.Bad(field, "roster.successor_self", "Name", plan.Person.Name))
		case !known || p.Reduced:
			say(fault.Bad(field, "roster.person_unknown"))
		case !left.IsZero() && (it.Holding.To.IsZero() || it.Holding.To.After(left)):
			say(fault.Bad(field, "roster.successor_leaves", "Name", p.Name, "Date", left))
		default:
			it.SuccessorID, it.Successor = p.ID, p.Name
		}
	}
	// What is wrong is told in the order of the fields: the one choice for all stands above the rows.
	row := func(f fault.Field) int {
		if strings.HasPrefix(f.Name, "to_") {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(bad, func(a, b fault.Field) int { return row(a) - row(b) })
	return bad, nil
}

func values(m map[string]string) []string {
	list := make([]string, 0, len(m))
	for _, v := range m {
		list = append(list, v)
	}
	return list
}
