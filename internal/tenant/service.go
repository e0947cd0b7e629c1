package tenant

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/postgres"
)

// The acts of this room that need permission; identity's table says whose they are.
const (
	ActSettings = "tenant.settings"
	ActUnits    = "unit.edit"
	ActAdd      = "tenant.add" // operators only
)

// Permit refuses an act that the context's actor may not do.
type Permit func(ctx context.Context, act string) error

// Service is what can be done with municipalities and units.
type Service struct {
	db     *postgres.DB
	permit Permit

	mu    sync.RWMutex // the directory changes seldom and is read on every request
	cache map[string]cached
}

type cached struct {
	tenant *Tenant
	until  time.Time
}

// cacheFor bounds how long another web process may show a municipality's old name or colour.
const cacheFor = 5 * time.Second

// NewService builds the service; permit comes from identity.
func NewService(db *postgres.DB, permit Permit) *Service {
	return &Service{db: db, permit: permit, cache: map[string]cached{}}
}

// BySlug gives the municipality with that name in addresses, or NotFound.
func (s *Service) BySlug(ctx context.Context, slug string) (*Tenant, error) {
	if !ValidSlug(slug) { // whatever bytes stand in the address: the database takes text only
		return nil, fault.NotFound()
	}
	return s.lookup(ctx, "slug = $1", slug)
}

// ByHost gives the municipality with that host name of its own, or NotFound.
func (s *Service) ByHost(ctx context.Context, host string) (*Tenant, error) {
	return s.lookup(ctx, "host = $1", strings.ToLower(host))
}

// ByCode gives the municipality with SCB's four digits, or NotFound.
func (s *Service) ByCode(ctx context.Context, code string) (*Tenant, error) {
	return s.lookup(ctx, "code = $1", code)
}

