// Package jobs is the queue of work that must not be lost: jobs are inserted in the transaction of the change that
// makes them, and any number of workers take them off. It is River on the application's pool and role.
//
// A job may run more than once: a worker that dies after the work and before its note of it leaves the job to another.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"kanalkoll/internal/postgres"
)

// Limits of the queue. A job that runs longer than jobTimeout is cancelled; one whose worker has died is taken up
// again after rescueAfter.
const (
	jobTimeout  = time.Minute
	rescueAfter = 5 * time.Minute
	maxWorkers  = 10
)

// Options are what the queue needs of the rest of the program.
type Options struct {
	// Log gets a line for each run: kind, tenant, attempt and duration, nothing personal.
	Log *slog.Logger
	// Enter gives the context in which a municipality's job runs: its rows, its zone, the worker as actor.
	Enter func(ctx context.Context, tenant uuid.UUID) (context.Context, error)

	inTest bool // no random wait before maintenance starts, short waits between attempts to start
}

// Runner inserts jobs and, once started, works them off. Handlers and periodic work are declared before the first
// insert or start.
type Runner struct {
	db       *postgres.DB
	opt      Options
	workers  *river.Workers
	periodic map[string]*periodic

	once   sync.Once
	client *river.Client[pgx.Tx]
	err    error

	mu      sync.Mutex
	cancel  context.CancelFunc // stops attempts to start
	done    chan struct{}      // closed when starting has ended, one way or the other
	started bool
	failed  func(error) // tests are told of a start that failed
}

// New makes a queue on db. It does not wait for the database.
func New(db *postgres.DB, opt Options) *Runner {
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	r := &Runner{db: db, opt: opt, workers: river.NewWorkers(), periodic: map[string]*periodic{}}
	river.AddWorker(r.workers, river.WorkFunc(r.workPeriodic))
	return r
}

// open builds River's client the first time it is needed, when all handlers are known.
func (r *Runner) open() (*river.Client[pgx.Tx], error) {
	r.once.Do(func() {
		r.client, r.err = river.NewClient(riverpgxv5.New(r.db.Pool()), &river.Config{
			Schema:       postgres.RiverSchema,
			Queues:       map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: maxWorkers}},
			Workers:      r.workers,
			PeriodicJobs: r.schedules(),
			// Rebuilding an index takes its owner, and the application's role owns nothing.
			ReindexerSchedule:    river.NeverSchedule(),
			JobTimeout:           jobTimeout,
			RescueStuckJobsAfter: rescueAfter,
			Logger:               slog.New(quiet{r.opt.Log.Handler()}),
			Middleware:           []rivertype.Middleware{&logLine{log: r.opt.Log, clk: r.db.Clock()}},
			TestOnly:             r.opt.inTest,
		})
	})
	return r.client, r.err
}

// Args are what a job carries: ids, and nothing personal. Kind names the handler and stays as it is while such jobs
// are in the queue.
type Args = river.JobArgs

// Unique says when a job that is there already takes the place of a new one.
type Unique int

// A job may stand beside others of its arguments, or not while one of them is waiting or running.
const (
	Always Unique = iota
	UnlessWaiting
)

// waiting are the states of a job that will still run.
var waiting = []rivertype.JobState{rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning,
	rivertype.JobStateRetryable, rivertype.JobStateScheduled}

func (u Unique) opts() *river.InsertOpts {
	if u == UnlessWaiting {
		return &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: waiting}}
	}
	return nil
}

// InsertTx queues jobs in the caller's transaction: they run once it has committed, and never if it does not.
func (r *Runner) InsertTx(ctx context.Context, tx *postgres.Tx, u Unique, args ...Args) error {
	if len(args) == 0 {
		return nil
	}
	client, err := r.open()
	if err != nil {
		return err
	}
	params := make([]river.InsertManyParams, len(args))
	for i, a := range args {
		params[i] = river.InsertManyParams{Args: a, InsertOpts: u.opts()}
	}
	_, err = client.InsertManyTx(ctx, tx.Tx, params)
	return err
}

// Start works jobs off until Stop or the end of ctx. It returns at once: while the database is away it tries again.
// When ctx ends, jobs under way are left to finish; Stop waits for them.
func (r *Runner) Start(ctx context.Context) error {
	client, err := r.open()
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cancel != nil {
		return errors.New("jobs: started twice")
	}
	ctx, r.cancel = context.WithCancel(ctx)
	r.done = make(chan struct{})
	go r.start(ctx, client)
	return nil
}

const (
	firstWait   = time.Second
	longestWait = 15 * time.Second
)

func (r *Runner) start(ctx context.Context, client *river.Client[pgx.Tx]) {
	defer close(r.done)
	wait := firstWait
	if r.opt.inTest {
		wait = 10 * time.Millisecond
	}
	for {
		// The work must not be cut off when ctx ends: Stop decides how long it may take.
		err := client.Start(context.WithoutCancel(ctx))
		if err == nil {
			r.mu.Lock()
			r.started = true
			r.mu.Unlock()
			return
		}
		r.opt.Log.WarnContext(ctx, "the worker cannot start yet", "err", err)
		if r.failed != nil {
			r.failed(err)
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		wait = min(2*wait, longestWait)
	}
}

// Stop takes no new jobs and waits for those under way; when ctx ends first they are cancelled and will run again.
func (r *Runner) Stop(ctx context.Context) error {
	r.mu.Lock()
	cancel, done := r.cancel, r.done
	r.mu.Unlock()
	if cancel == nil {
		return nil
	}
	cancel()
	<-done
	r.mu.Lock()
	started := r.started
	r.mu.Unlock()
	if !started {
		return nil
	}
	if err := r.client.Stop(ctx); err == nil {
		return nil
	}
	last, end := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer end()
	if err := r.client.StopAndCancel(last); err != nil {
		return fmt.Errorf("jobs: stop: %w", err)
	}
	return nil
}
