// Package fault holds the one error type that users may see the words of.
//
// Services return a *fault.Error for everything a user can do something about; every other error is internal:
// users get a general sentence with the request's id, the log gets the cause.
package fault

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Kind says what sort of trouble it is, and with that the HTTP status and the page.
type Kind int

// The kinds. The zero value is Internal, so that a forgotten kind never shows details.
const (
	Internal Kind = iota
	NotFoundKind
	InvalidKind
	ConflictKind
	ForbiddenKind
	TooManyKind
	UnavailableKind
)

// Field is a problem at one form field. Key is an i18n key, Args its placeholder pairs.
type Field struct {
	Name string
	Key  string
	Args []any
}

// Error is a failure with a message for the user. Key is an i18n key, Args its placeholder pairs.
type Error struct {
	Kind   Kind
	Key    string
	Args   []any
	Fields []Field
	Cause  error
}

// Error gives the log's view: kind, key, fields and cause, never values that users typed.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", e.Kind, e.Key)
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s: %s", f.Name, f.Key)
	}
	if e.Cause != nil {
		fmt.Fprintf(&b, ": %v", e.Cause)
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// String names the kind for logs.
func (k Kind) String() string {
	switch k {
	case NotFoundKind:
		return "not found"
	case InvalidKind:
		return "invalid"
	case ConflictKind:
		return "conflict"
	case ForbiddenKind:
		return "forbidden"
	case TooManyKind:
		return "too many"
	case UnavailableKind:
		return "unavailable"
	default:
		return "internal"
	}
}

// NotFound says that the thing does not exist, or that this user may not know that it does.
func NotFound() *Error { return &Error{Kind: NotFoundKind, Key: "fault.not_found"} }

// Forbidden says that the user is known but may not do this.
func Forbidden() *Error { return &Error{Kind: ForbiddenKind, Key: "fault.forbidden"} }

// Conflict says that the world has moved on since the user looked.
func Conflict(key string, args ...any) *Error {
	return &Error{Kind: ConflictKind, Key: key, Args: args}
}

// Invalid says that what was typed must be corrected at the given fields.
func Invalid(fields ...Field) *Error {
	return &Error{Kind: InvalidKind, Key: "fault.invalid", Fields: fields}
}

// TooMany says that the user must wait.
func TooMany(key string, args ...any) *Error {
	return &Error{Kind: TooManyKind, Key: key, Args: args}
}

// Bad makes one field problem: the field's name, an i18n key and its placeholder pairs.
func Bad(name, key string, args ...any) Field { return Field{Name: name, Key: key, Args: args} }

// As gives the *Error in err's chain, classifying what the database said where there is none.
// Nil stays nil; an unknown error becomes Internal.
func As(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return &Error{Kind: NotFoundKind, Key: "fault.not_found", Cause: err}
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return fromPostgres(pg)
	}
	var dial *pgconn.ConnectError
	if errors.As(err, &dial) {
		return &Error{Kind: UnavailableKind, Key: "fault.unavailable", Cause: err}
	}
	return &Error{Kind: Internal, Key: "fault.internal", Cause: err}
}

// fromPostgres is the only place that knows SQLSTATE codes (PostgreSQL documentation, appendix A).
func fromPostgres(pg *pgconn.PgError) *Error {
	switch {
	case pg.Code == "40001", pg.Code == "40P01", pg.Code == "55P03": // serialization, deadlock, lock timeout
		return &Error{Kind: ConflictKind, Key: "fault.busy", Cause: pg}
	case pg.Code == "23505": // unique violation that a service did not foresee
		return &Error{Kind: ConflictKind, Key: "fault.exists", Cause: pg}
	case strings.HasPrefix(pg.Code, "08"), strings.HasPrefix(pg.Code, "57P"), pg.Code == "53300": // connection, shutdown, too many
		return &Error{Kind: UnavailableKind, Key: "fault.unavailable", Cause: pg}
	default:
		return &Error{Kind: Internal, Key: "fault.internal", Cause: pg}
	}
}

// Is reports whether err is a fault of the given kind.
func Is(err error, k Kind) bool {
	e := As(err)
	return e != nil && e.Kind == k
}
