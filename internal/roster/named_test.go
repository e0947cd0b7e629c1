package roster_test

import (
	"testing"

	"kanalkoll/internal/postgres"
	"kanalkoll/internal/roster"
)

// An answer may name somebody twice: it fills a roster with them once.
func TestARosterIsFilledWithEachPersonOnce(t *testing.T) {
	d := newLookout(t)
	a := d.account("bergaskolan", d.school)
	sara := roster.Named{PersonID: d.people["Sara"], Name: "Sara"}
	var watch, access []roster.Named
	d.must(d.site.App.DB.InTenant(d.root, func(tx *postgres.Tx) error {
		err := roster.FillTx(d.root, tx, a, []roster.Named{sara, sara, {PersonID: sara.PersonID, Role: roster.Cover}}, []roster.Named{sara, sara})
		if err != nil {
			return err
		}
		watch, access, err = roster.NamedTx(d.root, tx, a.ID)
		return err
	}))
	if len(watch) != 2 || watch[0].Role != roster.Monitor || watch[1].Role != roster.Cover || len(access) != 1 {
		t.Errorf("watch %+v, access %+v", watch, access)
	}
}
