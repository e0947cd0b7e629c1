package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// patience is how long one step in the browser may take on a slow machine.
const patience = 30 * time.Second

func TestMain(m *testing.M) {
	code := m.Run()
	if stop != nil {
		stop()
	}
	os.Exit(code)
}

var stop func()

// chromium starts the one browser of this test process.
var chromium = sync.OnceValues(func() (context.Context, error) {
	program, err := findChromium()
	if err != nil {
		return nil, err
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program),
		chromedp.DisableGPU,
		chromedp.WindowSize(wide, 900),
		chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("lang", "sv"),
		chromedp.Flag("font-render-hinting", "none"),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("no-pings", true),
		chromedp.WSURLReadTimeout(patience),
	)
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.NoSandbox) // Chromium refuses its sandbox to root
	}
	ctx, cancelProgram := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, cancel := chromedp.NewContext(ctx)
	stop = func() {
		cancel()
		cancelProgram()
	}
	if err := chromedp.Do(ctx); err != nil {
		return nil, fmt.Errorf("%s does not start: %w", program, err)
	}
	return ctx, nil
})

func findChromium() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "headless-shell"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	for _, path := range []string{"/Applications/Chromium.app/Contents/MacOS/Chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"} {
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
	}
	return "", errors.New("the browser tests need Chromium: run `make test`, which installs it, or install it by hand")
}

// axeSource is the accessibility checker that is put into pages.
var axeSource = sync.OnceValues(func() (string, error) {
	raw, err := os.ReadFile(filepath.Join("node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		return "", fmt.Errorf("the browser tests need axe-core: run `make test`, which installs it, or `npm ci` in web/e2e (%w)", err)
	}
	return string(raw), nil
})

// openTab gives a tab with cookies of its own.
func openTab(t testing.TB, origin, base string) *tab {
	t.Helper()
	browser, err := chromium()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx, origin: origin, base: base, scheme: "light", width: wide}
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	b.listen()
	b.shape(wide, "light")
	return b
}
