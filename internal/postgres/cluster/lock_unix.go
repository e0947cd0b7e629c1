//go:build unix

package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// fileLock is an advisory lock (flock) on a file. The kernel gives it back when
// the process ends, however it ends, which is why it counts users better than
// a number in a file.
type fileLock struct{ f *os.File }

func openLock(path string, id identity) (*fileLock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, err
	}
	if err := id.own(path); err != nil {
		_ = f.Close()
		return nil, err
	}
	return &fileLock{f}, nil
}

// shared takes the lock beside other shared holders, waiting until ctx ends.
func (l *fileLock) shared(ctx context.Context) error { return l.wait(ctx, syscall.LOCK_SH) }

// alone takes the lock alone, waiting until ctx ends.
func (l *fileLock) alone(ctx context.Context) error { return l.wait(ctx, syscall.LOCK_EX) }

// tryAlone takes the lock alone if nobody else holds it. A shared lock that
// was held on l may be lost when it answers false.
func (l *fileLock) tryAlone() (bool, error) { return l.try(syscall.LOCK_EX) }

func (l *fileLock) try(how int) (bool, error) {
	for {
		err := syscall.Flock(int(l.f.Fd()), how|syscall.LOCK_NB)
		switch {
		case err == nil:
			return true, nil
		case errors.Is(err, syscall.EINTR):
			continue
		case errors.Is(err, syscall.EWOULDBLOCK):
			return false, nil
		default:
			return false, fmt.Errorf("lock %s: %w", l.f.Name(), err)
		}
	}
}

func (l *fileLock) wait(ctx context.Context, how int) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		ok, err := l.try(how)
		if err != nil || ok {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for the lock %s: %w", l.f.Name(), ctx.Err())
		case <-tick.C:
		}
	}
}

// release gives the lock back without closing the file.
func (l *fileLock) release() { _ = syscall.Flock(int(l.f.Fd()), syscall.LOCK_UN) }

// close gives the lock back and closes the file.
func (l *fileLock) close() { _ = l.f.Close() }
