package roster

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register/platform"
)

// The kinds of holdings that rosters and the register know; other rooms add theirs by Hold.
const (
	HeldRole    = "assignment" // a role on an account, or a place in the municipality's call list
	HeldCover   = "cover"      // covers for somebody who is away
	HeldContact = "contact"    // is asked about an account
	HeldCapture = "capture"    // takes the last copy of an account that closes
	HeldPart    = "part"       // is asked about a unit's part of an overarching account
	HeldPoint   = "point"      // a point of a checklist was handed to them
	HeldAccess  = "access"     // can get into an account
	HeldAbsence = "absence"    // is away
)

// Holding is one thing that somebody holds.
type Holding struct {
	Kind      string        `json:"kind"`
	ID        uuid.UUID     `json:"id"`             // of its row
	Part      string        `json:"part,omitempty"` // which part of the row, where it has several
	AccountID uuid.UUID     `json:"account"`        // uuid.Nil: none
	Ref       string        `json:"ref,omitempty"`
	Name      string        `json:"name,omitempty"` // the account's
	Platform  platform.Name `json:"platform,omitempty"`
	UnitID    uuid.UUID     `json:"unit"`
	UnitName  string        `json:"unit_name,omitempty"`
	What      string        `json:"what,omitempty"` // the role, the way in, a part's topic or a point's name
	Other     uuid.UUID     `json:"other"`          // whose absence is covered; of an absence, who covers
	OtherName string        `json:"-"`
	From      clock.Date    `json:"from"`
	To        clock.Date    `json:"to"` // zero: until further notice
	Path      string        `json:"path,omitempty"`
	Over      bool          `json:"-"` // the account's life is over

	// Charge is for the room that found it, and is kept only as long as it can be taken back.
	Charge json.RawMessage `json:"-"`
}

// Key names the holding in a form.
func (h Holding) Key() string {
	key := h.Kind + "-" + h.ID.String()
	if h.Part != "" {
		key += "-" + h.Part
	}
	return key
}

// Holder finds and hands over one kind of holdings. Its functions run in the transaction of a caller that has checked the
// permission and locked the accounts.
type Holder struct {
	Kind string
	// Find gives what the person holds on the day or later.
	Find func(ctx context.Context, tx *postgres.Tx, p identity.Person, day clock.Date) ([]Holding, error)
	// Hand takes the thing from the one who leaves after the last day, and gives it to another (nil: to nobody). It gives
	// what Back needs, nil where nothing had to be done. It is nil itself where there is nothing to hand over.
	Hand func(ctx context.Context, tx *postgres.Tx, h Holding, to *identity.Person, last clock.Date) (json.RawMessage, error)
	// Back puts everything back as it was, and reports false where somebody has changed it since.
	Back func(ctx context.Context, tx *postgres.Tx, h Holding, undo json.RawMessage) (bool, error)
	// Own is of what nobody takes over, such as an absence.
	Own bool
}

// Hold lets another room's things be found on people's pages and handed over.
func (s *Service) Hold(h ...Holder) { s.holders = append(s.holders, h...) }

// Held is what somebody holds, as far as the one who asks may see it.
type Held struct {
	Person identity.Person
	List   []Holding
	Hidden int  // accounts with more, of units that the principal may not see
	Away   bool // the principal sees absences
}

// Holdings gives what a person of the directory holds from today on, or NotFound. What belongs to an account is shown to
// those who may see its roster, who can get in to those who keep that, and absences to whoever plans with the person or
// is the person.
func (s *Service) Holdings(ctx context.Context, person uuid.UUID) (*Held, error) {
	if err := identity.Require(ctx, identity.PeopleView); err != nil {
		return nil, err
	}
	held := &Held{}
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		p, err := personTx(ctx, tx, person)
		if err != nil {
			return err
		}
		held.Person = p
		all, err := s.holdingsTx(ctx, tx, p, today(ctx, tx))
		if err != nil {
			return err
		}
		held.narrow(identity.Of(ctx), all)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return held, nil
}

// narrow keeps what the principal may see.
func (h *Held) narrow(me *identity.Principal, all []Holding) {
	everywhere, _ := me.Reach(identity.RosterEdit)
	h.Away = everywhere || me.PersonID == h.Person.ID || me.MayIn(identity.RosterEdit, h.Person.UnitID)
	for _, x := range all {
		h.Away = h.Away || x.Kind == HeldRole && x.AccountID != uuid.Nil && me.MayIn(identity.RosterEdit, x.UnitID)
	}
	hidden := map[uuid.UUID]bool{}
	for _, x := range all {
		switch {
		case x.Kind == HeldAbsence || x.Kind == HeldCover:
			if h.Away {
				h.List = append(h.List, x)
			}
		case x.AccountID == uuid.Nil:
			if me.May(identity.RosterView) {
				h.List = append(h.List, x)
			}
		case !me.MayIn(identity.RosterView, x.UnitID):
			hidden[x.AccountID] = true
		case x.Kind == HeldAccess && !me.MayIn(identity.CustodyKeep, x.UnitID):
		default:
			h.List = append(h.List, x)
		}
	}
	h.Hidden = len(hidden)
}

// holdingsTx gives everything the person holds on the day or later, kind by kind, with the names of others.
func (s *Service) holdingsTx(ctx context.Context, tx *postgres.Tx, p identity.Person, day clock.Date) ([]Holding, error) {
	var all []Holding
	var others []uuid.UUID
	for _, x := range s.holders {
		list, err := x.Find(ctx, tx, p, day)
		if err != nil {
			return nil, err
		}
		for _, h := range list {
			if h.Other != uuid.Nil {
				others = append(others, h.Other)
			}
		}
		all = append(all, list...)
	}
	names, err := identity.PersonNamesTx(ctx, tx, others)
	for i := range all {
		all[i].OtherName = names[all[i].Other]
	}
	return all, err
}

// holder gives the holder of a kind, nil where this version knows none.
func (s *Service) holder(kind string) *Holder {
	for i := range s.holders {
		if s.holders[i].Kind == kind {
			return &s.holders[i]
		}
	}
	return nil
}
