package app

import (
	"context"
	"time"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/jobs"
)

// sweepEvery is how often ended sessions and old failures are removed.
const sweepEvery = time.Hour

// newJobs makes the queue and declares the periodic work.
func (a *App) newJobs() *jobs.Runner {
	r := jobs.New(a.DB, jobs.Options{Log: a.Log, Enter: a.enterTenant})
	r.Periodic("identity-sweep", sweepEvery, func(ctx context.Context) error { return a.People.Sweep(identity.AsWorker(ctx)) })
	return r
}

// StartWorker works jobs off until StopWorker; it returns at once and waits for the database by itself.
func (a *App) StartWorker(ctx context.Context) error { return a.Jobs.Start(ctx) }

// StopWorker takes no new jobs and waits, until ctx ends, for those under way.
func (a *App) StopWorker(ctx context.Context) error { return a.Jobs.Stop(ctx) }
