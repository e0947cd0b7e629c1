// Package identityweb is the pages of people: sign-in, invitations, one's own account, logins and the directory.
package identityweb

import (
	"context"
	"net"
	"net/http"

	"github.com/gorilla/securecookie"
	"github.com/gorilla/sessions"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
)

// Names of the cookie. Browsers accept the prefix only with Secure, from the host itself and for all its paths.
const (
	secureCookie = "__Host-sid"
	plainCookie  = "sid"
)

// Keys of a session's values.
const (
	principalValue = "principal"
	flashValue     = "flash"
)

// Sessions joins browsers to the sessions that identity keeps. It is a gorilla sessions.Store whose cookie holds
// nothing but a signed random token.
type Sessions struct {
	svc  *identity.Service
	code *securecookie.SecureCookie
	name string
	opts sessions.Options
}

var _ sessions.Store = (*Sessions)(nil)

// NewSessions signs cookies with key, of 32 bytes or more; https adds Secure and the __Host- prefix.
func NewSessions(svc *identity.Service, key []byte, https bool) *Sessions {
	s := &Sessions{svc: svc, code: securecookie.New(key, nil), name: plainCookie,
		opts: sessions.Options{Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: https}}
	s.code.MaxAge(0) // the database knows when a session ends
	if https {
		s.name = secureCookie
	}
	return s
}

// Get gives the request's session, read once per request.
func (s *Sessions) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(s, name)
}

// New reads the session that the cookie names. Without one, or with one of another municipality, it is a new one
// without a principal. An error says that the database did not answer.
func (s *Sessions) New(r *http.Request, name string) (*sessions.Session, error) {
	session := sessions.NewSession(s, name)
	opts := s.opts
	session.Options, session.IsNew = &opts, true
	c, err := r.Cookie(name)
	if err != nil {
		return session, nil
	}
	var token string
	if err := s.code.Decode(name, c.Value, &token); err != nil {
		return session, nil // not ours, or signed with another key: nobody is signed in
	}
	p, data, err := s.svc.Authenticate(r.Context(), token)
	if fault.Is(err, fault.NotFoundKind) {
		return session, nil
	}
	if err != nil {
		return session, err
	}
	session.ID, session.IsNew = token, false
	session.Values[principalValue] = p
	for k, v := range data {
		session.Values[k] = v
	}
	return session, nil
}

// Save keeps the session's data and sets its cookie; with a MaxAge below zero it takes the cookie away.
func (s *Sessions) Save(r *http.Request, w http.ResponseWriter, session *sessions.Session) error {
	value := ""
	if session.Options.MaxAge >= 0 {
		if err := s.keep(r.Context(), session); err != nil {
			return err
		}
		var err error
		if value, err = s.code.Encode(session.Name(), session.ID); err != nil {
			return err
		}
	}
	http.SetCookie(w, sessions.NewCookie(session.Name(), value, session.Options))
	return nil
}

// keep writes the session's small data, all of it text.
func (s *Sessions) keep(ctx context.Context, session *sessions.Session) error {
	data := map[string]string{}
	for k, v := range session.Values {
		name, named := k.(string)
		text, isText := v.(string)
		if named && isText {
			data[name] = text
		}
	}
	return s.svc.SaveSession(ctx, session.ID, data)
}

type flashKey struct{}

// FlashOf gives the sentence that the last act left for this page, or nothing.
func FlashOf(ctx context.Context) string {
	text, _ := ctx.Value(flashKey{}).(string)
	return text
}

// Middleware puts who is signed in, their language and the flash into the context. The request is in a municipality's
// context already. It sets no cookie, and without one it asks the database nothing.
func (s *Sessions) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		session, err := s.Get(r, s.name)
		if err != nil {
			page.Fail(w, r, err)
			return
		}
		p, ok := session.Values[principalValue].(*identity.Principal)
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		ctx := i18n.With(identity.With(r.Context(), p), p.Language)
		if text, ok := session.Values[flashValue].(string); ok && r.Method == http.MethodGet {
			delete(session.Values, flashValue)
			if err := s.keep(ctx, session); err != nil {
				page.Fail(w, r, err)
				return
			}
			ctx = context.WithValue(ctx, flashKey{}, text)
		}
		ctx = page.WithFlasher(ctx, func(ctx context.Context, text string) error {
			session.Values[flashValue] = text
			return s.keep(ctx, session)
		})
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// Start gives the browser the cookie of a session that has just begun. The token is always a new one, and a session
// that the browser had before ends, so that nobody can hand out a session and wait for its owner to sign in.
func (s *Sessions) Start(w http.ResponseWriter, r *http.Request, token string) error {
	session, err := s.Get(r, s.name)
	if err != nil {
		return err
	}
	if identity.Of(r.Context()) != nil {
		if err := s.svc.SignOut(r.Context()); err != nil && !fault.Is(err, fault.NotFoundKind) {
			return err
		}
	}
	clear(session.Values)
	session.ID = token
	return session.Save(r, w)
}

// End ends the request's session here and in the browser.
func (s *Sessions) End(w http.ResponseWriter, r *http.Request) error {
	session, err := s.Get(r, s.name)
	if err != nil {
		return err
	}
	if identity.Of(r.Context()) == nil {
		return nil // the cookie may belong to another municipality of this host
	}
	if err := s.svc.SignOut(r.Context()); err != nil && !fault.Is(err, fault.NotFoundKind) {
		return err
	}
	session.Options.MaxAge = -1
	return session.Save(r, w)
}

// remote gives the caller's network address where nobody is told to trust a proxy.
func remote(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
