package checklist_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/checklist"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/postgrestest"
	"kanalkoll/internal/tenant"
)

// desk is where templates are written: two municipalities on a real database.
type desk struct {
	db   *postgres.DB
	tpl  *checklist.Templates
	ctx  context.Context // as communications
	ops  context.Context // as operations of one unit
	next context.Context // as communications of the other municipality
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	_, url := postgrestest.Migrated(t)
	db, err := postgres.Open(t.Context(), url, clock.Fixed(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	tenants := tenant.NewService(db, identity.Permit)
	in := func(slug, code string) context.Context {
		m, err := tenants.Add(identity.AsOperator(t.Context()), tenant.New{Slug: slug, Code: code, Name: slug})
		if err != nil {
			t.Fatal(err)
		}
		return tenant.With(postgres.WithTenant(t.Context(), m.ID), m)
	}
	as := func(ctx context.Context, g identity.Grant) context.Context {
		return identity.With(ctx, &identity.Principal{UserID: uuid.New(), Grants: []identity.Grant{g}})
	}
	unit := uuid.New()
	here, there := in("bjorkvik", "9001"), in("asa", "9002")
	everywhere := identity.Grant{Role: identity.Communications}
	return &desk{db: db, tpl: checklist.NewTemplates(db), ctx: as(here, everywhere), next: as(there, everywhere),
		ops: as(here, identity.Grant{Role: identity.Operations, UnitID: unit, Units: map[uuid.UUID]bool{unit: true}})}
}

func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// start is what a checklist that begins asks for.
func (d *desk) start(t *testing.T, ctx context.Context) *checklist.Template {
	t.Helper()
	var got *checklist.Template
	err := d.db.InTenant(ctx, func(tx *postgres.Tx) (err error) {
		got, err = d.tpl.PublishedTx(ctx, tx, checklist.Startup)
		return err
	})
	return must[*checklist.Template](t)(got, err)
}

// publish makes a new version in which the first point's name is the words.
func (d *desk) publish(t *testing.T, words string) *checklist.Template {
	t.Helper()
	tmpl := must[*checklist.Template](t)
	draft := tmpl(d.tpl.StartDraft(d.ctx, checklist.Startup))
	draft.Content.Sections[0].Points[0].Name.SV = words
	draft = tmpl(d.tpl.SaveDraft(d.ctx, checklist.Startup, draft.Content, draft.Version))
	return tmpl(d.tpl.Publish(d.ctx, checklist.Startup, draft.Version))
}

func (d *desk) acts(t *testing.T, ctx context.Context) string {
	t.Helper()
	var acts []string
	err := d.db.InTenant(ctx, func(tx *postgres.Tx) error {
		list, _, err := audit.List(ctx, tx, audit.Query{})
		for _, r := range list {
			if r.ObjectKind == "template" {
				acts = append([]string{strings.TrimPrefix(r.Action, "template.")}, acts...)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(acts, " ")
}

func TestTheDefaultStandsUntilAChecklistStarts(t *testing.T) {
	d := newDesk(t)
	tmpl := must[*checklist.Template](t)
	for _, name := range checklist.Names {
		got := tmpl(d.tpl.Published(d.ops, name))
		if got.ID != uuid.Nil || got.Name != name || len(got.Content.Points()) == 0 {
			t.Errorf("%s: not the default: %v %q", name, got.ID, got.Name)
		}
	}
	if list := must[[]*checklist.Template](t)(d.tpl.Versions(d.ops, checklist.Startup)); len(list) != 0 {
		t.Errorf("%d versions before any checklist", len(list))
	}
	first := d.start(t, d.ops)
	if first.Number != 1 || !first.Published() || first.ID == uuid.Nil || first.PublishedBy != uuid.Nil {
		t.Errorf("stored: number %d, published %v by %v", first.Number, first.Published(), first.PublishedBy)
	}
	def := checklist.Default(checklist.Startup)
	if diff := checklist.Compare(&def.Content, &first.Content); len(diff) > 0 {
		t.Errorf("what is stored is not the default: %v", told(diff))
	}
	if again := d.start(t, d.ops); again.ID != first.ID {
		t.Error("the default was stored twice")
	}
	if got := tmpl(d.tpl.Published(d.next, checklist.Startup)); got.ID != uuid.Nil {
		t.Error("another municipality sees the stored one")
	}
	if acts := d.acts(t, d.ctx); acts != "default" {
		t.Errorf("the log says %q", acts)
	}
	if _, err := d.tpl.Published(d.ctx, "other"); !fault.Is(err, fault.NotFoundKind) {
		t.Errorf("a checklist that there is not: %v", err)
	}
}

func TestChecklistsThatStartAtOnceGetTheSameDefault(t *testing.T) {
	d := newDesk(t)
	var wg sync.WaitGroup
	ids := make([]uuid.UUID, 8)
	errs := make([]error, len(ids))
	for i := range ids {
		wg.Go(func() {
			errs[i] = d.db.InTenant(d.ops, func(tx *postgres.Tx) error {
				got, err := d.tpl.PublishedTx(d.ops, tx, checklist.Legal)
				if err == nil {
					ids[i] = got.ID
				}
				return err
			})
		})
	}
	wg.Wait()
	for i, err := range errs {
		if err != nil || ids[i] != ids[0] {
			t.Errorf("%d: %v %v, the first got %v", i, ids[i], err, ids[0])
		}
	}
	if acts := d.acts(t, d.ctx); acts != "default" {
		t.Errorf("the log says %q", acts)
	}
}

func TestADraftBecomesAVersion(t *testing.T) {
	d := newDesk(t)
	tmpl := must[*checklist.Template](t)
	started := d.start(t, d.ctx)
	draft := tmpl(d.tpl.StartDraft(d.ctx, checklist.Startup))
	if draft.Published() || draft.Number != 2 {
		t.Fatalf("draft: number %d, published %v", draft.Number, draft.Published())
	}
	if again := tmpl(d.tpl.StartDraft(d.ctx, checklist.Startup)); again.ID != draft.ID {
		t.Error("a second draft was begun")
	}
	if _, err := d.tpl.Publish(d.ctx, checklist.Startup, draft.Version); !fault.Is(err, fault.InvalidKind) || fault.As(err).Key != "template.unchanged" {
		t.Errorf("a draft without a change was published: %v", err)
	}
	c := clone(&draft.Content)
	c.Sections[0].Points = c.Sections[0].Points[:1]
	c.Sections[0].Points[0].Name.SV = "Nytt namn"
	saved := tmpl(d.tpl.SaveDraft(d.ctx, checklist.Startup, *c, draft.Version))
	if saved.Version != draft.Version+1 {
		t.Errorf("version %d after %d", saved.Version, draft.Version)
	}
	if got := tmpl(d.tpl.SaveDraft(d.ctx, checklist.Startup, *c, saved.Version)); got.Version != saved.Version {
		t.Error("saving nothing new made a version")
	}
	if got := tmpl(d.tpl.Published(d.ops, checklist.Startup)); got.ID != started.ID {
		t.Error("a draft is in use before it is published")
	}
	for what, err := range map[string]error{
		"save":    second(d.tpl.SaveDraft(d.ctx, checklist.Startup, *c, draft.Version)),
		"publish": second(d.tpl.Publish(d.ctx, checklist.Startup, draft.Version)),
		"discard": d.tpl.DiscardDraft(d.ctx, checklist.Startup, draft.Version),
	} {
		if !fault.Is(err, fault.ConflictKind) {
			t.Errorf("%s of a stale draft: %v", what, err)
		}
	}
	published := tmpl(d.tpl.Publish(d.ctx, checklist.Startup, saved.Version))
	if got := tmpl(d.tpl.Published(d.ops, checklist.Startup)); got.ID != published.ID || got.Content.Sections[0].Points[0].Name.SV != "Nytt namn" || got.PublishedBy != identity.Of(d.ctx).UserID {
		t.Errorf("in use: %v by %v", got.ID, got.PublishedBy)
	}
	if _, err := d.tpl.Draft(d.ctx, checklist.Startup); !fault.Is(err, fault.NotFoundKind) {
		t.Errorf("a draft after publication: %v", err)
	}
	if _, err := d.tpl.SaveDraft(d.ctx, checklist.Startup, *c, published.Version); !fault.Is(err, fault.ConflictKind) {
		t.Errorf("saving after publication: %v", err)
	}
	draft = tmpl(d.tpl.StartDraft(d.ctx, checklist.Startup))
	if err := d.tpl.DiscardDraft(d.ctx, checklist.Startup, draft.Version); err != nil {
		t.Error(err)
	}
	if list := must[[]*checklist.Template](t)(d.tpl.Versions(d.ops, checklist.Startup)); len(list) != 2 || list[0].Number != 2 || list[1].ID != started.ID {
		t.Errorf("versions: %v", list)
	}
	if old := tmpl(d.tpl.Version(d.ops, checklist.Startup, 1)); old.Content.Sections[0].Points[0].Name.SV == "Nytt namn" {
		t.Error("the older version changed")
	}
	if acts := d.acts(t, d.ctx); acts != "default start edit publish start discard" {
		t.Errorf("the log says %q", acts)
	}
}

func second[T any](_ T, err error) error { return err }
