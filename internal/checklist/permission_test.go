package checklist_test

import (
	"context"
	"testing"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
)

// situation is where a checklist and its account stand.
type situation struct {
	name    string
	state   checklist.State
	account string
}

var situations = []situation{
	{"open", checklist.Open, "draft"},
	{"submitted", checklist.Submitted, "submitted"},
	{"returned", checklist.Returned, "returned"},
	{"approved", checklist.Approved, "approved"},
	{"approved of an open account", checklist.Approved, "active"},
	{"open of an open account", checklist.Open, "active"},
	{"open of a withdrawn account", checklist.Open, "withdrawn"},
	{"submitted of a rejected account", checklist.Submitted, "rejected"},
	{"returned of a withdrawn account", checklist.Returned, "withdrawn"},
	{"approved of a closed account", checklist.Approved, "closed"},
}

// acts is the one table of what can be done when: the permission that it takes, and the situations in which it goes.
var acts = []struct {
	name string
	need identity.Action
	when []string // nil: always
	do   func(o *office, ctx context.Context, c *checklist.Checklist) error
}{
	{"look", identity.ChecklistView, nil, func(o *office, ctx context.Context, c *checklist.Checklist) error {
		_, err := o.svc.Get(ctx, c.ID)
		return err
	}},
	{"read the versions", identity.ChecklistView, nil, func(o *office, ctx context.Context, c *checklist.Checklist) error {
		_, _, err := o.svc.Versions(ctx, c.ID, "")
		return err
	}},
	{"read the document", identity.ChecklistView, nil, func(o *office, ctx context.Context, c *checklist.Checklist) error {
		_, err := o.svc.Document(ctx, c.ID, 0)
		return err
	}},
	{"answer", identity.ChecklistAnswer, []string{"open", "returned", "open of an open account"}, func(o *office, ctx context.Context, c *checklist.Checklist) error {
		_, err := o.svc.Save(ctx, c.ID, "goal", checklist.SaveInput{Fields: goal("Ett mål till")})
		return err
	}},
	{"hand over", identity.ChecklistAnswer, []string{"open", "returned", "open of an open account"}, func(o *office, ctx context.Context, c *checklist.Checklist) error {
		return o.svc.Assign(ctx, c.ID, "goal", o.people["Jonas"].ID)
	}},
	{"hand in", identity.ChecklistAnswer, []string{"open", "returned", "open of an open account"}, func(o *office, ctx context.Context, c *checklist.Checklist) error {
		_, err := o.svc.Submit(ctx, c.ID)
		return err
	}},
	{"move", identity.ChecklistAnswer, []string{"open", "returned", "open of an open account"}, func(o *office, ctx context.Context, c *checklist.Checklist) error {
		_, err := o.svc.MoveTemplate(ctx, c.ID)
		return err
	}},
	{"take back", identity.ChecklistAnswer, []string{"submitted"}, func(o *office, ctx context.Context, c *checklist.Checklist) error {
		_, err := o.svc.Recall(ctx, c.ID)
		return err
	}},
	{"reply", identity.ChecklistAnswer, []string{"returned"}, func(o *office, ctx context.Context, c *checklist.Checklist) error {
		return o.svc.Reply(ctx, c.ID, "goal", "Så här menar vi.")
	}},
	{"open again", identity.ChecklistAnswer, []string{"approved", "approved of an open account"}, func(o *office, ctx context.Context, c *checklist.Checklist) error {
		_, err := o.svc.Reopen(ctx, c.ID)
		return err
	}},
	{"judge", identity.ChecklistReview, []string{"submitted"}, func(o *office, ctx context.Context, c *checklist.Checklist) error {
		return o.svc.Judge(ctx, c.ID, "goal", checklist.Back, "Skriv mer.")
	}},
	{"send back", identity.ChecklistReview, []string{"submitted"}, func(o *office, ctx context.Context, c *checklist.Checklist) error {
		_, err := o.svc.SendBack(ctx, c.ID)
		return err
	}},
	{"approve", identity.ChecklistReview, []string{"submitted"}, func(o *office, ctx context.Context, c *checklist.Checklist) error {
		_, err := o.svc.Approve(ctx, c.ID, checklist.ApproveInput{})
		return err
	}},
	{"number", identity.ChecklistCase, nil, func(o *office, ctx context.Context, c *checklist.Checklist) error {
		return o.svc.SetCaseNumber(ctx, c.ID, "KS 2026/1")
	}},
}

