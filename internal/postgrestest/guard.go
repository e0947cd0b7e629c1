package postgrestest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"

	"kanalkoll/internal/postgres/cluster"
)

// guardDir, in the environment, makes a test binary the guard of the embedded
// server instead of running tests.
const guardDir = "KANALKOLL_TEST_GUARD_DIR"

// linger is how long the server waits for the next package of a run.
const linger = 15 * time.Second

// A process of its own must watch over the server, for no test process knows
// that it is the last, and each may be killed. The test binary is the one
// program that surely is there.
func init() {
	dir := os.Getenv(guardDir)
	if dir == "" {
		return
	}
	if err := cluster.RemoveWhenUnused(context.Background(), dir, linger); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func startGuard(dir string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(self) // #nosec G204 -- this program
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), guardDir+"="+dir)
	// No standard streams: go test would wait for their end. A session of its
	// own: Ctrl-C ends the tests, then the guard cleans up.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		return err
	}
	return cmd.Process.Release()
}
