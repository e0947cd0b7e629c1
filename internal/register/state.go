package register

import (
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
	Name   string // "open"; "account.step.open" is its key and its name in the log
	From   []Status
	To     Status
	Action identity.Action // whose step it is
	Needs  []string        // fields that the step asks for
	Final  bool            // cannot be undone: the page says what happens and what stays
}

// Steps is the life cycle.
var Steps = []Step{
	{Name: "submit", From: []Status{Draft, Returned}, To: Submitted, Action: identity.AccountEdit},
	{Name: "approve", From: []Status{Draft, Submitted, Returned}, To: Approved, Action: identity.AccountApprove},
	{Name: "return", From: []Status{Submitted}, To: Returned, Action: identity.AccountApprove},
	{Name: "open", From: []Status{Approved}, To: Active, Action: identity.AccountApprove, Needs: []string{"opened_on"}},
	{Name: "start_closing", From: []Status{Active}, To: Closing, Action: identity.AccountClose, Needs: []string{"closing_reason", "closing_notice"}},
	{Name: "keep", From: []Status{Closing}, To: Active, Action: identity.AccountClose},
	{Name: "close", From: []Status{Active, Closing}, To: Closed, Action: identity.AccountClose, Needs: []string{"closed_on", "closing_reason", "closing_notice"}, Final: true},
	{Name: "reject", From: []Status{Submitted}, To: Rejected, Action: identity.AccountApprove, Final: true},
	{Name: "withdraw", From: []Status{Draft, Submitted, Returned, Approved}, To: Withdrawn, Action: identity.AccountEdit, Final: true},
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
	for _, f := range s.From {
		if f == from {
			return true
		}
	}
	return false
}

// NextSteps gives the steps that p may take with the account now, in the table's order.
func NextSteps(p *identity.Principal, a *Account) []Step {
	var list []Step
	for _, s := range Steps {
		if s.Leads(a.Status) && p.MayIn(s.Action, a.UnitID) {
			list = append(list, s)
		}
	}
	return list
}
