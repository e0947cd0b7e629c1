package e2e_test

import (
	"context"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// clickOn clicks the first element that the selector finds, with the mouse.
func clickOn(css string) chromedp.Action[chromedp.Void] { return chromedp.Click(chromedp.CSS(css)) }

// hands are how somebody works: with the keyboard alone, or with the mouse. A control is named as its user reads it:
// the beginning of its label or of its text.
type hands interface {
	press(name string) int          // presses a link or a button that leads to a page, and gives its status
	jump(name string)               // presses a link to a place on the same page
	fill(label, text string)        // writes over what a field holds
	choose(label, option string)    // chooses in a list
	tick(label string)              // ticks a box
	upload(label, css, file string) // chooses a file
	tab() *tab
}

// focus is where the keyboard is.
type focus struct {
	Name    string // as a user reads it
	Tag     string
	Lost    bool   // on nothing
	Problem string // why somebody who looks cannot see it; "" where they can
}

const nameOf = `const nameOf = e => {
	const own = e.labels && e.labels.length ? [...e.labels].map(l => l.textContent).join(" ") : "";
	return (e.getAttribute("aria-label") || own || e.innerText || e.textContent || e.value || "").replace(/\s+/g, " ").trim();
};`

// focused says where the keyboard is.
func (b *tab) focused() focus {
	b.t.Helper()
	return eval[focus](b, `(() => { `+nameOf+`
		const e = document.activeElement;
		if (!e || e === document.body || e === document.documentElement) return {Name: "", Tag: "", Lost: true, Problem: ""};
		const style = getComputedStyle(e), r = e.getBoundingClientRect();
		let problem = "";
		if (e.type === "date" && !e.matches(":focus-visible")) {} // on the button inside, which has the browser's own ring
		else if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) problem = "has no visible ring";
		else if (r.bottom < 0 || r.right < 0 || r.top > innerHeight || r.left > innerWidth) problem = "is outside of what is seen";
		else {
			const x = Math.min(Math.max(r.left + r.width / 2, 1), innerWidth - 1), y = Math.min(Math.max(r.top + Math.min(r.height, 30) / 2, 1), innerHeight - 1);
			const top = document.elementFromPoint(x, y);
			if (top && !e.contains(top) && !top.contains(e)) problem = "is covered by " + top.outerHTML.slice(0, 80);
		}
		return {Name: nameOf(e), Tag: e.tagName, Lost: false, Problem: problem};
	})()`)
}

// enter is the key as a keyboard sends it: what it does when it goes down keeps its character from going anywhere else,
// so that a link to a field does not also send the field's form. chromedp's own sends the two apart.
func enter(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
	p := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: "Enter", Code: "Enter", Text: "\r", UnmodifiedText: "\r",
		WindowsVirtualKeyCode: 13, NativeVirtualKeyCode: 13}
	if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, p); err != nil {
		return chromedp.Void{}, err
	}
	p.Type, p.Text, p.UnmodifiedText = input.DispatchKeyEventTypeKeyUp, "", ""
	_, err := cdp.Call(ctx, t, input.DispatchKeyEvent, p)
	return chromedp.Void{}, err
}

// key presses keys, as text or from package kb.
func (b *tab) key(keys string, modifiers ...chromedp.Modifier) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys, chromedp.KeyModifiers(modifiers...)))
}

// mostTabs is how far somebody presses Tab before giving up.
const mostTabs = 200

// reach presses Tab until the control has the focus. On the way the focus must always be seen.
func (b *tab) reach(name string) {
	b.t.Helper()
	b.reachOne(name, "")
}

