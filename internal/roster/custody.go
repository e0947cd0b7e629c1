package roster

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
)

// Way is how somebody gets into an account.
type Way string

// The ways.
const (
	Personal Way = "personal" // a login of their own, with a role on the page
	Shared   Way = "shared"   // a login that more than one person use
)

// Ways lists them in the order of forms.
var Ways = []Way{Personal, Shared}

// Answers of Custody about the second factor and the recovery address; empty is unknown.
const (
	FactorOn      = "on"
	FactorOff     = "off"
	RecoveryOwn   = "own"   // the address is the municipality's
	RecoveryOther = "other" // it is somebody's own, or another's
)

// Custody is how the way into an account is kept (C3). The secret itself stands nowhere.
type Custody struct {
	AccountID    uuid.UUID
	Place        string     // the name of a password manager or a safe
	ChangedOn    clock.Date // the secret was last changed; zero: nobody has said
	SecondFactor string     // FactorOn, FactorOff or empty: unknown
	Recovery     string     // RecoveryOwn, RecoveryOther or empty: unknown
	Version      int        // 0: nothing is noted
}

// Access is a person who can get in.
type Access struct {
	ID        uuid.UUID
	AccountID uuid.UUID
	PersonID  uuid.UUID
	Way       Way
	PageRole  string // what the platform calls their role on the page
	Since     clock.Date
	EndedOn   clock.Date // the access was taken away; zero: it was not
	Version   int
}

// On reports whether the person can get in on the day. On the day it was taken away they could for a while, but no longer.
func (a Access) On(day clock.Date) bool { return a.EndedOn.IsZero() || day.Before(a.EndedOn) }

// Keeping is the way into one account and who has it.
type Keeping struct {
	Account Account
	Custody Custody
	Access  []Access // by name: those who can get in, then those who could, the latest first
	People  map[uuid.UUID]identity.Person
}

// Open gives who can get in on the day.
func (k *Keeping) Open(day clock.Date) []Access {
	var list []Access
	for _, a := range k.Access {
		if a.On(day) {
			list = append(list, a)
		}
	}
	return list
}

// Persons counts the different people who can get in on the day.
func (k *Keeping) Persons(day clock.Date) int {
	seen := map[uuid.UUID]bool{}
	for _, a := range k.Open(day) {
		seen[a.PersonID] = true
	}
	return len(seen)
}

// Concern is something about the way into an account that has to be mended.
type Concern struct {
	Kind   ConcernKind
	Access uuid.UUID  // of LeaverHasAccess: what to end
	Name   string     // of LeaverHasAccess and SecretUnchanged: whose access
	Day    clock.Date // their last day, or the day on which their access ended
	Count  int        // of FewPeople: how many have access
}

// ConcernKind says what is to be mended.
type ConcernKind string

// The kinds, the worst first.
const (
	LeaverHasAccess ConcernKind = "leaver"    // somebody has left and still can get in
	SecretUnchanged ConcernKind = "unchanged" // somebody's shared access ended, and the secret is the one they know
	NothingNoted    ConcernKind = "nothing"   // nobody has said anything
	FewPeople       ConcernKind = "few"       // fewer than two different people who are still here
	RecoveryNotOwn  ConcernKind = "recovery"  // who has the recovery address can take the account
	FactorIsOff     ConcernKind = "factor"
)

var worst = []ConcernKind{LeaverHasAccess, SecretUnchanged, NothingNoted, FewPeople, RecoveryNotOwn, FactorIsOff}

func (k ConcernKind) rank() int { return slices.Index(worst, k) }

// enough is how many different people must be able to get in (C3).
const enough = 2

// Raise gives what has to be mended on the day, the worst first.
func Raise(k *Keeping, day clock.Date) []Concern {
	if k.Custody.Version == 0 && len(k.Access) == 0 {
		return []Concern{{Kind: NothingNoted}}
	}
	var list []Concern
	here := map[uuid.UUID]bool{}
	shared := map[uuid.UUID]bool{}
	for _, a := range k.Open(day) {
		if a.Way == Shared {
			shared[a.PersonID] = true
		}
		if p := k.People[a.PersonID]; !p.LeftOn.IsZero() && p.LeftOn.Before(day) {
			list = append(list, Concern{Kind: LeaverHasAccess, Access: a.ID, Name: p.Name, Day: p.LeftOn})
		} else {
			here[a.PersonID] = true
		}
	}
	if last, ok := k.knows(day, shared); ok {
		list = append(list, Concern{Kind: SecretUnchanged, Name: k.People[last.PersonID].Name, Day: last.EndedOn})
	}
	if len(here) < enough {
		list = append(list, Concern{Kind: FewPeople, Count: len(here)})
	}
	if k.Custody.Recovery == RecoveryOther {
		list = append(list, Concern{Kind: RecoveryNotOwn})
	}
	if k.Custody.SecondFactor == FactorOff {
		list = append(list, Concern{Kind: FactorIsOff})
	}
	slices.SortStableFunc(list, func(a, b Concern) int { return cmp.Compare(a.Kind.rank(), b.Kind.rank()) })
	return list
}

// knows gives the latest shared access that ended after the secret was last changed. Who has such an access again knows
// it by right.
func (k *Keeping) knows(day clock.Date, shared map[uuid.UUID]bool) (Access, bool) {
	var last Access
	for _, a := range k.Access {
		if a.Way != Shared || a.On(day) || shared[a.PersonID] || !k.Custody.ChangedOn.Before(a.EndedOn) {
			continue
		}
		if last.ID == uuid.Nil || a.EndedOn.After(last.EndedOn) {
			last = a
		}
	}
	return last, last.ID != uuid.Nil
}

// Raised is an account and what has to be mended of the way into it.
type Raised struct {
	Keeping  *Keeping
	Concerns []Concern // the worst first; none: all is well
}

// sortRaised puts the worst first, then by ref.
func sortRaised(list []Raised) {
	rank := func(r Raised) int {
		if len(r.Concerns) == 0 {
			return len(worst)
		}
		return r.Concerns[0].Kind.rank()
	}
	slices.SortStableFunc(list, func(a, b Raised) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(len(b.Concerns), len(a.Concerns)), cmp.Compare(a.Keeping.Account.Ref, b.Keeping.Account.Ref))
	})
}
