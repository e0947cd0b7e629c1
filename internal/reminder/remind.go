package reminder

import (
	"context"
	"encoding/csv"
	"errors"
	"io"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

// Remind runs the pass of the context's municipality by hand and writes CSV: what is due on the day, to whom, and how
// far it has come. Unless it is a dry run, the letters are sent before it returns, at any hour, whether or not a
// worker runs. Letters that could not be sent now stay queued for the worker and are an error.
func (s *Service) Remind(ctx context.Context, w io.Writer, on clock.Date, dryRun bool) error {
	list, err := s.Pass(ctx, on, dryRun)
	if err != nil {
		return err
	}
	if !dryRun {
		err = s.deliverAll(ctx)
		after, planErr := s.Pass(ctx, on, true)
		if planErr != nil {
			return errors.Join(err, planErr)
		}
		var toldErr error
		list, toldErr = s.withNews(ctx, list, after)
		err = errors.Join(err, toldErr)
	}
	return errors.Join(writeCSV(w, list), err)
}

// withNews adds to what is due now the news that were due before: once told they are due no more, but what became of
// them belongs in the list.
func (s *Service) withNews(ctx context.Context, before, now []Planned) ([]Planned, error) {
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		for _, p := range before {
			if r, ok := s.rule(p.Kind); !ok || !r.News || p.State != Queued {
				continue
			}
			told, err := selectTold(ctx, tx, p.Kind, []Due{p.Due})
			if err != nil {
				return err
			}
			if state, ok := told[toldKey{p.SubjectID, p.DueOn, p.Recipient.ID}]; ok {
				p.State = state
				now = append(now, p)
			}
		}
		return nil
	})
	return now, err
}

// deliverAll sends every letter of the municipality that waits.
func (s *Service) deliverAll(ctx context.Context) error {
	if err := identity.Require(ctx, identity.RemindersRun); err != nil {
		return err
	}
	var waiting []letter
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		waiting, err = selectWaiting(ctx, tx)
		return err
	})
	for _, l := range waiting {
		if e := s.Deliver(ctx, l.ID); e != nil && !errors.Is(e, errRefused) { // what was refused shows in the list
			err = errors.Join(err, e)
		}
	}
	return err
}

func writeCSV(w io.Writer, list []Planned) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	rows := [][]string{{"kind", "due_on", "subject", "recipient", "state"}}
	for _, p := range list {
		rows = append(rows, []string{p.Kind, p.DueOn.String(), p.Ref, p.Recipient.Email, string(p.State)})
	}
	return out.WriteAll(rows)
}
