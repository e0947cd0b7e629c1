//go:build unix

package cluster

import (
	"errors"
	"syscall"
)

// alive reports whether a process with the number exists, whoever's it is.
func alive(pid int) bool {
	if pid <= 0 {
		return false
	}
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
