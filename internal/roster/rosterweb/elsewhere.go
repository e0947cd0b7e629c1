package rosterweb

import (
	"context"

	"github.com/google/uuid"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/roster"
)

// Marks says in the list of accounts what is amiss with rosters: a gap, nobody, or one person alone all the time. Days with
// one person among better ones are left to the roster's own pages.
func (h *Handlers) Marks(ctx context.Context) (map[uuid.UUID]page.State, error) {
	if !identity.Of(ctx).May(identity.RosterView) {
		return nil, nil
	}
	list, _, err := h.svc.Standings(ctx)
	if err != nil {
		return nil, err
	}
	marks := map[uuid.UUID]page.State{}
	for _, st := range list {
		switch st.Trouble {
		case roster.NobodyAssigned:
			marks[st.Account.ID] = page.State{Kind: page.Gap, Text: i18n.T(ctx, "rosterweb.mark.nobody")}
		case roster.GapAhead:
			marks[st.Account.ID] = page.State{Kind: page.Gap, Text: i18n.T(ctx, "rosterweb.state.gap", "Day", i18n.NearDays(ctx, st.First, st.First))}
		case roster.AlwaysAlone:
			marks[st.Account.ID] = page.State{Kind: page.Thin, Text: i18n.T(ctx, "rosterweb.mark.single")}
		case roster.ThinAhead:
		}
	}
	return marks, nil
}

// Staffed says how accounts would be watched if they opened today: "Bemanning: 2 bevakar, 1 ersättare".
func (h *Handlers) Staffed(ctx context.Context, accounts []uuid.UUID) (map[uuid.UUID]page.State, error) {
	if !identity.Of(ctx).May(identity.RosterView) {
		return nil, nil
	}
	counts, err := h.svc.Staffing(ctx, accounts)
	if err != nil {
		return nil, err
	}
	words := map[uuid.UUID]page.State{}
	for id, n := range counts {
		words[id] = staffedWord(ctx, n)
	}
	return words, nil
}

func staffedWord(ctx context.Context, n roster.Staffing) page.State {
	if n.Watch == 0 && n.Reserve == 0 {
		return page.State{Kind: page.Gap, Text: i18n.T(ctx, "rosterweb.staffed.nobody")}
	}
	s := page.State{Kind: page.Covered, Text: i18n.T(ctx, "rosterweb.staffed.watch", "Count", n.Watch)}
	switch {
	case n.Watch == 0:
		s.Kind, s.Text = page.Gap, i18n.T(ctx, "rosterweb.staffed.reserve_only")
	case n.Watch+n.Reserve == 1:
		s.Kind = page.Thin
	}
	if n.Reserve > 0 {
		s.Text += ", " + i18n.T(ctx, "rosterweb.staffed.reserve", "Count", n.Reserve)
	}
	return s
}
