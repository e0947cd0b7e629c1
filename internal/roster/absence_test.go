package roster_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
	"kanalkoll/internal/webtest"
)

// absences is a municipality with a school and a library whose people are away now and then. It is Monday 23 November 2026.
type absences struct {
	*webtest.Site
	t               *testing.T
	root            context.Context
	school, library tenant.Unit
	account         *register.Account // the school's: Sara answers for it, Jonas watches
	books           *register.Account // the library's: Bodil alone, and Jonas as its cover
	people          map[string]uuid.UUID
}

func newAbsences(t *testing.T) *absences {
	t.Helper()
	o := &absences{Site: webtest.New(t), t: t, people: map[string]uuid.UUID{}}
	_, o.root = o.Tenant("bjorkvik")
	o.school, o.library = o.Unit(o.root, "Bergaskolan"), o.Unit(o.root, "Biblioteket")
	for name, unit := range map[string]tenant.Unit{"Sara": o.school, "Jonas": o.school, "Bodil": o.library, "Lars": {}} {
		p, err := o.App.People.AddPerson(o.root, identity.Person{Name: name, Email: strings.ToLower(name) + "@bjorkvik.example", UnitID: unit.ID})
		if err != nil {
			t.Fatal(err)
		}
		o.people[name] = p.ID
	}
	o.account, o.books = o.open("bergaskolan", o.school), o.open("biblioteket", o.library)
	o.assign(o.account, "Sara", roster.Responsible)
	o.assign(o.account, "Jonas", roster.Monitor)
	o.assign(o.books, "Bodil", roster.Responsible)
	return o
}

func (o *absences) open(name string, unit tenant.Unit) *register.Account {
	o.t.Helper()
	a, err := o.App.Register.Add(o.root, register.Input{Address: "https://www.instagram.com/" + name, Name: name, UnitID: unit.ID.String(), Contact: "x"}, true)
	if err != nil {
		o.t.Fatal(err)
	}
	return a
}

