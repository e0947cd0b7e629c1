package checklist

import (
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

// Templates is what can be done with the municipality's templates. The content of published versions is remembered
// and shared: what Published, PublishedTx, TemplateTx and Version give must not be changed.
type Templates struct {
	db    *postgres.DB
	cache contents
}

// NewTemplates builds the service.
func NewTemplates(db *postgres.DB) *Templates { return &Templates{db: db} }

// Bounds of a template: points, fields of a point, and bytes of the whole as JSON.
const (
	MaxPoints  = 200
	MaxFields  = 30
	maxContent = 512 << 10
)

// inTenant runs fn for one of the checklists that there are.
func (s *Templates) inTenant(ctx context.Context, name Name, fn func(tx *postgres.Tx) error) error {
	if !slices.Contains(Names, name) {
		return fault.NotFound()
	}
	return s.db.InTenant(ctx, fn)
}

// Published gives the newest published version, or, where the municipality has none of its own, the default that
// ships; its ID is then uuid.Nil.
func (s *Templates) Published(ctx context.Context, name Name) (t *Template, err error) {
	if err := identity.Require(ctx, identity.ChecklistView); err != nil {
		return nil, err
	}
	err = s.inTenant(ctx, name, func(tx *postgres.Tx) error {
		t, err = s.newest(ctx, tx, name)
		return err
	})
	if err == nil && t == nil {
		t = Default(name)
	}
	return t, err
}

// newest gives the newest published version with its content, nil where there is none.
func (s *Templates) newest(ctx context.Context, tx *postgres.Tx, name Name) (*Template, error) {
	t, err := selectNewest(ctx, tx, name)
	if err != nil || t == nil {
		return nil, err
	}
	return t, s.fill(ctx, tx, t)
}

// fill puts the content in, from memory where it is published and was read before.
func (s *Templates) fill(ctx context.Context, tx *postgres.Tx, t *Template) error {
	if c, ok := s.cache.get(tx.Tenant, t.ID); ok && t.Published() {
		t.Content = c
		return nil
	}
	c, err := selectContent(ctx, tx, t.ID)
	if err != nil {
		return err
	}
	t.Content = c
	if t.Published() {
		s.cache.put(tx.Tenant, t.ID, c)
	}
	return nil
}

// PublishedTx gives the newest published version for a checklist that starts. Where the municipality has none of its
// own it stores the default as number 1; two that start at once get the same.
func (s *Templates) PublishedTx(ctx context.Context, tx *postgres.Tx, name Name) (*Template, error) {
	if t, err := s.newest(ctx, tx, name); err != nil || t != nil {
		return t, err
	}
	t := &Template{ID: uuid.New(), Name: name, Number: 1, Content: Default(name).Content, PublishedAt: tx.Now}
	stored, err := insertTemplate(ctx, tx, t)
	if err != nil {
		return nil, err
	}
	if stored {
		err = audit.Write(ctx, tx, audit.Entry{Action: "template.default", ObjectKind: "template", ObjectID: t.ID, Changes: []audit.Change{audit.Value("template", "", string(name))}})
		if err != nil {
			return nil, err
		}
	}
	if t, err = s.newest(ctx, tx, name); err == nil && t == nil {
		err = errors.New("checklist: the default template was stored by nobody")
	}
	return t, err
}

// TemplateTx gives the version with the id.
func (s *Templates) TemplateTx(ctx context.Context, tx *postgres.Tx, id uuid.UUID) (*Template, error) {
	t, err := selectTemplate(ctx, tx, `id = @id`, pgx.NamedArgs{"id": id})
	if err != nil {
		return nil, err
	}
	if t == nil {
		return nil, fault.NotFound()
	}
	return t, s.fill(ctx, tx, t)
}

// Versions gives the published versions, newest first, without their content; none where only the default is in use.
func (s *Templates) Versions(ctx context.Context, name Name) (list []*Template, err error) {
	if err := identity.Require(ctx, identity.ChecklistView); err != nil {
		return nil, err
	}
	err = s.inTenant(ctx, name, func(tx *postgres.Tx) error {
		list, err = selectTemplates(ctx, tx, `name = @name AND published_at IS NOT NULL ORDER BY number DESC`, pgx.NamedArgs{"name": name})
		return err
	})
	return list, err
}

// Version gives the published version with the number. Number 1 of a municipality that has none of its own is the
// default.
func (s *Templates) Version(ctx context.Context, name Name, number int) (t *Template, err error) {
	if err := identity.Require(ctx, identity.ChecklistView); err != nil {
		return nil, err
	}
	err = s.inTenant(ctx, name, func(tx *postgres.Tx) error {
		if t, err = selectTemplate(ctx, tx, `name = @name AND number = @number::bigint AND published_at IS NOT NULL`, pgx.NamedArgs{"name": name, "number": number}); err != nil {
			return err
		}
		if t != nil {
			return s.fill(ctx, tx, t)
		}
		any, err := selectNewest(ctx, tx, name)
		if err == nil && (any != nil || number != 1) {
			return fault.NotFound()
		}
		return err
	})
	if err == nil && t == nil {
		t = Default(name)
	}
	return t, err
}
