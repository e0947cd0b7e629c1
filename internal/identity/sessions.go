package identity

import (
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/postgres"
)

// Client is where a request came from.
type Client struct {
	IP        string
	UserAgent string
}

// SignIn checks e-mail and password and starts a session; the token goes into the cookie. A wrong e-mail, a wrong
// password and a disabled login get the same Invalid answer in the same time. Too many failures give TooMany.
func (s *Service) SignIn(ctx context.Context, email, password string, from Client) (token string, err error) {
	email, _ = NormalEmail(email)
	bounds := signInBounds(email, from.IP)
	var tries []int64
	var user uuid.UUID
	var hash string
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		if tries, err = try(ctx, tx, bounds...); err != nil {
			return err
		}
		err = tx.QueryRow(ctx, `
			SELECT u.id, coalesce(u.password_hash, '') FROM app_user u JOIN person p ON p.tenant_id = u.tenant_id AND p.id = u.person_id
			WHERE u.tenant_id = $1 AND lower(p.email) = $2 AND p.email <> '' AND u.disabled_at IS NULL`, tx.Tenant, email).Scan(&user, &hash)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		return err
	})
	if err != nil {
		return "", err
	}
	if len(password) > 4*PasswordMax {
		password = "" // never hash what cannot be a password
	}
	ok, rehash, err := verifyPassword(ctx, hash, password)
	if err != nil {
		return "", err
	}
	if !ok {
		return "", s.failed(ctx, user)
	}
	ctx = audit.WithActor(ctx, audit.Actor{Kind: audit.User, ID: user})
	newHash := ""
	if rehash {
		if newHash, err = hashPassword(ctx, password); err != nil {
			return "", err
		}
	}
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		// Between the check and now the password may have been changed or the login shut out.
		var still bool
		err := tx.QueryRow(ctx, `SELECT password_hash = $3 AND disabled_at IS NULL FROM app_user WHERE tenant_id = $1 AND id = $2 FOR UPDATE`,
			tx.Tenant, user, hash).Scan(&still)
		if err != nil {
			return err
		}
		if !still {
			return signInWrong()
		}
		if newHash != "" {
			if err := updatePassword(ctx, tx, user, newHash); err != nil {
				return err
			}
		}
		if err := pass(ctx, tx, tries, bounds[0].key); err != nil {
			return err
		}
		token, err = startSession(ctx, tx, user, from)
		return err
	})
	return token, err
}

// failed notes a failure and gives the answer that all failures get. What a stranger typed for somebody who has no
// login is not the municipality's record.
func (s *Service) failed(ctx context.Context, user uuid.UUID) error {
	ctx = audit.WithActor(ctx, audit.Actor{Kind: audit.Visitor})
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		if user == uuid.Nil {
			return nil
		}
		return audit.Write(ctx, tx, audit.Entry{Action: "session.failed", ObjectKind: "user", ObjectID: user})
	})
	if err != nil {
		return err
	}
	return signInWrong()
}

// signInWrong is the one answer to everything that is wrong with a sign-in.
func signInWrong() error {
	return &fault.Error{Kind: fault.InvalidKind, Key: "identity.sign_in_wrong", Fields: []fault.Field{fault.Bad("email", "identity.sign_in_wrong")}}
}

func startSession(ctx context.Context, tx *postgres.Tx, user uuid.UUID, from Client) (string, error) {
	token, hash, err := newToken()
	if err != nil {
		return "", err
	}
	id := uuid.New()
	_, err = tx.Exec(ctx, `
		INSERT INTO session (tenant_id, id, token_hash, user_id, user_agent, ip, created_at, last_seen_at)
		VALUES (@tenant, @id, @hash, @user, left(@agent, 300), left(@ip, 60), @now, @now)`,
		pgx.NamedArgs{"tenant": tx.Tenant, "id": id, "hash": hash, "user": user, "agent": from.UserAgent, "ip": from.IP, "now": tx.Now})
	if err != nil {
		return "", err
	}
	return token, audit.Write(ctx, tx, audit.Entry{Action: "session.start", ObjectKind: "user", ObjectID: user})
}

// StartAs starts a session for the first login of the role, for the demo municipality's sign-in buttons. The caller has
// made sure that the municipality is the demo's and the program runs as a demo; elsewhere it is NotFound. The log knows
// which login was the first of several that were made in one moment.
func (s *Service) StartAs(ctx context.Context, role Role, from Client) (token string, err error) {
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var user uuid.UUID
		err := tx.QueryRow(ctx, `
			SELECT m.user_id FROM membership m JOIN tenant t ON t.id = m.tenant_id AND t.demo
			JOIN app_user u ON u.tenant_id = m.tenant_id AND u.id = m.user_id AND u.disabled_at IS NULL AND u.password_hash IS NOT NULL
			WHERE m.tenant_id = $1 AND m.role = $2
			ORDER BY (SELECT min(e.seq) FROM audit_entry e WHERE e.tenant_id = m.tenant_id AND e.object_id = u.id), u.created_at, u.id LIMIT 1`, tx.Tenant, string(role)).Scan(&user)
		if err != nil {
			return err
		}
		ctx := audit.WithActor(ctx, audit.Actor{Kind: audit.User, ID: user})
		token, err = startSession(ctx, tx, user, from)
		return err
	})
	return token, err
}

