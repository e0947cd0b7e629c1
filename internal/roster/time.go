package roster

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
)

// SetAside is the time that somebody has for accounts.
type SetAside struct {
	Minutes int // a week; Unsaid: nobody has said
	Version int // of the person's row; 0: there is none
}

// Load is an account and who shares the time it takes on a day.
type Load struct {
	Account  Account
	Minutes  int         // a week, estimated; Unsaid: nobody has
	Watchers []uuid.UUID // the different people who are responsible for it or monitor it
}

// Carried gives the minutes a week that each person carries: of every account they watch, the estimate divided by the
// number of people who watch it, rounded up to whole minutes. So the shares of an account together are its estimate, and
// less than a minute a person more. An account that nobody watches is carried by nobody.
func Carried(loads []Load) map[uuid.UUID]int {
	carried := map[uuid.UUID]int{}
	for _, l := range loads {
		n := len(l.Watchers)
		for _, p := range l.Watchers {
			carried[p] += max(0, (l.Minutes+n-1)/n)
		}
	}
	return carried
}

// loads gives the accounts with their estimates and who watches them on the day. Somebody who is both responsible and
// monitor is one person.
func loads(accounts []Account, watches map[uuid.UUID]Watch, assignments []Assignment, day clock.Date) []Load {
	watchers := map[uuid.UUID][]uuid.UUID{}
	for _, a := range assignments {
		if a.Role.Watches() && a.On(day) && !slices.Contains(watchers[a.AccountID], a.PersonID) {
			watchers[a.AccountID] = append(watchers[a.AccountID], a.PersonID)
		}
	}
	list := make([]Load, len(accounts))
	for i, a := range accounts {
		list[i] = Load{Account: a, Minutes: Unsaid, Watchers: watchers[a.ID]}
		if w, ok := watches[a.ID]; ok {
			list[i].Minutes = w.MinutesWeek
		}
	}
	return list
}

// PersonTime is what somebody carries and has time for.
type PersonTime struct {
	Person   identity.Person
	Carries  int // minutes a week
	SetAside SetAside
	Accounts int  // how many they watch
	MaySet   bool // the principal may say how much time they have
}

// Over gives how many minutes a week more somebody carries than they have time for; 0 where it fits or nobody has said.
func (p PersonTime) Over() int {
	if p.SetAside.Minutes == Unsaid {
		return 0
	}
	return max(0, p.Carries-p.SetAside.Minutes)
}

// UnitTime is what the accounts of a unit take and what its people have set aside, in minutes a week.
type UnitTime struct {
	UnitID    uuid.UUID
	Name      string
	Accounts  int
	Estimated int
	SetAside  int
}

// Left is what is set aside beyond what is estimated; below nothing, what lacks.
func (u UnitTime) Left() int { return u.SetAside - u.Estimated }

// Times is the time that accounts take and people have.
type Times struct {
	Units       []UnitTime   // by name
	People      []PersonTime // those who carry more than they have first, then by name
	Unestimated []Account    // by ref
	Unsaid      int          // people who watch and of whom nobody has said how much time they have
	Total       UnitTime
}

// sumTimes adds up what is within sight: mine says whether an account is, near whether a person is.
func sumTimes(all []Load, set map[uuid.UUID]SetAside, people []identity.Person, mine func(Account) bool, near func(identity.Person) bool) *Times {
	t := &Times{}
	units := map[uuid.UUID]*UnitTime{}
	unit := func(id uuid.UUID, name string) *UnitTime {
		if units[id] == nil {
			units[id] = &UnitTime{UnitID: id, Name: name}
		}
		return units[id]
	}
	carried, watching, seen := Carried(all), map[uuid.UUID]int{}, map[uuid.UUID]bool{}
	for _, l := range all {
		for _, p := range l.Watchers {
			watching[p]++
			seen[p] = seen[p] || mine(l.Account)
		}
		if !mine(l.Account) {
			continue
		}
		u := unit(l.Account.UnitID, l.Account.UnitName)
		u.Accounts++
		if l.Minutes == Unsaid {
			t.Unestimated = append(t.Unestimated, l.Account)
		} else {
			u.Estimated += l.Minutes
		}
	}
	for _, p := range people {
		s, said := set[p.ID]
		if !said {
			s.Minutes = Unsaid
		}
		if !seen[p.ID] && (!near(p) || s.Minutes <= 0) {
			continue
		}
		t.People = append(t.People, PersonTime{Person: p, Carries: carried[p.ID], SetAside: s, Accounts: watching[p.ID]})
		switch {
		case s.Minutes == Unsaid:
			t.Unsaid++
		case near(p):
			unit(p.UnitID, p.UnitName).SetAside += s.Minutes
		}
	}
	for _, u := range units {
		t.Units = append(t.Units, *u)
		t.Total.Accounts, t.Total.Estimated, t.Total.SetAside = t.Total.Accounts+u.Accounts, t.Total.Estimated+u.Estimated, t.Total.SetAside+u.SetAside
	}
	slices.SortFunc(t.Units, func(a, b UnitTime) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.UnitID.String(), b.UnitID.String()))
	})
	slices.SortStableFunc(t.People, func(a, b PersonTime) int { return cmp.Compare(b.Over(), a.Over()) })
	return t
}
