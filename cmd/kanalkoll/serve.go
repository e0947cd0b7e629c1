package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"kanalkoll/internal/app"
	"kanalkoll/internal/demo"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

// stopWithin is how long requests and jobs under way may take when the program is told to stop.
const stopWithin = 20 * time.Second

type serveCmd struct {
	NoWorker bool `help:"Serve the web alone; jobs are left to kanalkoll work."`
}

// Run serves until the context ends. With the embedded database it migrates first, and fills the demo municipality
// where the program runs as a demo; with a database of one's own, kanalkoll migrate up is the operator's.
func (c *serveCmd) Run(e *env) error {
	return withApp(e, func(a *app.App) error {
		listener, err := (&net.ListenConfig{}).Listen(e.ctx, "tcp", e.cfg.ListenAddr)
		if err != nil {
			return wrongUse("LISTEN_ADDR %s cannot be used: %v", e.cfg.ListenAddr, err)
		}
		var ops net.Listener
		if e.cfg.OpsAddr != "" {
			if ops, err = (&net.ListenConfig{}).Listen(e.ctx, "tcp", e.cfg.OpsAddr); err != nil {
				return wrongUse("OPS_ADDR %s cannot be used: %v", e.cfg.OpsAddr, err)
			}
		}
		if !c.NoWorker {
			a.StartWorker(e.ctx)
		}
		fmt.Fprintf(e.stderr, "Kanalkoll is served at %s\n", e.cfg.BaseURL)
		if e.cfg.Demo {
			fmt.Fprintf(e.stderr, "The demo municipality: %s/%s, staff sign in at %s/%s/login\n", e.cfg.BaseURL, demo.Slug, e.cfg.BaseURL, demo.Slug)
		}
		err = serve(e.ctx, a, listener, ops)
		stopCtx, cancel := context.WithTimeout(context.WithoutCancel(e.ctx), stopWithin)
		defer cancel()
		return errors.Join(err, a.StopWorker(stopCtx))
	})
}

// serve answers on the listeners until ctx ends, then lets requests under way finish.
func serve(ctx context.Context, a *app.App, listener, ops net.Listener) error {
	servers := []*http.Server{newServer(a.Handler())}
	listeners := []net.Listener{listener}
	if ops != nil {
		servers, listeners = append(servers, newServer(a.OpsHandler())), append(listeners, ops)
	}
	failed := make(chan error, len(servers))
	for i := range servers {
		go func() { failed <- servers[i].Serve(listeners[i]) }()
	}
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	stopCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	for _, s := range servers {
		err = errors.Join(err, s.Shutdown(stopCtx))
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

func newServer(h http.Handler) *http.Server {
	return &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 5 * time.Minute, WriteTimeout: 5 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
}

type workCmd struct{}

// Run works off jobs until the context ends.
func (*workCmd) Run(e *env) error {
	return withApp(e, func(a *app.App) error {
		a.StartWorker(e.ctx)
		<-e.ctx.Done()
		stopCtx, cancel := context.WithTimeout(context.WithoutCancel(e.ctx), stopWithin)
		defer cancel()
		return a.StopWorker(stopCtx)
	})
}

// withApp opens the database and the program's parts for fn and closes them after it.
func withApp(e *env, fn func(a *app.App) error) (err error) {
	d, err := app.OpenDatabase(e.ctx, e.cfg, e.log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if e.cfg.EmbeddedDatabase() {
		if err := d.Migrate(e.ctx); err != nil {
			return err
		}
	}
	a, err := app.New(e.ctx, e.cfg, d, e.clock, e.log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := a.DB.AssertSafeRole(e.ctx); err != nil && !postgres.Unreachable(err) {
		return err
	}
	if e.cfg.Demo {
		if err := demo.Fill(identity.AsOperator(e.ctx), a); err != nil && !postgres.Unreachable(err) {
			return fmt.Errorf("demo: %w", err)
		}
	}
	return fn(a)
}
