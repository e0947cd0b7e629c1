package app

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/roster"
)

// pointUndo is whom a point of a checklist was handed to before and after.
type pointUndo struct{ Was, Now uuid.UUID }

// pointHolder lets points of checklists that somebody was handed be found on their page and go to a successor.
func pointHolder(lists *checklist.Service) roster.Holder {
	return roster.Holder{
		Kind: roster.HeldPoint,
		Find: func(ctx context.Context, tx *postgres.Tx, p identity.Person, _ clock.Date) ([]roster.Holding, error) {
			points, err := lists.HandedToTx(ctx, tx, p.ID)
			held := make([]roster.Holding, len(points))
			was, _ := json.Marshal(p.ID)
			for i, x := range points {
				held[i] = roster.Holding{Kind: roster.HeldPoint, ID: x.ChecklistID, Part: x.Point, AccountID: x.AccountID, Ref: x.Ref, Name: x.AccountName, Platform: x.Platform,
					UnitID: x.UnitID, UnitName: x.UnitName, What: x.Name, Path: "/app/checklists/" + x.ChecklistID.String() + "/points/" + x.Point, Charge: was}
			}
			return held, err
		},
		Hand: func(ctx context.Context, tx *postgres.Tx, h roster.Holding, to *identity.Person, _ clock.Date) (json.RawMessage, error) {
			var u pointUndo
			if err := json.Unmarshal(h.Charge, &u.Was); err != nil {
				return nil, err
			}
			if to != nil {
				u.Now = to.ID
			}
			if _, err := checklist.HandPointTx(ctx, tx, h.ID, h.Part, u.Was, u.Now); err != nil {
				return nil, err
			}
			return json.Marshal(u)
		},
		Back: func(ctx context.Context, tx *postgres.Tx, h roster.Holding, undo json.RawMessage) (bool, error) {
			var u pointUndo
			if err := json.Unmarshal(undo, &u); err != nil {
				return false, err
			}
			return checklist.HandPointTx(ctx, tx, h.ID, h.Part, u.Now, u.Was)
		},
	}
}
