// Package today is the first page of staff: what each of them has to do, worst first. It knows no rooms but the
// register, the checklists and the rosters; every other room is a Source that app joins.
package today

import (
	"cmp"
	"context"
	"slices"

	"kanalkoll/internal/clock"
)

// Urgency says how soon something must be done.
type Urgency int

// The urgencies, worst first.
const (
	Late  Urgency = iota // it should have been done
	Now                  // today
	Soon                 // this week
	Later                // when there is time
)

// Item is one thing to do, in the words of the context's language.
type Item struct {
	Urgency Urgency
	Gap     bool   // shown as a gap in who watches, in the place of how urgent it is
	Title   string // begins with a verb: "Granska ett konto"
	Note    string // what it is about
	Href    string // within the municipality's pages: "/app/accounts/k0042"
	Act     string // the button where it is what to begin with: "Granska kontot"
	Who     string // whom it lies with
	Due     clock.Date
	When    string // in the place of Due: "väntat 6 arbetsdagar"
}

// Source is a room that has things to do for the context's principal. It gives what they may do and see, nothing else.
type Source interface {
	Items(ctx context.Context) ([]Item, error)
}

// Service gathers what there is to do.
type Service struct {
	sources []Source
}

// NewService builds the service over its sources.
func NewService(sources ...Source) *Service { return &Service{sources} }

// Items gives all that the context's principal has to do, worst first, then by day; equals stay in their sources' order.
func (s *Service) Items(ctx context.Context) ([]Item, error) {
	var all []Item
	for _, src := range s.sources {
		items, err := src.Items(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, items...)
	}
	slices.SortStableFunc(all, func(a, b Item) int {
		return cmp.Or(cmp.Compare(a.Urgency, b.Urgency), compareDue(a.Due, b.Due))
	})
	return all, nil
}

// compareDue puts the earlier day first, and what has none after all that has.
func compareDue(a, b clock.Date) int {
	switch {
	case a == b:
		return 0
	case a.IsZero():
		return 1
	case b.IsZero():
		return -1
	}
	return a.Time().Compare(b.Time())
}

// Count gives how many items there are and how many of them are late, for the menu.
func Count(items []Item) (all, late int) {
	for _, it := range items {
		if it.Urgency == Late {
			late++
		}
	}
	return len(items), late
}
