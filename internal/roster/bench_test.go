package roster_test

import (
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/app"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/postgrestest"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
	"kanalkoll/internal/webtest"
)

// BenchmarkAhead measures who watches 300 accounts over twelve weeks in a municipality of 500 people, five of them on
// each account, of whom everybody is away twice: alone, and beside 289 municipalities of the same size. Bare is a query
// that only reads the rows that it takes.
func BenchmarkAhead(b *testing.B) {
	for _, municipalities := range []int{1, 290} {
		owner, appURL := postgrestest.Migrated(b)
		site := webtest.Serve(b, &app.Database{AppURL: appURL, OwnerURL: owner})
		_, ctx := site.Tenant("asa")
		loadRosters(b, owner, municipalities-1)
		first, last := roster.Ahead(clock.On(webtest.Now, tenant.ZoneOf(ctx)))
		b.Run(fmt.Sprintf("coverage/%d", municipalities), func(b *testing.B) {
			for b.Loop() {
				sheet, err := site.App.Rosters.Coverage(ctx, roster.Scope{From: first, To: last})
				if err != nil || len(sheet.Days) != 300 || len(sheet.Assignments) < 1500 {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("bare/%d", municipalities), func(b *testing.B) {
			for b.Loop() {
				if n := bareRows(b, site, first, last); n < 1500 {
					b.Fatalf("%d rows", n)
				}
			}
		})
	}
}

// BenchmarkReminders measures a pass in such a municipality, four hundred of whose people are away or soon will be: the first of
// a day or after a change, and one after which nothing has changed.
func BenchmarkReminders(b *testing.B) {
	owner, appURL := postgrestest.Migrated(b)
	site := webtest.Serve(b, &app.Database{AppURL: appURL, OwnerURL: owner})
	_, ctx := site.Tenant("asa")
	loadRosters(b, owner, 0)
	day := clock.Date{Year: 2027, Month: 1, Day: 4}
	pass := func(b *testing.B, on clock.Date) {
		b.Helper()
		if _, err := site.App.Reminders.Pass(ctx, on, true); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("first", func(b *testing.B) {
		for n := 0; b.Loop(); n++ {
			pass(b, day.AddDays(n%2))
		}
	})
	b.Run("unchanged", func(b *testing.B) {
		for b.Loop() {
			pass(b, day)
		}
	})
}

// bareRows reads the assignments and absences of the days as text, and gives how many there are.
func bareRows(b *testing.B, site *webtest.Site, first, last clock.Date) int {
	b.Helper()
	t, err := site.App.Tenants.BySlug(b.Context(), "asa")
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	err = site.App.DB.InTenant(postgres.WithTenant(b.Context(), t.ID), func(tx *postgres.Tx) error {
		rows, err := tx.Query(b.Context(), `
			SELECT account_id::text, person_id::text, starts_on::text FROM assignment WHERE tenant_id = $1 AND cancelled_at IS NULL AND starts_on <= $3 AND (ends_on IS NULL OR ends_on >= $2)
			UNION ALL
			SELECT person_id::text, cover_id::text, starts_on::text FROM absence WHERE tenant_id = $1 AND cancelled_at IS NULL AND starts_on <= $3 AND ends_on >= $2`,
			tx.Tenant, first, last)
		if err != nil {
			return err
		}
		var a, p, d *string
		_, err = pgx.ForEachRow(rows, []any{&a, &p, &d}, func() error { n++; return nil })
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// loadRosters makes more municipalities, and gives every one its accounts, people, assignments and absences.
func loadRosters(b *testing.B, owner string, more int) {
	b.Helper()
	conn, err := pgx.Connect(b.Context(), owner)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(b.Context()) //nolint:errcheck // the benchmark's database is dropped
	for _, sql := range []string{
		`SELECT set_config('app.system', 'on', false), set_config('synchronous_commit', 'off', false)`,
		`INSERT INTO tenant (id, slug, code, name, created_at, updated_at)
			SELECT gen_random_uuid(), 'stad' || i, lpad((1000 + i)::text, 4, '0'), 'Stad ' || i, now(), now() FROM generate_series(1, ` + fmt.Sprint(more) + `) AS i`,
		`INSERT INTO unit (tenant_id, id, name, communications, created_at, updated_at)
			SELECT id, gen_random_uuid(), 'Kommunikation', true, now(), now() FROM tenant WHERE slug LIKE 'stad%'`,
		`INSERT INTO account (tenant_id, id, ref, platform, handle, url, key, name, unit_id, language, status, opened_on, registered_on, created_at, updated_at)
			SELECT u.tenant_id, md5(u.tenant_id || 'a' || i)::uuid, 'k' || lpad(i::text, 4, '0'), 'facebook', 'skola' || i, 'https://www.facebook.com/skola' || i, 'skola' || i,
				'Skola ' || i, u.id, 'sv', 'active', DATE '2015-01-01' + i, DATE '2026-01-01', now(), now() FROM unit u, generate_series(1, 300) AS i`,
		`INSERT INTO person (tenant_id, id, name, email, unit_id, created_at, updated_at)
			SELECT u.tenant_id, md5(u.tenant_id || 'p' || i)::uuid, 'Person ' || i, 'p' || i || '@stad.example', u.id, now(), now() FROM unit u, generate_series(1, 500) AS i`,
		`INSERT INTO assignment (tenant_id, id, account_id, person_id, role, starts_on, created_at, updated_at)
			SELECT t.id, gen_random_uuid(), md5(t.id || 'a' || i)::uuid, md5(t.id || 'p' || 1 + (i * 7 + n * 101) % 500)::uuid, (ARRAY['responsible', 'monitor', 'publisher', 'monitor', 'cover'])[n],
				DATE '2026-01-01', now(), now() FROM tenant t, generate_series(1, 300) AS i, generate_series(1, 5) AS n`,
		`INSERT INTO absence (tenant_id, id, person_id, cover_id, starts_on, ends_on, created_at, updated_at)
			SELECT t.id, gen_random_uuid(), md5(t.id || 'p' || i)::uuid, md5(t.id || 'p' || 1 + (i + 100) % 500)::uuid, d.from_day + i % 8 * 7, d.from_day + i % 8 * 7 + d.days, now(), now()
			FROM tenant t, generate_series(1, 500) AS i, (VALUES (DATE '2026-06-22', 27), (DATE '2026-12-14', 6)) AS d (from_day, days)`,
		`VACUUM (ANALYZE)`, // or the server would tidy up after the load while it is measured
	} {
		if _, err := conn.Exec(b.Context(), sql); err != nil {
			b.Fatalf("%.60s: %v", sql, err)
		}
	}
}
