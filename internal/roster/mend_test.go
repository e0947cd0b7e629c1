package roster_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kanalkoll/internal/app"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/postgrestest"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
	"kanalkoll/internal/webtest"
)

// lookout is a municipality with a school, a street office and communications.
type lookout struct {
	t      testing.TB
	site   *webtest.Site
	svc    *roster.Service
	root   context.Context // the operator
	school tenant.Unit
	street tenant.Unit
	sara   context.Context // works for the school
	olle   context.Context // works for the street office
	linnea context.Context // communications
	reader context.Context
	people map[string]uuid.UUID
}

func newLookout(t testing.TB) *lookout {
	t.Helper()
	owner, appURL := postgrestest.Migrated(t)
	d := &lookout{t: t, site: webtest.Serve(t, &app.Database{AppURL: appURL, OwnerURL: owner}), people: map[string]uuid.UUID{}}
	d.svc = d.site.App.Rosters
	_, d.root = d.site.Tenant("bjorkvik")
	d.school, d.street = d.site.Unit(d.root, "Bergaskolan"), d.site.Unit(d.root, "Gata")
	d.sara, d.olle = d.login("Sara", identity.Operations, d.school), d.login("Olle", identity.Operations, d.street)
	d.linnea, d.reader = d.login("Linnea", identity.Communications), d.login("Rita", identity.Reader)
	return d
}

func (d *lookout) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatalf("%v %+v", err, fault.As(err))
	}
}

// login makes somebody who signs in, and gives the context in which they act.
func (d *lookout) login(name string, role identity.Role, units ...tenant.Unit) context.Context {
	d.t.Helper()
	in, grant := identity.RoleIn{Role: role}, identity.Grant{Role: role}
	p := identity.Person{Name: name, Email: strings.ToLower(name) + "@bjorkvik.example"}
	if len(units) > 0 {
		p.UnitID = units[0].ID
		in.UnitID, grant.UnitID, grant.Units = units[0].ID, units[0].ID, map[uuid.UUID]bool{units[0].ID: true}
	}
	u, err := d.site.App.People.AddUser(d.root, p, []identity.RoleIn{in}, webtest.Password)
	d.must(err)
	d.people[name] = u.Person.ID
	return identity.With(d.root, &identity.Principal{UserID: u.ID, PersonID: u.Person.ID, Name: name, Grants: []identity.Grant{grant}})
}

// person makes somebody without a login.
func (d *lookout) person(name string, unit tenant.Unit) uuid.UUID {
	d.t.Helper()
	p, err := d.site.App.People.AddPerson(d.root, identity.Person{Name: name, Email: strings.ToLower(name) + "@bjorkvik.example", UnitID: unit.ID})
	d.must(err)
	d.people[name] = p.ID
	return p.ID
}

// account makes an open account of the unit.
func (d *lookout) account(handle string, unit tenant.Unit) *register.Account {
	d.t.Helper()
	a, err := d.site.App.Register.Add(d.root, register.Input{Address: "https://www.facebook.com/" + handle, Name: handle, UnitID: unit.ID.String(), Contact: "Expeditionen", OpenedOn: "2020-01-01"}, true)
	d.must(err)
	return a
}

func (d *lookout) assign(a *register.Account, who string, role roster.Role, from, to string) {
	d.t.Helper()
	d.must(d.site.App.DB.InTenant(d.root, func(tx *postgres.Tx) error {
		_, err := roster.AssignTx(d.root, tx, a, roster.AssignInput{PersonID: d.people[who], Role: string(role), From: from, To: to})
		return err
	}))
}

func (d *lookout) away(who, from, to, cover string) *roster.Absence {
	d.t.Helper()
	var x *roster.Absence
	d.must(d.site.App.DB.InTenant(d.root, func(tx *postgres.Tx) error {
		var err error
		x, err = roster.AddAbsenceTx(d.root, tx, roster.AbsenceInput{PersonID: d.people[who], From: from, To: to, CoverID: d.people[cover]})
		return err
	}))
	return x
}

// step gives the first step that is proposed for the account, with the problem.
func (d *lookout) step(ctx context.Context, a *register.Account) (roster.Problem, roster.Step) {
	d.t.Helper()
	o, err := d.svc.OutlookOf(ctx, a.Ref)
	d.must(err)
	p, ok := o.Find(a.Ref)
	if !ok {
		d.t.Fatalf("nothing is amiss with %s", a.Ref)
	}
	return p, o.Steps(p)[0]
}

