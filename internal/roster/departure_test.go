package roster_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

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

// leaving is a municipality in which Kim holds things and leaves.
type leaving struct {
	t     testing.TB
	site  *webtest.Site
	owner string
	svc   *roster.Service
	root  context.Context // its operator's
	linn  context.Context // communications
	unit  tenant.Unit
	ids   map[string]uuid.UUID // people
	accs  []*register.Account
	conn  *pgx.Conn // the owner's
}

func newLeaving(t testing.TB, accounts int) *leaving {
	t.Helper()
	owner, appURL := postgrestest.Migrated(t)
	site := webtest.Serve(t, &app.Database{AppURL: appURL, OwnerURL: owner})
	o := &leaving{t: t, site: site, owner: owner, svc: site.App.Rosters, ids: map[string]uuid.UUID{}}
	_, o.root = site.Tenant("bjorkvik")
	o.unit = site.Unit(o.root, "Bergaskolan")
	o.linn = o.login("Linnea", identity.Communications)
	o.login("Kim", identity.Operations, o.unit)
	for _, name := range []string{"Sara", "Jonas"} {
		p, err := site.App.People.AddPerson(o.root, identity.Person{Name: name, Email: strings.ToLower(name) + "@bjorkvik.example", UnitID: o.unit.ID})
		o.must(err)
		o.ids[name] = p.ID
	}
	for i := range accounts {
		a, err := site.App.Register.Add(o.root, register.Input{Address: fmt.Sprintf("https://www.facebook.com/bergaskolan%d", i), Name: fmt.Sprintf("Bergaskolan %d", i),
			UnitID: o.unit.ID.String(), Contact: "kim@bjorkvik.example"}, true)
		o.must(err)
		o.accs = append(o.accs, a)
	}
	return o
}

func (o *leaving) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatalf("%v %+v", err, fault.As(err))
	}
}

func (o *leaving) login(name string, role identity.Role, units ...tenant.Unit) context.Context {
	o.t.Helper()
	in, grant := identity.RoleIn{Role: role}, identity.Grant{Role: role}
	if len(units) > 0 {
		in.UnitID = units[0].ID
		grant.UnitID, grant.Units = units[0].ID, map[uuid.UUID]bool{units[0].ID: true}
	}
	u, err := o.site.App.People.AddUser(o.root, identity.Person{Name: name, Title: "Strateg", Phone: "070-1740605", Email: strings.ToLower(name) + "@bjorkvik.example"}, []identity.RoleIn{in}, webtest.Password)
	o.must(err)
	o.ids[name] = u.Person.ID
	return identity.With(o.root, &identity.Principal{UserID: u.ID, PersonID: u.Person.ID, Name: name, Grants: []identity.Grant{grant}})
}

func (o *leaving) exec(query string, args ...any) {
	o.t.Helper()
	o.must(o.site.App.DB.InTenant(o.root, func(tx *postgres.Tx) error {
		_, err := tx.Exec(o.root, query, append([]any{tx.Tenant}, args...)...)
		return err
	}))
}

func (o *leaving) assign(account int, who, role, from, to string) uuid.UUID {
	o.t.Helper()
	var id uuid.UUID
	o.must(o.site.App.DB.InTenant(o.root, func(tx *postgres.Tx) error {
		a, err := roster.AssignTx(o.root, tx, o.accs[account], roster.AssignInput{PersonID: o.ids[who], Role: role, From: from, To: to})
		if err == nil {
			id = a.ID
		}
		return err
	}))
	return id
}

func (o *leaving) absence(who, from, to, cover string) uuid.UUID {
	id := uuid.New()
	var coverID any
	if cover != "" {
		coverID = o.ids[cover]
	}
	o.exec(`INSERT INTO absence (tenant_id, id, person_id, starts_on, ends_on, cover_id, created_at, updated_at) VALUES ($1, $2, $3, $4::text::date, $5::text::date, $6, now(), now())`,
		id, o.ids[who], from, to, coverID)
	return id
}

func (o *leaving) access(account int, who, way string) uuid.UUID {
	id := uuid.New()
	o.exec(`INSERT INTO custody_access (tenant_id, id, account_id, person_id, way, since, updated_at) VALUES ($1, $2, $3, $4, $5, '2026-01-01', now())`, id, o.accs[account].ID, o.ids[who], way)
	return id
}

