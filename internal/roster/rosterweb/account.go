package rosterweb

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/registerweb"
	"kanalkoll/internal/roster"
)

// accountView is an account's roster.
type accountView struct {
	*watched
	roster *roster.Roster
	past   bool // show the assignments that have ended too
	form   addForm
	people []page.OptionGroup
	probs  page.Problems
	mayAsk bool // may open the pages of people
}

// addForm is somebody on their way to a role.
type addForm struct {
	in     roster.AssignInput
	person string // as chosen
	fresh  bool   // they are not in the directory: name, title and email are asked
	who    identity.Person
}

func (h *Handlers) account(w http.ResponseWriter, r *http.Request) error {
	q := page.Query(r)
	v, err := h.accountView(r.Context(), chi.URLParam(r, "ref"))
	if err != nil {
		return err
	}
	v.past = q.Get("past") != ""
	v.form = addForm{in: roster.AssignInput{Role: q.Get("role"), From: q.Get("from"), To: q.Get("to")}, person: q.Get("person")}
	if v.form.in.From == "" {
		v.form.in.From = v.sheet.Today.String()
	}
	return page.Render(w, r, http.StatusOK, accountPage(v))
}

func (h *Handlers) accountView(ctx context.Context, ref string) (*accountView, error) {
	list, err := h.svc.Roster(ctx, ref)
	if err != nil {
		return nil, err
	}
	w, err := h.watch(ctx, list.Account)
	if err != nil {
		return nil, err
	}
	v := &accountView{watched: w, roster: list, mayAsk: identity.Of(ctx).May(identity.PeopleView)}
	if v.mayEdit && v.mayAsk {
		v.people, err = h.personGroups(ctx, list.Account.UnitID, list.Account.UnitName)
	}
	return v, err
}

// The acts of the form besides adding.
const (
	actFresh  = "fresh"  // the person is not in the list
	actListed = "listed" // the person is in the list after all
)

func (h *Handlers) add(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	ref := chi.URLParam(r, "ref")
	f := addForm{person: form.Get("person"), fresh: form.Get("fresh") != "", who: identity.Person{Name: form.Get("name"), Title: form.Get("title"), Email: form.Get("email")},
		in: roster.AssignInput{PersonID: parseID(form.Get("person")), Role: form.Get("role"), From: form.Get("from"), To: form.Get("to"), Hours: form.Get("hours")}}
	switch act := form.Get("act"); act {
	case actFresh, actListed:
		f.fresh = act == actFresh
		return h.again(w, r, ref, f, nil)
	}
	var x *roster.Assignment
	if f.fresh {
		x, err = h.svc.AssignNew(ctx, ref, f.who, f.in)
	} else {
		x, err = h.svc.Assign(ctx, ref, f.in)
	}
	if err != nil {
		if failed := fault.As(err); failed.Kind == fault.InvalidKind {
			return h.again(w, r, ref, f, failed)
		}
		return err
	}
	names, err := h.people.Names(ctx, []uuid.UUID{x.PersonID})
	if err != nil {
		return err
	}
	page.SetFlash(ctx, "rosterweb.added", "Name", names[x.PersonID], "Role", inSentence(ctx, x.Role))
	return page.SeeOther(w, r, registerweb.AccountURL(ctx, ref, "/roster"))
}

// takeAnswered puts those whom the startup checklist names into a roster that has nobody.
func (h *Handlers) takeAnswered(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	ref := chi.URLParam(r, "ref")
	if err := h.svc.TakeAnswered(ctx, ref); err != nil {
		if failed := fault.As(err); failed.Kind == fault.InvalidKind || failed.Kind == fault.ConflictKind && failed.Key == "roster.answered_none" {
			return h.again(w, r, ref, addForm{}, failed)
		}
		return err
	}
	page.SetFlash(ctx, "rosterweb.answered_taken")
	return page.SeeOther(w, r, registerweb.AccountURL(ctx, ref, "/roster"))
}

// answered says whom the startup checklist names: "Sara Lindqvist (ansvarig) och Jonas Ek (ersättare)".
func (v *accountView) answered(ctx context.Context) string {
	var list []string
	for _, n := range v.roster.Answered {
		name := n.Name
		if n.Role != "" {
			name += " (" + inSentence(ctx, n.Role) + ")"
		}
		list = append(list, name)
	}
	return i18n.And(ctx, list)
}

