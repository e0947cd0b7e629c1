package custodyweb

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/roster"
	"kanalkoll/internal/roster/rosterweb"
)

// accessView is the form of a new access, or of one that is changed.
type accessView struct {
	account  roster.Account
	id       uuid.UUID // uuid.Nil: a new one
	name     string    // whose it is
	person   string
	in       roster.AccessInput
	people   []page.Option
	version  int
	problems page.Problems
	conflict *conflict
}

func (h *Handlers) newAccess(w http.ResponseWriter, r *http.Request) error {
	v := &accessView{in: roster.AccessInput{Since: h.today(r.Context()).String()}}
	return h.renderAccess(w, r, http.StatusOK, v)
}

func (h *Handlers) addAccess(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	in := roster.AccessInput{Way: form.Get("way"), PageRole: form.Get("page_role"), Since: form.Get("since")}
	in.PersonID, _ = uuid.Parse(form.Get("person")) //nolint:errcheck // what is no id is nobody, and the service says so
	ref := chi.URLParam(r, "ref")
	err = h.svc.AddAccess(ctx, ref, in)
	if err == nil {
		page.SetFlash(ctx, "custodyweb.added")
		return page.SeeOther(w, r, accountURL(ctx, ref, "/custody"))
	}
	failed := fault.As(err)
	if failed.Kind != fault.InvalidKind {
		return err
	}
	in.Way, in.PageRole, in.Since = plain(form, "way"), plain(form, "page_role"), plainDay(form.Get("since"))
	return h.renderAccess(w, r, page.StatusCode(failed), &accessView{in: in, person: unitValue(in.PersonID), problems: page.ProblemsOf(ctx, failed, "")})
}

// renderAccess shows the form of a new access.
func (h *Handlers) renderAccess(w http.ResponseWriter, r *http.Request, status int, v *accessView) error {
	ctx := r.Context()
	raised, err := h.svc.CustodyOf(ctx, chi.URLParam(r, "ref"))
	if err != nil {
		return err
	}
	v.account = raised.Keeping.Account
	people, err := h.people.People(ctx, "")
	if err != nil {
		return err
	}
	v.people = rosterweb.PersonOptions(h.today(ctx), people, i18n.T(ctx, "custodyweb.choose_person"))
	return page.Render(w, r, status, accessPage(v))
}

// one gives an account's access that has not ended; one that has is NotFound.
func (h *Handlers) one(r *http.Request) (*roster.Raised, roster.Access, error) {
	id, err := guard.ID(r)
	if err != nil {
		return nil, roster.Access{}, err
	}
	raised, err := h.svc.CustodyOf(r.Context(), chi.URLParam(r, "ref"))
	if err != nil {
		return nil, roster.Access{}, err
	}
	for _, a := range raised.Keeping.Access {
		if a.ID == id && a.EndedOn.IsZero() {
			return raised, a, nil
		}
	}
	return nil, roster.Access{}, fault.NotFound()
}

func (h *Handlers) editAccess(w http.ResponseWriter, r *http.Request) error {
	raised, a, err := h.one(r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, accessPage(&accessView{account: raised.Keeping.Account, id: a.ID, name: raised.Keeping.People[a.PersonID].Name, version: a.Version,
		in: roster.AccessInput{Way: string(a.Way), PageRole: a.PageRole, Since: a.Since.String()}}))
}

