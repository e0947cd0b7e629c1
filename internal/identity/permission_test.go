package identity_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/checklist"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
)

//go:generate go test -run TestPermissionsDoc -update .

var update = flag.Bool("update", false, "write docs/permissions.md")

// acts calls what each action allows. What comes back besides Forbidden does not matter here: most calls name
// something that does not exist.
func acts(o *office) map[identity.Action][]func(ctx context.Context) error {
	reg := register.NewService(o.db)
	templates := checklist.NewTemplates(o.db)
	lists := checklist.NewService(o.db, reg, templates, nil, "http://localhost")
	rosters := roster.NewService(o.db, reg)
	return map[identity.Action][]func(context.Context) error{
		identity.AccountView: {
			func(ctx context.Context) error { _, _, err := reg.List(ctx, register.Filter{}); return err },
			func(ctx context.Context) error { _, err := reg.Get(ctx, "none"); return err },
		},
		identity.AccountCreate: {func(ctx context.Context) error { _, err := reg.Add(ctx, register.Input{}, false); return err }},
		identity.AccountEdit: {func(ctx context.Context) error {
			_, err := reg.Edit(ctx, "none", 1, register.Input{})
			return err
		}},
		identity.PeopleView: {
			func(ctx context.Context) error { _, err := o.people.People(ctx, ""); return err },
			func(ctx context.Context) error { _, err := o.people.Person(ctx, uuid.New()); return err },
			func(ctx context.Context) error { _, err := o.people.LoginOf(ctx, uuid.New()); return err },
			func(ctx context.Context) error { _, err := rosters.Holdings(ctx, uuid.New()); return err },
			func(ctx context.Context) error { _, err := rosters.Signing(ctx, uuid.New()); return err },
		},
		identity.PeopleEdit: {
			func(ctx context.Context) error { _, err := o.people.AddPerson(ctx, identity.Person{}); return err },
			func(ctx context.Context) error {
				return o.people.SavePerson(ctx, identity.Person{ID: uuid.New(), Name: "x"})
			},
			func(ctx context.Context) error {
				_, err := rosters.PlanLeave(ctx, uuid.New(), roster.LeaveInput{})
				return err
			},
			func(ctx context.Context) error {
				_, err := rosters.Leave(ctx, uuid.New(), roster.LeaveInput{})
				return err
			},
			func(ctx context.Context) error { _, err := rosters.TakeBack(ctx, uuid.New(), 1); return err },
			func(ctx context.Context) error { _, err := rosters.Departure(ctx, uuid.New()); return err },
			func(ctx context.Context) error { return rosters.CloseAccess(ctx, uuid.New(), uuid.New()) },
			func(ctx context.Context) error { _, err := rosters.Doubles(ctx); return err },
			func(ctx context.Context) error { _, err := rosters.Pair(ctx, uuid.New(), uuid.New()); return err },
			func(ctx context.Context) error {
				_, err := rosters.Merge(ctx, uuid.New(), uuid.New(), roster.MergeInput{})
				return err
			},
		},
		identity.UsersManage: {
			func(ctx context.Context) error { _, err := o.people.Users(ctx); return err },
			func(ctx context.Context) error { _, err := o.people.User(ctx, uuid.New()); return err },
			func(ctx context.Context) error { _, _, err := o.people.Invite(ctx, identity.Person{}, nil); return err },
			func(ctx context.Context) error { _, err := o.people.InviteAgain(ctx, uuid.New()); return err },
			func(ctx context.Context) error {
				_, err := o.people.AddUser(ctx, identity.Person{}, nil, "")
				return err
			},
			func(ctx context.Context) error { return o.people.SetRoles(ctx, uuid.New(), nil) },
			func(ctx context.Context) error { return o.people.SetDisabled(ctx, uuid.New(), true) },
			func(ctx context.Context) error { return o.people.EndSessionsOf(ctx, uuid.New()) },
		},
		identity.UnitsEdit: {
			func(ctx context.Context) error { _, err := o.tenants.AddUnit(ctx, "", uuid.Nil); return err },
			func(ctx context.Context) error { return o.tenants.SaveUnit(ctx, tenant.Unit{ID: uuid.New()}) },
			func(ctx context.Context) error { return o.tenants.RemoveUnit(ctx, uuid.New()) },
		},
		identity.SettingsEdit: {func(ctx context.Context) error {
			return o.tenants.SaveSettings(ctx, &tenant.Tenant{Name: "x", Accent: "#00578a"}, -1)
		}},
		identity.AuditView: {
			func(ctx context.Context) error { _, _, err := o.log.List(ctx, audit.Query{Limit: 1}); return err },
			func(ctx context.Context) error {
				return o.log.Each(ctx, audit.Query{}, func([]audit.Record) error { return nil })
			},
			func(ctx context.Context) error { _, err := o.log.Verify(ctx); return err },
		},
		identity.ChecklistView: {
			func(ctx context.Context) error { _, err := templates.Published(ctx, checklist.Startup); return err },
			func(ctx context.Context) error { _, err := templates.Versions(ctx, checklist.Startup); return err },
			func(ctx context.Context) error { _, err := templates.Version(ctx, checklist.Startup, 99); return err },
			func(ctx context.Context) error { _, err := lists.Get(ctx, uuid.New()); return err },
			func(ctx context.Context) error { _, _, err := lists.List(ctx, checklist.Filter{}); return err },
			func(ctx context.Context) error { _, err := lists.Campaign(ctx); return err },
			func(ctx context.Context) error { _, err := lists.Document(ctx, uuid.New(), 0); return err },
			func(ctx context.Context) error { _, err := lists.TermsChanges(ctx); return err },
		},
		identity.ChecklistAnswer: {
			func(ctx context.Context) error { _, err := lists.Start(ctx, checklist.StartInput{}); return err },
			func(ctx context.Context) error { _, err := lists.StartFor(ctx, "none", checklist.Startup); return err },
			func(ctx context.Context) error {
				_, err := lists.Save(ctx, uuid.New(), "purpose", checklist.SaveInput{})
				return err
			},
			func(ctx context.Context) error { _, err := lists.Submit(ctx, uuid.New()); return err },
			func(ctx context.Context) error { _, err := lists.Recall(ctx, uuid.New()); return err },
			func(ctx context.Context) error { _, err := lists.Reopen(ctx, uuid.New()); return err },
			func(ctx context.Context) error { _, err := lists.MoveTemplate(ctx, uuid.New()); return err },
			func(ctx context.Context) error { return lists.Reply(ctx, uuid.New(), "purpose", "x") },
			func(ctx context.Context) error { return lists.Assign(ctx, uuid.New(), "purpose", uuid.Nil) },
			func(ctx context.Context) error {
				return lists.AddFile(ctx, uuid.New(), "purpose", "file", "x.pdf", strings.NewReader("x"))
			},
			func(ctx context.Context) error { return lists.RemoveFile(ctx, uuid.New(), uuid.New()) },
			func(ctx context.Context) error {
				_, err := lists.AddPerson(ctx, uuid.New(), identity.Person{Name: "x"})
				return err
			},
		},
		identity.ChecklistReview: {
			func(ctx context.Context) error {
				return lists.Judge(ctx, uuid.New(), "purpose", checklist.Accepted, "")
			},
			func(ctx context.Context) error { _, err := lists.SendBack(ctx, uuid.New()); return err },
			func(ctx context.Context) error {
				_, err := lists.Approve(ctx, uuid.New(), checklist.ApproveInput{})
				return err
			},
			func(ctx context.Context) error { _, err := lists.Queue(ctx); return err },
		},
		identity.ChecklistCase: {func(ctx context.Context) error { return lists.SetCaseNumber(ctx, uuid.New(), "KS 1") }},
		identity.ChecklistTemplates: {
			func(ctx context.Context) error { _, err := templates.Draft(ctx, checklist.Startup); return err },
			func(ctx context.Context) error { _, err := templates.StartDraft(ctx, "none"); return err },
			func(ctx context.Context) error {
				_, err := templates.SaveDraft(ctx, checklist.Startup, checklist.Content{}, -1)
				return err
			},
			func(ctx context.Context) error { _, err := templates.Publish(ctx, checklist.Startup, -1); return err },
			func(ctx context.Context) error { return templates.DiscardDraft(ctx, checklist.Startup, -1) },
		},
		identity.RosterView: {
			func(ctx context.Context) error { _, err := rosters.Calls(ctx); return err },
			func(ctx context.Context) error { _, _, err := rosters.CallsOf(ctx, "none"); return err },
			func(ctx context.Context) error { _, err := rosters.Roster(ctx, "none"); return err },
			func(ctx context.Context) error { _, err := rosters.WatchOf(ctx, "none"); return err },
			func(ctx context.Context) error { _, err := rosters.Times(ctx, uuid.Nil); return err },
			func(ctx context.Context) error {
				_, err := rosters.Absences(ctx, roster.AbsenceFilter{})
				return err
			},
			func(ctx context.Context) error { _, err := rosters.Absence(ctx, uuid.New()); return err },
			func(ctx context.Context) error { _, err := rosters.Outlook(ctx, uuid.Nil); return err },
			func(ctx context.Context) error { _, err := rosters.OutlookOf(ctx, "none"); return err },
			func(ctx context.Context) error { _, _, err := rosters.Standings(ctx); return err },
			func(ctx context.Context) error { _, err := rosters.Staffing(ctx, nil); return err },
		},
		identity.RosterEdit: {
			func(ctx context.Context) error { return rosters.MoveCall(ctx, "none", uuid.New(), true) },
			func(ctx context.Context) error { return rosters.TakeAnswered(ctx, "none") },
			func(ctx context.Context) error { _, err := rosters.Mend(ctx, "none", roster.MendInput{}); return err },
			func(ctx context.Context) error { return rosters.SaveWatch(ctx, "none", 0, roster.WatchInput{}) },
			func(ctx context.Context) error { _, _, err := rosters.SetAsideOf(ctx, uuid.New()); return err },
			func(ctx context.Context) error { return rosters.SaveSetAside(ctx, uuid.New(), 0, "1 h") },
			func(ctx context.Context) error {
				_, err := rosters.Assign(ctx, "none", roster.AssignInput{})
				return err
			},
			func(ctx context.Context) error {
				_, err := rosters.AssignNew(ctx, "none", identity.Person{}, roster.AssignInput{})
				return err
			},
			func(ctx context.Context) error { _, err := rosters.Assignment(ctx, uuid.New()); return err },
			func(ctx context.Context) error {
				_, err := rosters.Change(ctx, uuid.New(), 1, roster.ChangeInput{})
				return err
			},
			func(ctx context.Context) error { _, err := rosters.End(ctx, uuid.New(), 1, ""); return err },
			func(ctx context.Context) error { _, err := rosters.Cancel(ctx, uuid.New(), 1); return err },
			func(ctx context.Context) error { _, err := rosters.PlanMany(ctx, roster.Many{}); return err },
			func(ctx context.Context) error { _, err := rosters.AssignMany(ctx, roster.Many{}); return err },
			func(ctx context.Context) error {
				_, err := rosters.AddAbsence(ctx, roster.AbsenceInput{})
				return err
			},
			func(ctx context.Context) error {
				_, err := rosters.ChangeAbsence(ctx, uuid.New(), 1, roster.AbsenceInput{})
				return err
			},
			func(ctx context.Context) error { return rosters.RemoveAbsence(ctx, uuid.New(), 1) },
			func(ctx context.Context) error {
				_, err := rosters.PreviewAbsence(ctx, roster.AbsenceInput{}, uuid.Nil)
				return err
			},
			func(ctx context.Context) error {
				_, err := rosters.AbsenceForm(ctx, uuid.Nil, clock.Date{}, clock.Date{})
				return err
			},
		},
		identity.CrisisEdit: {
			func(ctx context.Context) error { return rosters.AddCall(ctx, roster.AssignInput{}) },
			func(ctx context.Context) error { return rosters.ChangeCall(ctx, uuid.New(), 1, "") },
			func(ctx context.Context) error { return rosters.RemoveCall(ctx, uuid.New(), 1) },
			func(ctx context.Context) error { return rosters.MoveCall(ctx, "", uuid.New(), true) },
			func(ctx context.Context) error { return rosters.ConfirmNumber(ctx, uuid.New(), "") },
		},
		identity.CustodyKeep: {
			func(ctx context.Context) error { _, err := rosters.CustodyOf(ctx, "none"); return err },
			func(ctx context.Context) error { _, err := rosters.CustodyRaised(ctx, uuid.Nil); return err },
			func(ctx context.Context) error { return rosters.SaveCustody(ctx, "none", 0, roster.CustodyInput{}) },
			func(ctx context.Context) error { return rosters.AddAccess(ctx, "none", roster.AccessInput{}) },
			func(ctx context.Context) error {
				return rosters.ChangeAccess(ctx, "none", uuid.New(), 1, roster.AccessInput{})
			},
			func(ctx context.Context) error {
				return rosters.EndAccess(ctx, "none", uuid.New(), 1, roster.AccessEnd{})
			},
		},
		identity.TenantAdd: {func(ctx context.Context) error { _, err := o.tenants.Add(ctx, tenant.New{}); return err }},
	}
}

