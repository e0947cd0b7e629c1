package e2e_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// The widths that pages are tested at, in CSS pixels.
const (
	wide   = 1280
	phone  = 375
	narrow = 320
)

// tab is one tab of the browser at one municipality's pages.
type tab struct {
	t      testing.TB
	ctx    context.Context
	origin string // "http://127.0.0.1:1234"
	base   string // "/orebro"
	width  int64
	scheme string

	mu       sync.Mutex
	console  []string
	document string // the address of the last document; its own status is no console error
}

// listen collects what the browser complains about: scripts that fail, things the content policy refuses, assets that
// are missing. That a page itself answers 403, 404 or 422 is the page's business.
func (b *tab) listen() {
	err := chromedp.Listen(b.ctx, func(ev any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		switch ev := ev.(type) {
		case *page.EventJavascriptDialogOpening: // only the question whether to leave with unsaved changes
			go b.leave()
		case *network.EventRequestWillBeSent:
			if ev.Type == network.ResourceTypeDocument {
				b.document = ev.Request.URL
			}
			if u, err := url.Parse(ev.Request.URL); err == nil && strings.HasPrefix(u.Scheme, "http") && u.Scheme+"://"+u.Host != b.origin {
				b.console = append(b.console, "request to others: "+ev.Request.URL)
			}
		case *cdplog.EventEntryAdded:
			e := ev.Entry
			if e.Source == cdplog.EntrySourceNetwork && e.URL == b.document || e.Level != cdplog.EntryLevelError && e.Level != cdplog.EntryLevelWarning {
				return
			}
			b.console = append(b.console, fmt.Sprintf("%s: %s (%s)", e.Source, e.Text, e.URL))
		case *runtime.EventExceptionThrown:
			text := ev.ExceptionDetails.Text
			if x := ev.ExceptionDetails.Exception; x != nil {
				text += " " + x.Description
			}
			b.console = append(b.console, "script: "+text)
		case *runtime.EventConsoleAPICalled:
			if ev.Type == runtime.ConsoleAPICalledTypeError || ev.Type == runtime.ConsoleAPICalledTypeWarning {
				b.console = append(b.console, fmt.Sprint("console.", ev.Type))
			}
		}
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

// leave answers that the page may be left.
func (b *tab) leave() {
	// Where the tab is gone there is nobody to answer.
	_, _ = chromedp.Call(b.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
}

// complaints gives what the browser complained about since the last call.
func (b *tab) complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	list := b.console
	b.console = nil
	return list
}

// at gives the same tab for a test inside a test.
func (b *tab) at(t testing.TB) *tab {
	return &tab{t: t, ctx: b.ctx, origin: b.origin, base: b.base, width: b.width, scheme: b.scheme}
}

func (b *tab) within() (context.Context, context.CancelFunc) {
	return context.WithTimeout(b.ctx, patience)
}

// do runs steps, else fails the test.
func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := b.within()
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("%s: %v", b.address(), err)
	}
}

// open goes to a page of the municipality and gives its status.
func (b *tab) open(path string) int {
	b.t.Helper()
	return b.visit(b.base + path)
}

// visit goes to an address of the installation and gives its status.
func (b *tab) visit(path string) int {
	b.t.Helper()
	ctx, cancel := b.within()
	defer cancel()
	resp, err := chromedp.Run(ctx, chromedp.NavigateResponse(b.origin+path))
	if err != nil {
		b.t.Fatalf("open %s: %v", path, err)
	}
	b.settle()
	return int(resp.Status)
}

// arrive does what leads to another page, waits for it and gives its status.
func (b *tab) arrive(steps ...chromedp.Action[chromedp.Void]) int {
	b.t.Helper()
	ctx, cancel := b.within()
	defer cancel()
	resp, err := chromedp.RunResponse(ctx, steps...)
	if err != nil {
		b.t.Fatalf("from %s: %v", b.address(), err)
	}
	b.settle()
	if resp == nil { // the same document, at another place
		return 0
	}
	return int(resp.Status)
}

// eval gives what an expression comes to in the page.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	ctx, cancel := b.within()
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", b.address(), err)
	}
	return v
}

// wait waits until an expression is true. It asks again and again, so that it works in pages without scripts too, and
// when another page is just being loaded.
func (b *tab) wait(expression string) {
	b.t.Helper()
	ctx, cancel := b.within()
	defer cancel()
	pause := time.NewTicker(10 * time.Millisecond)
	defer pause.Stop()
	for {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+expression+")"))
		if ok {
			return
		}
		select {
		case <-pause.C:
		case <-ctx.Done():
			b.t.Fatalf("%s: waiting for %s: %v", b.address(), expression, errors.Join(err, ctx.Err()))
		}
	}
}

// settle waits until the page is there whole.
func (b *tab) settle() {
	b.t.Helper()
	b.wait(`document.readyState === "complete"`)
}

func (b *tab) text() string  { b.t.Helper(); return eval[string](b, `document.body.innerText`) }
func (b *tab) title() string { b.t.Helper(); return eval[string](b, `document.title`) }

// path gives the present address below the municipality's.
func (b *tab) path() string {
	b.t.Helper()
	return strings.TrimPrefix(eval[string](b, `location.pathname`), b.base)
}

// address names the present page in messages.
func (b *tab) address() string {
	v, err := chromedp.Run(b.ctx, chromedp.Location())
	if err != nil {
		return "?"
	}
	return strings.TrimPrefix(v, b.origin)
}

// shape sets the width and the colour scheme ("light" or "dark").
func (b *tab) shape(width int64, scheme string) {
	b.t.Helper()
	b.width, b.scheme = width, scheme
	b.do(chromedp.EmulateViewport(width, 900))
	b.media("", "prefers-color-scheme", scheme)
}

// media emulates a medium ("" for the screen) and features as name and value.
func (b *tab) media(medium string, features ...string) {
	b.t.Helper()
	params := emulation.SetEmulatedMediaParams{Media: medium}
	for pair := range slices.Chunk(features, 2) {
		params.Features = append(params.Features, &emulation.MediaFeature{Name: pair[0], Value: pair[1]})
	}
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, params)
		return err
	}))
}

// scripts switches the page's own scripts on or off, from the next page on.
func (b *tab) scripts(on bool) {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return err
	}))
}

// send fills in the form with that action as given, without the browser's own checks, and submits it.
func (b *tab) send(action string, values map[string]string) int {
	b.t.Helper()
	if !eval[bool](b, `[...document.forms].some(f => f.method === "post" && new URL(f.action).pathname === `+quote(b.base+action)+`)`) {
		b.t.Fatalf("%s has no form that posts to %s", b.address(), action)
	}
	return b.arrive(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := chromedp.Evaluate[chromedp.Void](`(() => {
			const form = [...document.forms].find(f => f.method === "post" && new URL(f.action).pathname === `+quote(b.base+action)+`);
			let button = null;
			for (const [name, value] of Object.entries(`+quote(values)+` ?? {})) {
				for (const c of form.querySelectorAll("[name=" + CSS.escape(name) + "]")) {
					if (c.type === "submit") button = c.value === value ? c : button;
					else if (c.type === "checkbox" || c.type === "radio") c.checked = c.value === value;
					else c.value = value;
				}
			}
			form.noValidate = true;
			form.requestSubmit(button);
		})()`)(ctx, t)
		return err
	}))
}

// quote gives a value as it is written in a script.
func quote(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(raw)
}
