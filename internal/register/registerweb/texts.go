package registerweb

import (
	"context"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/identity"
	"kanalkoll/internal/page"
	"kanalkoll/internal/register"
)

// textsView is the ready-made texts of an account.
type textsView struct {
	account *register.Account
	langs   []langTexts
	missing []string // what would make the texts better, in words
	mayEdit bool
}

type langTexts struct {
	lang  string
	texts []register.Text
}

// textLangs are the languages of an account's texts: Swedish, and English where the account speaks it.
func textLangs(a *register.Account) []string {
	langs := []string{i18n.Swedish}
	if a.Language == i18n.English || strings.HasPrefix(a.Language, i18n.English+"-") {
		langs = append(langs, i18n.English)
	}
	return langs
}

func (h *Profiles) texts(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	s, err := h.reg.Duties(ctx, chi.URLParam(r, "ref"))
	if err != nil {
		return err
	}
	p, err := h.publisher(ctx)
	if err != nil {
		return err
	}
	a := s.Account
	v := textsView{account: a, mayEdit: identity.Of(ctx).MayIn(identity.AccountEdit, a.UnitID)}
	for _, lang := range textLangs(a) {
		v.langs = append(v.langs, langTexts{lang, p.Texts(s, lang)})
	}
	if a.Purpose == "" {
		v.missing = append(v.missing, i18n.T(ctx, "texts.missing_purpose"))
	}
	if a.UnitPage == "" {
		v.missing = append(v.missing, i18n.T(ctx, "texts.missing_unit_page"))
	}
	return page.Render(w, r, http.StatusOK, textsPage(v))
}

func (v textsView) head(ctx context.Context) page.Head {
	a := v.account
	return page.Head{H1: i18n.T(ctx, "texts.title", "Account", title(ctx, a)),
		Crumbs: crumbs(ctx, page.Link{Label: a.Name, Href: accountURL(ctx, a.Ref, "")})}
}

// textLength says how long a text is, and of how much.
func textLength(ctx context.Context, t register.Text) string {
	if t.Limit > 0 {
		return i18n.T(ctx, "texts.count_of", "Number", i18n.Number(ctx, t.Count()), "Limit", i18n.Number(ctx, t.Limit))
	}
	return i18n.T(ctx, "texts.count", "Count", t.Count())
}

func textHead(ctx context.Context, key string) string { return i18n.T(ctx, "texts.head."+key) }

// textHint says where a text goes, "" where its name says it.
func textHint(ctx context.Context, key string) string {
	if k := "texts.hint." + key; i18n.Has(i18n.Lang(ctx), k) {
		return i18n.T(ctx, k)
	}
	return ""
}

func leftOut(ctx context.Context, t register.Text) string {
	var words []string
	for _, key := range t.Left {
		l := []rune(textHead(ctx, key))
		words = append(words, strings.ToLower(string(l[:1]))+string(l[1:]))
	}
	return i18n.T(ctx, "texts.left", "Parts", i18n.And(ctx, words))
}
