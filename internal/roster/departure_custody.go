package roster

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

// LeftAccess is a way into an account that somebody still has who has left.
type LeftAccess struct {
	Holding
	PersonID uuid.UUID
	Person   string
	LeftOn   clock.Date
}

// selectLeftAccess gives the ways in of people who leave or have left, by account.
func selectLeftAccess(ctx context.Context, tx *postgres.Tx, where string, args pgx.NamedArgs) ([]LeftAccess, error) {
	args["tenant"] = tx.Tenant
	rows, err := tx.Query(ctx, `SELECT x.id, x.way, x.since, x.ended_on, a.id, a.ref, a.name, a.platform, a.unit_id, u.name, a.status IN ('closed', 'rejected', 'withdrawn'),
			p.id, p.name, p.left_on
		FROM custody_access x JOIN person p ON p.tenant_id = x.tenant_id AND p.id = x.person_id
		JOIN account a ON a.tenant_id = x.tenant_id AND a.id = x.account_id JOIN unit u ON u.tenant_id = a.tenant_id AND u.id = a.unit_id
		WHERE x.tenant_id = @tenant AND `+where+` ORDER BY a.ref, p.name COLLATE "sv-x-icu", x.id`, args)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (LeftAccess, error) {
		l := LeftAccess{Holding: Holding{Kind: HeldAccess}}
		err := row.Scan(&l.ID, &l.What, &l.From, &l.To, &l.AccountID, &l.Ref, &l.Name, &l.Platform, &l.UnitID, &l.UnitName, &l.Over, &l.PersonID, &l.Person, &l.LeftOn)
		l.Path = "/app/accounts/" + l.Ref + "/custody"
		return l, err
	})
}

// accessEnds gives the last day of each way in that the person had; zero for those that are open.
func accessEnds(ctx context.Context, tx *postgres.Tx, person uuid.UUID) (map[uuid.UUID]clock.Date, error) {
	rows, err := tx.Query(ctx, `SELECT id, ended_on FROM custody_access WHERE tenant_id = $1 AND person_id = $2`, tx.Tenant, person)
	if err != nil {
		return nil, err
	}
	ends := map[uuid.UUID]clock.Date{}
	var id uuid.UUID
	var end clock.Date
	_, err = pgx.ForEachRow(rows, []any{&id, &end}, func() error {
		ends[id] = end
		return nil
	})
	return ends, err
}

// CloseAccess notes that a way in of somebody who leaves or has left is closed: their own login was taken off the account,
// or the password of a shared one was changed. One that is closed already stays so; another person's is NotFound.
func (s *Service) CloseAccess(ctx context.Context, person, access uuid.UUID) error {
	if err := identity.RequireEverywhere(ctx, identity.PeopleEdit); err != nil {
		return err
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		d, err := selectDeparture(ctx, tx, person)
		if err != nil {
			return err
		}
		if d == nil {
			return fault.NotFound()
		}
		var account uuid.UUID
		var way string
		var ended clock.Date
		err = tx.QueryRow(ctx, `SELECT account_id, way, ended_on FROM custody_access WHERE tenant_id = $1 AND id = $2 AND person_id = $3 FOR UPDATE`,
			tx.Tenant, access, person).Scan(&account, &way, &ended)
		if errors.Is(err, pgx.ErrNoRows) {
			return fault.NotFound()
		}
		if err != nil || !ended.IsZero() {
			return err
		}
		if err := closeAccess(ctx, tx, access, account, way); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `UPDATE departure_item SET done_at = $4, done_by = $5 WHERE tenant_id = $1 AND departure_id = $2 AND kind = 'access' AND object_id = $3`,
			tx.Tenant, d.ID, access, tx.Now, postgres.Null(actor(ctx)))
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 { // it was noted after the plan was made
			if err := addClosed(ctx, tx, d, person, access); err != nil {
				return err
			}
		}
		return audit.Write(ctx, tx, audit.Entry{Action: "roster.access_end", ObjectKind: "account", ObjectID: account, Changes: []audit.Change{audit.Field("person")}})
	})
}

func closeAccess(ctx context.Context, tx *postgres.Tx, access, account uuid.UUID, way string) error {
	args := pgx.NamedArgs{"tenant": tx.Tenant, "id": access, "account": account, "today": today(ctx, tx), "now": tx.Now}
	_, err := tx.Exec(ctx, `UPDATE custody_access SET ended_on = greatest(since, @today::date), version = version + 1, updated_at = @now WHERE tenant_id = @tenant AND id = @id`, args)
	if err != nil || Way(way) != Shared {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO custody (tenant_id, account_id, changed_on, updated_at) VALUES (@tenant, @account, @today, @now)
		ON CONFLICT (tenant_id, account_id) DO UPDATE SET changed_on = @today, version = custody.version + 1, updated_at = @now`, args)
	return err
}

// addClosed keeps with the departure what was closed and not on its list.
func addClosed(ctx context.Context, tx *postgres.Tx, d *Departure, person, access uuid.UUID) error {
	list, err := selectLeftAccess(ctx, tx, `x.id = @id AND x.person_id = @person`, pgx.NamedArgs{"id": access, "person": person})
	if err != nil || len(list) == 0 {
		return err
	}
	it := &DepartureItem{ID: uuid.New(), Kind: HeldAccess, Holding: list[0].Holding}
	if err := insertDepartureItem(ctx, tx, d.ID, it); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE departure_item SET done_at = $3, done_by = $4 WHERE tenant_id = $1 AND id = $2`, tx.Tenant, it.ID, tx.Now, postgres.Null(actor(ctx)))
	return err
}
