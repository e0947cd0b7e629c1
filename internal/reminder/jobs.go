package reminder

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/jobs"
	"kanalkoll/internal/tenant"
)

// PassArgs are of the job that runs one municipality's pass. The sweep inserts it.
type PassArgs struct{ jobs.For }

// Kind implements jobs.Args.
func (PassArgs) Kind() string { return "reminder_pass" }

// LetterArgs are of the job that sends one letter. The pass inserts it with the letter.
type LetterArgs struct {
	jobs.For
	LetterID uuid.UUID `json:"letter_id"`
}

// Kind implements jobs.Args.
func (LetterArgs) Kind() string { return "reminder_letter" }

const (
	sweepEvery = 10 * time.Minute
	busyFor    = time.Minute
)

func (s *Service) declare() {
	s.queue.Periodic("reminder-sweep", sweepEvery, s.Sweep)
	jobs.Handle(s.queue, s.workPass)
	jobs.Handle(s.queue, s.workLetter)
}

func (s *Service) workPass(ctx context.Context, _ PassArgs, _ jobs.Run) error {
	now := s.db.Clock().Now()
	if !tenant.OfficeHours(now, tenant.ZoneOf(ctx)) {
		return nil // it waited too long in the queue; the next sweep comes in the morning
	}
	_, err := s.Pass(identity.AsWorker(ctx), today(ctx, now), false)
	return err
}

func (s *Service) workLetter(ctx context.Context, a LetterArgs, run jobs.Run) error {
	now := s.db.Clock().Now()
	if open := opens(now, tenant.ZoneOf(ctx)); open.After(now) {
		return jobs.Later(open.Sub(now))
	}
	err := s.deliver(ctx, a.LetterID, run.Last)
	switch {
	case errors.Is(err, errBusy):
		return jobs.Later(busyFor)
	case errors.Is(err, errRefused):
		return jobs.GiveUp(err)
	}
	return err
}

// opens gives the moment, t or later, from which somebody may be written to.
func opens(t time.Time, zone *time.Location) time.Time {
	// Working days are never more than a few days apart, and office hours begin on the hour.
	for hour := t; hour.Before(t.AddDate(0, 0, 30)); {
		if tenant.OfficeHours(hour, zone) {
			return hour
		}
		hour = hour.Truncate(time.Hour).Add(time.Hour)
	}
	return t
}
