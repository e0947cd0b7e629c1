package checklist

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path"
	"strings"
	"time"

	"github.com/gabriel-vasile/mimetype"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/blob"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

// MaxFile is how large a piece of evidence may be, in bytes, and maxFiles how many one checklist holds.
const (
	MaxFile  = 20_000_000
	maxFiles = 100
)

// fileTypes are the kinds of evidence that are taken: the content's type and the endings that go with it. Nothing that a
// browser would run is among them.
var fileTypes = map[string][]string{
	"application/pdf": {".pdf"},
	"image/png":       {".png"},
	"image/jpeg":      {".jpg", ".jpeg"},
	"text/plain":      {".txt", ".csv"},
	"text/csv":        {".csv"},
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": {".docx"},
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":       {".xlsx"},
	"application/vnd.oasis.opendocument.text":                                 {".odt"},
}

// FileEndings lists the endings that are taken, for a file input and its hint.
const FileEndings = ".pdf,.png,.jpg,.jpeg,.txt,.csv,.docx,.xlsx,.odt"

// File is a piece of evidence.
type File struct {
	ID        uuid.UUID
	Point     string
	Field     string
	Key       string
	Name      string
	Type      string
	Size      int64
	SHA512    string
	AddedBy   uuid.UUID
	AddedAt   time.Time
	RemovedAt *time.Time
}

// Removed reports whether it was taken away from the answer; the file itself stays with the record.
func (f File) Removed() bool { return f.RemovedAt != nil }

// ErrTooLarge says that a file is larger than MaxFile.
var ErrTooLarge = errors.New("checklist: the file is too large")

