package app

import (
	"context"
	"errors"
	"slices"
	"time"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/jobs"
)

// How often ended sessions and old failures are removed, and files that nothing names, and how often it is looked whether
// somebody's last day has passed: municipalities' days end at different hours.
const (
	sweepEvery      = time.Hour
	sweepFilesEvery = 24 * time.Hour
	passDaysEvery   = time.Hour
)

// unnamedFor is how long a file may lie without a row that names it: it is written before its row.
const unnamedFor = 24 * time.Hour

// newJobs makes the queue and declares the periodic work.
func (a *App) newJobs() *jobs.Runner {
	r := jobs.New(a.DB, jobs.Options{Log: a.Log, Enter: a.enterTenant})
	r.Periodic("identity-sweep", sweepEvery, func(ctx context.Context) error { return a.People.Sweep(identity.AsWorker(ctx)) })
	r.Periodic("file-sweep", sweepFilesEvery, func(ctx context.Context) error { return a.SweepFiles(identity.AsWorker(ctx)) })
	r.Periodic("roster-import-sweep", sweepEvery, func(ctx context.Context) error { return a.Rosters.SweepImports(identity.AsWorker(ctx)) })
	r.Periodic("roster-days", passDaysEvery, func(ctx context.Context) error { return a.PassDays(identity.AsWorker(ctx)) })
	return r
}

// PassDays does in every municipality what the passing of days asks of rosters and of people who leave.
func (a *App) PassDays(ctx context.Context) error {
	all, err := a.Tenants.All(ctx)
	if err != nil {
		return err
	}
	for _, t := range all {
		err = errors.Join(err, a.Rosters.PassDays(InTenant(ctx, t)))
	}
	return err
}

// StartWorker works jobs off until StopWorker; it returns at once and waits for the database by itself.
func (a *App) StartWorker(ctx context.Context) error { return a.Jobs.Start(ctx) }

// StopWorker takes no new jobs and waits, until ctx ends, for those under way.
func (a *App) StopWorker(ctx context.Context) error { return a.Jobs.Stop(ctx) }

// SweepFiles removes files that no row has named for a day: left by a process that died between writing a file and
// its row, or between taking a row away and its file.
func (a *App) SweepFiles(ctx context.Context) error {
	logos, err := a.Tenants.FileKeys(ctx)
	if err != nil {
		return err
	}
	imports, err := a.Register.FileKeys(ctx)
	if err != nil {
		return err
	}
	evidence, err := a.Checklists.FileKeys(ctx)
	if err != nil {
		return err
	}
	named := map[string]bool{}
	for _, key := range slices.Concat(logos, imports, evidence) {
		named[key] = true
	}
	var unnamed []string
	err = a.Files.Walk(ctx, "t/", func(key string, _ int64, changed time.Time) error {
		if !named[key] && a.Clock.Now().Sub(changed) > unnamedFor {
			unnamed = append(unnamed, key)
		}
		return nil
	})
	for _, key := range unnamed {
		err = errors.Join(err, a.Files.Delete(ctx, key))
	}
	return err
}
