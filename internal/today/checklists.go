package today

import (
	"context"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
)

// Lists is what Checklists needs of the checklists.
type Lists interface {
	List(ctx context.Context, f checklist.Filter) ([]*checklist.Checklist, int, error)
	Queue(ctx context.Context) ([]*checklist.Checklist, error)
}

// Checklists is the checklists' source: what waits for review, and what a unit has to answer, to correct or to review
// again.
type Checklists struct {
	lists  Lists
	clk    clock.Clock
	office Office
}

// NewChecklists builds the source.
func NewChecklists(lists Lists, clk clock.Clock, office Office) *Checklists {
	return &Checklists{lists, clk, office}
}

// Items gives what the principal has to do with checklists. Units answer: what lies with one is not told to those who
// review there, unless they began it themselves for a new account.
func (s *Checklists) Items(ctx context.Context) ([]Item, error) {
	p := identity.Of(ctx)
	var items []Item
	zone := time.UTC
	if t := tenant.Of(ctx); t != nil {
		zone = t.Zone()
	}
	today := clock.On(s.clk.Now(), zone)
	if p.May(identity.ChecklistReview) {
		waiting, err := s.lists.Queue(ctx)
		if err != nil {
			return nil, err
		}
		var office tenant.Calendar
		if len(waiting) > 0 {
			if office, err = s.office(ctx); err != nil {
				return nil, err
			}
		}
		for _, c := range waiting[:min(len(waiting), mostAccounts)] {
			if c.SubmittedBy != p.UserID || p.Has(identity.Admin) { // nobody approves their own
				items = append(items, toReview(ctx, office, c, clock.On(c.SubmittedAt, zone), today))
			}
		}
	}
	if !p.May(identity.ChecklistAnswer) {
		return items, nil
	}
	for _, want := range []struct {
		filter checklist.Filter
		state  string // of the list that shows them all
	}{
		{checklist.Filter{State: checklist.Returned}, "returned"},
		{checklist.Filter{Due: today}, "due"},
		{checklist.Filter{State: checklist.Open}, "open"},
	} {
		want.filter.Limit = mostAccounts
		list, _, err := s.lists.List(ctx, want.filter)
		if err != nil {
			return nil, err
		}
		var ours []*checklist.Checklist
		for _, c := range list {
			if answers(p, c) {
				ours = append(ours, c)
			}
		}
		items = append(items, toAnswer(ctx, ours, want.state, zone, today)...)
	}
	return items, nil
}

// answers reports whether what is to be answered in the checklist lies with p.
func answers(p *identity.Principal, c *checklist.Checklist) bool {
	if !p.MayIn(identity.ChecklistAnswer, c.UnitID) {
		return false
	}
	return !p.MayIn(identity.ChecklistReview, c.UnitID) || c.Reason == checklist.ForStart && c.StartedBy == p.UserID && p.UserID != uuid.Nil
}

func toReview(ctx context.Context, office tenant.Calendar, c *checklist.Checklist, since, today clock.Date) Item {
	it := checklistItem(ctx, c, "checklist_review", Now)
	it.Href += "/review"
	it.When = i18n.T(ctx, "today.since", "Date", i18n.Date(ctx, since))
	if n := office.WorkingDays(since, today); n > reviewWithin {
		it.Urgency, it.When = Late, i18n.T(ctx, "today.waited", "Count", n)
	}
	return it
}

func checklistItem(ctx context.Context, c *checklist.Checklist, key string, u Urgency) Item {
	return Item{Urgency: u, Title: i18n.T(ctx, "today.item."+key+".title"), Act: i18n.T(ctx, "today.item."+key+".act"), Note: register.Title(ctx, c.AccountName, c.Platform),
		Href: "/app/checklists/" + c.ID.String(), Who: c.UnitName}
}

// toAnswer gives a row for each checklist, or one for many that want the same.
func toAnswer(ctx context.Context, list []*checklist.Checklist, state string, zone *time.Location, today clock.Date) []Item {
	byKey := map[string][]Item{}
	var keys []string
	for _, c := range list {
		key, u := "checklist_go_on", Later
		it := Item{}
		switch {
		case c.State == checklist.Returned:
			key, u = "checklist_correct", Now
		case c.State == checklist.Approved:
			key, u = "checklist_again", Now
		case c.Reason == checklist.ForTerms:
			key, u = "checklist_terms", Soon
		case c.Reason == checklist.ForCampaign:
			key, u = "checklist_campaign", Soon
		case c.Reason == checklist.ForReview:
			key, u = "checklist_again_on", Soon
		}
		it = checklistItem(ctx, c, key, u)
		if c.State == checklist.Approved {
			if it.Due = c.ReviewOn; it.Due.Before(today) {
				it.Urgency = Late
			}
		} else {
			it.When = i18n.T(ctx, "today.since", "Date", i18n.Date(ctx, clock.On(c.UpdatedAt, zone)))
		}
		if byKey[key] == nil {
			keys = append(keys, key)
		}
		byKey[key] = append(byKey[key], it)
	}
	var items []Item
	for _, key := range keys {
		rows := byKey[key]
		if len(rows) <= atMost {
			items = append(items, rows...)
			continue
		}
		one := rows[0]
		for _, it := range rows {
			one.Urgency = min(one.Urgency, it.Urgency)
			if !it.Due.IsZero() && it.Due.Before(one.Due) {
				one.Due = it.Due
			}
		}
		one.Who, one.When, one.Href = "", "", "/app/checklists?state="+state
		one.Note = i18n.T(ctx, "today.checklists", "Count", len(rows))
		items = append(items, one)
	}
	return items
}
