package checklist

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
)

// Filter narrows a list of checklists. Zero values do not narrow.
type Filter struct {
	State  State
	Name   Name
	Unit   string     // a unit's id, with those below it
	Q      string     // in the account's name, handle and ref, and in the unit's name
	Due    clock.Date // approved, of an open account, to be reviewed again by that day
	Limit  int        // 0: all
	Offset int
}

// within narrows to what the principal may see.
func within(ctx context.Context, act identity.Action, args pgx.NamedArgs) (err error) {
	args["only_in"], args["units"], err = identity.Within(ctx, act)
	return err
}

// living keeps checklists of accounts whose life is over out of work lists.
const living = ` AND a.status NOT IN ('closed', 'rejected', 'withdrawn') AND (NOT @only_in OR a.unit_id = ANY (@units)) `

// List gives the checklists that the principal may see, those that need somebody first, and how many there are.
func (s *Service) List(ctx context.Context, f Filter) (list []*Checklist, total int, err error) {
	args := pgx.NamedArgs{"state": f.State, "name": f.Name, "q": f.Q, "unit": nil, "due": f.Due, "limit": nil, "offset": f.Offset}
	if err := within(ctx, identity.ChecklistView, args); err != nil {
		return nil, 0, err
	}
	if id, err := uuid.Parse(f.Unit); err == nil {
		args["unit"] = id
	}
	if f.Limit > 0 {
		args["limit"] = f.Limit
	}
	const where = living + `AND (@state = '' OR c.state = @state) AND (@name = '' OR c.name = @name)
		AND (@due::date IS NULL OR c.state = 'approved' AND c.review_on <= @due AND a.status = 'active')
		AND (@q = '' OR strpos(lower(concat_ws(' ', a.name, a.handle, a.ref, u.name)), lower(@q)) > 0)
		AND (@unit::uuid IS NULL OR a.unit_id IN (
			WITH RECURSIVE below AS (SELECT @unit::uuid AS id UNION ALL SELECT x.id FROM unit x JOIN below b ON x.tenant_id = @tenant AND x.parent_id = b.id)
			SELECT id FROM below))`
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		args["tenant"] = tx.Tenant
		if err := tx.QueryRow(ctx, `SELECT count(*)`+checklistFrom+where, args).Scan(&total); err != nil {
			return err
		}
		list, err = queryChecklists(ctx, tx, where+` ORDER BY array_position(ARRAY['returned', 'submitted', 'open', 'approved'], c.state),
			coalesce(c.submitted_at, c.started_at), a.ref, c.name LIMIT @limit OFFSET @offset`, args)
		return err
	})
	return list, total, err
}

// Queue gives the checklists that wait for the principal's review, oldest first.
func (s *Service) Queue(ctx context.Context) ([]*Checklist, error) {
	args := pgx.NamedArgs{}
	if err := within(ctx, identity.ChecklistReview, args); err != nil {
		return nil, err
	}
	var list []*Checklist
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		list, err = queryChecklists(ctx, tx, living+`AND c.state = 'submitted' ORDER BY c.submitted_at, a.ref, c.name`, args)
		return err
	})
	return list, err
}

// OfAccount gives the checklists of an account that the principal may see.
func (s *Service) OfAccount(ctx context.Context, ref string) ([]*Checklist, error) {
	args := pgx.NamedArgs{"ref": ref}
	if err := within(ctx, identity.ChecklistView, args); err != nil {
		return nil, err
	}
	var list []*Checklist
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		list, err = queryChecklists(ctx, tx, ` AND a.ref = @ref AND (NOT @only_in OR a.unit_id = ANY (@units)) ORDER BY c.name DESC`, args)
		return err
	})
	return list, err
}

// OpenCount gives how many checklists of the principal's units are not approved, and how many of those were sent back,
// for the menu. Where the principal reviews, what waits for review counts instead.
func (s *Service) OpenCount(ctx context.Context) (open, back int, err error) {
	args := pgx.NamedArgs{"review": identity.Of(ctx).May(identity.ChecklistReview)}
	if err := within(ctx, identity.ChecklistView, args); err != nil {
		return 0, 0, err
	}
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		args["tenant"] = tx.Tenant
		return tx.QueryRow(ctx, `SELECT count(*) FILTER (WHERE CASE WHEN @review THEN c.state = 'submitted' ELSE c.state <> 'approved' END),
			count(*) FILTER (WHERE NOT @review AND c.state = 'returned')
			FROM checklist c JOIN account a ON a.tenant_id = c.tenant_id AND a.id = c.account_id
			WHERE c.tenant_id = @tenant AND c.state <> 'approved'`+living, args).Scan(&open, &back)
	})
	return open, back, err
}

