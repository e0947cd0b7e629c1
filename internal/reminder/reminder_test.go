package reminder_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/jobs"
	"kanalkoll/internal/mail"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/postgrestest"
	"kanalkoll/internal/register"
	"kanalkoll/internal/reminder"
	"kanalkoll/internal/tenant"
)

// noon is on a Monday; day is that day.
var (
	noon = time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)
	day  = clock.Date{Year: 2026, Month: time.November, Day: 23}
)

// office is one municipality with reminders, and a post office that keeps what it is given.
type office struct {
	t       *testing.T
	ctx     context.Context // an operator in the municipality
	clk     *clock.Manual
	db      *postgres.DB
	tenants *tenant.Service
	people  *identity.Service
	reg     *register.Service
	post    *post
	tenant  *tenant.Tenant
	queue   *jobs.Runner
	svc     *reminder.Service
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, clk: clock.Fixed(noon), post: &post{}}
	o.db = postgrestest.New(t, o.clk)
	o.tenants = tenant.NewService(o.db, identity.Permit)
	o.people, o.reg = identity.NewService(o.db), register.NewService(o.db)
	o.tenant, o.ctx = o.add("bjorkvik", "0001", "Björkviks kommun")
	o.queue, o.svc = o.worker(o.db)
	o.reg.TellBy(o.svc)
	return o
}

func (o *office) add(slug, code, name string) (*tenant.Tenant, context.Context) {
	o.t.Helper()
	ctx := identity.AsOperator(o.t.Context())
	t, err := o.tenants.Add(ctx, tenant.New{Slug: slug, Code: code, Name: name})
	o.must(err)
	return t, within(ctx, t)
}

func within(ctx context.Context, t *tenant.Tenant) context.Context {
	return tenant.With(postgres.WithTenant(ctx, t.ID), t)
}

// process gives the service of another process.
func (o *office) process(db *postgres.DB) *reminder.Service {
	_, svc := o.worker(db)
	return svc
}

func (o *office) worker(db *postgres.DB) (*jobs.Runner, *reminder.Service) {
	queue := jobs.New(db, jobs.Options{Enter: func(ctx context.Context, id uuid.UUID) (context.Context, error) {
		t, err := o.tenants.ByID(ctx, id)
		if err != nil {
			return nil, err
		}
		return within(identity.AsWorker(ctx), t), nil
	}})
	return queue, reminder.NewService(db, queue, o.post, o.tenants, "https://kanalkoll.example", append(register.EventRules(), register.NoContactRule())...)
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) user(name string, role identity.Role, units ...tenant.Unit) identity.User {
	o.t.Helper()
	roles := []identity.RoleIn{{Role: role}}
	if len(units) > 0 {
		roles[0].UnitID = units[0].ID
	}
	_, err := o.people.AddUser(o.ctx, identity.Person{Name: name, Email: strings.ToLower(name) + "@bjorkvik.example"}, roles, "granar doftar i regn")
	o.must(err)
	users, err := o.people.Users(o.ctx)
	o.must(err)
	for _, u := range users {
		if u.Person.Name == name {
			return u
		}
	}
	o.t.Fatalf("no user %s", name)
	return identity.User{}
}

func (o *office) unit(name string) tenant.Unit {
	o.t.Helper()
	u, err := o.tenants.AddUnit(o.ctx, name, uuid.Nil)
	o.must(err)
	return u
}

func (o *office) communications() tenant.Unit {
	o.t.Helper()
	units, err := o.tenants.Units(o.ctx)
	o.must(err)
	return units[0]
}

// account registers an open account without a contact, opened today unless in says otherwise.
func (o *office) account(name string, unit tenant.Unit, change ...func(*register.Input)) *register.Account {
	o.t.Helper()
	in := register.Input{Platform: "instagram", Address: strings.ToLower(name), Name: name, UnitID: unit.ID.String()}
	for _, c := range change {
		c(&in)
	}
	a, err := o.reg.Add(o.ctx, in, true)
	o.must(err)
	return a
}

func (o *office) giveContact(a *register.Account) {
	o.t.Helper()
	in := register.InputOf(a)
	in.Contact = "Receptionen"
	_, err := o.reg.Edit(o.ctx, a.Ref, a.Version, in)
	o.must(err)
}

func (o *office) pass(on clock.Date, dryRun bool) []reminder.Planned {
	o.t.Helper()
	list, err := o.svc.Pass(o.ctx, on, dryRun)
	o.must(err)
	return list
}

// remind runs the command's pass and gives its rows.
func (o *office) remind(svc *reminder.Service, dryRun bool) ([]string, error) {
	o.t.Helper()
	var b strings.Builder
	err := svc.Remind(o.ctx, &b, day, dryRun)
	return strings.Split(strings.TrimSuffix(b.String(), "\r\n"), "\r\n")[1:], err
}

// letters gives the ids of letters in the state.
func (o *office) letters(state string) []uuid.UUID {
	o.t.Helper()
	return query[uuid.UUID](o, `SELECT id FROM reminder_letter WHERE state = '`+state+`' ORDER BY created_at, id`)
}

func query[T any](o *office, sql string) []T {
	o.t.Helper()
	var list []T
	o.must(o.db.InSystem(o.ctx, "test", func(tx *postgres.Tx) error {
		rows, err := tx.Query(o.ctx, sql)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var v T
			if err := rows.Scan(&v); err != nil {
				return err
			}
			list = append(list, v)
		}
		return rows.Err()
	}))
	return list
}

// post keeps letters. Before and after, if set, run when one comes and when it is taken.
type post struct {
	mu     sync.Mutex
	taken  []mail.Message
	before func(mail.Message) error
	after  func(mail.Message) error
}

func (p *post) Send(_ context.Context, m mail.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.before != nil {
		if err := p.before(m); err != nil {
			return err
		}
	}
	p.taken = append(p.taken, m)
	if p.after != nil {
		return p.after(m)
	}
	return nil
}

func (p *post) letters() []mail.Message {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]mail.Message(nil), p.taken...)
}

// refusal is a mail server's permanent no, made by a sender that checks as the real ones do.
func refusal(t *testing.T) error {
	t.Helper()
	err := mail.Dir(t.TempDir(), mail.Address{Email: "k@kanalkoll.example"}, clock.Fixed(noon)).Send(t.Context(), mail.Message{ID: "x@y", To: mail.Address{Email: "no address"}, Subject: "s", Text: "t"})
	if !mail.IsPermanent(err) {
		t.Fatalf("want a permanent refusal, got %v", err)
	}
	return err
}

var errAway = errors.New("dial: the server for anna@bjorkvik.example is away")
