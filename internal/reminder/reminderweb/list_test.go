package reminderweb_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
	"kanalkoll/internal/webtest"
)

var day = clock.On(webtest.Now, time.UTC)

func account(t *testing.T, s *webtest.Site, ctx context.Context, name string, unit tenant.Unit) *register.Account {
	t.Helper()
	a, err := s.App.Register.Add(ctx, register.Input{Platform: "instagram", Address: strings.ToLower(name), Name: name, UnitID: unit.ID.String()}, true)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func remind(t *testing.T, s *webtest.Site, ctx context.Context) {
	t.Helper()
	if err := s.App.Reminders.Remind(ctx, new(strings.Builder), day, false); err != nil {
		t.Fatal(err)
	}
}

func TestEmptyListSaysWhatWillCome(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("orebro")
	r := s.User(ctx, "Karin", identity.Communications).Get("/app/reminders")
	if r.Status != http.StatusOK || r.TextOf("h1") != "Påminnelser" || !strings.Contains(r.TextOf(".empty"), "något ska ordnas med ett öppet konto") {
		t.Errorf("status %d: %s", r.Status, r.Text())
	}
}

func TestListShowsWhatWentToWhomAndWhatItLedTo(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("orebro")
	unit := s.Unit(ctx, "Bergaskolan")
	anna := s.User(ctx, "Anna", identity.Operations, unit)
	karin := s.User(ctx, "Karin", identity.Communications)
	a := account(t, s, ctx, "Berga", unit)
	account(t, s, ctx, "Kultur", s.Unit(ctx, "Kulturskolan"))
	remind(t, s, ctx)

	all := karin.Get("/app/reminders")
	if n := len(all.Select("tbody tr")); n != 2 {
		t.Fatalf("communications sees %d rows, want 2: %s", n, all.Text())
	}
	r := anna.Get("/app/reminders")
	rows := r.Select("tbody tr")
	if len(rows) != 1 {
		t.Fatalf("operations sees %d rows, want its unit's: %s", len(rows), r.Text())
	}
	text := webtest.Text(rows[0])
	for _, want := range []string{"Berga", "Kontakt saknas, Instagram", "Anna", "Skickad", "i dag", "Saknar kontakt"} {
		if !strings.Contains(text, want) {
			t.Errorf("the row lacks %q: %s", want, text)
		}
	}
	if links := r.Select(`a[href="/orebro/app/accounts/` + a.Ref + `"]`); len(links) == 0 {
		t.Error("no link to the account")
	}
	in := register.InputOf(a)
	in.Contact = "Receptionen"
	if _, err := s.App.Register.Edit(ctx, a.Ref, a.Version, in); err != nil {
		t.Fatal(err)
	}
	if text := anna.Get("/app/reminders").TextOf("tbody tr"); !strings.Contains(text, "Har kontakt") {
		t.Errorf("the row does not show that there is a contact now: %s", text)
	}
}

func TestListInEnglish(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("orebro")
	karin := s.User(ctx, "Karin", identity.Communications)
	account(t, s, ctx, "Kommunen", communications(t, s, ctx))
	remind(t, s, ctx)
	karin.Post("/app/language", map[string][]string{"lang": {"en"}, "next": {"/orebro/app/reminders"}})
	if r := karin.Get("/app/reminders"); r.TextOf("h1") != "Reminders" || !strings.Contains(r.TextOf("tbody tr"), "Sent") {
		t.Errorf("not in English: %s", r.Text())
	}
}

func TestNobodyToTellIsTheNextStep(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("orebro")
	karin := s.User(ctx, "Karin", identity.Communications)
	unit := communications(t, s, ctx)
	account(t, s, ctx, "Kommunen", unit)
	// Those who see the page can be reached, as a rule; an address that was taken away is one way to this.
	exec(t, s, ctx, `UPDATE person SET email = ''`)
	r := karin.Get("/app/reminders")
	if !strings.Contains(r.TextOf(".next"), "Det finns ingen att skriva till") || !strings.Contains(r.TextOf("[aria-labelledby=unheard] ul"), "Kommunen") {
		t.Errorf("status %d: %s", r.Status, r.Text())
	}
}

func TestFailedLetterIsTheNextStep(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("orebro")
	karin := s.User(ctx, "Karin", identity.Communications)
	account(t, s, ctx, "Kommunen", communications(t, s, ctx))
	if _, err := s.App.Reminders.Pass(ctx, day, false); err != nil {
		t.Fatal(err)
	}
	exec(t, s, ctx, `UPDATE reminder_letter SET state = 'failed', attempts = 1, tried_at = created_at, last_error = '550 no such user'`)
	r := karin.Get("/app/reminders")
	if !strings.Contains(r.TextOf(".next"), "Kontrollera mottagarens e-postadress") || !strings.Contains(r.TextOf("tbody tr"), "Kom inte fram") ||
		!strings.Contains(r.TextOf("tbody tr"), "550 no such user") {
		t.Errorf("%s", r.Text())
	}
	if n := len(karin.Get("/app/reminders?state=failed").Select("tbody tr")); n != 1 {
		t.Errorf("%d failed rows, want 1", n)
	}
	if r := karin.Get("/app/reminders?state=sent"); len(r.Select("tbody tr")) != 0 || !strings.Contains(r.TextOf(".empty"), "Inga påminnelser") {
		t.Errorf("%s", r.Text())
	}
}

func TestHostileParametersAndStrangers(t *testing.T) {
	s := webtest.New(t)
	_, ctx := s.Tenant("orebro")
	s.Tenant("annat")
	karin := s.User(ctx, "Karin", identity.Communications)
	account(t, s, ctx, "Kommunen", communications(t, s, ctx))
	remind(t, s, ctx)
	for _, q := range []string{"?page=0", "?page=-1", "?page=99999999999999999999", "?page=x", "?page=7", "?state=nobody", "?state=%00%ff", "?state='"} {
		if r := karin.Get("/app/reminders" + q); r.Status != http.StatusOK || len(r.Select("tbody tr")) != 1 {
			t.Errorf("%s: status %d, %d rows", q, r.Status, len(r.Select("tbody tr")))
		}
	}
	if r := s.Visitor("orebro").Get("/app/reminders"); r.Status != http.StatusSeeOther {
		t.Errorf("without a session: status %d", r.Status)
	}
	if r := s.User(ctx, "Rut", identity.Reader).Get("/app/reminders"); r.Status != http.StatusForbidden {
		t.Errorf("a reader: status %d", r.Status)
	}
}

func communications(t *testing.T, s *webtest.Site, ctx context.Context) tenant.Unit {
	t.Helper()
	units, err := s.App.Tenants.Units(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return units[0]
}

func exec(t *testing.T, s *webtest.Site, ctx context.Context, sql string) {
	t.Helper()
	if err := s.App.DB.InTenant(ctx, func(tx *postgres.Tx) error {
		_, err := tx.Exec(ctx, sql)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