// input is what a button sends for the step and the person.
func input(s roster.Step, who uuid.UUID) roster.MendInput {
	in := roster.MendInput{Kind: s.Kind, PersonID: who, From: s.From.String(), To: s.To.String()}
	if s.Kind == roster.NameCover {
		in.Absence, in.Version = s.Absence.ID, s.Absence.Version
	}
	return in
}

func TestAProposedStepMendsTheGap(t *testing.T) {
	d := newLookout(t)
	a := d.account("bergaskolan", d.school)
	d.person("Karin", d.school)
	d.assign(a, "Sara", roster.Monitor, "2026-01-01", "")
	d.assign(a, "Karin", roster.Publisher, "2026-01-01", "")
	x := d.away("Sara", "2026-12-07", "2026-12-11", "")
	p, s := d.step(d.sara, a)
	if p.Trouble != roster.GapAhead || len(p.Gaps) != 5 || s.Kind != roster.NameCover || s.Absence.ID != x.ID || len(s.Candidates) != 1 || s.Candidates[0].Person.Name != "Karin" {
		t.Fatalf("%s %v %+v", p.Trouble, p.Gaps, s)
	}
	in := input(s, s.Candidates[0].Person.ID)
	m, err := d.svc.Mend(d.sara, a.Ref, in)
	d.must(err)
	if m.Person.Name != "Karin" || m.Away.Name != "Sara" || len(m.Mends) != 5 || len(m.Left) != 0 {
		t.Errorf("%+v", m)
	}
	// What somebody else has mended, in an older page's form, is said in words and changes nothing.
	if _, err = d.svc.Mend(d.linnea, a.Ref, in); !fault.Is(err, fault.ConflictKind) || fault.As(err).Key != "roster.mend_changed" {
		t.Errorf("the same step once more: %v", err)
	}
	p, s = d.step(d.sara, a)
	if p.Trouble != roster.AlwaysAlone || s.Kind != roster.AddReserve || s.Role != roster.Cover || !s.To.IsZero() {
		t.Fatalf("after the gap: %s %+v", p.Trouble, s)
	}
	_, err = d.svc.Mend(d.sara, a.Ref, input(s, d.people["Karin"]))
	d.must(err)
	o, err := d.svc.OutlookOf(d.sara, a.Ref)
	d.must(err)
	if p, ok := o.Find(a.Ref); !ok || p.Trouble != roster.ThinAhead || len(p.Thins) != 5 {
		t.Errorf("Karin covers for Sara and is the reserve: alone that week: %+v", p)
	}
	d.person("Nils", d.school)
	d.assign(a, "Nils", roster.Cover, "2026-12-01", "2026-12-31")
	if _, err = d.svc.Mend(d.sara, a.Ref, input(s, d.people["Nils"])); !fault.Is(err, fault.ConflictKind) || fault.As(err).Key != "roster.mended_already" {
		t.Errorf("mending what is well: %v", err)
	}
}

func TestAnAccountWithoutAnybodyGetsSomebody(t *testing.T) {
	d := newLookout(t)
	a := d.account("bergaskolan", d.school)
	p, s := d.step(d.linnea, a)
	if p.Trouble != roster.NobodyAssigned || s.Kind != roster.AssignOne || s.From.String() != "2026-11-23" || !s.To.IsZero() {
		t.Fatalf("%s %+v", p.Trouble, s)
	}
	if len(s.Candidates) != 1 || s.Candidates[0].Person.Name != "Sara" || s.Candidates[0].Knows {
		t.Fatalf("of the unit there is only Sara, who knows no account: %+v", s.Candidates)
	}
	_, err := d.svc.Mend(d.linnea, a.Ref, input(s, d.people["Sara"]))
	d.must(err)
	if p, _ = d.step(d.linnea, a); p.Trouble != roster.AlwaysAlone {
		t.Errorf("after: %s", p.Trouble)
	}
	var log int
	d.must(d.site.App.DB.InTenant(d.root, func(tx *postgres.Tx) error {
		return tx.QueryRow(d.root, `SELECT count(*) FROM audit_entry WHERE tenant_id = $1 AND action = 'roster.assign' AND object_id = $2`, tx.Tenant, a.ID).Scan(&log)
	}))
	if log != 1 {
		t.Errorf("%d lines in the log", log)
	}
}

