package register

import (
	"context"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/postgres"
)

var publicStatuses = []Status{Active, Closing, Closed}

// Published gives all accounts that the public may see, by unit. It needs no permission; fields that are not public
// (contact, main message, closing reason, last capture) are left out.
func (s *Service) Published(ctx context.Context) ([]*Account, error) {
	var list []*Account
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		list, err = selectAccounts(ctx, tx, Filter{Statuses: publicStatuses, Sort: "unit"})
		return err
	})
	for _, a := range list {
		a.hidePrivate()
	}
	return list, err
}

// PublishedOne gives one account if the public may see it, else NotFound.
func (s *Service) PublishedOne(ctx context.Context, ref string) (*Account, error) {
	var a *Account
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		a, err = selectAccount(ctx, tx, ref)
		return err
	})
	if err != nil {
		return nil, err
	}
	if !a.Status.Public() {
		return nil, fault.NotFound()
	}
	a.hidePrivate()
	return a, nil
}

func (a *Account) hidePrivate() {
	a.Contact, a.MainMessage, a.ClosingReason = "", "", ""
	a.CapturePersonID, a.CapturePerson, a.FinalCapture, a.FinalCaptureNote = uuid.Nil, "", "", ""
}

// LastChange gives the time of the newest change among accounts, for caches and feeds; zero for none.
func LastChange(list []*Account) time.Time {
	var last time.Time
	for _, a := range list {
		if a.UpdatedAt.After(last) {
			last = a.UpdatedAt
		}
	}
	return last
}
