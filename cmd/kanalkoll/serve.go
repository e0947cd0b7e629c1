package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
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
		web, err := listen(e.ctx, "LISTEN_ADDR", e.cfg.ListenAddr, a.Handler())
		if err != nil {
			return err
		}
		sites := []site{web}
		if e.cfg.OpsAddr != "" {
			ops, err := listen(e.ctx, "OPS_ADDR", e.cfg.OpsAddr, a.OpsHandler())
			if err != nil {
				return errors.Join(err, web.listener.Close())
			}
			sites = append(sites, ops)
		}
		if !c.NoWorker {
			if err := a.StartWorker(e.ctx); err != nil {
				return err
			}
		}
		fmt.Fprintf(e.stderr, "Kanalkoll is served at %s\n", e.cfg.BaseURL)
		if e.cfg.Demo {
			fmt.Fprintf(e.stderr, "The demo municipality: %s/%s, staff sign in at %s/%s/login\n", e.cfg.BaseURL, demo.Slug, e.cfg.BaseURL, demo.Slug)
		}
		err = serve(e.ctx, sites...)
		stopCtx, cancel := context.WithTimeout(context.WithoutCancel(e.ctx), stopWithin)
		defer cancel()
		return errors.Join(err, a.StopWorker(stopCtx))
	})
}

// site is what is served at one address.
type site struct {
	listener net.Listener
	server   *http.Server
}

func listen(ctx context.Context, setting, addr string, h http.Handler) (site, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return site{}, wrongUse("%s %s cannot be used: %v", setting, addr, err)
	}
	return site{l, newServer(h)}, nil
}

// serve answers at the sites until ctx ends, then lets requests under way finish.
func serve(ctx context.Context, sites ...site) error {
	failed := make(chan error, len(sites))
	for _, s := range sites {
		go func() { failed <- s.server.Serve(s.listener) }()
	}
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	stopCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	for _, s := range sites {
		err = errors.Join(err, s.server.Shutdown(stopCtx))
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
		if err := a.StartWorker(e.ctx); err != nil {
			return err
		}
		var sites []site
		if e.cfg.OpsAddr != "" {
			ops, err := listen(e.ctx, "OPS_ADDR", e.cfg.OpsAddr, a.OpsHandler())
			if err != nil {
				return err
			}
			sites = append(sites, ops)
		}
		err := serve(e.ctx, sites...)
		stopCtx, cancel := context.WithTimeout(context.WithoutCancel(e.ctx), stopWithin)
		defer cancel()
		return errors.Join(err, a.StopWorker(stopCtx))
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
		if err := demo.Fill(identity.AsOperator(e.ctx), a.Office()); err != nil && !postgres.Unreachable(err) {
			return fmt.Errorf("demo: %w", err)
		}
	}
	watching, stop := context.WithCancel(e.ctx)
	var watch sync.WaitGroup
	watch.Go(func() { d.Watch(watching, a) })
	defer watch.Wait()
	defer stop()
	return fn(a)
}
