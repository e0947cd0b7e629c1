package checklist

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/postgres"
)

// templateColumns are all but the content, which is large and of published versions remembered.
const templateColumns = `id, name, number, published_at, published_by, version, updated_at`

func scanTemplate(row pgx.CollectableRow) (*Template, error) {
	t := &Template{}
	var at *time.Time
	var by *uuid.UUID
	err := row.Scan(&t.ID, &t.Name, &t.Number, &at, &by, &t.Version, &t.UpdatedAt)
	if at != nil {
		t.PublishedAt = *at
	}
	if by != nil {
		t.PublishedBy = *by
	}
	return t, err
}

// selectTemplates gives the versions that the condition names, newest first, without their content.
func selectTemplates(ctx context.Context, tx *postgres.Tx, where string, args pgx.NamedArgs) ([]*Template, error) {
	args["tenant"] = tx.Tenant
	rows, err := tx.Query(ctx, `SELECT `+templateColumns+` FROM checklist_template WHERE tenant_id = @tenant AND `+where, args)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanTemplate)
}

// selectTemplate is selectTemplates for one, nil where there is none.
func selectTemplate(ctx context.Context, tx *postgres.Tx, where string, args pgx.NamedArgs) (*Template, error) {
	list, err := selectTemplates(ctx, tx, where, args)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list[0], nil
}

func selectNewest(ctx context.Context, tx *postgres.Tx, name Name) (*Template, error) {
	return selectTemplate(ctx, tx, `name = @name AND published_at IS NOT NULL ORDER BY number DESC LIMIT 1`, pgx.NamedArgs{"name": name})
}

func selectContent(ctx context.Context, tx *postgres.Tx, id uuid.UUID) (Content, error) {
	var raw []byte
	var c Content
	err := tx.QueryRow(ctx, `SELECT content FROM checklist_template WHERE tenant_id = $1 AND id = $2`, tx.Tenant, id).Scan(&raw)
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		return c, fmt.Errorf("content of template %s: %w", id, err)
	}
	return c, nil
}

// selectDraft gives the draft with its content, nil where there is none. With lock nobody else changes it until the
// transaction ends.
func selectDraft(ctx context.Context, tx *postgres.Tx, name Name, lock bool) (*Template, error) {
	where := `name = @name AND published_at IS NULL`
	if lock {
		where += ` FOR UPDATE`
	}
	t, err := selectTemplate(ctx, tx, where, pgx.NamedArgs{"name": name})
	if err != nil || t == nil {
		return nil, err
	}
	t.Content, err = selectContent(ctx, tx, t.ID)
	return t, err
}

// insertTemplate stores a version and tells whether it did: where its number, or a draft, is there already it does
// nothing.
func insertTemplate(ctx context.Context, tx *postgres.Tx, t *Template) (bool, error) {
	raw, err := json.Marshal(t.Content)
	if err != nil {
		return false, err
	}
	args := pgx.NamedArgs{"tenant": tx.Tenant, "id": t.ID, "name": t.Name, "number": t.Number, "content": raw, "by": postgres.Null(t.PublishedBy), "now": tx.Now, "published": nil}
	if t.Published() {
		args["published"] = t.PublishedAt
	}
	tag, err := tx.Exec(ctx, `
		INSERT INTO checklist_template (tenant_id, id, name, number, content, published_at, published_by, created_at, updated_at)
		VALUES (@tenant, @id, @name, @number, @content, @published, @by, @now, @now) ON CONFLICT DO NOTHING`, args)
	return tag.RowsAffected() == 1, err
}

func updateDraft(ctx context.Context, tx *postgres.Tx, t *Template) error {
	raw, err := json.Marshal(t.Content)
	if err != nil {
		return err
	}
	args := pgx.NamedArgs{"tenant": tx.Tenant, "id": t.ID, "content": raw, "now": tx.Now, "published": nil, "by": postgres.Null(t.PublishedBy)}
	if t.Published() {
		args["published"] = t.PublishedAt
	}
	tag, err := tx.Exec(ctx, `
		UPDATE checklist_template SET content = @content, published_at = @published, published_by = @by, version = version + 1, updated_at = @now
		WHERE tenant_id = @tenant AND id = @id`, args)
	if err == nil && tag.RowsAffected() != 1 {
		return errors.New("checklist: the draft went while it was locked")
	}
	t.Version++
	t.UpdatedAt = tx.Now
	return err
}

func deleteDraft(ctx context.Context, tx *postgres.Tx, id uuid.UUID) error {
	_, err := tx.Exec(ctx, `DELETE FROM checklist_template WHERE tenant_id = $1 AND id = $2`, tx.Tenant, id)
	return err
}

func nextNumber(ctx context.Context, tx *postgres.Tx, name Name) (n int, err error) {
	err = tx.QueryRow(ctx, `SELECT COALESCE(max(number), 0) + 1 FROM checklist_template WHERE tenant_id = $1 AND name = $2`, tx.Tenant, name).Scan(&n)
	return n, err
}