func TestWhoMayMend(t *testing.T) {
	d := newLookout(t)
	a := d.account("bergaskolan", d.school)
	_, s := d.step(d.root, a)
	in := input(s, d.people["Sara"])
	_, abroad := d.site.Tenant("kiruna")
	for _, tt := range []struct {
		who  string
		ctx  context.Context
		want fault.Kind
	}{{"a reader", d.reader, fault.ForbiddenKind}, {"another unit", d.olle, fault.NotFoundKind}, {"another municipality", abroad, fault.NotFoundKind},
		{"nobody", identity.With(d.root, &identity.Principal{}), fault.ForbiddenKind}} {
		if _, err := d.svc.Mend(tt.ctx, a.Ref, in); !fault.Is(err, tt.want) {
			t.Errorf("%s: %v", tt.who, err)
		}
	}
	for _, tt := range []struct {
		name string
		in   func(roster.MendInput) roster.MendInput
		kind fault.Kind
		key  string
	}{
		{"nobody chosen", func(in roster.MendInput) roster.MendInput { in.PersonID = uuid.Nil; return in }, fault.InvalidKind, "roster.person_missing"},
		{"a stranger", func(in roster.MendInput) roster.MendInput { in.PersonID = uuid.New(); return in }, fault.InvalidKind, "roster.person_unknown"},
		{"no step", func(in roster.MendInput) roster.MendInput { in.Kind = ""; return in }, fault.InvalidKind, "roster.step_missing"},
		{"an absence that is not there", func(in roster.MendInput) roster.MendInput {
			in.Kind, in.Absence = roster.NameCover, uuid.New()
			return in
		}, fault.ConflictKind, "roster.mend_changed"},
		{"other days", func(in roster.MendInput) roster.MendInput { in.To = "2026-12-01"; return in }, fault.ConflictKind, "roster.mend_changed"},
	} {
		_, err := d.svc.Mend(d.sara, a.Ref, tt.in(in))
		f := fault.As(err)
		key := ""
		if f != nil && len(f.Fields) > 0 {
			key = f.Fields[0].Key
		} else if f != nil {
			key = f.Key
		}
		if !fault.Is(err, tt.kind) || key != tt.key {
			t.Errorf("%s: %v %s", tt.name, err, key)
		}
	}
	d.away("Sara", "2026-11-20", "2027-06-30", "")
	if _, err := d.svc.Mend(d.sara, a.Ref, in); !fault.Is(err, fault.InvalidKind) || fault.As(err).Fields[0].Key != "roster.mends_nothing" {
		t.Errorf("somebody who is away all the days: %v", err)
	}
}

func TestTheOutlookEndsAtTheUnit(t *testing.T) {
	d := newLookout(t)
	d.account("bergaskolan", d.school)
	d.account("gatan", d.street)
	for _, tt := range []struct {
		who  string
		ctx  context.Context
		unit uuid.UUID
		want int
	}{{"communications", d.linnea, uuid.Nil, 2}, {"communications, one unit", d.linnea, d.street.ID, 1}, {"the school", d.sara, uuid.Nil, 1}, {"the school, another unit", d.sara, d.street.ID, 0}} {
		o, err := d.svc.Outlook(tt.ctx, tt.unit)
		d.must(err)
		if len(o.Problems) != tt.want {
			t.Errorf("%s: %d problems, want %d", tt.who, len(o.Problems), tt.want)
		}
	}
	if _, err := d.svc.OutlookOf(d.sara, "k9999"); !fault.Is(err, fault.NotFoundKind) {
		t.Errorf("an unknown account: %v", err)
	}
}

