package registerweb

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
)

// readInput decodes the form of an account.
func readInput(form url.Values) register.Input {
	return register.Input{
		Platform: form.Get("platform"), Address: strings.TrimSpace(form.Get("address")), Name: form.Get("name"), UnitID: form.Get("unit"), Kind: form.Get("kind"),
		Purpose: form.Get("purpose"), TargetGroup: form.Get("target_group"), MainMessage: form.Get("main_message"), Language: form.Get("language"),
		Sender: form.Get("sender"), UnitPage: form.Get("unit_page"), ContentPage: form.Get("content_page"), Contact: form.Get("contact"),
		OpenedOn: readDate(form, "opened_on"), ClosedOn: readDate(form, "closed_on"),
		CrisisUse: form.Get("crisis_use"), CrisisText: form.Get("crisis_text"), ClosingOn: readDate(form, "closing_on"),
		ClosingReason: form.Get("closing_reason"), ClosingNotice: form.Get("closing_notice"), FollowersTo: form.Get("followers_to"),
	}
}

// readDate gives the ISO date of three numbers, or what was typed where they are none, which the register refuses.
func readDate(form url.Values, name string) string {
	d, typed, ok := page.ReadDateParts(form, name)
	if ok {
		return d.String()
	}
	return typed
}

// part is a field of the form by its control's name, in the form's order, to compare what two people wrote.
type part struct {
	name string
	get  func(*register.Input) *string
}

var parts = []part{
	{"address", func(in *register.Input) *string { return &in.Address }},
	{"platform", func(in *register.Input) *string { return &in.Platform }},
	{"name", func(in *register.Input) *string { return &in.Name }},
	{"unit", func(in *register.Input) *string { return &in.UnitID }},
	{"kind", func(in *register.Input) *string { return &in.Kind }},
	{"purpose", func(in *register.Input) *string { return &in.Purpose }},
	{"target_group", func(in *register.Input) *string { return &in.TargetGroup }},
	{"main_message", func(in *register.Input) *string { return &in.MainMessage }},
	{"language", func(in *register.Input) *string { return &in.Language }},
	{"sender", func(in *register.Input) *string { return &in.Sender }},
	{"unit_page", func(in *register.Input) *string { return &in.UnitPage }},
	{"content_page", func(in *register.Input) *string { return &in.ContentPage }},
	{"crisis_use", func(in *register.Input) *string { return &in.CrisisUse }},
	{"crisis_text", func(in *register.Input) *string { return &in.CrisisText }},
	{"contact", func(in *register.Input) *string { return &in.Contact }},
	{"opened_on", func(in *register.Input) *string { return &in.OpenedOn }},
	{"closed_on", func(in *register.Input) *string { return &in.ClosedOn }},
	{"closing_reason", func(in *register.Input) *string { return &in.ClosingReason }},
	{"closing_on", func(in *register.Input) *string { return &in.ClosingOn }},
	{"closing_notice", func(in *register.Input) *string { return &in.ClosingNotice }},
	{"followers_to", func(in *register.Input) *string { return &in.FollowersTo }},
}

// base writes what the form was filled with into the form itself, so that a conflict can tell what each of two people
// has changed; readBase reads it, false where it is missing or not ours.
func base(in register.Input) string {
	b, err := json.Marshal(in)
	if err != nil {
		return "" // strings always marshal
	}
	return string(b)
}

func readBase(s string) (register.Input, bool) {
	var in register.Input
	if s == "" || json.Unmarshal([]byte(s), &in) != nil {
		return in, false
	}
	return in, true
}

// formView is what the form of a new or a known account shows.
type formView struct {
	in       register.Input
	problems page.Problems
	exists   *page.Link // the account that already has the address
	units    []page.Option
	contacts []identity.Person

	account *register.Account // nil for a new one
	version int
	base    register.Input
	clash   *clash
}

// clash is what somebody else saved meanwhile.
type clash struct {
	who, when string
	fields    []page.Clash
}

// mostContacts is how many people the field for the contact proposes.
const mostContacts = 500

