package today_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/today"
)

type source []today.Item

func (s source) Items(context.Context) ([]today.Item, error) { return s, nil }

func day(d int) clock.Date { return clock.Date{Year: 2026, Month: 11, Day: d} }

func TestItemsStandWorstFirst(t *testing.T) {
	svc := today.NewService(
		source{{Title: "c", Urgency: today.Soon}, {Title: "b", Urgency: today.Late}, {Title: "e", Urgency: today.Later}},
		source{{Title: "a", Urgency: today.Late, Due: day(3)}, {Title: "a0", Urgency: today.Late, Due: day(1)}, {Title: "d", Urgency: today.Soon}},
	)
	items, err := svc.Items(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got string
	for _, it := range items {
		got += it.Title + " "
	}
	if got != "a0 a b c d e " {
		t.Errorf("order %q", got)
	}
	if all, late := today.Count(items); all != 6 || late != 3 {
		t.Errorf("%d, %d late", all, late)
	}
}

// shelf is a register of given accounts.
type shelf []*register.Account

func (s shelf) List(_ context.Context, f register.Filter) ([]*register.Account, register.Counts, error) {
	var list []*register.Account
	for _, a := range s {
		in := false
		for _, st := range f.Statuses {
			in = in || st == a.Status
		}
		if in && (!f.NoContact || a.Contact == "") && (!f.NoPurpose || a.Purpose == "") {
			list = append(list, a)
		}
	}
	n := len(list)
	return list[:min(n, f.Limit)], register.Counts{Total: n}, nil
}

func account(status register.Status, since clock.Date) *register.Account {
	return &register.Account{Ref: "k0001", Name: "Biblioteket", Platform: "facebook", UnitName: "Kultur", UnitID: uuid.Max, Contact: "disken", Purpose: "Läslust",
		Status: status, OpenedOn: since, RegisteredOn: since, UpdatedAt: since.Time().Add(12 * time.Hour)}
}

func contactless(opens clock.Date) *register.Account {
	a := account(register.Active, opens)
	a.Contact = ""
	return a
}

func TestAccountsThatWait(t *testing.T) {
	monday := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	as := func(r identity.Role) context.Context {
		return identity.With(t.Context(), &identity.Principal{Grants: []identity.Grant{{Role: r}}})
	}
	noContact, noPurpose := account(register.Active, day(20)), account(register.Active, day(20))
	noContact.Contact, noPurpose.Purpose = "", ""
	for _, tt := range []struct {
		name string
		role identity.Role
		a    *register.Account
		want string
	}{
		{"submitted on Friday", identity.Communications, account(register.Submitted, day(20)), "1 Granska ett inskickat konto /app/accounts/k0001"},
		{"submitted five working days ago", identity.Communications, account(register.Submitted, day(16)), "1 Granska ett inskickat konto /app/accounts/k0001"},
		{"submitted six working days ago", identity.Communications, account(register.Submitted, day(13)), "0 Granska ett inskickat konto /app/accounts/k0001"},
		{"submitted, to the unit", identity.Operations, account(register.Submitted, day(2)), ""},
		{"returned", identity.Operations, account(register.Returned, day(20)), "1 Komplettera ett återlämnat konto /app/accounts/k0001"},
		{"approved", identity.Communications, account(register.Approved, day(20)), "2 Öppna ett godkänt konto /app/accounts/k0001"},
		{"approved, to the unit", identity.Operations, account(register.Approved, day(20)), "2 Öppna ett godkänt konto /app/accounts/k0001"},
		{"closing", identity.Communications, account(register.Closing, day(20)), "2 Slutför ett avslut /app/accounts/k0001"},
		{"closing for long", identity.Communications, account(register.Closing, clock.Date{Year: 2026, Month: 10, Day: 20}), "0 Slutför ett avslut /app/accounts/k0001"},
		{"draft", identity.Operations, account(register.Draft, day(20)), "3 Gör klart ett utkast /app/accounts/k0001"},
		{"no contact", identity.Operations, noContact, "0 Ange kontakt /app/accounts/k0001/edit#contact"},
		{"no contact, opened today", identity.Operations, contactless(day(23)), "1 Ange kontakt /app/accounts/k0001/edit#contact"},
		{"no contact, opens on Friday", identity.Operations, contactless(day(27)), "2 Ange kontakt /app/accounts/k0001/edit#contact"},
		{"no purpose", identity.Operations, noPurpose, "3 Skriv syfte /app/accounts/k0001/edit#purpose"},
		{"no contact, to a reader", identity.Reader, noContact, ""},
		{"no contact, to the archivist", identity.Archivist, noContact, ""},
		{"all is well", identity.Communications, account(register.Active, day(20)), ""},
		{"closed", identity.Communications, account(register.Closed, day(20)), ""},
	} {
		items, err := today.NewAccounts(shelf{tt.a}, clock.Fixed(monday), office).Items(as(tt.role))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, it := range items {
			got += fmt.Sprintf("%d %s %s", it.Urgency, it.Title, it.Href)
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestManyWithTheSameWantAreOneRow(t *testing.T) {
	var many shelf
	for range 40 {
		a := account(register.Active, day(1))
		a.Contact = ""
		many = append(many, a)
	}
	ctx := identity.With(t.Context(), &identity.Principal{Grants: []identity.Grant{{Role: identity.Communications}}})
	items, err := today.NewAccounts(many, clock.Fixed(day(23).Time()), office).Items(ctx)
	if err != nil || len(items) != 1 || items[0].Note != "40 öppna konton" || items[0].Href != "/app/accounts?lacks=contact&status=open" {
		t.Errorf("%+v, %v", items, err)
	}
}

type broken struct{}

func (broken) Items(context.Context) ([]today.Item, error) { return nil, errors.New("database down") }

func TestABrokenSourceIsNotNothingToDo(t *testing.T) {
	if _, err := today.NewService(source{}, broken{}).Items(t.Context()); err == nil {
		t.Error("a source that fails reads as nothing to do")
	}
}
