package jobs

import (
	"context"
	"io"
	"net"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/postgrestest"
)

func TestWorkerStartsWhenTheDatabaseComesBack(t *testing.T) {
	_, appURL := postgrestest.Migrated(t)
	gate := newGate(t, appURL)
	db, err := postgres.Open(t.Context(), gate.url, clock.System())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	r := newRunner(t, db)
	away := make(chan error, 100)
	r.failed = func(err error) { away <- err }
	ran := make(chan string, 1)
	r.Periodic("tick", time.Hour, func(context.Context) error { ran <- "tick"; return nil })
	if err := r.Start(t.Context()); err != nil {
		t.Fatalf("starting without a database must not fail: %v", err)
	}
	t.Cleanup(func() { stop(t, r) })
	_ = wait(t, away, "a start that fails")
	gate.open.Store(true)
	wait(t, ran, "work after the database came back")
}

func TestStopWhileTheDatabaseIsAway(t *testing.T) {
	_, appURL := postgrestest.Migrated(t)
	gate := newGate(t, appURL)
	db, err := postgres.Open(t.Context(), gate.url, clock.System())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	r := newRunner(t, db)
	away := make(chan error, 100)
	r.failed = func(err error) { away <- err }
	start(t, r)
	_ = wait(t, away, "a start that fails")
	stop(t, r)
}

// gate stands before the database and lets nobody in until it is opened.
type gate struct {
	url  string
	open atomic.Bool
}

func newGate(t *testing.T, databaseURL string) *gate {
	t.Helper()
	cfg, err := url.Parse(databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	network, address := "tcp", cfg.Host
	if q := cfg.Query(); q.Get("host") != "" { // a socket's folder
		port := q.Get("port")
		if port == "" {
			port = "5432"
		}
		network, address = "unix", q.Get("host")+"/.s.PGSQL."+port
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	g := &gate{}
	u := *cfg
	u.Host = l.Addr().String()
	q := u.Query()
	q.Del("host")
	q.Del("port")
	u.RawQuery = q.Encode()
	g.url = u.String()
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			if !g.open.Load() {
				_ = in.Close()
				continue
			}
			go func() {
				defer in.Close() //nolint:errcheck // a test's connection
				out, err := net.Dial(network, address)
				if err != nil {
					return
				}
				defer out.Close()                       //nolint:errcheck // a test's connection
				go func() { _, _ = io.Copy(out, in) }() // ends with the connection
				_, _ = io.Copy(in, out)
			}()
		}
	}()
	return g
}