// elsewhere are the actions whose services' tests lie with them.
var elsewhere = []identity.Action{identity.AccountApprove, identity.AccountOpen, identity.AccountStartClosing, identity.AccountClose, identity.AccountImport, identity.RemindersView, identity.RemindersRun}

func TestServicesAllowWhatTheTableSays(t *testing.T) {
	o := newOffice(t)
	unit := o.unit("Skola", uuid.Nil)
	all := acts(o)
	for _, action := range identity.Actions {
		if _, ok := all[action]; !ok && !slices.Contains(elsewhere, action) {
			t.Errorf("%s: no service is tried", action)
		}
		for _, role := range identity.Roles {
			scope := identity.Permissions[action][role]
			for i, act := range all[action] {
				name := fmt.Sprintf("%s %d as %s", action, i, role)
				if refused := fault.Is(act(as(o, role, uuid.Nil)), fault.ForbiddenKind); refused != (scope == identity.Nowhere) {
					t.Errorf("%s: refused = %v, the table says scope %d", name, refused, scope)
				}
				// A role for one unit gives nothing that concerns the whole municipality.
				if wholeOnly(action) {
					if !fault.Is(act(as(o, role, unit.ID)), fault.ForbiddenKind) {
						t.Errorf("%s of one unit: not refused", name)
					}
				}
			}
		}
		for i, act := range all[action] {
			if !fault.Is(act(o.visitor()), fault.ForbiddenKind) {
				t.Errorf("%s %d without a session: not refused", action, i)
			}
			if fault.Is(act(o.ctx), fault.ForbiddenKind) {
				t.Errorf("%s %d as operator: refused", action, i)
			}
		}
	}
}

