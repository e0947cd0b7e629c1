package demo

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
)

// teams are who looks after the accounts of a unit: the first is responsible, the second monitors, the third covers.
// Accounts without a contact have nobody, so that there is something to find.
var teams = map[string][]string{
	"Kommunikation":         {"Linnea Forsberg", "Karin Öhman", "Amir Haddad"},
	"Björkviks bibliotek":   {"Sara Lindqvist", "Jonas Ek"},
	"Kultur och fritid":     {"Tove Ahl", "Sofia Brink"},
	"Ungdomens hus":         {"Tove Ahl", "Sofia Brink"},
	"Bergaskolan":           {"Ingrid Holm", "", "Petter Nyström"},
	"Björkviks gymnasium":   {"Petter Nyström"},
	"Vård och omsorg":       {"Lena Brandt", "Hanna Sjöberg"},
	"Räddningstjänsten":     {"Johan Wallin", "Olle Nordin"},
	"Vatten och avfall":     {"Rolf Sundin", "Yasmin Karimi"},
	"Näringsliv och turism": {"Anna Berg", "Erik Dahl"},
}

var teamRoles = []roster.Role{roster.Responsible, roster.Monitor, roster.Cover}

// away are people who are away: days from the Monday of the present week, or from the coming 23 December.
var away = []struct {
	name, cover string
	christmas   bool
	from, to    int
}{
	{"Sara Lindqvist", "", true, 0, 16},
	{"Jonas Ek", "", true, 0, 4},
	{"Anna Berg", "Erik Dahl", false, 7, 11},
	{"Lena Brandt", "Hanna Sjöberg", false, 21, 27},
	{"Hanna Sjöberg", "", false, 23, 25}, // and so the cover is away too
	{"Karin Öhman", "Amir Haddad", true, 0, 10},
	{"Rolf Sundin", "Yasmin Karimi", true, 4, 14},
}

// called is the municipality's call list; confirmed are those whose numbers were heard of.
var called = []struct {
	name, hours string
	confirmed   bool
}{
	{"Linnea Forsberg", "Vardagar 8–17", true},
	{"Johan Wallin", "Dygnet runt", true},
	{"Amir Haddad", "Kvällar och helger", false},
}

// minutesAside is the time that people have for the accounts, in minutes a week.
var minutesAside = map[string]string{"Linnea Forsberg": "10 h", "Karin Öhman": "6 h", "Sara Lindqvist": "3 h", "Jonas Ek": "3 h", "Tove Ahl": "2 h", "Anna Berg": "4 h"}

// fillRosters gives open accounts their people, logins and times. An account that has anybody is left alone.
func fillRosters(ctx context.Context, o Office, c crew) error {
	list, _, err := o.Register.List(ctx, register.Filter{Statuses: []register.Status{register.Active, register.Closing}})
	if err != nil {
		return err
	}
	for i, a := range list {
		if err := staff(ctx, o, c, a, i); err != nil {
			return fmt.Errorf("%s: %w", a.Ref, err)
		}
	}
	if err := fillAbsences(ctx, o, c); err != nil {
		return fmt.Errorf("absences: %w", err)
	}
	if err := fillCalls(ctx, o, c); err != nil {
		return fmt.Errorf("call list: %w", err)
	}
	for _, p := range people {
		if minutes := minutesAside[p.name]; minutes != "" {
			_, aside, err := o.Rosters.SetAsideOf(ctx, c.who[p.name].ID)
			if err == nil && aside.Minutes == roster.Unsaid {
				err = o.Rosters.SaveSetAside(ctx, c.who[p.name].ID, aside.Version, minutes)
			}
			if err != nil {
				return fmt.Errorf("time of %s: %w", p.name, err)
			}
		}
	}
	return nil
}

