package identityweb_test

import (
	"strings"
	"testing"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/webtest"
)

func TestDirectoryByUnitAndWithoutThoseWhoLeft(t *testing.T) {
	site := webtest.New(t)
	_, ctx := site.Tenant("orebro")
	unit := site.Unit(ctx, "Gatan")
	c := site.User(ctx, "Linnea", identity.Communications)
	for _, p := range []identity.Person{{Name: "Anna Gata", UnitID: unit.ID}, {Name: "Bo Utan"}, {Name: "Gunnar Borta", UnitID: unit.ID}} {
		added, err := site.App.People.AddPerson(ctx, p)
		if err != nil {
			t.Fatal(err)
		}
		if p.Name != "Gunnar Borta" {
			continue
		}
		if err := site.App.DB.InTenant(ctx, func(tx *postgres.Tx) error {
			return identity.LeaveTx(ctx, tx, added, clock.Date{Year: 2020, Month: 1, Day: 1})
		}); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string][3]bool{"/app/people": {true, true, false}, "/app/people?left=1": {true, true, true},
		"/app/people?unit=" + unit.ID.String(): {true, false, false}, "/app/people?left=1&unit=" + unit.ID.String(): {true, false, true}} {
		text := c.Get(path).Text()
		for i, name := range []string{"Anna Gata", "Bo Utan", "Gunnar Borta"} {
			if strings.Contains(text, name) != want[i] {
				t.Errorf("%s: %s shown is %v", path, name, !want[i])
			}
		}
	}
	if text := c.Get("/app/people").Text(); !strings.Contains(text, "Visa också den som har slutat") || !strings.Contains(text, "från en fil") {
		t.Error("the directory leads neither to those who left nor to files")
	}
	if text := site.User(ctx, "Olle", identity.Operations).Get("/app/people").Text(); strings.Contains(text, "från en fil") {
		t.Error("somebody who may not is led to files")
	}
}
