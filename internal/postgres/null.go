package postgres

import "github.com/google/uuid"

// Null gives NULL for uuid.Nil, which stands for "none" in the rooms' types.
func Null(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}
