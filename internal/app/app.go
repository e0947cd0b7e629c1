package app

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/blob"
	"kanalkoll/internal/checklist"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/demo"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/identity/identityweb"
	"kanalkoll/internal/jobs"
	"kanalkoll/internal/mail"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/postgres/cluster"
	"kanalkoll/internal/register"
	"kanalkoll/internal/reminder"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
)

// App is the program's parts, joined.
type App struct {
	Config     Config
	Log        *slog.Logger
	Clock      clock.Clock
	DB         *postgres.DB
	Files      *blob.Store
	Mail       mail.Sender
	Tenants    *tenant.Service
	People     *identity.Service
	Register   *register.Service
	Templates  *checklist.Templates
	Checklists *checklist.Service
	Rosters    *roster.Service
	Audit      *audit.Service
	Sessions   *identityweb.Sessions
	Jobs       *jobs.Runner
	Reminders  *reminder.Service

	routes  *guard.Routes
	metrics *metrics
}

// Database is where the two roles find the database.
type Database struct {
	AppURL   string
	OwnerURL string // empty where the program does not know it
	cluster  *cluster.Cluster
}

// OpenDatabase gives the configured database, starting the embedded one where none is configured. Close it at the end.
func OpenDatabase(ctx context.Context, cfg Config, log *slog.Logger) (*Database, error) {
	if !cfg.EmbeddedDatabase() {
		return &Database{AppURL: cfg.DatabaseURL, OwnerURL: cfg.DatabaseOwnerURL}, nil
	}
	c, err := cluster.Open(ctx, cluster.Config{DataDir: cfg.DataDir, Logger: log})
	if err != nil {
		return nil, err
	}
	return &Database{AppURL: c.AppURL(), OwnerURL: c.OwnerURL(), cluster: c}, nil
}

// watchEvery is how often a long-running program looks whether the embedded database still answers.
const watchEvery = 2 * time.Second

// Watch starts the embedded database again whenever it has died, until ctx ends. A database of one's own is its
// operator's to start.
func (d *Database) Watch(ctx context.Context, a *App) {
	if d.cluster == nil {
		return
	}
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := a.DB.Ping(ctx); err == nil || ctx.Err() != nil {
			continue
		}
		if err := d.cluster.Revive(ctx); err != nil && ctx.Err() == nil {
			a.Log.ErrorContext(ctx, "the embedded database does not start", "err", err)
		}
	}
}

// Close leaves the embedded database, which stops when nobody else uses it.
func (d *Database) Close() error {
	if d.cluster == nil {
		return nil
	}
	return d.cluster.Close()
}

// Migrate brings the schema to this program's version. It needs the owner's role.
func (d *Database) Migrate(ctx context.Context) error {
	if d.OwnerURL == "" {
		return errors.New("DATABASE_OWNER_URL: must be set to migrate")
	}
	role, err := roleOf(d.AppURL)
	if err != nil {
		return err
	}
	return postgres.MigrateUp(ctx, d.OwnerURL, role)
}

func roleOf(databaseURL string) (string, error) {
	u, err := url.Parse(databaseURL)
	if err != nil || u.User == nil || u.User.Username() == "" {
		return "", errors.New("DATABASE_URL: must be postgres://role:password@host/database")
	}
	return u.User.Username(), nil
}