// Authenticate gives who the cookie's token belongs to, with roles and the units they reach, and the session's data;
// NotFound where the session is unknown, ended or past its limits. It notes the use of the session at most once a minute.
func (s *Service) Authenticate(ctx context.Context, token string) (*Principal, map[string]string, error) {
	var p *Principal
	var data map[string]string
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		p, data, err = authenticate(ctx, tx, hashToken(token))
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil, fault.NotFound()
	}
	return p, data, err
}

// SaveSession keeps the session's small data, such as the flash.
func (s *Service) SaveSession(ctx context.Context, token string, data map[string]string) error {
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE session SET data = $3 WHERE tenant_id = $1 AND token_hash = $2`, tx.Tenant, hashToken(token), data)
		return err
	})
}

// SignOut ends the context's own session.
func (s *Service) SignOut(ctx context.Context) error {
	p := Of(ctx)
	if p == nil {
		return nil
	}
	return s.endOwn(ctx, p, p.SessionID)
}

// Sessions gives the principal's own sessions, the newest first.
func (s *Service) Sessions(ctx context.Context) ([]Session, error) {
	p := Of(ctx)
	if p == nil {
		return nil, fault.Forbidden()
	}
	var list []Session
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		list, err = selectSessions(ctx, tx, p)
		return err
	})
	return list, err
}

// EndSession ends one of the principal's own sessions; another's is NotFound.
func (s *Service) EndSession(ctx context.Context, id uuid.UUID) error {
	p := Of(ctx)
	if p == nil {
		return fault.Forbidden()
	}
	return s.endOwn(ctx, p, id)
}

func (s *Service) endOwn(ctx context.Context, p *Principal, id uuid.UUID) error {
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		tag, err := tx.Exec(ctx, `DELETE FROM session WHERE tenant_id = $1 AND user_id = $2 AND id = $3`, tx.Tenant, p.UserID, id)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return fault.NotFound()
		}
		return audit.Write(ctx, tx, audit.Entry{Action: "session.end", ObjectKind: "user", ObjectID: p.UserID})
	})
}

// ChangePassword sets a new password after checking the present one, and ends all other sessions.
func (s *Service) ChangePassword(ctx context.Context, current, password string, known ...string) error {
	p := Of(ctx)
	if p == nil || p.UserID == uuid.Nil {
		return fault.Forbidden()
	}
	var hash string
	key := throttleKey("password", p.UserID.String())
	var tries []int64
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		var err error
		if tries, err = try(ctx, tx, bound{key, throttlePerPair}); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `SELECT coalesce(password_hash, '') FROM app_user WHERE tenant_id = $1 AND id = $2`, tx.Tenant, p.UserID).Scan(&hash)
	})
	if err != nil {
		return err
	}
	ok, _, err := verifyPassword(ctx, hash, current)
	if err != nil {
		return err
	}
	if !ok {
		return fault.Invalid(fault.Bad("current", "identity.password_wrong"))
	}
	if err := s.db.InTenant(ctx, func(tx *postgres.Tx) error { return pass(ctx, tx, tries, key) }); err != nil {
		return err
	}
	if err := CheckPassword("password", password, ownWords(ctx, append(known, p.Name, p.Email)...)...); err != nil {
		return err
	}
	if hash, err = hashPassword(ctx, password); err != nil {
		return err
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		if err := updatePassword(ctx, tx, p.UserID, hash); err != nil {
			return err
		}
		if err := deleteSessions(ctx, tx, p.UserID, p.SessionID); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Action: "user.password", ObjectKind: "user", ObjectID: p.UserID})
	})
}

// SetLanguage keeps the principal's choice of language.
func (s *Service) SetLanguage(ctx context.Context, lang string) error {
	p := Of(ctx)
	if p == nil {
		return fault.Forbidden()
	}
	if !slices.Contains(i18n.Languages, lang) {
		return fault.Invalid(fault.Bad("lang", "identity.language_unknown"))
	}
	return s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE app_user SET language = $3 WHERE tenant_id = $1 AND id = $2`, tx.Tenant, p.UserID, lang)
		return err
	})
}

// Sweep removes sessions past their limits, used links and old failures in all municipalities. A periodic job calls it.
func (s *Service) Sweep(ctx context.Context) error {
	return s.db.InSystem(ctx, "remove ended sessions", func(tx *postgres.Tx) error {
		for _, q := range []string{
			`DELETE FROM session WHERE last_seen_at < $1::timestamptz - interval '60 minutes' OR created_at < $1::timestamptz - interval '12 hours'`,
			`DELETE FROM login_failure WHERE at < $1::timestamptz - interval '1 day'`,
			`DELETE FROM invitation WHERE expires_at < $1::timestamptz - interval '30 days'`,
		} {
			if _, err := tx.Exec(ctx, q, tx.Now); err != nil {
				return err
			}
		}
		return nil
	})
}