// staff gives an account people and notes the way in and the time, each where nobody has.
func staff(ctx context.Context, o Office, c crew, a *register.Account, i int) error {
	team := teams[a.UnitName]
	if a.Contact == "" || len(team) == 0 {
		return nil
	}
	have, err := o.Rosters.Roster(ctx, a.Ref)
	if err != nil {
		return err
	}
	if len(have.Assignments) == 0 {
		if err := assign(ctx, o, c, a, team); err != nil {
			return err
		}
	}
	kept, err := o.Rosters.CustodyOf(ctx, a.Ref)
	if err != nil {
		return err
	}
	if len(kept.Keeping.Access) == 0 {
		for n, name := range team[:min(len(team), 2)] {
			if name == "" || n == 1 && i%5 == 4 { // here and there only one person can get in
				continue
			}
			if err := o.Rosters.AddAccess(ctx, a.Ref, roster.AccessInput{PersonID: c.who[name].ID, Way: "personal", PageRole: "Redaktör"}); err != nil {
				return fmt.Errorf("access of %s: %w", name, err)
			}
		}
	}
	if kept.Keeping.Custody.Version == 0 && i%7 != 6 { // of some nobody has said how the way in is kept
		in := roster.CustodyInput{Place: "Kommunens lösenordsvalv", ChangedOn: have.Today.AddMonths(-5).String(), SecondFactor: roster.FactorOn, Recovery: roster.RecoveryOwn}
		if i%6 == 5 {
			in.SecondFactor = roster.FactorOff
		}
		if err := o.Rosters.SaveCustody(ctx, a.Ref, 0, in); err != nil {
			return err
		}
	}
	watch, err := o.Rosters.WatchOf(ctx, a.Ref)
	if err != nil || watch.Watch.Version > 0 {
		return err
	}
	return o.Rosters.SaveWatch(ctx, a.Ref, 0, roster.WatchInput{Target: targetOf(a), Hours: "Vardagar 8–16", MinutesWeek: []string{"1 h", "90 min", "2 h", "3 h"}[i%4]})
}

// assign gives the account its team, from the day on which it opened.
func assign(ctx context.Context, o Office, c crew, a *register.Account, team []string) error {
	for n, name := range team {
		if name == "" {
			continue
		}
		if _, err := o.Rosters.Assign(ctx, a.Ref, roster.AssignInput{PersonID: c.who[name].ID, Role: string(teamRoles[n]), From: a.OpenedOn.String()}); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if a.UnitName == "Räddningstjänsten" || a.UnitName == "Kommunikation" && a.Platform == "facebook" {
		_, err := o.Rosters.Assign(ctx, a.Ref, roster.AssignInput{PersonID: c.who[team[0]].ID, Role: string(roster.CrisisContact), Hours: "Dygnet runt"})
		return err
	}
	return nil
}

// targetOf gives how fast the account answers: short messages within two hours, all others within a day.
func targetOf(a *register.Account) string {
	if a.Platform == "bluesky" || a.Platform == "x" {
		return "120"
	}
	return roster.TargetDay
}

func fillAbsences(ctx context.Context, o Office, c crew) error {
	have, err := o.Rosters.Absences(ctx, roster.AbsenceFilter{})
	if err != nil || len(have.Absences) > 0 {
		return err
	}
	monday, _ := roster.Ahead(have.Today)
	christmas := clock.Date{Year: have.Today.Year, Month: 12, Day: 23}
	if christmas.Before(have.Today) {
		christmas.Year++
	}
	for _, x := range away {
		first := monday
		if x.christmas {
			first = christmas
		}
		in := roster.AbsenceInput{PersonID: c.who[x.name].ID, From: first.AddDays(x.from).String(), To: first.AddDays(x.to).String(), CoverID: c.who[x.cover].ID}
		if _, err := o.Rosters.AddAbsence(ctx, in); err != nil {
			return fmt.Errorf("%s: %w", x.name, err)
		}
	}
	return nil
}

func fillCalls(ctx context.Context, o Office, c crew) error {
	book, err := o.Rosters.Calls(ctx)
	if err != nil || len(book.Municipality.Calls) > 0 {
		return err
	}
	all, err := o.People.People(ctx, "")
	if err != nil {
		return err
	}
	for _, x := range called {
		id := c.who[x.name].ID
		if err := o.Rosters.AddCall(ctx, roster.AssignInput{PersonID: id, Hours: x.hours}); err != nil && !fault.Is(err, fault.InvalidKind) {
			return fmt.Errorf("%s: %w", x.name, err)
		}
		i := slices.IndexFunc(all, func(p identity.Person) bool { return p.ID == id })
		if i < 0 || id == uuid.Nil || !x.confirmed {
			continue
		}
		if err := o.Rosters.ConfirmNumber(ctx, id, all[i].Phone); err != nil {
			return fmt.Errorf("number of %s: %w", x.name, err)
		}
	}
	return nil
}
