package checklist

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register/platform"
)

// HandedPoint is a point of a living account's checklist that was handed to somebody.
type HandedPoint struct {
	ChecklistID uuid.UUID
	Point       string // its key
	Name        string // in the checklist's words; empty where the template does not ask it any more
	Ref         string
	AccountID   uuid.UUID
	AccountName string
	Platform    platform.Name
	UnitID      uuid.UUID
	UnitName    string

	template uuid.UUID
}

// HandedToTx gives the points that were handed to the person and are not settled, by the account's ref, in the
// transaction of a caller that has checked the permission.
func (s *Service) HandedToTx(ctx context.Context, tx *postgres.Tx, person uuid.UUID) ([]HandedPoint, error) {
	rows, err := tx.Query(ctx, `
		SELECT n.checklist_id, n.point, a.ref, a.id, a.name, a.platform, a.unit_id, u.name, c.template_id
		FROM checklist_answer n JOIN checklist c ON c.tenant_id = n.tenant_id AND c.id = n.checklist_id
		JOIN account a ON a.tenant_id = c.tenant_id AND a.id = c.account_id JOIN unit u ON u.tenant_id = a.tenant_id AND u.id = a.unit_id
		WHERE n.tenant_id = $1 AND n.assignee_id = $2 AND c.state <> 'approved' AND a.status NOT IN ('closed', 'rejected', 'withdrawn')
		ORDER BY a.ref, c.name, n.point`, tx.Tenant, person)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (HandedPoint, error) {
		var p HandedPoint
		err := row.Scan(&p.ChecklistID, &p.Point, &p.Ref, &p.AccountID, &p.AccountName, &p.Platform, &p.UnitID, &p.UnitName, &p.template)
		return p, err
	})
	if err != nil {
		return nil, err
	}
	known := map[uuid.UUID]Content{}
	for i := range list {
		content, ok := known[list[i].template]
		if !ok {
			if content, err = selectContent(ctx, tx, list[i].template); err != nil {
				return nil, err
			}
			known[list[i].template] = content
		}
		if p := content.Point(list[i].Point); p != nil {
			list[i].Name = p.Name.In(i18n.Lang(ctx))
		}
	}
	return list, nil
}

// HandPointTx gives the point to another, or with uuid.Nil to nobody, where it still is with the one it is from, and
// reports whether it did. The caller has checked the permission and writes the log.
func HandPointTx(ctx context.Context, tx *postgres.Tx, checklist uuid.UUID, point string, from, to uuid.UUID) (bool, error) {
	tag, err := tx.Exec(ctx, `UPDATE checklist_answer SET assignee_id = @to
		WHERE tenant_id = @tenant AND checklist_id = @checklist AND point = @point AND assignee_id IS NOT DISTINCT FROM @from`,
		pgx.NamedArgs{"tenant": tx.Tenant, "checklist": checklist, "point": point, "from": postgres.Null(from), "to": postgres.Null(to)})
	return tag.RowsAffected() == 1, err
}
