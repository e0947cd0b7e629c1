package e2e_test

import (
	"cmp"
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"kanalkoll/internal/identity"
)

// untranslated is what stands in the place of a sentence whose key is missing.
var untranslated = regexp.MustCompile(`\[[a-z][a-z0-9_]*(\.[a-z0-9_]+)+\]`)

// inspect looks at the present page in every shape.
func (b *tab) inspect() {
	b.t.Helper()
	report := func(shape string, list []violation) {
		b.t.Helper()
		for _, v := range list {
			b.t.Errorf("%s, %s: %s", b.address(), shape, v)
		}
	}
	html := eval[string](b, `document.documentElement.outerHTML`)
	if m := untranslated.FindString(html); m != "" {
		b.t.Errorf("%s: %s is not translated", b.address(), m)
	}
	if n := eval[int](b, `document.querySelectorAll("h1").length`); n != 1 {
		b.t.Errorf("%s: %d headings of the first level, want 1", b.address(), n)
	}
	if ids := eval[[]string](b, `(() => { const all = [...document.querySelectorAll("[id]")].map(e => e.id); return all.filter((id, i) => all.indexOf(id) !== i) })()`); len(ids) > 0 {
		b.t.Errorf("%s: ids are used twice: %s", b.address(), strings.Join(ids, ", "))
	}
	report("wide", b.axe(allRules))
	b.shape(wide, "dark")
	report("wide and dark", b.axe(colourful))
	b.shape(phone, "dark")
	report("phone and dark", b.axe(colourful))
	b.shape(phone, "light")
	report("phone", b.axe(allRules))
	b.shape(narrow, "light")
	if out := b.overflow(); out != "" {
		b.t.Errorf("%s: scrolls sideways at %d px: %s", b.address(), narrow, out)
	}
	b.shape(wide, "light")
	for _, c := range b.complaints() {
		b.t.Errorf("%s: the browser complains: %s", b.address(), c)
	}
}

// tabs gives one tab for each role, opened when it is first needed.
func (h *house) tabs(t testing.TB) func(identity.Role) *tab {
	open := map[identity.Role]*tab{}
	return func(role identity.Role) *tab {
		if open[role] == nil {
			open[role] = h.tab(t, role)
		}
		return open[role]
	}
}

func TestPagesAreAccessible(t *testing.T) {
	h := newHouse(t)
	tabs := h.tabs(t)
	for _, s := range samples {
		t.Run(s.name, func(t *testing.T) {
			b := tabs(s.role).at(t)
			want := http.StatusOK
			if strings.HasSuffix(s.name, "-gone") {
				want = http.StatusNotFound
			}
			if got := s.show(h, b); got != want {
				t.Fatalf("%s: status %d, want %d", s.at(h), got, want)
			}
			b.inspect()
		})
	}
}

func TestEmptyPagesAreAccessible(t *testing.T) {
	h := newHouse(t)
	in, out := h.emptyTab(t, true), h.emptyTab(t, false)
	for _, s := range samples {
		if !s.empty {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			b := in.at(t)
			if s.role == "" {
				b = out.at(t)
			}
			if got := s.show(h, b); got != http.StatusOK {
				t.Fatalf("%s: status %d", s.at(h), got)
			}
			b.inspect()
		})
	}
}

func TestMistakesAreShownAccessibly(t *testing.T) {
	h := newHouse(t)
	tabs := h.tabs(t)
	for _, m := range mistakes() {
		t.Run(m.name, func(t *testing.T) {
			b := tabs(m.from.role).at(t)
			b.open(m.from.at(h))
			want := cmp.Or(m.status, http.StatusUnprocessableEntity)
			if got := b.send(m.to(h), m.values); got != want {
				t.Fatalf("status %d, want %d: %s", got, want, b.text())
			}
			if want == http.StatusConflict {
				b.inspect()
				return
			}
			if !strings.HasPrefix(b.title(), "Fel: ") {
				t.Errorf("title %q does not begin with the word that something is wrong", b.title())
			}
			if at := eval[string](b, `document.activeElement.className`); !strings.Contains(at, "errs") {
				t.Errorf("the focus is on %q, want the list of problems", at)
			}
			for _, link := range eval[[]string](b, `[...document.querySelectorAll(".errs a")].map(a => a.hash).filter(h => !document.querySelector(h + ":is(input, select, textarea)"))`) {
				t.Errorf("the list of problems links to %s, which is no field", link)
			}
			if order := eval[[]string](b, `(() => {
				const listed = [...document.querySelectorAll(".errs a")].map(a => document.querySelector(a.hash)).filter(e => e);
				return listed.filter((e, i) => i > 0 && e.compareDocumentPosition(listed[i - 1]) & Node.DOCUMENT_POSITION_FOLLOWING).map(e => e.id);
			})()`); len(order) > 0 {
				t.Errorf("the list of problems is in another order than the fields: %s come too late", strings.Join(order, ", "))
			}
			b.inspect()
		})
	}
}

func TestRefusalsAreAccessible(t *testing.T) {
	h := newHouse(t)
	reader, visitor := h.tab(t, identity.Reader), h.tab(t, "")
	principal := &identity.Principal{Grants: []identity.Grant{{Role: identity.Reader}}}
	guards := map[string]bool{}
	for _, r := range h.site.App.Routes() {
		if r.Method == http.MethodGet && !r.Guard.Allows(principal) {
			guards[r.Pattern] = true
		}
	}
	seen := map[string]bool{}
	for _, s := range samples {
		if !guards[s.route] || seen[s.route] {
			continue
		}
		seen[s.route] = true
		b := reader.at(t)
		if got := s.show(h, b); got != http.StatusForbidden {
			t.Errorf("%s as a reader: status %d, want 403", s.at(h), got)
		}
		if len(seen) == 1 { // the page is the same everywhere
			b.inspect()
		}
	}
	for _, path := range []string{"/app/finns-inte", "/finns-inte"} {
		for _, b := range []*tab{reader.at(t), visitor.at(t)} {
			want := http.StatusNotFound
			if got := b.open(path); got != want {
				t.Errorf("%s: status %d, want %d", path, got, want)
			}
			b.inspect()
		}
	}
	b := visitor.at(t)
	if got := b.visit("/kommunen-finns-inte"); got != http.StatusNotFound {
		t.Errorf("a municipality that is not here: status %d, want 404", got)
	}
	b.inspect()
}

func TestPagesSpeakEnglish(t *testing.T) {
	h := newHouse(t)
	tabs := map[identity.Role]*tab{}
	for _, s := range samples {
		b := tabs[s.role]
		if b == nil {
			b = h.tab(t, s.role)
			if s.role != "" {
				b.english()
			}
			tabs[s.role] = b
		}
		path := s.at(h)
		if s.role == "" {
			path = inEnglish(path)
		}
		if s.above {
			b.visit(path)
		} else {
			b.open(path)
		}
		if lang := eval[string](b, `document.documentElement.lang`); lang != "en" {
			t.Errorf("%s is said to be in %q, want en", path, lang)
		}
		if m := untranslated.FindString(eval[string](b, `document.documentElement.outerHTML`)); m != "" {
			t.Errorf("%s: %s is not translated to English", path, m)
		}
	}
}

// english changes the session's language.
func (b *tab) english() {
	b.t.Helper()
	b.arrive(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := chromedp.Evaluate[chromedp.Void](`document.querySelector("form input[name=lang][value=en]").form.requestSubmit()`)(ctx, t)
		return err
	}))
}

func inEnglish(path string) string {
	if strings.Contains(path, "?") {
		return path + "&lang=en"
	}
	return path + "?lang=en"
}
