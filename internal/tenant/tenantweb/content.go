package tenantweb

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
	"kanalkoll/internal/tenant"
)

// contentForm is the texts of the page on how content is handled as typed, by the names of their fields.
type contentForm struct {
	Version   int
	Texts     map[string]string
	Parts     []contentPart
	Who, When string
	Clashes   []page.Clash
	Problems  page.Problems
}

// contentPart is one heading of the page with a text for each language.
type contentPart struct {
	ID, Head string
	Texts    []contentText
}

type contentText struct {
	Lang, Ours string
	Field      page.Field
}

func contentName(lang, key string) string { return "content_" + lang + "_" + key }

// eachContent calls do for every text of the page, in the order of the form.
func eachContent(do func(lang, key string)) {
	for _, key := range tenant.ContentKeys {
		for _, lang := range i18n.Languages {
			do(lang, key)
		}
	}
}

func contentFormOf(p tenant.Policy) contentForm {
	f := contentForm{Version: p.Version, Texts: map[string]string{}}
	eachContent(func(lang, key string) { f.Texts[contentName(lang, key)] = p.Content[lang][key] })
	return f
}

func readContent(in url.Values) contentForm {
	f := contentForm{Version: readVersion(in), Texts: map[string]string{}}
	eachContent(func(lang, key string) { f.Texts[contentName(lang, key)] = in.Get(contentName(lang, key)) })
	return f
}

func (f contentForm) apply(p *tenant.Policy) {
	p.Content = map[string]map[string]string{}
	for _, lang := range i18n.Languages {
		p.Content[lang] = map[string]string{}
	}
	eachContent(func(lang, key string) { p.Content[lang][key] = f.Texts[contentName(lang, key)] })
}

func (h *Handlers) content(w http.ResponseWriter, r *http.Request) error {
	p, err := h.svc.Policy(r.Context())
	if err != nil {
		return err
	}
	return h.renderContent(w, r, http.StatusOK, contentFormOf(p), nil)
}

func (h *Handlers) renderContent(w http.ResponseWriter, r *http.Request, status int, form contentForm, f *fault.Error) error {
	ctx := r.Context()
	t, err := h.svc.Current(ctx)
	if err != nil {
		return err
	}
	form.Problems = page.ProblemsOf(ctx, f, "")
	for _, key := range tenant.ContentKeys {
		part := contentPart{ID: "part-" + key, Head: tenant.ContentHead(i18n.Lang(ctx), key)}
		for _, lang := range i18n.Languages {
			name := contentName(lang, key)
			part.Texts = append(part.Texts, contentText{Lang: lang, Ours: tenant.DefaultContent(t, lang, key), Field: page.Field{Name: name,
				Label: contentLabel(ctx, lang), Optional: true, Rows: 4, Max: tenant.MaxContent, Value: form.Texts[name], Problems: form.Problems}})
		}
		form.Parts = append(form.Parts, part)
	}
	return page.Render(w, r, status, contentSettingsPage(form))
}

func contentLabel(ctx context.Context, lang string) string {
	if lang == i18n.English {
		return i18n.T(ctx, "tenantweb.content_en")
	}
	return i18n.T(ctx, "tenantweb.content_sv")
}

func (h *Handlers) saveContent(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	form := readContent(in)
	p, err := h.svc.Policy(ctx)
	if err != nil {
		return err
	}
	form.apply(&p)
	switch err := h.svc.SavePolicy(ctx, p, form.Version); {
	case err == nil:
		page.SetFlash(ctx, "tenantweb.content_saved")
		return page.SeeOther(w, r, page.URL(ctx, "/app/settings/content"))
	case fault.Is(err, fault.ConflictKind):
		return h.contentClash(w, r, form, fault.As(err))
	case fault.Is(err, fault.InvalidKind):
		return h.renderContent(w, r, http.StatusUnprocessableEntity, form, fault.As(err))
	default:
		return err
	}
}

// contentClash shows what somebody else saved meanwhile beside what was typed; saving again is then a choice.
func (h *Handlers) contentClash(w http.ResponseWriter, r *http.Request, form contentForm, f *fault.Error) error {
	ctx := r.Context()
	now, err := h.svc.Policy(ctx)
	if err != nil {
		return err
	}
	t, err := h.svc.Current(ctx)
	if err != nil {
		return err
	}
	if form.Who, form.When, err = h.lastChange(ctx, t.ID); err != nil {
		return err
	}
	theirs := contentFormOf(now)
	eachContent(func(lang, key string) {
		name := contentName(lang, key)
		if yours := strings.TrimSpace(form.Texts[name]); yours != theirs.Texts[name] {
			form.Clashes = append(form.Clashes, page.Clash{Label: tenant.ContentHead(i18n.Lang(ctx), key) + ", " + contentLabel(ctx, lang),
				Theirs: ownOrOurs(ctx, theirs.Texts[name]), Yours: ownOrOurs(ctx, yours)})
		}
	})
	form.Version = now.Version
	return h.renderContent(w, r, http.StatusConflict, form, f)
}

func ownOrOurs(ctx context.Context, text string) string {
	if text == "" {
		return i18n.T(ctx, "tenantweb.content_ours_used")
	}
	return text
}
