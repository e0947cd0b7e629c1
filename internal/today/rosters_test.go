package today_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/today"
)

// watch is given rosters, looked at on 23 November.
type watch struct {
	standings []roster.Standing
	raised    []roster.Raised
	number    roster.Number
	away      []roster.Absence
}

func (w watch) Standings(context.Context) ([]roster.Standing, clock.Date, error) {
	return w.standings, day(23), nil
}
func (w watch) CustodyRaised(context.Context, uuid.UUID) ([]roster.Raised, error) {
	return w.raised, nil
}
func (w watch) OwnNumber(context.Context) (*roster.Number, error) { return &w.number, nil }
func (w watch) OwnUncovered(context.Context, int) ([]roster.Absence, error) {
	return w.away, nil
}

var here, elsewhere = uuid.MustParse("00000000-0000-0000-0000-00000000000a"), uuid.MustParse("00000000-0000-0000-0000-00000000000b")

func standing(t roster.Trouble, first, opens clock.Date) roster.Standing {
	return roster.Standing{Trouble: t, First: first, Days: 3, Account: roster.Account{Ref: "k0001", Name: "Biblioteket", Platform: "facebook", UnitID: here, UnitName: "Kultur", Opens: opens, Open: true}}
}

func raised(kinds ...roster.ConcernKind) roster.Raised {
	var r roster.Raised
	for _, k := range kinds {
		r.Concerns = append(r.Concerns, roster.Concern{Kind: k})
	}
	return r
}

// staff is somebody of the directory with the role: operations in the unit here, others everywhere.
func staff(r identity.Role) *identity.Principal {
	g := identity.Grant{Role: r}
	if r == identity.Operations {
		g.UnitID, g.Units = here, map[uuid.UUID]bool{here: true}
	}
	return &identity.Principal{Name: "Sara", UserID: mine, PersonID: mine, Grants: []identity.Grant{g}}
}

