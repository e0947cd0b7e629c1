package postgres_test

import (
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/postgrestest"
)

// list runs a query of one text column under the owner's role.
func list(t *testing.T, url, query string) []string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context()) //nolint:errcheck // the test's database is dropped
	rows, err := conn.Query(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func wantNone(t *testing.T, what string, names []string) {
	t.Helper()
	if len(names) > 0 {
		t.Errorf("%s: %v", what, names)
	}
}

func TestCatalogueHoldsTenantsApart(t *testing.T) {
	owner, _ := postgrestest.Migrated(t)
	withTenant := list(t, owner, `SELECT table_name::text FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant_id'`)
	if len(withTenant) < 8 {
		t.Fatalf("only %v have tenant_id: the test reads the wrong schema", withTenant)
	}
	all := list(t, owner, `SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')`)
	for _, table := range all {
		if table != "tenant" && table != "schema_migrations" && !slices.Contains(withTenant, table) {
			t.Errorf("%s has no tenant_id and is not on the list of tables that need none", table)
		}
	}
	wantNone(t, "row security is not enabled and forced", list(t, owner, `SELECT relname::text FROM pg_class c
		WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname <> 'schema_migrations' AND NOT (relrowsecurity AND relforcerowsecurity)`))
	wantNone(t, "no policy with USING and WITH CHECK on the tenant", list(t, owner, `SELECT c.relname::text FROM pg_class c
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT EXISTS (
			SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND pg_get_expr(p.polqual, p.polrelid) LIKE '%app.tenant_id%'
			AND pg_get_expr(p.polwithcheck, p.polrelid) LIKE '%app.tenant_id%')`))
	wantNone(t, "policies that look at neither the tenant nor the system setting", list(t, owner, `SELECT c.relname || '.' || p.polname
		FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE p.polname <> 'tenant_directory'
		AND pg_get_expr(p.polqual, p.polrelid) NOT LIKE '%app.tenant_id%' AND pg_get_expr(p.polqual, p.polrelid) NOT LIKE '%app.system%'`))
	wantNone(t, "views that do not run as their caller", list(t, owner, `SELECT relname::text FROM pg_class
		WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm') AND NOT coalesce(reloptions @> ARRAY['security_invoker=true'], false)`))
	wantNone(t, "functions that run as their owner", list(t, owner, `SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef`))
	wantNone(t, "references between tenants' tables that leave out tenant_id", list(t, owner, `SELECT conrelid::regclass || '.' || conname
		FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND confrelid <> 'tenant'::regclass
		AND NOT EXISTS (SELECT FROM unnest(conkey) k JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k WHERE a.attname = 'tenant_id')`))
	wantNone(t, "unique keys that tell of other tenants", list(t, owner, `SELECT indexrelid::regclass::text FROM pg_index i
		JOIN pg_class c ON c.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
		WHERE c.relnamespace = 'public'::regnamespace AND i.indisunique AND NOT a.attnum = ANY (i.indkey::int2[])`))
}

func TestApplicationsRoleHasNoMoreThanItNeeds(t *testing.T) {
	owner, _ := postgrestest.Migrated(t)
	wantNone(t, "owned by the application's role", list(t, owner, `SELECT c.oid::regclass::text FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
		WHERE r.rolname = '`+postgrestest.AppRole+`'`))
	wantNone(t, "the log can be rewritten", list(t, owner, `SELECT privilege_type::text FROM information_schema.role_table_grants
		WHERE grantee IN ('`+postgrestest.AppRole+`', 'PUBLIC') AND table_name = 'audit_entry' AND privilege_type NOT IN ('SELECT', 'INSERT')`))
	wantNone(t, "accounts can be deleted", list(t, owner, `SELECT privilege_type::text FROM information_schema.role_table_grants
		WHERE grantee IN ('`+postgrestest.AppRole+`', 'PUBLIC') AND table_name = 'account' AND privilege_type IN ('DELETE', 'TRUNCATE')`))
	wantNone(t, "may create or truncate", list(t, owner, `SELECT table_name || ' ' || privilege_type FROM information_schema.role_table_grants
		WHERE grantee IN ('`+postgrestest.AppRole+`', 'PUBLIC') AND table_schema = 'public' AND privilege_type IN ('TRUNCATE', 'TRIGGER', 'REFERENCES')`))
}
