package absenceweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/google/uuid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/roster/rosterweb"
	"kanalkoll/internal/tenant"
)

// typed is an absence as it stands in the form.
type typed struct {
	Person, From, To, Cover string
	Version                 int
	Back                    string // a page of these pages, or empty
	preview                 bool   // the button was "what happens"
}

func readTyped(ctx context.Context, in url.Values) typed {
	version, _ := strconv.Atoi(in.Get("version")) // none is a version that nothing has, and so a conflict
	return typed{Person: in.Get("person"), From: in.Get("from"), To: in.Get("to"), Cover: in.Get("cover"), Version: version,
		Back: page.LocalPath(ctx, in.Get("back"), ""), preview: in.Get("act") == "preview"}
}

func (t typed) input(ctx context.Context) roster.AbsenceInput {
	return roster.AbsenceInput{PersonID: personID(ctx, t.Person), From: t.From, To: t.To, CoverID: personID(ctx, t.Cover)}
}

func typedOf(a roster.Absence, back string) typed {
	return typed{Person: a.PersonID.String(), From: a.From.String(), To: a.To.String(), Cover: value(a.CoverID), Version: a.Version, Back: back}
}

// formView is the form of an absence, or its page.
type formView struct {
	id       uuid.UUID // uuid.Nil: a new one
	saved    *roster.AbsenceCard
	typed    typed
	person   string // the name, where it is not to choose
	people   []page.Option
	covers   []page.OptionGroup
	tasks    []roster.Task
	effect   *roster.AbsenceCard // of what is saved, or with the button of what is typed
	findings []told
	today    clock.Date
	who      string
	when     string
	clashes  []page.Clash
	problems page.Problems
}

func (h *Handlers) newAbsence(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	t := readTyped(ctx, page.Query(r))
	if t.Person == "" {
		t.Person = value(identity.Of(ctx).PersonID)
	}
	return h.renderNew(w, r, http.StatusOK, formView{typed: t})
}

func (h *Handlers) create(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	v := formView{typed: readTyped(ctx, in)}
	if v.typed.preview {
		v.effect, err = h.rosters.PreviewAbsence(ctx, v.typed.input(ctx), uuid.Nil)
	} else {
		var a *roster.Absence
		if a, err = h.rosters.AddAbsence(ctx, v.typed.input(ctx)); err == nil {
			return h.done(w, r, a, v.typed.Back, "absenceweb.flash.added")
		}
	}
	status, err := v.refused(ctx, err)
	if err != nil {
		return err
	}
	return h.renderNew(w, r, status, v)
}

// refused puts what is wrong at the form's fields, and gives the status to answer with.
func (v *formView) refused(ctx context.Context, err error) (int, error) {
	if err == nil {
		return http.StatusOK, nil
	}
	f := fault.As(err)
	if f.Kind != fault.InvalidKind && f.Kind != fault.ConflictKind {
		return 0, err
	}
	v.problems = page.ProblemsOf(ctx, f, "")
	return page.StatusCode(f), nil
}

// done leads to the absence's page, which says what it does.
func (h *Handlers) done(w http.ResponseWriter, r *http.Request, a *roster.Absence, back, key string) error {
	ctx := r.Context()
	c, err := h.rosters.Absence(ctx, a.ID)
	if err != nil {
		return err
	}
	page.SetFlash(ctx, key, "Name", c.Name(a.PersonID), "Days", i18n.Days(ctx, a.From, a.To))
	return page.SeeOther(w, r, absenceURL(ctx, a.ID, back))
}

func (h *Handlers) renderNew(w http.ResponseWriter, r *http.Request, status int, v formView) error {
	ctx := r.Context()
	person := personID(ctx, v.typed.Person)
	if v.typed.Person == "me" {
		v.typed.Person = value(person)
	}
	f, err := h.offer(ctx, &v, person)
	if err != nil {
		return err
	}
	me := identity.Of(ctx).PersonID
	if len(f.People) == 1 && f.People[0].ID == me {
		v.person, v.typed.Person = f.People[0].Name, me.String()
	} else {
		v.people = rosterweb.PersonOptions(f.Today, f.People, i18n.T(ctx, "absenceweb.form.choose"))
	}
	v.tell(ctx)
	return page.Render(w, r, status, newPage(v))
}

