package register_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/postgrestest"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/sheet"
	"kanalkoll/internal/tenant"
)

const benchRows = 10_000

// BenchmarkImport10000 takes a read table of 10,000 rows whole: every row checked, stored under row security with its
// keys, and written to the log. Compare BenchmarkCopy10000.
func BenchmarkImport10000(b *testing.B) {
	w := newImportWorld(b)
	table := read(b, "", manyRows(benchRows))
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		code := []byte{'0' + byte(i/1000%10), '0' + byte(i/100%10), '0' + byte(i/10%10), '0' + byte(i%10)}
		_, ctx := w.add("kommun"+string(code), string(code))
		b.StartTimer()
		out, err := w.svc.ImportFile(ctx, table, nil, tenant.Of(ctx), register.ImportOptions{})
		if err != nil || out.Counts.Taken != benchRows {
			b.Fatal(out.Counts, err)
		}
	}
}

// BenchmarkCheck10000 is the part of it that every page of a preview takes.
func BenchmarkCheck10000(b *testing.B) {
	table := read(b, "", manyRows(benchRows))
	m := sheet.Columns(table.Header)
	for b.Loop() {
		register.CheckRows(table, m, register.Fixes{}, register.World{Units: []tenant.Unit{{ID: uuid.New(), Name: "Kommunikation", Communications: true}}})
	}
}

// BenchmarkCopy10000 copies the same values into a bare table of the same columns, as the owner: no keys, no row
// security, no log.
func BenchmarkCopy10000(b *testing.B) {
	owner, _ := postgrestest.Migrated(b)
	conn, err := pgx.Connect(b.Context(), owner)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(b.Context()) //nolint:errcheck // the database goes away with the test
	if _, err := conn.Exec(b.Context(), `CREATE TABLE bare AS SELECT tenant_id, id, ref, platform, handle, url, key, name, unit_id, purpose, target_group,
		language, contact, status, opened_on, registered_on, imported, created_at, updated_at FROM account`); err != nil {
		b.Fatal(err)
	}
	table := read(b, "", manyRows(benchRows))
	unit, owns, now := uuid.New(), uuid.New(), time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	rows := register.CheckRows(table, sheet.Columns(table.Header), register.Fixes{},
		register.World{Units: []tenant.Unit{{ID: unit, Name: "Kommunikation", Communications: true}}})
	for b.Loop() {
		n, err := conn.CopyFrom(b.Context(), pgx.Identifier{"bare"}, []string{"tenant_id", "id", "ref", "platform", "handle", "url", "key", "name", "unit_id",
			"purpose", "target_group", "language", "contact", "status", "opened_on", "registered_on", "imported", "created_at", "updated_at"},
			pgx.CopyFromSlice(len(rows), func(i int) ([]any, error) {
				a := rows[i].Account
				return []any{owns, uuid.New(), a.Handle, string(a.Platform), a.Handle, a.URL, a.Key, a.Name, unit, a.Purpose, a.TargetGroup, a.Language,
					a.Contact, string(a.Status), a.OpenedOn.Time(), now, true, now, now}, nil
			}))
		if err != nil || n != benchRows {
			b.Fatal(n, err)
		}
	}
}
