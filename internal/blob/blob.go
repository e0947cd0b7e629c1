// Package blob keeps files by key: on disk, or in an S3-compatible store. It knows nothing of what the files are;
// whoever stores one keeps its key, size and checksum in a row that row security guards.
package blob

import (
	"context"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"
	gcblob "gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/blob/memblob"
	_ "gocloud.dev/blob/s3blob" // s3://
	"gocloud.dev/gcerrors"
)

// ErrNotFound says that no file has the key.
var ErrNotFound = errors.New("blob: no such file")

// ErrKey says that a key is not one that this package makes or takes.
var ErrKey = errors.New("blob: bad key")

// Info describes a stored file.
type Info struct {
	Size   int64  // bytes
	SHA512 string // lower-case hex; empty from Get, which has not read the file yet
}

// Store is a place for files. It is safe for use by several goroutines.
type Store struct {
	bucket *gcblob.Bucket
	dir    string // of a store on disk
}

// Open opens the store at storageURL:
//
//	file:///var/lib/kanalkoll/files                            a folder, made when missing; files 0600, folders 0700
//	s3://bucket?region=eu-north-1                              Amazon S3
//	s3://bucket?endpoint=http://minio:9000&use_path_style=true an S3-compatible store
//	mem://                                                     for tests: gone when closed
//
// S3 takes its credentials from the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY) or as the AWS SDK finds
// them. Open does not reach the store; Ping does. Errors do not repeat the address, which may hold a secret.
func Open(ctx context.Context, storageURL string) (*Store, error) {
	u, err := url.Parse(storageURL)
	if err != nil {
		return nil, errors.New("storage: not an address")
	}
	switch u.Scheme {
	case "file":
		dir := u.Path
		if u.Host == "." { // as gocloud.dev reads it: relative to the working directory
			dir = strings.TrimPrefix(dir, "/")
		} else if u.Host != "" && u.Host != "localhost" {
			return nil, errors.New("storage: file:// needs three slashes before the folder")
		}
		if dir == "" {
			return nil, errors.New("storage: file:// names no folder")
		}
		dir = filepath.FromSlash(dir)
		b, err := fileblob.OpenBucket(dir, &fileblob.Options{
			CreateDir:   true,
			DirFileMode: 0o700,
			NoTempDir:   true, // a rename from the system's temporary folder fails where that is another file system
			Metadata:    fileblob.MetadataDontWrite,
		})
		if err != nil {
			return nil, fmt.Errorf("storage: %w", err)
		}
		return &Store{bucket: b, dir: dir}, nil
	case "s3":
		q := u.Query()
		if q.Get("endpoint") != "" && q.Get("region") == "" {
			q.Set("region", "us-east-1") // the SDK demands one; compatible stores take any
		}
		for _, p := range []string{"request_checksum_calculation", "response_checksum_validation"} {
			if q.Get("endpoint") != "" && q.Get(p) == "" {
				q.Set(p, "when_required") // many compatible stores know none of S3's newer checksums
			}
		}
		u.RawQuery = q.Encode()
		b, err := gcblob.OpenBucket(ctx, u.String())
		if err != nil {
			return nil, fmt.Errorf("storage: %s", strings.ReplaceAll(err.Error(), u.String(), "s3://"+u.Host))
		}
		return &Store{bucket: b}, nil
	case "mem":
		return &Store{bucket: memblob.OpenBucket(nil)}, nil
	default:
		return nil, errors.New("storage: must begin with file:// or s3://")
	}
}

// Close lets go of the store. Files stay.
func (s *Store) Close() error { return s.bucket.Close() }

// Ping reports whether the store can be reached.
func (s *Store) Ping(ctx context.Context) error {
	if s.dir != "" { // the library takes every folder for reachable, even one that is gone
		if _, err := os.ReadDir(s.dir); err != nil {
			return fmt.Errorf("storage: %w", err)
		}
		return nil
	}
	ok, err := s.bucket.IsAccessible(ctx)
	if err != nil {
		return fmt.Errorf("storage: %w", err)
	}
	if !ok {
		return errors.New("storage: cannot be reached")
	}
	return nil
}