func TestRostersThatLackSomebody(t *testing.T) {
	december := clock.Date{Year: 2026, Month: 12, Day: 1}
	foreign := standing(roster.NobodyAssigned, day(23), day(1))
	foreign.Account.UnitID = elsewhere
	const mend = " /app/roster/accounts/k0001/mend"
	for _, tt := range []struct {
		name string
		role identity.Role
		w    watch
		want string
	}{
		{"nobody", identity.Communications, watch{standings: []roster.Standing{standing(roster.NobodyAssigned, day(23), day(1))}}, "0 Utse någon som bevakar kontot ingen är utsedd" + mend},
		{"nobody, to an administrator", identity.Admin, watch{standings: []roster.Standing{standing(roster.NobodyAssigned, day(23), day(1))}}, "0 Utse någon som bevakar kontot ingen är utsedd" + mend},
		{"nobody, to the unit", identity.Operations, watch{standings: []roster.Standing{standing(roster.NobodyAssigned, day(23), day(1))}}, "0 Utse vem hos er som bevakar kontot ingen är utsedd" + mend},
		{"nobody, of another unit", identity.Operations, watch{standings: []roster.Standing{foreign}}, ""},
		{"nobody, on an account that opens later", identity.Communications, watch{standings: []roster.Standing{standing(roster.NobodyAssigned, december, december)}}, "2 Utse någon som bevakar kontot ingen är utsedd" + mend},
		{"a gap today", identity.Communications, watch{standings: []roster.Standing{standing(roster.GapAhead, day(23), day(1))}}, "0 Ordna bevakning av kontot i dag" + mend},
		{"a gap on Sunday", identity.Operations, watch{standings: []roster.Standing{standing(roster.GapAhead, day(29), day(1))}}, "0 Ordna vem hos er som bevakar kontot från söndag 29\u00a0nov." + mend},
		{"a gap next Monday", identity.Communications, watch{standings: []roster.Standing{standing(roster.GapAhead, day(30), day(1))}}, "1 Ordna bevakning av kontot från måndag 30\u00a0nov." + mend},
		{"a gap in thirteen days", identity.Communications, watch{standings: []roster.Standing{standing(roster.GapAhead, day(23).AddDays(13), day(1))}}, "1 Ordna bevakning av kontot från söndag 6\u00a0dec." + mend},
		{"a gap in a fortnight", identity.Communications, watch{standings: []roster.Standing{standing(roster.GapAhead, day(23).AddDays(14), day(1))}}, ""},
		{"one person", identity.Communications, watch{standings: []roster.Standing{standing(roster.AlwaysAlone, day(23), day(1)), standing(roster.ThinAhead, day(23), day(1))}}, ""},
		{"nobody, to a reader", identity.Reader, watch{standings: []roster.Standing{standing(roster.NobodyAssigned, day(23), day(1))}}, ""},
		{"nobody, to the archivist", identity.Archivist, watch{standings: []roster.Standing{standing(roster.NobodyAssigned, day(23), day(1))}}, ""},
		{"a leaver gets in", identity.Communications, watch{raised: []roster.Raised{raised(roster.FactorIsOff), raised(roster.LeaverHasAccess, roster.FewPeople), raised(roster.FewPeople)}}, "0 Ordna inloggningar  /app/roster/custody"},
		{"one person gets in", identity.Communications, watch{raised: []roster.Raised{raised(roster.FewPeople)}}, "2 Ordna inloggningar  /app/roster/custody"},
		{"logins that can wait", identity.Communications, watch{raised: []roster.Raised{raised(roster.NothingNoted), raised(roster.RecoveryNotOwn), raised()}}, ""},
		{"a leaver gets in, to the unit", identity.Operations, watch{raised: []roster.Raised{raised(roster.LeaverHasAccess)}}, ""},
		{"away without a cover", identity.Operations, watch{away: []roster.Absence{{ID: one, From: day(30), To: day(30).AddDays(1)}}}, "2 Ange vem som ersätter dig  /app/roster/absences/" + one.String()},
		{"a number never confirmed", identity.Reader, watch{number: roster.Number{Called: true, Today: day(23)}}, "2 Bekräfta ditt nummer  /app/me/number"},
		{"in no call list", identity.Communications, watch{number: roster.Number{Today: day(23)}}, ""},
	} {
		items, err := today.NewRosters(tt.w).Items(identity.With(t.Context(), staff(tt.role)))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, it := range items {
			got += fmt.Sprintf("%d %s %s %s", it.Urgency, it.Title, it.When, it.Href)
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestManyUnwatchedAccountsAreOneRow(t *testing.T) {
	var many watch
	for i := range 4 {
		many.standings = append(many.standings, standing(roster.NobodyAssigned, day(23), day(1)), standing(roster.GapAhead, day(24+i), day(1)))
	}
	for _, tt := range []struct {
		role identity.Role
		lang string
		want string
	}{
		{identity.Communications, "sv", "Bemanna konton som ingen bevakar: 4 öppna konton; Fyll luckor i bemanningen: 4 öppna konton; "},
		{identity.Operations, "sv", "Bemanna konton som ingen bevakar: 4 av era konton; Fyll luckor i bemanningen: 4 av era konton; "},
		{identity.Communications, "en", "Assign people to accounts that nobody watches: 4 open accounts; Fill gaps in the roster: 4 open accounts; "},
		{identity.Operations, "en", "Assign people to accounts that nobody watches: 4 of your accounts; Fill gaps in the roster: 4 of your accounts; "},
	} {
		items, err := today.NewRosters(many).Items(i18n.With(identity.With(t.Context(), staff(tt.role)), tt.lang))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, it := range items {
			got += it.Title + ": " + it.Note + "; "
			if it.Href != "/app/roster?show=gaps" || it.Who != "" || !it.Gap {
				t.Errorf("%s: %+v", tt.role, it)
			}
		}
		if got != tt.want || items[1].Due != day(24) {
			t.Errorf("%s: %q from %v, want %q", tt.role, got, items[1].Due, tt.want)
		}
	}
}

func TestWhoIsNobodyInTheDirectoryHasNothingToSayForThemselves(t *testing.T) {
	w := watch{number: roster.Number{Called: true, Today: day(23)}, away: []roster.Absence{{ID: one}}}
	p := staff(identity.Reader)
	p.PersonID = uuid.Nil
	if items, err := today.NewRosters(w).Items(identity.With(t.Context(), p)); err != nil || len(items) != 0 {
		t.Errorf("%+v, %v", items, err)
	}
}
