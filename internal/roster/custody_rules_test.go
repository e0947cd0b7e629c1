package roster_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/roster"
)

func on(month time.Month, day int) clock.Date {
	d, _ := clock.NewDate(2026, month, day)
	return d
}

func TestWhatIsRaised(t *testing.T) {
	kim, sara, left := uuid.New(), uuid.New(), uuid.New()
	people := map[uuid.UUID]identity.Person{kim: {ID: kim, Name: "Kim"}, sara: {ID: sara, Name: "Sara"}, left: {ID: left, Name: "Lo", LeftOn: on(11, 20)}}
	open := func(p uuid.UUID, way roster.Way) roster.Access {
		return roster.Access{ID: uuid.New(), PersonID: p, Way: way, Since: on(1, 1)}
	}
	ended := func(p uuid.UUID, way roster.Way, day clock.Date) roster.Access {
		a := open(p, way)
		a.EndedOn = day
		return a
	}
	noted := roster.Custody{Version: 1}
	for name, c := range map[string]struct {
		custody roster.Custody
		access  []roster.Access
		day     clock.Date
		want    []roster.ConcernKind
	}{
		"nothing at all":                 {day: on(11, 25), want: []roster.ConcernKind{roster.NothingNoted}},
		"a place but nobody":             {custody: noted, day: on(11, 25), want: []roster.ConcernKind{roster.FewPeople}},
		"one person in two ways":         {custody: noted, access: []roster.Access{open(kim, roster.Shared), open(kim, roster.Personal)}, day: on(11, 25), want: []roster.ConcernKind{roster.FewPeople}},
		"two people":                     {custody: noted, access: []roster.Access{open(kim, roster.Shared), open(sara, roster.Personal)}, day: on(11, 25)},
		"on the last day nothing":        {custody: noted, access: []roster.Access{open(kim, roster.Shared), open(left, roster.Personal)}, day: on(11, 20)},
		"a leaver counts for nobody":     {custody: noted, access: []roster.Access{open(kim, roster.Shared), open(left, roster.Personal)}, day: on(11, 21), want: []roster.ConcernKind{roster.LeaverHasAccess, roster.FewPeople}},
		"never changed":                  {custody: noted, access: []roster.Access{open(kim, roster.Shared), open(sara, roster.Shared), ended(left, roster.Shared, on(10, 1))}, day: on(11, 25), want: []roster.ConcernKind{roster.SecretUnchanged}},
		"changed the day before":         {custody: roster.Custody{Version: 1, ChangedOn: on(9, 30)}, access: []roster.Access{open(kim, roster.Shared), open(sara, roster.Shared), ended(left, roster.Shared, on(10, 1))}, day: on(11, 25), want: []roster.ConcernKind{roster.SecretUnchanged}},
		"changed the same day":           {custody: roster.Custody{Version: 1, ChangedOn: on(10, 1)}, access: []roster.Access{open(kim, roster.Shared), open(sara, roster.Shared), ended(left, roster.Shared, on(10, 1))}, day: on(11, 25)},
		"a login of one's own":           {custody: noted, access: []roster.Access{open(kim, roster.Shared), open(sara, roster.Shared), ended(left, roster.Personal, on(10, 1))}, day: on(11, 25)},
		"who has it again knows it":      {custody: noted, access: []roster.Access{open(kim, roster.Shared), open(sara, roster.Shared), ended(kim, roster.Shared, on(10, 1))}, day: on(11, 25)},
		"ends tomorrow":                  {custody: noted, access: []roster.Access{open(kim, roster.Shared), ended(sara, roster.Shared, on(11, 26))}, day: on(11, 25)},
		"factor and recovery, worst 1st": {custody: roster.Custody{Version: 1, SecondFactor: roster.FactorOff, Recovery: roster.RecoveryOther}, access: []roster.Access{open(kim, roster.Shared)}, day: on(11, 25), want: []roster.ConcernKind{roster.FewPeople, roster.RecoveryNotOwn, roster.FactorIsOff}},
	} {
		var got []roster.ConcernKind
		for _, x := range roster.Raise(&roster.Keeping{Custody: c.custody, Access: c.access, People: people}, c.day) {
			got = append(got, x.Kind)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestLengthsOfTime(t *testing.T) {
	for s, want := range map[string]int{"90": 90, "90 min": 90, "1,5 h": 90, "1.5 h": 90, "1 h 30 min": 90, "1h30": 90, "1:30": 90, " 2  timmar ": 120, "1 timme": 60, "45 minuter": 45,
		"0,25 h": 15, "1 tim 5": 65, "½ timme": 30, "en halv timme": 30, "0": 0, "0,333 h": 20, "6 hours": 360, "1 hour and 15 minutes": 75, "10000": 10000} {
		if got, ok := roster.ParseMinutes(s); !ok || got != want {
			t.Errorf("%q: %d %v, want %d", s, got, ok, want)
		}
	}
	for _, s := range []string{"", "ofta", "-5", "1,5", "h", "1:75", "99999999999999999999", "99999999999 h", "2 dagar", "10001", "1 h -5", "1,55555 h"} {
		if got, ok := roster.ParseMinutes(s); ok {
			t.Errorf("%q was read as %d", s, got)
		}
	}
}

func TestWordsOfTimeAreReadBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(0, 10000).Draw(rt, "minutes")
		if got, ok := roster.ParseMinutes(roster.MinutesWord(t.Context(), n)); !ok || got != n {
			rt.Fatalf("%d is written %q and read %d", n, roster.MinutesWord(t.Context(), n), got)
		}
	})
}

// The shares of an account are its estimate, and less than a minute a person more; what nobody watches is carried by nobody.
func TestSharesAreTheEstimate(t *testing.T) {
	if got := roster.Carried([]roster.Load{{Minutes: 100, Watchers: []uuid.UUID{{1}, {2}, {3}}}, {Minutes: 10, Watchers: []uuid.UUID{{1}}}, {Minutes: roster.Unsaid, Watchers: []uuid.UUID{{1}}}, {Minutes: 90}}); got[uuid.UUID{1}] != 44 || got[uuid.UUID{2}] != 34 || len(got) != 3 {
		t.Errorf("carried: %v", got)
	}
	rapid.Check(t, func(rt *rapid.T) {
		var loads []roster.Load
		estimated, people := 0, 0
		for range rapid.IntRange(0, 20).Draw(rt, "accounts") {
			l := roster.Load{Minutes: rapid.IntRange(-1, 3000).Draw(rt, "minutes")}
			for i := range rapid.IntRange(0, 6).Draw(rt, "watchers") {
				l.Watchers = append(l.Watchers, uuid.UUID{byte(i)})
			}
			if len(l.Watchers) > 0 {
				estimated += max(0, l.Minutes)
				people += len(l.Watchers) - 1
			}
			loads = append(loads, l)
		}
		sum := 0
		for _, n := range roster.Carried(loads) {
			sum += n
		}
		if sum < estimated || sum > estimated+people {
			rt.Fatalf("shares %d of %d, rounding at most %d", sum, estimated, people)
		}
	})
}
