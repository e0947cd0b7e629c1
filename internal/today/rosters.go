package today

import (
	"context"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
)

const (
	// gapsWithin is how many days ahead a gap is something to do.
	gapsWithin = 14
	// coverWithin is how many days ahead somebody is asked who covers while they are away.
	coverWithin = 14
)

// Watch is what Rosters needs of the rosters.
type Watch interface {
	Standings(ctx context.Context) ([]roster.Standing, clock.Date, error)
	CustodyRaised(ctx context.Context, unit uuid.UUID) ([]roster.Raised, error)
	OwnNumber(ctx context.Context) (*roster.Number, error)
	OwnUncovered(ctx context.Context, within int) ([]roster.Absence, error)
}

// Rosters is the rosters' source: accounts that nobody watches, days without anybody, logins to put in order, and what each has to
// say for themselves: who covers while they are away, and whether their number in a call list is right.
type Rosters struct{ watch Watch }

// NewRosters builds the source.
func NewRosters(watch Watch) *Rosters { return &Rosters{watch} }

// Items gives what the principal has to do with rosters.
func (s *Rosters) Items(ctx context.Context) ([]Item, error) {
	items, err := s.gaps(ctx)
	if err != nil {
		return nil, err
	}
	for _, more := range []func(context.Context) ([]Item, error){s.custody, s.own} {
		list, err := more(ctx)
		if err != nil {
			return nil, err
		}
		items = append(items, list...)
	}
	return items, nil
}

// gaps gives the accounts that lack somebody now or soon, as far as the principal may do something about it.
func (s *Rosters) gaps(ctx context.Context) ([]Item, error) {
	p := identity.Of(ctx)
	if !p.May(identity.RosterEdit) {
		return nil, nil
	}
	list, today, err := s.watch.Standings(ctx)
	if err != nil {
		return nil, err
	}
	all, _ := p.Reach(identity.RosterEdit)
	by := map[roster.Trouble][]Item{}
	for _, st := range list {
		if !st.Trouble.IsGap() || !p.MayIn(identity.RosterEdit, st.Account.UnitID) || st.Trouble == roster.GapAhead && !st.First.Before(today.AddDays(gapsWithin)) {
			continue
		}
		by[st.Trouble] = append(by[st.Trouble], gapItem(ctx, st, today, !all))
	}
	var items []Item
	for _, t := range []roster.Trouble{roster.NobodyAssigned, roster.GapAhead} {
		items = append(items, fewOrOne(ctx, by[t], watchName[t], !all)...)
	}
	return items, nil
}

// watchName is the name of a thing to do in keys of words.
var watchName = map[roster.Trouble]string{roster.NobodyAssigned: "watch_nobody", roster.GapAhead: "watch_gap"}

// gapItem is a row about an account; ours is said to a unit of its own accounts.
func gapItem(ctx context.Context, st roster.Standing, today clock.Date, ours bool) Item {
	key := "today.item." + watchName[st.Trouble]
	it := Item{Urgency: Now, Gap: true, Title: i18n.T(ctx, key+title(ours)), Act: i18n.T(ctx, key+".act"), Note: register.Title(ctx, st.Account.Name, st.Account.Platform),
		Href: "/app/roster/accounts/" + st.Account.Ref + "/mend", Who: st.Account.UnitName, Due: st.First}
	switch {
	case st.Trouble == roster.NobodyAssigned && st.Account.Opens.After(today): // there is time until it opens
		it.Urgency = Soon
	case st.Urgent(today):
		it.Urgency = Late
	}
	switch {
	case st.Trouble == roster.NobodyAssigned:
		it.When = i18n.T(ctx, "today.nobody")
	case !st.First.After(today):
		it.When = i18n.T(ctx, "today.gap_today")
	default:
		it.When = i18n.T(ctx, "today.gap_from", "Day", i18n.NearDay(ctx, st.First))
	}
	return it
}

// title is the end of the key of what is said to a unit, or to those who look after all.
func title(ours bool) string {
	if ours {
		return ".title_ours"
	}
	return ".title"
}

// fewOrOne leaves few rows as they are; of many it makes one that leads to them all.
func fewOrOne(ctx context.Context, rows []Item, name string, ours bool) []Item {
	if len(rows) <= atMost {
		return rows
	}
	one := rows[0]
	for _, it := range rows {
		one.Urgency = min(one.Urgency, it.Urgency)
		if it.Due.Before(one.Due) {
			one.Due, one.When = it.Due, it.When
		}
	}
	key := "today.item." + name
	one.Title, one.Act, one.Note = i18n.T(ctx, key+".many"), i18n.T(ctx, key+".many_act"), i18n.T(ctx, "today.open_accounts", "Count", len(rows))
	if ours {
		one.Note = i18n.T(ctx, "today.open_accounts_ours", "Count", len(rows))
	}
	one.Who, one.Href = "", "/app/roster?show=gaps"
	return []Item{one}
}

// custody gives one row where somebody who has left can still get in, or one person alone can: what cannot wait until somebody looks.
func (s *Rosters) custody(ctx context.Context) ([]Item, error) {
	if all, _ := identity.Of(ctx).Reach(identity.CustodyKeep); !all {
		return nil, nil
	}
	list, err := s.watch.CustodyRaised(ctx, uuid.Nil)
	if err != nil {
		return nil, err
	}
	n, u := 0, Soon
	for _, r := range list {
		urgent := false
		for _, c := range r.Concerns {
			urgent = urgent || c.Kind == roster.LeaverHasAccess || c.Kind == roster.FewPeople
			if c.Kind == roster.LeaverHasAccess {
				u = Late
			}
		}
		if urgent {
			n++
		}
	}
	if n == 0 {
		return nil, nil
	}
	return []Item{{Urgency: u, Title: i18n.T(ctx, "today.item.custody.title"), Act: i18n.T(ctx, "today.item.custody.act"), Note: i18n.T(ctx, "today.item.custody.note", "Count", n),
		Href: "/app/roster/custody"}}, nil
}

// own gives what the principal has to say for themselves; whoever is nobody in the directory has nothing to.
func (s *Rosters) own(ctx context.Context) ([]Item, error) {
	p := identity.Of(ctx)
	if p == nil || p.PersonID == uuid.Nil {
		return nil, nil
	}
	away, err := s.watch.OwnUncovered(ctx, coverWithin)
	if err != nil {
		return nil, err
	}
	var items []Item
	for _, a := range away[:min(len(away), atMost)] {
		items = append(items, Item{Urgency: Soon, Title: i18n.T(ctx, "today.item.cover.title"), Act: i18n.T(ctx, "today.item.cover.act"), Note: i18n.T(ctx, "today.item.cover.note", "Days", i18n.Days(ctx, a.From, a.To)),
			Href: "/app/roster/absences/" + a.ID.String(), Who: p.Name, Due: a.From})
	}
	n, err := s.watch.OwnNumber(ctx)
	if err != nil {
		return nil, err
	}
	if n.Due() {
		it := Item{Urgency: Soon, Title: i18n.T(ctx, "today.item.number.title"), Act: i18n.T(ctx, "today.item.number.act"), Note: i18n.T(ctx, "today.item.number.note"), Href: "/app/me/number", Who: p.Name}
		if !n.ConfirmedOn.IsZero() {
			it.When = i18n.T(ctx, "today.confirmed", "Date", n.ConfirmedOn)
		}
		items = append(items, it)
	}
	return items, nil
}
