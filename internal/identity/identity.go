// Package identity is the people of a municipality: the directory, the logins, their roles, sessions and sign-in.
package identity

import (
	"net/mail"
	"strings"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
)

// Person is somebody in the directory, with or without a login.
type Person struct {
	ID       uuid.UUID
	Name     string
	Title    string
	Email    string
	Phone    string
	UnitID   uuid.UUID // uuid.Nil: none given
	UnitName string
	Version  int
	UserID   uuid.UUID  // uuid.Nil: no login
	LeftOn   clock.Date // the last day of somebody who leaves or has left; zero: stays
	Reduced  bool       // has left, and only what records need is kept
}

// User is a login.
type User struct {
	ID       uuid.UUID
	Person   Person
	Roles    []RoleIn
	Invited  bool // no password yet
	Disabled bool
}

// RoleIn is a role and where it holds.
type RoleIn struct {
	Role     Role
	UnitID   uuid.UUID // uuid.Nil: the whole municipality
	UnitName string
}

// Session is one signed-in browser.
type Session struct {
	ID         uuid.UUID
	UserAgent  string
	IP         string
	CreatedAt  time.Time
	LastSeenAt time.Time
	Current    bool
}

// Limits of a session (OWASP ASVS 5.0, 7.3): it ends after IdleLimit without use and after AbsoluteLimit in any case.
const (
	IdleLimit     = 60 * time.Minute
	AbsoluteLimit = 12 * time.Hour
	InvitationFor = 72 * time.Hour
)

// NormalEmail trims and lower-cases an address and reports whether it is one.
func NormalEmail(s string) (string, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if len(s) > 254 || strings.ContainsAny(s, "\r\n<>\" \uFFFD") {
		return s, false
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || !strings.Contains(s[strings.LastIndex(s, "@")+1:], ".") {
		return s, false
	}
	return s, true
}

func (p *Person) check() error {
	if bad := p.Normalise(); len(bad) > 0 {
		return fault.Invalid(bad...)
	}
	return nil
}

// fewestDigits is how many digits a number has at least that somebody can be called at: 112 and short internal numbers are
// numbers, "ring mig" is not.
const fewestDigits = 3

func digits(s string) int {
	n := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n
}

// Normalise trims what was typed, lower-cases the address, and says what is wrong, at name, title, email and phone.
func (p *Person) Normalise() []fault.Field {
	var bad []fault.Field
	p.Name, p.Title, p.Phone = strings.TrimSpace(p.Name), strings.TrimSpace(p.Title), strings.TrimSpace(p.Phone)
	switch n := len([]rune(p.Name)); {
	case n == 0:
		bad = append(bad, fault.Bad("name", "identity.name_missing"))
	case n > 200:
		bad = append(bad, fault.Bad("name", "identity.too_long", "Max", 200))
	}
	if len([]rune(p.Title)) > 200 {
		bad = append(bad, fault.Bad("title", "identity.too_long", "Max", 200))
	}
	if strings.TrimSpace(p.Email) != "" {
		email, ok := NormalEmail(p.Email)
		if !ok {
			bad = append(bad, fault.Bad("email", "identity.email_bad"))
		}
		p.Email = email
	} else {
		p.Email = ""
	}
	switch {
	case len([]rune(p.Phone)) > 50:
		bad = append(bad, fault.Bad("phone", "identity.too_long", "Max", 50))
	case p.Phone != "" && digits(p.Phone) < fewestDigits:
		bad = append(bad, fault.Bad("phone", "identity.phone_bad"))
	}
	return bad
}
