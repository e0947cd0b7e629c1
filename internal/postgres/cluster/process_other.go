//go:build unix && !linux

package cluster

import (
	"context"
	"os/exec"
	"strconv"
	"strings"
)

// ctypeLocale knows upper and lower case beyond ASCII without being a language;
// macOS and the BSDs have it under this name.
const ctypeLocale = "UTF-8"

// isServerOf reports whether the process is a PostgreSQL server on the data
// directory, by its command line.
func isServerOf(ctx context.Context, pid int, data string) bool {
	out, err := exec.CommandContext(ctx, "ps", "-ww", "-o", "command=", "-p", strconv.Itoa(pid)).Output() // #nosec G204 -- a number
	line := string(out)
	return err == nil && strings.Contains(line, "postgres") && strings.Contains(line, data)
}
