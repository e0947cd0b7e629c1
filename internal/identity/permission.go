package identity

import (
	"context"

	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/tenant"
)

// Role is what somebody is to the municipality.
type Role string

// The roles.
const (
	Admin          Role = "admin"
	Communications Role = "communications"
	Operations     Role = "operations"
	Archivist      Role = "archivist"
	Registrar      Role = "registrar"
	Reader         Role = "reader"
)

// Roles lists them in the order of menus and tables.
var Roles = []Role{Admin, Communications, Operations, Archivist, Registrar, Reader}

// ParseRole gives the role of that name.
func ParseRole(s string) (Role, bool) {
	for _, r := range Roles {
		if string(r) == s {
			return r, true
		}
	}
	return "", false
}

// Action is one thing that needs permission.
type Action string

// The actions. The name's first part is the room.
const (
	AccountView         Action = "account.view"          // see the register with everything in it
	AccountCreate       Action = "account.create"        // register an account
	AccountEdit         Action = "account.edit"          // change what the register says of an account
	AccountApprove      Action = "account.approve"       // say that an account may be opened, or may not
	AccountOpen         Action = "account.open"          // open an approved account, and see it published
	AccountStartClosing Action = "account.start_closing" // say that an account will be closed, and take that back
	AccountClose        Action = "account.close"         // finish closing
	AccountImport       Action = "account.import"        // take in a file of accounts
	PeopleView          Action = "people.view"
	PeopleEdit          Action = "people.edit"
	UsersManage         Action = "user.manage" // invite, change roles, disable, end sessions
	UnitsEdit           Action = tenant.ActUnits
	SettingsEdit        Action = tenant.ActSettings
	AuditView           Action = "audit.view"
	RemindersView       Action = "reminder.view"
	RemindersRun        Action = "reminder.run"
	TenantAdd           Action = tenant.ActAdd

	ChecklistView      Action = "checklist.view"      // see checklists and what they ask
	ChecklistAnswer    Action = "checklist.answer"    // begin a checklist, answer its points and hand it in
	ChecklistReview    Action = "checklist.review"    // judge what was handed in
	ChecklistCase      Action = "checklist.case"      // note the number under which it is registered
	ChecklistTemplates Action = "checklist.templates" // change what the municipality's checklists ask

	RosterView  Action = "roster.view"    // see who watches which account, and when nobody does
	RosterEdit  Action = "roster.edit"    // say who watches an account, who is away and who covers
	CustodyKeep Action = "roster.custody" // see and change who can get into an account
	CrisisEdit  Action = "roster.crisis"  // change the municipality's own call list
)

// Scope is how far a permission reaches.
type Scope int

// The scopes: nowhere, in the units the role was given for and those below them, everywhere in the municipality.
const (
	Nowhere Scope = iota
	OwnUnits
	Everywhere
)

// Permissions is the one table of who may do what. What is not in it nobody may do. It is rendered into docs/permissions.md.
var Permissions = map[Action]map[Role]Scope{
	AccountView:         {Admin: Everywhere, Communications: Everywhere, Operations: OwnUnits, Archivist: Everywhere, Registrar: Everywhere, Reader: Everywhere},
	AccountCreate:       {Admin: Everywhere, Communications: Everywhere},
	AccountEdit:         {Admin: Everywhere, Communications: Everywhere, Operations: OwnUnits},
	AccountApprove:      {Admin: Everywhere, Communications: Everywhere},
	AccountOpen:         {Admin: Everywhere, Communications: Everywhere, Operations: OwnUnits},
	AccountStartClosing: {Admin: Everywhere, Communications: Everywhere, Operations: OwnUnits},
	AccountClose:        {Admin: Everywhere, Communications: Everywhere},
	AccountImport:       {Admin: Everywhere, Communications: Everywhere},
	PeopleView:          {Admin: Everywhere, Communications: Everywhere, Operations: Everywhere, Archivist: Everywhere, Registrar: Everywhere},
	PeopleEdit:          {Admin: Everywhere, Communications: Everywhere},
	UsersManage:         {Admin: Everywhere},
	UnitsEdit:           {Admin: Everywhere, Communications: Everywhere},
	SettingsEdit:        {Admin: Everywhere, Communications: Everywhere},
	AuditView:           {Admin: Everywhere},
	RemindersView:       {Admin: Everywhere, Communications: Everywhere, Operations: OwnUnits},
	RemindersRun:        {},
	TenantAdd:           {},

	ChecklistView:      {Admin: Everywhere, Communications: Everywhere, Operations: OwnUnits, Archivist: Everywhere, Registrar: Everywhere, Reader: Everywhere},
	ChecklistAnswer:    {Admin: Everywhere, Communications: Everywhere, Operations: OwnUnits},
	ChecklistReview:    {Admin: Everywhere, Communications: Everywhere},
	ChecklistCase:      {Admin: Everywhere, Communications: Everywhere, Registrar: Everywhere},
	ChecklistTemplates: {Admin: Everywhere, Communications: Everywhere},

	RosterView:  {Admin: Everywhere, Communications: Everywhere, Operations: OwnUnits, Archivist: Everywhere, Registrar: Everywhere, Reader: Everywhere},
	RosterEdit:  {Admin: Everywhere, Communications: Everywhere, Operations: OwnUnits},
	CustodyKeep: {Admin: Everywhere, Communications: Everywhere, Operations: OwnUnits},
	CrisisEdit:  {Admin: Everywhere, Communications: Everywhere},
}

