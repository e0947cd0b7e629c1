package jobs

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/postgrestest"
)

type greetArgs struct {
	For
	N int `json:"n"`
}

func (greetArgs) Kind() string { return "greet" }

func enter(ctx context.Context, tenant uuid.UUID) (context.Context, error) {
	return postgres.WithTenant(ctx, tenant), nil
}

func newRunner(t *testing.T, db *postgres.DB) *Runner {
	t.Helper()
	return New(db, Options{Enter: enter, inTest: true})
}

func start(t *testing.T, r *Runner) {
	t.Helper()
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, r) })
}

func stop(t *testing.T, r *Runner) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := r.Stop(ctx); err != nil {
		t.Error(err)
	}
}

func wait[T any](t *testing.T, ch <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-ch:
		return v
	case <-time.After(30 * time.Second):
		t.Fatalf("waited in vain for %s", what)
		panic("unreachable")
	}
}

func insert(t *testing.T, db *postgres.DB, r *Runner, u Unique, end error, args ...Args) {
	t.Helper()
	err := db.InSystem(t.Context(), "test", func(tx *postgres.Tx) error {
		if err := r.InsertTx(t.Context(), tx, u, args...); err != nil {
			return err
		}
		return end
	})
	if !errors.Is(err, end) {
		t.Fatal(err)
	}
}

func count(t *testing.T, db *postgres.DB, where string) int {
	t.Helper()
	var n int
	if err := db.Pool().QueryRow(t.Context(), `SELECT count(*) FROM river.river_job WHERE `+where).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestJobRunsForItsTenantOnceItsTransactionHasCommitted(t *testing.T) {
	db := postgrestest.New(t, clock.System())
	r := newRunner(t, db)
	type got struct {
		tenant uuid.UUID
		n      int
	}
	ran := make(chan got, 10)
	Handle(r, func(ctx context.Context, a greetArgs, _ Run) error {
		ran <- got{postgres.TenantOf(ctx), a.N}
		return nil
	})
	tenant := uuid.New()
	insert(t, db, r, Always, errors.New("rolled back"), greetArgs{For{tenant}, 1})
	insert(t, db, r, Always, nil, greetArgs{For{tenant}, 2})
	start(t, r)
	if g := wait(t, ran, "the job"); g != (got{tenant, 2}) {
		t.Errorf("ran %+v, want job 2 of the tenant: the other was rolled back", g)
	}
}

func TestPanickingJobIsTriedAgain(t *testing.T) {
	db := postgrestest.New(t, clock.System())
	var log bytes.Buffer
	r := New(db, Options{Enter: enter, inTest: true, Log: slog.New(slog.NewJSONHandler(&log, nil))})
	var runs atomic.Int32
	done := make(chan Run, 1)
	tenant := uuid.New()
	Handle(r, func(_ context.Context, _ greetArgs, run Run) error {
		if runs.Add(1) == 1 {
			panic("the first time")
		}
		done <- run
		return nil
	})
	insert(t, db, r, Always, nil, greetArgs{For{tenant}, 1})
	start(t, r)
	if run := wait(t, done, "the second attempt"); run.Attempt != 2 || run.Last {
		t.Errorf("second run is %+v", run)
	}
	stop(t, r)
	for _, want := range []string{`"msg":"job panicked"`, `"kind":"greet"`, `"tenant":"` + tenant.String(), `"attempt":2`} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %s:\n%s", want, &log)
		}
	}
}

func TestUnlessWaitingKeepsOneJob(t *testing.T) {
	db := postgrestest.New(t, clock.System())
	r := newRunner(t, db)
	ran := make(chan int, 10)
	Handle(r, func(_ context.Context, a greetArgs, _ Run) error { ran <- a.N; return nil })
	events, unsubscribe := func() (<-chan *river.Event, func()) {
		c, err := r.open()
		if err != nil {
			t.Fatal(err)
		}
		return c.Subscribe(river.EventKindJobCompleted)
	}()
	defer unsubscribe()
	args := greetArgs{For{uuid.New()}, 7}
	insert(t, db, r, UnlessWaiting, nil, args)
	insert(t, db, r, UnlessWaiting, nil, args)
	if n := count(t, db, `kind = 'greet'`); n != 1 {
		t.Fatalf("%d jobs wait, want 1", n)
	}
	start(t, r)
	wait(t, events, "the first run")
	insert(t, db, r, UnlessWaiting, nil, args)
	wait(t, events, "a run after the first had ended")
}

