package roster

import (
	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/sheet"
)

// CheckRows holds rows against a small municipality without a database.
func CheckRows(k ImportKind, t *sheet.Table) []ImportRow {
	w := newImportWorld(clock.Date{Year: 2026, Month: 5, Day: 4}, []identity.Person{{ID: uuid.New(), Name: "Anna", Email: "a@a.example"}, {ID: uuid.New(), Name: "Bo"}})
	w.units = register.IndexUnits(nil)
	w.addAccounts([]importAccount{{id: uuid.New(), ref: "k0001", platform: "x", key: "ett", status: register.Active}})
	m, err := k.columns(t.Header)
	if err != nil {
		return nil
	}
	return checkRows(k, t, m, w)
}
