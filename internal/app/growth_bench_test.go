package app_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/app"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgrestest"
	"kanalkoll/internal/tenant"
	"kanalkoll/internal/webtest"
)

// BenchmarkGrowth measures the same pages of one municipality of 300 accounts, alone and beside 289 others of 300 each.
// The ratio of the two is what tenancy costs as the installation grows.
func BenchmarkGrowth(b *testing.B) {
	for _, municipalities := range []int{1, 290} {
		owner, appURL := postgrestest.Migrated(b)
		site := webtest.Serve(b, &app.Database{AppURL: appURL, OwnerURL: owner})
		_, ctx := site.Tenant("asa")
		loadMunicipalities(b, owner, municipalities-1, 300)
		loadAccounts(b, owner, tenant.Of(ctx).ID.String(), 300)
		staff := site.User(ctx, "Anna", identity.Communications)
		visitor := site.Visitor("asa")
		for _, page := range []struct {
			name, path string
			client     *webtest.Client
		}{{"public", "/", visitor}, {"json", "/accounts.json", visitor}, {"staff", "/app/accounts", staff}, {"today", "/app", staff}} {
			b.Run(fmt.Sprintf("%s/%d", page.name, municipalities), func(b *testing.B) {
				for b.Loop() {
					if r := page.client.Get(page.path); r.Status != http.StatusOK {
						b.Fatalf("status %d", r.Status)
					}
				}
			})
		}
	}
}

func exec(b *testing.B, owner, sql string, args ...any) {
	b.Helper()
	conn, err := pgx.Connect(b.Context(), owner)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(b.Context()) //nolint:errcheck // the benchmark's database is dropped
	if _, err := conn.Exec(b.Context(), `SELECT set_config('app.system', 'on', false)`); err != nil {
		b.Fatal(err)
	}
	if _, err := conn.Exec(b.Context(), sql, args...); err != nil {
		b.Fatal(err)
	}
}

// loadMunicipalities makes municipalities with accounts.
func loadMunicipalities(b *testing.B, owner string, municipalities, accounts int) {
	b.Helper()
	if municipalities == 0 {
		return
	}
	exec(b, owner, `INSERT INTO tenant (id, slug, code, name, created_at, updated_at)
		SELECT gen_random_uuid(), 'stad' || i, lpad((1000 + i)::text, 4, '0'), 'Stad ' || i, now(), now() FROM generate_series(1, $1::int) AS i`, municipalities)
	exec(b, owner, `INSERT INTO unit (tenant_id, id, name, communications, created_at, updated_at)
		SELECT id, gen_random_uuid(), 'Kommunikation', true, now(), now() FROM tenant WHERE slug LIKE 'stad%'`)
	exec(b, owner, insertAccounts+` FROM unit u JOIN tenant t ON t.id = u.tenant_id, generate_series(1, $1::int) AS i WHERE t.slug LIKE 'stad%'`, accounts)
	exec(b, owner, `ANALYZE`)
}

// loadAccounts gives one municipality its accounts.
func loadAccounts(b *testing.B, owner, id string, accounts int) {
	b.Helper()
	exec(b, owner, insertAccounts+` FROM unit u, generate_series(1, $1::int) AS i WHERE u.tenant_id = $2`, accounts, id)
	exec(b, owner, `ANALYZE`)
}

const insertAccounts = `INSERT INTO account (tenant_id, id, ref, platform, handle, url, key, name, unit_id, purpose, target_group, language, contact, status,
		opened_on, registered_on, created_at, updated_at)
	SELECT u.tenant_id, gen_random_uuid(), 'k' || lpad(i::text, 4, '0'), 'facebook', 'skola' || i, 'https://www.facebook.com/skola' || i, 'skola' || i,
		'Skola ' || i, u.id, 'Visa skolans vardag', 'Elever och vårdnadshavare', 'sv', 'rektor', 'active', DATE '2015-01-01' + i, DATE '2026-01-01', now(), now()`
