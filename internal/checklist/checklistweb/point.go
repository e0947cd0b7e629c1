package checklistweb

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/checklist/fieldweb"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/tenant"
)

// pointView is one point with its form.
type pointView struct {
	*checklist.Sheet
	it        *checklist.Item
	values    checklist.Fields
	base      checklist.Fields // what the form was filled with
	seen      int              // and that answer's version
	proposals map[string]checklist.Proposal
	people    []page.OptionGroup
	problems  page.Problems
	clash     *clash
	versions  []checklist.Version
	replied   string // the unit's answer to the reviewer, as typed
	assignee  string
	answers   bool
	saved     string // when the draft was last saved
	partly    bool   // it was saved, and something is missing
	late      bool   // it was typed when the checklist was locked already, and kept beside the answer
}

// clash is what somebody else saved in the same fields meanwhile.
type clash struct {
	who, when string
	fields    []page.Clash
}

func (v *pointView) writable() bool { return v.answers && !v.Locked() }

// view loads the point of the address.
func (h *Handlers) view(r *http.Request) (*pointView, error) {
	ctx := r.Context()
	s, err := h.sheet(r)
	if err != nil {
		return nil, err
	}
	v := &pointView{Sheet: s, it: s.Item(chi.URLParam(r, "key")), answers: may(ctx, identity.ChecklistAnswer, s.Checklist)}
	if v.it == nil {
		return nil, fault.NotFound()
	}
	v.values = v.it.Answer.Fields
	v.count()
	if v.it.Answer.AssigneeID != (checklist.Who{}).ID {
		v.assignee = v.it.Answer.AssigneeID.String()
	}
	return v, nil
}

// count makes the form count from the answer as it is now.
func (v *pointView) count() {
	v.base, v.seen = v.it.Answer.Fields, v.it.Answer.Version
	if v.base == nil { // nothing is known to be there; nil would say that nothing is known
		v.base = checklist.Fields{}
	}
}

// fill adds what the form and the history beside it need.
func (h *Handlers) fill(ctx context.Context, v *pointView) error {
	var err error
	var who map[uuid.UUID]string
	if v.versions, who, err = h.svc.Versions(ctx, v.ID, v.it.Point.Key); err != nil {
		return err
	}
	maps.Copy(v.Names, who)
	if !v.writable() {
		return nil
	}
	ours, others, err := h.svc.PeopleFor(ctx, v.UnitID)
	if err != nil {
		return err
	}
	for _, g := range []struct {
		label  string
		people []identity.Person
	}{{v.UnitName, ours}, {i18n.T(ctx, "checklistweb.people_others"), others}} {
		if len(g.people) == 0 {
			continue
		}
		group := page.OptionGroup{Label: g.label}
		for _, p := range g.people {
			label := p.Name
			if p.Title != "" {
				label += ", " + p.Title
			}
			group.Options = append(group.Options, page.Option{Value: p.ID.String(), Label: label})
		}
		v.people = append(v.people, group)
	}
	return nil
}

func (h *Handlers) point(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v, err := h.view(r)
	if err != nil {
		return err
	}
	if v.writable() {
		if v.proposals, err = h.svc.Proposals(ctx, v.Sheet, v.it.Point.Key); err != nil {
			return err
		}
		if len(v.proposals) > 0 {
			v.values = checklist.Fields{}
			for key, p := range v.proposals {
				v.values[key] = p.Value
			}
		}
	}
	if v.it.Answer.Version > 0 && v.it.State != checklist.Done { // come back to: say what is left, but not as a failure
		v.partly = true
	}
	if err := h.fill(ctx, v); err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, pointPage(v))
}

// save keeps what was typed, whatever else is wrong, and leads on where the point is done or may wait.
func (h *Handlers) save(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	sent, err := readPoint(w, r)
	if err != nil {
		return err
	}
	v, err := h.view(r)
	if err != nil {
		return err
	}
	if !v.answers {
		return fault.Forbidden()
	}
	v.values = sent.answers(v.it)
	base, _ := readBase(sent.form.Get("base"))
	seen, err := strconv.Atoi(sent.form.Get("seen"))
	if err != nil {
		seen = -1 // no version: treated as stale
	}
	saved, err := h.svc.Save(ctx, v.ID, v.it.Point.Key, checklist.SaveInput{Fields: v.values, Base: base, Seen: seen})
	if err == nil {
		err = h.addFiles(ctx, v, sent)
	}
	switch {
	case fault.Is(err, fault.InvalidKind):
		v.problems = page.ProblemsOf(ctx, fault.As(err), "")
		for _, f := range fault.As(err).Fields {
			if f.Key == checklist.SecretKey {
				delete(v.values, strings.TrimPrefix(f.Name, "f."))
			}
		}
		if saved != nil { // the text is kept; only a file was refused
			v.it.Answer = saved.Item.Answer
			v.count()
		} else { // nothing was compared yet with what others may have saved
			v.base, v.seen = base, seen
		}
		return h.again(w, r, v, http.StatusUnprocessableEntity)
	case fault.Is(err, fault.ConflictKind):
		v.problems = page.ProblemsOf(ctx, fault.As(err), "")
		v.base, v.seen = base, seen
		if v.Sheet, err = h.svc.Get(ctx, v.ID); err != nil { // as it is since it was locked
			return err
		}
		if v.late = v.Locked(); v.late { // else the database was busy, and the form goes again
			v.problems = page.Problems{{Text: i18n.T(ctx, "checklistweb.locked_kept")}}
		}
		return h.again(w, r, v, http.StatusConflict)
	case err != nil:
		return err
	case len(saved.Lost) > 0:
		v.it.Answer = saved.Item.Answer
		v.count() // the next save is a choice
		h.compare(ctx, v, saved)
		return h.again(w, r, v, http.StatusConflict)
	}
	return h.goOn(w, r, v, saved, sent.form.Get("act"))
}

