package identity

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/postgres"
)

func authenticate(ctx context.Context, tx *postgres.Tx, tokenHash []byte) (*Principal, map[string]string, error) {
	p := &Principal{}
	var data map[string]string
	var seen time.Time
	err := tx.QueryRow(ctx, `
		SELECT s.id, s.data, s.last_seen_at, u.id, p.id, p.name, p.title, p.email, u.language, coalesce(n.name, '')
		FROM session s
		JOIN app_user u ON u.tenant_id = s.tenant_id AND u.id = s.user_id AND u.disabled_at IS NULL
		JOIN person p ON p.tenant_id = u.tenant_id AND p.id = u.person_id
		LEFT JOIN unit n ON n.tenant_id = p.tenant_id AND n.id = p.unit_id
		WHERE s.tenant_id = $1 AND s.token_hash = $2 AND s.last_seen_at > $3 AND s.created_at > $4`,
		tx.Tenant, tokenHash, tx.Now.Add(-IdleLimit), tx.Now.Add(-AbsoluteLimit)).
		Scan(&p.SessionID, &data, &seen, &p.UserID, &p.PersonID, &p.Name, &p.Title, &p.Email, &p.Language, &p.UnitName)
	if err != nil {
		return nil, nil, err
	}
	if tx.Now.Sub(seen) > time.Minute {
		if _, err := tx.Exec(ctx, `UPDATE session SET last_seen_at = $3 WHERE tenant_id = $1 AND id = $2`, tx.Tenant, p.SessionID, tx.Now); err != nil {
			return nil, nil, err
		}
	}
	p.Grants, err = selectGrants(ctx, tx, p.UserID)
	return p, data, err
}

// selectGrants gives a user's roles, each with the units at and below the one it was given for.
func selectGrants(ctx context.Context, tx *postgres.Tx, user uuid.UUID) ([]Grant, error) {
	rows, err := tx.Query(ctx, `
		WITH RECURSIVE reach AS (
			SELECT m.id AS grant_id, m.unit_id AS unit_id FROM membership m
			WHERE m.tenant_id = @tenant AND m.user_id = @user AND m.unit_id IS NOT NULL
			UNION
			SELECT r.grant_id, u.id FROM reach r JOIN unit u ON u.tenant_id = @tenant AND u.parent_id = r.unit_id)
		SELECT m.role, coalesce(m.unit_id, `+nilUUID+`), coalesce(array_agg(r.unit_id) FILTER (WHERE r.unit_id IS NOT NULL), '{}')
		FROM membership m LEFT JOIN reach r ON r.grant_id = m.id
		WHERE m.tenant_id = @tenant AND m.user_id = @user GROUP BY m.id, m.role, m.unit_id ORDER BY m.id`,
		pgx.NamedArgs{"tenant": tx.Tenant, "user": user})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Grant, error) {
		var g Grant
		var units []uuid.UUID
		if err := row.Scan(&g.Role, &g.UnitID, &units); err != nil {
			return g, err
		}
		g.Units = make(map[uuid.UUID]bool, len(units))
		for _, u := range units {
			g.Units[u] = true
		}
		return g, nil
	})
}

func selectSessions(ctx context.Context, tx *postgres.Tx, p *Principal) ([]Session, error) {
	rows, err := tx.Query(ctx, `
		SELECT id, user_agent, ip, created_at, last_seen_at FROM session
		WHERE tenant_id = $1 AND user_id = $2 AND last_seen_at > $3 AND created_at > $4 ORDER BY last_seen_at DESC, id`,
		tx.Tenant, p.UserID, tx.Now.Add(-IdleLimit), tx.Now.Add(-AbsoluteLimit))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Session, error) {
		var s Session
		err := row.Scan(&s.ID, &s.UserAgent, &s.IP, &s.CreatedAt, &s.LastSeenAt)
		s.Current = s.ID == p.SessionID
		return s, err
	})
}

// deleteSessions ends a user's sessions but the one to keep (uuid.Nil: none is kept).
func deleteSessions(ctx context.Context, tx *postgres.Tx, user, keep uuid.UUID) error {
	_, err := tx.Exec(ctx, `DELETE FROM session WHERE tenant_id = $1 AND user_id = $2 AND id <> $3`, tx.Tenant, user, keep)
	return err
}
