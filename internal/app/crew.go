package app

import (
	"context"

	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
)

// crews are the rosters as checklists speak of them.
type crews struct{}

func (crews) CrewTx(ctx context.Context, tx *postgres.Tx, account uuid.UUID) (checklist.Crew, error) {
	watch, access, err := roster.NamedTx(ctx, tx, account)
	return checklist.Crew{Watch: whos(watch), Access: whos(access)}, err
}

func (crews) TakeCrewTx(ctx context.Context, tx *postgres.Tx, a *register.Account, c checklist.Crew) error {
	return roster.FillTx(ctx, tx, a, named(c.Watch), named(c.Access))
}

// answered gives whom an account's startup checklist names.
func (a *App) answered(ctx context.Context, tx *postgres.Tx, account uuid.UUID) (watch, access []roster.Named, err error) {
	c, err := a.Checklists.AnsweredTx(ctx, tx, account)
	return named(c.Watch), named(c.Access), err
}

func (crews) Secret(text string) bool { return roster.LooksLikeSecret(text) }

func whos(list []roster.Named) []checklist.Who {
	people := make([]checklist.Who, len(list))
	for i, n := range list {
		people[i] = checklist.Who{ID: n.PersonID, Name: n.Name, Role: string(n.Role)}
	}
	return people
}

func named(people []checklist.Who) []roster.Named {
	list := make([]roster.Named, len(people))
	for i, w := range people {
		list[i] = roster.Named{PersonID: w.ID, Name: w.Name, Role: roster.Role(w.Role)}
	}
	return list
}
