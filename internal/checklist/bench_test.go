package checklist_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/tenant"
)

// manyChecklists is how many checklists the large database of BenchmarkChecklists holds, of 40 answers each.
// KANALKOLL_BENCH_CHECKLISTS says another number, for a run in a hurry.
func manyChecklists(b *testing.B) int {
	b.Helper()
	s := os.Getenv("KANALKOLL_BENCH_CHECKLISTS")
	if s == "" {
		return 100_000
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// BenchmarkChecklists measures what a task list asks for and the saving of an answer, in a municipality of 100
// checklists and in one of 100,000, each with 40 answers in the database. The ratio of the two is what growth costs.
func BenchmarkChecklists(b *testing.B) {
	for _, size := range []struct {
		name  string
		count int
	}{{"few", 100}, {"many", manyChecklists(b)}} {
		o := newOffice(b)
		c := o.start(b)
		o.fill(b, o.sara, c.ID)
		load(b, o, size.count)
		b.Run("tasks/"+size.name, func(b *testing.B) {
			for b.Loop() {
				if s, err := o.svc.Get(o.sara, c.ID); err != nil || s.Done != 17 {
					b.Fatal(err)
				}
			}
		})
		b.Run("save/"+size.name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				n++
				if _, err := o.svc.Save(o.sara, c.ID, "goal", checklist.SaveInput{Fields: goal(fmt.Sprint("Mål ", n)), Seen: n}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// load gives the municipality accounts with checklists of 40 answers, each with its version.
func load(b *testing.B, o *office, count int) {
	b.Helper()
	conn, err := pgx.Connect(b.Context(), o.owner)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(b.Context()) //nolint:errcheck // the benchmark's database is dropped
	err = pgx.BeginFunc(b.Context(), conn, func(tx pgx.Tx) error {
		for _, sql := range []string{
			`SELECT set_config('app.system', 'on', true), set_config('synchronous_commit', 'off', true), $1::uuid, $2::uuid, $3::int`,
			`INSERT INTO account (tenant_id, id, ref, platform, handle, url, key, name, unit_id, language, status, registered_on, created_at, updated_at)
				SELECT $1, md5('a' || i)::uuid, 'm' || i, 'facebook', 'skola' || i, 'https://www.facebook.com/skola' || i, 'skola' || i, 'Skola ' || i, $2, 'sv', 'active',
					DATE '2026-01-01', now(), now() FROM generate_series(1, $3::int) AS i`,
			`INSERT INTO checklist (tenant_id, id, account_id, name, template_id, state, reason, started_at, done_points, total_points, updated_at)
				SELECT $1, md5('c' || i)::uuid, md5('a' || i)::uuid, 'startup', (SELECT id FROM checklist_template WHERE tenant_id = $1 LIMIT 1), 'open', 'campaign', now(), 40, 40, now()
				FROM generate_series(1, $3::int) AS i WHERE $2::uuid IS NOT NULL`,
			`INSERT INTO checklist_answer (tenant_id, checklist_id, point, fields, version, saved_at)
				SELECT $1, md5('c' || i)::uuid, 'point' || p, '{"text": {"text": "Vi svarar elever och vårdnadshavare varje dag."}}', 1, now()
				FROM generate_series(1, $3::int) AS i, generate_series(1, 40) AS p WHERE $2::uuid IS NOT NULL`,
			`INSERT INTO checklist_answer_version (tenant_id, id, checklist_id, point, number, fields, begun_at, saved_at)
				SELECT $1, md5(i || '.' || p)::uuid, md5('c' || i)::uuid, 'point' || p, 1, '{"text": {"text": "Vi svarar elever och vårdnadshavare varje dag."}}', now(), now()
				FROM generate_series(1, $3::int) AS i, generate_series(1, 40) AS p WHERE $2::uuid IS NOT NULL`,
		} {
			if _, err := tx.Exec(b.Context(), sql, tenant.Of(o.root).ID, o.unit.ID, count); err != nil {
				return fmt.Errorf("%.60s: %w", sql, err)
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	// Or the server would tidy up after the load while it is measured.
	if _, err := conn.Exec(b.Context(), `VACUUM (ANALYZE)`); err != nil {
		b.Fatal(err)
	}
}

// TestEveryMunicipalityHasChecklistsOfItsOwn begins one in each of 290 municipalities from the default templates.
func TestEveryMunicipalityHasChecklistsOfItsOwn(t *testing.T) {
	o := newOffice(t)
	type place struct {
		ctx  context.Context
		list *checklist.Checklist
	}
	places := make([]place, 290)
	templates := map[uuid.UUID]bool{}
	for i := range places {
		_, ctx := o.site.Tenant(fmt.Sprintf("kommun%d", i))
		unit := o.site.Unit(ctx, "Skolan")
		c, err := o.svc.Start(ctx, checklist.StartInput{UnitID: unit.ID, Platform: "instagram"})
		if err != nil {
			t.Fatal(err)
		}
		if c.Number != 1 || c.Total != 17 || templates[c.TemplateID] {
			t.Fatalf("municipality %d begins with template %d (its own: %v) and %d points", i, c.Number, !templates[c.TemplateID], c.Total)
		}
		templates[c.TemplateID] = true
		places[i] = place{ctx, c}
	}
	for i, p := range places {
		list, total, err := o.svc.List(p.ctx, checklist.Filter{})
		if err != nil || total != 1 || list[0].ID != p.list.ID {
			t.Fatalf("municipality %d sees %d checklists: %v", i, total, err)
		}
		if _, err := o.svc.Get(p.ctx, places[(i+1)%len(places)].list.ID); err == nil {
			t.Fatalf("municipality %d sees the next one's checklist", i)
		}
	}
}
