package e2e_test

import (
	"net/http"
	"testing"
)

// pagesOfEveryKind are the names of samples that together use every component.
var pagesOfEveryKind = []string{"public", "public-account-closed", "login", "today", "accounts", "account", "account-close", "import-preview", "log", "settings", "styleguide"}

func TestForcedColoursAreReadable(t *testing.T) {
	h := newHouse(t)
	tabs := h.tabs(t)
	for _, name := range pagesOfEveryKind {
		t.Run(name, func(t *testing.T) {
			s := sampleNamed(name)
			b := tabs(s.role).at(t)
			b.media("", "forced-colors", "active")
			defer b.media("")
			if got := s.show(h, b); got != http.StatusOK {
				t.Fatalf("status %d", got)
			}
			if !eval[bool](b, `matchMedia("(forced-colors: active)").matches`) {
				t.Fatal("colours are not forced")
			}
			for _, v := range b.axe(allRules) {
				t.Error(v)
			}
			// Backgrounds are gone: what was told by them alone must have an edge.
			if bare := eval[[]string](b, `[...document.querySelectorAll(".track span:not(.sp), .btn")].filter(e => {
				const s = getComputedStyle(e);
				return e.checkVisibility() && [s.borderTopWidth, s.borderBottomWidth, s.outlineWidth].every(w => parseFloat(w) === 0 || s.borderTopStyle === "none" && s.borderBottomStyle === "none");
			}).map(e => e.outerHTML.slice(0, 100))`); len(bare) > 0 {
				t.Errorf("without an edge: %v", bare)
			}
		})
	}
}

// paper is A4 without its margins, in CSS pixels.
const paper = 688

func TestPrintShowsTheContentAlone(t *testing.T) {
	h := newHouse(t)
	tabs := h.tabs(t)
	for _, name := range pagesOfEveryKind {
		t.Run(name, func(t *testing.T) {
			s := sampleNamed(name)
			b := tabs(s.role).at(t)
			if got := s.show(h, b); got != http.StatusOK {
				t.Fatalf("status %d", got)
			}
			b.shape(paper, "light")
			b.media("print")
			defer b.shape(wide, "light")
			if !eval[bool](b, `document.querySelector("h1").checkVisibility() && document.querySelector("main").innerText.length > 50`) {
				t.Error("the content is not printed")
			}
			if shown := eval[[]string](b, `[...document.querySelectorAll("nav, .skip, form[role=search], .btn, .next")].filter(e => e.checkVisibility() && !e.closest(".sg")).map(e => e.outerHTML.slice(0, 100))`); len(shown) > 0 && name != "styleguide" {
				t.Errorf("printed, though it is for the screen: %v", shown[:min(3, len(shown))])
			}
			if out := b.overflow(); out != "" {
				t.Errorf("wider than the paper: %s", out)
			}
		})
	}
}
