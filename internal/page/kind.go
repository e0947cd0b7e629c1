package page

import (
	"context"

	"kanalkoll/internal/i18n"
)

// Kind is a state that a thing can be in. Each has its own shape, word and tone; colour is the least of them.
type Kind string

// The states of the design language.
const (
	Plain     Kind = ""          // no shape: only text
	Done      Kind = "done"      // tick: Klar
	Accepted  Kind = "accepted"  // tick: Godkänd
	Met       Kind = "met"       // tick: Uppfyllt
	Approved  Kind = "approved"  // tick: Godkänt (an account)
	Open      Kind = "open"      // tick: Öppet
	Review    Kind = "review"    // filled circle with a hole: Att granska
	Submitted Kind = "submitted" // the same shape: Inskickad
	Due       Kind = "due"       // clock: Att göra
	Closing   Kind = "closing"   // clock: Avslutas
	Late      Kind = "late"      // triangle: Försenad
	Fix       Kind = "fix"       // triangle: Rätta
	Returned  Kind = "returned"  // arrow back: Återlämnad
	Waived    Kind = "waived"    // slash: Undantagen
	Rejected  Kind = "rejected"  // slash: Avslaget
	Withdrawn Kind = "withdrawn" // slash: Återtaget
	Planned   Kind = "planned"   // small dot: Planerad
	Going     Kind = "going"     // half circle: Pågår
	Fresh     Kind = "fresh"     // ring: Inte påbörjad
	Draft     Kind = "draft"     // ring: Utkast
	Blocked   Kind = "blocked"   // dashed ring: Kan inte påbörjas än
	Ended     Kind = "ended"     // filled square: Avslutat
	Covered   Kind = "covered"   // two blocks: Täckt
	Thin      Kind = "thin"      // one block: En person
	Gap       Kind = "gap"       // empty frame: Lucka
	Double    Kind = "double"    // two squares: Dubblett
	Lacking   Kind = "lacking"   // clock: Brister
)

// Kinds lists all states but Plain, in the order of the style guide.
var Kinds = []Kind{
	Done, Accepted, Met, Approved, Open, Review, Submitted, Due, Closing, Lacking, Late, Fix, Returned, Waived, Rejected,
	Withdrawn, Planned, Going, Fresh, Draft, Blocked, Ended, Covered, Thin, Gap, Double,
}

type look struct{ glyph, tone, cellGlyph, cell string }

// looks: glyph is the shape in text, cellGlyph the one in a coloured cell, tone and cell are CSS classes.
var looks = map[Kind]look{
	Done:      {"ok", "", "ok", "c-ok"},
	Accepted:  {"ok", "", "ok", "c-ok"},
	Met:       {"ok", "", "ok", "c-ok"},
	Approved:  {"ok", "", "ok", "c-ok"},
	Open:      {"ok", "", "ok", "c-ok"},
	Review:    {"eye", "todo", "disc", "c-todo"},
	Submitted: {"eye", "todo", "disc", "c-todo"},
	Due:       {"clock", "warn", "clock", "c-due"},
	Closing:   {"clock", "calm", "clock", "c-ok"},
	Lacking:   {"clock", "warn", "clock", "c-due"},
	Late:      {"bang", "bad", "bangc", "c-bad"},
	Fix:       {"bang", "bad", "bangc", "c-bad"},
	Returned:  {"back", "warn", "back", "c-warn"},
	Waived:    {"slash", "calm", "slash", ""},
	Rejected:  {"slash", "calm", "slash", ""},
	Withdrawn: {"slash", "calm", "slash", ""},
	Planned:   {"dot", "calm", "dot", ""},
	Going:     {"half", "todo", "half", "c-due"},
	Fresh:     {"ring", "calm", "ring", ""},
	Draft:     {"ring", "calm", "ring", ""},
	Blocked:   {"dash", "calm", "dash", ""},
	Ended:     {"stop", "calm", "stop", ""},
	Covered:   {"two", "", "", "c-ok"},
	Thin:      {"one", "warn", "one", "c-due"},
	Gap:       {"gap", "bad", "gap", "c-bad"},
	Double:    {"dup", "warn", "dup", "c-warn"},
}

// Word gives the state's standard word in the context's language.
func (k Kind) Word(ctx context.Context) string {
	if k == Plain {
		return ""
	}
	return i18n.T(ctx, "page.kind."+string(k))
}

// orWord gives text, or the standard word where text is empty.
func (k Kind) orWord(ctx context.Context, text string) string {
	if text == "" {
		return k.Word(ctx)
	}
	return text
}