// AddFile stores a piece of evidence, unchanged. A kind of file that is not taken, an empty one and one whose ending says something
// else than its content are Invalid at "f." and the field; one over MaxFile is ErrTooLarge.
func (s *Service) AddFile(ctx context.Context, id uuid.UUID, point, field, name string, r io.Reader) error {
	if err := identity.Require(ctx, identity.ChecklistAnswer); err != nil {
		return err
	}
	if err := s.mayAdd(ctx, id, point, field); err != nil { // before the bytes are kept
		return err
	}
	control := "f." + field
	raw, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	switch {
	case err != nil:
		return err
	case len(raw) > MaxFile:
		return ErrTooLarge
	case len(raw) == 0:
		return fault.Invalid(fault.Bad(control, "checklist.file_empty"))
	}
	name = blob.FileName(name)
	kind, ok := typeOf(name, raw)
	if !ok {
		return fault.Invalid(fault.Bad(control, "checklist.file_type"))
	}
	f := File{ID: uuid.New(), Point: point, Field: field, Key: blob.Key(postgres.TenantOf(ctx)), Name: name, Type: kind, AddedBy: actor(ctx)}
	info, err := s.files.Put(ctx, f.Key, kind, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	f.Size, f.SHA512 = info.Size, info.SHA512
	_, err = s.move(ctx, id, identity.ChecklistAnswer, func(tx *postgres.Tx, sheet *Sheet) error {
		if err := addable(sheet, point, field); err != nil {
			return err // the stored file is swept: no row names it
		}
		return s.addFileTx(ctx, tx, sheet, f)
	})
	return err
}

func (s *Service) mayAdd(ctx context.Context, id uuid.UUID, point, field string) error {
	_, err := s.move(ctx, id, identity.ChecklistAnswer, func(_ *postgres.Tx, sheet *Sheet) error { return addable(sheet, point, field) })
	return err
}

func addable(sheet *Sheet, point, field string) error {
	it := sheet.Item(point)
	if it == nil {
		return fault.NotFound()
	}
	if f := it.Point.Field(field); f == nil || f.Kind != KindFile {
		return fault.NotFound()
	}
	if sheet.Locked() {
		return fault.Conflict("checklist.locked")
	}
	held := 0
	for _, f := range sheet.Files {
		if !f.Removed() {
			held++
		}
	}
	if held >= maxFiles {
		return fault.Invalid(fault.Bad("f."+field, "checklist.files_many", "Max", maxFiles))
	}
	return nil
}

func (s *Service) addFileTx(ctx context.Context, tx *postgres.Tx, sheet *Sheet, f File) error {
	if err := insertFile(ctx, tx, sheet.ID, f); err != nil {
		return err
	}
	if err := s.touchAnswer(ctx, tx, sheet, f.Point); err != nil {
		return err
	}
	return audit.Write(ctx, tx, entry(sheet.Checklist, "checklist.file_add", audit.Value("point", "", f.Point)))
}

// touchAnswer makes a change of a point's files a change of its answer: it is begun, and a verdict no longer holds.
func (s *Service) touchAnswer(ctx context.Context, tx *postgres.Tx, sheet *Sheet, point string) error {
	a, err := lockAnswer(ctx, tx, sheet.ID, point)
	if err != nil {
		return err
	}
	if err := s.writeAnswer(ctx, tx, sheet.Checklist, &a, a.Fields); err != nil {
		return err
	}
	again, err := s.assessTx(ctx, tx, sheet.Checklist)
	if err != nil {
		return err
	}
	done, total, _ := again.Progress()
	return updateProgress(ctx, tx, sheet.ID, done, total)
}

// RemoveFile takes a piece of evidence away from the answer. What was handed in with it keeps it.
func (s *Service) RemoveFile(ctx context.Context, id, file uuid.UUID) error {
	_, err := s.move(ctx, id, identity.ChecklistAnswer, func(tx *postgres.Tx, sheet *Sheet) error {
		for _, f := range sheet.Files {
			if f.ID != file || f.Removed() {
				continue
			}
			if sheet.Locked() {
				return fault.Conflict("checklist.locked")
			}
			if _, err := tx.Exec(ctx, `UPDATE checklist_file SET removed_at = $3, removed_by = $4 WHERE tenant_id = $1 AND id = $2`,
				tx.Tenant, file, tx.Now, postgres.Null(actor(ctx))); err != nil {
				return err
			}
			if err := s.touchAnswer(ctx, tx, sheet, f.Point); err != nil {
				return err
			}
			return audit.Write(ctx, tx, entry(sheet.Checklist, "checklist.file_remove", audit.Value("point", "", f.Point)))
		}
		return fault.NotFound()
	})
	return err
}

// OpenFile gives a piece of evidence for reading; the caller closes it.
func (s *Service) OpenFile(ctx context.Context, id, file uuid.UUID) (File, io.ReadCloser, error) {
	sheet, err := s.Get(ctx, id)
	if err != nil {
		return File{}, nil, err
	}
	for _, f := range sheet.Files {
		if f.ID == file {
			r, _, err := s.files.Get(ctx, f.Key)
			return f, r, err
		}
	}
	return File{}, nil, fault.NotFound()
}

// FileKeys gives the keys of all municipalities' evidence, for the sweep of files that nothing names.
func (s *Service) FileKeys(ctx context.Context) ([]string, error) {
	if err := identity.Require(ctx, identity.TenantAdd); err != nil {
		return nil, err
	}
	var keys []string
	err := s.db.InSystem(ctx, "files that are in use", func(tx *postgres.Tx) error {
		rows, err := tx.Query(ctx, `SELECT key FROM checklist_file`)
		if err != nil {
			return err
		}
		keys, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	return keys, err
}

// typeOf gives the content's type where it is taken and the name's ending says the same.
func typeOf(name string, raw []byte) (string, bool) {
	ending := strings.ToLower(path.Ext(name))
	for m := mimetype.Detect(raw); m != nil; m = m.Parent() {
		bare, _, _ := strings.Cut(m.String(), ";")
		for _, e := range fileTypes[bare] {
			if e == ending {
				return bare, true
			}
		}
		if _, known := fileTypes[bare]; known && bare != "text/plain" {
			return "", false
		}
		if bare == "text/html" || bare == "image/svg+xml" || bare == "text/xml" {
			return "", false // text too, but not for keeping
		}
	}
	return "", false
}

func selectFiles(ctx context.Context, tx *postgres.Tx, checklist uuid.UUID) ([]File, error) {
	rows, err := tx.Query(ctx, `SELECT id, point, field, key, name, type, size, sha512, coalesce(added_by, `+nilUUID+`), added_at, removed_at
		FROM checklist_file WHERE tenant_id = $1 AND checklist_id = $2 ORDER BY added_at, id`, tx.Tenant, checklist)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[File])
}

func insertFile(ctx context.Context, tx *postgres.Tx, checklist uuid.UUID, f File) error {
	_, err := tx.Exec(ctx, `INSERT INTO checklist_file (tenant_id, id, checklist_id, point, field, key, name, type, size, sha512, added_by, added_at)
		VALUES (@tenant, @id, @checklist, @point, @field, @key, @name, @type, @size, @sha512, @by, @now)`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": f.ID, "checklist": checklist, "point": f.Point, "field": f.Field, "key": f.Key, "name": f.Name,
			"type": f.Type, "size": f.Size, "sha512": f.SHA512, "by": postgres.Null(f.AddedBy), "now": tx.Now})
	return err
}
