package jobs

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"
)

// For says whose a job is. Arguments embed it.
type For struct {
	TenantID uuid.UUID `json:"tenant_id"`
}

// Tenant gives the municipality that the job is for.
func (f For) Tenant() uuid.UUID { return f.TenantID }

// TenantArgs are the arguments of a job for one municipality.
type TenantArgs interface {
	Args
	Tenant() uuid.UUID
}

// Run is what a handler is told of the run.
type Run struct {
	Attempt int  // counts from 1
	Last    bool // there will be no other
}

// Handle declares who works off the jobs with arguments T of one municipality. The handler gets that municipality's
// context; an error or a panic has the job tried again, later and later, 25 times over three weeks.
func Handle[T TenantArgs](r *Runner, fn func(ctx context.Context, args T, run Run) error) {
	river.AddWorker(r.workers, river.WorkFunc(func(ctx context.Context, job *river.Job[T]) error {
		ctx, err := r.opt.Enter(ctx, job.Args.Tenant())
		if err != nil {
			return err
		}
		return fn(ctx, job.Args, Run{Attempt: job.Attempt, Last: job.Attempt >= job.MaxAttempts})
	}))
}

// Later has the job run again after d, without counting it as a failure. Handlers return it.
func Later(d time.Duration) error { return river.JobSnooze(d) }

// GiveUp ends the job for good. Handlers return it.
func GiveUp(err error) error { return river.JobCancel(err) }

// periodic is one piece of work on a schedule.
type periodic struct {
	every time.Duration
	fn    func(ctx context.Context) error
}

// periodicArgs name the work; its function is found in the worker that takes the job.
type periodicArgs struct {
	Name string `json:"name"`
}

// Kind implements Args.
func (periodicArgs) Kind() string { return "periodic" }

// Periodic declares work to be done once in every period, whatever the number of workers, and when the first worker
// starts. Periods are counted from the epoch in UTC.
func (r *Runner) Periodic(name string, every time.Duration, fn func(ctx context.Context) error) {
	r.periodic[name] = &periodic{every, fn}
}

func (r *Runner) schedules() []*river.PeriodicJob {
	var list []*river.PeriodicJob
	for name, p := range r.periodic {
		list = append(list, river.NewPeriodicJob(river.PeriodicInterval(p.every), func() (river.JobArgs, *river.InsertOpts) {
			// One worker leads and inserts; uniqueness keeps a new leader from inserting again what the old one has.
			// What failed is not repeated: the next period comes soon.
			return periodicArgs{name}, &river.InsertOpts{MaxAttempts: 3, UniqueOpts: river.UniqueOpts{ByArgs: true, ByPeriod: p.every}}
		}, &river.PeriodicJobOpts{ID: strings.ReplaceAll(name, " ", "_"), RunOnStart: true}))
	}
	return list
}

func (r *Runner) workPeriodic(ctx context.Context, job *river.Job[periodicArgs]) error {
	p, ok := r.periodic[job.Args.Name]
	if !ok {
		return nil // work that this version no longer knows
	}
	return p.fn(ctx)
}
