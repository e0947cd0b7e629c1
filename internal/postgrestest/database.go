package postgrestest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"sync"
	"testing"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/postgres"
	"kanalkoll/migrations"
)

// templateKey changes with the migrations, with River's version and with the rights that are granted.
var templateKey = sync.OnceValue(func() string {
	h := sha256.New()
	names, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		body, err := migrations.Files.ReadFile(name)
		if err != nil {
			panic(err)
		}
		h.Write([]byte(name))
		h.Write(body)
	}
	h.Write([]byte(postgres.GrantsForTest()))
	return hex.EncodeToString(h.Sum(nil))
})

// New gives a test its own migrated database under the application's role, so that row security is tested too.
func New(t testing.TB, clk clock.Clock) *postgres.DB {
	t.Helper()
	_, appURL := Migrated(t)
	db, err := postgres.Open(t.Context(), appURL, clk)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

// Migrated gives the addresses of a test's own migrated database, under the owner's and the application's role.
func Migrated(t testing.TB) (ownerURL, appURL string) {
	t.Helper()
	return Clone(t, templateKey(), func(ctx context.Context, ownerURL, _ string) error {
		return postgres.MigrateUp(ctx, ownerURL, AppRole)
	})
}
