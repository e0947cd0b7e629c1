package roster

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/postgres"
)

// calendarKeeps is how many days what is past, or was taken back, stays in a calendar.
const calendarKeeps = 90

// Calendar is what somebody's calendar shows: a feed that a calendar program fetches, which nobody is signed in to.
type Calendar struct {
	Name     string // whose it is
	Language string
	Since    clock.Date // what lies before is left out
	Duties   []Duty     // those taken back among them
	Covers   []Covering
}

// Calendar gives the calendar that has the token in its address. A token that is unknown, was renewed or taken back, or whose
// owner has left or cannot sign in is NotFound.
func (s *Service) Calendar(ctx context.Context, token string) (*Calendar, error) {
	hash := calendarHash(token)
	var c *Calendar
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		who, ok, err := selectSubscriber(ctx, tx, hash)
		day := today(ctx, tx)
		switch {
		case err != nil:
			return err
		case !ok, !who.leftOn.IsZero() && day.After(who.leftOn):
			return fault.NotFound()
		}
		c = &Calendar{Name: who.name, Language: who.language, Since: day.AddDays(-calendarKeeps)}
		cancelled := tx.Now.Add(-calendarKeeps * 24 * time.Hour)
		if c.Duties, err = selectDuties(ctx, tx, who.person, c.Since, &cancelled); err != nil {
			return err
		}
		c.Covers, err = coveringTx(ctx, tx, who.person, c.Since, &cancelled)
		return err
	})
	return c, err
}

// NewCalendar gives the calendar of whoever is signed in a new address and returns its token, which is kept nowhere. An address
// that it had stops working.
func (s *Service) NewCalendar(ctx context.Context) (token string, err error) {
	id, err := me(ctx)
	if err != nil {
		return "", err
	}
	b := make([]byte, 32)
	if _, err := rand.Read(b); err != nil {
		return "", err
	}
	token = base64.RawURLEncoding.EncodeToString(b)
	return token, s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		if err := saveCalendar(ctx, tx, id, calendarHash(token)); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Action: "roster.calendar", ObjectKind: "person", ObjectID: id})
	})
}

// EndCalendar takes back the address of the calendar of whoever is signed in. Where there is none it does nothing.
func (s *Service) EndCalendar(ctx context.Context) error {
	id, err := me(ctx)
	if err != nil {
		return err
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		if had, err := deleteCalendar(ctx, tx, id); err != nil || !had {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Action: "roster.calendar_end", ObjectKind: "person", ObjectID: id})
	})
}

func calendarHash(token string) []byte {
	h := sha256.Sum256([]byte(token))
	return h[:]
}
