package registerweb

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/google/uuid"

	"kanalkoll/internal/audit"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
	"kanalkoll/internal/tenant"
)

// dutiesView is the form in which a profile is checked.
type dutiesView struct {
	sheet     register.DutySheet
	answers   map[string]register.DutyAnswer
	publisher register.Publisher
	langs     []string
	names     map[uuid.UUID]string
	problems  page.Problems
	clash     *clash
}

// sheet gives the account's duties where the principal may check them.
func (h *Profiles) sheet(ctx context.Context, ref string) (register.DutySheet, error) {
	s, err := h.reg.Duties(ctx, ref)
	if err != nil {
		return s, err
	}
	return s, identity.RequireIn(ctx, identity.AccountEdit, s.Account.UnitID)
}

func (h *Profiles) duties(w http.ResponseWriter, r *http.Request) error {
	s, err := h.sheet(r.Context(), chi.URLParam(r, "ref"))
	if err != nil {
		return err
	}
	return h.renderDuties(w, r, http.StatusOK, &dutiesView{sheet: s, answers: answersOf(s)})
}

func (h *Profiles) renderDuties(w http.ResponseWriter, r *http.Request, status int, v *dutiesView) error {
	ctx := r.Context()
	var err error
	if v.publisher, err = h.publisher(ctx); err != nil {
		return err
	}
	if v.names, err = h.people.Names(ctx, checkers(v.sheet)); err != nil {
		return err
	}
	v.langs = textLangs(v.sheet.Account)
	return page.Render(w, r, status, dutiesPage(v))
}

func answersOf(s register.DutySheet) map[string]register.DutyAnswer {
	m := map[string]register.DutyAnswer{}
	for _, it := range s.Items {
		m[it.Key] = register.DutyAnswer{State: string(it.State), Note: it.Note}
	}
	return m
}

func readAnswers(s register.DutySheet, form url.Values) map[string]register.DutyAnswer {
	m := map[string]register.DutyAnswer{}
	for _, it := range s.Items {
		m[it.Key] = register.DutyAnswer{State: form.Get(it.Key), Note: form.Get("note_" + it.Key)}
	}
	return m
}

func (h *Profiles) saveDuties(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	s, err := h.sheet(ctx, chi.URLParam(r, "ref"))
	if err != nil {
		return err
	}
	v := &dutiesView{sheet: s, answers: readAnswers(s, form)}
	_, err = h.reg.SaveDuties(ctx, s.Account.Ref, form.Get("version"), v.answers)
	if err == nil {
		page.SetFlash(ctx, "duties.saved", "Account", title(ctx, s.Account))
		return page.SeeOther(w, r, accountURL(ctx, s.Account.Ref, ""))
	}
	failed := fault.As(err)
	switch failed.Kind {
	case fault.InvalidKind:
		v.sheet.Version = form.Get("version") // what was seen stays what was seen
		v.problems = page.ProblemsOf(ctx, failed, "")
	case fault.ConflictKind:
		if v.clash, err = h.dutyClash(ctx, v); err != nil {
			return err
		}
	default:
		return err
	}
	return h.renderDuties(w, r, page.StatusCode(failed), v)
}

// dutyClash puts what somebody else saved beside what was typed, and takes the version of theirs: saving again is a choice.
func (h *Profiles) dutyClash(ctx context.Context, v *dutiesView) (*clash, error) {
	now, err := h.sheet(ctx, v.sheet.Account.Ref)
	if err != nil {
		return nil, err
	}
	v.sheet = now
	c := &clash{}
	for _, it := range now.Items {
		mine := v.answers[it.Key]
		theirs := answerWords(ctx, register.DutyAnswer{State: string(it.State), Note: it.Note})
		if yours := answerWords(ctx, mine); yours != theirs {
			c.fields = append(c.fields, page.Clash{Label: dutyName(ctx, it.Key), Theirs: theirs, Yours: yours})
		}
	}
	list, _, err := h.reg.History(ctx, now.Account.Ref, 1)
	if err != nil {
		return nil, err
	}
	names, err := h.people.Names(ctx, actors(list))
	if err != nil {
		return nil, err
	}
	for _, rec := range list {
		c.who, c.when = register.Who(ctx, rec.Actor, names), i18n.Stamp(ctx, rec.At, h.clk.Now(), tenant.ZoneOf(ctx))
	}
	return c, nil
}

func actors(list []audit.Record) []uuid.UUID {
	var ids []uuid.UUID
	for _, rec := range list {
		ids = append(ids, rec.Actor.ID)
	}
	return ids
}

func answerWords(ctx context.Context, a register.DutyAnswer) string {
	word := a.State
	switch register.DutyState(a.State) {
	case "", register.DutyMet, register.DutyUnmet, register.DutyNA:
		word = dutyWord(ctx, register.DutyState(a.State))
	}
	if note := strings.TrimSpace(a.Note); note != "" {
		return word + ": " + note
	}
	return word
}

func (v *dutiesView) head(ctx context.Context) page.Head {
	a := v.sheet.Account
	return page.Head{H1: i18n.T(ctx, "duties.title", "Account", title(ctx, a)), Problems: v.problems,
		Crumbs: crumbs(ctx, page.Link{Label: a.Name, Href: accountURL(ctx, a.Ref, "")})}
}

func (v *dutiesView) choice(ctx context.Context, it register.DutyItem) page.Field {
	f := page.Field{Name: it.Key, Label: dutyName(ctx, it.Key), Hint: i18n.T(ctx, "duties.look."+it.Key), HideLabel: true, Inline: true,
		Value: v.answers[it.Key].State, Problems: v.problems}
	for _, s := range register.DutyStates {
		f.Options = append(f.Options, page.Option{Value: string(s), Label: dutyWord(ctx, s)})
	}
	return f
}

func (v *dutiesView) note(ctx context.Context, it register.DutyItem) page.Field {
	return page.Field{Name: "note_" + it.Key, Label: i18n.T(ctx, "duties.note"), Hint: i18n.T(ctx, "duties.note_hint"),
		Max: register.MaxDutyNote, Value: v.answers[it.Key].Note, Problems: v.problems, Attrs: map[string]any{"aria-label": i18n.T(ctx, "duties.note_of", "Duty", dutyName(ctx, it.Key))}}
}

// section is the head of a duty: what it is called, where it comes from, and when it was last looked at.
func (v *dutiesView) section(ctx context.Context, it register.DutyItem) page.Sec {
	note := i18n.T(ctx, "duties.source_page", "Page", it.Source.Page)
	if it.Source.Appendix {
		note = i18n.T(ctx, "duties.source_appendix")
	}
	if it.State != "" {
		note += ". " + i18n.T(ctx, "duties.last", "When", checkedBy(ctx, it.Check, v.names))
	}
	return page.Sec{ID: "duty-" + it.Key, Title: dutyName(ctx, it.Key), Note: note}
}

// dutyText is a ready-made text for a duty in one language.
type dutyText struct{ id, lang, body string }

func (v *dutiesView) texts(key string) []dutyText {
	var list []dutyText
	for _, lang := range v.langs {
		if body := v.publisher.ForDuty(v.sheet, key, lang); body != "" {
			list = append(list, dutyText{"copy-" + key + "-" + lang, lang, body})
		}
	}
	return list
}
