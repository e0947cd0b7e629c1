package today_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/today"
)

// binder is given checklists.
type binder []*checklist.Checklist

func (b binder) List(_ context.Context, f checklist.Filter) ([]*checklist.Checklist, int, error) {
	var list []*checklist.Checklist
	for _, c := range b {
		due := c.State == checklist.Approved && !f.Due.IsZero() && !c.ReviewOn.IsZero() && !c.ReviewOn.After(f.Due)
		if f.Due.IsZero() && c.State == f.State || due {
			list = append(list, c)
		}
	}
	return list, len(list), nil
}

func (b binder) Queue(context.Context) ([]*checklist.Checklist, error) {
	var list []*checklist.Checklist
	for _, c := range b {
		if c.State == checklist.Submitted {
			list = append(list, c)
		}
	}
	return list, nil
}

var (
	one  = uuid.MustParse("00000000-0000-0000-0000-000000000001")
	mine = uuid.MustParse("00000000-0000-0000-0000-0000000000aa") // the login of whoever looks
)

func sheet(state checklist.State, why checklist.Reason, since clock.Date) *checklist.Checklist {
	at := since.Time().Add(12 * time.Hour)
	return &checklist.Checklist{ID: one, Ref: "k0001", AccountName: "Biblioteket", Platform: "facebook", UnitName: "Kultur", UnitID: uuid.Max, State: state, Reason: why,
		SubmittedAt: at, UpdatedAt: at}
}

func dueOn(d clock.Date) *checklist.Checklist {
	c := sheet(checklist.Approved, checklist.ForStart, day(1))
	c.ReviewOn, c.Status = d, register.Active
	return c
}

func by(c *checklist.Checklist, started, submitted uuid.UUID) *checklist.Checklist {
	c.StartedBy, c.SubmittedBy = started, submitted
	return c
}

func TestChecklistsThatWait(t *testing.T) {
	monday := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	const here = " /app/checklists/00000000-0000-0000-0000-000000000001"
	for _, tt := range []struct {
		name string
		role identity.Role
		c    *checklist.Checklist
		want string
	}{
		{"handed in on Friday", identity.Communications, sheet(checklist.Submitted, checklist.ForStart, day(20)), "1 Granska en inskickad checklista" + here + "/review"},
		{"handed in six working days ago", identity.Communications, sheet(checklist.Submitted, checklist.ForStart, day(13)), "0 Granska en inskickad checklista" + here + "/review"},
		{"handed in by oneself", identity.Communications, by(sheet(checklist.Submitted, checklist.ForStart, day(13)), mine, mine), ""},
		{"handed in by an administrator", identity.Admin, by(sheet(checklist.Submitted, checklist.ForStart, day(20)), mine, mine), "1 Granska en inskickad checklista" + here + "/review"},
		{"handed in, to the unit", identity.Operations, sheet(checklist.Submitted, checklist.ForStart, day(2)), ""},
		{"returned", identity.Operations, sheet(checklist.Returned, checklist.ForStart, day(20)), "1 Rätta en återlämnad checklista" + here},
		{"returned, to communications", identity.Communications, sheet(checklist.Returned, checklist.ForStart, day(20)), ""},
		{"returned to the one at communications who began it", identity.Communications, by(sheet(checklist.Returned, checklist.ForStart, day(20)), mine, mine), "1 Rätta en återlämnad checklista" + here},
		{"a campaign is the units' work", identity.Communications, by(sheet(checklist.Open, checklist.ForCampaign, day(20)), mine, uuid.Nil), ""},
		{"campaign", identity.Operations, sheet(checklist.Open, checklist.ForCampaign, day(20)), "2 Besvara checklistan för ett öppet konto" + here},
		{"begun", identity.Operations, sheet(checklist.Open, checklist.ForStart, day(20)), "3 Fortsätt med en startchecklista" + here},
		{"terms changed", identity.Operations, sheet(checklist.Open, checklist.ForTerms, day(20)), "2 Läs ändrade villkor och svara på nytt" + here},
		{"opened for a review", identity.Operations, sheet(checklist.Open, checklist.ForReview, day(20)), "2 Slutför genomgången av en checklista" + here},
		{"review due today", identity.Operations, dueOn(day(23)), "1 Gå igenom en checklista igen" + here},
		{"review due yesterday", identity.Operations, dueOn(day(22)), "0 Gå igenom en checklista igen" + here},
		{"review due tomorrow", identity.Operations, dueOn(day(24)), ""},
		{"to a reader", identity.Reader, sheet(checklist.Returned, checklist.ForStart, day(20)), ""},
	} {
		ctx := identity.With(t.Context(), &identity.Principal{UserID: mine, Grants: []identity.Grant{{Role: tt.role}}})
		items, err := today.NewChecklists(binder{tt.c}, clock.Fixed(monday), office).Items(ctx)
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

func TestManyChecklistsWithTheSameWantAreOneRow(t *testing.T) {
	var many binder
	for i := range 40 {
		many = append(many, dueOn(day(1+i%20)))
	}
	ctx := identity.With(t.Context(), &identity.Principal{Grants: []identity.Grant{{Role: identity.Operations}}})
	items, err := today.NewChecklists(many, clock.Fixed(day(23).Time()), office).Items(ctx)
	if err != nil || len(items) != 1 || items[0].Note != "40 checklistor" || items[0].Href != "/app/checklists?state=due" || items[0].Due != day(1) || items[0].Urgency != today.Late {
		t.Errorf("%+v, %v", items, err)
	}
}

func TestAnAccountWithAChecklistIsToldOnce(t *testing.T) {
	with, without := account(register.Returned, day(20)), account(register.Returned, day(20))
	with.ID, with.Ref, without.ID = one, "k0002", uuid.Max
	closing := account(register.Closing, day(20))
	closing.ID, closing.Ref = mine, "k0003"
	asked := 0
	src := today.NewAccounts(shelf{with, without, closing}, clock.Fixed(day(23).Time()), office).Beside(func(_ context.Context, ids []uuid.UUID) (map[uuid.UUID]bool, error) {
		asked += len(ids)
		return map[uuid.UUID]bool{one: len(ids) == 2}, nil
	})
	ctx := identity.With(t.Context(), &identity.Principal{Grants: []identity.Grant{{Role: identity.Communications}}})
	items, err := src.Items(ctx)
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, it := range items {
		got += it.Href + " "
	}
	if asked != 2 || strings.Contains(got, "k0002") || !strings.Contains(got, "k0001") || !strings.Contains(got, "k0003") {
		t.Errorf("asked of %d accounts, shows %s", asked, got)
	}
}