// trackTone gives the CSS class of a part of a track.
func (k Kind) trackTone() string {
	switch looks[k].tone {
	case "bad", "todo":
		return looks[k].tone
	case "warn":
		if k == Double {
			return "warn dup"
		}
		return "warn"
	}
	if looks[k].glyph == "ok" {
		return "ok"
	}
	return ""
}

// noteTone gives the CSS class of a note bar.
func (k Kind) noteTone() string {
	switch looks[k].tone {
	case "bad", "warn":
		return looks[k].tone
	}
	return ""
}

// sprite holds the glyphs of the design language, drawn on a grid of 16.
const sprite = `<svg hidden width="0" height="0"><symbol id="g-ok" viewBox="0 0 16 16"><path d="m2.500 8.500 3.500 3.500 7.500-8"/></symbol>` +
	`<symbol id="g-eye" viewBox="0 0 16 16"><circle class="f" cx="8" cy="8" r="6"/><circle class="k" cx="8" cy="8" r="2.200"/></symbol>` +
	`<symbol id="g-disc" viewBox="0 0 16 16"><circle class="f" cx="8" cy="8" r="4.600"/></symbol>` +
	`<symbol id="g-clock" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6"/><path d="M8 4.500V8l2.400 1.600"/></symbol>` +
	`<symbol id="g-bang" viewBox="0 0 16 16"><path class="f" d="M8 1 15.500 15H.5z"/><path class="k" d="M8 6v4m0 2.400v.4"/></symbol>` +
	`<symbol id="g-bangc" viewBox="0 0 16 16"><path stroke-width="2.600" d="M8 1.500v8m0 3.700v.6"/></symbol>` +
	`<symbol id="g-back" viewBox="0 0 16 16"><path d="M5.500 2.500 2 6l3.500 3.500M2.500 6H10a3.700 3.700 0 0 1 0 7.500H6"/></symbol>` +
	`<symbol id="g-slash" viewBox="0 0 16 16"><path d="M3 13 13 3"/></symbol>` +
	`<symbol id="g-dot" viewBox="0 0 16 16"><circle class="f" cx="8" cy="8" r="2"/></symbol>` +
	`<symbol id="g-half" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6"/><path class="f" d="M8 2a6 6 0 0 1 0 12z"/></symbol>` +
	`<symbol id="g-ring" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6"/></symbol>` +
	`<symbol id="g-dash" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6" stroke-dasharray="1.500 3.200"/></symbol>` +
	`<symbol id="g-stop" viewBox="0 0 16 16"><path class="f" d="M2.500 2.500h11v11h-11z"/></symbol>` +
	`<symbol id="g-two" viewBox="0 0 16 16"><path class="f" d="M3 1.500h10v5.700H3zM3 8.800h10v5.700H3z"/></symbol>` +
	`<symbol id="g-one" viewBox="0 0 16 16"><path class="f" d="M3 8.800h10v5.700H3z"/></symbol>` +
	`<symbol id="g-gap" viewBox="0 0 16 16"><path d="M3 2h10v12H3z"/></symbol>` +
	`<symbol id="g-dup" viewBox="0 0 16 16"><path d="M2 2h8v8H2zm4 11.500h7.500V6"/></symbol>` +
	`<symbol id="g-bell" viewBox="0 0 16 16"><path d="M3.500 12V7a4.500 4.500 0 0 1 9 0v5M2 12h12m-7.500 2.500h3"/></symbol>` +
	`<symbol id="g-menu" viewBox="0 0 16 16"><path d="M2 4h12M2 8h12M2 12h12"/></symbol>` +
	`<symbol id="g-up" viewBox="0 0 16 16"><path class="f" d="m8 3 6 10H2z"/></symbol>` +
	`<symbol id="g-down" viewBox="0 0 16 16"><path class="f" d="m8 13 6-10H2z"/></symbol>` +
	`<symbol id="g-yes" viewBox="0 0 16 16"><path class="f" d="M1 1h14v14H1z"/><path class="k" d="m4 8.300 3 2.900L12 5"/></symbol>` +
	`<symbol id="g-was" viewBox="0 0 16 16"><path class="f" d="M1 1h14v14H1z"/><path class="k" d="M4 8h8"/></symbol>` +
	`<symbol id="g-unk" viewBox="0 0 16 16"><path d="M8 .9 15.100 8 8 15.100.9 8z"/><path d="M6.200 6.300c.2-2.400 3.800-2.200 3.600 0-.1 1.200-1.800 1.300-1.800 2.600m0 2.100v.3"/></symbol></svg>`