func (s *Service) lookup(ctx context.Context, where, arg string) (*Tenant, error) {
	key := where + arg
	now := s.db.Clock().Now()
	s.mu.RLock()
	c, ok := s.cache[key]
	s.mu.RUnlock()
	if ok && now.Before(c.until) {
		return c.tenant, nil
	}
	var t *Tenant
	err := s.db.Public(ctx, func(tx *postgres.Tx) error {
		var err error
		t, err = selectTenant(ctx, tx, where, arg)
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, fault.NotFound()
	}
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.cache[key] = cached{t, now.Add(cacheFor)} // only found ones: guessing names must not fill the memory
	s.mu.Unlock()
	return t, nil
}

func (s *Service) forget() {
	s.mu.Lock()
	clear(s.cache)
	s.mu.Unlock()
}

// All gives the municipalities of this installation by name.
func (s *Service) All(ctx context.Context) ([]*Tenant, error) {
	var list []*Tenant
	err := s.db.Public(ctx, func(tx *postgres.Tx) error {
		var err error
		list, err = selectTenants(ctx, tx)
		return err
	})
	return list, err
}

// New is what a new municipality needs.
type New struct {
	Slug, Name, Code, Host string
	ContactText            string
	ContactEmail           string
	ContactPhone           string
	Website                string
	Demo                   bool
}

// Add registers a municipality with its communications unit. A slug, code or host that is taken is a Conflict.
func (s *Service) Add(ctx context.Context, in New) (*Tenant, error) {
	if err := s.permit(ctx, ActAdd); err != nil {
		return nil, err
	}
	list, err := s.AddAll(ctx, []New{in})
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// AddAll registers many municipalities in one transaction, all or none.
func (s *Service) AddAll(ctx context.Context, in []New) ([]*Tenant, error) {
	if err := s.permit(ctx, ActAdd); err != nil {
		return nil, err
	}
	var made []*Tenant
	for _, n := range in {
		t, err := n.check()
		if err != nil {
			return nil, err
		}
		made = append(made, t)
	}
	err := s.db.InSystem(ctx, "add municipalities", func(tx *postgres.Tx) error {
		for _, t := range made {
			if err := addTx(ctx, tx, t); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.forget()
	return made, nil
}

func addTx(ctx context.Context, tx *postgres.Tx, t *Tenant) error {
	if err := insertTenant(ctx, tx, t); err != nil {
		var pg *pgconn.PgError
		if errors.As(err, &pg) && pg.Code == "23505" {
			return &fault.Error{Kind: fault.ConflictKind, Key: "tenant.taken", Args: []any{"Slug", t.Slug, "Code", t.Code}, Cause: err}
		}
		return err
	}
	own := &postgres.Tx{Tx: tx.Tx, Tenant: t.ID, Now: tx.Now}
	if err := insertUnit(ctx, own, Unit{ID: uuid.New(), Name: "Kommunikation", Communications: true}); err != nil {
		return err
	}
	return audit.Write(ctx, own, audit.Entry{Action: ActAdd, ObjectKind: "tenant", ObjectID: t.ID})
}

func (n New) check() (*Tenant, error) {
	t := &Tenant{ID: uuid.New(), Slug: n.Slug, Code: n.Code, Name: strings.TrimSpace(n.Name), Host: strings.ToLower(n.Host),
		Accent: "#00578a", ContactText: n.ContactText, ContactEmail: n.ContactEmail, ContactPhone: n.ContactPhone, Website: n.Website,
		TimeZone: "Europe/Stockholm", Demo: n.Demo, Version: 1}
	var bad []fault.Field
	if t.Name == "" || len(t.Name) > 200 {
		bad = append(bad, fault.Bad("name", "tenant.name_bad"))
	} else if formula(t.Name) {
		bad = append(bad, fault.Bad("name", "tenant.formula"))
	}
	if t.Slug == "" {
		t.Slug = MakeSlug(t.Name)
	}
	if !ValidSlug(t.Slug) {
		bad = append(bad, fault.Bad("slug", "tenant.slug_bad", "Slug", t.Slug))
	}
	if len(t.Code) != 4 || strings.Trim(t.Code, "0123456789") != "" {
		bad = append(bad, fault.Bad("code", "tenant.code_bad", "Code", t.Code))
	}
	if strings.ContainsAny(t.Host, "/: \t") {
		bad = append(bad, fault.Bad("host", "tenant.host_bad", "Host", t.Host))
	}
	if len(bad) > 0 {
		return nil, fault.Invalid(bad...)
	}
	return t, nil
}

// SaveSettings writes name, look and contact read at the given version. Stale is a Conflict. The caller has
// checked the colour's contrast (page.CheckColour) and stored the logo.
func (s *Service) SaveSettings(ctx context.Context, t *Tenant, version int) error {
	if err := s.permit(ctx, ActSettings); err != nil {
		return err
	}
	if bad := t.CheckSettings(); len(bad) > 0 {
		return fault.Invalid(bad...)
	}
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		old, err := selectTenant(ctx, tx, "id = $1", tx.Tenant)
		if err != nil {
			return err
		}
		ok, err := updateTenant(ctx, tx, t, version)
		if err != nil {
			return err
		}
		if !ok {
			return fault.Conflict("tenant.settings_stale")
		}
		return audit.Write(ctx, tx, audit.Entry{Action: ActSettings, ObjectKind: "tenant", ObjectID: tx.Tenant, Changes: settingsDiff(old, t)})
	})
	if err == nil {
		s.forget()
	}
	return err
}

func settingsDiff(old, now *Tenant) []audit.Change {
	var c []audit.Change
	for _, f := range []struct{ name, old, now string }{
		{"name", old.Name, now.Name}, {"accent", old.Accent, now.Accent}, {"logo", old.LogoKey, now.LogoKey},
		{"website", old.Website, now.Website},
	} {
		if f.old != f.now {
			c = append(c, audit.Value(f.name, f.old, f.now))
		}
	}
	for _, f := range []struct{ name, old, now string }{
		{"contact_text", old.ContactText, now.ContactText}, {"contact_email", old.ContactEmail, now.ContactEmail}, {"contact_phone", old.ContactPhone, now.ContactPhone},
	} {
		if f.old != f.now {
			c = append(c, audit.Field(f.name))
		}
	}
	return c
}

// String names the municipality in logs.
func (t *Tenant) String() string { return fmt.Sprintf("%s (%s)", t.Slug, t.Code) }

// ByID gives the municipality with the id, or NotFound.
func (s *Service) ByID(ctx context.Context, id uuid.UUID) (*Tenant, error) {
	return s.lookup(ctx, "id::text = $1", id.String())
}
