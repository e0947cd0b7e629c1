package peopleweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/identity/guard"
	"kanalkoll/internal/page"
	"kanalkoll/internal/roster"
)

// Merges are the pages with which two people of the directory who are one become one.
type Merges struct {
	svc    *roster.Service
	people *identity.Service
}

// NewMerges makes the pages.
func NewMerges(svc *roster.Service, people *identity.Service) *Merges { return &Merges{svc, people} }

// Routes declares the pages.
func (h *Merges) Routes(rt *guard.Routes) {
	can := guard.Can(identity.PeopleEdit)
	rt.Get("/app/people/merge", can, h.list)
	rt.Get("/app/people/{id}/merge", can, h.show)
	rt.Post("/app/people/{id}/merge", can, h.merge)
}

func (h *Merges) list(w http.ResponseWriter, r *http.Request) error {
	doubles, err := h.svc.Doubles(r.Context())
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, doublesPage(doubles))
}

// show is the two side by side, or where only one is named the choice of the other.
func (h *Merges) show(w http.ResponseWriter, r *http.Request) error {
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	asked := strings.TrimSpace(page.Query(r).Get("with"))
	if asked == "" {
		return h.renderChoice(w, r, id)
	}
	with, err := uuid.Parse(asked)
	if err != nil {
		return fault.NotFound()
	}
	return h.renderPair(w, r, http.StatusOK, id, with, roster.MergeInput{}, nil)
}

func (h *Merges) renderChoice(w http.ResponseWriter, r *http.Request, id uuid.UUID) error {
	ctx := r.Context()
	if err := identity.RequireEverywhere(ctx, identity.PeopleEdit); err != nil {
		return err
	}
	p, err := h.people.Person(ctx, id)
	if err != nil {
		return err
	}
	all, err := h.people.People(ctx, "")
	if err != nil {
		return err
	}
	opts := []page.Option{{Label: i18n.T(ctx, "peopleweb.merge.choose")}}
	for _, o := range all {
		if o.ID != id {
			opts = append(opts, page.Option{Value: o.ID.String(), Label: join(o.Name, " – ", about(o))})
		}
	}
	return page.Render(w, r, http.StatusOK, mergeChoicePage(p, opts))
}

func (h *Merges) merge(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	id, err := guard.ID(r)
	if err != nil {
		return err
	}
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	with, err := uuid.Parse(form.Get("with"))
	if err != nil {
		return fault.NotFound()
	}
	in := roster.MergeInput{Keep: form.Get("keep"), Take: map[string]string{}, Versions: map[uuid.UUID]int{}}
	for _, field := range roster.MergeFields {
		in.Take[field] = form.Get(field)
	}
	in.Versions[with], _ = strconv.Atoi(form.Get("version_with")) // none is a version that nothing has, and so a conflict
	in.Versions[id], _ = strconv.Atoi(form.Get("version"))
	kept, err := h.svc.Merge(ctx, id, with, in)
	if fault.Is(err, fault.InvalidKind) || fault.Is(err, fault.ConflictKind) {
		f := fault.As(err)
		return h.renderPair(w, r, page.StatusCode(f), id, with, in, page.ProblemsOf(ctx, f, ""))
	}
	if err != nil {
		return err
	}
	page.SetFlash(ctx, "peopleweb.merge.done", "Name", kept.Name)
	return page.SeeOther(w, r, page.URL(ctx, "/app/people/"+kept.ID.String()))
}

func (h *Merges) renderPair(w http.ResponseWriter, r *http.Request, status int, id, with uuid.UUID, in roster.MergeInput, problems page.Problems) error {
	pair, err := h.svc.Pair(r.Context(), id, with)
	if err != nil {
		return err
	}
	return page.Render(w, r, status, mergePage(mergeView{pair, in, problems}))
}

// mergeView is two people side by side.
type mergeView struct {
	pair     *roster.Pair
	in       roster.MergeInput
	problems page.Problems
}

// keep is the one who is chosen to be kept, or else proposed: who has a login, or has more.
func (v mergeView) keep() int {
	p := v.pair.People
	switch {
	case v.in.Keep == p[1].ID.String():
		return 1
	case v.in.Keep == p[0].ID.String(), p[0].UserID != uuid.Nil:
		return 0
	case p[1].UserID != uuid.Nil || v.total(1) > v.total(0):
		return 1
	}
	return 0
}

func (v mergeView) total(i int) int {
	n := 0
	for _, m := range v.pair.Moves[i] {
		n += m
	}
	return n
}