// Key makes a new key for a file of the tenant: t/<tenant>/<random uuid>.
func Key(tenantID uuid.UUID) string { return "t/" + tenantID.String() + "/" + uuid.NewString() }

var goodKey = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$`)

// checkKey refuses whatever could leave the store's folder or mean two things in two stores.
func checkKey(key string) error {
	if len(key) > 500 || strings.Contains(key, "..") || !goodKey.MatchString(key) {
		return fmt.Errorf("%w: %.80q", ErrKey, key)
	}
	return nil
}

// Put stores what r gives under key, streaming, and returns its size and SHA-512. When r fails, ctx ends or the store
// refuses, the error says so and nothing is stored. A file of the same key is replaced in one step.
func (s *Store) Put(ctx context.Context, key, contentType string, r io.Reader) (Info, error) {
	if err := checkKey(key); err != nil {
		return Info{}, err
	}
	if contentType == "" {
		contentType = "application/octet-stream"
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var file *os.File
	w, err := s.bucket.NewWriter(ctx, key, &gcblob.WriterOptions{
		ContentType: contentType,
		BeforeWrite: func(as func(any) bool) error {
			if s.dir != "" && as(&file) {
				return file.Chmod(0o600)
			}
			return nil
		},
	})
	if err != nil {
		return Info{}, fmt.Errorf("store file: %w", err)
	}
	sum := sha512.New()
	n, err := io.Copy(io.MultiWriter(w, sum), r)
	if err == nil && file != nil {
		err = file.Sync() // a row that names the file must not outlive it in a power cut
	}
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		cancel() // Close then drops what was written
		_ = w.Close()
		return Info{}, fmt.Errorf("store file: %w", err)
	}
	if err := w.Close(); err != nil {
		return Info{}, fmt.Errorf("store file: %w", err)
	}
	return Info{Size: n, SHA512: hex.EncodeToString(sum.Sum(nil))}, nil
}

// Get opens the file for reading; the caller closes it. The error is ErrNotFound where there is none.
func (s *Store) Get(ctx context.Context, key string) (io.ReadCloser, Info, error) {
	if err := checkKey(key); err != nil {
		return nil, Info{}, err
	}
	r, err := s.bucket.NewReader(ctx, key, nil)
	if err != nil {
		return nil, Info{}, found("read file", err)
	}
	return r, Info{Size: r.Size()}, nil
}

// Sum reads the whole file and gives its size and SHA-512 as they are now.
func (s *Store) Sum(ctx context.Context, key string) (Info, error) {
	r, _, err := s.Get(ctx, key)
	if err != nil {
		return Info{}, err
	}
	defer r.Close() //nolint:errcheck // only read
	sum := sha512.New()
	n, err := io.Copy(sum, r)
	if err != nil {
		return Info{}, fmt.Errorf("read file: %w", err)
	}
	return Info{Size: n, SHA512: hex.EncodeToString(sum.Sum(nil))}, nil
}

// Delete removes the file. A file that is already gone is no error: jobs repeat.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := checkKey(key); err != nil {
		return err
	}
	err := s.bucket.Delete(ctx, key)
	if err != nil && gcerrors.Code(err) != gcerrors.NotFound {
		return fmt.Errorf("delete file: %w", err)
	}
	return nil
}

// Walk calls visit for every file whose key begins with prefix, in the order of keys, until visit returns an error.
// It is for backups; requests find files by their rows.
func (s *Store) Walk(ctx context.Context, prefix string, visit func(key string, size int64, changed time.Time) error) error {
	it := s.bucket.List(&gcblob.ListOptions{Prefix: prefix})
	for {
		o, err := it.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("list files: %w", err)
		}
		if s.dir != "" && strings.HasSuffix(o.Key, ".tmp") { // left by a process that was killed while writing
			continue
		}
		if err := visit(o.Key, o.Size, o.ModTime); err != nil {
			return err
		}
	}
}

func found(what string, err error) error {
	if gcerrors.Code(err) == gcerrors.NotFound {
		return fmt.Errorf("%s: %w", what, ErrNotFound)
	}
	return fmt.Errorf("%s: %w", what, err)
}
