// Package audit is the append-only log. It knows ids only: who did what to which object, and the names of the fields
// that changed. Values stand in it only for the register's public fields, so that removing personal data elsewhere
// never has to break the chain.
package audit

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash"
	"time"

	"github.com/google/uuid"
)

// The kinds of actor.
const (
	User     = "user"     // somebody signed in; ID is the user's
	Operator = "operator" // somebody at the command line of the installation
	Worker   = "worker"   // a job
	Visitor  = "visitor"  // somebody not signed in, such as a failed sign-in
)

// Actor is who does something.
type Actor struct {
	Kind string
	ID   uuid.UUID
}

// ErrNoActor says that a write was tried without anybody to answer for it.
var ErrNoActor = errors.New("audit: no actor in the context")

type actorKey struct{}

// WithActor sets who acts in the context.
func WithActor(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// ActorOf gives who acts, and whether anybody is set.
func ActorOf(ctx context.Context) (Actor, bool) {
	a, ok := ctx.Value(actorKey{}).(Actor)
	return a, ok && a.Kind != ""
}

// Change is one field that changed. Old and New are set for public fields only; elsewhere they stay empty.
type Change struct {
	Field string `json:"field"`
	Old   string `json:"old,omitempty"`
	New   string `json:"new,omitempty"`
}

// Entry is one act, before it gets its place in the chain.
type Entry struct {
	Action     string // "account.edit"
	ObjectKind string // "account"
	ObjectID   uuid.UUID
	Changes    []Change
}

// Record is one entry of the log as it is kept.
type Record struct {
	Seq        int64
	At         time.Time
	Actor      Actor
	Action     string
	ObjectKind string
	ObjectID   uuid.UUID
	Payload    []byte
	PrevHash   []byte
	Hash       []byte
}

// Changes gives the record's changed fields.
func (r Record) Changes() []Change {
	var c []Change
	if err := json.Unmarshal(r.Payload, &c); err != nil {
		return nil // a payload that cannot be read is a broken chain, and Verify says so
	}
	return c
}

// Value builds a change of a public field.
func Value(field, old, new string) Change { return Change{Field: field, Old: old, New: new} }

// Field builds a change whose values do not belong in the log.
func Field(name string) Change { return Change{Field: name} }

const hashVersion = "kanalkoll audit 1"

// chainHash is SHA-256 over the record's parts, each with its length before it so that no two records read the same.
func chainHash(tenant uuid.UUID, r Record) []byte {
	h := sha256.New()
	part(h, []byte(hashVersion))
	part(h, tenant[:])
	part(h, binary.BigEndian.AppendUint64(nil, uint64(r.Seq))) //nolint:gosec // a sequence number is never negative
	part(h, []byte(r.At.UTC().Format("2006-01-02T15:04:05.000000Z")))
	part(h, []byte(r.Actor.Kind))
	part(h, r.Actor.ID[:])
	part(h, []byte(r.Action))
	part(h, []byte(r.ObjectKind))
	part(h, r.ObjectID[:])
	part(h, r.Payload)
	part(h, r.PrevHash)
	return h.Sum(nil)
}

func part(h hash.Hash, b []byte) {
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(len(b)))
	h.Write(n[:]) // a hash never returns an error
	h.Write(b)
}
