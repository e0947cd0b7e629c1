package demo

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
)

// Whose name stands under what.
const (
	keeper    = "Linnea Forsberg" // keeps the register and reviews
	registrar = "Mats Holm"       // gives case numbers
	archivist = "Birgitta Åkesson"
)

// crew are the demo's people by name, so that the history names somebody.
type crew struct {
	who    map[string]checklist.Who
	logins map[string]*identity.Principal
}

func muster(ctx context.Context, o Office) (crew, error) {
	c := crew{who: map[string]checklist.Who{}, logins: map[string]*identity.Principal{}}
	directory, err := o.People.People(ctx, "")
	if err != nil {
		return c, err
	}
	for _, p := range directory {
		c.who[p.Name] = checklist.Who{ID: p.ID, Name: p.Name}
	}
	users, err := o.People.Users(ctx)
	for _, u := range users {
		p := &identity.Principal{UserID: u.ID, PersonID: u.Person.ID, Name: u.Person.Name}
		for _, r := range u.Roles {
			p.Grants = append(p.Grants, identity.Grant{Role: r.Role, UnitID: r.UnitID, Units: map[uuid.UUID]bool{r.UnitID: true}})
		}
		c.logins[u.Person.Name] = p
	}
	return c, err
}

// as gives the context in which somebody works; the operator's where there is no such login any more.
func (c crew) as(ctx context.Context, name string) context.Context {
	if p := c.logins[name]; p != nil {
		return identity.With(ctx, p)
	}
	return ctx
}

// answers reports whether somebody is of the operations people who answer for the unit.
func (c crew) answers(name string, unit uuid.UUID) bool {
	p := c.logins[name]
	return p.Has(identity.Operations) && p.MayIn(identity.ChecklistAnswer, unit)
}

// address is what an account is known by.
func address(on, handle string) string { return on + " " + strings.ToLower(handle) }

// fillChecklists makes the checklists, each as far as it is to come. What people have done with one since stays.
func fillChecklists(ctx context.Context, o Office, c crew) error {
	list, _, err := o.Register.List(ctx, register.Filter{})
	if err != nil {
		return err
	}
	refs := map[string]*register.Account{}
	for _, a := range list {
		refs[address(string(a.Platform), a.Handle)] = a
	}
	described := map[string]account{}
	for _, x := range accounts {
		described[address(x.platform, x.handle)] = x
	}
	for _, w := range cases {
		key := address(w.platform, w.handle)
		a := refs[key]
		if a == nil || a.Status.Over() {
			continue // somebody has ended it or changed its address
		}
		if err := (worker{o, c, ctx, w, described[key]}).fill(a); err != nil {
			return fmt.Errorf("%s on %s: %w", w.handle, w.platform, err)
		}
	}
	return nil
}

// worker brings one checklist to its stage.
type worker struct {
	Office
	crew crew
	ctx  context.Context
	want checklistCase
	x    account
}

func (w worker) fill(a *register.Account) error {
	have, err := w.Checklists.OfAccount(w.ctx, a.Ref)
	if err != nil {
		return err
	}
	var sheet *checklist.Sheet
	for _, c := range have {
		if c.Name != w.want.name {
			continue
		}
		if c.State == checklist.Returned || c.State == checklist.Approved || c.State == checklist.Submitted && w.want.until == submitted {
			return nil
		}
		if sheet, err = w.Checklists.Get(w.ctx, c.ID); err != nil {
			return err
		}
	}
	by := w.author(w.want.by, a.UnitID)
	if sheet == nil {
		c, err := w.Checklists.StartFor(by, a.Ref, w.want.name)
		if err == nil {
			sheet, err = w.Checklists.Get(by, c.ID)
		}
		if err != nil {
			return err
		}
	}
	switch steps := len(sheet.Records); {
	case steps == 0:
		if err := w.answer(by, sheet); err != nil {
			return err
		}
		if w.want.until < submitted {
			return nil
		}
		if _, err := w.Checklists.Submit(by, sheet.ID); err != nil {
			return named(err)
		}
	case steps > 1 || sheet.State != checklist.Submitted: // people have gone on with it
		return nil
	}
	switch w.want.until {
	case returned:
		return w.sendBack(sheet)
	case approved:
		_, err := w.Checklists.Approve(w.crew.as(w.ctx, keeper), sheet.ID, checklist.ApproveInput{CaseNumber: w.want.number})
		return named(err)
	}
	return nil
}

