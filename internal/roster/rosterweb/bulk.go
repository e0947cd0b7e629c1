package rosterweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/registerweb"
	"kanalkoll/internal/roster"
)

// bulkView gives the same people to many accounts.
type bulkView struct {
	q, platform, unit string // which accounts are shown
	in                roster.Many
	accounts          []*register.Account
	any, fits         bool // there are accounts at all, and some that fit the search
	people            []page.OptionGroup
	platforms, units  []page.Option
	probs             page.Problems
	plan              *roster.Plan
}

// placeRows is how many rows for people a form begins with, and how many more are asked for at a time.
const placeRows = 3

// The acts of the form.
const (
	actShow    = "show"    // other accounts, with everything chosen kept
	actMore    = "more"    // more rows for people
	actPreview = "preview" // what would happen
	actEdit    = "edit"    // back to the form
	actDo      = "do"
)

// living are the states of accounts that can be given people.
var living = []register.Status{register.Draft, register.Submitted, register.Returned, register.Approved, register.Active, register.Closing}

func (h *Handlers) bulk(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	q := page.Query(r)
	v := &bulkView{q: q.Get("q"), platform: q.Get("platform"), unit: q.Get("unit"), in: roster.Many{From: h.today(ctx).String()}}
	if like := q.Get("like"); like != "" {
		if err := h.like(ctx, v, like); err != nil {
			return err
		}
	}
	return h.renderBulk(w, r, v, http.StatusOK)
}

// like begins with the people of an account.
func (h *Handlers) like(ctx context.Context, v *bulkView, ref string) error {
	list, err := h.svc.Roster(ctx, ref)
	if err != nil {
		return err
	}
	for _, a := range list.Now() {
		if p := (roster.Place{PersonID: a.PersonID, Role: string(a.Role)}); len(v.in.Places) < roster.MostPlaces && !slices.Contains(v.in.Places, p) {
			v.in.Places = append(v.in.Places, p)
		}
	}
	return nil
}

func (h *Handlers) doBulk(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	v := &bulkView{q: form.Get("q"), platform: form.Get("platform"), unit: form.Get("unit"), in: readMany(form)}
	switch form.Get("act") {
	case actEdit, actShow:
		return h.renderBulk(w, r, v, http.StatusOK)
	case actMore:
		v.in.Places = append(v.in.Places, make([]roster.Place, placeRows)...)
		return h.renderBulk(w, r, v, http.StatusOK)
	case actDo:
		v.plan, err = h.svc.AssignMany(ctx, v.in)
		if err == nil {
			page.SetFlash(ctx, "rosterweb.bulk.done", "Count", v.plan.Count(roster.Fresh), "Accounts", i18n.Number(ctx, v.plan.Accounts()))
			return page.SeeOther(w, r, bulkURL(ctx))
		}
	default:
		v.plan, err = h.svc.PlanMany(ctx, v.in)
		if n := 0; err == nil {
			if n = v.plan.Count(roster.Refused); n == 0 {
				return page.Render(w, r, http.StatusOK, planPage(v))
			}
			err = fault.Invalid(fault.Bad("", "roster.many_refused", "Count", n))
		}
	}
	failed := fault.As(err)
	if failed.Kind != fault.InvalidKind {
		return err
	}
	v.probs = page.ProblemsOf(ctx, failed, "")
	if v.plan != nil {
		return page.Render(w, r, page.StatusCode(failed), planPage(v))
	}
	return h.renderBulk(w, r, v, page.StatusCode(failed))
}

// readMany reads the accounts, and the rows for people as far as there are any.
func readMany(form url.Values) roster.Many {
	in := roster.Many{Refs: form["account"], From: form.Get("from"), To: form.Get("to")}
	for i := 1; i <= roster.MostPlaces; i++ {
		n := strconv.Itoa(i)
		if !form.Has("person_" + n) {
			break
		}
		in.Places = append(in.Places, roster.Place{PersonID: parseID(form.Get("person_" + n)), Role: form.Get("role_" + n)})
	}
	return in
}

