package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/postgres"
)

// Invite gives a person of the directory (or somebody new: p.ID is uuid.Nil) a login with roles, and returns the token
// of the link with which they choose a password. The token is shown once and works once, for InvitationFor. A unit
// that does not exist is Invalid, and so is somebody who can sign in already.
func (s *Service) Invite(ctx context.Context, p Person, roles []RoleIn) (user User, token string, err error) {
	if err := RequireEverywhere(ctx, UsersManage); err != nil {
		return User{}, "", err
	}
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		user, err = addUser(ctx, tx, p, roles, "")
		if err != nil {
			return err
		}
		token, err = newInvitation(ctx, tx, user.ID)
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Action: "user.invite", ObjectKind: "user", ObjectID: user.ID, Changes: roleChanges(roles)})
	})
	return user, token, err
}

// InviteAgain makes a new link for a login, as for one who forgot the password; earlier links stop working. A disabled
// login is a Conflict.
func (s *Service) InviteAgain(ctx context.Context, userID uuid.UUID) (token string, err error) {
	if err := RequireEverywhere(ctx, UsersManage); err != nil {
		return "", err
	}
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		u, err := selectUser(ctx, tx, userID)
		if err != nil {
			return err
		}
		if u.Disabled {
			return fault.Conflict("identity.user_disabled")
		}
		if token, err = newInvitation(ctx, tx, userID); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Action: "user.invite", ObjectKind: "user", ObjectID: userID})
	})
	return token, err
}

// newToken gives 256 random bits for a link or a cookie and the hash that is kept of them.
func newToken() (token string, hash []byte, err error) {
	b := make([]byte, 32)
	if _, err := rand.Read(b); err != nil {
		return "", nil, err
	}
	token = base64.RawURLEncoding.EncodeToString(b)
	return token, hashToken(token), nil
}

func hashToken(token string) []byte {
	h := sha256.Sum256([]byte(token))
	return h[:]
}

func newInvitation(ctx context.Context, tx *postgres.Tx, userID uuid.UUID) (string, error) {
	token, hash, err := newToken()
	if err != nil {
		return "", err
	}
	return token, insertInvitation(ctx, tx, userID, hash)
}

// Invitation gives whom the link is for, or NotFound for a link that is unknown, used or too old.
func (s *Service) Invitation(ctx context.Context, token string) (User, error) {
	var u User
	err := s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		id, err := selectInvitation(ctx, tx, hashToken(token))
		if err != nil {
			return err
		}
		u, err = selectUser(ctx, tx, id)
		if err == nil && u.Disabled {
			return fault.NotFound()
		}
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return User{}, fault.NotFound()
	}
	return u, err
}

// Accept sets the password of the login that the link is for, ends its sessions and uses up its links. Known words
// are refused in the password, as in CheckPassword.
func (s *Service) Accept(ctx context.Context, token, password string, known ...string) (User, error) {
	u, err := s.Invitation(ctx, token)
	if err != nil {
		return User{}, err
	}
	if err := CheckPassword("password", password, ownWords(ctx, append(known, u.Person.Name, u.Person.Email)...)...); err != nil {
		return User{}, err
	}
	hash, err := hashPassword(ctx, password)
	if err != nil {
		return User{}, err
	}
	ctx = audit.WithActor(ctx, audit.Actor{Kind: audit.User, ID: u.ID})
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		ok, err := useInvitations(ctx, tx, u.ID, hashToken(token))
		if err != nil {
			return err
		}
		if !ok { // two tabs accepted at once: the first one did
			return fault.NotFound()
		}
		if err := updatePassword(ctx, tx, u.ID, hash); err != nil {
			return err
		}
		if err := deleteSessions(ctx, tx, u.ID, uuid.Nil); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Action: "user.password", ObjectKind: "user", ObjectID: u.ID})
	})
	return u, err
}
