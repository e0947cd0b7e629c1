package mail

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"kanalkoll/internal/clock"
)

type dirSender struct {
	dir   string
	from  Address
	clock clock.Clock
}

// Dir gives a sender that writes each letter as a file into dir, which is made when missing. The file is named by the
// Message-ID, so that a repeat replaces it, and appears whole or not at all.
func Dir(dir string, from Address, clk clock.Clock) Sender {
	return &dirSender{dir: dir, from: from, clock: clk}
}

func (s *dirSender) Send(ctx context.Context, m Message) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	msg, err := compose(m, s.from, s.clock.Now())
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	f, err := os.CreateTemp(s.dir, ".letter-*") // 0600
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	defer os.Remove(f.Name()) //nolint:errcheck // after the rename there is nothing to remove
	_, err = msg.WriteTo(f)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	if err := os.Rename(f.Name(), filepath.Join(s.dir, FileName(m.ID))); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	return nil
}

var notInNames = regexp.MustCompile(`[^A-Za-z0-9@._-]`)

// FileName gives the name under which Dir writes the letter with the Message-ID.
func FileName(id string) string {
	name := notInNames.ReplaceAllString(id, "_")
	if name != id || name[0] == '.' || len(name) > 200 { // still one name for one id
		sum := sha256.Sum256([]byte(id))
		name = "_" + name[:min(len(name), 150)] + "-" + hex.EncodeToString(sum[:8])
	}
	return name + ".eml"
}
