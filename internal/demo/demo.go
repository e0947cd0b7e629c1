// Package demo fills the fictitious municipality of Björkvik, through the same services that people use.
package demo

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/tenant"
)

// Slug is the demo municipality's name in addresses.
const Slug = "bjorkvik"

// Office is what the demo is filled through.
type Office struct {
	DB         *postgres.DB
	Tenants    *tenant.Service
	People     *identity.Service
	Register   *register.Service
	Checklists *checklist.Service
	Rosters    *roster.Service
}

// Fill makes the municipality, or what is missing of it: it can be run again after it was cut off, and does nothing
// when all is there. A municipality of that name that is not the demo's is a Conflict.
func Fill(ctx context.Context, o Office) error {
	t, err := municipality(ctx, o)
	if err != nil {
		return err
	}
	ctx = tenant.With(postgres.WithTenant(ctx, t.ID), t)
	units, err := fillUnits(ctx, o)
	if err != nil {
		return fmt.Errorf("units: %w", err)
	}
	if err := fillPeople(ctx, o, units); err != nil {
		return fmt.Errorf("people: %w", err)
	}
	crew, err := muster(ctx, o)
	if err != nil {
		return err
	}
	if err := fillAccounts(crew.as(ctx, keeper), o, units); err != nil {
		return fmt.Errorf("accounts: %w", err)
	}
	if err := fillChecklists(ctx, o, crew); err != nil {
		return fmt.Errorf("checklists: %w", err)
	}
	if err := fillRosters(crew.as(ctx, keeper), o, crew); err != nil {
		return fmt.Errorf("rosters: %w", err)
	}
	return nil
}

func municipality(ctx context.Context, o Office) (*tenant.Tenant, error) {
	t, err := o.Tenants.BySlug(ctx, Slug)
	if fault.Is(err, fault.NotFoundKind) {
		return o.Tenants.Add(ctx, tenant.New{Slug: Slug, Name: "Björkviks kommun", Code: "9999", Demo: true,
			ContactText: "Björkviks kommun, kommunikationsavdelningen", ContactPhone: "0555-10 00 00",
			ContactEmail: "kontakt@bjorkvik.example", Website: website})
	}
	if err == nil && !t.Demo {
		return nil, fault.Conflict("tenant.taken", "Slug", Slug, "Code", t.Code)
	}
	return t, err
}

func fillUnits(ctx context.Context, o Office) (map[string]uuid.UUID, error) {
	have, err := o.Tenants.Units(ctx)
	if err != nil {
		return nil, err
	}
	ids := map[string]uuid.UUID{}
	for _, u := range have {
		ids[u.Name] = u.ID
	}
	for _, u := range units {
		if _, ok := ids[u.name]; ok {
			continue
		}
		made, err := o.Tenants.AddUnit(ctx, u.name, ids[u.above])
		if err != nil {
			return nil, err
		}
		ids[u.name] = made.ID
	}
	return ids, nil
}

