// Package i18n holds every sentence of the interface, in Swedish and English, and writes dates and numbers
// as each language does.
//
// A room's sentences lie in locales/<language>/<room>.json. A test refuses a key that is missing in one of them.
package i18n

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"kanalkoll/internal/clock"
)

//go:embed locales
var files embed.FS

// The languages of the interface.
const (
	Swedish = "sv"
	English = "en"
)

// Languages lists them, Swedish first.
var Languages = []string{Swedish, English}

type catalogue struct {
	localizer *goi18n.Localizer
	plain     map[string]string // sentences without placeholders or plural: no template run for these
	keys      map[string]bool
}

var catalogues = mustLoad()

func mustLoad() map[string]*catalogue {
	bundle := goi18n.NewBundle(language.Swedish)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	all := map[string]*catalogue{}
	for _, lang := range Languages {
		c := &catalogue{plain: map[string]string{}, keys: map[string]bool{}}
		names, err := fs.Glob(files, path.Join("locales", lang, "*.json"))
		if err != nil {
			panic(err)
		}
		for _, name := range names {
			if err := c.load(bundle, lang, name); err != nil {
				panic(fmt.Sprintf("i18n: %s: %v", name, err))
			}
		}
		all[lang] = c
	}
	for lang, c := range all {
		c.localizer = goi18n.NewLocalizer(bundle, lang)
	}
	return all
}

func (c *catalogue) load(bundle *goi18n.Bundle, lang, name string) error {
	raw, err := files.ReadFile(name)
	if err != nil {
		return err
	}
	var entries map[string]json.RawMessage
	if err := json.Unmarshal(raw, &entries); err != nil {
		return err
	}
	for key, value := range entries {
		if c.keys[key] {
			return fmt.Errorf("key %s stands twice", key)
		}
		c.keys[key] = true
		m := &goi18n.Message{ID: key}
		var text string
		if err := json.Unmarshal(value, &text); err == nil {
			m.Other = text
			if !strings.Contains(text, "{{") {
				c.plain[key] = text
			}
		} else {
			var forms struct{ One, Other string }
			if err := json.Unmarshal(value, &forms); err != nil {
				return fmt.Errorf("key %s: %w", key, err)
			}
			m.One, m.Other = forms.One, forms.Other
		}
		if err := bundle.AddMessages(language.Make(lang), m); err != nil {
			return fmt.Errorf("key %s: %w", key, err)
		}
	}
	return nil
}

type langKey struct{}

// With sets the language of the context; an unknown language becomes Swedish.
func With(ctx context.Context, lang string) context.Context {
	if _, ok := catalogues[lang]; !ok {
		lang = Swedish
	}
	return context.WithValue(ctx, langKey{}, lang)
}

// Lang gives the language of the context, Swedish where none is set.
func Lang(ctx context.Context) string {
	if lang, ok := ctx.Value(langKey{}).(string); ok {
		return lang
	}
	return Swedish
}

// T gives the sentence for key in the context's language. Args are pairs of placeholder name and value;
// the pair "Count", n (an int) also chooses singular or plural, and a clock.Date is written as Date does. An unknown key gives the key itself in
// brackets, which a test of every page looks for.
func T(ctx context.Context, key string, args ...any) string {
	return In(Lang(ctx), key, args...)
}

// In is T in a named language.
func In(lang, key string, args ...any) string {
	c, ok := catalogues[lang]
	if !ok {
		c = catalogues[Swedish]
	}
	if s, ok := c.plain[key]; ok {
		return s
	}
	cfg := &goi18n.LocalizeConfig{MessageID: key}
	if len(args) > 0 {
		data := make(map[string]any, len(args)/2)
		for i := 0; i+1 < len(args); i += 2 {
			name := fmt.Sprint(args[i])
			data[name] = args[i+1]
			if d, ok := args[i+1].(clock.Date); ok {
				data[name] = Date(With(context.Background(), lang), d)
			}
			if name == "Count" {
				cfg.PluralCount = args[i+1]
			}
		}
		cfg.TemplateData = data
	}
	s, err := c.localizer.Localize(cfg)
	if err != nil {
		return "[" + key + "]"
	}
	return s
}

// Has reports whether the key exists in the language.
func Has(lang, key string) bool {
	c, ok := catalogues[lang]
	return ok && c.keys[key]
}

// Keys gives all keys of a language, for tests.
func Keys(lang string) []string {
	var keys []string
	for k := range catalogues[lang].keys {
		keys = append(keys, k)
	}
	return keys
}
