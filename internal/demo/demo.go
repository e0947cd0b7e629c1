// Package demo fills the fictitious municipality of Björkvik, through the same services that people use.
package demo

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/postgres"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
)

// Slug is the demo municipality's name in addresses.
const Slug = "bjorkvik"

// Office is what the demo is filled through.
type Office struct {
	DB       *postgres.DB
	Tenants  *tenant.Service
	People   *identity.Service
	Register *register.Service
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
	keeper, err := communicator(ctx, o)
	if err != nil {
		return err
	}
	if err := fillAccounts(keeper, o, units); err != nil {
		return fmt.Errorf("accounts: %w", err)
	}
	return nil
}

func municipality(ctx context.Context, o Office) (*tenant.Tenant, error) {
	t, err := o.Tenants.BySlug(ctx, Slug)
	if fault.Is(err, fault.NotFoundKind) {
		return o.Tenants.Add(ctx, tenant.New{Slug: Slug, Name: "Björkviks kommun", Code: "9999", Demo: true,
			ContactText: "Björkviks kommun, kommunikationsavdelningen", ContactPhone: "0555-10 00 00",
			ContactEmail: "kontakt@bjorkvik.example", Website: "https://www.bjorkvik.example"})
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
	known := map[string]bool{}
	for _, p := range have {
		known[p.Email] = true
	}
	for _, p := range people {
		person := identity.Person{Name: p.name, Title: p.title, Email: email(p.name), Phone: p.phone, UnitID: units[p.unit]}
		if known[person.Email] {
			continue
		}
		if p.role == "" {
			_, err = o.People.AddPerson(ctx, person)
		} else {
			in := identity.RoleIn{Role: p.role}
			if p.role == identity.Operations {
				in.UnitID = units[p.unit]
			}
			// Nobody knows this password: the demo is entered by its buttons.
			_, err = o.People.AddUser(ctx, person, []identity.RoleIn{in}, rand.Text())
		}
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return nil
}

// email makes "linnea.forsberg@bjorkvik.example".
func email(name string) string {
	return strings.ReplaceAll(tenant.MakeSlug(name), "-", ".") + "@bjorkvik.example"
}

// communicator gives the context in which the first communicator works, so that the demo's history names somebody.
func communicator(ctx context.Context, o Office) (context.Context, error) {
	users, err := o.People.Users(ctx)
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		for _, r := range u.Roles {
			if r.Role == identity.Communications {
				return identity.With(ctx, &identity.Principal{UserID: u.ID, PersonID: u.Person.ID, Name: u.Person.Name,
					Grants: []identity.Grant{{Role: identity.Communications}}}), nil
			}
		}
	}
	return ctx, nil
}

func fillAccounts(ctx context.Context, o Office, units map[string]uuid.UUID) error {
	have, _, err := o.Register.List(ctx, register.Filter{})
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, x := range have {
		known[x.Name+string(x.Platform)] = true
	}
	for i, x := range accounts {
		if known[x.name+x.platform] {
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
		TargetGroup: x.group, Language: "sv", Sender: "logotype", UnitPage: "https://www.bjorkvik.example/" + tenant.MakeSlug(x.unit),
		ContentPage: "https://www.bjorkvik.example/sociala-medier", OpenedOn: x.opened}
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

// stepsTo are the steps from a new account to a state of the demo's accounts.
var stepsTo = map[string][]string{
	"submitted": {"submit"},
	"returned":  {"submit", "return"},
	"approved":  {"submit", "approve"},
	"closing":   {"start_closing"},
	"closed":    {"close"},
}
