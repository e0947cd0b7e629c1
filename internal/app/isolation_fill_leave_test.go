package app_test

import (
	"testing"

	"kanalkoll/internal/identity"
	"kanalkoll/internal/roster"
)

// fillLeaving lets somebody leave who could get into her account.
func (n *neighbours) fillLeaving(t *testing.T) {
	t.Helper()
	p, err := n.site.App.People.AddPerson(n.hers, identity.Person{Name: secret + " slutar"})
	if err != nil {
		t.Fatal(err)
	}
	access := n.all(t, `INSERT INTO custody_access (tenant_id, id, account_id, person_id, way, since, updated_at) SELECT tenant_id, gen_random_uuid(), id, '`+p.ID.String()+`', 'shared', '2026-01-01', now()
		FROM account WHERE ref = '`+n.ref+`' RETURNING id::text`)
	if _, err := n.site.App.Rosters.Leave(n.hers, p.ID, roster.LeaveInput{LastOn: "2026-12-31"}); err != nil {
		t.Fatal(err)
	}
	n.ids = append(n.ids, append(access, p.ID.String())...)
}
