package checklist

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Value is what was answered in one field. Which parts are used follows from the field's kind.
type Value struct {
	Text   string `json:"text,omitempty"`   // text, long, choice (the option's value), date (ISO), link; of yesno "yes" or "no"
	Reason string `json:"reason,omitempty"` // of yesno
	People []Who  `json:"people,omitempty"` // of persons
}

// Who is somebody named in an answer. The name is kept as it was when it was answered.
type Who struct {
	ID   uuid.UUID `json:"id"`
	Name string    `json:"name"`
	Role string    `json:"role,omitempty"` // the value of one of the field's options
}

// Empty reports whether nothing was answered.
func (v Value) Empty() bool {
	return strings.TrimSpace(v.Text) == "" && strings.TrimSpace(v.Reason) == "" && len(v.People) == 0
}

// Equal reports whether two values are the same answer.
func (v Value) Equal(o Value) bool {
	return v.Text == o.Text && v.Reason == o.Reason && slices.Equal(v.People, o.People)
}

// Fields are the values of a point's fields by key. Empty values are left out.
type Fields map[string]Value

// Equal reports whether two sets of values are the same answer.
func (f Fields) Equal(o Fields) bool { return maps.EqualFunc(f, o, Value.Equal) }

// Answer is the present answer to a point.
type Answer struct {
	Point      string
	Fields     Fields
	Version    int // 0: nothing saved yet
	SavedBy    uuid.UUID
	SavedAt    time.Time
	AssigneeID uuid.UUID // the person it was handed to
	Verdict    Verdict
}

// Verdict is what the reviewer said of the present answer. It goes when the answer changes, but a return stays until
// the answer changes or the unit replies.
type Verdict string

// The verdicts.
const (
	NoVerdict Verdict = ""
	Accepted  Verdict = "accepted"
	Back      Verdict = "returned"
)