// renderBulk shows the form. Accounts that are ticked are shown whether or not they fit the search.
func (h *Handlers) renderBulk(w http.ResponseWriter, r *http.Request, v *bulkView, status int) error {
	ctx := r.Context()
	list, _, err := h.reg.List(ctx, register.Filter{Statuses: living})
	if err != nil {
		return err
	}
	fit, _, err := h.reg.List(ctx, register.Filter{Q: v.q, Platform: v.platform, Unit: v.unit, Statuses: living})
	if err != nil {
		return err
	}
	shown := map[uuid.UUID]bool{}
	for _, a := range fit {
		shown[a.ID] = true
	}
	for _, a := range list {
		if !identity.Of(ctx).MayIn(identity.RosterEdit, a.UnitID) {
			continue
		}
		v.any, v.fits = true, v.fits || shown[a.ID]
		if shown[a.ID] || slices.Contains(v.in.Refs, a.Ref) {
			v.accounts = append(v.accounts, a)
		}
	}
	v.accounts = v.accounts[:min(len(v.accounts), roster.MostAccounts)]
	if v.people, err = h.personGroups(ctx, uuid.Nil, ""); err != nil {
		return err
	}
	units, err := h.tenants.Units(ctx)
	if err != nil {
		return err
	}
	v.units = registerweb.UnitOptions(ctx, units, identity.RosterEdit, i18n.T(ctx, "rosterweb.bulk.all_units"))
	v.platforms = registerweb.PlatformOptions(ctx, i18n.T(ctx, "rosterweb.bulk.all_platforms"), nil)
	return page.Render(w, r, status, bulkPage(v))
}

func (v *bulkView) head(ctx context.Context) page.Head {
	return page.Head{H1: i18n.T(ctx, "rosterweb.bulk.title"), Crumbs: Crumbs(ctx), Problems: v.probs}
}

func (v *bulkView) planHead(ctx context.Context) page.Head {
	return page.Head{H1: i18n.T(ctx, "rosterweb.bulk.plan_title"), Problems: v.probs, Crumbs: Crumbs(ctx, page.Link{Label: i18n.T(ctx, "rosterweb.bulk.title"), Href: bulkURL(ctx)}),
		States: []page.State{{Text: span(ctx, v.plan.From, v.plan.To)}}}
}

func (v *bulkView) narrowed() bool { return v.q != "" || v.platform != "" || v.unit != "" }

func (v *bulkView) choices(ctx context.Context) page.Field {
	f := page.Field{Name: "account", ID: "accounts", Label: i18n.T(ctx, "rosterweb.bulk.accounts"), HideLabel: true, Values: v.in.Refs, Error: v.probs.For("accounts")}
	for _, a := range v.accounts {
		f.Options = append(f.Options, page.Option{Value: a.Ref, Label: register.Title(ctx, a.Name, a.Platform), Hint: a.UnitName})
	}
	return f
}

// rows gives the rows for people: those that are filled in, and as many as the form begins with.
func (v *bulkView) rows() []roster.Place {
	rows := slices.Clone(v.in.Places)
	for len(rows) < placeRows {
		rows = append(rows, roster.Place{})
	}
	return rows[:min(len(rows), roster.MostPlaces)]
}

func (v *bulkView) person(ctx context.Context, i int, p roster.Place) page.Field {
	n := strconv.Itoa(i + 1)
	f := page.Field{Name: "person_" + n, Label: i18n.T(ctx, "rosterweb.bulk.person", "Number", n), Groups: v.people, Options: []page.Option{{Label: i18n.T(ctx, "rosterweb.person_choose")}}, Problems: v.probs}
	if p.PersonID != uuid.Nil {
		f.Value = p.PersonID.String()
	}
	return f
}

func (v *bulkView) role(ctx context.Context, i int, p roster.Place) page.Field {
	n := strconv.Itoa(i + 1)
	return page.Field{Name: "role_" + n, Label: i18n.T(ctx, "rosterweb.bulk.role", "Number", n), Value: p.Role, Options: RoleOptions(ctx), Problems: v.probs}
}

func (v *bulkView) day(ctx context.Context, name, value string, optional bool) page.Field {
	return dayField(page.Field{Name: name, Label: i18n.T(ctx, "rosterweb.field."+name), Value: value, Problems: v.probs}, optional)
}

// plannedKind and plannedWord say what becomes of one person on one account.
func plannedKind(p roster.Planned) page.Kind {
	switch p.Fate {
	case roster.There:
		return page.Done
	case roster.Refused:
		return page.Fix
	}
	return page.Planned
}

func plannedWord(ctx context.Context, p roster.Planned) string {
	switch p.Fate {
	case roster.There:
		return i18n.T(ctx, "rosterweb.bulk.there", "Days", span(ctx, p.Has.From, p.Has.To))
	case roster.Refused:
		return i18n.T(ctx, p.Problem.Key, p.Problem.Args...)
	}
	return i18n.T(ctx, "rosterweb.bulk.fresh")
}

// planTitle says how much will be done.
func (v *bulkView) planTitle(ctx context.Context) string {
	return i18n.T(ctx, "rosterweb.bulk.count", "Count", v.plan.Count(roster.Fresh), "Accounts", i18n.Number(ctx, v.plan.Accounts()))
}

func (v *bulkView) doable() bool {
	return v.plan.Count(roster.Refused) == 0 && v.plan.Count(roster.Fresh) > 0
}