// lines runs a query of one text column with every row in sight.
func (o *leaving) lines(query string, args ...any) []string {
	o.t.Helper()
	if o.conn == nil {
		var err error
		o.conn, err = pgx.Connect(o.t.Context(), o.owner)
		o.must(err)
		o.t.Cleanup(func() { _ = o.conn.Close(context.WithoutCancel(o.t.Context())) })
		_, err = o.conn.Exec(o.t.Context(), `SELECT set_config('app.system', 'on', false)`)
		o.must(err)
	}
	rows, err := o.conn.Query(o.t.Context(), query, args...)
	o.must(err)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	o.must(err)
	return list
}

// business is a fingerprint of everything that leaving may touch, without versions and moments, and without rows that count
// nowhere.
func (o *leaving) business() string {
	var b strings.Builder
	for _, q := range []string{
		`SELECT concat_ws('|', id, account_id, person_id, role, starts_on, ends_on, position, hours) FROM assignment WHERE cancelled_at IS NULL ORDER BY 1`,
		`SELECT concat_ws('|', id, person_id, starts_on, ends_on, cover_id) FROM absence WHERE cancelled_at IS NULL ORDER BY 1`,
		`SELECT concat_ws('|', id, contact, contact_person_id, capture_person_id) FROM account ORDER BY 1`,
		`SELECT concat_ws('|', id, topic, person_id) FROM account_part ORDER BY 1`,
		`SELECT concat_ws('|', checklist_id, point, assignee_id) FROM checklist_answer ORDER BY 1`,
		`SELECT concat_ws('|', id, name, email, title, phone, unit_id, left_on, reduced_at) FROM person ORDER BY 1`,
		`SELECT concat_ws('|', id, account_id, person_id, way, ended_on) FROM custody_access ORDER BY 1`,
	} {
		fmt.Fprintln(&b, o.lines(q))
	}
	return fmt.Sprintf("%x", sha256.Sum256([]byte(b.String())))
}

func (o *leaving) all(who string) roster.LeaveInput {
	return roster.LeaveInput{LastOn: "2026-12-31", All: o.ids[who].String(), Knowing: true}
}

func (o *leaving) kim() uuid.UUID { return o.ids["Kim"] }

// roles gives who has what on the account from the day on: "Sara monitor 2027-01-01".
func (o *leaving) roles(account int) []string {
	return o.lines(`SELECT p.name || ' ' || x.role || ' ' || x.starts_on || coalesce('/' || x.ends_on, '') FROM assignment x JOIN person p ON p.id = x.person_id
		WHERE x.account_id = $1 AND x.cancelled_at IS NULL ORDER BY x.starts_on, 1`, o.accs[account].ID)
}