// Actions lists the actions in the table's order.
var Actions = []Action{AccountView, AccountCreate, AccountEdit, AccountApprove, AccountOpen, AccountStartClosing, AccountClose, AccountImport, PeopleView, PeopleEdit,
	UsersManage, UnitsEdit, SettingsEdit, AuditView, RemindersView, RemindersRun, TenantAdd,
	ChecklistView, ChecklistAnswer, ChecklistReview, ChecklistCase, ChecklistTemplates,
	RosterView, RosterEdit, CustodyKeep, CrisisEdit}

// Grant is a role, for the whole municipality or for a unit and those below it.
type Grant struct {
	Role   Role
	UnitID uuid.UUID          // uuid.Nil: the whole municipality
	Units  map[uuid.UUID]bool // UnitID and every unit below it
}

// Principal is who is signed in, or the system acting for an operator or a job.
type Principal struct {
	UserID    uuid.UUID
	PersonID  uuid.UUID
	SessionID uuid.UUID
	Name      string
	Title     string
	Email     string
	Language  string
	UnitName  string
	Grants    []Grant
	system    bool
}

type principalKey struct{}

// With puts who acts into the context, for permission checks and for the log.
func With(ctx context.Context, p *Principal) context.Context {
	ctx = audit.WithActor(ctx, audit.Actor{Kind: audit.User, ID: p.UserID})
	return context.WithValue(ctx, principalKey{}, p)
}

// AsOperator gives a context that acts for somebody at the installation's command line: everything is allowed, and
// the log says operator.
func AsOperator(ctx context.Context) context.Context { return asSystem(ctx, audit.Operator) }

// AsWorker is AsOperator for a job.
func AsWorker(ctx context.Context) context.Context { return asSystem(ctx, audit.Worker) }

func asSystem(ctx context.Context, kind string) context.Context {
	ctx = audit.WithActor(ctx, audit.Actor{Kind: kind})
	return context.WithValue(ctx, principalKey{}, &Principal{system: true})
}

// Of gives who acts, nil where nobody is signed in.
func Of(ctx context.Context) *Principal {
	p, _ := ctx.Value(principalKey{}).(*Principal)
	return p
}

// Has reports whether p has the role, for any unit.
func (p *Principal) Has(r Role) bool {
	if p == nil {
		return false
	}
	for _, g := range p.Grants {
		if g.Role == r {
			return true
		}
	}
	return false
}

// May reports whether p may do a somewhere.
func (p *Principal) May(a Action) bool {
	if p == nil {
		return false
	}
	if p.system {
		return true
	}
	for _, g := range p.Grants {
		if Permissions[a][g.Role] != Nowhere {
			return true
		}
	}
	return false
}

// MayIn reports whether p may do a to something of the unit.
func (p *Principal) MayIn(a Action, unit uuid.UUID) bool {
	all, units := p.Reach(a)
	return all || units[unit]
}

// Reach gives where p may do a: everywhere, or in the units of the set (which may be empty).
func (p *Principal) Reach(a Action) (everywhere bool, units map[uuid.UUID]bool) {
	if p == nil {
		return false, nil
	}
	if p.system {
		return true, nil
	}
	units = map[uuid.UUID]bool{}
	for _, g := range p.Grants {
		scope := Permissions[a][g.Role]
		switch {
		case scope == Nowhere:
		case scope == Everywhere && g.UnitID == uuid.Nil, scope == OwnUnits && g.UnitID == uuid.Nil:
			return true, nil
		default: // a role that was given for a unit reaches no further than it
			for u := range g.Units {
				units[u] = true
			}
		}
	}
	return false, units
}

// Within gives where the context's principal may do a, for narrowing a list: everywhere, or with onlyIn in the units,
// which may be none. Whoever may do it nowhere gets Forbidden.
func Within(ctx context.Context, a Action) (onlyIn bool, units []uuid.UUID, err error) {
	if err := Require(ctx, a); err != nil {
		return false, nil, err
	}
	all, set := Of(ctx).Reach(a)
	units = make([]uuid.UUID, 0, len(set))
	for u := range set {
		units = append(units, u)
	}
	return !all, units, nil
}

// Require refuses, with Forbidden, an act that the context's principal may do nowhere.
func Require(ctx context.Context, a Action) error {
	if !Of(ctx).May(a) {
		return fault.Forbidden()
	}
	return nil
}

// RequireEverywhere refuses an act that concerns the whole municipality to those who may do it in some units only.
func RequireEverywhere(ctx context.Context, a Action) error {
	if all, _ := Of(ctx).Reach(a); !all {
		return fault.Forbidden()
	}
	return nil
}

// RequireIn refuses an act on something of the unit.
func RequireIn(ctx context.Context, a Action, unit uuid.UUID) error {
	if !Of(ctx).MayIn(a, unit) {
		return fault.Forbidden()
	}
	return nil
}

// Permit is RequireEverywhere for rooms below this one, which name the act by a string.
func Permit(ctx context.Context, act string) error { return RequireEverywhere(ctx, Action(act)) }