// fill gives the form the choices that the municipality has.
func (h *Handlers) fill(ctx context.Context, v *formView) error {
	a := identity.AccountCreate
	if v.account != nil {
		a = identity.AccountEdit
	}
	units, err := h.tenants.Units(ctx)
	if err != nil {
		return err
	}
	v.units = UnitOptions(ctx, units, a, i18n.T(ctx, "registerweb.form.choose_unit"))
	if len(v.units) == 2 && v.in.UnitID == "" {
		v.in.UnitID = v.units[1].Value
	}
	if !identity.Of(ctx).May(identity.PeopleView) {
		return nil
	}
	people, err := h.people.People(ctx, "")
	if err != nil {
		return err
	}
	for _, p := range people {
		if p.Email != "" && len(v.contacts) < mostContacts {
			v.contacts = append(v.contacts, p)
		}
	}
	return nil
}

// refuse keeps what was typed and says what to correct; an error of another kind it gives back.
func (v *formView) refuse(ctx context.Context, err error) error {
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != fault.InvalidKind {
		return err
	}
	v.problems = inOrder(page.ProblemsOf(ctx, f, ""))
	for _, field := range f.Fields {
		if field.Key != "register.exists" {
			continue
		}
		if ref := argument(field, "Ref"); ref != "" {
			v.exists = &page.Link{Label: i18n.T(ctx, "registerweb.form.exists", "Name", argument(field, "Name")), Href: accountURL(ctx, ref, "")}
		}
	}
	return nil
}

// inOrder puts the problems in the order of the form's fields.
func inOrder(problems page.Problems) page.Problems {
	place := func(p page.Problem) int {
		return slices.IndexFunc(parts, func(f part) bool { return f.name == p.Name })
	}
	slices.SortStableFunc(problems, func(a, b page.Problem) int { return cmp.Compare(place(a), place(b)) })
	return problems
}

func argument(f fault.Field, name string) string {
	for i := 0; i+1 < len(f.Args); i += 2 {
		if f.Args[i] == name {
			s, _ := f.Args[i+1].(string)
			return s
		}
	}
	return ""
}

// field is a Field of the form with its label, hint and problems.
func (v *formView) field(ctx context.Context, name, value string) page.Field {
	f := page.Field{Name: name, Label: label(ctx, name), Value: value, Problems: v.problems, Optional: !v.needed(name)}
	if key := "registerweb.hint." + name; i18n.Has(i18n.Lang(ctx), key) {
		f.Hint = i18n.T(ctx, key)
	}
	return f
}

// long is a field of more lines.
func (v *formView) long(ctx context.Context, name, value string) page.Field {
	f := v.field(ctx, name, value)
	f.Rows, f.Max = 3, register.Longest(name)
	return f
}

// among is a field of one choice.
func (v *formView) among(ctx context.Context, name, value string, options []page.Option) page.Field {
	f := v.field(ctx, name, value)
	f.Options = options
	return f
}

// needed reports whether every account has the field; one that is not open yet may have no address.
func (v *formView) needed(name string) bool {
	switch name {
	case "address":
		return v.account == nil || v.account.Status.Public()
	case "platform", "name", "unit":
		return true
	}
	return false
}

func (v *formView) head(ctx context.Context) page.Head {
	if v.account == nil {
		return page.Head{H1: i18n.T(ctx, "registerweb.form.new_title"), Crumbs: crumbs(ctx), Problems: v.problems}
	}
	return page.Head{H1: i18n.T(ctx, "registerweb.form.edit_title", "Account", title(ctx, v.account)), Problems: v.problems,
		Crumbs: crumbs(ctx, page.Link{Label: v.account.Name, Href: accountURL(ctx, v.account.Ref, "")})}
}

func (v *formView) contact(ctx context.Context) page.Field {
	f := v.field(ctx, "contact", v.in.Contact)
	if len(v.contacts) > 0 {
		f.Attrs = map[string]any{"list": "contacts"}
	}
	return f
}

// guarded tells the script whether what the form holds is unsaved already.
func guarded(v *formView) string {
	if len(v.problems) > 0 || v.clash != nil {
		return "changed"
	}
	return ""
}