// put brings the checklist into a situation, whatever was done to it before.
func (o *office) put(t testing.TB, c *checklist.Checklist, s situation, act string, me *identity.Principal) {
	t.Helper()
	err := o.site.App.DB.InTenant(o.root, func(tx *postgres.Tx) error {
		verdict := checklist.NoVerdict
		if act == "send back" {
			verdict = checklist.Back
		}
		for _, q := range []struct {
			sql  string
			args []any
		}{
			{`UPDATE account SET status = $3 WHERE tenant_id = $1 AND id = $2`, []any{c.AccountID, s.account}},
			{`UPDATE checklist SET state = $3, template_id = $4, submitted_by = $5, submitted_at = $6, case_number = '' WHERE tenant_id = $1 AND id = $2`,
				[]any{c.ID, s.state, c.TemplateID, c.StartedBy, tx.Now}},
			{`UPDATE checklist_answer SET verdict = CASE WHEN point = 'goal' THEN $3 ELSE '' END, assignee_id = NULL WHERE tenant_id = $1 AND checklist_id = $2`, []any{c.ID, verdict}},
			{`DELETE FROM checklist_answer_version WHERE tenant_id = $1 AND checklist_id = $2 AND saved_by = $3`, []any{c.ID, me.UserID}},
		} {
			if _, err := tx.Exec(o.root, q.sql, append([]any{tx.Tenant}, q.args...)...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatEachRoleMayDoInEachState(t *testing.T) {
	o := newOffice(t)
	c, err := o.svc.Start(o.sara, checklist.StartInput{UnitID: o.unit.ID, Address: "https://www.instagram.com/bergaskolan"})
	if err != nil {
		t.Fatal(err)
	}
	o.fill(t, o.sara, c.ID)
	d, err := o.site.App.Templates.StartDraft(o.linnea, checklist.Startup)
	if err != nil {
		t.Fatal(err)
	}
	d.Content.Sections[0].Title.SV = "En annan rubrik"
	if d, err = o.site.App.Templates.SaveDraft(o.linnea, checklist.Startup, d.Content, d.Version); err != nil {
		t.Fatal(err)
	}
	if _, err := o.site.App.Templates.Publish(o.linnea, checklist.Startup, d.Version); err != nil {
		t.Fatal(err)
	}
	elsewhere := o.site.Unit(o.root, "Badhuset")
	for _, role := range identity.Roles {
		for where, ctx := range map[string]context.Context{
			"everywhere": o.person(t, string(role)+"1", role),
			"here":       o.person(t, string(role)+"2", role, o.unit),
			"elsewhere":  o.person(t, string(role)+"3", role, elsewhere),
		} {
			// A role for a unit reaches no further, whatever the role.
			may := func(a identity.Action) bool {
				return identity.Permissions[a][role] != identity.Nowhere && where != "elsewhere"
			}
			for _, s := range situations {
				for _, act := range acts {
					o.put(t, c, s, act.name, identity.Of(ctx))
					goes := act.when == nil
					for _, w := range act.when {
						goes = goes || w == s.name
					}
					want := fault.Kind(-1)
					switch {
					case identity.Permissions[act.need][role] == identity.Nowhere:
						want = fault.ForbiddenKind
					case !may(identity.ChecklistView):
						want = fault.NotFoundKind
					case !may(act.need):
						want = fault.ForbiddenKind
					// Before the account is open, it goes back to its unit: the reviewer's act.
					case act.name == "open again" && s.name == "approved" && !may(identity.ChecklistReview):
						want = fault.ForbiddenKind
					case !goes:
						want = fault.ConflictKind
					}
					err := act.do(o, ctx, c)
					if want == fault.Kind(-1) && err != nil || want != fault.Kind(-1) && !fault.Is(err, want) {
						t.Errorf("%s %s: %s, %s: %v %+v, want kind %v", role, where, act.name, s.name, err, fault.As(err), want)
					}
				}
			}
		}
	}
}