// again shows the form again with what was typed.
func (h *Handlers) again(w http.ResponseWriter, r *http.Request, v *pointView, status int) error {
	if err := h.fill(r.Context(), v); err != nil {
		return err
	}
	return page.Render(w, r, status, pointPage(v))
}

// compare puts what somebody else saved beside what was typed, for the fields in which both had typed.
func (h *Handlers) compare(ctx context.Context, v *pointView, saved *checklist.Saved) {
	lang := i18n.Lang(ctx)
	c := &clash{who: whoOf(ctx, v.Sheet, saved.By), when: i18n.Stamp(ctx, v.it.Answer.SavedAt, h.clk.Now(), tenant.ZoneOf(ctx))}
	for _, key := range saved.Lost {
		f := v.it.Point.Field(key)
		c.fields = append(c.fields, page.Clash{Label: f.Label.In(lang), Theirs: f.Words(saved.Theirs[key]).In(lang), Yours: f.Words(v.values[key]).In(lang)})
	}
	for _, f := range v.it.Point.Fields { // what only they changed is in the form as they left it
		if !slices.Contains(saved.Lost, f.Key) {
			v.values[f.Key] = saved.Item.Answer.Fields[f.Key]
		}
	}
	v.clash = c
}

// goOn leads to where the button said. What is missing is said where one wanted to go on to the next point.
func (h *Handlers) goOn(w http.ResponseWriter, r *http.Request, v *pointView, saved *checklist.Saved, act string) error {
	ctx := r.Context()
	here := pointURL(ctx, v.ID, v.it.Point.Key)
	number := v.it.Number
	v.it = saved.Item
	v.it.Number = number
	if field, ok := strings.CutPrefix(act, fieldweb.AddPerson("")); ok {
		return page.SeeOther(w, r, here+"#f-"+field+"-"+strconv.Itoa(len(saved.Item.Answer.Fields[field].People)+1))
	}
	switch act {
	case fieldweb.MissingPerson:
		return page.SeeOther(w, r, here+"/person")
	case "close":
		said := "checklistweb.point.saved"
		if v.it.State == checklist.Done {
			said = "checklistweb.point.done"
		}
		page.SetFlash(ctx, said, "Number", number)
		return page.SeeOther(w, r, url(ctx, v.ID, ""))
	}
	if problems := v.it.Problems(); len(problems) > 0 {
		for _, p := range problems {
			name := fieldweb.Name(p.Field, fieldweb.Answer)
			v.problems = append(v.problems, page.Problem{Name: name, FieldID: "f-" + p.Field, Text: p.Words(ctx)})
		}
		v.count()
		v.values, v.saved = v.it.Answer.Fields, i18n.Clock(ctx, h.clk.Now(), tenant.ZoneOf(ctx))
		return h.again(w, r, v, http.StatusUnprocessableEntity)
	}
	page.SetFlash(ctx, "checklistweb.point.done", "Number", number)
	fresh, err := h.svc.Get(ctx, v.ID)
	if err != nil {
		return err
	}
	v.Sheet = fresh
	if next := v.nextItem(); next != nil {
		return page.SeeOther(w, r, pointURL(ctx, v.ID, next.Point.Key))
	}
	return page.SeeOther(w, r, url(ctx, v.ID, ""))
}

// nextItem gives the point that is to be answered after this one, nil where none is left.
func (v *pointView) nextItem() *checklist.Item {
	_, _, open := v.Progress()
	var before *checklist.Item
	for _, it := range open {
		switch {
		case it.Point.Key == v.it.Point.Key || it.State == checklist.Blocked:
		case it.Number > v.it.Number:
			return it
		case before == nil:
			before = it
		}
	}
	return before
}

func encodeBase(f checklist.Fields) string {
	b, err := json.Marshal(f)
	if err != nil {
		return "" // strings always marshal
	}
	return string(b)
}

func readBase(s string) (checklist.Fields, bool) {
	if s == "" {
		return nil, false
	}
	f := checklist.Fields{}
	if json.Unmarshal([]byte(s), &f) != nil || f == nil {
		return nil, false
	}
	return f, true
}

// typed is what one has just typed too late, as it was kept.
func (v *pointView) typed(ctx context.Context) string {
	me := identity.Of(ctx).UserID
	for i := len(v.versions) - 1; i >= 0 && v.late; i-- {
		if x := v.versions[i]; x.Aside && x.SavedBy == me {
			return v.it.Point.Words(x.Fields).In(i18n.Lang(ctx))
		}
	}
	return ""
}
