package register

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register/platform"
)

// Overview is how the part of the register stands that a principal sees.
type Overview struct {
	Status    map[Status]int
	Platforms map[platform.Name]int
	NoContact int // open ones without a contact
	NoPurpose int // open ones without a purpose
}

// Total is how many accounts there are, whatever their state.
func (o Overview) Total() int {
	n := 0
	for _, c := range o.Status {
		n += c
	}
	return n
}

// Open is how many accounts the public sees as open.
func (o Overview) Open() int { return o.Status[Active] + o.Status[Closing] }

// Coming is how many are on their way to be opened.
func (o Overview) Coming() int {
	return o.Status[Draft] + o.Status[Submitted] + o.Status[Returned] + o.Status[Approved]
}

// Overview counts the accounts that the principal may see.
func (s *Service) Overview(ctx context.Context) (Overview, error) {
	o := Overview{Status: map[Status]int{}, Platforms: map[platform.Name]int{}}
	f, err := within(ctx, Filter{})
	if err != nil {
		return o, err
	}
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT status, platform, count(*),
				count(*) FILTER (WHERE status IN ('active', 'closing') AND contact = '' AND contact_person_id IS NULL),
				count(*) FILTER (WHERE status IN ('active', 'closing') AND purpose = '')
			FROM account WHERE tenant_id = @tenant AND (NOT @only_in OR unit_id = ANY (@units))
			GROUP BY status, platform`,
			pgx.NamedArgs{"tenant": tx.Tenant, "only_in": f.OnlyIn, "units": f.Units})
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var st Status
			var pf platform.Name
			var n, noContact, noPurpose int
			if err := rows.Scan(&st, &pf, &n, &noContact, &noPurpose); err != nil {
				return err
			}
			o.Status[st] += n
			o.Platforms[pf] += n
			o.NoContact += noContact
			o.NoPurpose += noPurpose
		}
		return rows.Err()
	})
	return o, err
}

// Recent is one act on the register, or many of one kind that somebody did at once, such as an import.
type Recent struct {
	At       time.Time
	Actor    audit.Actor
	Action   string
	Count    int
	Ref      string // of the account, or of one of them
	Name     string
	Platform platform.Name
}

// newest bounds how far back Recent looks, in entries of the log.
const newest = 3000

// Recent gives the newest acts on accounts that the principal may see, newest first, at most limit.
func (s *Service) Recent(ctx context.Context, limit int) ([]Recent, error) {
	f, err := within(ctx, Filter{})
	if err != nil {
		return nil, err
	}
	var list []Recent
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT r.at, r.actor_kind, coalesce(r.actor_id, `+nilUUID+`), r.action, count(DISTINCT r.ref), min(r.ref),
				(array_agg(r.name ORDER BY r.ref))[1], (array_agg(r.platform ORDER BY r.ref))[1]
			FROM (SELECT e.seq, e.at, e.actor_kind, e.actor_id, e.action, a.ref, a.name, a.platform
				FROM audit_entry e JOIN account a ON a.tenant_id = e.tenant_id AND a.id = e.object_id
				WHERE e.tenant_id = @tenant AND e.object_kind = 'account' AND (NOT @only_in OR a.unit_id = ANY (@units))
				ORDER BY e.seq DESC LIMIT @newest) r
			GROUP BY r.at, r.actor_kind, r.actor_id, r.action ORDER BY max(r.seq) DESC LIMIT @limit`,
			pgx.NamedArgs{"tenant": tx.Tenant, "only_in": f.OnlyIn, "units": f.Units, "newest": newest, "limit": limit})
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (Recent, error) {
			var r Recent
			err := row.Scan(&r.At, &r.Actor.Kind, &r.Actor.ID, &r.Action, &r.Count, &r.Ref, &r.Name, &r.Platform)
			return r, err
		})
		return err
	})
	return list, err
}