// author gives the context of somebody who may answer for the unit, or else the operator's.
func (w worker) author(name string, unit uuid.UUID) context.Context {
	if w.crew.logins[name].MayIn(identity.ChecklistAnswer, unit) {
		return w.crew.as(w.ctx, name)
	}
	return w.ctx
}

// answer saves what is to be answered and has no answer yet.
func (w worker) answer(by context.Context, sheet *checklist.Sheet) error {
	answers := legalAnswers()
	count := len(sheet.Items)
	if w.want.name == checklist.Startup {
		answers = startupAnswers(w.x, w.crew.who[w.want.by], w.crew.who[w.want.with], sheet.Facts.Today)
		switch w.want.until {
		case begun:
			count /= 3
		case nearly:
			count -= 3
		}
	}
	for i, it := range sheet.Items[:count] {
		in, ok := answers[it.Point.Key]
		if !ok || it.Answer.Version > 0 {
			continue
		}
		who := by
		if i%3 == 2 && w.crew.answers(w.want.with, sheet.UnitID) {
			who = w.author(w.want.with, sheet.UnitID)
		}
		if _, err := w.Checklists.Save(who, sheet.ID, it.Point.Key, checklist.SaveInput{Fields: in}); err != nil {
			return fmt.Errorf("%s: %w", it.Point.Key, named(err))
		}
	}
	if w.want.until == begun && w.want.name == checklist.Startup {
		return w.Checklists.Assign(by, sheet.ID, "records", w.crew.who[archivist].ID)
	}
	if it := sheet.Item("handling"); it != nil && len(sheet.Files) == 0 {
		return w.Checklists.AddFile(by, sheet.ID, "handling", "file", "Rutin för allmänna handlingar.txt", strings.NewReader(routine))
	}
	return nil
}

// sendBack reviews it: most points are accepted, the one about monitoring goes back.
func (w worker) sendBack(sheet *checklist.Sheet) error {
	reviewer := w.crew.as(w.ctx, keeper)
	if err := w.Checklists.SetCaseNumber(w.crew.as(w.ctx, registrar), sheet.ID, w.want.number); err != nil {
		return err
	}
	for i, it := range sheet.Items {
		verdict, comment := checklist.Accepted, ""
		switch {
		case it.Point.Key == "monitoring":
			verdict, comment = checklist.Back, "Ni är lediga samma veckor båda två. Vem tittar på kontot under loven? Lägg till en ersättare som arbetar då."
		case i > 12:
			continue // not looked at yet
		}
		if err := w.Checklists.Judge(reviewer, sheet.ID, it.Point.Key, verdict, comment); err != nil {
			return err
		}
	}
	_, err := w.Checklists.SendBack(reviewer, sheet.ID)
	return err
}

// named adds to an error at which fields it was.
func named(err error) error {
	f := fault.As(err)
	if f == nil {
		return err
	}
	var fields []string
	for _, x := range f.Fields {
		fields = append(fields, x.Name+" "+x.Key)
	}
	return fmt.Errorf("%w: %s", err, strings.Join(fields, ", "))
}

const (
	website     = "https://www.bjorkvik.example"
	contentPage = website + "/sociala-medier"
)

// unitPage is a unit's page on the municipality's website.
func unitPage(unit string) string { return website + "/" + tenant.MakeSlug(unit) }