func wholeOnly(a identity.Action) bool {
	switch a {
	case identity.PeopleEdit, identity.UsersManage, identity.UnitsEdit, identity.SettingsEdit, identity.AuditView, identity.TenantAdd, identity.ChecklistTemplates, identity.CrisisEdit:
		return true
	}
	return false
}

func as(o *office, role identity.Role, unit uuid.UUID) context.Context {
	g := identity.Grant{Role: role, UnitID: unit}
	if unit != uuid.Nil {
		g.Units = map[uuid.UUID]bool{unit: true}
	}
	return identity.With(o.visitor(), &identity.Principal{UserID: uuid.New(), Grants: []identity.Grant{g}})
}

func TestEveryActionStandsInTheTable(t *testing.T) {
	if len(identity.Actions) != len(identity.Permissions) {
		t.Errorf("%d actions are listed, %d stand in the table", len(identity.Actions), len(identity.Permissions))
	}
	for _, a := range identity.Actions {
		if _, ok := identity.Permissions[a]; !ok {
			t.Errorf("%s does not stand in the table", a)
		}
	}
}

func TestPermissionsDoc(t *testing.T) {
	file := filepath.Join("..", "..", "docs", "permissions.md")
	want := permissionsDoc()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil || string(got) != want {
		t.Errorf("docs/permissions.md does not say what the table says (%v): run go generate ./internal/identity", err)
	}
}

func permissionsDoc() string {
	var b strings.Builder
	b.WriteString("# Who may do what\n\nMade from the table `Permissions` in `internal/identity/permission.go` by `go generate ./internal/identity`; a test compares.\n\n")
	b.WriteString("**all**: everywhere in the municipality, or, where the role was given for a unit, in that unit and those below it.\n")
	b.WriteString("**unit**: in the units that the role was given for and those below them.\n")
	b.WriteString("What concerns the whole municipality (people, logins, units, settings, the log) needs a role for the whole municipality.\n")
	b.WriteString("What no role may do is done by operators at the command line.\n\n| action |")
	for _, r := range identity.Roles {
		fmt.Fprintf(&b, " %s |", r)
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(identity.Roles)) + "\n")
	for _, a := range identity.Actions {
		fmt.Fprintf(&b, "| `%s` |", a)
		for _, r := range identity.Roles {
			fmt.Fprintf(&b, " %s |", map[identity.Scope]string{identity.Nowhere: "", identity.OwnUnits: "unit", identity.Everywhere: "all"}[identity.Permissions[a][r]])
		}
		b.WriteString("\n")
	}
	return b.String()
}
