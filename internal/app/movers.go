package app

import (
	"context"

	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/reminder"
	"kanalkoll/internal/roster"
)

// movers let what the rooms beside rosters keep of a person go to another, for two who are one.
func movers() []roster.Mover {
	mover := func(kind string, count func(context.Context, *postgres.Tx, uuid.UUID) (int, error), move func(context.Context, *postgres.Tx, uuid.UUID, uuid.UUID) error) roster.Mover {
		return roster.Mover{
			Count: func(ctx context.Context, tx *postgres.Tx, person uuid.UUID) (map[string]int, error) {
				n, err := count(ctx, tx, person)
				return map[string]int{kind: n}, err
			},
			Move: func(ctx context.Context, tx *postgres.Tx, from, to identity.Person) error {
				return move(ctx, tx, from.ID, to.ID)
			},
		}
	}
	return []roster.Mover{
		mover(roster.MovedPoints, checklist.HandedCountTx, checklist.MovePersonTx),
		mover(roster.MovedReminders, reminder.CountTx, reminder.MovePersonTx),
	}
}
