package roster

import (
	"context"

	"github.com/google/uuid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/tenant"
)

// Outlook is what is amiss ahead, and what is needed to find who could mend it.
type Outlook struct {
	Sheet    *Sheet
	Problems []Problem // worst first

	assigned map[uuid.UUID][]Assignment // by account
	absences map[uuid.UUID][]Absence    // by person
	people   []identity.Person          // the directory, by name
	carried  map[uuid.UUID]carried      // by person
	units    map[uuid.UUID]tenant.Unit
	may      circle // whose absences the principal may change
}

// carried is what somebody does for accounts, from today on.
type carried struct {
	platforms map[platform.Name]bool // those on which they watch, publish or are in reserve
	carries   int                    // how many accounts they watch or are in reserve for
}

// Outlook gives what is amiss within the twelve weeks that begin with this one, in a unit and those below it (uuid.Nil:
// all that the principal may see).
func (s *Service) Outlook(ctx context.Context, unit uuid.UUID) (*Outlook, error) {
	onlyIn, units, err := identity.Within(ctx, identity.RosterView)
	if err != nil {
		return nil, err
	}
	var o *Outlook
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		o, err = outlookTx(ctx, tx, Scope{Unit: unit}, onlyIn, units)
		return err
	})
	return o, err
}

// OutlookOf is Outlook of one account. One that the principal may not see is NotFound.
func (s *Service) OutlookOf(ctx context.Context, ref string) (*Outlook, error) {
	onlyIn, units, err := identity.Within(ctx, identity.RosterView)
	if err != nil {
		return nil, err
	}
	if ref == "" {
		return nil, fault.NotFound()
	}
	var o *Outlook
	err = s.db.InTenant(ctx, func(tx *postgres.Tx) error {
		o, err = outlookTx(ctx, tx, Scope{Ref: ref}, onlyIn, units)
		return err
	})
	return o, err
}

func outlookTx(ctx context.Context, tx *postgres.Tx, sc Scope, onlyIn bool, units []uuid.UUID) (*Outlook, error) {
	sc.From, sc.To = Ahead(today(ctx, tx))
	sheet, err := sheetTx(ctx, tx, sc, onlyIn, units)
	if err != nil {
		return nil, err
	}
	o := newOutlook(sheet)
	if len(o.Problems) == 0 {
		return o, nil
	}
	if o.people, err = identity.PeopleTx(ctx, tx); err != nil {
		return nil, err
	}
	tree, err := tenant.UnitsTx(ctx, tx)
	if err != nil {
		return nil, err
	}
	if o.may, err = circleTx(ctx, tx, identity.RosterEdit, sheet.Today); err != nil {
		return nil, err
	}
	for _, u := range tree {
		o.units[u.ID] = u
	}
	o.carried, err = selectCarried(ctx, tx, sheet.Today)
	return o, err
}

// newOutlook finds the problems of a sheet; nobody is known yet who could mend them, and all absences may be changed.
func newOutlook(sheet *Sheet) *Outlook {
	o := &Outlook{Sheet: sheet, Problems: Problems(sheet), assigned: map[uuid.UUID][]Assignment{}, absences: map[uuid.UUID][]Absence{},
		carried: map[uuid.UUID]carried{}, units: map[uuid.UUID]tenant.Unit{}, may: circle{all: true}}
	for _, a := range sheet.Assignments {
		o.assigned[a.AccountID] = append(o.assigned[a.AccountID], a)
	}
	for _, x := range sheet.Absences {
		o.absences[x.PersonID] = append(o.absences[x.PersonID], x)
	}
	return o
}

// tiers gives the people who could be proposed for the account, in groups, the best first.
func (o *Outlook) tiers(a Account) [][]Candidate {
	here := map[uuid.UUID]bool{}
	for _, x := range o.assigned[a.ID] {
		here[x.PersonID] = true
	}
	tiers := make([][]Candidate, 5)
	for _, p := range o.people {
		if p.Reduced {
			continue
		}
		d := o.carried[p.ID]
		who := Candidate{Person: p, Here: here[p.ID], Knows: d.platforms[a.Platform], Near: o.near(p, a.UnitID), Carries: d.carries}
		switch {
		case who.Here:
			tiers[0] = append(tiers[0], who)
		case who.Knows && who.Near != FarOff:
			tiers[1+int(who.Near)] = append(tiers[1+int(who.Near)], who)
		case who.Near == InUnit:
			tiers[4] = append(tiers[4], who)
		}
	}
	return tiers
}

// near says how near to the unit somebody works.
func (o *Outlook) near(p identity.Person, unit uuid.UUID) Nearness {
	switch {
	case p.UnitID == uuid.Nil:
		return FarOff
	case p.UnitID == unit:
		return InUnit
	case o.units[unit].ParentID == p.UnitID, o.units[p.UnitID].ParentID == unit:
		return NextToUnit
	case o.units[p.UnitID].Communications:
		return InCommunications
	}
	return FarOff
}

// Find gives the problem of the account with the ref, false where nothing is amiss with it.
func (o *Outlook) Find(ref string) (Problem, bool) {
	for _, p := range o.Problems {
		if p.Account.Ref == ref {
			return p, true
		}
	}
	return Problem{}, false
}
