package blob

import (
	"bytes"
	"context"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

var tenant = uuid.MustParse("5f1c6b1e-30a5-4c58-9a3c-0b1f2d3e4a5b")

// open opens a store and has it closed with the test.
func open(t *testing.T, address string) *Store {
	t.Helper()
	s, err := Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func openS3(t *testing.T) *Store {
	t.Helper()
	t.Setenv("AWS_ACCESS_KEY_ID", "key")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	backend := s3mem.New()
	if err := backend.CreateBucket("files"); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(srv.Close)
	return open(t, "s3://files?endpoint="+srv.URL+"&use_path_style=true")
}

// each runs a test against every kind of store.
func each(t *testing.T, test func(t *testing.T, s *Store)) {
	t.Run("disk", func(t *testing.T) { test(t, open(t, "file://"+filepath.Join(t.TempDir(), "made", "files"))) })
	t.Run("memory", func(t *testing.T) { test(t, open(t, "mem://")) })
	t.Run("s3", func(t *testing.T) { test(t, openS3(t)) })
}

func read(t *testing.T, s *Store, key string) (string, Info, error) {
	t.Helper()
	r, info, err := s.Get(t.Context(), key)
	if err != nil {
		return "", info, err
	}
	defer r.Close() //nolint:errcheck // only read
	b, err := io.ReadAll(r)
	return string(b), info, err
}

func keys(t *testing.T, s *Store, prefix string) (all []string) {
	t.Helper()
	err := s.Walk(t.Context(), prefix, func(key string, _ int64, _ time.Time) error {
		all = append(all, key)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestPutGetDelete(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		if err := s.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
		content := strings.Repeat("Öppna förskolan\n", 500_000) // more than one part of an S3 upload
		want := sha512.Sum512([]byte(content))
		key := Key(tenant)
		info, err := s.Put(t.Context(), key, "text/plain", iotestOnlyReader{strings.NewReader(content)})
		if err != nil {
			t.Fatal(err)
		}
		if info.Size != int64(len(content)) || info.SHA512 != hex.EncodeToString(want[:]) {
			t.Errorf("stored %d bytes, %.16s…", info.Size, info.SHA512)
		}
		got, from, err := read(t, s, key)
		if err != nil || got != content || from.Size != info.Size {
			t.Errorf("read %d bytes of %d, %v", len(got), from.Size, err)
		}
		if sum, err := s.Sum(t.Context(), key); err != nil || sum != info {
			t.Errorf("sum %+v, %v", sum, err)
		}
		for range 2 { // a repeat is no error
			if err := s.Delete(t.Context(), key); err != nil {
				t.Error(err)
			}
		}
		if _, _, err := read(t, s, key); !errors.Is(err, ErrNotFound) {
			t.Errorf("after deleting: %v", err)
		}
		if _, err := s.Sum(t.Context(), key); !errors.Is(err, ErrNotFound) {
			t.Errorf("sum after deleting: %v", err)
		}
	})
}

// iotestOnlyReader hides Seek and Len: uploads stream.
type iotestOnlyReader struct{ r io.Reader }

func (o iotestOnlyReader) Read(p []byte) (int, error) { return o.r.Read(p) }

func TestEmptyFile(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		key := Key(tenant)
		info, err := s.Put(t.Context(), key, "", strings.NewReader(""))
		if err != nil || info.Size != 0 || !strings.HasPrefix(info.SHA512, "cf83e1357eefb8bd") {
			t.Fatalf("%+v, %v", info, err)
		}
		if got, _, err := read(t, s, key); err != nil || got != "" {
			t.Errorf("%q, %v", got, err)
		}
	})
}

var errBroken = errors.New("the line broke")

func TestNothingIsLeftOfWhatFails(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		key := Key(tenant)
		broken := io.MultiReader(bytes.NewReader(make([]byte, 6_000_000)), failing{})
		if _, err := s.Put(t.Context(), key, "", broken); !errors.Is(err, errBroken) {
			t.Errorf("a broken upload gives %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.Put(ctx, key, "", strings.NewReader("x")); err == nil {
			t.Error("a cancelled upload was taken")
		}
		if got := keys(t, s, ""); got != nil {
			t.Errorf("left over: %q", got)
		}
		// What was there before stays.
		if _, err := s.Put(t.Context(), key, "", strings.NewReader("first")); err != nil {
			t.Fatal(err)
		}
		_, _ = s.Put(t.Context(), key, "", io.MultiReader(strings.NewReader("second"), failing{}))
		if got, _, err := read(t, s, key); got != "first" || err != nil {
			t.Errorf("after a failed replacement: %q, %v", got, err)
		}
	})
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errBroken }

func TestKeys(t *testing.T) {
	a, b := Key(tenant), Key(tenant)
	if a == b || !strings.HasPrefix(a, "t/"+tenant.String()+"/") || checkKey(a) != nil {
		t.Errorf("keys %s and %s", a, b)
	}
	s := open(t, "mem://")
	for _, key := range []string{"", "..", "../x", "t/../x", "t/a..b", "/etc/passwd", "t//x", "t/./x", "t/x/", `t\x`, "t/å", "t/x\x00", "t/" + strings.Repeat("x", 500), ".x"} {
		_, err := s.Put(t.Context(), key, "", strings.NewReader("x"))
		_, _, err2 := s.Get(t.Context(), key)
		if err3 := s.Delete(t.Context(), key); !errors.Is(err, ErrKey) || !errors.Is(err2, ErrKey) || !errors.Is(err3, ErrKey) {
			t.Errorf("%q: %v, %v, %v", key, err, err2, err3)
		}
	}
}

func TestWalk(t *testing.T) {
	each(t, func(t *testing.T, s *Store) {
		for _, key := range []string{"t/b/2", "t/a/1", "t/b/1"} {
			if _, err := s.Put(t.Context(), key, "", strings.NewReader(key)); err != nil {
				t.Fatal(err)
			}
		}
		if got := keys(t, s, "t/b/"); !reflect.DeepEqual(got, []string{"t/b/1", "t/b/2"}) {
			t.Errorf("walked %q", got)
		}
		if err := s.Walk(t.Context(), "", func(string, int64, time.Time) error { return errBroken }); !errors.Is(err, errBroken) {
			t.Errorf("walk gives %v", err)
		}
	})
}

func TestFilesOnDiskAreTheirOwnersAlone(t *testing.T) {
	dir := t.TempDir()
	s := open(t, "file://"+filepath.Join(dir, "files"))
	if _, err := s.Put(t.Context(), Key(tenant), "", strings.NewReader("x")); err != nil {
		t.Fatal(err)
	}
	n := 0
	err := filepath.WalkDir(filepath.Join(dir, "files"), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v", path, info.Mode())
		}
		if !d.IsDir() {
			n++
		}
		return nil
	})
	if err != nil || n != 1 {
		t.Errorf("%d files, %v", n, err)
	}
}

func TestPingSaysWhenTheStoreIsGone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "files")
	s := open(t, "file://"+dir)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if s.Ping(t.Context()) == nil {
		t.Error("a folder that is gone counts as reachable")
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, address := range []string{"", "files", "https://example.se/", "file://", "file://files/x", "s3://files?nonsense=hemligt&endpoint=http://127.0.0.1:1", "\x7f"} {
		s, err := Open(t.Context(), address)
		if err == nil {
			_ = s.Close()
			t.Errorf("%q was taken", address)
		} else if strings.Contains(err.Error(), "hemligt") {
			t.Errorf("%q: the error repeats the address: %v", address, err)
		}
	}
}
