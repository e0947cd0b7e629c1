package tenantweb

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"kanalkoll/internal/fault"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/page"
	"kanalkoll/internal/tenant"
)

// settingsForm is the settings as typed.
type settingsForm struct {
	Version                                 int
	Name, Website, Accent                   string
	ContactText, ContactEmail, ContactPhone string
	HasLogo                                 bool
	Who, When                               string
	Clashes                                 []page.Clash
	Problems                                page.Problems
}

func formOf(t *tenant.Tenant) settingsForm {
	return settingsForm{Version: t.Version, Name: t.Name, Website: t.Website, Accent: t.Accent, ContactText: t.ContactText,
		ContactEmail: t.ContactEmail, ContactPhone: t.ContactPhone}
}

func readSettings(in url.Values) settingsForm {
	version, _ := strconv.Atoi(in.Get("version")) // none is a version that nothing has, and so a conflict
	return settingsForm{Version: version, Name: in.Get("name"), Website: in.Get("website"), Accent: in.Get("accent"),
		ContactText: in.Get("contact_text"), ContactEmail: in.Get("contact_email"), ContactPhone: in.Get("contact_phone")}
}

func (f settingsForm) apply(t *tenant.Tenant) {
	t.Name, t.Website, t.Accent = f.Name, f.Website, longColour(f.Accent)
	t.ContactText, t.ContactEmail, t.ContactPhone = f.ContactText, f.ContactEmail, f.ContactPhone
}

// longColour writes "#ABC" as "#aabbcc", the one form that is kept.
func longColour(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if len(s) == 4 && s[0] == '#' {
		return string([]byte{'#', s[1], s[1], s[2], s[2], s[3], s[3]})
	}
	return s
}

func (h *Handlers) settings(w http.ResponseWriter, r *http.Request) error {
	return h.renderSettings(w, r, http.StatusOK, nil, nil)
}

// renderSettings shows the form as typed, or as kept where nothing was typed.
func (h *Handlers) renderSettings(w http.ResponseWriter, r *http.Request, status int, typed *settingsForm, f *fault.Error) error {
	t, err := h.svc.Current(r.Context())
	if err != nil {
		return err
	}
	form := formOf(t)
	if typed != nil {
		form = *typed
	}
	form.HasLogo = t.LogoKey != ""
	form.Problems = page.ProblemsOf(r.Context(), f, "")
	return page.Render(w, r, status, settingsPage(form))
}

func (h *Handlers) saveSettings(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	in, err := page.ReadForm(w, r)
	if err != nil {
		return err
	}
	form := readSettings(in)
	t, err := h.svc.Current(ctx)
	if err != nil {
		return err
	}
	form.apply(t)
	bad := t.CheckSettings()
	if p := page.CheckColour("accent", t.Accent); p != nil {
		bad = append(bad, *p)
	}
	if len(bad) > 0 {
		return h.renderSettings(w, r, http.StatusUnprocessableEntity, &form, fault.Invalid(bad...))
	}
	err = h.svc.SaveSettings(ctx, t, form.Version)
	if fault.Is(err, fault.ConflictKind) {
		return h.settingsClash(w, r, form, fault.As(err))
	}
	if err != nil {
		return err
	}
	page.SetFlash(ctx, "tenantweb.settings_saved")
	return page.SeeOther(w, r, page.URL(ctx, "/app/settings"))
}

// settingsClash shows what somebody else saved meanwhile beside what was typed; saving again is then a choice.
func (h *Handlers) settingsClash(w http.ResponseWriter, r *http.Request, form settingsForm, f *fault.Error) error {
	ctx := r.Context()
	now, err := h.svc.Current(ctx)
	if err != nil {
		return err
	}
	if form.Who, form.When, err = h.lastChange(ctx, now.ID); err != nil {
		return err
	}
	theirs := formOf(now)
	for _, c := range []struct{ key, theirs, yours string }{
		{"tenantweb.name", theirs.Name, form.Name}, {"tenantweb.website", theirs.Website, form.Website}, {"tenantweb.accent", theirs.Accent, form.Accent},
		{"tenantweb.contact_text", theirs.ContactText, form.ContactText}, {"tenantweb.contact_email", theirs.ContactEmail, form.ContactEmail},
		{"tenantweb.contact_phone", theirs.ContactPhone, form.ContactPhone},
	} {
		if c.theirs != c.yours {
			form.Clashes = append(form.Clashes, page.Clash{Label: i18n.T(ctx, c.key), Theirs: c.theirs, Yours: c.yours})
		}
	}
	form.Version = now.Version
	return h.renderSettings(w, r, http.StatusConflict, &form, f)
}
