package main

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// TestRosterCoverageWritesWhoWatchesOnWorkingDays over Midsummer, when Eva is away whom Stig covers, who is away too.
func TestRosterCoverageWritesWhoWatchesOnWorkingDays(t *testing.T) {
	p := newProgram(t)
	p.must("", "tenant", "add", "--slug", "orebro", "--name", "Örebro kommun", "--code", "1880")
	p.must("", "tenant", "add", "--slug", "annanby", "--name", "Annanby kommun", "--code", "9998")
	accounts := p.file("a.csv", "url,name,status,opened_on,closed_on\n"+
		"https://www.facebook.com/biblioteket,Biblioteket,open,2020-01-01,\n"+
		"https://www.instagram.com/skolan,Skolan,open,2026-06-23,\n"+
		"https://www.youtube.com/@badet,Badet,closed,2020-01-01,2026-06-17\n"+
		"https://www.linkedin.com/company/orebro,Kommunen,closed,2020-01-01,2026-06-15\n")
	p.must("", "import", "accounts", "--tenant", "orebro", accounts)
	p.must("", "import", "accounts", "--tenant", "annanby", accounts)
	conn, err := pgx.Connect(t.Context(), p.owner)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context()) //nolint:errcheck // the test's database is dropped
	for _, sql := range []string{
		`SET app.system = 'on'`,
		`INSERT INTO person (tenant_id, id, name, email, created_at, updated_at) SELECT t.id, gen_random_uuid(), n, e, now(), now() FROM tenant t,
			(VALUES ('Eva', 'eva@orebro.example'), ('Stig', 'stig@orebro.example'), ('Åsa', 'asa@orebro.example'), ('Bo', '')) AS v (n, e)`,
		`INSERT INTO assignment (tenant_id, id, account_id, person_id, role, starts_on, ends_on, created_at, updated_at, cancelled_at)
			SELECT a.tenant_id, gen_random_uuid(), a.id, p.id, v.role, v.starts_on::date, v.ends_on::date, now(), now(), v.cancelled_at::timestamptz
			FROM (VALUES ('k0001', 'Eva', 'responsible', '2026-01-01', NULL, NULL), ('k0001', 'Åsa', 'cover', '2026-01-01', '2026-06-22', NULL), ('k0001', 'Bo', 'publisher', '2026-01-01', NULL, NULL),
				('k0001', 'Stig', 'monitor', '2026-01-01', NULL, '2026-02-01'), ('k0002', 'Bo', 'monitor', '2026-06-01', NULL, NULL), ('k0002', 'Stig', 'monitor', '2026-06-24', NULL, NULL),
				('k0003', 'Stig', 'responsible', '2026-01-01', NULL, NULL)) AS v (ref, name, role, starts_on, ends_on, cancelled_at)
			JOIN tenant t ON t.slug = 'orebro' JOIN account a ON a.tenant_id = t.id AND a.ref = v.ref JOIN person p ON p.tenant_id = t.id AND p.name = v.name`,
		`INSERT INTO absence (tenant_id, id, person_id, cover_id, starts_on, ends_on, created_at, updated_at, cancelled_at)
			SELECT t.id, gen_random_uuid(), p.id, c.id, v.starts_on::date, v.ends_on::date, now(), now(), v.cancelled_at::timestamptz
			FROM (VALUES ('Eva', 'Stig', '2026-06-18', '2026-06-23', NULL), ('Stig', 'Bo', '2026-06-18', '2026-06-18', NULL), ('Eva', NULL, '2026-06-16', '2026-06-30', '2026-02-01'))
				AS v (name, cover, starts_on, ends_on, cancelled_at)
			JOIN tenant t ON t.slug = 'orebro' JOIN person p ON p.tenant_id = t.id AND p.name = v.name LEFT JOIN person c ON c.tenant_id = t.id AND c.name = v.cover`,
		`INSERT INTO closed_day (tenant_id, day, name) SELECT id, DATE '2026-06-25', 'Planeringsdag' FROM tenant WHERE slug = 'orebro'`,
	} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%.60s: %v", sql, err)
		}
	}
	want := `account,date,coverage,by
k0001,2026-06-16,covered,eva@orebro.example
k0001,2026-06-17,covered,eva@orebro.example
k0001,2026-06-18,covered,asa@orebro.example
k0001,2026-06-22,covered,asa@orebro.example stig@orebro.example
k0001,2026-06-23,thin,stig@orebro.example
k0001,2026-06-24,thin,eva@orebro.example
k0001,2026-06-26,thin,eva@orebro.example
k0002,2026-06-23,thin,
k0002,2026-06-24,covered,stig@orebro.example
k0002,2026-06-26,covered,stig@orebro.example
k0003,2026-06-16,thin,stig@orebro.example
k0003,2026-06-17,thin,stig@orebro.example
`
	if got := p.must("", "roster", "coverage", "--tenant", "orebro", "--from", "2026-06-16", "--to", "2026-06-28"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for _, line := range strings.Split(strings.TrimSpace(p.must("", "roster", "coverage", "--tenant", "annanby", "--from", "2026-06-16", "--to", "2026-06-28")), "\n")[1:] {
		if !strings.HasSuffix(line, ",gap,") {
			t.Errorf("another municipality's people watch: %s", line)
		}
	}
	if got := p.must("", "roster", "coverage", "--tenant", "orebro", "--from", "2026-06-20", "--to", "2026-06-20"); got != "account,date,coverage,by\n" {
		t.Errorf("on a Saturday: %s", got)
	}
}