func (o *absences) assign(a *register.Account, person string, role roster.Role) {
	o.t.Helper()
	err := o.App.DB.InTenant(o.root, func(tx *postgres.Tx) error {
		_, err := roster.AssignTx(o.root, tx, a, roster.AssignInput{PersonID: o.people[person], Role: string(role)})
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

// as gives the context of somebody with the role, in the units or everywhere, who is the person ("": nobody of these).
func (o *absences) as(role identity.Role, person string, units ...tenant.Unit) context.Context {
	p := &identity.Principal{UserID: uuid.New(), PersonID: o.people[person], Grants: []identity.Grant{{Role: role}}}
	for i, u := range units {
		if i == 0 {
			p.Grants = nil
		}
		p.Grants = append(p.Grants, identity.Grant{Role: role, UnitID: u.ID, Units: map[uuid.UUID]bool{u.ID: true}})
	}
	return identity.With(o.root, p)
}

func (o *absences) in(person, from, to, cover string) roster.AbsenceInput {
	return roster.AbsenceInput{PersonID: o.people[person], From: from, To: to, CoverID: o.people[cover]}
}

func (o *absences) add(ctx context.Context, person, from, to, cover string) *roster.Absence {
	o.t.Helper()
	a, err := o.App.Rosters.AddAbsence(ctx, o.in(person, from, to, cover))
	if err != nil {
		o.t.Fatalf("%s %s: %v %+v", person, from, err, fault.As(err))
	}
	return a
}

// fields gives the faults as "field key", sorted.
func fields(err error) string {
	f := fault.As(err)
	if f == nil {
		return ""
	}
	var list []string
	for _, x := range f.Fields {
		list = append(list, x.Name+" "+x.Key)
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

func TestWhoMayEnterAbsencesOfWhom(t *testing.T) {
	o := newAbsences(t)
	o.assign(o.books, "Jonas", roster.Cover)
	for name, tt := range map[string]struct {
		as     context.Context
		person string
		fault  string
	}{
		"oneself, a reader":               {o.as(identity.Reader, "Sara"), "Sara", ""},
		"oneself, an archivist":           {o.as(identity.Archivist, "Sara"), "Sara", ""},
		"a reader for a colleague":        {o.as(identity.Reader, "Sara"), "Jonas", "person roster.absence_not_yours"},
		"an archivist for a colleague":    {o.as(identity.Archivist, "Sara"), "Jonas", "person roster.absence_not_yours"},
		"a colleague of the unit":         {o.as(identity.Operations, "Sara", o.school), "Jonas", ""},
		"the unit of an account":          {o.as(identity.Operations, "Bodil", o.library), "Jonas", ""},
		"another unit":                    {o.as(identity.Operations, "Sara", o.school), "Bodil", "person roster.absence_not_yours"},
		"somebody without a unit or task": {o.as(identity.Operations, "Sara", o.school), "Lars", "person roster.absence_not_yours"},
		"communications":                  {o.as(identity.Communications, ""), "Bodil", ""},
		"communications of a unit":        {o.as(identity.Communications, "", o.school), "Bodil", "person roster.absence_not_yours"},
		"administrator":                   {o.as(identity.Admin, ""), "Lars", ""},
		"an operator":                     {o.root, "Lars", ""},
		"nobody chosen":                   {o.as(identity.Admin, ""), "", "person roster.person_missing"},
	} {
		a, err := o.App.Rosters.AddAbsence(tt.as, o.in(tt.person, "2026-12-01", "2026-12-04", ""))
		if got := fields(err); got != tt.fault {
			t.Errorf("%s: %q (%v), want %q", name, got, err, tt.fault)
		}
		if err == nil {
			if err := o.App.Rosters.RemoveAbsence(tt.as, a.ID, a.Version); err != nil {
				t.Errorf("%s, taking it back: %v", name, err)
			}
		}
	}
	visitor := audit.WithActor(identity.With(o.root, &identity.Principal{}), audit.Actor{Kind: audit.Visitor})
	if _, err := o.App.Rosters.AddAbsence(visitor, o.in("Sara", "2026-12-01", "2026-12-04", "")); !fault.Is(err, fault.ForbiddenKind) {
		t.Errorf("somebody without any role: %v", err)
	}
	_, other := o.Tenant("asa")
	stranger, err := o.App.People.AddPerson(other, identity.Person{Name: "Frida"})
	if err != nil {
		t.Fatal(err)
	}
	in := o.in("Sara", "2026-12-01", "2026-12-04", "")
	in.CoverID = stranger.ID
	if _, err := o.App.Rosters.AddAbsence(o.root, in); fields(err) != "cover roster.person_unknown" {
		t.Errorf("a cover of another municipality: %v %s", err, fields(err))
	}
	in.PersonID, in.CoverID = stranger.ID, uuid.Nil
	for _, ctx := range []context.Context{o.root, o.as(identity.Operations, "Sara", o.school)} {
		if _, err := o.App.Rosters.AddAbsence(ctx, in); fields(err) != "person roster.person_unknown" {
			t.Errorf("a person of another municipality: %v %s", err, fields(err))
		}
	}
}

func TestReaderNamesCoversWhomTheyKnow(t *testing.T) {
	o := newAbsences(t)
	reader := o.as(identity.Reader, "Sara")
	o.add(reader, "Sara", "2026-12-01", "2026-12-02", "Jonas")
	if _, err := o.App.Rosters.AddAbsence(reader, o.in("Sara", "2026-12-07", "2026-12-08", "Bodil")); fields(err) != "cover roster.person_unknown" {
		t.Errorf("a cover from elsewhere, by a reader: %v", err)
	}
	o.add(o.as(identity.Archivist, "Sara"), "Sara", "2026-12-07", "2026-12-08", "Bodil") // who sees the directory
}

func TestAbsencesThatAreRefused(t *testing.T) {
	o := newAbsences(t)
	err := o.App.DB.InTenant(o.root, func(tx *postgres.Tx) error {
		_, err := tx.Exec(o.root, `UPDATE person SET left_on = '2026-12-31' WHERE tenant_id = $1 AND id = $2`, tx.Tenant, o.people["Jonas"])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	o.add(o.root, "Bodil", "2026-12-01", "2026-12-02", "")
	for name, tt := range map[string]struct {
		in    roster.AbsenceInput
		fault string
	}{
		"no days":                   {o.in("Sara", "", "", ""), "from roster.from_missing, to roster.to_missing"},
		"no last day":               {o.in("Sara", "2026-12-01", "", ""), "to roster.to_missing"},
		"ends before it begins":     {o.in("Sara", "2026-12-02", "2026-12-01", ""), "to roster.to_before_from"},
		"no days at all":            {o.in("Sara", "i morgon", "31/12", ""), "from roster.date_bad, to roster.date_bad"},
		"30 February":               {o.in("Sara", "2027-02-28", "2027-02-30", ""), "to roster.date_bad"},
		"ten years":                 {o.in("Sara", "2026-12-01", "2036-11-30", ""), "to roster.absence_long"},
		"732 days":                  {o.in("Sara", "2026-12-01", "2028-12-01", ""), "to roster.absence_long"},
		"731 days":                  {o.in("Sara", "2026-12-01", "2028-11-30", ""), ""},
		"in the year 12":            {o.in("Sara", "0012-12-01", "0012-12-02", ""), "from roster.date_range, to roster.date_range"},
		"covered by oneself":        {o.in("Sara", "2026-12-01", "2026-12-02", "Sara"), "cover roster.cover_self"},
		"a cover who leaves":        {o.in("Sara", "2026-12-20", "2027-01-10", "Jonas"), "cover roster.person_leaves"},
		"a cover who leaves later":  {o.in("Sara", "2026-12-20", "2026-12-31", "Jonas"), ""},
		"away after leaving":        {o.in("Jonas", "2027-01-01", "2027-01-10", ""), "person roster.person_leaves"},
		"no person, and wrong days": {o.in("", "x", "2026-12-02", ""), "from roster.date_bad, person roster.person_missing"},
		"the same again":            {o.in("Bodil", "2026-12-01", "2026-12-02", ""), "from roster.absence_same"},
		"overlapping":               {o.in("Bodil", "2026-12-02", "2026-12-02", ""), ""},
	} {
		if _, err := o.App.Rosters.PreviewAbsence(o.root, tt.in, uuid.Nil); fields(err) != tt.fault {
			t.Errorf("%s, looked at first: %q (%v), want %q", name, fields(err), err, tt.fault)
		}
		if _, err := o.App.Rosters.AddAbsence(o.root, tt.in); fields(err) != tt.fault {
			t.Errorf("%s: %q (%v), want %q", name, fields(err), err, tt.fault)
		}
	}
}

func TestChangingDaysKeepsTheAbsenceChangingTheCoverMakesAnother(t *testing.T) {
	o := newAbsences(t)
	a := o.add(o.root, "Sara", "2026-12-01", "2026-12-04", "Jonas")
	later, err := o.App.Rosters.ChangeAbsence(o.root, a.ID, 1, o.in("", "2026-12-01", "2026-12-11", "Jonas"))
	if err != nil || later.ID != a.ID || later.Version != 2 {
		t.Fatalf("other days: %+v, %v", later, err)
	}
	same, err := o.App.Rosters.ChangeAbsence(o.root, a.ID, 2, o.in("Sara", "2026-12-01", "2026-12-11", "Jonas"))
	if err != nil || same.ID != a.ID || same.Version != 2 {
		t.Fatalf("nothing changed: %+v, %v", same, err)
	}
	other, err := o.App.Rosters.ChangeAbsence(o.root, a.ID, 2, o.in("Bodil", "2026-12-01", "2026-12-11", "Bodil"))
	if err != nil || other.ID == a.ID || other.PersonID != o.people["Sara"] || other.Version != 1 {
		t.Fatalf("another cover: %+v, %v", other, err)
	}
	l, err := o.App.Rosters.Absences(o.root, roster.AbsenceFilter{})
	if err != nil || len(l.Absences) != 1 || l.Absences[0].ID != other.ID || l.Name(l.Absences[0].CoverID) != "Bodil" {
		t.Fatalf("listed: %+v, %v", l, err)
	}
	if c, err := o.App.Rosters.Absence(o.root, a.ID); err != nil || c.Absence.ID != other.ID {
		t.Errorf("the old address leads to %+v, %v", c, err)
	}
	if _, err := o.App.Rosters.ChangeAbsence(o.root, a.ID, 2, o.in("", "2026-12-01", "2026-12-12", "Jonas")); !fault.Is(err, fault.ConflictKind) {
		t.Errorf("changed from another tab: %v", err)
	}
	if err := o.App.Rosters.RemoveAbsence(o.root, a.ID, 2); !fault.Is(err, fault.ConflictKind) {
		t.Errorf("removed from another tab: %v", err)
	}
	if err := o.App.Rosters.RemoveAbsence(o.root, other.ID, 7); !fault.Is(err, fault.ConflictKind) {
		t.Errorf("removed at a version that is not: %v", err)
	}
	for range 2 {
		if err := o.App.Rosters.RemoveAbsence(o.root, other.ID, 1); err != nil {
			t.Errorf("removed: %v", err)
		}
	}
	if _, err := o.App.Rosters.Absence(o.root, a.ID); !fault.Is(err, fault.NotFoundKind) {
		t.Errorf("after it was removed: %v", err)
	}
	if _, err := o.App.Rosters.ChangeAbsence(o.root, other.ID, 1, o.in("", "2026-12-01", "2026-12-12", "")); !fault.Is(err, fault.ConflictKind) {
		t.Errorf("changing what was removed: %v", err)
	}
	sheet, err := o.App.Rosters.Coverage(o.root, roster.Scope{Ref: o.account.Ref, From: a.From, To: a.To})
	if err != nil || len(sheet.Absences) != 0 {
		t.Errorf("coverage counts what was removed: %v", err)
	}
}

func TestWhoSeesWhichAbsences(t *testing.T) {
	o := newAbsences(t)
	o.add(o.root, "Sara", "2026-12-01", "2026-12-04", "Bodil")
	o.add(o.root, "Bodil", "2026-11-20", "2026-12-11", "")
	o.add(o.root, "Lars", "2026-11-24", "2026-11-25", "")
	past := o.add(o.root, "Sara", "2026-10-01", "2026-10-02", "")
	for name, tt := range map[string]struct {
		ctx    context.Context
		filter roster.AbsenceFilter
		want   string
	}{
		"communications":          {o.as(identity.Communications, ""), roster.AbsenceFilter{}, "Bodil Lars Sara Sara"},
		"a reader":                {o.as(identity.Reader, "Jonas"), roster.AbsenceFilter{}, "Bodil Lars Sara Sara"},
		"a reader of a unit":      {o.as(identity.Reader, "", o.school), roster.AbsenceFilter{}, "Sara Sara"},
		"the school":              {o.as(identity.Operations, "", o.school), roster.AbsenceFilter{}, "Sara Sara"},
		"the library, as a cover": {o.as(identity.Operations, "Bodil", o.library), roster.AbsenceFilter{}, "Bodil Sara"},
		"one's own elsewhere":     {o.as(identity.Operations, "Lars", o.school), roster.AbsenceFilter{PersonID: o.people["Lars"]}, "Lars"},
		"somebody else":           {o.as(identity.Operations, "", o.school), roster.AbsenceFilter{PersonID: o.people["Lars"]}, ""},
		"of a unit":               {o.root, roster.AbsenceFilter{Unit: o.library.ID}, "Bodil"},
		"of no unit":              {o.root, roster.AbsenceFilter{Unit: uuid.New()}, ""},
		"of days":                 {o.root, roster.AbsenceFilter{From: past.From, To: past.To}, "Sara"},
		"not over":                {o.root, roster.AbsenceFilter{From: past.To.AddDays(10)}, "Bodil Lars Sara"},
	} {
		l, err := o.App.Rosters.Absences(tt.ctx, tt.filter)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var names []string
		for _, a := range l.Absences {
			names = append(names, l.Name(a.PersonID))
		}
		if got := strings.Join(names, " "); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	_, other := o.Tenant("asa")
	for _, ctx := range []context.Context{other, o.as(identity.Operations, "", o.library)} {
		if _, err := o.App.Rosters.Absence(ctx, past.ID); !fault.Is(err, fault.NotFoundKind) {
			t.Errorf("an absence of others: %v", err)
		}
		if err := o.App.Rosters.RemoveAbsence(ctx, past.ID, 1); !fault.Is(err, fault.NotFoundKind) {
			t.Errorf("removing an absence of others: %v", err)
		}
		if _, err := o.App.Rosters.ChangeAbsence(ctx, past.ID, 1, o.in("", "2026-10-01", "2026-10-05", "")); !fault.Is(err, fault.NotFoundKind) {
			t.Errorf("changing an absence of others: %v", err)
		}
		if _, err := o.App.Rosters.PreviewAbsence(ctx, o.in("", "2026-10-01", "2026-10-05", ""), past.ID); err == nil || strings.Contains(fields(err), "absence_not_yours") {
			t.Errorf("looking at what changing an absence of others would do: %v", err)
		}
	}
	if err := o.App.Rosters.RemoveAbsence(o.as(identity.Reader, "Jonas"), past.ID, 1); !fault.Is(err, fault.ForbiddenKind) {
		t.Errorf("a reader removes a colleague's absence: %v", err)
	}
}

func TestAnAbsenceShowsWhatItDoes(t *testing.T) {
	o := newAbsences(t)
	o.add(o.root, "Jonas", "2026-12-03", "2026-12-03", "")
	ctx := o.as(identity.Operations, "Sara", o.school)
	c, err := o.App.Rosters.PreviewAbsence(ctx, o.in("Sara", "2026-12-01", "2026-12-07", "Jonas"), uuid.Nil)
	if err != nil {
		t.Fatal(err)
	}
	check := func(c *roster.AbsenceCard, thin, gap int, finding roster.FindingKind) {
		t.Helper()
		if len(c.Effect.Accounts) != 1 || c.Effect.Accounts[0].Account.Ref != o.account.Ref || c.Effect.Accounts[0].Thin != thin || c.Effect.Accounts[0].Gap != gap {
			t.Errorf("accounts: %+v, want %d thin and %d without", c.Effect.Accounts, thin, gap)
		}
		if len(c.Effect.Findings) != 1 || c.Effect.Findings[0].Kind != finding {
			t.Errorf("findings: %+v, want %s", c.Effect.Findings, finding)
		}
	}
	check(c, 4, 1, roster.AbsentCover)
	if l, err := o.App.Rosters.Absences(ctx, roster.AbsenceFilter{PersonID: o.people["Sara"]}); err != nil || len(l.Absences) != 0 {
		t.Fatalf("looking at it first saved it: %+v %v", l, err)
	}
	a := o.add(ctx, "Sara", "2026-12-01", "2026-12-07", "Jonas")
	if c, err = o.App.Rosters.Absence(ctx, a.ID); err != nil {
		t.Fatal(err)
	}
	check(c, 4, 1, roster.AbsentCover)
	if gaps := c.Effect.Accounts[0].Gaps; len(gaps) != 1 || gaps[0].From.Day != 3 || gaps[0].To.Day != 3 {
		t.Errorf("gaps: %+v", gaps)
	}
	if thins := c.Effect.Accounts[0].Thins; len(thins) != 2 || thins[1].From.Day != 4 || thins[1].To.Day != 7 {
		t.Errorf("one person: %+v, want the weekend within a span", thins)
	}
	if c, err = o.App.Rosters.PreviewAbsence(ctx, o.in("Sara", "2026-12-01", "2026-12-07", ""), a.ID); err != nil {
		t.Fatal(err)
	}
	check(c, 4, 1, roster.NobodyNamed)
	l, err := o.App.Rosters.Absences(ctx, roster.AbsenceFilter{})
	if err != nil || len(l.Findings) != 1 || l.Findings[0].Absences[0].ID != a.ID {
		t.Errorf("the list finds %+v, %v", l, err)
	}
}

func TestCoversAreProposedNearestFirst(t *testing.T) {
	o := newAbsences(t)
	o.assign(o.account, "Bodil", roster.Publisher)
	o.add(o.root, "Bodil", "2026-12-02", "2026-12-02", "")
	p, err := o.App.People.AddPerson(o.root, identity.Person{Name: "Ylva", UnitID: o.school.ID})
	if err != nil {
		t.Fatal(err)
	}
	o.people["Ylva"] = p.ID
	for name, tt := range map[string]struct {
		ctx    context.Context
		person string
		want   string
	}{
		"operations": {o.as(identity.Operations, "Sara", o.school), "Sara", "Bodil 0 away, Jonas 0, Ylva 1, Lars 2"},
		"a reader":   {o.as(identity.Reader, "Sara"), "Sara", "Bodil 0 away, Jonas 0, Ylva 1"},
		"not theirs": {o.as(identity.Reader, "Sara"), "Jonas", ""},
	} {
		f, err := o.App.Rosters.AbsenceForm(tt.ctx, o.people[tt.person], december(1), december(4))
		if err != nil {
			t.Fatal(err)
		}
		var list []string
		for _, c := range f.Covers {
			line := c.Person.Name + " " + string(rune('0'+c.Near))
			if len(c.Away) > 0 {
				line += " away"
			}
			list = append(list, line)
		}
		if got := strings.Join(list, ", "); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	f, err := o.App.Rosters.AbsenceForm(o.as(identity.Reader, "Sara"), o.people["Sara"], clock.Date{}, clock.Date{})
	if err != nil || len(f.People) != 1 || len(f.Tasks) != 1 || f.Tasks[0].Account.Ref != o.account.Ref {
		t.Errorf("a reader's own form: %+v, %v", f, err)
	}
}