// again shows the page with what was typed, and what is wrong with it.
func (h *Handlers) again(w http.ResponseWriter, r *http.Request, ref string, f addForm, failed *fault.Error) error {
	ctx := r.Context()
	v, err := h.accountView(ctx, ref)
	if err != nil {
		return err
	}
	if !v.mayEdit {
		return fault.Forbidden()
	}
	f.in.Hours = roster.WithoutSecret(f.in.Hours)
	v.form, v.probs = f, page.ProblemsOf(ctx, failed, "")
	status := http.StatusOK
	if failed != nil {
		status = page.StatusCode(failed)
	}
	return page.Render(w, r, status, accountPage(v))
}

func (v *accountView) head(ctx context.Context) page.Head {
	a := v.account
	h := page.Head{H1: i18n.T(ctx, "rosterweb.title", "Account", register.Title(ctx, a.Name, a.Platform)), Crumbs: registerweb.AccountCrumbs(ctx, a), Problems: v.probs}
	switch {
	case a.Status.Over():
		h.States = []page.State{{Kind: page.Ended, Text: i18n.T(ctx, "rosterweb.state.over")}}
		return h
	case !a.Status.Open():
		h.States = []page.State{{Kind: page.Draft, Text: i18n.T(ctx, "rosterweb.state.not_open")}}
	}
	h.States = append(h.States, v.state(ctx))
	h.Next = v.next(ctx)
	return h
}

// rows gives the assignments to show, by role.
func (v *accountView) rows() []roster.Assignment {
	if v.past {
		return v.roster.Assignments
	}
	return v.roster.Now()
}

// over reports whether the assignment has ended.
func (v *accountView) over(a roster.Assignment) bool {
	return !a.To.IsZero() && a.To.Before(v.roster.Today)
}

// span writes the days of an assignment.
func span(ctx context.Context, from, to clock.Date) string { return i18n.Days(ctx, from, to) }

func (v *accountView) href(ctx context.Context, query ...string) string {
	return page.URL(ctx, "/app/accounts/"+v.account.Ref+"/roster", query...)
}

// rosterSection heads the table of assignments.
func (v *accountView) rosterSection(ctx context.Context) page.Sec {
	s := page.Sec{ID: "people", Title: i18n.T(ctx, "rosterweb.people"), First: v.account.Status.Over()}
	if n := len(v.roster.Past()); n > 0 && !v.past {
		s.Link = page.Link{Label: i18n.T(ctx, "rosterweb.show_past", "Count", n), Href: v.href(ctx, "past", "1") + "#people"}
	}
	return s
}

func (v *accountView) field(ctx context.Context, name, value string) page.Field {
	return page.Field{Name: name, Label: i18n.T(ctx, "rosterweb.field."+name), Value: value, Problems: v.probs}
}

func (v *accountView) person(ctx context.Context) page.Field {
	f := v.field(ctx, "person", v.form.person)
	f.Options, f.Groups = []page.Option{{Label: i18n.T(ctx, "rosterweb.person_choose")}}, v.people
	return f
}

func (v *accountView) fresh(ctx context.Context, name, value string, optional bool) page.Field {
	f := v.field(ctx, name, value)
	f.Optional = optional
	if name == "email" {
		f.Type = "email"
	}
	return f
}

func (v *accountView) role(ctx context.Context) page.Field {
	f := v.field(ctx, "role", v.form.in.Role)
	f.Options = RoleOptions(ctx)
	return f
}

func (v *accountView) day(ctx context.Context, name, value string, optional bool) page.Field {
	return dayField(v.field(ctx, name, value), optional)
}

func dayField(f page.Field, optional bool) page.Field {
	f.Type, f.Short, f.Optional = "date", true, optional
	return f
}

func (v *accountView) hours(ctx context.Context) page.Field {
	f := v.field(ctx, "hours", v.form.in.Hours)
	f.Hint, f.Optional = i18n.T(ctx, "rosterweb.hours_hint"), true
	return f
}
