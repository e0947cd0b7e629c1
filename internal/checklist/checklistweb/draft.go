package checklistweb

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/checklist/fieldweb"
	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/tenant"
)

// draftAnswer is what a page that saves while somebody types is told.
type draftAnswer struct {
	State  string            `json:"state"`            // beside the buttons: "Utkast sparat 14.32"
	Seen   int               `json:"seen"`             // the version that the form now counts from
	Base   checklist.Fields  `json:"base"`             // and what it holds; a field that is not named stays as the form has it
	Values map[string]string `json:"values,omitempty"` // by control: what somebody else wrote in fields that one has not touched
	News   string            `json:"news,omitempty"`   // a sentence about somebody else's text
	Theirs []draftField      `json:"theirs,omitempty"` // their text in the fields in which one has typed
	Stop   bool              `json:"stop,omitempty"`   // save no more by itself: the next save is a choice
}

type draftField struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

func writeJSON(w http.ResponseWriter, status int, v any) error {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	return json.NewEncoder(w).Encode(v)
}

// keep saves what a form holds, as far as it can be kept.
func (h *Handlers) keep(ctx context.Context, s *checklist.Sheet, it *checklist.Item, form *sent) error {
	base, _ := readBase(form.form.Get("base"))
	seen, err := strconv.Atoi(form.form.Get("seen"))
	if err != nil {
		seen = -1
	}
	_, err = h.svc.Save(ctx, s.ID, it.Point.Key, checklist.SaveInput{Fields: form.answers(it), Base: base, Seen: seen})
	if fault.Is(err, fault.InvalidKind) {
		return nil
	}
	return err
}

// draft saves what is typed so far, for a page with script.
func (h *Handlers) draft(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, err := page.ReadForm(w, r)
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
	v.values = fieldweb.Read(form, v.it.Point)
	base, _ := readBase(form.Get("base"))
	seen, err := strconv.Atoi(form.Get("seen"))
	if err != nil {
		seen = -1
	}
	saved, err := h.svc.Save(ctx, v.ID, v.it.Point.Key, checklist.SaveInput{Fields: v.values, Base: base, Seen: seen})
	switch {
	case fault.Is(err, fault.InvalidKind): // said when the form is sent; the rest waits for it
		return writeJSON(w, http.StatusUnprocessableEntity, draftAnswer{State: i18n.T(ctx, "checklistweb.draft.invalid"), Seen: seen, Base: base})
	case fault.Is(err, fault.ConflictKind):
		now, err := h.svc.Get(ctx, v.ID)
		if err != nil {
			return err
		}
		if !now.Locked() { // the database was busy: what is typed next saves all
			return writeJSON(w, http.StatusConflict, draftAnswer{State: i18n.T(ctx, "checklistweb.draft.failed"), Seen: seen, Base: base})
		}
		return writeJSON(w, http.StatusConflict, draftAnswer{State: i18n.T(ctx, "checklistweb.draft.locked"), News: i18n.T(ctx, "checklistweb.locked_kept"), Seen: seen, Base: base, Stop: true})
	case err != nil:
		return err
	}
	v.it.Answer = saved.Item.Answer
	a := draftAnswer{State: i18n.T(ctx, "checklistweb.point.draft_saved", "Time", i18n.Clock(ctx, h.clk.Now(), tenant.ZoneOf(ctx))), Seen: v.it.Answer.Version, Base: checklist.Fields{}}
	news := checklist.Fields{} // what they changed, for the form
	for _, f := range v.it.Point.Fields {
		theirs := slices.Contains(saved.Merged, f.Key)
		if theirs && !writable(f.Kind) {
			continue
		}
		a.Base[f.Key] = v.it.Answer.Fields[f.Key]
		if theirs {
			news[f.Key] = a.Base[f.Key]
		}
	}
	who := whoOf(ctx, v.Sheet, saved.By)
	switch {
	case len(saved.Lost) > 0:
		a.Stop, a.News = true, i18n.T(ctx, "checklistweb.draft.clash", "Who", who)
		for _, key := range saved.Lost {
			f := v.it.Point.Field(key)
			a.Theirs = append(a.Theirs, draftField{f.Label.In(i18n.Lang(ctx)), f.Words(saved.Theirs[key]).In(i18n.Lang(ctx))})
		}
	case len(saved.Merged) > 0:
		a.News = i18n.T(ctx, "checklistweb.draft.merged", "Who", who)
	}
	a.Values = controls(news)
	return writeJSON(w, http.StatusOK, a)
}

// newer tells a page with script what somebody else has saved since the version that it has seen.
func (h *Handlers) newer(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v, err := h.view(r)
	if err != nil {
		return err
	}
	seen, err := strconv.Atoi(r.URL.Query().Get("seen"))
	if err != nil {
		return fault.NotFound()
	}
	a := draftAnswer{Seen: v.it.Answer.Version}
	if v.it.Answer.Version == seen || v.it.Answer.SavedBy == identity.Of(ctx).UserID {
		a.Seen = seen
		return writeJSON(w, http.StatusOK, a)
	}
	a.Base = checklist.Fields{}
	for _, f := range v.it.Point.Fields {
		if writable(f.Kind) {
			a.Base[f.Key] = v.it.Answer.Fields[f.Key]
		}
	}
	a.News = i18n.T(ctx, "checklistweb.draft.newer", "Who", whoOf(ctx, v.Sheet, v.it.Answer.SavedBy), "Time", i18n.Stamp(ctx, v.it.Answer.SavedAt, h.clk.Now(), tenant.ZoneOf(ctx)))
	a.Values = controls(a.Base)
	for i := range v.it.Point.Fields {
		f := &v.it.Point.Fields[i]
		if t := f.Words(v.it.Answer.Fields[f.Key]).In(i18n.Lang(ctx)); t != "" {
			a.Theirs = append(a.Theirs, draftField{f.Label.In(i18n.Lang(ctx)), t})
		}
	}
	return writeJSON(w, http.StatusOK, a)
}

// writable reports whether a script can write the field's value into the form: it has one control, of text.
func writable(k checklist.Kind) bool {
	return k == checklist.KindText || k == checklist.KindLong || k == checklist.KindLink || k == checklist.KindDate
}

// controls gives the values by the names of their controls.
func controls(in checklist.Fields) map[string]string {
	values := map[string]string{}
	for key, v := range in {
		values[fieldweb.Name(key, fieldweb.Answer)] = v.Text
	}
	return values
}