// offer fills in what there is to choose from.
func (h *Handlers) offer(ctx context.Context, v *formView, person uuid.UUID) (*roster.AbsenceForm, error) {
	from, _ := clock.ParseDate(v.typed.From) // what is no day is said at the field when it is saved
	to, _ := clock.ParseDate(v.typed.To)
	f, err := h.rosters.AbsenceForm(ctx, person, from, to)
	if err != nil {
		return nil, err
	}
	v.today, v.tasks = f.Today, f.Tasks
	words := map[roster.Near]string{roster.SameAccounts: i18n.T(ctx, "absenceweb.form.same_accounts"), roster.SameUnit: i18n.T(ctx, "absenceweb.form.same_unit"),
		roster.Others: i18n.T(ctx, "absenceweb.form.others")}
	known := v.typed.Cover == ""
	for _, c := range f.Covers {
		label := rosterweb.PersonLabel(c.Person)
		if len(c.Away) > 0 {
			label = i18n.T(ctx, "absenceweb.form.away", "Name", label, "Days", days(ctx, f.Today, c.Away[0].From, c.Away[0].To))
		}
		if n := len(v.covers); n == 0 || v.covers[n-1].Label != words[c.Near] {
			v.covers = append(v.covers, page.OptionGroup{Label: words[c.Near]})
		}
		g := &v.covers[len(v.covers)-1]
		g.Options = append(g.Options, page.Option{Value: c.Person.ID.String(), Label: label})
		known = known || c.Person.ID.String() == v.typed.Cover
	}
	if v.saved != nil && !known && value(v.saved.Absence.CoverID) == v.typed.Cover { // a cover who is no longer proposed stays a choice
		v.covers = append(v.covers, page.OptionGroup{Label: words[roster.Others], Options: []page.Option{{Value: v.typed.Cover, Label: v.saved.Name(v.saved.Absence.CoverID)}}})
	}
	return f, nil
}

// tell puts what is found into words.
func (v *formView) tell(ctx context.Context) {
	if v.effect == nil {
		return
	}
	say := teller{today: v.effect.Today, people: v.effect.People, mayChange: v.effect.MayChangeOf, back: v.typed.Back, here: v.effect.Absence.ID,
		sees: func(uuid.UUID) bool { return false }}
	v.findings = say.all(ctx, v.effect.Effect.Findings)
}

func (h *Handlers) show(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, c, err := h.card(r)
	if err != nil {
		return err
	}
	back := page.LocalPath(ctx, page.Query(r).Get("back"), "")
	if c.Absence.ID != id {
		return page.SeeOther(w, r, absenceURL(ctx, c.Absence.ID, back))
	}
	return h.renderShow(w, r, http.StatusOK, formView{saved: c, typed: typedOf(c.Absence, back)})
}

func (h *Handlers) renderShow(w http.ResponseWriter, r *http.Request, status int, v formView) error {
	ctx := r.Context()
	a := v.saved.Absence
	v.id, v.person, v.today = a.ID, v.saved.Name(a.PersonID), v.saved.Today
	if v.effect == nil {
		v.effect = v.saved
	}
	if v.saved.MayChange {
		if _, err := h.offer(ctx, &v, a.PersonID); err != nil {
			return err
		}
	}
	v.tell(ctx)
	return page.Render(w, r, status, showPage(v))
}

// heading names the page: "Frånvaro, Sara Lind".
func (v formView) heading(ctx context.Context) string {
	if v.id == uuid.Nil {
		return i18n.T(ctx, "absenceweb.form.new_h1")
	}
	return i18n.T(ctx, "absenceweb.show.h1", "Name", v.person)
}

// backHref leads on from the page: to where it was opened, or to the list.
func (v formView) backHref(ctx context.Context) string {
	if v.typed.Back != "" {
		return v.typed.Back
	}
	return page.URL(ctx, listPath)
}

// previewed reports whether the effect is of what is typed and not saved.
func (v formView) previewed() bool { return v.effect != nil && v.effect != v.saved }

// tasksLine says what the person does on which accounts.
func tasksLine(ctx context.Context, t roster.Task) string {
	return i18n.T(ctx, "absenceweb.form.task", "Account", register.Title(ctx, t.Account.Name, t.Account.Platform), "Role", roster.RoleWord(ctx, t.Assignment.Role))
}

// stamp says who changed somebody's absences last, and when.
func (h *Handlers) stamp(ctx context.Context, person uuid.UUID) (who, when string, err error) {
	who, at, err := h.people.LastChange(ctx, person)
	if who == "" {
		who = i18n.T(ctx, "absenceweb.somebody")
	}
	return who, i18n.Stamp(ctx, at, h.clk.Now(), tenant.ZoneOf(ctx)), err
}

// backLabel says where the page leads on.
func (v formView) backLabel(ctx context.Context) string {
	if v.typed.Back != "" {
		return i18n.T(ctx, "absenceweb.show.back")
	}
	return i18n.T(ctx, "absenceweb.show.all")
}

func effectTitle(ctx context.Context, preview bool) string {
	if preview {
		return i18n.T(ctx, "absenceweb.effect.preview")
	}
	return i18n.T(ctx, "absenceweb.effect.title")
}

// watchers names who watch an account on some of the days.
func (v formView) watchers(ctx context.Context, x roster.AccountEffect) string {
	if len(x.Watchers) == 0 {
		return i18n.T(ctx, "absenceweb.effect.nobody")
	}
	return teller{people: v.effect.People}.names(ctx, x.Watchers)
}