// New joins the program's parts on a database. It does not wait for the database to answer.
func New(ctx context.Context, cfg Config, d *Database, clk clock.Clock, log *slog.Logger) (*App, error) {
	var port func() int
	if d.cluster != nil {
		port = d.cluster.Port
	}
	db, err := postgres.OpenAt(ctx, d.AppURL, port, clk)
	if err != nil {
		return nil, err
	}
	a := &App{Config: cfg, Log: log, Clock: clk, DB: db}
	a.metrics = a.newMetrics()
	if a.Files, err = blob.Open(ctx, cfg.StorageURL); err != nil {
		return nil, fmt.Errorf("STORAGE_URL: %w", err)
	}
	if a.Mail, err = mail.Open(cfg.SMTPURL, filepath.Join(cfg.DataDir, "mail"), cfg.Host(), clk); err != nil {
		return nil, fmt.Errorf("SMTP_URL: %w", err)
	}
	key, err := sessionKey(cfg)
	if err != nil {
		return nil, err
	}
	a.Tenants = tenant.NewService(db, identity.Permit)
	a.People = identity.NewService(db)
	a.Register = register.NewService(db)
	a.Templates = checklist.NewTemplates(db)
	a.Audit = audit.NewService(db, identity.Permit)
	a.Sessions = identityweb.NewSessions(a.People, key, cfg.HTTPS())
	a.Jobs = a.newJobs()
	a.Reminders = reminder.NewService(db, a.Jobs, a.Mail, a.Tenants, cfg.BaseURL, slices.Concat(register.EventRules(), checklist.ReminderRules(), roster.ReminderRules(), []reminder.Rule{register.NoContactRule(), register.DutyCheckRule()})...)
	a.Register.TellBy(a.Reminders)
	a.Register.Require(register.HasChecklist, checklist.Condition)
	a.Checklists = checklist.NewService(db, a.Register, a.Templates, a.Files, cfg.BaseURL)
	a.Checklists.UseRoster(crews{})
	a.Rosters = roster.NewService(db, a.Register)
	a.Rosters.AnswersBy(a.answered)
	a.Rosters.Hold(pointHolder(a.Checklists))
	a.Rosters.MoveAlso(movers()...)
	a.Register.Require(register.HasDuties, register.DutiesConfirmed)
	return a, nil
}

// Office gives the services that the demo municipality is filled through.
func (a *App) Office() demo.Office {
	return demo.Office{DB: a.DB, Tenants: a.Tenants, People: a.People, Register: a.Register, Checklists: a.Checklists, Rosters: a.Rosters}
}

// Close ends what New began.
func (a *App) Close() error {
	a.DB.Close()
	return a.Files.Close()
}

// sessionKey gives SESSION_KEY, or the key that is made once in the data directory.
func sessionKey(cfg Config) ([]byte, error) {
	if cfg.SessionKey != "" {
		return []byte(cfg.SessionKey), nil
	}
	path := filepath.Join(cfg.DataDir, "session.key")
	raw, err := os.ReadFile(path) //nolint:gosec // a fixed name in the configured data directory
	if err == nil {
		return []byte(strings.TrimSpace(string(raw))), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("session key: %w", err)
	}
	b := make([]byte, 48)
	if _, err := rand.Read(b); err != nil {
		return nil, err
	}
	key := base64.RawStdEncoding.EncodeToString(b)
	if err := os.MkdirAll(cfg.DataDir, 0o700); err != nil {
		return nil, fmt.Errorf("session key: %w", err)
	}
	// Linked into place, so that of two programs that start together one key wins and no one reads half a key.
	tmp, err := os.CreateTemp(cfg.DataDir, "session.key.*")
	if err != nil {
		return nil, fmt.Errorf("session key: %w", err)
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // a leftover temporary file does no harm
	if _, err := tmp.WriteString(key + "\n"); err != nil {
		return nil, fmt.Errorf("session key: %w", errors.Join(err, tmp.Close()))
	}
	if err := tmp.Close(); err != nil {
		return nil, fmt.Errorf("session key: %w", err)
	}
	if err := os.Link(tmp.Name(), path); errors.Is(err, fs.ErrExist) {
		return sessionKey(cfg)
	} else if err != nil {
		return nil, fmt.Errorf("session key: %w", err)
	}
	return []byte(key), nil
}

// enterTenant gives the context of a job or a command for one municipality: its rows, its zone, its words.
func (a *App) enterTenant(ctx context.Context, id uuid.UUID) (context.Context, error) {
	t, err := a.Tenants.ByID(ctx, id)
	if err != nil {
		return nil, err
	}
	return InTenant(identity.AsWorker(ctx), t), nil
}

// InTenant sets the municipality of a context outside the web.
func InTenant(ctx context.Context, t *tenant.Tenant) context.Context {
	return tenant.With(postgres.WithTenant(ctx, t.ID), t)
}