// reachOne goes on to the control of that tag; "" is any.
func (b *tab) reachOne(name, tag string) {
	b.t.Helper()
	var passed []string
	for range mostTabs {
		b.key(kb.Tab)
		f := b.focused()
		if f.Lost {
			passed = append(passed, "(nothing)")
			continue
		}
		if f.Problem != "" {
			b.t.Errorf("%s: the focus on %s %q %s", b.address(), f.Tag, f.Name, f.Problem)
		}
		if strings.HasPrefix(f.Name, name) && (tag == "" || strings.EqualFold(f.Tag, tag)) {
			return
		}
		passed = append(passed, f.Name)
	}
	b.t.Fatalf("%s: no %q within %d tabs, only %s", b.address(), name, mostTabs, strings.Join(passed[:min(len(passed), 40)], " | "))
}

// keyboard works with the keys alone.
type keyboard struct{ b *tab }

func (k keyboard) tab() *tab { return k.b }

func (k keyboard) press(name string) int {
	k.b.t.Helper()
	k.b.reach(name)
	return k.b.arrive(enter)
}

func (k keyboard) jump(name string) {
	k.b.t.Helper()
	k.b.reach(name)
	k.b.do(enter)
}

func (k keyboard) fill(label, text string) {
	k.b.t.Helper()
	k.b.reach(label)
	k.b.overwrite(text)
}

func (k keyboard) choose(label, option string) {
	k.b.t.Helper()
	k.b.reachOne(label, "select")
	k.b.key(option)
}

func (k keyboard) tick(label string) {
	k.b.t.Helper()
	k.b.reach(label)
	k.b.key(" ")
}

func (k keyboard) upload(label, css, file string) {
	k.b.t.Helper()
	k.b.reach(label)
	k.b.do(chromedp.SetUploadFiles(chromedp.CSS(css), []string{file})) // the system's own window is not ours to test
}

// overwrite types into the field that has the focus.
func (b *tab) overwrite(text string) {
	b.t.Helper()
	b.key("a", chromedp.ModifierCtrl)
	b.key(text)
}

// mouse works with the mouse, and with the keys for text only.
type mouse struct{ b *tab }

func (m mouse) tab() *tab { return m.b }

// at brings the control into view and gives its middle.
func (m mouse) at(name string) chromedp.Action[chromedp.Void] {
	m.b.t.Helper()
	p := eval[[]float64](m.b, `(() => { `+nameOf+`
		const e = [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea, summary")]
			.find(e => nameOf(e).startsWith(`+quote(name)+`) && e.checkVisibility());
		if (!e) return [];
		e.scrollIntoView({block: "center", behavior: "instant"});
		const r = (e.getClientRects()[0] || e.getBoundingClientRect());
		const x = r.left + Math.min(r.width / 2, 100), y = r.top + r.height / 2, top = document.elementFromPoint(x, y);
		return top && (e.contains(top) || [...(e.labels || [])].some(l => l.contains(top))) ? [x, y] : [];
	})()`)
	if len(p) == 0 {
		m.b.t.Fatalf("%s: there is no %q that the mouse could reach: %s", m.b.address(), name, m.b.text())
	}
	return chromedp.MouseClickXY(p[0], p[1])
}

func (m mouse) press(name string) int {
	m.b.t.Helper()
	return m.b.arrive(m.at(name))
}

func (m mouse) jump(name string) {
	m.b.t.Helper()
	m.b.do(m.at(name))
}

func (m mouse) fill(label, text string) {
	m.b.t.Helper()
	m.b.do(m.at(label))
	m.b.overwrite(text)
}

// choose types into the focused list: its window belongs to the system.
func (m mouse) choose(label, option string) {
	m.b.t.Helper()
	m.b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := chromedp.Evaluate[chromedp.Void](`(() => { `+nameOf+`
			[...document.querySelectorAll("select")].find(e => nameOf(e).startsWith(`+quote(label)+`)).focus() })()`)(ctx, t)
		return err
	}), chromedp.KeyEvent(option))
}

func (m mouse) tick(label string) {
	m.b.t.Helper()
	m.b.do(m.at(label))
}

func (m mouse) upload(label, css, file string) {
	m.b.t.Helper()
	m.b.do(chromedp.SetUploadFiles(chromedp.CSS(css), []string{file}))
}
