package register

import (
	"slices"

	"kanalkoll/internal/identity"
)

// Status is where an account is in its life (B2).
type Status string

// The states of an account's life.
const (
	Draft     Status = "draft"
	Submitted Status = "submitted"
	Returned  Status = "returned"
	Approved  Status = "approved"
	Active    Status = "active"
	Closing   Status = "closing"
	Closed    Status = "closed"
	Rejected  Status = "rejected"
	Withdrawn Status = "withdrawn"
)

// Statuses lists them in the order of life.
var Statuses = []Status{Draft, Submitted, Returned, Approved, Active, Closing, Closed, Rejected, Withdrawn}

// Public reports whether the public sees accounts in this state.
func (s Status) Public() bool { return s == Active || s == Closing || s == Closed }

// Open reports whether the public sees the account as open.
func (s Status) Open() bool { return s == Active || s == Closing }

// Over reports whether the account's life has ended, or never began: nothing happens to it any more.
func (s Status) Over() bool { return s == Closed || s == Rejected || s == Withdrawn }

// PublicWord gives "open" or "closed", the states that open data know; "" for a state that is not public.
func (s Status) PublicWord() string {
	switch {
	case s.Open():
		return "open"
	case s == Closed:
		return "closed"
	}
	return ""
}

// Step is one way from state to state. Steps is the one table of them: services, pages and docs read it.
type Step struct {
	Name       string // "open"; "account.step.open" is its key and its name in the log
	From       []Status
	To         Status
	Action     identity.Action // whose step it is
	Through    string          // the room whose act takes the step ("checklist"); it is never taken by itself
	Needs      []string        // fields that the step asks for
	Conditions []string        // what must hold, by the names given to Service.Require
	Event      string          // what people are written to about, by the kinds of EventRules; empty: nobody is
	Final      bool            // cannot be undone: the page says what happens and what stays
}

// ThroughChecklist marks steps that are taken by handing in, reviewing or taking back the account's checklist.
const ThroughChecklist = "checklist"

// The conditions of steps.
const (
	HasAddress      = "address"       // the account's address is known
	HasChecklist    = "checklist"     // its checklist is approved
	HasDuties       = "duties"        // its profile shows what it must
	HasFinalCapture = "final_capture" // the last capture was taken, or waived with a reason
)

// Steps is the life cycle.
var Steps = []Step{
	{Name: "submit", From: []Status{Draft, Returned}, To: Submitted, Action: identity.AccountEdit, Through: ThroughChecklist, Event: "account_submitted"},
	{Name: "recall", From: []Status{Submitted}, To: Draft, Action: identity.AccountEdit, Through: ThroughChecklist, Event: "account_recalled"},
	{Name: "approve", From: []Status{Submitted}, To: Approved, Action: identity.AccountApprove, Through: ThroughChecklist, Event: "account_approved"},
	{Name: "return", From: []Status{Submitted, Approved}, To: Returned, Action: identity.AccountApprove, Through: ThroughChecklist, Event: "account_returned"},
	{Name: "open", From: []Status{Approved}, To: Active, Action: identity.AccountOpen, Needs: []string{"address", "opened_on"},
		Conditions: []string{HasAddress, HasChecklist, HasDuties}, Event: "account_opened"},
	{Name: "start_closing", From: []Status{Active}, To: Closing, Action: identity.AccountStartClosing,
		Needs: []string{"closing_reason", "closing_on", "closing_notice", "followers_to", "capture_person"}, Event: "account_closing"},
	{Name: "keep", From: []Status{Closing}, To: Active, Action: identity.AccountStartClosing},
	{Name: "close", From: []Status{Active, Closing}, To: Closed, Action: identity.AccountClose,
		Needs:      []string{"closed_on", "closing_reason", "closing_notice", "followers_to", "final_capture", "final_capture_note"},
		Conditions: []string{HasFinalCapture}, Event: "account_closed", Final: true},
	{Name: "reject", From: []Status{Submitted, Returned}, To: Rejected, Action: identity.AccountApprove, Needs: []string{"closing_reason"},
		Event: "account_rejected", Final: true},
	{Name: "withdraw", From: []Status{Draft, Submitted, Returned, Approved}, To: Withdrawn, Action: identity.AccountEdit, Event: "account_withdrawn", Final: true},
}

// StepNamed gives the step of that name.
func StepNamed(name string) (Step, bool) {
	for _, s := range Steps {
		if s.Name == name {
			return s, true
		}
	}
	return Step{}, false
}

// Leads reports whether the step can be taken from the state.
func (s Step) Leads(from Status) bool {
	return slices.Contains(s.From, from)
}

// Asks reports whether the step asks for the field.
func (s Step) Asks(field string) bool { return slices.Contains(s.Needs, field) }

// NextSteps gives the steps that p may take with the account now, in the table's order, whether by themselves or
// through another room, and whether or not their conditions hold.
func NextSteps(p *identity.Principal, a *Account) []Step {
	var list []Step
	for _, s := range Steps {
		if s.Leads(a.Status) && p.MayIn(s.Action, a.UnitID) {
			list = append(list, s)
		}
	}
	return list
}