func (h *Handlers) changeAccess(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	ref := chi.URLParam(r, "ref")
	in := roster.AccessInput{Way: form.Get("way"), PageRole: form.Get("page_role"), Since: form.Get("since")}
	err = h.svc.ChangeAccess(ctx, ref, id, version(form), in)
	if err == nil {
		page.SetFlash(ctx, "custodyweb.access_saved")
		return page.SeeOther(w, r, accountURL(ctx, ref, "/custody"))
	}
	failed := fault.As(err)
	if failed.Kind != fault.InvalidKind && failed.Kind != fault.ConflictKind {
		return err
	}
	raised, a, gone := h.one(r)
	if gone != nil {
		return err // it has ended meanwhile: the fault says so
	}
	in.Way, in.PageRole, in.Since = plain(form, "way"), plain(form, "page_role"), plainDay(form.Get("since"))
	v := &accessView{account: raised.Keeping.Account, id: id, name: raised.Keeping.People[a.PersonID].Name, in: in, version: version(form), problems: page.ProblemsOf(ctx, failed, "")}
	if failed.Kind == fault.ConflictKind {
		v.version = a.Version
		if v.conflict, err = h.conflict(ctx, v.account.ID, []page.Clash{
			{Label: i18n.T(ctx, "custodyweb.field.way"), Theirs: wayWord(ctx, a.Way), Yours: wayWord(ctx, roster.Way(in.Way))},
			{Label: i18n.T(ctx, "custodyweb.field.page_role"), Theirs: a.PageRole, Yours: in.PageRole},
			{Label: i18n.T(ctx, "custodyweb.field.since"), Theirs: a.Since.String(), Yours: in.Since},
		}); err != nil {
			return err
		}
	}
	return page.Render(w, r, page.StatusCode(failed), accessPage(v))
}

func (v *accessView) head(ctx context.Context) page.Head {
	h1 := i18n.T(ctx, "custodyweb.add_title", "Account", title(ctx, v.account))
	if v.id != uuid.Nil {
		h1 = i18n.T(ctx, "custodyweb.change_title", "Name", v.name, "Account", title(ctx, v.account))
	}
	return page.Head{H1: h1, Crumbs: crumbs(ctx, v.account, toCustody(ctx, v.account)), Problems: v.problems}
}

func (v *accessView) action(ctx context.Context) string {
	if v.id == uuid.Nil {
		return accountURL(ctx, v.account.Ref, "/custody/access")
	}
	return accountURL(ctx, v.account.Ref, "/custody/access/"+v.id.String())
}

// endView is the form that ends an access.
type endView struct {
	account  roster.Account
	access   roster.Access
	name     string
	in       roster.AccessEnd
	version  int
	problems page.Problems
}

func (h *Handlers) confirmEnd(w http.ResponseWriter, r *http.Request) error {
	raised, a, err := h.one(r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, endPage(&endView{account: raised.Keeping.Account, access: a, version: a.Version, name: raised.Keeping.People[a.PersonID].Name,
		in: roster.AccessEnd{EndedOn: h.today(r.Context()).String()}}))
}

func (h *Handlers) endAccess(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	ref := chi.URLParam(r, "ref")
	in := roster.AccessEnd{EndedOn: form.Get("ended_on"), SecretChanged: form.Get("secret_changed"), ChangedOn: form.Get("changed_on")}
	err = h.svc.EndAccess(ctx, ref, id, version(form), in)
	if err == nil {
		page.SetFlash(ctx, "custodyweb.ended")
		return page.SeeOther(w, r, accountURL(ctx, ref, "/custody"))
	}
	failed := fault.As(err)
	if failed.Kind != fault.InvalidKind && failed.Kind != fault.ConflictKind {
		return err
	}
	raised, a, gone := h.one(r)
	if gone != nil {
		return err
	}
	in = roster.AccessEnd{EndedOn: plainDay(form.Get("ended_on")), SecretChanged: plain(form, "secret_changed"), ChangedOn: plainDay(form.Get("changed_on"))}
	return page.Render(w, r, page.StatusCode(failed), endPage(&endView{account: raised.Keeping.Account, access: a, version: a.Version, name: raised.Keeping.People[a.PersonID].Name,
		in: in, problems: page.ProblemsOf(ctx, failed, "")}))
}

func (v *endView) head(ctx context.Context) page.Head {
	return page.Head{H1: i18n.T(ctx, "custodyweb.end_title", "Name", v.name, "Account", title(ctx, v.account)), Crumbs: crumbs(ctx, v.account, toCustody(ctx, v.account)),
		States: []page.State{{Text: wayWord(ctx, v.access.Way)}, {Text: i18n.T(ctx, "custodyweb.since", "Date", v.access.Since)}}, Problems: v.problems}
}

func yesNo(ctx context.Context) []page.Option {
	return []page.Option{{Value: "yes", Label: i18n.T(ctx, "custodyweb.yes")}, {Value: "no", Label: i18n.T(ctx, "custodyweb.not_yet")}}
}
