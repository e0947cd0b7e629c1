package cluster

import (
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestReviveBringsADeadServerBack(t *testing.T) {
	c := openAs(t, Config{DataDir: reachableDir(t)})
	pm, ok := c.home.running(t.Context())
	if !ok {
		t.Fatal("no server runs")
	}
	if err := syscall.Kill(pm.pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if err := c.Revive(t.Context()); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), c.AppURL())
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.Close(t.Context()); err != nil {
		t.Error(err)
	}
}