func TestPeriodicWorkRunsOnceWhateverTheNumberOfWorkers(t *testing.T) {
	db := postgrestest.New(t, clock.System())
	const period = 1000 * 24 * time.Hour
	var runs atomic.Int32
	ran := make(chan string, 10)
	worker := func(names ...string) *Runner {
		r := newRunner(t, db)
		for _, name := range names {
			r.Periodic(name, period, func(context.Context) error {
				if name == "the sweep" {
					runs.Add(1)
				}
				ran <- name
				return nil
			})
		}
		return r
	}
	a, b := worker("the sweep"), worker("the sweep")
	start(t, a)
	start(t, b)
	if name := wait(t, ran, "the first run"); name != "the sweep" {
		t.Fatal(name)
	}
	stop(t, a)
	stop(t, b)
	// A new leader begins its schedule anew. Both kinds of work are queued together, so once the mark has run the
	// other has been queued too, if it ever is.
	start(t, worker("the sweep", "mark"))
	if name := wait(t, ran, "the mark"); name != "mark" {
		t.Errorf("%s ran again in the same period", name)
	}
	if n := count(t, db, `kind = 'periodic' AND args->>'name' = 'the sweep'`); n != 1 || runs.Load() != 1 {
		t.Errorf("%d jobs, %d runs in one period, want 1", n, runs.Load())
	}
}

// River's maintenance must work under a role that owns nothing. What it cannot do it says in the log.
func TestMaintenanceWorksUnderTheApplicationsRole(t *testing.T) {
	db := postgrestest.New(t, clock.System())
	var log bytes.Buffer
	r := New(db, Options{Enter: enter, inTest: true, Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	ran := make(chan int, 10)
	Handle(r, func(_ context.Context, a greetArgs, _ Run) error { ran <- a.N; return nil })
	// A job that is long done is cleaned away; one that is due now was scheduled; one whose worker died is rescued.
	insert(t, db, r, Always, nil, greetArgs{For{uuid.New()}, 1}, greetArgs{For{uuid.New()}, 2}, greetArgs{For{uuid.New()}, 3})
	for _, sql := range []string{
		`UPDATE river.river_job SET state = 'completed', finalized_at = now() - interval '9 days' WHERE args->>'n' = '1'`,
		`UPDATE river.river_job SET state = 'scheduled', scheduled_at = now() - interval '1 second' WHERE args->>'n' = '2'`,
		`UPDATE river.river_job SET state = 'running', attempt = 1, attempted_at = now() - interval '2 hours', attempted_by = '{gone}' WHERE args->>'n' = '3'`,
	} {
		if _, err := db.Pool().Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	start(t, r)
	seen := map[int]bool{}
	for len(seen) < 2 {
		seen[wait(t, ran, "scheduled and rescued jobs")] = true
	}
	if seen[1] {
		t.Error("a completed job ran")
	}
	for end := time.Now().Add(30 * time.Second); count(t, db, `args->>'n' = '1'`) != 0; {
		if time.Now().After(end) {
			t.Fatal("the old job was not cleaned away")
		}
	}
	stop(t, r)
	if strings.Contains(log.String(), "permission denied") || strings.Contains(log.String(), "must be owner") {
		t.Errorf("the role lacks rights:\n%s", &log)
	}
}

func TestStopWaitsForTheJobUnderWay(t *testing.T) {
	db := postgrestest.New(t, clock.System())
	r := newRunner(t, db)
	begun, goOn := make(chan struct{}), make(chan struct{})
	var finished atomic.Bool
	Handle(r, func(ctx context.Context, _ greetArgs, _ Run) error {
		close(begun)
		<-goOn
		finished.Store(ctx.Err() == nil)
		return nil
	})
	insert(t, db, r, Always, nil, greetArgs{For{uuid.New()}, 1})
	ctx, cancel := context.WithCancel(t.Context())
	if err := r.Start(ctx); err != nil {
		t.Fatal(err)
	}
	wait(t, begun, "the job")
	cancel() // the signal to stop must not cut the job off
	stopped := make(chan struct{})
	go func() { stop(t, r); close(stopped) }()
	close(goOn)
	wait(t, stopped, "the end")
	if !finished.Load() || count(t, db, `state = 'completed'`) != 1 {
		t.Error("the job under way was cut off")
	}
}
