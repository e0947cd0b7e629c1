package e2e_test

import (
	"context"

	"github.com/chromedp/chromedp"
)

// clickOn clicks the first element that the selector finds, with the mouse.
func clickOn(css string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := chromedp.Click(chromedp.CSS(css))(ctx, t)
		return err
	})
}