func TestTheMenuSeesAChangeAtOnce(t *testing.T) {
	d := newLookout(t)
	a, b := d.account("bergaskolan", d.school), d.account("gatan", d.street)
	counts := func(ctx context.Context) string {
		t.Helper()
		gaps, urgent, err := d.svc.GapCount(ctx)
		d.must(err)
		return fmt.Sprintf("%d/%d", gaps, urgent)
	}
	see := func(when, all, school, street string) {
		t.Helper()
		for range 2 { // computed, and remembered
			if x, y, z := counts(d.linnea), counts(d.sara), counts(d.olle); x != all || y != school || z != street {
				t.Errorf("%s: %s %s %s, want %s %s %s", when, x, y, z, all, school, street)
			}
		}
	}
	see("nobody", "2/2", "1/1", "1/1")
	d.assign(a, "Sara", roster.Monitor, "2026-01-01", "")
	see("one assigned", "1/1", "0/0", "1/1")
	d.assign(b, "Olle", roster.Monitor, "2026-01-01", "")
	see("both assigned", "0/0", "0/0", "0/0")
	x := d.away("Olle", "2026-12-01", "2026-12-02", "")
	see("away in eight days", "1/0", "0/0", "1/0")
	d.site.Clock.Add(2 * 24 * 60 * 60 * 1e9)
	see("two days later", "1/1", "0/0", "1/1")
	d.must(d.site.App.DB.InTenant(d.root, func(tx *postgres.Tx) error {
		_, err := tx.Exec(d.root, `UPDATE absence SET cancelled_at = $3 WHERE tenant_id = $1 AND id = $2`, tx.Tenant, x.ID, tx.Now)
		return err
	}))
	see("home again", "0/0", "0/0", "0/0")
	if list, _, err := d.svc.Standings(d.linnea); err != nil || len(list) != 2 || list[0].Trouble != roster.AlwaysAlone {
		t.Errorf("%+v %v", list, err)
	}
	_, abroad := d.site.Tenant("kiruna")
	if list, _, err := d.svc.Standings(abroad); err != nil || len(list) != 0 {
		t.Errorf("another municipality sees %+v %v", list, err)
	}
	if _, _, err := d.svc.GapCount(identity.With(d.root, &identity.Principal{})); !fault.Is(err, fault.ForbiddenKind) {
		t.Errorf("somebody without a role: %v", err)
	}
}

func TestStaffingOfAnAccountThatIsNotOpen(t *testing.T) {
	d := newLookout(t)
	a := d.account("bergaskolan", d.school)
	d.assign(a, "Sara", roster.Responsible, "2026-01-01", "")
	d.assign(a, "Sara", roster.Cover, "2026-01-01", "")
	d.assign(a, "Linnea", roster.Monitor, "2027-01-01", "")
	d.assign(a, "Olle", roster.Cover, "2026-01-01", "")
	d.assign(a, "Rita", roster.Monitor, "2025-01-01", "2026-11-22")
	b := d.account("gatan", d.street)
	m, err := d.svc.Staffing(d.linnea, []uuid.UUID{a.ID, b.ID})
	d.must(err)
	if m[a.ID] != (roster.Staffing{Watch: 2, Reserve: 1}) || m[b.ID] != (roster.Staffing{}) || len(m) != 2 {
		t.Errorf("%+v", m)
	}
	if m, err = d.svc.Staffing(d.olle, []uuid.UUID{a.ID, b.ID}); err != nil || len(m) != 1 {
		t.Errorf("another unit sees %+v %v", m, err)
	}
}

// Who covers for a colleague of another unit while that colleague covers is for those to say who plan with them.
func TestMendingNamesNoCoverForPeopleOfOtherUnits(t *testing.T) {
	d := newLookout(t)
	a := d.account("bergaskolan", d.school)
	d.assign(a, "Sara", roster.Monitor, "2020-01-01", "")
	d.away("Sara", "2026-12-01", "2026-12-04", "Olle")
	x := d.away("Olle", "2026-12-01", "2026-12-04", "") // who covers, and works elsewhere
	d.person("Vera", d.school)
	in := roster.MendInput{Kind: roster.NameCover, PersonID: d.people["Vera"], Absence: x.ID, Version: x.Version}
	o, err := d.svc.OutlookOf(d.sara, a.Ref)
	d.must(err)
	for _, s := range o.Steps(o.Problems[0]) {
		if s.Kind == roster.NameCover {
			t.Errorf("proposed to the school: %+v", s)
		}
	}
	if _, err := d.svc.Mend(d.sara, a.Ref, in); err == nil {
		t.Error("the school says who covers for the street office")
	}
	if _, err := d.svc.ChangeAbsence(d.sara, x.ID, x.Version, roster.AbsenceInput{From: "2026-12-01", To: "2026-12-04", CoverID: d.people["Vera"]}); err == nil {
		t.Error("and changes the absence itself")
	}
	if _, err := d.svc.Mend(d.linnea, a.Ref, in); err != nil {
		t.Errorf("communications: %v", err)
	}
}
