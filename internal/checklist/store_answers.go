package checklist

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/postgres"
)

const answerColumns = `point, fields, version, coalesce(saved_by, ` + nilUUID + `), saved_at, coalesce(assignee_id, ` + nilUUID + `), verdict`

func scanAnswer(row pgx.CollectableRow) (Answer, error) {
	var a Answer
	var at *time.Time
	err := row.Scan(&a.Point, &a.Fields, &a.Version, &a.SavedBy, &at, &a.AssigneeID, &a.Verdict)
	if at != nil {
		a.SavedAt = *at
	}
	return a, err
}

func selectAnswers(ctx context.Context, tx *postgres.Tx, checklist uuid.UUID) (map[string]Answer, error) {
	rows, err := tx.Query(ctx, `SELECT `+answerColumns+` FROM checklist_answer WHERE tenant_id = $1 AND checklist_id = $2`, tx.Tenant, checklist)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, scanAnswer)
	m := make(map[string]Answer, len(list))
	for _, a := range list {
		m[a.Point] = a
	}
	return m, err
}

// lockAnswer gives the point's answer, empty where there is none yet, and keeps others from saving until the
// transaction ends.
func lockAnswer(ctx context.Context, tx *postgres.Tx, checklist uuid.UUID, point string) (Answer, error) {
	if _, err := tx.Exec(ctx, `INSERT INTO checklist_answer (tenant_id, checklist_id, point) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
		tx.Tenant, checklist, point); err != nil {
		return Answer{}, err
	}
	rows, err := tx.Query(ctx, `SELECT `+answerColumns+` FROM checklist_answer WHERE tenant_id = $1 AND checklist_id = $2 AND point = $3 FOR UPDATE`,
		tx.Tenant, checklist, point)
	if err != nil {
		return Answer{}, err
	}
	return pgx.CollectExactlyOneRow(rows, scanAnswer)
}

func updateAnswer(ctx context.Context, tx *postgres.Tx, checklist uuid.UUID, a Answer) error {
	_, err := tx.Exec(ctx, `
		UPDATE checklist_answer SET fields = @fields, version = @version, saved_by = @by, saved_at = @at, assignee_id = @assignee, verdict = @verdict
		WHERE tenant_id = @tenant AND checklist_id = @checklist AND point = @point`,
		pgx.NamedArgs{"tenant": tx.Tenant, "checklist": checklist, "point": a.Point, "fields": a.Fields, "version": a.Version,
			"by": postgres.Null(a.SavedBy), "at": nullTime(a.SavedAt), "assignee": postgres.Null(a.AssigneeID), "verdict": a.Verdict})
	return err
}

// Version is one version of an answer to a point. An aside is what somebody typed while somebody else saved: it was
// never the answer, and is kept all the same.
type Version struct {
	ID      uuid.UUID
	Point   string
	Number  int
	Aside   bool
	Fields  Fields
	SavedBy uuid.UUID
	BegunAt time.Time
	SavedAt time.Time
	sealed  bool
}

const versionColumns = `id, point, number, aside, sealed, fields, coalesce(saved_by, ` + nilUUID + `), begun_at, saved_at`

func scanVersion(row pgx.CollectableRow) (Version, error) {
	var v Version
	err := row.Scan(&v.ID, &v.Point, &v.Number, &v.Aside, &v.sealed, &v.Fields, &v.SavedBy, &v.BegunAt, &v.SavedAt)
	return v, err
}

// selectVersions gives the versions of one point, or of all where point is empty, oldest first.
func selectVersions(ctx context.Context, tx *postgres.Tx, checklist uuid.UUID, point string) ([]Version, error) {
	rows, err := tx.Query(ctx, `SELECT `+versionColumns+` FROM checklist_answer_version
		WHERE tenant_id = $1 AND checklist_id = $2 AND ($3 = '' OR point = $3) ORDER BY point, saved_at, number`, tx.Tenant, checklist, point)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanVersion)
}

func selectLastVersion(ctx context.Context, tx *postgres.Tx, checklist uuid.UUID, point string) (v Version, found bool, err error) {
	rows, err := tx.Query(ctx, `SELECT `+versionColumns+` FROM checklist_answer_version
		WHERE tenant_id = $1 AND checklist_id = $2 AND point = $3 AND NOT aside ORDER BY number DESC LIMIT 1`, tx.Tenant, checklist, point)
	if err != nil {
		return v, false, err
	}
	v, err = pgx.CollectExactlyOneRow(rows, scanVersion)
	if errors.Is(err, pgx.ErrNoRows) {
		return v, false, nil
	}
	return v, err == nil, err
}

func insertVersion(ctx context.Context, tx *postgres.Tx, checklist uuid.UUID, v Version) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO checklist_answer_version (tenant_id, id, checklist_id, point, number, aside, fields, saved_by, begun_at, saved_at)
		VALUES (@tenant, @id, @checklist, @point, @number, @aside, @fields, @by, @now, @now)`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": uuid.New(), "checklist": checklist, "point": v.Point, "number": v.Number, "aside": v.Aside,
			"fields": v.Fields, "by": postgres.Null(v.SavedBy), "now": tx.Now})
	return err
}