func fillPeople(ctx context.Context, o Office, units map[string]uuid.UUID) error {
	have, err := o.People.People(ctx, "")
	if err != nil {
		return err
	}
	known, logins := map[string]bool{}, map[string]bool{}
	for _, p := range have {
		known[p.Email], logins[p.Email] = true, p.UserID != uuid.Nil
	}
	for _, p := range people {
		person := identity.Person{Name: p.name, Title: p.title, Email: email(p.name), Phone: p.phone, UnitID: units[p.unit]}
		switch {
		case logins[person.Email], known[person.Email] && p.role == "":
		case p.role == "":
			_, err = o.People.AddPerson(ctx, person)
		default:
			// Nobody knows this password: the demo is entered by its buttons.
			_, err = o.People.AddUser(ctx, person, rolesOf(p.name, p.role, units[p.unit], units), rand.Text())
		}
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return nil
}

// rolesOf gives the roles of somebody of the unit: operations people answer for it, all others for the municipality.
func rolesOf(name string, role identity.Role, unit uuid.UUID, units map[string]uuid.UUID) []identity.RoleIn {
	if role != identity.Operations {
		return []identity.RoleIn{{Role: role}}
	}
	roles := []identity.RoleIn{{Role: role, UnitID: unit}}
	if also := alsoFor[name]; also != "" {
		roles = append(roles, identity.RoleIn{Role: role, UnitID: units[also]})
	}
	return roles
}

// email makes "linnea.forsberg@bjorkvik.example".
func email(name string) string {
	return strings.ReplaceAll(tenant.MakeSlug(name), "-", ".") + "@bjorkvik.example"
}

func fillAccounts(ctx context.Context, o Office, units map[string]uuid.UUID) error {
	have, _, err := o.Register.List(ctx, register.Filter{})
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, x := range have {
		known[x.Name+string(x.Platform)], known[address(string(x.Platform), x.Handle)] = true, true
	}
	for i, x := range accounts {
		if known[x.name+x.platform] || known[address(x.platform, x.handle)] {
			continue
		}
		if err := addAccount(ctx, o, x, units[x.unit]); err != nil {
			return fmt.Errorf("%s on %s: %w", x.name, x.platform, err)
		}
		if x.state == "" && i%4 != 3 { // every fourth profile nobody has looked at yet
			if err := checkProfile(ctx, o, x, i%4 == 2); err != nil {
				return fmt.Errorf("profile of %s on %s: %w", x.name, x.platform, err)
			}
		}
	}
	return nil
}

func addAccount(ctx context.Context, o Office, x account, unit uuid.UUID) error {
	in := register.Input{Platform: x.platform, Address: x.handle, Name: x.name, UnitID: unit.String(), Kind: "page", Purpose: x.purpose,
		TargetGroup: x.group, Language: "sv", Sender: "logotype", UnitPage: unitPage(x.unit),
		ContentPage: contentPage, OpenedOn: x.opened}
	if x.contact != "" {
		in.Contact = email(x.contact)
	}
	made, err := o.Register.Add(ctx, in, x.state == "" || x.state == "closing" || x.state == "closed")
	if err != nil {
		return err
	}
	step := register.StepInput{ClosedOn: x.closed, ClosingReason: x.reason, ClosingNotice: x.notice, FinalCapture: "taken", FinalCaptureNote: "Kommunarkivet, mappen Sociala medier"}
	return o.DB.InTenant(ctx, func(tx *postgres.Tx) error {
		a, err := register.LockTx(ctx, tx, made.ID)
		if err != nil {
			return err
		}
		step.ClosingOn = clock.On(tx.Now, tenant.ZoneOf(ctx)).AddDays(closesIn).String()
		for _, name := range stepsTo[x.state] {
			if err := o.Register.TakeTx(ctx, tx, a, name, step); err != nil {
				return err
			}
		}
		return nil
	})
}

// checkProfile answers what the account's profile must show: all is met, or the link to how content is handled is missing.
func checkProfile(ctx context.Context, o Office, x account, lacks bool) error {
	list, _, err := o.Register.List(ctx, register.Filter{Q: x.name, Platform: x.platform})
	if err != nil {
		return err
	}
	for _, a := range list {
		if a.Name != x.name {
			continue
		}
		sheet, err := o.Register.Duties(ctx, a.Ref)
		if err != nil {
			return err
		}
		answers := map[string]register.DutyAnswer{}
		for _, it := range sheet.Items {
			answers[it.Key] = register.DutyAnswer{State: string(register.DutyMet)}
		}
		if lacks {
			answers["content_link"] = register.DutyAnswer{State: string(register.DutyUnmet), Note: "Länken togs bort när sidan gjordes om."}
		}
		if _, err := o.Register.SaveDuties(ctx, a.Ref, sheet.Version, answers); err != nil {
			return err
		}
	}
	return nil
}

// closesIn is in how many days the demo's closing accounts are to be closed.
const closesIn = 30

// stepsTo are the steps from a new account to a state of the demo's accounts. What goes through a checklist is not among
// them.
var stepsTo = map[string][]string{
	"closing": {"start_closing"},
	"closed":  {"close"},
}
