package postgrestest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

func fill(ctx context.Context, ownerURL, _ string) error {
	return execute(ctx, ownerURL,
		`CREATE TABLE note (body text)`,
		`INSERT INTO note VALUES ('from the template')`,
		`GRANT SELECT ON note TO `+AppRole)
}

func TestEachTestHasADatabaseOfItsOwn(t *testing.T) {
	var builds atomic.Int32
	// The key is new for each run, else an earlier run's template would do.
	key := t.Name() + password(Cluster(t), t.Name())
	for i := range 8 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			owner, app := Clone(t, key, func(ctx context.Context, ownerURL, appURL string) error {
				builds.Add(1)
				return fill(ctx, ownerURL, appURL)
			})
			if err := execute(t.Context(), owner, `INSERT INTO note VALUES ('mine')`); err != nil {
				t.Fatal(err)
			}
			if n := count(t, app); n != 2 {
				t.Errorf("%d rows, want the template's and the test's", n)
			}
			if n := builds.Load(); n > 1 {
				t.Errorf("the template was built %d times", n)
			}
		})
	}
}

func TestAppRoleMayOnlyConnect(t *testing.T) {
	_, app := Clone(t, "app role", fill)
	err := execute(t.Context(), app, `INSERT INTO note VALUES ('no')`)
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != "42501" {
		t.Errorf("want permission denied, got %v", err)
	}
	if err := execute(t.Context(), app, `CREATE TEMPORARY TABLE mine (x int)`); err == nil {
		t.Error("the application's role may make tables")
	}
}

func TestDatabaseIsGoneAfterTheTest(t *testing.T) {
	var app string
	t.Run("one", func(t *testing.T) { _, app = Clone(t, "gone", fill) })
	err := execute(t.Context(), app, `SELECT 1`)
	var pg *pgconn.PgError
	if !errors.As(err, &pg) || pg.Code != "3D000" {
		t.Errorf("want that there is no such database, got %v", err)
	}
}

func TestRuinOfABuildIsReplaced(t *testing.T) {
	admin := Cluster(t)
	const name = "kanalkoll_template_ruin"
	t.Cleanup(func() {
		if err := execute(context.Background(), admin, `ALTER DATABASE `+name+` IS_TEMPLATE false`, `DROP DATABASE `+name); err != nil {
			t.Error(err)
		}
	})
	broken := errors.New("broken")
	half := func(ctx context.Context, ownerURL, appURL string) error {
		return errors.Join(fill(ctx, ownerURL, appURL), broken)
	}
	if err := ensureTemplate(t.Context(), admin, name, half); !errors.Is(err, broken) {
		t.Fatalf("want the build's error, got %v", err)
	}
	if err := ensureTemplate(t.Context(), admin, name, fill); err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, address string) int {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	var n int
	if err := conn.QueryRow(t.Context(), `SELECT count(*) FROM note`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func BenchmarkClone(b *testing.B) {
	for b.Loop() {
		Clone(b, "benchmark", fill)
	}
}
