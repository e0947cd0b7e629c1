package reminder

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/jobs"
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
	office, err := s.tenants.Calendar(ctx)
	if err != nil {
		return err
	}
	if !office.OfficeHours(now) {
		return nil // it waited too long in the queue; the next sweep comes in the morning
	}
	_, err = s.Pass(identity.AsWorker(ctx), today(ctx, now), false)
	return err
}

func (s *Service) workLetter(ctx context.Context, a LetterArgs, run jobs.Run) error {
	now := s.db.Clock().Now()
	office, err := s.tenants.Calendar(ctx)
	if err != nil {
		return err
	}
	if open := office.Opens(now); open.After(now) {
		return jobs.Later(open.Sub(now))
	}
	err = s.deliver(ctx, a.LetterID, run.Last)
	switch {
	case errors.Is(err, errBusy):
		return jobs.Later(busyFor)
	case errors.Is(err, errRefused):
		return jobs.GiveUp(err)
	}
	return err
}
