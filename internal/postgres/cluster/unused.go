package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// RemoveWhenUnused waits until nobody has used the cluster of dataDir for
// linger, then stops its server and removes the cluster with all data. It is
// for the cluster that the packages of a test run share, none of which knows
// that it is the last. Where another process waits for the same already, it
// returns at once.
func RemoveWhenUnused(ctx context.Context, dataDir string, linger time.Duration) (err error) {
	h, err := locate(ctx, dataDir)
	if err != nil {
		return err
	}
	p, err := h.programs(ctx)
	if err != nil {
		return err
	}
	guard, err := openLock(filepath.Join(h.dir, "guard"), h.id)
	if err != nil {
		return err
	}
	defer guard.close()
	if first, err := guard.tryAlone(); err != nil || !first {
		return err
	}
	change, users, err := h.locks()
	if err != nil {
		return err
	}
	defer change.close()
	defer users.close()
	for {
		if err := users.alone(ctx); err != nil {
			return err
		}
		users.release() // whoever comes within linger finds it running
		if err := pause(ctx, linger); err != nil {
			return err
		}
		if err := change.alone(ctx); err != nil {
			return err
		}
		last, err := users.tryAlone()
		if err != nil {
			return err
		}
		if !last {
			change.release()
			continue
		}
		if err := h.stop(ctx, p); err != nil {
			return fmt.Errorf("stop the server in %s: %w", h.dir, err)
		}
		// The lock files stay: a process that waits for one must not get a lock
		// on a file that is no longer there. The guard goes before the change
		// lock, so that the next to start the server finds the guard free.
		err = errors.Join(os.RemoveAll(h.data()), os.RemoveAll(h.logDir()), os.RemoveAll(filepath.Join(h.dir, "secrets.json")))
		guard.close()
		return err
	}
}
