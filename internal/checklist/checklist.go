// Package checklist is what a unit answers before an account is opened and at every review: templates, answers in
// versions, the rules they must satisfy, and the review by communications.
package checklist

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/platform"
)

// State is where a checklist is.
type State string

// The states. An approved checklist is opened again for a review or when terms have changed.
const (
	Open      State = "open"
	Submitted State = "submitted"
	Returned  State = "returned"
	Approved  State = "approved"
)

// Reason says why a checklist is open.
type Reason string

// The reasons.
const (
	ForStart    Reason = "start"    // a new account
	ForCampaign Reason = "campaign" // an account that was open before it had a checklist
	ForReview   Reason = "review"   // the review date has come
	ForTerms    Reason = "terms"    // the platform has changed its terms
)

// Checklist is one account's checklist.
type Checklist struct {
	ID          uuid.UUID
	Name        Name
	AccountID   uuid.UUID
	Ref         string // the account's
	AccountName string
	Platform    platform.Name
	Kind        string          // the account's
	Status      register.Status // the account's
	UnitID      uuid.UUID
	UnitName    string
	TemplateID  uuid.UUID
	Number      int // the template's
	State       State
	Reason      Reason
	Round       int
	StartedBy   uuid.UUID
	StartedAt   time.Time
	SubmittedBy uuid.UUID
	SubmittedAt time.Time
	ApprovedBy  uuid.UUID
	ApprovedAt  time.Time
	ReviewOn    clock.Date
	CaseNumber  string
	Done        int // points done, of Total
	Total       int
	Version     int
	UpdatedAt   time.Time
}

// Ended reports whether the account's life is over, and with it the checklist's.
func (c *Checklist) Ended() bool { return c.Status.Over() }

// Locked reports whether answers cannot be changed now: it is being reviewed, is approved, or its account has ended.
func (c *Checklist) Locked() bool { return c.State == Submitted || c.State == Approved || c.Ended() }

// isIn reports whether the checklist is in one of the states and lives: with its account its life is over.
func (c *Checklist) isIn(states ...State) bool { return slices.Contains(states, c.State) && !c.Ended() }