// Campaign is how far a unit's open accounts have come with their startup checklists.
type Campaign struct {
	UnitID   uuid.UUID
	UnitName string
	Accounts int // open
	Approved int
	Review   int // handed in
	Begun    int // open or sent back
	Missing  int // none begun
}

// Campaign gives for each unit with open accounts that the principal may see how many of them have their checklist.
func (s *Service) Campaign(ctx context.Context) ([]Campaign, error) {
	args := pgx.NamedArgs{}
	if err := within(ctx, identity.ChecklistView, args); err != nil {
		return nil, err
	}
	var list []Campaign
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		args["tenant"] = tx.Tenant
		rows, err := tx.Query(ctx, `
			SELECT u.id, u.name, count(*), count(*) FILTER (WHERE c.approved_at IS NOT NULL),
				count(*) FILTER (WHERE c.approved_at IS NULL AND c.state = 'submitted'),
				count(*) FILTER (WHERE c.approved_at IS NULL AND c.state IN ('open', 'returned')), count(*) FILTER (WHERE c.id IS NULL)
			FROM account a JOIN unit u ON u.tenant_id = a.tenant_id AND u.id = a.unit_id
			LEFT JOIN checklist c ON c.tenant_id = a.tenant_id AND c.account_id = a.id AND c.name = 'startup'
			WHERE a.tenant_id = @tenant AND a.status = 'active' AND (NOT @only_in OR a.unit_id = ANY (@units))
			GROUP BY u.id, u.name, u.communications
			ORDER BY count(*) FILTER (WHERE c.approved_at IS NULL) DESC, u.name COLLATE "sv-x-icu"`, args)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Campaign])
		return err
	})
	return list, err
}

// StartMissing begins a startup checklist for every open account that has none, in the unit (uuid.Nil: all), and tells the
// units. It gives how many were begun; run again it begins none twice.
func (s *Service) StartMissing(ctx context.Context, unit uuid.UUID) (int, error) {
	if err := identity.RequireEverywhere(ctx, identity.ChecklistReview); err != nil {
		return 0, err
	}
	begun := 0
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		rows, err := tx.Query(ctx, `SELECT a.id FROM account a
			WHERE a.tenant_id = $1 AND a.status = 'active' AND ($2::uuid IS NULL OR a.unit_id = $2)
			AND NOT EXISTS (SELECT FROM checklist c WHERE c.tenant_id = a.tenant_id AND c.account_id = a.id AND c.name = 'startup')
			ORDER BY a.ref FOR NO KEY UPDATE OF a`, tx.Tenant, postgres.Null(unit))
		if err != nil {
			return err
		}
		accounts, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
		if err != nil {
			return err
		}
		var asked []*register.Account
		for _, id := range accounts {
			a, err := register.AccountTx(ctx, tx, id)
			if err != nil {
				return err
			}
			if _, err := s.startTx(ctx, tx, a, Startup, ForCampaign); err != nil {
				return err
			}
			asked = append(asked, a)
		}
		begun = len(asked)
		return s.reg.EventsTx(ctx, tx, asked, "checklist_asked")
	})
	return begun, err
}

// Condition is the register's condition "checklist": no account opens before its startup checklist is approved.
func Condition(ctx context.Context, tx *postgres.Tx, a *register.Account) ([]fault.Field, error) {
	var approved bool
	err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM checklist WHERE tenant_id = $1 AND account_id = $2 AND name = 'startup' AND state = 'approved')`,
		tx.Tenant, a.ID).Scan(&approved)
	if err != nil || approved {
		return nil, err
	}
	return []fault.Field{fault.Bad("checklist", "checklist.condition")}, nil
}

// Named gives the checklists with the ids, for the log; those that the principal may not see, and unknown ids, are missing.
func (s *Service) Named(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]*Checklist, error) {
	args := pgx.NamedArgs{"ids": ids}
	if err := within(ctx, identity.ChecklistView, args); err != nil {
		return nil, err
	}
	named := map[uuid.UUID]*Checklist{}
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		list, err := queryChecklists(ctx, tx, ` AND c.id = ANY (@ids) AND (NOT @only_in OR a.unit_id = ANY (@units))`, args)
		for _, c := range list {
			named[c.ID] = c
		}
		return err
	})
	return named, err
}
