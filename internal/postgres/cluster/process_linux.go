package cluster

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// ctypeLocale knows upper and lower case beyond ASCII without being a language.
const ctypeLocale = "C.UTF-8"

// isServerOf reports whether the process is a PostgreSQL server on the data
// directory. A server's working directory is its data directory; where that
// may not be read, its command line names it. A zombie has neither.
func isServerOf(_ context.Context, pid int, data string) bool {
	real, err := filepath.EvalSymlinks(data)
	if err != nil {
		real = data
	}
	cmdline, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err != nil || len(cmdline) == 0 {
		return false
	}
	program, _, _ := bytes.Cut(cmdline, []byte{0})
	if base := filepath.Base(string(program)); base != "postgres" && base != "postmaster" {
		return false
	}
	if cwd, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid)); err == nil {
		return cwd == data || cwd == real
	}
	return bytes.Contains(cmdline, []byte(data))
}