func (o *leaving) same(what string, got []string, want ...string) {
	o.t.Helper()
	if !slices.Equal(got, want) {
		o.t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}

// fill lets Kim hold one thing of each kind.
func (o *leaving) fill() {
	o.assign(0, "Kim", "responsible", "2026-01-01", "")
	o.assign(0, "Kim", "monitor", "2027-02-01", "2027-05-31") // comes after the last day
	o.assign(1, "Kim", "monitor", "2026-01-01", "2026-12-01") // ends before it
	o.assign(1, "Sara", "monitor", "2026-01-01", "")
	o.absence("Sara", "2026-12-20", "2027-01-10", "Kim")
	o.absence("Jonas", "2027-02-01", "2027-02-14", "Kim")
	o.absence("Kim", "2026-12-01", "2026-12-05", "")
	o.absence("Kim", "2027-03-01", "2027-03-05", "Sara")
	o.exec(`UPDATE account SET status = 'closing', capture_person_id = $3 WHERE tenant_id = $1 AND id = $2`, o.accs[1].ID, o.kim())
	o.exec(`INSERT INTO account_part (tenant_id, id, account_id, unit_id, topic, person_id) VALUES ($1, gen_random_uuid(), $2, $3, 'Skolmat', $4)`, o.accs[0].ID, o.unit.ID, o.kim())
	c, err := o.site.App.Checklists.StartFor(o.root, o.accs[0].Ref, "startup")
	o.must(err)
	o.must(o.site.App.Checklists.Assign(o.root, c.ID, "purpose", o.kim()))
}

func TestALeaverHandsOverEverythingOfEveryKind(t *testing.T) {
	o := newLeaving(t, 2)
	o.fill()
	o.access(0, "Kim", "personal")
	before := o.business()
	plan, err := o.svc.PlanLeave(o.linn, o.kim(), o.all("Jonas"))
	o.must(err)
	if now := o.business(); now != before {
		t.Fatal("looking at the plan changed something")
	}
	if len(plan.Access) != 1 || plan.Past || plan.ReduceOn.String() != "2027-06-30" {
		t.Errorf("plan %+v", plan)
	}
	_, err = o.svc.Leave(o.linn, o.kim(), o.all("Jonas"))
	o.must(err)
	o.same("account 0", o.roles(0), "Kim responsible 2026-01-01/2026-12-31", "Jonas responsible 2027-01-01", "Jonas monitor 2027-02-01/2027-05-31")
	o.same("account 1", o.roles(1), "Kim monitor 2026-01-01/2026-12-01", "Sara monitor 2026-01-01")
	o.same("absences", o.lines(`SELECT p.name || ' ' || x.starts_on || '/' || x.ends_on || coalesce(' ' || c.name, '') FROM absence x JOIN person p ON p.id = x.person_id
		LEFT JOIN person c ON c.id = x.cover_id WHERE x.cancelled_at IS NULL ORDER BY x.starts_on`),
		"Kim 2026-12-01/2026-12-05", "Sara 2026-12-20/2026-12-31 Kim", "Sara 2027-01-01/2027-01-10 Jonas", "Jonas 2027-02-01/2027-02-14")
	o.same("contacts", o.lines(`SELECT contact || ' ' || p.name FROM account JOIN person p ON p.id = contact_person_id`), "jonas@bjorkvik.example Jonas", "jonas@bjorkvik.example Jonas")
	o.same("captures", o.lines(`SELECT p.name FROM account JOIN person p ON p.id = capture_person_id`), "Jonas")
	o.same("parts", o.lines(`SELECT p.name FROM account_part JOIN person p ON p.id = person_id`), "Jonas")
	o.same("points", o.lines(`SELECT p.name FROM checklist_answer JOIN person p ON p.id = assignee_id`), "Jonas")
	_, err = o.svc.Leave(o.linn, o.kim(), o.all("Jonas"))
	if !fault.Is(err, fault.ConflictKind) {
		t.Errorf("leaving a second time: %v", err)
	}
	d, err := o.svc.Departure(o.linn, o.kim())
	o.must(err)
	kept, err := o.svc.TakeBack(o.linn, o.kim(), d.Version)
	o.must(err)
	if len(kept) > 0 {
		t.Errorf("not put back: %+v", kept[0])
	}
	if now := o.business(); now != before {
		t.Error("not everything is as it was")
	}
	if _, err := o.svc.TakeBack(o.linn, o.kim(), d.Version); !fault.Is(err, fault.ConflictKind) {
		t.Errorf("taking back twice: %v", err)
	}
	_, err = o.svc.Leave(o.linn, o.kim(), o.all("Sara")) // and once more
	o.must(err)
}

func TestThirtyAccountsToOneAndToSeveral(t *testing.T) {
	o := newLeaving(t, 30)
	for i := range o.accs {
		o.assign(i, "Kim", "monitor", "2026-01-01", "")
	}
	has := o.assign(3, "Sara", "monitor", "2026-06-01", "2027-03-31")
	held, err := o.svc.Holdings(o.linn, o.kim())
	o.must(err)
	in := o.all("Sara")
	in.Each = map[string]string{}
	for _, h := range held.List {
		if h.Kind == roster.HeldRole && (h.Ref == o.accs[0].Ref || h.Ref == o.accs[1].Ref) {
			in.Each[h.Key()] = o.ids["Jonas"].String()
		}
		if h.Kind == roster.HeldRole && h.Ref == o.accs[2].Ref {
			in.Each[h.Key()] = roster.NobodyTakes
		}
	}
	in.Knowing = false
	_, err = o.svc.Leave(o.linn, o.kim(), in)
	if f := fault.As(err); f == nil || f.Kind != fault.InvalidKind || f.Fields[0].Name != "knowing" {
		t.Fatalf("a gap that nobody knows of: %v", err)
	}
	if left := o.lines(`SELECT name FROM person WHERE left_on IS NOT NULL`); len(left) > 0 {
		t.Fatal("half of it was done")
	}
	in.Knowing = true
	plan, err := o.svc.Leave(o.linn, o.kim(), in)
	o.must(err)
	if w := plan.Worse; len(w) != 2 || w[0].Account.Ref != o.accs[2].Ref || w[0].Gaps[0].String() != "2027-01-04" || w[1].Account.Ref != o.accs[3].Ref || len(w[1].Gaps) != 0 || len(w[1].Thin) != len(w[0].Gaps) {
		t.Errorf("consequences: %+v", plan.Worse)
	}
	o.same("to Jonas", o.roles(0), "Kim monitor 2026-01-01/2026-12-31", "Jonas monitor 2027-01-01")
	o.same("to nobody", o.roles(2), "Kim monitor 2026-01-01/2026-12-31")
	o.same("not doubled", o.roles(3), "Kim monitor 2026-01-01/2026-12-31", "Sara monitor 2026-06-01/2027-03-31", "Sara monitor 2027-04-01")
	o.same("to Sara", o.roles(29), "Kim monitor 2026-01-01/2026-12-31", "Sara monitor 2027-01-01")

	// Somebody changes what Sara got on one account; then all is taken back but that.
	o.exec(`UPDATE assignment SET ends_on = '2027-08-31', version = version + 1 WHERE tenant_id = $1 AND person_id = $2 AND account_id = $3`, o.ids["Sara"], o.accs[29].ID)
	d, err := o.svc.Departure(o.linn, o.kim())
	o.must(err)
	stay, err := o.svc.TakeBack(o.linn, o.kim(), d.Version)
	o.must(err)
	if len(stay) != 1 || stay[0].Holding.Ref != o.accs[29].Ref || stay[0].Successor != "Sara" {
		t.Errorf("what stays: %+v", stay)
	}
	o.same("taken back", o.roles(5), "Kim monitor 2026-01-01")
	o.same("changed since", o.roles(29), "Kim monitor 2026-01-01", "Sara monitor 2027-01-01/2027-08-31")
	o.same("had it before", o.lines(`SELECT id::text FROM assignment WHERE account_id = $1 AND person_id = $2 AND cancelled_at IS NULL`, o.accs[3].ID, o.ids["Sara"]), has.String())
}

func TestLeavingIsRefusedInClearWords(t *testing.T) {
	o := newLeaving(t, 1)
	o.assign(0, "Kim", "monitor", "2026-01-01", "")
	jonas := o.ids["Jonas"].String()
	held, err := o.svc.Holdings(o.linn, o.kim())
	o.must(err)
	row := held.List[0].Key()
	for what, tt := range map[string]struct {
		in roster.LeaveInput
		at string
	}{
		"no day":                {roster.LeaveInput{All: jonas}, "last_on"},
		"no date":               {roster.LeaveInput{LastOn: "i morgon", All: jonas}, "last_on"},
		"long ago":              {roster.LeaveInput{LastOn: "2026-10-23", All: jonas}, "last_on"},
		"far ahead":             {roster.LeaveInput{LastOn: "2028-11-24", All: jonas}, "last_on"},
		"removed too early":     {roster.LeaveInput{LastOn: "2026-12-31", ReduceOn: "2026-12-30", All: jonas}, "reduce_on"},
		"nobody chosen":         {roster.LeaveInput{LastOn: "2026-12-31"}, "all"},
		"themselves":            {roster.LeaveInput{LastOn: "2026-12-31", All: o.kim().String()}, "all"},
		"nobody's id":           {roster.LeaveInput{LastOn: "2026-12-31", All: uuid.NewString()}, "all"},
		"themselves on one row": {roster.LeaveInput{LastOn: "2026-12-31", All: jonas, Each: map[string]string{row: o.kim().String()}}, "to_" + row},
	} {
		_, err := o.svc.Leave(o.linn, o.kim(), tt.in)
		f := fault.As(err)
		if f == nil || f.Kind != fault.InvalidKind || !slices.ContainsFunc(f.Fields, func(f fault.Field) bool { return f.Name == tt.at }) {
			t.Errorf("%s: %v %+v", what, err, f)
		}
	}
	// Who leaves themselves cannot take over for good.
	_, err = o.svc.Leave(o.linn, o.ids["Jonas"], roster.LeaveInput{LastOn: "2027-01-31"})
	o.must(err)
	_, err = o.svc.Leave(o.linn, o.kim(), o.all("Jonas"))
	if f := fault.As(err); f == nil || f.Kind != fault.InvalidKind || f.Fields[0].Key != "roster.successor_leaves" {
		t.Errorf("a successor who leaves: %v", err)
	}
	// What was shown is what is done.
	plan, err := o.svc.PlanLeave(o.linn, o.kim(), o.all("Sara"))
	o.must(err)
	o.access(0, "Kim", "shared")
	in := o.all("Sara")
	in.Seen = plan.Seen
	if _, err := o.svc.Leave(o.linn, o.kim(), in); !fault.Is(err, fault.ConflictKind) {
		t.Errorf("things have changed meanwhile: %v", err)
	}
	// Only those who may edit people everywhere.
	kim := identity.With(o.root, &identity.Principal{UserID: uuid.New(), Grants: []identity.Grant{{Role: identity.Operations, UnitID: o.unit.ID, Units: map[uuid.UUID]bool{o.unit.ID: true}}}})
	if _, err := o.svc.Leave(kim, o.kim(), o.all("Sara")); !fault.Is(err, fault.ForbiddenKind) {
		t.Errorf("operations: %v", err)
	}
	_, other := o.site.Tenant("beby")
	if _, err := o.svc.Leave(other, o.kim(), o.all("Sara")); !fault.Is(err, fault.NotFoundKind) {
		t.Errorf("another municipality: %v", err)
	}
	p, err := o.site.App.People.AddPerson(other, identity.Person{Name: "Bo"})
	o.must(err)
	if _, err := o.svc.Leave(o.linn, o.kim(), roster.LeaveInput{LastOn: "2026-12-31", All: p.ID.String()}); !fault.Is(err, fault.InvalidKind) {
		t.Errorf("a successor of another municipality: %v", err)
	}
}

func TestTheLastAdministratorStays(t *testing.T) {
	o := newLeaving(t, 1)
	amir := o.login("Amir", identity.Admin)
	in := roster.LeaveInput{LastOn: "2026-12-31"}
	if _, err := o.svc.Leave(amir, o.ids["Amir"], in); !fault.Is(err, fault.ConflictKind) {
		t.Fatalf("the last administrator leaves: %v", err)
	}
	o.login("Berit", identity.Admin)
	_, err := o.svc.Leave(amir, o.ids["Amir"], in)
	o.must(err)
	if _, err := o.svc.Leave(amir, o.ids["Berit"], in); !fault.Is(err, fault.ConflictKind) {
		t.Fatalf("the only other one leaves too: %v", err)
	}
}

func TestOneResponsiblePersonIsRespected(t *testing.T) {
	o := newLeaving(t, 1)
	o.assign(0, "Kim", "responsible", "2026-01-01", "2027-06-30")
	o.assign(0, "Sara", "responsible", "2027-05-01", "")
	o.exec(`INSERT INTO tenant_policy (tenant_id, one_responsible, updated_at) VALUES ($1, true, now()) ON CONFLICT (tenant_id) DO UPDATE SET one_responsible = true`)
	_, err := o.svc.Leave(o.linn, o.kim(), o.all("Jonas"))
	o.must(err)
	o.same("responsible", o.roles(0), "Kim responsible 2026-01-01/2026-12-31", "Jonas responsible 2027-01-01/2027-04-30", "Sara responsible 2027-05-01")
}

// to moves the clock to noon of the day.
func (o *leaving) to(day string) {
	d, err := time.Parse(time.DateOnly, day)
	o.must(err)
	o.site.Clock.Add(d.Add(12 * time.Hour).Sub(o.site.Clock.Now()))
}

// leftWithAccess gives what is raised of people who have left and still can get in.
func (o *leaving) leftWithAccess() []roster.Concern {
	o.t.Helper()
	raised, err := o.svc.CustodyRaised(o.linn, uuid.Nil)
	o.must(err)
	var list []roster.Concern
	for _, r := range raised {
		for _, c := range r.Concerns {
			if c.Kind == roster.LeaverHasAccess {
				list = append(list, c)
			}
		}
	}
	return list
}

func (o *leaving) pass() {
	o.t.Helper()
	o.must(o.site.App.PassDays(identity.AsWorker(o.t.Context())))
}

func TestTheLastDayPasses(t *testing.T) {
	o := newLeaving(t, 1)
	o.assign(0, "Kim", "monitor", "2026-01-01", "")
	own, shared := o.access(0, "Kim", "personal"), o.access(0, "Kim", "shared")
	browser := o.site.Visitor("bjorkvik")
	browser.SignIn("kim@bjorkvik.example")
	_, err := o.svc.Leave(o.linn, o.kim(), o.all("Sara"))
	o.must(err)
	o.must(o.svc.CloseAccess(o.linn, o.kim(), own))
	o.must(o.svc.CloseAccess(o.linn, o.kim(), own)) // twice is once
	if err := o.svc.CloseAccess(o.linn, o.ids["Sara"], shared); !fault.Is(err, fault.NotFoundKind) {
		t.Errorf("another person's: %v", err)
	}
	o.to("2026-12-31")
	o.pass()
	d, err := o.svc.Departure(o.linn, o.kim())
	o.must(err)
	if d.State != roster.LeavePlanned || !d.CanTakeBack() {
		t.Fatalf("on the last day: %+v", d)
	}
	browser = o.site.Visitor("bjorkvik") // she works to the end
	browser.SignIn("kim@bjorkvik.example")
	if list := o.leftWithAccess(); len(list) != 0 {
		t.Errorf("she still works here: %+v", list)
	}
	o.to("2027-01-01")
	if _, err := o.svc.TakeBack(o.linn, o.kim(), d.Version); !fault.Is(err, fault.ConflictKind) {
		t.Errorf("taken back after the last day, before the job: %v", err)
	}
	o.pass()
	o.pass() // again changes nothing
	if r := browser.Get("/app"); r.Status != 303 {
		t.Errorf("her session lives: %d", r.Status)
	}
	o.same("login", o.lines(`SELECT 'shut' FROM app_user u WHERE person_id = $1 AND disabled_at IS NOT NULL`, o.kim()), "shut")
	o.same("log", o.lines(`SELECT action FROM audit_entry WHERE action IN ('roster.left', 'user.disable')`), "user.disable", "roster.left")
	d, err = o.svc.Departure(o.linn, o.kim())
	o.must(err)
	if d.State != roster.LeaveDone || d.CanTakeBack() {
		t.Errorf("the day after: %+v", d)
	}
	if _, err := o.svc.TakeBack(o.linn, o.kim(), d.Version); !fault.Is(err, fault.ConflictKind) {
		t.Errorf("taken back after the last day: %v", err)
	}
	if list := o.leftWithAccess(); len(list) != 1 || list[0].Access != shared || list[0].Name != "Kim" {
		t.Errorf("who left with access: %+v", list)
	}
	o.must(o.svc.CloseAccess(o.linn, o.kim(), shared))
	o.same("the password was changed", o.lines(`SELECT changed_on::text FROM custody`), "2027-01-01")
	d, err = o.svc.Departure(o.linn, o.kim())
	o.must(err)
	for _, a := range d.Access {
		if a.EndedOn.IsZero() || a.DoneAt.IsZero() || a.DoneBy != identity.Of(o.linn).UserID {
			t.Errorf("not ticked off: %+v", a)
		}
	}
}

func TestALastDayThatHasPassedEndsTheLoginAtOnce(t *testing.T) {
	o := newLeaving(t, 1)
	o.assign(0, "Kim", "monitor", "2026-01-01", "")
	in := o.all("Sara")
	in.LastOn = "2026-11-13"
	plan, err := o.svc.Leave(o.linn, o.kim(), in)
	o.must(err)
	if !plan.Past {
		t.Error("the plan does not say that there is no way back")
	}
	o.same("roles", o.roles(0), "Kim monitor 2026-01-01/2026-11-13", "Sara monitor 2026-11-23")
	o.same("login", o.lines(`SELECT 'shut' FROM app_user u WHERE person_id = $1 AND disabled_at IS NOT NULL`, o.kim()), "shut")
}