func updateVersion(ctx context.Context, tx *postgres.Tx, v Version) error {
	_, err := tx.Exec(ctx, `UPDATE checklist_answer_version SET fields = $3, number = $4, saved_at = $5 WHERE tenant_id = $1 AND id = $2`,
		tx.Tenant, v.ID, v.Fields, v.Number, tx.Now)
	return err
}

// sealVersions makes later saves begin new versions: what was handed in or reviewed stays as it was.
func sealVersions(ctx context.Context, tx *postgres.Tx, checklist uuid.UUID) error {
	_, err := tx.Exec(ctx, `UPDATE checklist_answer_version SET sealed = true WHERE tenant_id = $1 AND checklist_id = $2 AND NOT sealed`, tx.Tenant, checklist)
	return err
}

func updateVerdicts(ctx context.Context, tx *postgres.Tx, checklist uuid.UUID, points []string, v Verdict) error {
	_, err := tx.Exec(ctx, `UPDATE checklist_answer SET verdict = $4 WHERE tenant_id = $1 AND checklist_id = $2 AND point = ANY ($3)`, tx.Tenant, checklist, points, v)
	return err
}

// Remark is something that was said of a point.
type Remark struct {
	ID    uuid.UUID
	Point string
	Kind  string // "returned", "accepted" or "reply"
	Text  string
	By    uuid.UUID
	At    time.Time
	Round int
}

func selectRemarks(ctx context.Context, tx *postgres.Tx, checklist uuid.UUID) ([]Remark, error) {
	rows, err := tx.Query(ctx, `SELECT id, point, kind, text, coalesce(by_user, `+nilUUID+`), at, round FROM checklist_remark
		WHERE tenant_id = $1 AND checklist_id = $2 ORDER BY at, id`, tx.Tenant, checklist)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[Remark])
}

func insertRemark(ctx context.Context, tx *postgres.Tx, checklist uuid.UUID, r Remark) error {
	_, err := tx.Exec(ctx, `INSERT INTO checklist_remark (tenant_id, id, checklist_id, point, kind, text, by_user, at, round)
		VALUES (@tenant, @id, @checklist, @point, @kind, @text, @by, @now, @round)`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": uuid.New(), "checklist": checklist, "point": r.Point, "kind": r.Kind, "text": r.Text,
			"by": postgres.Null(r.By), "now": tx.Now, "round": r.Round})
	return err
}

// deleteUnsent takes back what the reviewer has said of a point in this round, or of all where point is empty, and gives
// of which. Nobody has been told of it yet.
func deleteUnsent(ctx context.Context, tx *postgres.Tx, checklist uuid.UUID, point string, round int) ([]string, error) {
	rows, err := tx.Query(ctx, `DELETE FROM checklist_remark
		WHERE tenant_id = $1 AND checklist_id = $2 AND ($3 = '' OR point = $3) AND round = $4 AND kind <> 'reply' RETURNING point`, tx.Tenant, checklist, point, round)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// contributors gives the logins that have answered something of the checklist after a moment.
func contributors(ctx context.Context, tx *postgres.Tx, checklist uuid.UUID, after time.Time) ([]uuid.UUID, error) {
	rows, err := tx.Query(ctx, `SELECT DISTINCT saved_by FROM checklist_answer_version
		WHERE tenant_id = $1 AND checklist_id = $2 AND saved_at > $3 AND NOT aside AND saved_by IS NOT NULL`, tx.Tenant, checklist, after)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
}

// answerers gives the people, as the directory has them, who have answered something of the checklist.
func answerers(ctx context.Context, tx *postgres.Tx, checklist uuid.UUID) ([]uuid.UUID, error) {
	rows, err := tx.Query(ctx, `SELECT DISTINCT u.person_id FROM checklist_answer_version v JOIN app_user u ON u.tenant_id = v.tenant_id AND u.id = v.saved_by
		WHERE v.tenant_id = $1 AND v.checklist_id = $2 AND NOT v.aside`, tx.Tenant, checklist)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
}
