package today

import (
	"context"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
)

// Letters is what Reminders needs of the reminders.
type Letters interface {
	Failures(ctx context.Context) (int, error)
}

// Reminders is the reminders' source: letters that were refused for good, for those who can mend the address.
type Reminders struct{ letters Letters }

// NewReminders builds the source.
func NewReminders(letters Letters) *Reminders { return &Reminders{letters} }

// Items gives one thing to do where letters were refused.
func (s *Reminders) Items(ctx context.Context) ([]Item, error) {
	if all, _ := identity.Of(ctx).Reach(identity.PeopleEdit); !all {
		return nil, nil
	}
	n, err := s.letters.Failures(ctx)
	if err != nil || n == 0 {
		return nil, err
	}
	return []Item{{Urgency: Late, Title: i18n.T(ctx, "today.letters"), Note: i18n.T(ctx, "today.letters_note", "Count", n),
		Href: "/app/reminders?state=failed", Act: i18n.T(ctx, "today.letters_act")}}, nil
}