// name tells the two apart, who may have one name.
func (v mergeView) name(ctx context.Context, i int) string {
	return i18n.T(ctx, "peopleweb.merge.one", "Number", i+1, "Name", v.pair.People[i].Name)
}

func value(p identity.Person, field string) string {
	switch field {
	case "name":
		return p.Name
	case "title":
		return p.Title
	case "email":
		return p.Email
	case "phone":
		return p.Phone
	}
	return p.UnitName
}

func fieldWord(ctx context.Context, field string) string {
	return i18n.T(ctx, map[string]string{"name": "identityweb.name", "title": "identityweb.title", "email": "identityweb.email", "phone": "identityweb.phone", "unit": "identityweb.unit"}[field])
}

// differ gives the fields in which the two say different things.
func (v mergeView) differ() []string {
	var list []string
	for _, field := range roster.MergeFields {
		a, b := v.pair.People[0], v.pair.People[1]
		if value(a, field) != value(b, field) || field == "unit" && a.UnitID != b.UnitID {
			list = append(list, field)
		}
	}
	return list
}

func (v mergeView) keepField(ctx context.Context) page.Field {
	f := page.Field{Name: "keep", Label: i18n.T(ctx, "peopleweb.merge.keep"), Hint: i18n.T(ctx, "peopleweb.merge.keep_hint"), Problems: v.problems, Value: v.in.Keep}
	if v.in.Versions == nil { // nothing was sent yet
		f.Value = v.pair.People[v.keep()].ID.String()
	}
	for i, p := range v.pair.People {
		f.Options = append(f.Options, page.Option{Value: p.ID.String(), Label: v.name(ctx, i), Hint: about(p)})
	}
	return f
}

// valueField is the choice between two values. Proposed is that of the one who is kept, or the only one there is.
func (v mergeView) valueField(ctx context.Context, field string) page.Field {
	f := page.Field{Name: field, Label: fieldWord(ctx, field), Inline: true, Problems: v.problems, Value: v.in.Take[field]}
	keep := v.keep()
	if f.Value == "" {
		if value(v.pair.People[keep], field) == "" {
			keep = 1 - keep
		}
		f.Value = v.pair.People[keep].ID.String()
	}
	for _, p := range v.pair.People {
		label := value(p, field)
		if label == "" {
			label = i18n.T(ctx, "peopleweb.merge.empty")
		}
		f.Options = append(f.Options, page.Option{Value: p.ID.String(), Label: label})
	}
	return f
}

func (v mergeView) head(ctx context.Context) page.Head {
	p := v.pair.People[0]
	return page.Head{H1: i18n.T(ctx, "peopleweb.merge.h1"), Problems: v.problems,
		Crumbs: append(crumbs(ctx), page.Link{Label: i18n.T(ctx, "peopleweb.merge.doubles"), Href: page.URL(ctx, "/app/people/merge")}, page.Link{Label: p.Name, Href: personURL(ctx, p)})}
}

func (v mergeView) undo(ctx context.Context) page.Undo {
	return page.Undo{
		Happens: []string{i18n.T(ctx, "peopleweb.merge.moves"), i18n.T(ctx, "peopleweb.merge.folds"), i18n.T(ctx, "peopleweb.merge.gone")},
		Stays:   []string{i18n.T(ctx, "peopleweb.merge.records"), i18n.T(ctx, "peopleweb.merge.log")},
		Action:  personURL(ctx, v.pair.People[0]) + "/merge",
		Act:     i18n.T(ctx, "peopleweb.merge.act"),
		Back:    page.Link{Label: i18n.T(ctx, "peopleweb.merge.back"), Href: page.URL(ctx, "/app/people/merge")},
	}
}

// refused says why the two cannot become one now, "" where they can.
func (v mergeView) refused(ctx context.Context) string {
	return page.ProblemsOf(ctx, v.pair.Refused, "").For("with")
}

func personURL(ctx context.Context, p identity.Person) string {
	return page.URL(ctx, "/app/people/"+p.ID.String())
}

func mergeURL(ctx context.Context, a, b identity.Person) string {
	return page.URL(ctx, "/app/people/"+a.ID.String()+"/merge", "with", b.ID.String())
}

// about is what tells somebody from others of the name.
func about(p identity.Person) string {
	var parts []string
	for _, s := range []string{p.Title, p.UnitName, p.Email} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

func join(a, between, b string) string {
	if b == "" {
		return a
	}
	return a + between + b
}

func reasonWords(ctx context.Context, reasons []string) string {
	words := make([]string, len(reasons))
	for i, r := range reasons {
		words[i] = i18n.T(ctx, "peopleweb.merge.reason."+r)
	}
	return strings.Join(words, ", ")
}
