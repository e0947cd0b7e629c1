package today

import (
	"context"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
)

const (
	// reviewWithin is how many working days communications has for an account that was submitted.
	reviewWithin = 5
	// closeWithin is how many days an account may lie as closing.
	closeWithin = 30
	// atMost is how many accounts with the same want stand each for itself; more become one row that leads to them.
	atMost = 3
	// mostAccounts bounds how many accounts under way are looked at.
	mostAccounts = 200
)

// Register is what Accounts needs of the register.
type Register interface {
	List(ctx context.Context, f register.Filter) ([]*register.Account, register.Counts, error)
}

// Office gives the calendar of the context's municipality.
type Office func(ctx context.Context) (tenant.Calendar, error)

// Begun says which of the accounts have a startup checklist.
type Begun func(ctx context.Context, accounts []uuid.UUID) (map[uuid.UUID]bool, error)

// Accounts is the register's source: accounts that wait for a step, and open ones without a contact or a purpose.
type Accounts struct {
	reg    Register
	clk    clock.Clock
	office Office
	begun  Begun
}

// NewAccounts builds the source.
func NewAccounts(reg Register, clk clock.Clock, office Office) *Accounts {
	return &Accounts{reg: reg, clk: clk, office: office}
}

// Beside leaves new accounts that have a startup checklist to the checklists' source, so that nothing is told twice.
func (s *Accounts) Beside(begun Begun) *Accounts {
	s.begun = begun
	return s
}

// Items gives what the principal has to do with accounts.
func (s *Accounts) Items(ctx context.Context) ([]Item, error) {
	p := identity.Of(ctx)
	if !p.May(identity.AccountEdit) {
		return nil, nil
	}
	waiting, _, err := s.reg.List(ctx, register.Filter{Sort: "status", Limit: mostAccounts,
		Statuses: []register.Status{register.Draft, register.Submitted, register.Returned, register.Approved, register.Closing}})
	if err != nil {
		return nil, err
	}
	theirs, err := s.withChecklist(ctx, waiting)
	if err != nil {
		return nil, err
	}
	var items []Item
	zone := time.UTC
	if t := tenant.Of(ctx); t != nil {
		zone = t.Zone()
	}
	today := clock.On(s.clk.Now(), zone)
	var office tenant.Calendar
	if len(waiting) > 0 {
		if office, err = s.office(ctx); err != nil {
			return nil, err
		}
	}
	for _, a := range waiting {
		if theirs[a.ID] {
			continue
		}
		if it, ok := waits(ctx, p, office, a, clock.On(a.UpdatedAt, zone), today); ok {
			items = append(items, it)
		}
	}
	for _, want := range []struct {
		name    string
		filter  register.Filter
		urgency Urgency
	}{
		{"contact", register.Filter{NoContact: true}, Late},
		{"purpose", register.Filter{NoPurpose: true}, Later},
	} {
		more, err := s.lacking(ctx, want.name, want.filter, want.urgency, today)
		if err != nil {
			return nil, err
		}
		items = append(items, more...)
	}
	return items, nil
}

// withChecklist gives those of the accounts whose checklist says what there is to do: new ones that have one.
func (s *Accounts) withChecklist(ctx context.Context, list []*register.Account) (map[uuid.UUID]bool, error) {
	var ids []uuid.UUID
	for _, a := range list {
		if a.Status == register.Draft || a.Status == register.Submitted || a.Status == register.Returned {
			ids = append(ids, a.ID)
		}
	}
	if s.begun == nil || len(ids) == 0 || !identity.Of(ctx).May(identity.ChecklistView) {
		return nil, nil
	}
	return s.begun(ctx, ids)
}

// waits gives what p has to do with an account that has been in its state since a day.
func waits(ctx context.Context, p *identity.Principal, office tenant.Calendar, a *register.Account, since, today clock.Date) (Item, bool) {
	it := Item{Note: register.Title(ctx, a.Name, a.Platform), Href: "/app/accounts/" + a.Ref, Who: a.UnitName, When: i18n.T(ctx, "today.since", "Date", i18n.Date(ctx, since))}
	var key string
	switch {
	case a.Status == register.Submitted && p.MayIn(identity.AccountApprove, a.UnitID):
		key, it.Urgency = "review", Now
		if n := office.WorkingDays(since, today); n > reviewWithin {
			it.Urgency, it.When = Late, i18n.T(ctx, "today.waited", "Count", n)
		}
	case a.Status == register.Returned && p.MayIn(identity.AccountEdit, a.UnitID):
		key, it.Urgency = "complete", Now
	case a.Status == register.Approved && p.MayIn(identity.AccountOpen, a.UnitID):
		key, it.Urgency = "open", Soon
	case a.Status == register.Closing && p.MayIn(identity.AccountClose, a.UnitID):
		key, it.Urgency = "close", Soon
		if since.AddDays(closeWithin).Before(today) {
			it.Urgency = Late
		}
	case a.Status == register.Draft && p.MayIn(identity.AccountEdit, a.UnitID):
		key, it.Urgency = "draft", Later
	default:
		return it, false
	}
	it.Title, it.Act = i18n.T(ctx, "today.item."+key+".title"), i18n.T(ctx, "today.item."+key+".act")
	return it, true
}

// lacking gives the open accounts that lack something: each for itself, or one row for many.
func (s *Accounts) lacking(ctx context.Context, name string, f register.Filter, u Urgency, today clock.Date) ([]Item, error) {
	f.Statuses = []register.Status{register.Active, register.Closing}
	f.Limit = atMost
	list, counts, err := s.reg.List(ctx, f)
	if err != nil {
		return nil, err
	}
	key := "today.item." + name
	if counts.Total > atMost {
		return []Item{{Urgency: u, Title: i18n.T(ctx, key+".title"), Act: i18n.T(ctx, key+".act"), Note: i18n.T(ctx, "today.open_accounts", "Count", counts.Total),
			Href: "/app/accounts?lacks=" + name + "&status=open"}}, nil
	}
	var items []Item
	for _, a := range list {
		it := Item{Urgency: u, Title: i18n.T(ctx, key+".title"), Act: i18n.T(ctx, key+".act"), Note: register.Title(ctx, a.Name, a.Platform),
			Href: "/app/accounts/" + a.Ref + "/edit#" + name, Who: a.UnitName}
		if u == Late { // a contact is due the day the account opened, or came
			if it.Due = a.OpenedOn; it.Due.IsZero() || it.Due.Before(a.RegisteredOn) {
				it.Due = a.RegisteredOn
			}
			switch {
			case it.Due == today:
				it.Urgency = Now
			case it.Due.After(today): // it will open
				it.Urgency = Soon
			}
		}
		items = append(items, it)
	}
	return items, nil
}
